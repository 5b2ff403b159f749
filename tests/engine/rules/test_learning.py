"""Mutual learning, rule by rule, against March (1991) worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.learning import (
    act,
    border_openness,
    decide_by_fact,
    judgement,
    learn_from_the_better,
    pace_of_learning,
    pick,
    readiness_for_fact,
    sharing_chance,
    socialise,
    step_towards,
    worth_of_act,
)

beliefs = st.sampled_from([-1, 0, 1])
probabilities = st.floats(0, 1)
uniforms = st.floats(0, 1, exclude_max=True)


@given(beliefs, probabilities, st.sampled_from([1, 2]), uniforms)
def test_a_silent_code_teaches_nothing(belief, p_learn, steps, draw):
    assert socialise(belief, 0, p_learn, steps, draw) == belief


def test_a_wrong_belief_falls_silent_before_it_turns_right():
    # Christensen (2015), p. 4: -1 -> 0 -> +1
    first = socialise(-1, 1, 1.0, 1, 0.0)
    assert (first, socialise(first, 1, 1.0, 1, 0.0)) == (0, 1)


def test_the_text_of_1991_takes_the_code_over_outright():
    # March (1991), p. 74, rule 3
    assert socialise(-1, 1, 1.0, 2, 0.0) == 1


@given(beliefs, beliefs, st.integers(0, 2))
def test_a_step_never_leads_away_from_a_voice_nor_beyond_it(belief, voice, steps):
    after = step_towards(belief, voice, steps)
    assert after in (-1, 0, 1)
    assert abs(voice - after) <= abs(voice - belief) or voice == 0


@given(beliefs, st.integers(-50, 50), uniforms)
def test_a_code_that_learns_nothing_never_moves(code, votes, draw):
    assert learn_from_the_better(code, votes, 0.0, draw) == code


@given(beliefs, st.integers(1, 50), uniforms)
def test_a_code_that_learns_at_once_is_the_majority_of_the_better(code, votes, draw):
    assert learn_from_the_better(code, votes, 1.0, draw) == 1
    assert learn_from_the_better(code, -votes, 1.0, draw) == -1


def test_three_net_tries_succeed_as_1_less_the_cube_of_failing():
    # March (1991), p. 74: 1 - (1 - .3)**3 = .657
    assert learn_from_the_better(-1, 3, 0.3, 0.6569) == 1
    assert learn_from_the_better(-1, 3, 0.3, 0.6571) == -1


@given(beliefs, uniforms)
def test_a_tie_among_the_better_leaves_the_code(code, draw):
    assert learn_from_the_better(code, 0, 0.9, draw) == code


@given(uniforms)
def test_who_believes_nothing_acts_by_chance_or_not_at_all(draw):
    assert act(0, 1, draw) == (1 if draw >= 0.5 else -1)
    assert act(0, 0, draw) == 0


@given(st.sampled_from([-1, 1]), uniforms, st.sampled_from([0, 1]))
def test_who_believes_acts_on_it(belief, draw, coin):
    assert act(belief, coin, draw) == belief


@given(st.sampled_from([-1, 1]), st.floats(-1, 1))
def test_an_oracle_needs_no_evidence_and_evidence_no_oracle(reality, evidence):
    assert judgement(reality, evidence, 1.0) == reality
    assert judgement(reality, evidence, 0.0) == evidence


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), uniforms)
def test_without_slow_learners_all_learn_at_one_pace(p_learn, p_learn_slow, draw):
    assert pace_of_learning(p_learn, p_learn_slow, 0.0, draw) == p_learn
    assert pace_of_learning(p_learn, p_learn_slow, 1.0, draw) == p_learn_slow


def test_the_share_of_slow_learners_is_as_asked():
    paces = [pace_of_learning(0.9, 0.1, 0.25, (i + 0.5) / 100) for i in range(100)]
    assert paces.count(0.1) == 25


def test_a_closed_border_lets_nothing_through():
    assert sharing_chance(1.0, 1.0, 1.0, border_openness(False, 0.0)) == 0.0
    assert sharing_chance(1.0, 1.0, 1.0, border_openness(True, 0.0)) == 1.0


def test_more_collaboration_shares_more():
    assert sharing_chance(0.5, 0.6, 0.3, 1.0) > sharing_chance(0.5, 0.5, 0.3, 1.0)


@given(st.integers(1, 1000), uniforms)
def test_a_pick_is_one_of_those_there(count, draw):
    assert 0 <= pick(count, draw) < count


def test_a_pick_favours_nobody():
    picks = [pick(5, (i + 0.5) / 100) for i in range(100)]
    assert [picks.count(i) for i in range(5)] == pytest.approx([20] * 5)


@given(beliefs, st.floats(-0.6, 0.6), probabilities, uniforms)
def test_hearsay_decides_nothing(code, evidence, readiness, draw):
    assert decide_by_fact(code, evidence, readiness, draw) == code


@given(beliefs, st.sampled_from([-1.0, 1.0]), uniforms)
def test_who_decides_by_fact_at_once_holds_what_is_certain(code, evidence, draw):
    assert decide_by_fact(code, evidence, 1.0, draw) == evidence


@given(beliefs, st.floats(-1, 1), uniforms)
def test_who_never_decides_by_fact_keeps_the_code(code, evidence, draw):
    assert decide_by_fact(code, evidence, 0.0, draw) == code


def test_two_voices_of_one_mind_decide_in_seven_of_ten_months():
    # two voices believed four times in five: odds of 16, evidence 15/17, (15/17 - .6) / .4 = 12/17
    found = [decide_by_fact(-1, 15 / 17, 1.0, (i + 0.5) / 1700) for i in range(1700)]
    assert found.count(1) == 1200
    assert found.count(-1) == 500


@given(probabilities, probabilities, probabilities)
def test_facts_decide_nothing_where_the_truth_judges_or_where_they_are_off(code_learning, by_fact, oracle):
    assert readiness_for_fact(code_learning, by_fact, 1.0) == 0.0
    assert readiness_for_fact(code_learning, 0.0, oracle) == 0.0
    assert 0.0 <= readiness_for_fact(code_learning, by_fact, oracle) <= code_learning


def test_the_text_of_1991_counts_what_is_right_and_the_program_what_is_wrong_as_well():
    acts, reality = [1, 1, -1, -1, 0], [1, 1, 1, 1, 1]
    net = sum(worth_of_act(act, worth, 0) for act, worth in zip(acts, reality, strict=True))
    right = sum(worth_of_act(act, worth, 1) for act, worth in zip(acts, reality, strict=True))
    assert (net, right) == (0, 2)


@given(beliefs, st.floats(-1, 1))
def test_what_is_right_is_worth_the_same_by_either_score(act, worth):
    if act * worth >= 0:
        assert worth_of_act(act, worth, 1) == worth_of_act(act, worth, 0)
    else:
        assert worth_of_act(act, worth, 1) == 0.0
