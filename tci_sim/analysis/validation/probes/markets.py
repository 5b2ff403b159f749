"""What is read of whole markets: how shares, prices, customers, firms and costs move over years."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.analysis.validation.probes.processes import fitted_line
from tci_sim.analysis.validation.probes.scales import of_scales
from tci_sim.analysis.validation.readings import (
    Elasticity,
    Floats,
    Probe,
    Ratio,
    Readings,
    Term,
    recorded,
)
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import exact_mean, exact_sum, mean_of_known
from tci_sim.statistics.persistence import share_returned

_MONTHS = 12
_QUARTER = 3  # the last months of a year, by which is told where something stands after it
_WARM_UP = 10  # years after a policy was adopted that are no part of a steady state
_SETTLED = 5  # the same where one policy was in force all the time
_MOST_GROWTH = 1.3  # response after ten years over that after three
_LARGE_LOSS = 0.1  # share of a year's sales
_FAILING_YEARS = 2  # years running of such losses in which a firm ought not to be on the market any more
_COSTS = ("prevention_cost", "appraisal_cost", "internal_failure_cost", "external_failure_cost")


def by_firm(simulation: Simulation, measure: str) -> Floats:
    """Return what was recorded of every firm, (month, firm)."""
    firms = range(len(simulation.scenario.firms))
    return np.stack([recorded(simulation, "firm", measure, firm) for firm in firms], axis=1)


def yearly(series: Floats) -> Floats:
    """Average over the months of each whole year, (year, ...).

    Examples
    --------
    >>> yearly(np.repeat([2.0, 4.0, 9.0], (12, 12, 5)))
    array([2., 4.])
    """
    years = len(series) // _MONTHS
    return exact_mean(series[: years * _MONTHS].reshape(years, _MONTHS, *series.shape[1:]), axis=1)


def apart(table: Floats) -> Floats:
    """Return how far each firm is from the mean of its year; the last axis is that of firms."""
    return np.asarray(table - exact_mean(table)[..., None])


def persistence(table: Floats, years: int) -> Ratio:
    """Return the slope of what firms are apart by on what they were apart by some years before, as a ratio.

    Parameters
    ----------
    table : float array (year, firm)
        What is compared.
    years : int
        Between the two.

    Examples
    --------
    >>> part, whole = persistence(np.array([[1.0, 3.0], [1.5, 2.5]]), 1)
    >>> part / whole
    0.5
    """
    before, after = apart(table)[:-years], apart(table)[years:]
    return Ratio(_sum(before * after), _sum(before * before))


def spread(table: Floats, late: int, early: int) -> Ratio:
    """Return the variance between firms in one year over that in an earlier one; years are counted from 1.

    Examples
    --------
    >>> part, whole = spread(np.array([[1.0, 3.0], [0.0, 6.0]]), late=2, early=1)
    >>> part / whole
    9.0
    """
    off = apart(table)
    return Ratio(_sum(off[late - 1] ** 2), _sum(off[early - 1] ** 2))


def slope_between(across: Floats, up: Floats) -> Ratio:
    """Return the slope of one figure on another between the firms of each year, as a ratio.

    Examples
    --------
    >>> part, whole = slope_between(np.array([[60.0, 70.0]]), np.array([[0.80, 0.85]]))
    >>> round(part / whole, 12)
    0.005
    """
    x, y = apart(across), apart(up)
    return Ratio(_sum(x * y), _sum(x * x))


def failing_firms(profit: Floats, revenue: Floats) -> int:
    """Count the firms that once lose more than a tenth of their sales in each of two years running.

    Parameters
    ----------
    profit, revenue : float array (year, firm)
        Of each year; a firm that has no sales is not on the market.

    Examples
    --------
    >>> failing_firms(np.array([[-2.0, -2.0], [-2.0, 5.0]]), np.full((2, 2), 10.0))
    1
    """
    losing = (revenue > 0.0) & (profit < -_LARGE_LOSS * revenue)
    running = losing[: 1 - _FAILING_YEARS] & losing[_FAILING_YEARS - 1 :]
    return int(np.count_nonzero(running.any(axis=0)))


def response(share: Floats, price: Floats, months: slice, weight: float = 1.0) -> Term:
    """Return what the elasticity of a firm's share is found from, once a run without the price cut is beside it.

    Parameters
    ----------
    share, price : float array (month,)
        Of one firm.
    months : slice
        Over which both are averaged: the price comes down step by step, and customers respond to what they see.
    weight : float
        By which the elasticity counts in a sum.

    Examples
    --------
    >>> response(np.array([0.5, 1.5]), np.array([0.5, 1.5]), slice(0, 2))
    Term(weight=1.0, amount=0.0, price=0.0)
    """
    return Term(weight, math.log(exact_mean(share[months])), math.log(exact_mean(price[months])))


def _sum(values: Floats) -> float:
    return float(exact_sum(np.asarray(values).ravel()))


def _shares_over_time(simulation: Simulation) -> Readings:
    """Read how lasting the differences in share are, and where each firm stands in the years 25 and 50."""
    share = by_firm(simulation, "share")
    ends, years = share[_MONTHS - 1 :: _MONTHS], yearly(share)
    logs = np.log(np.maximum(ends, 1e-9))
    standing = {
        f"firm_{firm + 1}_year_{year}": float(years[year - 1, firm])
        for year in (25, 50)
        for firm in range(share.shape[1])
    }
    return {
        "persistence": persistence(ends, 1),
        "spread_year_25_over_5": spread(ends, late=25, early=5),
        "log_share_one_year": persistence(logs, 1),
        "log_share_five_years": persistence(logs, 5),
        **standing,
    }


def _price_response(simulation: Simulation) -> Readings:
    """Read share and price of the first firm; their differences to a run without a price cut give elasticities."""
    share, price = (recorded(simulation, "firm", name) for name in ("share", "price"))
    after = {k: slice(k * _MONTHS - _QUARTER, k * _MONTHS) for k in (1, 3, 10)}
    growth = response(share, price, after[10]), response(share, price, after[3], -_MOST_GROWTH)
    return {
        **{f"elasticity_{k}": Elasticity((response(share, price, months),)) for k, months in after.items()},
        "elasticity_first_year": Elasticity((response(share, price, slice(0, _MONTHS)),)),
        "still_growing": Elasticity(growth),
    }


def _sales(simulation: Simulation) -> Readings:
    """Read the last year's sales of the first firm, and how satisfied the whole market is then."""
    return {
        "sales": float(exact_sum(recorded(simulation, "firm", "units_sold")[-_MONTHS:])),
        "market_satisfaction": float(exact_mean(recorded(simulation, "market", "satisfaction")[-_MONTHS:])),
    }


