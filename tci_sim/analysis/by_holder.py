"""Results by holder: the level of each, in a month, a year or the whole run, and beside it what differs.

One table for a run, a comparison and a study. Levels are means over runs; a difference is paired, run by run under the
same seed, from the reference. These tables are for reading off many holders at once: intervals are each on its own, and
nothing is adjusted for how many there are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message
from tci_sim.runs.holders import KINDS
from tci_sim.runs.periods import Numbers, Period, periods_of
from tci_sim.runs.report_measures import no_measure
from tci_sim.scenario.study import FOCAL
from tci_sim.statistics.paired import Floats, student_interval

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
"""In place of the name of a holder: everybody who was kept."""

Names = str | Sequence[str] | None

Figures = Callable[[str, str, str, Period], Floats]
"""Takes kind and name of a holder, a measure and a period; returns its figure in each run, (case, replication)."""


class Wanted(NamedTuple):
    """What a table by holder is to show."""

    measures: Names = None
    """Names of measures; all that a holder has by default."""
    holders: Names = ALL
    """`all`, `focal`, kinds, or names."""
    month: Numbers = None
    year: Numbers = None


Asked = tuple[Names, Names, Numbers, Numbers]
"""What options of a command ask for: measures, holders, months and years."""


def wanted_of(asked: Asked, usual: Names) -> Wanted | None:
    """Return what options ask for, of the usual holders if they do not say whose; None if none is given."""
    measures, holders, month, year = asked
    if not any(asked):
        return None
    return Wanted(measures or None, holders or usual, month or None, year or None)


class Source(NamedTuple):
    """What there is to show."""

    cases: tuple[str, ...]
    references: tuple[int, ...]
    """The case that each is compared with; itself where with none."""
    holders: tuple[tuple[str, str], ...]
    """Kind and name of all whose measures were kept."""
    focal: str
    measures: Mapping[str, tuple[str, ...]]
    """Measures of each kind."""
    months: int
    figures: Figures


def by_holder(source: Source, wanted: Wanted) -> pd.DataFrame:
    """Lay out one row a case, holder, period and measure.

    Returns
    -------
    DataFrame
        Columns: case; kind; holder; month and year (which of them the figure is of; both empty for the whole run);
        measure; unit; runs; value (the level: mean over runs) with value_low and value_high (95 %, Student t); pairs;
        difference from the reference with low and high (95 %, Student t), none for the reference itself.

    Raises
    ------
    InputError
        With one line for each name that is not there, and for a month or year that is not in the run.
    """
    import pandas as pd

    periods = periods_of(wanted.month, wanted.year, source.months)
    rows = [
        {"case": source.cases[case], "kind": kind, "holder": name, **period._asdict(), "measure": measure,
         "unit": period.unit(measure), **found}
        for kind, name, measure in _chosen(source, wanted)
        for period in periods
        for case, found in enumerate(_levels(source.figures(kind, name, measure, period), source.references))
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    names = dict.fromkeys(("case", "kind", "holder", "measure", "unit"), "category")
    return frame.astype({**names, "month": "Int64", "year": "Int64"})


def holders_in(runs: Iterable[Mapping[str, tuple[str, ...]]]) -> tuple[tuple[str, str], ...]:
    """List kind and name of all who are kept of any run, by kind."""
    found: dict[str, dict[str, None]] = {kind: {} for kind in MEASURES}
    for names in runs:
        for kind in found.keys() & names.keys():
            found[kind] |= dict.fromkeys(names[kind])
    return tuple((kind, name) for kind, names in found.items() for name in names)


def of_study(names: Names) -> tuple[str, ...]:
    """Return holders as a study names them: all are the kinds that it can keep."""
    return tuple(
        dict.fromkeys(each for name in listed(names) for each in (KINDS if name == ALL else (name,)))
    )


def listed(names: Names) -> list[str]:
    """Read one name, or several, or none."""
    return [names] if isinstance(names, str) else list(names or ())


def _chosen(source: Source, wanted: Wanted) -> Iterator[tuple[str, str, str]]:
    """Find kind, holder and measure of each row; a measure is of those that have it."""
    asked = listed(wanted.holders)
    kinds = {kind for kind, _ in source.holders}
    known = [
        ALL,
        FOCAL,
        *(kind for kind in MEASURES if kind in kinds),
        *dict.fromkeys(n for _, n in source.holders),
    ]
    faults = [meant("result.not_kept", each, known, name=each) for each in asked if each not in known]
    whose = [
        (kind, name) for kind, name in source.holders
        if {ALL, kind, name} & {*asked} or (FOCAL in asked and (kind, name) == ("firm", source.focal))
    ]  # fmt: skip
    there = list(dict.fromkeys(measure for kind, _ in whose for measure in source.measures[kind]))
    measures = listed(wanted.measures) or there
    if not faults:
        faults += [no_measure("result.no_measure", each, there) for each in measures if each not in there]
    if faults:
        raise InputError(*faults)
    for kind, name in whose:
        for measure in measures:
            if measure in source.measures[kind]:
                yield kind, name, measure


def _levels(figures: Floats, references: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Return the level of each case, and how far it is from its reference."""
    for case, reference in enumerate(references):
        own = figures[case][np.isfinite(figures[case])]
        level = student_interval(own)
        row = {
            "runs": len(own), "value": float(level.mean), "value_low": float(level.low),
            "value_high": float(level.high), "pairs": 0, "difference": math.nan, "low": math.nan, "high": math.nan,
        }  # fmt: skip
        if case != reference:
            apart = figures[case] - figures[reference]
            apart = apart[np.isfinite(apart)]
            found = student_interval(apart)
            row |= {
                "pairs": len(apart), "difference": float(found.mean), "low": float(found.low),
                "high": float(found.high),
            }  # fmt: skip
        yield row


def unknown_holders(asked: Sequence[str], known: Sequence[str]) -> list[Message]:
    """Say of each name that nobody has which one may have been meant."""
    names = [ALL, FOCAL, *MEASURES, *known]
    return [meant("result.no_holder", each, names, name=each) for each in asked if each not in names]
