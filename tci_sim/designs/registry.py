"""All designs, by the name that a study gives them. A new one is a file of its own and a line here.

In a sampled design, what has a range is drawn, and what has a list of values is tried out at every point.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tci_sim.designs.ablation import ABLATION
from tci_sim.designs.design import DesignKind
from tci_sim.designs.grid import GRID
from tci_sim.designs.latin_hypercube import LATIN_HYPERCUBE
from tci_sim.designs.listed import LIST
from tci_sim.designs.morris import MORRIS
from tci_sim.designs.one_at_a_time import ONE_AT_A_TIME
from tci_sim.designs.optimise import OPTIMISE
from tci_sim.designs.shapley import SHAPLEY
from tci_sim.designs.sobol import SOBOL

DESIGNS: Mapping[str, DesignKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            GRID, LIST, LATIN_HYPERCUBE, SOBOL, MORRIS, ABLATION, SHAPLEY, ONE_AT_A_TIME, OPTIMISE,
        )
    }
)  # fmt: skip