def _staying(simulation: Simulation) -> Readings:
    """Read the share of customers who stay for a year, and of those who buy again from the same firm, once settled."""
    low, middle, high = (
        float(mean_of_known(recorded(simulation, "market", f"repurchase_{name}")[_SETTLED * _MONTHS :]))
        for name in ("low", "middle", "high")
    )
    return {
        **{
            name: float(exact_mean(recorded(simulation, "market", name)[_SETTLED * _MONTHS :]))
            for name in ("retention_year", "repurchase")
        },
        "repurchase_middle_above_low": middle - low,
        "repurchase_high_above_middle": high - middle,
    }


def _leaving(simulation: Simulation) -> Readings:
    """Read how many firms leave the market in a year, and how many lose too much for too long without leaving."""
    left, there = (recorded(simulation, "market", name) for name in ("firms_left", "on_market"))
    profit, revenue = (yearly(by_firm(simulation, name)) for name in ("profit", "revenue"))
    return {
        "leave_in_a_year": Ratio(100.0 * _sum(left), _sum(there) / _MONTHS),
        "failing": float(failing_firms(profit, revenue)),
    }


def _steady(simulation: Simulation) -> Readings:
    """Read how the market's satisfaction drifts, how high it is, and whether firms drift apart."""
    satisfaction = yearly(recorded(simulation, "market", "satisfaction"))[_WARM_UP:]
    slope, _ = fitted_line(np.arange(len(satisfaction), dtype=np.float64), satisfaction)
    firms, shares = (yearly(by_firm(simulation, name)) for name in ("satisfaction", "share"))
    last = len(firms)
    return {
        "drift": 10.0 * slope,
        "satisfaction": float(exact_mean(satisfaction)),
        "spread_of_satisfaction": spread(firms, last, _WARM_UP),
        "spread_of_shares": spread(shares, last, _WARM_UP),
    }


def _mixed(simulation: Simulation) -> Readings:
    """Read what quality costs each firm, by its policy, and how retention follows satisfaction between firms."""
    paid = np.stack([by_firm(simulation, name) for name in _COSTS])
    revenue = by_firm(simulation, "revenue")
    retention, satisfaction = (
        yearly(by_firm(simulation, name))[1:] for name in ("retention_year", "satisfaction")
    )
    profit, worth, quality = (
        by_firm(simulation, name) for name in ("profit", "value_total", "delivered_quality")
    )
    firms = list(enumerate(simulation.scenario.firms.values()))
    return {
        "profit_returns": share_returned((yearly(profit) / yearly(revenue)).T),
        "quality_returns": share_returned(yearly(quality).T),
        **{f"worth_{firm.policy}": _sum(worth[:, place]) for place, firm in firms},
        **{
            f"share_{name}_{firm.policy}": Ratio(100.0 * _sum(paid[k, :, place]), _sum(revenue[:, place]))
            for k, name in enumerate(_COSTS)
            for place, firm in firms
        },
        "retention_by_satisfaction": slope_between(satisfaction, 100.0 * retention),
        **{
            f"{name}_{firm.policy}": Ratio(
                100.0 * _sum(paid[:, :months, place]), _sum(revenue[:months, place])
            )
            for name, months in (("cost", len(revenue)), ("first_cost", _MONTHS))
            for place, firm in firms
        },
    }


firms_leaving = Probe(_leaving)
mixed_market = Probe(_mixed, compare=of_scales)
one_adopter = Probe(_sales)
price_response = Probe(_price_response)
shares_over_time = Probe(_shares_over_time)
steady_state = Probe(_steady)
yearly_retention = Probe(_staying)
