"""What is read of whole markets: how shares, prices, customers, firms and costs move over years."""

from __future__ import annotations

import numpy as np

from tci_sim.analysis.validation.probes.scales import of_scales
from tci_sim.analysis.validation.readings import (
    Floats,
    Probe,
    Ratio,
    Readings,
    recorded,
)
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import exact_mean, exact_sum
from tci_sim.statistics.persistence import share_returned

_MONTHS = 12
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


def _leaving(simulation: Simulation) -> Readings:
    """Read how many firms leave the market in a year, and how many lose too much for too long without leaving."""
    left, there = (recorded(simulation, "market", name) for name in ("firms_left", "on_market"))
    profit, revenue = (yearly(by_firm(simulation, name)) for name in ("profit", "revenue"))
    return {
        "leave_in_a_year": Ratio(100.0 * _sum(left), _sum(there) / _MONTHS),
        "failing": float(failing_firms(profit, revenue)),
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
shares_over_time = Probe(_shares_over_time)
