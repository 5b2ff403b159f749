"""Patterns that nothing here was fitted to: what moves them acts, in the direction of a source that gives one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from plain_world import PLAIN

from tci_sim.analysis.validation.readings import recorded
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.policy import LeverCosts
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"
SEEDS = range(1, 9)

TOOLS = {
    "improvement.time": 0.15,
    "improvement.training": 0.06,
    "improvement.check": 0.6,
    "improvement.cadence": 1,
}
CULTURE_AND_KNOW_WHY = {
    "culture.formation": 0.015,
    "culture.leader_improvement": 0.8,
    "culture.leader_learning": 0.8,
    "culture.leader_collaboration": 0.8,
    "culture.leader_shared_value": 0.8,
    "listening.review.interviews": 1.0,
    "listening.internal_review.interviews": 0.5,
    "learning.sharing": 0.8,
    "learning.code_learning": 0.6,
    "learning.p_learn": 0.2,
}
PRACTICES = {"improvement.training": 0.1, "improvement.inspection": 0.4, "improvement.protection": 0.8}
SUPPLIERS = {
    "integration.shared_demand": 0.8,
    "integration.joint_improvement": 0.6,
    "integration.joint_decision": 0.3,
    "integration.gain_sharing": 0.3,
    "learning.sharing": 0.8,
}
CUSTOMERS = {"listening.review.interviews": 1.0, "listening.participation.share": 0.2}


NO_LUCK = {"world.rivalry.demand_sd": 0.0, "world.rivalry.cost_sd": 0.0}
"""What levers do is compared, and not the luck of single firms."""
CULTURE_IS_FREE = {
    f"world.economy.{name}": 0.0
    for name in (*LeverCosts.model_fields, "hour")
    if f"world.economy.{name}" in PLAIN and name not in ("inspection_cost", "training_cost")
}
"""Levers have no prices but those of inspection and training, in which what is compared does not differ."""


def asked(levers: dict[str, float], world: dict[str, float]) -> Scenario:
    small = {
        "market.simulated": 2000,
        "months": 84,
        "burn_in": 36,
        "policies.tried": {"base": "none"},
        **NO_LUCK,
        **world,
    }
    tried = variant(load(BASELINE), {**small, "firms.ours.policy": "tried"})
    return variant(tried, {f"policies.tried.{name}": value for name, value in levers.items()})


@cache
def lived(levers: tuple[tuple[str, float], ...], world: tuple[tuple[str, float], ...]) -> list[Simulation]:
    scenario = asked(dict(levers), dict(world))
    simulations = [Simulation(scenario, network_of(scenario), seed, threads=1) for seed in SEEDS]
    for simulation in simulations:
        simulation.run()
    return simulations


def gains(
    measure: str, levers: dict[str, float], instead: dict[str, float], months: slice, **world: float
) -> np.ndarray:
    """How much more of a measure our firm has by some levers than by others, under the same luck, (seed,)."""
    means = [
        np.array(
            [
                recorded(simulation, "firm", measure)[months].mean()
                for simulation in lived(tuple(each.items()), tuple(world.items()))
            ]
        )
        for each in (levers, instead)
    ]
    return np.asarray(means[0] - means[1])


def clear(found: np.ndarray) -> bool:
    """Whether a mean is above 0 by more than two standard errors, which are not 0."""
    return bool(found.mean() > 2 * found.std(ddof=1) / len(found) ** 0.5 > 0)


LAST_TWO_YEARS, SECOND_YEAR = slice(-24, None), slice(12, 24)


@pytest.mark.parametrize("measure", ["satisfaction", "knowledge"])
def test_tools_do_more_where_culture_and_know_why_go_with_them(measure: str) -> None:
    # Powell (1995), Strategic Management Journal 16(1), 15-37: tools alone do not make the advantage
    assert clear(gains(measure, {**TOOLS, **CULTURE_AND_KNOW_WHY}, TOOLS, LAST_TWO_YEARS))


def test_culture_and_know_why_raise_profit_but_for_what_they_cost() -> None:
    # what Powell (1995) finds is performance, costs and all; here they are, in seven years, about what is won
    free = gains("profit", {**TOOLS, **CULTURE_AND_KNOW_WHY}, TOOLS, LAST_TWO_YEARS, **CULTURE_IS_FREE)
    paid = gains("profit", {**TOOLS, **CULTURE_AND_KNOW_WHY}, TOOLS, LAST_TWO_YEARS)
    assert clear(free)
    assert clear(free - paid)


@pytest.mark.xfail(strict=True, reason="at shipped prices culture costs about what it wins in seven years")
def test_culture_and_know_why_raise_profit_at_shipped_prices() -> None:
    # Powell (1995): what culture and know-why win is more than they cost. Missed, and said here
    assert clear(gains("profit", {**TOOLS, **CULTURE_AND_KNOW_WHY}, TOOLS, LAST_TWO_YEARS))


def test_practices_taught_lower_failures_and_stocks_and_raise_productivity() -> None:
    # Bloom et al. (2013), Quarterly Journal of Economics 128(1), 1-51, treatment against control
    for measure, sign in (("external_failure_cost", -1), ("inventory", -1), ("productivity", 1)):
        found = sign * gains(measure, {**TOOLS, **PRACTICES}, {}, SECOND_YEAR)
        assert clear(found), measure


def test_integration_on_both_sides_does_more_than_with_suppliers_alone() -> None:
    # Frohlich & Westbrook (2001), Journal of Operations Management 19(2), 185-200: the widest arc does best
    found = gains("satisfaction", {**TOOLS, **SUPPLIERS, **CUSTOMERS}, {**TOOLS, **SUPPLIERS}, LAST_TWO_YEARS)
    assert clear(found)


def unsteadiness(p_learn: float, turbulence: float) -> np.ndarray:
    """How much what members know changes from month to month, in March's organisation with leavers, (seed,)."""
    scenario = variant(
        load(BASELINE.parent / "published" / "march1991.yaml"),
        {
            "policies.published.learning.p_learn": p_learn,
            "world.requirements.turbulence": turbulence,
            "world.staff.turnover": 0.018,
            "months": 200,
        },
    )
    simulations = [Simulation(scenario, network_of(scenario), seed, threads=1) for seed in range(12)]
    for simulation in simulations:
        simulation.run()
    return np.array([np.diff(recorded(h, "firm", "member_knowledge")[60:]).std() for h in simulations])


def test_strong_socialisation_steadies_in_a_calm_world_and_not_in_a_volatile_one() -> None:
    # Sorensen (2002), Administrative Science Quarterly 47(1), 70-91: strong cultures perform more reliably,
    # and less so the more volatile the market is
    calm = unsteadiness(0.1, 0.0) - unsteadiness(0.9, 0.0)
    volatile = unsteadiness(0.1, 0.02) - unsteadiness(0.9, 0.02)
    assert clear(calm)
    lost = calm - volatile
    assert clear(lost)
