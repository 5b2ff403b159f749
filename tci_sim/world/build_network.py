"""From a value network to the arrays of its nodes and edges."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from tci_sim.engine.state.edges import Flows, Links
from tci_sim.engine.state.types import Flags, Floats, Integers
from tci_sim.errors import InputError, names_shown
from tci_sim.messages import listing, message
from tci_sim.scenario.names import own_name
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.schema import NetworkFiles, Scenario
from tci_sim.world.network import ValueNetwork
from tci_sim.world.network_generator import RoleSpec, SupplierSpec, generate_network
from tci_sim.world.networks.read import read_graphml, read_network
from tci_sim.world.networks.tables import Origin
from tci_sim.world.networks.willems import read_willems
from tci_sim.world.sizes import fill_edges

ReadFiles = Callable[[NetworkFiles], ValueNetwork | None]
"""What reads the network that stands in files; nothing where none are named."""


def read_files(asked: NetworkFiles) -> ValueNetwork | None:
    """Read the network that stands in files; None where none are named.

    Raises
    ------
    InputError
        If a file cannot be read, or holds no network.
    """
    if asked.willems is not None:
        return read_willems(Path(asked.willems))
    if asked.graphml is not None:
        return read_graphml(Path(asked.graphml))
    if asked.nodes is not None and asked.edges is not None:
        return read_network(Path(asked.nodes), Path(asked.edges))
    return None


def network_of(scenario: Scenario, read: ReadFiles = read_files) -> ValueNetwork:
    """Read or generate the value network that a scenario asks for.

    Parameters
    ----------
    scenario : Scenario
        The question; names of network files in it are absolute, or relative to the current folder.
    read : callable (NetworkFiles), optional
        What reads files.

    Returns
    -------
    ValueNetwork

    Raises
    ------
    InputError
        If a file cannot be read or holds no network, or if firms of the scenario are not in the file.
    """
    network = read(scenario.network)
    if network is None:
        own = {name: read(firm.network) for name, firm in scenario.firms.items()}
        chains = {name: chain for name, chain in own.items() if chain is not None}
        return beside_own_chains(scenario, chains) if chains else _generated(scenario)
    check_firms(scenario, network)
    return network


def check_firms(scenario: Scenario, network: ValueNetwork) -> None:
    """Refuse a network in which firms of the scenario are not.

    Raises
    ------
    InputError
        With one line for each of them.
    """
    strangers = [name for name in policy_names(scenario, network) if name not in network.firms]
    if strangers:
        known = listing(network.firms[:20])
        raise InputError(*[message("world.strange_firm", firm=name, known=known) for name in strangers])


def policy_names(scenario: Scenario, network: ValueNetwork) -> dict[str, str]:
    """List the policy that each firm of the scenario adopts at month 0; `with_own_levers` adds those of their own.

    Where the scenario has one firm and the network one that sells, they are the same, whatever their names.
    """
    named = {name: firm.policy for name, firm in with_own_levers(scenario).firms.items()}
    if len(named) == 1 and len(network.selling_firms) == 1:
        return {network.selling_firms[0]: next(iter(named.values()))}
    return named


def focal_seller(scenario: Scenario, network: ValueNetwork) -> str:
    """Name the firm that a scenario is about as its network does: the one it says, else the first; empty for none."""
    focal, sellers = scenario.focal_firm or "", policy_names(scenario, network)
    return focal if focal in sellers else next(iter(sellers), "")


def beside_own_chains(scenario: Scenario, chains: Mapping[str, ValueNetwork]) -> ValueNetwork:
    """Join the chains that firms bring with the network that is generated for the others.

    Parameters
    ----------
    scenario : Scenario
        The question.
    chains : mapping of str to ValueNetwork
        Those chains by firm, each with one firm that sells, whatever it is called there.

    Returns
    -------
    ValueNetwork
        Firms in the order of the scenario; `own_name` says what is called how in a firm's own chain.

    Raises
    ------
    InputError
        If a chain has no firm that sells, or several, with one line for each.
    """
    faults = [
        message("world.own_network", firm=name, sellers=names_shown(chain.selling_firms))
        for name, chain in chains.items()
        if len(chain.selling_firms) != 1
    ]
    if faults:
        raise InputError(*faults)
    rest = {name: firm for name, firm in scenario.firms.items() if name not in chains}
    common = _generated(scenario.model_copy(update={"firms": rest})) if rest else None
    nodes = [] if common is None else common.node_table()
    edges = [] if common is None else common.edge_table()
    rows = {name: [row for row in nodes if row["firm"] == name] for name in rest}
    suppliers = [row for row in nodes if row["firm"] not in rest]
    for name, chain in chains.items():
        rows[name] = _renamed(name, chain, scenario.firms[name].share)
        edges += [
            {**edge, **{end: own_name(name, edge[end]) for end in ("source", "target")}}
            for edge in chain.edge_table()
        ]
    of_firms = [row for name in scenario.firms for row in rows[name]]
    return ValueNetwork.build(
        [*suppliers, *of_firms], edges, nodes_from=Origin("network"), edges_from=Origin("network")
    )


def _renamed(firm: str, chain: ValueNetwork, share: float) -> list[dict[str, Any]]:
    """Return the nodes of a chain that a firm brings, under its name and with its share of the customers."""
    [seller] = chain.selling_firms
    return [
        {
            **row,
            "name": own_name(firm, row["name"]),
            "firm": firm if row["firm"] == seller else own_name(firm, row["firm"]),
            "demand_mean": share * row["demand_share"],
        }
        for row in chain.node_table()
    ]


def chains_apart(scenario: Scenario, network: ValueNetwork) -> list[Flags]:
    """Mark the nodes of each chain that a firm brings, and those of all others together, each (node,)."""
    own = [name for name, firm in scenario.firms.items() if firm.network.given()]
    marked = [np.array([node.startswith(f"{name}/") for node in network.name], np.bool_) for name in own]
    # a network that is given in the place of the scenario's may join them to others
    apart = [chain for chain in marked if (chain[network.source] == chain[network.target]).all()]
    others = ~np.any(apart, axis=0) if apart else np.ones(len(network.name), np.bool_)
    return [chain for chain in (others, *apart) if chain.any()]


def _generated(scenario: Scenario) -> ValueNetwork:
    roles = [
        RoleSpec(
            name,
            members=role.members,
            upstream=(*((r, "goods") for r in role.goods_from), *((r, "work") for r in role.work_from)),
            front_line=role.front_line,
            outlet=role.outlet,
            buys=role.buys,
            lead_time=scenario.network.inside_lead_time,
        )
        for name, role in scenario.network.roles.items()
    ]
    tiers = [
        SupplierSpec(k + 1, tier.count, tier.members, tier.links, tier.shared, tier.lead_time)
        for k, tier in enumerate(scenario.network.tiers)
    ]
    outside = scenario.network.tiers[-1].lead_time if scenario.network.tiers else 1
    weights = [firm.share for firm in scenario.firms.values()]
    return generate_network(tuple(scenario.firms), roles, tiers, weights=weights, outside_lead_time=outside)


def links_of(network: ValueNetwork, carries_goods: np.ndarray) -> Links:
    """Lay out the edges, with one from outside into each node that needs goods and has no supplier of them."""
    nodes = len(network.name)
    rows = [
        (t, s, g, lead, units)
        for s, t, g, lead, units in zip(
            network.source.tolist(), network.target.tolist(), network.goods.tolist(),
            network.edge_lead_time.tolist(), network.milli_units.tolist(), strict=True,
        )
    ]  # fmt: skip
    supplied = {t for t, _, goods, _, _ in rows if goods}
    rows += [
        (n, -1, True, int(network.lead_time[n]), 1000)
        for n in range(nodes)
        if carries_goods[n] and n not in supplied
    ]
    rows.sort(key=lambda row: row[:2])
    target, source, goods, lead_time, units = (
        (np.array(column) for column in zip(*rows, strict=True))
        if rows
        else (np.zeros(0, np.int64) for _ in range(5))
    )
    count = len(rows)
    by_source = np.argsort(source, kind="stable") if count else np.zeros(0, np.int64)
    out = by_source[source[by_source] >= 0] if count else by_source
    return Links(
        source=source.astype(np.int64),
        target=target.astype(np.int64),
        goods=goods.astype(np.bool_),
        lead_time=lead_time.astype(np.int64),
        units=units.astype(np.int64),
        first_in=np.searchsorted(target, np.arange(nodes + 1)).astype(np.int64),
        first_out=np.searchsorted(source[out], np.arange(nodes + 1)).astype(np.int64),
        out=out.astype(np.int64),
    )


def flows_of(links: Links, flow: Floats) -> Flows:
    """Let goods be on the way in a steady state: a month's starting flow in every month of the lead time."""
    count = len(links.target)
    flows = Flows(
        order=_zeros(count),
        owed=_zeros(count),
        pipeline=np.zeros((count, int(links.lead_time.max()) + 1 if count else 1), np.int64),
        stock=_zeros(count),
        delivered=_zeros(count),
        shipped_total=_zeros(count),
        received_total=_zeros(count),
        used_total=_zeros(count),
    )
    fill_edges(links, flow, flows)
    return flows


