"""Text in a picture: written in the language in use, measured, broken into lines, and set where nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FuncFormatter, MaxNLocator

from tci_sim.messages import Value, current_language, message
from tci_sim.messages.message import written_as
from tci_sim.messages.numbers import Scale, scale
from tci_sim.plots.fonts import families, has_bold, is_chinese, no_warning_of_glyphs
from tci_sim.plots.style import INK, new_axes

TITLE, CAPTION, LABEL = 10.0, 8.0, 8.5  # [point] sizes of letters
_LEAD = 1.35  # height of a line, of the size of its letters
_SHARP = 4  # dots per point with which text is measured
_NOT_FIRST = "，。、；：？！）」』》％%／"
_NOT_LAST = "（「『《="
_PIECES = re.compile(r"\s+|[\u2e80-\U0003ffff]|[^\s\u2e80-\U0003ffff]+")


def write(value: Value) -> str:
    """Return a text in the language in use."""
    return written_as(value, current_language())


def heading(value: Value) -> str:
    """Return a text in the language in use, with a capital where it begins."""
    text = write(value)
    return text[:1].upper() + text[1:]


def sentences(values: Sequence[Value]) -> str:
    """Return sentences, one after the other, as the language in use sets them apart."""
    return ("" if current_language() == "zh-Hant" else " ").join(text for text in map(write, values) if text)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of the longest line of a text. [point]."""
    font = FontProperties(
        family=families(text), size=size, weight="bold" if bold and has_bold(text) else "normal"
    )
    with no_warning_of_glyphs():
        return max(
            float(_renderer().get_text_width_height_descent(line, font, False)[0]) / _SHARP
            for line in text.split("\n")
        )


def height(text: str, size: float) -> float:
    """Return the height of all lines of a text. [point]."""
    return _LEAD * size * (text.count("\n") + 1)


