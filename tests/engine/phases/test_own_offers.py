"""What their own firm's offer is worth to customers, in money at absolute prices: by hand, in money, and together."""

import json

import numpy as np
import pytest
from worlds import lived, play, small_market

from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import on_arrays
from tci_sim.engine.ledger import Stakeholder, customers_holder, outside_holder
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.phases.account import account
from tci_sim.engine.phases.experience import experience, prepare_experience
from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.rules.choice import chance_known
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import FIXED, MICRO
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of
from tests.engine.phases.test_experience import bits, live, live_in_parts, market_of, terms_of

ON = "world.choice.value_own_offer=1"
TASTES = (
    ON, "world.choice.absolute_price=1", "world.choice.taste=3", "world.choice.taste_for_not_buying=3",
    "world.choice.not_buying=2.5", "world.choice.price_weight=8", "world.choice.known_firms=1",
    "world.choice.brands=1", "world.choice.return_rate=0.1", "world.satisfaction.taste_felt=0.1",
    "world.word_of_mouth.carries_satisfaction=1", "world.word_of_mouth.rise=0.5",
)  # fmt: skip
NOBODY_CONSIDERS = (("choice.consider_rate", 0.0),)
FIRMS = 6


def standard(seed, decision, slots):
    """Draw again standard normal numbers of lasting tastes."""
    return on_arrays(normal)(draw(seed, decision, 0, np.asarray(slots).ravel())).reshape(np.shape(slots))


def worth_of(state):
    """Work out what remembered quality is worth to each customer, as it would satisfy with no surprise; and price."""
    felt, quality = state.run.world[0].satisfaction, state.customers.quality
    effects = felt.quality_effect + felt.value_effect + felt.image_effect
    satisfaction = 1.0 / (1.0 + np.exp(-(felt.constant + effects * quality)))
    firm = np.minimum(state.customers.firm, FIRMS - 1)
    price = state.firms.costs.price[firm] / state.run.world[0].economy.price
    choice = state.run.world[0].choice
    return choice.satisfaction_weight * satisfaction - choice.price_weight * (price - 1.0)


def buying(state):
    return state.customers.firm < FIRMS


def surplus(state):
    """Sum of what own offers are worth to customers. [price of a unit at the start]."""
    return state.sums.by_segment[Sum.SURPLUS, :FIRMS].sum() / FIXED


# --- by hand ----------------------------------------------------------------------------------------------


def test_before_any_choice_the_value_is_quality_price_tastes_and_brand_against_not_buying():
    state = market_of(400, *TASTES, world=NOBODY_CONSIDERS)
    state.firms.costs.price[0] *= 1.25
    live(state)
    choice, who, firm = state.run.world[0].choice, np.arange(400), state.customers.firm
    own = choice.taste * standard(1, Decision.FIRM_TASTE, who * 1024 + firm)
    own += np.append(state.firms.standing.brand[:FIRMS], 0.0)[firm]
    nothing = choice.not_buying + choice.taste_for_not_buying * standard(1, Decision.NOT_BUYING_TASTE, who)
    value = np.where(buying(state), (worth_of(state) + own - nothing) / choice.price_weight, 0.0)
    assert 20 < (firm == 0).sum() < 380
    for f in range(FIRMS):
        counted = state.sums.by_segment[Sum.SURPLUS, f].sum() / FIXED
        assert counted == pytest.approx(value[firm == f].sum(), abs=1e-3)
    without = np.where(buying(state), (worth_of(state) - choice.not_buying) / choice.price_weight, 0.0)
    counted = state.sums.by_segment[Sum.OFFER].sum() / FIXED
    assert counted == pytest.approx(without.sum(), abs=1e-3)


