"""One page that a manager can read: six pictures and one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from tci_sim.plots.lines import LinePanel, lines
from tci_sim.plots.style import INK, SHADE, colours, style

_COLUMNS = 3
_LEFT = 0.02
_EVENTS: Any = {"facecolor": SHADE, "edgecolor": "none", "pad": 1.5}


def overview(
    panels: Sequence[LinePanel],
    *,
    question: str,
    finding: str,
    source: str,
    firms: Mapping[str, str],
    focal: str | None = None,
    events: str = "",
) -> Figure:
    """Draw the page.

    Parameters
    ----------
    panels : sequence of LinePanel
        What the pictures show, in the order of reading; six fill a page.
    question : str
        What was asked.
    finding : str
        What is seen, in one or two sentences.
    source : str
        Where the numbers come from, for the foot of the page.
    firms : mapping of str to str
        What to say beside the name of each firm: its policy.
    focal : str, optional
        The firm that the page is about.
    events : str
        What happened on the way, in one line; nothing where nothing did.

    Returns
    -------
    Figure
    """
    with style():
        rows = -(-len(panels) // _COLUMNS)
        height = 2.7 + 3.2 * rows
        figure = Figure(figsize=(15.0, height))
        figure.subplots_adjust(
            left=0.045, right=0.935, bottom=0.8 / height, top=1 - 1.85 / height, hspace=0.33, wspace=0.42
        )
        for place, panel in enumerate(panels):
            ax = figure.add_subplot(rows, _COLUMNS, place + 1)
            lines(panel, ax, focal=focal, note=place == 0)
            if place < len(panels) - _COLUMNS:
                ax.set_xlabel("")
        figure.text(_LEFT, 1 - 0.15 / height, question, fontsize=14, fontweight="bold", va="top")
        figure.text(_LEFT, 1 - 0.50 / height, finding, fontsize=11, va="top")
        if events:
            figure.text(_LEFT, 1 - 0.71 / height, events, fontsize=9, va="top", bbox=_EVENTS)
        _key(figure, firms, focal)
        figure.text(_LEFT, 0.1 / height, source, fontsize=7.5, color=INK, alpha=0.8)
    return figure


def _key(figure: Figure, firms: Mapping[str, str], focal: str | None) -> None:
    """Write firms and their policies in their colours, one beside the other."""
    colour = colours(list(firms), focal)
    ordered = list(colour)
    width = 0.96 / max(len(ordered), 1)
    for k, name in enumerate(ordered):
        for text, below, weight in ((name, 0.9, "bold"), (firms[name], 1.08, "normal")):
            y = 1 - below / figure.get_figheight()
            figure.text(
                _LEFT + k * width, y, text, color=colour[name], fontsize=9.5, fontweight=weight, va="top"
            )
