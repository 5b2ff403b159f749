"""Answers on disk: Parquet files that any tool reads, written whole or not at all, and never written over."""

from __future__ import annotations

import json
import os
import shutil
import stat
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.errors import ScenarioError, TciError
from tci_sim.experiments.result import RunResult
from tci_sim.runs.interrupt import interruptible
from tci_sim.runs.provenance import FORMAT, key
from tci_sim.scenario.schema import Scenario
from tci_sim.world.network_files import read_network, write_network

if TYPE_CHECKING:
    import duckdb

PROVENANCE = "provenance.json"
MOST_BYTES = 50_000_000
"""Largest provenance that is read."""

_NODES, _EDGES = "nodes.csv", "edges.csv"
_DUCKDB = {"threads": 1, "memory_limit": "1GB", "autoinstall_known_extensions": False}


class ResultError(TciError):
    """An answer cannot be written to disk, or what is there cannot be read as one."""


def folder_of(question: Scenario, seed: int, out: str | PathLike[str]) -> Path:
    """Name the folder, below `out`, in which the answer to a question is kept."""
    return Path(out) / key(question, seed)[:16]


def stored(question: Scenario, seed: int, out: str | PathLike[str]) -> RunResult | None:
    """Find the answer to a question below `out`; None where it has not been kept.

    Raises
    ------
    ResultError
        If what is kept there cannot be read.
    """
    folder = folder_of(question, seed, out)
    return read(folder) if folder.exists() else None


def check_writable(out: str | PathLike[str]) -> None:
    """Refuse, before anything is computed, a folder in which nothing can be kept.

    Raises
    ------
    ScenarioError
        If `out` is no folder and cannot be made one, or may not be written to.
    """
    if not str(out):
        raise ScenarioError("--out '': must be the name of a folder.")
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = _hidden(folder, "probe")
        probe.mkdir()
        probe.rmdir()
    except (OSError, ValueError) as error:
        raise ScenarioError(f"--out {out}: must be a folder that can be written to: {why(error)}.") from None


def save(result: RunResult, out: str | PathLike[str]) -> Path:
    """Keep an answer below `out`.

    Parameters
    ----------
    result : RunResult
        The answer.
    out : str or path
        Made where it is absent. The answer goes into a folder in it, named by the question.

    Returns
    -------
    Path
        That folder. Where it is there already, it stays as it is.

    Raises
    ------
    ResultError
        If it cannot be written; then nothing is left behind.
    """
    return written_whole(folder_of(result.question, result.seed, out), lambda folder: _write(result, folder))


def read(path: str | PathLike[str]) -> RunResult:
    """Read an answer; parameters, returns and errors are those of `load_result`."""
    folder = Path(path)
    try:
        provenance = json.loads(text_of(folder / PROVENANCE))
    except FileNotFoundError:
        raise ResultError(
            f"{folder}: holds no result: there is no {PROVENANCE} in it.{_inside(folder)}"
        ) from None
    except (OSError, ValueError) as error:
        raise ResultError(f"{folder / PROVENANCE}: cannot be read: {why(error)}.") from None
    version = provenance.get("format") if isinstance(provenance, dict) else None
    if version != FORMAT:
        raise ResultError(
            f"{folder}: was written in version {version} of the results, and this program reads version"
            f" {FORMAT}: run the question again."
        )
    try:
        result = _read(folder, provenance)
    except (
        AttributeError,
        KeyError,
        OSError,
        TypeError,
        ValueError,
        ScenarioError,
        _duckdb().Error,
    ) as error:
        raise ResultError(f"{folder}: is damaged: {why(error)}.") from None
    if result.fingerprint != provenance.get("fingerprint"):
        raise ResultError(f"{folder}: is damaged: its values are not those that were written.")
    return result


def written_whole(folder: Path, write: Callable[[Path], object]) -> Path:
    """Fill a folder so that it is there complete or not at all.

    Parameters
    ----------
    folder : Path
        Where it is there already, nothing happens.
    write : callable (folder)
        Writes files into the empty folder that it is given.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ResultError
        If anything cannot be written; then nothing is left behind.
    """
    if folder.exists():
        return folder
    hidden = _hidden(folder.parent, folder.name)
    with _told_in_one_sentence(folder):
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            hidden.mkdir()
            write(hidden)
            for path in (*sorted(hidden.iterdir()), hidden):
                sync(path)
            _move(hidden, folder)
            sync(folder.parent)
        finally:
            shutil.rmtree(hidden, ignore_errors=True)
    return folder


