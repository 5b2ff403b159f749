"""Numbers as tables show them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tci_sim.render.table import Table as Table
from tci_sim.render.text import aligned as aligned
from tci_sim.render.text import as_text as as_text


def scale(values: NDArray[np.float64], unit: str) -> tuple[float, str, int]:
    """Choose the factor, the unit and the digits in which values are best read.

    Examples
    --------
    >>> scale(np.array([1.2e6, -3.4e7]), "currency")
    (1e-06, 'million currency', 1)
    >>> scale(np.array([0.031]), "-")
    (100.0, '%', 2)
    """
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    factor = 1.0
    if unit == "-":
        factor, unit = 100.0, "%"
    elif largest >= 1e6:
        factor, unit = 1e-6, f"million {unit}"
    size = factor * largest
    return factor, unit, 0 if size >= 1000 else 1 if size >= 10 else 2


def number(value: float, digits: int, *, sign: bool = False) -> str:
    """Write a number; a dash where there is none."""
    return f"{value:{'+' if sign else ''},.{digits}f}" if math.isfinite(value) else "-"


def interval(found: Sequence[float] | NDArray[np.float64], digits: int, *, sign: bool = True) -> str:
    """Write a mean and the ends of its interval; the mean alone where there is no interval."""
    mean, low, high = found
    if not math.isfinite(low):
        return number(mean, digits, sign=sign)
    return f"{number(mean, digits, sign=sign)} [{number(low, digits)}, {number(high, digits)}]"
