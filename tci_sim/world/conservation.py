"""What a run says where its books do not close."""

from __future__ import annotations

from tci_sim.engine.ledger import OUTSIDE_HOLDERS
from tci_sim.engine.state import State
from tci_sim.engine.state.books import Check
from tci_sim.errors import ConservationError
from tci_sim.world.network import ValueNetwork

CHECKS = {
    Check.ALL_MONEY: "money of all holders",
    Check.MONEY: "money of",
    Check.ON_THE_WAY: "goods on the way over edge",
    Check.TAKEN_IN: "goods taken in over edge",
    Check.GOODS: "goods of node",
    Check.CUSTOMERS: "customers",
    Check.MEMBERS: "members of",
    Check.SEATS: "members at node",
}
"""What has to close every month, in words."""


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
    broken, month, check, amount, whose = (int(number) for number in state.books.checks.fault)
    if broken:
        raise ConservationError(month, _account_name(state, network, Check(check), whose), amount)


def _account_name(state: State, network: ValueNetwork, check: Check, whose: int) -> str:
    """Say in words which sum did not close."""
    holders = (*network.firms, *OUTSIDE_HOLDERS)
    if check in (Check.MONEY, Check.MEMBERS):
        return f"{CHECKS[check]} {holders[whose]}"
    if check in (Check.ON_THE_WAY, Check.TAKEN_IN):
        source, target = int(state.edges.links.source[whose]), int(state.edges.links.target[whose])
        start = network.name[source] if source >= 0 else "outside"
        return f"{CHECKS[check]} {start} -> {network.name[target]}"
    if check in (Check.GOODS, Check.SEATS):
        return f"{CHECKS[check]} {network.name[whose]}"
    return CHECKS[check]
