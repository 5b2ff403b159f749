"""The end of phase 9: nothing was created and nothing was lost, or the books say what does not close."""

from __future__ import annotations

import numpy as np

from tci_sim.compiled import compiled
from tci_sim.errors import ConservationError
from tci_sim.world.facts import statement_sum
from tci_sim.world.ledger import OUTSIDE_HOLDERS
from tci_sim.world.network import ValueNetwork
from tci_sim.world.present import over_segments
from tci_sim.world.state import Books, Edges, Firms, Goods, Members, Nodes, Run, State, Sums

CHECKS = (
    "money of all holders", "money of", "goods on the way over edge", "goods taken in over edge",
    "goods of node", "customers", "members of", "members at node",
)  # fmt: skip
"""What has to close every month; the place of each is its number in `Books.fault`."""

(_ALL_MONEY, _MONEY, _ON_THE_WAY, _TAKEN_IN, _GOODS, _CUSTOMERS, _MEMBERS, _SEATS) = range(len(CHECKS))


@compiled
def conserve(
    run: Run,
    members: Members,
    nodes: Nodes,
    goods: Goods,
    edges: Edges,
    firms: Firms,
    sums: Sums,
    books: Books,
    month: int,
) -> None:
    """Check that money, goods, customers and members are all still there; note the first sum that is off."""
    month_shown = month - run.burn_in[0]
    close_money(books, month_shown)
    close_goods(nodes, goods, edges, books, month_shown)
    close_customers(sums, books, month_shown)
    close_members(members, nodes, firms, books, month_shown)


@compiled
def note(books: Books, month: int, check: int, off: int, whose: int) -> None:
    """Write down a sum that is off, unless an earlier one is written down already."""
    if off != 0 and books.fault[0] == 0:
        books.fault[0] = 1
        books.fault[1] = month
        books.fault[2] = check
        books.fault[3] = off
        books.fault[4] = whose


@compiled
def close_money(books: Books, month: int) -> None:
    """Check that money only moved, and that every holder's statement explains his balance."""
    total = 0
    for holder in range(len(books.balance)):
        total += books.balance[holder]
        moved = books.balance[holder] - books.opening[holder]
        note(books, month, _MONEY, moved - statement_sum(books, holder), holder)
    note(books, month, _ALL_MONEY, total, 0)


@compiled
def close_goods(nodes: Nodes, goods: Goods, edges: Edges, books: Books, month: int) -> None:
    """Check that goods on every edge and in every node are somewhere, and only once."""
    for e in range(len(edges.source)):
        on_the_way = 0
        for slot in range(edges.pipeline.shape[1]):
            on_the_way += edges.pipeline[e, slot]
        note(books, month, _ON_THE_WAY, edges.shipped_total[e] - edges.received_total[e] - on_the_way, e)
        note(books, month, _TAKEN_IN, edges.received_total[e] - edges.used_total[e] - edges.stock[e], e)
    for n in range(len(nodes.firm)):
        if nodes.carries_goods[n]:
            gone = goods.inventory[n] + goods.sold_total[n]
            for place in range(edges.first_out[n], edges.first_out[n + 1]):
                gone += edges.shipped_total[edges.out[place]]
            note(books, month, _GOODS, goods.made_total[n] - gone, n)


@compiled
def close_customers(sums: Sums, books: Books, month: int) -> None:
    """Check that every customer is with one firm or with none."""
    counted = 0
    for f in range(sums.customers.shape[0]):
        counted += over_segments(sums.customers, f)
    note(books, month, _CUSTOMERS, counted - books.customers[0], 0)


@compiled
def close_members(members: Members, nodes: Nodes, firms: Firms, books: Books, month: int) -> None:
    """Check who came and who went against who is there, by firm and by seat; then count for next month."""
    there = np.zeros(len(firms.price), np.int64)
    for n in range(len(nodes.firm)):
        there[nodes.firm[n]] += nodes.headcount[n]
        seated = 0
        for slot in range(nodes.first_member[n], nodes.first_member[n + 1]):
            seated += members.active[slot]
        note(books, month, _SEATS, seated - nodes.headcount[n], n)
    for f in range(len(there)):
        expected = books.headcount_opening[f] + firms.hired[f] - firms.left[f] - firms.layoffs[f]
        note(books, month, _MEMBERS, there[f] - expected, f)
        books.headcount_opening[f] = there[f]


def raise_if_broken(state: State, network: ValueNetwork) -> None:
    """Raise an error if a month's books did not close.

    Parameters
    ----------
    state : State
        The world after a month.
    network : ValueNetwork
        Where the names of organisations and nodes are from.

    Raises
    ------
    ConservationError
        Naming the first month (0 is the first after the burn-in), account and amount that were off.
    """
    broken, month, check, amount, whose = (int(number) for number in state.books.fault)
    if broken:
        raise ConservationError(month, _account_name(state, network, check, whose), amount)


def _account_name(state: State, network: ValueNetwork, check: int, whose: int) -> str:
    """Say in words which sum did not close."""
    holders = (*network.firms, *OUTSIDE_HOLDERS)
    if check in (_MONEY, _MEMBERS):
        return f"{CHECKS[check]} {holders[whose]}"
    if check in (_ON_THE_WAY, _TAKEN_IN):
        source, target = int(state.edges.source[whose]), int(state.edges.target[whose])
        start = network.name[source] if source >= 0 else "outside"
        return f"{CHECKS[check]} {start} -> {network.name[target]}"
    if check in (_GOODS, _SEATS):
        return f"{CHECKS[check]} {network.name[whose]}"
    return CHECKS[check]
