"""What firms hear, from whom, when, and what is left where nobody listens or nobody is there to be heard."""

import math
from typing import Any

import numpy as np
import pytest
from plain_world import at_rest
from worlds import arrays_of, play

from tci_sim.engine.phases.evidence import add_voice, evidence_of, share_unknown
from tci_sim.engine.phases.listen import copy_evidence, count_needs, listen
from tci_sim.engine.state import State
from tci_sim.engine.state.firms import Contacts, Knowledge
from tci_sim.engine.state.sums import Sum, SumOfAttribute
from tci_sim.engine.state.types import FIXED
from tci_sim.scenario.load import scenario_from_mapping
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

QUIET: dict[str, Any] = {
    "learning": {"p_learn": 0.0, "code_learning": 0.0},
    "listening": {"survey": {"respondents": 0}},
}
EXACT = {"score_noise": 0.0, "weight_noise": 0.0, "courtesy_face_to_face": 0.0, "courtesy_third_party": 0.0}


def market(
    listening=None, voices=None, requirements=None, complaint_rate=0.0, integration=None, complaints=None
) -> State:
    """Two firms and a supplier that both buy from; 1,000 customers each, in two segments."""
    policy = {"listening": listening or QUIET["listening"], "integration": integration or {}}
    asked = at_rest(
        {
            "reason": "to listen in",
            "burn_in_policy": "only",
            "market": {
                "customers": 2000,
                "attributes": {"fit": {"dimensions": 4}, "service": {"dimensions": 4}},
                "segments": {"one": {"weights": {"fit": 3.0}}, "other": {"weights": {"service": 3.0}}},
            },
            "network": {
                "roles": {
                    "making": {"members": 10, "buys": True, "contributions": {"fit": 0.5}},
                    "selling": {
                        "members": 10, "goods_from": ["making"], "outlet": True, "front_line": True,
                        "contributions": {"service": 1.0},
                    },
                },
                "tiers": [{"count": 1, "members": 10, "links": 1}],
                "supplier_contributions": {"fit": 0.5},
            },
            "firms": {"ours": {"policy": "only"}, "theirs": {"policy": "only"}},
            "policies": {"only": policy},
            "world": {
                "voices": {**EXACT, "uptake": 0.0, **(voices or {})},
                "requirements": {"lead_customers": 0.0, **(requirements or {})},
                "complaints": {"rate": complaint_rate, **(complaints or {})},
            },
        }
    )  # fmt: skip
    scenario = scenario_from_mapping(asked)
    state = build(scenario, network_of(scenario), seed=5)
    state.market.needs.voiced[:] = 1.0
    felt(state, customers=500)
    return state


def felt(
    s: State, customers=500, left=0, complaints=0, handled=0, satisfaction=75.0, perceived=(0.8, 0.9)
) -> None:
    """Write what customers of every firm felt this month, the same in each segment."""
    s.sums.by_segment[Sum.CUSTOMERS, :] = customers
    s.sums.by_segment[Sum.CUSTOMERS, -1] = 0
    (
        s.sums.by_segment[Sum.LEFT, :-1],
        s.sums.by_segment[Sum.WON, :-1],
        s.sums.by_segment[Sum.COMPLAINTS, :-1],
    ) = left, left, complaints
    s.sums.by_segment[Sum.HANDLED, :-1] = handled
    s.sums.by_segment[Sum.SATISFACTION, :-1] = int(customers * satisfaction * FIXED)
    for a, each in enumerate(perceived):
        s.sums.by_attribute[SumOfAttribute.PERCEIVED, :-1, a] = round(2 * customers * each * FIXED)


def hear(s: State, month=0) -> None:
    play(listen, s, month=month)


def node(s: State, firm: int, front_line: bool) -> int:
    return int(np.flatnonzero((s.nodes.places.firm == firm) & (s.nodes.places.front_line == front_line))[0])


def review(interviews):
    return {"survey": {"respondents": 0}, "review": {"interviews": interviews}}


def inside(interviews):
    return {"survey": {"respondents": 0}, "internal_review": {"interviews": interviews}}


