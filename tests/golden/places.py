"""Where each array, and each field of a record, that the digests name is kept now: the tables beside this file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tci_sim.engine.state.sums import Sum, SumOfAttribute

_HERE = Path(__file__).parent
_TABLES: dict[str, type[IntEnum]] = {"sums.by_segment": Sum, "sums.by_attribute": SumOfAttribute}
"""Arrays whose rows have names."""


class Place(NamedTuple):
    """One row of a table: an array or a field of a record, then and now."""

    record: str
    """In `arrays.csv` the record that an array is made of, or blank; in `fields.csv` the record of the field."""
    old: str
    """Its name in the digests; blank for what only holds in another form what was there before."""
    now: str
    """Its dotted name now; blank for what is gone."""
    why: str
    """Why `old` or `now` is blank."""


@cache
def places(table: str) -> tuple[Place, ...]:
    """Read one of the two tables, "arrays" or "fields"."""
    with (_HERE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Place(**row) for row in csv.DictReader(file))


def bytes_of(state: Any, place: Place) -> bytes:
    """Return the bytes of an array; those of records field by field, in the order of `fields.csv`."""
    kept = find(state, place.now)
    if not place.record:
        return bytes(kept.tobytes())
    fields = (field.now for field in places("fields") if field.record == place.record and field.old)
    return b"".join(find(kept, name).tobytes() for name in fields)


def find(whole: Any, name: str) -> Any:
    """Return what stands under a dotted name, through groups of arrays, then fields of records or rows of tables."""
    table = ""
    for part in name.split("."):
        if table in _TABLES:
            whole = whole[_TABLES[table][part]]
        else:
            whole = whole[part] if _is_record(whole) else getattr(whole, part)
        table = f"{table}.{part}".removeprefix(".")
    return whole


def names_in(whole: Any, prefix: str = "") -> Iterator[str]:
    """List the dotted names of all arrays in a group and groups below it, records by their fields."""
    for name in whole.dtype.names if _is_record(whole) else whole._fields:
        part = find(whole, name)
        if _is_record(part) or hasattr(part, "_fields"):
            yield from names_in(part, f"{prefix}{name}.")
        elif prefix + name in _TABLES:
            yield from (f"{prefix}{name}.{row}" for row in _TABLES[prefix + name].__members__)
        else:
            yield prefix + name


def names_of(place: Place) -> Iterator[str]:
    """List the dotted names that one row of `arrays.csv` stands for, as `names_in` lists them."""
    if not place.record:
        yield place.now
    for field in places("fields"):
        if field.record == place.record:
            yield f"{place.now}.{field.now}"


def _is_record(whole: Any) -> bool:
    return isinstance(whole, np.ndarray) and whole.dtype.names is not None
