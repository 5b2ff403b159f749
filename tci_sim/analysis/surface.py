"""A grid of two levers that are numbers: what each pair of values gives, and what it gives beyond the sum of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.designs.registry import DESIGNS
from tci_sim.designs.study import Study
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.paired import Floats, student_interval

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Surface:
    """A measure over two levers; the mean over all worlds of each replication is one figure."""

    levers: tuple[str, str]
    """Their paths."""
    values: tuple[tuple[float, ...], tuple[float, ...]]
    """What is tried of each, in the order of the study: the first of both is what changes are counted from."""
    worlds: int
    level: Floats
    """The measure itself, (first lever, second lever; mean, low, high), 95 % (Student t); NaN where no run ended."""
    whole: Floats
    """What both change together, in the same shape."""
    beyond: Floats
    """By how much that is more than the sum of what each changes alone, in the same shape."""


def surface_levers(study: Study) -> tuple[str, str] | None:
    """Return the two levers of a grid, where each is tried at several numbers and no other lever is; else nothing."""
    if (
        DESIGNS[study.design].sampled
        or len(study.plan.choices) != 2
        or study.plan.levers != study.plan.choices
    ):
        return None
    one, other = study.plan.choices
    tried = _tried(study, (one, other))
    if any(len(values) < 2 or not all(map(_is_number, values)) for values in tried):
        return None
    return one, other


def surface(result: SweepData, measure: str, holder: str | None = None) -> Surface:
    """Work out a measure over two levers.

    Parameters
    ----------
    result : SweepData
        Of a study that has `surface_levers`.
    measure : str
        Name of a measure that was reported.
    holder : str, optional
        Whose; the first of those kept by default.

    Returns
    -------
    Surface
    """
    levers = surface_levers(result.study)
    assert levers is not None
    tried = _tried(result.study, levers)
    shape = (len(tried[0]), len(tried[1]))
    by_world = result.table(measure, holder).reshape(-1, *shape, result.replications)
    figures = exact_mean(by_world, axis=0)
    whole = figures - figures[:1, :1]
    beyond = whole - whole[:, :1] - whole[:1, :]
    return Surface(levers, tried, len(by_world), *map(_intervals, (figures, whole, beyond)))


def interactions(
    result: SweepData, measures: tuple[str, ...] | list[str], holder: str | None
) -> pd.DataFrame:
    """Lay out the surfaces of measures: one row for each pair of values that both differ from the first.

    Columns: measure, unit, the two levers, whole (what both change together), whole_low, whole_high; beyond (by how
    much that is more than the sum of what each changes alone), low and high (95 %, Student t).
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for measure in measures:
        found = surface(result, measure, holder)
        for i, one in enumerate(found.values[0][1:], start=1):
            for j, other in enumerate(found.values[1][1:], start=1):
                whole, beyond = found.whole[i, j].tolist(), found.beyond[i, j].tolist()
                rows.append(
                    {
                        "measure": measure,
                        "unit": unit_of_run(measure),
                        found.levers[0]: one,
                        found.levers[1]: other,
                    }
                    | dict(zip(("whole", "whole_low", "whole_high"), whole, strict=True))
                    | dict(zip(("beyond", "low", "high"), beyond, strict=True))
                )
    return pd.DataFrame(rows)


def _tried(study: Study, levers: tuple[str, str]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return what is tried of each lever, in the order of the study."""
    cases = [study.plan[number].levers for number in range(len(study.plan))]
    one, other = (tuple(dict.fromkeys(case[path] for case in cases)) for path in levers)
    return one, other


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _intervals(figures: Floats) -> Floats:
    """Return mean, low and high over replications, (first, second, replication) to (first, second; mean, low, high)."""
    found = np.full((*figures.shape[:2], 3), np.nan)
    for place in np.ndindex(*figures.shape[:2]):
        found[place] = student_interval(figures[place][np.isfinite(figures[place])])
    return found
