"""Runs share a past until they part, and end with the bits of runs of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from worlds import SHOCKS as ALL_SHOCKS
from worlds import arrays_of, lived, same_bits, small_market

from tci_sim.engine.state.arrays import named_arrays
from tci_sim.runs.shared_past import StopRequested, run_sharing_past, share_luck
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.shared_past import differences, divergence_month, past_digest, share_past

BURN_IN, MONTH, LEAD = 6, 4, 3

BEGINS = BURN_IN + MONTH
TO_COME = ("future.", "changes.")

SHOCKS = {kind: shock for kind, shock in ALL_SHOCKS.items() if kind != "rival_entry"}
"""Those before which a world is what it is without them."""

DIFFERENCES: dict[str, tuple[dict[str, Any], int]] = {
    **{
        kind: ({"shocks": ({"kind": kind, "month": MONTH, **shock},)}, BEGINS)
        for kind, shock in SHOCKS.items()
    },
    "requirement_turn": (
        {"shocks": ({"kind": "requirement_turn", "month": MONTH, **SHOCKS["requirement_turn"]},)},
        BEGINS - LEAD,
    ),
    "how long a policy lasts": (
        {
            "shocks": (
                {"kind": "policy_change", "month": 0, "duration": MONTH, "target": "north", "policy": "tqm"},
            )
        },
        BURN_IN,
    ),
    "a firm's policy": ({"firms.ours.policy": "command_and_control"}, BURN_IN),
    "a lever of a policy": ({"policies.tci.improvement.time": 0.3}, BURN_IN),
    "a lever that widens the memory of demand": ({"policies.tci.value.forecast_months": 20}, BURN_IN),
    "suppliers' policy": ({"supplier_policy": "tci"}, BURN_IN),
}
"""What may differ in a future, with the month, from the start of the burn-in, in which two worlds part."""

PASTS: dict[str, dict[str, Any]] = {
    "an uncertainty": {"world.choice.inertia": 0.5},
    "the policy of the burn-in": {"burn_in_policy": "tqm"},
    "shares at the start": {
        "firms.ours.share": 0.5,
        **{f"firms.{name}.share": 0.1 for name in ("north", "south", "east", "west", "centre")},
    },
    "the number of customers": {"market.customers": 301},
    "the months of the run": {"months": 11},
    "a rival who is yet to enter": {"shocks": ({"kind": "rival_entry", "month": 3, "target": "north"},)},
}
"""What makes another past of a world."""


def question(changes: Mapping[str, Any] | None = None) -> Scenario:
    base = {"months": 10, "burn_in": BURN_IN, "market.customers": 300, "world.requirements.lead": LEAD}
    return small_market({**base, "policies.tci.culture.leadership": 1.0, **(changes or {})})


def world(changes: Mapping[str, Any] | None = None, seed: int = 1) -> Simulation:
    return Simulation(question(changes), seed=seed, threads=1)


def differ(one: Simulation, other: Simulation) -> bool:
    return same_bits(one.state, other.state, skip=TO_COME) != []


@pytest.mark.parametrize("name", DIFFERENCES)
def test_two_worlds_part_in_the_month_that_is_predicted_and_not_before(name: str) -> None:
    changes, month = DIFFERENCES[name]
    one, other = world(), world(changes)
    assert one.past == other.past
    assert one.shares_past(other)
    assert divergence_month(one.state, other.state) == divergence_month(other.state, one.state) == month
    one.step(month)
    other.step(month)
    assert not differ(one, other)
    while one.clock < one.months and not differ(one, other):
        one.step()
        other.step()
    assert one.clock == month + 1


@pytest.mark.parametrize("name", PASTS)
def test_worlds_that_were_built_otherwise_share_nothing(name: str) -> None:
    one, other = world(), world(PASTS[name])
    assert one.past != other.past
    assert not one.shares_past(other)
    assert (differences(one.state, other.state) != []) == (one.months == other.months)


def test_another_seed_is_another_past() -> None:
    assert world().past != world(seed=2).past
    assert world().past == world().past


def test_a_past_is_another_one_if_any_byte_of_the_world_is() -> None:
    changed = 0
    one, other = world().state, world().state
    before = past_digest(other)
    assert share_past(one, other)
    for name, array in named_arrays(other):
        if array.size and not name.startswith(TO_COME):
            byte = array.view(np.uint8).reshape(-1)[-1:]
            byte ^= 1
            assert past_digest(other) != before, name
            assert not share_past(one, other), name
            byte ^= 1
            assert past_digest(other) == before, name
            changed += 1
    assert changed > 100


def test_one_future_never_parts() -> None:
    assert divergence_month(world().state, world().state) is None


ALL = {"alone": {}, **{name: changes for name, (changes, _) in DIFFERENCES.items()}, **PASTS}


@pytest.mark.parametrize("share", [True, False])
def test_runs_that_share_their_pasts_end_with_the_bits_of_runs_of_their_own(share: bool) -> None:
    questions = [question(changes) for changes in (*ALL.values(), {})]  # the last is the first once more
    together = [Simulation(each, seed=3, threads=1) for each in questions]
    ended = dict(run_sharing_past(together, share_past=share))
    assert ended == dict.fromkeys(range(len(questions)))
    for simulation, each in zip(together, questions, strict=True):
        alone = lived(each, seed=3)
        assert simulation.clock == alone.clock
        assert same_bits(simulation.state, alone.state) == []
        assert all(
            a.tobytes() == b.tobytes() for a, b in zip(simulation.recording, alone.recording, strict=True)
        )


def test_a_shared_past_is_simulated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stepped: list[int] = []
    step = Simulation.step

    def counted(simulation: Simulation, months: int = 1, on_progress: Any = None) -> None:
        stepped.append(months)
        step(simulation, months, on_progress)

    monkeypatch.setattr(Simulation, "step", counted)
    policies = ("tci", "tqm", "iso9000")
    list(run_sharing_past([world({"firms.ours.policy": policy}) for policy in policies]))
    assert sum(stepped) == BURN_IN + 3 * 10
    stepped.clear()
    list(run_sharing_past([world({"firms.ours.policy": policy}) for policy in policies], share_past=False))
    assert sum(stepped) == 3 * (BURN_IN + 10)


def test_what_breaks_a_shared_past_breaks_all_who_share_it_and_nobody_else() -> None:
    worlds = [world(), world({"firms.ours.policy": "tqm"}), world({"world.choice.inertia": 0.5})]
    for each in worlds[:2]:
        each.state.books.ledger.balance[-1] += 7
    endings = dict(run_sharing_past(worlds))
    assert [str(endings[place]).split(":")[0] for place in (0, 1)] == [f"Month -{BURN_IN}"] * 2
    assert endings[2] is None


def test_a_stop_ends_all() -> None:
    stop = np.ones(1, np.int64)
    worlds = [Simulation(question(), seed=seed, threads=1, stop=stop) for seed in (1, 2)]
    with pytest.raises(StopRequested):
        list(run_sharing_past(worlds))
    assert [each.clock for each in worlds] == [1, 0]


def test_the_arrays_of_worlds_that_share_a_past_are_their_own() -> None:
    one, other = world(), world({"firms.ours.policy": "tqm"})
    list(run_sharing_past([one, other]))
    theirs = arrays_of(other.state)
    assert not [name for name, array in named_arrays(one.state) if np.shares_memory(array, theirs[name])]


# --- luck -------------------------------------------------------------------------------------------------


def months_kept(simulation: Simulation) -> int:
    return len(simulation.terms.luck.drawn)


@pytest.mark.parametrize("share", [True, False])
def test_worlds_of_one_seed_draw_the_luck_of_customers_once(share: bool) -> None:
    one, other = world(), world({"world.choice.inertia": 0.5})
    assert not one.shares_past(other)
    list(run_sharing_past([one, other], share_past=share))
    assert (one.terms.luck is other.terms.luck) is share
    assert months_kept(one) == (one.months if share else 0)
    assert one.terms.luck.drawn.all()


def test_luck_that_is_kept_is_what_customers_perceive() -> None:
    first, second, alone = world(), world(), world()
    share_luck([first, second])
    first.run()
    first.terms.luck.noise[:] = 1.0  # everybody is lucky
    second.run()
    alone.run()
    assert same_bits(first.state, alone.state) == []
    usual, lucky = (float(np.mean(each.state.customers.satisfaction)) for each in (alone, second))
    assert lucky > usual + 2.0


def test_other_seeds_customers_and_months_have_a_luck_of_their_own() -> None:
    worlds = [world(), world(seed=2), world({"market.customers": 301}), world({"months": 11})]
    share_luck(worlds)
    assert [months_kept(each) for each in worlds] == [0, 0, 0, 0]


def test_luck_that_takes_much_of_the_memory_that_is_left_is_drawn_in_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = world()
    size = one.months * one.state.customers.will.nbytes
    for left, kept in ((0, 0), (8 * size - 8, 0), (8 * size, one.months), (None, one.months)):
        worlds = [world(), world()]
        monkeypatch.setattr("tci_sim.runs.shared_past.available_memory", lambda left=left: left)
        share_luck(worlds)
        assert [months_kept(each) for each in worlds] == [kept, kept]
