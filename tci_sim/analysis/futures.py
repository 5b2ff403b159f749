"""Which alternative to choose when nobody knows which future comes: by the mean, the worst, regret, or a threshold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.outcomes import Outcomes, check_threshold, names_of_alternatives, outcomes
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.frozen import Frozen
from tci_sim.statistics.futures import SHARE_REACHED, Standing, dominated_by, over_futures

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class FuturesData(Frozen):
    """How the alternatives of a study stand over many futures."""

    outcomes: Outcomes
    threshold: float | None
    """What is to be reached, in the unit of the measure; None where nothing is said of it."""
    standings: Mapping[str, Standing]
    """By what is judged (`tci_sim.statistics.futures`)."""
    dominated: tuple[tuple[int, ...], ...]
    """For each alternative the numbers of those that are in no future worse, and better in some."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "standings", MappingProxyType(dict(self.standings)))

    def best(self, criterion: str) -> tuple[int, ...]:
        """Return the numbers of those that are the best by a criterion: several where they are equally good."""
        return tuple(np.flatnonzero(self.standings[criterion].rank == 1).tolist())

    def as_good(self, criterion: str) -> tuple[int, ...]:
        """Return those that may be as good as the best: the interval of what they are behind does not lie above 0."""
        ahead = self.standings[criterion].behind_low > 0
        return tuple(
            number for number in range(len(ahead)) if not ahead[number] and number not in self.best(criterion)
        )

    def to_frame(self) -> pd.DataFrame:
        """Return how each alternative stands.

        Returns
        -------
        DataFrame
            A row a criterion and alternative. Columns: criterion, alternative, measure, unit, futures; value, low, high
            (95 %); rank, rank_low, rank_high; first (share of resamples in which it is the best); behind, behind_low,
            behind_high (how much worse than the best); dominated_by (names, with commas between them).
        """
        import pandas as pd

        names = names_of_alternatives(self.outcomes.result.study)
        rows = [
            {
                "criterion": criterion, "alternative": name, "measure": self.outcomes.measure,
                "unit": "-" if criterion == SHARE_REACHED else self.outcomes.unit,
                "futures": len(self.outcomes.worlds),
                **{field: getattr(standing, field)[place] for field in Standing._fields},
                "dominated_by": ", ".join(names[other] for other in self.dominated[place]),
            }
            for criterion, standing in self.standings.items()
            for place, name in enumerate(names)
        ]  # fmt: skip
        return pd.DataFrame(rows)


def futures(
    result: SweepData,
    measure: str | None = None,
    *,
    holder: str | None = None,
    threshold: float | None = None,
) -> FuturesData:
    """Judge the alternatives of a study over its futures; parameters and errors are those of `tci_sim.futures`."""
    reached = None if threshold is None else check_threshold(threshold)
    found = outcomes(result, measure, holder)
    return FuturesData(found, reached, over_futures(found.means, reached), dominated_by(found.means))
