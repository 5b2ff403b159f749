"""Phase 4 with mechanisms of a whole market: known firms, absolute prices, tastes that are felt, fair expectations."""

import numpy as np
import pytest

from tci_sim.engine.arithmetic import exponential, normal
from tci_sim.engine.backend.decorators import on_arrays
from tci_sim.engine.phases.customer_block import Block
from tci_sim.engine.phases.customer_choice import draw_tastes_for_none, value_not_buying
from tci_sim.engine.phases.experience import prepare_experience
from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.rules.choice import chance_known, unforeseen_taste
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import FIXED
from tests.engine.phases.test_experience import bits, live, live_in_parts, market_of, terms_of

KNOWN = (("choice.known_firms", 1), ("choice.presence", 0.01), ("choice.half_known", 0.03))
WHOLE = (
    "world.satisfaction.taste_felt=0.1", "world.word_of_mouth.carries_satisfaction=1", "world.word_of_mouth.rise=0.5",
    "world.choice.absolute_price=1", "world.choice.taste=3", "world.choice.taste_for_not_buying=3",
    "world.choice.not_buying=2.5", "world.choice.return_rate=0.1", "world.choice.known_firms=1",
    "world.choice.brands=1", "world.choice.price_weight=8", "world.choice.awareness_time=2",
)  # fmt: skip


def none_of(state):
    return len(state.firms.standing.open)


def prepared(state):
    terms = terms_of(state)
    prepare_experience(state.run, state.market, state.nodes, state.goods, state.firms, state.sums, terms)
    return terms


def test_any_cut_into_parts_gives_the_same_bits_with_everything_on():
    whole, cut = market_of(2500, *WHOLE), market_of(2500, *WHOLE)
    assert bits(live(whole, months=4)) == bits(live_in_parts(cut, (0, 700, 1025, 2500), months=4))


def test_not_buying_is_worth_the_same_when_it_is_chosen_and_when_it_is_remembered():
    """To the bit: what is remembered of a choice is told against what was chosen against."""
    choice = market_of(300, *WHOLE).run.world[0].choice
    place, tastes, most = np.arange(300, dtype=np.uint16), np.empty(300), np.empty(300)
    block = Block(np.uint64(1), np.uint64(7), np.uint64(0), 300)
    draw_tastes_for_none(block, choice.taste_for_not_buying, place, tastes)
    value_not_buying(block, choice, place, tastes, most)
    for k in range(300):
        chance, taste = (
            draw(1, what, month, [who])[0]
            for what, month, who in ((Decision.CHOOSE, 7, k * 1024 + 1023), (Decision.NOT_BUYING_TASTE, 0, k))
        )
        assert tastes[k] == choice.taste_for_not_buying * normal(taste)
        assert most[k] == choice.not_buying + tastes[k] + unforeseen_taste(chance)


# --- known firms ------------------------------------------------------------------------------------------


def test_each_one_chooses_the_best_of_the_firms_that_he_knows():
    # everybody considers the market; all tastes, lists and chances are drawn again here
    count, firms = 300, 6
    state = market_of(count, world=(*KNOWN, ("choice.consider_rate", 1.0), ("choice.consider_slope", 0.0)))
    state.firms.standing.brand[:] = [0.5, 0.0, -0.5, 0.2, 0.0, -0.2]
    state.run.world["choice"]["brands"] = 1
    before = state.customers.firm.copy()
    terms = prepared(market_of(count, world=KNOWN))
    choice, seed = state.run.world[0].choice, int(state.run.seed[0])
    live(state)
    who = np.arange(count)
    pair = who[:, None] * 1024 + np.arange(firms)
    share = np.bincount(before, minlength=firms) / count
    lists = draw(seed, Decision.KNOW_FIRM, 0, pair.ravel()).reshape(pair.shape) < [
        chance_known(size, 0.01, 0.03) for size in share
    ]
    own = before[:, None] == np.arange(firms)
    tastes = on_arrays(normal)(draw(seed, Decision.FIRM_TASTE, 0, pair.ravel()).reshape(pair.shape))
    luck = on_arrays(unforeseen_taste)(draw(seed, Decision.CHOOSE, 0, pair.ravel()).reshape(pair.shape))
    nothing = choice.not_buying + on_arrays(unforeseen_taste)(
        draw(seed, Decision.CHOOSE, 0, who * 1024 + 1023)
    )
    rivals = terms.offers.expected[:firms, state.customers.segment].T
    utility = choice.satisfaction_weight * rivals / 100 + choice.taste * tastes + luck
    utility += state.firms.standing.brand
    utility = np.where(lists & ~own, utility, -np.inf)
    moved = state.customers.firm != before
    best = utility.argmax(axis=1)
    # whoever moved went to the best rival on his list, or to none where nothing on it was better
    went = state.customers.firm[moved]
    expected = np.where(utility.max(axis=1) > nothing, best, firms)[moved]
    assert moved.sum() > 100
    assert (went == expected).all()


def test_a_firm_that_nobody_knows_wins_nobody_and_loses_nobody_for_it():
    state = market_of(3000, world=(*KNOWN, ("choice.presence", 0.0), ("choice.awareness_time", 120.0)))
    before = state.customers.firm == 2
    state.firms.standing.awareness[:] = [0.9, 0.9, 0.0, 0.9, 0.9, 0.9]
    live(state)
    now = state.customers.firm == 2
    assert not (now & ~before).any()
    assert 0.8 < now.sum() / before.sum() < 1.0


