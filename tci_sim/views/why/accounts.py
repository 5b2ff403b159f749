"""Accounts of a difference, as tables and pictures."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.why.accounts import AccountsData
from tci_sim.analysis.why.why import WhyData
from tci_sim.render.table import Part
from tci_sim.views.why.part import PartView

if TYPE_CHECKING:
    import pandas as pd


def _said(found: WhyData, accounts: AccountsData) -> list[Part]:
    return []


def _table(found: WhyData, accounts: AccountsData) -> list[Part]:
    return []


def _frame(accounts: AccountsData) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame()


def _json(accounts: AccountsData) -> dict[str, Any]:
    return {}


VIEW = PartView(_said, _table, _frame, _json, MappingProxyType({}))
