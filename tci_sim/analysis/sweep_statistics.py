"""Statistics of a sweep: each case compared with its reference, and alternatives compared over all worlds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.paired_comparison import NO_COMPARISON, adjust_p_values, paired_comparison
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.designs.registry import DESIGNS
from tci_sim.designs.study import Study
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.runs.periods import WHOLE_RUN, Period
from tci_sim.statistics.exact import exact_mean, mean_of_known
from tci_sim.statistics.paired import (
    Crossed,
    Floats,
    crossed_interval,
    student_interval,
)

if TYPE_CHECKING:
    import pandas as pd


def differences(result: SweepData, measures: Sequence[str], holder: str) -> pd.DataFrame:
    """Compare each case with the reference of its world, replication by replication.

    Parameters
    ----------
    result : SweepData
        The sweep.
    measures : sequence of str
        Measures that were reported.
    holder : str
        Whose.

    Returns
    -------
    DataFrame
        One row a case and measure. Columns: case, reference (names); measure; unit; pairs; mean, mean_low and
        mean_high of the case itself; difference, low and high (95 %, Student t); bootstrap_low and bootstrap_high
        (95 %, bootstrap-t), or why they were omitted (bootstrap_omitted); p_value, and p_holm, adjusted over all rows
        that compare a case with another (Holm: one family, of all cases and measures asked for together);
        variance_reduction (by how much pairing saves runs). A case that is its own reference has no difference.
    """
    import pandas as pd

    rows = [row for measure in measures for row in _rows(result, measure, holder)]
    return pd.DataFrame(adjust_p_values(rows)).astype(
        dict.fromkeys(("case", "reference", "measure", "unit"), "category")
    )


def over_worlds(
    result: SweepData, measures: Sequence[str], holder: str, period: Period = WHOLE_RUN
) -> pd.DataFrame:
    """Compare each alternative with the first, over all worlds: one figure a world, the mean of its replications.

    Worlds of a sampled design are drawn, and the interval is about all that could have been drawn: what counts as one
    draw is a point of a Latin hypercube, a base point of Sobol's design with all that is varied around it, or a
    trajectory of Morris's. All use the same random numbers, which the interval allows for where there are several
    replications (`tci_sim.statistics.paired.crossed_interval`). Worlds of other designs were chosen: there the interval
    is about random variation alone.

    Parameters
    ----------
    result : SweepData
        The sweep; an alternative is one combination of the values of those levers that are given as lists.
    measures : sequence of str
        Measures that were reported.
    holder : str
        Whose.
    period : Period
        Of which month or year the figures are; the whole run by default.

    Returns
    -------
    DataFrame
        One row an alternative and measure. Columns: alternative (its name), measure, unit, worlds; mean, and its 5 %,
        50 % and 95 % points over worlds; difference, low, high (95 %), share_ahead (share of worlds in which it is
        above the first), p_value, and p_holm, adjusted over all rows that compare an alternative with the first (Holm:
        one family, of all measures asked for together). The first has no difference.
    """
    import pandas as pd

    labels, worlds = choices(result)
    rows: list[dict[str, Any]] = []
    for measure in measures:
        table = result.table(measure, holder, period=period)
        by_world = mean_of_known(table).reshape(worlds, len(labels))
        runs = table.reshape(worlds, len(labels), -1)
        for place, label in enumerate(labels):
            row = {
                "alternative": label,
                "measure": measure,
                "unit": period.unit(measure),
                **_spread(by_world, place),
            }
            apart = runs[:, place] - runs[:, 0] if place else np.zeros((0, 0))
            rows.append(row | _summarise(crossed_interval(mean_by_draw(result, apart))))
    return pd.DataFrame(adjust_p_values(rows)).astype(
        dict.fromkeys(("alternative", "measure", "unit"), "category")
    )


def mean_by_draw(result: SweepData, apart: Floats) -> Floats:
    """Average over the worlds of each draw of the design, (world, replication) to (draw, replication), without NaN."""
    study = result.study
    if DESIGNS[study.design].sampled and study.size:
        apart = apart[: len(apart) // study.size * study.size]
        units = exact_mean(apart.reshape(study.size, -1, apart.shape[1]), axis=1) if len(apart) else apart
    else:
        units = apart[np.isfinite(apart).all(axis=1)]
        units = exact_mean(units, axis=0)[None] if len(units) else units
    return np.asarray(units[np.isfinite(units).all(axis=1)])


def choices(result: SweepData) -> tuple[list[str], int]:
    """List the alternatives that are tried in each world, the same in every language, and count the worlds."""
    named = [case_label(values) or "all" for values in alternatives(result)]
    count = len(named)
    worlds = len(result.study.plan) // count
    return named if count == len(set(named)) else list(map(str, range(count))), worlds


def alternatives(result: SweepData) -> list[dict[str, Any]]:
    """Return the values by which the alternatives of each world differ, by path."""
    return alternatives_of(result.study)


def alternatives_of(study: Study) -> list[dict[str, Any]]:
    """Return the values by which the alternatives of each world of a study differ, by path."""
    plan = study.plan
    count = len(plan) // (plan[len(plan) - 1].world + 1)
    return [{path: plan[number].levers[path] for path in plan.choices} for number in range(count)]


def case_label(values: dict[str, Any]) -> str:
    """Write what is varied as short text, by the last parts of its paths.

    Examples
    --------
    >>> case_label({"firms.ours.policy": "tqm", "culture.autonomy": 0.25})
    'policy tqm, autonomy 0.25'
    """
    return ", ".join(
        f"{path.rpartition('.')[2].replace('_', ' ')} {_short(value)}" for path, value in values.items()
    )


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _rows(result: SweepData, measure: str, holder: str) -> list[dict[str, Any]]:
    plan, table = result.study.plan, result.table(measure, holder)
    rows = []
    for case, figures in enumerate(table):
        reference = plan.reference(case)
        own = student_interval(figures[np.isfinite(figures)])
        row: dict[str, Any] = {
            "case": plan[case].name, "reference": plan[reference].name, "measure": measure,
            "unit": unit_of_run(measure),
            "mean": float(own.mean), "mean_low": float(own.low), "mean_high": float(own.high),
        }  # fmt: skip
        both = np.isfinite(figures) & np.isfinite(table[reference])
        row |= (
            paired_comparison(figures[both], table[reference][both]) if case != reference else NO_COMPARISON
        )
        rows.append(row | {"pairs": int(np.count_nonzero(both))})
    return rows


def _spread(by_world: Floats, place: int) -> dict[str, float]:
    ours, first = by_world[:, place], by_world[:, 0]
    known = ours[np.isfinite(ours)]
    low, middle, high = np.quantile(known, [0.05, 0.5, 0.95]) if len(known) else (math.nan,) * 3
    row = {
        "worlds": len(known), "mean": float(exact_mean(known)),
        "q05": float(low), "q50": float(middle), "q95": float(high),
    }  # fmt: skip
    both = np.isfinite(ours) & np.isfinite(first)
    share_ahead = (
        np.count_nonzero(ours[both] > first[both]) / np.count_nonzero(both)
        if place and both.any()
        else math.nan
    )
    return row | {"share_ahead": share_ahead}


def _summarise(found: Crossed) -> dict[str, float]:
    return {"difference": found.mean, "low": found.low, "high": found.high, "p_value": found.p_value}
