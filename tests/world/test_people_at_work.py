"""Agreement, autonomy, trust and peers in a whole market: what each does there, and where it does nothing or harm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import lived, small_market

from tci_sim.engine.accounts import OVERHEAD
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.simulation import Simulation

APART = {"world.improving.practice": 1}
COLUMN = {measure.name: place for place, measure in enumerate(MEASURES["firm"])}


def run(changes: dict[str, Any] | None = None, seed: int = 5) -> Simulation:
    return lived(small_market({"market.customers": 300, **(changes or {})}), seed)


def measured(world: Simulation, name: str) -> np.ndarray:
    """A measure of our firm, (month,)."""
    return world.recording.firm[:, world.network.selling_firms.index("ours"), COLUMN[name]]


def same(one: Simulation, other: Simulation) -> bool:
    return all(a.tobytes() == b.tobytes() for a, b in zip(one.recording, other.recording, strict=True))


def held(turbulence: float) -> float:
    """Share of beliefs of our firm that are what its code holds, where so much turns."""
    changes = {
        "world.people.execution_error": 0.03,
        "world.requirements.turbulence": turbulence,
        "world.beliefs.by_fact": 1.0,
        "world.voices.log_odds": 1,
        "policies.tci.learning.p_learn": 0.1,
        "months": 60,
    }
    world = run(changes)
    mine = world.state.nodes.places.firm == world.network.firms.index("ours")
    return float(world.state.nodes.minds.held[mine].mean())


def test_a_code_that_follows_what_turns_is_held_by_fewer_and_steadies_less() -> None:
    assert held(0.0) > held(0.1) + 0.05


def test_without_autonomy_neither_own_ways_nor_hand_overs_do_anything() -> None:
    still = {**APART, **{f"policies.{name}.culture.autonomy": 0.0 for name in small_market().policies}}
    on = {"world.people.own_ways": 1.0, "world.people.mis_hand_over": 0.1}
    assert same(run(still), run({**still, **on}))
    assert not same(run(APART), run({**APART, **on}))


def test_own_ways_do_nothing_where_practice_is_not_apart() -> None:
    assert same(run(), run({"world.people.own_ways": 1.0}))


def test_where_little_is_known_a_norm_ends_improvement_that_push_alone_had_kept_up() -> None:
    changes = {"months": 36, "policies.tci.improvement.training": 0.0, "policies.tci.improvement.push": 0.4}
    off, on = run(changes), run({**changes, "world.people.results_norm": 0.15})
    assert measured(off, "commitment")[-1] > 0.3
    assert measured(on, "commitment")[-1] < 0.1


def test_what_a_hire_costs_is_paid_under_overhead_and_moves_nothing_else() -> None:
    off, on = (
        run({"months": 1, "burn_in": 1}),
        run({"months": 1, "burn_in": 1, "world.economy.hire_cost": 3.0}),
    )
    f = on.network.firms.index("ours")
    assert on.state.staff.hired.tolist() == off.state.staff.hired.tolist()
    wages = on.state.nodes.places.wage[on.state.nodes.places.firm == f]
    assert on.state.staff.hired[f] > 0
    more = off.state.books.ledger.statement[f] - on.state.books.ledger.statement[f]
    hired = on.state.staff.hired[f]
    assert hired * 3.0 * wages.min() * 0.99 <= more[OVERHEAD] <= hired * 3.0 * wages.max() * 1.01


def test_peers_cost_the_same_whether_they_know_more_or_less_and_teach_only_if_more() -> None:
    peers = {"policies.tci.culture.peers": 10, "months": 3, "burn_in": 1}
    without, dull, able = (
        run({**peers, "policies.tci.culture.peers": 0}),
        run({**peers, "world.people.peers_level": 0.0}),
        run({**peers, "world.people.peers_level": 0.9}),
    )
    assert (measured(dull, "know_how") == measured(without, "know_how")).all()
    assert measured(able, "know_how")[-1] > measured(without, "know_how")[-1] + 0.3
    assert (measured(dull, "training_paid") == measured(able, "training_paid")).all()
    assert (measured(dull, "training_paid") > measured(without, "training_paid")).all()
    assert measured(dull, "profit").sum() < measured(without, "profit").sum()


def test_turnover_is_measured_as_it_comes_about() -> None:
    world = run({"months": 12, "world.staff.turnover": 0.05})
    assert measured(world, "turnover").mean() == pytest.approx(0.05, rel=0.5)
    assert (measured(run({"months": 3, "world.staff.turnover": 0.0}), "turnover") == 0.0).all()
    assert (
        (measured(world, "employee_satisfaction") > 0) & (measured(world, "employee_satisfaction") < 100)
    ).all()