@cache
def _renderer() -> Any:
    from matplotlib.backends.backend_agg import RendererAgg

    make: Any = RendererAgg  # the library has no types here
    return make(1, 1, 72 * _SHARP)


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Break a text into lines that fit, between words, or between Chinese characters.

    Parameters
    ----------
    text : str
        One line; one that fits stays as it is.
    room : float
        Width of a line. [point]
    size : float
        Size of the letters. [point]
    bold : bool
        Whether they are bold.

    Returns
    -------
    str
        No line begins with a full stop, or breaks between a number and its unit.
    """
    if not text or width(text, size, bold=bold) <= room:
        return text
    lines = [""]
    for piece in _unbroken(text):
        longer = lines[-1] + piece
        if lines[-1] and width(longer.rstrip(), size, bold=bold) > room:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece)
        else:
            lines[-1] = longer
    return "\n".join(lines).rstrip()


def _unbroken(text: str) -> list[str]:
    """Cut a text where a line may break; a blank stays with what stands before it."""
    pieces: list[str] = _PIECES.findall(text)
    parts = pieces[:1]
    for before, piece in pairwise(pieces):
        digits = before[-1].isdigit() or piece[0].isdigit()
        joined = (
            piece.isspace()
            or piece[0] in _NOT_FIRST
            or parts[-1].rstrip()[-1:] in _NOT_LAST
            or (before.isspace() and _is_mixed(parts[-1].rstrip()[-1:], piece[0]))
            or (digits and not before.isspace() and is_chinese(before[-1] + piece[0]))
        )
        if joined:
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


def _is_mixed(last: str, first: str) -> bool:
    """Return whether a blank stands between a number and a Chinese character."""
    return (last.isdigit() and is_chinese(first)) or (is_chinese(last) and first.isdigit())


def flow(widths: Sequence[float], room: float, gap: float) -> list[tuple[int, float]]:
    """Set items one behind the other into rows.

    Parameters
    ----------
    widths : sequence of float
        Of each item. [point]
    room : float
        Width of a row. [point]
    gap : float
        Between two items. [point]

    Returns
    -------
    list of (row, place)
        The row of each item, the first at the top, and where it begins.

    Examples
    --------
    >>> flow([50.0, 30.0, 40.0], 100.0, 10.0)
    [(0, 0.0), (0, 60.0), (1, 0.0)]
    """
    places, row, place = [], 0, 0.0
    for each in widths:
        if place and place + each > room:
            row, place = row + 1, 0.0
        places.append((row, place))
        place += each + gap
    return places


def room_of(ax: Axes, side: Literal["width", "height"] = "width") -> float:
    """Return the length of one side of the axes. [point]."""
    length: float = getattr(ax.get_window_extent(), side)
    return length * 72.0 / ax.get_figure(root=True).dpi  # type: ignore[union-attr]


def heading_of(title: str, caption: str, room: float) -> tuple[str, str, float]:
    """Break a title and the sentences below it into lines; the third is the height of both. [point]."""
    title, caption = wrap(title, room, TITLE, bold=True), wrap(caption, room, CAPTION)
    tall = height(title, TITLE) + (height(caption, CAPTION) if caption else 0.0) + 6.0
    return title, caption, tall


def axes_for(
    title: Value,
    caption: Sequence[Value],
    inside: tuple[float, float],
    around: tuple[float, float, float],
) -> Axes:
    """Make a figure of one picture, with room above for its title and what is said below it.

    Parameters
    ----------
    title, caption
        As for `write_heading`.
    inside : tuple of float
        Width and height of the axes. [inch]
    around : tuple of float
        Room at the left, at the right and below. [inch]

    Returns
    -------
    Axes
    """
    (wide, tall), (left, right, below) = inside, around
    above = heading_of(heading(title), sentences(caption), 72.0 * wide)[2] / 72.0 + 0.15
    return new_axes(left + wide + right, below + tall + above, margins=(left, right, below, above))


def write_heading(ax: Axes, title: Value, caption: Sequence[Value] = (), *, above: float = 0.0) -> None:
    """Write the title, and under it the sentences that say what is averaged over what.

    Parameters
    ----------
    ax : Axes
        Above which they stand.
    title : Message or str
        What is seen.
    caption : sequence of Message or str
        What must be said of the values.
    above : float
        Room between the axes and the caption. [point]
    """
    said, below, _ = heading_of(heading(title), sentences(caption), room_of(ax))
    under = height(below, CAPTION) if below else 0.0
    ax.set_title(said, pad=7.0 + above + under)
    if below:
        ax.annotate(
            below, (0, 1), xytext=(0, 4 + above), xycoords="axes fraction", textcoords="offset points",
            va="bottom", fontsize=CAPTION, color=INK, linespacing=_LEAD / 1.2,
        )  # fmt: skip


def label_axis(ax: Axes, axis: Literal["x", "y"], quantity: Value, unit: str = "") -> None:
    """Name the quantity at an axis, and its unit, in as many lines as it takes."""
    name = heading(quantity)
    room = room_of(ax, "width" if axis == "x" else "height")
    said = _with_unit(name, unit)
    if name and unit and unit[-1] not in ")）" and width(said, LABEL) > room:  # the unit on a line of its own
        unit = write(message("charts.axis_unit", unit=unit))
        said = f"{wrap(name, room, LABEL)}\n{wrap(unit, room, LABEL)}"
    getattr(ax, f"set_{axis}label")(wrap(said, room, LABEL), fontsize=LABEL)


def _with_unit(name: str, unit: str) -> str:
    """Write a quantity with its unit: in brackets, but for one that has brackets itself."""
    if not name or not unit:
        return name or unit
    if unit[-1] in ")）":
        return write(message("charts.axis_of_brackets", quantity=name, unit=unit))
    return write(message("charts.axis", quantity=name, unit=unit))


def scale_of(values: Iterable[float], unit: str, *, differences: bool = False) -> Scale:
    """Choose the factor and the unit in which values are drawn; the values as they are where they have no unit.

    Examples
    --------
    >>> scale_of([0.2], "-", differences=True).unit, scale_of([5.0], "").unit, scale_of([0.1], "1/month").factor
    ('percentage points', '', 100.0)
    """
    return scale(values, unit, differences=differences) if unit else Scale(1.0, 0, "")


def number_axis(axis: Axis) -> None:
    """Put few round numbers at an axis, with a real minus sign."""
    axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: minus(f"{value:,.10g}")))


def minus(number: str) -> str:
    """Return a number with a real minus sign.

    Examples
    --------
    >>> minus("-1.5")
    '−1.5'
    """
    return number.replace("-", "\N{MINUS SIGN}")
