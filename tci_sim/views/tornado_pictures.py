"""What single parameters do to a measure, as a picture: two-sided bars."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.tornado import moves
from tci_sim.designs.one_at_a_time import WAYS
from tci_sim.messages import Message, message
from tci_sim.names import measure_label
from tci_sim.plots.picture import Picture, save_both
from tci_sim.plots.tornado import Bars, two_sided_bars
from tci_sim.views.study_names import holder_label, varied_label
from tci_sim.views.sweep_pictures import value_of_run
from tci_sim.views.tornado import ENDS, TENTHS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_BARS = 20
"""Parameters that the picture shows; JSON has all."""


def picture(
    result: SweepData, measure: str | None = None, ax: Axes | None = None, *, holder: str | None = None
) -> Picture:
    """Draw what each move does to a measure; parameters are those of `tci_sim.views.sweep_pictures.picture`."""
    measure = result.study.report[0] if measure is None else measure
    frame = moves(result, measure, holder)
    shown = list(dict.fromkeys(frame["parameter"]))[:MOST_BARS]
    by_move = frame.set_index(["move", "parameter"])[["difference", "low", "high"]]

    def of(way: str) -> np.ndarray:
        return by_move.reindex([(way, path) for path in shown]).to_numpy(float)

    panel = Bars(
        title=message("tornado.title", measure=measure_label(measure)),
        names=tuple(varied_label(path, result.study.base) for path in shown),
        ends={way: of(way) for way in ENDS},
        steps={way: of(way) for way in TENTHS},
        unit=str(frame["unit"].iloc[0]),
        quantity=message("charts.difference", quantity=measure_label(measure)),
        rows=message("tornado.parameter"),
        caption=(_caption(result, holder), value_of_run(measure, result.study.base.months)),
        labels={way: message(f"tornado.way.{way}") for way in WAYS},
    )
    return Picture(two_sided_bars(panel, ax))


def _caption(result: SweepData, holder: str | None) -> Message:
    whose = holder_label(result, holder or result.holder)
    return message("tornado.caption", holder=whose, pairs=result.replications)


def draw_all(result: SweepData, folder: Path) -> tuple[Path, ...]:
    """Draw one picture for each measure into a folder, which is made where it is absent; the PNG files."""
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(save_both(picture(result, name).figure, folder, name) for name in result.study.report)
