"""Employees, one by one and counted."""

from __future__ import annotations

from typing import NamedTuple

from tci_sim.engine.state.types import Flags, Floats, Integers, Signs


class Members(NamedTuple):
    """Employees, in slots; a node owns a fixed range of slots."""

    node: Integers
    """(member,)"""
    active: Flags
    """Whether somebody sits in the slot, (member,)."""
    belief: Signs
    """What is held about each requirement: -1, 0 or +1, (member, dimension)."""
    culture: Floats
    """Learning, collaboration, improvement, shared value, each 0..1, (member, 4)."""
    tenure: Integers
    """Months with the firm, (member,)."""


class Staff(NamedTuple):
    """How many members there are, who came and who went."""

    headcount: Integers
    """Active members, (node,)."""
    laid_off: Floats
    """Share of staff laid off in each of the last 12 months, (node, 12)."""
    leader_tenure: Integers
    """Months since the leader came; below 0 the post is vacant, (firm,)."""
    left: Integers
    """Members who left of their own will this month, (firm,)."""
    hired: Integers
    """Members who came this month, (firm,)."""
    layoffs: Integers
    """Members laid off this month, (firm,)."""
