"""Run the experiment of a lesson: its numbers with their intervals, its curves, and whether its claims hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tci_sim.analysis.lessons.file import LoadedLesson
from tci_sim.analysis.lessons.schema import Check, Look
from tci_sim.analysis.validation.queries.read import read_queries
from tci_sim.analysis.validation.queries.tree import Measured, Months, Operation
from tci_sim.analysis.validation.queries.tree import Place as QueryPlace
from tci_sim.analysis.validation.queries.world import World, holders_of
from tci_sim.analysis.validation.readings import Probe, Readings, number_of
from tci_sim.analysis.validation.replications import run_replications
from tci_sim.analysis.why.why import WhyData, why
from tci_sim.engine.measures.columns import MEASURES, Kind, unit_of, unit_of_run
from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.scenario.yaml_file import Node
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.paired import student_interval
from tci_sim.world.build_network import network_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """One number of a lesson."""

    mean: float
    low: float
    high: float
    """Ends of its 95 % interval over seeds (Student t)."""
    unit: str
    difference: bool
    """Whether it is how far something lies apart: of shares, in percentage points."""


@dataclass(frozen=True)
class LessonResult:
    """What came out of the experiment of a lesson."""

    loaded: LoadedLesson
    numbers: Mapping[str, Found]
    checks: Mapping[str, bool]
    """Of each check whether it holds."""
    curves: Mapping[tuple[str, Look], Floats]
    """Mean over seeds of what is drawn, (month,), by run and chart."""
    chain: WhyData | None = None
    """The chain from lever to money of the two runs of which it is told."""

    @property
    def faults(self) -> list[Message]:
        """What the lesson says and the model does not find."""
        lesson, name = self.loaded.lesson, self.loaded.name
        asked = [check for part in lesson.explanation for check in part.holds]
        asked += [check for each in lesson.questions for answer in each.answers for check in answer.holds]
        found = [self._fault(check) for check in dict.fromkeys(asked) if not self.checks[check]]
        right = [each for each in lesson.prediction.choices if self.checks[each.holds]]
        if lesson.prediction.choices and len(right) != 1:
            found.append(message("lesson.fault.choices", lesson=name, seen=str(len(right))))
        return found

    def _fault(self, name: str) -> Message:
        check: Check = self.loaded.lesson.checks[name]
        number = self.numbers[check.number]
        return message(
            "lesson.fault.check",
            lesson=self.loaded.name, check=name, number=check.number,
            mean=f"{number.mean:.4g}", low=f"{number.low:.4g}", high=f"{number.high:.4g}",
        )  # fmt: skip


def answer_lesson(
    loaded: LoadedLesson,
    *,
    threads: int | None = None,
    on_progress: Callable[[int, int], None] = lambda done, all_: None,
) -> LessonResult:
    """Run all runs of a lesson under its seeds.

    Parameters
    ----------
    loaded : LoadedLesson
        The lesson.
    threads : int, optional
        Runs at a time.
    on_progress : callable (done, all)
        Told how many runs have ended.

    Returns
    -------
    LessonResult
        Whether all holds that it says is in `faults`.

    Raises
    ------
    InputError
        If a chart names what a world has not, or a number has no value.
    """
    lesson, done = loaded.lesson, [0]
    seeds = range(lesson.seed, lesson.seed + lesson.replications)
    shown = charts_of(loaded)

    def on_run() -> None:
        done[0] += 1
        on_progress(done[0], loaded.count)

    runs: dict[str, list[Readings]] = {}
    for name, scenario in loaded.runs.items():
        places = {look: place_of(look, loaded) for look in shown}

        def read(simulation: Simulation, name: str = name, places: Mapping[Look, Place] = places) -> Readings:
            asked = [key for key, each in lesson.numbers.items() if name in (each.of, each.less)]
            series = {repr(look): _series(simulation, look.measure, place) for look, place in places.items()}
            return {**read_queries(asked, loaded.queries, simulation), **series}

        runs[name] = run_replications(scenario, {}, Probe(read), seeds, threads=threads, on_progress=on_run)
    numbers = {key: _number(key, loaded, runs) for key in lesson.numbers}
    checks = {key: _holds(each, numbers[each.number]) for key, each in lesson.checks.items()}
    curves = {
        (name, look): exact_mean(np.array([each[repr(look)] for each in read]), axis=0)
        for name, read in runs.items()
        for look in shown
    }
    return LessonResult(loaded, numbers, checks, curves, _chain(loaded, threads, on_progress))


def _chain(
    loaded: LoadedLesson, threads: int | None, on_progress: Callable[[int, int], None]
) -> WhyData | None:
    """Follow the chain of the two runs of which it is told, under the same seeds."""
    lesson = loaded.lesson
    if lesson.chain is None:
        return None
    scenarios = {name: loaded.runs[name] for name in (lesson.chain.less, lesson.chain.of)}
    before = len(loaded.runs) * lesson.replications
    return why(
        scenarios, parts=("chain",), replications=lesson.replications, seed=lesson.seed, threads=threads,
        on_progress=lambda done, all_: on_progress(before + done, loaded.count),
    )  # fmt: skip


def charts_of(loaded: LoadedLesson) -> tuple[Look, ...]:
    """Return what is drawn: the charts, and the curve that is predicted."""
    lesson = loaded.lesson
    asked = lesson.prediction
    drawn = (Look(measure=asked.measure, holder=asked.holder),) if asked.measure else ()
    return tuple(dict.fromkeys((*drawn, *lesson.look)))


@dataclass(frozen=True)
class Place:
    """Where the record of a chart is."""

    kind: Kind
    holder: int


def _series(simulation: Simulation, measure: str, place: Place) -> Floats:
    """Return a measure of one holder, month by month."""
    names = [each.name for each in MEASURES[place.kind]]
    rows = getattr(simulation.recording, place.kind)
    return np.array(rows.reshape(len(rows), -1, len(names))[:, place.holder, names.index(measure)])


def place_of(look: Look, loaded: LoadedLesson) -> Place:
    """Find whose record a chart shows.

    Raises
    ------
    InputError
        If nobody has that name, or that measure.
    """
    node = Node({"of": Node(look.holder), "measure": Node(look.measure)}, loaded.name)
    everything = Measured(
        look.measure,
        None,
        (look.holder,),
        Months(0, None),
        False,
        None,
        None,
        False,
        QueryPlace(node, ("look",)),
    )
    found = holders_of(everything, World(loaded.scenario, network_of(loaded.scenario)))
    return Place(found.kind, found.places[0])


def _number(name: str, loaded: LoadedLesson, runs: Mapping[str, list[Readings]]) -> Found:
    """Take the mean of a number over seeds, of a difference that of pairs."""
    asked = loaded.lesson.numbers[name]
    values = np.array([number_of(each[name]) for each in runs[asked.of]])
    if asked.less is not None:
        values = values - np.array([number_of(each[name]) for each in runs[asked.less]])
    mean, low, high = (float(each) for each in student_interval(values))
    if not np.isfinite(mean):
        raise InputError(message("lesson.fault.no_value", lesson=loaded.name, number=name))
    return Found(mean, low, high, unit_of_number(name, loaded), _is_difference(name, loaded))


def unit_of_number(name: str, loaded: LoadedLesson) -> str:
    """Return the unit of a number: as it says, or that of the measure that it is."""
    if (said := loaded.lesson.numbers[name].unit) is not None:
        return said
    expression = loaded.queries[name].expression
    assert isinstance(expression, Measured)  # `load_lesson` refuses what is calculated and has no unit
    summed = expression.over_time is not None and expression.over_time.name == "sum"
    return unit_of_run(expression.measure) if summed else unit_of(expression.measure)


def _is_difference(name: str, loaded: LoadedLesson) -> bool:
    """Return whether a number is how far measures lie apart: in other runs, or in one."""
    expression = loaded.queries[name].expression
    apart = (
        isinstance(expression, Operation) and expression.verb == "minus"
        and all(isinstance(part, Measured) for part in expression.parts)
    )  # fmt: skip
    return apart or loaded.lesson.numbers[name].less is not None


def _holds(check: Check, found: Found) -> bool:
    """Return whether the whole interval of a number lies where the check wants it."""
    over = check.above is None or found.low > check.above
    return over and (check.below is None or found.high < check.below)
