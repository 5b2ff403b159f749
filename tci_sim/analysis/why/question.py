"""What is asked where the reasons for a difference are: two scenarios, how often, and what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tci_sim.scenario.schema import Scenario


@dataclass(frozen=True)
class HowToSplit:
    """How a difference is split among groups of what differs, and among doors."""

    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Groups by name, each with dotted paths or beginnings of them; the usual ones where none is named."""
    opened: tuple[str, ...] = ()
    """Groups of which each value is a group of its own."""
    all_subsets: bool = False
    """Whether each history tries all combinations, and not a random order and its reverse."""
    word_of_mouth: bool = False
    """Whether what customers tell each other is a door of its own."""


@dataclass(frozen=True)
class WhyQuestion:
    """Two scenarios, and how often each is run."""

    names: tuple[str, str]
    """What they are called; the first is the reference."""
    scenarios: tuple[Scenario, Scenario]
    replications: int
    """Runs of each, of which two are paired by their seed."""
    seed: int
    """Of the first replication."""
    measures: tuple[str, ...] = ()
    """What is looked at, where a part can look at several things; what is usual with it where nothing is named."""
    threads: int | None = None
    out: Path | None = None
    """Where runs are kept and found; nowhere by default."""
    on_progress: Callable[[int, int], None] | None = None
    """Told how many runs have ended, of how many."""
    on_message: Callable[[str], None] | None = None
    """Told what is said on the way."""
    split: HowToSplit = HowToSplit()
    """How the difference is split."""

    @property
    def months(self) -> int:
        """Months that are recorded in each run."""
        return self.scenarios[0].months
