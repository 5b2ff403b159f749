"""Run what tests the claims, and say of each what came out: by an interval, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from tci_sim.analysis.claims.file import ALL_REGIMES, ESTIMATED, RETURNED, Claim, Reading, Trial
from tci_sim.analysis.compare import compare
from tci_sim.analysis.comparison import ComparisonData, is_money
from tci_sim.analysis.controlled_return import GROWTH, ReturnData, controlled_return
from tci_sim.designs.variants import variants_of
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.errors import RunError
from tci_sim.messages import message
from tci_sim.runs.digest import digest_of
from tci_sim.scenario.load import load
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.exact import Floats, exact_mean, exact_sum
from tci_sim.statistics.paired import Interval, student_interval
from tci_sim.statistics.payback import present_value


class Verdict(StrEnum):
    """What came out of a claim."""

    HOLDS = "holds"
    """Every interval lies where the claim expects it."""
    UNCLEAR = "unclear"
    """An interval has 0 in it, and none lies on the other side."""
    FALSE = "false"
    """An interval lies on the other side."""
    MISSING = "missing"
    """Nothing in the model stands for it."""
    BUILT_IN = "built_in"
    """The model is built so; tests show it, and no comparison could refute it."""


@dataclass(frozen=True)
class Outcome:
    """What came of one reading."""

    reading: Reading
    found: Interval
    """Difference, what is beyond a sum, slope or level, with its 95 % interval (Student t over pairs)."""
    unit: str
    """Its unit; of a slope that of what rises."""
    reference: str
    """What it is compared with."""

    @property
    def verdict(self) -> Verdict:
        """What the interval says of the claim."""
        low, high = (float(end) for end in (self.found.low, self.found.high))
        if self.reading.expects == "less":
            low, high = -high, -low
        if low > 0.0:
            return Verdict.HOLDS
        return Verdict.FALSE if high < 0.0 else Verdict.UNCLEAR


@dataclass(frozen=True)
class Answer:
    """What came of one claim."""

    claim: Claim
    outcomes: tuple[tuple[Outcome, ...], ...]
    """By trial, then by reading."""

    @property
    def verdict(self) -> Verdict:
        """What all readings say together: it holds where each does, and is false where one is."""
        if self.claim.missing:
            return Verdict.MISSING
        found = {each.verdict for trial in self.outcomes for each in trial}
        if not found:
            return Verdict.BUILT_IN
        return next(each for each in (Verdict.FALSE, Verdict.UNCLEAR, Verdict.HOLDS) if each in found)


@dataclass(frozen=True)
class Answers:
    """What came of all claims."""

    answers: tuple[Answer, ...]
    replications: int
    seed: int
    fingerprint: str
    """Hash of all runs, in the order of the claims. [64 hexadecimal digits]."""


def questions_of(trial: Trial) -> dict[str, Scenario]:
    """Return what a trial compares, the reference first; a review compares one scenario with itself.

    Raises
    ------
    InputError
        As the command would.
    """
    named = {Path(name).stem: load(name, trial.set) for name in trial.scenarios}
    if trial.policies == (ALL_REGIMES,):
        return variants_of(named, (), "all")
    return variants_of(named, trial.policies) if trial.command == "compare" else named


def answer(
    claims: Iterable[Claim],
    replications: int,
    seed: int,
    *,
    threads: int | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> Answers:
    """Run all that tests some claims; a command that tests several of them is run once.

    Parameters
    ----------
    claims : iterable of Claim
        What is asked.
    replications : int
        Pairs of runs of each comparison, 2 or more.
    seed : int
        Seed of the first pair.
    threads : int, optional
        Runs at once.
    on_progress : callable, optional
        Is told the id of each claim before it is tested.

    Returns
    -------
    Answers

    Raises
    ------
    InputError
        If a trial is no such command.
    RunError
        If a run fails.
    """
    made: dict[str, ComparisonData | ReturnData] = {}

    def found(trial: Trial) -> ComparisonData | ReturnData:
        line = trial.command_line(replications, seed)
        if line not in made:
            made[line] = _run(trial, replications, seed, threads)
        return made[line]

    answers = []
    for claim in claims:
        if on_progress is not None:
            on_progress(claim.id)
        outcomes = (tuple(_read(found(trial), each) for each in trial.readings) for trial in claim.trials)
        answers.append(Answer(claim, tuple(outcomes)))
    prints = [_comparison(each).fingerprint for each in made.values()]
    return Answers(tuple(answers), replications, seed, digest_of("\0".join(prints).encode()))


def _run(trial: Trial, replications: int, seed: int, threads: int | None) -> ComparisonData | ReturnData:
    questions = questions_of(trial)
    found: ComparisonData | ReturnData
    if trial.command == "review":
        [question] = questions.values()
        found = controlled_return(question, replications=replications, seed=seed, threads=threads)
    else:
        found = compare(questions, replications=replications, seed=seed, threads=threads)
    for run in _comparison(found).failed:
        command = trial.command_line(replications, seed)
        raise RunError(message("claims.failed", command=command, seed=run.seed, error=run.error))
    return found


def _comparison(found: ComparisonData | ReturnData) -> ComparisonData:
    return found.comparison if isinstance(found, ReturnData) else found


def _read(found: ComparisonData | ReturnData, reading: Reading) -> Outcome:
    if isinstance(found, ReturnData):
        return _read_return(found, reading)
    unit, first = unit_of_run(reading.measure), found.reference
    figures = dict(zip(found.questions, _figures(found, reading.measure, reading.of), strict=True))
    if reading.along is not None:
        across = _figures(found, reading.along, reading.of)
        return Outcome(reading, student_interval(_slopes(np.stack([*figures.values()]), across)), unit, first)
    ours = figures[reading.policy]
    if reading.than is not None:
        return Outcome(reading, student_interval(_known(ours - reading.than)), unit, first)
    reference = figures[first]
    apart = ours - reference - sum(figures[name] - reference for name in reading.beyond)
    return Outcome(reading, student_interval(_known(apart)), unit, first)


def _read_return(found: ReturnData, reading: Reading) -> Outcome:
    """Read the return, the firm's own estimate of it, or what the programme did to one of the links."""
    first = found.comparison.reference
    if reading.measure in (RETURNED, ESTIMATED):
        read = found.returned.discounted if reading.measure == RETURNED else found.estimated
        return Outcome(reading, read, "ratio", first)
    links = found.links()
    [row] = links[(links["measure"] == reading.measure) & (links["whose"] == reading.of)].to_dict("records")
    money = reading.measure != GROWTH and is_money(reading.measure)
    ends = [row[f"{'discounted_' if money else ''}{end}"] for end in ("difference", "low", "high")]
    return Outcome(reading, Interval(*map(np.asarray, ends)), str(row["unit"]), first)


