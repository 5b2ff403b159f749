"""One block of customers, and room for what the month means to each of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.types import Floats

BLOCK = 1024
"""Customers who pass through the stages together: what they need stays in the nearest memory."""


class Block(NamedTuple):
    """Customers in a row in one month; with a decision, the key of their draws."""

    seed: np.uint64
    """Seed of the run."""
    month: np.uint64
    """Month from the start of the burn-in."""
    first: np.uint64
    """Number of the first customer."""
    size: int
    """How many customers there are."""


class Offered(NamedTuple):
    """What the firm of each customer of a block offers."""

    price: Floats
    """Price as a multiple of the market's mean, (customer of the block,)."""
    taste: Floats
    """What lasting tastes add to its perceived value, (customer of the block,). [quality]"""
    lift: Floats
    """What taking part adds to the will-expectation, (customer of the block,). [quality/month]"""
    asked: Floats
    """Chance that the customer is asked, (customer of the block,)."""


class Felt(NamedTuple):
    """What each customer of a block gets, and how it compares."""

    delivered: Floats
    """Delivered quality of one attribute at a time, (customer of the block,)."""
    weight: Floats
    """Weight of that attribute, (customer of the block,)."""
    should: Floats
    """Should-norm of that attribute, (customer of the block,). [quality]"""
    perceived: Floats
    """Perceived quality, (attribute, customer of the block)."""
    gap: Floats
    """Perceived quality less reference, (attribute, customer of the block). [quality]"""
    quality: Floats
    """Weighted perceived quality, (customer of the block,)."""
    disconfirmation: Floats
    """Weighted value of the gaps, (customer of the block,)."""
    expectation: Floats
    """Weighted will-expectation, (customer of the block,). [quality]"""


class Response(NamedTuple):
    """What each customer of a block does about it."""

    complaint: NDArray[np.uint8]
    """How far dissatisfaction went, (customer of the block,)."""
    said: Floats
    """How readily the customer speaks of the firm, (customer of the block,)."""
    consider: Floats
    """Chance to consider the market, (customer of the block,)."""
    surplus: Floats
    """Surplus of the market's offer, or of the own one, (customer of the block,). [price of a unit, or at the start]"""


class Considering(NamedTuple):
    """Those customers of a block who consider the market."""

    place: NDArray[np.uint16]
    """Place of each one in the block, (considering,)."""
    before: NDArray[np.uint16]
    """Firm of each one so far, (considering,)."""
    chosen: NDArray[np.uint16]
    """Firm that each one chooses; the number of selling firms means none, (considering,)."""


@compiled
def room_for(
    size: int, attributes: int
) -> tuple[Offered, Felt, Response, NDArray[np.uint8], NDArray[np.uint8]]:
    """Make room for a block of so many customers, for what interviews find, and for who is about to buy."""
    offered = Offered(np.empty(size), np.empty(size), np.empty(size), np.empty(size))
    felt = Felt(
        np.empty(size), np.empty(size), np.empty(size), np.empty((attributes, size)), np.empty((attributes, size)),
        np.empty(size), np.empty(size), np.empty(size),
    )  # fmt: skip
    response = Response(np.empty(size, np.uint8), np.empty(size), np.empty(size), np.empty(size))
    return offered, felt, response, np.empty(size, np.uint8), np.empty(size, np.uint8)