def test_a_choice_adds_what_could_not_be_foreseen_as_the_chances_of_a_logit_say():
    # everybody considers the market; lists, tastes and chances are worked out again here for those who stayed
    considers = (("choice.consider_rate", 1.0), ("choice.consider_slope", 0.0))
    state, before = (market_of(300, *TASTES, world=considers) for _ in range(2))
    terms = terms_of(before)
    prepare_experience(
        before.run, before.market, before.nodes, before.goods, before.firms, before.sums, terms
    )
    live(state)
    choice, who, firm = state.run.world[0].choice, np.arange(300), before.customers.firm
    pair = who[:, None] * 1024 + np.arange(FIRMS)
    share = np.bincount(firm, minlength=FIRMS + 1)[:FIRMS] / (firm < FIRMS).sum()
    own = firm[:, None] == np.arange(FIRMS)
    known = draw(1, Decision.KNOW_FIRM, 0, pair.ravel()).reshape(pair.shape) < [
        chance_known(size, choice.presence, choice.half_known) for size in share
    ]
    tastes = choice.taste * standard(1, Decision.FIRM_TASTE, pair) + before.firms.standing.brand[:FIRMS]
    satisfaction = np.where(
        own, state.customers.satisfaction[:, None], terms.offers.expected[:FIRMS, state.customers.segment].T
    )
    utility = choice.satisfaction_weight * satisfaction / 100 + tastes + choice.inertia * own
    taste = choice.taste_for_not_buying * standard(1, Decision.NOT_BUYING_TASTE, who)
    nothing = np.exp(choice.not_buying + taste)
    weights = np.where(known | own, np.exp(utility), 0.0)
    total = nothing + weights.sum(axis=1)
    stayed = (state.customers.firm == firm) & (firm < FIRMS)
    who, mine = who[stayed], firm[stayed]
    chance, none = weights[who, mine] / total[who], nothing[who] / total[who]
    expected = tastes[who, mine] - taste[who] - np.log(chance) - none * np.log(none) / (1 - none)
    assert len(who) > 100
    assert state.customers.liking[who] == pytest.approx(expected, abs=1e-9)


def test_whoever_buys_nowhere_counts_nothing():
    state = market_of(3000, *TASTES)
    live(state, months=2)
    nowhere = ~buying(state)
    assert nowhere.sum() > 20
    assert not state.customers.liking[nowhere].any()
    assert state.customers.liking[~nowhere].all()
    assert not state.sums.by_segment[[Sum.SURPLUS, Sum.OFFER], FIRMS].any()
    state.firms.standing.open[:] = False
    live(state, first=2)
    assert not state.sums.by_segment[[Sum.SURPLUS, Sum.OFFER]].any()
    assert not state.customers.liking.any()


def test_without_a_weight_of_the_price_nothing_is_worth_money():
    state = live(market_of(500, *TASTES, world=(("choice.price_weight", 0.0),)), months=2)
    assert not state.sums.by_segment[[Sum.SURPLUS, Sum.OFFER]].any()


def test_off_nothing_is_remembered_of_a_choice():
    state = live(market_of(2000, *TASTES[1:]), months=3)
    assert not state.customers.liking.any()
    assert not state.sums.by_segment[Sum.OFFER].any()


def test_any_cut_into_parts_gives_the_same_bits():
    whole, cut = market_of(2500, *TASTES), market_of(2500, *TASTES)
    assert bits(live(whole, months=4)) == bits(live_in_parts(cut, (0, 700, 1025, 2500), months=4))


def test_nobody_chooses_otherwise_for_being_asked_what_it_is_worth():
    with_value, without = live(market_of(2000, *TASTES), months=6), live(market_of(2000, *TASTES[1:]), 6)
    for name in ("firm", "satisfaction", "quality", "will"):
        assert (getattr(with_value.customers, name) == getattr(without.customers, name)).all(), name


# --- in money ---------------------------------------------------------------------------------------------


def test_the_account_is_the_value_of_a_unit_times_units_at_the_price_of_the_start():
    state = live(market_of(2000, *TASTES), months=2)
    state.firms.costs.price[:] *= (
        1.5  # the price now is in what a unit is worth, not in what a worth is in money
    )
    play(account, state, month=0)
    economy, rate = state.run.world[0].economy, state.run.world[0].choice.purchase_rate
    for f in range(FIRMS):
        unit = state.sums.by_segment[Sum.SURPLUS, f].sum() / FIXED
        assert state.books.worth.value[f, Stakeholder.CUSTOMERS] == pytest.approx(unit * economy.price * rate)


def column(simulation, kind, name):
    return getattr(simulation.recording, kind)[..., [m.name for m in MEASURES[kind]].index(name)]


def test_firms_add_up_to_the_market_and_an_offer_has_a_value_without_taste():
    changes = {path: json.loads(value) for path, value in (text.split("=") for text in TASTES)}
    simulation = lived(small_market({**changes, "months": 6}))
    total = column(simulation, "firm", "value_customers").sum(axis=1)
    assert column(simulation, "market", "value_customers") == pytest.approx(total, rel=1e-12)
    offers, customers = (column(simulation, "firm", name) for name in ("offer_value", "customers"))
    mean = np.nansum(offers * customers, axis=1) / customers.sum(axis=1)
    assert column(simulation, "market", "offer_value") == pytest.approx(mean, rel=1e-12)
    assert np.isfinite(mean).all()
    assert not column(lived(small_market({"months": 2})), "market", "offer_value").any()


