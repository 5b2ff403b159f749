"""The page for those who decide as a file, and its picture."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from tci_sim.analysis.decision import DecisionData
from tci_sim.errors import InputError, legible
from tci_sim.messages import message
from tci_sim.plots.lines import lines
from tci_sim.plots.picture import Picture
from tci_sim.render.page_file import ENDING, HTML, check_page, image, picture_beside, write_page_file
from tci_sim.views.decision import NOT_TYPED, Typed, as_html, as_markdown, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PICTURE = "difference"


def page_of(page: str | PathLike[str], option: str) -> Path:
    """Make sure that the page can be written where it is asked for, `NAME.md` with a picture beside it or `NAME.html`.

    Raises
    ------
    InputError
        If it cannot.
    """
    ending = Path(page).suffix
    if ending not in (ENDING, HTML):
        raise InputError(message("decision.ending", file=legible(str(page))))
    return check_page(page, _beside(Path(page)), ending=ending, option=option)


def write_page(found: DecisionData, page: Path, typed: Typed = NOT_TYPED) -> list[Path]:
    """Write the page; nothing but a page of this program, and a picture of it, is replaced.

    Raises
    ------
    InputError
        If there is something else.
    RunError
        If the disk does not take it.
    """
    if page.suffix == HTML:
        return write_page_file(page, as_html(found, typed).rstrip("\n"), {})
    drawn = picture(found)
    beside = {name: drawn.png() for name in _beside(page)} if drawn else {}
    shown = "".join(image(drawn.title, name) for name in beside) if drawn else ""
    return write_page_file(page, as_markdown(found, typed, shown).rstrip("\n"), beside)


def picture(found: DecisionData, ax: Axes | None = None) -> Picture | None:
    """Draw how the others come to their difference, month by month; None where nothing is to be seen."""
    shown = panel(found)
    return None if shown is None else Picture(lines(shown, ax))


def _beside(page: Path) -> list[str]:
    """Name the pictures that stand beside a page; those of HTML stand in it."""
    return [picture_beside(page, _PICTURE)] if page.suffix == ENDING else []
