"""Part of phase 9: what levers cost beside the accounts of single programmes, where they have their prices."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.accounts import OVERHEAD, SALES, SUPPLY
from tci_sim.engine.aggregates import exit_nodes
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.ledger import employees_holder, outside_holder, pay, to_money
from tci_sim.engine.phases.month_totals import MonthTotals, Wages, wages_by_policy
from tci_sim.engine.phases.programmes import (
    Programme,
    book_development,
    book_inspection,
    book_programmes,
    book_time_without_effect,
)
from tci_sim.engine.phases.unit_cost import bought_for_a_unit, cost_of_input
from tci_sim.engine.rules.platform import build_platform, cost_of_platform
from tci_sim.engine.rules.prices import choosing_entrants, start_of_effort, wages_of_leading
from tci_sim.engine.state.books import Ledger, Programmes
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.nodes import Nodes, Places
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record, Records


@compiled
def book_leading(
    ledger: Ledger, economy: Record, paid: Records, budget: Floats, counted: MonthTotals, hired: Integers
) -> None:
    """Pay for leaders' time, for choosing entrants, and for tools lent to suppliers."""
    outside = outside_holder(len(counted.working))
    for f in range(len(counted.working)):
        if counted.working[f]:
            culture, integration = paid[f].culture, paid[f].integration
            wages, wage = budget[f] * (counted.wages[f] / MICRO), counted.mean_wage[f] / MICRO
            leading = wages * wages_of_leading(culture.leadership, economy.leading_wages, 0.0, 0.0, 1.0, 0.0)
            chosen = wage * choosing_entrants(
                float(hired[f]), culture.hiring_fit, economy.applicants, economy.applicant_hours
            )
            lent = wages * economy.joint_wages * integration.joint_improvement
            pay(ledger, f, outside, Programme.FORMATION, to_money(leading + chosen))
            pay(ledger, f, outside, Programme.TRAINING, to_money(lent))


@compiled
def book_supervision(
    ledger: Ledger, economy: Record, paid: Records, budget: Floats, counted: MonthTotals, by_policy: Wages,
    hired: Integers,
) -> None:  # fmt: skip
    """Pay bonuses to those who are pushed, for supervision, for breaking in entrants, and for shared systems."""
    organisations = len(counted.working)
    for p in range(len(paid)):
        f, levers = by_policy.organisation[p], paid[p]
        if counted.working[f]:
            wages = budget[f] * (by_policy.wages[p] / MICRO)
            bonuses = wages * wages_of_leading(
                0.0, 0.0, levers.improvement.push, economy.push_wages, 1.0, 0.0
            )
            running = wages * wages_of_leading(
                0.0, 0.0, 0.0, 0.0, levers.culture.autonomy, economy.supervising_wages
            )
            if p == f:
                sales = max(ledger.statement[f, SALES], 0) / MICRO
                running += sales * economy.demand_revenue * levers.integration.shared_demand
                running += counted.mean_wage[f] / MICRO * economy.hire_cost * hired[f]
            pay(ledger, f, employees_holder(organisations), Programme.IMPROVEMENT_HELP, to_money(bonuses))
            pay(ledger, f, outside_holder(organisations), OVERHEAD, to_money(running))


@compiled
def book_experts(
    ledger: Ledger,
    world: Record,
    paid: Records,
    budget: Floats,
    working: Flags,
    by_policy: Wages,
    effort: Floats,
) -> None:
    """Pay for experts by improvement time, and once for whatever improvement effort units take up anew.

    What is planned in the first month counts as begun. `effort` is the most that was ever planned, (policy,).
    """
    economy, outside = world.economy, outside_holder(len(working))
    for p in range(len(paid)):
        f, time = by_policy.organisation[p], paid[p].improvement.time
        begun = min(1.0, time / world.improving.full_effort_time)
        if working[f]:
            wages = budget[f] * (by_policy.wages[p] / MICRO)
            known = effort[p] if effort[p] >= 0.0 else begun
            started = wages * start_of_effort(begun, known, economy.start_wages)
            experts = wages * time * economy.expert_wages
            pay(ledger, f, outside, Programme.IMPROVEMENT_HELP, to_money(experts + started))
        effort[p] = max(effort[p], begun)


