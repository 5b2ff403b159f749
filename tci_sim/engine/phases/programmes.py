"""Part of phase 9: what quality programmes cost, by the levers that are paid for, and under which accounts."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, Self

from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.ledger import outside_holder, pay, to_money
from tci_sim.engine.phases.lever_time import time_of_internal_interview, time_of_levers
from tci_sim.engine.phases.month_totals import MonthTotals, Wages
from tci_sim.engine.phases.panels import stages_of
from tci_sim.engine.rules.capacity import advance_redesign
from tci_sim.engine.rules.prices import HOURS, hours_of_round
from tci_sim.engine.state.books import Ledger
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record, Records

FIRST_PROGRAMME = 7
"""Programmes stand side by side in a statement, after the accounts of running the business."""

Side = Literal["external", "internal"]
"""Whose satisfaction a programme is about: that of customers outside, or of the next step inside."""


class Programme(IntEnum):
    """Accounts of quality programmes; a lever of a scenario names those that it is paid under."""

    side: Side
    """Whose satisfaction it is about."""

    SURVEY = "external"
    INTERVIEWS = "external"  # with customers
    COMPLAINT_HANDLING = "external"
    TRAINING = "internal"
    FORMATION = "internal"  # of culture
    PARTICIPATION = "external"  # customers sit in the plan step
    REDESIGN = "internal"
    INSPECTION = "internal"
    IMPROVEMENT_HELP = "internal"  # hired help, where the effect is switched off
    INTERVIEW_HELP = "internal"  # hired help, where the effect is switched off
    GAIN_SHARE = "internal"  # suppliers share in what their better deliveries save

    def __new__(cls, side: Side) -> Self:
        """Make an account with the number after that of the one before."""
        number = FIRST_PROGRAMME + len(cls.__members__)
        account = int.__new__(cls, number)
        account._value_ = number
        account.side = side
        return account


@compiled
def book_programmes(
    ledger: Ledger,
    world: Record,
    policies: Policies,
    budget: Floats,
    counted: MonthTotals,
    redesign: Floats,
    held: Integers,
) -> None:
    """Let organisations pay for listening and improvement as their policies want it; inspection is paid by unit.

    `redesign` is how far the redesigns are that are paid for, (firm,), and `held` the answers that respondents gave
    each firm this month, by kind of people, (selling firm, 3).
    """
    economy, paid = world.economy, policies.paid
    if world.asking.real_respondents == 1:
        book_rounds_held(ledger, economy, policies, budget, counted, held)
    else:
        book_surveys(ledger, economy, paid, budget, counted)
    book_interviews(ledger, economy, policies, budget, counted)
    book_complaints(ledger, economy, paid, counted)
    book_seats(ledger, economy, paid, budget, counted)
    book_redesign(ledger, world, paid, budget, counted, redesign)


@compiled
def book_surveys(
    ledger: Ledger, economy: Record, paid: Records, budget: Floats, counted: MonthTotals
) -> None:
    """Pay for surveys, in equal parts each month."""
    hour, outside = economy.hour * economy.price, outside_holder(len(counted.working))
    for f in range(len(counted.customers) - 1):
        if counted.working[f] and counted.customers[f] > 0:
            survey = paid[f].listening.survey
            respondents = min(survey.respondents, counted.customers[f]) / survey.interval
            rounds = 1.0 / survey.interval if respondents > 0.0 else 0.0
            work = hour * (economy.round_hours * rounds + economy.answer_hours * respondents)
            asked = budget[f] * (economy.price * economy.survey_cost * respondents + work)
            pay(ledger, f, outside, Programme.SURVEY, to_money(asked))


@compiled
def book_rounds_held(
    ledger: Ledger, economy: Record, policies: Policies, budget: Floats, counted: MonthTotals, held: Integers
) -> None:
    """Pay for the round that a firm held this month; in equal parts for what is paid for without an effect."""
    for f in range(len(held)):
        if counted.working[f]:
            paid, used = policies.paid[f].listening.survey, policies.in_force[f].listening.survey
            own, others = float(held[f, 0]), float(held[f, 1] + held[f, 2])
            money = price_of_round(economy, own, others, paid.derived)
            if paid.respondents > 0 and used.respondents == 0:
                asked = float(min(paid.respondents, counted.customers[f]))
                others = asked * min(paid.lost + paid.outside, 1.0)
                whole = price_of_round(economy, asked - others, others, paid.derived)
                money += budget[f] * whole / paid.interval
            pay(ledger, f, outside_holder(len(counted.working)), Programme.SURVEY, to_money(money))


@compiled
def price_of_round(economy: Record, own: float, others: float, derived: float) -> float:
    """Return what a round costs in which so many own customers and others answer. [currency]."""
    hours = hours_of_round(
        own, others, derived,
        economy.round_hours, economy.answer_hours, economy.outside_hours, economy.derived_hours,
    )  # fmt: skip
    return float(economy.price * (economy.survey_cost * (own + others) + economy.hour * hours))


@compiled
def book_interviews(
    ledger: Ledger, economy: Record, policies: Policies, budget: Floats, counted: MonthTotals
) -> None:
    """Pay for each interview that was held, for those bought without effect, and for studies of lead users.

    Of each customer one interview at most is paid; studies are paid in equal parts each month.
    """
    each = economy.price * economy.interview_cost + economy.hour * economy.price * economy.expense_hours
    for f in range(len(counted.customers) - 1):
        if counted.working[f]:
            paid, used = policies.paid[f].listening.review, policies.in_force[f].listening.review
            more = budget[f] * max(paid.interviews - used.interviews, 0.0) * counted.interviewers[f]
            bought = counted.interviews[f] + min(more, float(counted.customers[f]))
            outside = outside_holder(len(counted.working))
            studies = (
                budget[f] * policies.paid[f].listening.lead_users / 12.0 if counted.customers[f] > 0 else 0.0
            )
            met = economy.hour * economy.price * economy.lead_user_hours * studies
            pay(ledger, f, outside, Programme.INTERVIEWS, to_money(each * bought + met))


@compiled
def book_complaints(ledger: Ledger, economy: Record, paid: Records, counted: MonthTotals) -> None:
    """Pay for complaints that are handled well."""
    each = economy.price * economy.complaint_cost + economy.hour * economy.price * economy.complaint_hours
    for f in range(len(counted.customers) - 1):
        if counted.working[f] and counted.customers[f] > 0:
            handled = paid[f].listening.complaints.handling * counted.complaints[f]
            answers = to_money(each * handled)
            pay(ledger, f, outside_holder(len(counted.working)), Programme.COMPLAINT_HANDLING, answers)


@compiled
def book_acts(
    ledger: Ledger, economy: Record, policies: Policies, ability: Floats, price: Floats, by_segment: Integers,
    counted: MonthTotals,
) -> None:  # fmt: skip
    """Pay amends to customers for whom somebody acted, and what acting would cost where its effect is switched off.

    `ability` is the chance that the front line mends what it may take up, (organisation,).
    """
    outside = outside_holder(len(counted.working))
    for f in range(by_segment.shape[1] - 1):
        paid, used = policies.paid[f].listening.review, policies.in_force[f].listening.review
        found, mended = over_segments(by_segment[Sum.FOUND], f), over_segments(by_segment[Sum.MENDED], f)
        more = max(paid.authority - used.authority, 0.0) * ability[f] * found
        amends = economy.amends * price[f] * (mended + more)
        hired = more * economy.acting_hours * wage_of_an_hour(counted, f)
        pay(ledger, f, outside, Programme.COMPLAINT_HANDLING, to_money(amends))
        pay(ledger, f, outside, Programme.INTERVIEW_HELP, to_money(hired))


@compiled
def wage_of_an_hour(counted: MonthTotals, f: int) -> float:
    """Return what those of a firm who meet customers earn in an hour. [currency/hour]."""
    people = counted.interviewers[f]
    return float(counted.front_wages[f] / MICRO / people / HOURS) if people > 0.0 else 0.0


@compiled
def book_development(
    ledger: Ledger, economy: Record, paid: Records, budget: Floats, counted: MonthTotals, by_policy: Wages
) -> None:
    """Pay for training and formation in units, and for meeting peers, as shares of wages."""
    outside = outside_holder(len(counted.working))
    for p in range(len(paid)):
        f = by_policy.organisation[p]
        if counted.working[f]:
            wages = budget[f] * (by_policy.wages[p] / MICRO)
            training = wages * economy.training_cost * paid[p].improvement.training
            formation = wages * economy.formation_cost * paid[p].culture.formation
            if p == f:
                training += budget[f] * (counted.wages[f] / MICRO) * economy.peer_cost * paid[f].culture.peers
            pay(ledger, f, outside, Programme.TRAINING, to_money(training))
            pay(ledger, f, outside, Programme.FORMATION, to_money(formation))


@compiled
def book_seats(ledger: Ledger, economy: Record, paid: Records, budget: Floats, counted: MonthTotals) -> None:
    """Pay for customers in the plan step, as a share of wages, and for their panels."""
    for f in range(len(counted.working)):
        if counted.working[f]:
            wages = budget[f] * (counted.wages[f] / MICRO)
            share, stages = paid[f].listening.participation.share, stages_of(paid[f].listening.participation)
            seats = wages * economy.participation_cost * share
            seats += budget[f] * economy.hour * economy.price * economy.panel_hours * stages
            outside = outside_holder(len(counted.working))
            pay(ledger, f, outside, Programme.PARTICIPATION, to_money(seats))


@compiled
def book_redesign(
    ledger: Ledger, world: Record, paid: Records, budget: Floats, counted: MonthTotals, progress: Floats
) -> None:
    """Pay for a redesign under way, as a share of wages, and bring it forward by a month."""
    for f in range(len(progress)):
        depth = paid[f].improvement.redesign
        if counted.working[f] and depth > 0.0 and progress[f] < 1.0:
            wages = budget[f] * (counted.wages[f] / MICRO)
            cost = to_money(wages * world.economy.redesign_cost * depth)
            pay(ledger, f, outside_holder(len(progress)), Programme.REDESIGN, cost)
            progress[f] = advance_redesign(depth, progress[f], world.improving.redesign_months)


@compiled
def book_time_without_effect(
    ledger: Ledger,
    world: Record,
    policies: Policies,
    platform: Floats,
    budget: Floats,
    counted: MonthTotals,
    by_policy: Wages,
) -> None:
    """Pay, as hired help, for the time that levers cost whose effects are switched off.

    `platform` is how far the platforms of firms stand, (firm,).
    """
    outside = outside_holder(len(counted.working))
    for p in range(len(policies.paid)):
        f = by_policy.organisation[p]
        if counted.working[f]:
            paid, used, wages = policies.paid[p], policies.in_force[p], by_policy.wages[p]
            bought, heard = paid.listening, used.listening
            improvement = max(paid.improvement.time - used.improvement.time, 0.0)
            reviews = max(bought.review.interviews - heard.review.interviews, 0.0) if p == f else 0.0
            inside = max(bought.internal_review.interviews - heard.internal_review.interviews, 0.0)
            each, both = world.voices.interview_time, time_of_internal_interview(world)
            asking = (reviews * counted.front_wages[f] + inside * wages) * each
            asking += inside * wages * (both - each)
            stands, economy = platform[f], world.economy
            more = time_of_levers(economy, paid, 1.0, stands) - time_of_levers(economy, used, 1.0, stands)
            asking += max(more, 0.0) * wages
            hired = budget[f] * improvement * (wages / MICRO)
            pay(ledger, f, outside, Programme.IMPROVEMENT_HELP, to_money(hired))
            pay(ledger, f, outside, Programme.INTERVIEW_HELP, to_money(budget[f] * (asking / MICRO)))


@compiled
def book_inspection(
    ledger: Ledger, economy: Record, policies: Policies, working: Flags, places: Places, made: Integers
) -> None:
    """Pay for the inspection of every unit that a node makes."""
    for n in range(len(made)):
        f = places.firm[n]
        if working[f] and places.carries_goods[n]:
            inspected = policies.paid[policies.of_unit[n]].improvement.inspection * (made[n] / MICRO)
            cost = to_money(economy.price * economy.inspection_cost * inspected)
            pay(ledger, f, outside_holder(len(working)), Programme.INSPECTION, cost)
