"""Like nodes in parallel are worth what one of them is, in every measure of an organisation."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from worlds import BASELINE

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.people import OfPeople
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.world.network import ValueNetwork

SUPPLY_CHAIN = BASELINE.with_name("supply_chain.yaml")
STEPS = {
    "mine": ("pit", "supplier"),
    "office": ("maker", "design"),
    "plant": ("maker", "production"),
    "shop": ("maker", "sales"),
}
"""Who owns each step of the chain, and what it does; offices work for plants."""

MEMBERS, DEMAND = 40, 2000.0
WHO_THEY_ARE = {
    *(
        column.name.lower()
        for column in OfPeople
        if OfPeople.MEMBER_KNOWLEDGE <= column <= OfPeople.COMMITMENT
    ),
    "employee_satisfaction",  # of shared values, too
}
"""What members know and value, which chance draws anew for every seat: other seats, other people."""

WHAT_WAGES_MOVE = {
    measure.name
    for measures in MEASURES.values()
    for measure in measures
    if "currency" in measure.declared.unit
}
"""All money: wages at the start are in proportion to the flow of a node, so small nodes among large ones pay less."""

QUIET: dict[str, Any] = {
    "listening": {"survey": {"respondents": 0}, "complaints": {"handling": 0.0}},
    "learning": {"p_learn": 0.0, "code_learning": 0.0},
    "culture": {"autonomy": 0.0, "meetings": 0.0, "leadership": 0.0},
    "improvement": {"time": 0.0, "protection": 1.0, "check": 0.0, "push": 0.0, "training": 0.0, "inspection": 0.0},
    "value": {"investment_step": 0.0},
}  # fmt: skip
NO_CHANCE = {
    "market.customers": 0,
    "market.captive": True,
    "policies.common": QUIET,
    "firms.maker.policy": "common",
    "world.economy.holding": 0.22,
    "world.people.execution_error": 0.0,
    "world.requirements.turbulence": 0.0,
    "world.staff.turnover": 0.0,
    "world.staff.follow_demand": 0,
    "shocks": [
        {"month": month, "kind": "demand_jump", "size": size, "duration": 2}
        for month, size in ((1, 1.5), (6, 0.7), (12, 1.9), (18, 0.0))
    ],
}


def chain(layout: str, **counts: int) -> ValueNetwork:
    """Return a chain with several like nodes at the steps named.

    In "chains" each node serves the next in its own chain; in "steps" each serves all nodes of the next step, which
    take an equal part of a unit from each; in "parts" as well, but they take a whole unit from each.
    """
    count = {step: counts.get(step, 1) for step in STEPS}
    nodes = [
        {"name": f"{step} {k}", "firm": firm, "role": role, "members": MEMBERS // count[step], "outlet": step == "shop"}
        for step, (firm, role) in STEPS.items()
        for k in range(count[step])
    ]  # fmt: skip
    edges = [
        {"source": f"{before} {k}", "target": f"{after} {j}", "kind": kind, "lead_time": 1, "units": units}
        for before, after, kind in (("mine", "plant", "goods"), ("office", "plant", "work"), ("plant", "shop", "goods"))
        for k in range(count[before])
        for j in range(count[after])
        for own in (layout == "chains" or kind == "work",)
        if not own or k % count[after] == j % count[before]
        for units in (1.0 if own or layout == "parts" else 1.0 / count[before],)
    ]  # fmt: skip
    return ValueNetwork.build(nodes, edges)


def simulated(network: ValueNetwork, changes: dict[str, Any], seed: int = 1) -> Simulation:
    """Two years of a world in which one maker sells."""
    scenario = variant(load(SUPPLY_CHAIN), {"months": 24, "burn_in": 12, **changes})
    simulation = Simulation(scenario, network, seed, threads=1)
    simulation.run()
    return simulation


@cache
def without_chance(layout: str, **counts: int) -> Simulation:
    """A world where the demand of all shops together is the same and moves alike, however many there are."""
    demand = {"world.supply.demand_mean": DEMAND / counts.get("shop", 1)}
    return simulated(chain(layout, **counts), {**NO_CHANCE, **demand})


def differing(one: Simulation, other: Simulation) -> set[str]:
    """Measures of organisations and of the market that differ in any month by more than whole numbers are rounded."""
    found = set()
    for kind in ("market", "firm", "supplier", "attribute", "segment"):
        for column, measure in enumerate(MEASURES[kind]):
            a, b = (getattr(world.recording, kind)[..., column] for world in (one, other))
            if not np.allclose(a, b, rtol=0.0, atol=1e-5 * np.nanmax(np.abs(a), initial=0.0), equal_nan=True):
                found.add(measure.name)
    return found


def of_firm(simulation: Simulation, name: str) -> np.ndarray:
    """One measure of the maker, month by month."""
    column = [measure.name for measure in MEASURES["firm"]].index(name)
    return np.asarray(simulation.recording.firm[:, 0, column])


@pytest.mark.parametrize("layout", ["chains", "steps"])
@pytest.mark.parametrize("n", [2, 5, 20])
def test_a_chain_split_into_like_nodes_measures_as_one(n: int, layout: str) -> None:
    other = without_chance(layout, **dict.fromkeys(STEPS, n))
    assert differing(without_chance("chains"), other) - WHO_THEY_ARE == set()


@pytest.mark.parametrize("steps", [("mine",), ("office", "plant"), ("shop",)])
def test_one_step_split_into_like_nodes_measures_as_one(steps: tuple[str, ...]) -> None:
    other = without_chance("steps", **dict.fromkeys(steps, 5))
    assert differing(without_chance("chains"), other) - WHO_THEY_ARE - WHAT_WAGES_MOVE == set()


@pytest.mark.parametrize("n", [5, 20])
def test_like_parts_that_are_all_needed_measure_as_one_where_nothing_is_counted(n: int) -> None:
    one, other = without_chance("chains"), without_chance("parts", plant=n)
    same = (
        "order_variance_ratio",
        "rolled_yield",
        "first_pass_yield",
        "fill_rate",
        "cycle_time",
        "delivered_quality",
    )
    assert [
        name for name in same if not np.allclose(of_firm(one, name), of_firm(other, name), rtol=1e-5)
    ] == []


def test_what_is_compared_moves() -> None:
    one = without_chance("chains")
    for name in ("order_variance_ratio", "fill_rate", "backlog", "inventory", "profit", "unit_cost"):
        assert np.ptp(of_firm(one, name)) > 0.05, name
    assert of_firm(one, "rolled_yield")[-1] < of_firm(one, "first_pass_yield")[-1] < 0.9


POOLED = {"backlog", "inventory", "order_variance_ratio"}
"""What chance makes larger in small nodes: they cannot help each other out, and keep safety stocks of their own."""
STEADY = {"policies.tci.value.investment_step": 0.0}
"""No yearly rule: from what differs a little, it takes steps that differ much."""
RARE = {"knowledge", "new_needs", "gain_share_paid", "net_promoter_score", "perceived_gap"}
"""What hangs on few events or heads, or on a small difference of two sums: three runs are not enough."""


def test_with_chance_and_all_mechanisms_like_nodes_measure_nearly_as_one() -> None:
    runs = {
        n: np.array(
            [
                simulated(chain("steps", **dict.fromkeys(STEPS, n)), STEADY, seed).recording.firm[:, 0]
                for seed in (1, 2, 3)
            ]
        )
        for n in (1, 5)
    }
    one, five = (np.mean(runs[n][:, -12:], axis=(0, 1)) for n in (1, 5))
    far = np.abs(five - one) > 0.15 * np.max(np.abs(runs[1]), axis=(0, 1))
    found = {measure.name for measure, differs in zip(MEASURES["firm"], far, strict=True) if differs}
    assert found - WHO_THEY_ARE - POOLED - RARE == set()
