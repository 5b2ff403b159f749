"""Part of phase 9: suppliers get their share of what their better deliveries save."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.aggregates import crosses_organisations
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.ledger import pay, to_money
from tci_sim.engine.phases.month_totals import MonthTotals
from tci_sim.engine.phases.programmes import Programme
from tci_sim.engine.rules.value import saving_from_suppliers
from tci_sim.engine.state.books import Books, Ledger
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import MICRO, Floats, Integers, Records


@inlined
def share_gains(
    run: Run, places: Places, edges: Edges, firms: Firms, books: Books, counted: MonthTotals, month: int
) -> None:
    """Pay suppliers their share of what their better deliveries save, compared with the end of the burn-in."""
    links, reference, defects = edges.links, books.programmes.reference_defect, counted.defects
    warranty, delivered, price = run.world[0].economy.warranty, edges.flows.delivered, firms.costs.price
    set_reference(reference, defects, month, run.burn_in[0])
    saved = saved_by_suppliers(warranty, places, links, delivered, price, reference, defects)
    book_gain_sharing(books.ledger, places, links, firms.policies.paid, saved)


@compiled
def set_reference(reference: Floats, defects: Floats, month: int, burn_in: int) -> None:
    """Take the claimable defects of every node as the reference until the burn-in ends."""
    if month == 0 or month < burn_in:
        for n in range(len(defects)):
            reference[n] = defects[n]


@compiled
def saved_by_suppliers(
    warranty: float, places: Places, links: Links, delivered: Integers, price: Floats, reference: Floats,
    defects: Floats,
) -> Floats:  # fmt: skip
    """Return what better deliveries between organisations save the buyer, (edge,). [currency].

    All goods inputs of a node count for its defects by their units; each supplier is credited with its part.
    """
    saved = np.zeros(len(links.source))
    for e in range(len(saved)):
        if crosses_organisations(places, links, e):
            n, source = links.target[e], links.source[e]
            finished = max(delivered[e], 0) / MICRO / max(inputs_of_unit(links, n), 1e-3)
            saved[e] = saving_from_suppliers(
                finished, price[places.firm[n]], warranty, reference[source], defects[source]
            )
    return saved


@compiled
def inputs_of_unit(links: Links, n: int) -> float:
    """Add up the goods that go into a unit at a node, whatever they are. [unit/unit]."""
    inputs = 0.0
    for e in range(links.first_in[n], links.first_in[n + 1]):
        if links.goods[e]:
            inputs += links.units[e] / 1000.0
    return inputs


@compiled
def book_gain_sharing(ledger: Ledger, places: Places, links: Links, paid: Records, saved: Floats) -> None:
    """Let buyers pay each supplier the agreed share of what its deliveries save."""
    for e in range(len(saved)):
        if crosses_organisations(places, links, e):
            buyer, supplier = places.firm[links.target[e]], places.firm[links.source[e]]
            share = paid[buyer].integration.gain_sharing
            pay(ledger, buyer, supplier, Programme.GAIN_SHARE, to_money(share * saved[e]))
