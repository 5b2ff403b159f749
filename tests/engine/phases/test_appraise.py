"""Phase 7: the yearly appraisal: what a plan counts, what a step changes, and when a firm moves a lever."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import arrays_of, lived, small_market, whole_market

from tci_sim.engine.phases.appraise import (
    Aims,
    Bond,
    Business,
    Course,
    Pay,
    Situation,
    Step,
    error_of_plan,
    plan_step,
    worth_of_plan,
)
from tci_sim.engine.phases.inspect_more import let_through
from tci_sim.engine.phases.move_levers import EMPHASIS, INSPECTION, LEVERS, TIME, TRAINING, lever_value
from tci_sim.engine.rules.governance import step_lever
from tci_sim.simulation import Simulation

NO_STEP = Step(*[0.0] * 14)
APPRAISED = {"world.deciding.appraisal": 1}


def situation(
    horizon: int = 24, counts: float = 1.0, others: float = 0.0, closing: float = 0.05, reopening: float = 0.05,
    slope: float = 2.0, known: float = 1.0,
) -> Situation:  # fmt: skip
    """A firm that sells 1,000 units a month at 100, pays 1,000 a month in claims, and keeps up what it has."""
    return Situation(
        Aims(horizon, 0.99, others, 0.3, 0.1, 0.25),
        Business(1000.0, 100.0, 0.25, 0.2, 25.0, 20.0, 30.0, 1000.0),
        Pay(25_000.0, 0.8, 0.5, 0.2),
        Course(closing, reopening, 0.2, 0.1, 0.08, 0.0, 0.0),
        Bond(slope, 0.3, known, 40.0, 40.0 * counts, 50.0 * others, 50_000.0 * others),
    )


def test_a_step_that_changes_nothing_is_worth_nothing() -> None:
    s = situation(others=1.0)
    plan = plan_step(s, NO_STEP)
    assert plan == (0.0,) * len(plan)
    assert worth_of_plan(s, plan, 0.0) == 0.0
    assert error_of_plan(s, plan) == 0.0


def test_what_a_step_saves_is_a_share_of_the_claims_that_the_books_show() -> None:
    # by hand, one month without discount to speak of: closing .05 -> .10 of 1,000
    s = situation(horizon=1)
    plan = plan_step(s, NO_STEP._replace(effort=1.0, effort_claimed=1.0))
    assert plan.saved == pytest.approx(0.99 * 50.0)
    assert plan.better == pytest.approx(0.99 * 0.2 * 0.05)


def test_more_effort_than_closes_the_gap_adds_nothing() -> None:
    s = situation(horizon=120, closing=0.2, reopening=0.0)
    twice, more = (plan_step(s, NO_STEP._replace(effort=e, effort_claimed=e)) for e in (1.0, 3.0))
    assert plan_step(s, NO_STEP).saved < twice.saved < more.saved < 1000.0 / 0.2
    assert more.saved - twice.saved < twice.saved


def test_where_effort_only_keeps_up_a_step_down_loses_what_was_kept() -> None:
    kept_up, done = situation(reopening=0.05), situation(reopening=0.0, closing=0.0)
    stop = NO_STEP._replace(effort=-1.0, effort_claimed=-1.0)
    assert plan_step(kept_up, stop).saved < -1000.0
    assert plan_step(done, stop).saved == 0.0


def test_who_has_no_data_counts_on_nobody_who_stays_and_gains_nothing_by_a_dearer_price() -> None:
    blind = situation(slope=0.0, known=0.0)
    plan = plan_step(blind, NO_STEP._replace(busy=0.05))
    assert plan.kept == plan.drawn == 0.0
    assert plan.dearer > 0.0
    assert worth_of_plan(blind, plan, 0.0) == pytest.approx(0.75 * -plan.hands)
    assert error_of_plan(blind, plan) == 0.0


def test_a_dearer_price_costs_customers_whether_or_not_retention_is_counted() -> None:
    for counts in (0.0, 1.0):
        plan = plan_step(situation(counts=counts), NO_STEP._replace(busy=0.05))
        assert plan.drawn < 0.0
    step = NO_STEP._replace(effort=1.0)
    worth = [
        worth_of_plan(s, plan_step(s, step), 0.0) for s in (situation(counts=0.0), situation(counts=1.0))
    ]
    assert worth[0] == 0.0 < worth[1]


def test_others_count_what_the_price_takes_from_them_and_not_the_income_of_all() -> None:
    step = NO_STEP._replace(busy=0.05)
    s = situation(others=1.0)
    alone, all_of_them = situation(others=0.0), s
    plan = plan_step(s, step)
    difference = worth_of_plan(all_of_them, plan, 0.0) - worth_of_plan(alone, plan, 0.0)
    tax = 0.25 / 0.75 * worth_of_plan(alone, plan, 0.0)
    assert difference == pytest.approx(tax + 0.3 * plan.hands - 1000.0 * plan.dearer + 50.0 * plan.drawn)


def test_the_error_grows_with_that_of_either_estimate() -> None:
    s = situation()
    plan = plan_step(s, NO_STEP._replace(effort=1.0))
    unsure = s._replace(course=s.course._replace(error=0.5))
    vague = s._replace(bond=s.bond._replace(error=0.6))
    assert 0.0 < error_of_plan(s, plan) < min(error_of_plan(unsure, plan), error_of_plan(vague, plan))


def test_leaner_work_makes_a_unit_cheaper_and_its_price_follows() -> None:
    s = situation(counts=0.0)
    s = s._replace(course=s.course._replace(cost_left=0.1, cost_pace=0.05))
    plan = plan_step(s, NO_STEP._replace(cost_effort=1.0))
    assert plan.dearer < 0.0
    assert plan.drawn > 0.0 > plan.cost


def test_what_is_made_early_is_looked_for_more_often() -> None:
    early, late = np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0])
    assert let_through(early, 0.5) == 0.25
    assert let_through(late, 0.5) == 0.5
    assert let_through(early, 0.0) == let_through(late, 0.0) == 1.0


def test_a_step_ends_at_the_bounds_of_a_lever() -> None:
    assert step_lever(0.19, 1.0, 0.04, 0.0, 0.2) == 0.2
    assert step_lever(0.3, 1.0, 0.06, 0.0, 0.2) == 0.3


def run(changes: dict[str, Any], months: int, seed: int = 1) -> Simulation:
    """A small market as it ships, with the appraisal on, `months` after a burn-in of a year."""
    return lived(whole_market({**APPRAISED, "months": months, **changes}), seed=seed)


def moves(world: Simulation) -> np.ndarray:
    """Months since the burn-in in which the rule moved levers of selling firms, (selling firm, lever)."""
    moved = world.state.firms.outlook.moved[: len(world.state.firms.standing.open)]
    return np.where(moved < 0, -1, moved - 12)


def test_where_no_firm_appraises_nothing_is_kept_in_mind() -> None:
    world = lived(small_market())
    for name, array in arrays_of(world.state).items():
        if name.startswith("firms.outlook."):
            assert (array == (-1 if name.endswith("moved") else 0)).all(), name


def test_a_firm_waits_for_a_year_before_it_moves_any_lever_of_a_policy() -> None:
    waiting, moving = run({}, months=12), run({}, months=13)
    assert (moves(waiting) == -1).all()
    assert (moves(moving) == 12).any()
    assert ((moves(moving) >= 0).sum(axis=1) <= 1).all()  # one lever a year


def test_another_policy_on_the_way_begins_a_year_of_its_own() -> None:
    shock = {"month": 6, "kind": "policy_change", "target": "ours", "policy": "tqm"}
    world = run({"shocks": [shock]}, months=18)
    assert world.state.firms.outlook.adopted[world.network.firms.index("ours")] == 12 + 6


def test_a_lever_is_left_alone_until_half_of_the_effect_can_have_come() -> None:
    world = run({"policies.tqm.improvement.time": 0.06}, months=60)
    seen: dict[tuple[int, int], list[int]] = {}
    fresh = Simulation(world.scenario, world.network, 1, 1)
    fresh.step(12)
    for _ in range(60):
        fresh.step()
        for f, lever in np.argwhere(moves(fresh) >= 0):
            months = seen.setdefault((int(f), int(lever)), [])
            if int(moves(fresh)[f, lever]) not in months:
                months.append(int(moves(fresh)[f, lever]))
    apart = [
        np.diff(months).min()
        for (_, lever), months in seen.items()
        if len(months) > 1 and lever != INSPECTION
    ]
    assert all(gap > 12 for gap in apart)
    assert any(len(months) > 1 for months in seen.values())


def test_no_step_is_taken_that_is_worth_less_than_its_error() -> None:
    noisy = run({"world.voices.score_noise": 100.0}, months=13)
    outlook = noisy.state.firms.outlook
    for f, lever in np.argwhere(moves(noisy) >= 0):
        assert abs(outlook.worth[f, lever]) > outlook.error[f, lever]


def test_each_lever_has_one_value_and_all_of_them_are_appraised() -> None:
    world = run({}, months=13)
    f = world.network.firms.index("ours")
    levers = world.state.firms.policies.in_force[f]
    assert lever_value(levers, EMPHASIS) == levers.value.emphasis
    assert lever_value(levers, TRAINING) == levers.improvement.training
    assert (world.state.firms.outlook.worth[f] != 0.0).sum() >= LEVERS - 2
    assert world.state.firms.outlook.levers[f, TIME] == levers.improvement.time