def _zeros(count: int) -> Integers:
    return np.zeros(count, np.int64)


def goods_nodes(network: ValueNetwork) -> np.ndarray:
    """Find the nodes that goods pass through: those with a goods edge, and the outlets, (node,)."""
    carries = network.outlet.copy()
    carries[network.source[network.goods]] = True
    carries[network.target[network.goods]] = True
    return carries


def starting_worth(scenario: Scenario, network: ValueNetwork, flow: Floats) -> Floats:
    """Work out what a unit of each organisation costs at the start, in what customers pay for one, (organisation,).

    It is 1, but for suppliers in a chain that a firm brings: what is bought there for a unit is worth as much as that
    unit, as it is in a generated chain, however many units of inputs it takes.
    """
    node = np.ones(len(flow))
    worth = np.ones(len(network.firms))
    for chain in chains_apart(scenario, network)[1:]:
        for n in np.flatnonzero(chain)[::-1]:
            uses = [e for e in network.edges_out_of(n) if network.goods[e]]
            taken = [float(flow[network.target[e]] * network.milli_units[e]) for e in uses]
            if math.fsum(taken) > 0.0:
                each = [
                    node[network.target[e]] * 1000.0 / _units_into(network, network.target[e]) for e in uses
                ]
                node[n] = math.fsum(x * y for x, y in zip(each, taken, strict=True)) / math.fsum(taken)
        for f in set(network.firm_index[chain].tolist()) - set(range(len(network.selling_firms))):
            leaves = [n for n in np.flatnonzero(network.firm_index == f).tolist() if _leaves(network, n)]
            sent = math.fsum(flow[leaves])
            worth[f] = math.fsum(node[leaves] * flow[leaves]) / sent if sent > 0.0 else 1.0
    return worth


