"""What a reader of a page can set: levers, uncertainties, shocks; and in which cells of memory.

Where a value stands is found by laying out the future, or the uncertainties, twice: with the value that a scenario
gives and with another one. So whatever is derived of a lever or an uncertainty has the value that it has natively.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.state.arrays import named_arrays
from tci_sim.engine.state.run import Future
from tci_sim.errors import InputError, meant
from tci_sim.messages import LANGUAGES, Message, message
from tci_sim.scenario.explain import Parameter, catalogue
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.load import AnyScenario, as_scenario, variant
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.world.build import changes_of, world_record
from tci_sim.world.build_network import chains_apart
from tci_sim.world.future import future_of
from tci_sim.world.given import as_network
from tci_sim.world.network import ValueNetwork
from tci_sim.world.records import leaves
from tci_sim.world.set_states import starts_of

_WORLD = "world."
_POLICY_OF_PAGE = "set_in_the_page"

_SIZES_GOODS = (
    "choice.", "satisfaction.", "word_of_mouth.carries_satisfaction", "supply.demand_mean",
    "economy.common_curve", "economy.competitors_prices", "economy.experience_exponent", "economy.experience_keep",
    "economy.price_adjustment", "economy.spill_over", "economy.value_added",
)  # fmt: skip
"""Beginnings of uncertainties on which it may depend how many customers buy at the start, and so what is made."""

_PREPARED = (
    *_SIZES_GOODS, "economy.", "improving.", "requirements.lead", "voices.expected_turning", "people.results_norm",
    "staff.value_at_entry",
)  # fmt: skip
"""Beginnings of all uncertainties from which a world's start is worked out, before chance draws anything."""

_FIXED = {"asking.real_respondents": "wasm.fixed.room", "improving.practice": "wasm.fixed.form"}
"""Uncertainties that decide what a world is made of, and why they cannot be changed when it has been made."""


class Asked(NamedTuple):
    """What a page is asked to hold."""

    scenario: Scenario
    network: ValueNetwork
    levers: tuple[tuple[str, str], ...]
    """Firm and path."""
    uncertainties: tuple[str, ...]
    with_shocks: Scenario
    """The scenario with all that a reader may let happen."""
    rows: tuple[range, ...]
    """Of each of these shocks the rows in the future of that scenario."""

    @property
    def shocks(self) -> tuple[Shock, ...]:
        """What a reader may let happen."""
        return self.with_shocks.shocks[len(self.scenario.shocks) :]


class Cells(NamedTuple):
    """Where the arrays of a state begin in memory, by dotted name. [bytes]."""

    addresses: Mapping[str, int]

    def differing(self, one: Mapping[str, NDArray[Any]], other: Mapping[str, NDArray[Any]]) -> list[int]:
        """Return the addresses of the numbers, of 8 bytes each, in which some arrays differ."""
        return [
            self.addresses[name] + 8 * int(k)
            for name, array in one.items()
            for k in np.flatnonzero(_words(array) != _words(other[name]))
        ]


def asked_of(
    scenario: AnyScenario,
    levers: Iterable[tuple[str, str]] | None,
    uncertainties: Iterable[str] | None,
    shocks: Iterable[Shock | Mapping[str, Any]],
    network: Any,
) -> Asked:
    """Check what a page is asked to hold; parameters and errors are those of `image_of`."""
    given = with_own_levers(as_scenario(scenario))
    used = as_network(network, given)
    pairs = _all_levers(given) if levers is None else tuple(levers)
    can_be = [path for path in uncertain_paths() if changeable_in_page(path, given, used) is None]
    paths = tuple(can_be if uncertainties is None else (p.removeprefix(_WORLD) for p in uncertainties))
    faults = [
        *_faults_of_states(given, used),
        *_faults_of_levers(given, pairs),
        *_faults_of_paths(given, used, paths),
    ]
    more = tuple(shocks)
    with_shocks = (
        variant(given, {"shocks": [*map(_data, given.shocks), *map(_data, more)]}) if more else given
    )
    faults += _faults_of_shocks(given, with_shocks.shocks[len(given.shocks) :])
    if faults:
        raise InputError(*faults)
    return Asked(given, used, pairs, paths, with_shocks, _rows_of(given, with_shocks, used))


