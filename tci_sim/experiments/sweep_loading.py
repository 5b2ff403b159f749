"""Read a study and its results back from its folder."""

from __future__ import annotations

import json
from pathlib import Path

from tci_sim.errors import ScenarioError
from tci_sim.experiments.store import ResultError
from tci_sim.experiments.study import Study
from tci_sim.experiments.sweep_result import SweepResult, result_of
from tci_sim.experiments.sweep_store import about, connect, read_rows
from tci_sim.scenario.schema import Scenario


def load(folder: Path) -> SweepResult:
    """Read what is kept in a folder; returns and errors are those of `load_sweep`."""
    told = about(folder)
    try:
        base = Scenario.model_validate_json(json.dumps(told["provenance"]["scenario"]))
        study = Study(**told["study"], base=base)
    except (KeyError, TypeError, ValueError, ScenarioError) as error:
        raise ResultError(
            f"{folder}: is damaged: {' '.join(str(error).split())[:300].rstrip('.')}."
        ) from None
    connection = connect()
    try:
        found = [read_rows(connection, path, study.report) for path in sorted(folder.glob("runs-*.parquet"))]
    except ResultError as error:
        raise ResultError(f"{folder}: {error}. Sweep again: what is damaged is made again.") from None
    finally:
        connection.close()
    batches = [batch for batch in found if batch is not None]
    if not batches:
        raise ResultError(f"{folder}: holds no runs yet: sweep again, and it goes on.")
    return result_of(study, batches, folder, told["key"])
