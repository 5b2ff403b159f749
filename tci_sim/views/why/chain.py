"""The chain from lever to money: a table, a sentence and a picture of when each stage turns."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.why.chain import ChainData, Stage
from tci_sim.analysis.why.first import AS_BUILT, FirstDifference
from tci_sim.analysis.why.why import WhyData
from tci_sim.messages import Message, Value, listing, message
from tci_sim.messages.numbers import interval, number, scale
from tci_sim.names import measure_label
from tci_sim.plots.chain import ChainPanel, ChainRow, chain_bars
from tci_sim.plots.picture import Picture
from tci_sim.render import data
from tci_sim.render.table import Cell, Part, Table
from tci_sim.scenario.labels import label_in
from tci_sim.views.why.part import PartView, of_both

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _said(found: WhyData, chain: ChainData) -> list[Part]:
    """Say in which order the halves came, what came back, what is no part of it, and where the worlds part."""
    turned = [stage for stage in chain.stages if stage.place == "turns"]
    lines: list[Part] = [_order(turned)]
    for place in ("comes_back", "no_part", "unknown"):
        if names := [_label(stage) for stage in chain.stages if stage.place == place]:
            lines.append(message(f"why.chain.{place}", count=len(names), stages=listing(names, "and")))
    return [*lines, first_sentence(found, chain)]


def first_sentence(found: WhyData, chain: ChainData) -> Message:
    """Say where the two worlds first part."""
    first = chain.first
    if first is None:
        one, other = found.comparison.questions.values()
        alike = one.burn_in == other.burn_in
        return (
            message("why.first.never", seed=found.comparison.seeds[0])
            if alike
            else message("why.first.burn_in")
        )
    if not first.place:
        return message("why.first.other_shape", array=first.array)
    unit: Value = first.entity
    if first.kind == "customer":
        unit = message("why.first.customer", number=first.entity)
    elif first.kind in ("firm", "attribute", "segment"):
        unit = label_in(found.comparison.questions[found.names[0]], first.kind, first.entity)  # type: ignore[arg-type]
    about: dict[str, Value] = {
        "figure": message("why.first.figure", array=first.array, unit=unit) if first.kind else first.array,
        "base": f"{first.one:.6g}",
        "other": f"{first.other:.6g}",
    }
    if first.phase == AS_BUILT:
        return message("why.first.as_built", **about)
    about["phase"] = message(f"why.phase.{first.phase}")
    if first.month < 0:
        return message("why.first.in_burn_in", before=-first.month, **about)
    return message("why.first.in_month", month=first.month, nth=first.month + 1, **about)


def _order(turned: list[Stage]) -> Message:
    if not turned:
        return message("why.chain.nothing")
    by_half = sorted(
        turned, key=lambda stage: (stage.found.half, chain_place(stage)) if stage.found else (0, 0)
    )
    halves: list[Value] = []
    for stage in by_half:
        assert stage.found is not None
        assert stage.found.half is not None
        halves.append(
            message(
                "why.chain.half_of", stage=_label(stage), month=stage.found.half, nth=stage.found.half + 1
            )
        )
    return message("why.chain.order", count=len(halves), halves=listing(halves))


def chain_place(stage: Stage) -> int:
    """Return where a stage stands in the chain."""
    from tci_sim.analysis.why.chain import STAGES

    return list(STAGES).index(stage.name)


def _table(found: WhyData, chain: ChainData) -> list[Part]:
    rows: list[list[Cell]] = [
        [
            message("why.chain.stage"),
            message("why.chain.measure"),
            message("why.chain.end"),
            message("why.unit"),
            message("why.chain.against"),
            message("why.chain.turns"),
            message("why.chain.half"),
        ]
    ]
    rows += [_row(stage) for stage in chain.stages]
    return [
        of_both(found, "why.chain.head", months=min(12, chain.months)),
        Table(rows, headings=1, words=2),
        message("why.chain.note"),
    ]


def _row(stage: Stage) -> list[Cell]:
    label, about = message(f"why.stage.{stage.name}"), measure_label(stage.measure)
    if stage.found is None:
        return [label, about, number(np.nan, 0), "", "", message("why.chain.place.unknown"), ""]
    end = [float(each) for each in stage.found.end]
    size = scale(end, stage.unit, differences=True)
    return [
        label,
        about,
        interval([size.factor * each for each in end], size.digits),
        size.unit,
        _span(stage),
        message(f"why.chain.place.{stage.place}") if stage.found.turns is None else _month(stage.found.turns),
        _half(stage),
    ]


def _span(stage: Stage) -> Cell:
    """Write the months in which a stage went the other way."""
    assert stage.found is not None
    months = stage.found.against.tolist()
    if not months:
        return ""
    about: dict[str, Value] = {
        "month": months[0],
        "last": months[-1],
        "nth": months[0] + 1,
        "nth_last": months[-1] + 1,
    }
    return message("why.chain.span", number=len(months), **about)


def _month(month: int) -> Message:
    return message("why.month", month=month, nth=month + 1)


def _half(stage: Stage) -> Cell:
    found = stage.found
    if found is None or found.half is None:
        return ""
    if found.half_low is None or found.half_high is None:
        return _month(found.half)
    span = message(
        "why.months",
        month=found.half_low,
        last=found.half_high,
        nth=found.half_low + 1,
        nth_last=found.half_high + 1,
    )
    return message("why.month_between", half=_month(found.half), span=span)


def _label(stage: Stage) -> Message:
    return message(f"why.stage.{stage.name}")


def _json(chain: ChainData) -> dict[str, Any]:
    return {
        "stages": data.records(chain.to_frame()),
        "first": None if chain.first is None else _first_json(chain.first),
    }


def _first_json(first: FirstDifference) -> dict[str, Any]:
    plain = first._asdict() | {"place": list(first.place), "also": list(first.also)}
    return plain | {name: data.plain(plain[name]) for name in ("one", "other")}


def _picture(found: WhyData, chain: ChainData, ax: Axes | None = None) -> Picture:
    """Draw each stage as a row: months against, the month it turns, and the half with its interval."""
    rows = tuple(
        ChainRow(_label(stage), stage.found.against, stage.found.turns, stage.found.half, stage.found.half_low,
                 stage.found.half_high)
        for stage in chain.stages
        if stage.found is not None and stage.place != "no_part"
    )  # fmt: skip
    panel = ChainPanel(
        title=of_both(found, "why.chain.title"), rows=rows, months=chain.months,
        axis=message("why.chain.axis"), stages=message("why.chain.stage"),
        against=message("why.chain.against"), turned=message("why.chain.after_turn"), half=message("why.chain.half"),
        caption=(message("why.chain.caption", pairs=len(found.comparison.seeds)),),
    )  # fmt: skip
    return Picture(chain_bars(panel, ax))


VIEW = PartView(_said, _table, _json, MappingProxyType({"chain": _picture}))
"""How the chain is shown."""