def uncertain_paths() -> tuple[str, ...]:
    """List all uncertainties of the world by dotted path inside it."""
    return tuple(
        path.removeprefix(_WORLD)
        for path, each in catalogue().items()
        if path.startswith(_WORLD) and each.kind == "uncertainty"
    )


def changeable_in_page(path: str, scenario: Scenario, network: ValueNetwork | None = None) -> Message | None:
    """Return why an uncertainty cannot be changed in a page, or None where it can.

    Parameters
    ----------
    path : str
        Dotted path inside `world`.
    scenario : Scenario
        The question.
    network : ValueNetwork, optional
        Who supplies whom; what the scenario says by default.
    """
    path = path.removeprefix(_WORLD)
    if path in _FIXED:
        return message(_FIXED[path])
    own = any(firm.network.given() for firm in scenario.firms.values())
    if (
        own
        and path.startswith(_SIZES_GOODS)
        and len(chains_apart(scenario, as_network(network, scenario))) > 1
    ):
        return message("wasm.fixed.own_chain")
    return None


def describe_levers(asked: Asked, cells: Cells) -> list[dict[str, Any]]:
    """Say of each lever of a firm what it is, and where it stands."""
    usual = _arrays(future_of(asked.with_shocks, asked.network))
    return [_described_lever(asked, cells, usual, firm, path) for firm, path in asked.levers]


def describe_uncertainties(asked: Asked, cells: Cells) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Say of each uncertainty what it is, and where it stands; and which others cannot be changed, and why."""
    usual = _uncertain(asked.scenario)
    found = [_described_uncertainty(asked, cells, usual, path) for path in asked.uncertainties]
    fixed = []
    for path in uncertain_paths():
        why = changeable_in_page(path, asked.scenario, asked.network)
        if why is not None:
            fixed.append({"path": path, "why": {language: why.text(language) for language in LANGUAGES}})
    return found, fixed


def describe_shocks(asked: Asked, cells: Cells) -> list[dict[str, Any]]:
    """Say of each shock that a reader may let happen what it is, and which rows are to be armed with what."""
    future = future_of(asked.with_shocks, asked.network)
    at, size_at = cells.addresses["future.shocks"], cells.addresses["future.shock_size"]
    return [
        {
            "kind": shock.kind,
            "target": shock.target,
            "month": shock.month,
            "duration": shock.months,
            "size": shock.size,
            "rows": [
                {
                    "at": at + 8 * future.shocks.shape[1] * row,
                    "armed": future.shocks[row].tolist(),
                    "size_at": size_at + 8 * row,
                    "size": float(future.shock_size[row]),
                }
                for row in rows
            ],
        }
        for shock, rows in zip(asked.shocks, asked.rows, strict=True)
    ]


def _described_lever(
    asked: Asked, cells: Cells, usual: Mapping[str, NDArray[Any]], firm: str, path: str
) -> dict[str, Any]:
    scenario = asked.with_shocks
    policy = scenario.policies[scenario.firms[firm].policy]
    value, facts = value_in(policy, path), catalogue()[path]
    own = policy.model_copy() if value is None else with_value(policy, path, _another(value, facts))
    firms = {**scenario.firms, firm: scenario.firms[firm].model_copy(update={"policy": _POLICY_OF_PAGE})}
    changed = scenario.model_copy(
        update={"policies": {**scenario.policies, _POLICY_OF_PAGE: own}, "firms": firms}
    )
    where = cells.differing(usual, _arrays(future_of(changed, asked.network)))
    low, high = facts.allowed or (None, None)
    described = {"firm": firm, "path": path, "kind": _kind(value), "cells": where, "value": value}
    return {**described, "low": low, "high": high, "cost": facts.cost}


def _described_uncertainty(
    asked: Asked, cells: Cells, usual: Mapping[str, NDArray[Any]], path: str
) -> dict[str, Any]:
    scenario, facts = asked.scenario, catalogue()[_WORLD + path]
    value = value_in(scenario.world, path)
    world = with_value(scenario.world, path, _another(value, facts))
    where = cells.differing(usual, _uncertain(scenario.model_copy(update={"world": world})))
    low, high = facts.plausible or facts.allowed or (None, None)
    described = {"path": path, "kind": _kind(value), "cells": where, "value": value, "low": low, "high": high}
    return {**described, "prepares": path.startswith(_PREPARED)}


def value_in(part: Part, path: str) -> Any:
    """Return the value at a dotted path inside a part."""
    value: Any = part
    for name in path.split("."):
        value = getattr(value, name)
    return value


def with_value(part: Part, path: str, value: Any) -> Any:
    """Return a part that has another value at a dotted path."""
    name, _, below = path.partition(".")
    inside = with_value(getattr(part, name), below, value) if below else value
    return part.model_copy(update={name: inside})


def _another(value: float, facts: Parameter) -> float:
    """Return another value than this one that may be given."""
    low, high = facts.allowed or (0.0, 1.0)
    return type(value)(high if value != high else low)


def _kind(value: float) -> str:
    return "i8" if isinstance(value, int) else "f8"


def _words(array: NDArray[Any]) -> NDArray[np.int64]:
    return np.frombuffer(array.tobytes(), np.int64) if array.nbytes % 8 == 0 else np.zeros(0, np.int64)


def _arrays(future: Future) -> dict[str, NDArray[Any]]:
    return dict(named_arrays(future, "future."))


def _uncertain(scenario: Scenario) -> dict[str, NDArray[Any]]:
    """Lay out the uncertainties, as they are from the start and after each change on the timeline."""
    world = world_record(scenario, scenario.world)
    return {"run.world": world, **dict(named_arrays(changes_of(scenario), "changes."))}


def _all_levers(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    firm = focal_firm(scenario)
    policy = scenario.policies[scenario.firms[firm].policy]
    return tuple((firm, path) for path, _, _ in leaves(policy) if catalogue()[path].allowed)


def _data(shock: Shock | Mapping[str, Any]) -> Mapping[str, Any]:
    return shock.model_dump(exclude_none=True) if isinstance(shock, Shock) else shock


def _rows_of(scenario: Scenario, with_shocks: Scenario, network: ValueNetwork) -> tuple[range, ...]:
    """Find the rows of each shock that only a reader lets happen: they stand behind those of the scenario's own."""
    if with_shocks is scenario:
        return ()
    before, after = len(scenario.shocks), with_shocks.shocks
    ends = [
        _own_rows(with_shocks.model_copy(update={"shocks": after[:count]}), network)
        for count in range(before, len(after) + 1)
    ]
    return tuple(range(first, last) for first, last in pairwise(ends))


