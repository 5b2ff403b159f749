"""The files of digests: the results version, then one line "what name digest" for everything in a world."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tci_sim import RESULTS_VERSION

_FOLDER = Path(__file__).parent / "digests"
_VERSION = "results version"


def read_digests(world: str) -> tuple[int, dict[str, str]]:
    """Return the results version and the digests that are stored for a world; version 0 where none are."""
    if not _file_of(world).exists():
        return 0, {}
    digests = {}
    for line in _file_of(world).read_text(encoding="utf-8").splitlines():
        name, digest = line.rsplit(" ", 1)
        digests[name] = digest
    return int(digests.pop(_VERSION)), digests


def write_digests(world: str, digests: Mapping[str, str]) -> None:
    """Store the digests of a world under the results version of today."""
    lines = [f"{_VERSION} {RESULTS_VERSION}", *(f"{name} {digest}" for name, digest in digests.items())]
    _file_of(world).write_text("\n".join(lines) + "\n", encoding="utf-8")


def differences(stored: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Name everything whose digest is another one, and what is only stored or only there now."""
    return [
        *(f"{name}: differs" for name in stored if name in now and stored[name] != now[name]),
        *(f"{name}: is stored, and is not there now" for name in stored if name not in now),
        *(f"{name}: is there now, and is not stored" for name in now if name not in stored),
    ]


def _file_of(world: str) -> Path:
    return _FOLDER / f"{world}.txt"
