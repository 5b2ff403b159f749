"""Phase 9: the month's money is booked, values are counted, and the books are closed."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import phase
from tci_sim.engine.facts import (
    at_work,
    claimable_defects,
    heads_of,
    leaves_here,
    mean_wages,
    mean_weights,
    over_all_segments,
    units_sold,
    wage_bills,
)
from tci_sim.engine.ledger import customers_holder, open_statement, society_holder
from tci_sim.engine.phases.conserve import close_customers, close_goods, close_members, close_money
from tci_sim.engine.phases.programmes import (
    book_development,
    book_gain_sharing,
    book_inspection,
    book_listening,
    book_time_without_effect,
)
from tci_sim.engine.phases.returns import (
    keep_returns,
    round_of,
    stand_in_own_eyes,
    stand_in_the_accounts,
    stand_in_the_process,
    stand_with_customers,
)
from tci_sim.engine.phases.trade import book_running_costs, book_sales, book_supplies, book_taxes, book_wages
from tci_sim.engine.phases.unit_cost import (
    input_costs,
    labour_costs,
    overheads,
    processing_costs,
    set_unit_costs,
)
from tci_sim.engine.phases.worth import count_values, credit_suppliers, value_customers
from tci_sim.engine.state.books import Books
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.sums import Sum, Sums


@phase
def account(
    run: Run,
    disruption: Disruption,
    market: Market,
    members: Members,
    staff: Staff,
    nodes: Nodes,
    goods: Goods,
    edges: Edges,
    firms: Firms,
    sums: Sums,
    books: Books,
    month: int,
) -> None:
    """Book what the month cost and earned, tax the profit, count what it was worth, and close the books."""
    world = run.world[0]
    economy = world.economy
    burn_in = run.burn_in[0]
    organisations = len(firms.costs.price)
    ledger = books.ledger

    working = at_work(firms.standing.open, organisations)
    weights = mean_weights(market.segments)
    defects = claimable_defects(weights, market.attributes, nodes.quality)
    everywhere = np.ones(len(nodes.places.firm), np.bool_)
    heads = heads_of(nodes.places, staff, everywhere, organisations)
    asking = heads_of(nodes.places, staff, nodes.places.front_line, organisations)
    wages = wage_bills(nodes.places, staff, everywhere, organisations)
    front = wage_bills(nodes.places, staff, nodes.places.front_line, organisations)
    one_wage = mean_wages(nodes.places, staff, organisations)
    sold = units_sold(nodes.places, goods.production, edges.links, edges.flows, organisations)
    customers = over_all_segments(sums.by_segment[Sum.CUSTOMERS])
    complaints = over_all_segments(sums.by_segment[Sum.COMPLAINTS])
    fixed = overheads(economy, firms.standing.open, firms.costs.starting_volume)
    processing = processing_costs(
        economy,
        len(firms.standing.open),
        firms.costs.experience,
        firms.costs.starting_experience,
        firms.costs.starting_unit_cost,
    )

    open_statement(ledger)
    payer = customers_holder(organisations) if run.priced[0] else society_holder(organisations)
    book_sales(
        ledger,
        economy.warranty,
        payer,
        nodes.places.firm,
        goods.production.sold,
        firms.costs.price,
        defects,
    )
    book_supplies(
        ledger, nodes.places.firm, nodes.places.material_cost, firms.costs.price,
        edges.links.goods, edges.links.source, edges.links.target, edges.flows.delivered,
    )  # fmt: skip
    book_wages(ledger, working, wages, one_wage, staff.layoffs, economy.severance)
    book_running_costs(ledger, fixed, processing, sold)
    book_listening(
        ledger, economy, firms.policies.paid, disruption.budget, working, customers, complaints, asking
    )
    book_development(
        ledger, economy, world.improving.redesign_months, firms.policies.paid, disruption.budget, working, wages,
        books.programmes.redesign,
    )  # fmt: skip
    book_time_without_effect(
        ledger,
        world.voices.interview_time,
        firms.policies.paid,
        firms.policies.in_force,
        disruption.budget,
        working,
        wages,
        front,
    )
    book_inspection(
        ledger,
        economy,
        firms.policies.paid,
        working,
        nodes.places.firm,
        nodes.places.carries_goods,
        goods.production.made,
    )
    book_gain_sharing(
        ledger, economy.warranty, firms.policies.paid, firms.costs.price, nodes.places.firm,
        edges.links.goods, edges.links.source, edges.links.target, edges.flows.delivered, edges.links.units, edges.links.first_in,
        books.programmes.reference_defect, defects, month == 0 or month < burn_in,
    )  # fmt: skip
    book_taxes(ledger, economy.tax, books.ledger.profit, month)

    leaves = leaves_here(nodes.places, edges.links)
    inputs = input_costs(
        nodes.places.firm, nodes.places.material_cost, nodes.places.starting_flow, leaves, firms.costs.price,
        edges.links.goods, edges.links.source, edges.links.units, edges.links.first_in,
    )  # fmt: skip
    labour = labour_costs(
        economy.normal_use, nodes.places.firm, nodes.places.wage, nodes.work.capability,
        nodes.work.improvement_time, nodes.work.interview_time, nodes.work.rework_time,
        nodes.places.starting_flow, firms.costs.starting_volume,
    )  # fmt: skip
    set_unit_costs(
        economy.experience_keep, working, sold, labour, fixed, processing, inputs,
        firms.costs.starting_volume, firms.costs.volume, firms.costs.experience, firms.costs.unit_cost,
    )  # fmt: skip
    value_customers(
        economy.discount, world.choice.purchase_rate, firms.costs.price, firms.costs.unit_cost, customers,
        sums.by_segment[Sum.LEFT], sums.by_segment[Sum.WON], books.worth.retention, books.worth.equity, month,
    )  # fmt: skip
    count_values(
        economy, world.choice.purchase_rate, run.priced[0], firms.standing.open, firms.costs.price, staff.layoffs, one_wage,
        nodes.places.firm, goods.production.sold, defects, sums.by_segment[Sum.CUSTOMERS], sums.by_segment[Sum.SURPLUS], books.ledger.statement, books.worth.value,
    )  # fmt: skip
    credit_suppliers(
        nodes.places.firm, edges.links.goods, edges.links.source, edges.links.target, edges.flows.delivered, len(firms.standing.open),
        books.ledger.statement, books.worth.value,
    )  # fmt: skip

    stand = np.zeros((len(firms.standing.open), books.returns.stand.shape[2]))
    stand_with_customers(
        stand,
        customers,
        sums.by_segment[Sum.LEFT],
        sums.by_segment[Sum.WON],
        sums.by_segment[Sum.SATISFACTION],
        books.worth.equity,
    )
    stand_in_the_accounts(
        stand, books.ledger.statement, books.ledger.profit, firms.costs.unit_cost, sold, heads, month
    )
    stand_in_the_process(
        stand, weights, nodes.places.firm, nodes.places.outlet, nodes.places.outlet_share, nodes.quality.defect_out,
        staff.headcount, heads, nodes.quality.internal_satisfaction, nodes.quality.cycle_time,
    )  # fmt: skip
    stand_in_own_eyes(
        stand, firms.estimates.weight, firms.estimates.gap, firms.estimates.retention,
        firms.policies.paid, world.voices.interview_time, wages,
    )  # fmt: skip
    this_round = round_of(month - burn_in, len(books.returns.months))
    keep_returns(
        this_round, stand, books.ledger.statement, books.returns.months, books.returns.stand, books.returns.statement
    )  # fmt: skip

    shown = month - burn_in
    close_money(books.checks.fault, shown, books.ledger.balance, books.ledger.opening, books.ledger.statement)
    close_goods(
        books.checks.fault, shown, nodes.places.carries_goods, goods.production.made_total, goods.production.inventory, goods.production.sold_total,
        edges.links.source, edges.flows.pipeline, edges.flows.stock, edges.flows.shipped_total, edges.flows.received_total,
        edges.flows.used_total,
    )  # fmt: skip
    close_customers(books.checks.fault, shown, customers, books.checks.customers[0])
    close_members(
        books.checks.fault, shown, members.active, nodes.places.first_member, staff.headcount, heads,
        books.checks.headcount_opening, staff.hired, staff.left, staff.layoffs,
    )  # fmt: skip
