"""Phase 9: the month's money is booked, values are counted, and the books are closed."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import phase
from tci_sim.world.facts import (
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
from tci_sim.world.ledger import Accounts, customers_holder, open_statement, society_holder
from tci_sim.world.phases.conserve import close_customers, close_goods, close_members, close_money
from tci_sim.world.phases.programmes import (
    book_development,
    book_gain_sharing,
    book_inspection,
    book_listening,
    book_time_without_effect,
)
from tci_sim.world.phases.returns import (
    keep_returns,
    round_of,
    stand_in_own_eyes,
    stand_in_the_accounts,
    stand_in_the_process,
    stand_with_customers,
)
from tci_sim.world.phases.trade import book_running_costs, book_sales, book_supplies, book_taxes, book_wages
from tci_sim.world.phases.unit_cost import (
    input_costs,
    labour_costs,
    overheads,
    processing_costs,
    set_unit_costs,
)
from tci_sim.world.phases.worth import count_values, credit_suppliers, value_customers
from tci_sim.world.state import Books, Edges, Firms, Goods, Market, Members, Nodes, Run, Sums


@phase
def account(
    run: Run,
    market: Market,
    members: Members,
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
    organisations = len(firms.price)
    accounts = Accounts(books.balance, books.statement)

    working = at_work(firms.open, organisations)
    weights = mean_weights(market.segment_share, market.weight)
    defects = claimable_defects(weights, market.inspectable, nodes.defect_out)
    everywhere = np.ones(len(nodes.firm), np.bool_)
    heads = heads_of(nodes.firm, nodes.headcount, everywhere, organisations)
    asking = heads_of(nodes.firm, nodes.headcount, nodes.front_line, organisations)
    wages = wage_bills(nodes.firm, nodes.headcount, nodes.wage, everywhere, organisations)
    front = wage_bills(nodes.firm, nodes.headcount, nodes.wage, nodes.front_line, organisations)
    one_wage = mean_wages(nodes.firm, nodes.headcount, nodes.wage, organisations)
    sold = units_sold(
        nodes.firm, goods.sold, edges.goods, edges.source, edges.target, edges.delivered, organisations
    )
    customers = over_all_segments(sums.customers)
    complaints = over_all_segments(sums.complaints)
    fixed = overheads(economy, firms.open, firms.starting_volume)
    processing = processing_costs(
        economy, len(firms.open), firms.experience, firms.starting_experience, firms.starting_unit_cost
    )

    open_statement(accounts, books.opening)
    payer = customers_holder(organisations) if market.priced[0] else society_holder(organisations)
    book_sales(accounts, economy.warranty, payer, nodes.firm, goods.sold, firms.price, defects)
    book_supplies(
        accounts, nodes.firm, nodes.material_cost, firms.price,
        edges.goods, edges.source, edges.target, edges.delivered,
    )  # fmt: skip
    book_wages(accounts, working, wages, one_wage, firms.layoffs, economy.severance)
    book_running_costs(accounts, fixed, processing, sold)
    book_listening(accounts, economy, firms.paid, firms.budget, working, customers, complaints, asking)
    book_development(
        accounts, economy, world.improving.redesign_months, firms.paid, firms.budget, working, wages,
        books.redesign,
    )  # fmt: skip
    book_time_without_effect(
        accounts, world.voices.interview_time, firms.paid, firms.policy, firms.budget, working, wages, front
    )
    book_inspection(accounts, economy, firms.paid, working, nodes.firm, nodes.carries_goods, goods.made)
    book_gain_sharing(
        accounts, economy.warranty, firms.paid, firms.price, nodes.firm,
        edges.goods, edges.source, edges.target, edges.delivered, edges.units, edges.first_in,
        books.reference_defect, defects, month == 0 or month < burn_in,
    )  # fmt: skip
    book_taxes(accounts, economy.tax, books.profit, month)

    leaves = leaves_here(nodes.firm, nodes.outlet, edges.goods, edges.source, edges.target)
    inputs = input_costs(
        nodes.firm, nodes.material_cost, nodes.starting_flow, leaves, firms.price,
        edges.goods, edges.source, edges.units, edges.first_in,
    )  # fmt: skip
    labour = labour_costs(
        economy.normal_use, nodes.firm, nodes.wage, nodes.capability,
        nodes.improvement_time, nodes.interview_time, nodes.rework_time,
        nodes.starting_flow, firms.starting_volume,
    )  # fmt: skip
    set_unit_costs(
        economy.experience_keep, working, sold, labour, fixed, processing, inputs,
        firms.starting_volume, firms.volume, firms.experience, firms.unit_cost,
    )  # fmt: skip
    value_customers(
        economy.discount, world.choice.purchase_rate, firms.price, firms.unit_cost, customers,
        sums.left, sums.won, books.retention, books.equity, month,
    )  # fmt: skip
    count_values(
        economy, world.choice.purchase_rate, market.priced[0], firms.open, firms.price, firms.layoffs, one_wage,
        nodes.firm, goods.sold, defects, sums.customers, sums.surplus, books.statement, books.value,
    )  # fmt: skip
    credit_suppliers(
        nodes.firm, edges.goods, edges.source, edges.target, edges.delivered, len(firms.open),
        books.statement, books.value,
    )  # fmt: skip

    stand = np.zeros((len(firms.open), books.returns.shape[2]))
    stand_with_customers(stand, customers, sums.left, sums.won, sums.satisfaction, books.equity)
    stand_in_the_accounts(stand, books.statement, books.profit, firms.unit_cost, sold, heads, month)
    stand_in_the_process(
        stand, weights, nodes.firm, nodes.outlet, nodes.outlet_share, nodes.defect_out,
        nodes.headcount, heads, nodes.internal_satisfaction, nodes.cycle_time,
    )  # fmt: skip
    stand_in_own_eyes(
        stand, firms.weight_estimate, firms.gap_estimate, firms.retention_estimate,
        firms.paid, world.voices.interview_time, wages,
    )  # fmt: skip
    this_round = round_of(month - burn_in, len(books.review_months))
    keep_returns(
        this_round, stand, books.statement, books.review_months, books.returns, books.round_statement
    )  # fmt: skip

    shown = month - burn_in
    close_money(books.fault, shown, books.balance, books.opening, books.statement)
    close_goods(
        books.fault, shown, nodes.carries_goods, goods.made_total, goods.inventory, goods.sold_total,
        edges.source, edges.pipeline, edges.stock, edges.shipped_total, edges.received_total,
        edges.used_total,
    )  # fmt: skip
    close_customers(books.fault, shown, customers, books.customers[0])
    close_members(
        books.fault, shown, members.active, nodes.first_member, nodes.headcount, heads,
        books.headcount_opening, firms.hired, firms.left, firms.layoffs,
    )  # fmt: skip
