"""Where customers come to rest: the closed form against chains written out, and brands that make shares last."""

from itertools import product

import numpy as np
import pytest

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import on_arrays
from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.rules.governance import adjust_price, aimed_price
from tci_sim.engine.rules.value import cost_by_experience, gain_experience, units_that_teach
from tci_sim.engine.state.market import Occasion
from tci_sim.simulation import Simulation
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of
from tci_sim.world.market_at_rest import (
    AtRest,
    Names,
    Pace,
    chances_at_rest,
    market_at_rest,
    mean_at_rest,
    names_at_rest,
    pace_of,
    utilities_at_rest,
)
from tci_sim.world.market_at_rest import _drawn_tastes as drawn_tastes
from tci_sim.world.prices_at_rest import prices_at_rest
from tests.worlds import lived, small_market

SHARES = {"ours": 0.35, "north": 0.25, "south": 0.16, "east": 0.12, "west": 0.08, "centre": 0.04}
TARGET = np.array(list(SHARES.values()))
ON = {
    "world.choice.brands": 1, "world.choice.known_firms": 1, "world.choice.taste": 3.0,
    "world.choice.taste_for_not_buying": 3.0, "world.choice.not_buying": 2.5, "world.choice.return_rate": 0.1,
    "world.choice.inertia": 2.0, "world.economy.common_curve": 0,
}  # fmt: skip
UNEVEN = ON | {f"firms.{name}.share": share for name, share in SHARES.items()}
CURVE = {
    "world.economy.common_curve": 1, "world.economy.spill_over": 0.33, "world.economy.experience_keep": 0.97,
    "world.economy.experience_exponent": 0.322, "world.economy.value_added": 0.3, "world.economy.price_adjustment": 0.2,
    "world.choice.absolute_price": 1,
}  # fmt: skip
AS_BEFORE = [
    "0x1.eba9599e3a180p+0",
    "0x1.295fec9d4eaabp+0",
    "0x1.0047f388778dbp-2",
    "-0x1.2502634a40451p-2",
    "-0x1.f4e0d9162f718p-1",
    "-0x1.08b51edfff6e0p+1",
]
"""Brands found at one price for all firms, in any month, by a hundred steps of .7 of the distance."""
FEW = AtRest(
    offer=np.full(3, 3.5), not_buying=2.5, inertia=1.5, chance=np.full(3, 0.1), taste=1.0,
    taste_for_not_buying=1.0, return_rate=0.2, satisfaction_weight=5.0, consider_slope=0.02, felt=0.0, carried=0,
    pace=Pace(np.zeros(1), np.ones(1), np.ones(1), np.zeros(1, np.int64)),
)  # fmt: skip


def built(changes, seed=1):
    scenario = small_market(changes)
    return build(scenario, network_of(scenario), seed)


def heard(brand, known):
    return Names(brand, known, np.zeros(len(brand)), np.zeros(1))


def rest_of_chain(brand, known, tastes):
    """Write out the chain of one customer, every list of known firms with its chance, and bring it to rest."""
    firms = len(brand)
    worth = np.exp([*(FEW.offer + brand + tastes[:firms]), FEW.not_buying + tastes[firms]])
    chain = np.zeros((firms + 1, firms + 1))
    for own, listed in product(range(firms + 1), product((0, 1), repeat=firms)):
        likely = np.prod(np.where(listed, known, 1 - known))
        offers = worth * [*listed, 1]
        offers[own] = worth[own] * (np.exp(FEW.inertia) if own < firms else 1.0)
        chain[own] += likely * offers / offers.sum()
    pace = np.array([*FEW.chance, FEW.return_rate])
    chain = np.eye(firms + 1) + pace[:, None] * (chain - np.eye(firms + 1))
    return np.linalg.matrix_power(chain, 100_000)[0]


def test_a_customer_who_knows_all_firms_is_with_each_as_long_as_the_chain_says():
    brand, tastes, found = np.array([0.8, 0.0, -0.8]), np.array([0.3, -1.2, 1.5, 0.4]), np.zeros(4)
    chances_at_rest(FEW, heard(brand, np.ones(3)), tastes, 0, found)
    assert found == pytest.approx(rest_of_chain(brand, np.ones(3), tastes), abs=1e-9)


