"""Part of phase 9: suppliers get their share of what their better deliveries save."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.aggregates import crosses_organisations
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.ledger import pay, to_money
from tci_sim.engine.phases.month_totals import MonthTotals
from tci_sim.engine.phases.programmes import Programme
from tci_sim.engine.rules.value import saving_from_suppliers, worth_of_keeping
from tci_sim.engine.state.books import Books, Ledger, Worth
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Estimates, Firms, Policies
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import MICRO, Floats, Integers, Records


class Gains(NamedTuple):
    """What fewer defects in what a supplier delivers are worth to its buyers."""

    warranty: float
    """What a defective unit costs, as a share of its price."""
    price: Floats
    """(organisation,). [currency/unit]"""
    kept: Floats
    """Worth of customers kept, for each unit sold and a share 1 of defects, (organisation,). [currency/unit]"""


@inlined
def share_gains(
    run: Run, places: Places, edges: Edges, firms: Firms, books: Books, counted: MonthTotals, month: int
) -> None:
    """Pay suppliers their share of what their better deliveries save, compared with the end of the burn-in."""
    links, reference, defects = edges.links, books.programmes.reference_defect, counted.defects
    warranty, policies, customers = run.world[0].economy.warranty, firms.policies, counted.customers
    set_reference(reference, defects, month, run.burn_in[0])
    finished = finished_from(places, links, edges.flows.delivered)
    kept = kept_for_a_unit(policies, firms.estimates, books.worth, customers)
    gains = Gains(warranty, firms.costs.price, kept)
    saved = saved_by_suppliers(gains, places, links, finished, reference, defects)
    book_gain_sharing(books.ledger, places, links, policies.paid, saved)


@compiled
def set_reference(reference: Floats, defects: Floats, month: int, burn_in: int) -> None:
    """Take the claimable defects of every node as the reference until the burn-in ends."""
    if month == 0 or month < burn_in:
        for n in range(len(defects)):
            reference[n] = defects[n]


@compiled
def finished_from(places: Places, links: Links, delivered: Integers) -> Floats:
    """Return for how many finished units what was sent between organisations is the input, (edge,). [unit].

    All goods inputs of a node count by their units; each supplier is credited with its part.
    """
    finished = np.zeros(len(links.source))
    for e in range(len(finished)):
        if crosses_organisations(places, links, e):
            finished[e] = max(delivered[e], 0) / MICRO / max(inputs_of_unit(links, links.target[e]), 1e-3)
    return finished


@compiled
def kept_for_a_unit(policies: Policies, estimates: Estimates, worth: Worth, customers: Integers) -> Floats:
    """Return what a share 1 less of defects is worth in customers kept, for each unit sold, as far as it is told.

    By the buyer's own estimate, (organisation,); suppliers have no customers of the market to keep. [currency/unit]
    """
    kept = np.zeros(len(policies.in_force))
    for f in range(len(worth.equity)):
        bought = customers[f] * worth.units[f]
        if bought > 0.0:
            told = policies.in_force[f].integration.kept_told
            slope = estimates.retention[f]
            kept[f] = worth_of_keeping(told, slope, worth.equity[f] / bought)
    return kept


@compiled
def saved_by_suppliers(
    gains: Gains, places: Places, links: Links, finished: Floats, reference: Floats, defects: Floats
) -> Floats:
    """Return what better deliveries between organisations are worth to the buyer, (edge,). [currency]."""
    saved = np.zeros(len(links.source))
    for e in range(len(saved)):
        if crosses_organisations(places, links, e):
            f, source = places.firm[links.target[e]], links.source[e]
            before, now = reference[source], defects[source]
            saved[e] = saving_from_suppliers(finished[e], gains.price[f], gains.warranty, before, now)
            saved[e] += finished[e] * gains.kept[f] * max(before - now, 0.0)
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
