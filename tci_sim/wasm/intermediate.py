"""The engine in LLVM's intermediate code as Numba writes it down: nothing optimised, nothing for one processor in it.

A process that asks for it makes no machine code any more: it is a process of its own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Container
from typing import Any, NamedTuple

import llvmlite.binding
from numba.core import codegen
from numba.core.registry import cpu_target
from numba.core.runtime import nrt, nrtdynmod

from tci_sim.engine.backend import linking
from tci_sim.engine.backend.native import native, numba

jit_codegen: Any = codegen.JITCPUCodegen
jit_library: Any = codegen.JITCodeLibrary
target_context: Any = cpu_target.target_context
rtsys: Any = nrt.rtsys
compile_nrt_functions: Any = nrtdynmod.compile_nrt_functions
phase_class: Any = linking.Phase


class Phase(NamedTuple):
    """What is known of a phase that has been written down."""

    name: str
    """Dotted name."""
    symbol: str
    """Name of its function in the intermediate code."""
    types: int
    """Hash of the types of its arguments, as callers want it."""


class Written(NamedTuple):
    """Intermediate code of phases and of all that they call."""

    code: bytes
    """A module in the compiler's binary form."""
    phases: tuple[Phase, ...]
    """In the order in which they were met."""


class _Library(jit_library):  # type: ignore[misc]
    """A function and what it calls, as they were written down."""

    has_dynamic_globals = True  # so that nobody keeps it

    def add_linking_library(self, library: Any) -> None:
        """Add what this calls: it was written down too."""
        if library is rtsys.library:
            library = self._codegen.reference_counts
        if not isinstance(library, _Library):
            raise TypeError(f"{library.name} is machine code already")
        super().add_linking_library(library)

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._verify_declare_only_symbols()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Return no address: there is no machine code."""
        self._ensure_finalized()
        return 0


class _Codegen(jit_codegen):  # type: ignore[misc]
    """Writes functions down, and makes no machine code of them."""

    _library_class = _Library

    @functools.cached_property
    def reference_counts(self) -> Any:
        """What counts who holds an array."""
        return compile_nrt_functions(target_context)

    def magic_tuple(self) -> tuple[str, ...]:
        """Tell this apart from what makes machine code."""
        return ("intermediate code",)

    def set_env(self, env_name: str, env: Any) -> None:
        """Leave out what only Python's own calls would need."""


def write_down(link: Callable[[], None], only: Container[str] | None = None) -> Written:
    """Write down the phases that something links, and make no machine code in this process from here on.

    Parameters
    ----------
    link : callable
        Calls `link` for the phases that are wanted, with arguments of the types that they are to have.
    only : container of str, optional
        Names of those of them that are written down; all by default.

    Returns
    -------
    Written
    """
    calls = _linked_by(link)
    target_context._internal_codegen = _Codegen("numba.exec")
    whole = llvmlite.binding.parse_assembly("")
    phases = []
    for phase, given in calls.items():
        if only is not None and phase.__wrapped__.__name__ not in only:
            continue
        function = native(phase.__wrapped__, from_python=False)
        function.compile(given)
        made = function.overloads[given]
        whole.link_in(made.library._final_module.clone())
        phases.append(Phase(phase._name, made.fndesc.llvm_func_name, linking._hash_of(given)))
    return Written(whole.as_bitcode(), tuple(phases))


def _linked_by(link: Callable[[], None]) -> dict[Any, tuple[Any, ...]]:
    """Return the phases that something links, with the types of what they are given."""
    met: dict[Any, tuple[Any, ...]] = {}

    def note(phase: Any, *args: Any) -> None:
        given = tuple(numba.typeof(value) for value in args)
        if met.setdefault(phase, given) != given:
            raise ValueError(f"{phase._name} is given values of different types")

    links = phase_class.link
    phase_class.link = note
    try:
        link()
    finally:
        phase_class.link = links
    return met
