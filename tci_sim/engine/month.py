"""One month: the nine phases, in order."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Container
from typing import Any

from tci_sim.engine.backend.decorators import inlined, link, phase
from tci_sim.engine.measures.judgement import judge_customers, new_judging
from tci_sim.engine.measures.observe import observe
from tci_sim.engine.measures.recording import Recording
from tci_sim.engine.phases.account import account
from tci_sim.engine.phases.ask import ask
from tci_sim.engine.phases.change import change
from tci_sim.engine.phases.change_world import change_world
from tci_sim.engine.phases.compete import compete
from tci_sim.engine.phases.customer_terms import Terms
from tci_sim.engine.phases.decide import decide
from tci_sim.engine.phases.deliver import deliver
from tci_sim.engine.phases.experience import (
    experience,
    experience_block,
    prepare_experience,
    settle_experience,
)
from tci_sim.engine.phases.improve import improve
from tci_sim.engine.phases.learn import learn
from tci_sim.engine.phases.listen import listen
from tci_sim.engine.phases.order import order
from tci_sim.engine.phases.settle import Moving, settle
from tci_sim.engine.state import State
from tci_sim.engine.state.types import Integers

OF_CUSTOMERS = (prepare_experience, experience_block, settle_experience)


@phase
def simulate_months(
    state: State, terms: Terms, recording: Recording, first: int, last: int, stop: Integers, done: Integers,
    watch: Integers,
) -> None:  # fmt: skip
    """Simulate months until `last` comes, somebody says stop, or a sum does not close.

    Where somebody waits for what is known to settle, they end when it has: `watch` is a `Moving`, (1,).
    """
    burn_in = state.run.burn_in[0]
    for month in range(first, last):
        advance(state, terms, month)
        if month >= burn_in:
            record(state, recording, month - burn_in)
        done[0] = month + 1
        if watch[0] != Moving.UNWATCHED:
            look_whether_settled(state, watch, month)
            if watch[0] == Moving.NOTHING:
                break
        if stop[0] != 0 or state.books.checks.fault[0] != 0:
            break


def link_simulation(
    state: State, terms: Terms, recording: Recording, first: int, last: int, stop: Integers, done: Integers,
    watch: Integers, *, only: Container[str] | None = None, on_linked: Callable[[str], None] | None = None,
) -> None:  # fmt: skip
    """Link `simulate_months` and every phase that it calls, and simulate nothing; see `link`."""
    link(advance, state, terms, first, only=only, on_linked=on_linked)
    for each in OF_CUSTOMERS if len(state.customers.firm) == 0 else ():  # passed over where there are none
        given = {
            "terms": terms,
            "checks": state.books.checks,
            "month": first,
            "first": 0,
            "last": 0,
            "part": 0,
        }
        link(each, *arguments(each, state, **given), only=only, on_linked=on_linked)
    judging = new_judging(state, 0, first)
    judged = (state.run, state.market, state.firms, state.customers, terms, judging, 0, 0)
    link(judge_customers, *judged, only=only, on_linked=on_linked)
    link(record, state, recording, 0, only=only, on_linked=on_linked)
    link(look_whether_settled, state, watch, first, only=only, on_linked=on_linked)
    months = (first, last, stop, done, watch)
    link(simulate_months, state, terms, recording, *months, only=only, on_linked=on_linked)


@inlined
def advance(state: State, terms: Terms, month: int) -> None:
    """Let one month pass: phases 1 to 9."""
    before_experience(state, month)
    run, market, nodes, goods = state.run, state.market, state.nodes, state.goods
    firms, customers, sums, checks = state.firms, state.customers, state.sums, state.books.checks
    experience(run, market, nodes, goods, firms, customers, sums, terms, checks, month)
    after_experience(state, month)


@inlined
def before_experience(state: State, month: int) -> None:
    """Let everything happen that customers will experience this month: phases 1 to 3."""
    run, disruption, market = state.run, state.disruption, state.market
    members, staff, nodes, goods, edges = state.members, state.staff, state.nodes, state.goods, state.edges
    firms, sums, books = state.firms, state.sums, state.books
    change_world(run, state.changes, market, firms, month)
    change(run, state.future, disruption, market, members, staff, nodes, goods, firms, sums, month)
    compete(run, members, staff, nodes, goods, edges, firms, sums, books, month)
    order(run, disruption, nodes, goods, edges, firms, sums, month)
    deliver(run, disruption, market, staff, nodes, goods, edges, firms, month)


@inlined
def after_experience(state: State, month: int) -> None:
    """Let the firms answer what customers experienced, and close the books: phases 5 to 9."""
    run, disruption, market = state.run, state.disruption, state.market
    members, staff, nodes, goods, edges = state.members, state.staff, state.nodes, state.goods, state.edges
    firms, customers, sums, books = state.firms, state.customers, state.sums, state.books
    ask(run, disruption, market, nodes, goods, firms, customers, sums, books, month)
    listen(run, disruption, market, members, nodes, edges, firms, sums, month)
    learn(run, disruption, market, members, staff, nodes, edges, firms, month)
    decide(run, disruption, market, members, staff, nodes, goods, edges, firms, sums, books, month)
    improve(run, disruption, market, staff, nodes, edges, firms)
    account(run, disruption, market, members, staff, nodes, goods, edges, firms, sums, books, month)


@inlined
def record(state: State, recording: Recording, row: int) -> None:
    """Write down the month that has just ended, as row `row`: months since the burn-in, 0 first."""
    run, market, members, staff, nodes = state.run, state.market, state.members, state.staff, state.nodes
    goods, edges, firms, sums, books = state.goods, state.edges, state.firms, state.sums, state.books
    observe(run, market, members, staff, nodes, goods, edges, firms, sums, books, recording, row)


@inlined
def look_whether_settled(state: State, watch: Integers, month: int) -> None:
    """Note what may still move what is known, once a month has ended."""
    run, future, changes = state.run, state.future, state.changes
    market, customers, members, staff = state.market, state.customers, state.members, state.staff
    nodes, edges, firms = state.nodes, state.edges, state.firms
    settle(run, future, changes, market, customers, members, staff, nodes, edges, firms, watch, month)


def arguments(phase: Callable[..., None], state: State, **others: Any) -> tuple[Any, ...]:
    """Lay out what a phase takes, by the names of its parameters: groups of the state, or what else is given."""
    names = inspect.signature(phase).parameters
    return tuple(others[name] if name in others else getattr(state, name) for name in names)