def test_where_firms_are_known_by_chance_shares_are_near_those_of_the_chain():
    brand, known = np.array([0.8, 0.0, -0.8]), np.array([0.9, 0.8, 0.65])
    found, all_of_them, exact = np.zeros(4), np.zeros(4), np.zeros(4)
    for tastes in np.random.default_rng(3).normal(scale=3.0, size=(150, 4)):
        chances_at_rest(FEW, heard(brand, known), tastes, 0, found)
        all_of_them += found / 150
        exact += rest_of_chain(brand, known, tastes) / 150
    assert all_of_them == pytest.approx(exact, abs=0.003)


def test_shares_with_brands_are_those_of_the_scenario_over_other_tastes_too():
    state = built(UNEVEN)
    brand, known = state.firms.standing.brand, state.firms.standing.awareness
    others, shares = np.random.default_rng(5).normal(size=(40_000, 7)), np.zeros(7)
    utilities = utilities_at_rest(state.run.world[0], state.market, TARGET, np.ones(6))
    for tastes, near in ((drawn_tastes(6), 1e-6), (others, 0.004)):
        mean_at_rest(utilities, heard(brand, known), tastes, shares, np.zeros(7))
        assert shares[:6] / shares[:6].sum() == pytest.approx(TARGET, abs=near)
    assert brand.mean() == pytest.approx(0.0, abs=1e-9)
    assert (np.diff(brand) < 0).all()


def test_firms_that_are_alike_have_brands_that_are_alike():
    assert built(ON).firms.standing.brand == pytest.approx(np.zeros(6), abs=1e-9)


def test_a_brand_depends_on_neither_the_seed_nor_the_number_of_customers():
    one, other = built(UNEVEN), built(UNEVEN | {"market.customers": 700}, seed=2)
    assert (one.firms.standing.brand == other.firms.standing.brand).all()


def test_customers_begin_where_they_would_come_to_rest():
    state = built(UNEVEN | {"market.customers": 20_000})
    counts = np.bincount(state.customers.firm, minlength=7)
    assert counts[:6] / counts[:6].sum() == pytest.approx(TARGET, abs=0.012)
    assert 0.01 < counts[6] / 20_000 < 0.2


def test_units_made_at_the_start_are_for_those_who_buy():
    some, all_of_them = (built(ON | {"world.choice.not_buying": worth}) for worth in (2.5, -50.0))
    share = some.firms.costs.starting_volume[:6].sum() / all_of_them.firms.costs.starting_volume[:6].sum()
    assert 0.5 < share < 0.995


@pytest.mark.parametrize(
    "changes",
    [{"world.choice.brands": 0}, {"market.captive": True}, {"world.choice.return_rate": 0.0}],
    ids=["off", "captive", "nobody comes back"],
)
def test_without_a_resting_point_there_are_no_brands(changes):
    state = built(UNEVEN | changes)
    assert not state.firms.standing.brand.any()
    assert (state.customers.firm < 6).all()


def test_a_firm_that_enters_later_has_the_mean_brand_and_is_known_to_nobody():
    entry = [{"month": 6, "kind": "rival_entry", "target": "centre"}]
    standing = built(ON | {"shocks": entry}).firms.standing
    assert (standing.brand[5], standing.awareness[5]) == (0.0, 0.0)
    assert standing.brand[:5].mean() == pytest.approx(0.0, abs=1e-9)


def test_unequal_firms_with_one_policy_keep_their_shares_for_years():
    years = {"market.customers": 4000, "months": 120, "burn_in": 0}
    simulation = lived(small_market(UNEVEN | years | {f"firms.{name}.policy": "common" for name in SHARES}))
    counts = np.bincount(simulation.state.customers.firm, minlength=7)
    assert counts[:6] / counts[:6].sum() == pytest.approx(TARGET, abs=0.05)