def _units_into(network: ValueNetwork, n: int) -> float:
    """Add up the inputs of goods for a unit of a node. [1/1000 unit]."""
    return math.fsum(float(network.milli_units[e]) for e in network.edges_into(n) if network.goods[e])


def _leaves(network: ValueNetwork, n: int) -> bool:
    """Return whether goods leave an organisation at a node."""
    firm = network.firm_index
    return any(network.goods[e] and firm[network.target[e]] != firm[n] for e in network.edges_out_of(n))


def contributions_of(network: ValueNetwork, scenario: Scenario) -> Floats:
    """Share of each attribute's quality made in each node, (node, attribute).

    The share of a role is divided by the number of nodes of that role in a row, on the longest way through
    the node; suppliers share theirs in the same way over their tiers. Where the network lacks a role, or the
    scenario gives no shares, what is missing is spread so that the shares still sum to 1 along a chain. In a chain that
    a firm brings, units of roles that the scenario does not know make what those that it lacks would make.
    """
    given = {name: role.contributions for name, role in scenario.network.roles.items()}
    given[""] = scenario.network.supplier_contributions
    fixed = tuple((name, tuple(shares.items())) for name, shares in given.items())
    own = tuple(name for name, firm in scenario.firms.items() if firm.network.given())
    return _contributions(network, tuple(scenario.market.attributes), fixed, own).copy()


