"""One table of runs: rows under each other, by kind of holder; a run that failed is a row with its error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from tci_sim.engine.measures.columns import MEASURES, Kind
from tci_sim.runs.experiment import OutputSpec
from tci_sim.runs.run_output import RunOutput

Columns = dict[str, np.ndarray[Any, Any]]
"""Rows by column."""

SETTLED = "settled_at"
"""Column of the month in which a run settled and ended."""

RUN = ("case", "replication")
"""Columns that say which run a row is of."""


class Table(NamedTuple):
    """Rows of runs."""

    runs: Columns
    """A row a run: case, replication, fingerprint, error, the month in which it settled and ended (-1: it did not), and
    how many holders of each kind are kept."""
    values: Mapping[Kind, Columns]
    """A row a run, month and holder: case, replication, month, holder, and a column a measure."""
    figures: Mapping[Kind, Columns]
    """A row a run and holder, for the whole run: case, replication, holder, and a column a measure."""


def table_of(runs: Sequence[RunOutput], keep: OutputSpec) -> Table:
    """Lay what is kept of runs under each other.

    Parameters
    ----------
    runs : sequence of RunOutput
        In the order in which they stand.
    keep : OutputSpec
        What is kept of each.
    """
    head: Columns = {
        "case": np.array([run.case for run in runs], np.int32),
        "replication": np.array([run.replication for run in runs], np.int32),
        "fingerprint": np.array([run.fingerprint for run in runs], object),
        "error": np.array([run.error for run in runs], object),
        SETTLED: np.array([-1 if run.settled_at is None else run.settled_at for run in runs], np.int32),
    }
    for kind in MEASURES:
        head[kind] = np.array([len(run.holders.get(kind, ())) for run in runs], np.int32)
    kinds = [kind for kind in MEASURES if head[kind].any()]
    values = {kind: _rows(runs, kind, keep, keep.months) for kind in kinds if keep.months}
    figures = {kind: _rows(runs, kind, keep, None) for kind in kinds if keep.figures}
    return Table(head, values, figures)


def joined(tables: Iterable[Table]) -> Table:
    """Join tables into one."""
    parts = list(tables)
    kinds = [kind for kind in MEASURES if any(kind in part.values or kind in part.figures for part in parts)]

    def under(rows: Sequence[Columns]) -> Columns:
        return {name: np.concatenate([each[name] for each in rows]) for name in rows[0]}

    return Table(
        under([part.runs for part in parts]),
        {k: under(rows) for k in kinds if (rows := [part.values[k] for part in parts if k in part.values])},
        {k: under(rows) for k in kinds if (rows := [part.figures[k] for part in parts if k in part.figures])},
    )


def numbers_in(table: Table) -> list[tuple[int, int]]:
    """List case and replication of each run, in the order in which they stand."""
    return list(zip(*(table.runs[name].tolist() for name in RUN), strict=True))


def split_runs(table: Table, keep: OutputSpec) -> list[RunOutput]:
    """Take a table apart into its runs: the inverse of `table_of`."""
    ends = {kind: list(accumulate(table.runs[kind].tolist())) for kind in keep.measures}
    found = []
    for number, (case, replication) in enumerate(numbers_in(table)):
        names: dict[str, tuple[str, ...]] = {}
        values: dict[str, Any] = {}
        figures: dict[str, Any] = {}
        for kind, measures in keep.measures.items():
            count, end = int(table.runs[kind][number]), ends[kind][number]
            if count and kind in table.values:
                months = len(keep.months)
                rows = slice((end - count) * months, end * months)
                part = np.stack([table.values[kind][name][rows] for name in measures], axis=-1)
                values[kind] = part.reshape(months, count, len(measures))
                names[kind] = tuple(table.values[kind]["holder"][rows][:count].tolist())
            if count and kind in table.figures:
                rows = slice(end - count, end)
                figures[kind] = np.stack([table.figures[kind][name][rows] for name in measures], axis=-1)
                names[kind] = tuple(table.figures[kind]["holder"][rows].tolist())
        prints, error = str(table.runs["fingerprint"][number]), str(table.runs["error"][number])
        settled = int(table.runs[SETTLED][number])
        settled_at = settled if settled >= 0 else None
        found.append(RunOutput(case, replication, names, values, figures, prints, error, settled_at))
    return found


def _rows(runs: Sequence[RunOutput], kind: Kind, keep: OutputSpec, months: Sequence[int] | None) -> Columns:
    """Lay the rows of one kind under each other: of months, or where there are none of whole runs."""
    span = 1 if months is None else len(months)
    parts: dict[str, list[Any]] = {name: [] for name in ("case", "replication", "month", "holder")}
    blocks = []
    for run in runs:
        names = run.holders.get(kind, ())
        lines = span * len(names)
        parts["case"].append(np.full(lines, run.case, np.int32))
        parts["replication"].append(np.full(lines, run.replication, np.int32))
        parts["month"].append(np.repeat(np.array(months or (0,), np.int16), len(names)))
        parts["holder"].append(np.tile(np.array(names, object), span))
        if names:
            block = run.figures[kind] if months is None else run.values[kind]
            blocks.append(block.reshape(lines, block.shape[-1]))
    columns: Columns = {name: np.concatenate(part) for name, part in parts.items()}
    if months is None:
        del columns["month"]
    values = np.concatenate(blocks)
    return columns | {name: values[:, m].copy() for m, name in enumerate(keep.measures[kind])}
