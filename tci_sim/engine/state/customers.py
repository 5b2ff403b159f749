"""What each customer carries."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.state.types import Floats


class Customers(NamedTuple):
    """What each customer carries: with 5 attributes and 4 friends, 123 bytes."""

    segment: NDArray[np.uint8]
    """(customer,)"""
    firm: NDArray[np.uint16]
    """Firm bought from; the number of selling firms means none, (customer,)."""
    friends_firm: NDArray[np.uint16]
    """Firm of each customer at the start of the month: what friends see, (customer,)."""
    outlet: NDArray[np.uint16]
    """Node where the customer buys; the number of nodes means none, (customer,)."""
    tenure: NDArray[np.uint16]
    """Months with the present firm, (customer,)."""
    satisfaction: Floats
    """Cumulative satisfaction with the present firm, 0..100, (customer,)."""
    image: Floats
    """Image of the present firm, (customer,)."""
    quality: Floats
    """Remembered quality of the present firm, (customer,)."""
    asked: Floats
    """What is left of the effect of having been asked, 0..1, (customer,)."""
    liking: Floats
    """Why the present firm rather than not buying, beside quality and price: tastes, brand, and what was not foreseen
    at the last choice; 0 without a firm, and where own offers are not valued, (customer,)."""
    will: Floats
    """Will-expectation, (attribute, customer). [quality]"""
    traits: NDArray[np.int16]
    """Lasting traits, (4 + attribute, customer). [1/TRAIT_STEPS standard deviation]"""
    friends: NDArray[np.uint32]
    """Customers each one hears from, (customer, friend)."""
