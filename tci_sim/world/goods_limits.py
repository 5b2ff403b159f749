"""How many goods a world may count: what whole numbers of 64 bits can hold over all months."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.types import MICRO, Floats, Records
from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.scenario.schema import Scenario
from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.columns import MILLI

MOST_GOODS = 2**59
"""Goods that may pass a node in all months at its starting flow; orders may be 16 times as many. [1/1000000 unit]"""
SPARE = 4.0
"""How many times as much as at the start may be on its way, at least."""
MOST_NAMES_SHOWN = 20
"""Nodes of a path that a fault names."""


def check_goods(scenario: Scenario, network: ValueNetwork, flow: Floats) -> None:
    """Refuse a network of which so many goods are needed that they cannot be counted.

    Parameters
    ----------
    scenario : Scenario
        The question.
    network : ValueNetwork
        Who supplies whom.
    flow : float array, (node,)
        Goods through each node at the start. [unit/month]

    Raises
    ------
    InputError
        Naming the way to the customer along which units of input multiply to the most.
    """
    months = scenario.burn_in + scenario.months
    if can_be_counted(flow, months):
        return
    largest = int(np.argmax(flow))
    path = _way_to_customers(network, flow, largest)
    units = math.prod(network.milli_units[e] / MILLI for e in path)
    names = [f"'{network.name[n]}'" for n in [largest, *(network.target[e] for e in path)]]
    names[MOST_NAMES_SHOWN:-1] = ["..."] * (len(names) > MOST_NAMES_SHOWN)
    raise InputError(
        message(
            "network.too_many_goods",
            where=_file(scenario), path=" -> ".join(names), units=f"{units:.6g}",
            needed=f"{flow[largest]:.3g}", months=months, most=f"{MOST_GOODS / MICRO / max(1, months):.3g}",
        )
    )  # fmt: skip


def check_orders(scenario: Scenario, most: int, edges: Edges, flow: Floats) -> None:
    """Refuse prices at which what is on its way from the start could hardly be paid for: orders are held at `most`.

    Parameters
    ----------
    scenario : Scenario
        The question.
    most : int
        What may be owed, on its way and in stock of each input. [micro-unit]
    edges : Edges
        How goods are on their way.
    flow : float array, (node,)
        Goods through each node at the start. [unit/month]

    Raises
    ------
    InputError
        Saying the highest price.
    """
    needed = most_needed(edges.links, flow)
    if needed > most:
        price = scenario.world.economy.price
        where = f"world.economy.price = {price:g}"
        raise InputError(message("fault.price_of_so_many", where=where, most=f"{price * most / needed:.6g}"))


@compiled
def can_be_counted(flow: Floats, months: int) -> bool:
    """Return whether what passes through each node, (node,), in so many months can be counted."""
    most = 0.0
    for n in range(len(flow)):
        most = max(most, flow[n])
    return bool(most * MICRO * max(1, months) <= MOST_GOODS)


@compiled
def most_needed(links: Links, flow: Floats) -> float:
    """Return what must be allowed to be on its way along any one edge, by the flow through each node. [micro-unit]."""
    most = 0.0
    for e in range(len(links.target)):
        if links.goods[e]:
            most = max(most, flow[links.target[e]] * links.units[e] / MILLI * max(links.lead_time[e], 1))
    return SPARE * MICRO * most


@compiled
def dearest_holding(worlds: Records) -> float:
    """Return the most that holding goods costs in any of these worlds, (world,). [1/year]."""
    most = 0.0
    for k in range(len(worlds)):
        most = max(most, worlds[k].economy.holding)
    return most


def _way_to_customers(network: ValueNetwork, flow: Floats, n: int) -> list[int]:
    """Follow from a node, edge by edge, where most of its goods go."""
    path: list[int] = []
    while True:
        goods = [e for e in network.edges_out_of(n).tolist() if network.goods[e]]
        if not goods:
            return path
        path.append(max(goods, key=lambda e: flow[network.target[e]] * network.milli_units[e]))
        n = int(network.target[path[-1]])


def _file(scenario: Scenario) -> str:
    asked = scenario.network
    return asked.edges or asked.graphml or asked.willems or "network"
