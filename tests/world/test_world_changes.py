"""Changes of the world on the timeline: the same as another world from then on, and what was when they end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from reads_of_the_world import PATHS, read_in
from worlds import lived, same_bits, small_market, whole_market

from tci_sim.analysis.controlled_return import before_tax, taxes_of
from tci_sim.engine.rules.ahead import turn_odds_at_rest
from tci_sim.errors import InputError
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import value_at
from tci_sim.simulation import Simulation

BURN_IN = 6
TO_COME = ("future.", "changes.")
SETTLED = {path.removeprefix("world.") for path, known in catalogue().items() if known.settled}

SETTLED_THOUGH_READ = {
    "economy.price": "the price at the start, from which wages and inputs were worked out",
    "economy.materials": "bought at what it was worked out to cost at the start",
    "economy.labour": "paid as it was worked out at the start",
    "economy.normal_use": "the use of capacity at the start, on which the cost of labour is based",
    "economy.discount": "figures of a whole run are discounted at one rate",
    "partnership.apart": "drawn for each requirement before the first month; the month asks only whether it is 0",
    "choice.brands": "brands are found as the market comes to rest, before the first month",
    "choice.known_firms": "who is known is kept only where it counts",
    "choice.value_own_offer": "what customers like in their firms is kept only where it counts",
    "word_of_mouth.carries_satisfaction": "what is said of firms is kept only where it counts",
    "voices.log_odds": "what was heard is a sum of log-odds or of signs",
    "improving.practice": "a shortfall means the work alone, or work and practice",
    "asking.real_respondents": "there is room for respondents only where they are real",
}
"""Uncertainties that the month reads and that are settled nevertheless, each with the reason."""


def question(changes: Mapping[str, Any] | None = None, *shocks: dict[str, Any]) -> Scenario:
    base = {"months": 20, "burn_in": BURN_IN, "market.customers": 300, "shocks": shocks}
    return whole_market({**base, **(changes or {})})


def change(month: int, **more: Any) -> dict[str, Any]:
    return {"kind": "world_change", "month": month, **more}


def value(simulation: Simulation, group: str, name: str) -> float:
    return float(simulation.state.run.world[0][group][name])


def values(scenario: Scenario, group: str, name: str) -> list[float]:
    """An uncertainty as it was in each month from the burn-in on."""
    simulation, found = Simulation(scenario, seed=1, threads=1), []
    while simulation.clock < simulation.months:
        simulation.step()
        found.append(value(simulation, group, name))
    return found


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, new in flat.items():
        group, name = path.split(".")
        tree.setdefault(group, {})[name] = new
    return tree


def other_values(scenario: Scenario, paths: set[str]) -> dict[str, Any]:
    """Another plausible value of each uncertainty, or another one that is allowed."""
    found: dict[str, Any] = {}
    for path in sorted(paths):
        known, now = catalogue()[f"world.{path}"], value_at(scenario, f"world.{path}")
        ends = [end for end in (*(known.plausible or ()), *(known.allowed or ())) if end != now]
        end = ends[0] if ends[0] <= 100.0 else 1.0
        found[path] = int(end) if known.type == "whole number" else end
    return found


def test_what_only_the_building_of_the_world_reads_is_settled_and_nothing_else_without_a_reason() -> None:
    unread = set(PATHS) - read_in("engine")
    of_world = {path for path in SETTLED if path in PATHS}
    assert unread
    assert unread <= of_world
    assert of_world - unread == set(SETTLED_THOUGH_READ)
    assert set(SETTLED_THOUGH_READ) <= read_in("engine")


def test_an_uncertainty_that_the_month_alone_reads_may_as_well_change_in_its_first_month() -> None:
    still = {"burn_in": 0, "months": 16, "world.rivalry.aspiration": 0.1, "world.rivalry.exit_loss": 0.5}
    paths = read_in("engine") - read_in("world") - SETTLED
    assert len(paths) > 150
    new = other_values(question(still), paths)
    changed = lived(question(still, change(0, world=nested(new))))
    always = lived(question({**still, **{f"world.{path}": each for path, each in new.items()}}))
    assert same_bits(changed.state, always.state, skip=TO_COME) == []
    assert same_bits(changed.state, lived(question(still)).state, skip=TO_COME) != []
    assert all(a.tobytes() == b.tobytes() for a, b in zip(changed.recording, always.recording, strict=True))


def test_what_changes_is_so_from_its_month_on_and_for_good() -> None:
    found = values(question({}, change(8, world={"choice": {"price_weight": 9.5}})), "choice", "price_weight")
    assert found == [8.0] * (BURN_IN + 8) + [9.5] * 12


def test_a_change_that_ends_gives_back_what_was_but_for_what_a_later_one_has_changed() -> None:
    shocks = (
        change(12, duration=4, world={"choice": {"taste": 1.0}}),
        change(4, duration=6, world={"choice": {"taste": 2.0, "inertia": 1.0}}),
        change(6, world={"choice": {"inertia": 0.5}}),
    )
    taste, inertia = (
        values(question({}, *shocks), "choice", name)[BURN_IN:] for name in ("taste", "inertia")
    )
    assert taste == [3.0] * 4 + [2.0] * 6 + [3.0] * 2 + [1.0] * 4 + [3.0] * 4
    assert inertia == [2.0] * 4 + [1.0] * 2 + [0.5] * 14


def test_months_before_a_change_are_those_of_the_world_without_it_and_the_others_are_not() -> None:
    changed = question({}, change(8, world={"requirements": {"turbulence": 0.2}}))
    with_, without = (Simulation(each, seed=1, threads=1) for each in (changed, question()))
    for simulation in (with_, without):
        simulation.step(BURN_IN + 8)
    assert same_bits(with_.state, without.state, skip=TO_COME) == []
    for simulation in (with_, without):
        simulation.step()
    assert "market.needs.reality" in same_bits(with_.state, without.state, skip=TO_COME)


@pytest.mark.parametrize(
    ("field", "at"),
    [
        ({"attributes": {"service": {"half_life": 20.0}}}, "attributes.half_life"),
        ({"attributes": {"service": {"practice": 0.9}}}, "attributes.practice"),
        ({"attributes": {"service": {"newcomers": 0.5}}}, "attributes.newcomers"),
        ({"attributes": {"service": {"with_customers": 0.5}}}, "attributes.with_customers"),
        ({"segments": {"value": {"weights": {"service": 5.0}}}}, "segments.weight"),
        ({"segments": {"value": {"purchase_interval": 3.0}}}, "buying.interval"),
    ],
)
def test_attributes_and_segments_change_and_return(field: dict[str, Any], at: str) -> None:
    group, name = at.split(".")
    simulation = Simulation(question({}, change(2, duration=3, market=field)), seed=1, threads=1)
    array = getattr(getattr(simulation.state.market, group), name)
    simulation.step(BURN_IN + 2)
    before = array.copy()
    simulation.step()
    assert (array != before).any()
    simulation.step(3)
    assert (array == before).all()


def test_weights_that_change_sum_to_1_and_those_not_named_keep_their_proportions() -> None:
    scenario = question({}, change(0, market={"segments": {"value": {"weights": {"service": 5.0}}}}))
    simulation = Simulation(scenario, seed=1, threads=1)
    s = list(scenario.market.segments).index("value")
    before = simulation.state.market.segments.weight[s].copy()
    simulation.step(BURN_IN + 1)
    after = simulation.state.market.segments.weight[s]
    others = [a for a, name in enumerate(scenario.market.attributes) if name != "service"]
    assert after.sum() == pytest.approx(1.0)
    assert after[others] / after[others].sum() == pytest.approx(before[others] / before[others].sum())


def test_what_a_scenario_or_its_kind_of_market_switches_off_stays_off() -> None:
    shock = change(2, world={"choice": {"consider_rate": 0.2, "inertia": 1.0}})
    off = values(question({"off": ["world.choice.inertia"]}, shock), "choice", "inertia")
    captive = values(question({"market.captive": True}, shock), "choice", "consider_rate")
    assert set(off) == {0.0}
    assert set(captive) == {0.0}


def test_firms_that_begin_to_hear_of_turns_ahead_of_time_expect_what_is_usual() -> None:
    shock = change(4, world={"requirements": {"lead": 6}})
    simulation = Simulation(question({"world.requirements.lead": 0}, shock), seed=1, threads=1)
    turning = simulation.state.firms.foresight.turning
    simulation.step(BURN_IN + 4)
    assert (turning == 0.0).all()
    simulation.step()
    usual = turn_odds_at_rest(simulation.scenario.world.voices.expected_turning, 6.0)
    assert np.median(turning) == pytest.approx(usual, abs=0.5)


@pytest.mark.parametrize("path", sorted(path for path, known in catalogue().items() if known.settled))
def test_what_is_settled_is_refused_with_what_to_do_instead(path: str) -> None:
    group, *keys = path.split(".")
    names = {"attributes": "fit", "segments": "value"}
    keys = [names[keys[n - 1]] if key == "*" else key for n, key in enumerate(keys)]
    low, _ = catalogue()[path].allowed or (0, 1)
    shock: Any = int(low) if catalogue()[path].type == "whole number" else low
    for key in reversed((group, *keys)):
        shock = {key: shock}
    here = ".".join((group, *keys))
    with pytest.raises(InputError) as refused:
        question({}, {**change(3), **shock})
    assert str(refused.value).startswith(f"shocks.0.{here} = ")
    assert f"is settled before the first month and cannot change on the timeline. Set {here} itself" in str(
        refused.value
    )


def test_every_value_that_can_change_is_taken() -> None:
    paths = {path for path in PATHS if path not in SETTLED}
    scenario = question({}, change(2, world=nested(other_values(question(), paths))))
    assert lived(scenario).state.books.checks.fault[0] == 0


def test_a_turn_is_heard_of_by_the_lead_of_its_time_and_worlds_part_no_later() -> None:
    turn = {"kind": "requirement_turn", "month": 12, "target": "service"}
    no_lead = change(8, world={"requirements": {"lead": 0}})
    base = {"world.requirements.lead": 6}
    with_, without = (
        Simulation(small_question(base, *shocks), seed=1, threads=1)
        for shocks in ((no_lead, turn), (no_lead,))
    )
    with_.step(BURN_IN + 10)
    with pytest.raises(Exception, match="month 6"):
        without.restore(with_.snapshot())


def small_question(changes: Mapping[str, Any], *shocks: dict[str, Any]) -> Scenario:
    small = {"months": 20, "burn_in": BURN_IN, "market.customers": 300, "shocks": shocks}
    return small_market({**small, **changes})


def test_profit_before_tax_is_found_by_the_tax_of_its_month() -> None:
    scenario = question({}, change(5, duration=3, world={"economy": {"tax": 0.5}}))
    tax = taxes_of(scenario)
    assert tax.tolist() == [0.25] * 5 + [0.5] * 3 + [0.25] * 12
    assert before_tax(np.array([75.0] * 20), tax)[[0, 5, 8]] == pytest.approx([100.0, 150.0, 100.0])
