"""What single parameters do to a result: a table sorted by size, and a picture with bars to both sides."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.tornado import moves
from tci_sim.designs.one_at_a_time import WAYS
from tci_sim.messages import message
from tci_sim.messages.numbers import Scale, interval, number, scale
from tci_sim.messages.quantities import Amount
from tci_sim.names import measure_label
from tci_sim.render.table import Cell, Part, Table, as_cell
from tci_sim.scenario.schema import Scenario
from tci_sim.views.study_names import holder_label, value_label, varied_label

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 40
"""Parameters that the table shows; JSON has all."""

ENDS, TENTHS = WAYS[:2], WAYS[2:]
"""How a parameter is moved: to either end of its range, and by a tenth."""


def table_parts(result: SweepData) -> list[Part]:
    """Return a table for each holder and measure of a study that moves parameters one at a time."""
    parts: list[Part] = []
    for holder, measure, found in _frames(result):
        parts += [*([""] if parts else []), *_parts_of(result, measure, holder, found)]
    return parts


def frame(result: SweepData) -> pd.DataFrame:
    """Return the moves of every holder and measure as one table, whose first column is the holder."""
    import pandas as pd

    found = []
    for holder, _, rows in _frames(result):
        rows.insert(0, "holder", holder)
        found.append(rows)
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _frames(result: SweepData) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Go through holders and measures, and what each move did; without those of which nothing was measured."""
    for holder in result.holders:
        for measure in result.study.report:
            rows = moves(result, measure, holder)
            if np.isfinite(rows["base_mean"].iloc[0]):
                yield holder, measure, rows


def _parts_of(result: SweepData, measure: str, holder: str, frame: pd.DataFrame) -> list[Part]:
    unit, mean = str(frame["unit"].iloc[0]), float(frame["base_mean"].iloc[0])
    shown = list(dict.fromkeys(frame["parameter"]))
    about = {"measure": measure_label(measure), "holder": holder_label(result, holder)}
    parts: list[Part] = [
        message("tornado.head", mean=Amount(mean, unit), **about),
        _table(result, frame, shown[:MOST_ROWS], unit),
    ]
    if left := len(shown) - MOST_ROWS:
        parts += [message("tornado.more", count=left)] if left > 0 else []
    return parts


def _table(result: SweepData, frame: pd.DataFrame, parameters: list[str], unit: str) -> Table:
    """Lay out a row a parameter: what it is, what each end of its range does, and what a tenth does."""
    shown = frame[frame["parameter"].isin(parameters)]
    found = scale(shown[["difference", "low", "high"]].to_numpy(float).ravel(), unit, differences=True)
    heads: list[Cell] = [message("tornado.parameter"), message("tornado.base")]
    units: list[Cell] = ["", ""]
    for way in ENDS:
        heads += [message(f"tornado.way.{way}"), message("tornado.difference")]
        units += ["", found.unit]
    heads += [message(f"tornado.way.{way}") for way in TENTHS]
    units += [found.unit for _ in TENTHS]
    rows = [_row(result.study.base, shown[shown["parameter"] == path], found) for path in parameters]
    return Table([heads, units, *rows])


def _row(base: Scenario, moved: pd.DataFrame, found: Scale) -> list[Cell]:
    """Write what the moves of one parameter do."""
    path = str(moved["parameter"].iloc[0])
    by_way = {str(row["move"]): row for row in moved.to_dict("records")}
    line: list[Cell] = [
        as_cell(varied_label(path, base)),
        as_cell(value_label(path, moved["base"].iloc[0], base)),
    ]
    for way in ENDS:
        apart = [found.factor * float(by_way[way][name]) for name in ("difference", "low", "high")]
        line += [as_cell(value_label(path, by_way[way]["value"], base)), interval(apart, found.digits)]
    for way in TENTHS:
        apart_by = float(by_way[way]["difference"]) if way in by_way else math.nan
        line.append(number(found.factor * apart_by, found.digits, sign=True))
    return line
