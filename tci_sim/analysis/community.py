"""The community of interests (利益共同體): whether partnership leaves customers, suppliers and owners no worse off.

A policy is compared with itself without its partnership: without customers who take part, and without what suppliers
are let in on. All else is the same, under the same seeds. What counts is the whole market's account, for a sum over one
firm's customers is mostly its share of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tci_sim.analysis.compare import compare
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario

PARTNERSHIP = ("listening.participation", "integration")
"""Groups of levers by which customers and suppliers become partners."""

COMMUNITY = ("value_customers", "value_suppliers", "value_owners")
"""Accounts of those who are to gain together."""


@dataclass(frozen=True)
class Stake:
    """What partnership brings one account of the whole market, over the whole run, discounted."""

    account: str
    """Name of its measure."""
    difference: float
    """With partnership less without, in the mean over pairs. [currency]"""
    low: float
    """Lower end of its 95 % interval (Student t). [currency]"""
    high: float
    """Upper end. [currency]"""

    @property
    def loses(self) -> bool:
        """Whether the account is the worse for it, beyond what chance would do."""
        return self.high < 0.0


def without_partnership(scenario: Scenario, policy: str) -> Scenario:
    """Return a scenario in which a policy has no partnership: no effect of it, no cost and no time.

    Examples
    --------
    >>> from tci_sim.scenario.load import load
    >>> without_partnership(load("baseline"), "tci").policies["tci"].off
    ('listening.participation', 'integration')
    """
    off = scenario.policies[policy].off
    more = tuple(group for group in PARTNERSHIP if group not in off)
    return variant(scenario, {f"policies.{policy}.off": (*off, *more)})


def community_of_interests(
    scenario: Scenario,
    *,
    accounts: Sequence[str] = COMMUNITY,
    replications: int = 20,
    seed: int = 1,
    **running: Any,
) -> tuple[Stake, ...]:
    """Return what the partnership of the focal firm's policy brings each account of the market.

    Parameters
    ----------
    scenario : Scenario
        The question; its focal firm's policy is the one that is tried without partnership.
    accounts : sequence of str
        Measures of the market, in money.
    replications : int
        Pairs of runs, 2 or more.
    seed : int
        Seed of the first pair, 0 or more.
    **running
        How it is run: `threads`, `out` and what else `tci_sim.compare` takes so.

    Returns
    -------
    tuple of Stake
        One for each account, in their order.

    Raises
    ------
    InputError
        As `tci_sim.compare`.
    """
    policy = scenario.firms[focal_firm(scenario)].policy
    both: Mapping[str, Scenario] = {"alone": without_partnership(scenario, policy), "partners": scenario}
    found = compare(both, replications=replications, seed=seed, **running)
    rows = found.differences(accounts, kind="market").set_index("measure").loc[list(accounts)]
    return tuple(
        Stake(
            str(account),
            float(row["discounted_difference"]),
            float(row["discounted_low"]),
            float(row["discounted_high"]),
        )
        for account, row in rows.iterrows()
    )
