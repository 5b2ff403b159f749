"""What plans of the flight simulator take, and what they may take."""

import pytest

import tci_sim as tci
from tci_sim.analysis.flight_costs import ROOM, flight_costs
from tci_sim.analysis.policy_costs import policy_costs
from tci_sim.errors import InputError
from tci_sim.scenario.flight import flight, ground, nearest_steps, policy_of, start_of

LAST = tuple(decision.steps - 1 for decision in flight().decisions.values())


@pytest.mark.parametrize("customers", [20_000, 400])
def test_every_regime_and_the_start_can_be_afforded_and_all_at_once_cannot(customers) -> None:
    base = ground(tci.variant(tci.load("baseline"), {"market.customers": customers}))
    costs = flight_costs(base)
    for policy in base.policies:
        assert costs.over((nearest_steps(base, policy),) * 10) is None, policy
    assert costs.over((start_of(base), LAST)) == 2
    assert costs.hours == pytest.approx(50 * 160 * 12, rel=0.1)


def test_in_the_reference_market_the_limits_are_those_of_the_table_and_in_a_small_one_there_is_room() -> None:
    costs = flight_costs(ground(tci.load("baseline")))
    assert costs.limit.time == flight().limit.time or costs.limit.time < ROOM * flight().limit.time
    small = ground(tci.variant(tci.load("baseline"), {"market.customers": 400}))
    dearest = max(flight_costs(small).of(nearest_steps(small, policy)).money for policy in small.policies)
    assert flight_costs(small).limit.money == pytest.approx(ROOM * dearest)


def test_what_a_plan_takes_is_about_what_its_policy_costs() -> None:
    base = ground(tci.load("baseline"))
    costs = flight_costs(base)
    plan = nearest_steps(base, "tci")
    [found] = [
        each for each in policy_costs(tci.variant(base, {"policies.plan": policy_of(base, plan)}))
        if each.policy == "plan"
    ]  # fmt: skip
    assert costs.of(plan).money == pytest.approx(found.total("programme") / found.revenue, rel=0.05)
    assert costs.of(plan).time == pytest.approx(found.total("time") / found.wages, rel=0.05)


@pytest.mark.parametrize("name", ["march1991", "one_organisation"])
def test_a_firm_that_sells_nothing_cannot_be_led(name) -> None:
    with pytest.raises(InputError, match="sells to customers"):
        flight_costs(ground(tci.load(name)))


def test_a_firm_that_sells_to_firms_alone_cannot_be_led() -> None:
    with pytest.raises(InputError, match="sells to customers"):
        tci.export_flight("supply_chain")
