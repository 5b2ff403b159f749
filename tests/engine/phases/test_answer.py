"""Suppliers that answer the gains shared with them: how much, at which stakes, and what that leaves the buyer."""

from typing import NamedTuple

import numpy as np
import pytest
from worlds import whole_market

from tci_sim.engine.phases.answer import Prospect, best_time, shared_for_defects, worth_of_time
from tci_sim.engine.phases.gain_sharing import Gains, finished_from, kept_for_a_unit
from tci_sim.engine.rules.governance import cost_of_answer, discounted_sum
from tci_sim.engine.state import State
from tci_sim.engine.state.types import MICRO
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

SHARES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
WAGES = 1000.0


@pytest.fixture(scope="module")
def s() -> State:
    scenario = whole_market({"policies.common.value.horizon": 36})
    return build(scenario, network_of(scenario), seed=1)


def prospect(stake: float) -> Prospect:
    """A supplier with fair tools that works on two attributes, one of which it is paid for."""
    even = np.array([0.5, 0.5])
    return Prospect(WAGES, 0.6, 2.0, np.array([stake, 0.0]), even, np.array([9.0, 9.0]), np.array([0.6, 0.6]))


class Answered(NamedTuple):
    """What a share of the gains brings."""

    time: float
    """Improvement time that the supplier sets."""
    left: float
    """What is left to the buyer of the gains that this time brings, over the supplier's horizon."""


def answers(s: State, stake: float) -> dict[float, Answered]:
    """What a supplier answers to each share of gains of which all its defects cost its buyer `stake` a month."""
    world, policy = s.run.world[0], s.firms.policies.in_force[len(s.firms.standing.open)]
    steady = discounted_sum(int(policy.value.horizon), 1.1 ** (-1.0 / 12.0), 0)
    found = {}
    for share in SHARES:
        time = best_time(world, policy, prospect(share * stake), 0.0)
        spent = steady * cost_of_answer(WAGES, time, world.partnership.dearer_time)
        gained = worth_of_time(world, policy, prospect(stake), time) + spent
        found[share] = Answered(round(time, 6), (1.0 - share) * gained)
    return found


def test_where_much_is_at_stake_the_buyers_best_share_lies_inside(s):
    found = answers(s, stake=2.0 * WAGES)
    times = [found[share].time for share in SHARES]
    assert times[0] == 0.0
    assert sorted(times) == times
    assert times[-1] > times[2] > 0.0
    best = max(SHARES, key=lambda share: found[share].left)
    assert 0.0 < best < 1.0
    assert found[0.0].left == found[1.0].left == 0.0 < found[best].left


def test_where_little_is_at_stake_no_share_moves_a_supplier(s):
    found = answers(s, stake=0.2 * WAGES)
    assert {answered.time for answered in found.values()} == {0.0}


def test_a_supplier_never_answers_with_less_than_its_policy_has(s):
    world, policy = s.run.world[0], s.firms.policies.in_force[len(s.firms.standing.open)]
    assert best_time(world, policy, prospect(0.0), 0.07) == 0.07


def test_beyond_twice_full_effort_nothing_is_tried(s):
    world, policy = s.run.world[0], s.firms.policies.in_force[len(s.firms.standing.open)]
    assert best_time(world, policy, prospect(1e9), 0.0) <= 2.0 * world.improving.full_effort_time


def test_no_supplier_answers_with_more_than_all_its_working_time(s):
    world, policy = s.run.world[0].copy(), s.firms.policies.in_force[len(s.firms.standing.open)]
    world.improving.full_effort_time = 0.9
    assert 0.9 < best_time(world, policy, prospect(1e9), 0.0) <= 1.0


def test_what_is_shared_is_for_what_was_sent_by_warranty_and_by_customers_kept_where_they_are_told():
    scenario = whole_market()
    s = build(scenario, network_of(scenario), seed=1)
    places, links, policies = s.nodes.places, s.edges.links, s.firms.policies
    e = int(np.flatnonzero(links.goods & (links.source >= 0) & (places.firm[links.source] > 5))[0])
    supplier, buyer = links.source[e], places.firm[links.target[e]]
    s.edges.flows.delivered[e] = 10 * MICRO
    policies.in_force.integration.gain_sharing[buyer] = 0.5
    policies.in_force.integration.kept_told[buyer] = 0.25
    s.firms.estimates.retention[buyer] = 0.002
    s.books.worth.equity[buyer], s.books.worth.units[buyer] = 60_000.0, 0.5
    customers = np.full(7, 400, np.int64)
    kept = kept_for_a_unit(policies, s.firms.estimates, s.books.worth, customers)
    # .25 x 100 points x .002 x (60,000 / 200 units)
    assert kept[buyer] == pytest.approx(15.0)
    gains = Gains(0.5, np.full(len(policies.in_force), 80.0), kept)
    finished = finished_from(places, links, s.edges.flows.delivered)
    # two suppliers at half a unit each: 10 units of input make 20 halves, counted by their units as 10 of 1
    assert finished[e] == pytest.approx(10.0, rel=0.01)
    shared = shared_for_defects(gains, places, links, finished, policies)
    assert shared[supplier] == pytest.approx(0.5 * finished[e] * (40.0 + 15.0))
    assert np.count_nonzero(shared) == 1


def test_the_supplier_works_on_it_only_where_suppliers_answer():
    from worlds import play

    from tci_sim.engine.phases.decide import decide

    times = {}
    for answering in (0, 1):
        scenario = whole_market(
            {
                "world.partnership.suppliers_answer": answering,
                "policies.common.value.horizon": 36,
                "policies.common.integration.gain_sharing": 0.5,
                "world.economy.warranty": 5.0,
            }
        )
        s = build(scenario, network_of(scenario), seed=1)
        s.edges.flows.delivered[:] = s.edges.flows.shipped_total
        s.nodes.competence.know_how[:] = 0.8
        s.nodes.competence.commitment[:] = 0.8
        play(decide, s, month=1)
        times[answering] = s.nodes.work.improvement_time.copy()
    supplier = s.nodes.places.firm >= len(s.firms.standing.open)
    assert (times[0] == 0.05).all()
    assert (times[1][~supplier] == 0.05).all()
    assert (times[1][supplier] > 0.05).all()
