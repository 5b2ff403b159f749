"""All rows of a study as one set of columns: kinds of holder, months and whole runs under each other."""

from __future__ import annotations

import numpy as np

from tci_sim.designs.study import Study
from tci_sim.engine.measures.columns import Kind
from tci_sim.runs.holders import KINDS
from tci_sim.runs.table import Columns, Table
from tci_sim.scenario.study import FOCAL

WHOLE_RUN = -1
"""In place of a month, in the row that sums a run up."""

KEY_COLUMNS = ("case", "replication", "month", "holder", "kind", "error")
"""Columns beside the measures."""


def stack_rows(study: Study, table: Table) -> Columns:
    """Lay all rows under each other.

    Parameters
    ----------
    study : Study
        The question.
    table : Table
        What was kept of it.

    Returns
    -------
    dict of str to array (row,)
        Case, replication, month (-1: the whole run), holder, kind, error, and the measures, NaN if there is none. By
        case and replication, the months in order and then the whole run, holders as they were asked for; a run that
        failed has one row, without a holder.
    """
    parts = [
        _part(study, kind, rows) for tables in (table.values, table.figures) for kind, rows in tables.items()
    ]
    parts.append(_failed(study, table.runs))
    columns = {name: np.concatenate([part[name] for part in parts]) for name in (*KEY_COLUMNS, *study.report)}
    place = {whose: number for number, whose in enumerate(_holder_order(study, table))}
    whose = zip(columns["holder"].tolist(), columns["kind"].tolist(), strict=True)
    order = np.array([place.get(each, 0) for each in whose], np.int64)
    last = np.where(columns["month"] == WHOLE_RUN, study.base.months, columns["month"])
    chosen = np.lexsort((order, last, columns["replication"], columns["case"]))
    return {name: column[chosen] for name, column in columns.items()}


def _part(study: Study, kind: Kind, rows: Columns) -> Columns:
    count = len(rows["case"])
    nothing = np.full(count, np.nan)
    return {
        "case": rows["case"],
        "replication": rows["replication"],
        "month": rows.get("month", np.full(count, WHOLE_RUN, np.int16)),
        "holder": rows["holder"],
        "kind": np.full(count, kind, object),
        "error": np.full(count, "", object),
        **{name: rows.get(name, nothing) for name in study.report},
    }


def _failed(study: Study, runs: Columns) -> Columns:
    lost = runs["error"] != ""
    count = int(np.count_nonzero(lost))
    return {
        "case": runs["case"][lost],
        "replication": runs["replication"][lost],
        "month": np.full(count, WHOLE_RUN, np.int16),
        "holder": np.full(count, "", object),
        "kind": np.full(count, "", object),
        "error": runs["error"][lost],
        **{name: np.full(count, np.nan) for name in study.report},
    }


def _holder_order(study: Study, table: Table) -> list[tuple[str, str]]:
    """List name and kind of all holders that are kept, in the order in which they were asked for."""
    names: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for tables in (table.figures, table.values):
        for kind, rows in tables.items():
            names[kind] = list(dict.fromkeys([*names[kind], *rows["holder"].tolist()]))
    found: dict[tuple[str, str], None] = {}
    for asked in study.holders:
        if asked == FOCAL:
            firms = names["firm"]
            mine = [study.focal] if study.focal in firms else firms[:1]
            found |= {(name, "firm"): None for name in mine}
        elif asked in names:
            found |= {(name, asked): None for name in names[asked]}
        else:
            found |= {(asked, kind): None for kind in KINDS if asked in names[kind]}
    return [*found, *((name, kind) for kind in KINDS for name in names[kind] if (name, kind) not in found)]
