"""How a change reaches customers: what they make of mixtures of two runs, door by door, split by Shapley values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tci_sim.analysis.shapley import History, MeasureSplit, split_frame, split_of
from tci_sim.analysis.why.mixed import Mixtures, doors_between, plan_of
from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.analysis.why.runs import Runs
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.frozen import Frozen
from tci_sim.runs.doors import MEASURES
from tci_sim.runs.figures import figure

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class DoorsData(Frozen):
    """What comes through each door. Nothing in it can be changed."""

    doors: tuple[str, ...]
    """What is told apart; none where there is nothing to tell apart: no customers, or not the same ones."""
    splits: tuple[MeasureSplit, ...]
    """A measure each; the groups are the doors."""

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each measure and door, and one for all together; columns as in `rows_of`."""
        return split_frame(self.splits)


def door_runs(question: WhyQuestion) -> int:
    """Return how many runs the doors take beside the two that are compared, customers alone counted as one."""
    return question.replications * (len(plan_of(question).cases_of(0)) - 2)


def find_doors(question: WhyQuestion, runs: Runs) -> DoorsData:
    """Split what changes with customers among the doors through which they meet it."""
    if runs.mixed is None:
        return DoorsData((), ())
    doors, asked = doors_between(question), set(question.measures) & set(MEASURES) or MEASURES
    return DoorsData(
        doors,
        tuple(
            split_of(measure, unit_of_run(measure), doors, _histories(question, runs.mixed, measure))
            for measure in MEASURES
            if measure in asked
        ),
    )


def _histories(question: WhyQuestion, mixed: Mixtures, measure: str) -> list[History]:
    plan, place = plan_of(question), MEASURES.index(measure)
    return [
        (
            {case: figure(mixed[case, number][:, place], measure) for case in plan.cases_of(number)},
            plan.orders_of(number),
        )
        for number in range(question.replications)
    ]
