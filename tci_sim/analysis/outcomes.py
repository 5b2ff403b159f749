"""What each alternative of a study brings in each future, and by what futures differ: what decisions are judged by.

A future is one draw of all that nobody here decides; all alternatives of a study run in the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.sweep_statistics import alternatives_of, case_label
from tci_sim.arguments import number_or_fault
from tci_sim.designs.design import Case
from tci_sim.designs.registry import DESIGNS
from tci_sim.designs.study import Study
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, Value, listing, message
from tci_sim.runs.report_measures import check_more_is_better
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.inside import Place, place_of_fact
from tci_sim.statistics.exact import Floats, exact_mean

FEWEST = 20
"""Futures below which nothing is said of many of them."""

_DESIGNS = ("latin_hypercube", "sobol")
"""Designs that draw what is uncertain as it is likely."""


class Outcomes(NamedTuple):
    """What each alternative brings in each future, by one measure."""

    result: SweepData
    measure: str
    holder: str
    values: Floats
    """(alternative, future, replication), of those futures that have it in all runs."""
    worlds: tuple[int, ...]
    """Which worlds of the study these futures are."""
    dropped: int
    """Futures in which some run has no such measure, or failed."""

    @property
    def means(self) -> Floats:
        """The mean of the replications, (alternative, future)."""
        return exact_mean(self.values)

    @property
    def unit(self) -> str:
        """In which unit all values are."""
        return unit_of_run(self.measure)


class Input(NamedTuple):
    """A number by which futures differ: a parameter, or whether it has a certain value where values have no order."""

    path: str
    value: str | None
    """The value, where the number is 1 for it and 0 for any other."""
    unit: str
    """Empty for a number without one; "-" for a share."""
    whole: bool
    """Whether it takes whole numbers alone."""
    place: Place
    """Whether it is a fact of the firm itself or one of its world, and why."""

    @property
    def name(self) -> str:
        """What it is called in tables for other programs."""
        return self.path if self.value is None else f"{self.path}={self.value}"


class Inputs(NamedTuple):
    """By what futures differ."""

    columns: tuple[Input, ...]
    drawn: Floats
    """(future, input)."""
    left_out: tuple[str, ...]
    """Paths of uncertainties whose values are neither numbers nor names."""


def check_study(study: Study, fewest: int = FEWEST) -> None:
    """Refuse a study that has no alternatives in many drawn futures; before it is run, where it is not kept yet.

    Raises
    ------
    InputError
        With one sentence and the next step.
    """
    if study.design not in _DESIGNS:
        raise InputError(
            message("outcomes.wrong_design", design=study.design, designs=listing(_DESIGNS, "or"))
        )
    if not study.plan.uncertainties or study.plan.points is None:
        raise InputError(message("outcomes.nothing_uncertain"))
    if len(alternatives_of(study)) < 2:
        raise InputError(message("outcomes.one_alternative"))
    _check_count(len(_worlds_drawn(study)), fewest)


def outcomes(
    result: SweepData, measure: str | None = None, holder: str | None = None, *, fewest: int = FEWEST
) -> Outcomes:
    """Return what each alternative brings in each future.

    Of Sobol's design the first world of each base point counts: those around it are no draws of their own.

    Parameters
    ----------
    result : SweepData
        Of a study whose worlds are drawn.
    measure : str, optional
        A measure that was reported, of which more is better; the first by default.
    holder : str, optional
        Whose; the first of those kept by default.
    fewest : int
        Futures below which it is refused.

    Raises
    ------
    InputError
        If the study cannot be read so, there is no such measure or holder, or there are too few futures; if the measure
        is the same in all of them, or less of it is better.
    """
    study = result.study
    check_study(study, fewest)
    measure, holder = measure or study.report[0], holder or result.holder
    check_more_is_better(measure)
    count, drawn = len(alternatives_of(study)), _worlds_drawn(study)
    table = result.table(measure, holder)
    by_world = table.reshape(-1, count, table.shape[1])[list(drawn)]
    known = np.isfinite(by_world).all(axis=(1, 2))
    kept = tuple(drawn[place] for place in np.flatnonzero(known).tolist())
    dropped = len(drawn) - len(kept)
    if len(kept) < fewest and dropped:
        left: dict[str, Value] = {"kept": f"{len(kept):,}", "dropped": f"{dropped:,}", "fewest": fewest}
        raise InputError(message("outcomes.too_few_known", measure=measure, **left))
    values = np.moveaxis(by_world[known], 1, 0)
    if (values == values[:, :1, :1]).all():
        raise InputError(message("outcomes.all_equal", measure=measure))
    return Outcomes(result, measure, holder, np.ascontiguousarray(values), kept, dropped)


def refuse_options(options: Mapping[str, object]) -> None:
    """Refuse what means nothing to runs that are made already, a name that nothing has among it; None was not given.

    Raises
    ------
    InputError
        With one line for each.
    """
    given = [name for name, value in options.items() if value is not None]
    if given:
        raise InputError(*(message("outcomes.of_runs", option=name) for name in given))


def names_of_alternatives(study: Study) -> list[str]:
    """Return how alternatives are named on the command line: by the value of the only lever, or by all of them."""
    found = alternatives_of(study)
    return [str(next(iter(values.values()))) if len(values) == 1 else case_label(values) for values in found]


def alternative_named(study: Study, option: str, name: str) -> int:
    """Return the number of the alternative of a name.

    Raises
    ------
    InputError
        If there is none, with those that there are.
    """
    names = names_of_alternatives(study)
    if name not in names:
        allowed: dict[str, Value] = {"option": option, "value": name, "allowed": listing(names, "or")}
        raise InputError(meant("outcomes.no_alternative", name, names, **allowed))
    return names.index(name)


def check_threshold(threshold: object) -> float:
    """Return what is to be reached as a number.

    Raises
    ------
    InputError
        If it is none, or not finite.
    """
    found = number_or_fault("threshold", threshold)
    if isinstance(found, Message):
        raise InputError(found)
    return found


def inputs_of(found: Outcomes) -> Inputs:
    """Return the numbers by which futures differ: numbers and truths as they are, names as one number for each.

    An input that is the same in all futures is none.
    """
    study = found.result.study
    count = len(alternatives_of(study))
    cases = [study.plan[world * count] for world in found.worlds]
    columns: list[Input] = []
    drawn: list[Floats] = []
    left_out: list[str] = []
    for path in study.plan.uncertainties:
        numbers = list(_numbers(study, path, cases))
        left_out += [] if numbers else [path]
        for column, values in numbers:
            if (values != values[0]).any():
                columns.append(column)
                drawn.append(values)
    if not columns:
        raise InputError(message("outcomes.nothing_uncertain"))
    return Inputs(tuple(columns), np.stack(drawn, axis=1), tuple(left_out))


def _numbers(study: Study, path: str, cases: Sequence[Case]) -> Iterator[tuple[Input, Floats]]:
    """Go through the numbers that stand for one uncertainty; none where it has no numbers and no names."""
    values: list[Any] = [case.uncertainties[path] for case in cases]
    place = _place(study, path)
    known = catalogue().get(general_name(path))
    unit = known.unit if known else ""
    if all(isinstance(value, int | float) for value in values):  # a truth is one too
        whole = all(isinstance(value, int) for value in values)
        truth = all(isinstance(value, bool) for value in values)
        if unit == "-" and max(map(abs, values)) > 1:
            unit = ""  # no share
        yield (
            Input(path, "true" if truth else None, unit, whole and not truth, place),
            np.array(values, np.float64),
        )
    elif all(isinstance(value, str) for value in values):
        names = sorted(set(values))
        for name in names[1:] if len(names) == 2 else names:
            yield Input(path, name, "", False, place), np.array([value == name for value in values], float)


def _place(study: Study, path: str) -> Place:
    """Return where the focal firm can learn an uncertainty; the policies that it may choose are its own."""
    firm = focal_firm(study.base)
    at = f"firms.{firm}.policy"
    chosen = {str(values[at]) for values in alternatives_of(study) if at in values}
    return place_of_fact(path, firm, {study.base.firms[firm].policy, study.base.burn_in_policy, *chosen})


def _worlds_drawn(study: Study) -> tuple[int, ...]:
    """List the worlds that are draws of their own: one of each point, or of each base point.

    Where values are listed beside what is drawn, points take them in turn.
    """
    points = study.plan.points
    assert points is not None
    worlds = len(study.plan) // len(alternatives_of(study))
    listed = worlds // len(points)
    apart = len(points) // study.size if DESIGNS[study.design].drawn_by and study.size else 1
    return tuple(point * listed + (point // apart) % listed for point in range(0, len(points), apart))


def _check_count(count: int, fewest: int) -> None:
    if count < fewest:
        raise InputError(message("outcomes.too_few", count=count, number=f"{count:,}", fewest=fewest))
