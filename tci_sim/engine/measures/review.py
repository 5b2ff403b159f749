"""Measures of how firms review what they are thought of: what was heard, decided, paid and spent, month by month.

Rows are those of selling firms, from the column on at which the measures of a review begin.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.accounts import PROGRAMMES
from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.measures.asking import OfAsking, record_asking
from tci_sim.engine.measures.declaration import (
    ANY,
    Columns,
    Declared,
    Join,
    Row,
    Summary,
    columns,
    first_column,
    measure,
)
from tci_sim.engine.phases.evidence import share_unknown
from tci_sim.engine.phases.month_totals import count_interviewers
from tci_sim.engine.phases.programmes import FIRST_PROGRAMME, Programme
from tci_sim.engine.rules.listening import share_seated
from tci_sim.engine.rules.prices import HOURS
from tci_sim.engine.state.firms import Act, Contacts, Estimates, Firms, FollowUp, Knowledge, Policies
from tci_sim.engine.state.market import Segments
from tci_sim.engine.state.nodes import Heard, Nodes, Places, Work
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import MICRO, Floats, Integers, Record, Records


class OfReview(Columns):
    """Columns about how a selling firm reviews what its customers, outside and inside, think of it."""

    INTERVIEWS = measure("interview/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    RESPONDENTS = measure("customer/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    NEEDS_VOICED = measure("voice/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    NEW_NEEDS = measure("need/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    NEEDS_KNOWN = measure("-", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    INTERNAL_INTERVIEWS = measure("interview/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    INTERNAL_NEEDS_VOICED = measure("voice/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    ESTIMATED_RETENTION_SLOPE = measure(
        "1/month/point", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=ANY
    )
    PLANNED_IMPROVEMENT_TIME = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    PLANNED_INTERVIEWS = measure(
        "interview/member/month", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=ANY
    )
    PLANNED_RESPONDENTS = measure("customer/round", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=ANY)
    EMPHASIS = measure("-", Join.BY_MEMBERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    WORTH_OF_TIME = measure("currency", Join.SUM, Summary.LAST_YEAR, low=-ANY, high=ANY)
    WORTH_OF_LISTENING = measure("currency", Join.SUM, Summary.LAST_YEAR, low=-ANY, high=ANY)
    WORTH_OF_EMPHASIS = measure("currency", Join.SUM, Summary.LAST_YEAR, low=-ANY, high=ANY)


class OfActs(Columns):
    """Columns about what follows when a selling firm asks, and on what that rests."""

    CUSTOMERS_PER_PERSON = measure("customer/person", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=ANY)
    PARTICIPANTS = measure("customer", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    TROUBLES_FOUND = measure("interview/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    RECOVERIES = measure("customer/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    LOTS_REWORKED = measure("lot/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    TICKETS_OPENED = measure("ticket/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    TICKETS_CLOSED = measure("ticket/month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    FOLLOWED_UP = measure("-", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=1.0)
    ACTING_COST = measure("currency/month", Join.SUM, Summary.SUM, low=0.0, high=ANY)


def programme_cost_measure(programme: Programme) -> Declared:
    """Declare what is paid for a programme; shared gains can also be received."""
    return measure(
        "currency/month",
        Join.SUM,
        Summary.SUM,
        low=-ANY if programme == Programme.GAIN_SHARE else 0.0,
        high=ANY,
    )


OfProgrammes = columns(
    "OfProgrammes",
    {f"{programme.name}_PAID": programme_cost_measure(programme) for programme in Programme},
)
"""Columns about what a selling firm paid for each quality programme, one for each account in the ledger."""


class OfOwnTime(Columns):
    """Columns about the time that a selling firm's own members spend on improving and on asking."""

    OWN_TIME = measure("month", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    OWN_TIME_AT_WAGES = measure("currency/month", Join.SUM, Summary.SUM, low=0.0, high=ANY)


REVIEW: Row = (OfReview, OfProgrammes, OfOwnTime, OfActs, OfAsking)
"""The part of a selling firm's row that is about its review."""

_PAID = first_column(REVIEW, OfProgrammes)
_OWN = first_column(REVIEW, OfOwnTime)
_ACTS = first_column(REVIEW, OfActs)
_ASKING = first_column(REVIEW, OfAsking)


@inlined
def record_review(
    rows: Floats, run: Run, segments: Segments, nodes: Nodes, staff: Staff, firms: Firms, sums: Sums,
    statement: Integers,
) -> None:  # fmt: skip
    """Fill in all of a firm's review; `statement` is what each holder received or paid, (holder, account)."""
    record_listening(rows, run.world, firms.contacts, firms.knowledge, nodes.places, nodes.heard)
    record_decisions(rows, firms.policies, firms.estimates)
    record_acts(rows, run.world[0], nodes.places, staff, firms, sums.by_segment)
    record_spending(rows, statement, nodes.places, staff, nodes.work)
    record_asking(rows[:, _ASKING:], firms.answers, segments, sums.by_segment[Sum.CUSTOMERS])


@compiled
def record_listening(
    rows: Floats, world: Records, contacts: Contacts, knowledge: Knowledge, places: Places, heard: Heard
) -> None:
    """Fill in whom each firm heard, outside and inside, and how many needs were voiced."""
    for f in range(len(rows)):
        rows[f, OfReview.INTERVIEWS] = contacts.interviews[f]
        rows[f, OfReview.RESPONDENTS] = contacts.respondents[f]
        rows[f, OfReview.NEEDS_VOICED] = contacts.needs_voiced[f]
        rows[f, OfReview.NEW_NEEDS] = contacts.new_needs[f]
        rows[f, OfReview.NEEDS_KNOWN] = 1.0 - share_unknown(world[0].voices, knowledge, f)
        rows[f, OfReview.INTERNAL_INTERVIEWS] = 0.0
        rows[f, OfReview.INTERNAL_NEEDS_VOICED] = 0.0
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(rows):
            rows[f, OfReview.INTERNAL_INTERVIEWS] += heard.inside[n, 0]
            rows[f, OfReview.INTERNAL_NEEDS_VOICED] += heard.inside[n, 1]


@inlined
def record_acts(
    rows: Floats, world: Record, places: Places, staff: Staff, firms: Firms, by_segment: Integers
) -> None:
    """Fill in what followed from asking, what that took, and on how many customers one person has to look."""
    record_follow_up(rows, firms.follow_up, by_segment)
    record_reach(rows, world, firms.policies.in_force, by_segment, places, staff.headcount)
    record_acting_cost(rows, world.economy, firms.costs.price, by_segment, places, staff.headcount)


@compiled
def record_follow_up(rows: Floats, follow_up: FollowUp, by_segment: Integers) -> None:
    """Fill in what interviews found, what was mended at once, and what became tickets, outside and inside."""
    for f in range(len(rows)):
        acts = follow_up.acts[f]
        rows[f, _ACTS + OfActs.TROUBLES_FOUND] = over_segments(by_segment[Sum.FOUND], f)
        rows[f, _ACTS + OfActs.RECOVERIES] = over_segments(by_segment[Sum.MENDED], f)
        rows[f, _ACTS + OfActs.LOTS_REWORKED] = acts[Act.MENDED_INSIDE]
        rows[f, _ACTS + OfActs.TICKETS_OPENED] = acts[Act.OPENED] + acts[Act.OPENED_INSIDE]
        rows[f, _ACTS + OfActs.TICKETS_CLOSED] = acts[Act.CLOSED] + acts[Act.CLOSED_INSIDE]
        rows[f, _ACTS + OfActs.FOLLOWED_UP] = follow_up.followed[f, 0]


@compiled
def record_reach(
    rows: Floats, world: Record, in_force: Records, by_segment: Integers, places: Places, headcount: Integers
) -> None:
    """Fill in how many customers there are for each person who meets them, and how many sit in the plan step."""
    people = count_interviewers(world.economy, places, headcount, len(in_force))
    for f in range(len(rows)):
        own = over_segments(by_segment[Sum.CUSTOMERS], f)
        rows[f, _ACTS + OfActs.CUSTOMERS_PER_PERSON] = own / people[f] if people[f] > 0.0 else np.nan
        share = share_seated(in_force[f].listening.participation.share, world.voices.panel, max(own, 1.0))
        rows[f, _ACTS + OfActs.PARTICIPANTS] = share * own


@compiled
def record_acting_cost(
    rows: Floats, economy: Record, price: Floats, by_segment: Integers, places: Places, headcount: Integers
) -> None:
    """Fill in what acting for customers cost: amends, and the time of those who acted, at their wages."""
    people = count_interviewers(economy, places, headcount, len(price))
    wages = np.zeros(len(price))
    for n in range(len(places.firm)):
        if places.front_line[n]:
            wages[places.firm[n]] += headcount[n] * (places.wage[n] / MICRO)
    for f in range(len(rows)):
        hour = wages[f] / people[f] / HOURS if people[f] > 0.0 else 0.0
        each = economy.amends * price[f] + economy.acting_hours * hour
        rows[f, _ACTS + OfActs.ACTING_COST] = each * over_segments(by_segment[Sum.MENDED], f)


@compiled
def record_decisions(rows: Floats, policies: Policies, estimates: Estimates) -> None:
    """Fill in the levers that the yearly investment rule moves, and the estimates that it goes by.

    A step of each lever has the worth that it was last thought to have.
    """
    for f in range(len(rows)):
        policy = policies.in_force[f]
        rows[f, OfReview.ESTIMATED_RETENTION_SLOPE] = estimates.retention[f]
        rows[f, OfReview.PLANNED_IMPROVEMENT_TIME] = policy.improvement.time
        rows[f, OfReview.PLANNED_INTERVIEWS] = policy.listening.review.interviews
        rows[f, OfReview.PLANNED_RESPONDENTS] = policy.listening.survey.respondents
        rows[f, OfReview.EMPHASIS] = policy.value.emphasis
        rows[f, OfReview.WORTH_OF_TIME] = estimates.investment[f, 0]
        rows[f, OfReview.WORTH_OF_LISTENING] = estimates.investment[f, 1]
        rows[f, OfReview.WORTH_OF_EMPHASIS] = estimates.investment[f, 2]


@compiled
def record_spending(rows: Floats, statement: Integers, places: Places, staff: Staff, work: Work) -> None:
    """Fill in what each firm paid for each programme, and what own time it spent on improving and on asking.

    `statement` is what each holder received (above 0) or paid, (holder, account). [micro-currency]
    """
    for f in range(len(rows)):
        for programme in range(PROGRAMMES):
            paid = -statement[f, FIRST_PROGRAMME + programme]
            rows[f, _PAID + programme] = paid / MICRO
        rows[f, _OWN + OfOwnTime.OWN_TIME] = 0.0
        rows[f, _OWN + OfOwnTime.OWN_TIME_AT_WAGES] = 0.0
    for n in range(len(places.firm)):
        f = places.firm[n]
        if f < len(rows):
            time = staff.headcount[n] * (work.improvement_time[n] + work.interview_time[n])
            rows[f, _OWN + OfOwnTime.OWN_TIME] += time
            rows[f, _OWN + OfOwnTime.OWN_TIME_AT_WAGES] += time * (places.wage[n] / MICRO)
