"""Compare published models with their figures, and write the page where one is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from tci_sim.analysis.validation.page import page_at, write_page
from tci_sim.analysis.validation.validate import Validation, validate
from tci_sim.faces.cli.reporting import Reports


def validate_and_report(
    names: Sequence[str], folder: str | None, page: str | None, reports: Reports, *, full: bool
) -> Validation:
    """Compare models, write the page and say which files were written.

    Raises
    ------
    InputError
        If there is no such folder or model, a file is faulty, or the page cannot be written there: before any run.
    """
    place = None if page is None else page_at(page)
    found = validate(names, folder=folder, full=full, on_progress=reports.progress, on_message=reports.say)
    if place is not None:
        reports.say_files(write_page(found, place))
    return found
