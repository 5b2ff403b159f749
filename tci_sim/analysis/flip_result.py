"""What is found where two alternatives may change places: one assumption, two together, and all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from tci_sim.analysis.flip_runs import Alternatives, FailedPair
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.frozen import Frozen
from tci_sim.statistics.flip import Flips
from tci_sim.statistics.paired import Interval


class Assumption(NamedTuple):
    """One parameter, and what it does to the lead of the second alternative."""

    path: str
    lever: bool
    """Whether a firm sets it, not the world."""
    low: float
    """Ends of its plausible range."""
    high: float
    whole: bool
    """Whether it has whole numbers only."""
    shipped: float | None
    """What it is in both alternatives; None where they differ in it."""
    unit: str
    evidence: str
    """What it rests on, as the schema has it: "assumed", "measured", ..."""
    at_low: Interval
    """The lead at either end."""
    at_high: Interval
    moved: float
    """How far apart the leads at both ends and as it is are, at most; NaN where one is not known."""
    pairs: int
    """Pairs of runs that rest on the same random numbers at every value that was tried."""
    found: Flips | None
    """Where the alternatives change places; None in the first stage alone, or where too few pairs have the figure."""


class Corner(NamedTuple):
    """Two assumptions, each at an end of its range."""

    values: tuple[float, float]
    lead: Interval
    pairs: int


class Together(NamedTuple):
    """What two assumptions do together."""

    paths: tuple[str, str]
    corners: tuple[Corner, ...]
    """Both low; low and high; high and low; both high. Without those that cannot be built."""
    alone: bool
    """Whether either of them changes the order alone."""
    flips: tuple[int, ...]
    """Numbers of the corners at which the order surely is another than as it is."""


@dataclass(frozen=True, eq=False, repr=False)
class FlipData(Frozen):
    """Where two alternatives change places. Nothing in it can be changed.

    Parameters
    ----------
    asked : Alternatives
        What is compared.
    lead : Interval
        What the second alternative has more than the first as things are, 95 %, Student t.
    assumptions : tuple of Assumption
        Those that move the lead most come first.
    together : tuple of Together
        Pairs of the strongest; empty where they were not asked for.
    few, replications : int
        Pairs of runs in the first stage and in the second.
    failed : tuple of FailedPair
        Runs that did not reach their end.
    runs : int
        How many runs all this rests on.
    provenance : mapping of str to value
        What the answer rests on.
    folder : Path or None
        Where the runs are kept.
    """

    asked: Alternatives
    lead: Interval
    assumptions: tuple[Assumption, ...]
    together: tuple[Together, ...]
    few: int
    replications: int
    failed: tuple[FailedPair, ...]
    runs: int
    provenance: Mapping[str, Any]
    folder: Path | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "provenance", MappingProxyType(dict(self.provenance)))

    @property
    def unit(self) -> str:
        """Return the unit of all leads."""
        return unit_of_run(self.asked.measure)

    @property
    def looked_into(self) -> tuple[Assumption, ...]:
        """List those of the second stage."""
        return tuple(each for each in self.assumptions if each.found is not None)

    @property
    def flipping(self) -> tuple[Assumption, ...]:
        """List those that change the order somewhere in their range."""
        return tuple(each for each in self.looked_into if each.found and each.found.flips)
