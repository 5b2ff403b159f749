"""What evaluations find of a policy that some firms adopt, beside what it does: a bias, and where it comes from.

Some of many firms adopt a policy, at one or several months, by lot or because of how they did the year before.
Estimators of the literature are applied to what an evaluator sees. Beside them stands what only a simulator knows: what
each firm that adopted would have had, under the same random numbers, had this firm alone not adopted.

An estimate is linear in the outcomes (`statistics/evaluation.py`), and outcomes are a sum: what there would be had
nobody adopted, what the adopting of others does, and what a firm's own adopting does. So the bias is the sum of three
parts:

- selection: what the estimator finds where nobody adopts. Firms that adopt after a bad year get better by themselves
  (regression to the mean), or were on another trend;
- spill-over: what it finds of what others do. Rivals lose what adopters win, so that controls are treated too;
- timing: what it finds of the effects, less their mean: effects that grow, weighed by when firms adopted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tci_sim.analysis.adoption_faults import check_adoption
from tci_sim.analysis.adoption_worlds import Adoption, Chosen, Failed, Observed, observe
from tci_sim.engine.measures.columns import unit_of
from tci_sim.errors import RunError
from tci_sim.frozen import Frozen
from tci_sim.messages import message
from tci_sim.runs.digest import digest_of
from tci_sim.runs.provenance import provenance
from tci_sim.scenario.load import AnyScenario
from tci_sim.statistics.evaluation import (
    ESTIMATORS,
    NEVER,
    Design,
    by_year,
    estimate,
    jackknife,
    years_since,
)
from tci_sim.statistics.exact import Floats, exact_mean
from tci_sim.statistics.paired import Interval, student_interval

if TYPE_CHECKING:
    import pandas as pd

MEASURE = "value_owners"
"""What a policy is to change, where nothing else is asked."""

MONTHS = (24, 36, 48)
"""Months in which firms adopt, where no others are asked for."""

AFTER = 36
"""Months for which the last who adopt are followed, where no others are asked for."""

REPLICATIONS = 10
"""Studies, where no other number is asked for."""

PARTS = ("selection", "spill_over", "timing")
"""What a bias is made of."""


class Finding(NamedTuple):
    """What one estimator finds, study by study."""

    estimator: str
    """Its name in `statistics.evaluation.ESTIMATORS`."""
    estimates: Interval
    """What an evaluator finds, with the interval given for it, (study,)."""
    truth: Floats
    """What adopting did to those who adopted, (study,)."""
    parts: Floats
    """What the bias is made of, (study, part)."""

    @property
    def bias(self) -> Floats:
        """The estimate less the truth, (study,)."""
        return np.asarray(self.estimates.mean - self.truth)

    @property
    def holds(self) -> int:
        """In how many studies the interval holds the truth."""
        low, high = self.estimates.low, self.estimates.high
        return int(np.count_nonzero((low <= self.truth) & (self.truth <= high)))


@dataclass(frozen=True, eq=False, repr=False)
class AdoptionData(Frozen):
    """What evaluations find of a policy, and what it does. Nothing in it can be changed.

    Parameters
    ----------
    asked : Adoption
        What is evaluated.
    studies : tuple of Observed
        What each study sees, and what only a simulator knows; without firms that were not on the market all the time.
    failed : tuple of Failed
        Studies that have no result.
    provenance : mapping of str to value
        What the answer rests on.
    """

    asked: Adoption
    studies: tuple[Observed, ...]
    failed: tuple[Failed, ...]
    provenance: Mapping[str, Any]

    def __post_init__(self) -> None:
        for each in (array for study in self.studies for array in study[2:]):
            each.setflags(write=False)
        object.__setattr__(self, "provenance", MappingProxyType(dict(self.provenance)))

    @property
    def key(self) -> str:
        """Hash of all that decides what is found. [64 hexadecimal digits]."""
        asked = {each.name: getattr(self.asked, each.name) for each in fields(self.asked)[1:]}
        return digest_of(json.dumps([self.provenance["key"], asked]).encode())

    @property
    def unit(self) -> str:
        """Unit of the measure, of which all figures are means over months."""
        return unit_of(self.asked.measure)

    @cached_property
    def left_out(self) -> int:
        """Count the firms, of all studies, that are left out since the measure is not known in every month."""
        return len(self.studies) * self.asked.firms - sum(len(study.units) for study in self.studies)

    @cached_property
    def truth(self) -> Floats:
        """What adopting did to those who adopted: the mean over their months since, (study,)."""
        return np.array([_truth(study) for study in self.studies])

    @cached_property
    def on_others(self) -> Interval:
        """What it did to firms that never adopt, in the months in which somebody has."""
        return student_interval(np.array([_on_others(study) for study in self.studies]))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What each estimator finds."""
        return tuple(_finding(name, self.studies, self.truth) for name in ESTIMATORS)

    def to_frame(self) -> pd.DataFrame:
        """Lay out what estimators find, beside the truth.

        Returns
        -------
        DataFrame
            One row for each estimator. Columns: estimator; measure; unit; studies; estimate with low and high (mean
            over studies, 95 %, Student t); own_half_width (mean of that which an evaluator gives); truth; bias with
            bias_low and bias_high; selection, spill_over and timing, whose sum the bias is; holds (studies whose own
            interval holds the truth).
        """
        import pandas as pd

        return pd.DataFrame([self._row(found) for found in self.findings])

    def by_year(self) -> pd.DataFrame:
        """Lay out the event study by year since adopting, from 0 on, beside the truth.

        Returns
        -------
        DataFrame
            One row for each year, -1 (0 by what it is) among them. Columns: year; estimate with low and high; truth
            with truth_low and truth_high (not a number before adopting). Means over studies, 95 %, Student t.
        """
        import pandas as pd

        found = [by_year(_design(study), study.outcomes) for study in self.studies]
        true = [_truth_by_year(study) for study in self.studies]
        years = sorted({year for each in found for year in each})
        return pd.DataFrame([
            {"year": year, **_ends("estimate", "", [each[year] for each in found if year in each]),
             **_ends("truth", "truth_", [each[year] for each in true if year in each])}
            for year in years
        ])  # fmt: skip

    def panel(self) -> pd.DataFrame:
        """Lay out all that was seen, for estimators of one's own.

        Returns
        -------
        DataFrame
            One row for each study, firm and month. Columns: seed (of the study); firm; month; adopted (month of
            adopting, none if never); treated; outcome; and what no evaluator sees: without (had this firm alone not
            adopted) and nobody (had nobody adopted).
        """
        import pandas as pd

        frames = [pd.DataFrame(_columns(study)) for study in self.studies]
        return pd.concat(frames, ignore_index=True).astype({"adopted": "Int64"})

    def _row(self, found: Finding) -> dict[str, Any]:
        return {
            "estimator": found.estimator,
            "measure": self.asked.measure,
            "unit": self.unit,
            "studies": len(self.studies),
            **_ends("estimate", "", found.estimates.mean),
            "own_half_width": float(exact_mean(found.estimates.half_width)),
            "truth": float(exact_mean(found.truth)),
            **_ends("bias", "bias_", found.bias),
            **dict(zip(PARTS, exact_mean(found.parts, axis=0).tolist(), strict=True)),
            "holds": found.holds,
        }


