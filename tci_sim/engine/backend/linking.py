"""How machine code finds the phases that it calls: by an address that is filled in when a phase is linked.

A phase is compiled once, and not again with each caller. A caller holds the name of a cell of two numbers: the
address of the phase, and a hash of the types that it was compiled for. Until a phase is linked for the types that a
caller gives it, calling it is an error with a sentence.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

import llvmlite.binding
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import lower_builtin, type_callable
from numpy.typing import NDArray

from tci_sim.engine.backend.cache import describe
from tci_sim.engine.backend.native import native, numba

builtin: Any = lower_builtin
any_number_of_arguments: Any = types.VarArg
element_of: Any = cgutils.gep_inbounds
unliteral: Any = types.unliteral
word: Any = ir.IntType(64)
cell_type: Any = ir.ArrayType(word, 2)

_ADDRESS, _TYPES = range(2)
_cells: dict[str, NDArray[np.uint64]] = {}
_linking: ContextVar[_Linking | None] = ContextVar("_linking", default=None)
_ways_in: ContextVar[dict[Phase, Callable[..., None]] | None] = ContextVar("_ways_in", default=None)


class _Linking(NamedTuple):
    """What happens to the phases that are called: they are linked, and not run."""

    only: Container[str] | None
    on_linked: Callable[[str], None] | None


class Phase:
    """A function that returns nothing and that other machine code calls by its address."""

    def __init__(self, function: Callable[..., None]) -> None:
        functools.update_wrapper(self, function)
        self._native = native(function, from_python=True)
        self._name = f"{function.__module__}.{function.__qualname__}"
        self._cell = _new_cell(self._name)
        type_callable(self)(self._type_of_call)
        builtin(self, any_number_of_arguments(types.Any))(self._call_by_address)

    def __call__(self, *args: Any) -> None:
        """Call it from Python; where it has never been linked, that links it for such arguments."""
        linking = _linking.get()
        if linking is not None:
            self._link_if_asked(linking, args)
            return
        ways_in = _ways_in.get()
        if ways_in is not None and self in ways_in:
            ways_in[self](*args)
            return
        if self._cell[_TYPES] == 0:
            self.link(*args)
        self._native(*args)
        if ways_in is not None and len(self._native.overloads) == 1:
            [made] = self._native.overloads.values()
            ways_in[self] = made.entry_point

    def link(self, *args: Any) -> None:
        """Compile it for such arguments or load it, and let machine code find it."""
        given = tuple(numba.typeof(value) for value in args)
        self._native.compile(given)
        made = self._native.overloads[given]
        address = made.library.get_pointer_to_function(made.fndesc.llvm_func_name)
        self._cell[_TYPES] = 0
        self._cell[_ADDRESS] = address
        self._cell[_TYPES] = _hash_of(given)

    def _link_if_asked(self, linking: _Linking, args: tuple[Any, ...]) -> None:
        name = self.__wrapped__.__name__  # type: ignore[attr-defined]
        if linking.only is None or name in linking.only:
            self.link(*args)
            if linking.on_linked is not None:
                linking.on_linked(name)

    def _type_of_call(self, context: Any) -> Callable[..., types.Type]:
        def kind(*given: types.Type) -> types.Type:
            return types.none

        kind.pysig = inspect.signature(self.__wrapped__)  # type: ignore[attr-defined]
        return kind

    def _call_by_address(self, context: Any, builder: Any, signature: Any, given: Any) -> Any:
        """Write the call into the machine code of a caller."""
        convention = context.call_conv
        symbol = cell_symbol(self._name)
        cell = builder.module.globals.get(symbol) or ir.GlobalVariable(builder.module, cell_type, symbol)
        types_linked = builder.load(element_of(builder, cell, 0, _TYPES))
        wanted = word(_hash_of(signature.args))
        with builder.if_then(builder.icmp_unsigned("!=", types_linked, wanted), likely=False):
            convention.return_user_exc(builder, RuntimeError, (_sentence(self._name),))
        address = builder.load(element_of(builder, cell, 0, _ADDRESS))
        function_type = convention.get_function_type(types.none, signature.args)
        callee = builder.inttoptr(address, function_type.as_pointer())
        status, _ = convention.call_function(builder, callee, types.none, signature.args, given)
        with builder.if_then(status.is_error, likely=False):
            convention.return_status_propagate(builder, status)
        return context.get_dummy_value()


def link(
    function: Callable[..., None],
    *args: Any,
    only: Container[str] | None = None,
    on_linked: Callable[[str], None] | None = None,
) -> None:
    """Link the phases that a function calls, or a phase itself, and run none; see `decorators.link`."""
    token = _linking.set(_Linking(only, on_linked))
    try:
        function(*args)
    finally:
        _linking.reset(token)


@contextmanager
def same_types() -> Iterator[None]:
    """Look at the types of what phases are given once; see `decorators.same_types`."""
    token = _ways_in.set({})
    try:
        yield
    finally:
        _ways_in.reset(token)


def cell_symbol(name: str) -> str:
    """Return the name by which machine code knows the cell of a phase."""
    return f"tci_sim.phase.{name}"


def _new_cell(name: str) -> NDArray[np.uint64]:
    """Return the empty cell of a phase; a phase declared again, as in a notebook, has the same cell."""
    if name not in _cells:
        _cells[name] = np.zeros(2, np.uint64)
        llvmlite.binding.add_symbol(cell_symbol(name), _cells[name].ctypes.data)
    _cells[name][:] = 0
    return _cells[name]


def _hash_of(given: tuple[types.Type, ...]) -> int:
    """Return a hash of the types of arguments, in 64 bits; never 0."""
    told = "\n".join(describe(unliteral(kind)) for kind in given)
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:8], "little") | 1


def _sentence(name: str) -> str:
    return f"{name} is not linked for these arguments: call link() for it before what calls it runs."
