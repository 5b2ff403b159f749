"""The modules of this version: what they are called, and where they are."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from tci_sim.engine.backend.version import simulation_key
from tci_sim.errors import InputError
from tci_sim.messages import message

FOLDER = Path(__file__).resolve().parent
"""Where modules are kept, and shipped from."""

_MAKERS = ("build", "error_sentences", "intermediate", "module", "runtime", "worlds")
"""What of this package a module is made by, or of."""


@cache
def module_name(*, simd: bool) -> str:
    """Return the file name of a module of this version, without or with work on several numbers at once."""
    digest = hashlib.sha256(simulation_key().encode())
    for name in _MAKERS:
        digest.update(name.encode() + (FOLDER / f"{name}.py").read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return f"engine-{digest.hexdigest()[:16]}{'-simd' if simd else ''}.wasm"


def module_path(*, simd: bool = True) -> Path:
    """Return where the module of this version is.

    Raises
    ------
    InputError
        If it is not there: in a checkout, it has to be made.
    """
    path = FOLDER / module_name(simd=simd)
    if not path.exists():
        raise InputError(message("wasm.no_module", name=path.name, folder=str(FOLDER)))
    return path
