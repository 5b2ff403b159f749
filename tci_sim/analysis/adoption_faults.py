"""What is wrong with an evaluation that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from tci_sim.analysis.adoption_worlds import Adoption, Chosen
from tci_sim.arguments import LARGEST_FIRST_SEED, shown, whole_number, whole_numbers, whole_or_fault
from tci_sim.bounds import MOST_REPLICATIONS
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError, meant, names_shown
from tci_sim.messages import Message, listing, message
from tci_sim.runs.report_measures import omission_reason, omitted_measures
from tci_sim.scenario.load import AnyScenario, as_scenario
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.evaluation import YEAR
from tci_sim.world.build_network import network_of
from tci_sim.world.without_programme import until_month

MOST_FIRMS = 1_000
"""Firms in each study."""

FIRMS = 16
"""Markets in each study, where each firm has one of its own and no other number is asked for."""

_FEWEST = 3
"""Firms of which one adopts and two do not."""


def check_adoption(scenario: AnyScenario, policy: str, *, apart: bool, **given: Any) -> Adoption:
    """Refuse, before anything is run, an evaluation that cannot be made; else return what is asked.

    Parameters are those of `tci_sim.adoption`.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    question = as_scenario(scenario)
    firms = _firms(question, given.pop("firms"), apart=apart)
    after, months = given.pop("after"), _months(given.pop("months"))
    adopters = firms // 2 if given["adopters"] is None else given["adopters"]
    by = given["measure"] if given["by"] is None else given["by"]
    given |= {"adopters": adopters, "by": by}
    faults = [
        *_faults_of_names(question, policy, given),
        *_faults_of_numbers(firms, months, after, given),
    ]
    if not faults and question.months < months[-1] + after:
        least = months[-1] + after
        faults.append(message("adoption.too_short", months=question.months, least=least, after=after))
    if faults:
        raise InputError(*faults)
    return Adoption(
        until_month(question, months[-1] + after), policy, months=months, apart=apart, firms=firms, **given
    )


def _firms(question: Scenario, given: object, *, apart: bool) -> int:
    if apart:
        return whole_number("firms", FIRMS if given is None else given, _FEWEST, MOST_FIRMS)
    if given is not None:
        raise InputError(message("adoption.firms", where=f"firms = {shown(given)}"))
    found = len(network_of(question).selling_firms)
    if found < _FEWEST:
        raise InputError(message("adoption.few_firms", firms=found, least=_FEWEST))
    return found


def _months(given: object) -> tuple[int, ...]:
    found = whole_numbers("months", given, YEAR)
    if list(found) != sorted(set(found)):
        raise InputError(message("adoption.months", where=f"months = {shown(list(found))}"))
    return found


def _faults_of_names(question: Scenario, policy: str, given: dict[str, Any]) -> Iterator[Message]:
    if policy not in question.policies:
        known = names_shown(question.policies)
        yield meant("fault.compare.policy", policy, question.policies, place=policy, known=known)
    measures, omitted = [measure.name for measure in MEASURES["firm"]], omitted_measures(question)
    for name in dict.fromkeys((given["measure"], given["by"])):
        if name not in measures:
            yield meant("compare.no_measure", name, measures, name=name)
        elif name in omitted:
            yield message("adoption.omitted", measure=name, reason=omission_reason(omitted[name]))
    if given["chosen"] not in get_args(Chosen):
        allowed = listing(get_args(Chosen), "or")
        yield message("adoption.chosen", where=f"chosen = {shown(given['chosen'])}", allowed=allowed)


def _faults_of_numbers(
    firms: int, months: tuple[int, ...], after: object, given: dict[str, Any]
) -> Iterator[Message]:
    checked = (
        whole_or_fault("after", after, 1),
        whole_or_fault("adopters", given["adopters"], len(months), firms - 1),
        whole_or_fault("replications", given["replications"], 1, MOST_REPLICATIONS),
        whole_or_fault("seed", given["seed"], 0, LARGEST_FIRST_SEED),
    )
    yield from (each for each in checked if isinstance(each, Message))
