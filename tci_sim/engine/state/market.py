"""What customers want, by requirement, attribute and segment."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from tci_sim.engine.state.types import Flags, Floats, Integers, Signs


class Occasion(IntEnum):
    """When the customers of a segment can consider alternatives, named as in a scenario."""

    MONTHLY = 0
    """In any month."""
    ANNIVERSARY = 1
    """When a year of their contract with the firm is over."""
    PURCHASE = 2
    """When they are about to buy a unit."""


class Needs(NamedTuple):
    """What customers ask for, and how it turns."""

    reality: Signs
    """What each dimension asks for, +1 or -1, (dimension,)."""
    attribute: Integers
    """Attribute that each dimension belongs to, (dimension,)."""
    dimensions: Integers
    """Dimensions of each attribute, (attribute,)."""
    turns_at: Integers
    """Month in which a dimension is about to turn; -1: none in sight, (dimension,)."""
    turned_share: Floats
    """Share of each attribute's dimensions that turned this month, (attribute,)."""
    voiced: Floats
    """Chance that an interview brings up the need behind a dimension, (dimension,)."""


class Attributes(NamedTuple):
    """The quality attributes of the market."""

    half_life: Floats
    """Months in which a shortfall halves at full effort, (attribute,)."""
    inspectable: Flags
    """Whether inspection works on an attribute, (attribute,)."""
    carries_fill_rate: Flags
    """Whether the fill rate scales what is delivered, (attribute,)."""
    kano: Floats
    """Kano index: 1 delights only, 0 is a must, (attribute,)."""
    starting_kano: Floats
    """Kano index at the start, (attribute,)."""
    starting_offer: Floats
    """What the market offered when the burn-in ended, or last month until then, (attribute,). [quality]"""
    practice: Floats
    """Share of its quality that is lost where a practice misses all its requirements, (attribute,)."""


class Segments(NamedTuple):
    """The segments of the market, and what each asks for."""

    share: Floats
    """Share of customers, summing to 1, (segment,)."""
    weight: Floats
    """Weight of each attribute, summing to 1 in a segment, (segment, attribute)."""
    should: Floats
    """Should-norm, (segment, attribute). [quality]"""


class Buying(NamedTuple):
    """When the customers of each segment can consider alternatives, and when they buy."""

    considers: Integers
    """When customers can consider alternatives: an `Occasion`, (segment,)."""
    interval: Floats
    """Months between two purchases of one who buys whenever it is time, (segment,)."""


class Market(NamedTuple):
    """What customers want."""

    needs: Needs
    attributes: Attributes
    segments: Segments
    buying: Buying
