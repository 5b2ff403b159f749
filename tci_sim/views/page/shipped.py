"""What the screen of a page needs: the engine with a world, what can be moved and by what, and all that it says."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.engine.measures.columns import MEASURES, is_added_up, unit_of, unit_of_run
from tci_sim.messages import Listing, message
from tci_sim.messages.numbers import IN_PERCENT
from tci_sim.names import as_written, label, measure_label, source_text, unit_label
from tci_sim.runs.provenance import model_version, named_files
from tci_sim.runs.report_measures import omitted_measures
from tci_sim.scenario.explain import Parameter, catalogue
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.labels import label_in, shock_sentence
from tci_sim.scenario.load import variant
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.schema import Scenario, Shock
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.scenario.tree import value_at
from tci_sim.statistics.payback import present_value
from tci_sim.version import RESULTS_VERSION, program_version
from tci_sim.views.page.asked import Asked, Range, levers_under, regimes_of
from tci_sim.views.page.network import network_of_firm
from tci_sim.views.page.words import Both, both, shipped_words
from tci_sim.views.verdict import MARKET_VALUES, PROFIT, SATISFACTION, SHARE
from tci_sim.wasm.image import Image, image_of
from tci_sim.world.build_network import network_of
from tci_sim.world.future import future_of

if TYPE_CHECKING:
    from tci_sim.world.network import ValueNetwork

_STEPS = 15
"""A control has at least so many steps from end to end."""

_DESCRIBED = (
    "at", "size", "kept", "seed", "done", "burn_in", "months", "calls", "fault", "focal", "firms",
)  # fmt: skip
"""What the engine is told of its memory."""


def shipped_of(
    scenario: Scenario, asked: Asked, module: bytes, *, what_if: str | None = None
) -> dict[str, Any]:
    """Gather what a page is shipped with, as plain values.

    Parameters
    ----------
    scenario : Scenario
        The baseline.
    asked : Asked
        What the page offers.
    module : bytes
        The engine, as WebAssembly.
    what_if : str, optional
        The policy that the page begins with; that of the baseline by default.
    """
    network = network_of(scenario)
    image = image_of(
        scenario,
        levers=[(focal_firm(scenario), path) for path in asked.levers],
        uncertainties=[path.removeprefix("world.") for path in asked.uncertainties],
        shocks=asked.shocks,
        network=network,
    )
    told = image.described
    measures = _measures(scenario, asked)
    nodes = network_of_firm(scenario, network)
    return {
        **_about(scenario, asked),
        **_controls(scenario, asked, told),
        "regimes": _regimes(scenario, network, image),
        "start": scenario.firms[focal_firm(scenario)].policy,
        "what_if": what_if,
        "shocks": [_shock(scenario, *each) for each in zip(asked.shocks, told["shocks"], strict=True)],
        "measures": measures,
        "network": nodes,
        "asked": _read(told, measures, nodes),
        "described": described_for(told),
        "words": shipped_words(),
        "scenario": _plain(scenario),
        "files": _files(scenario),
        "wasm": packed(module),
        "image": base64.b64encode(image.packed()).decode(),
    }


def _about(scenario: Scenario, asked: Asked) -> dict[str, Any]:
    """Say what the page is of, and how sure it can be."""
    from scipy.special import stdtrit

    firms = list(network_of(scenario).selling_firms)
    focal = focal_firm(scenario)
    discount = scenario.world.economy.discount
    rests_on = [model_version(), _plain(scenario), *map(repr, asked)]
    return {
        "id": hashlib.sha256(json.dumps(rests_on, sort_keys=True).encode()).hexdigest()[:12],
        "version": program_version(),
        "results": RESULTS_VERSION,
        "title": both(scenario.headline),
        "customers": scenario.market.customers,
        "simulated": scenario.market.people,
        "months": scenario.months,
        "burn_in": scenario.burn_in,
        "pairs": asked.pairs,
        "first_seed": 1,
        "firm": focal,
        "firms": [both(label_in(scenario, "firm", name)) for name in firms],
        "focal": firms.index(focal) if focal in firms else 0,
        "discount": discount,
        "factors": present_value(np.ones(scenario.months), discount).tolist(),
        "quantiles": [0.0, *(float(stdtrit(free, 0.975)) for free in range(1, asked.pairs))],
    }


def _controls(scenario: Scenario, asked: Asked, told: Mapping[str, Any]) -> dict[str, Any]:
    """List what can be moved, and what each acts through."""
    under = [levers_under(scenario, policy) for policy in regimes_of(scenario)]
    cells = {each["path"]: each for each in told["levers"]}
    levers = [
        _control(scenario, catalogue()[path], range_, cells[path], [values[path] for values in under])
        for path, range_ in asked.levers.items()
    ]
    set_by = {f"world.{each['path']}": each for each in told["uncertainties"]}
    uncertainties = [
        {
            **_control(scenario, catalogue()[path], range_, set_by[path], [set_by[path]["value"]]),
            "value": set_by[path]["value"],
            "prepares": set_by[path]["prepares"],
        }
        for path, range_ in asked.uncertainties.items()
    ]
    every = [path for path, each in catalogue().items() if each.kind == "lever"]
    groups = {each["group"] for each in (*levers, *uncertainties)}
    return {
        "levers": levers,
        "uncertainties": uncertainties,
        "other_levers": [path for path in every if path not in asked.levers],
        "groups": {name: both(label("group", name)) for name in sorted(groups)},
        "acting": _acting(scenario, every),
    }


def _control(
    scenario: Scenario, parameter: Parameter, range_: Range, cells: Mapping[str, Any], values: Iterable[float]
) -> dict[str, Any]:
    """Return what is known of a lever or an uncertainty, and between what it moves: every value it has is inside."""
    low, high = range_ or parameter.plausible or parameter.allowed or (0.0, 1.0)
    low, high = min(low, *values), max(high, *values)
    whole = cells["kind"] == "i8"
    group, _, _ = parameter.path.rpartition(".")
    return {
        "path": parameter.path,
        "group": group if parameter.kind == "uncertainty" else group.partition(".")[0],
        "label": both(parameter.label),
        "meaning": both(parameter.said),
        "unit_text": _unit(parameter.unit),
        "cost": _cost(scenario, parameter),
        "source": both(source_text(parameter.source)),
        "evidence": both(label("evidence", parameter.evidence)),
        "low": low,
        "high": high,
        "step": 1 if whole else 10.0 ** math.floor(math.log10((high - low) / _STEPS)) if high > low else 1,
        "kind": cells["kind"],
        "cells": cells["cells"],
    }


def _cost(scenario: Scenario, parameter: Parameter) -> Both:
    """Return the accounts under which a lever is paid, and what it costs; nothing where it costs nothing itself."""
    paid = [measure_label(f"{account}_paid") for account in parameter.paid_as]
    priced = [path for path in (parameter.cost, *parameter.prices) if path and value_at(scenario, path)]
    prices = [
        message(
            "page.price",
            label=catalogue()[path].label,
            value=as_written(f"{value_at(scenario, path):g}", catalogue()[path].unit),
        )
        for path in priced
    ]
    return both(Listing((*paid, *prices))) if paid or prices else ["", ""]


def _unit(unit: str) -> Both:
    """Return the unit of a value as files have it, which a control shows: of a rate, what it is by."""
    if unit == "-":
        return ["", ""]
    return [text.strip() for text in both(as_written("", unit) if unit in IN_PERCENT else unit_label(unit))]


def _acting(scenario: Scenario, levers: Sequence[str]) -> dict[str, Any]:
    """Return of each lever, and of what levers act through, at which value it rests and through what it acts."""
    wanted, found = list(levers), dict[str, Any]()
    while wanted:
        path = wanted.pop()
        if path in found:
            continue
        parameter = catalogue()[path]
        through = [] if "*" in path else [each.split(" or ") for each in parameter.acts_through]
        is_number = parameter.kind != "lever" and "*" not in path
        off = 0 if isinstance(parameter.default, bool) else parameter.off
        found[path] = {
            "label": both(parameter.label),
            "off": None if "*" in path else off,
            "through": through,
            "value": float(value_at(scenario, path)) if is_number else None,
        }
        wanted += [one for each in through for one in each]
    return found


def _regimes(scenario: Scenario, network: ValueNetwork, image: Image) -> dict[str, Any]:
    """Return each policy to start from: its values, and what words of memory it makes different."""
    focal, found = focal_firm(scenario), {}
    here = future_words(scenario, network)
    asked = with_own_levers(scenario)
    base = asked.policies[asked.firms[focal].policy]
    for name in regimes_of(scenario):
        other = variant(scenario, {f"firms.{focal}.policy": name})
        own = with_own_levers(other)
        policy = own.policies[own.firms[focal].policy]
        switched = [path for each in (base, policy) for path in (*each.off, *each.effects_only)]
        patch = differing_words(here, future_words(other, network), image)
        values = levers_under(scenario, name)
        found[name] = {
            "label": both(label_in(scenario, "policy", name)),
            "values": values,
            "fixed": [path for path in values if any(f"{path}.".startswith(f"{each}.") for each in switched)],
            "patch": patch,
        }
    return found


def future_words(scenario: Scenario, network: ValueNetwork) -> dict[str, bytes]:
    """Return the bytes of all that a run will meet, by the names of the arrays of an image."""
    future = future_of(with_own_levers(scenario), network)
    return {f"state.future.{name}": array.tobytes() for name, array in future._asdict().items()}


def differing_words(
    here: Mapping[str, bytes], there: Mapping[str, bytes], image: Image
) -> list[tuple[int, str]]:
    """Return the address and the value, as a whole number, of each word of the future that differs."""
    at = {each["name"]: each["at"] for each in image.described["arrays"]}
    found = []
    for name, content in here.items():
        if content == there[name]:
            continue
        one, other = (np.frombuffer(each, "<i8") for each in (content, there[name]))
        for k in np.flatnonzero(one != other).tolist():
            found.append((at[name] + 8 * k, str(int(other[k]))))
    return found


def _shock(scenario: Scenario, shock: Shock, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event that may be added, as the timeline names it."""
    most = SHOCKS[shock.kind].most
    target = () if shock.target is None else (both(label_in(scenario, "firm", shock.target)),)
    name = both(label("shock", shock.kind))
    return {
        "label": [f"{one}{'' if not target else f' ({target[0][k]})'}" for k, one in enumerate(name)],
        "meaning": both(shock_sentence(scenario, shock)),
        "month": shock.month,
        "size": shock.size if most else None,
        "most": most,
        "rows": told["rows"],
        "asked": shock.model_dump(mode="json", exclude_defaults=True),
    }


