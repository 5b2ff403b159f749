"""Published values beside those of the model."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from tci_sim.analysis.validation import validate as validation
from tci_sim.analysis.validation.validate import Validation
from tci_sim.api.shown import Shown, fields_of
from tci_sim.compile_model import to_stderr

if TYPE_CHECKING:
    import pandas as pd

    from tci_sim.render.table import Part


class ValidationResult(Shown, Validation):
    """Published values beside those of the model; its fields are those of `Validation`."""

    def to_frame(self) -> pd.DataFrame:
        """Return the findings as a table.

        Returns
        -------
        DataFrame
            One row a value: model, statement, quantity, setting, published, low, high, value, standard_error, runs
            and passes.
        """
        from tci_sim.analysis.validation.report import as_frame

        return as_frame(self)

    def write_page(self, page: str | PathLike[str]) -> list[Path]:
        """Write a page (Markdown) with its charts and figures beside it, as `tci-sim validate --page` does.

        Returns
        -------
        list of Path
            What was written, the page first.

        Raises
        ------
        InputError
            If its name does not end in .md, its folder is not there, or something else is in its place.
        RunError
            If the disk does not take it.
        """
        from tci_sim.analysis.validation.page import page_at, write_page

        return write_page(self, page_at(fspath(page)))

    def __repr__(self) -> str:
        from tci_sim.analysis.validation.report import summary

        return f"<ValidationResult: {summary(self)}>"

    def _parts(self) -> list[Part]:
        from tci_sim.analysis.validation.report import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.render.html import section

        return section(self._parts())


def validate(
    names: str | Sequence[str] = (),
    *,
    folder: str | PathLike[str] | None = None,
    full: bool = False,
    threads: int | None = None,
) -> ValidationResult:
    """Compare published models, run as scenarios, with their published values; or scenarios of one's own.

    Parameters
    ----------
    names : str or sequence of str
        Models of the folder where there is one; if not, of the library, or scenario files with targets beside them.
        All there are, where empty.
    folder : str or path, optional
        A folder of one's own: scenarios `NAME.yaml`, each with `NAME.targets.yaml` beside it.
    full : bool
        Whether to run as often as the files of targets ask for, and not only the quick set.
    threads : int, optional
        Runs at a time; as many as there are processors by default. The answer is the same for any number.

    Returns
    -------
    ValidationResult
        Its `passes` tells whether every value comes out that has to.

    Raises
    ------
    InputError
        If there is no such folder or model, or a file is faulty: with one line for each fault, before anything is run.
    ConservationError
        If a world does not add up.
    """
    return ValidationResult(
        *fields_of(
            validation.validate(names, folder=folder, full=full, threads=threads, on_message=to_stderr)
        )
    )
