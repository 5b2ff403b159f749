"""Measures of the people in a node or an organisation: what they believe, value, can do and spend time on."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.record.measures import OfPeople
from tci_sim.world.state import Floats, Market, Members, Nodes


@compiled
def tell_of_people(
    row: Floats, at: int, market: Market, members: Members, nodes: Nodes, first: int, last: int, firm: int
) -> None:
    """Fill in the columns from `at` about members of an organisation's nodes in a range (`firm` -1: of all).

    Means over members are not a number (NaN) where nobody works.
    """
    heads = 0
    right_less_wrong = 0
    total = np.zeros(4)
    squares = np.zeros(4)
    of_nodes = np.zeros(6)
    for n in range(first, last):
        if firm >= 0 and nodes.firm[n] != firm:
            continue
        heads += nodes.headcount[n]
        add_node(of_nodes, nodes, n)
        for m in range(nodes.first_member[n], nodes.first_member[n + 1]):
            if members.active[m]:
                for d in range(len(market.reality)):
                    right_less_wrong += members.belief[m, d] * market.reality[d]
                for k in range(4):
                    total[k] += members.culture[m, k]
                    squares[k] += members.culture[m, k] * members.culture[m, k]
    row[at + OfPeople.HEADCOUNT] = heads
    believed = heads * len(market.reality)
    row[at + OfPeople.MEMBER_KNOWLEDGE] = right_less_wrong / believed if believed > 0 else np.nan
    for k in range(4):
        level = total[k] / heads if heads > 0 else np.nan
        row[at + OfPeople.LEARNING_CULTURE + k] = level
        spread = math.sqrt(max(squares[k] / heads - level * level, 0.0)) if heads > 0 else np.nan
        row[at + OfPeople.LEARNING_AGREEMENT + k] = 1.0 - 2.0 * spread
    for k in range(len(of_nodes)):
        row[at + OfPeople.COMMITMENT + k] = of_nodes[k] / heads if heads > 0 else np.nan


@compiled
def add_node(of_nodes: Floats, nodes: Nodes, n: int) -> None:
    """Add a node's state, times its members, in the order of the columns from commitment on."""
    heads = float(nodes.headcount[n])
    of_nodes[0] += heads * nodes.commitment[n]
    of_nodes[1] += heads * nodes.know_how[n]
    of_nodes[2] += heads * nodes.capability[n]
    of_nodes[3] += heads * nodes.improvement_time[n]
    of_nodes[4] += heads * nodes.interview_time[n]
    of_nodes[5] += heads * nodes.internal_satisfaction[n]
