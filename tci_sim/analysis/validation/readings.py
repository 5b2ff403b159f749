"""What is read off finished runs: a number, a ratio of sums or a series a run, and its mean with its error."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.measures.columns import MEASURES, Kind
from tci_sim.errors import InputError, meant
from tci_sim.simulation import Simulation

Floats = NDArray[np.float64]


_LARGEST = 1e150  # of a number that can be squared


class Ratio(NamedTuple):
    """A part of each run and its whole; over all runs the sums are divided, not the ratios averaged."""

    part: float
    whole: float


class Term(NamedTuple):
    """One elasticity of a sum: what it counts, and logarithms of which the differences to a paired run are divided."""

    weight: float
    amount: float
    """Logarithm of what responds."""
    price: float
    """Logarithm of the price that customers saw meanwhile."""


class Elasticity(NamedTuple):
    """A weighted sum of elasticities, each found from the differences between paired runs; alone it has no value."""

    terms: tuple[Term, ...]


Reading = float | Ratio | Elasticity | Floats
Readings = Mapping[str, Reading]


class Estimate(NamedTuple):
    """A value over all runs, and its Monte-Carlo standard error."""

    value: float
    error: float | None
    """None where there was one run only."""


@dataclass(frozen=True)
class Probe:
    """What reads the quantities of one published model off a finished run.

    Parameters
    ----------
    read : callable (Simulation) -> mapping of str to Reading
        A number, a `Ratio`, or an array (a series for pictures) for each name.
    compare : callable (runs, other runs) -> mapping of str to Estimate, optional
        What is read of all runs and their partners together, beside differences of what is read of each.
    """

    read: Callable[[Simulation], Readings]
    compare: Callable[[Sequence[Readings], Sequence[Readings]], Mapping[str, Estimate]] | None = None


def recorded(simulation: Simulation, kind: Kind, measure: str, holder: int = 0) -> Floats:
    """Return what was recorded of one holder in the months that have passed since the burn-in, (month,).

    Parameters
    ----------
    simulation : Simulation
        The run.
    kind : {"market", "firm", "supplier", "node"}
        Whose it is.
    measure : str
        Name of the measure.
    holder : int
        Place of the holder among those of its kind; nodes stand up-stream first.

    Returns
    -------
    float array, (month,)
    """
    column = [each.name for each in MEASURES[kind]].index(measure)
    rows = getattr(simulation.recording, kind)[: simulation.month]
    return np.array(rows[:, column] if kind == "market" else rows[:, holder, column])


def estimate(quantity: str, runs: Sequence[Readings]) -> Estimate:
    """Bring the readings of all runs together.

    Parameters
    ----------
    quantity : str
        Name of the quantity.
    runs : sequence of mapping
        What the probe read of each run.

    Returns
    -------
    Estimate
        A mean with its standard error; for a `Ratio` that of sums, with the error of the delta method.

    Raises
    ------
    InputError
        If the probe reads no such number.

    Examples
    --------
    >>> estimate("height", [{"height": 1.0}, {"height": 3.0}])
    Estimate(value=2.0, error=1.0)
    >>> estimate("share", [{"share": Ratio(1.0, 2.0)}, {"share": Ratio(3.0, 6.0)}])
    Estimate(value=0.5, error=0.0)
    """
    values = [run.get(quantity) for run in runs]
    ratios = [value for value in values if isinstance(value, Ratio)]
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    if len(ratios) == len(runs):
        whole = math.fsum(ratio.whole for ratio in ratios)
        value = _divided(math.fsum(ratio.part for ratio in ratios), whole)
        residuals = [_divided((ratio.part - value * ratio.whole) * len(runs), whole) for ratio in ratios]
        return Estimate(value, standard_error(residuals))
    if len(numbers) == len(runs):
        return Estimate(math.fsum(numbers) / len(runs), standard_error(numbers))
    known = [name for name, value in runs[0].items() if not isinstance(value, np.ndarray | Elasticity)]
    raise InputError(meant("validation.not_read", quantity, known, quantity=repr(quantity)))


def differences(quantity: str, runs: Sequence[Readings], others: Sequence[Readings]) -> Estimate:
    """Bring the differences of pairs of runs, each pair under one seed, together.

    Examples
    --------
    >>> dear, cheap = ({"share": Elasticity((Term(1.0, amount, price),))} for amount, price in ((1.0, 2.0), (2.0, 1.5)))
    >>> differences("share", [cheap], [dear])
    Estimate(value=-2.0, error=None)
    """
    pairs = list(zip(runs, others, strict=True))
    if all(isinstance(run.get(quantity), Elasticity) for pair in pairs for run in pair):
        return _sum_of_elasticities([(run[quantity], other[quantity]) for run, other in pairs])
    ends = estimate(quantity, runs).value, estimate(quantity, others).value
    each = [number_of(run[quantity]) - number_of(other[quantity]) for run, other in pairs]
    return Estimate(ends[0] - ends[1], standard_error(each))


def quotients(quantity: str, runs: Sequence[Readings], others: Sequence[Readings]) -> Estimate:
    """Bring the quotients of pairs of runs, each pair under one seed, together: that of their sums.

    Examples
    --------
    >>> quotients("sales", [{"sales": 3.0}, {"sales": 6.0}], [{"sales": 2.0}, {"sales": 4.0}])
    Estimate(value=1.5, error=0.0)
    """
    for each in (runs, others):
        estimate(quantity, each)
    pairs = zip(runs, others, strict=True)
    return estimate(
        quantity,
        [{quantity: Ratio(number_of(run[quantity]), number_of(other[quantity]))} for run, other in pairs],
    )


def each_run(
    quantity: str, runs: Sequence[Readings], others: Sequence[Readings] | None, *, over: bool
) -> Floats:
    """Return the number of each run; its difference from that of its partner, or their quotient, where it has one.

    Examples
    --------
    >>> each_run("sales", [{"sales": 3.0}, {"sales": 6.0}], [{"sales": 2.0}, {"sales": 4.0}], over=True)
    array([1.5, 1.5])
    """
    numbers = [number_of(run[quantity]) for run in runs]
    if others is None:
        return np.array(numbers)
    partners = [number_of(run[quantity]) for run in others]
    pairs = zip(numbers, partners, strict=True)
    return np.array([_divided(one, other) if over else one - other for one, other in pairs])


def _sum_of_elasticities(pairs: Sequence[tuple[Any, Any]]) -> Estimate:
    """Divide sums of differences, term by term; the errors of all terms of a pair of runs belong together."""
    value, residuals = 0.0, [0.0] * len(pairs)
    for place, term in enumerate(pairs[0][0].terms):
        both = [(run.terms[place], other.terms[place]) for run, other in pairs]
        moved = [Ratio(run.amount - other.amount, run.price - other.price) for run, other in both]
        whole = math.fsum(each.whole for each in moved)
        elasticity = _divided(math.fsum(each.part for each in moved), whole)
        value += term.weight * elasticity
        for k, each in enumerate(moved):
            off = term.weight * (each.part - elasticity * each.whole) * len(pairs)
            residuals[k] += _divided(off, whole)
    return Estimate(value, standard_error(residuals))


def number_of(reading: Reading) -> float:
    """Return the number that was read of one run; of a ratio its quotient, NaN where its whole is nothing."""
    if isinstance(reading, Elasticity):
        raise TypeError("an elasticity is the difference of two runs")
    return _divided(reading.part, reading.whole) if isinstance(reading, Ratio) else float(reading)


def _divided(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def standard_error(values: Sequence[float]) -> float | None:
    """Return the standard error of a mean; None of one value, and where one is no number or too large to be squared."""
    if len(values) < 2 or not all(abs(value) <= _LARGEST for value in values):
        return None
    mean = math.fsum(values) / len(values)
    variance = math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return math.sqrt(variance / len(values))
