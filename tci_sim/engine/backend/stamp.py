"""Whether the model is compiled, and which machine code is no longer needed.

A stamp stands for one version of the model on one kind of processor. It lists the files that it vouches for, and
holds only while they are there.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from tci_sim.engine.backend import cache
from tci_sim.engine.backend.cache_folder import (
    MARK,
    UNFINISHED,
    cache_folder,
    make_marked_folder,
    write_atomically,
)
from tci_sim.engine.backend.source_hash import PYTHON, RECORDS, compiled_modules, save_source_cache
from tci_sim.engine.backend.version import environment, version_of

_KEPT_VERSIONS = 3
_UNDER_WAY = 3600.0


def is_compiled(roots: Iterable[str]) -> bool:
    """Return whether all machine code is kept that some modules and all that they import need."""
    stamp = _stamp_of(roots)
    save_source_cache()
    listed = {} if stamp is None else _listed(stamp)
    if stamp is None or not listed:
        return False
    with contextlib.suppress(OSError):
        os.utime(stamp)  # used last
    return all(_holds(stamp.parents[1] / name, files) for name, files in listed.items())


def set_stamp(roots: Iterable[str]) -> None:
    """Write down that all is compiled, unless something could not be kept."""
    stamp = _stamp_of(roots)
    if stamp is None or cache.failures:
        return
    folders = {folder for module in compiled_modules(roots) if (folder := cache.module_folder(module))}
    try:
        there = {folder.name: sorted(_machine_code_in(folder)) for folder in folders if folder.is_dir()}
        make_marked_folder(stamp.parent)
        write_atomically(stamp, json.dumps(there).encode())
    except OSError:
        return


def forget_old_versions(under_way: float = _UNDER_WAY) -> None:
    """Remove the machine code of all but the newest few versions of each Python, and nothing without our mark.

    Parameters
    ----------
    under_way : float, optional
        What was written within this time stays: another process may be compiling it. [second]
    """
    kept_in = cache_folder().folder
    if kept_in is None:
        return
    stamps = _stamps(kept_in / RECORDS)
    for python in {stamp.name.split("-")[0] for stamp in stamps}:
        ours = [stamp for stamp in stamps if stamp.name.startswith(f"{python}-")]
        newest = list(dict.fromkeys(_version_in(stamp) for stamp in ours))[:_KEPT_VERSIONS]
        for stamp in ours:
            if _version_in(stamp) not in newest:
                stamp.unlink(missing_ok=True)
    listed = {name for stamp in _stamps(kept_in / RECORDS) for name in _listed(stamp)}
    before = time.time() - under_way
    for folder in list(_marked(kept_in)):
        if folder.name not in listed and folder.name != RECORDS and _age(folder) <= before:
            _remove(folder)


def _stamp_of(roots: Iterable[str]) -> Path | None:
    folder, version = cache_folder().folder, version_of(roots)
    if folder is None or version is None:
        return None
    return folder / RECORDS / f"{PYTHON}-{version[:24]}-{environment()[:24]}.json"


def _version_in(stamp: Path) -> str:
    return stamp.name.split("-")[1]


def _stamps(folder: Path) -> list[Path]:
    """Return all stamps, the one used last first."""
    return sorted(folder.glob("py*-*-*.json"), key=_age, reverse=True)


def _listed(stamp: Path) -> dict[str, list[str]]:
    """Return the files that a stamp vouches for, by folder; none where it cannot be read."""
    try:
        listed = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return listed if isinstance(listed, dict) else {}


def _holds(folder: Path, files: Iterable[str]) -> bool:
    try:
        return set(files) <= set(os.listdir(folder))
    except OSError:
        return False


def _machine_code_in(folder: Path) -> Iterator[str]:
    return (name for name in os.listdir(folder) if name.endswith(cache.SUFFIX))


def _marked(folder: Path) -> Iterator[Path]:
    """Yield the folders in a folder that carry our mark; a link to a folder is none."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False) and Path(entry.path, MARK).is_file():
            yield Path(entry.path)


def _age(path: Path) -> float:
    """Return when something was written or used last; 0 where it is gone."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _remove(folder: Path) -> None:
    """Remove what we wrote into a folder, the mark last; a folder that holds anything else stays."""
    try:
        for name in sorted(os.listdir(folder), key=lambda name: name == MARK):
            if name == MARK or name.endswith((cache.SUFFIX, UNFINISHED)):
                os.unlink(folder / name)
        os.rmdir(folder)
    except OSError:
        return
