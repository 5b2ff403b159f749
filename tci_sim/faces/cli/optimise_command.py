"""What the command line asks of a search for policies: from its words to a study, and from the answer to files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tci_sim.analysis.optimise import OptimiseData, chosen_of, optimise
from tci_sim.compile_model import ensure_compiled
from tci_sim.designs.study import Study
from tci_sim.faces.cli.reporting import Reports
from tci_sim.faces.cli.sweep_command import load_study_with_options
from tci_sim.faces.cli.typed import typed_words
from tci_sim.messages import message

OF_SEARCH = ("runs", "budget")
"""Options that stand in the search of a study."""


def load_search(
    file: str, overrides: Sequence[str], given: Mapping[str, Any], sector: str | None, *, allow_outside: bool
) -> Study:
    """Load a study, and put what the command line gives in the place of its own; None was not given.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    of_study = {name: value for name, value in given.items() if name not in OF_SEARCH}
    study = load_study_with_options(file, overrides, of_study, sector, allow_outside=allow_outside)
    changes = {name: given[name] for name in OF_SEARCH if given[name] is not None}
    if study.search is None or not changes:
        return study
    return study.replace(search={**study.search.model_dump(), **changes})


def search_and_report(
    study: Study, out: str, page: str | None, reports: Reports, **options: Any
) -> tuple[OptimiseData, tuple[Path, ...]]:
    """Search, keep what was found, write the page where one is asked for, and say which files were written."""
    from tci_sim.views.optimise_files import SCENARIO, keep, page_of, write_page

    place = None if page is None else page_of(page)
    ensure_compiled(reports.say)
    found = optimise(study, out, on_progress=reports.progress, on_message=reports.say, **options)
    folder = keep(found, Path(out))
    files = tuple(path for path in sorted(folder.iterdir()) if path.suffix != ".svg")
    written = write_page(found, place, typed_words()) if place else ()
    reports.say_files((found.folder, *files, *written))
    if chosen_of(found) is not None:
        reports.say(message("optimise.written", file=str(folder / SCENARIO)))
    return found, files
