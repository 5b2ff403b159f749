"""What of two worlds cannot be paired, though their runs have the same random numbers.

Draws are keyed by who they are for: a customer, an attribute and its dimension. What only one of two worlds has, or
what is another in each, has no partner; the difference between the worlds is right, but its interval is wider.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tci_sim.designs.design import Design
from tci_sim.errors import first_of
from tci_sim.messages import Message, listing, message
from tci_sim.notices import warn
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import StudyFields

_MARKET = ("market.customers", "market.simulated", "market.attributes", "market.segments")
_MOST_CASES = 100
"""Cases of a study that are looked at."""


def warn_of_unpaired(questions: Mapping[str, Scenario]) -> None:
    """Warn where scenarios differ from the first in attributes, segments or customers."""
    (reference, first), *others = questions.items()
    _warn((name, reference, _unlike(first, other)) for name, other in others)


def warn_of_unpaired_cases(study: StudyFields, plan: Design) -> None:
    """Warn where cases of a study differ so from those that they are compared with."""
    if not any(path.startswith(_MARKET) for path in plan.levers):
        return
    tried = range(min(len(plan), _MOST_CASES))
    worlds = {case: variant(study.base, plan.changes(case), drawn=True) for case in tried}
    pairs = [(case, plan.reference(case)) for case in tried]
    _warn((plan[case].name, plan[ref].name, _unlike(worlds[ref], worlds[case])) for case, ref in pairs)


def _warn(found: Iterable[tuple[str, str, tuple[Message, ...]]]) -> None:
    """Warn once of all that differ from one reference in the same."""
    alike: dict[tuple[str, tuple[Message, ...]], list[str]] = {}
    for name, reference, unlike in found:
        if unlike:
            alike.setdefault((reference, unlike), []).append(name)
    for (reference, unlike), names in alike.items():
        what = listing(unlike, "and")
        warn(message("warning.unpaired", names=first_of(names), reference=reference, what=what))


def _unlike(one: Scenario, other: Scenario) -> tuple[Message, ...]:
    """Say in what two markets differ: who is in them, what is judged, and who belongs to which segment."""
    keyed = (
        (message("warning.unpaired_customers"), _customers),
        (message("warning.unpaired_attributes"), _attributes),
        (message("warning.unpaired_segments"), _segments),
    )
    return tuple(said for said, of in keyed if of(one) != of(other))


def _customers(scenario: Scenario) -> int:
    return scenario.market.people


def _attributes(scenario: Scenario) -> list[tuple[str, int]]:
    return [(name, each.dimensions) for name, each in scenario.market.attributes.items()]


def _segments(scenario: Scenario) -> list[tuple[str, float]]:
    return [(name, each.share) for name, each in scenario.market.segments.items()]
