"""Decisions over many futures: what to choose, where it fails, and what is worth knowing first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from os import PathLike
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis import discover as analysis_of_failures
from tci_sim.analysis import futures as analysis_of_futures
from tci_sim.analysis import information as analysis_of_information
from tci_sim.analysis.discover import DiscoveryData
from tci_sim.analysis.futures import FuturesData
from tci_sim.analysis.information import InformationData
from tci_sim.analysis.outcomes import check_study, refuse_options
from tci_sim.analysis.sweep import as_study, load, sweep
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.api.shown import Drawn, fields_of
from tci_sim.designs.study import Study
from tci_sim.scenario.load import AnyScenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture
    from tci_sim.render.table import Part


class _OverFutures(Drawn):
    """What answers over many futures have in common: their view shows them."""

    def _view(self) -> ModuleType:
        raise NotImplementedError

    def _picture(self, ax: Axes | None) -> Picture:
        found: Picture = self._view().picture(self, ax)
        return found

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>\n{self.to_text()}"

    def _parts(self) -> list[Part]:
        found: list[Part] = self._view().table_parts(self)
        return found

    def _html(self) -> str:
        from tci_sim.views.html import over_futures_html

        return over_futures_html(self._parts(), self._view().picture(self))


class FuturesResult(_OverFutures, FuturesData):
    """How alternatives stand over many futures; its fields are those of `FuturesData`."""

    def _view(self) -> ModuleType:
        from tci_sim.views import futures

        return futures


class DiscoveryResult(_OverFutures, DiscoveryData):
    """Where an alternative fails; its fields are those of `DiscoveryData`."""

    def _view(self) -> ModuleType:
        from tci_sim.views import discover

        return discover


class InformationResult(_OverFutures, InformationData):
    """What knowing is worth before one chooses; its fields are those of `InformationData`."""

    def _view(self) -> ModuleType:
        from tci_sim.views import information

        return information


AnyStudy = SweepData | Study | AnyScenario


def futures(
    study: AnyStudy,
    measure: str | None = None,
    *,
    holder: str | None = None,
    threshold: float | None = None,
    out: str | PathLike[str] | None = None,
    **options: Any,
) -> FuturesResult:
    """Judge the alternatives of a study over its futures: mean, worst tenth, largest regret, share above a threshold.

    Parameters
    ----------
    study : SweepResult, Study, path or mapping
        A study of the design `latin_hypercube` or `sobol` that draws what is uncertain and tries values of a lever in
        each future; its file, or the folder in which it is kept; or its result.
    measure : str, optional
        A measure that the study reports, of which more is better; the first by default.
    holder : str, optional
        Whose; the first of those kept by default.
    threshold : float, optional
        What is to be reached, in the unit of the measure.
    out : str or path, optional
        The folder below which runs are kept, as for `sweep`.
    **options
        The other options of `sweep`: threads, cluster, on_progress, on_message, share_past, and parts of the study.

    Returns
    -------
    FuturesResult
        `.to_frame()` is its table, `.dominated` says what is dominated by what, `.plot()` is its picture.

    Raises
    ------
    InputError
        If the study has one alternative only, draws nothing uncertain, or has too few futures that have the measure in
        all their runs; or if all values are equal.
    StoreError, RunError, KeyboardInterrupt
        As `sweep`.
    """
    result = _runs(study, out, options)
    found = analysis_of_futures.futures(result, measure, holder=holder, threshold=threshold)
    return FuturesResult(*fields_of(found))


def discover(
    study: AnyStudy,
    policy: str,
    measure: str | None = None,
    *,
    against: str | None = None,
    threshold: float | None = None,
    holder: str | None = None,
    out: str | PathLike[str] | None = None,
    **options: Any,
) -> DiscoveryResult:
    """Find where an alternative fails: a box of few uncertainties that holds its failures, or that there is none.

    Parameters
    ----------
    study : SweepResult, Study, path or mapping
        As for `futures`.
    policy : str
        The alternative: a value of the study's lever.
    measure : str, optional
        A measure that the study reports, of which more is better; the first by default.
    against : str, optional
        It fails where it is behind this one; by default, behind the best of all others in each future.
    threshold : float, optional
        Instead: it fails where it stays below this, in the unit of the measure.
    holder : str, optional
        Whose; the first of those kept by default.
    out, **options
        As for `futures`.

    Returns
    -------
    DiscoveryResult
        `.found` is what was found (`.found.found`: whether anything was), `.to_frame()` the table of uncertainties.

    Raises
    ------
    InputError
        As `futures`, from 40 futures on; and if there is no such alternative, or both questions are asked.
    StoreError, RunError, KeyboardInterrupt
        As `sweep`.
    """
    asked = partial(analysis_of_failures.check_question, policy=policy, against=against, threshold=threshold)
    result = _runs(study, out, options, asked)
    found = analysis_of_failures.discover(
        result, policy, measure, against=against, threshold=threshold, holder=holder
    )
    return DiscoveryResult(*fields_of(found))


def information(
    study: AnyStudy,
    measure: str | None = None,
    *,
    holder: str | None = None,
    out: str | PathLike[str] | None = None,
    **options: Any,
) -> InformationResult:
    """Value what it is worth to know before choosing: everything, the world without chance, or one uncertainty.

    Parameters
    ----------
    study : SweepResult, Study, path or mapping
        As for `futures`; only with two replications or more is the world told apart from chance.
    measure, holder, out, **options
        As for `futures`.

    Returns
    -------
    InformationResult
        `.perfect` is what all knowledge is worth, `.to_frame()` the table of single uncertainties.

    Raises
    ------
    InputError, StoreError, RunError, KeyboardInterrupt
        As `futures`.
    """
    found = analysis_of_information.information(_runs(study, out, options), measure, holder=holder)
    return InformationResult(*fields_of(found))


def _runs(
    study: AnyStudy,
    out: str | PathLike[str] | None,
    options: dict[str, Any],
    check: Callable[[Study], None] = check_study,
) -> SweepData:
    """Return the runs of a study: those given, those kept in a folder, or those that are made now, once checked."""
    if isinstance(study, SweepData) or (isinstance(study, str | PathLike) and Path(study).is_dir()):
        refuse_options({"out": out, **options})
        return study if isinstance(study, SweepData) else load(study)
    running = {name: options.pop(name) for name in _OF_SWEEP if name in options}
    asked = as_study(study, options)
    check(asked)
    return sweep(asked, out, **running)


_OF_SWEEP = ("threads", "cluster", "on_progress", "on_message", "share_past")
