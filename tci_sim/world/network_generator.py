"""A value network drawn up from roles and tiers, not read from a file; nothing in it is left to chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, message
from tci_sim.scenario.names import supplier_name, unit_name
from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.columns import MILLI
from tci_sim.world.networks.tables import Origin

Row = dict[str, Any]


@dataclass(frozen=True)
class RoleSpec:
    """One role that every selling firm has."""

    name: str
    """Unique among the roles."""
    members: int = 4
    """Employees of each unit. [person]"""
    upstream: tuple[tuple[str, str], ...] = ()
    """The roles that serve this one, as (role, 'goods' or 'work')."""
    units: int = 1
    """How many units (branches) of a firm have this role. [node]"""
    front_line: bool = False
    """Whether its members meet customers."""
    outlet: bool = False
    """Whether customers buy here."""
    buys: bool = False
    """Whether it draws on the first tier of suppliers."""
    lead_time: int = 0
    """From order to arrival of goods within the firm. [month]"""


@dataclass(frozen=True)
class SupplierSpec:
    """One tier of supplier organisations; tier 1 serves the firms, tier k the tier k - 1."""

    tier: int
    """1, 2, ... without a gap."""
    count: int
    """Organisations in the tier: in all if they are shared, else for each firm. [node]"""
    members: int = 4
    """Employees of each. [person]"""
    links: int = 1
    """Organisations that each buyer draws on; more, where one would otherwise serve nobody. [node]"""
    shared: bool = True
    """Whether all firms draw on the same organisations; a tier behind a shared one must be shared."""
    lead_time: int = 1
    """From order to arrival of goods at the buyer. [month]"""


DEFAULT_ROLES = (
    RoleSpec("design"),
    RoleSpec("procurement", buys=True),
    RoleSpec("production", upstream=(("procurement", "goods"), ("design", "work"))),
    RoleSpec("logistics", upstream=(("production", "goods"),)),
    RoleSpec("service", upstream=(("design", "work"),), front_line=True),
    RoleSpec("sales", upstream=(("logistics", "goods"), ("service", "work")), front_line=True, outlet=True),
)
"""Six units of a firm: goods run from procurement to sales, work from design and service."""


def generate_network(
    firms: Sequence[str],
    roles: Sequence[RoleSpec] = DEFAULT_ROLES,
    suppliers: Sequence[SupplierSpec] = (),
    *,
    weights: Sequence[float] | None = None,
    outside_lead_time: int = 1,
) -> ValueNetwork:
    """Draw up a network of like firms and tiers of suppliers.

    Each unit of a role draws on all units of the roles that serve it, and each buyer on `links` organisations
    of the next tier, dealt out in turn. Where k deliver the same, each delivers 1/k of a unit, rounded to
    1/1000 so that the sum is exactly 1.

    Parameters
    ----------
    firms : sequence of str, (firm,)
        Names of the selling firms.
    roles : sequence of RoleSpec
        The units of every firm.
    suppliers : sequence of SupplierSpec
        The tiers of suppliers, in any order.
    weights : sequence of float, (firm,), optional
        Weight of each firm among customers at the start, spread evenly over its outlets; 1 if not given.
    outside_lead_time : int
        Lead time of the outside source behind every node that no goods edge enters. [month]

    Returns
    -------
    ValueNetwork
        Nodes named 'firm/role', 'firm/role 2', 'supplier 1.1' (tier, number), 'firm/supplier 1.1'.

    Raises
    ------
    InputError
        With one line for each fault.

    Examples
    --------
    >>> generate_network(["A", "B"], suppliers=[SupplierSpec(tier=1, count=3, links=2)])
    ValueNetwork(15 nodes, 16 edges, 2 selling firms, 3 supplier organisations)
    """
    tiers = sorted(suppliers, key=lambda supplier: supplier.tier)
    faults = _faults_in_roles(roles, tiers) + _faults_in_tiers(tiers)
    if not firms:
        faults.append(message("generator.no_firm"))
    if weights is not None and len(weights) != len(firms):
        faults.append(message("generator.weights", weights=str(len(weights)), firms=str(len(firms))))
    if faults:
        raise InputError(*faults)
    nodes: list[Row] = []
    edges: list[Row] = []
    buyers: dict[str, list[str]] = {}
    for firm, weight in zip(firms, [1.0] * len(firms) if weights is None else weights, strict=True):
        units = {role.name: _unit_names(firm, role) for role in roles}
        outlets = sum(role.units for role in roles if role.outlet)
        for role in roles:
            demand = weight / outlets if role.outlet else 0.0
            nodes += [_unit(firm, name, role, demand, outside_lead_time) for name in units[role.name]]
            for (served_by, kind), target in ((link, t) for link in role.upstream for t in units[role.name]):
                lead_time = role.lead_time if kind == "goods" else 0
                edges += _deliver(units[served_by], target, kind, lead_time)
        buyers[firm] = [name for role in roles if role.buys for name in units[role.name]]
    for tier in tiers:
        pools = {"": [name for names in buyers.values() for name in names]} if tier.shared else buyers
        buyers = {}
        for owner, pool in pools.items():
            buyers[owner] = [supplier_name(tier.tier, number + 1, owner) for number in range(tier.count)]
            # Suppliers go first: then firms keep the order in which they are named.
            nodes[:0] = [_supplier(name, tier, outside_lead_time) for name in buyers[owner]]
            for target, sources in _deal(buyers[owner], pool, tier.links).items():
                edges += _deliver(sources, target, "goods", tier.lead_time)
    return ValueNetwork.build(nodes, edges, nodes_from=Origin("network"), edges_from=Origin("network"))


def _faults_in_roles(roles: Sequence[RoleSpec], tiers: Sequence[SupplierSpec]) -> list[Message]:
    names = [role.name for role in roles]
    faults = [
        message("generator.role_twice", role=name) for name in dict.fromkeys(names) if names.count(name) > 1
    ]
    for role in roles:
        if role.units < 1:
            faults.append(message("generator.role_units", role=role.name, seen=str(role.units)))
        for served_by, _ in role.upstream:
            if served_by not in names:
                at = f"roles.{role.name}.upstream = {served_by}"
                faults.append(meant("generator.no_role", served_by, names, where=at))
    if tiers and not any(role.buys for role in roles):
        faults.append(message("generator.nobody_buys"))
    return faults


def _faults_in_tiers(tiers: Sequence[SupplierSpec]) -> list[Message]:
    faults: list[Message] = []
    numbers = [tier.tier for tier in tiers]
    if numbers != list(range(1, len(tiers) + 1)):
        faults.append(message("generator.tiers", seen=str(numbers)))
    for before, tier in zip([None, *tiers], tiers, strict=False):
        if tier.count < 1:
            faults.append(message("generator.count", tier=str(tier.tier), seen=str(tier.count)))
        elif not 1 <= tier.links <= tier.count:
            faults.append(
                message("generator.links", tier=str(tier.tier), seen=str(tier.links), most=str(tier.count))
            )
        if before is not None and before.shared and not tier.shared:
            faults.append(message("generator.shared", tier=str(tier.tier)))
    return faults


def _unit_names(firm: str, role: RoleSpec) -> list[str]:
    first = unit_name(firm, role.name)
    return [first, *(f"{first} {number}" for number in range(2, role.units + 1))]


def _unit(firm: str, name: str, role: RoleSpec, demand: float, outside_lead_time: int) -> Row:
    return {
        "name": name,
        "firm": firm,
        "role": role.name,
        "members": role.members,
        "front_line": role.front_line,
        "outlet": role.outlet,
        "lead_time": outside_lead_time,
        "demand_mean": demand,
    }


def _supplier(name: str, tier: SupplierSpec, outside_lead_time: int) -> Row:
    return {
        "name": name,
        "firm": name,
        "role": "supplier",
        "tier": tier.tier,
        "members": tier.members,
        "front_line": False,
        "outlet": False,
        "lead_time": outside_lead_time,
    }


def _deal(suppliers: Sequence[str], buyers: Sequence[str], links: int) -> Mapping[str, list[str]]:
    """Deal suppliers out to buyers in turn, `links` to each; then those left over, one to each."""
    drawn_on: dict[str, list[str]] = defaultdict(list)
    dealt = links * len(buyers)
    for turn in range(max(dealt, len(suppliers))):
        buyer = buyers[turn // links if turn < dealt else turn % len(buyers)]
        drawn_on[buyer].append(suppliers[turn % len(suppliers)])
    return drawn_on


def _deliver(sources: Sequence[str], target: str, kind: str, lead_time: int) -> list[Row]:
    """Join all sources to the target, each with an equal share of one unit, the first ones rounded up."""
    share, left = divmod(MILLI, len(sources))
    return [
        {
            "source": source,
            "target": target,
            "kind": kind,
            "lead_time": lead_time,
            "units": (share + (number < left)) / MILLI,
        }
        for number, source in enumerate(sources)
    ]