def test_who_does_not_listen_hears_nothing_and_changes_nothing():
    s = market()
    before = {name: array.copy() for name, array in arrays_of(s).items()}
    hear(s)
    assert [name for name, array in arrays_of(s).items() if array.tobytes() != before[name].tobytes()] == []


def test_where_nobody_buys_all_is_quiet_and_finite():
    s = market({**review(4.0), "survey": {"interval": 1, "delay": 0}, "participation": {"share": 0.5}})
    felt(s, customers=0)
    hear(s)
    assert (s.firms.knowledge.voice_weight == 0).all()
    assert (s.firms.contacts.interviews + s.firms.contacts.respondents == 0).all()
    assert (s.nodes.work.interview_time == 0).all()
    assert np.isfinite(s.nodes.heard.gap).all()
    assert np.isfinite(s.firms.estimates.gap).all()


def test_a_whole_rate_of_interviews_is_held_by_every_front_line_member():
    s = market(review(2.0))
    hear(s)
    selling, making = node(s, 0, True), node(s, 0, False)
    assert s.firms.contacts.interviews.tolist() == [20.0, 20.0, 0.0]
    assert (s.nodes.heard.contact[selling], s.nodes.heard.contact[making]) == (2.0, 0.0)
    assert s.nodes.work.interview_time[selling] == pytest.approx(2.0 * s.run.world[0].voices.interview_time)
    assert s.nodes.heard.weight[selling] == 20.0


def test_a_rate_of_a_half_is_held_in_the_mean():
    s = market(review(0.5))
    held = 0.0
    for month in range(60):
        hear(s, month)
        held += s.firms.contacts.interviews[0]
    assert held == pytest.approx(300, abs=4 * (600 * 0.25) ** 0.5)


def test_what_is_always_understood_is_the_need_itself():
    s = market(review(1.0), {"right_sign": 1.0})
    hear(s)
    assert (s.firms.knowledge.voices[0] == s.firms.knowledge.voice_weight[0] * s.market.needs.reality).all()
    assert (s.firms.knowledge.voice_weight[0] == 10.0).all()


def test_a_need_that_nobody_voices_stays_unknown():
    s = market(review(1.0))
    s.market.needs.voiced[3] = 0.0
    hear(s)
    assert s.firms.knowledge.voice_weight[0, 3] == 0.0
    assert s.firms.knowledge.voice_weight[0, 2] > 0.0


def test_lead_customers_voice_the_turn_that_is_to_come():
    s = market(review(1.0), {"right_sign": 1.0}, {"lead_customers": 1.0})
    s.market.needs.turns_at[2] = 5
    hear(s)
    heard = np.sign(s.firms.knowledge.voices[0])
    assert heard[2] == -s.market.needs.reality[2]
    assert (np.delete(heard, 2) == np.delete(s.market.needs.reality, 2)).all()


def test_old_voices_fade():
    s = market()
    s.firms.knowledge.voices[0], s.firms.knowledge.voice_weight[0] = 3.0, 4.0
    hear(s)
    keep = s.run.world[0].voices.evidence_keep
    assert s.firms.knowledge.voices[0] == pytest.approx(3.0 * keep)
    assert s.firms.knowledge.voice_weight[0] == pytest.approx(4.0 * keep)


def test_only_a_hearer_who_values_learning_is_moved():
    beliefs = []
    for learning in (0.0, 1.0):
        s = market(review(1.0), {"uptake": 1.0, "right_sign": 1.0})
        s.members.belief[:] = 0
        s.members.culture[:, 0] = learning
        hear(s)
        at = s.members.active & (s.members.node == node(s, 0, True))
        beliefs.append(np.abs(s.members.belief[at]).mean())
    assert beliefs == [0.0, 1.0]


def test_scores_face_to_face_move_the_unit_and_the_centre_towards_what_is_missed():
    s = market(review(1.0), {"evidence_keep": 0.9})
    hear(s)
    # ten answers, each leaves .9 of the old 0
    expected = np.array([0.2, 0.1]) * (1 - 0.9**10)
    assert s.nodes.heard.gap[node(s, 0, True)] == pytest.approx(expected, abs=1e-6)
    assert s.firms.estimates.gap[0] == pytest.approx(expected, abs=1e-6)


