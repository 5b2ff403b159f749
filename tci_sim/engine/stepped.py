"""One month, phase by phase, for whoever looks at the world between two phases: the same phases in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tci_sim.engine.month import arguments
from tci_sim.engine.phases.account import account
from tci_sim.engine.phases.ask import ask
from tci_sim.engine.phases.change import change
from tci_sim.engine.phases.change_world import change_world
from tci_sim.engine.phases.compete import compete
from tci_sim.engine.phases.customer_terms import Terms
from tci_sim.engine.phases.decide import decide
from tci_sim.engine.phases.deliver import deliver
from tci_sim.engine.phases.experience import experience_block, prepare_experience, settle_experience
from tci_sim.engine.phases.improve import improve
from tci_sim.engine.phases.learn import learn
from tci_sim.engine.phases.listen import listen
from tci_sim.engine.phases.order import order
from tci_sim.engine.state import State

Phase = Callable[..., None]

BEFORE: Sequence[tuple[str, Phase]] = (
    ("change_world", change_world), ("change", change), ("compete", compete), ("order", order), ("deliver", deliver),
)  # fmt: skip
AFTER: Sequence[tuple[str, Phase]] = (
    ("ask", ask), ("listen", listen), ("learn", learn), ("decide", decide), ("improve", improve), ("account", account),
)  # fmt: skip
EXPERIENCE = "experience"
"""What customers feel and choose, and what is added up of it: three phases that are looked at as one."""

NAMES = (*(name for name, _ in BEFORE), EXPERIENCE, *(name for name, _ in AFTER))
"""Names of what is looked at, in order."""


def phase_by_phase(
    state: State, terms: Terms, ranges: Sequence[tuple[int, int, int]], month: int
) -> Iterator[str]:
    """Let one month pass, and name each phase once it has.

    Parameters
    ----------
    state : State
        The world, changed.
    terms : Terms
        Room for the terms of the month.
    ranges : sequence of (part, first, last)
        How customers are cut into parts.
    month : int
        Counted from the start of the burn-in.
    """
    given = {"terms": terms, "checks": state.books.checks, "month": month}
    for name, phase in BEFORE:
        phase(*arguments(phase, state, **given))
        yield name
    prepare_experience(*arguments(prepare_experience, state, **given))
    for part, first, last in ranges:
        places = {"first": first, "last": last, "part": part}
        experience_block(*arguments(experience_block, state, **given, **places))
    settle_experience(*arguments(settle_experience, state, **given))
    yield EXPERIENCE
    for name, phase in AFTER:
        phase(*arguments(phase, state, **given))
        yield name
