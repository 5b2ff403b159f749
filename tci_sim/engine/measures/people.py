"""Measures of the people in a node or an organisation: what they believe, value, can do and spend time on."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.measures.declaration import ANY, Columns, Join, Summary, measure
from tci_sim.engine.state.nodes import Competence, Places, Quality, Work
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.types import Floats, Integers, Signs

_HEADS, _RIGHT_LESS_WRONG, _CULTURE, _SQUARES, _OF_NODE, _COLUMNS = 0, 1, 2, 6, 10, 17


class OfPeople(Columns):
    """Columns about the people of an organisation or of a node, and what they do."""

    HEADCOUNT = measure("member", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    MEMBER_KNOWLEDGE = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=-1.0, high=1.0)
    LEARNING_CULTURE = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    COLLABORATION_CULTURE = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    IMPROVEMENT_CULTURE = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    SHARED_VALUE_CULTURE = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    LEARNING_AGREEMENT = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    COLLABORATION_AGREEMENT = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    IMPROVEMENT_AGREEMENT = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    SHARED_VALUE_AGREEMENT = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    COMMITMENT = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    KNOW_HOW = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    CAPABILITY = measure("unit/member/month", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=ANY)
    IMPROVEMENT_TIME = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    INTERVIEW_TIME = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    INTERNAL_SATISFACTION = measure("points of 100", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=100.0)
    EMPLOYEE_SATISFACTION = measure("points of 100", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=100.0)


@compiled
def count_people(reality: Signs, places: Places, staff: Staff, members: Members) -> Floats:
    """Add up heads, right less wrong beliefs, values and their squares over members, (node, sum).

    Room is left for what nodes are or do, which `weigh_people` fills in.
    """
    people = np.zeros((len(staff.headcount), _COLUMNS))
    for n in range(len(people)):
        people[n, _HEADS] = staff.headcount[n]
        for m in range(places.first_member[n], places.first_member[n + 1]):
            if members.active[m]:
                people[n, _RIGHT_LESS_WRONG] += right_less_wrong(members.belief[m], reality)
                for k in range(4):
                    value = members.culture[m, k]
                    people[n, _CULTURE + k] += value
                    people[n, _SQUARES + k] += value * value
    return people


@compiled
def right_less_wrong(beliefs: Signs, reality: Signs) -> int:
    """Count the right beliefs of a member, or of an organisation, less the wrong ones (March 1991)."""
    right = 0
    for d in range(len(reality)):
        right += beliefs[d] * reality[d]
    return right


@compiled
def weigh_people(
    people: Floats, work: Work, competence: Competence, quality: Quality, content: Floats
) -> None:
    """Add to each node's sums over members what the node is and does, times its members.

    `content` is how satisfied the members of each node are with their work, 0..1, (node,).
    """
    weigh_nodes(people, competence.commitment, OfPeople.COMMITMENT)
    weigh_nodes(people, competence.know_how, OfPeople.KNOW_HOW)
    weigh_nodes(people, work.capability, OfPeople.CAPABILITY)
    weigh_nodes(people, work.improvement_time, OfPeople.IMPROVEMENT_TIME)
    weigh_nodes(people, work.interview_time, OfPeople.INTERVIEW_TIME)
    weigh_nodes(people, quality.internal_satisfaction, OfPeople.INTERNAL_SATISFACTION)
    weigh_nodes(people, 100.0 * content, OfPeople.EMPLOYEE_SATISFACTION)


@compiled
def weigh_nodes(people: Floats, of_node: Floats, column: int) -> None:
    """Add a figure of each node, times its members; their order is that of the columns."""
    for n in range(len(of_node)):
        people[n, _OF_NODE + column - OfPeople.COMMITMENT] = people[n, _HEADS] * of_node[n]


@compiled
def join_people(people: Floats, firm: Integers, organisations: int) -> Floats:
    """Add up nodes' sums by organisation, (organisation, sum)."""
    joined = np.zeros((organisations, people.shape[1]))
    for n in range(len(firm)):
        for k in range(people.shape[1]):
            joined[firm[n], k] += people[n, k]
    return joined


@compiled
def record_people(rows: Floats, people: Floats, dimensions: int) -> None:
    """Fill in the columns about the people of each holder, which come first in `rows`, (holder, measure).

    Means over members are not a number (NaN) where nobody works.
    """
    for h in range(len(rows)):
        heads = people[h, _HEADS]
        there = heads if heads > 0.0 else np.nan
        rows[h, OfPeople.HEADCOUNT] = heads
        rows[h, OfPeople.MEMBER_KNOWLEDGE] = people[h, _RIGHT_LESS_WRONG] / (there * dimensions)
        for k in range(4):
            level = people[h, _CULTURE + k] / there
            spread = math.sqrt(max(people[h, _SQUARES + k] / there - level * level, 0.0))
            rows[h, OfPeople.LEARNING_CULTURE + k] = level
            rows[h, OfPeople.LEARNING_AGREEMENT + k] = 1.0 - 2.0 * spread if heads > 0.0 else np.nan
        for k in range(_COLUMNS - _OF_NODE):
            rows[h, OfPeople.COMMITMENT + k] = people[h, _OF_NODE + k] / there
