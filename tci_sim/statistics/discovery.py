"""Where in the space of all that is uncertain a policy fails: a box of few inputs, or nothing.

A box that is sought among many inputs is always found, in noise too. So inputs are screened first, restrictions that
could be luck are dropped, and how good a box is is measured in futures by which it was not sought.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.statistics.exact import Floats
from tci_sim.statistics.paired import holm
from tci_sim.statistics.ranks import rank_correlation
from tci_sim.statistics.resampling import shuffled

Booleans = NDArray[np.bool_]

ALPHA = 0.05
"""Chance of taking luck for more, in the screening as a whole and for each restriction. [-]"""

PEELED = 0.05
"""Share of the futures in a box that is peeled off at a time. [-]"""

LEAST_MASS = 0.05
"""Share of all futures below which nothing more is peeled. [-]"""

SPLITS = 10
"""How often futures are split into halves."""

LEAST_ERRORS = 2.0
"""Standard errors by which failures in a box must exceed those anywhere."""


class Screened(NamedTuple):
    """Which inputs have to do with the lead."""

    correlation: Floats
    """Rank correlation with the lead, (input,); NaN where an input does not vary. [-]"""
    p_holm: Floats
    """Its p-value, adjusted for the number of inputs, (input,). [-]"""

    @property
    def chosen(self) -> Booleans:
        """Which of them are not taken for luck, (input,)."""
        return np.asarray(self.p_holm < ALPHA)


class Box(NamedTuple):
    """Bounds of inputs and how much of what fails they hold."""

    low: Floats
    """Lower bounds, (input,), -inf where there is none; a future lies in the box if it is above. [unit of the input]"""
    high: Floats
    """Upper bounds, (input,), inf where there is none; a future lies in the box if it is not above."""
    density: float
    """Share of the futures in the box that fail. [-]"""
    coverage: float
    """Share of what fails that is in the box. [-]"""
    mass: float
    """Share of futures that are in the box. [-]"""

    @property
    def restricted(self) -> Booleans:
        """Which inputs have a bound, (input,)."""
        return np.isfinite(self.low) | np.isfinite(self.high)


class OutOfSample(NamedTuple):
    """How boxes do that were sought in one half of the futures, in the other half.

    Half the futures show less than all, so that the box of all does better rather than worse than this.
    """

    density: float
    """Share of the futures in the boxes that fail; NaN where no half had a box. [-]"""
    coverage: float
    """Share of what fails that is in the boxes; of a half without a box nothing is. [-]"""
    error: float
    """Standard error that the density of as many futures would have if no box meant anything. [-]"""
    share: float
    """Share of the halves in which there was a box. [-]"""


class Discovery(NamedTuple):
    """Where failures are, and whether that is more than luck."""

    screened: Screened
    base_rate: float
    """Share of all futures that fail. [-]"""
    box: Box
    """Without any bound where none was left."""
    quasi_p: Floats
    """Chance of so many failures in the box were the bound dropped, (input, 2); NaN where there is none. [-]"""
    out_of_sample: OutOfSample

    @property
    def found(self) -> bool:
        """Whether there is a box, and failures in it exceed the base rate out of sample by `LEAST_ERRORS`."""
        beyond = self.out_of_sample.density - self.base_rate
        return bool(self.box.restricted.any() and beyond > LEAST_ERRORS * self.out_of_sample.error)


def discover(
    inputs: Floats, lead: Floats, failed: Booleans, *, splits: int = SPLITS, seed: int = 1
) -> Discovery:
    """Find the box of inputs in which a policy fails, and say whether there is one.

    Parameters
    ----------
    inputs : float array (future, input)
        What is drawn for each future, finite; whole numbers and numbered categories too, where their order means
        something.
    lead : float array (future,)
        What the policy is ahead by, by which inputs are screened. Only its order counts: where failures lie in the
        middle of an input, so that the lead neither rises nor falls with it, that input is not seen.
    failed : bool array (future,)
        Where it fails.
    splits : int
        How often futures are split into halves, 1 or more.
    seed : int
        Seed of these splits, 0 or more.

    Returns
    -------
    Discovery
        Nothing is found where all futures fail, or none.

    Raises
    ------
    InputError
        If the number of splits or the seed is none.

    References
    ----------
    Scenario discovery by the patient rule induction method (PRIM); no paper was read for it. What is peeled, by gain of
    density over loss of mass, and what a quasi p-value compares are as in the source of EMA Workbench
    (`analysis/prim.py`, `analysis/prim_util.py`). Departs: inputs are screened before; of all boxes on the way that
    with the most failures beyond the base rate is taken, without asking anybody; nothing is pasted on; and density
    and coverage are also given out of sample.
    """
    return Discovery(
        screen(inputs, lead),
        _share(failed),
        *_box_and_quasi_p(inputs, lead, failed),
        _out_of_sample(inputs, lead, failed, shuffled(len(failed), splits, seed)),
    )


def screen(inputs: Floats, lead: Floats) -> Screened:
    """Find which inputs have to do with the lead: rank correlations, with Holm's correction for all of them.

    Parameters
    ----------
    inputs : float array (future, input)
        What is drawn for each future, finite.
    lead : float array (future,)
        What is asked about, finite.

    Examples
    --------
    >>> up = np.arange(20.0)
    >>> screen(np.column_stack([up, up % 5, np.ones(20)]), up * up).chosen
    array([ True, False, False])
    """
    found = [rank_correlation(column, lead) for column in inputs.T]
    return Screened(
        np.array([each.coefficient for each in found]), np.array(holm([each.p_value for each in found]))
    )


def is_in(box: Box, inputs: Floats) -> Booleans:
    """Return which futures lie in a box, (future,), from their inputs (future, input)."""
    return _between(box.low, box.high, inputs)


def peel(inputs: Floats, failed: Booleans, allowed: Booleans) -> Iterator[Box]:
    """Peel a box from all futures inwards: at each step the side that gains most density for the mass it costs.

    Parameters
    ----------
    inputs : float array (future, input)
        What is drawn for each future, finite.
    failed : bool array (future,)
        Where a policy fails, at least once.
    allowed : bool array (input,)
        Which inputs may be restricted.

    Yields
    ------
    Box
        The first has no bounds; the last holds at least `LEAST_MASS` of the futures, or only failures.
    """
    low, high = np.full(inputs.shape[1], -np.inf), np.full(inputs.shape[1], np.inf)
    columns = np.flatnonzero(allowed).tolist()
    while True:
        inside = _between(low, high, inputs)
        box = _box(low, high, inside, failed)
        yield box
        sides = [] if box.density == 1.0 else list(_sides(inputs[inside], failed[inside], columns))
        sides = [each for each in sides if each.left >= LEAST_MASS * len(failed)]
        if not sides:
            return
        best = max(sides, key=lambda each: each.gain)
        if best.gain <= 0.0:
            return
        low, high = low.copy(), high.copy()
        (low if best.lower else high)[best.column] = best.bound


def quasi_p_values(box: Box, inputs: Floats, failed: Booleans) -> Floats:
    """Return for each bound the chance of at least so many failures in the box, had it the density without that bound.

    Parameters
    ----------
    box : Box
        Which holds at least one future.
    inputs : float array (future, input)
        What is drawn for each future.
    failed : bool array (future,)
        Where a policy fails.

    Returns
    -------
    float array (input, 2)
        Of the lower and the upper bound, by the binomial distribution; NaN where there is no bound. [-]
    """
    from scipy.special import betainc

    inside = is_in(box, inputs)
    held, failures = _count(inside), _count(failed & inside)
    found = np.full((len(box.low), 2), np.nan)
    for column, side in _bounds(box):
        rate = _share(failed[is_in(_without(box, column, side), inputs)])
        found[column, side] = float(betainc(failures, held - failures + 1, rate)) if failures else 1.0
    return found


class _Side(NamedTuple):
    """One side of a box that could be peeled off."""

    column: int
    lower: bool
    bound: float
    left: int
    """Futures that stay."""
    gain: float
    """Rise of density over loss of futures."""


def _sides(inputs: Floats, failed: Booleans, columns: list[int]) -> Iterator[_Side]:
    """List what could be peeled off the futures of a box; equal values of an input go together."""
    count, density = len(failed), _share(failed)
    cut = max(1, int(PEELED * count))
    for column in columns:
        values = inputs[:, column]
        ordered = np.sort(values)
        for lower in (True, False):
            edge = ordered[cut - 1] if lower else ordered[count - cut]
            stays = values > edge if lower else values < edge
            left = _count(stays)
            if left:
                next_one = float(values[stays].min() if lower else values[stays].max())
                gain = (_share(failed[stays]) - density) / (count - left)
                yield _Side(column, lower, _middle(*sorted((float(edge), next_one))), left, gain)


def _middle(below: float, above: float) -> float:
    """Return what is between two numbers: not under the one, and surely under the other."""
    middle = (below + above) / 2.0
    return middle if middle < above else below


def _box_and_quasi_p(inputs: Floats, lead: Floats, failed: Booleans) -> tuple[Box, Floats]:
    """Return the best box of what was screened, without bounds that could be luck, and their quasi p-values."""
    nothing = np.full(inputs.shape[1], np.inf)
    whole = _box(-nothing, nothing, np.ones(len(failed), bool), failed)
    if failed.all() or not failed.any():
        return whole, np.full((inputs.shape[1], 2), np.nan)
    boxes = peel(inputs, failed, screen(inputs, lead).chosen)
    box = max(boxes, key=lambda each: each.mass * (each.density - whole.density))
    while True:
        quasi_p = quasi_p_values(box, inputs, failed)
        bounds = list(_bounds(box))
        worst = max(bounds, key=lambda bound: float(quasi_p[bound]), default=None)
        if worst is None or quasi_p[worst] <= ALPHA:
            return box, quasi_p
        wider = _without(box, *worst)
        box = _box(wider.low, wider.high, is_in(wider, inputs), failed)


def _out_of_sample(inputs: Floats, lead: Floats, failed: Booleans, orders: NDArray[np.int64]) -> OutOfSample:
    """Seek boxes in halves and count in the other halves; the error is that of one split, since splits overlap."""
    half = len(failed) // 2
    held = hits = boxes = 0
    for order in orders.T:
        for own, other in ((order[:half], order[half:]), (order[half:], order[:half])):
            box, _ = _box_and_quasi_p(inputs[own], lead[own], failed[own])
            if box.restricted.any():
                inside = is_in(box, inputs[other])
                boxes += 1
                held += _count(inside)
                hits += _count(inside & failed[other])
    splits, failures, rate = orders.shape[1], _count(failed), _share(failed)
    return OutOfSample(
        hits / held if held else math.nan,
        hits / (failures * splits) if failures else math.nan,
        math.sqrt(rate * (1.0 - rate) * splits / held) if held else math.nan,
        boxes / (2 * splits),
    )


def _between(low: Floats, high: Floats, inputs: Floats) -> Booleans:
    return np.asarray(((inputs > low) & (inputs <= high)).all(axis=1))


def _box(low: Floats, high: Floats, inside: Booleans, failed: Booleans) -> Box:
    """Count what is in a box."""
    failures, hits = _count(failed), _count(failed & inside)
    return Box(low, high, _share(failed[inside]), hits / failures if failures else math.nan, _share(inside))


def _bounds(box: Box) -> Iterator[tuple[int, int]]:
    """List the bounds of a box: number of the input, and 0 for the lower, 1 for the upper."""
    for column in range(len(box.low)):
        for side, bound in enumerate((box.low[column], box.high[column])):
            if math.isfinite(bound):
                yield column, side


def _without(box: Box, column: int, side: int) -> Box:
    """Return the box without one of its bounds; what it holds is not counted again."""
    low, high = box.low.copy(), box.high.copy()
    (high if side else low)[column] = math.inf if side else -math.inf
    return box._replace(low=low, high=high)


def _count(holds: Booleans) -> int:
    return int(np.count_nonzero(holds))


def _share(holds: Booleans) -> float:
    return _count(holds) / len(holds) if len(holds) else math.nan
