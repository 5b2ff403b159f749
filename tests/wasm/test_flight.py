"""Decisions that a page writes into memory give the bits of the scenario that they make, whole or year by year."""

import numpy as np
import pytest
from wasm_host import Page, modules_or_skip

import tci_sim as tci
from tci_sim.scenario.flight import YEAR, armed, change_of, flight, ground, scenario_of, start_of
from tci_sim.simulation import Simulation
from tci_sim.views.page.flight import shipped_of_flight
from tci_sim.wasm.image import image_of
from tci_sim.world.build_network import network_of

SEED = 7


@pytest.fixture(scope="module")
def base():
    return ground(tci.variant(tci.load("baseline"), {"market.customers": 400, "burn_in": 6}))


@pytest.fixture(scope="module")
def game(base):
    """Return what the page is shipped with, and its image."""
    modules_or_skip()
    events = [change_of(base, year) for year in range(1, flight().years)]
    image = image_of(armed(base), levers=[], uncertainties=[], shocks=events, network=network_of(base))
    return shipped_of_flight(base), image


def decided(base, seed):
    draws = np.random.default_rng(seed)
    steps = [decision.steps for decision in flight().decisions.values()]
    found = [tuple(int(draws.integers(0, count)) for count in steps) for _ in range(flight().years)]
    found[5] = found[4]
    return tuple(found)


def put_year(page, shipped, decisions, year):
    """Write the levers of a year, and arm its event."""
    told = shipped["flight"]
    if year and decisions[year] == decisions[year - 1]:
        return
    if year:
        row = told["rows"][year - 1]
        values = [shipped["burn_in"] + YEAR * year, *row["armed"][1:]]
        for k, value in enumerate(values):
            page.put(row["at"] + 8 * k, value)
    for k, decision in enumerate(told["decisions"]):
        for lever in decision["levers"]:
            cells = told["cells"][lever["path"]]
            for at in cells["years"][year]:
                page.put(at, lever["values"][decisions[year][k]], cells["kind"])


def native(scenario):
    world = Simulation(scenario, seed=SEED, threads=1)
    world.run()
    return world


@pytest.mark.parametrize("module", ["plain", "SIMD"])
@pytest.mark.parametrize("at_once", [True, False])
def test_what_is_decided_in_a_page_gives_the_bits_of_the_scenario(base, game, module, at_once):
    shipped, image = game
    page = Page(modules_or_skip()[module], image)
    decisions, years = decided(base, 23), range(flight().years)
    assert page.run(SEED) == ""
    if at_once:
        for year in years:
            put_year(page, shipped, decisions, year)
        assert page.go_on() == ""
    else:  # each year is decided when the one before has passed
        for year in years:
            put_year(page, shipped, decisions, year)
            first = shipped["burn_in"] + YEAR * year
            assert page.simulate(first, first + YEAR) == ""
    world = native(scenario_of(base, decisions))
    for kind in ("firm", "market", "attribute", "node"):
        np.testing.assert_array_equal(
            page.measured(kind), getattr(world.recording, kind).reshape(page.measured(kind).shape)
        )


def test_a_regime_and_a_game_in_which_nothing_changes_give_the_bits_of_theirs(base, game):
    shipped, image = game
    page = Page(modules_or_skip()["SIMD"], image)
    assert page.run(SEED) == ""
    begun = page.kept()
    for regime in shipped["flight"]["regimes"]:
        page.back(begun)
        for at, word in regime["patch"]:
            page.put(at, int(word))
        assert page.go_on() == ""
        world = native(tci.variant(base, {"firms.ours.policy": regime["name"]}))
        np.testing.assert_array_equal(page.measured("firm"), world.recording.firm)
    page.back(begun)
    start = (start_of(base),) * flight().years
    put_year(page, shipped, start, 0)
    assert page.go_on() == ""
    np.testing.assert_array_equal(page.measured("firm"), native(scenario_of(base, start)).recording.firm)
