"""Draws by which worlds are built, by machine code that is kept.

They are those of `randomness.draw`, to the last bit. But its ufunc, and those of rules, are made anew by every process
that calls them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import uniform
from tci_sim.engine.state.types import Floats


@compiled
def draw_each(
    seed: np.uint64, decision: np.uint64, month: np.uint64, ids: NDArray[np.uint64], numbers: Floats
) -> None:
    """Draw one uniform number in [0, 1) for each identity, (n,), as `randomness.draw` does.

    Examples
    --------
    >>> from tci_sim.engine.randomness import Decision, draw
    >>> ids, numbers = np.array([0, 1, 5], np.uint64), np.empty(3)
    >>> draw_each(np.uint64(7), np.uint64(Decision.REALITY), np.uint64(0), ids, numbers)
    >>> bool((numbers == draw(7, Decision.REALITY, 0, ids)).all())
    True
    """
    for i in range(len(numbers)):
        numbers[i] = uniform(seed, decision, month, ids[i])


@compiled
def normal_each(draws: Floats, values: Floats) -> None:
    """Turn uniform numbers into normal ones, each as the function `normal` does, (n,)."""
    for i in range(len(draws)):
        values[i] = normal(draws[i])
