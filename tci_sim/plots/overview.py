"""One page that a manager can read: six pictures and one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from matplotlib.figure import Figure

from tci_sim.plots.lines import LinePanel, lines, width_of_names
from tci_sim.plots.page import Page, draw_page, room_of_panel
from tci_sim.plots.style import style
from tci_sim.plots.text import heading, heading_of, sentences


def overview(panels: Sequence[LinePanel], page: Page, *, focal: str | None = None) -> Figure:
    """Draw the page.

    Parameters
    ----------
    panels : sequence of LinePanel
        What the pictures show, in the order of reading; six fill a page.
    page : Page
        What stands around them.
    focal : str, optional
        The firm that the page is about.

    Returns
    -------
    Figure
    """
    with style():
        right = 0.3 + max(map(width_of_names, panels), default=0.0) / 72.0
        room = room_of_panel(right)
        above = max(
            (heading_of(heading(p.title), sentences(p.caption), room)[2] for p in panels), default=0.0
        )
        draws = [partial(lines, panel, focal=focal) for panel in panels]
        return draw_page(page, draws, above=above + 6.0, right=right)