def _measures(scenario: Scenario, asked: Asked) -> dict[str, Any]:
    """List what is read of runs: of the firms, of the market, and the accounts of programmes."""
    needed = (PROFIT, SATISFACTION, SHARE)
    omitted = omitted_measures(scenario)
    firm = [name for name in dict.fromkeys((*asked.measures, *needed)) if name not in omitted]
    market = () if set(MARKET_VALUES) & set(omitted) else MARKET_VALUES
    accounts = [measure.name for measure in MEASURES["firm"] if measure.name.endswith("_paid")]
    return {
        "firm": [{**_measure(name), "drawn": name in asked.measures} for name in firm],
        "market": [_measure(name) for name in market],
        "accounts": [_measure(name) for name in (*accounts, "own_time_at_wages")],
    }


def _measure(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": both(measure_label(name)),
        "unit": unit_of(name),
        "run_unit": unit_of_run(name),
        "summed": is_added_up(name),
    }


def _read(
    told: Mapping[str, Any], measures: Mapping[str, Any], nodes: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """Return what a run hands over: of which holders which columns of which record."""
    steps = [] if nodes is None else [each["place"] for each in nodes["nodes"]]
    firms = range(len(told["firms"]))
    focal = told["firms"].index(told["focal"]) if told["focal"] in told["firms"] else 0
    read = [
        ("firm", "firm", measures["firm"], list(firms)),
        ("market", "market", measures["market"], [0]),
        ("accounts", "firm", measures["accounts"], [focal]),
        ("nodes", "node", [{"name": "internal_satisfaction"}], steps),
    ]  # fmt: skip
    return [
        {
            "name": name,
            "kind": kind,
            "columns": [told["measures"][kind]["names"].index(each["name"]) for each in asked],
            "holders": holders,
        }
        for name, kind, asked, holders in read
    ]


def described_for(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the engine is told of its memory: of the columns of records the number alone."""
    recorded = {
        kind: {"at": each["at"], "shape": each["shape"], "width": len(each["names"])}
        for kind, each in told["measures"].items()
    }
    return {**{key: told[key] for key in _DESCRIBED}, "measures": recorded}


def _plain(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as a file has it that has no base, without what is at its default."""
    plain = scenario.model_dump(mode="json", exclude_defaults=True)
    policies = {name: _without_empty(policy) for name, policy in plain.pop("policies").items()}
    kept = {
        name: each for name, each in plain.items() if name not in ("sector", "page")
    }  # of a sector all values are in it
    return {**_without_empty(kept), "policies": policies}


def _without_empty(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out mappings in which nothing is said."""
    parts = {key: _without_empty(each) if isinstance(each, Mapping) else each for key, each in tree.items()}
    return {key: each for key, each in parts.items() if each != {}}


def _files(scenario: Scenario) -> list[str]:
    return [f"Needs {field} = {name}" for field, name in named_files(scenario).items()]


def packed(content: bytes) -> str:
    """Compress what stands in a page as text."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()