def _move(hidden: Path, folder: Path) -> None:
    """Give a folder its name at once; where another process was quicker, its folder stays."""
    try:
        os.replace(hidden, folder)
    except OSError:
        if not folder.is_dir():
            raise


def _write(result: RunResult, folder: Path) -> None:
    with _connected() as connection:
        for kind in result.values:
            frame = result.wide(kind)
            frame["holder"] = frame["holder"].astype(str)
            connection.from_df(frame).write_parquet(str(folder / f"{kind}.parquet"))
    write_network(result.network, folder / _NODES, folder / _EDGES)
    names = {"holders": result.holders, "measures": result.measures}
    kept = {**result.provenance, "fingerprint": result.fingerprint, **{k: dict(v) for k, v in names.items()}}
    text = json.dumps(kept, indent=1, ensure_ascii=False)
    (folder / PROVENANCE).write_text(text + "\n", encoding="utf-8")


def _read(folder: Path, provenance: Mapping[str, Any]) -> RunResult:
    holders = {kind: tuple(names) for kind, names in provenance["holders"].items()}
    measures = {kind: tuple(names) for kind, names in provenance["measures"].items()}
    question = Scenario.model_validate_json(json.dumps(provenance["scenario"]))
    with _connected() as connection:
        values = {
            kind: _values(connection, folder / f"{kind}.parquet", len(holders[kind]), measures[kind])
            for kind in holders
        }
    beside = ("fingerprint", "holders", "measures")
    return RunResult(
        question=question,
        seed=provenance["seed"],
        network=read_network(folder / _NODES, folder / _EDGES),
        holders=holders,
        measures=measures,
        values=values,
        provenance={name: value for name, value in provenance.items() if name not in beside},
    )


def _values(
    connection: duckdb.DuckDBPyConnection, file: Path, holders: int, measures: tuple[str, ...]
) -> NDArray[np.float64]:
    """Read the values of one kind; what is stored as NULL was NaN."""
    columns = connection.read_parquet([str(file)]).fetchnumpy()  # a list: a name is no pattern
    filled = [np.ma.filled(columns[name].astype(np.float64), np.nan) for name in measures]
    return np.stack(filled, axis=-1).reshape(-1, holders, len(measures))


@contextmanager
def _connected() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = _duckdb().connect(config=_DUCKDB)
    try:
        with interruptible():
            yield connection
    finally:
        connection.close()


@contextmanager
def _told_in_one_sentence(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ScenarioError, _duckdb().Error) as error:
        raise ResultError(f"{folder}: cannot be written: {why(error)}. Nothing was kept.") from None


def _duckdb() -> Any:
    import duckdb

    return duckdb


def why(error: Exception) -> str:
    """Say in a few words why a disk or a file failed, as the system names it."""
    if isinstance(error, ScenarioError) and isinstance(error.__context__, OSError):
        error = error.__context__
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = " ".join(str(error).split())
    return os.strerror(28) if "No space left on device" in text else text[:300].rstrip(".")


def _inside(folder: Path) -> str:
    """Name the answers that lie in a folder that is none itself."""
    try:
        found = sorted(str(path.parent) for path in folder.glob(f"*/{PROVENANCE}"))
    except OSError:
        found = []
    return f" There is one in {', '.join(found[:3])}." if found else ""


def text_of(path: Path) -> str:
    """Read a text that somebody else may have put there.

    Raises
    ------
    ResultError
        If it is no file, or too large a one.
    OSError, UnicodeDecodeError
        If it cannot be read.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
        raise ResultError(f"{path}: must be a file of at most {MOST_BYTES // 1_000_000} MB.")
    return path.read_text(encoding="utf-8")


def _hidden(folder: Path, name: str) -> Path:
    return folder / f".{name}.{uuid.uuid4().hex}"


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
