"""What a comparison found, in a few sentences, computed from the differences and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tci_sim.messages import Message, Text, message, paragraph
from tci_sim.messages.message import Value
from tci_sim.messages.quantities import Amount, Bare, Length, Range, ScaledUnit
from tci_sim.scenario.labels import label_in
from tci_sim.statistics.exact import exact_mean, exact_sum
from tci_sim.statistics.paired import Floats, Interval, student_interval

if TYPE_CHECKING:
    from tci_sim.analysis.comparison import ComparisonData

EARLY = 24
"""Months that count as early: two years."""

PROFIT, SATISFACTION, SHARE, VALUE = "profit", "satisfaction", "share", "value_total"
"""The measures that a verdict is about."""

STAKEHOLDERS = ("customers", "suppliers", "employees", "owners", "society")
"""Those among whom value in all is shared out; `value_<name>` is the measure of each."""

_MONEY, _POINTS, _SHARE = "currency", "points of 100", "-"


def verdicts(comparison: ComparisonData) -> dict[str, str]:
    """Return the verdict on each of the others, in the language in use."""
    return {name: verdict(comparison, name) for name in comparison.others}


def verdict(comparison: ComparisonData, name: str) -> str:
    """Return in the language in use what `verdict_sentences` says, in one paragraph."""
    return str(paragraph(verdict_sentences(comparison, name)))


def verdict_sentences(comparison: ComparisonData, name: str) -> list[Message]:
    """Return what an alternative costs or brings at first and in all, what customers make of it, and who gets it.

    Profit is the focal firm's, added up and not discounted. It "leads" from the month from which the mean of
    the cumulative differences stays above zero; intervals are Student's, 95 %.

    Parameters
    ----------
    comparison : ComparisonData
        Its first scenario is the reference.
    name : str
        One of the others.

    Returns
    -------
    list of Message
        One on profit; then, where a pair of runs was completed, one on satisfaction and market share, and one on
        stakeholders where what they get was measured.
    """
    about: dict[str, Value] = {
        "reference": scenario_label(comparison, comparison.reference),
        "name": scenario_label(comparison, name),
    }
    monthly = comparison.monthly(name, PROFIT)
    if not len(monthly):
        return [message("verdict.no_pair", **about)]
    if np.isfinite(monthly).all():
        early = student_interval(exact_sum(monthly[:, : min(EARLY, comparison.months)]))
        total = student_interval(exact_sum(monthly))
        month = comparison.break_even(name, PROFIT)
        profit = _on_profit(about, early, total, comparison.months, month)
    else:
        profit = message("verdict.not_measured", **about)
    return [profit, _on_customers(comparison, name), *_on_stakeholders(comparison, name)]


def scenario_label(comparison: ComparisonData, name: str) -> Text | str:
    """Return what one of those compared is called: its policy, where that is its name."""
    question = comparison.questions[name]
    policy = question.firms[comparison.focal_firms[name]].policy
    return label_in(question, "policy", name) if policy == name else name


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


def _on_customers(comparison: ComparisonData, name: str) -> Message:
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


def _on_stakeholders(comparison: ComparisonData, name: str) -> list[Message]:
    """Return how much value there is in all and who gets it; nothing where it is the same or was not measured twice."""
    measures = {who: f"value_{who}" for who in STAKEHOLDERS}
    if not {VALUE, *measures.values()} <= set(comparison.measures["firm"]):
        return []
    whole = student_interval(comparison.paired(name, VALUE))
    if not np.isfinite(whole.low) or _is_zero(whole):
        return []
    means = {
        who: float(exact_mean(comparison.paired(name, measure), axis=0)) for who, measure in measures.items()
    }
    among = (float(whole.mean), *means.values())
    shares: dict[str, Value] = {who: Bare(mean, _MONEY, among, sign=True) for who, mean in means.items()}
    shares["unit"] = ScaledUnit(_MONEY, among)
    sign = _sign(whole)
    money = Amount(float(whole.mean) * (sign or 1), _MONEY, among, sign=not sign)
    if sign > 0:
        return [message("verdict.stakeholders_more", money=money, **shares)]
    if sign < 0:
        return [message("verdict.stakeholders_less", money=money, **shares)]
    return [message("verdict.stakeholders_unclear", money=money, **shares)]


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
