"""Phase 9: the month's money is booked, values are counted, and the books are closed."""

from __future__ import annotations

from tci_sim.engine.backend.decorators import phase
from tci_sim.engine.ledger import open_statement
from tci_sim.engine.phases.conserve import check_customers, check_goods, check_members, check_money
from tci_sim.engine.phases.figures import check_figures
from tci_sim.engine.phases.gain_sharing import share_gains
from tci_sim.engine.phases.leave import book_closures
from tci_sim.engine.phases.lever_costs import book_levers
from tci_sim.engine.phases.month_totals import count_the_month
from tci_sim.engine.phases.programmes import book_acts
from tci_sim.engine.phases.returns import keep_returns
from tci_sim.engine.phases.stakeholder_value import value_customers, value_for_others
from tci_sim.engine.phases.trade import book_running_costs, book_sales, book_supplies, book_taxes, book_wages
from tci_sim.engine.phases.turn import book_restructuring
from tci_sim.engine.phases.unit_cost import set_unit_costs
from tci_sim.engine.state.books import Books
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.sums import Sums


@phase
def account(
    run: Run, disruption: Disruption, market: Market, members: Members, staff: Staff, nodes: Nodes, goods: Goods,
    edges: Edges, firms: Firms, sums: Sums, books: Books, month: int,
) -> None:  # fmt: skip
    """Book what the month cost and earned, tax the profit, count what it was worth, and close the books."""
    world, ledger, places, since_burn_in = run.world[0], books.ledger, nodes.places, month - run.burn_in[0]
    production, price, value, checks = goods.production, firms.costs.price, books.worth.value, books.checks
    counted = count_the_month(world.economy, market, staff, nodes, goods, edges, firms, sums)
    open_statement(ledger)
    book_sales(ledger, run, places, production.sold, price, counted.claims)
    book_supplies(ledger, places, edges.links, edges.flows.delivered, price)
    book_wages(ledger, world.economy.severance, staff.layoffs, counted)
    book_closures(ledger, world.economy.severance, firms.survival, staff.layoffs, counted.mean_wage)
    book_restructuring(ledger, world.rivalry.restructuring, firms.survival)
    book_running_costs(ledger, world.economy, firms.standing.open, firms.costs, counted.sold)
    book_levers(
        ledger, world, firms, disruption.budget, counted, staff, books.programmes, nodes, goods, edges
    )
    book_acts(ledger, world.economy, firms.policies, firms.follow_up.ability, price, sums.by_segment, counted)
    share_gains(run, places, edges, firms, books, counted, month)
    book_taxes(ledger, world.economy.tax, month)

    set_unit_costs(run, nodes, edges, firms, counted)
    value_customers(world, market.buying, firms.standing.open, firms.costs, sums, books.worth, month)
    value_for_others(run, ledger, places, edges, firms, staff.layoffs, counted, value)
    keep_returns(run, staff.headcount, nodes, firms, sums, books, counted, month)

    check_figures(checks, run, market, nodes, goods, edges, firms, books.worth, since_burn_in)
    check_money(checks, ledger, since_burn_in)
    check_goods(checks, places.carries_goods, production, edges.links.source, edges.flows, since_burn_in)
    check_customers(checks, counted.customers, since_burn_in)
    check_members(checks, members.active, places.first_member, staff, counted.heads, since_burn_in)
