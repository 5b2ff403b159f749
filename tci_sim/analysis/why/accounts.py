"""The accounts of a difference: profit over volume, price and costs, satisfaction over what customers felt.

All parts are whole numbers of a millionth, and add up to the difference in every history, in every month and over the
whole, to the last digit (`tci_sim.statistics.apportion`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tci_sim.analysis.why.followed import OTHER_CAUSES, Followed
from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.analysis.why.runs import Runs, may_settle
from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.measures.judgement import Level
from tci_sim.engine.state.types import FIXED, MICRO
from tci_sim.frozen import Frozen
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.statistics.apportion import Integers, apportion, mean_of_wholes, whole_sum
from tci_sim.statistics.exact import Floats, exact_mean, exact_sum
from tci_sim.statistics.paired import Interval, student_interval
from tci_sim.statistics.payback import present_value

if TYPE_CHECKING:
    import pandas as pd

FOLLOWS_VOLUME = ("sales", "supply", "purchases", "materials", "processing", "wages", "warranty")
"""Accounts that go with the units sold: they change by volume and by rate. All others change by rate alone."""

PROFIT, PRESENT, SATISFACTION = "profit", "profit_discounted", "satisfaction"
"""What is accounted for: profit after tax, which is the value to owners; it discounted to month 0; satisfaction."""

UNITS: Mapping[str, str] = MappingProxyType(
    {PROFIT: "currency", PRESENT: "currency", SATISFACTION: "points of 100"}
)

_MEASURES = {"profit": (PROFIT, PRESENT), "value_owners": (PROFIT, PRESENT), "satisfaction": (SATISFACTION,)}

CAME, LEFT, RECOVERY, START = "came", "left", "recovery", "start"
"""Causes beside what customers feel about a month: who came, who left, recovery, and how it began."""


class Part(NamedTuple):
    """One part of a difference."""

    name: str
    """An account, an attribute, or another cause."""
    way: str
    """By volume or by rate; quality or surprise; blank where there is one way only."""


@dataclass(frozen=True)
class Account(Frozen):
    """The parts of one difference. Nothing in it can be changed."""

    what: str
    parts: tuple[Part, ...]
    monthly: Integers
    """Of each pair in each month, (pair, month, part); 0 where the firm of either had no customers. [1/MICRO]"""
    whole: Integers
    """Of each pair over the run: the sum of money, or the mean of the last 12 months of satisfaction, (pair, part)."""
    left_out: int
    """Pairs in which it was not measured."""

    @property
    def unit(self) -> str:
        """Unit of the difference."""
        return UNITS[self.what]

    def over_pairs(self) -> tuple[Integers, int]:
        """Return the mean of each part over all pairs, (part,), and what they add up to. [1/MICRO]."""
        return mean_of_wholes(self.whole)

    def intervals(self) -> Interval:
        """Return the interval of each part over all pairs, and last that of their sum, (part + 1,)."""
        every = np.concatenate([self.whole, whole_sum(self.whole)[:, None]], axis=1)
        return student_interval(every / MICRO)

    def over_pairs_by_month(self) -> tuple[Integers, Integers]:
        """Return the mean of each part in each month, (month, part), and what they add up to, (month,). [1/MICRO]."""
        found = [mean_of_wholes(month) for month in np.moveaxis(self.monthly, 1, 0)]
        return np.array([parts for parts, _ in found]), np.array([total for _, total in found], np.int64)


@dataclass(frozen=True)
class AccountsData(Frozen):
    """The accounts of the differences between two scenarios. Nothing in it can be changed."""

    attributes: tuple[str, ...]
    accounts: Mapping[str, Account | None]
    """By what is accounted for; None where it was not measured in two pairs."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "accounts", MappingProxyType(dict(self.accounts)))

    def to_frame(self) -> pd.DataFrame:
        """Return each part of each difference.

        Returns
        -------
        DataFrame
            Columns: what, cause, way, unit, month (blank for the whole run), value (mean over pairs; those of one
            `what` and month add up to their row `total`), low, high (95 %; of the whole run only).
        """
        import pandas as pd

        return pd.DataFrame(
            [row for found in self.accounts.values() if found is not None for row in _rows(found)]
        )