@lru_cache(maxsize=16)
def _contributions(
    network: ValueNetwork,
    attributes: tuple[str, ...],
    by_role: tuple[tuple[str, tuple[tuple[str, float], ...]], ...],
    own: tuple[str, ...],
) -> Floats:
    """Work out the shares once for runs that differ in neither network nor roles."""
    given = {name: dict(shares) for name, shares in by_role}
    selling = set(network.selling_firms)
    kind = [role if firm in selling else "" for role, firm in zip(network.role, network.firm, strict=True)]
    for firm in own if any(given.values()) else ():
        others = f"{firm}/"  # no role has such a name
        given[others] = _left_over(network, firm, given, attributes)
        for n, owner in enumerate(network.firm):
            if owner == firm and kind[n] not in given:
                kind[n] = others
    share = np.array([[given.get(k, {}).get(a, 0.0) for a in attributes] for k in kind])
    if not share.any():
        share[:] = 1.0
    share /= _nodes_in_a_row(network, kind)[:, None]
    return share / np.maximum(_largest_sum_along_a_way(network, share), 1e-12)


def _left_over(
    network: ValueNetwork, firm: str, given: Mapping[str, Mapping[str, float]], attributes: tuple[str, ...]
) -> dict[str, float]:
    """Return what of each attribute neither roles that a firm's own chain has make, nor its suppliers."""
    there = {
        role for role, owner in zip(network.role, network.firm, strict=True) if owner == firm
    } & given.keys()
    buys = any(name.startswith(f"{firm}/") and name != firm for name in network.firms)
    made = [given[role] for role in (*sorted(there), *([""] if buys else []))]
    return {a: max(0.0, 1.0 - math.fsum(shares.get(a, 0.0) for shares in made)) for a in attributes}


def _nodes_in_a_row(network: ValueNetwork, kind: list[str]) -> Floats:
    """Most nodes of a node's own kind on any way through it, (node,)."""
    nodes = len(kind)
    ways = []
    for order, neighbours in (
        (range(nodes), network.upstream),
        (range(nodes - 1, -1, -1), network.downstream),
    ):
        longest: list[dict[str, int]] = [{} for _ in range(nodes)]
        for n in order:
            for other in neighbours(n):
                for k, count in longest[other].items():
                    longest[n][k] = max(longest[n].get(k, 0), count)
            longest[n][kind[n]] = longest[n].get(kind[n], 0) + 1
        ways.append([longest[n][kind[n]] for n in range(nodes)])
    return np.array([before + after - 1 for before, after in zip(*ways, strict=True)], np.float64)


def _largest_sum_along_a_way(network: ValueNetwork, share: Floats) -> Floats:
    """Sum shares along a node's chain: its own, of what goes into it and of what comes after it, (node, attribute).

    Goods inputs are alternatives, of which the largest counts; work inputs add up.
    """
    into = share.copy()
    for n in range(len(share)):
        goods = [into[network.source[e]] for e in network.edges_into(n) if network.goods[e]]
        work = {int(network.source[e]) for e in network.edges_into(n) if not network.goods[e]}
        into[n] += np.max(goods, axis=0) if goods else 0.0
        into[n] += sum((share[s] for s in work), np.zeros(share.shape[1]))
    scale = into.copy()
    for n in range(len(share) - 1, -1, -1):
        later = [scale[m] for m in network.downstream(n)]
        if later:
            scale[n] = np.maximum(scale[n], np.max(later, axis=0))
    return scale
