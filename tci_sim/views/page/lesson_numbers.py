"""What the teacher's table calls the numbers of a lesson, and of which runs they are."""

from __future__ import annotations

from tci_sim.analysis.lessons.file import LoadedLesson
from tci_sim.analysis.validation.queries.tree import Measured
from tci_sim.analysis.validation.queries.world import YEAR, World, months_of
from tci_sim.messages import Message, message
from tci_sim.messages.message import Value
from tci_sim.names import label, measure_label
from tci_sim.world.build_network import network_of


def what_of(name: str, loaded: LoadedLesson) -> Value:
    """Return what a number is: as the lesson calls it, or the measure, whose it is, and when."""
    number, expression = loaded.lesson.numbers[name], loaded.queries[name].expression
    if number.label is not None:
        return number.label
    assert isinstance(expression, Measured)  # `load_lesson` refuses what is calculated and has no label
    summed = expression.over_time is not None and expression.over_time.name == "sum"
    return message(
        "lesson.number.sum" if summed else "lesson.number.mean",
        what=_measured(expression, loaded), when=_when(expression, loaded),
    )  # fmt: skip


def run_of(name: str, loaded: LoadedLesson) -> Value:
    """Return the run that a number is of, or the two whose difference it is."""
    number, runs = loaded.lesson.numbers[name], loaded.lesson.runs
    if number.less is None:
        return runs[number.of].label
    return message("lesson.number.less", of=runs[number.of].label, less=runs[number.less].label)


def _measured(expression: Measured, loaded: LoadedLesson) -> Value:
    """Return what a measure is called, and whose it is where it is not the firm's: as a chart says it, if one does."""
    what, [holder] = measure_label(expression.measure), expression.of
    if holder == "focal":
        return what
    for look in loaded.lesson.look:
        if (look.measure, look.holder) == (expression.measure, holder) and look.label is not None:
            return look.label
    return message("lesson.number.holder", what=what, holder=label("holder", holder))


def _when(expression: Measured, loaded: LoadedLesson) -> Message:
    """Return the months of a number; years where they are whole."""
    months = months_of(expression, World(loaded.scenario, network_of(loaded.scenario)))
    first, end = months.start, months.stop
    if end - first == 1:
        return message("lesson.number.month", month=first, nth=first + 1)
    if first % YEAR or end % YEAR:
        return message("lesson.number.months", month=first, last=end - 1, nth=first + 1, nth_last=end)
    if end - first == YEAR:
        return message("lesson.number.year", year=end // YEAR)
    return message("lesson.number.years", first=first // YEAR + 1, last=end // YEAR)
