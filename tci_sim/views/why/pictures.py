"""The pictures of an answer to why, and the page on which all of it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tci_sim.analysis.why.why import WhyData
from tci_sim.errors import InputError, meant
from tci_sim.messages import listing, message
from tci_sim.plots.picture import Picture, save_both
from tci_sim.render import html
from tci_sim.render.html import blocks_of, escaped, image
from tci_sim.views.page.report import Report, made_of
from tci_sim.views.why.parts import PARTS
from tci_sim.views.why.text import table_parts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDE = 'width="100%"'
"""How wide pictures are on a page, whose policy lets no style of their own in."""


def names_of(found: WhyData) -> list[str]:
    """List the pictures of what was found."""
    return [
        which
        for name, part in found.parts.items()
        for which in PARTS[name].pictures
        if PARTS[name].is_there(part, which)
    ]


def picture(found: WhyData, which: str | None = None, ax: Axes | None = None) -> Picture:
    """Draw one of the pictures, the first by default.

    Raises
    ------
    InputError
        If there is no such picture.
    """
    known = names_of(found)
    which = (known[0] if known else "") if which is None else which
    for name, part in found.parts.items():
        if which in known and which in PARTS[name].pictures:
            return PARTS[name].pictures[which](found, part, ax)
    raise InputError(meant("why.no_picture", which, known, which=which, allowed=listing(known, "or")))


def all_pictures(found: WhyData) -> Iterator[tuple[str, Picture]]:
    """Draw every picture, with its name."""
    for which in names_of(found):
        yield which, picture(found, which)


def draw_all(found: WhyData, folder: Path) -> tuple[Path, ...]:
    """Draw every picture into a folder, which is made where it is absent; the PNG files."""
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(save_both(drawn.figure, folder, which) for which, drawn in all_pictures(found))


def section(found: WhyData) -> str:
    """Write all that was found for a notebook, with its first picture."""
    drawn = picture(found) if names_of(found) else None
    return html.section(table_parts(found), html.image(drawn.svg(), drawn.title) if drawn else "")


def report(found: WhyData, command: str) -> Report:
    """Write all that was found as a page, its pictures in it, and the command that regenerates it."""
    title, *parts = table_parts(found)
    made = made_of(found.comparison.fingerprint, found.comparison.seeds[0])
    parts += ["", made, message("page.regenerated", command=command)]
    drawn = "".join(image(each.svg(), each.title, _WIDE) for _, each in all_pictures(found))
    told = "\n".join(blocks_of(parts))
    return Report(str(title), f"<h1>{escaped(str(title))}</h1>\n{told}\n{drawn}")
