"""Part of phase 9: what levers cost beside the accounts of single programmes, where they have their prices."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.accounts import OVERHEAD, SALES
from tci_sim.engine.aggregates import exit_nodes
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.ledger import employees_holder, outside_holder, pay, to_money
from tci_sim.engine.phases.month_totals import MonthTotals
from tci_sim.engine.phases.programmes import Programme
from tci_sim.engine.phases.unit_cost import input_costs
from tci_sim.engine.rules.prices import choosing_entrants, start_of_effort, wages_of_leading
from tci_sim.engine.state.books import Ledger, Programmes
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Costs, Policies
from tci_sim.engine.state.goods import Production
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.types import MICRO, Floats, Integers, Record, Records


@compiled
def book_leading(
    ledger: Ledger, economy: Record, paid: Records, budget: Floats, counted: MonthTotals, hired: Integers
) -> None:
    """Pay for leaders' time, for choosing entrants, for bonuses, for supervision and for shared systems."""
    organisations = len(paid)
    outside, employees = outside_holder(organisations), employees_holder(organisations)
    for f in range(organisations):
        if counted.working[f]:
            culture, improvement, integration = paid[f].culture, paid[f].improvement, paid[f].integration
            wages, wage = budget[f] * (counted.wages[f] / MICRO), counted.mean_wage[f] / MICRO
            leading = wages * wages_of_leading(culture.leadership, economy.leading_wages, 0.0, 0.0, 1.0, 0.0)
            chosen = wage * choosing_entrants(
                float(hired[f]), culture.hiring_fit, economy.applicants, economy.applicant_hours
            )
            bonuses = wages * wages_of_leading(0.0, 0.0, improvement.push, economy.push_wages, 1.0, 0.0)
            supervision = wages * wages_of_leading(
                0.0, 0.0, 0.0, 0.0, culture.autonomy, economy.supervising_wages
            )
            lent = wages * economy.joint_wages * integration.joint_improvement
            sales = max(ledger.statement[f, SALES], 0) / MICRO
            systems = sales * economy.demand_revenue * integration.shared_demand
            pay(ledger, f, outside, Programme.FORMATION, to_money(leading + chosen))
            pay(ledger, f, employees, Programme.IMPROVEMENT_HELP, to_money(bonuses))
            pay(ledger, f, outside, Programme.TRAINING, to_money(lent))
            pay(ledger, f, outside, OVERHEAD, to_money(supervision + systems))


@compiled
def book_experts(
    ledger: Ledger, world: Record, paid: Records, budget: Floats, counted: MonthTotals, programmes: Programmes,
    month: int,
) -> None:  # fmt: skip
    """Pay for experts by improvement time, and once for whatever improvement effort a firm takes up anew."""
    economy, outside = world.economy, outside_holder(len(paid))
    for f in range(len(paid)):
        time = paid[f].improvement.time
        effort = min(1.0, time / world.improving.full_effort_time)
        if counted.working[f]:
            wages = budget[f] * (counted.wages[f] / MICRO)
            known = programmes.effort[f] if month > 0 else effort
            started = wages * start_of_effort(effort, known, economy.start_wages)
            experts = wages * time * economy.expert_wages
            pay(ledger, f, outside, Programme.IMPROVEMENT_HELP, to_money(experts + started))
        programmes.effort[f] = max(programmes.effort[f], effort)


@compiled
def book_holding(
    ledger: Ledger, economy: Record, places: Places, production: Production, edges: Edges, costs: Costs,
    counted: MonthTotals,
) -> None:  # fmt: skip
    """Pay for holding stock: as `stock_value` counts it."""
    if economy.holding > 0.0:
        value = stock_value(places, production, edges, costs)
        for f in range(len(value)):
            if counted.working[f]:
                cost = to_money(value[f] * economy.holding / 12.0)
                pay(ledger, f, outside_holder(len(value)), OVERHEAD, cost)


@compiled
def stock_value(places: Places, production: Production, edges: Edges, costs: Costs) -> Floats:
    """Return what each organisation's stock cost, (organisation,). [currency].

    Goods that may leave count at standard cost, goods on the way there at the cost of what was bought for them.
    """
    links, value = edges.links, np.zeros(len(costs.price))
    bought, leaves = input_costs(places, links, costs.price), exit_nodes(places, links)
    for n in range(len(places.firm)):
        f = places.firm[n]
        if places.carries_goods[n]:
            each = costs.unit_cost[f] if leaves[n] else bought[f]
            value[f] += max(production.inventory[n], 0) / MICRO * each
            for e in range(links.first_in[n], links.first_in[n + 1]):
                if links.goods[e]:
                    stock = edges.flows.stock[e] / MICRO
                    value[f] += stock * cost_of_input(places, links, costs.price, bought[f], n, e)
    return value


@compiled
def cost_of_input(places: Places, links: Links, price: Floats, bought: float, n: int, e: int) -> float:
    """Return what a unit of an input cost: its price outside or elsewhere; of one's own goods, what was bought."""
    source = links.source[e]
    if source < 0:
        return float(places.material_cost[n] / MICRO)
    if places.firm[source] != places.firm[n]:
        return float(price[places.firm[source]])
    return float(bought * (1000.0 / links.units[e]))


@compiled
def book_prices(
    ledger: Ledger, world: Record, policies: Policies, budget: Floats, counted: MonthTotals, hired: Integers,
    programmes: Programmes, month: int,
) -> None:  # fmt: skip
    """Pay what levers cost beside single programmes and inspection."""
    book_leading(ledger, world.economy, policies.paid, budget, counted, hired)
    book_experts(ledger, world, policies.paid, budget, counted, programmes, month)
