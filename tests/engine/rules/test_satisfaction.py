"""How a customer perceives, compares, judges and remembers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.satisfaction import (
    feel_taste,
    perceive,
    perceived_value,
    reference_point,
    remember,
    satisfaction_level,
    update_image,
    update_will,
    value_of_gap,
)

shares = st.floats(0, 1)
qualities = st.floats(-0.5, 1.5)
gaps = st.floats(-1, 1)
EFFECTS = {
    "base": -3.4,
    "quality_effect": 2.0,
    "disconfirmation_effect": 3.5,
    "value_effect": 2.4,
    "image_effect": 0.8,
}


@given(qualities, gaps, gaps, qualities)
def test_without_assimilation_the_expectation_colours_nothing(delivered, leniency, noise, will):
    assert perceive(delivered, leniency, noise, will, 0.0) == delivered + leniency + noise


@given(qualities, qualities, shares)
def test_a_perception_without_noise_lies_between_what_is_delivered_and_what_was_expected(delivered, will, h):
    seen = perceive(delivered, 0.0, 0.0, will, h)
    assert min(delivered, will) - 1e-12 <= seen <= max(delivered, will) + 1e-12


def test_a_higher_expectation_raises_what_is_seen():
    # Boulding et al. (1993): a better will-expectation raises perception
    assert perceive(0.6, 0.0, 0.0, 0.9, 0.15) > perceive(0.6, 0.0, 0.0, 0.5, 0.15)


@given(qualities, qualities)
def test_a_customer_without_norms_compares_with_the_will_alone(will, should):
    assert reference_point(will, should, 0.0) == will
    assert reference_point(will, should, 1.0) == should


@given(st.floats(0.001, 1), st.floats(0.3, 1))
def test_with_loss_aversion_one_and_a_middle_kano_index_gaps_are_symmetric(gap, curvature):
    assert value_of_gap(gap, 0.5, curvature, 1.0) == -value_of_gap(-gap, 0.5, curvature, 1.0)


@given(st.floats(0.001, 1), st.floats(1.01, 2.5))
def test_a_shortfall_hurts_more_than_an_equal_surplus_pleases(gap, loss_aversion):
    pleases = value_of_gap(gap, 0.5, 0.88, loss_aversion)
    hurts = value_of_gap(-gap, 0.5, 0.88, loss_aversion)
    assert -hurts == pytest.approx(loss_aversion * pleases, rel=1e-12)


def test_a_must_cannot_please_and_a_delight_cannot_hurt():
    assert value_of_gap(0.4, 0.0, 0.88, 1.96) == 0.0
    assert value_of_gap(-0.4, 1.0, 0.88, 1.96) == 0.0
    assert value_of_gap(-0.4, 0.0, 0.88, 1.96) < value_of_gap(-0.4, 0.5, 0.88, 1.96) < 0.0


def test_no_gap_has_no_value():
    assert value_of_gap(0.0, 0.5, 0.88, 1.96) == 0.0


def test_value_of_a_gap_by_hand():
    # Tversky & Kahneman (1992): .25 ** .88 = 0.295248, and 1.96 times that for a loss
    assert value_of_gap(0.25, 0.5, 0.88, 1.96) == pytest.approx(0.295248, abs=1e-6)
    assert value_of_gap(-0.25, 0.5, 0.88, 1.96) == pytest.approx(-0.578686, abs=1e-6)


@given(qualities, qualities)
def test_at_the_market_price_value_is_quality(quality, effect):
    assert perceived_value(quality, 1.0, 0.0, effect) == quality


def test_a_dearer_firm_gives_less_value():
    assert perceived_value(0.8, 1.1, 0.0, 0.5) < perceived_value(0.8, 1.0, 0.0, 0.5)


@given(qualities, gaps, qualities, shares)
def test_satisfaction_stays_on_its_scale(quality, disconfirmation, value, image):
    assert 0.0 < satisfaction_level(quality, disconfirmation, value, image, **EFFECTS) < 100.0


@pytest.mark.parametrize("better", range(4))
def test_each_of_its_causes_raises_satisfaction(better):
    causes = [0.7, 0.0, 0.7, 0.6]
    raised = [cause + 0.1 * (k == better) for k, cause in enumerate(causes)]
    assert satisfaction_level(*raised, **EFFECTS) > satisfaction_level(*causes, **EFFECTS)


def test_satisfaction_by_hand():
    # -3.4 + 2*.8 + 3.5*.1 + 2.4*.8 + .8*.65 = .99; 100/(1 + e^-.99) = 72.908792
    assert satisfaction_level(0.8, 0.1, 0.8, 0.65, **EFFECTS) == pytest.approx(72.908792, abs=1e-6)


@given(st.floats(0, 100), st.floats(0, 100), shares)
def test_what_is_remembered_lies_between_then_and_now(then, now, memory):
    assert min(then, now) - 1e-9 <= remember(then, now, memory) <= max(then, now) + 1e-9


def test_a_month_without_memory_is_all_there_is():
    assert remember(80.0, 60.0, 0.0) == 60.0
    assert remember(80.0, 60.0, 1.0) == 80.0


@given(qualities, qualities)
def test_a_neutral_customer_expects_what_was_perceived_in_the_end(will, perceived):
    for _ in range(200):
        will = update_will(will, perceived, 0.65, 0.0, 0.0, 0.1, 0.2, 0.65)
    assert will == pytest.approx(perceived, abs=1e-7)


def test_image_optimism_and_participation_each_raise_expectation():
    plain = update_will(0.6, 0.6, 0.65, 0.0, 0.0, 0.1, 0.2, 0.65)
    assert plain == 0.6
    assert update_will(0.6, 0.6, 0.75, 0.0, 0.0, 0.1, 0.2, 0.65) > plain
    assert update_will(0.6, 0.6, 0.65, 0.1, 0.0, 0.1, 0.2, 0.65) > plain
    assert update_will(0.6, 0.6, 0.65, 0.0, 0.02, 0.1, 0.2, 0.65) == pytest.approx(0.62)


@given(st.floats(0, 1), st.floats(0, 100), st.floats(0.3, 1), shares)
def test_image_moves_towards_the_mean_of_satisfaction_and_prior(image, satisfaction, prior, rate):
    target = (satisfaction / 100 + prior) / 2
    moved = update_image(image, satisfaction, prior, rate)
    assert min(image, target) - 1e-12 <= moved <= max(image, target) + 1e-12


def test_rules_take_arrays():
    wills = np.array([0.2, 0.6])
    assert perceive(0.6, 0.0, 0.0, wills, 0.5).tolist() == pytest.approx([0.4, 0.6])


@given(st.floats(-4, 4), st.floats(-1, 2))
def test_a_firm_that_suits_better_is_felt_to_be_worth_more_and_the_usual_one_no_more(taste, usual):
    assert feel_taste(taste + 1.0, usual, 0.1) - feel_taste(taste, usual, 0.1) == pytest.approx(0.1)
    assert feel_taste(usual, usual, 0.1) == 0.0
    assert feel_taste(taste, usual, 0.0) == 0.0
