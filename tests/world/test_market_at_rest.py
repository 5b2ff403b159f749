"""Where customers come to rest: the closed form against chains written out, and brands that make shares last."""

from itertools import product

import numpy as np
import pytest

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import on_arrays
from tci_sim.engine.randomness import Decision, draw
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of
from tci_sim.world.market_at_rest import AtRest, Names, chances_at_rest, mean_at_rest, utilities_at_rest
from tci_sim.world.market_at_rest import _drawn_tastes as drawn_tastes
from tests.worlds import lived, small_market

SHARES = {"ours": 0.35, "north": 0.25, "south": 0.16, "east": 0.12, "west": 0.08, "centre": 0.04}
TARGET = np.array(list(SHARES.values()))
ON = {
    "world.choice.brands": 1, "world.choice.known_firms": 1, "world.choice.taste": 3.0,
    "world.choice.taste_for_not_buying": 3.0, "world.choice.not_buying": 2.5, "world.choice.return_rate": 0.1,
    "world.choice.inertia": 2.0,
}  # fmt: skip
UNEVEN = ON | {f"firms.{name}.share": share for name, share in SHARES.items()}
FEW = AtRest(
    offer=3.5, not_buying=2.5, inertia=1.5, chance=0.1, taste=1.0, taste_for_not_buying=1.0, return_rate=0.2,
    satisfaction_weight=5.0, consider_slope=0.02, felt=0.0, carried=0,
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
    pace = np.array([FEW.chance] * firms + [FEW.return_rate])
    chain = np.eye(firms + 1) + pace[:, None] * (chain - np.eye(firms + 1))
    return np.linalg.matrix_power(chain, 100_000)[0]


def test_a_customer_who_knows_all_firms_is_with_each_as_long_as_the_chain_says():
    brand, tastes, found = np.array([0.8, 0.0, -0.8]), np.array([0.3, -1.2, 1.5, 0.4]), np.zeros(4)
    chances_at_rest(FEW, heard(brand, np.ones(3)), tastes, found)
    assert found == pytest.approx(rest_of_chain(brand, np.ones(3), tastes), abs=1e-9)


def test_where_firms_are_known_by_chance_shares_are_near_those_of_the_chain():
    brand, known = np.array([0.8, 0.0, -0.8]), np.array([0.9, 0.8, 0.65])
    found, all_of_them, exact = np.zeros(4), np.zeros(4), np.zeros(4)
    for tastes in np.random.default_rng(3).normal(scale=3.0, size=(150, 4)):
        chances_at_rest(FEW, heard(brand, known), tastes, found)
        all_of_them += found / 150
        exact += rest_of_chain(brand, known, tastes) / 150
    assert all_of_them == pytest.approx(exact, abs=0.003)


def test_shares_with_brands_are_those_of_the_scenario_over_other_tastes_too():
    state = built(UNEVEN)
    brand, known = state.firms.standing.brand, state.firms.standing.awareness
    others, shares = np.random.default_rng(5).normal(size=(40_000, 7)), np.zeros(7)
    utilities = utilities_at_rest(state.run.world[0], state.market)
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
