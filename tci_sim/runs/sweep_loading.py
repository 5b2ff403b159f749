"""Read a study and its results back from its folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.sweep_result import SweepResult, result_of
from tci_sim.designs.study import Study
from tci_sim.errors import ScenarioError
from tci_sim.runs.damage import Damaged, ResultError, why
from tci_sim.runs.folders import read_folder
from tci_sim.runs.parquet import connected
from tci_sim.runs.sweep_rows import Columns, read_points, read_rows, runs_in
from tci_sim.runs.sweep_store import ABOUT, POINTS, RUNS
from tci_sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import duckdb


def load(folder: Path) -> SweepResult:
    """Read what is kept in a folder; returns and errors are those of `load_sweep`."""
    told = read_folder(folder, ABOUT)
    try:
        base = Scenario.model_validate_json(json.dumps(told["provenance"]["scenario"]))
        study = Study(**told["study"], base=base)
    except (KeyError, TypeError, ValueError, ScenarioError) as error:
        raise Damaged(f"{folder}: is damaged: {why(error)}.") from None
    with connected() as connection:
        _check_points(connection, folder, study)
        files = sorted((folder / RUNS).glob("*.parquet"))
        batches = [_rows(connection, path, study, told["key"]) for path in files]
    if not batches:
        raise ResultError(f"{folder}: holds no runs yet: sweep again, and it goes on.")
    runs = np.concatenate([runs_in(batch, study) for batch in batches])
    if len(np.unique(runs)) < len(runs):
        raise ResultError(
            f"{folder}: is damaged: two of its files hold the same runs. Sweep again elsewhere."
        )
    return result_of(study, batches, folder, told["key"])


def _check_points(connection: duckdb.DuckDBPyConnection, folder: Path, study: Study) -> None:
    """Refuse a study whose points come out otherwise than they did: they are drawn by a library."""
    drawn = study.plan.points
    if drawn is not None and not np.array_equal(drawn, read_points(connection, folder / POINTS)):
        raise ResultError(
            f"{folder}: its points, {POINTS}, are not those that this program draws: SALib or scipy have another"
            " version here. Read it where it was swept, or sweep again."
        )


def _rows(connection: duckdb.DuckDBPyConnection, path: Path, study: Study, key: str) -> Columns:
    try:
        return read_rows(connection, path, study, key)
    except Damaged as error:
        raise Damaged(f"{error} Sweep again: what is damaged is made again.") from None
