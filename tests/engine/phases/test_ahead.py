"""Ahead of time: lead customers tell what will turn, units prepare for it, and it can be in vain."""

from typing import Any

import numpy as np
import pytest
from plain_world import at_rest
from worlds import arrays_of, play

from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.phases.account import account
from tci_sim.engine.phases.improve import improve
from tci_sim.engine.phases.listen import listen
from tci_sim.engine.phases.prepare import SPENT, STALE, USED, launch_prepared
from tci_sim.engine.rules.ahead import turn_odds_at_rest
from tci_sim.engine.rules.listening import weight_of_voice
from tci_sim.engine.state import State
from tci_sim.engine.state.sums import Sum, SumOfAttribute
from tci_sim.engine.state.types import FIXED, MICRO
from tci_sim.scenario.load import scenario_from_mapping
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

OURS, EACH = 0, weight_of_voice(0.8)


def market(
    requirements: dict[str, Any] | None = None,
    economy: dict[str, Any] | None = None,
    right_sign: float = 1.0,
    **policy: dict[str, Any],
) -> State:
    """One firm of two units; all factors of improvement are 1, and every need is voiced whenever it may be."""
    asked = at_rest(
        {
            "reason": "to look ahead",
            "burn_in": 0,
            "burn_in_policy": "only",
            "market": {
                "customers": 1000,
                "attributes": {"fit": {"dimensions": 4, "half_life": 6.0, "shortfall": 0.4, "practice": 0.5}},
                "segments": {"all": {}},
            },
            "network": {
                "roles": {
                    "making": {"members": 4, "contributions": {"fit": 0.5}},
                    "selling": {
                        "members": 5, "goods_from": ["making"], "outlet": True, "front_line": True,
                        "contributions": {"fit": 0.5},
                    },
                },
            },
            "firms": {"ours": {"policy": "only"}},
            "policies": {"only": {"listening": {"survey": {"respondents": 0}}, **policy}},
            "world": {
                "requirements": {
                    "lead": 12, "leads_apart": 1, "lead_customers": 0.0, "creep": 0.0, **(requirements or {}),
                },
                "voices": {"right_sign": right_sign, "log_odds": 1},
                "improving": {"practice": 1, "know_how_decay": 0.0},
                "complaints": {"rate": 0.0},
                "economy": economy or {},
            },
        }
    )  # fmt: skip
    scenario = scenario_from_mapping(asked)
    s = build(scenario, network_of(scenario), seed=5)
    s.market.needs.voiced[:] = 1.0
    s.nodes.work.improvement_time[:] = 0.15
    s.nodes.competence.know_how[:] = 1.0
    s.nodes.competence.commitment[:] = 1.0
    s.nodes.work.priority[:] = 1.0
    s.firms.knowledge.code[:] = s.market.needs.reality
    s.nodes.practice.kept[:] = s.market.needs.reality
    s.sums.by_segment[Sum.CUSTOMERS, OURS] = 1000
    s.sums.by_attribute[SumOfAttribute.PERCEIVED, OURS] = 800 * FIXED
    return s


def studies(a_year: float) -> dict[str, Any]:
    return {"survey": {"respondents": 0}, "lead_users": a_year}


def at_work(ahead: float = 1.0) -> dict[str, Any]:
    return {"time": 0.15, "push": 1.0, "ahead": ahead}


AT_REST = turn_odds_at_rest(0.005, 12.0)


def expect(s: State, d: int, odds: float = 5.0) -> None:
    s.firms.foresight.turning[:] = -odds
    s.firms.foresight.turning[:, d] = odds


def turn(s: State, d: int) -> None:
    """Let a requirement turn now."""
    before = s.market.needs.reality.copy()
    s.market.needs.reality[d] *= -1
    contribution, kept = s.nodes.places.contribution, s.nodes.practice.kept
    launch_prepared(s.market.needs, before, contribution, kept, s.nodes.ahead)


def test_lead_users_of_a_study_say_what_will_turn_and_nothing_of_what_is_wanted_now():
    s = market(listening=studies(0.8))  # one lead user a month
    s.market.needs.turns_at[1] = 9
    play(listen, s, month=0)
    assert s.firms.foresight.turning[OURS] == pytest.approx(
        AT_REST + EACH * np.array([-1.0, 1.0, -1.0, -1.0])
    )
    assert not s.firms.knowledge.voices.any()
    assert not s.firms.knowledge.voice_weight.any()


def test_where_they_are_not_kept_apart_lead_users_speak_as_customers_do():
    s = market({"leads_apart": 0}, listening=studies(0.8))
    s.market.needs.turns_at[1] = 9
    play(listen, s, month=0)
    wanted = s.market.needs.reality * [1, -1, 1, 1]
    assert s.firms.knowledge.voices[OURS].tolist() == wanted.tolist()
    assert not s.firms.foresight.turning.any()


@pytest.mark.parametrize("hour", [0.0, 0.28])
def test_lead_customers_in_interviews_are_signs_and_move_no_belief(hour):
    s = market({"lead_customers": 1.0}, {"hour": hour}, listening={"review": {"interviews": 2.0}})
    believed = s.members.belief.copy()
    s.market.needs.turns_at[2] = 3
    play(listen, s, month=0)
    assert (s.firms.foresight.turning[OURS] > AT_REST).tolist() == [False, False, True, False]
    assert not s.firms.knowledge.voices.any()
    if hour == 0.0:
        assert (s.members.belief == believed).all()


