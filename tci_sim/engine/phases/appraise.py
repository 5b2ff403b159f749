"""Part of phase 7: what a step of a lever is worth, planned month by month over a firm's horizon.

A plan lays two courses beside each other, with the step and without it, and adds up what differs, discounted:

- *Failures* fall by what projects put right, at the firm's own pace of the past year, and rise by what came up of
  itself in that year (`failures_left`). So a gap closes and saturates, and a step down loses what effort has kept.
- *Claims* follow failures: what is saved is a share of the claims that the books show.
- *Working time* that a lever takes raises the standard cost of labour, and the price that follows it with its markup;
  improvement time also builds capability, which lowers both again. Wages follow the work to be done as far as a unit is
  full, or so empty that people go (`pay_follows_work`).
- *Customers* who stay for what they feel: a hundredth of quality is a point of satisfaction, and that times the firm's
  own estimate of what a point keeps: 0 without data. Each brings the price less what a further unit costs in money.
- *Price*: one percent more is felt as one percent less of quality, by those who are there and by as many who might
  come, and that counts whether or not the firm counts retention. As far as it has no data, it takes its markup to be
  right: a dearer price then gains as much as it loses.
- *Others*, as far as the firm counts them, at what the accounts count: customers' value (what the price takes from all,
  what a better unit is worth, by what a firm pays for a bad one), suppliers' profit, wages above those for which people
  would just work, what failures cost society, and tax.

The standard error of all that is that of the gap, which rests on so many answers, and of the slope, which rests on so
many customers who left. What the books show has none.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.appraisal import arrived, error_of_two, failures_left
from tci_sim.engine.rules.governance import better_step


class Aims(NamedTuple):
    """What a firm counts."""

    horizon: int
    """Months ahead that count. [month]"""
    discount: float
    """Worth today of one unit of money a month from now. [-]"""
    others: float
    """How far it counts the accounts of others. [-]"""
    above_reservation: float
    """Share of wages that is above those for which people would just work. [-]"""
    failure_to_society: float
    """What society saves for each unit of money of claims saved. [-]"""
    tax: float
    """Tax on profit. [-]"""


class Business(NamedTuple):
    """What the books of a firm show."""

    volume: float
    """Units sold. [unit/month]"""
    price: float
    """[currency/unit]"""
    markup: float
    """[-]"""
    follows: float
    """Share of the way to its target that a price goes in a month; 0 where no price is asked. [1/month]"""
    labour: float
    """Standard cost of labour in a unit. [currency/unit]"""
    processing: float
    """Cost of processing a unit. [currency/unit]"""
    bought: float
    """What is bought for a unit. [currency/unit]"""
    claims: float
    """Claims paid. [currency/month]"""


class Pay(NamedTuple):
    """Who works for a firm, and how their number follows the work."""

    wages: float
    """[currency/month]"""
    working: float
    """Share of working time that is left for making things. [-]"""
    hiring: float
    """Share of more work that is expected in wages. [-]"""
    parting: float
    """Share of less work that is expected in wages. [-]"""


class Course(NamedTuple):
    """How things go on without a step."""

    closing: float
    """Share of failures that projects put right in a month. [1/month]"""
    reopening: float
    """Failures that come up in a month, as a share of those of today. [1/month]"""
    gap: float
    """Gap that customers feel and the firm's own units make, as it estimates it. [quality]"""
    error: float
    """Relative standard error of the gap. [-]"""
    fading: float
    """Rate at which capability follows improvement time. [1/month]"""
    cost_left: float
    """What cost projects can still take away, as a share of the work and processing of today. [-]"""
    cost_pace: float
    """Rate at which they do. [1/month]"""


class Bond(NamedTuple):
    """What keeps customers, and what those who stay are worth, as far as it is counted."""

    slope: float
    """Customers kept in a month for each point of satisfaction, as the firm estimates it. [customer/month/point]"""
    error: float
    """Relative standard error of the slope. [-]"""
    known: float
    """How far the slope rests on data that have not faded, 0..1. [-]"""
    margin: float
    """What a customer brings in money. [currency/customer/month]"""
    counted: float
    """How much of that it counts of those who stay for what they feel. [currency/customer/month]"""
    others: float
    """What one who stays is worth to others. [currency/customer/month]"""
    better: float
    """What quality higher by 1 is worth to customers. [currency/month]"""


class Situation(NamedTuple):
    """What a firm knows of itself when it plans, and what it counts."""

    aims: Aims
    business: Business
    pay: Pay
    course: Course
    bond: Bond


class Step(NamedTuple):
    """What a step of a lever changes."""

    effort: float
    """Change of effort on what customers feel, as a share of effort. [-]"""
    effort_claimed: float
    """Change of effort on what is claimed for, as a share of it. [-]"""
    skill: float
    """Change of what effort does, in the end, as a share. [-]"""
    skill_pace: float
    """Rate at which that comes. [1/month]"""
    busy: float
    """Working time that it takes, as a share of the time that is left for making things. [-]"""
    able: float
    """Change of capability, in the end, as a share. [-]"""
    found: float
    """Share of claims that inspection prevents. [-]"""
    found_felt: float
    """What that spares customers. [quality]"""
    known: float
    """Quality gained in the end by knowing better what is wanted. [quality]"""
    known_claims: float
    """Claims that this prevents. [currency/month]"""
    known_pace: float
    """Rate at which that comes. [1/month]"""
    cost_effort: float
    """Change of effort on cost, as a share of it. [-]"""
    money: float
    """Money that it costs. [currency/month]"""
    once: float
    """Money that it costs at once. [currency]"""


