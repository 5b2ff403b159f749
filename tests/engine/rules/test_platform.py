"""What a platform speeds up, keeps, spares and shows, and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.platform import (
    build_platform,
    cost_of_platform,
    delay_of_results,
    demand_carried,
    hours_of_sharing,
    recorded_by,
)

shares = st.floats(0.0, 1.0)
delays = st.integers(0, 6)


@pytest.mark.parametrize(("reach", "months"), [(0.0, 6), (0.2, 5), (0.4, 4), (0.6, 3), (0.8, 2), (1.0, 1)])
def test_the_longest_delay_falls_by_a_month_for_each_fifth_of_a_platform(reach, months):
    assert delay_of_results(6, reach) == months


@given(delays, shares, shares)
def test_more_of_a_platform_never_makes_results_later(delay, one, other):
    assert 0 <= delay_of_results(delay, max(one, other)) <= delay_of_results(delay, min(one, other)) <= delay


@given(shares, shares, shares)
def test_nobody_writes_down_less_for_having_somewhere_to_write(recorded, most, reach):
    assert recorded <= recorded_by(recorded, most, reach) <= max(recorded, most) + 1e-12


def test_a_fifth_of_complaints_is_recorded_without_and_nine_in_ten_with_a_platform():
    assert recorded_by(0.2, 0.9, 0.0) == 0.2
    assert recorded_by(0.2, 0.9, 1.0) == pytest.approx(0.9)


@given(shares, shares)
def test_demand_is_shown_as_far_as_it_is_shared_and_carried(shared, reach):
    assert demand_carried(shared, reach, 0) == shared
    assert demand_carried(shared, reach, 1) == min(shared, reach)


def test_a_full_platform_stands_after_a_year_and_a_half_and_has_cost_as_much_as_a_year_of_running_it():
    stands, built = 0.0, 0.0
    for _ in range(18):
        before, stands = stands, build_platform(stands, 1.0)
        built += cost_of_platform(100.0, 0.015, stands, stands - before) - 100.0 * 0.015 * stands
    assert stands == pytest.approx(1.0)
    assert built == pytest.approx(12.0 * 100.0 * 0.015)
    assert build_platform(1.0, 1.0) == 1.0


@given(shares, shares)
def test_what_is_given_up_of_a_platform_gives_nothing_back(stands, wanted):
    after = build_platform(stands, min(stands, wanted))
    assert after == min(stands, wanted)
    assert cost_of_platform(100.0, 0.015, after, after - stands) == pytest.approx(1.5 * after)


def test_explaining_takes_its_time_with_the_best_platform():
    assert hours_of_sharing(3.0, 1.0) == 1.5
    assert hours_of_sharing(3.0, 0.0) == 3.0
