"""A grid of two levers as pictures: what both do, and beside it what they do beyond the sum of each alone."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from tci_sim.analysis.surface import Surface, surface
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.messages import Message, Value, message
from tci_sim.messages.numbers import scale
from tci_sim.names import measure_label
from tci_sim.plots.surface import HeatMap, heat_maps
from tci_sim.statistics.exact import Floats
from tci_sim.views.study_names import holder_label
from tci_sim.views.surface import lever_named, value_of_lever, values_at


def draw_surface(result: SweepData, measure: str, holder: str, over: Value, ax: Axes | None = None) -> Axes:
    """Draw a measure over two levers, and beside it what they do beyond the sum of each alone.

    Parameters
    ----------
    result : SweepData
        Of a study that has `surface_levers`.
    measure, holder : str
        Of whom, what.
    over : Message or str
        Over which months it is taken.
    ax : Axes, optional
        Axes to draw the measure alone on; a new figure of both by default.
    """
    found = surface(result, measure, holder)
    names: dict[str, Value] = {
        "measure": measure_label(measure), "one": lever_named(result, found, 0), "other": lever_named(result, found, 1),
    }  # fmt: skip
    averaged = _averaged(result, found, holder)
    first = values_at(result, found, (0, 0))
    level = _map(result, found, found.level, message("charts.surface.title", **names))
    beyond = _map(result, found, found.beyond, message("charts.surface.beyond_title", **names))
    apart = np.where(_is_inner(found), beyond.values, np.nan)
    clear = "charts.surface.beyond" if result.replications > 1 else "charts.surface.beyond_alone"
    unit, unit_apart = (
        scale(values.ravel().tolist(), unit_of_run(measure), differences=differences).unit
        for values, differences in ((level.values, False), (apart, True))
    )
    maps = (
        level._replace(
            unit=unit_of_run(measure), caption=(averaged, over, message("charts.surface.unit", unit=unit)),
            bold=np.zeros_like(level.bold),
        ),
        beyond._replace(
            values=apart, unit=unit_of_run(measure), differences=True,
            caption=(message(clear, **first), message("charts.surface.unit", unit=unit_apart)),
        ),
    )  # fmt: skip
    return heat_maps(maps, ax)


def _averaged(result: SweepData, found: Surface, holder: str) -> Message:
    firm, worlds = holder_label(result, holder), f"{found.worlds:,}"
    many = f"{result.replications:,}"
    if found.worlds > 1:
        return message("charts.surface.futures", firm=firm, futures=worlds, replications=many)
    return message("charts.surface.means", firm=firm, replications=many)


def _map(result: SweepData, found: Surface, estimates: Floats, title: Message) -> HeatMap:
    """Lay out mean values by the two levers, each from its lowest value to its highest: the second goes up."""
    order = [np.argsort(values, kind="stable") for values in found.values]
    shown = estimates[np.ix_(*order)].transpose(1, 0, 2)
    names = [
        tuple(value_of_lever(result, found, lever, int(place)) for place in order[lever])
        for lever in range(2)
    ]
    return HeatMap(
        title=title, rows=names[1], columns=names[0], values=shown[..., 0],
        bold=(shown[..., 1] > 0) | (shown[..., 2] < 0),
        across=lever_named(result, found, 0), along=lever_named(result, found, 1),
    )  # fmt: skip


def _is_inner(found: Surface) -> NDArray[np.bool_]:
    """Return which cells of a map show a change of both levers, (row, column)."""
    across, along = (np.sort(values) != values[0] for values in found.values)
    return np.asarray(along[:, None] & across[None, :])
