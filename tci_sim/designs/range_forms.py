"""What a study file says of a range, read: `{low, high}`, `{low, mode, high}`, `{mean, sd}` or `{values}`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tci_sim.bounds import MOST_POINTS, MOST_TRIED
from tci_sim.designs.ranges import Choice, LogRange, NormalRange, Range, TriangularRange
from tci_sim.designs.same_place import first_given_twice
from tci_sim.errors import meant
from tci_sim.messages import Message, listing, message
from tci_sim.messages.numbers import number
from tci_sim.names import quoted
from tci_sim.scenario.explain import Parameter

EVEN, TRIANGULAR, NORMAL, CHOICE = ("low", "high"), ("low", "mode", "high"), ("mean", "sd"), ("values",)
"""The forms of a range, each by the entries that it must have."""
_STEPPED = ("step", "integer", "points")
FORMS: Mapping[tuple[str, ...], tuple[str, ...]] = MappingProxyType(
    {
        EVEN: ("scale", *_STEPPED),
        TRIANGULAR: _STEPPED,
        NORMAL: ("low", "high", *_STEPPED),
        CHOICE: ("weights",),
    }
)
"""What else each form may have."""
_NO_NUMBERS = {"values", "weights", "scale", "integer"}
"""Entries of a range that are no numbers."""


class WrongRangeError(Exception):
    """What is varied, or between what, cannot be understood."""

    def __init__(self, wrong: Message) -> None:
        super().__init__(wrong)
        self.wrong = wrong


def range_of(
    parameter: Parameter | None, asked: Mapping[str, Any], *, is_number: bool = False
) -> Range | Choice:
    """Read a range.

    Parameters
    ----------
    parameter : Parameter or None
        What the schema says of what is varied; None where that is no plain value.
    asked : mapping
        What the study says.
    is_number : bool
        Whether it is a number where the schema says nothing of it.

    Returns
    -------
    Range or Choice

    Raises
    ------
    WrongRangeError
        If it means nothing.
    """
    form = _form(asked)
    if form is CHOICE:
        return _choice(asked)
    if not (is_number if parameter is None else parameter.type in ("number", "whole number")):
        raise WrongRangeError(message("fault.study.no_number"))
    low, high = _ends(form, parameter, asked)
    about = (low, high, *_steps(parameter, asked, low, high))
    if form is NORMAL:
        return NormalRange(*about, *_normal(asked, low, high))
    if form is TRIANGULAR:
        if not low <= asked["mode"] <= high:
            raise WrongRangeError(message("fault.study.mode"))
        return TriangularRange(*about, float(asked["mode"]))
    if asked.get("scale", "log") != "log":
        raise WrongRangeError(message("fault.study.scale"))
    if "scale" in asked and not low > 0:
        raise WrongRangeError(message("fault.study.log"))
    return LogRange(*about) if "scale" in asked else Range(*about)


def grid_values(found: Range | Choice, asked: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a grid tries of a range: all of few values, or as many as are asked for; else nothing.

    Raises
    ------
    WrongRangeError
        If there are too many, or some count more than others.
    """
    if isinstance(found, Choice):
        if "weights" in asked:
            raise WrongRangeError(message("fault.study.weights_in_grid"))
        return found.values
    if "points" in asked:
        return tuple(dict.fromkeys(found.spread(asked["points"])))
    if type(found) is not Range or not found.step or not {"step", "integer"} & asked.keys():
        return ()
    if found.steps > MOST_TRIED:
        raise WrongRangeError(message("fault.study.many_steps", seen=number(found.steps, 0), most=MOST_TRIED))
    return tuple(found.at((place + 0.5) / found.steps) for place in range(found.steps))


