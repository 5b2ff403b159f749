"""Return on quality with a control as text or Markdown to read, a tidy table in CSV, or one JSON object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.controlled_return import GROWTH, Money, ReturnData
from tci_sim.messages import Message, Value, message
from tci_sim.messages.numbers import interval, number, scale
from tci_sim.messages.quantities import Amount, Length, Percent, Range
from tci_sim.names import label, measure_label
from tci_sim.render import data, markdown
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.scenario.labels import label_in
from tci_sim.statistics.paired import Interval
from tci_sim.views.selection import notes_on_scale

if TYPE_CHECKING:
    import pandas as pd

SHAPE = 1
"""Version of the shape that `controlled_return.schema.yaml` describes."""

_SHARE = "-"


def as_table(found: ReturnData) -> str:
    """Write what the programme cost and brought, what the firm believes, and by what it worked, as aligned text."""
    return as_text(table_parts(found))


def as_markdown(found: ReturnData) -> str:
    """Write the same as Markdown."""
    return markdown.as_markdown(table_parts(found))


def table_parts(found: ReturnData) -> list[Part]:
    """Return the lines and the tables that show a return on quality with its control."""
    seeds, comparison = found.comparison.seeds, found.comparison
    return [
        found.question.headline,
        _title(found),
        message(
            "review.control.caption",
            pairs=found.pairs, first=seeds[0], to=seeds[-1], discount=Percent(comparison.discount),
        ),
        *notes_on_scale(found.question),
        "",
        _amounts(found),
        message("review.control.rounds", count=len(found.rounds)),
        "",
        *sentences(found),
        "",
        _links(found.links()),
        message("review.control.since"),
        *[
            message("table.failed", scenario=_world(run.scenario), seed=run.seed, error=run.error)
            for run in comparison.failed
        ],
    ]  # fmt: skip


def sentences(found: ReturnData) -> list[Message]:
    """Say whether the programme was worth its cost, and how far off the firm's own estimate is."""
    if found.pairs < 2:
        return [message("review.control.few")]
    if _nothing(found.cost) and _nothing(found.profit):
        return [message("review.control.same")]
    returned = found.returned.discounted
    if not np.isfinite(returned.mean):
        return [message("review.control.undefined")]
    about: dict[str, Value] = {
        "share": _amount(returned), "ends": _range(returned), "pairs": found.pairs
    }  # fmt: skip
    if float(returned.low) > 0.0:
        worth = message("review.control.worth", **about)
    elif float(returned.high) < 0.0:
        worth = message("review.control.not_worth", **about)
    else:
        worth = message("review.control.open", **about)
    return [worth, *_on_estimate(found)]


def _on_estimate(found: ReturnData) -> Iterator[Message]:
    error = found.error
    if not np.isfinite(error.mean):
        return
    off = Interval(*(np.abs(end) for end in (error.mean, error.low, error.high)))
    about: dict[str, Value] = {"estimate": _amount(found.estimated)}
    if error.contains_zero or not np.isfinite(error.low):
        yield message("review.control.estimate_right", **about)
    elif float(error.mean) > 0.0:
        yield message("review.control.estimate_high", error=_amount(off), ends=_range(off), **about)
    else:
        ends = Interval(off.mean, off.high, off.low)
        yield message("review.control.estimate_low", error=_amount(off), ends=_range(ends), **about)


def as_csv(found: ReturnData) -> str:
    """Write all links as one tidy table."""
    return data.as_csv(found.links())


def as_json(found: ReturnData) -> str:
    """Write it as JSON, in the shape of `controlled_return.schema.yaml` beside this module."""
    comparison, market = found.comparison, found.question.market
    shown: dict[str, Any] = {
        "command": "review",
        "about": "return_on_quality",
        "version": SHAPE,
        "question": str(found.question.question),
        "firm": found.firm,
        "policy": found.policy,
        "round": None if found.whole else found.round,
        "start": found.start,
        "horizon": found.horizon,
        "seed": comparison.seeds[0],
        "replications": len(comparison.seeds),
        "pairs": found.pairs,
        "customers": market.customers,
        "customers_simulated": market.people,
        "discount": comparison.discount,
        "return_on_quality": _both(found.returned),
        "extra_cost": _both(found.cost),
        "gain_before_cost": _both(found.before_cost),
        "gain": _both(found.profit),
        "rounds": list(found.rounds),
        "estimated_by_firm": _interval(found.estimated),
        "error_of_estimate": _interval(found.error),
        "without_control": _interval(found.without_control),
        "links": data.records(found.links()),
        "failed": [vars(run) for run in comparison.failed],
        "tci_sim": comparison.provenance.get("tci_sim"),
        "model": comparison.provenance.get("model"),
        "fingerprint": comparison.fingerprint,
        "folder": None if comparison.folder is None else str(comparison.folder),
    }
    return data.answer_as_json(shown)


