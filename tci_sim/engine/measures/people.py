"""Measures of the people in a node or an organisation: what they believe, value, can do and spend time on."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.engine.measures.columns import OfPeople
from tci_sim.engine.state.types import Flags, Floats, Integers, Signs

_HEADS, _RIGHT_LESS_WRONG, _CULTURE, _SQUARES, _OF_NODE, _COLUMNS = 0, 1, 2, 6, 10, 16


@compiled
def count_people(
    reality: Signs,
    first_member: Integers,
    headcount: Integers,
    active: Flags,
    belief: Signs,
    culture: Floats,
) -> Floats:
    """Add up heads, right less wrong beliefs, values and their squares over members, (node, sum)."""
    sums = np.zeros((len(headcount), _COLUMNS))
    for n in range(len(headcount)):
        sums[n, _HEADS] = headcount[n]
        for m in range(first_member[n], first_member[n + 1]):
            if active[m]:
                right_less_wrong = 0
                for d in range(len(reality)):
                    right_less_wrong += belief[m, d] * reality[d]
                sums[n, _RIGHT_LESS_WRONG] += right_less_wrong
                for k in range(4):
                    sums[n, _CULTURE + k] += culture[m, k]
                    sums[n, _SQUARES + k] += culture[m, k] * culture[m, k]
    return sums


@compiled
def weigh_nodes(sums: Floats, of_node: Floats, column: int) -> None:
    """Add a figure of each node, times its members; their order is that of the columns."""
    for n in range(len(of_node)):
        sums[n, _OF_NODE + column - OfPeople.COMMITMENT] = sums[n, _HEADS] * of_node[n]


@compiled
def join_people(sums: Floats, firm: Integers, organisations: int) -> Floats:
    """Add up nodes' sums by organisation, (organisation, sum)."""
    joined = np.zeros((organisations, sums.shape[1]))
    for n in range(len(firm)):
        for k in range(sums.shape[1]):
            joined[firm[n], k] += sums[n, k]
    return joined


@compiled
def tell_of_people(rows: Floats, at: int, sums: Floats, dimensions: int) -> None:
    """Fill in the columns from `at` about the people of each holder, (holder, measure).

    Means over members are not a number (NaN) where nobody works.
    """
    for h in range(len(rows)):
        heads = sums[h, _HEADS]
        there = heads if heads > 0.0 else np.nan
        rows[h, at + OfPeople.HEADCOUNT] = heads
        rows[h, at + OfPeople.MEMBER_KNOWLEDGE] = sums[h, _RIGHT_LESS_WRONG] / (there * dimensions)
        for k in range(4):
            level = sums[h, _CULTURE + k] / there
            spread = math.sqrt(max(sums[h, _SQUARES + k] / there - level * level, 0.0))
            rows[h, at + OfPeople.LEARNING_CULTURE + k] = level
            rows[h, at + OfPeople.LEARNING_AGREEMENT + k] = 1.0 - 2.0 * spread if heads > 0.0 else np.nan
        for k in range(_COLUMNS - _OF_NODE):
            rows[h, at + OfPeople.COMMITMENT + k] = sums[h, _OF_NODE + k] / there
