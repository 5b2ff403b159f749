"""What the command line asks of a study: from its words to a sweep, and from the answer to files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tci_sim.analysis.by_holder import Asked, Wanted, listed, of_study, wanted_of
from tci_sim.analysis.sweep import sweep
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.tornado import tornado_study
from tci_sim.arguments import names_between_commas
from tci_sim.compile_model import ensure_compiled
from tci_sim.designs.study import Study
from tci_sim.designs.study_file import load_study
from tci_sim.faces.cli.reporting import Reports, reporting
from tci_sim.faces.cli.typed import typed_words
from tci_sim.messages import Value, listing, message
from tci_sim.runs.folders import write_atomically
from tci_sim.runs.holders import KINDS, select_holders
from tci_sim.runs.interrupt import interrupt_message
from tci_sim.runs.periods import months_asked
from tci_sim.scenario.schema import Scenario
from tci_sim.views.study_page import page_of, write_page
from tci_sim.world.build_network import network_of

PICTURES = "pictures"


def load_study_with_options(
    file: str, overrides: Sequence[str], given: Mapping[str, int | None], sector: str | None = None, *,
    allow_outside: bool,
) -> Study:  # fmt: skip
    """Load a study file, and put what the command line gives in the place of its own; None was not given.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    study = load_study(file, overrides, sector=sector, allow_outside=allow_outside)
    changes = {name: value for name, value in given.items() if value is not None}
    return study.replace(**changes) if changes else study


def keep_what_is_asked(study: Study, options: Asked, reports: Reports) -> tuple[Study, Wanted | None]:
    """Let a study keep the holders, months and measures that are asked for, and say so where it does not yet.

    Its own holders are shown where none are named.

    Raises
    ------
    InputError
        If there is no such holder, month or measure.
    """
    wanted = wanted_of(options, None)
    if wanted is None:
        return study, None
    asked = of_study(wanted.holders)
    wanted = wanted._replace(holders=asked or study.holders)
    no_months = wanted.month is None and wanted.year is None
    months = () if no_months else months_asked(wanted.month, wanted.year, study.base.months)
    holders = _not_kept(study, asked)
    also = [month for month in months if month not in study.reported_months]
    measures = [name for name in listed(wanted.measures) if name not in study.report]
    if not (holders or also or measures):
        return study, wanted
    what: list[Value] = [
        *holders,
        *measures,
        *([message("sweep.months", months=listing(map(str, also[:12])))] if also else []),
    ]
    changes: dict[str, Any] = {"months": tuple(sorted({*study.reported_months, *also}))} if also else {}
    changes |= {"holders": (*study.holders, *holders), "report": (*study.report, *measures)}
    keeping = study.replace(**changes)
    reports.say(message("sweep.also_kept", what=listing(what)))
    return keeping, wanted


def _not_kept(study: Study, asked: Sequence[str]) -> list[str]:
    """List those asked for whom a study does not keep, or does not know."""
    network = network_of(study.base)
    kept = {*select_holders(study.holders, study.base, network)}
    found = {each: {*select_holders((each,), study.base, network)} for each in asked}
    # a kind that the network has nobody of is no fault of who asks for all
    return [each for each, whose in found.items() if not whose <= kept or not (whose or each in KINDS)]


def lay_out_tornado(
    scenario: Scenario, measures: Sequence[str], parameters: Sequence[str], quiet: bool, **options: Any
) -> Study:
    """Lay out the study that moves parameters one at a time; a bar shows how far the search for those that act is."""
    with reporting(quiet, "parameters") as reports:
        ensure_compiled(reports.say)
        return tornado_study(
            scenario, measures, names_between_commas(parameters), on_progress=reports.progress, **options
        )


def sweep_and_save(
    study: Study, out: str, *, pictures: bool = True, **options: Any
) -> tuple[SweepData, tuple[Path, ...]]:
    """Sweep, and keep the answer and its pictures.

    Parameters
    ----------
    study : Study
        The question.
    out : str
        The folder below which it is kept.
    pictures : bool
        Whether pictures are drawn.
    **options
        The other arguments of `sweep`.

    Returns
    -------
    tuple
        The result and the files of its pictures; there are none where none are asked for, or every run failed.
    """
    result = sweep(study, out, **options)
    assert result.folder is not None
    if not (pictures and result.holders):
        return result, ()
    return result, _drawn(result)


def _drawn(result: SweepData) -> tuple[Path, ...]:
    """Draw every picture of a sweep into its folder; only then is imported what draws."""
    from tci_sim.plots.picture import folder_of
    from tci_sim.views.study import draw_all

    assert result.folder is not None
    with on_interrupt_all_saved(result):
        drawn = write_atomically(
            result.folder / folder_of(PICTURES), lambda hidden: draw_all(result, hidden), consequence=""
        )
    return tuple(sorted(drawn.glob("*.png")))


def on_interrupt_all_saved(result: SweepData) -> AbstractContextManager[None]:
    """Let Ctrl-C, in what follows a sweep, say that its runs are kept."""
    return interrupt_message(lambda: str(message("cli.stopped_study", folder=str(result.folder))))


def report(
    study: Study,
    out: str,
    page: str | None,
    reports: Reports,
    no_pictures: bool = False,
    **options: Any,
) -> tuple[SweepData, tuple[Path, ...]]:
    """Sweep, write the page where one is asked for, and say which files were written."""
    place = None if page is None else page_of(study, page)
    ensure_compiled(reports.say)
    found, pictures = sweep_and_save(
        study, out, pictures=not no_pictures, on_progress=reports.progress, on_message=reports.say, **options
    )
    with on_interrupt_all_saved(found):
        written = write_page(found, pictures, place, typed_words()) if place else ()
    reports.say_files((found.folder, *pictures, *written))
    return found, pictures
