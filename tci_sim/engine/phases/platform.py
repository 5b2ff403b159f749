"""Part of phases 2, 5 and 9: how far information platforms reach."""

from __future__ import annotations

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.types import Floats


@compiled
def platform_of(policies: Policies, stands: Floats, f: int) -> float:
    """Return how far a firm's platform reaches: as far as it `stands`, (firm,), of what the firm makes use of."""
    return float(min(policies.in_force[f].integration.platform, stands[f]))
