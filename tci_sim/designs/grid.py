"""A grid: every combination of all values given."""

from __future__ import annotations

from tci_sim.designs.crossed import CrossedDesign
from tci_sim.designs.design import DesignKind

GRID = DesignKind("grid", CrossedDesign)
