"""A replayed game as a table or JSON: what was decided in each year, what came of it, whether the code is whole."""

from __future__ import annotations

from typing import Any

from tci_sim.analysis.replay import Replayed, years_of
from tci_sim.engine.measures.columns import unit_of, unit_of_run
from tci_sim.messages import message
from tci_sim.messages.numbers import number, scale
from tci_sim.names import measure_label
from tci_sim.render import data
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.scenario.flight import flight
from tci_sim.scenario.flight_code import PRACTICE

SHAPE = 1
"""Version of the shape that `replay.schema.yaml` describes."""

_SHOWN = {"satisfaction": False, "share": False, "profit": True}
"""Measures that are shown, and whether they are added up over a year."""


def table_parts(found: Replayed) -> list[Part]:
    """Return the lines and the table that show a game."""
    code, table = found.code, flight()
    practice = code.class_ == PRACTICE
    who = (
        message("flight.practice_game")
        if practice
        else message("flight.team_game", team=str(code.team), **{"class": code.class_})
    )
    head: list[Cell] = [message("flight.year"), *(each.label for each in table.decisions.values())]
    units: list[Cell] = [""] * len(head)
    columns = []
    for measure, summed in _SHOWN.items():
        values = years_of(found, measure, summed=summed)
        found_scale = scale(values, unit_of_run(measure) if summed else unit_of(measure))
        head.append(measure_label(measure))
        units.append(found_scale.unit)
        columns.append([number(value * found_scale.factor, found_scale.digits) for value in values])
    rows: list[list[Cell]] = [
        [str(year + 1), *map(str, found.decisions[year]), *(column[year] for column in columns)]
        for year in range(table.years)
    ]
    whole = message("flight.whole") if found.whole else message("flight.not_whole")
    return [
        who,
        message("flight.seed_of_game", seed=str(code.seed)),
        "",
        Table([head, units, *rows]),
        "",
        message("flight.steps_are"),
        whole,
    ]


def as_table(found: Replayed) -> str:
    """Write it as text."""
    return as_text(table_parts(found))


def as_json(found: Replayed) -> str:
    """Write it as JSON."""
    return data.answer_as_json(record(found))


def record(found: Replayed) -> dict[str, Any]:
    """Return it as plain values."""
    names = list(flight().decisions)
    return {
        "command": "replay",
        "version": SHAPE,
        "whole": found.whole,
        "class": found.code.class_,
        "team": found.code.team,
        "seed": found.code.seed,
        "outcome": found.outcome,
        "decisions": [dict(zip(names, year, strict=True)) for year in found.decisions],
        "years": {
            measure: [data.plain(value) for value in years_of(found, measure, summed=summed)]
            for measure, summed in _SHOWN.items()
        },
    }  # fmt: skip


FORMATS = {"table": as_table, "json": as_json}
