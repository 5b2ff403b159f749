"""Part of phase 9: what quality programmes cost, by the levers that are paid for."""

from __future__ import annotations

from tci_sim.compiled import compiled
from tci_sim.rules.capacity import advance_redesign
from tci_sim.rules.value import saving_from_suppliers
from tci_sim.world.facts import headcount_of, on_the_market
from tci_sim.world.ledger import (
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
from tci_sim.world.present import over_segments
from tci_sim.world.state import MICRO, Books, Edges, Firms, Floats, Goods, Integers, Nodes, Record, Run, Sums


@compiled
def book_programmes(
    world: Record,
    nodes: Nodes,
    goods: Goods,
    firms: Firms,
    sums: Sums,
    books: Books,
    wages: Integers,
    front: Integers,
) -> None:
    """Pay for listening, for developing people, for appraisal and for time that has no effect."""
    for f in range(len(firms.price)):
        if on_the_market(firms, f):
            if f < len(firms.open):
                book_listening(world, nodes, firms, sums, books, f)
            book_development(world, firms, books, f, wages[f] / MICRO)
            book_time_without_effect(world, firms, books, f, wages[f] / MICRO, front[f] / MICRO)
    book_inspection(world, nodes, goods, firms, books)


@compiled
def spend(firms: Firms, books: Books, f: int, account: int, amount: float) -> None:
    """Let an organisation pay somebody outside. The amount is in whole currency."""
    pay(books, f, outside_holder(len(firms.price)), account, to_money(amount))


@compiled
def book_listening(world: Record, nodes: Nodes, firms: Firms, sums: Sums, books: Books, f: int) -> None:
    """Pay for surveys in equal parts each month, for interviews, and for complaints that are handled well."""
    listening = firms.paid[f].listening
    economy = world.economy
    customers = float(over_segments(sums.customers, f))
    respondents = min(float(listening.survey.respondents), customers) / listening.survey.interval
    interviews = listening.review.interviews * headcount_of(nodes, f, True) if customers > 0.0 else 0.0
    programmes = firms.budget[f] * economy.price
    spend(firms, books, f, SURVEY, programmes * economy.survey_cost * respondents)
    spend(firms, books, f, INTERVIEWS, programmes * economy.interview_cost * interviews)
    handled = listening.complaints.handling * over_segments(sums.complaints, f)
    spend(firms, books, f, COMPLAINT_HANDLING, economy.price * economy.complaint_cost * handled)


@compiled
def book_development(world: Record, firms: Firms, books: Books, f: int, wages: float) -> None:
    """Pay for training, formation, customers in the plan step and a redesign under way, in wages."""
    paid = firms.paid[f]
    economy = world.economy
    budget = firms.budget[f] * wages
    spend(firms, books, f, TRAINING, budget * economy.training_cost * paid.improvement.training)
    spend(firms, books, f, FORMATION, budget * economy.formation_cost * paid.culture.formation)
    taking_part = paid.listening.participation.share
    spend(firms, books, f, PARTICIPATION, budget * economy.participation_cost * taking_part)
    depth = paid.improvement.redesign
    if depth > 0.0 and books.redesign[f] < 1.0:
        spend(firms, books, f, REDESIGN, budget * economy.redesign_cost * depth)
        books.redesign[f] = advance_redesign(depth, books.redesign[f], world.improving.redesign_months)


@compiled
def book_time_without_effect(
    world: Record, firms: Firms, books: Books, f: int, wages: float, front: float
) -> None:
    """Pay, as hired help, for the time that levers cost whose effects are switched off."""
    paid = firms.paid[f]
    policy = firms.policy[f]
    improvement = max(paid.improvement.time - policy.improvement.time, 0.0)
    reviews = max(paid.listening.review.interviews - policy.listening.review.interviews, 0.0)
    inside = max(paid.listening.internal_review.interviews - policy.listening.internal_review.interviews, 0.0)
    spend(firms, books, f, IMPROVEMENT_TIME, firms.budget[f] * improvement * wages)
    interviews = (reviews * front + inside * wages) * world.voices.interview_time
    spend(firms, books, f, INTERVIEW_TIME, firms.budget[f] * interviews)


@compiled
def book_inspection(world: Record, nodes: Nodes, goods: Goods, firms: Firms, books: Books) -> None:
    """Pay for the inspection of every unit that a node makes."""
    economy = world.economy
    for n in range(len(nodes.firm)):
        f = nodes.firm[n]
        if on_the_market(firms, f) and nodes.carries_goods[n]:
            looked_at = firms.paid[f].improvement.inspection * (goods.made[n] / MICRO)
            spend(firms, books, f, INSPECTION, economy.price * economy.inspection_cost * looked_at)


@compiled
def book_gain_sharing(
    run: Run, nodes: Nodes, edges: Edges, firms: Firms, books: Books, defects: Floats, month: int
) -> None:
    """Pay suppliers their share of what their better deliveries save, against the end of the burn-in.

    All goods inputs of a node count for its defects by their units; each supplier is credited with its part.
    """
    if month == 0 or month < run.burn_in[0]:
        for n in range(len(defects)):
            books.reference_defect[n] = defects[n]
    for e in range(len(edges.source)):
        source = edges.source[e]
        buyer = nodes.firm[edges.target[e]]
        share = firms.paid[buyer].integration.gain_sharing
        if edges.goods[e] and source >= 0 and nodes.firm[source] != buyer and share > 0.0:
            inputs = 0.0
            for other in range(edges.first_in[edges.target[e]], edges.first_in[edges.target[e] + 1]):
                inputs += edges.units[other] / 1000.0 if edges.goods[other] else 0.0
            units = max(edges.delivered[e], 0) / MICRO / max(inputs, 1e-3)
            saved = saving_from_suppliers(
                units, firms.price[buyer], run.world[0].economy.warranty,
                books.reference_defect[source], defects[source],
            )  # fmt: skip
            pay(books, buyer, nodes.firm[source], GAIN_SHARE, to_money(share * saved))
