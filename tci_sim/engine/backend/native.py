"""How one function is handed to the compiler: the settings, and where the result is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numba as untyped_numba

from tci_sim.engine.backend.cache import Cache
from tci_sim.engine.backend.compiling import Compiler

numba: Any = untyped_numba


def native(function: Callable[..., Any], *, from_python: bool) -> Any:
    """Declare machine code: no Python inside, the interpreter lock released, kept between processes.

    What only other machine code calls needs no way in from Python, which takes a third of the time to compile.
    """
    made = numba.njit(
        nogil=True,
        error_model="numpy",
        no_cpython_wrapper=not from_python,
        no_cfunc_wrapper=True,
        pipeline_class=Compiler,
    )(function)
    made._cache = Cache(function, "entry" if from_python else "stage")
    return made


def native_ufunc(function: Callable[..., Any], signatures: Sequence[Any]) -> Any:
    """Compile a scalar function to a ufunc of fixed types."""
    made = numba.vectorize(function)
    made._dispatcher.cache = Cache(function, "ufunc")
    for signature in signatures:
        made.add(signature)
    made.disable_compile()
    return made
