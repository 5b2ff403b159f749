"""The European Customer Satisfaction Index of a simulated market: customers are asked, and paths fitted to answers.

Read when month 0 begins: after the burn-in, in which all firms run one policy, and before any comes under its own. A
world is never taken further, and each is checked for that, so nothing here knows which policy does well.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tci_sim.analysis.steps import LEVERS
from tci_sim.arguments import LARGEST_SEED, whole_number, whole_numbers
from tci_sim.compile_model import ensure_compiled
from tci_sim.engine.state.types import Records
from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.scenario.load import AnyScenario, as_scenario, variant
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import exact_mean, exact_variance
from tci_sim.statistics.paired import standard_error
from tci_sim.statistics.pls import fit_paths
from tci_sim.world.build_network import network_of
from tci_sim.world.records import put

PATHS = (
    ("image", "expectation"),
    ("expectation", "quality"),
    ("expectation", "value"),
    ("quality", "value"),
    ("image", "satisfaction"),
    ("expectation", "satisfaction"),
    ("quality", "satisfaction"),
    ("value", "satisfaction"),
    ("image", "loyalty"),
    ("satisfaction", "loyalty"),
)
"""What acts on what (Tenenhaus et al. 2005), without complaints: customers of the model do not remember how
one was handled, so they cannot be asked."""

SCHEME = "centroid"
"""How neighbours count: of three schemes the one that gives the published paths to the last digit printed."""

RESPONDENTS, ITEMS = 1_500, 3
"""How many are asked, and how many questions about each construct."""

CUSTOMERS = 3_000
"""Customers who are simulated of a market that is only asked; each answers for himself, so more would tell no more."""

MOVED = tuple(path for lever in LEVERS.values() for path in lever)
"""Levers that a policy's own yearly rule moves, by what each firm finds: they belong to one policy still."""

FEW = 30
"""Respondents below which a firm's mean is not read."""


def survey_at_month_0(scenario: AnyScenario, seed: int) -> pd.DataFrame:
    """Run a world through its burn-in, under one policy, and put a questionnaire to its customers.

    Parameters
    ----------
    scenario : Scenario
        The question; its months are set aside, and of more than `CUSTOMERS` customers so many are simulated.
    seed : int
        Seed of all chance.

    Returns
    -------
    DataFrame (respondent, ...)
        As from `ask`.

    Raises
    ------
    InputError
        If the scenario cannot be built, or firms come to run more than one policy.
    ConservationError
        If the world does not add up.
    """
    ensure_compiled(lambda _: None)
    scenario = as_scenario(scenario)
    few = {"market.simulated": CUSTOMERS} if scenario.market.people > CUSTOMERS else {}
    short = variant(scenario, {"months": 1, **few})
    simulation = Simulation(short, network_of(short), seed, threads=1)
    require_one_policy(simulation)
    simulation.step(short.burn_in)
    require_one_policy(simulation)
    return survey(simulation)


def require_one_policy(simulation: Simulation) -> None:
    """Make sure that all organisations of a world run one and the same policy now, in what it does and what it costs.

    Levers that the yearly rule of the policy moves may differ; where it has no such rule, none may.

    Raises
    ------
    InputError
        If one runs another policy than the first; it is named.
    """
    policies, firms = simulation.state.firms.policies, simulation.network.firms
    for records in (policies.in_force, policies.paid):
        given = [_given(records[f : f + 1].copy()) for f in range(len(records))]
        for f, each in enumerate(given):
            if each != given[0]:
                names = {"firm": firms[f], "other": firms[0]}
                raise InputError(message("ecsi.policies", seed=simulation.seed, **names))


def _given(policy: Records) -> bytes:
    """Return one policy as it was given, (1,): without what its own rule moves."""
    if policy["value"]["investment_step"][0] > 0.0:
        for path in MOVED:
            put(policy, path, 0)
    return policy.tobytes()


def survey(simulation: Simulation) -> pd.DataFrame:
    """Put a questionnaire to customers of a world as it is now.

    Returns
    -------
    DataFrame (respondent, ...)
        "customer", "firm", "segment"; "felt": satisfaction as the model holds it; "image_1" to "loyalty_3": answers.
        [points of 100]
    """
    answers = pd.DataFrame(simulation.survey_customers(RESPONDENTS, ITEMS))
    answers.insert(3, "felt", simulation.state.customers.satisfaction[answers["customer"].to_numpy()])
    return answers


