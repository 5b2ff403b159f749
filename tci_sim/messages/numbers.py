"""Numbers as each language writes them, in the language in use: one unit for what stands together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tci_sim.messages.catalogue import texts
from tci_sim.messages.language import Language, current_language
from tci_sim.messages.message import Message, message

NONE = "-"
"""What stands where there is no number."""

MONEY = "currency"
"""The unit of money; its label names the currency."""


class Magnitude(NamedTuple):
    """A size from which on money is written in larger units."""

    least: float
    """The smallest amount, after rounding, that is written so."""
    unit: float
    """By what it is divided."""
    id: str
    """The message that is the word for it."""
    digits: int
    most_digits: int = 2
    """How many digits differences beside a level have at most behind the point."""


_MAGNITUDES: dict[Language, tuple[Magnitude, ...]] = {
    "en": (
        Magnitude(1e9, 1e9, "magnitude.billion", 2),
        Magnitude(1e7, 1e6, "magnitude.million", 1),
        Magnitude(1e6, 1e6, "magnitude.million", 2),
        Magnitude(1e4, 1e3, "magnitude.thousand", 1, 1),
    ),
    "zh-Hant": (
        Magnitude(1e8, 1e8, "magnitude.yi", 2),
        Magnitude(1e6, 1e4, "magnitude.wan", 0, 1),
        Magnitude(1e4, 1e4, "magnitude.wan", 1, 1),
    ),
}


def magnitudes(language: Language) -> tuple[Magnitude, ...]:
    """Return the sizes in which money is written in a language, the largest first."""
    return _MAGNITUDES[language]


IN_PERCENT = frozenset({"-", "1/month", "1/year", "1/month/point"})
"""Units whose numbers are shown multiplied by 100."""

_POINTS = "points of 100"

_OF_DIFFERENCES = {
    "-": "unit.percentage_points.label",
    "1/month": "unit.percentage_points_per_month.label",
    _POINTS: "unit.points.label",
}
"""What a difference is counted in, where it is not the unit of what differs."""


_Steps = tuple[tuple[int, float], ...]

_DIGITS: _Steps = ((0, 1000.0), (1, 10.0), (2, 0.1), (3, 0.0))
"""How many digits stand behind the point, by the largest number."""

_DIGITS_OF_100: _Steps = ((0, 1000.0), (1, 1.0), (2, 0.1), (3, 0.0))
"""The same of what is counted in hundredths: shares in percent, and points of 100."""

_COUNTED = frozenset({"customer", "member", "interview", "voice", "need", "complaint"})
"""Units of what is counted, and has no digits behind the point."""


class Scale(NamedTuple):
    """How values that stand together are best read."""

    factor: float
    """By what each is multiplied."""
    digits: int
    """How many digits stand after the point."""
    unit: str
    """The unit of what comes out, in the language in use."""


def scale(
    values: Iterable[float], unit: str, *, differences: bool = False, apart: Iterable[float] = ()
) -> Scale:
    """Choose the factor, the digits and the unit in which values are best read.

    Parameters
    ----------
    values : iterable of float
        All values that stand together; those that are not finite do not count.
    unit : str
        The unit that is declared; "-" for a share.
    differences : bool
        Whether they are differences: of shares, these are percentage points.
    apart : iterable of float
        Those of the values that need more digits than the largest of all: differences that stand beside a level.

    Examples
    --------
    >>> scale([1.2e6, -3.4e7], "currency")
    Scale(factor=1e-06, digits=1, unit='million currency units')
    >>> scale([0.031], "-"), scale([0.031], "-", differences=True)
    (Scale(factor=100.0, digits=1, unit='%'), Scale(factor=100.0, digits=1, unit='percentage points'))
    >>> scale([3.4e7, -1.2e6], "currency", apart=[-1.2e6])
    Scale(factor=1e-06, digits=2, unit='million currency units')
    """
    largest, finest = _largest(values), _largest(apart)
    label = _label(unit, differences=differences)
    if unit.startswith(MONEY):
        return _money(largest, finest, label, by_unit=unit.endswith("/unit"))
    factor = 100.0 if unit in IN_PERCENT else 1.0
    if unit in _COUNTED:
        return Scale(factor, 0, label)
    steps = _DIGITS_OF_100 if unit in IN_PERCENT or unit == _POINTS else _DIGITS
    digits = _digits(factor * largest, steps)
    return Scale(factor, max(digits, _digits(factor * finest, steps)) if finest else digits, label)


def _money(largest: float, finest: float, label: str, *, by_unit: bool) -> Scale:
    """Choose the magnitude by the largest amount as it is written: 9,999.6 of one may be 1.00 of the next."""
    found = None
    unit, digits = 1.0, 0
    for each in reversed(_MAGNITUDES[current_language()]):
        if round(largest / unit, digits) * unit >= each.least:
            found, unit, digits = each, each.unit, each.digits
    if found is None and (by_unit or largest < 10.0):
        return Scale(1.0, max(_digits(largest), _digits(finest) if finest else 0), label)
    if found is None:
        return Scale(1.0, 0, label)
    if finest:
        digits = max(digits, min(_digits(finest / unit), found.most_digits))
    return Scale(1.0 / unit, digits, str(message("unit.scaled", magnitude=message(found.id), unit=label)))


def _label(unit: str, *, differences: bool) -> str:
    """Return what stands behind a number of a unit, and behind a difference: of shares, these are percentage points."""
    for id_ in (_OF_DIFFERENCES.get(unit, "") if differences else "", f"unit.{unit}.label"):
        if id_ in texts("en"):
            return str(Message(id_))
    return unit


def _largest(values: Iterable[float]) -> float:
    return max((abs(float(value)) for value in values if math.isfinite(value)), default=0.0)


def _digits(largest: float, steps: _Steps = _DIGITS) -> int:
    return next(digits for digits, least in steps if largest >= least) if largest else 1


def number(value: float, digits: int, *, sign: bool = False) -> str:
    """Write a number with commas; "-" where there is none, and no sign before what rounds to zero.

    Examples
    --------
    >>> number(12345.678, 1), number(-0.04, 1, sign=True), number(0.26, 1, sign=True), number(float("nan"), 1)
    ('12,345.7', '0.0', '+0.3', '-')
    """
    if not math.isfinite(value):
        return NONE
    value = round(value, digits) + 0.0  # no -0
    return f"{value:{'+' if sign and value else ''},.{digits}f}"


def amount(value: float, found: Scale, *, sign: bool = False) -> str:
    """Write one value in its scale, with its unit."""
    return _with_unit(number(value * found.factor, found.digits, sign=sign), found.unit)


def ends(low: float, high: float, found: Scale, *, sign: bool = False) -> str:
    """Write the two ends of an interval for a sentence, with the unit where the language says it again."""
    first, last = (number(end * found.factor, found.digits, sign=sign) for end in (low, high))
    written = message("number.ends", low=first, high=last)
    if found.unit == "%":
        return str(message("number.percent", number=written))
    return str(message("number.ends_of_amount", ends=written, unit_again=found.unit))


def _with_unit(written: str, unit: str) -> str:
    if unit == "%":
        return str(message("number.percent", number=written))
    return str(message("number.amount", number=written, unit=unit))


def interval(found: Sequence[float], digits: int, *, sign: bool = True) -> str:
    """Write a mean and the ends of its interval in a cell of a table; the mean alone where there is no interval.

    Examples
    --------
    >>> interval([1.25, -0.5, 3.0], 1)
    '+1.2 [-0.5, +3.0]'
    """
    mean, low, high = found
    if not math.isfinite(low):
        return number(mean, digits, sign=sign)
    first, last = (number(end, digits, sign=sign) for end in (low, high))
    return f"{number(mean, digits, sign=sign)} [{first}, {last}]"


def percent(share: float, digits: int = 0) -> str:
    """Write a share of 1 in percent.

    Examples
    --------
    >>> percent(0.253), percent(0.253, 1)
    ('25 %', '25.3 %')
    """
    return str(message("number.percent", number=number(100.0 * share, digits)))


def years(months: int) -> str:
    """Write a length of time: years where it is whole years, months where not.

    Examples
    --------
    >>> years(12), years(120), years(18), years(1)
    ('1 year', '10 years', '18 months', '1 month')
    """
    if months % 12 == 0 and months:
        return str(message("time.years", count=months // 12))
    return str(message("time.months", count=months))
