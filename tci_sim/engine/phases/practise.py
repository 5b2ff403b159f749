"""What units do about requirements: it follows their firm's code, or their own belief, and misses what is wrong."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.panels import Developed
from tci_sim.engine.rules.listening import blend
from tci_sim.engine.rules.practice import (
    caught_by_check,
    fall_short,
    go_own_way,
    missed_share,
    practise,
    practise_as_asked,
    weakest_part,
    weight_of_own_ways,
)
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.market import Needs
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.types import SHARED_VALUE, Floats, Integers, Record, Signs


class Ways(NamedTuple):
    """What nodes may do about requirements, and what stops them."""

    code: Signs
    """What each organisation holds, (organisation, dimension)."""
    believed: Floats
    """What the members of each node believe in the mean, (node, dimension)."""
    own_weight: Floats
    """How far each node follows its members and not the code, (node,)."""
    worth: Floats
    """What acts are worth by what each organisation has heard, (organisation, dimension)."""
    check: Floats
    """Share of changes with evidence against them that each node's check step catches, (node,)."""
    later: Floats
    """Share of changes that each organisation leaves, as it prepares another way, (organisation, dimension)."""


@compiled
def is_apart(world: Record) -> bool:
    """Return whether what units do about requirements is a thing apart from how well they do it."""
    return bool(world.improving.practice == 1)


@compiled
def segments_differ(world: Record) -> bool:
    """Return whether segments ask for different things, and so get different quality from the same work."""
    return bool(world.partnership.apart > 0.0 and is_apart(world))


@compiled
def lost_with_a_need(world: Record) -> float:
    """Return what share of what is well done is lost when all needs of an attribute turn.

    Where practice is apart, a turn is felt in what practice misses, and in nothing else.
    """
    return 0.0 if is_apart(world) else float(world.requirements.obsolescence)


@compiled
def wanted_by_all(needs: Needs) -> Floats:
    """Return what customers ask for in the mean over segments, -1 to 1, (dimension,)."""
    wanted: Floats = np.empty(len(needs.reality))
    for d in range(len(wanted)):
        wanted[d] = needs.reality[d] * (2.0 * needs.agreed[d] - 1.0)
    return wanted


@compiled
def wanted_by_segment(needs: Needs, apart: Integers, segment: int) -> Floats:
    """Return what a segment asks for, -1 or 1, (dimension,); `apart` is who asks for the opposite, (dimension,)."""
    wanted: Floats = np.empty(len(needs.reality))
    for d in range(len(wanted)):
        wanted[d] = -needs.reality[d] if apart[d] == segment else needs.reality[d]
    return wanted


@compiled
def count_missed(needs: Needs, kept: Floats, wanted: Floats, missed: Floats) -> None:
    """Note what share of each attribute's requirements every node misses, (node, attribute).

    `kept` is what nodes do, (node, dimension), and `wanted` what is asked for, (dimension,).
    """
    missed[:] = 0.0
    for n in range(kept.shape[0]):
        for d in range(len(wanted)):
            a = needs.attribute[d]
            missed[n, a] += missed_share(kept[n, d], wanted[d]) / needs.dimensions[a]


@inlined
def count_missed_together(
    degree: float, needs: Needs, places: Places, links: Links, kept: Floats, wanted: Floats, missed: Floats
) -> None:
    """Note what nodes miss, as far as a requirement is met only where all who contribute to it meet it.

    By so much of it as the `degree` says, units of selling firms miss what any contributor of their firm misses,
    suppliers included.
    """
    count_missed(needs, kept, wanted, missed)
    if degree > 0.0:
        together: Floats = np.empty(missed.shape)
        count_missed(needs, met_together(needs.attribute, places, links, kept, wanted), wanted, together)
        for n in range(missed.shape[0]):
            for a in range(missed.shape[1]):
                missed[n, a] = blend(missed[n, a], together[n, a], degree)


@compiled
def met_together(attribute: Integers, places: Places, links: Links, kept: Floats, wanted: Floats) -> Floats:
    """Return what nodes do as far as all who contribute do it: of a selling firm what leaves its outlets so.

    Suppliers answer for themselves. Nodes stand up-stream first; `attribute` is that of each need, (dimension,).
    """
    least: Floats = np.empty(kept.shape)
    for n in range(kept.shape[0]):
        for d in range(len(wanted)):
            own = kept[n, d] if wanted[d] >= 0.0 else -kept[n, d]
            others = least_of_inputs(links, least, n, d)
            least[n, d] = weakest_part(own, bool(places.contribution[n, attribute[d]] > 0.0), others)
    served, shown = shown_by_outlets(places, least)
    together: Floats = kept.copy()
    for n in range(kept.shape[0]):
        f = places.firm[n]
        for d in range(len(wanted) if served[f] > 0.0 else 0):
            together[n, d] = shown[f, d] / served[f] if wanted[d] >= 0.0 else -shown[f, d] / served[f]
    return together


