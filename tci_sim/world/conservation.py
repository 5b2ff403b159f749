"""What a run says where its books do not close."""

from __future__ import annotations

from tci_sim.engine.state import State
from tci_sim.engine.state.books import Check, Figure
from tci_sim.errors import ConservationError
from tci_sim.messages import Message, message
from tci_sim.names import measure_label, quoted
from tci_sim.world.network import ValueNetwork

_OUTSIDE: tuple[Message, ...] = (
    message("books.holder.customers"),
    message("books.holder.employees"),
    message("books.holder.society"),
    message("books.holder.outside"),
)
"""Holders of money that are no organisation, in the order of `OUTSIDE_HOLDERS`."""


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
    if broken and check >= Check.MONEY_COUNTED:
        raise ConservationError(month, _uncounted(state, network, Check(check), amount, whose), None)
    if broken:
        raise ConservationError(month, _account_name(state, network, Check(check), whose), amount)


def _uncounted(state: State, network: ValueNetwork, check: Check, which: int, whose: int) -> Message:
    """Name the figure that is no number, and whose it is."""
    holders = (*map(quoted, network.firms), *_OUTSIDE)
    if check == Check.MONEY_COUNTED:
        return message("books.money", holder=holders[whose])
    figure = measure_label(Figure(which).name.lower())
    if check == Check.NODE_FIGURE:
        return message("books.figure_of_node", figure=figure, node=network.name[whose])
    if check == Check.SEGMENT_FIGURE:
        return message("books.figure_of_segment", figure=figure, number=str(1 + whose))
    if check == Check.CUSTOMER_FIGURE:
        return message("books.figure_of_customer", figure=figure, number=str(1 + whose))
    return message("books.figure_of_holder", figure=figure, holder=holders[whose])


def _account_name(state: State, network: ValueNetwork, check: Check, whose: int) -> Message:
    """Name the sum that did not close."""
    holders = (*map(quoted, network.firms), *_OUTSIDE)
    match check:
        case Check.ALL_MONEY:
            return message("books.all_money")
        case Check.MONEY:
            return message("books.money", holder=holders[whose])
        case Check.MEMBERS:
            return message("books.members", holder=holders[whose])
        case Check.ON_THE_WAY:
            return message("books.on_the_way", **_ends(state, network, whose))
        case Check.TAKEN_IN:
            return message("books.taken_in", **_ends(state, network, whose))
        case Check.GOODS:
            return message("books.goods", node=network.name[whose])
        case Check.SEATS:
            return message("books.seats", node=network.name[whose])
        case Check.STOCK:
            return message("books.stock", node=network.name[whose])
        case _:
            return message("books.customers")


def _ends(state: State, network: ValueNetwork, edge: int) -> dict[str, Message | str]:
    source, target = int(state.edges.links.source[edge]), int(state.edges.links.target[edge])
    start = network.name[source] if source >= 0 else message("books.outside")
    return {"source": start, "target": network.name[target]}
