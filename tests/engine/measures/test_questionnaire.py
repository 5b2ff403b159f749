"""A questionnaire put to simulated customers."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import lived, same_bits, small_market

from tci_sim.engine.measures.questionnaire import CONSTRUCTS, survey_customers


@pytest.fixture(scope="module")
def world():
    return lived(small_market({"market.customers": 3_000, "months": 12, "burn_in": 12}))


def test_every_respondent_answers_every_item_on_the_scale(world):
    answers = survey_customers(world.state, world.clock, 500, items=3)
    assert len(answers["customer"]) == 500 == len(set(answers["customer"].tolist()))
    assert [name for name in answers if "_" in name] == [f"{c}_{k}" for c in CONSTRUCTS for k in (1, 2, 3)]
    assert all(((answers[f"{c}_1"] >= 0) & (answers[f"{c}_1"] <= 100)).all() for c in CONSTRUCTS)


def test_asking_changes_nothing_in_the_world(world):
    before = lived(small_market({"market.customers": 3_000, "months": 12, "burn_in": 12})).state
    survey_customers(world.state, world.clock, 500)
    assert same_bits(before, world.state) == []


def test_more_are_not_asked_than_there_are(world):
    buyers = int((world.state.customers.firm < 6).sum())
    assert len(survey_customers(world.state, world.clock, 10**9)["customer"]) == buyers


def test_items_about_one_thing_agree_more_than_items_about_two(world):
    answers = survey_customers(world.state, world.clock, 2_500)
    within = np.corrcoef(answers["satisfaction_1"], answers["satisfaction_2"])[0, 1]
    across = np.corrcoef(answers["satisfaction_1"], answers["image_1"])[0, 1]
    assert within > across > 0.0


def test_another_month_asks_others(world):
    one = survey_customers(world.state, world.clock, 300)["customer"]
    other = survey_customers(world.state, world.clock + 1, 300)["customer"]
    assert set(one.tolist()) != set(other.tolist())


@pytest.mark.parametrize(("respondents", "items"), [(0, 3), (10, 0), (10, 11)])
def test_a_questionnaire_without_respondents_or_items_is_refused(world, respondents, items):
    with pytest.raises(ValueError, match="must be"):
        survey_customers(world.state, world.clock, respondents, items)
