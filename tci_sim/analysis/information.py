"""What it would be worth to know before one chooses: everything, the world without luck, or one uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.outcomes import Inputs, Outcomes, inputs_of, outcomes
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.frozen import Frozen
from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.futures import regrets
from tci_sim.statistics.information import (
    PerfectInformation,
    ValueOfInputs,
    perfect_information,
    value_of_inputs,
)
from tci_sim.statistics.paired import standard_error

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class InformationData(Frozen):
    """What knowing is worth, in the unit of the measure."""

    outcomes: Outcomes
    inputs: Inputs
    best: int
    """Number of the alternative with the best mean: what is chosen by who knows nothing more."""
    perfect: PerfectInformation
    error: float
    """Standard error of `perfect.world_most`: futures are a sample."""
    of_inputs: ValueOfInputs

    def to_frame(self) -> pd.DataFrame:
        """Return what it is worth to know each uncertainty.

        Returns
        -------
        DataFrame
            A row an input, the one worth most first. Columns: input; about (`firm`: a fact of the firm itself, or
            `world`) and reason (what it belongs to there); value and error (its standard error); permuted (the largest
            value of it shuffled); above (whether the value is above the largest permuted one of all inputs: else it is
            only known to be less than that).
        """
        import pandas as pd

        found = self.of_inputs
        frame = pd.DataFrame(
            {
                "input": [column.name for column in self.inputs.columns],
                "about": ["firm" if column.place.inside else "world" for column in self.inputs.columns],
                "reason": [str(column.place.reason) for column in self.inputs.columns],
                "value": found.value, "error": found.error, "permuted": found.permuted.max(axis=1),
                "above": found.above,
            }
        )  # fmt: skip
        return frame.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def information(
    result: SweepData, measure: str | None = None, *, holder: str | None = None
) -> InformationData:
    """Value what it is worth to know; parameters and errors are those of `tci_sim.information`."""
    found = outcomes(result, measure, holder)
    inputs, means = inputs_of(found), found.means
    best = int(np.argmax(exact_mean(means)))
    return InformationData(
        found, inputs, best, perfect_information(found.values), float(standard_error(regrets(means)[best])),
        value_of_inputs(means, inputs.drawn),
    )  # fmt: skip
