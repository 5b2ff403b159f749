"""How each part of an answer is shown, by its name in `tci_sim.analysis.why.parts`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tci_sim.views.why import accounts, chain, doors, groups
from tci_sim.views.why.part import PartView

PARTS: Mapping[str, PartView] = MappingProxyType(
    {"accounts": accounts.VIEW, "chain": chain.VIEW, "groups": groups.VIEW, "doors": doors.VIEW}
)
"""How each part is shown."""
