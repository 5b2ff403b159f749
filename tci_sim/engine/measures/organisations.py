"""Measures of selling firms and supplier organisations, from the ledger, the nodes and the goods."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.engine.ledger import (
    COMPLAINT_HANDLING,
    FIRST_PROGRAMME,
    GAIN_SHARE,
    INSPECTION,
    PROGRAMMES,
    SALES,
    SUPPLY,
    WARRANTY,
)
from tci_sim.engine.measures.columns import OfOrganisations
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Signs


@compiled
def tell_of_money(rows: Floats, statement: Integers, profit: Integers, month: int) -> None:
    """Fill in what each organisation earned and what its quality cost in money, (organisation, measure).

    The cost of quality has four parts (Feigenbaum 1956; Campanella 1999, Principles of Quality Costs,
    app. B): surveys, interviews and improvement prevent, inspection appraises, rework is failure that stays
    inside, claims and complaints are failure that reached the customer. Shared gains are a programme but no
    such cost. Own time is added by `tell_of_time`.
    """
    for f in range(len(rows)):
        programmes = 0
        for programme in range(FIRST_PROGRAMME, FIRST_PROGRAMME + PROGRAMMES):
            programmes -= min(statement[f, programme], 0)
        appraisal = -statement[f, INSPECTION]
        complaints = -statement[f, COMPLAINT_HANDLING]
        prevention = programmes - appraisal - complaints + min(statement[f, GAIN_SHARE], 0)
        external = complaints - statement[f, WARRANTY]
        rows[f, OfOrganisations.REVENUE] = (statement[f, SALES] + statement[f, SUPPLY]) / MICRO
        rows[f, OfOrganisations.PREVENTION_COST] = prevention / MICRO
        rows[f, OfOrganisations.APPRAISAL_COST] = appraisal / MICRO
        rows[f, OfOrganisations.INTERNAL_FAILURE_COST] = 0.0
        rows[f, OfOrganisations.EXTERNAL_FAILURE_COST] = external / MICRO
        rows[f, OfOrganisations.PROGRAMME_COST] = programmes / MICRO
        rows[f, OfOrganisations.PROFIT] = profit[f, month % profit.shape[1]] / MICRO


@compiled
def tell_of_time(
    rows: Floats,
    firm: Integers,
    headcount: Integers,
    wage: Integers,
    improvement_time: Floats,
    interview_time: Floats,
    rework_time: Floats,
) -> None:
    """Add the time spent on improvement and interviews, and on rework, at wages, to the cost of quality."""
    for n in range(len(firm)):
        wages = headcount[n] * wage[n] / MICRO
        prevention = wages * (improvement_time[n] + interview_time[n])
        rows[firm[n], OfOrganisations.PREVENTION_COST] += prevention
        rows[firm[n], OfOrganisations.INTERNAL_FAILURE_COST] += wages * rework_time[n]


@compiled
def tell_of_output(
    rows: Floats, price: Floats, unit_cost: Floats, sold: Integers, heads: Integers, layoffs: Integers
) -> None:
    """Fill in prices, unit costs, and what was sold by how many."""
    for f in range(len(rows)):
        rows[f, OfOrganisations.PRICE] = price[f]
        rows[f, OfOrganisations.UNIT_COST] = unit_cost[f]
        rows[f, OfOrganisations.UNITS_SOLD] = sold[f] / MICRO
        rows[f, OfOrganisations.PRODUCTIVITY] = sold[f] / MICRO / max(heads[f], 1)
        rows[f, OfOrganisations.LAYOFFS] = layoffs[f]


@compiled
def tell_of_process(
    rows: Floats,
    firm: Integers,
    first_pass_yield: Floats,
    cycle_time: Floats,
    inventory: Integers,
    fill_rate: Floats,
    starting_flow: Floats,
    owed: Integers,
    leaves: Flags,
) -> None:
    """Fill in how each organisation's units work together; where it delivers from counts by its flow."""
    units = np.zeros(len(rows))
    flow = np.zeros(len(rows))
    for f in range(len(rows)):
        rows[f, OfOrganisations.FIRST_PASS_YIELD] = 0.0
        rows[f, OfOrganisations.ROLLED_YIELD] = 1.0
        rows[f, OfOrganisations.CYCLE_TIME] = 0.0
        rows[f, OfOrganisations.INVENTORY] = 0.0
        rows[f, OfOrganisations.FILL_RATE] = 0.0
        rows[f, OfOrganisations.BACKLOG] = 0.0
    for n in range(len(firm)):
        row = rows[firm[n]]
        units[firm[n]] += 1.0
        row[OfOrganisations.FIRST_PASS_YIELD] += first_pass_yield[n]
        row[OfOrganisations.ROLLED_YIELD] *= first_pass_yield[n]
        row[OfOrganisations.CYCLE_TIME] = max(row[OfOrganisations.CYCLE_TIME], cycle_time[n])
        row[OfOrganisations.INVENTORY] += inventory[n] / MICRO
        if leaves[n]:
            flow[firm[n]] += starting_flow[n]
            row[OfOrganisations.FILL_RATE] += fill_rate[n] * starting_flow[n]
            row[OfOrganisations.BACKLOG] += owed[n] / MICRO
    for f in range(len(rows)):
        rows[f, OfOrganisations.FIRST_PASS_YIELD] /= max(units[f], 1.0)
        met = rows[f, OfOrganisations.FILL_RATE]
        rows[f, OfOrganisations.FILL_RATE] = met / flow[f] if flow[f] > 0.0 else 1.0


@compiled
def tell_of_codes(rows: Floats, code: Signs, reality: Signs) -> None:
    """Fill in what each organisation as such knows: right less wrong, over all dimensions (March 1991)."""
    for f in range(len(rows)):
        right_less_wrong = 0
        for d in range(len(reality)):
            right_less_wrong += code[f, d] * reality[d]
        rows[f, OfOrganisations.KNOWLEDGE] = right_less_wrong / len(reality)
