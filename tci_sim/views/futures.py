"""Which alternative to choose over many futures: a table by each criterion, sentences, and a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.futures import FuturesData
from tci_sim.messages import Message, Value, message, paragraph
from tci_sim.messages.numbers import interval, number, percent, scale
from tci_sim.messages.quantities import Amount, Percent
from tci_sim.names import measure_label
from tci_sim.plots.intervals import Grouped, grouped
from tci_sim.plots.picture import Picture, save_both
from tci_sim.render import data
from tci_sim.render.table import Cell, Part, Table
from tci_sim.statistics.futures import LARGEST_REGRET, MEAN, SHARE_REACHED, WORST_DECILE
from tci_sim.views.outcomes import about, formats, head_parts, last_parts, named
from tci_sim.views.study_names import alternative_labels, capitalised, holder_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHAPE = 1
"""Version of the shape that `futures.schema.yaml` describes."""


def table_parts(found: FuturesData) -> list[Part]:
    """Return the lines and the table that show how alternatives stand; the first is the question."""
    return [
        *head_parts(found.outcomes),
        "", paragraph([*_findings(found), *_dominated(found)]),
        "", _table(found),
        "", message("futures.about"),
        *last_parts(found.outcomes),
    ]  # fmt: skip


def _findings(found: FuturesData) -> Iterator[Message]:
    """Say of each criterion which alternative is the best, and whether that is sure."""
    for criterion, standing in found.standings.items():
        if criterion == SHARE_REACHED and not standing.value.any():
            yield message("futures.nobody", threshold=_threshold(found))
            continue
        best, as_good = found.best(criterion), found.as_good(criterion)
        said = {
            "by": message(f"futures.by.{criterion}", threshold=_threshold(found))
            if criterion == SHARE_REACHED
            else message(f"futures.by.{criterion}"),
            "best": named(found.outcomes, best),
            "value": _value(found, criterion, float(standing.value[best[0]])),
        }
        if len(best) > 1:
            yield message("futures.tie", **said)
        elif as_good:
            yield message("futures.not_sure", others=named(found.outcomes, as_good, "or"), **said)
        else:
            yield message("futures.sure", **said)


def _dominated(found: FuturesData) -> list[Message]:
    said = [
        message(
            "futures.dominated", one=capitalised(str(named(found.outcomes, [one]))),
            others=named(found.outcomes, others, "or"),
        )
        for one, others in enumerate(found.dominated)
        if others
    ]  # fmt: skip
    return said or [message("futures.none_dominated")]


def _value(found: FuturesData, criterion: str, value: float) -> Value:
    if criterion == SHARE_REACHED:
        return Percent(value)
    return Amount(value, found.outcomes.unit, of_difference=criterion == LARGEST_REGRET)


def _threshold(found: FuturesData) -> Value:
    return Amount(found.threshold or 0.0, found.outcomes.unit)


def _table(found: FuturesData) -> Table:
    heads = [message(f"futures.heading.{head}") for head in ("value", "rank", "first", "behind")]
    rows: list[list[Cell]] = [["", *heads]]
    for criterion in found.standings:
        rows += _rows(found, criterion)
    return Table(rows, headings=1)


def _rows(found: FuturesData, criterion: str) -> Iterator[list[Cell]]:
    """Go through the rows of one criterion; the first of them names it."""
    at = found.standings[criterion]
    unit = "-" if criterion == SHARE_REACHED else found.outcomes.unit
    values = np.stack([at.value, at.low, at.high], axis=1)
    behind = np.stack([at.behind, at.behind_low, at.behind_high], axis=1)
    shown = scale([*values.ravel().tolist(), *behind.ravel().tolist()], unit)
    if criterion == SHARE_REACHED:
        name = message(f"futures.criterion.{criterion}", threshold=_threshold(found))
    else:
        name = message(f"futures.criterion.{criterion}")
    yield [message("futures.group", criterion=name, unit=shown.unit), "", "", "", ""]
    for place, label in enumerate(alternative_labels(found.outcomes.result)):
        is_best = at.behind[place] == 0
        yield [
            f"  {label}",
            interval((shown.factor * values[place]).tolist(), shown.digits, sign=False),
            message(
                "futures.rank", rank=int(at.rank[place]), low=number(float(at.rank_low[place]), 0),
                high=number(float(at.rank_high[place]), 0),
            ),
            percent(float(at.first[place])),
            "" if is_best else interval((shown.factor * behind[place]).tolist(), shown.digits, sign=False),
        ]  # fmt: skip


def picture(found: FuturesData, ax: Axes | None = None) -> Picture:
    """Draw means, means of the worst tenth and largest regrets of all alternatives, with their intervals."""
    of = found.outcomes
    series = {}
    for criterion in (MEAN, WORST_DECILE, LARGEST_REGRET):
        at = found.standings[criterion]
        series[criterion] = np.stack([at.value, at.low, at.high], axis=1)
    panel = Grouped(
        title=message("futures.title", measure=measure_label(of.measure), futures=f"{len(of.worlds):,}"),
        names=tuple(alternative_labels(of.result)),
        series=series,
        summary_rows={},
        unit=of.unit,
        quantity=measure_label(of.measure),
        caption=(message("futures.caption", holder=holder_label(of.result, of.holder)),),
        labels={criterion: message(f"futures.criterion.{criterion}") for criterion in series},
    )
    return Picture(grouped(panel, ax))


def draw(found: FuturesData, folder: Path) -> None:
    """Draw the picture into a folder."""
    save_both(picture(found).figure, folder, found.outcomes.measure)


def as_json(found: FuturesData, pictures: Sequence[Path] = ()) -> str:
    """Write it as JSON, in the shape of `futures.schema.yaml` beside this module."""
    shown = {
        **about(found.outcomes, "futures", SHAPE),
        "threshold": found.threshold,
        "standings": data.records(found.to_frame().drop(columns=["measure", "unit", "futures"])),
        "finding": [str(each) for each in (*_findings(found), *_dominated(found))],
        "pictures": [str(path) for path in pictures],
    }
    return data.answer_as_json(shown)


FORMATS = formats(table_parts, as_json)
