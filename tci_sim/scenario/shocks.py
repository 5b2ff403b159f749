"""Kinds of shock that a scenario may ask for; what each does to the world is in the engine, under the same name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tci_sim.messages import Message, message

Target = Literal["firm", "organisation", "node", "attribute"]
"""What a shock hits: a firm that sells to customers, such a firm or a supplier, a node, or an attribute."""


@dataclass(frozen=True)
class ShockKind:
    """What a scenario may say of one kind of shock; what happens, in words, is the message `shock.<kind>.happens`."""

    target_kind: Target | None
    """What it hits; None where it has no target."""
    most: float = 0.0
    """The largest size; 0 where it has none."""
    lasts: bool = False
    """Whether it lasts for some months."""
    one_only: bool = False
    """Whether it must name its target."""
    factor_on: Message | None = None
    """What its size is a factor on, which then must not be 1; None where it is no factor."""
    enters: bool = False
    """Whether it brings a firm onto the market, which is off it until then."""
    changes_policy: bool = False
    """Whether it brings a policy into force, which it must name."""
    changes_levers: bool = False
    """Whether it gives some levers other values."""
    changes_world: bool = False
    """Whether it gives parameters of the world and its market other values."""
    sets_state: bool = False
    """Whether it sets the state of whom it hits, which it must give; worlds are set so between two months."""

    @property
    def returns(self) -> bool:
        """Whether it is for good, or ends after some months with a return to what was, if it says how many."""
        return self.changes_policy or self.changes_levers or self.changes_world


SHOCKS: Mapping[str, ShockKind] = MappingProxyType(
    {
        "supplier_failure": ShockKind("node", most=1.0, lasts=True),
        "demand_jump": ShockKind("firm", most=10.0, lasts=True, factor_on=message("fault.shock.demand")),
        "rival_entry": ShockKind("firm", one_only=True, enters=True),
        "leader_loss": ShockKind("organisation", lasts=True),
        "budget_cut": ShockKind("organisation", most=1.0, lasts=True),
        "leavers": ShockKind("organisation", most=1.0),
        "requirement_turn": ShockKind("attribute", most=1.0),
        "price_cut": ShockKind("organisation", most=0.9, lasts=True),
        "policy_change": ShockKind("organisation", changes_policy=True),
        "lever_change": ShockKind("organisation", changes_levers=True),
        "world_change": ShockKind(None, changes_world=True),
        "set_state": ShockKind("node", one_only=True, sets_state=True),
    }
)
"""All kinds of shock by name, in the order in which they are listed."""
