"""Scenario parts as NumPy records, which compiled code reads; derived from the schema, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.scenario.policy import FrontLineReview, Improvement, Survey, Value
from tci_sim.scenario.quantity import Part

_DTYPES = {float: np.float64, int: np.int64}


@cache
def record_dtype(part: type[Part]) -> np.dtype[Any]:
    """Derive the record of a part: one field a number, nested as the schema is; what is no number is left out."""
    fields: list[tuple[str, Any]] = []
    for name, field in part.model_fields.items():
        kind: Any = field.annotation
        if isinstance(kind, type) and issubclass(kind, Part):
            fields.append((name, record_dtype(kind)))
        elif kind in _DTYPES:
            fields.append((name, _DTYPES[kind]))
    return np.dtype((np.record, fields))


def record(part: Part) -> NDArray[Any]:
    """Turn a part into an array of one record, shape (1,)."""
    return np.array([_numbers(part)], record_dtype(type(part))).view(np.recarray)


@cache
def _fields(part: type[Part]) -> tuple[tuple[str, bool], ...]:
    """List the fields that a record of a part has, and whether each is a part itself."""
    dtype = record_dtype(part)
    return tuple((name, dtype[name].names is not None) for name in dtype.names or ())


def _numbers(part: Part) -> tuple[Any, ...]:
    """Lay out the numbers of a part as its record is nested."""
    fields = _fields(type(part))
    return tuple([_numbers(getattr(part, name)) if below else getattr(part, name) for name, below in fields])


def put(records: NDArray[Any], path: str, value: float) -> None:
    """Set one field, named by its dotted path, in all records of an array."""
    *groups, last = path.split(".")
    for name in groups:
        records = records[name]
    records[last] = value


def leaves(part: Part, prefix: str = "") -> Iterator[tuple[str, float, dict[str, Any]]]:
    """Go through the numbers of a part: dotted path, value, and what `quantity` says of it."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if isinstance(value, Part):
            yield from leaves(value, f"{prefix}{name}.")
        elif field.annotation in _DTYPES:
            facts = field.json_schema_extra
            yield prefix + name, value, facts if isinstance(facts, dict) else {}


def switch_off(records: NDArray[Any], part: Part, paths: tuple[str, ...]) -> None:
    """Set every number at or below the given dotted paths to the value at which it does nothing.

    A number without such a value is left: what it scales is off already.
    """
    for path, _, facts in leaves(part) if paths else ():
        if facts.get("off") is not None and any(path == off or path.startswith(off + ".") for off in paths):
            put(records, path, facts["off"])


_MOVED: dict[str, tuple[type[Part], str]] = {
    "time": (Improvement, "time"),
    "interviews": (FrontLineReview, "interviews"),
    "respondents": (Survey, "respondents"),
    "emphasis": (Value, "emphasis"),
    "training": (Improvement, "training"),
    "inspection": (Improvement, "inspection"),
}
"""Levers that the yearly investment rule moves."""


def highest(part: type[Part], field: str) -> float:
    """Return the largest value that a scenario may give a field."""
    limits = [limit.le for limit in part.model_fields[field].metadata if hasattr(limit, "le")]
    return float(limits[0])


def bounds() -> NDArray[Any]:
    """Lay out the plausible bounds of each lever that the yearly investment rule moves, one record, shape (1,)."""
    found: dict[str, float] = {}
    for name, (part, field) in _MOVED.items():
        facts: Any = part.model_fields[field].json_schema_extra
        found[f"{name}_low"], found[f"{name}_high"] = (float(bound) for bound in facts["plausible"])
    dtype = np.dtype((np.record, [(name, np.float64) for name in found]))
    return np.array([tuple(found.values())], dtype).view(np.recarray)
