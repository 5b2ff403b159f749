"""What functions of the engine are declared to be: rules, phases and their stages, lists of calls, draws.

A *rule* is an annotated scalar Python function. Called on numbers it is that very function; called on arrays it is a
ufunc with the types its annotations fix; inside a compiled phase it is inlined. A *phase* is compiled once and called
by its address; a stage of a phase becomes part of the machine code of those that call it.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Container
from contextlib import AbstractContextManager
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numba import types
from numba.core.registry import cpu_target
from numba.extending import overload, typeof_impl

from tci_sim.engine.backend import linking, plain
from tci_sim.engine.backend.native import native, native_ufunc, numba

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")
AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])
typing_context: Any = cpu_target.typing_context

_TYPES = {"float": np.float64, "int": np.int64, "bool": np.bool_}


def compiler_is_on() -> bool:
    """Return False where the user has switched the compiler off (``NUMBA_DISABLE_JIT=1``)."""
    return not numba.config.DISABLE_JIT


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
    def on_each() -> Callable[..., Any]:
        annotations = [str(parameter.annotation) for parameter in signature.parameters.values()]
        kinds = [_TYPES[name] for name in annotations]
        returned = _TYPES[str(signature.return_annotation)]
        if not compiler_is_on():
            return plain.array_rule(scalar, returned)
        wanted = numba.from_dtype(np.dtype(returned))(*[numba.from_dtype(np.dtype(kind)) for kind in kinds])
        return native_ufunc(scalar, [wanted])  # type: ignore[no-any-return]

    @functools.wraps(scalar)
    def called(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Returned:
        if not any(isinstance(value, np.ndarray | list) for value in (*args, *kwargs.values())):
            return scalar(*args, **kwargs)
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return on_each()(*bound.args)  # type: ignore[no-any-return]

    overload(called, strict=False, jit_options={"error_model": "numpy", "forceinline": True})(
        lambda *args, **kwargs: scalar
    )
    called.scalar = scalar  # type: ignore[attr-defined]
    return called


def on_arrays(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Say to the reader, and to the type checker, that a rule is called on arrays here: it is a ufunc then."""
    return rule


def compiled(function: AnyFunction) -> AnyFunction:
    """Compile a stage of a phase; it becomes part of the machine code of every function that calls it."""
    return _Stage(function) if compiler_is_on() else function  # type: ignore[return-value]


def phase(function: AnyFunction) -> AnyFunction:
    """Compile a phase, which returns nothing; machine code that calls it finds it by its address.

    It must have been linked in this process before such machine code runs: by `link`, or by a call from Python.
    """
    return linking.Phase(function) if compiler_is_on() else function  # type: ignore[return-value]


def inlined(function: AnyFunction) -> AnyFunction:
    """Let a list of calls be written into the machine code of those that call it, and be plain Python otherwise."""
    return _Spliced(function) if compiler_is_on() else function  # type: ignore[return-value]


def typed_ufunc(*signatures: str) -> Callable[[AnyFunction], AnyFunction]:
    """Compile a scalar function to a ufunc of fixed types, whether or not the compiler is on for the rest.

    Only whole-number mixing needs it: wrap-around multiplication is not what Python's integers do.
    """
    return lambda function: _Ufunc(function, signatures)  # type: ignore[return-value]


def link(
    function: Callable[..., None],
    *args: Any,
    only: Container[str] | None = None,
    on_linked: Callable[[str], None] | None = None,
) -> None:
    """Compile phases or load them, and let machine code find them, without running any.

    Parameters
    ----------
    function : phase or spliced function
        A phase is linked for such arguments; of a spliced function every phase that it calls is, for what it gives
        them.
    *args : value
        As when it is called; nothing in them changes.
    only : container of str, optional
        Names of the phases that are linked; all by default.
    on_linked : callable (name), optional
        Called after each phase that was linked.
    """
    if compiler_is_on():
        linking.link(function, *args, only=only, on_linked=on_linked)


def same_types() -> AbstractContextManager[None]:
    """Within it, in this thread, each phase that Python calls is given arguments of the same types every time.

    Whoever enters it says so: types are looked at once then, and not in each call, where that takes longer than a
    small phase itself.
    """
    return linking.same_types()


class _Stage:
    """A function that is part of the machine code of those that call it; it can be called from Python too."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.inside = native(function, from_python=False)

    @functools.cached_property
    def _from_python(self) -> Any:
        return native(self.__wrapped__, from_python=True)  # type: ignore[attr-defined]

    def __call__(self, *args: Any) -> Any:
        return self._from_python(*args)


class _Spliced:
    """A function whose steps numba writes into its callers; what it looks for is here by the names it looks for."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.py_func = function
        self.targetoptions = {"inline": "always"}
        self.inside = numba.njit(function)

    def __call__(self, *args: Any) -> Any:
        return self.py_func(*args)


class _Ufunc:
    """A ufunc that is compiled, or read, when it is first called or written into machine code."""

    def __init__(self, function: Callable[..., Any], signatures: tuple[str, ...]) -> None:
        functools.update_wrapper(self, function)
        self._signatures = signatures

    @functools.cached_property
    def inside(self) -> Any:
        return native_ufunc(self.__wrapped__, self._signatures)  # type: ignore[attr-defined]

    def __call__(self, *args: Any) -> Any:
        return self.inside(*args)


@typeof_impl.register(_Stage)
@typeof_impl.register(_Spliced)
def _type_of(written_into_callers: _Stage | _Spliced, context: Any) -> types.Type:
    return types.Dispatcher(written_into_callers.inside)


@typeof_impl.register(_Ufunc)
def _type_of_ufunc(ufunc: _Ufunc, context: Any) -> types.Type:
    return typing_context.resolve_value_type(ufunc.inside)  # type: ignore[no-any-return]
