"""Months that are counted, stopped and watched."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import arrays_of, lived, same_bits, small_market

from tci_sim.errors import ConservationError, InputError, SimulationError
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of


def test_ctrl_c_stops_a_native_run_and_what_is_left_goes_on_to_the_same_bits() -> None:
    scenario = small_market({"market.customers": 5_000, "months": 600})
    simulation = Simulation(scenario, network_of(scenario), seed=1, threads=1)

    def press_ctrl_c(done: int, months: int) -> None:
        assert months == simulation.months
        if done > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulation.run(press_ctrl_c)
    assert 0 < simulation.clock < simulation.months
    simulation.run()
    assert same_bits(simulation.state, lived(scenario).state) == []


def test_progress_never_goes_back_and_ends_at_the_end() -> None:
    scenario = small_market()
    told: list[int] = []
    simulation = Simulation(scenario, network_of(scenario), seed=1, threads=2)
    simulation.step_shared(simulation.months, lambda done, months: told.append(done))
    assert told == list(range(1, simulation.months + 1))


def test_no_month_passes_beyond_the_end() -> None:
    simulation = lived(small_market())
    before = simulation.state.books.ledger.balance.copy()
    with pytest.raises(SimulationError, match="36 of 36 months have passed"):
        simulation.step()
    with pytest.raises(SimulationError, match="0 to 0 more can be simulated"):
        simulation.step(-1)
    simulation.run()
    assert (simulation.state.books.ledger.balance == before).all()


@pytest.mark.parametrize(
    ("group", "array", "account"),
    [("books", "ledger.balance", "money"), ("goods", "production.inventory", "goods")],
)
def test_a_world_in_which_something_is_lost_stops_and_says_what(group: str, array: str, account: str) -> None:
    scenario = small_market()
    simulation = Simulation(scenario, network_of(scenario), seed=1, threads=1)
    simulation.step(3)
    arrays_of(simulation.state)[f"{group}.{array}"][-1] += 7
    with pytest.raises(ConservationError) as broken:
        simulation.step(3)
    assert abs(broken.value.amount) == 7
    assert broken.value.month == 3 - scenario.burn_in
    assert account in str(broken.value)
    assert simulation.clock == 4


def market(**changes: Any) -> Scenario:
    """A small market that is quickly through."""
    return small_market({"market.customers": 200, "months": 18, "burn_in": 5, **changes})


def test_a_snapshot_is_gone_back_to() -> None:
    simulation = Simulation(market(), seed=1)
    simulation.step(7)
    snapshot = simulation.snapshot()
    simulation.run()
    first = {name: array.copy() for name, array in arrays_of(simulation.state).items()}
    assert snapshot.state.books.ledger.balance.tolist() != simulation.state.books.ledger.balance.tolist()
    simulation.restore(snapshot)
    assert (simulation.clock, simulation.month) == (7, 2)
    assert np.isnan(simulation.recording.market[2:]).all()
    simulation.run()
    assert all(
        array.tobytes() == first[name].tobytes() for name, array in arrays_of(simulation.state).items()
    )


@pytest.mark.parametrize("clock", [0, 3, 5, 8])
def test_a_branch_with_another_future_is_a_run_of_that_scenario(clock: int) -> None:
    shock = {"kind": "leavers", "month": 4, "size": 0.3}
    other = market(shocks=(shock,))
    simulation = Simulation(market(), seed=4)
    simulation.step(clock)
    branch = simulation.branch(other)
    branch.run()
    assert same_bits(branch.state, lived(other, seed=4).state) == []
    simulation.run()
    assert same_bits(simulation.state, lived(market(), seed=4).state) == []
    assert same_bits(simulation.state, branch.state, skip=("future.",)) != []


def test_a_branch_without_a_scenario_is_a_copy() -> None:
    simulation = Simulation(market(), seed=4)
    simulation.step(6)
    branch = simulation.branch()
    branch.run()
    assert simulation.clock == 6
    assert same_bits(branch.state, lived(market(), seed=4).state) == []


def test_a_branch_with_another_past_is_refused_and_says_in_what_it_differs() -> None:
    simulation = Simulation(market(), seed=4)
    simulation.step(2)
    with pytest.raises(SimulationError, match=r"differ at the start, in .*run\.world"):
        simulation.branch(market(**{"world.choice.inertia": 0.5}))


def test_a_branch_that_comes_too_late_is_refused_and_says_when_it_parted() -> None:
    simulation = Simulation(market(), seed=4)
    simulation.step(8)
    shock = {"kind": "leavers", "month": 2, "size": 0.3}
    with pytest.raises(
        SimulationError, match="diverge in month 2, but the snapshot was taken later, before month 3"
    ):
        simulation.branch(market(shocks=(shock,)))


def test_a_snapshot_of_another_world_is_refused() -> None:
    simulation = Simulation(market(), seed=4)
    with pytest.raises(SimulationError, match="a different structure"):
        simulation.restore(Simulation(market(), seed=5).snapshot())


LEVERS = {"improvement.time": 0.21, "listening.survey.respondents": 77}


@pytest.mark.parametrize("clock", [2, 5, 6, 19])
def test_a_steered_run_is_a_run_of_its_scenario(clock: int) -> None:
    # in month 12 and 18 the yearly rule has moved levers: what is set starts from there
    simulation = Simulation(market(), seed=2)
    simulation.step(clock)
    simulation.set_levers("ours", LEVERS)
    simulation.set_levers("ours", {"value.emphasis": 0.25})
    simulation.set_levers("supplier 1.1", {"improvement.push": 0.9})
    month = max(clock - 5, 0)
    assert [(shock.month, shock.target) for shock in simulation.scenario.shocks] == [
        (month, "ours"), (month, "supplier 1.1"),
    ]  # fmt: skip
    simulation.run()
    assert same_bits(simulation.state, lived(simulation.scenario, seed=2).state) == []
    assert same_bits(simulation.state, lived(market(), seed=2).state, skip=("future.",)) != []


def test_a_lever_that_is_set_acts_and_costs_from_the_next_month_on() -> None:
    simulation = Simulation(market(), seed=2)
    simulation.step(6)
    before = simulation.levers("ours")
    simulation.set_levers("ours", LEVERS)
    policies = simulation.state.firms.policies
    assert policies.in_force[0].improvement.time == before["improvement.time"]
    assert simulation.levers("ours") == {**before, **LEVERS}
    simulation.step()
    for levers in (policies.in_force, policies.paid):
        assert levers[0].improvement.time == 0.21
        assert levers[0].listening.survey.respondents == 77


def test_levers_whose_effects_alone_are_off_stay_off_when_others_are_set() -> None:
    question = market(**{"policies.tci.effects_only": ("listening.review",)})
    simulation = Simulation(question, seed=2)
    simulation.step(7)
    simulation.set_levers("ours", {"improvement.time": 0.2})
    simulation.step()
    policies = simulation.state.firms.policies
    assert policies.in_force[0].listening.review.interviews == 0.0
    assert policies.paid[0].listening.review.interviews > 0.0
    assert policies.in_force[0].improvement.time == 0.2


def test_all_faults_of_levers_are_reported_at_once_and_nothing_changes() -> None:
    simulation = Simulation(market(), seed=2)
    with pytest.raises(InputError) as wrong:
        simulation.set_levers(
            "orus", {"improvement.tim": 0.1, "improvement.cadence": 2.5, "value.markup": -1.0}
        )
    said = str(wrong.value)
    assert "orus is not a firm or supplier in the network. Did you mean 'ours'?" in said
    assert "improvement.tim is not a lever. Did you mean 'improvement.time'?" in said
    assert "improvement.cadence = 2.5: must be a whole number from 1 to 60." in said
    assert "value.markup = -1.0: must be a number from 0 to 10." in said
    assert simulation.scenario == market()


def test_levers_cannot_be_set_when_the_run_is_over() -> None:
    with pytest.raises(SimulationError, match="all months of the run have passed"):
        lived(market()).set_levers("ours", LEVERS)
