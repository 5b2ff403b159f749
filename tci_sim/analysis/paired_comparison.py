"""One alternative compared with another, run by run with the same random numbers: what a row of differences says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from tci_sim.statistics.exact import Floats
from tci_sim.statistics.paired import (
    BootstrapError,
    bootstrap_interval,
    holm,
    p_value,
    student_interval,
    variance_reduction,
)

NO_COMPARISON: Mapping[str, Any] = MappingProxyType(
    {
        **dict.fromkeys(("difference", "low", "high", "bootstrap_low", "bootstrap_high"), math.nan),
        "bootstrap_omitted": "",
        **dict.fromkeys(("p_value", "variance_reduction"), math.nan),
    }
)
"""What a row says that is compared with nothing."""


def paired_comparison(ours: Floats, reference: Floats) -> dict[str, Any]:
    """Return how far apart two alternatives are, and how sure that is.

    Parameters
    ----------
    ours, reference : float array (pair,)
        The figure of each run; those at one place had the same random numbers.

    Returns
    -------
    dict
        difference with low and high (95 %, Student t), bootstrap_low and bootstrap_high (95 %, bootstrap-t; NaN where
        they were omitted), bootstrap_omitted (why: "too_few_pairs" or "pairs_too_alike"; else empty); p_value;
        variance_reduction (by how much pairing spares runs).
    """
    apart = ours - reference
    found, omitted = student_interval(apart), ""
    low = high = math.nan
    try:
        skewed = bootstrap_interval(apart)
        low, high = float(skewed.low), float(skewed.high)
    except BootstrapError as error:
        omitted = error.reason
    return {
        "difference": float(found.mean),
        "low": float(found.low),
        "high": float(found.high),
        "bootstrap_low": low,
        "bootstrap_high": high,
        "bootstrap_omitted": omitted,
        "p_value": p_value(apart),
        "variance_reduction": variance_reduction(ours, reference),
    }


def adjust_p_values(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Correct the p-values of rows that are shown together, by Holm; a row without one is no part of the family."""
    shown = list(rows)
    adjusted = holm([row["p_value"] for row in shown])
    return [_insert_after(row, "p_value", "p_holm", p) for row, p in zip(shown, adjusted, strict=True)]


def _insert_after(row: dict[str, Any], name: str, new: str, value: Any) -> dict[str, Any]:
    """Put a value into a row behind another."""
    found: dict[str, Any] = {}
    for each, known in row.items():
        found[each] = known
        if each == name:
            found[new] = value
    return found
