"""The chain from lever to money as a class reads it: a row a step, by the names that the charts have."""

from __future__ import annotations

from typing import Any

from tci_sim.analysis.lessons.answer import LessonResult
from tci_sim.analysis.why.chain import STAGES, ChainData, Stage
from tci_sim.messages import Message, listing, message
from tci_sim.messages.message import Value
from tci_sim.messages.quantities import Amount, Bare
from tci_sim.names import measure_label
from tci_sim.statistics.turning import Course
from tci_sim.views.page.words import Both, both


def chain_of(found: LessonResult) -> dict[str, Any] | None:
    """Tell each step in the order in which half of what differs at the end is there; below, what is no such step."""
    if found.chain is None:
        return None
    chain: ChainData = found.chain.parts["chain"]
    turned = [(each, each.found) for each in chain.stages if each.place == "turns" and each.found is not None]
    places = list(STAGES)
    turned.sort(key=lambda each: (each[1].half, places.index(each[0].name)))
    return {"rows": [_row(*each) for each in turned], "said": [both(each) for each in _others(chain)]}


def _row(stage: Stage, course: Course) -> list[Both]:
    name, end = measure_label(stage.measure), float(course.end[0])
    if stage.unit == "quality":  # a scale without a unit
        return [
            both(message("lesson.chain.quality", measure=name)),
            both(Bare(end, stage.unit, (end,), sign=True)),
            both(_half(course)),
        ]
    return [both(name), both(Amount(end, stage.unit, sign=True)), both(_half(course))]


def _half(course: Course) -> Message:
    assert course.half is not None
    half, low, high = course.half, course.half_low, course.half_high
    month = message("lesson.chain.month", month=half, nth=half + 1)
    if low is None or high is None:
        return month
    span = message("why.months", month=low, last=high, nth=low + 1, nth_last=high + 1)
    return message("why.month_between", half=month, span=span)


def _others(chain: ChainData) -> list[Message]:
    said = []
    for place in ("comes_back", "no_part", "unknown"):
        names: list[Value] = [measure_label(each.measure) for each in chain.stages if each.place == place]
        if names:
            said.append(message(f"lesson.chain.{place}", measures=listing(names, "and")))
    return said
