"""What buyers and suppliers do together: share what was heard, work faster, and meet needs only where both do."""

from typing import Any

import numpy as np
import pytest
from plain_world import at_rest
from worlds import play

from tci_sim.engine.phases.decide import decide
from tci_sim.engine.phases.deliver import deliver
from tci_sim.engine.phases.improve import half_lives, improve
from tci_sim.engine.phases.listen import listen
from tci_sim.engine.phases.partners import joint_decisions
from tci_sim.engine.state import State
from tci_sim.scenario.load import scenario_from_mapping
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

ATTRIBUTES = ("fit", "delivery", "customisation", "service")
FIT, DELIVERY, CUSTOMISATION, SERVICE = range(4)


def market(
    partnership: dict[str, Any] | None = None, joint: float = 0.0, shared: bool = True, suppliers: int = 1
) -> State:
    """Two firms that buy from one supplier, or from one each; design and production, which sells.

    Delivery is a matter of work alone, service of the firm alone. Our firm, the first, decides jointly.
    """
    firms = {"ours": {"policy": "partner"}, "theirs": {"policy": "alone"}}
    asked = at_rest(
        {
            "reason": "to see partners at work",
            "burn_in": 0,
            "burn_in_policy": "alone",
            "market": {
                "customers": 400,
                "attributes": {
                    "fit": {"practice": 0.5, "half_life": 11.0},
                    "delivery": {"practice": 0.0, "half_life": 7.0},
                    "customisation": {"practice": 0.5, "half_life": 14.0},
                    "service": {"practice": 0.3, "half_life": 5.0},
                },
                "segments": {"all": {}},
            },
            "network": {
                "roles": {
                    "design": {"contributions": {"fit": 0.4, "customisation": 0.3}},
                    "production": {
                        "work_from": ["design"], "buys": True, "outlet": True,
                        "contributions": {"fit": 0.3, "delivery": 0.5, "customisation": 0.4, "service": 1.0},
                    },
                },
                "tiers": [{"count": suppliers, "links": 1, "shared": shared}],
                "supplier_contributions": {"fit": 0.3, "delivery": 0.5, "customisation": 0.3},
            },
            "firms": firms,
            "policies": {"alone": {}, "partner": {"integration": {"joint_decision": joint}}},
            "world": {"improving": {"practice": 1}, "voices": {"log_odds": 1}, "partnership": partnership or {}},
        }
    )  # fmt: skip
    scenario = scenario_from_mapping(asked)
    s = build(scenario, network_of(scenario), seed=3)
    s.firms.policies.in_force[:] = s.future.next_policy
    s.firms.policies.paid[:] = s.future.next_paid
    return s


def who(s: State, firm: int) -> np.ndarray:
    """Nodes of a firm; of its suppliers where it is 2 or more."""
    return np.flatnonzero(s.nodes.places.firm == firm)


def test_a_supplier_takes_over_what_its_buyer_has_heard_of_what_both_make():
    s = market({"joint_evidence": 1}, joint=0.5, shared=False)
    s.run.world[0].voices.expected_turning = 0.0
    s.firms.knowledge.voices[0] = 8.0
    s.firms.knowledge.voices[1] = -8.0
    play(listen, s, month=1)
    mine, theirs = suppliers_of(s, 0), suppliers_of(s, 1)
    together = s.market.needs.attribute != SERVICE
    assert np.allclose(s.firms.knowledge.voices[mine][together], 4.0)
    assert np.allclose(s.firms.knowledge.voices[mine][~together], 0.0)
    assert np.allclose(s.firms.knowledge.voices[theirs], 0.0)  # theirs decides nothing jointly
    assert np.allclose(s.firms.knowledge.voices[0], 8.0)


def suppliers_of(s: State, firm: int) -> int:
    links, places = s.edges.links, s.nodes.places
    [found] = {
        int(places.firm[source])
        for source, target in zip(links.source, links.target, strict=True)
        if source >= 0 and places.firm[target] == firm != places.firm[source]
    }
    return found


def test_a_buyer_that_is_wrong_makes_its_supplier_wrong():
    s = market({"joint_evidence": 1}, joint=0.8, shared=False)
    s.run.world[0].voices.expected_turning = 0.0
    mine, reality = suppliers_of(s, 0), s.market.needs.reality
    s.firms.knowledge.voices[mine] = 2.0 * reality
    s.firms.knowledge.voices[0] = -8.0 * reality
    play(listen, s, month=1)
    # 2 + .8 x (-8 - 2)
    made = s.market.needs.attribute != SERVICE
    assert np.allclose((s.firms.knowledge.voices[mine] * reality)[made], -6.0)


def test_a_shared_supplier_knows_for_both_and_a_dedicated_one_for_its_own_buyer():
    heard = {}
    for shared in (True, False):
        s = market({"joint_evidence": 1}, joint=0.5, shared=shared)
        s.run.world[0].voices.expected_turning = 0.0
        s.firms.knowledge.voices[0] = 8.0
        play(listen, s, month=1)
        heard[shared] = s.firms.knowledge.voices[suppliers_of(s, 1), 0]
    # shared: half-way towards ours, at the mean over two borders; the rival is served by whom we taught
    assert heard == {True: pytest.approx(2.0), False: 0.0}


