"""The flight simulator: what a team decides once a year, as a declared table, and the scenario that this makes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from tci_sim.bounds import MOST_NAMES
from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.load import variant
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import Name, Scenario, Share
from tci_sim.scenario.tree import as_data, value_at
from tci_sim.scenario.words import Length, Words
from tci_sim.scenario.yaml_file import read_yaml
from tci_sim.version import RESULTS_VERSION

FILE = Path(__file__).with_name("flight.yaml")
YEAR = 12
"""Months of a year."""
SIMULATED = 2_000
"""Customers that are simulated where a larger market does not say how many."""
MOST_STEPS = 10
"""Steps of a decision: each is one digit of a code."""

Decisions = tuple[tuple[int, ...], ...]
"""Of each year the step of each decision, in the order of the table."""


class Decision(Part):
    """What is decided once a year: a bundle of levers."""

    label: Annotated[Words, Length(80, least=1)]
    asks: Annotated[Words, Length(200, least=1)]
    levers: Annotated[dict[str, tuple[float, ...]], Field(min_length=1, max_length=MOST_NAMES)]
    """The value of each lever at each step."""

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(next(iter(self.levers.values())))

    def at(self, step: int) -> dict[str, float]:
        """Return the value of each lever at a step."""
        return {path: lever_value(path, values[step]) for path, values in self.levers.items()}


class Limit(Part):
    """What a plan may take, by the firm's own estimate."""

    money: Share
    """Of revenue."""
    time: Share
    """Of working time."""


class Flight(Part):
    """The table of all decisions."""

    years: Annotated[int, Field(ge=1, le=20)]
    late: Annotated[int, Field(ge=0, le=11)]
    """Months until a firm's own books are closed."""
    limit: Limit
    decisions: Annotated[dict[Name, Decision], Field(min_length=1, max_length=12)]


def lever_value(path: str, value: float) -> float:
    """Return a value as its lever takes it: a whole number where it is one."""
    return round(value) if isinstance(catalogue()[path].default, int) else float(value)


@cache
def flight() -> Flight:
    """Return the table; what is wrong with it is raised as pydantic says it, for it is part of the program."""
    return Flight.model_validate(as_data(read_yaml(FILE)))


def values_of(steps: Sequence[int]) -> dict[str, float]:
    """Return the value of each lever that a year's decisions set, by path."""
    chosen = zip(flight().decisions.values(), steps, strict=True)
    return {path: value for decision, step in chosen for path, value in decision.at(step).items()}


def name_of_year(year: int) -> str:
    """Return what the policy of a year, from 0, is called."""
    return f"flight_{year}"


def ground(scenario: Scenario) -> Scenario:
    """Return the scenario that a game rests on: it runs as long as the game, and waits for nothing.

    Its events stay. Of a market that is larger and does not say how many customers are simulated, `SIMULATED` are.

    Raises
    ------
    InputError
        If there is no firm to lead.
    """
    if not scenario.firms:
        raise InputError(message("flight.fault.no_firm"))
    changes: dict[str, Any] = {"months": flight().years * YEAR, "until": "months"}
    if not scenario.market.simulated and scenario.market.customers > SIMULATED:
        changes["market.simulated"] = SIMULATED
    return variant(scenario, changes)


def game_of(scenario: Scenario) -> str:
    """Return the hash of a game: of the scenario it rests on, of the table, of the results. [12 hexadecimal digits]."""
    rests_on = [RESULTS_VERSION, scenario.model_dump(mode="json"), flight().model_dump(mode="json")]
    return hashlib.sha256(json.dumps(rests_on, sort_keys=True).encode()).hexdigest()[:12]


def start_of(scenario: Scenario) -> tuple[int, ...]:
    """Return the steps that are nearest to the policy of the burn-in, which all firms share."""
    return nearest_steps(scenario, _base(scenario))


def nearest_steps(scenario: Scenario, policy: str) -> tuple[int, ...]:
    """Return of each decision the step that is nearest to a policy: by distances in shares of what each lever spans."""
    known = scenario.policies[policy]
    found = []
    for decision in flight().decisions.values():
        apart = [0.0] * decision.steps
        for path, values in decision.levers.items():
            span = max(values) - min(values) or 1.0
            for step, value in enumerate(values):
                apart[step] += abs(value - value_at(known, path)) / span
        found.append(apart.index(min(apart)))
    return tuple(found)


def scenario_of(scenario: Scenario, decisions: Decisions) -> Scenario:
    """Return the scenario that decisions make: a policy at month 0, another one in each year that changes something.

    Parameters
    ----------
    scenario : Scenario
        What `ground` returned.
    decisions : tuple of tuple of int
        Of each year the step of each decision.
    """
    firm = focal_firm(scenario)
    policies = {name_of_year(0): policy_of(scenario, decisions[0])}
    shocks = [shock.model_dump(exclude_none=True) for shock in scenario.shocks]
    for year in range(1, len(decisions)):
        if decisions[year] != decisions[year - 1]:
            policies[name_of_year(year)] = policy_of(scenario, decisions[year])
            shocks.append(change_of(scenario, year))
    return variant(
        scenario,
        {**_added(policies), f"firms.{firm}.policy": name_of_year(0), "shocks": shocks},
    )


def armed(scenario: Scenario) -> Scenario:
    """Return the scenario that a page rests on: it has a policy for each year, and no event that brings it."""
    start = start_of(scenario)
    policies = {name_of_year(year): policy_of(scenario, start) for year in range(flight().years)}
    return variant(scenario, {**_added(policies), f"firms.{focal_firm(scenario)}.policy": name_of_year(0)})


def change_of(scenario: Scenario, year: int) -> dict[str, Any]:
    """Return the event that brings the policy of a year."""
    return {
        "month": YEAR * year, "kind": "policy_change", "target": focal_firm(scenario), "policy": name_of_year(year),
    }  # fmt: skip


def _base(scenario: Scenario) -> str:
    """Return the policy that all decisions start from."""
    return scenario.burn_in_policy or scenario.firms[focal_firm(scenario)].policy


def policy_of(scenario: Scenario, steps: Sequence[int]) -> Mapping[str, Any]:
    """Return the policy of a year: that of the burn-in, with what is decided laid over it."""
    found = with_own_levers(scenario).policies[_base(scenario)].model_dump(exclude={"label"})
    for path, value in values_of(steps).items():
        below = found
        *groups, name = path.split(".")
        for group in groups:
            below = below[group]
        below[name] = value
    return found


def _added(policies: Mapping[str, Any]) -> dict[str, Any]:
    return {f"policies.{name}": policy for name, policy in policies.items()}