def test_what_suits_is_felt_at_rest_too():
    state = built(
        UNEVEN | {"world.satisfaction.taste_felt": 0.1, "world.word_of_mouth.carries_satisfaction": 1}
    )
    told, usual = state.firms.standing.told[:, 0], state.firms.standing.usual_taste[0]
    assert (np.diff(told) > 0).all()  # the smaller a firm, the better it suits those it has
    assert (told * TARGET).sum() == pytest.approx(0.0, abs=1e-6)
    who = np.flatnonzero(state.customers.firm < 6)
    own = on_arrays(normal)(draw(1, Decision.FIRM_TASTE, 0, who * 1024 + state.customers.firm[who]))
    assert own.mean() == pytest.approx(usual, abs=5 * own.std() / np.sqrt(len(own)))
    assert 0.5 < usual < 1.5


@pytest.mark.parametrize("weight", [0.0, 0.4])
def test_prices_at_rest_are_those_that_the_rules_of_the_month_come_to(weight):
    state = built(UNEVEN | CURVE | {"world.economy.competitors_prices": weight})
    costs, markup = state.firms.costs, state.firms.policies.in_force[0].value.markup
    experience, price = costs.experience[:6].copy(), costs.price[:6].copy()
    sold, base = costs.starting_volume[:6], costs.starting_unit_cost[:6]
    for _ in range(1500):
        for f in range(6):
            taught = units_that_teach(sold[f], sold.sum() - sold[f], 0.33)
            experience[f] = gain_experience(experience[f], 0.97, taught)
            left = cost_by_experience(experience[f], costs.starting_experience[f], 0.322)
            full = base[f] * (0.7 + 0.3 * left)
            rivals = np.delete(sold * price, f).sum() / np.delete(sold, f).sum()
            price[f] = adjust_price(price[f], aimed_price(full, markup, rivals, weight), 0.2)
    found = prices_at_rest(state.run.world[0], TARGET, np.ones(6, bool))
    assert found * 100.0 == pytest.approx(price, abs=1e-9)
    assert (np.diff(found) > 0.005 * (1.0 - weight)).all()  # the smaller, the dearer


@pytest.mark.parametrize(
    "changes",
    [{"world.economy.common_curve": 0}, {"world.economy.price_adjustment": 0.0}, {"world.choice.brands": 0}],
    ids=["curves of their own", "prices that stay", "no brands"],
)
def test_all_firms_ask_the_same_at_rest_where_size_does_not_move_prices(changes):
    world = built(UNEVEN | CURVE | changes).run.world[0]
    assert (prices_at_rest(world, TARGET, np.ones(6, bool)) == 1.0).all()


@pytest.mark.parametrize("absolute", [0, 1])
def test_brands_make_up_for_what_size_saves(absolute):
    state = built(UNEVEN | CURVE | {"world.choice.absolute_price": absolute})
    brand, world = state.firms.standing.brand, state.run.world[0]
    price, shares = prices_at_rest(world, TARGET, np.ones(6, bool)), np.zeros(7)
    utilities = utilities_at_rest(world, state.market, TARGET, price)
    mean_at_rest(
        utilities, heard(brand, state.firms.standing.awareness), drawn_tastes(6), shares, np.zeros(7)
    )
    assert shares[:6] / shares[:6].sum() == pytest.approx(TARGET, abs=1e-6)
    alike = built(UNEVEN | CURVE | {"world.economy.common_curve": 0}).firms.standing.brand
    assert np.ptp(brand) < np.ptp(alike) - 0.05


def test_brands_are_those_that_a_hundred_short_steps_of_one_length_found():
    brand = built(UNEVEN | CURVE | {"world.economy.common_curve": 0}).firms.standing.brand
    assert brand == pytest.approx([float.fromhex(each) for each in AS_BEFORE], abs=2e-6)


def looks_by_the_month(considers, chance, interval, rate, months=600_000):
    """Count how often a customer looks round who always stays, drawn month by month."""
    draws, looks = np.random.default_rng(7).random((2, months)), 0
    for month in range(months):
        yearly = considers == Occasion.ANNIVERSARY
        due = (month + 1) % 12 == 0 if yearly else draws[0, month] < rate / interval
        looks += due and draws[1, month] < 1.0 - (1.0 - chance) ** (12.0 if yearly else interval)
    return looks / months


