"""Lasting tastes of a customer for single firms and for buying from none: drawn again whenever they are needed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.state.types import Floats

_FIRM_TASTE = np.uint64(Decision.FIRM_TASTE)
_NOT_BUYING_TASTE = np.uint64(Decision.NOT_BUYING_TASTE)
_LASTING = np.uint64(0)
_1024 = np.uint64(1024)


@compiled
def taste_for_firm(seed: np.uint64, who: np.uint64, firm: int) -> float:
    """Return a customer's lasting taste for a firm. [standard deviation]."""
    return normal(uniform(seed, _FIRM_TASTE, _LASTING, who * _1024 + np.uint64(firm)))


@compiled
def tastes_for_firms(seed: np.uint64, first: np.uint64, firm: NDArray[np.uint16], own: Floats) -> None:
    """Fill the lasting taste of customers in a row, from `first` on, each for the own firm. [standard deviation]."""
    pair = np.empty(len(own), np.uint64)
    for i in range(len(own)):
        who = first + np.uint64(i)
        pair[i] = who * _1024 + np.uint64(firm[who])
    for i in range(len(own)):
        own[i] = uniform(seed, _FIRM_TASTE, _LASTING, pair[i])
    for i in range(len(own)):
        own[i] = normal(own[i])


@compiled
def taste_for_none(seed: np.uint64, who: np.uint64) -> float:
    """Return a customer's lasting taste for buying from nobody. [standard deviation]."""
    return normal(uniform(seed, _NOT_BUYING_TASTE, _LASTING, who))