def test_of_many_who_are_asked_by_people_so_many_are_signs_as_lead_and_all_others_are_voices():
    s = market({"lead_customers": 0.25}, {"hour": 0.02}, listening={"review": {"interviews": 4.0}})
    play(listen, s, month=0)
    asked = s.firms.contacts.interviews[OURS]
    signs = (AT_REST - s.firms.foresight.turning[OURS]) / EACH
    voices = s.firms.knowledge.voice_weight[OURS]
    assert asked > 100
    assert signs + voices == pytest.approx(asked)
    assert signs.mean() / asked == pytest.approx(0.25, abs=0.1)


def test_a_study_is_paid_by_the_hour_whatever_the_size_of_the_firm():
    paid = []
    for a_year in (0.0, 3.0):
        s = market(economy={"hour": 0.28, "lead_user_hours": 1600.0}, listening=studies(a_year))
        play(account, s, month=0)
        paid.append(-s.books.ledger.statement[OURS, ACCOUNTS.index("interviews")] / MICRO)
    assert paid == pytest.approx([0.0, 3.0 / 12.0 * 1600.0 * 0.28 * 100.0])


def test_what_is_expected_is_prepared_at_the_half_life_and_by_the_effort_on_that_requirement_alone():
    s, idle = market(improvement=at_work()), market(improvement=at_work(0.0))
    for each in (s, idle):
        expect(each, 1)
        for _ in range(6):
            play(improve, each)
    assert s.nodes.ahead.prepared == pytest.approx(np.tile([0.0, 0.5, 0.0, 0.0], (2, 1)))
    assert not idle.nodes.ahead.prepared.any()
    # one of four requirements: three quarters of the work on how well it is done is left
    assert idle.nodes.quality.shortfall == pytest.approx(np.full((2, 1), 0.4 * 0.5))
    assert s.nodes.quality.shortfall == pytest.approx(np.full((2, 1), 0.4 * 0.5**0.75))
    assert s.nodes.ahead.preparing[:, SPENT] == pytest.approx(0.25)


def test_when_it_turns_what_is_ready_is_used_once_and_the_firm_as_such_knows_nothing_of_it():
    s = market(improvement=at_work())
    s.nodes.ahead.prepared[:, 2] = 0.75
    code = s.firms.knowledge.code.copy()
    turn(s, 2)
    need = s.market.needs.reality[2]
    assert s.nodes.practice.kept[:, 2] == pytest.approx(-need + 0.75 * 2 * need)
    assert s.nodes.ahead.preparing[:, USED] == pytest.approx(0.5 * 0.75)
    assert not s.nodes.ahead.prepared.any()
    assert (s.firms.knowledge.code == code).all()


def test_what_is_ready_for_a_turn_that_is_expected_no_more_goes_stale_by_a_sixth_a_month():
    s = market(improvement=at_work())
    s.nodes.ahead.prepared[:, 0] = 0.6
    expect(s, 3)
    play(improve, s)
    assert s.nodes.ahead.prepared[:, 0] == pytest.approx(0.5)
    assert s.nodes.ahead.preparing[:, STALE] == pytest.approx(0.5 * 0.1)


@pytest.mark.parametrize(("turns", "better"), [(True, True), (False, False)])
def test_preparing_pays_where_the_turn_comes_and_costs_where_it_does_not(turns, better):
    missed = []
    for ahead in (1.0, 0.0):
        s = market(improvement=at_work(ahead))
        expect(s, 1)
        for _ in range(12):
            play(improve, s)
        if turns:
            turn(s, 1)
            s.firms.knowledge.code[:] = s.market.needs.reality
        s.firms.foresight.turning[:] = -5.0
        play(improve, s)
        failing = 1.0 - (1.0 - s.nodes.quality.shortfall) * (1.0 - 0.5 * s.nodes.practice.missed)
        missed.append(float(failing.mean()))
    assert (missed[0] < missed[1]) == better


def test_firms_that_are_told_wrong_prepare_in_vain():
    s = market(listening=studies(12.0), improvement=at_work(), right_sign=0.0)
    in_vain = 0.0
    for month in range(36):
        play(listen, s, month=month)
        play(improve, s)
        in_vain += float(s.nodes.ahead.preparing[:, SPENT].mean())
    assert in_vain > 30 * 0.9  # nearly all of their effort, and nothing turns
    assert s.nodes.ahead.preparing[:, USED].tolist() == [0.0, 0.0]


def test_while_the_switch_is_off_nobody_prepares_and_nothing_is_expected():
    s = market({"leads_apart": 0, "lead_customers": 0.5}, listening=studies(12.0), improvement=at_work())
    other = market(
        {"leads_apart": 0, "lead_customers": 0.5}, listening=studies(12.0), improvement=at_work(0.0)
    )
    for each in (s, other):
        each.market.needs.turns_at[:] = 4
        play(listen, each, month=0)
        play(improve, each)
    skip = ("firms.policies", "future")
    assert [
        name
        for (name, one), two in zip(arrays_of(s, skip).items(), arrays_of(other, skip).values(), strict=True)
        if one.tobytes() != two.tobytes()
    ] == []
