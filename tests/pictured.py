"""What is seen of a picture: its texts, where they stand, and whether one covers another."""

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

SLACK = 0.75  # of a dot, by which boxes of letters are larger than what is drawn


def drawn(figure):
    """Draw a figure, so that everything has its place."""
    FigureCanvasAgg(figure).draw()
    return figure


def texts(figure):
    """Every text that is seen, with its box in dots."""
    renderer = drawn(figure).canvas.get_renderer()
    axes = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    ticks = {label for axis in axes for tick in axis.majorTicks for label in (tick.label1, tick.label2)}
    shown = {tick.label1 for axis in axes if axis.axes.axison for tick in axis._update_ticks()}
    return [
        (text, Text.get_window_extent(text, renderer))  # of the letters alone, without an arrow
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and (text not in ticks or text in shown)
    ]


def overlaps(figure):
    """The pairs of texts of which one covers a part of the other."""
    return [
        (one.get_text(), other.get_text())
        for (one, a), (other, b) in combinations(texts(figure), 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 2 * SLACK and min(a.y1, b.y1) - max(a.y0, b.y0) > 2 * SLACK
    ]


def cut(figure):
    """The texts that leave the figure; a picture that stands alone is saved with all that stands beside it."""
    width, height = figure.get_size_inches() * figure.dpi
    return [
        text.get_text()
        for text, box in texts(figure)
        if box.x0 < -SLACK or box.y0 < -SLACK or box.x1 > width + SLACK or box.y1 > height + SLACK
    ]


def inside(ax):
    """The texts that stand where the lines are."""
    outer = drawn(ax.figure) and ax.get_window_extent()
    return [
        text.get_text()
        for text, box in texts(ax.figure)
        if outer.x0 < (box.x0 + box.x1) / 2 < outer.x1 and outer.y0 < (box.y0 + box.y1) / 2 < outer.y1
    ]
