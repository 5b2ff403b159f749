"""The two keys: what machine code is kept under, and what the results of runs are kept under.

Machine code is kept under what the compiler saw and what it compiled for. Runs are kept under the code that
simulates and builds worlds, byte by byte, and the results version, which are the same for every Python.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from typing import Any

from tci_sim.engine.backend.source_hash import PACKAGE, PYTHON, compiled_modules, source_hash

_SIMULATE = ("engine", "world", "simulation.py")
_SETTINGS = (
    "OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "ENABLE_AVX", "USING_SVML", "BOUNDSCHECK", "DEBUGINFO_DEFAULT",
)  # fmt: skip


@functools.cache
def simulation_key() -> str:
    """Return a hash of every source that simulates or builds a world. [64 hexadecimal digits].

    It is the same on every system, whichever way its lines end.
    """
    digest = hashlib.sha256()
    for name in _SIMULATE:
        path = PACKAGE / name
        sources = path.rglob("*.py") if path.is_dir() else [path]
        for parts, source in sorted((source.relative_to(PACKAGE).parts, source) for source in sources):
            digest.update("/".join(parts).encode() + b"\0")
            digest.update(source.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def machine_code_key(module: str) -> str | None:
    """Return a hash of what the compiler sees of a module and of what it compiles for.

    Parameters
    ----------
    module : str
        Its full name.

    Returns
    -------
    str or None
        64 hexadecimal digits; None where the module's machine code cannot be kept.
    """
    seen = source_hash(module)
    return None if seen is None else _hash((module, seen, environment()))


def version_of(roots: Iterable[str]) -> str | None:
    """Return a hash of what the compiler sees of all compiled modules among some and all that they import.

    Parameters
    ----------
    roots : iterable of str
        Full names of modules.

    Returns
    -------
    str or None
        64 hexadecimal digits, the same for every processor; None where their machine code cannot be kept.
    """
    modules = compiled_modules(roots)
    seen = [source_hash(module) for module in modules]
    return _hash((modules, seen)) if seen and None not in seen else None


@functools.cache
def environment() -> str:
    """Return a hash of what machine code is made by and for: libraries, settings, processor. [64 digits]."""
    import llvmlite
    import llvmlite.binding
    import numba
    import numpy as np
    from numba.core import codegen

    config: Any = numba.config
    host_features: Any = codegen.get_host_cpu_features
    features = host_features() if config.CPU_FEATURES is None else config.CPU_FEATURES
    settings = [str(getattr(config, setting, None)) for setting in _SETTINGS]
    versions = (PYTHON, numba.__version__, np.__version__, llvmlite.__version__)
    return _hash((versions, llvmlite.binding.get_process_triple(), processor_name(), features, settings))


def processor_name() -> str:
    """Return the compiler's name for the processor that machine code is made for."""
    import llvmlite.binding
    import numba

    config: Any = numba.config
    return str(llvmlite.binding.get_host_cpu_name() if config.CPU_NAME is None else config.CPU_NAME)


def _hash(parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