@pytest.mark.parametrize("priced", [True, False])
def test_what_customers_pay_and_does_not_leave_the_market_is_somebodys_value(priced):
    # employees, owners, suppliers and society together have what customers paid less what went outside, month by month
    scenario = small_market(
        {
            "market.priced": priced, "burn_in": 0, "world.economy.whole_chain": 1, "world.economy.layoff_loss": 0.0,
            "world.economy.failure_to_society": 0.0, "policies.common.integration.gain_sharing": 0.5,
        }
    )  # fmt: skip
    simulation = Simulation(scenario, network_of(scenario), 1)
    selling, organisations = FIRMS, len(simulation.state.firms.costs.price)
    shared = 0
    for _ in range(12):
        simulation.step()
        statement, value = simulation.state.books.ledger.statement, simulation.state.books.worth.value
        outsiders = [customers_holder(organisations), outside_holder(organisations)]
        flows = -float(statement[outsiders].sum()) / MICRO
        assert value[:selling, Stakeholder.SUPPLIERS :].sum() == pytest.approx(flows, rel=1e-9, abs=1e-3)
        shared += int(np.abs(statement[:, ACCOUNTS.index("gain_share")]).sum())
    assert shared > 0
    assert (statement[outsiders[0]] != 0).any() == priced


# --- all together -----------------------------------------------------------------------------------------


def path(seed, *, rise=0.0, better=0.0, firms=range(FIRMS), months, before):
    """Let a market live; from month `before` on prices of some firms are higher, or their quality better.

    Return what offers are worth to customers together, and how many buy, (month,).
    """
    state = market_of(2000, *TASTES, seed=seed, delivered=0.75)
    terms, worth, units = terms_of(state), [], []
    for month in range(before + months):
        if month == before:
            for f in firms:
                state.firms.costs.price[f] *= 1.0 + rise
                state.nodes.quality.defect_out[state.nodes.places.firm == f] -= better
        experience(
            state.run, state.market, state.nodes, state.goods, state.firms, state.customers, state.sums,
            terms, state.books.checks, month,
        )  # fmt: skip
        worth.append(surplus(state))
        units.append(buying(state).sum())
    return np.array(worth[before:]), np.array(units[before:], float)


def test_while_nobody_moves_a_higher_price_costs_customers_just_that():
    usual, dear = (market_of(1000, *TASTES, world=NOBODY_CONSIDERS) for _ in range(2))
    dear.firms.costs.price[:] *= 1.1
    lost = surplus(live(dear)) - surplus(live(usual))
    assert lost == pytest.approx(-0.1 * buying(usual).sum(), rel=1e-5)


def test_a_cartel_takes_from_customers_in_every_month():
    changes = [
        path(seed, rise=0.1, months=24, before=12)[0] - path(seed, months=24, before=12)[0] for seed in (1, 2)
    ]
    assert (np.array(changes) < 0.0).all()


@pytest.mark.slow
@pytest.mark.parametrize("rise", [0.01, 0.05, 0.1, 0.2])
def test_all_prices_higher_cost_customers_their_units_times_the_rise(rise):
    # Roy's identity; the change of a logsum over a rise is its integral: units before bound it, mean units meet it
    before, mean = [], []
    for seed in range(1, 5):
        usual, units = path(seed, months=120, before=60)
        dear, fewer = path(seed, rise=rise, months=120, before=60)
        change = (dear - usual).sum()
        before.append(change / (-rise * units.sum()))
        mean.append(change / (-rise * (units + fewer).sum() / 2.0))
    spread = 3.0 * np.std(before, ddof=1) / 2.0
    assert 0.95 - spread < np.mean(before) < 1.0 + spread
    assert np.mean(mean) == pytest.approx(1.0, abs=0.015 + spread)


@pytest.mark.slow
@pytest.mark.parametrize("firms", [(0,), range(FIRMS)])
def test_a_point_of_quality_takes_nothing_from_customers_in_any_month(firms):
    gains = np.array(
        [
            path(seed, better=0.01, firms=firms, months=120, before=60)[0]
            - path(seed, months=120, before=60)[0]
            for seed in range(1, 9)
        ]
    )
    half = 2.365 * gains.std(axis=0, ddof=1) / np.sqrt(8)  # 95 % of t with 7 degrees of freedom
    assert (gains.mean(axis=0) + half >= 0.0).all()
    assert gains.mean() > 0.0
