"""Phase 9: the month's money is booked, values are counted, and the books are closed."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.rules.value import cost_by_experience, gain_experience, smooth_over_year, standard_cost, tax_on
from tci_sim.world.ledger import (
    MATERIALS,
    OVERHEAD,
    PROCESSING,
    PURCHASES,
    SALES,
    SEVERANCE,
    SUPPLY,
    TAX,
    WAGES,
    WARRANTY,
    customers_holder,
    employees_holder,
    open_statement,
    outside_holder,
    pay,
    settle,
    society_holder,
    to_money,
)
from tci_sim.world.phases.conserve import conserve
from tci_sim.world.phases.programmes import book_gain_sharing, book_programmes
from tci_sim.world.phases.worth import count_values, keep_returns, value_customers
from tci_sim.world.state import (
    MICRO,
    Books,
    Customers,
    Edges,
    Firms,
    Floats,
    Goods,
    Integers,
    Market,
    Members,
    Nodes,
    Records,
    Run,
    Sums,
)


@compiled
def account(
    run: Run,
    market: Market,
    customers: Customers,
    members: Members,
    nodes: Nodes,
    goods: Goods,
    edges: Edges,
    firms: Firms,
    sums: Sums,
    books: Books,
    month: int,
) -> None:
    """Book what the month's flows cost and earned, tax the profit, value what was done, and close the books."""
    world = run.world[0]
    defects = claimable_defects(market, nodes)
    wages = wage_bills(nodes, len(firms.price), False)
    front = wage_bills(nodes, len(firms.price), True)
    sold = units_sold(nodes, goods, edges, len(firms.price))

    open_statement(books)
    book_sales(world, nodes, goods, firms, books, defects)
    book_supplies(nodes, edges, firms, books)
    book_wages(nodes, firms, books, wages, world.economy.severance)
    book_fixed_cost_and_processing(world, firms, books, sold)
    book_programmes(world, nodes, goods, firms, sums, books, wages, front)
    book_gain_sharing(run, nodes, edges, firms, books, defects, month)
    book_taxes(world, books, firms, month)

    set_unit_costs(world, nodes, edges, firms, wages, sold)
    value_customers(world, firms, sums, books, month)
    count_values(world, nodes, goods, edges, firms, sums, books, wages, defects)
    keep_returns(run, market, nodes, goods, firms, sums, books, wages, sold, month)
    conserve(run, customers, members, nodes, goods, edges, firms, sums, books, month)


@compiled
def claimable_defects(market: Market, nodes: Nodes) -> Floats:
    """Say what share of what each node sends out comes back as a claim, (node,).

    Only what an inspector could have seen can be claimed; attributes count by what customers weigh them.
    """
    share = np.zeros(len(nodes.firm))
    for n in range(len(share)):
        for a in range(market.weight.shape[1]):
            if market.inspectable[a]:
                for g in range(market.weight.shape[0]):
                    share[n] += market.segment_share[g] * market.weight[g, a] * nodes.defect_out[n, a]
    return share


@compiled
def wage_bills(nodes: Nodes, organisations: int, front_line_only: bool) -> Integers:
    """Add up the month's wages of each organisation, of all or of those who meet customers, (organisation,)."""
    bill = np.zeros(organisations, np.int64)
    for n in range(len(nodes.firm)):
        if nodes.front_line[n] or not front_line_only:
            bill[nodes.firm[n]] += nodes.headcount[n] * nodes.wage[n]
    return bill


@compiled
def units_sold(nodes: Nodes, goods: Goods, edges: Edges, organisations: int) -> Integers:
    """Count what each organisation sold to customers and to other organisations, (organisation,). [micro-unit]."""
    sold = np.zeros(organisations, np.int64)
    for n in range(len(nodes.firm)):
        sold[nodes.firm[n]] += goods.sold[n]
    for e in range(len(edges.source)):
        if edges.goods[e] and edges.source[e] >= 0:
            seller = nodes.firm[edges.source[e]]
            if seller != nodes.firm[edges.target[e]]:
                sold[seller] += edges.delivered[e]
    return sold


@compiled
def book_sales(
    world: Records, nodes: Nodes, goods: Goods, firms: Firms, books: Books, defects: Floats
) -> None:
    """Let customers pay for what they bought, and firms make good what came back."""
    organisations = len(firms.price)
    for n in range(len(nodes.firm)):
        f = nodes.firm[n]
        price = firms.price[f]
        takings = to_money(price * (goods.sold[n] / MICRO))
        pay(books, customers_holder(organisations), f, SALES, takings)
        claims = max(goods.sold[n], 0) / MICRO * defects[n]
        pay(books, f, outside_holder(organisations), WARRANTY, to_money(world.economy.warranty * price * claims))


@compiled
def book_supplies(nodes: Nodes, edges: Edges, firms: Firms, books: Books) -> None:
    """Let organisations pay for the goods that were sent to them by others and from outside."""
    for e in range(len(edges.source)):
        if not edges.goods[e]:
            continue
        buyer = nodes.firm[edges.target[e]]
        units = edges.delivered[e] / MICRO
        if edges.source[e] < 0:
            cost = to_money(units * (nodes.material_cost[edges.target[e]] / MICRO))
            pay(books, buyer, outside_holder(len(firms.price)), MATERIALS, cost)
        else:
            seller = nodes.firm[edges.source[e]]
            if seller != buyer:
                settle(books, buyer, seller, PURCHASES, SUPPLY, to_money(units * firms.price[seller]))


