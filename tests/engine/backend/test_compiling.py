"""Nobody counts who holds the arrays that a function is lent, what it hands on stays, and phases own their stages."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as untyped_numba
import numpy as np
import pytest

from tci_sim.engine.backend.decorators import compiled, compiler_is_on, phase
from tci_sim.engine.state.types import Floats

numba: Any = untyped_numba
needs_compiler = pytest.mark.skipif(not compiler_is_on(), reason="plain Python counts by itself")


class Trees(NamedTuple):
    """Trees of two kinds."""

    oaks: Floats
    firs: Floats


def let_grow(trees: Trees, months: int) -> None:
    """Let oaks grow, and firs in their place once an oak is taller than the months that are left."""
    growing = trees.oaks
    for month in range(months):
        if growing[0] > months - month:
            growing = trees.firs
        for i in range(len(growing)):
            growing[i] += 1.0


@compiled
def without_first(trees: Floats) -> Floats:
    """Return all trees but the first."""
    return trees[1:]


def add_others(height: float, added: Floats) -> None:
    """Note how high all trees of one height are but the first, when others have taken what memory was given up."""
    others = without_first(np.full(4, height))
    added[1] = np.full(4, -1.0).sum()
    added[0] = others.sum()


def written_down(native: Any, *kinds: Any) -> str:
    """Return what a function becomes before it is machine code, when it is given arguments of some types."""
    native.compile(kinds)
    text: str = native.inspect_llvm(native.signatures[0])
    return text


@needs_compiler
def test_what_a_function_is_lent_is_not_counted() -> None:
    kinds, counting = (numba.typeof(Trees(np.zeros(2), np.zeros(2))), numba.int64), "call void @NRT_incref"
    assert counting in written_down(numba.njit(let_grow), *kinds)
    assert counting not in written_down(compiled(let_grow).inside, *kinds)  # type: ignore[attr-defined]


@needs_compiler
def test_nobody_else_can_call_the_stages_in_a_phase() -> None:
    kinds, open_to_all = (numba.float64, numba.typeof(np.zeros(2))), "define linkonce_odr"
    assert open_to_all in written_down(compiled(add_others).inside, *kinds)  # type: ignore[attr-defined]
    assert open_to_all not in written_down(phase(add_others)._native, *kinds)  # type: ignore[attr-defined]


def test_what_a_function_returns_of_what_it_was_given_is_held_by_its_caller() -> None:
    added = np.zeros(2)
    compiled(add_others)(7.0, added)
    assert added.tolist() == [21.0, -4.0]


def test_what_is_lent_is_as_it_was_left_when_the_function_returns() -> None:
    trees = Trees(np.array([1.0, 1.0]), np.array([2.0, 0.0]))
    compiled(let_grow)(trees, 2)
    assert [kind.tolist() for kind in trees] == [[2.0, 2.0], [3.0, 1.0]]
