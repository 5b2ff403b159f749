"""How rules and phases become machine code: the only module that names numba.

A *rule* is an annotated scalar Python function. Called on numbers it is that very function; called on
arrays it is a ufunc with the types its annotations fix; inside a compiled phase it is inlined. A *phase*
(and a stage of a phase) is compiled once per version and kept in the user's cache folder under a name that
holds a hash of every source that can end up in machine code, so that an old result of the compiler is
never used for new code.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba
import numpy as np
from numba.extending import overload

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")
AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])

_PACKAGE = Path(__file__).resolve().parent
_COMPILED_SOURCES = ("compiled.py", "arithmetic.py", "randomness.py", "history.py")
_COMPILED_FOLDERS = ("rules", "world", "record", "scenario")
_KEPT_VERSIONS = 3
_TYPES = {"float": np.float64, "int": np.int64, "bool": np.bool_}


def compiler_is_on() -> bool:
    """Return False where the user has switched the compiler off (``NUMBA_DISABLE_JIT=1``)."""
    return not numba.config.DISABLE_JIT


@functools.cache
def source_hash() -> str:
    """Return a hash of every source file that can change a result. [64 hexadecimal digits]"""
    sources = [_PACKAGE / name for name in _COMPILED_SOURCES]
    sources += [path for folder in _COMPILED_FOLDERS for path in (_PACKAGE / folder).rglob("*.py")]
    digest = hashlib.sha256()
    for path in sorted(path for path in sources if path.exists()):
        digest.update(str(path.relative_to(_PACKAGE)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return the folder that holds this version's machine code, inside the user's cache folder."""
    home = os.environ.get("TCI_SIM_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "tci_sim" / source_hash()[:16]


def forget_old_versions() -> None:
    """Remove the machine code of all but the newest few versions."""
    folder = cache_folder()
    try:
        versions = [path for path in folder.parent.iterdir() if path.is_dir() and path != folder]
        versions.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    except OSError:
        return
    for path in versions[_KEPT_VERSIONS - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _own_cache_folder() -> Iterator[None]:
    """Let numba cache in our folder while one of our functions is declared; leave the user's setting as it was."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def compiled(function: AnyFunction) -> AnyFunction:
    """Compile a phase or a stage: no Python inside, the interpreter lock released, kept in the cache."""
    with _own_cache_folder():
        return numba.njit(nogil=True, cache=True, error_model="numpy")(function)  # type: ignore[no-any-return]


def rule(scalar: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Make one scalar function serve as plain Python, as a ufunc on arrays, and inlined in compiled phases.

    Parameters
    ----------
    scalar : function
        Annotated with `float`, `int` or `bool` only, for every parameter and for what it returns.

    Returns
    -------
    function
        Takes numbers or arrays that broadcast, positionally or by keyword.
    """
    signature = inspect.signature(scalar)

    @functools.cache
    def ufunc() -> Callable[..., Any]:
        annotations = [str(parameter.annotation) for parameter in signature.parameters.values()]
        kinds = [_TYPES[name] for name in annotations]
        returned = _TYPES[str(signature.return_annotation)]
        if not compiler_is_on():
            return np.vectorize(scalar, otypes=[returned])
        wanted = numba.from_dtype(np.dtype(returned))(*[numba.from_dtype(np.dtype(kind)) for kind in kinds])
        return numba.vectorize([wanted])(scalar)  # type: ignore[no-any-return]

    @functools.wraps(scalar)
    def called(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Returned:
        if not any(isinstance(value, np.ndarray | list) for value in (*args, *kwargs.values())):
            return scalar(*args, **kwargs)
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return ufunc()(*bound.args)  # type: ignore[no-any-return]

    overload(called, strict=False, jit_options={"error_model": "numpy", "forceinline": True})(
        lambda *args, **kwargs: scalar
    )
    called.scalar = scalar  # type: ignore[attr-defined]
    return called


def typed_ufunc(*signatures: str) -> Callable[[AnyFunction], AnyFunction]:
    """Compile a scalar function to a ufunc of fixed types, whether or not the compiler is on for the rest.

    Only whole-number mixing needs it: wrap-around multiplication is not what Python's integers do.
    """

    def declare(function: AnyFunction) -> AnyFunction:
        with _own_cache_folder():
            return numba.vectorize(list(signatures), cache=True)(function)  # type: ignore[no-any-return]

    return declare
