"""Why an interval or an index is left out, as JSON says it: a sentence in place of the word that frames have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tci_sim.analysis.sensitivity import omission
from tci_sim.statistics.paired import bootstrap_refusal

Rows = Sequence[Mapping[str, Any]]


def explain_differences(rows: Rows) -> list[dict[str, Any]]:
    """Say in each row of differences why it has no bootstrap interval; null where it has one, or needs none."""
    return [
        {**row, "bootstrap_omitted": str(bootstrap_refusal(reason, row["pairs"])) if reason else None}
        for row in rows
        for reason in [row["bootstrap_omitted"]]
    ]


def explain_indices(rows: Rows, design: str) -> list[dict[str, Any]]:
    """Say in each row of indices why it has none, or no intervals; null where it has both."""
    said = [omission(row, design) for row in rows]
    return [
        {**row, "omitted": None if why is None else str(why)} for row, why in zip(rows, said, strict=True)
    ]
