"""All cases of a study as one table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.designs.study import Study

if TYPE_CHECKING:
    import pandas as pd


def cases_frame(study: Study) -> pd.DataFrame:
    """Return one row a case: its number, its name, its world, and a column for each thing that is varied."""
    import pandas as pd

    cases = [study.plan[number] for number in range(len(study.plan))]
    columns: dict[str, Any] = {
        "case": np.arange(len(cases), dtype=np.int32),
        "name": [case.name for case in cases],
        "world": np.array([case.world for case in cases], dtype=np.int32),
    }
    for path in study.plan.levers:
        columns[path] = _plain([case.levers[path] for case in cases])
    for path in study.plan.uncertainties:
        columns[path] = _plain([case.uncertainties[path] for case in cases])
    return pd.DataFrame(columns)


def _plain(values: list[Any]) -> Any:
    """Turn values of a varied parameter into one column: numbers, truths, or text."""
    known = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in known) and len(known) == len(values):
        return np.array(values, np.bool_)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in known):
        if len(known) == len(values) and all(isinstance(value, int) for value in known):
            return np.array(values, np.int64)
        return np.array([np.nan if value is None else value for value in values], np.float64)
    return [v if isinstance(v, str) or v is None else json.dumps(v, ensure_ascii=False) for v in values]
