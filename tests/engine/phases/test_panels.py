"""Customers who take part by stage: what panels say, whom they come from, what they change, and what they cost."""

from typing import Any

import numpy as np
import pytest
from plain_world import at_rest
from worlds import play

from tci_sim.engine.phases.change import change
from tci_sim.engine.phases.customer_terms import customer_terms
from tci_sim.engine.phases.deliver import deliver
from tci_sim.engine.phases.experience import prepare_experience
from tci_sim.engine.phases.improve import improve
from tci_sim.engine.phases.listen import listen
from tci_sim.engine.phases.panels import segment_of_panel
from tci_sim.engine.state import State
from tci_sim.engine.state.sums import Sum
from tci_sim.scenario.load import scenario_from_mapping
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

SUPPLIER, OURS, THEIRS = 0, 1, 2
FULL: dict[str, Any] = {"time": 0.15, "push": 1.0, "check": 0.0}


def market(
    participation=None, partnership=None, dimensions=6, seed=3, fit=None, **world: dict[str, Any]
) -> State:
    """Two firms of one unit each that buy from one supplier; 1,000 customers each, in two segments of equal size."""
    listening = {"survey": {"respondents": 0}, "participation": participation or {}}
    asked = at_rest(
        {
            "reason": "to let customers take part",
            "burn_in": 0,
            "burn_in_policy": "only",
            "market": {
                "customers": 2000,
                "attributes": {
                    "fit": {"dimensions": dimensions, "half_life": 6.0, "practice": 0.5, **(fit or {})},
                    "service": {"dimensions": dimensions, "half_life": 6.0, "practice": 0.5},
                },
                "segments": {"one": {}, "other": {}},
            },
            "network": {
                "roles": {
                    "selling": {
                        "buys": True, "outlet": True, "front_line": True,
                        "contributions": {"fit": 0.5, "service": 1.0},
                    },
                },
                "tiers": [{"count": 1, "links": 1}],
                "supplier_contributions": {"fit": 0.5},
            },
            "firms": {"ours": {"policy": "only"}, "theirs": {"policy": "only"}},
            "policies": {"only": {"listening": listening, "improvement": FULL}},
            "world": {
                "improving": {"practice": 1},
                "voices": {"panel": 48.0, "log_odds": 1, **world.pop("voices", {})},
                "requirements": {"lead_customers": 0.0, "turbulence": 0.0},
                "complaints": {"rate": 0.0},
                "partnership": partnership or {},
                **world,
            },
        }
    )  # fmt: skip
    scenario = scenario_from_mapping(asked)
    return build(scenario, network_of(scenario), seed=seed)


def hear(s: State, months: int = 1) -> None:
    for month in range(1, 1 + months):
        play(listen, s, month=month)


def test_panels_for_ideas_speak_as_deeply_as_they_are_said_to():
    # 48 people, .1 x 3 of a voice on each need a month: 14.4 in the mean over needs and months
    s = market({"ideation": 1.0, "breadth": 1.0})
    s.market.needs.voiced[:] = 0.1
    before = s.firms.knowledge.voice_weight.copy()
    s.run.world[0].voices.evidence_keep = 1.0
    hear(s, months=20)
    heard = (s.firms.knowledge.voice_weight - before)[:2].mean() / 20
    assert heard == pytest.approx(14.4, rel=0.05)
    assert (s.firms.knowledge.voice_weight[2] == 0.0).all()  # a supplier has no customers to ask


def test_what_panels_say_is_right_as_often_as_voices_are():
    s = market({"ideation": 1.0, "breadth": 1.0}, voices={"right_sign": 1.0})
    hear(s)
    knowledge = s.firms.knowledge
    assert (knowledge.voices[:2] == s.market.needs.reality * knowledge.voice_weight[:2]).all()


def test_without_panels_or_without_customers_nothing_is_said():
    s = market({"ideation": 0.0})
    hear(s)
    assert (s.firms.knowledge.voices == 0.0).all()
    s = market({"ideation": 1.0})
    s.sums.by_segment[Sum.CUSTOMERS] = 0
    hear(s)
    assert (s.firms.knowledge.voices == 0.0).all()


def test_a_narrow_panel_says_what_its_own_segment_asks_for_and_a_broad_one_what_both_do():
    right = {}
    for breadth in (0.0, 1.0):
        s = market(
            {"ideation": 1.0, "breadth": breadth}, {"apart": 1.0}, dimensions=200, voices={"right_sign": 1.0}
        )
        s.market.needs.voiced[:] = 0.1
        hear(s)
        knowledge, segments = s.firms.knowledge, s.market.segments
        same = np.sign(knowledge.voices[0]) == s.market.needs.reality
        opposite = segments.apart == segment_of_panel(s.run.seed[0], 2, 0)
        right[breadth] = same[opposite].mean(), same[~opposite].mean()
        assert 0.3 < opposite.mean() < 0.7
    assert right[0.0] == (0.0, 1.0)
    # two segments of one size that ask for opposites: nothing can be made out, and where both sides tie nothing is said
    assert 0.3 < right[1.0][0] < 0.6
    assert 0.3 < right[1.0][1] < 0.6


def test_segments_ask_for_opposites_as_often_as_is_said_and_only_where_practice_is_apart():
    s = market(partnership={"apart": 0.3}, dimensions=500)
    assert (s.market.segments.apart >= 0).mean() == pytest.approx(0.3, abs=0.05)
    assert np.unique(s.market.segments.apart).tolist() == [-1, 0, 1]
    assert (s.market.needs.agreed == np.where(s.market.segments.apart >= 0, 0.5, 1.0)).all()
    s = market(partnership={"apart": 0.3}, improving={"practice": 0})
    assert (s.market.segments.apart == -1).all()


