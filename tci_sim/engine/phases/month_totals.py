"""Part of phase 9: what is counted once, before the month's books are written."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tci_sim.engine.aggregates import (
    claimable_defects,
    count_heads,
    is_operating,
    mean_wages,
    mean_weights,
    over_all_segments,
    units_sold,
    wage_bills,
)
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.rules.prices import persons_behind
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms, Policies
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes, Places
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import MICRO, Flags, Floats, Integers, Record


class MonthTotals(NamedTuple):
    """What is counted once a month: people and what they earn, customers, goods and what is wrong with them."""

    working: Flags
    """Whether the organisation is at work, (organisation,)."""
    heads: Integers
    """Members, (organisation,)."""
    part: Floats
    """Share of its organisation's members who work at the node, (node,)."""
    interviewers: Floats
    """People who meet customers: members, or all for whom they stand, (organisation,)."""
    interviews: Floats
    """Interviews held with customers, (organisation,). [interview]"""
    wages: Integers
    """Wages of all members for a month, (organisation,). [micro-currency]"""
    front_wages: Integers
    """Wages of those who meet customers, (organisation,). [micro-currency]"""
    mean_wage: Floats
    """Wage of one member for a month, (organisation,). [micro-currency]"""
    customers: Integers
    """Customers; the last firm is "none", (selling firm + 1,)."""
    complaints: Integers
    """Complaints made this month, (selling firm + 1,)."""
    sold: Integers
    """Units sold to customers and to other organisations, (organisation,). [micro-unit]"""
    weight: Floats
    """What each attribute weighs with customers on average, summing to 1, (attribute,)."""
    defects: Floats
    """Share of what the node sends out that comes back as a claim, (node,)."""
    claims: Floats
    """Units sold to customers that come back as claims, (node,). [unit]"""


class Wages(NamedTuple):
    """What those earn who are under each policy, of an organisation or of units of a role."""

    organisation: Integers
    """Whose units they are, (policy,)."""
    wages: Integers
    """Wages of their members for a month, (policy,). [micro-currency]"""


@inlined
def count_the_month(
    economy: Record,
    market: Market,
    staff: Staff,
    nodes: Nodes,
    goods: Goods,
    edges: Edges,
    firms: Firms,
    sums: Sums,
) -> MonthTotals:
    """Count people, customers and goods at the end of the month."""
    places, production, organisations = nodes.places, goods.production, len(firms.costs.price)
    everywhere = np.ones(len(places.firm), np.bool_)
    weight = mean_weights(market.segments)
    defects = claimable_defects(weight, market.attributes, nodes.quality)
    heads = count_heads(places, staff, everywhere, organisations)
    return MonthTotals(
        working=is_operating(firms.standing.open, organisations),
        heads=heads,
        part=parts_of(places, staff, heads),
        interviewers=count_interviewers(economy, places, staff.headcount, organisations),
        interviews=firms.contacts.interviews,
        wages=wage_bills(places, staff, everywhere, organisations),
        front_wages=wage_bills(places, staff, places.front_line, organisations),
        mean_wage=mean_wages(places, staff, organisations),
        customers=over_all_segments(sums.by_segment[Sum.CUSTOMERS]),
        complaints=over_all_segments(sums.by_segment[Sum.COMPLAINTS]),
        sold=units_sold(places, production.sold, edges.links, edges.flows.delivered, organisations),
        weight=weight,
        defects=defects,
        claims=claimed_units(production.sold, defects),
    )


@compiled
def wages_by_policy(policies: Policies, organisation: Integers, wage: Integers, headcount: Integers) -> Wages:
    """Add up a month's wages of the units, (node,), that are under each policy, (policy,)."""
    bill = np.zeros(len(organisation), np.int64)
    for n in range(len(wage)):
        bill[policies.of_unit[n]] += headcount[n] * wage[n]
    return Wages(organisation, bill)


@compiled
def count_interviewers(economy: Record, places: Places, headcount: Integers, organisations: int) -> Floats:
    """Count the people who meet customers, (organisation,)."""
    people = np.zeros(organisations)
    for n in range(len(places.firm)):
        if places.front_line[n]:
            each = persons_behind(places.wage[n] / MICRO, economy.hour, economy.price)
            people[places.firm[n]] += headcount[n] * each
    return people


@compiled
def parts_of(places: Places, staff: Staff, heads: Integers) -> Floats:
    """Return the share of its organisation's members who work at each node, (node,)."""
    part = np.zeros(len(places.firm))
    for n in range(len(part)):
        part[n] = staff.headcount[n] / max(heads[places.firm[n]], 1)
    return part


@compiled
def claimed_units(sold: Integers, defects: Floats) -> Floats:
    """Return the units sold to customers at each node that come back as claims, (node,). [unit]."""
    claims = np.zeros(len(defects))
    for n in range(len(defects)):
        claims[n] = max(sold[n], 0) / MICRO * defects[n]
    return claims