@pytest.mark.parametrize(
    ("considers", "interval"),
    [(Occasion.ANNIVERSARY, 1.0), (Occasion.PURCHASE, 24.0)],
    ids=["a contract", "a durable"],
)
def test_at_rest_a_customer_who_waits_looks_round_as_often_as_month_by_month(considers, interval):
    months, occasions = pace_of(int(considers), interval, 0.8)
    pace = Pace(np.array([months]), np.array([occasions]), np.ones(1), np.zeros(1, np.int64))
    expected = looks_by_the_month(considers, 0.1, interval, 0.8)
    waiting, monthly = np.zeros(4), np.zeros(4)
    tastes, names = np.array([0.3, -1.2, 1.5, 0.4]), heard(np.zeros(3), np.ones(3))
    chances_at_rest(FEW._replace(pace=pace), names, tastes, 0, waiting)
    chances_at_rest(FEW._replace(chance=np.full(3, expected)), names, tastes, 0, monthly)
    assert waiting == pytest.approx(monthly, rel=0.02)
    assert (
        waiting[3] < 0.8 * rest_of_chain(np.zeros(3), np.ones(3), tastes)[3]
    )  # who waits leaves more slowly


@pytest.mark.parametrize(
    "buying",
    [{"considers": "anniversary"}, {"considers": "purchase", "purchase_interval": 24.0}],
    ids=["a contract", "a durable"],
)
def test_as_many_buy_from_nobody_at_the_start_as_years_later_whatever_the_occasion(buying):
    segments = ("value", "performance", "care")
    occasion = {f"market.segments.{s}.{name}": value for s in segments for name, value in buying.items()}
    still = {"world.satisfaction.price_in_value": 0.0, "world.choice.price_weight": 0.0}
    years = {"market.customers": 4000, "months": 120, "burn_in": 0}
    policies = {f"firms.{name}.policy": "common" for name in SHARES}
    simulation = Simulation(small_market(UNEVEN | CURVE | still | occasion | years | policies))
    none = [float((simulation.state.customers.firm == 6).mean())]
    simulation.run()
    none.append(float((simulation.state.customers.firm == 6).mean()))
    assert none[1] == pytest.approx(none[0], abs=0.02)


def test_segments_with_paces_of_their_own_each_count_by_their_share():
    each = [
        Pace(np.array([m]), np.array([o]), np.ones(1), np.zeros(1, np.int64))
        for m, o in ((0, 1), (12, 1 / 12))
    ]
    both = Pace(np.array([0.0, 12.0]), np.array([1.0, 1 / 12]), np.array([0.25, 0.75]), np.array([0, 1]))
    names, tastes, found = (
        heard(np.array([0.8, 0.0, -0.8]), np.ones(3)),
        drawn_tastes(3)[:200],
        np.zeros((3, 4)),
    )
    for place, pace in enumerate((*each, both)):
        mean_at_rest(FEW._replace(pace=pace), names, tastes, found[place], np.zeros(4))
    assert found[2] == pytest.approx(0.25 * found[0] + 0.75 * found[1], abs=1e-12)
    assert abs(found[0] - found[1]).max() > 0.01


def test_names_are_found_once_for_runs_that_ask_the_same():
    names_at_rest.cache_clear()
    one, other = built(UNEVEN | CURVE, seed=3), built(UNEVEN | CURVE, seed=4)
    assert (names_at_rest.cache_info().hits, names_at_rest.cache_info().misses) == (1, 1)
    one.firms.standing.brand[:] = 7.0  # each world has arrays of its own
    assert (
        built(UNEVEN | CURVE, seed=5).firms.standing.brand.tobytes() == other.firms.standing.brand.tobytes()
    )
    built(UNEVEN | CURVE | {"world.choice.price_weight": 4.5})
    assert names_at_rest.cache_info().misses == 2


def test_what_was_found_once_cannot_be_written_to():
    state = built(UNEVEN)
    rest = market_at_rest(state.run.world[0], state.market, TARGET, np.ones(6))
    with pytest.raises(ValueError, match="read-only"):
        rest.brand[0] = 1.0
