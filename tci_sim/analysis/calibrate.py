"""Fit the customers of the reference market, once and openly, to what is published about real ones.

`python -m tci_sim.analysis.calibrate` prints what was measured before and after, and the values to set; it sets none.
Only the targets marked `calibrated` in `scenarios/published/ecsi.targets.yaml` are fitted, on one set of seeds, and
then read on others; only parameters whose evidence is calibration are moved. All is read as month 0 begins, until which
all firms run one and the same policy; each world is checked for that, so nothing here shows which policy does well.
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
from tci_sim.errors import InputError, TciError, legible, meant
from tci_sim.messages import Message, listing, message
from tci_sim.names import label, parameter_label
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.scenario.explain import catalogue, general_name
from tci_sim.scenario.library import PUBLISHED, find
from tci_sim.scenario.load import AnyScenario, as_scenario, load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import value_at
from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.least_squares import least_squares
from tci_sim.streams import safe_streams

Floats = NDArray[np.float64]
Read = Mapping[str, tuple[float, float]]


class Knob(NamedTuple):
    """A parameter that may be moved within its plausible range."""

    path: str
    start: float
    """Where it stood before anything was fitted, so that fitting again gives the same."""
    step: float
    """What it is rounded to in the end."""
    range: tuple[float, float] | None = None
    """Where it may go, within what is allowed; its plausible range where nothing is said."""


KNOBS = (
    Knob("world.satisfaction.constant", -2.6, 0.05),
    Knob("world.satisfaction.leniency", 0.1, 0.005),
    Knob("world.satisfaction.optimism", 0.1, 0.005),
    Knob("world.voices.respondent_noise", 4.0, 0.5),
    Knob("world.voices.item_noise", 6.0, 0.5),
    Knob("world.satisfaction.value_effect", 2.4, 0.1, (0.5, 3.0)),
    Knob("world.satisfaction.quality_effect", 2.0, 0.1, (1.0, 5.0)),
    Knob("world.satisfaction.image_effect", 0.8, 0.05),
)
"""What is fitted: the level of satisfaction, how customers differ, how they answer, and what value, quality and image
weigh. The weight of gaps stays as designed: that of quality is told by its distance from it. Two weights may go from
where they stood before to the far end of what is plausible now."""

FIT_SEEDS, CHECK_SEEDS = tuple(range(101, 109)), tuple(range(201, 209))

STAY = 0.55
"""What moving a parameter by half its range counts, in half-widths of a band: bands are believed more than ranges."""
MOST_STAY = 10.0
ONE_SIDED = 0.1
"""What stands for the half-width of a band that is open at one end."""
PROBE = 0.03
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
    """Sets of values that were tried, each on all seeds of fitting."""
    stay: float
    """What moving a parameter by half its range counted."""
    policy: str
    """The one policy that all firms of all these worlds run."""
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
    rounds: int = 16,
    trials: int = 1_000,
    jobs: int = 1,
    stay: float = STAY,
    on_progress: Callable[[Message], None] = lambda _: None,
) -> Calibration:
    """Move parameters of customers until what they answer is near the middle of what is published.

    Parameters
    ----------
    scenario : Scenario
        The market; it is simulated to month 0 and no further.
    goals : sequence of Goal
        What is fitted: quantities that are targets of calibration, and no others.
    knobs : sequence of Knob
        What may be moved.
    fit_seeds, check_seeds : sequence of int
        Seeds of the worlds that are fitted, and of those on which the outcome is read; none in both.
    rounds : int
        Largest number of rounds of least squares.
    trials : int
        Largest number of sets of values that are tried; if it is reached, the best of them is what was found.
    jobs : int
        Worlds that are simulated side by side.
    stay : float
        What moving a parameter by half its range counts, in half-widths of a band, 0 to 10.
    on_progress : callable (Message)
        Called with the state of the fit after each trial.

    Returns
    -------
    Calibration
        The same for the same arguments, whatever `jobs` is.

    Raises
    ------
    InputError
        If a seed or a count is no such number, a seed is in both sets, a quantity is no target of calibration, the
        evidence of a parameter is not calibration, its range is not allowed, firms come to run more than one policy,
        or the scenario cannot be built.
    """
    fit_seeds = whole_numbers("fit_seeds", fit_seeds, 0, LARGEST_SEED)
    check_seeds = whole_numbers("check_seeds", check_seeds, 0, LARGEST_SEED)
    rounds, trials = whole_number("rounds", rounds, 1), whole_number("trials", trials, 1)
    jobs = whole_number("jobs", jobs, 1)
    if not 0.0 <= stay <= MOST_STAY:
        raise InputError(message("calibrate.stay", given=f"{stay:g}", most=f"{MOST_STAY:g}"))
    scenario = as_scenario(scenario)
    if shared := sorted(set(fit_seeds) & set(check_seeds)):
        seeds = listing(map(str, shared), "and")
        raise InputError(message("calibrate.shared_seeds", seeds=seeds, count=len(shared)))
    _require_open(goals)
    knobs = tuple(knobs)
    ends = np.array([span(knob) for knob in knobs])
    half = (ends[:, 1] - ends[:, 0]) / 2
    start = np.array([knob.start for knob in knobs])
    low, high = ((ends - start[:, None]) / half[:, None]).T
    tried: dict[bytes, tuple[Floats, Read]] = {}

    def read_at(values: Mapping[str, float], seeds: Sequence[int]) -> Read:
        return mean_and_error(ecsi(variant(scenario, values), seeds, jobs))

    def missed_by(place: Floats, found: Read) -> Floats:
        return np.array(
            [*(_weighed(goal.miss(found[goal.quantity][0])) for goal in goals), *(_weighed(stay) * place)]
        )

    def missed(place: Floats) -> Floats:
        if place.tobytes() not in tried:
            if len(tried) == trials:
                raise _SpentError
            found = read_at(_named(knobs, start + place * half), fit_seeds)
            tried[place.tobytes()] = place.copy(), found
            miss = f"{_mean_squared_miss(goals, found):.3f}"
            on_progress(message("calibrate.trial", number=len(tried), miss=miss))
        return missed_by(place, tried[place.tobytes()][1])

    try:
        place = least_squares(missed, np.clip(np.zeros(len(knobs)), low, high), low, high, PROBE, rounds)
    except _SpentError:
        place = min((at for at, _ in tried.values()), key=lambda at: _square(missed(at)))
    steps = np.array([knob.step for knob in knobs])
    before, after = _named(knobs, start), _named(knobs, np.round((start + place * half) / steps) * steps)
    read = {
        f"{which} {when}": read_at(values, seeds)
        for which, seeds in (("fit", fit_seeds), ("check", check_seeds))
        for when, values in (("before", before), ("after", after))
    }
    half_lives = {name: attribute.half_life for name, attribute in scenario.market.attributes.items()}
    return Calibration(
        before,
        after,
        tuple(goals),
        read,
        fit_seeds,
        check_seeds,
        len(tried),
        stay,
        scenario.burn_in_policy,
        half_lives,
    )


def span(knob: Knob) -> tuple[float, float]:
    """Return where a parameter may go: its own range, or the plausible one.

    Raises
    ------
    InputError
        If its evidence is not calibration, or its range is none or leaves what is allowed.
    """
    parameter = catalogue().get(general_name(knob.path))
    if parameter is None or parameter.evidence != "calibrated" or parameter.plausible is None:
        raise InputError(message("calibrate.not_calibrated", path=legible(knob.path)))
    low, high = knob.range or parameter.plausible
    least, most = parameter.allowed or (-math.inf, math.inf)
    if not least <= low < high <= most:
        ends = {"low": f"{low:g}", "high": f"{high:g}", "least": f"{least:g}", "most": f"{most:g}"}
        raise InputError(message("calibrate.range", path=knob.path, **ends))
    return low, high


def knob_of(scenario: Scenario, text: str) -> Knob:
    """Read which parameter is moved, from "PATH" or "PATH=LOW:HIGH".

    One that is not among `KNOBS` starts where the scenario has it, and is rounded to about a fiftieth of its range.

    Raises
    ------
    InputError
        If the evidence of the parameter is not calibration, or the range is none.
    """
    path, equals, ends = text.partition("=")
    given = None
    if equals:
        low, _, high = ends.partition(":")
        try:
            given = float(low), float(high)
        except ValueError:
            raise InputError(message("calibrate.move", text=legible(text))) from None
    usual = next((each for each in KNOBS if each.path == path), None)
    asked = usual._replace(range=given or usual.range) if usual else Knob(path, 0.0, 1.0, given)
    low_end, high_end = span(asked)
    if usual is not None:
        return asked
    step = 10.0 ** math.floor(math.log10((high_end - low_end) / 20))
    return Knob(path, float(value_at(scenario, path)), step, given)


def chosen_goals(goals: Sequence[Goal], quantities: Sequence[str]) -> tuple[Goal, ...]:
    """Return those goals whose quantities are named; all where none is.

    Raises
    ------
    InputError
        If one is no target of calibration: what validates the model is never fitted.
    """
    known = {goal.quantity: goal for goal in goals}
    for name in quantities:
        if name not in known:
            raise InputError(meant("calibrate.not_open", name, known, quantity=legible(name)))
    return tuple(known[name] for name in dict.fromkeys(quantities)) or tuple(goals)


class _SpentError(Exception):
    """As many sets of values have been tried as may be."""


def _require_open(goals: Sequence[Goal]) -> None:
    if not goals:
        raise InputError(message("calibrate.no_goals"))
    chosen_goals(read_goals(Path(find("ecsi", PUBLISHED))), [goal.quantity for goal in goals])


def _weighed(miss: float) -> float:
    """Return the square of a miss, with its sign: least squares then hold every band before the middle of any."""
    return miss * abs(miss)


def _square(missed: Floats) -> float:
    return math.fsum(missed * missed)


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
        message("calibrate.pull", stay=f"{found.stay:g}"),
        message("calibrate.one_policy", policy=found.policy),
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


def _options() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="python -m tci_sim.analysis.calibrate", description=__doc__)
    asked.add_argument("scenario", nargs="?", default="baseline")
    for option, seeds in (("fit", FIT_SEEDS), ("check", CHECK_SEEDS)):
        usual = f"{seeds[0]}-{seeds[-1]}"
        asked.add_argument(f"--{option}", default=usual, metavar=usual, help=_help(option))
    for option, usual in (("set", "PATH=VALUE"), ("move", "PATH[=LOW:HIGH]"), ("target", "QUANTITY")):
        asked.add_argument(f"--{option}", action="append", default=[], metavar=usual, help=_help(option))
    for option, number in (("rounds", 16), ("trials", 1_000), ("jobs", 1)):
        asked.add_argument(f"--{option}", type=int, default=number, help=_help(option))
    asked.add_argument("--stay", type=float, default=STAY, help=_help("stay"))
    return asked


def main(arguments: Sequence[str] | None = None) -> int:
    """Calibrate from the command line: 0 if all is in its band in the end, 1 if not, 2 if asked wrongly."""
    given = _options().parse_args(arguments)
    try:
        goals = chosen_goals(read_goals(Path(find("ecsi", PUBLISHED))), given.target)
        fit, check = _seeds(given.fit), _seeds(given.check)
        scenario = load(given.scenario, given.set)
        found = calibrate(
            scenario,
            goals,
            [knob_of(scenario, text) for text in given.move] or KNOBS,
            fit_seeds=fit,
            check_seeds=check,
            rounds=given.rounds,
            trials=given.trials,
            jobs=given.jobs,
            stay=given.stay,
            on_progress=lambda said: print(said, file=sys.stderr),
        )
    except (TciError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(format_report(found))
    return 0 if found.holds else 1


if __name__ == "__main__":
    with safe_streams() as output:
        raise SystemExit(output.code(main()))
