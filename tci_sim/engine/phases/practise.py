"""What units do about requirements: it follows their firm's code, and misses what it is wrong about."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.learn import judge_acts
from tci_sim.engine.phases.panels import Developed
from tci_sim.engine.rules.listening import blend
from tci_sim.engine.rules.practice import (
    caught_by_check,
    fall_short,
    missed_share,
    practise,
    practise_as_asked,
    weakest_part,
)
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.firms import Knowledge, Policies
from tci_sim.engine.state.market import Attributes, Needs
from tci_sim.engine.state.nodes import Places, Quality
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import Floats, Integers, Record, Signs


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
def failures(attributes: Attributes, quality: Quality, missed: Floats) -> Floats:
    """Return the share in which each node fails customers, by work and by practice, (node, attribute)."""
    failing: Floats = np.empty(quality.shortfall.shape)
    for n in range(failing.shape[0]):
        for a in range(failing.shape[1]):
            failing[n, a] = fall_short(quality.shortfall[n, a], attributes.practice[a], missed[n, a])
    return failing


@compiled
def changes_caught(run: Run, needs: Needs, knowledge: Knowledge, policies: Policies) -> Floats:
    """Return what share of a change towards its code each firm's check step gives up, (firm, dimension)."""
    caught = judge_acts(run, needs, knowledge)
    for f in range(caught.shape[0]):
        check = policies.in_force[f].improvement.check
        for d in range(caught.shape[1]):
            caught[f, d] = caught_by_check(int(knowledge.code[f, d]), caught[f, d], check)
    return caught


@compiled
def change_practice(
    attribute: Integers, firm: Integers, code: Signs, kept: Floats, rates: Floats, caught: Floats,
    developed: Developed,
) -> None:  # fmt: skip
    """Let every node's practice follow the code of its own organisation, and what customers who take part ask for.

    `rates` say how fast it moves, 0 where a node does not work on an attribute, (node, attribute), and `caught` what
    share of that is given up, (firm, dimension).
    """
    for n in range(kept.shape[0]):
        f = firm[n]
        for d in range(len(attribute)):
            rate = rates[n, attribute[d]] * developed.pace[f]
            by_code = practise(kept[n, d], int(code[f, d]), rate, caught[f, d])
            with_customers = practise_as_asked(kept[n, d], developed.asked[f, d], rate)
            kept[n, d] = blend(by_code, with_customers, developed.share[f, d])
