"""Moving requirements: turns, ageing, norms, features, imitation."""

from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.requirements import (
    age_feature,
    age_shortfall,
    features_at_rest,
    imitate,
    live_on,
    movement,
    ratchet_norm,
    relax_norm,
    renew_feature,
    turns_over,
)

shares = st.floats(0.0, 1.0)


def test_a_still_world_turns_nothing_over():
    assert not turns_over(0.0, draw=0.0)


def test_two_of_six_dimensions_put_a_tenth_out_of_date():
    # .3 x 2/6 = .1, and creep .001 on top
    assert abs(movement(2 / 6, obsolescence=0.3, creep=0.001) - 0.101) < 1e-15


def test_a_third_of_what_is_well_done_ages():
    # E .4: .6 well done, of which .101 ages
    assert abs(age_shortfall(0.4, moved=0.101) - (0.4 + 0.6 * 0.101)) < 1e-15


@given(shares, shares, shares, shares)
def test_no_shortfall_leaves_its_bounds_however_needs_move(shortfall, turned, obsolescence, creep):
    aged = age_shortfall(shortfall, movement(turned, obsolescence, creep))
    assert shortfall <= aged <= 1.0


@given(shares, shares, shares)
def test_a_norm_never_passes_the_best_offer_on_its_way_up(norm, best, ratchet):
    raised = ratchet_norm(norm, best, ratchet)
    assert norm <= raised <= max(norm, best) + 1e-15


def test_a_norm_does_not_fall_to_a_poorer_market():
    assert ratchet_norm(0.8, best=0.3, ratchet=0.1) == 0.8


def test_a_norm_falls_as_its_requirements_move_on():
    assert relax_norm(0.8, moved=0.1) < 0.8
    assert relax_norm(0.8, moved=0.0) == 0.8


def test_a_feature_falls_faster_the_more_of_the_market_offers_it():
    assert age_feature(0.7, decay=0.1, offered=0.9) < age_feature(0.7, decay=0.1, offered=0.3) < 0.7


def test_an_attribute_whose_dimensions_all_turn_delights_fully():
    assert renew_feature(0.2, turned_share=1.0) == 1.0
    assert renew_feature(0.2, turned_share=0.0) == 0.2


@given(shares, shares, shares)
def test_a_kano_index_stays_between_must_and_delight(kano, offered, turned):
    assert 0.0 <= renew_feature(age_feature(kano, decay=0.3, offered=offered), turned) <= 1.0


def test_no_imitation_leaves_the_code_alone():
    assert imitate(-1, rivals=1, imitation=0.0, draw=0.0) == -1
    assert imitate(-1, rivals=1, imitation=1.0, draw=0.999) == 1


@given(st.floats(0.0, 0.99), st.floats(0.01, 1.0))
def test_new_features_keep_an_index_while_the_offer_stays(kano, offered):
    rate = features_at_rest(kano, offered)
    assert abs(live_on(kano, decay=0.1, offered=offered, features=rate) - kano) < 1e-12


def test_a_better_offer_turns_delights_into_musts_and_sooner():
    rate = features_at_rest(0.6, offered=0.5)
    index = {0.7: 0.6, 0.9: 0.6}
    for _ in range(6000):
        for offered in index:
            index[offered] = live_on(index[offered], decay=0.1, offered=offered, features=rate)
    # at rest .75/(.75 + offered)
    assert abs(index[0.7] - 0.75 / 1.45) < 1e-9
    assert abs(index[0.9] - 0.75 / 1.65) < 1e-9


def test_an_index_of_1_is_one_feature_that_fades_at_the_published_rate():
    assert features_at_rest(1.0, offered=0.7) == 0.0
    index = 1.0
    for _ in range(12):
        index = live_on(index, decay=0.1, offered=1.0, features=0.0)
    assert abs(index - 0.9048374180359595) < 1e-12  # e^-.1


def test_an_attribute_that_nobody_offers_and_that_has_no_features_stays():
    assert live_on(0.4, decay=0.1, offered=0.0, features=0.0) == 0.4
