"""The end of phase 9: nothing was created and nothing was lost, or the books say what does not close.

Months are counted from the end of the burn-in, as they are recorded.
"""

from __future__ import annotations

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.ledger import statement_sum
from tci_sim.engine.state.books import Check, Checks, Ledger
from tci_sim.engine.state.edges import Flows
from tci_sim.engine.state.goods import Production
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.types import MOST_HELD, MOST_MOVED, Flags, Integers


@compiled
def record_violation(checks: Checks, month: int, check: int, off: int, whose: int) -> None:
    """Write down a sum that is off, unless an earlier one is written down already."""
    fault = checks.fault
    if off != 0 and fault[0] == 0:
        fault[0] = 1
        fault[1] = month
        fault[2] = check
        fault[3] = off
        fault[4] = whose


@compiled
def check_money(checks: Checks, ledger: Ledger, month: int) -> None:
    """Check that money only moved, and that every holder's statement explains the change of its balance."""
    total = 0
    holder = max(first_beyond(ledger.balance, MOST_HELD), first_at_most_moved(ledger.statement))
    if holder >= 0:
        record_violation(checks, month, Check.MONEY_COUNTED, 1, holder)
    for holder in range(len(ledger.balance)):
        total += ledger.balance[holder]
        moved = ledger.balance[holder] - ledger.opening[holder]
        record_violation(checks, month, Check.MONEY, moved - statement_sum(ledger.statement, holder), holder)
    record_violation(checks, month, Check.ALL_MONEY, total, 0)


@compiled
def first_beyond(amounts: Integers, most: int) -> int:
    """Return the first place at which an amount is not below the most that can be counted; -1 where all are."""
    for place in range(len(amounts)):
        if abs(amounts[place]) >= most:
            return place
    return -1


@compiled
def first_at_most_moved(statement: Integers) -> int:
    """Return the first holder who has moved too much under one account to be counted; -1 where nobody has."""
    for holder in range(statement.shape[0]):
        for account in range(statement.shape[1]):
            if abs(statement[holder, account]) >= MOST_MOVED:
                return holder
    return -1


@compiled
def check_goods(
    checks: Checks, carries_goods: Flags, production: Production, source: Integers, flows: Flows, month: int
) -> None:
    """Check that goods on every edge and in every node are somewhere, and only once."""
    check_edges(checks, flows, month)
    check_nodes(checks, carries_goods, production, source, flows.shipped_total, month)


@compiled
def check_edges(checks: Checks, flows: Flows, month: int) -> None:
    """Check that what was shipped along each edge is on the way, in stock at the target, or used."""
    for e in range(len(flows.stock)):
        on_the_way = 0
        for slot in range(flows.pipeline.shape[1]):
            on_the_way += flows.pipeline[e, slot]
        shipped, received = flows.shipped_total[e], flows.received_total[e]
        record_violation(checks, month, Check.ON_THE_WAY, shipped - received - on_the_way, e)
        record_violation(checks, month, Check.TAKEN_IN, received - flows.used_total[e] - flows.stock[e], e)


@compiled
def check_nodes(
    checks: Checks, carries_goods: Flags, production: Production, source: Integers, sent: Integers, month: int
) -> None:
    """Check that what each node made was sent, sold or is in its inventory."""
    gone = production.sold_total.copy()
    for e in range(len(source)):
        if source[e] >= 0:
            gone[source[e]] += sent[e]
    for n in range(len(gone)):
        if carries_goods[n]:
            kept = production.made_total[n] - gone[n]
            record_violation(checks, month, Check.GOODS, kept - production.inventory[n], n)


@compiled
def check_stocks(checks: Checks, inventory: Integers, stock: Integers, target: Integers, month: int) -> None:
    """Check that no node holds less than nothing, neither of what it made nor of what it uses."""
    n, e = first_below_0(inventory), first_below_0(stock)
    if n >= 0:
        record_violation(checks, month, Check.STOCK, inventory[n], n)
    if e >= 0:
        record_violation(checks, month, Check.STOCK, stock[e], target[e])


@compiled
def first_below_0(amounts: Integers) -> int:
    """Return the first place at which an amount is below 0; -1 where none is."""
    for place in range(len(amounts)):
        if amounts[place] < 0:
            return place
    return -1


@compiled
def check_customers(checks: Checks, customers: Integers, month: int) -> None:
    """Check that every customer is with one firm or with none."""
    counted = 0
    for f in range(len(customers)):
        counted += customers[f]
    record_violation(checks, month, Check.CUSTOMERS, counted - checks.customers[0], 0)


@compiled
def check_members(
    checks: Checks, active: Flags, first_member: Integers, staff: Staff, heads: Integers, month: int
) -> None:
    """Check that whoever came, went and stayed is counted, in every node and every organisation."""
    check_slots(checks, active, first_member, staff.headcount, month)
    check_headcounts(checks, staff, heads, month)


@compiled
def check_slots(
    checks: Checks, active: Flags, first_member: Integers, headcount: Integers, month: int
) -> None:
    """Check that as many slots of each node are taken as it has members."""
    for n in range(len(headcount)):
        seated = 0
        for slot in range(first_member[n], first_member[n + 1]):
            seated += 1 if active[slot] else 0
        record_violation(checks, month, Check.SEATS, seated - headcount[n], n)


@compiled
def check_headcounts(checks: Checks, staff: Staff, heads: Integers, month: int) -> None:
    """Check who came and who went against who is there; then keep the count for next month."""
    opening = checks.headcount_opening
    for f in range(len(heads)):
        expected = opening[f] + staff.hired[f] - staff.left[f] - staff.layoffs[f]
        record_violation(checks, month, Check.MEMBERS, heads[f] - expected, f)
        opening[f] = heads[f]
