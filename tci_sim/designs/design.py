"""What a design is: a way from a study to its cases. Each has a file of its own; `registry` lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.messages.numbers import number
from tci_sim.scenario.study import StudyFields
from tci_sim.scenario.tree import Path

MOST_RUNS = 10_000_000
"""Runs of one study, above which it is refused."""

STUDIED = "as_studied"
"""Name of the policy of the focal firm, where a study changes levers of that firm alone."""

Fault = tuple[Path, Message]
"""Where in the study it is, and what is wrong there; the path is empty where it is in no one place."""


class Case(NamedTuple):
    """One way things may be."""

    number: int
    name: str
    """As the study calls it; its number where it has no name."""
    world: int
    """Number of what the world sets; cases of one world differ in levers alone."""
    levers: dict[str, Any]
    uncertainties: dict[str, Any]


class Design(Protocol):
    """All cases of a study, made one by one when they are asked for."""

    @property
    def levers(self) -> tuple[str, ...]:
        """Columns that the asker sets."""

    @property
    def uncertainties(self) -> tuple[str, ...]:
        """Columns that the world sets."""

    @property
    def choices(self) -> tuple[str, ...]:
        """Levers of which several values are tried in each world: the alternatives differ in them."""

    @property
    def points(self) -> NDArray[np.float64] | None:
        """Points of a sampled design in the unit cube, (point, range); None for other designs."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Of what each range is a part, (range,): itself, or where the design is grouped, its entry in the study."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int) -> Case: ...

    def changes(self, number: int) -> dict[str, Any]:
        """Return what a case changes in the base, by dotted path."""

    def reference(self, number: int) -> int:
        """Return the case that a case is compared with: the first of the same world."""


def no_faults(study: StudyFields, uncertain_parts: Set[str]) -> Iterator[Fault]:
    """Find nothing wrong: the check of a design that asks for nothing of its own."""
    return iter(())


@dataclass(frozen=True)
class DesignKind:
    """How one design differs from the others."""

    name: str
    """As a study file has it."""
    lay_out: Callable[[StudyFields], Design]
    """Makes the cases of a study without faults."""
    needs: tuple[str, ...] = ()
    """Parts of a study that it requires, and that no design without them may have."""
    optional: tuple[str, ...] = ()
    """Parts that only such designs may have."""
    varies: bool = True
    """Whether it combines levers and uncertainties; else cases are given in another way."""
    sampled: bool = False
    """Whether it draws points from ranges; what is given as a list of values is tried out at every point."""
    ranged: bool = False
    """Whether it takes ranges, and nothing else, without drawing from them."""
    mixed: bool = False
    """Whether it takes lists and ranges alike."""
    drawn_by: str = ""
    """The part of SALib that draws its points; empty where it needs none."""
    faults: Callable[[StudyFields, Set[str]], Iterator[Fault]] = no_faults
    """Finds what is wrong for it alone; parts that were given wrongly, and are reported already, come as the second."""


def check_run_count(study: StudyFields, cases: int) -> None:
    """Refuse a study that asks for more than `MOST_RUNS`.

    Raises
    ------
    InputError
        If so.
    """
    most = study.most_replications
    if cases * most > MOST_RUNS:
        raise InputError(
            message(
                "fault.study.many_runs",
                runs=number(cases * most, 0),
                cases=number(cases, 0),
                replications=number(most, 0),
                most=number(MOST_RUNS, 0),
            )
        )
