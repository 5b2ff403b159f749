"""A scenario back from the plain values that a result holds of it."""

from __future__ import annotations

import json
from typing import Any

from tci_sim.scenario.schema import Scenario


def scenario_from_dict(data: Any) -> Scenario:
    """Read a scenario that was written with `model_dump(mode="json")`.

    Raises
    ------
    ValueError
        If it is none.
    """
    return Scenario.model_validate_json(json.dumps(data))
