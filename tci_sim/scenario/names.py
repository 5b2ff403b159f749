"""What the units and suppliers of a generated network are called; scenarios name them so."""

from __future__ import annotations

from tci_sim.scenario.schema import Scenario


def unit_name(firm: str, role: str) -> str:
    """Name the unit of a firm that has a role.

    Examples
    --------
    >>> unit_name("ours", "sales")
    'ours/sales'
    """
    return f"{firm}/{role}"


def supplier_name(tier: int, number: int, buyer: str = "") -> str:
    """Name a supplier by its tier and its number in it, both from 1; `buyer` is the firm if it has no other.

    Examples
    --------
    >>> supplier_name(1, 2), supplier_name(1, 2, buyer="ours")
    ('supplier 1.2', 'ours/supplier 1.2')
    """
    return f"{buyer}/supplier {tier}.{number}" if buyer else f"supplier {tier}.{number}"


def suppliers_of(scenario: Scenario) -> list[str]:
    """List the suppliers of a network that is generated from the tiers of a scenario."""
    return [
        supplier_name(k, number, buyer)
        for k, tier in enumerate(scenario.network.tiers, start=1)
        for buyer in ([""] if tier.shared else scenario.firms)
        for number in range(1, tier.count + 1)
    ]


def units_of(scenario: Scenario) -> list[str]:
    """List the units of all firms of a network that is generated from the roles of a scenario."""
    return [unit_name(firm, role) for firm in scenario.firms for role in scenario.network.roles]
