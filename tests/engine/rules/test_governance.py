"""How decisions come about: priorities, pressure, investment, price."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.governance import (
    adjust_price,
    aimed_price,
    better_step,
    cost_of_answer,
    decide_jointly,
    discounted_sum,
    effort_gained,
    gap_closed,
    priority,
    protected_time,
    step_lever,
    time_short,
    value_of_retention,
    value_of_saving,
    worth_of_falling,
)
from tci_sim.engine.rules.improvement import improvement_effort

shares = st.floats(0.0, 1.0)


def test_without_autonomy_the_centre_decides():
    assert priority(0.9, 0.8, 0.1, 0.5, shared_value=1.0, autonomy=0.0, emphasis=1.0) == 0.1


def test_full_autonomy_serves_the_customer_only_as_far_as_values_are_shared():
    selfish = priority(0.9, 0.3, 0.1, 0.5, shared_value=0.0, autonomy=1.0, emphasis=1.0)
    serving = priority(0.9, 0.3, 0.1, 0.5, shared_value=1.0, autonomy=1.0, emphasis=1.0)
    assert abs(selfish - 0.3) < 1e-15
    assert abs(serving - 0.9) < 1e-15


def test_cost_emphasis_minds_productivity_alone():
    assert priority(0.9, 0.3, 0.1, 0.5, shared_value=1.0, autonomy=1.0, emphasis=0.0) == 0.5


@given(shares, shares, shares, shares, shares, shares, shares)
def test_a_priority_lies_between_the_judgements_it_weighs(e, p, c, productivity, shared, autonomy, emphasis):
    weighed = priority(e, p, c, productivity, shared, autonomy, emphasis)
    assert min(e, p, c, productivity) - 1e-12 <= weighed <= max(e, p, c, productivity) + 1e-12


def test_partners_who_decide_jointly_in_full_end_up_alike():
    assert decide_jointly(0.2, partners=0.6, joint=1.0) == decide_jointly(0.6, partners=0.2, joint=1.0) == 0.4
    assert decide_jointly(0.2, partners=0.6, joint=0.0) == 0.2


def test_protected_time_stands_whatever_the_pressure():
    assert protected_time(0.2, protection=1.0, short=0.9) == 0.2
    assert abs(protected_time(0.2, protection=0.25, short=0.9) - 0.05) < 1e-15
    assert protected_time(0.2, protection=0.0, short=0.05) < protected_time(0.2, protection=0.0, short=0.01)


def test_slack_makes_no_pressure():
    # 80 of 100 take .8 of the time, .85 is free
    assert time_short(80.0, capacity=100.0, free=0.85) == 0.0
    assert abs(time_short(90.0, capacity=100.0, free=0.85) - 0.05) < 1e-15
    assert time_short(90.0, capacity=0.0, free=0.85) == 0.0


def test_a_steady_stream_is_worth_an_annuity():
    # (1 - v^36) v / (1 - v)
    v = 1.0 / 1.01
    assert abs(discounted_sum(36, v, order=0) - v * (1.0 - v**36) / (1.0 - v)) < 1e-9


@given(st.integers(1, 60))
def test_without_discount_ramps_add_up_to_their_closed_forms(months):
    assert discounted_sum(months, 1.0, order=1) == months * (months + 1) / 2
    assert discounted_sum(months, 1.0, order=2) == months * (months + 1) * (2 * months + 1) / 12


def test_retention_is_worth_more_the_farther_one_looks():
    near, far = (discounted_sum(months, 0.99, order=2) for months in (12, 36))
    assert value_of_retention(100.0, 0.01, 5.0, near) < value_of_retention(100.0, 0.01, 5.0, far)
    assert value_of_retention(100.0, -0.01, 5.0, far) == 0.0


def test_who_saw_no_results_expects_none():
    assert gap_closed(0.4, results=0.0, full_rate=0.1) == 0.0
    assert abs(gap_closed(0.4, results=0.5, full_rate=0.1) - 0.02) < 1e-15


def test_savings_follow_what_failures_cost():
    assert value_of_saving(10.0, 100.0, 0.5, 78.0) == 39_000.0


@given(st.floats(0.0, 1.0), st.floats(-5.0, 5.0), st.floats(0.0, 0.5))
def test_a_lever_stays_inside_its_bounds(lever, value, step):
    assert 0.0 <= step_lever(lever, value, step, low=0.0, high=1.0) <= 1.0


def test_a_lever_moves_the_way_that_pays_and_rests_where_nothing_does():
    assert step_lever(0.5, 1.0, 0.1, 0.0, 1.0) > 0.5 > step_lever(0.5, -1.0, 0.1, 0.0, 1.0)
    assert step_lever(0.5, 0.0, 0.1, 0.0, 1.0) == 0.5


def test_a_price_closes_its_distance_exponentially():
    # target 80 x 1.25 = 100; after five months at .2 the distance of 20 is 20/e
    price = 120.0
    for _ in range(5):
        price = adjust_price(price, aimed_price(80.0, markup=0.25, rivals=0.0, weight=0.4), adjustment=0.2)
    assert abs(price - (100.0 + 20.0 * math.exp(-1.0))) < 1e-9


def test_a_firm_passes_on_its_own_cost_as_far_as_it_does_not_look_at_its_rivals():
    def aim(unit_cost: float, rivals: float) -> float:
        return aimed_price(unit_cost, markup=0.25, rivals=rivals, weight=0.4)

    assert aim(80.0, rivals=100.0) == pytest.approx(100.0)
    assert aim(88.0, rivals=100.0) == pytest.approx(106.0)  # cost 10 % up: .6 of it
    assert aim(80.0, rivals=110.0) == pytest.approx(104.0)  # rivals 10 % up: .4 of it
    assert aim(88.0, rivals=110.0) == pytest.approx(110.0)  # what all pay is passed on whole
    assert aimed_price(88.0, 0.25, rivals=100.0, weight=0.0) == aimed_price(88.0, 0.25, 0.0, 0.4) == 110.0


@given(st.floats(0.01, 0.9), st.floats(0.0, 0.9), st.floats(0.01, 0.5))
def test_effort_gained_is_what_the_new_time_brings_over_the_old(time, new_time, full_time):
    old = improvement_effort(time, full_time, 1.0, 1.0)
    new = improvement_effort(new_time, full_time, 1.0, 1.0)
    assert effort_gained(time, new_time, full_time) == pytest.approx(new / old - 1.0, abs=1e-12)


def test_who_makes_no_effort_has_none_to_compare_with():
    assert effort_gained(0.0, 0.1, full_time=0.15) == 0.0


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_step_is_taken_only_where_it_pays_and_the_better_way(up, down):
    chosen = better_step(up, down)
    assert abs(chosen) == max(up, down, 0.0)
    assert (chosen > 0.0) == (up > 0.0 and up >= down)


def test_a_loss_that_falls_saves_more_and_more_of_itself_month_by_month():
    # it halves each month: 50 and 75 of 100 are saved in the first two
    assert worth_of_falling(100.0, rate=math.log(2.0), months=2, factor=1.0) == pytest.approx(125.0)
    assert worth_of_falling(100.0, rate=0.0, months=24, factor=0.99) == 0.0


@given(st.floats(0.0, 1e6), st.floats(0.0, 5.0), st.integers(0, 60), st.floats(0.5, 1.0))
def test_what_falls_never_saves_more_than_all_of_it(stake, rate, months, factor):
    whole = stake * discounted_sum(months, factor, 0)
    assert -1e-9 * whole <= worth_of_falling(stake, rate, months, factor) <= whole * (1.0 + 1e-12)


def test_improvement_time_grows_dearer_for_a_supplier():
    # 1000 x .1 x 1.3 = 130; twice as much time costs more than twice as much
    assert cost_of_answer(1000.0, time=0.1, dearer=3.0) == pytest.approx(130.0)
    assert cost_of_answer(1000.0, time=0.2, dearer=3.0) == pytest.approx(320.0)
    assert cost_of_answer(1000.0, time=0.2, dearer=0.0) == pytest.approx(200.0)