class Plan(NamedTuple):
    """What differs with a step from what would be without it: of a month, or discounted sums over the horizon."""

    saved: float
    """Claims. [currency]"""
    better: float
    """Quality that customers feel. [quality x month]"""
    dearer: float
    """Price of a unit. [currency/unit x month]"""
    hands: float
    """Wages. [currency]"""
    cost: float
    """All that it costs: wages, processing, money for the lever. [currency]"""
    kept: float
    """Customers who stay for what they feel. [customer x month]"""
    drawn: float
    """Customers whom the price draws; below 0 they go. [customer x month]"""


@compiled
def plan_step(s: Situation, step: Step) -> Plan:
    """Go through the months of the horizon with a step and without it, and add up what differs."""
    course, pay, business = s.course, s.pay, s.business
    without, felt, claimed, worth = 1.0, 1.0, 1.0, 1.0
    price, kept, drawn = 0.0, 0.0, 0.0
    plan = Plan(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for each in range(1, s.aims.horizon + 1):
        month = float(each)
        worth *= s.aims.discount
        skill = 1.0 + step.skill * arrived(step.skill_pace, month)
        without = failures_left(without, course.closing, course.reopening)
        felt = failures_left(felt, course.closing * (1.0 + step.effort) * skill, course.reopening)
        claimed = failures_left(
            claimed, course.closing * (1.0 + step.effort_claimed) * skill, course.reopening
        )
        known = arrived(step.known_pace, month)
        better = course.gap * (without - felt) + step.found_felt * felt + step.known * known
        saved = business.claims * (without - claimed * (1.0 - step.found)) + step.known_claims * known
        leaner = leaner_by(course, step, month)
        work = step.busy - step.able * arrived(course.fading, month) - leaner
        price += business.follows * (price_target(business, work, leaner) - price)
        kept += s.bond.slope * 100.0 * better
        drawn -= 2.0 * s.bond.slope * 100.0 * price / business.price
        hands = pay.wages * work * (pay.hiring if work > 0.0 else pay.parting)
        cost = hands - business.volume * business.processing * leaner + step.money
        plan = add_month(plan, worth, Plan(saved, better, price, hands, cost, kept, drawn))
    return plan


@compiled
def leaner_by(course: Course, step: Step, month: float) -> float:
    """Return how much less work and processing a unit takes after some months of more effort on cost, as a share."""
    with_step = arrived(course.cost_pace * (1.0 + step.cost_effort), month)
    return course.cost_left * (with_step - arrived(course.cost_pace, month))


@compiled
def price_target(business: Business, work: float, leaner: float) -> float:
    """Return how much more than now a price comes to for more work in a unit, and processing that is leaner."""
    return (1.0 + business.markup) * (business.labour * work - business.processing * leaner)


@compiled
def add_month(plan: Plan, worth: float, month: Plan) -> Plan:
    """Add what differs in a month to the plan, by what it is worth today."""
    return Plan(
        plan.saved + worth * month.saved,
        plan.better + worth * month.better,
        plan.dearer + worth * month.dearer,
        plan.hands + worth * month.hands,
        plan.cost + worth * month.cost,
        plan.kept + worth * month.kept,
        plan.drawn + worth * month.drawn,
    )


@compiled
def worth_of_plan(s: Situation, plan: Plan, once: float) -> float:
    """Add up what a plan is worth to owners after tax, and to others as far as they are counted. [currency].

    `once` is what the step costs at once.
    """
    aims, bond, dearer = s.aims, s.bond, s.business.volume * plan.dearer
    owners = plan.saved - plan.cost - once + bond.counted * plan.kept
    owners += bond.known * (dearer + bond.margin * plan.drawn)
    others = aims.tax * owners + aims.above_reservation * plan.hands - dearer
    others += aims.failure_to_society * plan.saved
    kept_and_better = bond.others * (plan.kept + plan.drawn) + bond.better * plan.better
    return float((1.0 - aims.tax) * owners + aims.others * others + kept_and_better)


@compiled
def error_of_plan(s: Situation, plan: Plan) -> float:
    """Return the standard error of what a plan is worth, by that of the gap and of the slope. [currency]."""
    taxed, others = 1.0 - s.aims.tax * (1.0 - s.aims.others), s.bond.others
    kept = error_of_two(plan.kept * (taxed * s.bond.counted + others), s.course.error, s.bond.error)
    drawn = error_of_two(plan.drawn * (taxed * s.bond.margin + others), 0.0, s.bond.error)
    felt = error_of_two(s.bond.better * plan.better, s.course.error, 0.0)
    return float(math.sqrt(kept * kept + drawn * drawn + felt * felt))


@compiled
def appraise(s: Situation, up: Step, down: Step) -> tuple[float, float]:
    """Return what the better step of a lever is worth, below 0 one down, sign turned; and its standard error."""
    above, below = plan_step(s, up), plan_step(s, down)
    worth = better_step(worth_of_plan(s, above, up.once), worth_of_plan(s, below, down.once))
    error = error_of_plan(s, above) if worth > 0.0 else error_of_plan(s, below)
    return worth, error
