"""Exponentials, logarithms, powers and normal numbers that come out the same to the last bit everywhere.

The `exp`, `log` and `pow` of numba and of NumPy differ between processors and between paths, so none of them
may reach the state or a measure. These are polynomials in plain multiplication, addition and division, which
every processor rounds alike. Each is a rule: scalar Python, ufunc, or inlined.

The coefficients are our own: least greatest error on the stretch that is left after the argument is reduced
(Lawson's weighted least squares). Terms are added in pairs and not one after another, so that a processor
can work on several at once. A whole number is turned to and from a float by adding 1.5 * 2**52, beyond which
floats have no fraction: its last bits are then the whole number.
"""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.backend.decorators import rule

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_ROOT_HALF_BITS = 0x3FE6A09E667F3BCD
_MANTISSA = 0x000FFFFFFFFFFFFF
_WHOLE = 6755399441055744.0
_WHOLE_BITS = 0x4338000000000000
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
        e**x, with a relative error below 1e-13. [-]

    References
    ----------
    Cody & Waite (1980), Software Manual for the Elementary Functions, ch. 6 (argument reduction).

    Examples
    --------
    >>> exponential(0.0)
    1.0
    >>> abs(exponential(1.0) - 2.718281828459045) < 1e-13
    True
    """
    held = min(max(x, -700.0), 700.0)
    shifted = held * _LOG2_E + _WHOLE
    whole = shifted - _WHOLE
    r = held - whole * _LN2_HIGH - whole * _LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + r2 * (0.49999999999664496 + r * 0.16666666667264898)
    middle = (0.04166666696210402 + r * 0.008333333095181956) + r2 * (
        0.0013888811169612957 + r * 0.00019841539023936794
    )
    p = low + r4 * (middle + r4 * (2.4880797234052902e-05 + r * 2.7493069875442946e-06))
    return p * float(np.int64((np.float64(shifted).view(np.int64) + 1023) << 52).view(np.float64))


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
        ln(x), with a relative error below 1e-13. [-]

    References
    ----------
    Cody & Waite (1980), Software Manual for the Elementary Functions, ch. 5.

    Examples
    --------
    >>> logarithm(1.0)
    0.0
    >>> abs(logarithm(10.0) - 2.302585092994046) < 1e-13
    True
    """
    above = np.float64(x).view(np.int64) - _ROOT_HALF_BITS
    whole = float(np.int64((above >> 52) + _WHOLE_BITS).view(np.float64)) - _WHOLE
    fraction = float(np.int64((above & _MANTISSA) + _ROOT_HALF_BITS).view(np.float64))
    s = (fraction - 1.0) / (fraction + 1.0)
    z = s * s
    z2 = z * z
    high = 0.2857210905168554 + z * 0.22176194313792014 + z2 * 0.19584055692175859
    p = (0.6666666667579985 + z * 0.39999995622542095) + z2 * high
    return whole * _LN2_HIGH + (2.0 * s + (s * z * p + whole * _LN2_LOW))


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
        The quantile, within 2e-6 up to 5 standard deviations and 2e-5 beyond. [standard deviation]

    References
    ----------
    Giles (2012), Approximating the erfinv function, GPU Computing Gems Jade Edition, ch. 10: the quantile is
    2u - 1 times a smooth function of w = -ln(4u(1 - u)).
    Departs: one ratio of two polynomials for all w, fitted by us, in place of two polynomials and a root.

    Examples
    --------
    >>> abs(normal(0.5)) < 1e-7
    True
    >>> round(normal(0.975), 4)
    1.96
    """
    u = min(max(uniform, _SMALLEST_UNIFORM), _LARGEST_UNIFORM)
    w = -logarithm(4.0 * u * (1.0 - u))
    w2 = w * w
    w4 = w2 * w2
    above = (1.25332468 + w * 0.527954309) + w2 * (0.115179511 + w * 0.0166237946)
    above += w4 * (0.00168509874 + w * 2.99100067e-05)
    below = (1.0 + w * 0.159516742) + w2 * (0.0369467221 + w * 0.0043065048)
    below += w4 * (0.000218749301 + w * 8.40953362e-07)
    return (2.0 * u - 1.0) * above / below


@rule
def to_whole(x: float, most: float) -> int:
    """Round to a whole number, halves up.

    Parameters
    ----------
    x : float scalar
        Any number, or what is none. [-]
    most : float scalar
        What it is held at, either way; at most 2**62. [-]

    Returns
    -------
    int scalar
        The nearest whole number, from -`most` to `most`; `most` for what is not a number (NaN). [-]

    Examples
    --------
    >>> to_whole(2.5, most=100.0), to_whole(-2.5, most=100.0)
    (3, -2)
    >>> to_whole(1e30, most=100.0), to_whole(float("nan"), most=100.0)
    (100, 100)
    """
    rounded = x + 0.5
    if rounded < most:
        return math.floor(max(rounded, -most))
    return math.floor(most)
