"""What a comparison found, in a few sentences, computed from the differences and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tci_sim.messages import Message, Text, message, paragraph
from tci_sim.messages.message import Value
from tci_sim.messages.quantities import Amount, Bare, Length, Percent, Range, ScaledUnit
from tci_sim.scenario.labels import label_in
from tci_sim.scenario.own_levers import policy_of_firm
from tci_sim.statistics.exact import exact_mean, exact_sum
from tci_sim.statistics.paired import Floats, Interval, student_interval
from tci_sim.statistics.payback import Payback

if TYPE_CHECKING:
    from tci_sim.analysis.comparison import ComparisonData

EARLY = 24
"""Months that count as early: two years."""

PROFIT, SATISFACTION, SHARE, VALUE = "profit", "satisfaction", "share", "value_total"
"""The measures that a verdict is about."""

STAKEHOLDERS = ("customers", "suppliers", "employees", "owners", "society")
"""Those among whom value in all is shared out; `value_<name>` is the measure of each."""

MARKET_VALUES = (VALUE, *(f"value_{who}" for who in STAKEHOLDERS))
"""What an alternative is worth to the whole market, in all and to each: the measures of it."""

_MONEY, _POINTS, _SHARE = "currency", "points of 100", "-"


def verdicts(comparison: ComparisonData) -> dict[str, str]:
    """Return the verdict on each of the others, in the language in use."""
    return {name: verdict(comparison, name) for name in comparison.others}


def verdict(comparison: ComparisonData, name: str) -> str:
    """Return in the language in use what `verdict_sentences` says, in one paragraph."""
    return str(paragraph(verdict_sentences(comparison, name)))


def verdict_sentences(comparison: ComparisonData, name: str) -> list[Message]:
    """Return what an alternative is worth to the market, what it costs or brings the firm, and what customers think.

    Money is discounted to the beginning of month 0, and stands beside it as it is. Profit is the focal firm's. It
    "leads" from the month from which the mean of the cumulative differences stays above zero; intervals are 95 %,
    Student's of amounts, by bootstrap of that month, exact of a chance.

    Parameters
    ----------
    comparison : ComparisonData
        Its first scenario is the reference.
    name : str
        One of the others.

    Returns
    -------
    list of Message
        One on the whole market, where what stakeholders get was measured twice; those on profit; then, where a pair of
        runs was completed, one on satisfaction and market share.
    """
    about: dict[str, Value] = {
        "reference": scenario_label(comparison, comparison.reference),
        "name": scenario_label(comparison, name),
    }
    monthly = comparison.monthly(name, PROFIT)
    if not len(monthly):
        return [message("verdict.no_pair", **about)]
    of_market, of_minds = _on_market(about, comparison, name), on_customers(comparison, name)
    if not np.isfinite(monthly).all():
        return [*of_market, message("verdict.not_measured", **about), of_minds]
    present = comparison.present(name, PROFIT)
    early = student_interval(exact_sum(present[:, : min(EARLY, comparison.months)]))
    total = student_interval(exact_sum(present))
    found = comparison.payback(name, PROFIT)
    profit = _on_profit(about, early, total, comparison.months, found.month)
    return [
        *of_market,
        profit,
        *(_on_month(found) if "month" in dict(profit.values) else []),
        *_on_doubt(comparison, name, total),
        of_minds,
    ]


def scenario_label(comparison: ComparisonData, name: str) -> Text | str:
    """Return what one of those compared is called: its policy, where that is its name."""
    question = comparison.questions[name]
    firm = comparison.focal_firms[name]
    if question.firms[firm].policy != name:
        return name
    return label_in(question, "policy", policy_of_firm(question, firm))


def _on_profit(
    about: dict[str, Value], early: Interval, total: Interval, months: int, month: int | None
) -> Message:
    """Choose the message by whether the early and the whole difference are clear, and by their signs."""
    about = {**about, "span": Length(months)}
    if np.isnan(total.low):
        return message("verdict.one_pair", money=Amount(float(total.mean), _MONEY, sign=True), **about)
    if _is_zero(total) and _is_zero(early):
        return message("verdict.same", **about)
    first, last = _sign(early), _sign(total)
    if months <= EARLY:
        return _in_one_span(about, total, last)
    both = {
        **about,
        "early_span": Length(EARLY),
        "early": _size(early, first),
        "early_range": _ends(early, first),
        "total": _size(total, last),
        "total_range": _ends(total, last),
    }
    if last > 0 and month is not None:
        if first > 0:
            return message("verdict.more_from_start", **both)
        if first < 0:
            return message("verdict.less_then_leads", month=month, nth=month + 1, **both)
        return message("verdict.unclear_then_leads", month=month, nth=month + 1, **both)
    if last < 0 < first:
        return message("verdict.more_then_behind", **both)
    if last < 0:
        return message("verdict.never_pays", money=_size(total, last), range=_ends(total, last), **about)
    if first < 0:
        return message("verdict.less_then_unclear", **both)
    if first > 0:
        return message("verdict.more_then_unclear", **both)
    return _in_one_span(about, total, last)


def _in_one_span(about: dict[str, Value], total: Interval, sign: int) -> Message:
    values = {**about, "money": _size(total, sign), "range": _ends(total, sign)}
    if sign > 0:
        return message("verdict.more", **values)
    return message("verdict.less", **values) if sign < 0 else message("verdict.unclear", **values)


def on_customers(comparison: ComparisonData, name: str) -> Message:
    """Return how satisfaction and market share differ, as far as they were measured."""
    minds = _paired(comparison, name, SATISFACTION)
    if not len(minds):
        return message("verdict.satisfaction_not_measured")
    found, shares = student_interval(minds), _paired(comparison, name, SHARE)
    points = _signed(found, _POINTS)
    if np.isnan(found.low):
        if not len(shares):
            return message("verdict.satisfaction_one_pair", points=points)
        share = _signed(student_interval(shares), _SHARE)
        return message("verdict.minds_one_pair", points=points, share=share)
    ends = _signed_ends(found, _POINTS)
    held = student_interval(shares) if len(shares) else None
    if held is None or np.isnan(held.low):
        return message("verdict.satisfaction", points=points, range=ends)
    return message(
        "verdict.minds",
        points=points,
        range=ends,
        share=_signed(held, _SHARE),
        share_range=_signed_ends(held, _SHARE),
    )


def _paired(comparison: ComparisonData, name: str, measure: str) -> Floats:
    """Return the differences of a measure; none where it was not kept."""
    kept = measure in comparison.measures["firm"]
    return comparison.paired(name, measure) if kept else np.empty(0)


def _on_month(found: Payback) -> list[Message]:
    """Return how sure the month is from which an alternative leads; nothing where no interval can be given."""
    if found.low is None or found.high is None:
        return []
    ends = {"month": found.low, "nth": found.low + 1, "last": found.high, "nth_last": found.high + 1}
    return [message("verdict.leads_between", **ends)]


def _on_doubt(comparison: ComparisonData, name: str, total: Interval) -> list[Message]:
    """Return the difference without discounting, and how often an alternative loses; nothing of one pair."""
    if np.isnan(total.low) or _is_zero(total):
        return []
    plain, loss = student_interval(comparison.paired(name, PROFIT)), comparison.chance_of_loss(name, PROFIT)
    return [
        message(
            "verdict.plain",
            money=Amount(float(plain.mean), _MONEY, _all(plain), sign=True),
            range=Range(float(plain.low), float(plain.high), _MONEY, _all(plain), sign=True),
            discount=Percent(comparison.discount),
        ),
        message(
            "verdict.chance",
            chance=Percent(round(loss.share, 2)),
            low=Percent(round(loss.low, 2)),
            high=Percent(round(loss.high, 2)),
        ),
    ]


def values_market(comparison: ComparisonData) -> bool:
    """Tell whether a comparison has kept what the whole market is worth, and to whom."""
    return set(MARKET_VALUES) <= set(comparison.measures.get("market", ()))


def _on_market(about: dict[str, Value], comparison: ComparisonData, name: str) -> list[Message]:
    """Return what an alternative is worth to the whole market, and to whom; nothing where it was not measured twice."""
    if not values_market(comparison):
        return []
    present = {each: exact_sum(comparison.present(name, each, kind="market")) for each in MARKET_VALUES}
    whole = student_interval(present[VALUE])
    if not np.isfinite(whole.low) or _is_zero(whole):
        return []
    means = {who: float(exact_mean(present[f"value_{who}"], axis=0)) for who in STAKEHOLDERS}
    plain = float(exact_mean(comparison.paired(name, VALUE, kind="market")))
    sign = _sign(whole)
    among = (*_all(whole), plain, *means.values())
    shares: dict[str, Value] = {who: Bare(mean, _MONEY, among, sign=True) for who, mean in means.items()}
    ends = sorted(float(end) * (sign or 1) for end in (whole.low, whole.high))
    said = {
        **about,
        **shares,
        "span": Length(comparison.months),
        "unit": ScaledUnit(_MONEY, among),
        "money": Amount(float(whole.mean) * (sign or 1), _MONEY, among, sign=not sign),
        "range": Range(ends[0], ends[1], _MONEY, among, sign=not sign),
        "plain": Amount(plain, _MONEY, among, sign=True),
    }
    if sign > 0:
        return [message("verdict.market_more", **said)]
    return [message("verdict.market_less" if sign < 0 else "verdict.market_unclear", **said)]


def _is_zero(found: Interval) -> bool:
    return float(found.mean) == 0.0


def _sign(found: Interval) -> int:
    """Return 1 or -1 where an interval is clear of zero; 0 where it is not."""
    return 0 if found.contains_zero else 1 if found.mean > 0.0 else -1


def _size(found: Interval, sign: int) -> Text:
    """Write the amount of money of a clear difference without a sign, which a word says; of another with it."""
    return Amount(float(found.mean) * (sign or 1), _MONEY, _all(found), sign=not sign)


def _ends(found: Interval, sign: int) -> Text:
    low, high = float(found.low), float(found.high)
    low, high = (-high, -low) if sign < 0 else (low, high)
    return Range(low, high, _MONEY, _all(found), sign=not sign)


def _signed(found: Interval, unit: str) -> Text:
    return Amount(float(found.mean), unit, _all(found), sign=True)


def _signed_ends(found: Interval, unit: str) -> Text:
    return Range(float(found.low), float(found.high), unit, _all(found), sign=True)


def _all(found: Interval) -> tuple[float, ...]:
    return tuple(float(value) for value in (found.mean, found.low, found.high))
