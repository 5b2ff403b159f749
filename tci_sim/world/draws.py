"""Draws by which worlds are built, by machine code that is kept.

They are those of `randomness.draw`, to the last bit. But its ufunc, and those of rules, are made anew by every process
that calls them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.state.types import Floats


def draw_at_start(seed: int, decision: Decision, ids: NDArray[np.integer[Any]], of: int = 0) -> Floats:
    """Draw one uniform number in [0, 1) for each identity, (n,), as `randomness.draw` does for month `of`.

    Examples
    --------
    >>> from tci_sim.engine.randomness import draw
    >>> ids = np.array([0, 1, 5])
    >>> bool((draw_at_start(7, Decision.REALITY, ids) == draw(7, Decision.REALITY, 0, ids)).all())
    True
    """
    numbers = np.empty(len(ids))
    draw_each(np.uint64(seed), np.uint64(decision), np.uint64(of), ids.astype(np.uint64), numbers)
    return numbers


def normal_of(draws: Floats) -> Floats:
    """Turn uniform numbers into normal ones, each as the function `normal` does, (n,)."""
    values = np.empty_like(draws)
    normal_each(draws, values)
    return values


@compiled
def draw_each(
    seed: np.uint64, decision: np.uint64, month: np.uint64, ids: NDArray[np.uint64], numbers: Floats
) -> None:
    """Draw one uniform number in [0, 1) for each identity, (n,)."""
    for i in range(len(numbers)):
        numbers[i] = uniform(seed, decision, month, ids[i])


@compiled
def normal_each(draws: Floats, values: Floats) -> None:
    """Turn uniform numbers into normal ones, (n,)."""
    for i in range(len(draws)):
        values[i] = normal(draws[i])
