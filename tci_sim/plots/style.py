"""How all pictures look: colours that the colour-blind can tell apart, few lines, large enough text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tci_sim.plots.fonts import drawable_language

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D31")
"""Okabe & Ito (2008), "Color Universal Design", without its yellow, which is too pale for lines on white."""
GREY = "#9A9A9A"
INK = "#333333"
PALE = "#E6E6E6"
SHADE = "#F3EBDD"

_SETTINGS: Any = {
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "font.family": "sans-serif",
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.formatter.useoffset": False,
    "grid.color": PALE,
    "grid.linewidth": 0.7,
    "text.color": INK,
    "text.parse_math": False,  # a name with dollar signs is a name
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 3.0,
    "ytick.major.size": 0.0,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "tci-sim",  # the same picture is the same file
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house's style and the language in use, and leave the user's settings as they were."""
    with mpl.rc_context(_SETTINGS), drawable_language():
        yield


class Look(NamedTuple):
    """How a line is told from the others."""

    colour: str
    dashes: Any = "solid"
    """Of the line, as the library takes them."""


DASHES: tuple[Any, ...] = ("solid", (0, (5, 2)), (0, (1, 1.2)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1, 1, 1)))
"""How lines of one colour are told apart."""


def looks_of(names: Sequence[str], given: Mapping[str, Look], focal: str | None = None) -> dict[str, Look]:
    """Return how each line is drawn: as it is given, or else in the colours in their order."""
    other = colours(names, focal)
    return {name: given.get(name, Look(other[name])) for name in names}


def colours(names: Sequence[str], focal: str | None = None) -> dict[str, str]:
    """Return the colour of each name; the focal one gets the first.

    Parameters
    ----------
    names : sequence of str
        In the order in which they are always shown.
    focal : str, optional
        The name that the picture is about.

    Returns
    -------
    dict of str to str
        Name to colour; colours come again after eight names.

    Examples
    --------
    >>> colours(["north", "ours"], focal="ours")
    {'ours': '#0072B2', 'north': '#D55E00'}
    """
    ordered = sorted(names, key=lambda name: name != focal)
    return dict(zip(ordered, islice(cycle(PALETTE), len(ordered)), strict=True))


def apart(wanted: Sequence[float], distance: float) -> list[float]:
    """Move places along a line as little as possible so that no two are closer than a distance.

    Parameters
    ----------
    wanted : sequence of float
        Where each would best be, in any order.
    distance : float
        The least distance, in the same unit.

    Returns
    -------
    list of float
        Where each goes; their order along the line stays.

    Examples
    --------
    >>> apart([0.0, 10.0, 10.0], 2.0)
    [0.0, 9.0, 11.0]
    """
    groups: list[list[float]] = []  # places that touch: the sum of their wishes, and how many they are
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for i in order:
        groups.append([wanted[i], 1])
        while len(groups) > 1 and _start(groups[-1], distance) < _end(groups[-2], distance):
            wish, count = groups.pop()
            groups[-1][0] += wish
            groups[-1][1] += count
    places = [
        _start(group, distance) + distance * (k + 0.5) for group in groups for k in range(int(group[1]))
    ]
    return [place for _, place in sorted(zip(order, places, strict=True))]


def _start(group: Sequence[float], distance: float) -> float:
    return group[0] / group[1] - distance * group[1] / 2


def _end(group: Sequence[float], distance: float) -> float:
    return group[0] / group[1] + distance * group[1] / 2


def new_axes(width: float, height: float, *, margins: tuple[float, float, float, float]) -> Axes:
    """Make a figure of one picture; margins are left, right, below and above. [inch]."""
    figure = Figure(figsize=(width, height))
    left, right, below, above = margins
    figure.subplots_adjust(left / width, below / height, 1 - right / width, 1 - above / height)
    return figure.add_subplot()


def figure_of(ax: Axes) -> Figure:
    """Find the figure that a picture stands in."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes stand in no figure")
    return figure