def outlets_for(s: State) -> np.ndarray:
    terms = customer_terms(2, 2, 2, len(s.nodes.places.firm))
    play(prepare_experience, s, terms=terms)
    return terms.qualities.delivered[:, :, [OURS, THEIRS]]


def test_one_segment_is_served_as_the_other_is_not_where_they_ask_for_opposites():
    s = market(partnership={"apart": 0.5})
    s.nodes.quality.shortfall[:] = 0.0
    apart = s.market.segments.apart.copy()
    s.nodes.practice.kept[:] = s.market.needs.reality
    play(deliver, s, month=0)
    served = outlets_for(s)
    for segment in (0, 1):
        for a in (0, 1):
            here = s.market.needs.attribute == a
            missed = (apart[here] == segment).mean()
            if a == 1:  # made at the outlet alone
                assert served[segment, a, 0] == pytest.approx(1.0 - 0.5 * missed)
            else:  # half at the supplier, half at the outlet
                assert served[segment, a, 0] == pytest.approx((1.0 - 0.25 * missed) ** 2)
    assert served[0].tolist() != served[1].tolist()


def test_where_all_ask_for_the_same_all_are_served_alike():
    s = market()
    play(deliver, s, month=0)
    served = outlets_for(s)
    assert (served[0] == served[1]).all()
    assert (s.nodes.practice.defect_apart == 0.0).all()


def test_a_better_offer_to_one_segment_raises_the_norm_of_that_segment():
    rises = []
    for kept in (1.0, -1.0):
        s = market(partnership={"apart": 1.0}, seed=5)
        s.nodes.quality.shortfall[:] = 0.0
        wanted = np.where(s.market.segments.apart == 0, -1, 1) * s.market.needs.reality
        s.nodes.practice.kept[:] = kept * wanted
        play(deliver, s, month=0)
        before = s.market.segments.should.copy()
        play(change, s, month=1)
        rises.append(s.market.segments.should - before)
    # what suits the first segment wholly is wholly wrong for the second
    assert (rises[0][0] > 0.0).all()
    assert (rises[0][0] > rises[0][1]).all()
    assert (rises[1][1] > rises[1][0]).all()


def developed(share: float, breadth: float = 1.0, apart: float = 0.0, months: int = 12) -> State:
    """Practice after some months in which our firm's code is wrong about everything."""
    s = market(
        {"development": share, "breadth": breadth}, {"apart": apart}, fit={"with_customers": 0.3}, seed=5
    )
    s.nodes.work.improvement_time[:] = 0.15
    s.nodes.competence.know_how[:] = 1.0
    s.run.world[0].improving.know_how_decay = 0.0
    s.firms.knowledge.code[:] = -s.market.needs.reality
    s.nodes.work.priority[:] = 0.5
    for _ in range(months):
        play(improve, s)
    return s


def test_what_is_developed_with_customers_goes_their_way_by_its_share_and_elsewhere_only_slower():
    alone, together = developed(0.0, months=600), developed(1.0, months=600)
    fit, service = s_fit(alone), ~s_fit(alone)
    reality = alone.market.needs.reality
    assert np.allclose(alone.nodes.practice.kept[OURS] * reality, -1.0)
    # .7 of each change follows the wrong code and .3 what is asked for: -.7 + .3
    assert np.allclose((together.nodes.practice.kept[OURS] * reality)[fit], -0.4)
    assert np.allclose((together.nodes.practice.kept[OURS] * reality)[service], -1.0)
    assert np.allclose(
        together.nodes.practice.kept[SUPPLIER] * reality[None], alone.nodes.practice.kept[SUPPLIER] * reality
    )


def s_fit(s: State) -> np.ndarray:
    return s.market.needs.attribute == 0


def test_developing_with_customers_is_slower():
    # service, in which customers have no say: 1 - 2^(-1/6) of the way in a month alone, 1 - 2^(-.75/6) with them
    alone, together = (developed(share, months=1) for share in (0.0, 1.0))
    service = ~s_fit(alone)
    moved = [np.abs(s.nodes.practice.kept[OURS][service]) for s in (alone, together)]
    assert np.allclose(moved[0], 1.0 - 2.0 ** (-1.0 / 6.0))
    assert np.allclose(moved[1], 1.0 - 2.0 ** (-0.75 / 6.0))


def test_developing_with_a_narrow_panel_hurts_those_who_ask_for_the_opposite():
    broad, narrow = (developed(1.0, breadth=breadth, apart=1.0, months=600) for breadth in (1.0, 0.0))
    fit, reality = s_fit(broad), broad.market.needs.reality
    opposite = fit & (broad.market.segments.apart == segment_of_panel(broad.run.seed[0], 2, 0))
    with_them = fit & ~opposite
    assert np.allclose(
        (broad.nodes.practice.kept[OURS] * reality)[fit], -0.7
    )  # half for, half against: no way at all
    assert np.allclose((narrow.nodes.practice.kept[OURS] * reality)[opposite], -1.0)
    assert np.allclose((narrow.nodes.practice.kept[OURS] * reality)[with_them], -0.4)


def test_who_takes_part_in_any_stage_comes_to_expect_more():
    rises = {}
    for stage in ("share", "ideation", "development", "launch"):
        s = market({stage: 0.5})
        before = s.market.segments.should.copy()
        hear(s)
        rises[stage] = s.market.segments.should - before
        assert (rises[stage] > 0.0).all(), stage
    assert (rises["launch"] == rises["share"]).all()
