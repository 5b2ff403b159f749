"""Comparisons on disk."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from tci_sim.analysis.comparison import Comparison, FailedRun
from tci_sim.errors import ScenarioError
from tci_sim.runs.damage import Damaged, OtherVersion, ResultError, set_aside, why
from tci_sim.runs.digest import digest_of
from tci_sim.runs.files import About, read_json
from tci_sim.runs.folders import read_folder, write_folder
from tci_sim.runs.parquet import ROWS, connected, read_values, write_parquet
from tci_sim.scenario.schema import Scenario

ABOUT = About("comparison.json", "comparison", "compare again")

_THEN = "its runs are made again"
_log = logging.getLogger("tci_sim")


def save(comparison: Comparison, out: str | PathLike[str]) -> Path:
    """Keep a comparison below `out`; parameters, returns and errors are those of `Comparison.save`."""
    keys = json.dumps([comparison.provenance["keys"], comparison.seeds], allow_nan=False)
    folder = Path(out) / f"compare-{digest_of(keys.encode())[:16]}"
    if folder.exists():
        opened(folder)
    return write_folder(folder, ABOUT, _about(comparison), lambda folder: _write(comparison, folder))


def load_comparison(path: str | PathLike[str]) -> Comparison:
    """Read a comparison that was kept on disk.

    Parameters
    ----------
    path : str or path
        The folder that `Comparison.save` returned, or that `tci-sim compare --out` named.

    Returns
    -------
    Comparison
        Equal to the one that was saved, to the last bit.

    Raises
    ------
    ResultError
        If there is no comparison, it is damaged, or another version of this program wrote it.
    """
    folder = Path(path)
    about = read_folder(folder, ABOUT)
    try:
        return _read(folder, about)
    except (AttributeError, KeyError, TypeError, ValueError, ScenarioError) as error:
        raise Damaged(f"{folder}: is damaged: {why(error)}.") from None


def opened(folder: Path) -> Comparison | None:
    """Read a comparison; None where it had to be set aside.

    Raises
    ------
    ResultError
        If it cannot be set aside, or the system does not let it be read now.
    """
    try:
        return load_comparison(folder)
    except (Damaged, OtherVersion) as error:
        set_aside(error, _THEN, folder.parent, folder.name)
    return None


def kept_comparisons(out: Path) -> Iterator[tuple[Path, list[int], dict[str, str]]]:
    """List the folders of all comparisons below `out`, with the seeds and the keys of each.

    What is damaged is set aside. What another version wrote is passed over, as is, with a warning, what the system does
    not let be read or moved now.
    """
    for file in sorted(out.glob(f"compare-*/{ABOUT.file}")):
        try:
            about = _about_of(file.parent)
        except ResultError as error:
            _log.warning("%s %s.", error, _THEN.capitalize())
            continue
        if about is not None:
            yield file.parent, list(about["seeds"]), dict(about["provenance"]["keys"])


def _about_of(folder: Path) -> dict[str, Any] | None:
    """Read what a folder says of itself; None where another version wrote it, or it had to be set aside."""
    try:
        return read_json(folder, ABOUT)
    except OtherVersion:
        return None
    except Damaged as error:
        set_aside(error, _THEN, folder.parent, folder.name)
        return None


def _about(comparison: Comparison) -> dict[str, Any]:
    questions = comparison.questions
    return {
        "questions": {name: asked.model_dump(mode="json") for name, asked in questions.items()},
        "seeds": comparison.seeds,
        "focal_firms": dict(comparison.focal_firms),
        "measures": dict(comparison.measures),
        "fingerprints": dict(comparison.fingerprints),
        "failed": [vars(run) for run in comparison.failed],
        "precision": dict(comparison.precision),
        "limit": comparison.limit,
        "provenance": dict(comparison.provenance),
    }


def _write(comparison: Comparison, folder: Path) -> None:
    import pandas as pd

    runs = [list(comparison.questions), comparison.seeds, range(comparison.months)]
    index = pd.MultiIndex.from_product(runs, names=["scenario", "seed", "month"])
    with connected() as connection:
        for kind, values in comparison.values.items():
            names = comparison.measures[kind]
            rows = values.reshape(-1, len(names))
            frame = pd.DataFrame(rows, index=index, columns=list(names)).reset_index()
            write_parquet(connection, frame, folder / kind / ROWS)


def _read(folder: Path, about: dict[str, Any]) -> Comparison:
    measures = {kind: tuple(names) for kind, names in about["measures"].items()}
    seeds, questions = tuple(about["seeds"]), about["questions"]
    with connected() as connection:
        values = {
            kind: read_values(connection, folder / kind / ROWS, names).reshape(
                len(questions), len(seeds), -1, len(names)
            )
            for kind, names in measures.items()
        }
    return Comparison(
        questions={
            name: Scenario.model_validate_json(json.dumps(asked)) for name, asked in questions.items()
        },
        seeds=seeds,
        focal_firms=about["focal_firms"],
        measures=measures,
        values=values,
        fingerprints={name: tuple(runs) for name, runs in about["fingerprints"].items()},
        failed=tuple(FailedRun(**run) for run in about["failed"]),
        precision=about["precision"],
        limit=about["limit"],
        provenance=about["provenance"],
    )
