"""What each mechanism of a policy adds: alone, as the last one, and on average; and how they interact."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.statistics.exact import Floats
from tci_sim.statistics.interactions import alone, beyond_sum, last, pair, shapley
from tci_sim.statistics.paired import holm, p_value, student_interval

if TYPE_CHECKING:
    import pandas as pd

ALONE, LAST, AVERAGE, WHOLE, SUM, BEYOND, PAIR = (
    "alone", "as the last", "on average", "all together", "sum of each alone", "beyond the sum", "pair",
)  # fmt: skip
"""Names of the effects, the same in every language; `effects` explains them."""


def effects(result: SweepData, holder: str | None = None) -> pd.DataFrame:
    """Return what the mechanisms of an ablation bring, with intervals over replications with the same random numbers.

    Parameters
    ----------
    result : SweepData
        Of a study whose design is an ablation.
    holder : str, optional
        Whose measures; the first of those kept by default.

    Returns
    -------
    DataFrame
        One row for each measure, figure and mechanism. Columns: measure, unit, effect, mechanism, other, pairs,
        left_out (replications in which some combination has no such figure, as of a firm without customers), mean, low,
        high (95 %, Student t), p_value, p_holm (adjusted over the pairs of mechanisms of all measures). Effects:
        "alone": what it adds to the policy without any; "as the last": what is lost without it; "on average": over all
        orders (Shapley 1953), which add up to "all together"; "sum of each alone"; "beyond the sum": all together less
        that sum; "pair": by how much two bring more than each adds, averaged over all combinations of the others.
    """
    import pandas as pd

    names = result.study.plan.levers
    rows: list[dict[str, Any]] = []
    for measure in result.study.report:
        table = result.table(measure, holder)
        has_all = np.isfinite(table).all(axis=0)
        figures, left_out = table[:, has_all], int(np.count_nonzero(~has_all))
        parts: list[tuple[str, str, str, Floats]] = []
        for which, name in enumerate(names):
            parts.append((ALONE, name, "", alone(figures, which)))
            parts.append((LAST, name, "", last(figures, which)))
            parts.append((AVERAGE, name, "", shapley(figures, which)))
        whole, beyond = figures[-1] - figures[0], beyond_sum(figures)
        parts += [(WHOLE, "", "", whole), (SUM, "", "", whole - beyond), (BEYOND, "", "", beyond)]
        for (one, a), (other, b) in combinations(enumerate(names), 2):
            parts.append((PAIR, a, b, pair(figures, one, other)))
        for effect, name, second, values in parts:
            row: dict[str, Any] = {
                "measure": measure,
                "unit": unit_of_run(measure),
                "effect": effect,
                "mechanism": name,
                "other": second,
            }
            row |= {
                "pairs": len(values),
                "left_out": left_out,
                **student_interval(values)._asdict(),
                "p_value": p_value(values),
            }
            rows.append(row)
    frame = pd.DataFrame(rows)
    frame["p_holm"] = holm(frame["p_value"].where(frame["effect"] == PAIR).tolist())
    return frame.astype(dict.fromkeys(("mean", "low", "high"), float))
