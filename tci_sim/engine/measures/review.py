"""Measures of how firms review what they are thought of: what was heard, decided, paid and spent, month by month."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.engine.ledger import FIRST_PROGRAMME, PROGRAMMES
from tci_sim.engine.measures.columns import OfAttributes, OfReview
from tci_sim.engine.phases.hearing import mean_shortfall, mean_weight
from tci_sim.engine.phases.invest import unheard
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Records


@compiled
def tell_of_hearing(
    rows: Floats,
    at: int,
    interviews: Floats,
    respondents: Floats,
    needs_voiced: Integers,
    new_needs: Integers,
    voice_weight: Floats,
    retention_estimate: Floats,
    firm: Integers,
    inside: Integers,
) -> None:
    """Fill in whom each firm heard, how many needs were voiced, and what it can tell of its customers."""
    for f in range(len(rows)):
        rows[f, at + OfReview.INTERVIEWS] = interviews[f]
        rows[f, at + OfReview.RESPONDENTS] = respondents[f]
        rows[f, at + OfReview.NEEDS_VOICED] = needs_voiced[f]
        rows[f, at + OfReview.NEW_NEEDS] = new_needs[f]
        rows[f, at + OfReview.NEEDS_KNOWN] = 1.0 - unheard(voice_weight[f])
        rows[f, at + OfReview.INTERNAL_INTERVIEWS] = 0.0
        rows[f, at + OfReview.INTERNAL_NEEDS_VOICED] = 0.0
        rows[f, at + OfReview.ESTIMATED_RETENTION_SLOPE] = retention_estimate[f]
    for n in range(len(firm)):
        if firm[n] < len(rows):
            rows[firm[n], at + OfReview.INTERNAL_INTERVIEWS] += inside[n, 0]
            rows[firm[n], at + OfReview.INTERNAL_NEEDS_VOICED] += inside[n, 1]


@compiled
def tell_of_decisions(rows: Floats, at: int, policy: Records, investment: Floats) -> None:
    """Fill in the levers that the yearly investment rule moves, and what a step of each was last thought worth."""
    for f in range(len(rows)):
        rows[f, at + OfReview.PLANNED_IMPROVEMENT_TIME] = policy[f].improvement.time
        rows[f, at + OfReview.PLANNED_INTERVIEWS] = policy[f].listening.review.interviews
        rows[f, at + OfReview.PLANNED_RESPONDENTS] = policy[f].listening.survey.respondents
        rows[f, at + OfReview.EMPHASIS] = policy[f].value.emphasis
        rows[f, at + OfReview.WORTH_OF_TIME] = investment[f, 0]
        rows[f, at + OfReview.WORTH_OF_LISTENING] = investment[f, 1]
        rows[f, at + OfReview.WORTH_OF_EMPHASIS] = investment[f, 2]


@compiled
def tell_of_spending(
    rows: Floats,
    at: int,
    statement: Integers,
    firm: Integers,
    headcount: Integers,
    wage: Integers,
    improvement_time: Floats,
    interview_time: Floats,
) -> None:
    """Fill in what each firm paid for each programme, and what own time it spent on improving and on asking."""
    for f in range(len(rows)):
        for programme in range(PROGRAMMES):
            paid = -statement[f, FIRST_PROGRAMME + programme]
            rows[f, at + OfReview.SURVEY_PAID + programme] = paid / MICRO
        rows[f, at + OfReview.OWN_TIME] = 0.0
        rows[f, at + OfReview.OWN_TIME_AT_WAGES] = 0.0
    for n in range(len(firm)):
        if firm[n] < len(rows):
            time = headcount[n] * (improvement_time[n] + interview_time[n])
            rows[firm[n], at + OfReview.OWN_TIME] += time
            rows[firm[n], at + OfReview.OWN_TIME_AT_WAGES] += time * (wage[n] / MICRO)


@compiled
def tell_of_estimates(
    cells: Floats,
    weight: Floats,
    customers: Integers,
    perceived: Integers,
    weight_estimate: Floats,
    gap_estimate: Floats,
) -> None:
    """Fill in what attributes weigh and lack, to the firm's mean customer and as it estimates it.

    Weights and gaps are 0 where a firm has no customers.
    """
    felt = mean_shortfall(perceived, customers)
    for f in range(cells.shape[0]):
        for a in range(cells.shape[1]):
            cells[f, a, OfAttributes.WEIGHT] = mean_weight(weight, customers, f, a)
            cells[f, a, OfAttributes.ESTIMATED_WEIGHT] = weight_estimate[f, a]
            cells[f, a, OfAttributes.FELT_GAP] = felt[f, a]
            cells[f, a, OfAttributes.ESTIMATED_GAP] = gap_estimate[f, a]


@compiled
def tell_of_units(
    cells: Floats,
    firm: Integers,
    headcount: Integers,
    improvement_time: Floats,
    priority: Floats,
    contribution: Floats,
    shortfall: Floats,
    sold_here: Floats,
    defect_out: Floats,
) -> None:
    """Fill in effort by time, shortfalls by the part that nodes have in an attribute, and defects at outlets."""
    weights = np.zeros((cells.shape[0], cells.shape[1], 3))
    for f in range(cells.shape[0]):
        for a in range(cells.shape[1]):
            cells[f, a, OfAttributes.EFFORT] = 0.0
            cells[f, a, OfAttributes.SHORTFALL] = 0.0
            cells[f, a, OfAttributes.DEFECTS] = 0.0
    for n in range(len(firm)):
        f = firm[n]
        if f < cells.shape[0]:
            time = headcount[n] * improvement_time[n]
            for a in range(cells.shape[1]):
                cells[f, a, OfAttributes.EFFORT] += time * priority[n, a]
                cells[f, a, OfAttributes.SHORTFALL] += contribution[n, a] * shortfall[n, a]
                cells[f, a, OfAttributes.DEFECTS] += sold_here[n] * defect_out[n, a]
                weights[f, a, 0] += time
                weights[f, a, 1] += contribution[n, a]
                weights[f, a, 2] += sold_here[n]
    for f in range(cells.shape[0]):
        for a in range(cells.shape[1]):
            cells[f, a, OfAttributes.EFFORT] = part(cells[f, a, OfAttributes.EFFORT], weights[f, a, 0])
            cells[f, a, OfAttributes.SHORTFALL] = part(cells[f, a, OfAttributes.SHORTFALL], weights[f, a, 1])
            cells[f, a, OfAttributes.DEFECTS] = part(cells[f, a, OfAttributes.DEFECTS], weights[f, a, 2])


@compiled
def part(total: float, of_all: float) -> float:
    """Give a mean from a sum and its weights; 0 where nothing weighs."""
    return total / of_all if of_all > 0.0 else 0.0


@compiled
def tell_of_defects(rows: Floats, at: int, cells: Floats, weights: Floats) -> None:
    """Fill in each firm's defects over all attributes, as the market weighs them."""
    for f in range(len(rows)):
        rows[f, at + OfReview.DEFECTS] = 0.0
        for a in range(len(weights)):
            rows[f, at + OfReview.DEFECTS] += weights[a] * cells[f, a, OfAttributes.DEFECTS]


@compiled
def share_sold_here(outlet: Flags, outlet_share: Floats) -> Floats:
    """Give the share of its firm's customers who buy at each node; 0 where nobody buys, (node,)."""
    shares = np.zeros(len(outlet))
    for n in range(len(outlet)):
        if outlet[n]:
            shares[n] = outlet_share[n]
    return shares
