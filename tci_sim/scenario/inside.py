"""Which uncertainties a firm can learn of by looking inside itself, and which lie outside: declared once, by group.

Inside are its people, its work, its costs, and how it learns and decides. Outside are customers, rivals, suppliers, the
economy and the market, and how anybody there answers what the firm does. Why a group lies where it does is said by the
messages `inside.GROUP` and `outside.GROUP`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from tci_sim.messages import Message, message


class Group(NamedTuple):
    """A group of parameters."""

    inside: bool
    """Whether a firm learns of them by looking inside itself."""
    apart: tuple[str, ...] = ()
    """Those of them of which the opposite holds."""


OWN_FIRM, OWN_POLICIES, SCENARIO = "own_firm", "own_policies", "scenario"
"""Groups that no path names: the firm itself, policies that it runs or may choose, and what stands in no group."""

GROUPS: Mapping[str, Group] = MappingProxyType({
    SCENARIO: Group(False),
    "market": Group(False),
    "market.attributes": Group(True, ("dimensions", "kano")),
    "market.segments": Group(False),
    "network": Group(True),
    "network.roles": Group(True),
    "network.tiers": Group(False),
    OWN_FIRM: Group(True),
    "firms": Group(False),
    OWN_POLICIES: Group(True),
    "policies": Group(False),
    "shocks": Group(False),
    "world.requirements": Group(False),
    "world.satisfaction": Group(False),
    "world.word_of_mouth": Group(False),
    "world.choice": Group(False),
    "world.complaints": Group(False, ("recorded", "heard_unhandled", "recorded_by_platform")),
    "world.voices": Group(False, (
        "uptake", "evidence_keep", "log_odds", "expected_turning", "believed_right_sign", "estimate_fading", "contact",
        "interview_time", "panel",
    )),
    "world.acting": Group(False, ("lots", "heard_in_vain")),
    "world.asking": Group(False, ("slope_from_answers", "half_trusted")),
    "world.beliefs": Group(True),
    "world.staff": Group(True, ("spread_at_entry", "value_at_entry", "values_even")),
    "world.improving": Group(True),
    "world.people": Group(True, ("peers_level", "rivals_talk")),
    "world.supply": Group(False, ("capacity_limits", "platform_carries_demand")),
    "world.economy": Group(True, (
        "spill_over", "common_curve", "price_adjustment", "competitors_prices", "failure_to_society", "tax", "discount",
        "layoff_loss", "reservation_wage", "whole_chain",
    )),
    "world.rivalry": Group(False, ("focal_searches",)),
    "world.partnership": Group(False, ("development_slows", "all_practise")),
    "world.deciding": Group(True),
})  # fmt: skip
"""Every group of uncertainties; one that is missing here is an error, and a test."""


class Place(NamedTuple):
    """Where something can be learned."""

    inside: bool
    """Whether inside the firm itself."""
    reason: Message
    """What it belongs to there."""


def place_of_fact(path: str, firm: str, policies: Collection[str]) -> Place:
    """Return where a firm can learn what is uncertain.

    Parameters
    ----------
    path : str
        Its dotted path in a scenario.
    firm : str
        The firm that would learn it.
    policies : collection of str
        Names of the policies that it runs or may choose.

    Examples
    --------
    >>> place_of_fact("world.people.leaving", "ours", ["tci"]).inside
    True
    >>> place_of_fact("world.people.peers_level", "ours", ["tci"]).inside
    False
    >>> place_of_fact("firms.north.share", "ours", ["tci"]).inside
    False
    """
    name = _group_of(path.split("."), firm, policies)
    group = GROUPS[name]
    inside = group.inside != (path.rpartition(".")[2] in group.apart)
    called = name.replace(".", "_")
    return Place(inside, message(f"inside.{called}") if inside else message(f"outside.{called}"))


def _group_of(keys: list[str], firm: str, policies: Collection[str]) -> str:
    match keys:
        case [_]:
            return SCENARIO
        case ["firms", name, *_] if name == firm:
            return OWN_FIRM
        case ["policies", name, *_] if name in policies:
            return OWN_POLICIES
        case ["world" | "market" | "network" as first, second, _, *_] if f"{first}.{second}" in GROUPS:
            return f"{first}.{second}"
        case ["world", second, *_]:
            return f"world.{second}"
    return keys[0]
