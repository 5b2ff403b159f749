"""The parts of an answer, by name: what finds each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tci_sim.analysis.why.accounts import accounts_runs, find_accounts
from tci_sim.analysis.why.chain import find_chain
from tci_sim.analysis.why.doors import door_runs, find_doors
from tci_sim.analysis.why.groups import find_groups, group_runs
from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.analysis.why.runs import Runs


class PartKind(NamedTuple):
    """One part of the answer."""

    find: Callable[[WhyQuestion, Runs], Any]
    """Finds it, from the question and the runs that were made for it."""
    runs: Callable[[WhyQuestion], int] = lambda question: 0
    """How many runs it takes at most, beside those of the comparison."""


PARTS: Mapping[str, PartKind] = MappingProxyType(
    {
        "accounts": PartKind(find_accounts, accounts_runs),
        "chain": PartKind(find_chain),
        "groups": PartKind(find_groups, group_runs),
        "doors": PartKind(find_doors, door_runs),
    }
)
"""All parts, in the order in which they are shown; `tci_sim.views.why.parts` says how each is shown."""