def test_where_evidence_is_shared_priorities_are_not_averaged():
    priorities = {}
    for joint_evidence in (0, 1):
        s = market({"joint_evidence": joint_evidence}, joint=0.5)
        s.firms.estimates.gap[:2] = [0.1, 0.2, 0.3, 0.4]
        play(decide, s, month=3)
        alone = market({"joint_evidence": joint_evidence}, joint=0.0)
        alone.firms.estimates.gap[:2] = [0.1, 0.2, 0.3, 0.4]
        play(decide, alone, month=3)
        priorities[joint_evidence] = (s.nodes.work.priority == alone.nodes.work.priority).all()
    assert priorities == {0: False, 1: True}


def test_deciding_jointly_speeds_up_what_is_made_across_firms_alone():
    s = market({"joint_speed": 0.3}, joint=0.5)
    joint = joint_decisions(s.nodes.places, s.edges.links, s.firms.policies)
    assert joint.tolist() == [0.5, 0.0, 0.25]  # the supplier's in the mean over its two buyers
    months = half_lives(
        s.run.world[0], s.market.attributes.half_life, s.nodes.places, s.nodes.work, s.firms.policies, joint
    )
    assert np.allclose(months[who(s, 0)], [11.0, 7.0, 14.0 * 0.85, 5.0])
    assert np.allclose(months[who(s, 1)], [11.0, 7.0, 14.0, 5.0])
    assert np.allclose(months[who(s, 2)], [11.0, 7.0, 14.0 * 0.925, 5.0])


def delivered(degree: float, firm: bool, supplier: bool) -> np.ndarray:
    """Quality that our outlet delivers, by who does what is asked for, and does it well, (attribute,)."""
    s = market({"all_practise": degree})
    for nodes, does in ((who(s, 0), firm), (who(s, 2), supplier)):
        s.nodes.practice.kept[nodes] = s.market.needs.reality if does else 0.0
        s.nodes.quality.shortfall[nodes] = 0.1 if does else 0.3
    play(deliver, s, month=0)
    return 1.0 - s.nodes.quality.defect_out[who(s, 0)[-1]]


def arcs(degree: float) -> tuple[np.ndarray, np.ndarray]:
    """What both sides bring together, and the sum of what each brings alone, (attribute,)."""
    neither, ours, theirs, both = (
        delivered(degree, *does) for does in ((False, False), (True, False), (False, True), (True, True))
    )
    return both - neither, (ours - neither) + (theirs - neither)


def test_both_sides_together_are_more_than_their_sum_where_needs_differ_and_not_where_work_alone_counts():
    # Frohlich & Westbrook (2001): the widest arc does best; no term of the model multiplies the two
    both, apart = arcs(degree=1.0)
    assert both[FIT] > 1.2 * apart[FIT] > 0.0
    assert both[CUSTOMISATION] > 1.2 * apart[CUSTOMISATION] > 0.0
    assert both[DELIVERY] == pytest.approx(apart[DELIVERY], rel=0.06)
    assert both[SERVICE] == pytest.approx(apart[SERVICE])  # no supplier has a hand in it


def test_where_each_units_practice_counts_by_itself_the_sides_add_up():
    both, apart = arcs(degree=0.0)
    # but for work and practice in one line, whose losses multiply
    assert both == pytest.approx(apart, rel=0.1)


def test_a_supplier_that_does_not_practise_caps_what_its_buyer_does():
    s = market({"all_practise": 1.0})
    s.nodes.practice.kept[who(s, 0)] = s.market.needs.reality
    play(deliver, s, month=0)
    assert np.allclose(s.nodes.practice.missed[who(s, 0)][:, [FIT, CUSTOMISATION]], 0.5)
    assert np.allclose(s.nodes.practice.missed[who(s, 0)][:, SERVICE], 0.0)
    assert np.allclose(s.nodes.practice.missed[who(s, 2)], 0.5)


def test_goods_of_two_suppliers_are_as_right_as_their_mean():
    s = market({"all_practise": 1.0}, shared=False, suppliers=2)
    mine = sorted(
        {int(s.nodes.places.firm[n]) for n in s.edges.links.source[s.edges.links.source >= 0]} - {0, 1}
    )
    links, places = s.edges.links, s.nodes.places
    into = [e for e in range(len(links.source)) if places.firm[links.target[e]] == 0 and links.goods[e]]
    assert len(mine) == 4
    assert len(into) == 2
    s.nodes.practice.kept[who(s, 0)] = s.market.needs.reality
    s.nodes.practice.kept[links.source[into[0]]] = s.market.needs.reality
    play(deliver, s, month=0)
    # one does it, the other half: 3/4 of what comes in
    assert np.allclose(s.nodes.practice.missed[who(s, 0)][:, FIT], 0.25, atol=1e-3)


def test_what_a_unit_has_learned_shows_in_results_only_when_all_have():
    seen = []
    for degree in (0.0, 1.0):
        s = market({"all_practise": degree})
        s.firms.knowledge.code[0] = s.market.needs.reality
        s.nodes.competence.know_how[:] = 1.0
        s.nodes.quality.shortfall[:] = 0.0
        s.nodes.work.improvement_time[:] = 0.15
        play(deliver, s, month=0)
        play(improve, s)
        seen.append(s.nodes.competence.results[who(s, 0)[0]])
    assert seen[0] > seen[1] == 0.0
