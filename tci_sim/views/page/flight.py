"""The page of the flight simulator: a firm to lead for ten years, a debrief, and a page for the class."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np

from tci_sim.analysis.flight_costs import FlightCosts, flight_costs
from tci_sim.engine.measures.columns import MEASURES, is_added_up, unit_of, unit_of_run
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, message
from tci_sim.names import as_written, measure_label
from tci_sim.render.html import escaped
from tci_sim.scenario.explain import Parameter, catalogue
from tci_sim.scenario.flight import (
    Decision,
    armed,
    change_of,
    flight,
    game_of,
    ground,
    name_of_year,
    nearest_steps,
    start_of,
)
from tci_sim.scenario.flight_code import MOST_LETTERS, MOST_TEAMS, PRACTICE
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.labels import label_in
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.version import RESULTS_VERSION, program_version
from tci_sim.views.page.asked import regimes_of
from tci_sim.views.page.document import FLIGHT_SCRIPTS, document
from tci_sim.views.page.export import check_whole_page, check_worlds
from tci_sim.views.page.report import Report
from tci_sim.views.page.shipped import described_for, differing_words, future_words, packed
from tci_sim.views.page.words import Both, both, shipped_words
from tci_sim.wasm.files import module_path
from tci_sim.wasm.image import Image, image_of
from tci_sim.wasm.settable import with_value
from tci_sim.world.build_network import network_of
from tci_sim.world.network import ValueNetwork

BOOKS = ("profit", "revenue", "customers", "headcount", "programme_cost", "own_time")
"""What a firm reads in its own books, once they are closed."""
HEARD = ("heard_satisfaction", "complaints", "estimated_return_on_quality")
"""What it hears and reckons itself, at once."""
TRUTH = (
    "satisfaction",
    "share",
    "profit",
    "value_total",
    "delivered_quality",
    "knowledge",
    "internal_satisfaction",
)
"""What the debrief shows beside the regimes."""
GAPS = ("estimated_gap", "felt_gap")
"""Of each attribute what the review finds, and what customers feel."""


def flight_page(scenario: Scenario) -> str:
    """Make the page of the flight simulator in the language in use; it has both.

    Raises
    ------
    InputError
        If the scenario cannot be in a page.
    """
    base = ground(scenario)
    shipped = shipped_of_flight(base)
    check_worlds(base, 2, shipped["described"])
    title = str(message("flight.title"))
    told = f"<h1>{escaped(title)}</h1>\n<p>{escaped(str(message('flight.lede')))}</p>"
    return check_whole_page(document(Report(title, told), shipped, FLIGHT_SCRIPTS))


def shipped_of_flight(base: Scenario) -> dict[str, Any]:
    """Gather what the page is shipped with, as plain values."""
    network, start = network_of(base), armed(base)
    firm, table = focal_firm(base), flight()
    if firm not in network.selling_firms:
        raise InputError(message("flight.fault.sells_nothing"))
    costs = flight_costs(base)
    events = [change_of(base, year) for year in range(1, table.years)]
    paths = [path for decision in table.decisions.values() for path in decision.levers]
    image = image_of(start, levers=[], uncertainties=[], shocks=events, network=network)
    told = image.described
    asked, places = _read(base, told)
    return {
        "id": game_of(base),
        "version": program_version(),
        "results": RESULTS_VERSION,
        "months": base.months,
        "burn_in": base.burn_in,
        "pairs": 2,
        "firm": both(label_in(base, "firm", firm)),
        "firms": len(told["firms"]),
        "asked": asked,
        "places": places,
        "described": described_for(told),
        "words": shipped_words("flight.", "lesson.live.told"),
        "flight": {
            "years": table.years,
            "late": table.late,
            "limit": costs.limit._asdict(),
            "most_teams": MOST_TEAMS,
            "most_letters": MOST_LETTERS,
            "practice": PRACTICE,
            "start": start_of(base),
            "decisions": [_decision(name, each) for name, each in table.decisions.items()],
            "costs": _costs(costs),
            "cells": _cells(start, events, network, image, paths),
            "rows": [each["rows"][0] for each in told["shocks"]],
            "regimes": _regimes(base, start, events, network, image),
        },
        "wasm": packed(module_path().read_bytes()),
        "image": base64.b64encode(image.packed()).decode(),
    }


def _decision(name: str, decision: Decision) -> dict[str, Any]:
    """Return a decision as it is shown: its levers by name, with the value at each step."""
    return {
        "name": name,
        "label": _words(decision.label),
        "asks": _words(decision.asks),
        "steps": decision.steps,
        "levers": [
            {
                "path": path,
                "label": both(catalogue()[path].label),
                "values": [decision.at(step)[path] for step in range(decision.steps)],
                "shown": [
                    both(as_written(f"{decision.at(step)[path]:g}", catalogue()[path].unit))
                    for step in range(decision.steps)
                ],
            }
            for path in decision.levers
        ],
    }


def _words(words: Any) -> Both:
    return [words.text(language) for language in LANGUAGES]


def _costs(costs: FlightCosts) -> dict[str, Any]:
    """Return what plans take, as plain values."""
    return {
        "base": costs.base._asdict(),
        "steps": [[step._asdict() for step in decision] for decision in costs.steps],
        "revenue": costs.revenue,
        "hours": costs.hours,
        "hours_each": costs.hours_each,
    }


def _cells(
    start: Scenario, events: list[dict[str, Any]], network: ValueNetwork, image: Image, paths: list[str]
) -> dict[str, Any]:
    """Return of each lever, for each year, in which cells of memory its value stands.

    The future is laid out twice: with the value that the policies of the years have, and with another one.
    """
    plain = variant(
        start, {"shocks": [*(each.model_dump(exclude_none=True) for each in start.shocks), *events]}
    )
    here = future_words(plain, network)
    years = flight().years
    first = image.described["shocks"][0]["rows"][0]["at"]
    arrays = {each["name"]: each for each in image.described["arrays"]}
    before = (first - arrays["state.future.shocks"]["at"]) // 32
    found = {}
    for path in paths:
        facts = catalogue()[path]
        own = {name_of_year(year): plain.policies[name_of_year(year)] for year in range(years)}
        value = flight_value(own[name_of_year(0)], path)
        moved = {name: with_value(policy, path, _another(value, facts)) for name, policy in own.items()}
        there = future_words(plain.model_copy(update={"policies": {**plain.policies, **moved}}), network)
        cells: list[list[int]] = [[] for _ in range(years)]
        for name, content in here.items():
            if content == there[name]:
                continue
            one, other = (np.frombuffer(each, "<i8") for each in (content, there[name]))
            rows = arrays[name]["shape"][0] if arrays[name]["shape"] else 1
            for k in np.flatnonzero(one != other).tolist():
                row = k // (len(one) // rows)
                year = row - before + 1 if name.startswith("state.future.shock") else 0
                cells[year].append(arrays[name]["at"] + 8 * k)
        found[path] = {"kind": "i8" if isinstance(value, int) else "f8", "years": cells}
    return found


def _another(value: float, facts: Parameter) -> float:
    """Return another value than this one that a lever may have."""
    low, high = facts.allowed or (0.0, 1.0)
    return type(value)(low if value == high else high)


def flight_value(policy: Any, path: str) -> float:
    """Return the value of a lever of a policy."""
    for name in path.split("."):
        policy = getattr(policy, name)
    value: float = policy
    return value


def _regimes(
    base: Scenario, start: Scenario, events: list[dict[str, Any]], network: ValueNetwork, image: Image
) -> list[dict[str, Any]]:
    """Return each regime: what it makes different in memory, and the nearest step of each decision."""
    firm = focal_firm(base)
    plain = variant(
        start, {"shocks": [*(each.model_dump(exclude_none=True) for each in start.shocks), *events]}
    )
    here = future_words(plain, network)
    found = []
    for name in regimes_of(base):
        there = future_words(variant(plain, {f"firms.{firm}.policy": name}), network)
        found.append(
            {
                "name": name, "label": both(label_in(base, "policy", name)), "steps": nearest_steps(base, name),
                "patch": differing_words(here, there, image),
            }
        )  # fmt: skip
    return found


def _read(base: Scenario, told: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what a run hands over, and what each series is: of the firm, of the market, of its attributes."""
    focal = told["firms"].index(told["focal"])
    attributes = told["attributes"]
    names = [each.name for each in MEASURES["firm"]]
    asked = [
        (name, "firm", names.index(name), focal, "")
        for name in dict.fromkeys((*BOOKS, *HEARD, *TRUTH))
        if name in names
    ]
    column = {each.name: k for k, each in enumerate(MEASURES["attribute"])}
    asked += [
        (name, "attribute", column[name], focal * len(attributes) + a, attribute)
        for a, attribute in enumerate(attributes)
        for name in GAPS
    ]
    reads = [
        {"name": f"{name}{of}", "kind": kind, "columns": [k], "holders": [holder]}
        for name, kind, k, holder, of in asked
    ]
    places = [
        {
            "name": name, "of": both(label_in(base, "attribute", of)) if of else None,
            "label": both(measure_label(name)), "unit": unit_of(name),
            "run_unit": unit_of_run(name), "summed": is_added_up(name),
        }
        for name, _, _, _, of in asked
    ]  # fmt: skip
    return reads, places