def _rows(found: Account) -> list[dict[str, object]]:
    whole, total = found.over_pairs()
    ends, parts = found.intervals(), (*found.parts, Part("total", ""))
    rows = [
        {"what": found.what, "cause": part.name, "way": part.way, "unit": found.unit, "month": None,
         "value": value / MICRO, "low": float(low), "high": float(high)}
        for part, value, low, high in zip(parts, [*whole.tolist(), total], ends.low, ends.high, strict=True)
    ]  # fmt: skip
    months, totals = found.over_pairs_by_month()
    for month, (each, sum_) in enumerate(zip(months.tolist(), totals.tolist(), strict=True)):
        rows += [
            {"what": found.what, "cause": part.name, "way": part.way, "unit": found.unit, "month": month,
             "value": value / MICRO, "low": np.nan, "high": np.nan}
            for part, value in zip(parts, [*each, sum_], strict=True)
        ]  # fmt: skip
    return rows


def accounts_runs(question: WhyQuestion) -> int:
    """Return how many runs the accounts take beside those that are compared: none, where these can be followed."""
    return 2 * question.replications if may_settle(question) else 0


def find_accounts(question: WhyQuestion, runs: Runs) -> AccountsData:
    """Account for the difference in profit and in satisfaction, or in those of the measures that are asked for."""
    asked = {what for measure in question.measures for what in _MEASURES.get(measure, ())} or set(UNITS)
    followed = runs.followed
    assert followed is not None
    found: dict[str, Account | None] = {}
    if PROFIT in asked:
        profit = account_for_profit(followed.accounts, followed.units)
        found[PROFIT] = profit
        found[PRESENT] = None if profit is None else discounted(profit, runs.comparison.discount)
    if SATISFACTION in asked:
        found[SATISFACTION] = account_for_satisfaction(followed)
    return AccountsData(followed.attributes, found)


def account_for_profit(accounts: Floats, units: Floats) -> Account | None:
    """Split the difference in profit into volume and rate of every account, pair by pair and month by month.

    Where the same is sold at other rates it is the rates that count, where more is sold at the same rates the volume;
    where both change, each counts at the mean of what the other was. So nothing is left over, and what explains B
    against A explains A against B with the sign turned.

    Parameters
    ----------
    accounts : float array (2, pair, month, account)
        What each account brought, in the order of `ACCOUNTS`. [micro-currency]
    units : float array (2, pair, month)
        Sold.

    Returns
    -------
    Account or None
        None where there are no two pairs.

    References
    ----------
    Bennet (1920), "The Theory of Measurement of Changes in Cost of Living": the indicator; known from how it is used,
    the article was not read for it.
    """
    known = np.isfinite(accounts).all(axis=(0, 2, 3))
    if np.count_nonzero(known) < 2:
        return None
    (before, after), (few, many) = accounts[:, known], units[:, known]
    changes = after.astype(np.int64) - before.astype(np.int64)
    parts, columns = [], []
    for place, name in enumerate(ACCOUNTS):
        change = changes[..., place]
        if name in FOLLOWS_VOLUME:
            volume = np.rint(_by_volume(before[..., place], after[..., place], few, many)).astype(np.int64)
            parts.append(Part(name, "volume"))
            columns.append(volume)
            change = change - volume
        parts.append(Part(name, "rate"))
        columns.append(change)
    monthly = np.stack(columns, axis=-1)
    return Account(PROFIT, tuple(parts), monthly, whole_sum(monthly, axis=1), int(np.count_nonzero(~known)))


def _by_volume(before: Floats, after: Floats, few: Floats, many: Floats) -> Floats:
    """Return what of the change of an account is by volume: units more, at the mean of both rates.

    Where one of the two sells nothing, it is taken to have had the rate of the other; where neither does, nothing is.
    """
    sells, sold = few > 0.0, many > 0.0
    rate_before = before / np.where(sells, few, 1.0)
    rate_after = after / np.where(sold, many, 1.0)
    rate_before, rate_after = (
        np.where(sells, rate_before, rate_after),
        np.where(sold, rate_after, rate_before),
    )
    return np.where(sells | sold, (many - few) * (rate_before + rate_after) / 2.0, 0.0)


def discounted(found: Account, yearly: float) -> Account:
    """Discount the parts of a difference in money to month 0; they add up to the difference discounted."""
    present = present_value(
        np.moveaxis(found.monthly, 1, -1).astype(np.float64), yearly
    )  # (pair, part, month)
    total = present_value(whole_sum(found.monthly).astype(np.float64), yearly)
    monthly = apportion(np.moveaxis(present, -1, 1), np.rint(total).astype(np.int64))
    whole = apportion(exact_sum(present), np.rint(exact_sum(total)).astype(np.int64))
    return Account(PRESENT, found.parts, monthly, whole, found.left_out)


