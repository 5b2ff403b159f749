"""Part of phase 9: what quality programmes cost, by the levers that are paid for."""

from __future__ import annotations

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.ledger import (
    COMPLAINT_HANDLING,
    FORMATION,
    GAIN_SHARE,
    IMPROVEMENT_TIME,
    INSPECTION,
    INTERVIEW_TIME,
    INTERVIEWS,
    PARTICIPATION,
    REDESIGN,
    SURVEY,
    TRAINING,
    outside_holder,
    pay,
    to_money,
)
from tci_sim.engine.rules.capacity import advance_redesign
from tci_sim.engine.rules.value import saving_from_suppliers
from tci_sim.engine.state.books import Ledger
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record, Records


@compiled
def book_listening(
    ledger: Ledger,
    economy: Record,
    paid: Records,
    budget: Floats,
    working: Flags,
    customers: Integers,
    complaints: Integers,
    asking: Integers,
) -> None:
    """Pay for surveys in equal parts each month, for interviews, and for complaints that are handled well."""
    outside = outside_holder(len(paid))
    for f in range(len(customers) - 1):
        if working[f] and customers[f] > 0:
            listening = paid[f].listening
            respondents = min(listening.survey.respondents, customers[f]) / listening.survey.interval
            interviews = listening.review.interviews * asking[f]
            handled = listening.complaints.handling * complaints[f]
            survey = budget[f] * economy.price * economy.survey_cost * respondents
            review = budget[f] * economy.price * economy.interview_cost * interviews
            pay(ledger, f, outside, SURVEY, to_money(survey))
            pay(ledger, f, outside, INTERVIEWS, to_money(review))
            answers = economy.price * economy.complaint_cost * handled
            pay(ledger, f, outside, COMPLAINT_HANDLING, to_money(answers))


@compiled
def book_development(
    ledger: Ledger,
    economy: Record,
    redesign_months: float,
    paid: Records,
    budget: Floats,
    working: Flags,
    wages: Integers,
    redesign: Floats,
) -> None:
    """Pay for training, formation, customers in the plan step and a redesign under way, in wages."""
    outside = outside_holder(len(paid))
    for f in range(len(paid)):
        if working[f]:
            improvement = paid[f].improvement
            spent = budget[f] * (wages[f] / MICRO)
            taking_part = paid[f].listening.participation.share
            training = spent * economy.training_cost * improvement.training
            formation = spent * economy.formation_cost * paid[f].culture.formation
            pay(ledger, f, outside, TRAINING, to_money(training))
            pay(ledger, f, outside, FORMATION, to_money(formation))
            seats = spent * economy.participation_cost * taking_part
            pay(ledger, f, outside, PARTICIPATION, to_money(seats))
            if improvement.redesign > 0.0 and redesign[f] < 1.0:
                dip = spent * economy.redesign_cost * improvement.redesign
                pay(ledger, f, outside, REDESIGN, to_money(dip))
                redesign[f] = advance_redesign(improvement.redesign, redesign[f], redesign_months)


@compiled
def book_time_without_effect(
    ledger: Ledger,
    interview_time: float,
    paid: Records,
    policy: Records,
    budget: Floats,
    working: Flags,
    wages: Integers,
    front: Integers,
) -> None:
    """Pay, as hired help, for the time that levers cost whose effects are switched off."""
    outside = outside_holder(len(paid))
    for f in range(len(paid)):
        if working[f]:
            bought, used = paid[f].listening, policy[f].listening
            improvement = max(paid[f].improvement.time - policy[f].improvement.time, 0.0)
            reviews = max(bought.review.interviews - used.review.interviews, 0.0)
            inside = max(bought.internal_review.interviews - used.internal_review.interviews, 0.0)
            asking = (reviews * front[f] + inside * wages[f]) * interview_time
            hired = budget[f] * improvement * (wages[f] / MICRO)
            pay(ledger, f, outside, IMPROVEMENT_TIME, to_money(hired))
            pay(ledger, f, outside, INTERVIEW_TIME, to_money(budget[f] * (asking / MICRO)))


@compiled
def book_inspection(
    ledger: Ledger,
    economy: Record,
    paid: Records,
    working: Flags,
    firm: Integers,
    carries_goods: Flags,
    made: Integers,
) -> None:
    """Pay for the inspection of every unit that a node makes."""
    for n in range(len(firm)):
        f = firm[n]
        if working[f] and carries_goods[n]:
            looked_at = paid[f].improvement.inspection * (made[n] / MICRO)
            cost = to_money(economy.price * economy.inspection_cost * looked_at)
            pay(ledger, f, outside_holder(len(paid)), INSPECTION, cost)


@compiled
def book_gain_sharing(
    ledger: Ledger,
    warranty: float,
    paid: Records,
    price: Floats,
    firm: Integers,
    goods: Flags,
    source: Integers,
    target: Integers,
    delivered: Integers,
    units: Integers,
    first_in: Integers,
    reference: Floats,
    defects: Floats,
    burning_in: bool,
) -> None:
    """Pay suppliers their share of what their better deliveries save, against the end of the burn-in.

    All goods inputs of a node count for its defects by their units; each supplier is credited with its part.
    """
    for n in range(len(defects)):
        reference[n] = defects[n] if burning_in else reference[n]
    for e in range(len(source)):
        n, buyer = target[e], firm[target[e]]
        share = paid[buyer].integration.gain_sharing
        if goods[e] and source[e] >= 0 and firm[source[e]] != buyer and share > 0.0:
            inputs = 0.0
            for other in range(first_in[n], first_in[n + 1]):
                inputs += units[other] / 1000.0 if goods[other] else 0.0
            finished = max(delivered[e], 0) / MICRO / max(inputs, 1e-3)
            saved = saving_from_suppliers(
                finished, price[buyer], warranty, reference[source[e]], defects[source[e]]
            )
            pay(ledger, buyer, firm[source[e]], GAIN_SHARE, to_money(share * saved))