@compiled
def book_platforms(
    ledger: Ledger, rate: float, paid: Records, platform: Floats, working: Flags, programmes: Programmes
) -> None:
    """Let organisations build the platform that they pay for, and pay for building and running it.

    `rate` is what running a full platform costs, as a share of revenue, and `platform` how far each stands, (firm,).
    """
    for f in range(len(platform)):
        wanted, before = paid[f].integration.platform, platform[f]
        programmes.platform[f] = 0
        if working[f] and (wanted > 0.0 or before > 0.0):
            platform[f] = build_platform(before, wanted)
            revenue = max(ledger.statement[f, SALES], 0) + max(ledger.statement[f, SUPPLY], 0)
            cost = cost_of_platform(revenue / MICRO, rate, platform[f], platform[f] - before)
            programmes.platform[f] = to_money(cost)
            pay(ledger, f, outside_holder(len(platform)), OVERHEAD, programmes.platform[f])


@inlined
def book_levers(
    ledger: Ledger, world: Record, firms: Firms, budget: Floats, counted: MonthTotals, staff: Staff,
    programmes: Programmes, nodes: Nodes, goods: Goods, edges: Edges,
) -> None:  # fmt: skip
    """Pay for all that levers cost in money."""
    economy, paid, costs = world.economy, firms.policies.paid, firms.costs
    places, links, production = nodes.places, edges.links, goods.production
    platform, held = firms.foresight.platform, firms.answers.held
    by_policy = wages_by_policy(firms.policies, firms.roles.organisation, places.wage, staff.headcount)
    book_programmes(ledger, world, firms.policies, budget, counted, programmes.redesign, held)
    book_development(ledger, economy, paid, budget, counted, by_policy)
    book_time_without_effect(ledger, world, firms.policies, platform, budget, counted, by_policy)
    book_leading(ledger, economy, paid, budget, counted, staff.hired)
    book_supervision(ledger, economy, paid, budget, counted, by_policy, staff.hired)
    book_experts(ledger, world, paid, budget, counted.working, by_policy, programmes.effort)
    book_platforms(ledger, economy.platform_revenue, paid, platform, counted.working, programmes)
    book_inspection(ledger, economy, firms.policies, counted.working, places, production.made)
    bought, stock = bought_for_a_unit(places, links, costs.price), edges.flows.stock
    value = stock_value(places, links, production.inventory, stock, bought, costs.price, costs.unit_cost)
    book_holding(ledger, economy.holding, counted.working, value)


@compiled
def book_holding(ledger: Ledger, holding: float, working: Flags, value: Floats) -> None:
    """Pay for holding stock, of which `value` is what it cost, (organisation,). [currency]."""
    for f in range(len(value)):
        if working[f]:
            pay(ledger, f, outside_holder(len(value)), OVERHEAD, to_money(value[f] * holding / 12.0))


@compiled
def stock_value(
    places: Places, links: Links, inventory: Integers, stock: Integers, bought: Floats, price: Floats,
    unit_cost: Floats,
) -> Floats:  # fmt: skip
    """Return what each organisation's stock cost, (organisation,). [currency].

    Goods that may leave count at standard cost, goods on the way there at the cost of what was `bought` for them,
    (node,). Inventory is that of nodes, (node,), and stock that of their inputs, (edge,). [micro-unit]
    """
    value, leaves = np.zeros(len(price)), exit_nodes(places, links)
    for n in range(len(places.firm)):
        f = places.firm[n]
        if places.carries_goods[n]:
            value[f] += max(inventory[n], 0) / MICRO * (unit_cost[f] if leaves[n] else bought[n])
            for e in range(links.first_in[n], links.first_in[n + 1]):
                if links.goods[e]:
                    value[f] += stock[e] / MICRO * cost_of_input(places, links, price, bought, n, e)
    return value
