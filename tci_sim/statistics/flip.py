"""At which value of a parameter two alternatives change places, how sure that is, and whether they do at all.

What is known are their differences at some places in the range of the parameter, with the same random numbers at every
place, so that replicates are whole curves: they are resampled as curves, and what luck does to all places cancels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.statistics.exact import Floats, exact_mean, sum_by_halves
from tci_sim.statistics.paired import (
    CONFIDENCE,
    FEWEST_RESAMPLED,
    RESAMPLES,
    resampled,
    student_interval,
)
from tci_sim.statistics.resampling import expanded_percentiles

CLOSE = 1e-3
"""Width of what holds a root, as a share of the range, at which nothing more is simulated. [-]"""

ROUNDS = 6
"""Places that are tried between two by the secant, at most."""


class Crossing(NamedTuple):
    """Where a curve changes sign, and to which: 1 if it is above 0 behind, -1 if it is below."""

    place: float
    side: int


class Flip(NamedTuple):
    """A value at which two alternatives change places."""

    place: float
    """By the mean curve. [unit of the parameter]"""
    low: float
    """Ends of its interval over those resamples that have one; NaN where nothing could be resampled."""
    high: float
    side: int
    """1 if the difference is above 0 behind it, -1 if it is below."""
    share: float
    """Share of resamples that change sign in this direction at all. [-]"""


class Flips(NamedTuple):
    """All values in a range at which two alternatives change places, and what was known to find them."""

    flips: tuple[Flip, ...]
    """In the order of the range; empty where nothing in it changes the order."""
    share: float
    """Share of resamples with at least one; NaN where there are too few replicates to resample. [-]"""
    places: Floats
    """All that were tried, (place,), rising."""
    differences: Floats
    """What was found there, (place, replicate)."""
    sides: NDArray[np.int64]
    """Sign of the difference where its interval leaves 0, else 0, (place,)."""


def find_flips(
    places: Floats,
    differences: Floats,
    try_place: Callable[[float], Floats] | None = None,
    *,
    rounds: int = ROUNDS,
    confidence: float = CONFIDENCE,
    seed: int = 1,
    allowed: Callable[[float], float] = float,
) -> Flips:
    """Find where two alternatives change places, with intervals.

    Between two neighbouring places at which the sign is sure and differs, more are tried by the secant, until the sign
    at a new one is no longer sure, or `CLOSE` holds the root. Where the noise hides the sign, one more is tried on
    either side, about where the interval ends, so that it does not hang on a long chord of a bent curve. Between
    places the curve is taken as straight. More than one crossing between two neighbours cannot be seen.

    Parameters
    ----------
    places : float array (place,)
        Values of the parameter, rising, two or more; its range is from the first to the last.
    differences : float array (place, replicate)
        What one alternative has more than the other; replicate k has the same random numbers at each place.
    try_place : callable (float) -> array (replicate,), optional
        Simulates one more place with the same random numbers; without it nothing is refined.
    rounds : int
        How often it is called between two neighbours by the secant, at most; twice more for what lies beside.
    confidence : float
        Share of intervals that hold the true value. [-]
    seed : int
        Seed of the resamples, 0 or more.
    allowed : callable (float) -> float
        Returns the nearest value that the parameter may have; any by default.

    Returns
    -------
    Flips

    Raises
    ------
    InputError
        If the seed is none.

    References
    ----------
    Assumed: how it is refined is regula falsi with the Illinois step (an end that stays twice counts half), in its
    textbook form; the interval is of expanded percentiles (`resampling.expanded_percentiles`).

    Examples
    --------
    >>> curve = lambda x: np.full(12, 0.25 - x * x)
    >>> places = np.linspace(0.0, 1.0, 5)
    >>> found = find_flips(places, np.array([curve(x) for x in places]), curve)
    >>> [(flip.place, flip.side, flip.share) for flip in found.flips]
    [(0.5, -1, 1.0)]
    """
    known = dict(zip(places.tolist(), differences, strict=True))
    if try_place is not None:
        close = CLOSE * float(places[-1] - places[0])
        for low, high in _sure_brackets(known, confidence):
            known |= _refined(low, high, known, try_place, allowed, rounds, close, confidence)
    where = np.array(sorted(known))
    curves = np.array([known[place] for place in where.tolist()])
    found = crossings(where.tolist(), exact_mean(curves).tolist())
    sides = np.array([_side(row, confidence) for row in curves])
    replicates = curves.shape[1]
    if replicates < FEWEST_RESAMPLED:
        unsure = tuple(Flip(place, math.nan, math.nan, side, math.nan) for place, side in found)
        return Flips(unsure, math.nan, where, curves, sides)
    means = sum_by_halves(curves.T[resampled(replicates, RESAMPLES, seed)]) / replicates
    drawn = [crossings(where.tolist(), mean) for mean in means.tolist()]
    flips = tuple(_flip(each, found, drawn, replicates, confidence) for each in found)
    return Flips(flips, sum(map(bool, drawn)) / len(drawn), where, curves, sides)


def crossings(places: Sequence[float], values: Sequence[float]) -> list[Crossing]:
    """Return where a curve of straight pieces changes sign; where it lies at 0 in between, the middle of that.

    To touch 0 is no change, nor is to begin or end there.

    Examples
    --------
    >>> crossings([0.0, 1.0, 2.0, 3.0], [1.0, -1.0, 0.0, -2.0])
    [Crossing(place=0.5, side=-1)]
    >>> crossings([0.0, 1.0, 2.0, 3.0], [-1.0, 0.0, 0.0, 2.0])
    [Crossing(place=1.5, side=1)]
    """
    found, before = [], -1
    for here, value in enumerate(values):
        if value == 0.0:
            continue
        if before >= 0 and (value > 0.0) != (values[before] > 0.0):
            low, high = places[before], places[here]
            if here > before + 1:
                place = (places[before + 1] + places[here - 1]) / 2.0
            else:
                place = low + (high - low) * (values[before] / (values[before] - value))
            found.append(Crossing(place, 1 if value > 0.0 else -1))
        before = here
    return found


def _side(differences: Floats, confidence: float) -> int:
    """Return on which side of 0 a mean surely is; 0 if on neither."""
    ends = student_interval(differences, confidence)
    return int(ends.low > 0.0) - int(ends.high < 0.0)


def _sure_brackets(known: dict[float, Floats], confidence: float) -> list[tuple[float, float]]:
    """List neighbours that are surely on different sides of 0."""
    sides = [(place, _side(known[place], confidence)) for place in sorted(known)]
    return [(low, high) for (low, one), (high, other) in pairwise(sides) if one * other < 0]


def _refined(
    low: float, high: float, known: dict[float, Floats], try_place: Callable[[float], Floats],
    allowed: Callable[[float], float], rounds: int, close: float, confidence: float,
) -> dict[float, Floats]:  # fmt: skip
    """Try places between two, each where the straight line through the nearest on either side meets 0.

    At the end, where the noise hides the sign, the curve is also tried where a straight one would leave the noise.
    """
    tried: dict[float, Floats] = {}
    below, above = float(exact_mean(known[low])), float(exact_mean(known[high]))
    stayed = 0
    for _ in range(rounds):
        place = allowed(low + (high - low) * (below / (below - above)))
        if high - low <= close or not low < place < high:
            break
        tried[place] = try_place(place)
        value = float(exact_mean(tried[place]))
        if _side(tried[place], confidence) == 0:
            noise = float(student_interval(tried[place], confidence).half_width)
            reach = noise * (high - low) / abs(above - below)
            for beside in (allowed(place - reach), allowed(place + reach)):
                if low < beside < high and beside not in tried:
                    tried[beside] = try_place(beside)
            break
        if (value > 0.0) == (below > 0.0):
            low, below, above, stayed = place, value, above / (2.0 if stayed > 0 else 1.0), 1
        else:
            high, above, below, stayed = place, value, below / (2.0 if stayed < 0 else 1.0), -1
    return tried


def _flip(
    flip: Crossing, all_flips: list[Crossing], drawn: list[list[Crossing]], count: int, confidence: float
) -> Flip:
    """Return a flip with the interval of those in resamples that are nearer to it than to others of its direction."""
    others = [each.place for each in all_flips if each.side == flip.side and each is not flip]
    nearest = []
    for resample in drawn:
        alike = [each.place for each in resample if each.side == flip.side]
        own = [x for x in alike if all(abs(x - flip.place) <= abs(x - other) for other in others)]
        if own:
            nearest.append(min(own, key=lambda place: abs(place - flip.place)))
    if not nearest:
        return Flip(flip.place, math.nan, math.nan, flip.side, 0.0)
    low, high = expanded_percentiles(np.array(nearest), count, confidence)
    return Flip(flip.place, float(low), float(high), flip.side, len(nearest) / len(drawn))
