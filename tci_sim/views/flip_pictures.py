"""Where two alternatives change places, as a picture: the range of each assumption, and who leads in it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.flip_result import Assumption, FlipData
from tci_sim.messages import message
from tci_sim.names import measure_label
from tci_sim.plots.flip import Place, Ranges, Row, Stretch, ranges
from tci_sim.plots.picture import Picture, save_both
from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.flip import Flips
from tci_sim.views.flip import holder, names, span, who
from tci_sim.views.study_names import quoted, varied_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_BARS = 20
"""Assumptions that the picture shows; JSON has all."""


def picture(found: FlipData, ax: Axes | None = None) -> Picture:
    """Draw the range of each assumption that was looked into."""
    reference, other = names(found)
    about = {"reference": quoted(reference), "other": quoted(other)}
    panel = Ranges(
        title=message("flip.title", measure=measure_label(found.asked.measure), **about),
        rows=tuple(_row(found, each) for each in found.looked_into[:MOST_BARS]),
        leaders=(
            message("flip.picture.leads", who=who(found, -1)),
            message("flip.picture.leads", who=who(found, 1)),
        ),
        shipped=message("flip.picture.shipped"),
        place=message("flip.picture.place"),
        quantity=message("flip.picture.axis"),
        assumptions=message("flip.picture.rows"),
        caption=(message("flip.caption", holder=holder(found), pairs=found.replications),),
    )
    return Picture(ranges(panel, ax))


def draw_all(found: FlipData, folder: Path) -> tuple[Path, ...]:
    """Draw the picture into a folder, which is made where it is absent; the PNG file, beside which is an SVG file."""
    folder.mkdir(parents=True, exist_ok=True)
    return (save_both(picture(found).figure, folder, "flip"),) if found.looked_into else ()


def _row(found: FlipData, each: Assumption) -> Row:
    base = next(iter(found.asked.scenarios.values()))
    name = message("flip.picture.name", label=varied_label(each.path, base), range=span(each))
    assert each.found is not None
    wide = each.high - each.low

    def share(value: float) -> float:
        return (value - each.low) / wide

    places = tuple(Place(share(flip.place), share(flip.low), share(flip.high)) for flip in each.found.flips)
    shipped = math.nan if each.shipped is None else share(each.shipped)
    stretches = tuple(
        part._replace(start=share(part.start), end=share(part.end)) for part in stretches_of(each.found)
    )
    return Row(name, stretches, shipped if 0.0 <= shipped <= 1.0 else math.nan, places)


def stretches_of(found: Flips) -> Iterator[Stretch]:
    """Cut a range where it is not clear any more, or again, who leads, and where another one does.

    It is clear between two neighbouring values at which the sign is sure and the same; and between one at which it is
    sure and the interval of a change of places, about which it is not.
    """
    means = exact_mean(found.differences)
    ends = [end for flip in found.flips for end in (flip.place, flip.low, flip.high) if math.isfinite(end)]
    lowest, highest = float(found.places[0]), float(found.places[-1])
    cuts = sorted({*found.places.tolist(), *(end for end in ends if lowest < end < highest)})
    for start, end in pairwise(cuts):
        middle = (start + end) / 2.0
        mean = float(np.interp(middle, found.places, means))
        side = 1 if mean > 0.0 else -1
        behind = int(np.searchsorted(found.places, middle))
        near = [
            int(found.sides[place]) for place in (behind - 1, behind)
            if found.sides[place] or not _is_about_a_flip(float(found.places[place]), found)
        ]  # fmt: skip
        doubted = any(flip.low <= middle <= flip.high for flip in found.flips)
        yield Stretch(start, end, side, not doubted and side in near and 0 not in near)


def _is_about_a_flip(place: float, found: Flips) -> bool:
    """Return whether a value lies so near to a change of places that the sign is not sure there because of it."""
    return any(
        flip.low - (flip.high - flip.low) <= place <= flip.high + (flip.high - flip.low)
        for flip in found.flips
    )
