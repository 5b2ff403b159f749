"""The answer to a study: what was kept of every run, by case and replication."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.by_holder import ALL, Source, Wanted, by_holder
from tci_sim.analysis.settling import settling
from tci_sim.analysis.stacked_rows import KEY_COLUMNS, WHOLE_RUN, stack_rows
from tci_sim.designs.cases import cases_frame
from tci_sim.designs.study import Study
from tci_sim.errors import InputError, meant
from tci_sim.frozen import Frozen
from tci_sim.messages import listing, message
from tci_sim.runs.holders import has_measure
from tci_sim.runs.periods import WHOLE_RUN as WHOLE
from tci_sim.runs.periods import Numbers, Period, months_asked
from tci_sim.runs.report_measures import no_measure
from tci_sim.runs.table import SETTLED, Table
from tci_sim.scenario.study import FOCAL
from tci_sim.statistics.exact import Floats
from tci_sim.statistics.precision import precision_reached
from tci_sim.world.settling import can_settle

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class FailedCase:
    """A run that did not reach its end."""

    case: str
    """The case, by its name."""
    replication: int
    seed: int
    error: str
    """Why, in one sentence."""


@dataclass(frozen=True, eq=False, repr=False)
class SweepData(Frozen):
    """What was kept of all runs of a study. Nothing in it can be changed.

    Parameters
    ----------
    study : Study
        The question.
    runs : Table
        All rows that were kept.
    key : str
        Hash of what was asked, by which its folder is named. [64 hexadecimal digits]
    folder : Path or None
        Where it is kept.
    """

    study: Study
    runs: Table
    key: str
    folder: Path | None

    def __post_init__(self) -> None:
        for rows in (self.runs.runs, *self.runs.values.values(), *self.runs.figures.values()):
            for column in rows.values():
                column.setflags(write=False)

    @cached_property
    def columns(self) -> Mapping[str, np.ndarray[Any, Any]]:
        """All rows as columns: case, replication, month (-1: the whole run), holder, kind, error, and the measures."""
        columns = stack_rows(self.study, self.runs)
        for column in columns.values():
            column.setflags(write=False)
        return MappingProxyType(columns)

    @cached_property
    def cases(self) -> pd.DataFrame:
        """One row a case: case, name, world (cases of one world differ in levers alone), and what is varied."""
        return cases_frame(self.study)

    @cached_property
    def replications(self) -> int:
        """How many runs were made of each case."""
        return int(self.runs.runs["replication"].max(initial=-1)) + 1

    @cached_property
    def failed(self) -> tuple[FailedCase, ...]:
        """Runs that did not reach their end."""
        runs = self.runs.runs
        lost = zip(runs["case"].tolist(), runs["replication"].tolist(), runs["error"].tolist(), strict=True)
        return tuple(
            FailedCase(self.study.plan[case].name, replication, self.study.seed + replication, error)
            for case, replication, error in sorted(lost)
            if error
        )

    @cached_property
    def settled_at(self) -> Floats:
        """Month in which each run settled and ended, from 0, (case, replication); NaN where it did not."""
        runs, filled = self.runs.runs, np.full((len(self.study.plan), self.replications), np.nan)
        settled = runs[SETTLED] >= 0
        filled[runs["case"][settled], runs["replication"][settled]] = runs[SETTLED][settled]
        filled.setflags(write=False)
        return filled

    @cached_property
    def waits(self) -> bool:
        """Whether any run may end before its last month, because all that is reported has settled."""
        return can_settle(self.study.base, self.study.report) or bool(np.isfinite(self.settled_at).any())

    def settling(self) -> pd.DataFrame:
        """Return how many runs of each case settled, and when; columns as in `tci_sim.analysis.settling.settling`."""
        ended = np.zeros(self.settled_at.shape, np.bool_)
        runs = self.runs.runs
        ended[runs["case"], runs["replication"]] = [not error for error in runs["error"].tolist()]
        plan = self.study.plan
        return settling([plan[case].name for case in range(len(plan))], self.settled_at, ended)

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """Whose measures were kept, in the order in which they were asked for."""
        return tuple(dict.fromkeys(name for name, _ in self._kinds))

    @cached_property
    def _kinds(self) -> tuple[tuple[str, str], ...]:
        """Name and kind of all whose measures were kept."""
        pairs = zip(self.columns["holder"].tolist(), self.columns["kind"].tolist(), strict=True)
        return tuple(pair for pair in dict.fromkeys(pairs) if pair[0])

    @property
    def _by_kind(self) -> tuple[tuple[str, str], ...]:
        """Kind and name of all whose measures were kept; `focal` too, where cases have different focal firms."""
        differ = (("firm", FOCAL),) if self.holder == FOCAL and self._focal_firms else ()
        return (*differ, *((kind, name) for name, kind in self._kinds))

    @property
    def holder(self) -> str:
        """Whom the question is about: the first asked for; `focal` where cases have different focal firms."""
        focal = set(self._focal_firms.values())
        if focal:
            return focal.pop() if len(focal) == 1 else FOCAL
        return self.holders[0] if self.holders else FOCAL

    @cached_property
    def _focal_firms(self) -> Mapping[int, str]:
        """The focal firm of each case in which a run ended, where it is the first asked for; else none."""
        firms = self.runs.figures.get("firm")
        if firms is None or self.study.holders[0] != FOCAL:
            return {}
        cases, first = np.unique(firms["case"], return_index=True)  # in each run it is kept first
        return dict(zip(cases.tolist(), firms["holder"][first].tolist(), strict=True))

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all rows, equal where every value is equal to the last bit. [64 hexadecimal digits]."""
        digest = hashlib.sha256()
        for name in (*KEY_COLUMNS, *self.study.report):
            column = self.columns[name]
            digest.update(name.encode() + b"\0")
            if column.dtype == object:
                digest.update("\0".join(map(str, column)).encode())
            elif column.dtype == np.float64:
                digest.update(
                    np.where(np.isnan(column), np.nan, column).astype("<f8").tobytes()
                )  # one NaN for all
            else:
                digest.update(column.astype("<i8").tobytes())
        return digest.hexdigest()

    @cached_property
    def precision_reached(self) -> bool:
        """Whether every interval that was asked to be narrow is; True where none was.

        A case without a run that ended has no interval, and no more runs would give it one: it does not count.
        """
        return all(
            precision_reached(apart, width)
            for measure, width in self.study.precision.items()
            for apart in self._differences(measure)
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SweepData):
            return NotImplemented
        return (self.key, self.fingerprint) == (other.key, other.fingerprint)

    def __hash__(self) -> int:
        return hash((self.key, self.fingerprint))

    def __repr__(self) -> str:
        study, lost = self.study, f", {len(self.failed):,} failed" if self.failed else ""
        counts = (
            f"{study.design} of {len(study.plan):,} cases, {self.replications:,} replications from seed"
            f" {study.seed}{lost}, {study.base.months} months, fingerprint {self.fingerprint[:12]}"
        )
        return f"<SweepResult: {study.question}\n {counts}>"

    def to_frame(
        self,
        measure: str | Sequence[str] | None = None,
        *,
        holder: str | None = None,
        month: Numbers = None,
        year: Numbers = None,
    ) -> pd.DataFrame:
        """Return measures month by month as one tidy frame.

        Parameters
        ----------
        measure : str or sequence of str, optional
            Names of measures; all that were reported by default.
        holder : str, optional
            Whose; everybody's that was kept by default.
        month : int or sequence of int, optional
            Which months, from 0; all that were kept by default.
        year : int or sequence of int, optional
            The months of which years, from 1.

        Returns
        -------
        DataFrame
            One row for each case, replication, month, holder and measure; columns case (its name), what is varied,
            replication, month, holder, measure, value. Names are categorical. A mechanism of an ablation that is
            called `value` stands in the column `value (mechanism)`.

        Raises
        ------
        InputError
            If there is no such measure or holder, or the study did not keep such a month, or any.
        """
        kept = self.study.reported_months
        asked = kept if month is None and year is None else months_asked(month, year, self.study.base.months)
        self.check_months(asked)
        return self._tidy(measure, holder, np.isin(self.columns["month"], asked))

    def check_months(self, asked: Sequence[int]) -> None:
        """Refuse months that the study did not keep.

        Raises
        ------
        InputError
            With what to change in the study, and what can be had without.
        """
        kept = self.study.reported_months
        if not kept:
            raise InputError(message("sweep.no_months"))
        if absent := [month for month in asked if month not in kept]:
            raise InputError(message("sweep.month_not_kept", months=listing(map(str, absent[:12]))))

    def figures(
        self, measure: str | Sequence[str] | None = None, *, holder: str | None = None
    ) -> pd.DataFrame:
        """Return the figure of each whole run as one tidy frame.

        That is the sum over all months where money comes in by the month, else the mean of the last 12 months.
        Parameters, columns (but for the month) and errors are those of `to_frame`. Where runs wait until all has
        settled, `settled_at` stands beside the replication: the month, from 0, in which the run did; none where it did
        not.
        """
        frame = self._tidy(measure, holder, self.columns["month"] == WHOLE_RUN).drop(columns="month")
        if self.waits:
            months = self.settled_at[frame["case"].cat.codes, frame["replication"]]
            frame.insert(list(frame.columns).index("replication") + 1, SETTLED, months)
            frame = frame.astype({SETTLED: "Int64"})
        return frame

    def table(
        self, measure: str, holder: str | None = None, *, kind: str | None = None, period: Period = WHOLE
    ) -> Floats:
        """Return the figure of a measure in each run, (case, replication); NaN where the run failed.

        Parameters
        ----------
        measure : str
            Name of a measure that was reported.
        holder : str, optional
            Whose; the first asked for by default. `focal`: in each case its own focal firm.
        kind : str, optional
            Of which kind, where two kinds have a holder of that name.
        period : Period
            Of which month or year; the whole run by default.
        """
        self._known([measure], holder)
        whose = self._is_of(holder or self.holder)
        if kind is not None:
            whose = whose & (self.columns["kind"] == kind)
        if period == WHOLE:
            return self._filled(measure, whose, WHOLE_RUN)
        months = period.months(self.study.base.months)
        self.check_months(months)
        return period.figure(
            np.stack([self._filled(measure, whose, month) for month in months], axis=-1), measure
        )

    def _filled(self, measure: str, whose: np.ndarray[Any, Any], month: int) -> Floats:
        """Lay out one month, or what stands for the whole run, by (case, replication)."""
        rows = np.flatnonzero((self.columns["month"] == month) & whose)
        rows = rows[self._measured(rows, measure)]
        filled = np.full((len(self.study.plan), self.replications), np.nan)
        filled[self.columns["case"][rows], self.columns["replication"][rows]] = self.columns[measure][rows]
        return filled

    def by_holder(
        self,
        measure: str | Sequence[str] | None = None,
        *,
        holders: str | Sequence[str] = ALL,
        month: Numbers = None,
        year: Numbers = None,
    ) -> pd.DataFrame:
        """Return levels of each holder and case, and beside them the paired differences from its reference.

        Parameters
        ----------
        measure : str or sequence of str, optional
            Names of measures that were reported; all by default.
        holders : str or sequence of str
            `all` that were kept, `focal`, kinds ("firm", "supplier", ...), or names.
        month, year : int or sequence of int, optional
            Which months, from 0, and years, from 1; the figure of the whole run by default.

        Returns
        -------
        DataFrame
            One row a case, holder, period and measure; columns as in `tci_sim.analysis.by_holder.by_holder`.

        Raises
        ------
        InputError
            With one line for each name that is not there, or where the study did not keep such a month.
        """
        plan, kinds = self.study.plan, dict.fromkeys(kind for _, kind in self._kinds)
        source = Source(
            tuple(plan[case].name for case in range(len(plan))),
            tuple(plan.reference(case) for case in range(len(plan))),
            self._by_kind, self.holder,
            {kind: tuple(name for name in self.study.report if has_measure(kind, name)) for kind in kinds},
            self.study.base.months,
            lambda kind, name, measure, period: self.table(measure, name, kind=kind, period=period),
        )  # fmt: skip
        return by_holder(source, Wanted(measure, holders, month, year))

    def _differences(self, measure: str) -> Iterator[Floats]:
        """Return what each case shows: its differences from its reference; its values where no case has another.

        A case is left out where no run of it, or of its reference, ended.
        """
        table, plan = self.table(measure), self.study.plan
        runs = self.runs.runs
        ended = set(runs["case"][runs["error"] == ""].tolist())
        references = [plan.reference(case) for case in range(len(plan))]
        each_its_own = references == list(range(len(plan)))
        for case, reference in enumerate(references):
            if (each_its_own or case != reference) and {case, reference} <= ended:
                apart = table[case] - (0.0 if each_its_own else table[reference])
                yield apart[np.isfinite(apart)]

    def measure_names(self, measure: str | Sequence[str] | None) -> list[str]:
        """List the measures that are asked for; all that were reported where none is."""
        asked = self.study.report if measure is None else measure
        return [asked] if isinstance(asked, str) else list(asked)

    def _known(self, names: Sequence[str], holder: str | None) -> None:
        report, holders = self.study.report, self.holders
        faults = [no_measure("sweep.not_reported", name, report) for name in names if name not in report]
        known = (*holders, FOCAL) if self._focal_firms else holders
        if holder is not None and holders and holder not in known:  # where all runs failed, nobody was kept
            faults.append(meant("sweep.no_such_holder", holder, holders, holder=holder))
        if faults:
            raise InputError(*faults)

    def _tidy(
        self, measure: str | Sequence[str] | None, holder: str | None, rows: np.ndarray[Any, Any]
    ) -> pd.DataFrame:
        import pandas as pd

        names = self.measure_names(measure)
        self._known(names, holder)
        rows = rows & (self.columns["holder"] != "")
        if holder is not None:
            rows = rows & self._is_of(holder)
        chosen = np.flatnonzero(rows)
        case = np.repeat(self.columns["case"][chosen], len(names))
        columns: dict[str, Any] = {
            "case": pd.Categorical.from_codes(case, categories=pd.Index(self.cases["name"]))
        }
        for path in (*self.study.plan.levers, *self.study.plan.uncertainties):
            values = self.cases[path]
            column = values if pd.api.types.is_numeric_dtype(values) else values.astype("category")
            called = f"{path} (mechanism)" if path == "value" else path  # the figures are called so too
            columns[called] = column.take(case).array
        columns["replication"] = np.repeat(self.columns["replication"][chosen], len(names))
        columns["month"] = np.repeat(self.columns["month"][chosen], len(names))
        columns["holder"] = pd.Categorical(
            np.repeat(self.columns["holder"][chosen], len(names)), self.holders
        )
        columns["measure"] = pd.Categorical(np.tile(np.array(names, object), len(chosen)), names)
        columns["value"] = np.stack([self.columns[name][chosen] for name in names], axis=-1).ravel()
        frame = pd.DataFrame(columns)
        speaks = np.stack([self._measured(chosen, name) for name in names], axis=-1).ravel()
        return frame if speaks.all() else frame[speaks].reset_index(drop=True)

    def _is_of(self, holder: str) -> np.ndarray[Any, Any]:
        """Return which rows are somebody's, (row,); `focal` is in each case its own focal firm."""
        if holder != FOCAL or not self._focal_firms:
            return np.asarray(self.columns["holder"] == holder)
        firms = [self._focal_firms.get(case, "") for case in range(len(self.study.plan))]
        return np.asarray(self.columns["holder"] == np.array(firms, object)[self.columns["case"]])

    def _measured(self, rows: np.ndarray[Any, Any], measure: str) -> np.ndarray[Any, Any]:
        """Return which rows hold a measure of a name, (row,).

        A supplier and its node share a name. Where both are kept, the one that has the measure speaks for the name;
        where both have it, the first asked for.
        """
        speaks = np.ones(len(rows), np.bool_)
        if len(self._kinds) == len(self.holders):
            return speaks
        lacking = {kind: not has_measure(kind, measure) for _, kind in self._kinds}
        lacks = [lacking[kind] for kind in self.columns["kind"][rows].tolist()]
        name = np.unique(self.columns["holder"][rows].astype(str), return_inverse=True)[1]
        run = [name, *(self.columns[part][rows] for part in ("month", "replication", "case"))]
        order = np.lexsort((lacks, *run))
        speaks[order[1:]] = np.any([np.diff(part[order]) != 0 for part in run], axis=0)
        return speaks
