"""Arrays that nobody but one phase sees are counted in plain steps, and given back; what it returns is shared."""

from __future__ import annotations

import tracemalloc

import llvmlite.binding
import numpy as np
import pytest

from tci_sim.engine.backend import memory
from tci_sim.engine.backend.compiling import Compiler
from tci_sim.engine.backend.native import numba

pytestmark = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="looks at machine code")


def filled(count, total):
    kept = np.zeros(3)
    for i in range(count):
        numbers = np.arange(i + 1) * 1.0
        other = numbers[1:] if i % 2 else numbers
        kept = other.copy() if len(other) > len(kept) else kept
        total[0] += numbers.sum() + len(other)
    total[1] = kept.sum()


def made(count):
    return np.arange(count) * 2.0


def native(function):
    return numba.njit(nogil=True, pipeline_class=Compiler)(function)


def test_a_phase_that_makes_arrays_computes_what_plain_python_does():
    ours, theirs = np.zeros(2), np.zeros(2)
    native(filled)(200, ours)
    filled(200, theirs)
    assert ours.tolist() == theirs.tolist()


def test_its_arrays_are_given_back():
    run, total = native(filled), np.zeros(2)
    run(1, total)
    tracemalloc.start()
    run(1000, total)  # makes two million numbers and more
    left, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert left < 10_000 < most


def test_only_what_returns_no_arrays_keeps_its_arrays_to_itself():
    alone, shared = native(filled), native(made)
    alone(3, np.zeros(2))
    kept = shared(5)
    code = {f: next(iter(f.inspect_llvm().values())) for f in (alone, shared)}
    assert "PyMem_RawMalloc" in code[alone]
    assert "PyMem_RawMalloc" not in code[shared]
    assert kept.tolist() == [0.0, 2.0, 4.0, 6.0, 8.0]


def test_what_is_written_anew_is_what_the_compiler_calls_by_the_same_names():
    module = llvmlite.binding.parse_assembly(memory._assembly())
    module.verify()
    defined = {function.name for function in module.functions if not function.is_declaration}
    assert defined == set(memory.COUNTING)
