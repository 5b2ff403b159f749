"""What organisations decide is handed down to units, but for the levers that units of a role have of their own."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.firms import Policies, Roles


@compiled
def hand_down(policies: Policies, roles: Roles) -> None:
    """Give units of a role, wherever they have no lever of their own, that of their organisation.

    Every lever is a number of eight bytes.
    """
    count = roles.own.shape[1]
    in_force, paid = policies.in_force.view(np.int64), policies.paid.view(np.int64)
    for p in range(len(roles.organisation)):
        f = roles.organisation[p]
        for lever in range(count if p != f else 0):
            if not roles.own[p, lever]:
                in_force[p * count + lever] = in_force[f * count + lever]
                paid[p * count + lever] = paid[f * count + lever]