def _title(found: ReturnData) -> Message:
    about: dict[str, Value] = {
        "firm": label_in(found.question, "firm", found.firm),
        "policy": label_in(found.question, "policy", found.policy),
        "horizon": Length(found.horizon),
    }
    if found.whole:
        return message("review.control.title_whole", **about)
    return message("review.control.title", round=found.round, month=found.start, nth=found.start + 1, **about)


def _amounts(found: ReturnData) -> Table:
    """Return what the programme cost and brought, and beside it what the firm and its books make of that."""
    head: list[Cell] = ["", message("review.unit")]
    head += [message("review.control.discounted"), message("review.control.plain")]
    rows = [head]
    for name in ("cost", "before_cost", "profit"):
        money: Money = getattr(found, name)
        rows.append([message(f"review.control.{name}"), *_cells(money, "currency")])
    rows.append([message("review.control.returned"), *_cells(found.returned, _SHARE)])
    for name in ("estimated", "error", "without_control"):
        one = getattr(found, name)
        unit, written, _ = _cells(Money(one, one), _SHARE)
        rows.append([message(f"review.control.{name}"), unit, written, ""])
    return Table(rows, headings=1, words=2)


def _cells(money: Money, unit: str) -> list[Cell]:
    """Write a unit, and two intervals in it."""
    values = [[float(end) for end in (one.mean, one.low, one.high)] for one in money]
    apart = scale([end for one in values for end in one], unit)
    written = [interval([end * apart.factor for end in one], apart.digits) for one in values]
    return [apart.unit, *written]


def _links(frame: pd.DataFrame) -> Table:
    """Return a row for each link, below what it is a part of; of money the discounted difference stands first."""
    rows: list[list[Cell]] = [
        [
            "", message("review.unit"), message("review.control.difference"),
            message("review.control.plain"), message("review.control.apart"),
        ]
    ]  # fmt: skip
    for stage, part in frame.groupby("stage", sort=False):
        rows.append([label("stage", str(stage)), "", "", "", ""])
        rows += [_link({str(name): value for name, value in row.items()}) for row in part.to_dict("records")]
    return Table(rows, headings=1, words=2)


def _link(row: Mapping[str, Any]) -> list[Cell]:
    called: Cell = (
        message("review.control.profit_growth") if row["measure"] == GROWTH else measure_label(row["measure"])
    )
    if row["whose"] == "market":
        called = message("review.control.of_market", measure=called)
    plain = [row["difference"], row["low"], row["high"]]
    present = [row[f"discounted_{name}"] for name in ("difference", "low", "high")]
    found = scale([*plain, *present], row["unit"], differences=True)
    cells = [
        interval([end * found.factor for end in ends], found.digits)
        for ends in (present, plain)
        if np.isfinite(ends[0])
    ]
    if len(cells) < 2:
        cells = [*cells, ""] if cells else [number(np.nan, 0), ""]
    since = row["since"]
    return [
        called, found.unit, *cells, number(np.nan if since is None or since != since else float(since), 0)
    ]  # fmt: skip


def _world(name: str) -> Message:
    """Return what one of the two worlds is called."""
    return message("review.control.world_with" if name == "with" else "review.control.world_without")


def _nothing(money: Money) -> bool:
    return all(float(end) == 0.0 for one in money for end in (one.low, one.mean, one.high))


def _amount(found: Interval) -> Amount:
    return Amount(float(found.mean), _SHARE)


def _range(found: Interval) -> Range:
    return Range(float(found.low), float(found.high), _SHARE)


def _both(money: Money) -> dict[str, Any]:
    return {"discounted": _interval(money.discounted), "plain": _interval(money.plain)}


def _interval(found: Interval) -> dict[str, Any]:
    return {name: data.plain(float(getattr(found, name))) for name in ("mean", "low", "high")}


FORMATS: Mapping[str, Callable[[ReturnData], str]] = MappingProxyType(
    {"table": as_table, "markdown": as_markdown, "json": as_json, "csv": as_csv}
)
"""Each takes a return on quality with its control."""
