"""The unit of a measure, read from the source that declares it: importing that loads a compiler."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1] / "engine" / "measures"


def measure_unit(name: str) -> str:
    """Return the unit of a measure in a month; "-" for a share or degree of 1.

    Examples
    --------
    >>> measure_unit("satisfaction")
    'points of 100'
    """
    if name in _written():
        return _written()[name]
    from tci_sim.engine.measures.columns import unit_of  # of the few that are declared in a loop

    return unit_of(name)


@cache
def _written() -> dict[str, str]:
    """Read the columns that are declared by name: `NAME = measure("unit", ...)` in a class."""
    return {name: unit for path in sorted(_FOLDER.glob("*.py")) for name, unit in _columns(path)}


def _columns(path: Path) -> Iterator[tuple[str, str]]:
    for group in ast.parse(path.read_text(encoding="utf-8")).body:
        for field in group.body if isinstance(group, ast.ClassDef) else ():
            match field:
                case ast.Assign(
                    targets=[ast.Name(id=name)],
                    value=ast.Call(func=ast.Name(id="measure"), args=[ast.Constant(value=str(unit)), *_]),
                ):
                    yield name.lower(), unit
