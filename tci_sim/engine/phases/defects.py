"""What is wrong with what a node sends out: defects that come in, are made and found, and who suffers from them."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.practice import fall_short
from tci_sim.engine.rules.quality import (
    intercept,
    join_defects,
    make_defects,
    pass_defects,
    time_to_rework,
    weigh_input,
)
from tci_sim.engine.rules.satisfaction import (
    perceive,
    perceived_value,
    remember,
    satisfaction_level,
    update_will,
    value_of_gap,
)
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.goods import Production
from tci_sim.engine.state.market import Attributes
from tci_sim.engine.state.nodes import Competence, Places, Quality, Work
from tci_sim.engine.state.types import MICRO, Floats, Record


@compiled
def take_in_defects(quality: Quality, edges: Edges, n: int) -> None:
    """Return what share of a node's inputs is defective: goods by their mean, work as all needed."""
    links = edges.links
    for a in range(quality.defect_in.shape[1]):
        quantity = 0.0
        defective = 0.0
        by_work = 0.0
        for e in range(links.first_in[n], links.first_in[n + 1]):
            source = links.source[e]
            if links.goods[e]:
                sent = weigh_input(float(edges.flows.delivered[e]), float(links.units[e]))
                quantity += sent
                if source >= 0:
                    defective += sent * quality.defect_out[source, a]
            else:
                by_work = join_defects(by_work, quality.defect_out[source, a])
        goods_in = defective / quantity if quantity > 0.0 else 0.0
        quality.defect_in[n, a] = join_defects(goods_in, by_work)


@compiled
def inspect(
    policy: Record, attributes: Attributes, competence: Competence, reworks: Floats, n: int
) -> Floats:
    """Return what share of the defects in each attribute a node's inspection and its next steps find, (attribute,).

    `reworks` is the share of output that is put right because a next step was asked last month, (node,).
    """
    found = np.zeros(len(attributes.inspectable))
    for a in range(len(found)):
        if attributes.inspectable[a]:
            found[a] = intercept(policy.improvement.inspection, competence.right[n, a])
            found[a] = join_defects(found[a], reworks[n]) if reworks[n] > 0.0 else found[a]
    return found


@compiled
def work_on(
    places: Places, practice_weight: Floats, quality: Quality, missed: Floats, found: Floats, n: int
) -> None:
    """Add the node's own defects, take out what inspection finds, and note the first-pass yield.

    What its practice misses, (node, attribute), goes out with what is badly done, by the weight of practice in each
    attribute, (attribute,), but is right the first time by the node's own standard.
    """
    first_pass = 1.0
    not_reworked = 1.0
    for a in range(len(found)):
        failing = fall_short(quality.shortfall[n, a], practice_weight[a], missed[n, a])
        made_here = make_defects(failing, places.contribution[n, a])
        before = pass_defects(quality.defect_in[n, a], made_here, 0.0)
        quality.defect_out[n, a] = pass_defects(quality.defect_in[n, a], made_here, found[a])
        first_pass *= 1.0 - make_defects(quality.shortfall[n, a], places.contribution[n, a])
        not_reworked *= 1.0 - before * found[a]
    quality.first_pass_yield[n] = first_pass
    quality.reworked[n] = 1.0 - not_reworked


@compiled
def spend_time_on_rework(world: Record, quality: Quality, work: Work, production: Production, n: int) -> None:
    """Let rework of what inspection found take its share of working time."""
    made, capacity = production.made[n] / MICRO, production.capacity[n] / MICRO
    work.rework_time[n] = time_to_rework(quality.reworked[n], world.improving.rework_time, made, capacity)


@compiled
def serve_next_step(world: Record, quality: Quality, n: int) -> None:
    """Let a node judge what it was given as an internal customer, by the rules that customers judge by."""
    s = world.satisfaction
    attributes = quality.defect_in.shape[1]
    sound = 0.0
    disconfirmation = 0.0
    for a in range(attributes):
        will = quality.internal_will[n, a]
        perceived = perceive(1.0 - quality.defect_in[n, a], 0.0, 0.0, will, s.assimilation)
        gap = perceived - will
        sound += perceived / attributes
        disconfirmation += value_of_gap(gap, 0.5, s.curvature, s.loss_aversion) / attributes
        quality.internal_will[n, a] = update_will(
            will, perceived, s.image_centre, 0.0, 0.0, s.will_update, s.image_on_will, s.image_centre
        )
    value = perceived_value(sound, 1.0, 0.0, s.price_in_value)
    now = satisfaction_level(
        sound, disconfirmation, value, s.image_centre,
        s.constant, s.quality_effect, s.disconfirmation_effect, s.value_effect, s.image_effect,
    )  # fmt: skip
    quality.internal_satisfaction[n] = remember(quality.internal_satisfaction[n], now, s.memory)
