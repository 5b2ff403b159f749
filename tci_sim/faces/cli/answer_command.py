"""What the command line asks of a page for those who decide: what is compared, and where the page goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tci_sim.analysis.compare import compare, takes
from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.decision import (
    UNDECIDABLE,
    DecisionData,
    check_measure,
    decide,
    find_flips,
    find_why,
    read_alternatives,
)
from tci_sim.analysis.flip import acting_in, alternatives_of
from tci_sim.analysis.information import information
from tci_sim.analysis.outcomes import check_study
from tci_sim.analysis.sweep import load
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import InputError, legible
from tci_sim.faces.cli.compare_command import load_all, named_scenarios
from tci_sim.faces.cli.reporting import Reports, reporting
from tci_sim.faces.cli.typed import typed_words
from tci_sim.messages import message
from tci_sim.scenario.schema import Scenario
from tci_sim.views.decision import NOT_TYPED, Typed
from tci_sim.views.decision_page import page_of, write_page


@dataclass(frozen=True)
class Compared:
    """What is compared, as the command line has it."""

    files: Sequence[str]
    firm_policy: str | None
    regimes: str | None
    overrides: Sequence[str] | None
    sector: str | None
    network: Sequence[str] | None
    allow_outside: bool

    def read(self) -> tuple[ComparisonData | Mapping[str, Scenario], Typed]:
        """Return what is compared, or a comparison that is kept; and how it was asked for.

        Raises
        ------
        InputError, StoreError
            If it cannot be read.
        """
        folders = [file for file in self.files if Path(file).is_dir()]
        if folders:
            if len(self.files) > 1 or any(
                (self.firm_policy, self.regimes, self.overrides, self.network, self.sector)
            ):
                raise InputError(message("decision.folder_alone", folder=legible(folders[0])))
            found = read_alternatives(folders[0])
            made = [each for each in ("--replications", "--seed") if each in typed_words()]
            if made and isinstance(found, ComparisonData):
                raise InputError(*(message("decision.of_comparison", option=option) for option in made))
            return found, NOT_TYPED
        loaded = load_all(
            self.files, self.overrides, self.network, allow_outside=self.allow_outside, sector=self.sector
        )
        named = named_scenarios(self.files, loaded, self.firm_policy, self.regimes)
        files = self.files if len(self.files) == len(named) else [self.files[0]] * len(named)
        return named, Typed(dict(zip(named, files, strict=True)), self._options())

    def _options(self) -> list[str]:
        """Return what else was written, as it was written."""
        given = [("--set", each) for each in self.overrides or ()]
        given += [("--network", each) for each in self.network or ()]
        given += [("--sector", self.sector)] if self.sector else []
        words = [word for each in given for word in each]
        return [*words, *(["--allow-outside"] if self.allow_outside else [])]


class Wanted(NamedTuple):
    """Where the page and its runs go, and what it says beside what the comparison itself shows."""

    out: str | None
    """The file; None where the page is not written to one."""
    kept: str
    """The folder below which runs are kept."""
    flips: bool
    """Whether to find what would change the order."""
    why: bool
    study: str | None
    """The folder in which a study of many futures is kept."""


def answer_and_write(
    given: Compared, measure: str | None, wanted: Wanted, reports: Reports, **options: Any
) -> tuple[DecisionData, Typed]:
    """Compare, look for what would change the answer, and write the page where a file is asked for."""
    place, kept = None if wanted.out is None else page_of(wanted.out, "--out"), wanted.kept
    compared, typed = given.read()
    studied = None if wanted.study is None else _study_of(wanted.study)
    ensure_compiled(reports.say)
    if not isinstance(compared, ComparisonData):
        compared = _compare(compared, measure, kept, reports, **options)
    found = decide(compared, measure)
    knowing = None if studied is None else information(studied, found.measure)
    where = {name: options.get(name) for name in ("threads", "cluster")}
    how = {**where, "on_progress": reports.progress, "on_message": reports.say}
    parameters = _parameters(found, kept, reports, wanted=wanted.flips)
    flips = find_flips(found, kept, parameters, wanted=wanted.flips, **how)
    why = find_why(found, out=kept, **how) if wanted.why else None
    found = decide(compared, found.measure, flips, why, knowing)
    if place is not None:
        reports.say_files(write_page(found, place, typed))
    return found, typed


def _study_of(folder: str) -> SweepData:
    """Read a study of many futures, and refuse one that cannot say what is worth knowing."""
    found = load(folder)
    check_study(found.study)
    return found


def _compare(
    scenarios: Mapping[str, Scenario], measure: str | None, kept: str, reports: Reports, **options: Any
) -> ComparisonData:
    """Compare by a measure that means something, and say first what that takes, where nothing of it is kept."""
    check_measure(measure, next(iter(scenarios.values())))
    if reports.shows and (said := takes(scenarios, out=kept, **options)):
        reports.say(said)
    return compare(scenarios, out=kept, on_progress=reports.progress, on_message=reports.say, **options)


def _parameters(found: DecisionData, kept: str, reports: Reports, *, wanted: bool) -> Sequence[str]:
    """Find the assumptions that act, where they are wanted; a bar shows how far the search is."""
    if not wanted or found.outcome in UNDECIDABLE:
        return ()
    with reporting(not reports.shows, "parameters") as searching:
        asked = alternatives_of(found.both, (), found.measure, None, found.comparison.seeds[0])
        return acting_in(asked, kept, searching.progress, reports.say)
