"""What is asked where the reasons for a difference are: two scenarios, how often, and what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tci_sim.arguments import names_between_commas
from tci_sim.designs.study_file import load_study
from tci_sim.scenario import library
from tci_sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from distributed import Client

AnyGroups: TypeAlias = str | PathLike[str] | Sequence[str] | Mapping[str, str | Sequence[str]]


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


AS_USUAL = HowToSplit()


def how_to_split(
    groups: AnyGroups | None = None,
    opened: str | Sequence[str] | None = None,
    *,
    all_subsets: bool = False,
    word_of_mouth: bool = False,
) -> HowToSplit:
    """Read how a difference is to be split.

    Parameters
    ----------
    groups : str, path, sequence of str, or mapping of str to str or sequence of str, optional
        Dotted paths of what differs, or beginnings of them, each a group; by name, several in one; or a study file, or
        the name of a study of the library, whose `mechanisms` are the groups.
    opened : str or sequence of str, optional
        Groups of which each value is a group of its own.
    all_subsets, word_of_mouth : bool
        As in `HowToSplit`.

    Raises
    ------
    InputError
        If a study file cannot be read.
    """
    return HowToSplit(_groups_in(groups or ()), _names_in(opened or ()), all_subsets, word_of_mouth)


def _groups_in(given: AnyGroups) -> Mapping[str, tuple[str, ...]]:
    if isinstance(given, Mapping):
        return {name: _names_in(paths) for name, paths in given.items()}
    if isinstance(given, PathLike) or (isinstance(given, str) and _is_study(given)):
        return dict(load_study(given).mechanisms)
    return {name: (name,) for name in _names_in(given)}


def _is_study(given: str) -> bool:
    return given.endswith((".yaml", ".yml")) or library.named(given, library.STUDY) is not None


def _names_in(given: str | Sequence[str]) -> tuple[str, ...]:
    """Read names: several in one text have commas between them, those of a sequence are taken as they are."""
    return tuple(names_between_commas(given) if isinstance(given, str) else given)


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
    cluster: str | Client | None = None
    """On which its runs are made, where not on this machine."""
    out: Path | None = None
    """Where runs are kept and found; nowhere by default."""
    on_progress: Callable[[int, int], None] | None = None
    """Told how many runs have ended, of how many."""
    on_message: Callable[[str], None] | None = None
    """Told what is said on the way."""
    split: HowToSplit = AS_USUAL
    """How the difference is split."""

    @property
    def to_send(self) -> WhyQuestion:
        """What is asked, without what means nothing on another machine."""
        return replace(self, cluster=None, out=None, on_progress=None, on_message=None)

    @property
    def months(self) -> int:
        """Months that are recorded in each run."""
        return self.scenarios[0].months
