"""What a search for policies found, as text, CSV and JSON: alternatives in fresh draws, and which levers they set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.optimise import Alternative, OptimiseData, chosen_of, leads, optimism_of
from tci_sim.analysis.optimise_values import judged, search_of, shown
from tci_sim.designs.axes import Axis, read_axes
from tci_sim.designs.levers import levers_of
from tci_sim.designs.ranges import Range
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.messages import Value, message
from tci_sim.messages.numbers import Scale, interval, number, scale
from tci_sim.render import data, markdown
from tci_sim.render.table import Cell, Part, Table, as_cell
from tci_sim.render.text import as_text
from tci_sim.scenario.tree import value_at
from tci_sim.statistics.exact import Floats, exact_mean
from tci_sim.views.optimise_sentences import aim_label, head, policy_label, sentences
from tci_sim.views.study_names import value_label, varied_label

if TYPE_CHECKING:
    import pandas as pd

SHAPE = 1
"""Version of the shape that `optimise.schema.yaml` describes."""


def table_parts(found: OptimiseData) -> list[Part]:
    """Return the lines and tables that show what a search found; the first is the question."""
    parts: list[Part] = [str(found.study.question), *head(found), "", *sentences(found), ""]
    free = search_of(found.study).budget is None
    parts += [message("optimise.title_free" if free else "optimise.title"), _alternatives(found)]
    ours = chosen_of(found)
    if ours is not None:
        names = {"name": ours.name, "reference": policy_label(found, found.policies[0])}
        parts += ["", message("optimise.levers", **names), _levers(found, ours)]
    return parts


def figures(found: OptimiseData, aim: int, *, fresh: bool = True) -> dict[str, float]:
    """Return how each alternative fares by an aim, in its own unit, by name: what was found, then the policies."""
    aims = search_of(found.study).aims
    every = (*found.best, *found.policies)
    goods = np.stack([each.fresh if fresh else each.searched for each in every], axis=1)
    goodness = judged(goods, aims)[:, aim].tolist()
    return {each.name: shown(value, aims[aim]) for each, value in zip(every, goodness, strict=True)}


def lead_rows(found: OptimiseData, aim: int) -> dict[str, Floats]:
    """Return the lead of each alternative over the reference in fresh draws (lead, low, high), by name."""
    return {
        each.name: np.array([float(part) for part in leads(found, each, found.policies[0], fresh=True)[aim]])
        for each in (*found.best, *found.policies[1:])
    }


def reference_value(found: OptimiseData, path: str) -> Any:
    """Return what the reference policy has at what a search moves; what the base has where it is no lever alone."""
    name = found.policies[0].name
    levers = {**levers_of(found.study.base.policies[name]), f"firms.{found.study.focal}.policy": name}
    return levers[path] if path in levers else value_at(found.study.base, path)


def range_label(axis: Axis, found: OptimiseData) -> Value:
    """Return what a lever may be."""
    if axis.possible or not isinstance(axis.range, Range):
        return message("optimise.one_of", number=len(axis.possible))
    low, high = (value_label(axis.path, end, found.study.base) for end in axis.ends)
    return message("optimise.from_to", low=low, high=high)


def _alternatives(found: OptimiseData) -> Table:
    """Write a row for each alternative, with two columns for each aim, and what it costs."""
    aims = search_of(found.study).aims
    reference = policy_label(found, found.policies[0])
    heads: list[Cell] = [message("optimise.policy")]
    units: list[Cell] = [""]
    columns: list[tuple[dict[str, float], dict[str, Floats], Scale, Scale]] = []
    for place, aim in enumerate(aims):
        values, apart = figures(found, place), lead_rows(found, place)
        level = scale(values.values(), unit_of_run(aim.measure))
        ends = [float(end) for row in apart.values() for end in row]
        lead = scale(ends, unit_of_run(aim.measure), differences=True)
        columns.append((values, apart, level, lead))
        heads += [aim_label(found, aim), message("optimise.lead", reference=reference)]
        units += [level.unit, lead.unit]
    rows = [_row(found, each, columns) for each in found.best]
    rows += [_row(found, each, columns) for each in found.policies]
    return Table([[*heads, message("optimise.cost")], [*units, "%"], *rows])


def _row(found: OptimiseData, each: Alternative, columns: Sequence[tuple[Any, ...]]) -> list[Cell]:
    name = policy_label(found, each)
    if each.name == found.chosen:
        name = message("optimise.chosen_mark", name=name)
    cells: list[Cell] = [str(name) if isinstance(name, int) else name]
    for values, apart, level, lead in columns:
        cells.append(number(values[each.name] * level.factor, level.digits))
        cells.append(
            interval(apart[each.name] * lead.factor, lead.digits) if each.name in apart else number(np.nan, 0)
        )
    return [*cells, number(each.cost_fresh, 1)]


def _levers(found: OptimiseData, ours: Alternative) -> Table:
    """Write what each lever is set to, beside the reference's."""
    base = found.study.base
    reference = as_cell(policy_label(found, found.policies[0]))
    heads: list[Cell] = [message("optimise.lever"), reference, ours.name, message("optimise.range")]
    rows: list[list[Cell]] = [heads]
    for axis in read_axes(found.study)[0]:
        values = (reference_value(found, axis.path), ours.values[axis.path])
        cells = [varied_label(axis.path, base), *(value_label(axis.path, value, base) for value in values)]
        rows.append([as_cell(each) for each in (*cells, range_label(axis, found))])
    return Table(rows, headings=1)


