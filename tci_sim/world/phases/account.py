"""Phase 9: the month's money is booked, values are counted, and the books are closed."""

from __future__ import annotations

from tci_sim.compiled import compiled
from tci_sim.rules.value import tax_on
from tci_sim.world.facts import (
    claimable_defects,
    mean_wage,
    on_the_market,
    statement_sum,
    units_sold,
    wage_bills,
)
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
from tci_sim.world.phases.unit_cost import overhead, processing_cost, set_unit_costs
from tci_sim.world.phases.worth import count_values, keep_returns, value_customers
from tci_sim.world.state import (
    MICRO,
    Books,
    Edges,
    Firms,
    Floats,
    Goods,
    Integers,
    Market,
    Members,
    Nodes,
    Record,
    Run,
    Sums,
)


@compiled
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
    count_values(world, nodes, goods, edges, firms, sums, books, defects)
    keep_returns(run, market, nodes, firms, sums, books, wages, sold, month)
    conserve(run, members, nodes, goods, edges, firms, sums, books, month)


@compiled
def book_sales(
    world: Record, nodes: Nodes, goods: Goods, firms: Firms, books: Books, defects: Floats
) -> None:
    """Let customers pay for what they bought, and firms make good what came back."""
    organisations = len(firms.price)
    for n in range(len(nodes.firm)):
        f = nodes.firm[n]
        price = firms.price[f]
        takings = to_money(price * (goods.sold[n] / MICRO))
        pay(books, customers_holder(organisations), f, SALES, takings)
        claims = max(goods.sold[n], 0) / MICRO * defects[n]
        made_good = to_money(world.economy.warranty * price * claims)
        pay(books, f, outside_holder(organisations), WARRANTY, made_good)


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
def book_fixed_cost_and_processing(world: Record, firms: Firms, books: Books, sold: Integers) -> None:
    """Pay the overhead of selling firms, and what each unit costs to process."""
    organisations = len(firms.price)
    for f in range(len(firms.open)):
        if firms.open[f]:
            pay(books, f, outside_holder(organisations), OVERHEAD, to_money(overhead(world, firms, f)))
        cost = processing_cost(world, firms, f) * (max(sold[f], 0) / MICRO)
        pay(books, f, outside_holder(organisations), PROCESSING, to_money(cost))


@compiled
def book_taxes(world: Record, books: Books, firms: Firms, month: int) -> None:
    """Tax each organisation's profit, and remember what is left of it."""
    organisations = len(firms.price)
    for f in range(organisations):
        before_tax = statement_sum(books, f)
        tax = to_money(tax_on(before_tax / MICRO, world.economy.tax))
        pay(books, f, society_holder(organisations), TAX, tax)
        books.profit[f, month % books.profit.shape[1]] = before_tax - tax
