"""Phase 7: who decides where effort goes; what pressure, demand and estimates do to time and levers."""

from typing import Any

import numpy as np
import pytest
from plain_world import at_rest
from worlds import play

from tci_sim.engine.phases.decide import decide
from tci_sim.engine.phases.invest import (
    cost_of_listening,
    cost_of_start,
    cost_of_time,
    monthly_discount,
    worth_of_closing,
)
from tci_sim.engine.state import State
from tci_sim.engine.state.types import MICRO, SHARED_VALUE
from tci_sim.scenario.load import scenario_from_mapping
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

SUPPLIER, OURS = 0, 1


def market(supply: dict[str, Any] | None = None, **policy: dict[str, Any]) -> State:
    """Two firms of one unit each that buy from one supplier; all run the same policy from the start."""
    asked = at_rest(
        {
            "reason": "to watch it decide",
            "burn_in": 0,
            "burn_in_policy": "only",
            "market": {
                "customers": 1000,
                "attributes": {"fit": {"inspectable": True}, "service": {}, "look": {}},
                "segments": {"all": {}},
            },
            "network": {
                "roles": {
                    "selling": {
                        "members": 20, "buys": True, "outlet": True, "front_line": True,
                        "contributions": {"fit": 0.5, "service": 1.0, "look": 0.5},
                    },
                },
                "tiers": [{"count": 1, "members": 20, "links": 1}],
                "supplier_contributions": {"fit": 0.5, "look": 0.5},
            },
            "firms": {"ours": {"policy": "only"}, "theirs": {"policy": "only"}},
            "policies": {"only": policy},
            "world": {"supply": supply or {}},
        }
    )  # fmt: skip
    scenario = scenario_from_mapping(asked)
    s = build(scenario, network_of(scenario), seed=3)
    assert s.nodes.places.firm.tolist() == [2, 0, 1]
    s.firms.estimates.gap[:] = [0.1, 0.2, 0.1]
    s.firms.estimates.weight[:] = [0.25, 0.5, 0.25]
    return s


def live(s: State, month: int = 1) -> None:
    play(decide, s, month=month)


REVENUE = {"emphasis": 1.0, "investment_step": 0.0}


def test_the_centre_decides_by_weight_gap_and_who_has_a_hand_in_it():
    # weight x gap x contribution: .25 x .1 x .5, .5 x .2 x 1, .25 x .1 x .5 = .0125, .1, .0125
    s = market(value=REVENUE, culture={"autonomy": 0.0}, improvement={"cadence": 1})
    live(s)
    assert np.allclose(s.nodes.work.priority[OURS], [0.1, 0.8, 0.1])
    assert np.allclose(s.nodes.work.priority[SUPPLIER], [0.5, 0.0, 0.5])


def test_an_autonomous_unit_follows_its_customers_only_where_values_are_shared():
    s = market(value=REVENUE, culture={"autonomy": 1.0}, improvement={"cadence": 1})
    s.nodes.heard.weight[:] = 10.0
    s.nodes.heard.gap[:] = [0.0, 0.0, 0.3]
    s.nodes.quality.shortfall[OURS] = [0.4, 0.1, 0.2]  # own troubles, by contribution: .2, .1, .1
    s.nodes.competence.culture[:, SHARED_VALUE] = 1.0
    live(s)
    assert np.allclose(s.nodes.work.priority[OURS], [0.0, 0.0, 1.0])
    s.nodes.competence.culture[:, SHARED_VALUE] = 0.0
    live(s)
    assert np.allclose(s.nodes.work.priority[OURS], [0.5, 0.25, 0.25])


def test_who_heard_nothing_goes_by_the_centre():
    s = market(value=REVENUE, culture={"autonomy": 1.0}, improvement={"cadence": 1})
    s.nodes.competence.culture[:, SHARED_VALUE] = 1.0
    live(s)
    assert np.allclose(s.nodes.work.priority[OURS], [0.1, 0.8, 0.1])


def test_cost_emphasis_works_on_what_has_to_be_reworked():
    s = market(value={"emphasis": 0.0, "investment_step": 0.0}, improvement={"cadence": 1})
    live(s)
    assert np.allclose(s.nodes.work.priority[OURS], [1.0, 0.0, 0.0])


def test_priorities_sum_to_1_and_wait_for_their_cadence():
    s = market(value=REVENUE, improvement={"cadence": 3})
    first = s.nodes.work.priority.copy()
    live(s, month=1)
    assert (s.nodes.work.priority == first).all()
    live(s, month=3)
    assert (s.nodes.work.priority != first).any()
    assert np.allclose(s.nodes.work.priority.sum(axis=1), 1.0)


