"""The sum of numbers, rounded once, by machine code: the same in whatever order they come."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.types import Floats


@compiled
def exact_sum(values: Floats) -> float:
    """Add up finite numbers, (n,), as `math.fsum` does, to the last bit.

    References
    ----------
    Shewchuk (1997), Discrete & Computational Geometry 18, 305-363.

    Examples
    --------
    >>> exact_sum(np.array([1e16, 1.0, -1e16]))
    1.0
    """
    parts, count = np.empty(len(values) + 1), 0  # each number adds one part at most
    for value in values:
        rest, kept = value, 0
        for k in range(count):
            rest, lost = two_sum(rest, parts[k])
            if lost != 0.0:
                parts[kept] = lost
                kept += 1
        parts[kept] = rest
        count = kept + 1
    return rounded_once(parts, count)


@compiled
def two_sum(one: float, other: float) -> tuple[float, float]:
    """Return the sum of two numbers, and what rounding has lost of it."""
    large, small = (one, other) if abs(one) >= abs(other) else (other, one)
    total = large + small
    return total, small - (total - large)


@compiled
def rounded_once(parts: Floats, count: int) -> float:
    """Add up parts that do not overlap, the smallest first, so that their sum is rounded once, half to even."""
    total, lost, k = 0.0, 0.0, count
    while k > 0 and lost == 0.0:
        k -= 1
        total, lost = two_sum(total, parts[k])
    if k > 0 and ((lost < 0.0 and parts[k - 1] < 0.0) or (lost > 0.0 and parts[k - 1] > 0.0)):
        twice = 2.0 * lost
        if (total + twice) - total == twice:
            total += twice
    return float(total)
