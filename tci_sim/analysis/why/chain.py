"""From lever to money: when each stage between them turns for good, and where the two worlds first part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.why.first import FirstDifference, first_difference
from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.analysis.why.runs import Runs
from tci_sim.engine.measures.columns import unit_of
from tci_sim.frozen import Frozen
from tci_sim.runs.report_measures import omitted_measures
from tci_sim.statistics.turning import Course, course

if TYPE_CHECKING:
    import pandas as pd

STAGES: Mapping[str, str] = MappingProxyType(
    {
        "asked": "asked",
        "practised": "planned_improvement_time",
        "emphasis": "emphasis",
        "know_how": "knowledge",
        "yield": "first_pass_yield",
        "quality": "delivered_quality",
        "satisfaction": "satisfaction",
        "image": "image",
        "retention": "retention",
        "share": "share",
        "volume": "units_sold",
        "cost": "unit_cost",
        "price": "price",
        "profit": "profit",
    }
)
"""The stages between a lever and money, in order: the measure of the firm by which each is seen."""

Place = Literal["turns", "comes_back", "no_part", "unknown"]
"""What a stage is: it turns for good; it differs for a time; it never does; or it cannot be told."""


class Stage(NamedTuple):
    """One stage of the chain."""

    name: str
    measure: str
    unit: str
    pairs: int
    """Pairs in which it was measured in every month."""
    left_out: int
    """Pairs in which it was not: the firm had no customers, or made nothing, in some month."""
    found: Course | None
    """How the difference goes; None where there are fewer than 2 such pairs, or the measure means nothing here."""

    @property
    def place(self) -> Place:
        """What the stage is in the chain."""
        if self.found is None:
            return "unknown"
        if not self.found.ever_differs:
            return "no_part"
        return "comes_back" if self.found.turns is None else "turns"


@dataclass(frozen=True)
class ChainData(Frozen):
    """The chain from lever to money. Nothing in it can be changed."""

    months: int
    stages: tuple[Stage, ...]
    first: FirstDifference | None
    """Where the two worlds first part, in the first pair; None where they never do."""

    def stage(self, name: str) -> Stage:
        """Return a stage by its name."""
        return next(stage for stage in self.stages if stage.name == name)

    def to_frame(self) -> pd.DataFrame:
        """Return what is found of each stage, one row a stage, in the order of the chain.

        Returns
        -------
        DataFrame
            Columns: stage, measure, unit, pairs, left_out, place (`turns`, `comes_back`, `no_part`, `unknown`),
            end with end_low and end_high (mean of the last 12 months, 95 %), turns (month from which the band over all
            months stays on the side of the end), half with half_low and half_high (month from which half of the end is
            there, 95 %), and months_against (how many months went the other way), against_first, against_last.
        """
        import pandas as pd

        return pd.DataFrame([_row(stage) for stage in self.stages])

    def monthly(self) -> pd.DataFrame:
        """Return the difference of each stage in each month: stage, measure, month, difference, low, high."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"stage": stage.name, "measure": stage.measure, "month": month,
                 "difference": float(mean), "low": float(low), "high": float(high)}
                for stage in self.stages
                if stage.found is not None
                for month, (mean, low, high) in enumerate(zip(*stage.found.band, strict=True))
            ]
        )  # fmt: skip


def _row(stage: Stage) -> dict[str, object]:
    found = stage.found
    end = (np.nan, np.nan, np.nan) if found is None else tuple(float(each) for each in found.end)
    against = () if found is None else found.against.tolist()
    return {
        "stage": stage.name, "measure": stage.measure, "unit": stage.unit, "pairs": stage.pairs,
        "left_out": stage.left_out, "place": stage.place, "end": end[0], "end_low": end[1], "end_high": end[2],
        "turns": None if found is None else found.turns, "half": None if found is None else found.half,
        "half_low": None if found is None else found.half_low,
        "half_high": None if found is None else found.half_high, "months_against": len(against),
        "against_first": min(against, default=None), "against_last": max(against, default=None),
    }  # fmt: skip


def find_chain(question: WhyQuestion, runs: Runs) -> ChainData:
    """Follow each stage over the months of a comparison, and find where the two worlds first part."""
    comparison = runs.comparison
    omitted = {name for scenario in question.scenarios for name in omitted_measures(scenario)}
    stages = tuple(
        stage_of(comparison, name, known=measure not in omitted) for name, measure in STAGES.items()
    )
    return ChainData(comparison.months, stages, first_difference(*question.scenarios, question.seed))


def stage_of(comparison: ComparisonData, name: str, *, known: bool = True) -> Stage:
    """Follow one stage over the months of a comparison; not where its measure is known to mean nothing."""
    measure = STAGES[name]
    apart = comparison.monthly(comparison.others[0], measure)
    complete = apart[np.isfinite(apart).all(axis=1)] if known else apart[:0]
    found = course(complete) if len(complete) > 1 else None
    return Stage(name, measure, unit_of(measure), len(complete), len(apart) - len(complete), found)