def test_joint_decision_draws_buyer_and_supplier_together_and_needs_no_renormalising():
    # at joint 1/2 each moves a quarter of the way to the other's plan
    s = market(value=REVENUE, integration={"joint_decision": 0.5}, improvement={"cadence": 1})
    live(s)
    plain = market(value=REVENUE, improvement={"cadence": 1})
    live(plain)
    own, suppliers = plain.nodes.work.priority[OURS], plain.nodes.work.priority[SUPPLIER]
    assert np.allclose(s.nodes.work.priority[OURS], own + 0.25 * (suppliers - own))
    assert np.allclose(s.nodes.work.priority[SUPPLIER], suppliers + 0.25 * (own - suppliers))
    assert np.allclose(s.nodes.work.priority.sum(axis=1), 1.0)


def test_production_takes_back_improvement_time_that_nobody_protects():
    times = {}
    for protection in (0.0, 0.5, 1.0):
        s = market(improvement={"time": 0.2, "protection": protection}, value={"investment_step": 0.0})
        s.staff.headcount[:] = 20
        s.goods.demand.waiting[OURS] = int(2 * s.goods.demand.forecast[OURS]) * MICRO
        live(s)
        times[protection] = s.nodes.work.improvement_time[OURS]
        assert s.nodes.work.improvement_time[OURS + 1] == 0.2
    assert times == {0.0: 0.0, 0.5: 0.1, 1.0: 0.2}


def test_where_capacity_sets_no_limit_nobody_is_pressed_hired_or_laid_off():
    s = market(supply={"capacity_limits": 0}, improvement={"time": 0.2, "protection": 0.0})
    s.goods.demand.waiting[:] = 10_000 * MICRO
    s.goods.demand.forecast[OURS] = 1.0
    live(s)
    assert (s.nodes.work.improvement_time == 0.2).all()
    assert (s.staff.headcount == 20).all()


def test_surplus_staff_go_unless_their_jobs_are_secure():
    heads = {}
    for security in (0.0, 0.5, 1.0):
        s = market(improvement={"job_security": security}, value={"investment_step": 0.0})
        s.goods.demand.forecast[OURS] *= 0.5
        live(s, month=14)
        heads[security] = int(s.staff.headcount[OURS])
        assert s.staff.layoffs[0] == 20 - heads[security]
        assert s.staff.laid_off[OURS, 2] == s.staff.layoffs[0] / 20
        assert s.members.active[s.members.node == OURS].sum() == heads[security]
    # need: 20 x .5 / 1.15 = 8.7; spare capacity kept: 10.87; surplus 9.13
    assert heads == {0.0: 11, 0.5: 16, 1.0: 20}


def test_the_last_to_come_are_the_first_to_go():
    s = market(value={"investment_step": 0.0})
    slots = np.flatnonzero((s.members.node == OURS) & s.members.active)
    s.members.tenure[slots] = np.arange(20)
    s.goods.demand.forecast[OURS] *= 0.5
    live(s)
    assert s.members.tenure[slots[s.members.active[slots]]].min() == 20 - s.staff.headcount[OURS]


def test_a_shortage_is_filled_from_free_slots_with_newcomers():
    s = market(value={"investment_step": 0.0})
    s.goods.demand.forecast[OURS] *= 1.5  # need: 20 x 1.5 / 1.15 = 26.1
    live(s)
    assert s.staff.headcount[OURS] == 27
    assert s.staff.hired[0] == 7
    s.goods.demand.forecast[OURS] *= 10.0
    live(s)
    assert s.staff.headcount[OURS] == 40  # all slots


def test_prices_follow_cost_and_stand_still_without_adjustment():
    s = market()
    s.firms.costs.unit_cost[:] = 100.0
    live(s)
    assert np.allclose(s.firms.costs.price, 125.0 - 25.0 * np.exp(-0.2))
    s.run.world[0].economy.price_adjustment = 0.0
    before = s.firms.costs.price.copy()
    live(s)
    assert (s.firms.costs.price == before).all()


def test_who_alone_is_dear_passes_a_part_of_it_on_and_only_where_there_are_rivals():
    s = market()
    s.run.world[0].economy.competitors_prices, s.run.world[0].economy.price_adjustment = 0.4, 1e9
    s.firms.costs.unit_cost[:] = [88.0, 80.0, 88.0]  # the last is the supplier, whose buyers are no rivals
    s.firms.costs.price[:] = 100.0
    live(s)
    assert np.allclose(s.firms.costs.price, [110.0 - 0.4 * 10.0, 100.0, 110.0])
    s.firms.standing.open[1] = False
    live(s)
    assert np.allclose(s.firms.costs.price[0], 110.0)


def investing(**value: Any) -> State:
    s = market(
        value={"investment_step": 0.2, "emphasis": 0.5, **value},
        listening={"survey": {"respondents": 100}, "review": {"interviews": 1.0}},
    )
    s.nodes.competence.results[:] = 0.2
    s.firms.estimates.retention[:] = 0.003
    s.firms.knowledge.voice_weight[:] = 20.0
    return s


