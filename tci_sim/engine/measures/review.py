"""Measures of how firms review what they are thought of: what was heard, decided, paid and spent, month by month.

Rows are those of selling firms, from the column on at which the measures of a review begin.
"""

from __future__ import annotations

from tci_sim.engine.accounts import PROGRAMMES
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
from tci_sim.engine.phases.programmes import FIRST_PROGRAMME, Programme
from tci_sim.engine.state.firms import Contacts, Estimates, Firms, Knowledge, Policies
from tci_sim.engine.state.market import Segments
from tci_sim.engine.state.nodes import Heard, Nodes, Places, Work
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import MICRO, Floats, Integers, Records


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


REVIEW: Row = (OfReview, OfProgrammes, OfOwnTime, OfAsking)
"""The part of a selling firm's row that is about its review."""

_PAID = first_column(REVIEW, OfProgrammes)
_OWN = first_column(REVIEW, OfOwnTime)
_ASKING = first_column(REVIEW, OfAsking)


@inlined
def record_review(
    rows: Floats, run: Run, segments: Segments, nodes: Nodes, staff: Staff, firms: Firms, sums: Sums,
    statement: Integers,
) -> None:  # fmt: skip
    """Fill in all of a firm's review; `statement` is what each holder received or paid, (holder, account)."""
    record_listening(rows, run.world, firms.contacts, firms.knowledge, nodes.places, nodes.heard)
    record_decisions(rows, firms.policies, firms.estimates)
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