@compiled
def book_wages(nodes: Nodes, firms: Firms, books: Books, wages: Integers, severance: float) -> None:
    """Pay those who work, and those who were laid off."""
    organisations = len(firms.price)
    for f in range(organisations):
        if on_the_market(firms, f):
            pay(books, f, employees_holder(organisations), WAGES, wages[f])
            owed = severance * firms.layoffs[f] * (mean_wage(nodes, f) / MICRO)
            pay(books, f, employees_holder(organisations), SEVERANCE, to_money(owed))


@compiled
def on_the_market(firms: Firms, f: int) -> bool:
    """Tell whether an organisation is at work: suppliers always, selling firms once they have entered."""
    return f >= len(firms.open) or firms.open[f]


@compiled
def mean_wage(nodes: Nodes, f: int) -> float:
    """Give the mean wage of an organisation's members, or of its units where nobody is left. [micro-currency]."""
    bill = 0.0
    heads = 0.0
    units = 0.0
    rates = 0.0
    for n in range(len(nodes.firm)):
        if nodes.firm[n] == f:
            bill += float(nodes.headcount[n]) * float(nodes.wage[n])
            heads += float(nodes.headcount[n])
            rates += float(nodes.wage[n])
            units += 1.0
    return bill / heads if heads > 0.0 else rates / max(units, 1.0)


@compiled
def book_fixed_cost_and_processing(world: Records, firms: Firms, books: Books, sold: Integers) -> None:
    """Pay the overhead of selling firms, and what each unit costs to process."""
    organisations = len(firms.price)
    for f in range(len(firms.open)):
        if firms.open[f]:
            pay(books, f, outside_holder(organisations), OVERHEAD, to_money(overhead(world, firms, f)))
        cost = processing_cost(world, firms, f) * (max(sold[f], 0) / MICRO)
        pay(books, f, outside_holder(organisations), PROCESSING, to_money(cost))


@compiled
def overhead(world: Records, firms: Firms, f: int) -> float:
    """Give the fixed cost of an organisation; suppliers have none beyond their wages. [currency/month]."""
    if f >= len(firms.open):
        return 0.0
    return world.economy.overhead * world.economy.price * firms.starting_volume[f]


@compiled
def processing_cost(world: Records, firms: Firms, f: int) -> float:
    """Give the cost of processing a unit, which falls with cost experience; suppliers have none. [currency/unit]."""
    if f >= len(firms.open):
        return 0.0
    economy = world.economy
    left = cost_by_experience(firms.experience[f], firms.starting_experience[f], economy.experience_exponent)
    return economy.value_added * firms.starting_unit_cost[f] * left


@compiled
def book_taxes(world: Records, books: Books, firms: Firms, month: int) -> None:
    """Tax each organisation's profit, and remember what is left of it."""
    organisations = len(firms.price)
    for f in range(organisations):
        before_tax = statement_sum(books, f)
        tax = to_money(tax_on(before_tax / MICRO, world.economy.tax))
        pay(books, f, society_holder(organisations), TAX, tax)
        books.profit[f, month % books.profit.shape[1]] = before_tax - tax


@compiled
def statement_sum(books: Books, holder: int) -> int:
    """Add up a holder's statement: what the month left him. [micro-currency]."""
    total = np.int64(0)
    for kind in range(books.statement.shape[1]):
        total += books.statement[holder, kind]
    return total


@compiled
def set_unit_costs(
    world: Records, nodes: Nodes, edges: Edges, firms: Firms, wages: Integers, sold: Integers
) -> None:
    """Work out each organisation's standard cost of a unit from its past year's volume; programmes are left out."""
    inputs = input_costs(nodes, edges, firms)
    for f in range(len(firms.price)):
        units = max(sold[f], 0) / MICRO
        firms.volume[f] = smooth_over_year(firms.volume[f], units)
        firms.experience[f] = gain_experience(firms.experience[f], world.economy.experience_keep, units)
        if on_the_market(firms, f) and firms.starting_volume[f] > 0.0:
            fixed = wages[f] / MICRO + overhead(world, firms, f)
            processing = processing_cost(world, firms, f)
            firms.unit_cost[f] = standard_cost(
                fixed, firms.volume[f], firms.starting_volume[f], inputs[f], processing
            )


@compiled
def input_costs(nodes: Nodes, edges: Edges, firms: Firms) -> Floats:
    """Follow the inputs of a unit down-stream to where each organisation sells it, (organisation,). [currency/unit].

    Each input counts by what a unit takes of it, at the price of the organisation or outside source it comes
    from; where an organisation sells at several nodes, they count by their flow at the start.
    """
    into = np.zeros(len(nodes.firm))
    cost = np.zeros(len(firms.price))
    weight = np.zeros(len(firms.price))
    for n in range(len(nodes.firm)):
        for e in range(edges.first_in[n], edges.first_in[n + 1]):
            if edges.goods[e]:
                source = edges.source[e]
                price = nodes.material_cost[n] / MICRO
                if source >= 0:
                    within = nodes.firm[source] == nodes.firm[n]
                    price = into[source] if within else firms.price[nodes.firm[source]]
                into[n] += price * (edges.units[e] / 1000.0)
        if sells(nodes, edges, n):
            cost[nodes.firm[n]] += into[n] * nodes.starting_flow[n]
            weight[nodes.firm[n]] += nodes.starting_flow[n]
    for f in range(len(cost)):
        cost[f] = cost[f] / weight[f] if weight[f] > 0.0 else 0.0
    return cost


@compiled
def sells(nodes: Nodes, edges: Edges, n: int) -> bool:
    """Tell whether goods leave the organisation at a node."""
    if nodes.outlet[n]:
        return True
    for place in range(edges.first_out[n], edges.first_out[n + 1]):
        e = edges.out[place]
        if edges.goods[e] and nodes.firm[edges.target[e]] != nodes.firm[n]:
            return True
    return False