def _figures(found: ComparisonData, measure: str, kind: str) -> Floats:
    """Return the figure of a measure in each run, (alternative, pair); money is discounted."""
    if not is_money(measure):
        return found.figures(measure, kind=kind)
    [name] = found.measure_names(measure, kind)
    values = found.values[kind][..., found.measures[kind].index(name)]
    return exact_sum(present_value(values, found.discount))


def _slopes(figures: Floats, across: Floats) -> Floats:
    """Return by how much one figure rises for a unit of another, over the alternatives of each pair, (pair,).

    Examples
    --------
    >>> _slopes(np.array([[1.0, 0.0], [3.0, 0.0]]), np.array([[5.0, 1.0], [6.0, 2.0]])).tolist()
    [2.0, 0.0]
    """

    def slope(rises: Floats, over: Floats) -> Iterator[float]:
        both = np.isfinite(rises) & np.isfinite(over)
        x, y = over[both], rises[both]
        apart = x - exact_mean(x)
        spread = float(exact_sum(apart * apart))
        if spread > 0.0:
            yield float(exact_sum(apart * (y - exact_mean(y)))) / spread

    pairs = zip(figures.T, across.T, strict=True)
    return np.array([each for rises, over in pairs for each in slope(rises, over)])


def _known(values: Floats) -> Floats:
    return np.asarray(values[np.isfinite(values)])
