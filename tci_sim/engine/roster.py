"""Who is there this month, and which process step comes next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.types import Integers


class Roster(NamedTuple):
    """The members who are there this month, and the firms they work for."""

    member: Integers
    """Slots of those who are there, in order of node, (member present,)."""
    first: Integers
    """First place in `member` of each node, (node + 1,)."""
    employer: Integers
    """Firm that each slot belongs to, (member,)."""


class NextSteps(NamedTuple):
    """Pairs of a node and a next process step, which its work goes to, in order of the first."""

    node: Integers
    """(pair,)"""
    target: Integers
    """Node that is the next step, (pair,)."""
    number: Integers
    """Place of the next step among those of the node, from 0, (pair,)."""


@compiled
def list_members(members: Members, places: Places) -> Roster:
    """List the members who are there this month."""
    member, employer = np.zeros(len(members.node), np.int64), np.zeros(len(members.node), np.int64)
    first = np.zeros(len(places.firm) + 1, np.int64)
    count = 0
    for n in range(len(places.firm)):
        for m in range(places.first_member[n], places.first_member[n + 1]):
            employer[m] = places.firm[n]
            if members.active[m]:
                member[count] = m
                count += 1
        first[n + 1] = count
    return Roster(member[:count], first, employer)


@compiled
def members_at(roster: Roster, node: int) -> Integers:
    """List the members who are there at a node, (member present,)."""
    return roster.member[roster.first[node] : roster.first[node + 1]]


@compiled
def list_next_steps(links: Links) -> NextSteps:
    """List the next process steps of every node."""
    pairs = len(links.out)
    steps = NextSteps(np.zeros(pairs, np.int64), np.zeros(pairs, np.int64), np.zeros(pairs, np.int64))
    for n in range(len(links.first_out) - 1):
        for i in range(links.first_out[n], links.first_out[n + 1]):
            steps.node[i] = n
            steps.target[i] = links.target[links.out[i]]
            steps.number[i] = i - links.first_out[n]
    return steps
