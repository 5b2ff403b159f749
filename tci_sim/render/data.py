"""Values for other programs: CSV and JSON, with names in English and numbers as they are, whatever the language."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tci_sim.notices import gathered_warnings

if TYPE_CHECKING:
    import pandas as pd


def as_json(shown: Mapping[str, Any]) -> str:
    """Write one JSON object."""
    return json.dumps(shown, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def answer_as_json(shown: Mapping[str, Any]) -> str:
    """Write what a command answers as one JSON object, with all that was warned of on the way."""
    return as_json({**shown, "warnings": gathered_warnings()})


def as_csv(frame: pd.DataFrame) -> str:
    """Write a tidy table, without its index."""
    return frame.to_csv(index=False, lineterminator="\n")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON has them."""
    return [{str(name): plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def plain(value: Any) -> Any:
    """Return a value that JSON has: none for what is not known or is infinite.

    Examples
    --------
    >>> import numpy as np
    >>> plain(np.int64(3)), plain(np.float64(3.0)), plain(np.bool_(True)), plain(float("inf")), plain("a")
    (3, 3.0, True, None, 'a')
    """
    if value is None or isinstance(value, str | bool):
        return value
    if hasattr(value, "item"):
        return plain(value.item())
    if value != value or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, int) else float(value)
