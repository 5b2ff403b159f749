"""Results of single runs on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from tci_sim.errors import ScenarioError
from tci_sim.runs.damage import Damaged, Missing, OtherVersion, set_aside, why
from tci_sim.runs.files import About
from tci_sim.runs.folders import read_folder, write_folder
from tci_sim.runs.parquet import ROWS, connected, read_values, write_parquet
from tci_sim.runs.provenance import key
from tci_sim.runs.result import RunResult
from tci_sim.scenario.schema import Scenario
from tci_sim.world.network_files import read_network, write_network

PROVENANCE = About("provenance.json", "result", "run the question again")

_NODES, _EDGES = "nodes.csv", "edges.csv"
_BESIDE = ("fingerprint", "holders", "measures")
"""What the provenance file holds beside the provenance."""


def folder_of(question: Scenario, seed: int, out: str | PathLike[str]) -> Path:
    """Return the folder, below `out`, in which the result of a run is kept."""
    return Path(out) / key(question, seed)[:16]


def stored(question: Scenario, seed: int, out: str | PathLike[str]) -> RunResult | None:
    """Return the result that is kept below `out`; None where there is none, or it had to be set aside.

    Raises
    ------
    ResultError
        If the system does not let it be read now, or it cannot be set aside.
    """
    folder = folder_of(question, seed, out)
    if not folder.exists():
        return None
    try:
        return read(folder)
    except (Damaged, OtherVersion) as error:
        set_aside(error, "the run is made again", folder.parent, folder.name)
        return None


def save(result: RunResult, out: str | PathLike[str]) -> Path:
    """Keep a result below `out`; what is there already stays, unless it is damaged.

    Parameters
    ----------
    result : RunResult
        The result.
    out : str or path
        Made where it is absent. The result goes into a folder in it, named by the question.

    Returns
    -------
    Path
        That folder.

    Raises
    ------
    ResultError
        If it cannot be written; then nothing is left behind.
    """
    stored(result.question, result.seed, out)
    names = {"holders": result.holders, "measures": result.measures}
    about = {
        **result.provenance,
        "fingerprint": result.fingerprint,
        **{name: dict(value) for name, value in names.items()},
    }
    folder = folder_of(result.question, result.seed, out)
    return write_folder(folder, PROVENANCE, about, lambda folder: _write(result, folder))


def read(path: str | PathLike[str]) -> RunResult:
    """Read a result; parameters, returns and errors are those of `load_result`."""
    folder = Path(path)
    try:
        provenance = read_folder(folder, PROVENANCE)
    except Missing as error:
        raise Missing(f"{error}{_inside(folder)}") from None
    try:
        result = _read(folder, provenance)
    except (AttributeError, KeyError, TypeError, ValueError, ScenarioError) as error:
        raise Damaged(f"{folder}: is damaged: {why(error)}.") from None
    if result.fingerprint != provenance["fingerprint"]:
        raise Damaged(f"{folder}: is damaged: its values are not those that were written.")
    return result


def _write(result: RunResult, folder: Path) -> None:
    with connected() as connection:
        for kind in result.values:
            frame = result.wide(kind)
            frame["holder"] = frame["holder"].astype(str)
            write_parquet(connection, frame, folder / kind / ROWS)
    write_network(result.network, folder / _NODES, folder / _EDGES)


def _read(folder: Path, provenance: Mapping[str, Any]) -> RunResult:
    holders = {kind: tuple(names) for kind, names in provenance["holders"].items()}
    measures = {kind: tuple(names) for kind, names in provenance["measures"].items()}
    question = Scenario.model_validate_json(json.dumps(provenance["scenario"]))
    with connected() as connection:
        values = {
            kind: read_values(connection, folder / kind / ROWS, measures[kind]).reshape(
                -1, len(names), len(measures[kind])
            )
            for kind, names in holders.items()
        }
    return RunResult(
        question=question,
        seed=provenance["seed"],
        network=read_network(folder / _NODES, folder / _EDGES),
        holders=holders,
        measures=measures,
        values=values,
        provenance={name: value for name, value in provenance.items() if name not in _BESIDE},
    )


def _inside(folder: Path) -> str:
    """Name the results that lie in a folder that is none itself."""
    try:
        found = sorted(str(path.parent) for path in folder.glob(f"*/{PROVENANCE.file}"))
    except OSError:
        found = []
    return f" There is one in {', '.join(found[:3])}." if found else ""
