"""How many runs settled, and when: a sentence, and a column beside what each case showed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tci_sim.messages import Message, message
from tci_sim.messages.numbers import number
from tci_sim.render.table import Cell

if TYPE_CHECKING:
    import pandas as pd


def settled_runs(frame: pd.DataFrame) -> Message:
    """Say how many of all runs settled, and when the last of them did."""
    counted, settled = (sum(frame[column].tolist()) for column in ("runs", "settled"))
    runs = f"{counted:,}"
    if not settled:
        return message("settling.none", runs=runs)
    last = int(frame["last"].max())
    return message("settling.some", settled=f"{settled:,}", runs=runs, month=last, nth=last + 1)


def settled_column(frame: pd.DataFrame) -> tuple[Cell, Cell, list[Cell]]:
    """Return a heading, a unit, and for each case the mean month in which its runs settled."""
    return message("settling.heading"), message("settling.mean"), [_cell(row) for _, row in frame.iterrows()]


def _cell(row: pd.Series) -> Message:
    if not row["settled"]:
        return message("settling.no_run")
    about = {"month": number(row["mean"], 1), "nth": number(row["mean"] + 1.0, 1)}
    if row["settled"] == row["runs"]:
        return message("settling.all_runs", **about)
    return message("settling.some_runs", settled=int(row["settled"]), runs=int(row["runs"]), **about)
