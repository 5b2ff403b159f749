"""Shares of one whole must sum to 1: of segments, of firms, and of what makes an attribute."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from tci_sim.errors import first_of
from tci_sim.messages import Message, Text, message
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.scenario.tree import Path

NEAR_ENOUGH = 0.005
"""How far from 1 a sum may be: shares are written with two or three digits, and the model scales them."""

_EQUAL = 1.0  # what a share is that nobody gave


def faults_of_shares(scenario: Scenario) -> Iterator[tuple[Path, Message]]:
    """Check every set of shares; of segments and firms, all may also be left out, which makes them equal."""
    segments = {name: segment.share for name, segment in scenario.market.segments.items()}
    yield from _of_market(("market", "segments"), segments)
    yield from _of_market(("firms",), _opening_shares(scenario))
    network = scenario.network
    if network.roles:
        made = {name: role.contributions for name, role in network.roles.items()}
        made["supplier_contributions"] = network.supplier_contributions
        for attribute in scenario.market.attributes:
            given = {name: shares[attribute] for name, shares in made.items() if attribute in shares}
            if wrong := _sum(given):
                total, shares = wrong
                said = message("fault.contributions", total=total, shares=shares)
                yield ("market", "attributes", attribute), said


def _opening_shares(scenario: Scenario) -> dict[str, float]:
    """Return the shares of the firms that are on the market from the start.

    A network from files may have suppliers with a policy of their own: of these, only shares that are given count.
    """
    entering = {shock.target for shock in scenario.shocks if SHOCKS[shock.kind].enters}
    return {
        name: firm.share
        for name, firm in scenario.firms.items()
        if name not in entering and (scenario.network.roles or firm.share != _EQUAL)
    }


def _of_market(path: Path, shares: Mapping[str, float]) -> Iterator[tuple[Path, Message]]:
    if any(share != _EQUAL for share in shares.values()) and any(shares.values()) and (wrong := _sum(shares)):
        total, given = wrong
        yield path, message("fault.shares", total=total, shares=given)


def _sum(shares: Mapping[str, float]) -> tuple[str, Text] | None:
    """Write the sum and each share of it, where it is too far from 1."""
    total = math.fsum(shares.values())
    if abs(total - 1) <= NEAR_ENOUGH:
        return None
    written = [message("fault.one_share", name=name, share=f"{share:.6g}") for name, share in shares.items()]
    return f"{total:.6g}", first_of(written)