def test_without_friends_everybody_still_knows_firms_and_nobody_hears_of_them():
    state = market_of(3000, "market.friends=0", delivered=0.5, world=KNOWN)
    reputation = state.firms.standing.reputation.copy()
    live(state, months=3)
    assert (state.firms.standing.reputation == reputation).all()
    assert state.sums.by_segment[Sum.WON, : none_of(state)].sum() > 30


def test_an_entrant_becomes_known_little_by_little():
    entry = "shocks=[{month: 0, kind: rival_entry, target: centre}]"
    state = market_of(2000, entry, world=(*KNOWN, ("choice.awareness_time", 2.0)))
    known = []
    state.firms.standing.open[5] = True
    for month in range(12):
        live(state, first=month)
        known.append(state.firms.standing.awareness[5])
    assert known[0] == pytest.approx(chance_known(0.0, 0.01, 0.03) * (1 - exponential(-0.02)))
    assert (np.diff(known) > 0).all()
    assert known[-1] < 0.6


# --- prices -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("absolute", [0, 1])
def test_only_absolute_prices_can_become_too_high_for_all(absolute):
    world = (("choice.absolute_price", absolute), ("choice.price_weight", 9.0), ("choice.not_buying", 2.0))
    usual, dear = market_of(4000, world=world), market_of(4000, world=world)
    dear.firms.costs.price[:] *= 1.25
    lost = [(live(state, months=6).customers.firm == none_of(state)).sum() for state in (usual, dear)]
    satisfaction = [state.sums.by_segment[Sum.SATISFACTION, :6].sum() for state in (usual, dear)]
    if absolute:
        assert lost[1] > 1.5 * lost[0]
        assert satisfaction[1] < satisfaction[0]
    else:
        assert (lost[1], satisfaction[1]) == (lost[0], satisfaction[0])


# --- tastes -----------------------------------------------------------------------------------------------


def test_those_who_buy_nothing_are_those_who_like_it():
    state = market_of(6000, world=(("choice.taste_for_not_buying", 3.0), ("choice.not_buying", 2.0)))
    live(state, months=6)
    tastes = on_arrays(normal)(draw(1, Decision.NOT_BUYING_TASTE, 0, np.arange(6000)))
    nothing = state.customers.firm == none_of(state)
    assert nothing.sum() > 100
    assert tastes[nothing].mean() > tastes[~nothing].mean() + 0.7


def test_what_suits_is_felt_as_the_equation_says():
    quiet = (("satisfaction.memory", 0.0), ("choice.consider_rate", 0.0), ("complaints.recovery", 0.0))
    plain, felt = (
        market_of(500, world=quiet),
        market_of(500, world=(*quiet, ("satisfaction.taste_felt", 0.1))),
    )
    own = on_arrays(normal)(draw(1, Decision.FIRM_TASTE, 0, np.arange(500) * 1024 + felt.customers.firm))
    felt.firms.standing.usual_taste[:] = 0.4
    logits = [np.log(s / (100 - s)) for s in (live(state).customers.satisfaction for state in (plain, felt))]
    expected = felt.run.world[0].satisfaction.value_effect * 0.1 * (own - 0.4)
    assert logits[1] - logits[0] == pytest.approx(expected, abs=1e-9)


# --- expectations -----------------------------------------------------------------------------------------


def expected_less_felt(carries):
    """Let a market with one better firm come to rest; what others expect of each firm less what its customers feel."""
    state = market_of(4000, delivered=0.6, world=(("word_of_mouth.carries_satisfaction", carries),
                                                  ("word_of_mouth.reputation_update", 0.6)))  # fmt: skip
    state.nodes.quality.defect_out[state.nodes.places.firm == 0] = 0.25
    for month in range(60):
        live(state, first=month)
    expected = prepared(state).offers.expected[:6]
    counted = state.sums.by_segment[:, :6]
    return expected - counted[Sum.SATISFACTION] / FIXED / np.maximum(counted[Sum.CUSTOMERS], 1)


def test_what_is_expected_of_rivals_is_what_their_customers_feel():
    assert np.abs(expected_less_felt(1)).mean() < 2.5
    assert expected_less_felt(0).mean() > 5.0  # greener grass


def test_a_price_is_seen_at_once_by_those_who_do_not_pay_it():
    carries = (("word_of_mouth.carries_satisfaction", 1), ("choice.absolute_price", 1))
    usual, cheap = market_of(1000, world=carries), market_of(1000, world=carries)
    cheap.firms.costs.price[0] *= 0.8
    higher = prepared(cheap).offers.expected[:6] - prepared(usual).offers.expected[:6]
    assert (higher[0] > 2.0).all()
    assert (np.abs(higher[1:]) < 1.0).all()


# --- coming back ------------------------------------------------------------------------------------------


def test_whoever_buys_nothing_comes_back_at_the_rate_of_the_world():
    state = market_of(8000, world=(("choice.return_rate", 0.1), ("choice.not_buying", -50.0)))
    nothing = none_of(state)
    state.customers.firm[:4000] = nothing
    live(state)
    came = (state.customers.firm[:4000] < nothing).mean()
    assert came == pytest.approx(0.1, abs=5 * np.sqrt(0.1 * 0.9 / 4000))