def fit_ecsi(answers: pd.DataFrame) -> dict[str, float]:
    """Fit the index to answers, and say how satisfaction is spread.

    Parameters
    ----------
    answers : DataFrame (respondent, ...)
        As from `ask`.

    Returns
    -------
    dict of str to float
        Of the fit: "image -> expectation" and so on (paths), "total image -> loyalty" and so on (total effects), "R2
        satisfaction" and so on, and "lead of quality", by which its total effect on satisfaction is above that of any
        other construct. Of satisfaction as felt: "lowest firm mean" and "highest firm mean" (of firms with `FEW`
        respondents or more), "mean", "standard deviation" and "skewness" over respondents. [-, or points of 100]

    Raises
    ------
    PathModelError
        If the answers tell nothing.

    References
    ----------
    Fornell et al. (1996), Journal of Marketing 60(4); Tenenhaus et al. (2005), Computational Statistics & Data
    Analysis 48(1), 159-205.
    """
    constructs = list(dict.fromkeys(name for path in PATHS for name in path))
    items = {name: [f"{name}_{k + 1}" for k in range(ITEMS)] for name in constructs}
    fit = fit_paths(answers, items, PATHS, SCHEME)
    effects = _labelled(fit.total_effects)
    on_satisfaction = [value for name, value in effects.items() if name.endswith("-> satisfaction")]
    quality = effects["quality -> satisfaction"]
    on_satisfaction.remove(quality)
    found = _labelled(fit.paths) | {f"total {name}": value for name, value in effects.items()}
    found |= {f"R2 {name}": value for name, value in _labelled(fit.r_squared).items()}
    found["lead of quality"] = quality - max(on_satisfaction)
    return found | _spread(answers)


def ecsi(scenario: AnyScenario, seeds: Sequence[int], jobs: int = 1) -> pd.DataFrame:
    """Estimate the index of a simulated market at month 0, once for each seed.

    Parameters
    ----------
    scenario : Scenario
        The question.
    seeds : sequence of int
        One market each.
    jobs : int
        Markets that are simulated side by side; what comes out is the same for any number.

    Returns
    -------
    DataFrame (seed, quantity)
        As from `fit_ecsi`.

    Raises
    ------
    InputError, ConservationError, PathModelError
        As `survey_at_month_0` and `fit_ecsi`.
    """
    seeds = whole_numbers("seeds", seeds, 0, LARGEST_SEED)
    scenario, jobs = as_scenario(scenario), whole_number("jobs", jobs, 1)

    def row(seed: int) -> dict[str, float]:
        return fit_ecsi(survey_at_month_0(scenario, seed))

    rows = [row(seeds[0])]  # it links the machine code that the others find
    if jobs == 1:
        rows += [row(seed) for seed in seeds[1:]]
    else:
        with ThreadPoolExecutor(jobs) as pool:
            rows += pool.map(row, seeds[1:])
    return pd.DataFrame(rows, pd.Index(seeds, name="seed"))


def mean_and_error(found: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Return each quantity's mean over seeds and the Monte-Carlo standard error of that mean; NaN for one seed."""
    values = found.to_numpy(np.float64)
    mean = exact_mean(values, axis=0)
    error = standard_error(values) if len(values) > 1 else np.full_like(mean, np.nan)
    return {str(name): (float(m), float(e)) for name, m, e in zip(found.columns, mean, error, strict=True)}


def _labelled(series: pd.Series[float]) -> dict[str, float]:
    """Label each number by its source and target, or by its target alone."""
    names = [" -> ".join(key) if isinstance(key, tuple) else str(key) for key in series.index.tolist()]
    return dict(zip(names, map(float, series.to_numpy()), strict=True))


def _spread(answers: pd.DataFrame) -> dict[str, float]:
    """Return how satisfaction is spread over firms and over customers."""
    felt = answers["felt"].to_numpy(np.float64)
    by_firm = [part.to_numpy(np.float64) for _, part in answers["felt"].groupby(answers["firm"])]
    means = [float(exact_mean(part)) for part in by_firm if len(part) >= FEW]
    return {
        "firms": float(len(means)),
        "lowest firm mean": min(means, default=math.nan),
        "highest firm mean": max(means, default=math.nan),
        "mean": float(exact_mean(felt)),
        "standard deviation": math.sqrt(exact_variance(felt)),
        "skewness": _skewness(felt),
    }


def _skewness(values: NDArray[np.float64]) -> float:
    """Return the third moment around the mean over the cube of the standard deviation; NaN where all are equal."""
    apart = values - exact_mean(values)
    second, third = (float(exact_mean(moment)) for moment in (apart * apart, apart * apart * apart))
    return third / (second * math.sqrt(second)) if second > 0.0 else math.nan
