"""What each mechanism of an ablation adds, as tables and sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tci_sim.analysis.ablation import ALONE, AVERAGE, BEYOND, LAST, PAIR, SUM, WHOLE, effects
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.messages import Message, listing, message
from tci_sim.messages.numbers import Scale, amount, interval, number, scale
from tci_sim.names import label
from tci_sim.render.table import Cell, Part, Table
from tci_sim.statistics.exact import Floats
from tci_sim.statistics.paired import CONFIDENCE
from tci_sim.views.study_names import (
    between_labels,
    count_of_replications,
    holder_label,
    measure_title,
    quoted,
)

if TYPE_CHECKING:
    import pandas as pd

_ALPHA = 1 - CONFIDENCE

_COLUMNS = (ALONE, LAST, AVERAGE)

EFFECT_IDS = {
    ALONE: "alone",
    LAST: "last",
    AVERAGE: "average",
    WHOLE: "all_together",
    SUM: "sum_of_each",
    BEYOND: "beyond_the_sum",
}
"""Under which id the catalogue has each effect."""


def table_parts(result: SweepData) -> list[Part]:
    """Return what each mechanism adds as a table a measure, and below it how the mechanisms interact."""
    frame = effects(result)
    first, last = between_labels(result)
    head = message(
        "ablation.head",
        first=first, last=last, holder=holder_label(result),
        replications=count_of_replications(result.replications),
    )  # fmt: skip
    parts: list[Part] = [head]
    for measure in result.study.report:
        part = frame[frame["measure"] == measure]
        found = _scale(part, measure)
        rows: list[list[Cell]] = [
            ["", *(Message(f"ablation.effect.{EFFECT_IDS[each]}") for each in _COLUMNS)]
        ]
        for name in result.study.plan.levers:
            cells = [
                interval(list(found.factor * estimate_of(part, each, name)), found.digits)
                for each in _COLUMNS
            ]
            rows.append([label("mechanism", name), *cells])
        whole = interval(list(found.factor * estimate_of(part, WHOLE)), found.digits)
        rows.append([message("ablation.effect.all_together"), "", "", whole])
        title = message("study.measure_and_unit", measure=measure_title(measure), unit=found.unit)
        parts += ["", title, "", Table(rows, headings=1), ""]
        parts += [*_left_out(result, measure, part), *interaction_text(result, measure, frame)]
    return parts


def _left_out(result: SweepData, measure: str, part: pd.DataFrame) -> list[Part]:
    """Say how many replications are left out of all this, if any."""
    lacking, all_ = int(part["left_out"].iloc[0]), result.replications
    if not lacking:
        return []
    counts = {"lacking": number(lacking, 0), "replications": number(all_, 0)}
    return [message("ablation.left_out", count=lacking, measure=measure_title(measure), **counts)]


def interaction_text(result: SweepData, measure: str, frame: pd.DataFrame | None = None) -> list[Message]:
    """Say in sentences which pairs add more together than separately, which less, and whether all together do.

    Parameters
    ----------
    result : SweepData
        Of a study whose design is an ablation.
    measure : str
        Name of a measure that was reported.
    frame : DataFrame, optional
        What `effects` gave, if it is there already.

    Returns
    -------
    list of Message
        A pair counts where its interval leaves zero after Holm's correction for all pairs of all measures (5 %).
    """
    frame = effects(result) if frame is None else frame
    part = frame[frame["measure"] == measure]
    found = _scale(part, measure)
    beyond = estimate_of(part, BEYOND)
    values = {
        "whole": estimate_in_words(estimate_of(part, WHOLE), found),
        "sum": estimate_in_words(estimate_of(part, SUM), found),
        "beyond": estimate_in_words(beyond, found),
    }
    if not (beyond[1] > 0 or beyond[2] < 0):
        together = message("ablation.about_the_sum", **values)
    elif beyond[0] > 0:
        together = message("ablation.more_than_the_sum", **values)
    else:
        together = message("ablation.less_than_the_sum", **values)
    pairs = part[(part["effect"] == PAIR) & (part["p_holm"] < _ALPHA)].sort_values("mean", kind="stable")
    more, less = (
        [_pair(row["mechanism"], row["other"], row["mean"], found) for _, row in chosen.iterrows()]
        for chosen in (pairs[pairs["mean"] > 0].iloc[::-1], pairs[pairs["mean"] < 0])
    )
    return [
        together,
        message("ablation.more_in_pairs", pairs=listing(more))
        if more
        else message("ablation.no_more_in_pairs"),
        message("ablation.less_in_pairs", pairs=listing(less))
        if less
        else message("ablation.no_less_in_pairs"),
    ]


def _scale(part: pd.DataFrame, measure: str) -> Scale:
    values = part[["mean", "low", "high"]].to_numpy(float).ravel().tolist()
    return scale(values, unit_of_run(measure), differences=True)


def estimate_in_words(estimate: Floats, found: Scale) -> Message:
    """Write a difference with its unit and its interval; it has none where there was one replication."""
    mean, low, high = estimate.tolist()
    if not math.isfinite(low):
        return message("ablation.estimate_alone", value=amount(mean, found, sign=True))
    first, last = (number(found.factor * end, found.digits, sign=True) for end in (low, high))
    return message("ablation.estimate", value=amount(mean, found, sign=True), low=first, high=last)


def _pair(one: str, other: str, mean: float, found: Scale) -> Message:
    return message(
        "ablation.pair",
        one=quoted(label("mechanism", one)), other=quoted(label("mechanism", other)),
        mean=amount(mean, found, sign=True),
    )  # fmt: skip


def estimate_of(part: pd.DataFrame, effect: str, mechanism: str = "") -> Floats:
    """Return mean, low and high of one effect."""
    row = part[(part["effect"] == effect) & (part["mechanism"] == mechanism)]
    found: Floats = row[["mean", "low", "high"]].to_numpy(float)[0]
    return found