def frame(found: OptimiseData) -> pd.DataFrame:
    """Return all candidates and policies as one table: what they set, how they fared, and why they were dropped."""
    import pandas as pd

    return pd.DataFrame([*_candidates(found), *_policies(found)])


def _candidates(found: OptimiseData) -> Iterator[dict[str, Any]]:
    aims, best = search_of(found.study).aims, {each.name: each for each in found.best}
    fresh = _by_aim(found, fresh=True)
    for each in found.candidates:
        values = each.goodness or (np.nan,) * len(aims)
        checked = best.get(each.name)
        yield {
            "name": each.name, "kind": "candidate", "fate": each.fate, "runs": each.histories,
            **{_column(place): shown(values[place], aim) for place, aim in enumerate(aims)},
            **{f"{column}_fresh": figures.get(each.name, np.nan) for column, figures in fresh.items()},
            "cost": each.cost, "cost_fresh": np.nan if checked is None else checked.cost_fresh,
            "chosen": each.name == found.chosen, **each.values,
        }  # fmt: skip


def _policies(found: OptimiseData) -> Iterator[dict[str, Any]]:
    paths = [axis.path for axis in read_axes(found.study)[0]]
    searched, fresh = _by_aim(found, fresh=False), _by_aim(found, fresh=True)
    for each in found.policies:
        levers = levers_of(found.study.base.policies[each.name])
        yield {
            "name": each.name, "kind": "policy", "fate": "", "runs": found.study.replications,
            **{column: figures[each.name] for column, figures in searched.items()},
            **{f"{column}_fresh": figures[each.name] for column, figures in fresh.items()},
            "cost": each.cost_searched, "cost_fresh": each.cost_fresh, "chosen": False,
            **{path: levers.get(path) for path in paths},
        }  # fmt: skip


def _by_aim(found: OptimiseData, *, fresh: bool) -> dict[str, dict[str, float]]:
    aims = search_of(found.study).aims
    return {_column(place): figures(found, place, fresh=fresh) for place in range(len(aims))}


def _column(place: int) -> str:
    return f"aim_{place + 1}"


def as_json(found: OptimiseData, files: Sequence[Path] = ()) -> str:
    """Write what a search found as JSON, in the shape of `optimise.schema.yaml` beside this module."""
    search, ours = search_of(found.study), chosen_of(found)
    written: dict[str, Any] = {
        "command": "optimise",
        "version": SHAPE,
        "question": str(found.study.question),
        "reason": str(found.study.reason),
        "aims": [aim.model_dump() for aim in search.aims],
        "budget": search.budget,
        "reference": found.policies[0].name,
        "seed": found.study.seed,
        "replications": found.study.replications,
        "fresh": search.fresh,
        "runs": found.runs,
        "saved": found.saved,
        "chosen": found.chosen,
        "alternatives": [
            {
                "name": each.name,
                "leads": [_interval(apart) for apart in leads(found, each, found.policies[0], fresh=True)],
                "cost": data.plain(each.cost_fresh),
                "reported": {
                    name: data.plain(float(exact_mean(values))) for name, values in each.reported.items()
                },
            }
            for each in (*found.best, *found.policies)
        ],
        "optimism": [] if ours is None else [_interval(each) for each in optimism_of(found, ours)],
        "candidates": data.records(frame(found)),
        "failed": [vars(run) for run in found.failed],
        "key": found.key,
        "folder": None if found.folder is None else str(found.folder),
        "files": [str(path) for path in files],
    }
    return data.answer_as_json(written)


def _interval(found: Any) -> dict[str, float | None]:
    return {name: data.plain(float(getattr(found, name))) for name in ("mean", "low", "high")}


FORMATS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "table": lambda found, files=(): as_text(table_parts(found)),
        "markdown": lambda found, files=(): markdown.as_markdown(table_parts(found)),
        "json": as_json,
        "csv": lambda found, files=(): data.as_csv(frame(found)),
    }
)
"""Each takes what a search found and the files that were written."""
