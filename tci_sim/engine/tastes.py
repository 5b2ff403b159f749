"""Lasting tastes of a customer for single firms and for buying from none: drawn again whenever they are needed."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform

_FIRM_TASTE = np.uint64(Decision.FIRM_TASTE)
_NOT_BUYING_TASTE = np.uint64(Decision.NOT_BUYING_TASTE)
_LASTING = np.uint64(0)
_1024 = np.uint64(1024)


@compiled
def taste_for_firm(seed: np.uint64, who: np.uint64, firm: int) -> float:
    """Return a customer's lasting taste for a firm. [standard deviation]."""
    return normal(uniform(seed, _FIRM_TASTE, _LASTING, who * _1024 + np.uint64(firm)))


@compiled
def taste_for_none(seed: np.uint64, who: np.uint64) -> float:
    """Return a customer's lasting taste for buying from nobody. [standard deviation]."""
    return normal(uniform(seed, _NOT_BUYING_TASTE, _LASTING, who))
