"""A study of satisfaction on one's own simulated market: a world is run, customers are asked, and paths are fitted."""

from __future__ import annotations

from typing import Any

import numpy as np

from tci_sim.analysis.ecsi import ITEMS, RESPONDENTS
from tci_sim.analysis.path_fit import RESAMPLES, SatisfactionData, fit
from tci_sim.arguments import LARGEST_SEED, whole_number
from tci_sim.compile_model import ensure_compiled, to_stderr
from tci_sim.errors import InputError, legible, meant
from tci_sim.messages import listing, message
from tci_sim.scenario.load import AnyScenario, as_scenario
from tci_sim.simulation import OnProgress, Simulation
from tci_sim.world.build_network import focal_seller, network_of

EVERYONE, BY_FIRM = "everyone", "firm"
SAMPLES = (EVERYONE, BY_FIRM)
"""Who is asked: a random sample in which everybody answers, or what a firm gets that asks its own customers."""

MOST_RESPONDENTS, MOST_ITEMS = 1_000_000, 10


def survey(
    scenario: AnyScenario,
    seed: int = 1,
    *,
    month: int | None = None,
    respondents: int = RESPONDENTS,
    firm: str | None = None,
    sample: str = EVERYONE,
    items: int = ITEMS,
    resamples: int = RESAMPLES,
    threads: int | None = None,
    on_progress: OnProgress | None = None,
) -> SatisfactionData:
    """Ask customers of a simulated market; parameters, returns and errors are those of `tci_sim.survey`."""
    question = as_scenario(scenario)
    seed = whole_number("seed", seed, 0, LARGEST_SEED)
    last = question.months - 1
    month = last if month is None else whole_number("month", month, 0, last)
    respondents = whole_number("respondents", respondents, 1, MOST_RESPONDENTS)
    items = whole_number("items", items, 1, MOST_ITEMS)
    if sample not in SAMPLES:
        raise InputError(meant("survey.sample", str(sample), SAMPLES, sample=legible(str(sample))))
    network = network_of(question)
    sellers = network.selling_firms
    if firm is not None and firm not in sellers:
        raise InputError(
            meant("cli.no_such_firm", firm, sellers, firm=legible(firm), firms=listing(sellers, "or"))
        )
    firm = focal_seller(question, network) if firm is None and sample == BY_FIRM else firm
    if firm == "":
        raise InputError(message("survey.no_customers", month=month, nth=month + 1))
    ensure_compiled(to_stderr)
    simulation = Simulation(question, network, seed, threads)
    simulation.step(question.burn_in + month + 1, on_progress)
    about = {
        "question": question, "seed": seed, "month": month, "firm": firm, "sample": sample,
        "respondents": respondents, "items": items, "resamples": resamples,
    }  # fmt: skip
    return fit(_asked(simulation, about), resamples=resamples, about=about)


def _asked(simulation: Simulation, about: dict[str, Any]) -> Any:
    """Put the questionnaire to customers, and name whose customers they are and of which segment.

    Raises
    ------
    InputError
        If nobody answers.
    """
    import pandas as pd

    given = simulation.survey_customers(
        about["respondents"], about["items"], about["firm"], by_firm=about["sample"] == BY_FIRM
    )
    answers = pd.DataFrame(given)
    if not len(answers):
        raise InputError(message("survey.no_customers", month=about["month"], nth=about["month"] + 1))
    who = answers["customer"].to_numpy()
    firms, segments = simulation.network.selling_firms, tuple(simulation.scenario.market.segments)
    answers["firm"] = pd.Categorical.from_codes(answers["firm"].to_numpy(), categories=pd.Index(firms))
    answers["segment"] = pd.Categorical.from_codes(
        answers["segment"].to_numpy(), categories=pd.Index(segments)
    )
    felt = simulation.state.customers.satisfaction[who].astype(np.float64)
    answers.insert(3, "felt", felt)
    answers.insert(0, "respondent", np.arange(1, len(answers) + 1))
    return answers
