"""Yields along paths of goods, by hand: a plant, an office that helps, and two shops that sell unequally."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import play

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.observe import observe
from tci_sim.engine.measures.recording import new_recording
from tci_sim.engine.state import State
from tci_sim.engine.state.types import MICRO
from tci_sim.scenario.load import load, variant
from tci_sim.world.build import build
from tci_sim.world.network import ValueNetwork
from tests.worlds import BASELINE

PLANT, OFFICE, BIG, SMALL = 0.8, 0.95, 0.9, 0.5
SCENARIO = variant(load(BASELINE.with_name("supply_chain.yaml")), {"market.customers": 40})


def world(helped: tuple[str, ...], sold: tuple[float, float] = (3.0, 1.0)) -> State:
    """A plant whose goods go to two shops; the office works for the nodes named."""
    shops = {"big": 3, "small": 1}
    nodes = [
        {"name": "mine", "firm": "pit", "role": "supplier"},
        {"name": "plant", "firm": "maker", "role": "production"},
        {"name": "office", "firm": "maker", "role": "design"},
        *({"name": shop, "firm": "maker", "outlet": True, "demand_mean": d} for shop, d in shops.items()),
    ]
    goods = [("mine", "plant"), *(("plant", shop) for shop in shops)]
    edges = [{"source": a, "target": b} for a, b in goods]
    edges += [{"source": "office", "target": node, "kind": "work"} for node in helped]
    network = ValueNetwork.build(nodes, edges)
    state = build(SCENARIO, network, seed=1)
    yields = {"mine": 0.6, "plant": PLANT, "office": OFFICE, "big": BIG, "small": SMALL}
    state.nodes.quality.first_pass_yield[:] = [yields[name] for name in network.name]
    for shop, units in zip(shops, sold, strict=True):
        state.goods.production.sold[network.name.index(shop)] = round(units * MICRO)
    return state


def measured(state: State, kind: str, name: str) -> float:
    """One measure of the maker, or of the supplier."""
    recording = new_recording(state, 1)
    play(observe, state, recording=recording, row=0)
    column = [measure.name for measure in MEASURES[kind]].index(name)
    return float(getattr(recording, kind)[0, 0, column])


def test_yields_multiply_along_each_path_and_paths_count_by_what_flows_along_them():
    by_hand = (0.75 * PLANT * BIG + 0.25 * PLANT * SMALL) * OFFICE
    assert measured(world(("plant",)), "firm", "rolled_yield") == pytest.approx(by_hand)
    assert measured(world(("plant",), sold=(1.0, 1.0)), "firm", "rolled_yield") < by_hand


def test_where_nothing_is_sold_the_flow_at_the_start_counts():
    by_hand = (0.75 * PLANT * BIG + 0.25 * PLANT * SMALL) * OFFICE
    assert measured(world(("plant",), sold=(0.0, 0.0)), "firm", "rolled_yield") == pytest.approx(by_hand)


def test_who_works_for_several_steps_of_a_path_counts_once_and_who_works_for_some_paths_counts_in_part():
    goods = 0.75 * PLANT * BIG + 0.25 * PLANT * SMALL
    everywhere = measured(world(("plant", "big", "small")), "firm", "rolled_yield")
    assert everywhere == pytest.approx(goods * OFFICE)
    assert measured(world(("big",)), "firm", "rolled_yield") == pytest.approx(goods * OFFICE**0.75)


def test_first_pass_yields_count_by_the_share_of_the_output_that_passes():
    by_hand = (PLANT + OFFICE + 0.75 * BIG + 0.25 * SMALL) / 3.0
    assert measured(world(("plant",)), "firm", "first_pass_yield") == pytest.approx(by_hand)


def test_what_a_supplier_does_is_its_own():
    assert measured(world(("plant",)), "supplier", "rolled_yield") == pytest.approx(0.6)
    assert measured(world(("plant",)), "supplier", "first_pass_yield") == pytest.approx(0.6)


@given(st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5))
def test_a_rolled_yield_lies_between_those_of_the_worst_and_the_best_path(yields):
    state = world(("plant",))
    state.nodes.quality.first_pass_yield[:] = yields
    _, *own = np.array(yields)  # the mine is the supplier's
    rolled = measured(state, "firm", "rolled_yield")
    assert own[0] * own[1] * min(own[2:]) - 1e-12 <= rolled <= own[0] * own[1] * max(own[2:]) + 1e-12