def test_what_is_missed_is_heard_however_used_to_it_customers_are():
    s = market({"survey": {"respondents": 100, "interval": 1, "delay": 0}})
    s.sums.by_attribute[SumOfAttribute.GAP, :] = 0  # nobody is disappointed any more
    hear(s)
    assert s.firms.estimates.gap[0] == pytest.approx([0.2, 0.1], abs=1e-6)


def test_courtesy_makes_the_gap_look_smaller():
    s = market(review(1.0), {"courtesy_face_to_face": 5.0, "evidence_keep": 0.0})
    hear(s)
    assert s.nodes.heard.gap[node(s, 0, True)] == pytest.approx([0.15, 0.05], abs=1e-6)


def test_a_survey_is_read_when_it_is_due_and_not_before():
    s = market({"survey": {"respondents": 100, "interval": 12, "delay": 3}}, {"right_sign": 1.0})
    for month in range(3):
        hear(s, month)
        assert (s.firms.estimates.gap == 0.0).all()
        assert (s.firms.knowledge.voice_weight == 0.0).all()
        assert s.firms.contacts.respondents[0] == (100.0 if month == 0 else 0.0)
    hear(s, 3)
    assert s.firms.estimates.gap[0] == pytest.approx([0.2, 0.1], abs=1e-6)
    # half weigh fit 3 to 1, half 1 to 3
    assert s.firms.estimates.weight[0] == pytest.approx([0.5, 0.5])
    assert (s.firms.knowledge.voices[0] * s.market.needs.reality > 0.0).all()
    assert not s.firms.surveys.due.any()


def test_a_survey_without_depth_gives_scores_but_no_reasons():
    s = market({"survey": {"respondents": 100, "interval": 1, "delay": 0, "depth": 0.0}})
    hear(s)
    assert s.firms.estimates.gap[0, 0] > 0.19
    assert (s.firms.knowledge.voice_weight == 0.0).all()


def test_stated_weights_are_noisy_and_sum_to_1():
    s = market({"survey": {"respondents": 25, "interval": 1, "delay": 0}}, {"weight_noise": 0.4})
    hear(s)
    assert s.firms.estimates.weight[:2].sum(axis=1) == pytest.approx([1.0, 1.0])
    assert (np.abs(s.firms.estimates.weight[:2] - 0.5) > 1e-3).all()


def test_a_first_survey_estimates_what_a_point_of_satisfaction_keeps():
    s = market({"survey": {"respondents": 100, "interval": 1, "delay": 0}})
    felt(s, left=10, satisfaction=75.0)
    hear(s)
    # 20 of 1,000 lost, 25 points short of 100
    assert s.firms.estimates.retention[0] == pytest.approx(20 / 1000 / 25)


def test_late_results_tell_of_the_satisfaction_and_the_loss_of_the_month_that_was_asked_about():
    s = market({"survey": {"respondents": 100, "interval": 12, "delay": 3}}, {"estimate_fading": 0.0})
    felt(s, left=10, satisfaction=75.0)
    hear(s, 0)
    for month in range(1, 4):
        assert s.firms.estimates.retention[0] == 0.0
        felt(s, left=40, satisfaction=50.0)
        hear(s, month)
    assert s.firms.estimates.retention[0] == pytest.approx(20 / 1000 / 25)


def test_late_results_are_told_to_a_firm_that_has_lost_all_its_customers_meanwhile():
    s = market({"survey": {"respondents": 100, "interval": 12, "delay": 1}}, {"estimate_fading": 0.0})
    felt(s, left=10, satisfaction=75.0)
    hear(s, 0)
    felt(s, customers=0, satisfaction=0.0)
    hear(s, 1)
    assert s.firms.estimates.retention[0] == pytest.approx(20 / 1000 / 25)


def test_a_budget_cut_silences_programmes():
    s = market({**review(2.0), "survey": {"respondents": 100, "interval": 1, "delay": 0}})
    s.disruption.budget[0] = 0.0
    hear(s)
    assert s.firms.contacts.interviews.tolist() == [0.0, 20.0, 0.0]
    assert s.firms.contacts.respondents.tolist() == [0.0, 100.0, 0.0]


