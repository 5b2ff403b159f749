"""What was probably meant by a number that is written in another way than scenario files have it."""

from __future__ import annotations

import math
import re
import unicodedata

from tci_sim.scenario.explain import Parameter

_PERCENT = re.compile(r"([-+]?[0-9.,' _]*[0-9])\s*(?:%|percent|per cent|pct)", re.IGNORECASE)
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}([,.' _’])[0-9]{3}(?:\1[0-9]{3})*")
_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
_WHOLE_AS_DECIMAL = re.compile(r"[-+]?[0-9]+(?:\.0?|(?:\.[0-9]+)?[eE][-+]?[0-9]+)")


def number_meant(text: str, parameter: Parameter | None, *, whole: bool) -> str:
    """Return how a number is written in a scenario file; nothing where none was meant that is allowed there.

    Parameters
    ----------
    text : str
        What was written: with a percent sign, blanks or commas between the thousands, a decimal comma, or for a
        whole number with an exponent.
    parameter : Parameter or None
        Where it was written, where the schema declares bounds.
    whole : bool
        Whether a whole number belongs there.

    Examples
    --------
    >>> [number_meant(text, None, whole=False) for text in ("15 %", "0,5", "2,000", "1 200 000", "many")]
    ['0.15', '0.5', '2000', '1200000', '']
    >>> [number_meant(text, None, whole=True) for text in ("2,000", "20_000", "1e5", "12.5", "2.000")]
    ['2000', '20000', '100000', '', '2000']
    """
    text = unicodedata.normalize("NFKC", text).strip()
    percent = _PERCENT.fullmatch(text)
    value = _read(percent[1] if percent else text, whole=whole)
    if value is None or (percent and whole):
        return ""
    value = value / 100 if percent else value
    if whole and not value.is_integer():
        return ""
    low, high = parameter.allowed if parameter and parameter.allowed else (-math.inf, math.inf)
    return _written(value) if low <= value <= high else ""


def fraction_meant(value: float, most: float, parameter: Parameter | None) -> str:
    """Return a percentage as the fraction that was probably meant by it, where a fraction is what belongs there.

    Fractions are shares, chances and rates: they are called a share, or their bound, or the upper end of what is
    plausible, is at most 1.

    Examples
    --------
    >>> fraction_meant(40, 1, None), fraction_meant(400, 1, None), fraction_meant(40, 20, None)
    ('0.4', '', '')
    """
    usual = min(most, parameter.plausible[1] if parameter and parameter.plausible else most)
    if parameter is not None and parameter.path.endswith(".share"):
        usual = 1.0  # what a study draws of it is a relative size, and may be more
    whole = parameter is not None and parameter.type == "whole number"
    fits = usual <= 1 < value <= 100 and value / 100 <= most
    return _written(value / 100) if fits and not whole else ""


def _read(text: str, *, whole: bool) -> float | None:
    if (grouped := _THOUSANDS.fullmatch(text)) and (grouped[1] != "." or whole):
        return float(text.replace(grouped[1], ""))
    if _COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    if re.fullmatch(r"[-+]?[0-9]+(?:\.[0-9]+)?", text) or _WHOLE_AS_DECIMAL.fullmatch(text):
        return float(text)
    return None


def _written(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
