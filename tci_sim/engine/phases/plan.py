"""Where units mean to put their improvement effort, attribute by attribute, alone and with their buyers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.aggregates import crosses_organisations
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.governance import decide_jointly, priority
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.firms import Estimates, Policies
from tci_sim.engine.state.nodes import Heard, Places, Quality, Work
from tci_sim.engine.state.types import SHARED_VALUE, Flags, Floats


class Views(NamedTuple):
    """Four views of where a node's effort should go, each in shares that sum to 1, (node, attribute)."""

    evidence: Floats
    """By what the node itself heard, or by the centre's estimate where it heard nothing."""
    centre: Floats
    """By the centre's estimate of what customers miss."""
    parochial: Floats
    """By the node's own largest troubles."""
    productivity: Floats
    """By what the node has to rework."""


@compiled
def views_of_customers(places: Places, heard: Heard, estimates: Estimates) -> tuple[Floats, Floats]:
    """Share effort out by what customers miss, as each node heard it and as the centre thinks, (node, attribute).

    Both weigh a gap by what the attribute weighs with customers, as far as the node has a hand in it.
    """
    evidence: Floats = np.empty(places.contribution.shape)
    centre: Floats = np.empty(places.contribution.shape)
    for n in range(evidence.shape[0]):
        f, hand = places.firm[n], places.contribution[n]
        for a in range(evidence.shape[1]):
            weight = estimates.weight[f, a] * hand[a]
            gap = estimates.gap[f, a]
            centre[n, a] = weight * max(0.0, gap)
            evidence[n, a] = weight * max(0.0, heard.gap[n, a] if heard.weight[n] > 0.0 else gap)
        make_shares(evidence[n], hand)
        make_shares(centre[n], hand)
    return evidence, centre


@compiled
def views_of_units(inspectable: Flags, places: Places, quality: Quality) -> tuple[Floats, Floats]:
    """Share effort out by a node's own troubles, and by those that cause rework, (node, attribute).

    `inspectable` says of which attributes inspection finds defects, (attribute,).
    """
    parochial: Floats = np.empty(places.contribution.shape)
    productivity: Floats = np.empty(places.contribution.shape)
    for n in range(parochial.shape[0]):
        hand = places.contribution[n]
        for a in range(parochial.shape[1]):
            parochial[n, a] = hand[a] * quality.shortfall[n, a]
            productivity[n, a] = parochial[n, a] if inspectable[a] else 0.0
        make_shares(parochial[n], hand)
        make_shares(productivity[n], hand)
    return parochial, productivity


@compiled
def make_shares(score: Floats, hand: Floats) -> None:
    """Scale scores to sum to 1; where all are 0, all attributes that the node has a hand in count alike."""
    total = 0.0
    for a in range(score.shape[0]):
        total += score[a]
    count = works_on(hand)
    for a in range(score.shape[0]):
        if total > 0.0:
            score[a] /= total
        elif count > 0.0:
            score[a] = 1.0 / count if hand[a] > 0.0 else 0.0
        else:
            score[a] = 1.0 / score.shape[0]


@compiled
def works_on(hand: Floats) -> float:
    """Count the attributes that a node has a hand in."""
    count = 0.0
    for a in range(hand.shape[0]):
        count += 1.0 if hand[a] > 0.0 else 0.0
    return count


@compiled
def is_due(places: Places, policies: Policies, n: int, month: int) -> bool:
    """Return whether the plan step of a node comes round this month."""
    return bool(month % policies.in_force[policies.of_unit[n]].improvement.cadence == 0)


@compiled
def plan(places: Places, work: Work, culture: Floats, policies: Policies, views: Views, month: int) -> None:
    """Let every node whose plan step is due weigh the four views; `culture` is the mean of its members, (node, 4)."""
    for n in range(work.priority.shape[0]):
        if not is_due(places, policies, n, month):
            continue
        policy = policies.in_force[policies.of_unit[n]]
        for a in range(work.priority.shape[1]):
            work.priority[n, a] = priority(
                views.evidence[n, a],
                views.parochial[n, a],
                views.centre[n, a],
                views.productivity[n, a],
                culture[n, SHARED_VALUE],
                policy.culture.autonomy,
                policy.value.emphasis,
            )


@compiled
def plan_jointly(places: Places, priorities: Floats, links: Links, policies: Policies, month: int) -> None:
    """Let buyers and suppliers meet half-way between their plans, where the buyer's firm decides jointly.

    `priorities` are shares of improvement effort, (node, attribute). Where deciding jointly means to share what was
    heard instead (`tell_suppliers`), this is not played.
    """
    nodes, attributes = priorities.shape
    planned = priorities.copy()
    partners = np.zeros((nodes, attributes))
    joint = np.zeros(nodes)
    partnerships = np.zeros(nodes)
    for e in range(len(links.source)):
        if not crosses_organisations(places, links, e):
            continue
        supplier, buyer = links.source[e], links.target[e]
        weight = policies.in_force[places.firm[buyer]].integration.joint_decision
        joint[supplier] += weight
        joint[buyer] += weight
        partnerships[supplier] += 1.0
        partnerships[buyer] += 1.0
        for a in range(attributes):
            partners[supplier, a] += weight * planned[buyer, a]
            partners[buyer, a] += weight * planned[supplier, a]
    for n in range(nodes):
        if joint[n] > 0.0 and is_due(places, policies, n, month):
            for a in range(attributes):
                mean = partners[n, a] / joint[n]
                priorities[n, a] = decide_jointly(planned[n, a], mean, joint[n] / partnerships[n])
