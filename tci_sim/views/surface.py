"""A grid of two levers in sentences: what both do together, and by how much that is beyond the sum of each alone."""

from __future__ import annotations

import math

from tci_sim.analysis.surface import Surface, surface, surface_levers
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.messages import Message, Value, message, paragraph
from tci_sim.messages.numbers import scale
from tci_sim.render.table import Part
from tci_sim.views.ablation import estimate_in_words
from tci_sim.views.study_names import measure_title, value_label, varied_label


def interaction_parts(result: SweepData) -> list[Part]:
    """Say of each measure what both levers do together at their last values; nothing where there are no two levers."""
    if surface_levers(result.study) is None or not result.holders:
        return []
    return ["", paragraph([_sentence(result, measure) for measure in result.study.report])]


def _sentence(result: SweepData, measure: str) -> Message:
    found = surface(result, measure, result.holder)
    whole, beyond = found.whole[-1, -1], found.beyond[-1, -1]
    scaled = scale([*whole.tolist(), *beyond.tolist()], unit_of_run(measure), differences=True)
    kind = "more" if beyond[1] > 0 else "less" if beyond[2] < 0 else "unclear"
    if not math.isfinite(beyond[0]):
        return message("sweep.interaction.unknown", measure=measure_title(measure))
    return message(
        f"sweep.interaction.{kind}" if math.isfinite(beyond[1]) else "sweep.interaction.one_run",
        measure=measure_title(measure),
        whole=estimate_in_words(whole, scaled), beyond=estimate_in_words(beyond, scaled),
        **values_at(result, found, (-1, -1)),
    )  # fmt: skip


def values_at(result: SweepData, found: Surface, place: tuple[int, int]) -> dict[str, Value]:
    """Return the names of both levers, and of a value of each, for a sentence."""
    return {
        "one": lever_named(result, found, 0), "first": value_of_lever(result, found, 0, place[0]),
        "other": lever_named(result, found, 1), "second": value_of_lever(result, found, 1, place[1]),
    }  # fmt: skip


def lever_named(result: SweepData, found: Surface, number_: int) -> Value:
    """Return what one of the two levers is called."""
    return varied_label(found.levers[number_], result.study.base)


def value_of_lever(result: SweepData, found: Surface, lever: int, place: int) -> Value:
    """Return what one value of a lever is called."""
    return value_label(found.levers[lever], found.values[lever][place], result.study.base)
