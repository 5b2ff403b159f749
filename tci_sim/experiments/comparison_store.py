"""Comparisons on disk: written whole or not at all, and never written over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.errors import ScenarioError
from tci_sim.experiments.comparison import Comparison, FailedRun
from tci_sim.experiments.store import ResultError, text_of, written_whole
from tci_sim.runs.interrupt import interruptible
from tci_sim.runs.provenance import FORMAT
from tci_sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import duckdb

ABOUT = "comparison.json"


def save(comparison: Comparison, out: str | PathLike[str]) -> Path:
    """Keep a comparison below `out`; parameters, returns and errors are those of `Comparison.save`."""
    keys = json.dumps([comparison.provenance["keys"], comparison.seeds], allow_nan=False)
    name = hashlib.sha256(keys.encode()).hexdigest()[:16]
    return written_whole(Path(out) / f"compare-{name}", lambda folder: _write(comparison, folder))


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
    import duckdb

    folder = Path(path)
    try:
        about = json.loads(text_of(folder / ABOUT))
        version = about["provenance"]["format"]
    except FileNotFoundError:
        raise ResultError(f"{folder}: holds no comparison: there is no {ABOUT} in it.") from None
    except (KeyError, OSError, TypeError, ValueError) as error:
        raise ResultError(f"{folder / ABOUT}: cannot be read: {error}.") from None
    if version != FORMAT:
        raise ResultError(
            f"{folder}: was written in version {version} of the results, and this program reads version {FORMAT}:"
            " compare again."
        )
    try:
        return _read(folder, about)
    except (KeyError, OSError, TypeError, ValueError, ScenarioError, duckdb.Error) as error:
        raise ResultError(
            f"{folder}: is damaged: {' '.join(str(error).split())[:300].rstrip('.')}."
        ) from None


def kept_comparisons(out: Path) -> Iterator[tuple[Path, list[int], dict[str, str]]]:
    """List the folders of all comparisons below `out`, with the seeds and the keys of each.

    What cannot be read as a comparison, or has another format, is passed over: it answers nothing.
    """
    for file in sorted(out.glob(f"compare-*/{ABOUT}")):
        try:
            about = json.loads(text_of(file))
            provenance, seeds = about["provenance"], list(about["seeds"])
            keys = dict(provenance["keys"])
            if provenance["format"] == FORMAT and seeds:
                yield file.parent, seeds, keys
        except (KeyError, OSError, TypeError, ValueError, ResultError):
            continue


def _write(comparison: Comparison, folder: Path) -> None:
    import pandas as pd

    runs = [list(comparison.questions), comparison.seeds, range(comparison.months)]
    index = pd.MultiIndex.from_product(runs, names=["scenario", "seed", "month"])
    with _connected() as connection:
        for kind, values in comparison.values.items():
            names = comparison.measures[kind]
            frame = pd.DataFrame(
                values.reshape(-1, len(names)), index=index, columns=list(names)
            ).reset_index()
            connection.from_df(frame).write_parquet(str(folder / f"{kind}.parquet"))
    about = {
        "questions": {name: asked.model_dump(mode="json") for name, asked in comparison.questions.items()},
        "seeds": comparison.seeds,
        "focal_firms": dict(comparison.focal_firms),
        "measures": dict(comparison.measures),
        "fingerprints": dict(comparison.fingerprints),
        "values": {kind: _digest(values) for kind, values in comparison.values.items()},
        "failed": [vars(run) for run in comparison.failed],
        "precision": dict(comparison.precision),
        "limit": comparison.limit,
        "provenance": dict(comparison.provenance),
    }
    (folder / ABOUT).write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _read(folder: Path, about: dict[str, Any]) -> Comparison:
    measures = {kind: tuple(names) for kind, names in about["measures"].items()}
    seeds, questions = tuple(about["seeds"]), about["questions"]
    values = {}
    with _connected() as connection:
        for kind, names in measures.items():
            columns = connection.read_parquet([str(folder / f"{kind}.parquet")]).fetchnumpy()
            filled = [np.ma.filled(columns[name].astype(np.float64), np.nan) for name in names]
            values[kind] = np.stack(filled, axis=-1).reshape(len(questions), len(seeds), -1, len(names))
            if _digest(values[kind]) != about["values"][kind]:
                raise ValueError(f"the values of kind {kind} are not those that were written")
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


def _digest(values: np.ndarray[Any, np.dtype[np.float64]]) -> str:
    """Hash values, with one NaN for all."""
    return hashlib.sha256(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes()).hexdigest()


@contextmanager
def _connected() -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    settings: Any = {"threads": 1, "memory_limit": "1GB", "autoinstall_known_extensions": False}
    connection = duckdb.connect(config=settings)
    try:
        with interruptible():
            yield connection
    finally:
        connection.close()
