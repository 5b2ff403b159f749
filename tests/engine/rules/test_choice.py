"""When customers look round, and what they choose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.choice import (
    become_known,
    chance_at_occasion,
    chance_known,
    chance_to_buy,
    chance_to_consider,
    expected_unforeseen,
    is_anniversary,
    relative_price,
    surplus_of_market,
    surplus_of_offer,
    unforeseen_taste,
    utility_of_firm,
    visibility,
    weight_at_rest,
)

levels = st.floats(0, 100)
shares = st.floats(0, 1)


def test_at_satisfaction_70_a_customer_considers_alternatives_once_a_year():
    assert chance_to_consider(70.0, 0.0, 1 / 12, 0.04, 0.3) == pytest.approx(1 / 12)


@given(levels, shares)
def test_the_chance_to_consider_alternatives_is_a_chance(satisfaction, asked):
    assert 0.0 <= chance_to_consider(satisfaction, asked, 1 / 12, 0.06, 0.5) <= 1.0


def test_intent_has_decreasing_and_behaviour_increasing_returns():
    # Mittal & Kamakura (2001), with 36 months to repurchase and every second look ending in a switch
    levels = np.arange(60.0, 96.0, 5.0)
    chances = np.array([chance_to_consider(level, 0.0, 1 / 12, 0.04, 0.0) for level in levels])
    intent, behaviour = 1 - chances, (1 - 0.5 * chances) ** 36
    assert (np.diff(intent, 2) < 0).all()
    assert (np.diff(behaviour, 2)[behaviour[2:] < np.exp(-1)] > 0).all()
    assert (behaviour < np.exp(-1)).sum() >= 4


def test_being_asked_keeps_a_customer_from_considering_alternatives():
    assert chance_to_consider(70.0, 1.0, 0.08, 0.04, 0.3) < chance_to_consider(70.0, 0.0, 0.08, 0.04, 0.3)
    assert chance_to_consider(70.0, 1.0, 0.08, 0.04, 0.0) == chance_to_consider(70.0, 0.0, 0.08, 0.04, 0.0)


@given(levels)
def test_without_a_rate_nobody_considers_alternatives(satisfaction):
    assert chance_to_consider(satisfaction, 0.0, 0.0, 0.04, 0.3) == 0.0


def test_a_price_is_compared_with_the_markets():
    assert relative_price(90.0, 100.0) == pytest.approx(0.9)
    assert relative_price(90.0, 0.0) == 1.0


@given(levels, st.floats(0.5, 2), st.floats(-2, 2))
def test_the_own_firm_and_a_rival_are_weighed_alike(satisfaction, price, taste):
    own = utility_of_firm(satisfaction, price, 0.5, taste, 5.0, 3.0)
    rival = utility_of_firm(satisfaction, price, 0.0, taste, 5.0, 3.0)
    assert own - rival == pytest.approx(0.5)


def test_satisfaction_draws_and_price_repels():
    base = utility_of_firm(70.0, 1.0, 0.0, 0.0, 5.0, 3.0)
    assert utility_of_firm(71.0, 1.0, 0.0, 0.0, 5.0, 3.0) > base
    assert utility_of_firm(70.0, 1.1, 0.0, 0.0, 5.0, 3.0) < base
    assert utility_of_firm(70.0, 1.1, 0.0, 0.0, 5.0, 0.0) == base


@given(st.floats(0, 1, exclude_max=True))
def test_what_cannot_be_foreseen_is_finite(draw):
    assert -4.0 < unforeseen_taste(draw) < 40.0


def test_the_best_of_utility_and_the_unforeseen_is_a_logit():
    # McFadden (1974): two offers half a point apart are chosen e^.5 : 1
    draws = (np.arange(1000) + 0.5) / 1000
    first = 0.5 + unforeseen_taste(draws)[:, None]
    second = unforeseen_taste(draws)[None, :]
    assert (first > second).mean() == pytest.approx(np.exp(0.5) / (1 + np.exp(0.5)), abs=1e-3)


@given(st.floats(0, 1e3), st.floats(0, 1e3), st.floats(-3, 3))
def test_a_market_is_never_worth_less_than_nothing(own, rivals, not_buying):
    assert surplus_of_market(own, rivals, not_buying, 3.0) >= 0.0


def test_surplus_by_hand():
    # ln(e^2 + e^1 + e^-1) - (-1) = 3.348..., in prices: / 3
    expected = (np.log(np.exp(2) + np.exp(1) + np.exp(-1)) + 1) / 3
    assert surplus_of_market(np.exp(2.0).item(), np.exp(1.0).item(), -1.0, 3.0) == pytest.approx(expected)


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=6), st.floats(-20, 20))
def test_over_all_choices_what_is_chosen_and_its_luck_are_the_surplus_of_the_logit(utilities, nothing):
    offers = float(np.logaddexp.reduce([*utilities, nothing]))
    expected = sum(
        np.exp(one - offers) * (one - nothing + expected_unforeseen(offers, one, nothing))
        for one in utilities
    )
    assert expected == pytest.approx(offers - nothing, rel=1e-6, abs=1e-9)


def test_what_was_chosen_for_certain_had_no_luck_and_what_was_unlikely_had_much():
    assert expected_unforeseen(5.0, 5.0, -1000.0) == pytest.approx(0.0, abs=1e-12)
    assert expected_unforeseen(5.0, 1.0, -1000.0) == 4.0


def test_an_offer_is_worth_what_it_is_better_than_nothing_in_prices():
    assert surplus_of_offer(3.0, 2.5, 8.0) == pytest.approx(0.0625)
    assert surplus_of_offer(2.0, 2.5, 8.0) < 0.0
    assert surplus_of_offer(3.0, 2.5, 0.0) == 0.0


def test_one_more_firm_adds_to_the_surplus():
    assert surplus_of_market(1.0, 2.0, 0.0, 3.0) > surplus_of_market(1.0, 1.0, 0.0, 3.0)


@given(shares, shares)
def test_an_open_firm_is_never_less_visible_than_its_presence(share, presence):
    assert visibility(share, presence) == max(share, presence)


def test_at_an_occasion_those_look_round_who_would_have_in_a_month_since_the_last_one():
    assert chance_at_occasion(0.5, 3.0) == pytest.approx(1 - 0.5**3)
    assert chance_at_occasion(1 / 12, 12.0) == pytest.approx(0.648, abs=5e-4)


@given(shares, st.floats(1, 600))
def test_the_chance_at_an_occasion_is_one_and_not_below_that_of_a_month(chance, months):
    assert chance * (1 - 1e-9) - 1e-12 <= chance_at_occasion(chance, months) <= 1.0


def test_after_a_month_an_occasion_is_a_month_and_after_very_many_everybody_looks():
    assert chance_at_occasion(0.3, 1.0) == pytest.approx(0.3)
    assert chance_at_occasion(0.3, 600.0) == pytest.approx(1.0)


def test_a_contract_ends_with_the_twelfth_month_and_with_every_year_after_it():
    assert [months for months in range(48) if is_anniversary(months)] == [11, 23, 35, 47]


@given(st.integers(0, 65_535))
def test_there_is_one_anniversary_in_any_twelve_months(months):
    assert sum(is_anniversary(months + k) for k in range(12)) == 1


def test_a_first_month_is_no_anniversary():
    assert not is_anniversary(0)


def test_what_is_bought_every_month_is_bought_at_the_rate_and_a_durable_less_often():
    assert chance_to_buy(0.8, 1.0) == 0.8
    assert chance_to_buy(0.8, 40.0) == pytest.approx(0.02)


@given(shares, st.floats(1, 600))
def test_nobody_buys_more_often_than_every_month(rate, interval):
    assert 0.0 <= chance_to_buy(rate, interval) <= rate


@given(shares, shares, st.floats(0.01, 1))
def test_a_larger_firm_is_known_to_more_but_never_to_all(share, presence, half_known):
    known = chance_known(share, presence, half_known)
    assert 0.0 <= known < 1.0
    assert chance_known(share + 0.1, presence, half_known) > known
    assert chance_known(half_known, 0.0, half_known) == 0.5


def test_being_known_grows_more_slowly_than_the_firm():
    assert chance_known(0.4, 0.01, 0.03) < 1.1 * chance_known(0.2, 0.01, 0.03)


@given(shares, shares, st.floats(0, 60))
def test_a_firm_becomes_known_as_far_as_its_share_goes_and_not_past_it(known, share, time):
    rest = chance_known(share, 0.01, 0.03)
    now = become_known(known, share, 0.01, 0.03, time)
    assert min(known, rest) - 1e-12 <= now <= max(known, rest) + 1e-12
    assert become_known(known, share, 0.01, 0.03, 0.0) == rest
    assert become_known(rest, share, 0.01, 0.03, time) == pytest.approx(rest)


def test_an_entrant_becomes_known_within_years():
    known = 0.0
    for _ in range(24):
        known = become_known(known, 0.02, 0.01, 0.03, 1.67)
    assert known == pytest.approx(0.5 * (1 - np.exp(-24 * 0.06 / 1.67)))


def test_a_customer_is_with_two_firms_as_long_as_a_chain_of_two_states_says():
    # no inertia: each look ends at the one with chance 2/3; with inertia ln 2 one's own counts twice
    assert weight_at_rest(2.0, 1.0, 3.0, 0.0, 0.1) / weight_at_rest(1.0, 1.0, 3.0, 0.0, 0.1) == pytest.approx(
        2
    )
    leave_one, leave_other = 1 / (2 * 2 + 1), 2 / (2 * 1 + 2)
    one, other = (weight_at_rest(worth, 1.0, 3.0, np.log(2), 0.1) for worth in (2.0, 1.0))
    assert one / other == pytest.approx(leave_other / leave_one)


@given(st.floats(0.1, 5), st.floats(0.05, 0.5))
def test_one_who_looks_round_half_as_often_stays_twice_as_long(worth, chance):
    one, other = (weight_at_rest(worth, 0.5, 9.0, 1.0, chance / times) for times in (1, 2))
    assert other == pytest.approx(2 * one)