def evaluate_adoption(
    scenario: AnyScenario,
    policy: str,
    *,
    measure: str = MEASURE,
    adopters: int | None = None,
    months: Sequence[int] = MONTHS,
    after: int = AFTER,
    chosen: Chosen = "random",
    by: str | None = None,
    apart: bool = False,
    firms: int | None = None,
    replications: int = REPLICATIONS,
    seed: int = 1,
    threads: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> AdoptionData:
    """Let some firms adopt a policy and evaluate it; parameters, returns and errors are those of `tci_sim.adoption`."""
    asked = check_adoption(
        scenario, policy, measure=measure, adopters=adopters, months=months, after=after, chosen=chosen, by=by,
        apart=apart, firms=firms, replications=replications, seed=seed,
    )  # fmt: skip
    studies: list[Observed] = []
    failed: list[Failed] = []
    for each in observe(asked, threads, on_progress):
        if isinstance(each, Observed):
            each = _complete(each)
        if isinstance(each, Observed):
            studies.append(each)
        else:
            failed.append(each)
    if not studies:
        raise RunError(failed[0].error)
    return AdoptionData(asked, tuple(studies), tuple(failed), provenance(asked.question, asked.seed))


def _complete(study: Observed) -> Observed | Failed:
    """Leave out firms of which the measure is not known in every month."""
    arrays = (*study.traits, study.outcomes, study.without, study.nobody)
    known = np.isfinite(np.stack(arrays)).all(axis=(0, 2))
    adopts = study.adopted != NEVER
    if (known & adopts).any() and (known & ~adopts).any():
        return study.only(known)
    return Failed(study.seed, str(message("adoption.nobody_left")))


def _design(study: Observed) -> Design:
    return Design(study.adopted, study.traits)


def _finding(name: str, studies: Sequence[Observed], truth: Floats) -> Finding:
    estimator = ESTIMATORS[name]
    found = [jackknife(estimator, _design(study), study.outcomes) for study in studies]
    estimates = Interval(*(np.array([float(each[end]) for each in found]) for end in range(3)))
    parts = []
    for study, true in zip(studies, truth.tolist(), strict=True):
        weights = estimator(_design(study))
        panels = study.nobody, study.without - study.nobody, study.outcomes - study.without
        selection, spill_over, effect = (estimate(weights, panel) for panel in panels)
        parts.append([selection, spill_over, effect - true])
    return Finding(name, estimates, truth, np.array(parts))


def _truth(study: Observed) -> float:
    """Return the mean effect over the months since adopting of all who have."""
    return float(exact_mean((study.outcomes - study.without)[_design(study).treated]))


def _truth_by_year(study: Observed) -> dict[int, float]:
    since, effect = years_since(_design(study)), study.outcomes - study.without
    years = [year for year in np.unique(since).tolist() if 0 <= year < NEVER]
    return {year: float(exact_mean(effect[since == year])) for year in years}


def _on_others(study: Observed) -> float:
    """Return the mean effect on those who never adopt, from the month in which the first adopts."""
    first = int(study.adopted.min())
    return float(exact_mean((study.outcomes - study.nobody)[study.adopted == NEVER, first:].ravel()))


def _ends(name: str, prefix: str, values: Floats | Sequence[float]) -> dict[str, float]:
    found = student_interval(np.asarray(values, np.float64))
    return {
        name: float(found.mean), f"{prefix}low": float(found.low), f"{prefix}high": float(found.high)
    }  # fmt: skip


def _columns(study: Observed) -> dict[str, Any]:
    units, months = study.outcomes.shape
    adopted = [None if month == NEVER else month for month in study.adopted.tolist()]
    return {
        "seed": study.seed,
        "firm": np.repeat(study.units, months),
        "month": np.tile(np.arange(months), units),
        "adopted": np.repeat(np.array(adopted, object), months),
        "treated": _design(study).treated.ravel(),
        "outcome": study.outcomes.ravel(),
        "without": study.without.ravel(),
        "nobody": study.nobody.ravel(),
    }