def levers(s: State, f: int = 0) -> tuple[float, ...]:
    policy = s.firms.policies.in_force[f]
    return (
        float(policy.improvement.time),
        float(policy.listening.review.interviews),
        int(policy.listening.survey.respondents),
        float(policy.value.emphasis),
    )


def test_once_a_year_one_lever_moves_one_step():
    s = investing()
    before = levers(s)
    live(s, month=11)
    assert levers(s) == before
    live(s, month=12)
    moved = [a != b for a, b in zip(levers(s), before, strict=True)]
    assert moved in ([True, False, False, False], [False, True, True, False], [False, False, False, True])
    assert levers(s, f=2) == before  # suppliers do not


def test_a_firm_that_counts_retention_sees_more_value_in_the_customer():
    now = investing(horizon=36, counts_retention=0.0)
    later = investing(horizon=36, counts_retention=1.0)
    everybody = investing(horizon=36, counts_retention=1.0, counts_stakeholders=1.0)
    for s in (now, later, everybody):
        live(s, month=12)
    assert (now.firms.estimates.investment[0] < later.firms.estimates.investment[0]).all()
    assert (later.firms.estimates.investment[0] < everybody.firms.estimates.investment[0]).all()
    assert now.firms.estimates.investment[0, 2] < 0.0  # cost emphasis pays where retention does not count


@pytest.mark.parametrize("pays", [True, False])
def test_levers_that_are_switched_off_stay_off(pays):
    s = investing()
    for records in (s.firms.policies.in_force, s.firms.policies.paid):
        records.improvement.time[:] = 0.0
        records.listening.review.interviews[:] = 0.0
        records.listening.survey.respondents[:] = 0
    s.nodes.competence.results[:] = 1.0 if pays else 0.0
    for month in (12, 24, 36, 48):
        live(s, month)
    assert levers(s)[:3] == (0.0, 0.0, 0)


def test_more_time_than_full_effort_needs_is_worth_nothing():
    s = investing(horizon=36, counts_retention=1.0)
    s.nodes.competence.results[:] = 1.0
    full = float(s.run.world[0].improving.full_effort_time)
    values = []
    for time in (full / 2, full, 1.5 * full):
        s.firms.policies.in_force.improvement.time[:] = time
        live(s, month=12)
        values.append(float(s.firms.estimates.investment[0, 0]))
    assert values[0] > 0.0  # a step up brings effort
    assert values[1] == 0.0  # up brings nothing, down loses effort
    assert values[2] < 0.0  # a step down saves time and loses nothing


def test_where_the_best_lever_is_at_its_bound_the_next_best_moves():
    s = investing(horizon=36, counts_retention=1.0, emphasis=1.0)
    s.nodes.competence.results[:] = 1.0
    s.firms.policies.in_force.improvement.time[:] = 0.0  # off stays off
    live(s, month=12)
    value = s.firms.estimates.investment[0]
    assert abs(value[2]) > abs(value[1]) > 0.0
    time, interviews, respondents, emphasis = levers(s)
    assert (time, emphasis) == (0.0, 1.0)
    assert (interviews, respondents) != (1.0, 100)


def test_no_step_means_no_rule():
    s = investing(investment_step=0.0)
    before = levers(s)
    live(s, month=12)
    assert levers(s) == before
    assert (s.firms.estimates.investment == 0.0).all()


def test_what_is_paid_follows_the_lever_unless_its_effect_alone_is_off():
    s = investing()
    s.nodes.competence.results[:] = 0.0
    s.run.world[0].economy.interview_cost = 1000.0  # so that listening is what moves
    s.firms.policies.paid.listening.review.interviews[1] = 3.0
    live(s, month=12)
    assert s.firms.policies.in_force.listening.review.interviews[:2].tolist() == [0.8, 0.8]
    assert s.firms.policies.paid.listening.review.interviews[:2].tolist() == [0.8, 3.0]


def test_levers_stay_within_their_plausible_range():
    s = investing(counts_retention=1.0, counts_stakeholders=1.0, horizon=60)
    s.nodes.competence.results[:] = 1.0
    for year in range(1, 40):
        live(s, month=12 * year)
    time, interviews, respondents, emphasis = levers(s)
    assert 0.05 <= time <= 0.3
    assert interviews <= 4.0
    assert 1 <= respondents <= 500
    assert 0.0 <= emphasis <= 1.0


def test_a_month_ahead_is_discounted_as_in_the_accounts():
    s = investing()
    s.run.world.economy.discount = 0.2
    assert monthly_discount(s.run.world[0]) ** 12 == pytest.approx(1 / 1.2, abs=1e-12)


