"""One month: the nine phases, in order."""

from __future__ import annotations

from tci_sim.compiled import spliced
from tci_sim.world.phases.account import account
from tci_sim.world.phases.change import change
from tci_sim.world.phases.customer_terms import Terms
from tci_sim.world.phases.decide import decide
from tci_sim.world.phases.deliver import deliver
from tci_sim.world.phases.experience import experience
from tci_sim.world.phases.improve import improve
from tci_sim.world.phases.learn import learn
from tci_sim.world.phases.listen import listen
from tci_sim.world.phases.order import order
from tci_sim.world.state import State


@spliced
def advance(state: State, terms: Terms, month: int) -> None:
    """Let one month pass: phases 1 to 9."""
    before_experience(state, month)
    run, market, nodes, goods = state.run, state.market, state.nodes, state.goods
    experience(run, market, nodes, goods, state.firms, state.customers, state.sums, terms, month)
    after_experience(state, month)


@spliced
def before_experience(state: State, month: int) -> None:
    """Let everything happen that customers will experience this month: phases 1 to 3."""
    run, market, members, nodes, goods = state.run, state.market, state.members, state.nodes, state.goods
    edges, firms, sums = state.edges, state.firms, state.sums
    change(run, market, members, nodes, goods, firms, sums, month)
    order(run, firms, nodes, goods, edges, sums, month)
    deliver(run, market, firms, nodes, goods, edges, month)


@spliced
def after_experience(state: State, month: int) -> None:
    """Let the firms answer what customers experienced, and close the books: phases 5 to 9."""
    run, market, members, nodes, goods = state.run, state.market, state.members, state.nodes, state.goods
    edges, firms, sums, books = state.edges, state.firms, state.sums, state.books
    listen(run, market, members, nodes, edges, firms, sums, month)
    learn(run, market, members, nodes, edges, firms, month)
    decide(run, market, members, nodes, goods, edges, firms, sums, month)
    improve(run, market, nodes, edges, firms)
    account(run, market, members, nodes, goods, edges, firms, sums, books, month)
