"""Who lives in the world: every number that is carried from one month to the next, in groups of arrays.

Axes are named by what they run over: customer, firm (selling firms first, then supplier organisations), node
(up-stream first), edge, member (slots; an empty slot is not active), dimension, attribute, segment. Goods are whole
micro-units (int64), money is whole micro-units of the currency (int64).
"""

from __future__ import annotations

from typing import NamedTuple

from tci_sim.engine.state.books import Books
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Changes, Disruption, Future, Run
from tci_sim.engine.state.sums import Sums


class State(NamedTuple):
    """The whole world."""

    run: Run
    future: Future
    changes: Changes
    disruption: Disruption
    market: Market
    customers: Customers
    members: Members
    staff: Staff
    nodes: Nodes
    goods: Goods
    edges: Edges
    firms: Firms
    sums: Sums
    books: Books
