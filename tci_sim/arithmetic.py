"""Exponentials, logarithms, powers and normal numbers that come out the same to the last bit everywhere.

The `exp`, `log` and `pow` of numba and of NumPy differ between processors and between paths, so none of them
may reach the state or a measure. These are polynomials in plain multiplication, addition and division, which
every processor rounds alike. Each is a rule: scalar Python, ufunc, or inlined.
"""

from __future__ import annotations

import math

import numpy as np

from tci_sim.compiled import rule

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_SQRT_TWO = 1.4142135623730951
_MANTISSA = 0x000FFFFFFFFFFFFF
_ONE_BITS = 0x3FF0000000000000
_SMALLEST_UNIFORM = 5.551115123125783e-17
_LARGEST_UNIFORM = 0.9999999999999999


@rule
def exponential(x: float) -> float:
    """Raise e to the power x.

    Parameters
    ----------
    x : float scalar
        Exponent; outside -700..700 it is held at that bound. [-]

    Returns
    -------
    float scalar
        e**x, within 3 units in the last place. [-]

    References
    ----------
    Cody & Waite (1980), Software Manual for the Elementary Functions, ch. 6 (argument reduction).

    Examples
    --------
    >>> exponential(0.0)
    1.0
    >>> abs(exponential(1.0) - 2.718281828459045) < 1e-15
    True
    """
    held = min(max(x, -700.0), 700.0)
    whole = math.floor(held * _LOG2_E + 0.5)
    r = held - whole * _LN2_HIGH - whole * _LN2_LOW
    p = 1.0 / 39916800 + r / 479001600
    p = 1.0 / 362880 + r * (1.0 / 3628800 + r * p)
    p = 1.0 / 5040 + r * (1.0 / 40320 + r * p)
    p = 1.0 / 120 + r * (1.0 / 720 + r * p)
    p = 1.0 / 6 + r * (1.0 / 24 + r * p)
    p = 1.0 + r * (1.0 + r * (0.5 + r * p))
    return p * float(np.int64((np.int64(whole) + 1023) << 52).view(np.float64))


@rule
def logarithm(x: float) -> float:
    """Take the natural logarithm of a positive number.

    Parameters
    ----------
    x : float scalar
        A positive, normal number; the caller sees to that. [-]

    Returns
    -------
    float scalar
        ln(x), within 4 units in the last place. [-]

    References
    ----------
    Cody & Waite (1980), Software Manual for the Elementary Functions, ch. 5.

    Examples
    --------
    >>> logarithm(1.0)
    0.0
    >>> abs(logarithm(10.0) - 2.302585092994046) < 1e-15
    True
    """
    bits = np.float64(x).view(np.int64)
    exponent = (bits >> 52) - 1023
    fraction = float(np.int64((bits & _MANTISSA) | _ONE_BITS).view(np.float64))
    large = fraction > _SQRT_TWO
    fraction = fraction * 0.5 if large else fraction
    whole = float(exponent) + 1.0 if large else float(exponent)
    s = (fraction - 1.0) / (fraction + 1.0)
    z = s * s
    p = 1.0 / 17 + z * (1.0 / 19 + z * (1.0 / 21))
    p = 1.0 / 11 + z * (1.0 / 13 + z * (1.0 / 15 + z * p))
    p = 1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * p))
    p = 1.0 + z * (1.0 / 3 + z * p)
    return whole * _LN2_HIGH + (2.0 * s * p + whole * _LN2_LOW)


@rule
def power(x: float, exponent: float) -> float:
    """Raise a number that is not negative to a power.

    Parameters
    ----------
    x : float scalar
        Base, 0 or more; what is below 1e-300 counts as 0. [-]
    exponent : float scalar
        Any power; 0 to a power of 0 is 1, 0 to any other power is 0. [-]

    Returns
    -------
    float scalar
        x**exponent. [-]

    Examples
    --------
    >>> round(power(2.0, 0.5), 12)
    1.414213562373
    >>> power(0.0, 0.88), power(0.0, 0.0)
    (0.0, 1.0)
    """
    raised = exponential(exponent * logarithm(max(x, 1e-300)))
    at_zero = 1.0 if exponent == 0.0 else 0.0
    return raised if x > 1e-300 else at_zero


@rule
def squash(x: float) -> float:
    """Map any number into 0..1 by the logistic curve.

    Parameters
    ----------
    x : float scalar
        Any number. [-]

    Returns
    -------
    float scalar
        1 / (1 + e**-x). [-]

    Examples
    --------
    >>> squash(0.0)
    0.5
    """
    return 1.0 / (1.0 + exponential(-x))


@rule
def normal(uniform: float) -> float:
    """Turn a uniform number into a standard normal one by the inverse of the normal distribution.

    Parameters
    ----------
    uniform : float scalar
        A draw in 0..1. [-]

    Returns
    -------
    float scalar
        The quantile, within 3e-6 up to 5 standard deviations. [standard deviation]

    References
    ----------
    Giles (2012), Approximating the erfinv function, GPU Computing Gems Jade Edition, ch. 10, table 10.1.

    Examples
    --------
    >>> abs(normal(0.5)) < 1e-7
    True
    >>> round(normal(0.975), 4)
    1.96
    """
    u = min(max(uniform, _SMALLEST_UNIFORM), _LARGEST_UNIFORM)
    w = -logarithm(4.0 * u * (1.0 - u))
    c = w - 2.5
    centre = -3.5233877e-06 + c * (3.43273939e-07 + c * 2.81022636e-08)
    centre = 0.00021858087 + c * (-4.39150654e-06 + c * centre)
    centre = -0.00417768164 + c * (-0.00125372503 + c * centre)
    centre = 1.50140941 + c * (0.246640727 + c * centre)
    t = math.sqrt(max(w, 0.0)) - 3.0
    tail = 0.00134934322 + t * (0.000100950558 + t * -0.000200214257)
    tail = 0.00573950773 + t * (-0.00367342844 + t * tail)
    tail = 0.00943887047 + t * (-0.0076224613 + t * tail)
    tail = 2.83297682 + t * (1.00167406 + t * tail)
    return _SQRT_TWO * (2.0 * u - 1.0) * (centre if w < 5.0 else tail)