def test_only_gaps_for_which_claims_are_made_save_failures():
    """Of a weighted gap of .15 in all, .25 x .1 is of fit, which an inspector can see."""
    found = []
    for inspectable in ([True, True, True], [True, False, False]):
        s = investing(horizon=36)
        s.market.attributes.inspectable[:] = inspectable
        flags, costs, estimates = s.market.attributes.inspectable, s.firms.costs, s.firms.estimates
        found.append(worth_of_closing(s.run.world[0], s.firms.policies, flags, estimates, costs, 500, 0)[0])
    assert found[1] == pytest.approx(found[0] * 0.025 / 0.15)


def test_listening_costs_what_is_booked_for_it_and_no_more_than_there_are_customers():
    s = investing(horizon=1)
    economy, voices = s.run.world[0].economy, s.run.world[0].voices
    s.run.world.economy.hour = 0.0  # a member is one person
    s.firms.costs.price[:] = (
        3.0 * economy.price
    )  # what the firm asks for its goods is nothing to those who ask
    wage, members = s.nodes.places.wage[OURS] / MICRO, s.staff.headcount[OURS]
    interval = s.firms.policies.in_force.listening.survey.interval[0]
    for customers, respondents, interviews in ((1000, 100, members), (10, 10, 10), (0, 0, 0)):
        surveys = economy.survey_cost * economy.price * respondents / interval
        reviews = interviews * (economy.interview_cost * economy.price + voices.interview_time * wage)
        expected = (surveys + reviews) * monthly_discount(s.run.world[0])
        cost = cost_of_listening(s.run.world[0], s.staff, s.nodes.places, s.firms.policies, customers, 0)
        assert cost == pytest.approx(expected, rel=1e-12)


def test_experts_and_the_start_of_new_effort_are_part_of_what_improvement_time_costs():
    s = investing(horizon=1)
    world, policies = s.run.world, s.firms.policies
    policies.in_force.improvement.time[0] = world.improving.full_effort_time[0] / 2
    world.economy.expert_wages, world.economy.start_wages = 0.0, 0.5
    without = cost_of_time(world[0], 100.0, policies, 0)
    world.economy.expert_wages = 0.3
    time, month = policies.in_force.improvement.time[0], monthly_discount(world[0])
    assert cost_of_time(world[0], 100.0, policies, 0) - without == pytest.approx(100.0 * time * 0.3 * month)
    # a step of .2 takes effort from .5 to .6, half a month of wages for all of it
    assert cost_of_start(world[0], 100.0, policies, -1.0, 0) == pytest.approx(5.0)
    assert cost_of_start(world[0], 100.0, policies, 0.55, 0) == pytest.approx(2.5)
    assert cost_of_start(world[0], 100.0, policies, 1.0, 0) == 0.0


def test_a_step_up_is_worth_less_where_new_effort_is_paid_for():
    found = []
    for start in (0.0, 0.5):
        s = investing(horizon=36, counts_retention=1.0)
        s.run.world.economy.start_wages = start
        s.nodes.competence.results[:] = 1.0
        s.books.programmes.effort[:] = 0.0
        s.firms.policies.in_force.improvement.time[:] = s.run.world.improving.full_effort_time[0] / 2
        live(s, month=12)
        found.append(s.firms.estimates.investment[0, 0])
    assert found[0] > found[1]


def laying_off(people: dict[str, float]) -> State:
    """A month in which firms have twice the members that they need."""
    s = market()
    for name, value in people.items():
        s.run.world.people[name] = value
    s.nodes.competence.commitment[:] = 0.8
    s.goods.demand.forecast[:] *= 0.5
    live(s, month=2)
    return s


def test_a_layoff_breaks_commitment_at_once_where_it_is_a_shock_and_only_there():
    off, on = laying_off({}), laying_off({"layoff_shock": 1.0, "layoff_fairness": 0.25})
    share = on.staff.laid_off[:, 2]
    assert (share == off.staff.laid_off[:, 2]).all()
    assert 0.0 < share[OURS] < 1.0
    assert (off.nodes.competence.commitment == 0.8).all()
    assert np.allclose(on.nodes.competence.commitment, 0.8 - 0.75 * share)


def test_a_shock_that_is_seen_as_fair_or_spared_by_job_security_breaks_nothing():
    fair = laying_off({"layoff_shock": 3.0, "layoff_fairness": 1.0})
    assert fair.staff.laid_off[OURS, 2] > 0.0
    assert (fair.nodes.competence.commitment == 0.8).all()
    secure = market(improvement={"job_security": 1.0})
    secure.run.world.people["layoff_shock"] = 3.0
    secure.nodes.competence.commitment[:] = 0.8
    secure.goods.demand.forecast[:] *= 0.5
    live(secure, month=2)
    assert (secure.staff.laid_off == 0.0).all()
    assert (secure.nodes.competence.commitment == 0.8).all()
