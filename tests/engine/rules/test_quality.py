"""Quality: defects along a chain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.quality import (
    deliver_quality,
    intercept,
    join_defects,
    keep_to_standard,
    make_defects,
    pass_defects,
    shortfall_this_month,
    time_to_rework,
    weigh_input,
    work_in_a_good_unit,
)

shares = st.floats(0.0, 1.0)


def test_defects_of_two_steps_add_up_as_sound_shares_multiply() -> None:
    # Rolled throughput yield by hand: .9 * .8 = .72 sound.
    after_first = pass_defects(0.0, 0.1, 0.0)
    assert pass_defects(after_first, 0.2, 0.0) == pytest.approx(1.0 - 0.9 * 0.8)


@given(st.lists(shares, min_size=1, max_size=6))
def test_rolled_yield_is_the_product_of_first_pass_yields(made: list[float]) -> None:
    defect, sound = 0.0, 1.0
    for here in made:
        defect = pass_defects(defect, here, 0.0)
        sound *= 1.0 - here
    assert 1.0 - defect == pytest.approx(sound, abs=1e-12)


@given(shares, shares, shares)
def test_a_share_of_defects_stays_a_share(defect_in: float, made: float, found: float) -> None:
    assert 0.0 <= pass_defects(defect_in, made, found) <= 1.0


def test_full_inspection_by_those_who_know_lets_nothing_through() -> None:
    assert pass_defects(0.3, 0.2, intercept(1.0, 1.0)) == 0.0


def test_inspection_by_those_who_know_nothing_finds_nothing() -> None:
    assert pass_defects(0.3, 0.0, intercept(1.0, 0.0)) == 0.3


@given(shares, shares)
def test_joining_an_input_never_mends_the_other(first: float, second: float) -> None:
    assert join_defects(first, second) >= max(first, second) - 1e-12


def test_a_larger_shortfall_makes_more_defects() -> None:
    assert make_defects(0.4, 0.5) > make_defects(0.3, 0.5) > make_defects(0.0, 0.5) == 0.0


def test_only_delivery_suffers_from_empty_shelves() -> None:
    assert deliver_quality(0.2, 0.5, True) == 0.4
    assert deliver_quality(0.2, 0.5, False) == 0.8


def test_rework_takes_the_time_of_what_is_reworked() -> None:
    # A fifth of the units made at half capacity is reworked, at half the time of making one: 0.2 * 0.5 * 0.5.
    assert time_to_rework(0.2, 0.5, 50.0, 100.0) == pytest.approx(0.05)


@given(shares, shares, st.floats(0.0, 1e6), st.floats(0.0, 1e6))
def test_rework_never_takes_more_than_half_of_the_time(
    reworked: float, time: float, made: float, can: float
) -> None:
    assert 0.0 <= time_to_rework(reworked, time, made, can) <= 0.5


def test_more_rework_takes_more_time() -> None:
    assert time_to_rework(0.3, 0.5, 50.0, 100.0) > time_to_rework(0.2, 0.5, 50.0, 100.0)


@given(st.floats(-1e12, 1e12), st.floats(1.0, 1e9))
def test_every_input_has_a_weight_and_one_that_was_sent_hardly_more_than_its_quantity(
    sent: float, units: float
) -> None:
    assert weigh_input(sent, units) > 0.0
    assert weigh_input(sent, units) == pytest.approx(max(sent, 0.0) + units / 1000)


def test_where_nothing_was_sent_inputs_weigh_as_a_unit_takes_of_them() -> None:
    assert weigh_input(0.0, 2000.0) == 2.0 * weigh_input(-7.0, 1000.0) == 2.0


def test_where_nothing_fails_or_is_wasted_a_unit_takes_its_own_work():
    assert work_in_a_good_unit(0.0, 1.0) == work_in_a_good_unit(0.4, 0.0) == 1.0
    assert work_in_a_good_unit(0.4, 0.5) < work_in_a_good_unit(0.5, 0.5) == 1.25


@given(shares, shares, shares)
def test_standard_work_never_makes_more_fail_and_alone_prevents_no_more_than_its_share(failing, work, share):
    kept = keep_to_standard(failing, work, share)
    assert failing * (1.0 - share) <= kept + 1e-12
    assert kept <= failing
    assert keep_to_standard(failing, 0.0, share) == failing


def test_a_bad_month_and_newcomers_spoil_what_would_have_been_good():
    # .3 + .05 fails anyway; of the .65 left, .4 x .1 is spoilt
    assert shortfall_this_month(0.3, error=0.05, newcomers=0.4, spoilt_by_new=0.1) == pytest.approx(
        0.35 + 0.65 * 0.04
    )


@given(shares, st.floats(-1.0, 1.0), shares, shares)
def test_a_shortfall_of_a_month_is_a_share_and_is_ability_where_nothing_disturbs(
    shortfall, error, newcomers, spoilt
):
    assert 0.0 <= shortfall_this_month(shortfall, error, newcomers, spoilt) <= 1.0
    assert shortfall_this_month(shortfall, 0.0, newcomers, 0.0) == shortfall


def test_who_hardly_ever_fails_can_only_err_to_the_worse():
    assert shortfall_this_month(0.0, -0.03, 0.0, 0.0) == 0.0
    assert shortfall_this_month(0.0, 0.03, 0.0, 0.0) == 0.03
