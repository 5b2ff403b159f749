"""Fit the customers of the reference market, once and openly, to what is published about real ones.

`python -m tci_sim.analysis.calibrate` prints what was measured before and after, and the values to set; it sets none.
Only the targets marked `calibrated` in `scenarios/published/ecsi.targets.yaml` are fitted, on one set of seeds, and
then read on others. All is read at month 0, until which all firms run one and the same policy: nothing here shows which
policy does well.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.analysis.ecsi import ecsi, mean_and_error
from tci_sim.analysis.validation.targets import read_published
from tci_sim.arguments import LARGEST_SEED, whole_number, whole_numbers
from tci_sim.bounds import MOST_REPLICATIONS
from tci_sim.errors import InputError, legible
from tci_sim.messages import Message, listing, message
from tci_sim.names import label, parameter_label
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.library import PUBLISHED, find
from tci_sim.scenario.load import AnyScenario, as_scenario, load, variant
from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.least_squares import least_squares

Floats = NDArray[np.float64]
Read = Mapping[str, tuple[float, float]]


class Knob(NamedTuple):
    """A parameter that may be moved within its plausible range."""

    path: str
    start: float
    """Where it stood before anything was fitted, so that fitting again gives the same."""
    step: float
    """What it is rounded to in the end."""


KNOBS = (
    Knob("world.satisfaction.constant", -2.6, 0.05),
    Knob("world.satisfaction.leniency", 0.1, 0.005),
    Knob("world.satisfaction.optimism", 0.1, 0.005),
    Knob("world.voices.respondent_noise", 4.0, 0.5),
    Knob("world.voices.item_noise", 6.0, 0.5),
)
"""What is fitted: the level of satisfaction, how customers differ, and how they answer. The weights of quality, gaps,
value and image could be as well, but eleven bands cannot tell ten parameters apart: these stay as designed."""

FIT_SEEDS, CHECK_SEEDS = tuple(range(101, 109)), tuple(range(201, 209))

STAY = 1.0
"""What moving a parameter by half its plausible range counts, in half-widths of a band: the range is believed as much
as the bands are."""
ONE_SIDED = 0.1
"""What stands for the half-width of a band that is open at one end."""
PROBE = 0.1
"""How far each parameter is moved to see what it does, in halves of its plausible range."""
HALF_LIVES = (1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 14.0, 18.0, 22.0)
"""Months in which a shortfall halves, by organisational and technical complexity (Schneiderman 1988; the least and the
largest read in the source, the others recalled)."""


class Goal(NamedTuple):
    """A quantity and the band it ought to be in; infinite where open."""

    quantity: str
    low: float
    high: float

    def miss(self, value: float) -> float:
        """Return how far a value is from the middle, in half-widths; for an open band, how far outside.

        Examples
        --------
        >>> Goal("R2", 0.6, 0.8).miss(0.75), Goal("lead", 0.0, math.inf).miss(-0.2)
        (0.5, 2.0)
        """
        if math.isinf(self.low) or math.isinf(self.high):
            return max(self.low - value, value - self.high, 0.0) / ONE_SIDED
        return round((value - (self.low + self.high) / 2) / ((self.high - self.low) / 2), 12)

    def holds(self, value: float) -> bool:
        """Return whether a value is in the band."""
        return self.low < value < self.high


@dataclass(frozen=True)
class Calibration:
    """What a calibration found."""

    before: Mapping[str, float]
    """Values of the parameters at the start."""
    after: Mapping[str, float]
    """Values proposed, rounded."""
    goals: tuple[Goal, ...]
    read: Mapping[str, Mapping[str, tuple[float, float]]]
    """Mean and standard error of each quantity, "fit before", "fit after", "check before" and "check after"."""
    fit_seeds: tuple[int, ...]
    check_seeds: tuple[int, ...]
    trials: int
    """Sets of values that were tried."""
    half_lives: Mapping[str, float]
    """Of each attribute; they are not fitted, but compared with `HALF_LIVES`. [month]"""

    def loss(self, when: str) -> float:
        """Return the mean squared miss of one reading, such as "check after", in half-widths."""
        return _mean_squared_miss(self.goals, self.read[when])

    @property
    def holds(self) -> bool:
        """Whether all is in its band after, on the seeds that were not fitted, and half-lives are published ones."""
        read = all(goal.holds(self.read["check after"][goal.quantity][0]) for goal in self.goals)
        return read and all(months in HALF_LIVES for months in self.half_lives.values())


def calibrate(
    scenario: AnyScenario,
    goals: Sequence[Goal],
    knobs: Sequence[Knob] = KNOBS,
    *,
    fit_seeds: Sequence[int] = FIT_SEEDS,
    check_seeds: Sequence[int] = CHECK_SEEDS,
    rounds: int = 8,
    on_progress: Callable[[Message], None] = lambda _: None,
) -> Calibration:
    """Move parameters of customers until what they answer is near the middle of what is published.

    Parameters
    ----------
    scenario : Scenario
        The market; it is simulated to month 0 and no further.
    goals : sequence of Goal
        What is fitted.
    knobs : sequence of Knob
        What may be moved.
    fit_seeds, check_seeds : sequence of int
        Seeds of the worlds that are fitted, and of those on which the outcome is read; none in both.
    rounds : int
        Largest number of rounds of least squares.
    on_progress : callable (Message)
        Called with the state of the fit after each trial.

    Returns
    -------
    Calibration
        The same for the same arguments.

    Raises
    ------
    InputError
        If a seed or `rounds` is no such number, a seed is in both sets, the evidence of a parameter is not calibration,
        or the scenario cannot be built.
    """
    fit_seeds = whole_numbers("fit_seeds", fit_seeds, 0, LARGEST_SEED)
    check_seeds = whole_numbers("check_seeds", check_seeds, 0, LARGEST_SEED)
    rounds = whole_number("rounds", rounds, 1)
    scenario = as_scenario(scenario)
    if shared := sorted(set(fit_seeds) & set(check_seeds)):
        seeds = listing(map(str, shared), "and")
        raise InputError(message("calibrate.shared_seeds", seeds=seeds, count=len(shared)))
    half = np.array([(high - low) / 2 for low, high in map(plausible, knobs)])
    start = np.array([knob.start for knob in knobs])
    low = (np.array([plausible(knob)[0] for knob in knobs]) - start) / half
    high = (np.array([plausible(knob)[1] for knob in knobs]) - start) / half
    tried: dict[bytes, Read] = {}

    def missed(place: Floats) -> Floats:
        values = _named(knobs, start + place * half)
        if place.tobytes() not in tried:
            tried[place.tobytes()] = mean_and_error(ecsi(variant(scenario, values), fit_seeds))
            miss = _mean_squared_miss(goals, tried[place.tobytes()])
            on_progress(message("calibrate.trial", number=len(tried), miss=f"{miss:.3f}"))
        found = tried[place.tobytes()]
        return np.array([*(goal.miss(found[goal.quantity][0]) for goal in goals), *(STAY * place)])

    place = least_squares(missed, np.zeros(len(knobs)), low, high, PROBE, rounds)
    steps = np.array([knob.step for knob in knobs])
    before, after = _named(knobs, start), _named(knobs, np.round((start + place * half) / steps) * steps)
    read = {
        f"{which} {when}": mean_and_error(ecsi(variant(scenario, values), seeds))
        for which, seeds in (("fit", fit_seeds), ("check", check_seeds))
        for when, values in (("before", before), ("after", after))
    }
    half_lives = {name: attribute.half_life for name, attribute in scenario.market.attributes.items()}
    return Calibration(before, after, tuple(goals), read, fit_seeds, check_seeds, len(tried), half_lives)


def plausible(knob: Knob) -> tuple[float, float]:
    """Return the plausible range of a parameter.

    Raises
    ------
    InputError
        If its evidence is not calibration.
    """
    parameter = catalogue().get(knob.path)
    if parameter is None or parameter.evidence != "calibrated" or parameter.plausible is None:
        raise InputError(message("calibrate.not_calibrated", path=knob.path))
    return parameter.plausible


def read_goals(path: Path) -> tuple[Goal, ...]:
    """Read what may be fitted: the targets of a published model that are marked `calibrated`."""
    published = read_published(path)
    return tuple(Goal(t.entry.quantity, t.low, t.high) for t in published.targets if t.entry.calibrated)


def format_report(found: Calibration) -> str:
    """Return what was measured before and after, and which values to set."""
    before, after = (f"{found.loss(f'check {when}'):.2f}" for when in ("before", "after"))
    seeds = {"fit_seeds": _span(found.fit_seeds), "check_seeds": _span(found.check_seeds)}
    parts: list[Part] = [
        message("calibrate.fitted", trials=found.trials, **seeds),
        message("calibrate.loss", before=before, after=after),
        "",
        Table([_HEADING, *(_row(found, goal) for goal in found.goals)], headings=1),
        "",
        message("calibrate.half_lives"),
        Table([_half_life(name, months) for name, months in found.half_lives.items()], headings=0),
        "",
        message("calibrate.values"),
        Table([_value(found, path) for path in found.before], headings=0, words=2),
    ]
    return as_text(parts).rstrip("\n")


_HEADING: tuple[Cell, ...] = (
    message("calibrate.heading.target"),
    message("calibrate.heading.band"),
    message("calibrate.heading.fit_before"),
    message("calibrate.heading.fit_after"),
    message("calibrate.heading.check_before"),
    message("calibrate.heading.check_after"),
    message("calibrate.heading.error"),
    "",
)


def _row(found: Calibration, goal: Goal) -> list[Cell]:
    read = [found.read[f"{a} {b}"][goal.quantity] for a in ("fit", "check") for b in ("before", "after")]
    value, error = read[-1]
    missed = "" if goal.holds(value) else message("calibrate.missed")
    return [goal.quantity, _band(goal), *(f"{mean:.3f}" for mean, _ in read), f"{error:.3f}", missed]


def _half_life(name: str, months: float) -> list[Cell]:
    cell = message("calibrate.months", number=f"{months:g}")
    return [
        label("attribute", name),
        cell,
        "" if months in HALF_LIVES else message("calibrate.not_published"),
    ]


def _value(found: Calibration, path: str) -> list[Cell]:
    return [path, parameter_label(path), f"{found.before[path]:g} -> {found.after[path]:g}"]


def _band(goal: Goal) -> Message:
    if math.isinf(goal.high):
        return message("calibrate.above", low=f"{goal.low:g}")
    if math.isinf(goal.low):
        return message("calibrate.below", high=f"{goal.high:g}")
    return message("number.ends", low=f"{goal.low:g}", high=f"{goal.high:g}")


def _named(knobs: Sequence[Knob], values: Floats) -> dict[str, float]:
    return {knob.path: round(float(value), 9) for knob, value in zip(knobs, values, strict=True)}


def _mean_squared_miss(goals: Sequence[Goal], found: Read) -> float:
    missed = [goal.miss(found[goal.quantity][0]) for goal in goals]
    return float(exact_mean([each * each for each in missed]))


def _span(seeds: Sequence[int]) -> Message:
    return message("number.ends", low=seeds[0], high=seeds[-1])


def _seeds(text: str) -> Sequence[int]:
    """Read "101-108" or "101"; an InputError says what is wrong."""
    first, _, last = text.partition("-")
    if not all(each.isascii() and each.isdecimal() and len(each) < 19 for each in (first, last or first)):
        raise InputError(message("calibrate.seeds", text=legible(text)))
    found = range(int(first), int(last or first) + 1)
    if not 0 < len(found) <= MOST_REPLICATIONS:
        number, most = f"{len(found):,}", f"{MOST_REPLICATIONS:,}"
        raise InputError(message("calibrate.number_of_seeds", text=legible(text), number=number, most=most))
    return found


def _help(option: str) -> str:
    return str(Message(f"calibrate.help.{option}"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Calibrate from the command line: 0 if all is in its band in the end, 1 if not, 2 if asked wrongly."""
    asked = argparse.ArgumentParser(prog="python -m tci_sim.analysis.calibrate", description=__doc__)
    asked.add_argument("scenario", nargs="?", default="baseline")
    for option, seeds in (("fit", FIT_SEEDS), ("check", CHECK_SEEDS)):
        usual = f"{seeds[0]}-{seeds[-1]}"
        asked.add_argument(f"--{option}", default=usual, metavar=usual, help=_help(option))
    asked.add_argument("--rounds", type=int, default=8, help=_help("rounds"))
    given = asked.parse_args(arguments)
    try:
        goals = read_goals(Path(find("ecsi", PUBLISHED)))
        fit, check = _seeds(given.fit), _seeds(given.check)
        found = calibrate(
            load(given.scenario),
            goals,
            fit_seeds=fit,
            check_seeds=check,
            rounds=given.rounds,
            on_progress=lambda said: print(said, file=sys.stderr),
        )
    except (InputError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(format_report(found))
    return 0 if found.holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