@compiled
def shown_by_outlets(places: Places, least: Floats) -> tuple[Floats, Floats]:
    """Add up what outlets show customers, by the share of its firm's customers that each serves.

    Returns these shares, (organisation,), and what is shown, (organisation, dimension).
    """
    organisations = places.firm.max() + 1
    served, shown = np.zeros(organisations), np.zeros((organisations, least.shape[1]))
    for n in range(least.shape[0]):
        if places.outlet[n]:
            served[places.firm[n]] += places.outlet_share[n]
            for d in range(least.shape[1]):
                shown[places.firm[n], d] += places.outlet_share[n] * least[n, d]
    return served, shown


@compiled
def least_of_inputs(links: Links, least: Floats, n: int, d: int) -> float:
    """Return how far all that goes into a node meets a requirement: goods by their mean, work as all needed.

    What comes from outside the network is taken to be right, and so is what nobody contributes to.
    """
    units, met, lowest = 0.0, 0.0, 1.0
    for e in range(links.first_in[n], links.first_in[n + 1]):
        source = links.source[e]
        if links.goods[e]:
            units += links.units[e]
            met += links.units[e] * (least[source, d] if source >= 0 else 1.0)
        else:
            lowest = min(lowest, least[source, d])
    return min(lowest, met / units) if units > 0.0 else lowest


@compiled
def failures(weight: Floats, shortfall: Floats, missed: Floats) -> Floats:
    """Return the share in which each node fails customers, by work and by practice, all (node, attribute).

    `weight` is what practice weighs in each attribute, (attribute,).
    """
    failing: Floats = np.empty(shortfall.shape)
    for n in range(failing.shape[0]):
        for a in range(failing.shape[1]):
            failing[n, a] = fall_short(shortfall[n, a], weight[a], missed[n, a])
    return failing


@compiled
def own_weights(own_ways: float, places: Places, culture: Floats, policies: Policies) -> Floats:
    """Return how far each node practises what its own members believe in place of the code, (node,).

    `culture` is the mean of their values, (node, 4).
    """
    weights: Floats = np.zeros(len(places.firm))
    for n in range(len(weights) if own_ways > 0.0 else 0):
        autonomy = policies.in_force[policies.of_unit[n]].culture.autonomy
        weights[n] = weight_of_own_ways(own_ways, autonomy, culture[n, SHARED_VALUE])
    return weights


@compiled
def checks_of(policies: Policies) -> Floats:
    """Return what share of changes with evidence against them each node's check step catches, (node,)."""
    checks: Floats = np.empty(len(policies.of_unit))
    for n in range(len(checks)):
        checks[n] = policies.in_force[policies.of_unit[n]].improvement.check
    return checks


@compiled
def given_up(ways: Ways, towards: float, n: int, f: int, d: int) -> float:
    """Return what share of a change `towards` -1 to 1 a node gives up: checks catch it, or it is for later."""
    caught = caught_by_check(towards, ways.worth[f, d], ways.check[n])
    return float(caught + (1.0 - caught) * ways.later[f, d])


@compiled
def change_practice(
    attribute: Integers, firm: Integers, kept: Floats, rates: Floats, ways: Ways, developed: Developed
) -> None:
    """Let practice follow the code of its organisation, its own belief, and what customers who take part ask for.

    `kept` is what nodes do, (node, dimension); `rates` say how fast it moves, 0 where a node does not work on an
    attribute, (node, attribute).
    """
    for n in range(kept.shape[0]):
        f, weight = firm[n], ways.own_weight[n]
        for d in range(len(attribute)):
            before, code = kept[n, d], ways.code[f, d]
            rate = rates[n, attribute[d]] * developed.pace[f]
            kept[n, d] = practise(before, int(code), rate, given_up(ways, float(code), n, f, d))
            if weight > 0.0:
                believed = ways.believed[n, d]
                left = given_up(ways, believed, n, f, d)
                kept[n, d] = go_own_way(kept[n, d], before, believed, rate, left, weight)
            if developed.share[f, d] > 0.0:
                with_customers = practise_as_asked(before, developed.asked[f, d], rate)
                kept[n, d] = blend(kept[n, d], with_customers, developed.share[f, d])