def test_complaints_speak_of_the_worst_attribute_where_bias_is_complete():
    s = market(voices={"complaint_bias": 1.0})
    felt(s, complaints=20, perceived=(0.9, 0.7))
    hear(s)
    assert s.firms.knowledge.voice_weight[0].sum() == 40.0
    assert (s.firms.knowledge.voice_weight[0, s.market.needs.attribute == 0] == 0.0).all()


def test_few_who_leave_say_why():
    s = market(complaint_rate=0.1)
    felt(s, left=200)
    hear(s)
    heard = s.firms.knowledge.voice_weight[0].sum()
    assert 0.0 < heard < 400 * 0.1 + 4 * (400 * 0.09) ** 0.5


def test_a_process_step_asks_the_next_one_and_pays_the_time():
    s = market(inside(1.0))
    making, selling = node(s, 0, False), node(s, 0, True)
    s.nodes.quality.defect_in[selling] = 0.3
    hear(s)
    assert (s.nodes.heard.contact[making], s.nodes.heard.contact[selling]) == (1.0, 0.0)
    assert s.nodes.work.interview_time[making] == s.run.world[0].voices.interview_time
    assert s.nodes.heard.gap[making] == pytest.approx(np.full(2, 0.3 * (1 - 0.98**10)))
    assert (s.firms.knowledge.voice_weight[0] == 0.0).all()


def test_a_supplier_hears_its_buyers_only_as_far_as_they_let_it_in():
    contact = {}
    for openness in (0.0, 0.5, 1.0):
        s = market(inside(1.0), integration={"joint_improvement": openness})
        supplier = int(np.flatnonzero(s.nodes.places.firm == 2)[0])
        held = []
        for month in range(60):
            hear(s, month)
            held.append(s.nodes.heard.contact[supplier])
        contact[openness] = sum(held) / 60
        assert (s.firms.knowledge.voice_weight[2].sum() > 0.0) == (openness > 0.0)
    assert contact[0.0] == 0.0
    # half to each of two buyers: 1,200 draws
    assert contact[0.5] == pytest.approx(0.5, abs=0.1)
    assert contact[1.0] == pytest.approx(1.0, abs=0.1)


def test_a_steps_beliefs_travel_upstream():
    s = market(inside(1.0), {"uptake": 1.0, "right_sign": 1.0})
    making, selling = node(s, 0, False), node(s, 0, True)
    s.members.culture[:] = 1.0
    s.members.belief[s.members.node == making] = 0
    s.members.belief[s.members.node == selling] = -1
    hear(s)
    assert (s.members.belief[s.members.active & (s.members.node == making)] == -1).all()
    assert (s.members.belief[s.members.node == selling] == -1).all()


def test_narrow_participants_mislead_and_all_who_sit_expect_more():
    seen = {}
    for breadth in (0.0, 1.0):
        s = market({"survey": {"respondents": 0}, "participation": {"share": 1.0, "breadth": breadth}})
        before = s.market.segments.should.copy()
        hear(s)
        seen[breadth] = s.firms.estimates.weight[0]
        assert (s.market.segments.should > before).all()
        assert (s.market.segments.should <= 1.0).all()
    assert seen[1.0] == pytest.approx([0.5, 0.5])
    assert sorted(seen[0.0]) == pytest.approx([0.25, 0.75])


def test_a_panel_raises_the_norm_by_those_who_sit_in_it():
    rise = {}
    for panel in (0.0, 20.0):
        s = market({"survey": {"respondents": 0}, "participation": {"share": 0.5}})
        s.run.world[0].voices.panel = panel
        before = s.market.segments.should.copy()
        own = s.sums.by_segment[Sum.CUSTOMERS, 0].sum()
        hear(s)
        rise[panel] = s.market.segments.should - before
    # half of all customers took part; now half of 20 of them do
    assert np.allclose(rise[20.0], rise[0.0] * 20.0 / own, rtol=0.02)  # but for the curve of it


