"""The customer satisfaction review process (顧客滿意評審流程), round by round: heard, decided, cost, brought.

The eight steps are a reconstruction, and say so wherever they show; they are data, in `review_steps.yaml`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.engine.accounts import SIDES
from tci_sim.engine.ledger import REVIEW_MONTHS
from tci_sim.engine.measures.columns import unit_of
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, listing, message
from tci_sim.names import label
from tci_sim.runs.report_measures import omitted_measures
from tci_sim.statistics.exact import Floats, exact_sum, mean_of_known

if TYPE_CHECKING:
    import pandas as pd

    from tci_sim.runs.result import RunData

_EACH_PAID = "each_paid"
_STEPS = Path(__file__).with_name("review_steps.yaml")


@dataclass(frozen=True)
class Line:
    """One thing that a step shows: a measure, and how the months of a round become one number."""

    measure: str
    takes: str
    """"sum", "mean" or "last"."""
    side: str
    """Whose customers it is about: "external", "internal" or "both"."""
    about: str
    """"heard", "decided", "cost" or "brought"."""
    known_to: str
    """"firm" where the firm itself knows it, "model" where nobody in it does."""


@dataclass(frozen=True)
class Step:
    """One step of the process."""

    number: int
    pdca: str
    """Its letter in plan, do, check, act."""
    published: bool
    """Whether what the step is about has been published; else it is reconstructed."""
    observable: str
    """Measure of a firm that shows the step."""
    lever: str
    """Lever that moves it: where it is 0, the measure is 0."""
    lines: tuple[Line, ...]

    @property
    def name(self) -> Message | str:
        """What the step is called."""
        return label("step", str(self.number))


@dataclass(frozen=True)
class Process:
    """The review process as it is shown."""

    steps: tuple[Step, ...]

    @property
    def reconstruction(self) -> Message:
        """What of it is published, and that the rest is reconstructed."""
        return message("review.reconstruction")

    @property
    def levers(self) -> Message:
        """What the lever of a step is, and that it is part of the reconstruction."""
        return message("review.levers")

    @property
    def round(self) -> Message:
        """What a round is."""
        return message("review.round")


@functools.cache
def review_process() -> Process:
    """Read the steps of the review process.

    Examples
    --------
    >>> [(step.number, step.pdca) for step in review_process().steps]
    [(1, 'P'), (2, 'P'), (3, 'D'), (4, 'D'), (5, 'C'), (6, 'C'), (7, 'A'), (8, 'A')]
    """
    from ruamel.yaml import YAML

    data: dict[str, Any] = YAML(typ="safe", pure=True).load(_STEPS.read_text(encoding="utf-8"))
    steps = tuple(
        Step(**{**step, "lines": tuple(one for line in step["lines"] for one in _lines(line))})
        for step in data["steps"]
    )
    return Process(steps)


def _lines(line: dict[str, str]) -> Iterator[Line]:
    """Read one line, which can stand for what was paid for each programme, those about customers outside first."""
    if line["measure"] != _EACH_PAID:
        yield Line(**line)
        return
    for account, side in sorted(SIDES.items(), key=lambda account: account[1]):
        yield Line(**{**line, "measure": f"{account}_paid", "side": side})


def review(result: RunData, firm: str | None = None) -> pd.DataFrame:
    """Lay out the review process of firms, round by round.

    Parameters
    ----------
    result : RunData
        The answer to a question.
    firm : str, optional
        A firm that sells to customers; all of them by default.

    Returns
    -------
    DataFrame
        One row for each firm, round and line: columns firm, round (from 1), months (in the round), step, pdca,
        side, about, known_to, measure, attribute (None where it is about all), unit, value, and change from the
        round before (NaN in the first). Measures that mean nothing in the scenario are left out.

    Raises
    ------
    InputError
        If no such firm sells to customers.
    """
    import pandas as pd

    firms = result.firms if firm is None else (firm,)
    if firm is not None and firm not in result.firms:
        raise InputError(
            meant("review.no_firm", firm, result.firms, firm=firm, firms=listing(result.firms, "or"))
        )
    return pd.DataFrame([row for name in firms for row in _rows(result, name)])


def _rows(result: RunData, firm: str) -> Iterator[dict[str, Any]]:
    hidden = omitted_measures(result.question)
    for step in review_process().steps:
        for line in step.lines:
            for attribute, monthly in _series(result, firm, line.measure):
                values = _by_round(monthly, line.takes) if line.measure not in hidden else []
                for k, value in enumerate(values):
                    yield {
                        "firm": firm,
                        "round": k + 1,
                        "months": min(REVIEW_MONTHS, result.months - k * REVIEW_MONTHS),
                        "step": step.number,
                        "pdca": step.pdca,
                        "side": line.side,
                        "about": line.about,
                        "known_to": line.known_to,
                        "measure": line.measure,
                        "attribute": attribute,
                        "unit": _unit(line),
                        "value": value,
                        "change": value - values[k - 1] if k else np.nan,
                    }


def _series(result: RunData, firm: str, measure: str) -> Iterator[tuple[str | None, Floats]]:
    """Return what was measured month by month: of the firm, or of the firm in each attribute."""
    if measure in result.measures["firm"]:
        column = result.measures["firm"].index(measure)
        yield None, result.values["firm"][:, result.holders["firm"].index(firm), column]
        return
    column = result.measures["attribute"].index(measure)
    for attribute in result.question.market.attributes:
        holder = result.holders["attribute"].index(f"{firm}.{attribute}")
        yield attribute, result.values["attribute"][:, holder, column]


def _by_round(monthly: Floats, takes: str) -> list[float]:
    """Make one number of the months of each round, whole amounts of money to the micro-unit."""
    rounds = [monthly[k : k + REVIEW_MONTHS] for k in range(0, len(monthly), REVIEW_MONTHS)]
    if takes == "last":
        return [float(months[-1]) for months in rounds]
    sums = [float(exact_sum(np.rint(months * 1e6)) / 1e6) for months in rounds]
    if takes == "sum":
        return sums
    return [float(mean_of_known(months)) for months in rounds]


def _unit(line: Line) -> str:
    """Return the unit of a line: what comes in by the month is added up over the round."""
    unit = unit_of(line.measure)
    return unit.removesuffix("/month") if line.takes == "sum" else unit
