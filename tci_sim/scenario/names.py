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
        for buyer in ([""] if tier.shared else generated_firms(scenario))
        for number in range(1, tier.count + 1)
    ]


def units_of(scenario: Scenario) -> list[str]:
    """List the units of all firms of a network that is generated from the roles of a scenario."""
    return [unit_name(firm, role) for firm in generated_firms(scenario) for role in scenario.network.roles]


def generated_firms(scenario: Scenario) -> list[str]:
    """List the firms whose units are generated: those that bring no chain of their own."""
    return [name for name, firm in scenario.firms.items() if not firm.network.given()]


def any_own_network(scenario: Scenario) -> bool:
    """Return whether a firm brings a chain of its own."""
    return len(generated_firms(scenario)) < len(scenario.firms)


def own_name(firm: str, name: str) -> str:
    """Name a node, or a supplier, of the chain that a firm brings: as its file does, behind the firm.

    Examples
    --------
    >>> own_name("ours", "Tube Works"), own_name("ours", "ours/sales")
    ('ours/Tube Works', 'ours/sales')
    """
    return name if name.startswith(f"{firm}/") else f"{firm}/{name}"