def _form(asked: Mapping[str, Any]) -> tuple[str, ...]:
    """Find the form that is meant, and see that it is whole."""
    form = next(
        (form for form in (CHOICE, NORMAL, TRIANGULAR) if (set(form) - set(EVEN)) & asked.keys()), EVEN
    )
    known = (*form, *FORMS[form])
    for part in asked:
        if part not in known:
            every = dict.fromkeys(each for one, more in FORMS.items() for each in (*one, *more))
            raise WrongRangeError(
                meant(
                    "fault.study.range_part",
                    part,
                    every,
                    part=quoted(part),
                    known=listing(map(quoted, known)),
                )
            )
    if any(part not in asked for part in form):
        if form is EVEN:
            raise WrongRangeError(message("fault.study.range"))
        raise WrongRangeError(message("fault.study.range_needs", parts=listing(map(quoted, form), "and")))
    wrong = [part for part in asked if part not in _NO_NUMBERS and not _is_finite(asked[part])]
    if set(wrong) & set(EVEN):
        raise WrongRangeError(message("fault.study.range"))
    if wrong:
        raise WrongRangeError(message("fault.study.range_number", part=quoted(wrong[0])))
    points = asked.get("points", 2)
    if not (isinstance(points, int) and 2 <= points <= MOST_POINTS):
        raise WrongRangeError(message("fault.study.points", most=MOST_POINTS))
    return form


def _ends(
    form: tuple[str, ...], parameter: Parameter | None, asked: Mapping[str, Any]
) -> tuple[float, float]:
    """Return the lowest and the highest value: of a normal range without them, what the schema allows."""
    allowed = (parameter and parameter.allowed) or (-math.inf, math.inf)
    low, high = asked.get("low", allowed[0]), asked.get("high", allowed[1])
    if not (low < high and math.isfinite(low) and math.isfinite(high)):
        raise WrongRangeError(message("fault.study.range"))
    if form is NORMAL and not (allowed[0] <= low and high <= allowed[1]):
        least, most = (f"{end:,.10g}" for end in allowed)
        raise WrongRangeError(message("fault.study.beyond", least=least, most=most))
    return float(low), float(high)


def _steps(
    parameter: Parameter | None, asked: Mapping[str, Any], low: float, high: float
) -> tuple[float, bool]:
    """Return the distance between values, 0 where any may be taken, and whether they are whole numbers."""
    least = _least_step(parameter)
    if asked.get("integer", True) is not True or {"step", "integer"} <= asked.keys():
        raise WrongRangeError(message("fault.study.integer"))
    step = float(asked.get("step", max(least, 1) if "integer" in asked else least))
    if (least or "integer" in asked) and not (low.is_integer() and high.is_integer()):
        raise WrongRangeError(message("fault.study.whole" if least else "fault.study.whole_ends"))
    if "step" in asked:
        many = (high - low) / step if step > 0 else math.nan
        fits = many >= 1 and ("mean" in asked or abs(many - round(many)) < 1e-6)
        if not fits or (least and step % least):
            raise WrongRangeError(message("fault.study.step"))
    return step, bool(step) and step.is_integer() and low.is_integer()


def _least_step(parameter: Parameter | None) -> int:
    if parameter is None:
        return 0
    if parameter.path == "market.friends":
        return 2  # half of them on either side
    return 1 if parameter.type == "whole number" else 0


def plausible_range(parameter: Parameter, low: float, high: float) -> Range:
    """Return the range that the schema declares."""
    step = _least_step(parameter)
    return Range(low, high, float(step), bool(step))


def _normal(asked: Mapping[str, Any], low: float, high: float) -> tuple[float, float]:
    mean, sd = float(asked["mean"]), float(asked["sd"])
    if not low <= mean <= high:
        raise WrongRangeError(message("fault.study.mean", low=f"{low:,.10g}", high=f"{high:,.10g}"))
    if not 0 < sd <= high - low:
        raise WrongRangeError(message("fault.study.sd", most=f"{high - low:,.10g}"))
    return mean, sd


def _choice(asked: Mapping[str, Any]) -> Choice:
    values = asked["values"]
    if not isinstance(values, tuple) or not 2 <= len(values) <= MOST_TRIED:
        raise WrongRangeError(message("fault.study.choice", most=MOST_TRIED))
    if twice := first_given_twice(values):
        raise WrongRangeError(message("fault.study.value_twice", value=str(values[twice])))
    weights = asked.get("weights", (1,) * len(values))
    sound = isinstance(weights, tuple) and len(weights) == len(values)
    if not sound or not all(_is_finite(each) and each > 0 for each in weights):
        raise WrongRangeError(message("fault.study.weights", values=len(values)))
    return Choice(values, tuple(map(float, weights)))


def _is_finite(end: Any) -> bool:
    try:
        return isinstance(end, int | float) and not isinstance(end, bool) and math.isfinite(end)
    except OverflowError:  # a whole number too large for any other kind
        return False
