"""Sectors of the library: what each sets, and what others published of such markets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from tci_sim.scenario import library
from tci_sim.scenario.files import SECTOR_PARTS
from tci_sim.scenario.tree import as_data, dotted, inside, leaves
from tci_sim.scenario.yaml_file import read_yaml


@dataclass(frozen=True)
class Published:
    """What others published of markets of a sector."""

    measure: str
    """The measure of the market that is to be compared."""
    low: float
    """The least that was found."""
    high: float
    """The most that was found."""
    source: str
    """Where."""


def values_of(name: str) -> Mapping[str, Any]:
    """Return what a sector of the library sets, by dotted path; a star stands for every segment.

    Examples
    --------
    >>> values_of("energy")["market.segments.*.considers"]
    'anniversary'
    """
    return _read(name)[0]


def published_of(name: str) -> Published | None:
    """Return what was published of a sector of the library; None where nothing was.

    Examples
    --------
    >>> published_of("bank").low
    0.94
    """
    return _read(name)[1]


@cache
def _read(name: str) -> tuple[Mapping[str, Any], Published | None]:
    entries = inside(read_yaml(str(library.files(library.SECTOR)[name])))
    values = {
        dotted(path): as_data(node)
        for part in SECTOR_PARTS
        if part in entries
        for path, node in leaves(entries[part], (part,))
    }
    found = entries.get("published")
    return MappingProxyType(values), None if found is None else Published(**as_data(found))
