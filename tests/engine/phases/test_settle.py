"""What has settled never moves again: a run that ends with it has the bits of one that goes on to its last month."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.settling import SETTLING
from tci_sim.engine.month import look_whether_settled
from tci_sim.engine.phases.settle import Moving
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation

MARCH = Path(__file__).parents[3] / "scenarios" / "published" / "march1991.yaml"
LEARNING = "policies.published.learning."
TEXT: Mapping[str, Any] = {"world.beliefs.steps": 2, "world.beliefs.coin": 0, "world.beliefs.compare": 1}


def corner(**other: Any) -> Scenario:
    """Return a small organisation that learns as in March (1991), for sixty months."""
    small: dict[str, Any] = {
        "months": 60,
        "network.roles.organisation.members": 7,
        "market.attributes.requirements.dimensions": 5,
    }
    return variant(load(MARCH), small | other)


def ended(scenario: Scenario, seed: int) -> Simulation:
    simulation = Simulation(scenario, None, seed, threads=1)
    simulation.run()
    return simulation


def rows(simulation: Simulation, *, settling: bool) -> dict[str, np.ndarray[Any, Any]]:
    """Return what was recorded of the measures that settle, or of the others, by kind and name."""
    return {
        f"{kind} {measure.name}": getattr(simulation.recording, kind)[..., column]
        for kind, measures in MEASURES.items()
        for column, measure in enumerate(measures)
        if (measure.name in SETTLING) == settling
    }


@pytest.mark.parametrize("other", [{}, TEXT, {LEARNING + "p_learn": 0.1}, {LEARNING + "slow_learners": 0.5}])
def test_what_is_reported_has_the_bits_of_the_full_run_in_every_month(other: Mapping[str, Any]) -> None:
    settled = 0
    for seed in range(30):
        short, full = ended(corner(**other), seed), ended(corner(**other, until="months"), seed)
        ours, theirs = rows(short, settling=True), rows(full, settling=True)
        assert [name for name in ours if ours[name].tobytes() != theirs[name].tobytes()] == [], seed
        settled += short.settled_at is not None
    assert settled > 15


def test_what_nobody_knows_without_simulating_it_is_blank_after_the_month_in_which_all_settled() -> None:
    short, full = ended(corner(), 1), ended(corner(until="months"), 1)
    assert short.settled_at is not None
    end = short.settled_at + 1
    ours, theirs = rows(short, settling=False), rows(full, settling=False)
    assert all(ours[name][:end].tobytes() == theirs[name][:end].tobytes() for name in ours)
    assert all(np.isnan(ours[name][end:]).all() for name in ours)
    assert not np.isnan(theirs["firm commitment"][end:]).any()
    assert (short.clock, full.clock) == (end, 60)


def test_it_settles_in_the_same_month_however_many_threads_there_are_and_wherever_it_was_stepped_to() -> None:
    whole = ended(corner(), 3)
    shared = Simulation(corner(), None, 3, threads=2)
    shared._watch[0] = Moving.EVENTS
    shared.step_shared(60)
    stepped = Simulation(corner(), None, 3, threads=1)
    stepped.step(2)
    stepped.run()
    assert whole.settled_at is not None
    assert shared.month - 1 == whole.settled_at == stepped.settled_at
    assert rows(whole, settling=True).keys() == rows(stepped, settling=True).keys()


def test_steps_do_not_wait_for_anything_to_settle() -> None:
    simulation = Simulation(corner(), None, 1, threads=1)
    simulation.step(60)
    assert (simulation.settled_at, simulation.clock) == (None, 60)


def test_a_run_waits_for_what_it_reports_and_only_if_it_can_be_shown_to_settle() -> None:
    assert ended(corner(report=("knowledge", "commitment")), 1).settled_at is None
    assert ended(corner(report=()), 1).settled_at is None
    assert ended(corner(report=("member_knowledge",)), 1).settled_at is not None
    watched = Simulation(corner(report=()), None, 1, threads=1, watched=["knowledge"])
    watched.run()
    assert watched.settled_at is not None


MOVERS: dict[str, tuple[Moving, dict[str, Any]]] = {
    "needs turn": (Moving.NEEDS, {"world.requirements.turbulence": 0.001}),
    "members come and go": (Moving.MEMBERS, {"world.staff.turnover": 0.001}),
    "staff follow demand": (
        Moving.MEMBERS,
        {"world.staff.follow_demand": 1, "world.supply.capacity_limits": 1},
    ),
    "evidence decides": (Moving.FACTS, {"world.beliefs.by_fact": 0.5, "world.beliefs.oracle": 0.5}),
    "needs will turn by a shock": (
        Moving.EVENTS,
        {"shocks": ({"month": 59, "kind": "requirement_turn", "size": 1.0},)},
    ),
    "the world will change": (
        Moving.EVENTS,
        {"shocks": ({"month": 59, "kind": "world_change", "world": {"requirements": {"turbulence": 0.1}}},)},
    ),
    "members will leave": (Moving.EVENTS, {"shocks": ({"month": 59, "kind": "leavers", "size": 0.3},)}),
}


@pytest.mark.parametrize("moves", MOVERS)
def test_nothing_has_settled_while_anything_can_still_move_it(moves: str) -> None:
    expected, other = MOVERS[moves]
    for seed in range(1, 6):
        simulation = Simulation(corner(**other), None, seed, threads=1)
        simulation.step(59)
        found = np.array([Moving.EVENTS])
        look_whether_settled(simulation.state, found, 58)
        assert found[0] == expected


def test_interviews_with_next_steps_keep_beliefs_moving_where_there_are_next_steps() -> None:
    two = {
        "network.roles.maker": {"members": 4, "contributions": {"requirements": 0.5}},
        "network.roles.organisation.goods_from": ("maker",),
        "network.roles.organisation.contributions": {"requirements": 0.5},
    }
    inside = {"policies.published.listening.internal_review.interviews": 0.5}
    for other, expected in (
        (inside, Moving.NOTHING),
        (two, Moving.NOTHING),
        (two | inside, Moving.INTERVIEWS),
    ):
        quiet = {LEARNING + "sharing": 0.0, "world.beliefs.spread": 0.0}
        simulation = Simulation(corner(**quiet, **other, months=200), None, 2, threads=1)
        simulation.step(200)
        found = np.array([Moving.EVENTS])
        look_whether_settled(simulation.state, found, 199)
        assert found[0] == expected, other


def test_a_member_who_is_better_than_what_the_organisation_holds_may_still_teach_it() -> None:
    simulation = Simulation(corner(until="months"), None, 1, threads=1)
    simulation.run()
    state, found = simulation.state, np.array([Moving.EVENTS])
    code, reality = state.firms.knowledge.code, state.market.needs.reality
    code[0], state.members.belief[:] = reality, reality
    look_whether_settled(state, found, 59)
    assert found[0] == Moving.NOTHING
    code[0, 0], state.members.belief[:, 0] = 0, 0  # a coin decides what nobody believes
    look_whether_settled(state, found, 59)
    assert found[0] == Moving.BELIEFS
    state.run.world["beliefs"]["coin"] = 0
    look_whether_settled(state, found, 59)
    assert found[0] == Moving.NOTHING
    state.members.belief[0, 0] = reality[0]  # one knows better
    look_whether_settled(state, found, 59)
    assert found[0] == Moving.BELIEFS
    state.members.belief[0, 0] = -reality[
        0
    ]  # one knows worse, and nothing is taught where the code is silent
    look_whether_settled(state, found, 59)
    assert found[0] == Moving.NOTHING


def random_changes(chance: np.random.Generator) -> dict[str, Any]:
    """Draw a corner in which each way of moving what is known is there or not."""
    shares = {
        "world.requirements.turbulence": 0.01, "world.staff.turnover": 0.02, "world.beliefs.by_fact": 0.5,
        "world.beliefs.spread": 0.3, "world.beliefs.imitation": 0.3, LEARNING + "sharing": 0.5,
        "policies.published.listening.review.interviews": 0.5, "policies.published.culture.meetings": 0.5,
        "policies.published.listening.internal_review.interviews": 0.5, "world.requirements.creep": 0.01,
        LEARNING + "slow_learners": 0.5, "policies.published.improvement.time": 0.2, "world.people.leaving": 1.0,
    }  # fmt: skip
    changes: dict[str, Any] = {path: size for path, size in shares.items() if chance.random() < 0.15}
    for path in ("p_learn", "p_learn_slow", "code_learning"):
        changes[LEARNING + path] = float(chance.choice([0.0, 0.3, 1.0]))
    changes |= {"world.beliefs.oracle": float(chance.choice([0.0, 1.0])), "months": 80}
    changes |= {f"world.beliefs.{name}": int(chance.integers(2)) for name in ("coin", "compare")}
    changes["world.beliefs.steps"] = int(chance.integers(1, 3))
    if chance.random() < 0.2:
        month = int(chance.integers(80))
        changes["shocks"] = (
            {"month": month, "kind": str(chance.choice(["leavers", "requirement_turn"])), "size": 0.4},
        )
    return changes


def test_in_random_corners_nothing_moves_after_it_is_said_to_have_settled() -> None:
    chance, settled = np.random.default_rng(18), 0
    for seed in range(120):
        changes = random_changes(chance)
        short, full = ended(corner(**changes), seed), ended(corner(**changes, until="months"), seed)
        ours, theirs = rows(short, settling=True), rows(full, settling=True)
        assert [name for name in ours if ours[name].tobytes() != theirs[name].tobytes()] == [], changes
        settled += short.settled_at is not None
    assert settled > 20