def _own_rows(scenario: Scenario, network: ValueNetwork) -> int:
    """Count the rows of shocks, without those of returns from changes that end."""
    for_good = tuple(
        shock.model_copy(update={"duration": None}) if SHOCKS[shock.kind].returns else shock
        for shock in scenario.shocks
    )
    return len(future_of(scenario.model_copy(update={"shocks": for_good}), network).shocks)


def _faults_of_states(scenario: Scenario, network: ValueNetwork) -> Iterator[Message]:
    if len(starts_of(scenario, network).of) or any(
        SHOCKS[shock.kind].sets_state for shock in scenario.shocks
    ):
        yield message("wasm.sets_state")


def _faults_of_levers(scenario: Scenario, levers: Iterable[tuple[str, str]]) -> Iterator[Message]:
    known = [path for path, each in catalogue().items() if each.kind == "lever" and each.allowed]
    for firm, path in levers:
        if firm not in scenario.firms:
            yield meant("world.no_firm", firm, tuple(scenario.firms), firm=firm)
        if path not in known:
            yield meant("world.no_lever", path, known, firm=firm, lever=path)


def _faults_of_paths(scenario: Scenario, network: ValueNetwork, paths: Iterable[str]) -> Iterator[Message]:
    known = uncertain_paths()
    for path in paths:
        if path not in known:
            yield meant("wasm.no_uncertainty", path, known, path=path)
        elif (why := changeable_in_page(path, scenario, network)) is not None:
            yield message("wasm.fixed.path", path=path, why=why)


def _faults_of_shocks(scenario: Scenario, more: Iterable[Shock]) -> Iterator[Message]:
    timed = any(SHOCKS[shock.kind].returns and shock.duration is not None for shock in scenario.shocks)
    for shock in more:
        kind = SHOCKS[shock.kind]
        gives_back = (kind.changes_policy or kind.changes_levers) and (timed or shock.duration is not None)
        if kind.enters or kind.changes_world or kind.sets_state or gives_back:
            yield message("wasm.no_shock", kind=shock.kind)
