"""The answer to a comparison: what the focal firm had in every run, paired by seed, and what follows from it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tci_sim.analysis.by_holder import ALL, Source, Wanted, by_holder, holders_in
from tci_sim.analysis.paired_comparison import adjust_p_values, paired_comparison
from tci_sim.analysis.settling import settling
from tci_sim.engine.measures.columns import Kind, is_added_up, unit_of_run
from tci_sim.errors import InputError, meant
from tci_sim.frozen import Frozen
from tci_sim.messages import Message, Value, message
from tci_sim.runs.digest import digest_of
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.runs.periods import Numbers, Period, months_asked
from tci_sim.runs.report_measures import no_measure
from tci_sim.runs.run_output import RunOutput
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.exact import exact_mean, exact_sum, mean_of_known
from tci_sim.statistics.paired import Floats, student_interval
from tci_sim.statistics.payback import Payback, Share, payback, present_value, share_of
from tci_sim.statistics.precision import precision_reached, runs_still_needed
from tci_sim.world.settling import can_settle

if TYPE_CHECKING:
    import pandas as pd


_MONTHS = ("break_even", "break_even_low", "break_even_high")

_NO_MONEY: Mapping[str, Any] = MappingProxyType(
    {
        **dict.fromkeys(
            (f"discounted_{what}" for what in ("reference", "value", "difference", "low", "high")), math.nan
        ),
        **dict.fromkeys(_MONTHS),
        **dict.fromkeys(("chance_of_loss", "chance_low", "chance_high"), math.nan),
    }
)
"""What a row of anything but money says in place of `ComparisonData._money`."""


def is_money(measure: str) -> bool:
    """Return whether a measure is an amount of money that is added up over months, and so is discounted."""
    return is_added_up(measure) and unit_of_run(measure) == "currency"


class Everybody(NamedTuple):
    """What was kept of others than the focal firm and the market."""

    holders: tuple[str, ...]
    """Whose measures were asked for: kinds, or names."""
    measures: Mapping[Kind, tuple[str, ...]]
    """Measures of each kind."""
    runs: tuple[RunOutput, ...]
    """All runs, the focal firm first among firms."""


@dataclass(frozen=True)
class FailedRun:
    """A run that did not reach its end."""

    scenario: str
    """What it was a run of, by the name of the comparison."""
    seed: int
    error: str
    """Why, in one sentence."""


def _nothing_settled() -> Mapping[str, tuple[int | None, ...]]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=False, repr=False)
class ComparisonData(Frozen):
    """Alternatives, run under the same seeds and compared with the first of them. Nothing in it can be changed.

    Each run gives one figure for each measure: what comes in by the month in money is added up over all months,
    anything else is the mean of the last 12 months.

    Parameters
    ----------
    questions : mapping of str to Scenario
        What was compared; the first is the reference.
    seeds : tuple of int
        Seed of each replication, the same for all.
    focal_firms : mapping of str to str
        The firm that is looked at in each scenario.
    measures : mapping of str to tuple of str
        What was measured of the focal "firm" and of the "market".
    values : mapping of str to float array (scenario, replication, month, measure)
        From month 0; NaN where nothing could be measured, or the run failed.
    fingerprints : mapping of str to tuple of str
        Fingerprint of each run, by replication; empty where it failed.
    failed : tuple of FailedRun
        Runs that did not reach their end; the other runs under their seeds are left out of the pairs.
    precision : mapping of str to float
        Half-widths that were asked for, by measure of the firm.
    limit : int
        Replications at which it stops, precise or not.
    provenance : mapping of str to value
        What the answer rests on.
    folder : Path or None
        Where it is kept.
    everybody : Everybody or None
        What was kept of other holders, where they were asked for.
    settled : mapping of str to tuple
        Month in which each run settled, from 0, by replication; None where it did not.
    """

    questions: Mapping[str, Scenario]
    seeds: tuple[int, ...]
    focal_firms: Mapping[str, str]
    measures: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Floats]
    fingerprints: Mapping[str, tuple[str, ...]]
    failed: tuple[FailedRun, ...]
    precision: Mapping[str, float]
    limit: int
    provenance: Mapping[str, Any]
    folder: Path | None = None
    everybody: Everybody | None = None
    settled: Mapping[str, tuple[int | None, ...]] = field(default_factory=_nothing_settled)

    def __post_init__(self) -> None:
        for name in (
            "questions",
            "focal_firms",
            "measures",
            "fingerprints",
            "precision",
            "provenance",
            "settled",
        ):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        values = {kind: np.array(array, np.float64, order="C") for kind, array in self.values.items()}
        for kind, array in values.items():
            expected = (len(self.questions), len(self.seeds), self.months, len(self.measures[kind]))
            if array.shape != expected:
                raise ValueError(f"values of kind {kind!r} have shape {array.shape}: must be {expected}")
            array.setflags(write=False)
        object.__setattr__(self, "values", MappingProxyType(values))

    @property
    def months(self) -> int:
        """Months that were recorded in each run."""
        return next(iter(self.questions.values())).months

    @property
    def reference(self) -> str:
        """What all others are compared with: the first."""
        return next(iter(self.questions))

    @property
    def discount(self) -> float:
        """Rate at which money is discounted, the same for all: that of the reference. [1/year]."""
        return self.questions[self.reference].world.economy.discount

    @property
    def others(self) -> tuple[str, ...]:
        """All but the reference."""
        return tuple(self.questions)[1:]

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the fingerprints of all runs, in order. [64 hexadecimal digits]."""
        runs = "\0".join(run for name in self.questions for run in self.fingerprints[name])
        return digest_of(runs.encode())

    @cached_property
    def settled_at(self) -> Floats:
        """Month in which each run settled and ended, from 0, (scenario, replication); NaN where it did not."""
        never = (None,) * len(self.seeds)
        months = np.array([self.settled.get(name, never) for name in self.questions], np.float64)
        months.setflags(write=False)
        return months

    @cached_property
    def waits(self) -> bool:
        """Whether any run may end before its last month, because all that is reported has settled."""
        asked = any(can_settle(question, question.report) for question in self.questions.values())
        return asked or bool(np.isfinite(self.settled_at).any())

    def settling(self) -> pd.DataFrame:
        """Return how many runs of each scenario settled, and when.

        Returns
        -------
        DataFrame
            One row a scenario; columns as in `tci_sim.analysis.settling.settling`, with `scenario` in place of `case`.
        """
        names = list(self.questions)
        ended = np.stack([self._completed(name) for name in names])
        return settling(names, self.settled_at, ended).rename(columns={"case": "scenario"})

    @property
    def precision_reached(self) -> bool:
        """Whether every interval that was asked to be narrow is; True where none was.

        A scenario without a run that ended has no interval, and no more runs would give it one: it does not count.
        """
        return all(
            precision_reached(self.paired(name, measure), width)
            for measure, width in self.precision.items()
            for name in self.others
            if self._completed(name).any() and self._completed(self.reference).any()
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ComparisonData):
            return NotImplemented
        mine, theirs = ((c.questions, c.seeds, c.fingerprint, c.precision, c.limit) for c in (self, other))
        return mine == theirs

    def __hash__(self) -> int:
        return hash((self.seeds, self.fingerprint))

    def __repr__(self) -> str:
        asked = self.questions[self.reference]
        about: dict[str, Value] = {
            "scenarios": len(self.questions),
            "replications": len(self.seeds),
            "first": self.seeds[0],
            "months": self.months,
            "fingerprint": self.fingerprint[:12],
        }
        counts = (
            message("compare.counts_failed", failed=len(self.failed), **about)
            if self.failed
            else message("compare.counts", **about)
        )
        return f"<Comparison: {asked.headline}\n {counts}>"

    def to_frame(
        self,
        measure: str | Sequence[str] | None = None,
        *,
        kind: str = "firm",
        month: Numbers = None,
        year: Numbers = None,
    ) -> pd.DataFrame:
        """Return measures of every run as one tidy frame.

        Parameters
        ----------
        measure : str or sequence of str, optional
            Names of measures; all of them by default.
        kind : {"firm", "market"}
            The focal firm, or the market; of other holders see `by_holder`.
        month : int or sequence of int, optional
            Which months, from 0; all of them by default.
        year : int or sequence of int, optional
            The months of which years, from 1.

        Returns
        -------
        DataFrame
            One row for each scenario, seed, month and measure; columns scenario, seed, month, holder, measure,
            value. Names are categorical.

        Raises
        ------
        InputError
            If there is no such measure, kind or month.
        """
        import pandas as pd

        names = self.measure_names(measure, kind)
        columns = [self.measures[kind].index(name) for name in names]
        shown = list(months_asked(month, year, self.months))
        index = pd.MultiIndex.from_product(
            [list(self.questions), self.seeds, shown, names],
            names=["scenario", "seed", "month", "measure"],
        )
        values = self.values[kind][:, :, shown][..., columns].ravel()
        frame = pd.DataFrame({"value": values}, index=index).reset_index()
        holders = self.focal_firms if kind == "firm" else dict.fromkeys(self.questions, kind)
        frame.insert(3, "holder", frame["scenario"].map(holders))
        return frame.astype(dict.fromkeys(("scenario", "holder", "measure"), "category"))

    def by_holder(
        self,
        measure: str | Sequence[str] | None = None,
        *,
        holders: str | Sequence[str] = ALL,
        month: Numbers = None,
        year: Numbers = None,
    ) -> pd.DataFrame:
        """Return levels of each holder and scenario, and beside them the paired differences from the reference.

        Parameters
        ----------
        measure : str or sequence of str, optional
            Names of measures; all of them by default.
        holders : str or sequence of str
            `all` that were kept, `focal`, kinds ("firm", "supplier", ...), or names. Kept are the focal firm and the
            market, and those named as `holders` in `compare`.
        month, year : int or sequence of int, optional
            Which months, from 0, and years, from 1; the figure of the whole run by default.

        Returns
        -------
        DataFrame
            One row a scenario, holder, period and measure; columns as in `tci_sim.analysis.by_holder.by_holder`, with
            `scenario` in place of `case`.

        Raises
        ------
        InputError
            With one line for each name or month that is not there.
        """
        runs = {(run.case, run.replication): run for run in self.runs() if not run.error}
        measures = self.measures if self.everybody is None else self.everybody.measures
        shape = (len(self.questions), len(self.seeds))

        def figures(kind: str, name: str, measure: str, period: Period) -> Floats:
            months, column = period.months(self.months), measures[kind].index(measure)  # type: ignore[index]
            values = np.full((*shape, len(months)), np.nan)
            for place, run in runs.items():
                if name in run.holders.get(kind, ()):
                    series = run.values[kind][:, run.holders[kind].index(name), column]
                    values[place] = series[months.start : months.stop]
            return period.figure(values, measure)

        source = Source(
            tuple(self.questions), (0,) * len(self.questions), holders_in(run.holders for run in runs.values()),
            self.focal_firms[self.reference], {str(kind): names for kind, names in measures.items()}, self.months,
            figures,
        )  # fmt: skip
        return by_holder(source, Wanted(measure, holders, month, year)).rename(columns={"case": "scenario"})

    def runs(self) -> Iterator[RunOutput]:
        """Take the comparison apart into its runs, with all that was kept of each."""
        if self.everybody is not None:
            yield from self.everybody.runs
            return
        failed = {(run.scenario, run.seed): run.error for run in self.failed}
        for case, name in enumerate(self.questions):
            holders = {"firm": (self.focal_firms[name],), "market": ("market",)}
            for replication, seed in enumerate(self.seeds):
                if (name, seed) in failed:
                    yield RunOutput(case, replication, {}, {}, {}, error=failed[name, seed])
                else:
                    values: dict[str, Floats] = {
                        kind: array[case, replication][:, None] for kind, array in self.values.items()
                    }
                    month = self.settled[name][replication] if self.settled else None
                    print_ = self.fingerprints[name][replication]
                    yield RunOutput(case, replication, holders, values, {}, print_, settled_at=month)

    def differences(self, measure: str | Sequence[str] | None = None, *, kind: str = "firm") -> pd.DataFrame:
        """Return the paired differences from the reference and how sure they are, one row a scenario and measure.

        Parameters
        ----------
        measure : str or sequence of str, optional
            Names of measures; all of them by default.
        kind : {"firm", "market"}
            The focal firm, or the market.

        Returns
        -------
        DataFrame
            Columns: scenario; measure; unit; months (how many each figure covers); pairs; reference and value
            (mean figures); difference with low and high (95 %, Student t) and bootstrap_low and bootstrap_high
            (95 %, bootstrap-t), or why they were omitted (bootstrap_omitted); p_value, and p_holm, adjusted over
            all rows (Holm: one family, of all scenarios and measures asked for together);
            variance_reduction (by how much pairing spares runs); runs_needed (pairs still to run until the
            half-width that was asked is reached, or, where none was, until the interval leaves zero). Then, for sums
            of money only: discounted_reference and discounted_value (mean present values at the beginning of month 0);
            discounted_difference with discounted_low and discounted_high (95 %, Student t); break_even (month from
            which the mean of the cumulative present differences stays above 0) with break_even_low and break_even_high
            (95 %, bootstrap; none where the end lies beyond the last month or pairs are too few); chance_of_loss
            (share of pairs whose present difference is below 0) with chance_low and chance_high (95 %, exact).

        Raises
        ------
        InputError
            If there is no such measure or kind.
        """
        import pandas as pd

        rows = [row for name in self.measure_names(measure, kind) for row in self._rows(name, kind)]
        frame = pd.DataFrame(adjust_p_values(rows))
        integers = dict.fromkeys(("runs_needed", *_MONTHS), "Int64")
        return frame.astype({"scenario": "category", "measure": "category", "unit": "category", **integers})

    def figures(self, measure: str, *, kind: str = "firm") -> Floats:
        """Return the figure of a measure in each run, (scenario, replication); NaN where the run failed."""
        [name] = self.measure_names(measure, kind)
        values = self.values[kind][..., self.measures[kind].index(name)]
        return exact_sum(values) if is_added_up(name) else mean_of_known(values[..., -LAST_MONTHS:])

    def paired(self, name: str, measure: str, *, kind: str = "firm") -> Floats:
        """Return the differences of a measure's figure from the reference, (pair,), where both runs gave one."""
        ours, reference = self._pairs(name, self.figures(measure, kind=kind))
        return ours - reference

    def monthly(self, name: str, measure: str, *, kind: str = "firm") -> Floats:
        """Return the differences from the reference in each month, (pair, month), where both runs ended."""
        [column] = [self.measures[kind].index(found) for found in self.measure_names(measure, kind)]
        values: Floats = self.values[kind][..., column]
        both = self._completed(name) & self._completed(self.reference)
        return np.asarray(values[self._place(name)][both] - values[0][both])

    def present(self, name: str, measure: str, *, kind: str = "firm") -> Floats:
        """Return the differences of money in each month, discounted to the beginning, (pair, month)."""
        return present_value(self.monthly(name, measure, kind=kind), self.discount)

    def payback(self, name: str, measure: str = "profit", *, kind: str = "firm") -> Payback:
        """Find the month from which a scenario's cumulative present difference stays above zero, and its interval."""
        return payback(self.present(name, measure, kind=kind))

    def chance_of_loss(self, name: str, measure: str = "profit", *, kind: str = "firm") -> Share:
        """Return the share of pairs in which a scenario's present difference is below zero, with its interval."""
        return share_of(exact_sum(self.present(name, measure, kind=kind)) < 0.0)

    def _rows(self, measure: str, kind: str) -> Iterator[dict[str, Any]]:
        figures = self.figures(measure, kind=kind)
        for name in self.others:
            ours, reference = self._pairs(name, figures)
            apart = ours - reference
            held = paired_comparison(ours, reference)
            wanted = self.precision.get(measure) if kind == "firm" else None
            width = abs(held["difference"]) if wanted is None else wanted
            yield {
                "scenario": name,
                "measure": measure,
                "unit": unit_of_run(measure),
                "months": self.months if is_added_up(measure) else min(LAST_MONTHS, self.months),
                "pairs": len(apart),
                "reference": float(exact_mean(reference)),
                "value": float(exact_mean(ours)),
                **held,
                "runs_needed": runs_still_needed(apart, width),
                **(self._money(name, measure, kind) if is_money(measure) else _NO_MONEY),
            }

    def _money(self, name: str, measure: str, kind: str) -> dict[str, Any]:
        """Return what a row says of money beside what it says of any measure."""
        column = self.measures[kind].index(measure)
        values = present_value(self.values[kind][..., column], self.discount)
        ours, reference = self._pairs(name, exact_sum(values))
        found = student_interval(ours - reference)
        month, loss = self.payback(name, measure, kind=kind), share_of(ours < reference)
        return {
            "discounted_reference": float(exact_mean(reference)),
            "discounted_value": float(exact_mean(ours)),
            "discounted_difference": float(found.mean),
            "discounted_low": float(found.low),
            "discounted_high": float(found.high),
            "break_even": month.month,
            "break_even_low": month.low,
            "break_even_high": month.high,
            "chance_of_loss": loss.share,
            "chance_low": loss.low,
            "chance_high": loss.high,
        }

    def _pairs(self, name: str, figures: Floats) -> tuple[Floats, Floats]:
        ours, reference = figures[self._place(name)], figures[0]
        both = np.isfinite(ours) & np.isfinite(reference)
        return ours[both], reference[both]

    def _completed(self, name: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return np.array([bool(run) for run in self.fingerprints[name]], dtype=np.bool_)

    def _place(self, name: str) -> int:
        if name not in self.questions:
            raise InputError(meant("compare.no_scenario", name, self.questions, name=name))
        return list(self.questions).index(name)

    def measure_names(self, measure: str | Sequence[str] | None, kind: str = "firm") -> list[str]:
        """List the measures that are asked for, all of a kind where none is; an InputError names those not there."""
        if kind not in self.measures:
            raise InputError(meant("result.no_kind", kind, self.measures, name=kind))
        names = self.measures[kind] if measure is None else [measure] if isinstance(measure, str) else measure
        faults: list[Message] = [
            no_measure("result.no_measure", name, self.measures[kind])
            for name in names
            if name not in self.measures[kind]
        ]
        if faults:
            raise InputError(*faults)
        return list(names)
