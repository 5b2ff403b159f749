"""Sensitivity analysis as tables, sentences and pictures: on which uncertainties a measure depends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.sensitivity import (
    CONSTANT,
    has_converged,
    main_index,
    omission,
    output,
    points_used,
    replication_sd,
    sensitivity,
)
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.messages import Message, Value, listing, message, paragraph
from tci_sim.messages.numbers import Scale, amount, ends, interval, number, percent, scale
from tci_sim.render.table import Cell, Part, Table
from tci_sim.statistics.exact import Floats, exact_mean, exact_variance
from tci_sim.views.study_names import difference_label, measure_title, quoted, varied_label

if TYPE_CHECKING:
    import pandas as pd

MOST_SHOWN = 15
"""Inputs that a table or a picture shows."""

MOST_NAMED = 3
"""Inputs that a sentence names."""

_MOST_UNSURE = 25.0
"""Half-width of an interval, in % of the variance, above which a sum of indices says nothing."""


def table_parts(result: SweepData) -> list[Part]:
    """Return the indices of each measure as a table, and what they mean as a paragraph."""
    parts: list[Part] = []
    for measure in result.study.report:
        frame = _ranked(sensitivity(result, measure), result)
        if not np.isfinite(frame[main_index(result)]).any():
            parts += ["", title(result, measure), "", sensitivity_text(result, measure)]
            continue
        left = len(frame) - MOST_SHOWN
        more = [message("sensitivity.more_inputs", count=left)] if left > 0 else []
        rows = _rows(frame.head(MOST_SHOWN), result, measure)
        parts += ["", title(result, measure), "", Table(rows, headings=1, words=2)]
        parts += [*more, "", sensitivity_text(result, measure)]
    return parts[1:]


def title(result: SweepData, measure: str) -> str | Message:
    """Return what is explained: a measure, or its difference between two alternatives."""
    apart = difference_label(result)
    name = measure_title(measure)
    return message("sensitivity.title_difference", measure=name, difference=apart) if apart else name


def sensitivity_text(result: SweepData, measure: str, holder: str | None = None) -> str:
    """Say in a few sentences how a measure spreads over futures, what it depends on, and whether that has converged.

    Parameters
    ----------
    result : SweepData
        Of a study whose design is sobol or morris.
    measure : str
        Name of a measure that was reported.
    holder : str, optional
        Whose; the first of those kept by default.

    Returns
    -------
    str
    """
    values = output(result, measure, holder)
    known = values[np.isfinite(values)]
    if len(known) < 2:
        return str(message("sensitivity.too_few_runs"))
    compared = difference_label(result) is not None
    found = scale(known.tolist(), unit_of_run(measure), differences=compared)
    frame = _ranked(sensitivity(result, measure, holder=holder), result)
    spread = math.sqrt(exact_variance(known, lost=0))
    if frame["omitted"].iloc[0] == CONSTANT:
        return str(message("sensitivity.nothing_varies", title=title(result, measure)))
    sentences = [
        _spread(title(result, measure), known, found, compared=compared),
        *_main_inputs(frame, result, found),
        *_replication_noise(result, replication_sd(result, measure, holder), spread, found),
        *_convergence(result, measure, holder, frame),
    ]
    return str(paragraph(sentences))


def _spread(shown: str | Message, known: Floats, found: Scale, *, compared: bool) -> Message:
    low, high = (float(end) for end in np.quantile(known, [0.05, 0.95]))
    values = {
        "title": shown,
        "futures": f"{len(known):,}",
        "mean": amount(float(exact_mean(known)), found, sign=compared),
        "range": ends(low, high, found, sign=compared),
    }
    if not compared:
        return message("sensitivity.spread", **values)
    above = percent(np.count_nonzero(known > 0) / len(known))
    return message("sensitivity.spread_of_difference", above=above, **values)


def _main_inputs(frame: pd.DataFrame, result: SweepData, found: Scale) -> list[Message]:
    main = main_index(result)
    if not np.isfinite(frame[main]).any():
        return [message("sensitivity.no_indices")]
    sobol = main == "total"
    factor, digits = (100.0, 0) if sobol else (found.factor, found.digits)
    table = factor * frame[[main, f"{main}_low", f"{main}_high"]].head(MOST_NAMED).to_numpy(float)
    inputs = listing(
        [
            _estimate(str(quoted(varied_label(str(part), result.study.base))), row, digits)
            for part, row in zip(frame["part"], table.tolist(), strict=False)
        ],
        "and",
    )
    if omitted := omission(frame.iloc[0], result.study.design):
        if not sobol:
            without: dict[str, Value] = {"inputs": inputs, "unit": found.unit, "omitted": omitted}
            return [message("sensitivity.largest_effects_without_intervals", **without)]
        return [message("sensitivity.mostly_due_without_intervals", inputs=inputs, omitted=omitted)]
    if not sobol:
        return [message("sensitivity.largest_effects", inputs=inputs, unit=found.unit)]
    alone = 100.0 * math.fsum(frame["first"])
    # intervals of single inputs add up as those of independent estimates do
    about = 100.0 * math.sqrt(math.fsum((frame["first_high"] - frame["first"]) ** 2))
    if not about <= _MOST_UNSURE:
        return [message("sensitivity.mostly_due_first_unknown", inputs=inputs)]
    mean, low, high = (number(each, 0) for each in np.clip([alone, alone - about, alone + about], 0.0, 100.0))
    return [message("sensitivity.mostly_due", inputs=inputs, first=mean, low=low, high=high)]


def _estimate(name: str, found: list[float], digits: int) -> Message:
    value, low, high = (number(each, digits) for each in found)
    if not math.isfinite(found[1]):
        return message("sensitivity.input_alone", name=name, value=value)
    return message("sensitivity.input", name=name, value=value, low=low, high=high)


def _replication_noise(
    result: SweepData, replication_sd: float, spread: float, found: Scale
) -> list[Message]:
    """Return how much of it is random variation, where each future was simulated several times."""
    if not replication_sd > 0.0:
        return []
    replications = result.replications
    if result.study.design == "sobol":
        share = percent(min(1.0, (replication_sd / spread) ** 2))
        return [message("sensitivity.noise_share", replications=replications, share=share)]
    # how far a trajectory moves an input, of its range
    step = result.study.levels / (2.0 * (result.study.levels - 1))
    # the mean absolute difference of two normal numbers
    alone = 2.0 / math.sqrt(math.pi) * replication_sd / step
    most = amount(alone, found)
    return [message("sensitivity.noise_of_effects", replications=replications, most=most)]


def _convergence(result: SweepData, measure: str, holder: str | None, frame: pd.DataFrame) -> list[Message]:
    dropped, used = int(frame["dropped"].max()), int(frame["points"].max())
    points = points_used(result.study.design, used)
    same = has_converged(result, measure, holder)
    if same is None:
        judged = message("sensitivity.convergence_unknown", points=points)
    elif same:
        judged = message("sensitivity.converged", points=points)
    else:
        judged = message("sensitivity.not_converged", points=points)
    return [judged, *([message("sensitivity.dropped", count=dropped)] if dropped else [])]


def _rows(frame: pd.DataFrame, result: SweepData, measure: str) -> list[list[Cell]]:
    """Return a row an input: what it is called, its path, and its indices; the first is the heading."""
    names: list[list[Cell]] = [
        [str(varied_label(str(part), result.study.base)), str(part)] for part in frame["part"]
    ]
    heading: list[Cell] = [message("sensitivity.heading.input"), message("sensitivity.heading.path")]
    if result.study.design == "sobol":
        heading += [message("sensitivity.heading.first"), message("sensitivity.heading.total")]
        first, total = (
            100.0 * frame[[kind, f"{kind}_low", f"{kind}_high"]].to_numpy(float)
            for kind in ("first", "total")
        )
        return [
            heading,
            *(
                [*name, interval(one.tolist(), 0, sign=False), interval(all_.tolist(), 0, sign=False)]
                for name, one, all_ in zip(names, first, total, strict=True)
            ),
        ]
    table = frame[["mu_star", "mu_star_low", "mu_star_high", "mu", "sigma"]].to_numpy(float)
    found = scale(table.ravel().tolist(), unit_of_run(measure), differences=True)
    heading += [message("sensitivity.heading.mu_star", unit=found.unit), "mu", "sigma"]
    return [
        heading,
        *(
            [
                *name,
                interval(row[:3], found.digits, sign=False),
                number(row[3], found.digits, sign=True),
                number(row[4], found.digits),
            ]
            for name, row in zip(names, (found.factor * table).tolist(), strict=True)
        ),
    ]


def _ranked(frame: pd.DataFrame, result: SweepData) -> pd.DataFrame:
    return frame.sort_values(main_index(result), ascending=False, kind="stable", na_position="last")
