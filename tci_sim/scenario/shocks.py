"""Kinds of shock that a scenario may ask for; what each does to the world is in the engine, under the same name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Target = Literal["firm", "organisation", "node", "attribute"]
"""What a shock hits: a firm that sells to customers, such a firm or a supplier, a node, or an attribute."""


@dataclass(frozen=True)
class ShockKind:
    """What a scenario may say of one kind of shock, and how it is told."""

    target_kind: Target
    """What it hits."""
    template: str
    """What happens, in words; "{size}" and "{policy}" stand for what the scenario says."""
    most: float = 0.0
    """The largest size; 0 where it has none."""
    lasts: bool = False
    """Whether it lasts for some months."""
    one_only: bool = False
    """Whether it must name its target."""
    factor_on: str = ""
    """What its size is a factor on, which then must not be 1; nothing where it is no factor."""
    enters: bool = False
    """Whether it brings a firm onto the market, which is off it until then."""
    changes_policy: bool = False
    """Whether it brings a policy into force, which it must name."""


SHOCKS: Mapping[str, ShockKind] = MappingProxyType(
    {
        "supplier_failure": ShockKind("node", "{size} of the capacity fails", most=1.0, lasts=True),
        "demand_jump": ShockKind(
            "firm",
            "customers ask for {size} of the usual",
            most=100.0,
            lasts=True,
            factor_on="what customers ask for",
        ),
        "rival_entry": ShockKind("firm", "enters the market", one_only=True, enters=True),
        "leader_loss": ShockKind("organisation", "the leader is gone", lasts=True),
        "budget_cut": ShockKind("organisation", "budgets are cut by {size}", most=1.0, lasts=True),
        "leavers": ShockKind("organisation", "{size} of the staff leave", most=1.0),
        "requirement_turn": ShockKind("attribute", "{size} of what is wanted turns", most=1.0),
        "price_cut": ShockKind("organisation", "price cut by {size}", most=0.9, lasts=True),
        "policy_change": ShockKind("organisation", "changes to {policy}", changes_policy=True),
    }
)
"""All kinds of shock by name, in the order in which users are told of them."""