def account_for_satisfaction(followed: Followed) -> Account | None:
    """Split the difference in satisfaction at the end of each month into what customers felt, who came and who left."""
    parts, levels, satisfaction = _causes_of_satisfaction(followed)
    last = slice(-LAST_MONTHS, None)
    known = np.isfinite(satisfaction[:, :, last]).all(axis=(0, 2)) & np.isfinite(levels[:, :, last]).all(
        axis=(0, 2, 3)
    )
    if np.count_nonzero(known) < 2:
        return None
    apart = levels[1][known] - levels[0][known]
    ends = np.rint(satisfaction[:, known] * MICRO)
    measured = np.isfinite(ends).all(axis=0) & np.isfinite(apart).all(axis=-1)
    total = np.where(measured, ends[1] - ends[0], 0.0).astype(np.int64)
    monthly = apportion(np.where(measured[..., None], apart, 0.0) * MICRO, total)
    mean = np.rint(exact_sum(total[:, last].astype(np.float64)) / len(range(*last.indices(total.shape[1]))))
    whole = apportion(exact_mean(monthly[:, last].astype(np.float64), axis=1), mean.astype(np.int64))
    return Account(SATISFACTION, parts, monthly, whole, int(np.count_nonzero(~known)))


def _causes_of_satisfaction(followed: Followed) -> tuple[tuple[Part, ...], Floats, Floats]:
    """Follow what of satisfaction is due to what, against a customer as at month 0.

    Satisfaction is what is remembered, and so is each part of it: it fades as satisfaction does, and takes in what the
    cause adds to the month. Who leaves and who comes moves the mean, and that fades likewise.

    Returns
    -------
    tuple
        The parts; what of satisfaction at the end of each month is due to each, (scenario, pair, month, part); and
        satisfaction, (scenario, pair, month). [points of 100]; NaN where the firm has no customers.
    """
    attributes = followed.attributes
    felt = [Part(name, way) for way in ("quality", "surprise") for name in attributes]
    felt += [Part(name, "") for name in OTHER_CAUSES]
    parts = (*felt, *(Part(name, "") for name in (RECOVERY, LEFT, CAME, START)))
    sums = {level: followed.levels[..., level] for level in Level}
    with np.errstate(invalid="ignore", divide="ignore"):
        start, left, end = sums[Level.CUSTOMERS], sums[Level.LEFT], sums[Level.AT_END]
        remain = start - left
        satisfaction = sums[Level.OF_AT_END] / FIXED / end
        recovered = sums[Level.RECOVERED] / FIXED / start
        stayed = (sums[Level.RECOVERED] - sums[Level.OF_LEFT]) / FIXED / remain
        reference = sums[Level.REFERENCE] / FIXED / start
        before = sums[Level.BEFORE] / FIXED / start
        by_recovery = recovered - sums[Level.JUDGED] / FIXED / start
        by_leaving = np.where(remain > 0, stayed - recovered, 0.0)
        by_coming = np.where(remain > 0, satisfaction - stayed, satisfaction - recovered)
        causes = followed.causes / FIXED / start[..., None]
    shape = (*satisfaction.shape, len(parts))
    found, level = np.full(shape, np.nan), np.full(shape[:2] + shape[3:], np.nan)
    first, last_known = np.full(shape[:2], np.nan), np.full(shape[:2], np.nan)
    for month in range(shape[2]):
        begins = ~np.isfinite(level).all(axis=-1) & (start[..., month] > 0)
        first = np.where(begins & ~np.isfinite(first), reference[..., month], first)
        level[begins] = 0.0
        level[..., -1] = np.where(begins, before[..., month] - first, level[..., -1])
        level[..., -1] += np.where(begins | (start[..., month] <= 0), 0.0, before[..., month] - last_known)
        memory = followed.memory[..., month, None]
        fresh = np.concatenate(
            [causes[..., month, :], np.zeros((*shape[:2], 3)), (reference[..., month] - first)[..., None]],
            axis=-1,
        )
        level = memory * level + (1.0 - memory) * fresh
        for place, change in ((-4, by_recovery), (-3, by_leaving), (-2, by_coming)):
            level[..., place] += change[..., month]
        gone = end[..., month] <= 0
        level[gone] = np.nan
        last_known = satisfaction[..., month]
        found[..., month, :] = level
    return parts, found, satisfaction


def parts_named(found: Account, name: str) -> list[int]:
    """Return at which places the parts of an account, attribute or cause stand."""
    return [place for place, part in enumerate(found.parts) if part.name == name]


def names_of(found: Account) -> Sequence[str]:
    """List the accounts, attributes and causes of a difference, each once, in order."""
    return list(dict.fromkeys(part.name for part in found.parts))
