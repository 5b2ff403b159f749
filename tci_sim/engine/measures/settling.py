"""Measures that can be shown to have settled, and what is recorded of the months after that."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.recording import Recording
from tci_sim.engine.state.types import Floats

SETTLING = ("headcount", "knowledge", "member_knowledge")
"""Measures that follow from what `settle` looks at alone: once that has settled, they stay to the last bit."""


def repeat_settled(recording: Recording, months: int) -> None:
    """Write down the months after so many in which nothing moves any more of what has settled.

    `SETTLING` measures stay as they were in the last month; of all others it is not known what they would be (NaN).
    """
    for kind, measures in MEASURES.items():
        rows: Floats = getattr(recording, kind)
        for column, measure in enumerate(measures):
            rows[months:, ..., column] = rows[months - 1, ..., column] if measure.name in SETTLING else np.nan