def test_a_need_is_new_when_what_was_heard_of_it_tips_over_and_every_voice_is_counted():
    # firm 0: a first voice, one more of the same, one that tips it over, and nothing; firm 1 hears nothing
    code = np.zeros((2, 4), np.int8)
    known = Knowledge(
        code,
        np.array([[0.0, 1.0, 0.5, -2.0], [1.0, 0.0, 0.0, 0.0]]),
        np.array([[0.0, 1.0, 2.5, 2.0], [1.0, 0.0, 0.0, 0.0]]),
    )
    now = copy_evidence(known)
    for dimension, sign in ((0, 1), (1, 1), (2, -1)):
        add_voice(now, 0, dimension, sign)
    counts = np.full((2, 2), 9)
    contacts = Contacts(np.zeros(2), np.zeros(2), needs_voiced=counts[0], new_needs=counts[1])
    count_needs(now, contacts, known)
    assert contacts.needs_voiced.tolist() == [3, 0]
    assert contacts.new_needs.tolist() == [2, 0]


ODDS = {"log_odds": 1, "right_sign": 1.0, "believed_right_sign": 0.8, "expected_turning": 0.005}
"""Every voice is understood, and believed four times in five: it weighs ln 4."""


def believed(s: State) -> list[float]:
    return [evidence_of(s.run.world[0].voices, s.firms.knowledge, 0, d) for d in range(8)]


def test_ten_voices_are_ten_times_the_log_odds_of_one():
    s = market(review(1.0), ODDS)
    hear(s)
    expected = np.tanh(10 * math.log(4.0) / 2) * s.market.needs.reality
    assert believed(s) == pytest.approx(expected, abs=1e-12)
    unknown = share_unknown(s.run.world[0].voices, s.firms.knowledge, 0)
    assert unknown == pytest.approx(2 / (1 + 4**10), rel=1e-6)


def test_what_is_sure_loses_more_in_a_month_than_what_is_not():
    s = market(voices=ODDS)
    s.firms.knowledge.voices[0] = (0.0, 0.1, 1.0, 3.0, -3.0, 10.0, 1e6, -1e6)
    before = np.array(believed(s))
    hear(s)
    assert believed(s) == pytest.approx(0.99 * before, abs=1e-12)
    # never surer than that nothing has turned this month: ln(.995 / .005), in voices of ln 4
    assert s.firms.knowledge.voices[0, 6:] == pytest.approx(np.array([1, -1]) * 5.293305 / math.log(4.0))


def test_by_a_fading_mean_one_voice_makes_half_a_need_known():
    s = market(review(1.0))
    hear(s)
    assert believed(s) == pytest.approx(s.firms.knowledge.voices[0] / 11)
    assert share_unknown(s.run.world[0].voices, s.firms.knowledge, 0) == pytest.approx(1 / 11)


def test_what_a_survey_hears_is_evidence_in_the_month_in_which_it_is_read():
    s = market({"survey": {"respondents": 400, "interval": 12, "delay": 2}}, ODDS)
    for month in range(2):
        hear(s, month)
        assert believed(s) == [0.0] * 8
    hear(s, 2)
    voices = s.firms.knowledge.voices[0]
    assert (voices == np.round(voices)).all()
    assert (np.sign(believed(s)) == s.market.needs.reality).all()


def test_what_firms_believe_of_voices_is_theirs_and_not_the_worlds():
    for right in (0.6, 0.9):
        s = market(review(0.1), {**ODDS, "believed_right_sign": right})
        s.firms.knowledge.voices[0, 0] = 1.0
        assert believed(s)[0] == pytest.approx(2 * right - 1)


def test_complaints_are_evidence_as_far_as_they_are_recorded():
    heard = {}
    for recorded, unhandled in ((1.0, 1.0), (1.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)):
        s = market(complaints={"recorded": recorded, "heard_unhandled": unhandled})
        felt(s, complaints=500, handled=200)
        hear(s)
        heard[recorded, unhandled] = s.firms.knowledge.voice_weight[0].sum()
    assert heard[1.0, 1.0] == 1000.0
    assert heard[1.0, 0.0] == 400.0
    assert heard[0.5, 0.0] == pytest.approx(200.0, abs=4 * 100**0.5)
    assert heard[0.5, 1.0] == pytest.approx(500.0, abs=4 * 250**0.5)
    assert heard[0.0, 1.0] == 0.0


