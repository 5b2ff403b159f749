"""Accounts of a difference."""

from __future__ import annotations

from dataclasses import dataclass

from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.frozen import Frozen


@dataclass(frozen=True)
class AccountsData(Frozen):
    """Accounts of a difference."""


def accounts_runs(question: WhyQuestion) -> int:
    """Return how many runs the accounts take."""
    return 2 * question.replications


def find_accounts(question: WhyQuestion, comparison: ComparisonData) -> AccountsData:
    """Account for the difference."""
    return AccountsData()
