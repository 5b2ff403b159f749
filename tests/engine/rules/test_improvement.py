"""The half-life, the family of improvement curves, commitment and know-how."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.improvement import (
    borrow_know_how,
    commitment_target,
    improve_shortfall,
    improvement_effort,
    improvement_rate,
    joint_speed_up,
    move_commitment,
    train,
    usable_knowledge,
    visible_results,
)

shares = st.floats(0.0, 1.0)


@pytest.mark.parametrize("half_life", [1.0, 3.0, 9.0, 22.0])
def test_a_shortfall_halves_in_its_half_life_when_all_factors_are_1(half_life):
    # Schneiderman (1988): corners of the matrix are 1 and 22 months
    effort = improvement_effort(0.15, full_time=0.15, priority=0.2, attributes=5.0)
    knowledge = usable_knowledge(1.0, right=1.0, wrong=0.0, check=0.0)
    rate = improvement_rate(half_life, 1.0, effort, 1.0, knowledge)
    shortfall = 0.4
    for _ in range(int(half_life)):
        shortfall = improve_shortfall(shortfall, rate, curvature=0.0)
    assert abs(shortfall - 0.2) < 1e-9


@pytest.mark.parametrize("curvature", [0.2, 0.5, 1.0, 2.0])
def test_a_power_law_follows_its_closed_form(curvature):
    # Zangwill & Kantor (1998): E = (E0^-k + a k n)^(-1/k)
    shortfall = 0.6
    for month in range(1, 61):
        shortfall = improve_shortfall(shortfall, 0.08, curvature)
        closed = (0.6**-curvature + 0.08 * curvature * month) ** (-1.0 / curvature)
        assert abs(shortfall - closed) < 1e-6 * closed


def test_a_negative_curvature_ends_in_finite_time():
    # dE/dt = -a E^(1/2): sqrt(E) falls by a/2 a month, from sqrt(.36) = .6 to 0 in 12 months at a = .1
    shortfall, months = 0.36, 0
    while shortfall > 0.0 and months < 100:
        shortfall = improve_shortfall(shortfall, 0.1, curvature=-0.5)
        months += 1
        expected = max(0.0, 0.6 - 0.05 * months) ** 2
        assert abs(shortfall - expected) < 1e-6
    assert months in (12, 13)


@given(shares, st.floats(-2.0, 2.0), st.floats(-0.9, 3.0))
def test_a_shortfall_stays_between_0_and_1(shortfall, rate, curvature):
    assert 0.0 <= improve_shortfall(shortfall, rate, curvature) <= 1.0


@given(st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_a_small_curvature_is_nearly_exponential(shortfall, rate):
    curved = improve_shortfall(shortfall, rate, curvature=1e-7)
    assert abs(curved - improve_shortfall(shortfall, rate, curvature=0.0)) < 1e-5


@given(shares, st.floats(-0.9, 3.0))
def test_no_rate_leaves_a_shortfall_as_it_is_to_the_last_bit(shortfall, curvature):
    assert improve_shortfall(shortfall, 0.0, curvature) == shortfall


def test_wrong_beliefs_do_harm_and_the_check_step_catches_it():
    unchecked = usable_knowledge(0.5, right=0.3, wrong=0.5, check=0.0)
    assert unchecked < 0.0 < usable_knowledge(0.5, right=0.3, wrong=0.5, check=0.9)
    assert improve_shortfall(0.3, unchecked, curvature=0.0) > 0.3


def test_half_the_time_is_half_the_effort_and_double_is_no_more_than_full():
    assert improvement_effort(0.075, full_time=0.15, priority=0.5, attributes=2.0) == 0.5
    assert improvement_effort(0.3, full_time=0.15, priority=0.5, attributes=2.0) == 1.0


def target(**changes: float) -> float:
    """Commitment that an ordinary unit would reach, but for what is changed."""
    ordinary = {
        "push": 0.4, "culture": 0.4, "results": 0.2, "laid_off": 0.1, "internal_satisfaction": 60.0,
        "contact": 0.5, "culture_effect": 0.3, "results_effect": 0.6, "layoffs_effect": 0.5,
        "internal_effect": 0.1, "contact_effect": 0.05,
    }  # fmt: skip
    return commitment_target(**{**ordinary, **changes})


def test_push_results_and_layoffs_alone_give_repennings_target():
    # .4 + .6 x .5 - .5 x .2 = .6
    effects_off = {"culture_effect": 0.0, "internal_effect": 0.0, "contact_effect": 0.0}
    assert abs(target(results=0.5, laid_off=0.2, **effects_off) - 0.6) < 1e-15


@pytest.mark.parametrize("name", ["push", "culture", "results", "internal_satisfaction", "contact"])
def test_what_carries_commitment_raises_it(name):
    assert target(**{name: 0.0}) < target(**{name: 0.5 if name != "internal_satisfaction" else 90.0})


def test_layoffs_lower_commitment():
    assert target(laid_off=0.5) < target(laid_off=0.0)


def test_commitment_moves_exactly_by_its_time_constant():
    commitment = 0.2
    for _ in range(6):
        commitment = move_commitment(commitment, 0.8, months=6.0)
    assert abs(commitment - (0.8 - 0.6 * math.exp(-1.0))) < 1e-12


def test_know_how_settles_where_training_makes_up_for_forgetting():
    # training / (training + decay) = .06 / .08
    know_how = 0.0
    for _ in range(500):
        know_how = train(know_how, training=0.06, decay=0.02)
    assert abs(know_how - 0.75) < 1e-12


@given(shares, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_know_how_stays_between_0_and_1(know_how, training, decay):
    assert 0.0 <= train(know_how, training, decay) <= 1.0


@given(shares, shares, shares)
def test_a_buyer_never_makes_its_supplier_forget(own, buyers, joint):
    assert own <= borrow_know_how(own, buyers, joint) <= max(own, buyers) + 1e-15


def test_results_are_what_fell_of_what_could_fall():
    assert np.isclose(visible_results(0.01, full_fall=0.04), 0.25)
    assert visible_results(0.1, full_fall=0.04) == 1.0
    assert visible_results(0.0, full_fall=0.0) == 0.0


@pytest.mark.parametrize("half_life", [1.0, 5.0, 7.0, 9.0, 11.0])
def test_partners_speed_up_nothing_that_one_firm_makes_alone(half_life):
    # Schneiderman (1988): the rows of one function and of several functions of one firm
    assert joint_speed_up(half_life, joint=1.0, faster=0.3) == 1.0


@pytest.mark.parametrize("half_life", [14.0, 18.0, 22.0])
def test_what_is_made_across_firms_halves_sooner_where_they_decide_jointly(half_life):
    # 1 - .3 x .5
    assert joint_speed_up(half_life, joint=0.5, faster=0.3) == pytest.approx(0.85)
    assert joint_speed_up(half_life, joint=0.0, faster=0.3) == 1.0