def test_reasons_of_lost_customers_are_evidence_as_far_as_they_are_recorded():
    heard = {}
    for recorded in (1.0, 0.2, 0.0):
        s = market(complaint_rate=1.0, complaints={"recorded": recorded})
        felt(s, left=500)
        hear(s)
        heard[recorded] = s.firms.knowledge.voice_weight[0].sum()
    assert heard[1.0] == 1000.0
    assert heard[0.2] == pytest.approx(200.0, abs=4 * 160**0.5)
    assert heard[0.0] == 0.0


def thinking(s: State) -> None:
    """Give every firm and unit uneven thoughts, as after a survey."""
    s.firms.estimates.gap[:], s.firms.estimates.weight[:] = (0.3, 0.1), (0.7, 0.3)
    s.nodes.heard.gap[:] = (0.3, 0.1)
    s.firms.estimates.retention[:] = 0.001


def test_what_is_thought_fades_where_nobody_is_asked():
    s = market(voices={"estimate_fading": 0.5})
    thinking(s)
    hear(s)
    assert s.firms.estimates.gap[0] == pytest.approx([0.25, 0.15])
    assert s.nodes.heard.gap[0] == pytest.approx([0.25, 0.15])
    assert s.firms.estimates.weight[0] == pytest.approx([0.6, 0.4])
    assert s.firms.estimates.retention[0] == pytest.approx(0.0005)
    for month in range(1, 60):
        hear(s, month)
    assert s.firms.estimates.gap[0] == pytest.approx([0.2, 0.2])
    assert s.firms.estimates.weight[0] == pytest.approx([0.5, 0.5])
    assert s.firms.estimates.retention[0] == pytest.approx(0.0, abs=1e-15)


def test_without_fading_what_is_thought_stays_for_ever():
    s = market()
    thinking(s)
    for month in range(24):
        hear(s, month)
    assert s.firms.estimates.gap[0].tolist() == [0.3, 0.1]
    assert s.firms.estimates.weight[0].tolist() == [0.7, 0.3]
    assert (s.firms.estimates.retention[0], s.firms.estimates.retention_known[0]) == (0.001, 1.0)


def test_interviews_keep_gaps_fresh_but_neither_weights_nor_retention():
    s = market(review(1.0), {"estimate_fading": 0.5, "evidence_keep": 1.0})
    thinking(s)
    hear(s)
    asked, other = node(s, 0, True), node(s, 0, False)
    assert s.firms.estimates.gap[0] == pytest.approx([0.3, 0.1])
    assert s.nodes.heard.gap[asked] == pytest.approx([0.3, 0.1])
    assert s.nodes.heard.gap[other] == pytest.approx([0.25, 0.15])
    assert s.firms.estimates.weight[0] == pytest.approx([0.6, 0.4])
    assert s.firms.estimates.retention[0] == pytest.approx(0.0005)


def test_a_new_round_puts_back_what_had_faded_of_the_retention_estimate():
    found = {}
    for fading in (0.0, 0.02):
        s = market({"survey": {"respondents": 100, "interval": 12, "delay": 0}}, {"estimate_fading": fading})
        for month in range(25):
            felt(s, left=10, satisfaction=75.0)
            hear(s, month)
        found[fading] = s.firms.estimates.retention[0]
        hear(s, 25)
        assert s.firms.estimates.retention[0] == pytest.approx((1 - fading) * found[fading])
    assert found[0.0] == pytest.approx(20 / 1000 / 25)
    assert found[0.02] == pytest.approx(found[0.0])


def test_a_firm_that_never_asked_knows_of_no_slope_and_no_gaps():
    s = market(voices={"estimate_fading": 0.02})
    for month in range(24):
        felt(s, left=10, satisfaction=75.0)
        hear(s, month)
    assert (s.firms.estimates.retention == 0.0).all()
    assert (s.firms.estimates.gap == 0.0).all()
