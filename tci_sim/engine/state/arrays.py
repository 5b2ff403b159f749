"""The arrays of a group, whatever it holds: named, copied, compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Group = TypeVar("Group", bound=tuple[Any, ...])


def named_arrays(group: Any, prefix: str = "") -> Iterator[tuple[str, NDArray[Any]]]:
    """List all arrays of a group and of the groups in it, by dotted name."""
    for name, part in group._asdict().items():
        if isinstance(part, np.ndarray):
            yield prefix + name, part
        else:
            yield from named_arrays(part, f"{prefix}{name}.")


def arrays_in(group: Any) -> list[NDArray[Any]]:
    """List all arrays of a group and of the groups in it, in the order of `named_arrays`; a group may be an array."""
    if isinstance(group, np.ndarray):
        return [group]
    found: list[NDArray[Any]] = []
    for part in group:
        if isinstance(part, np.ndarray):
            found.append(part)
        else:
            found += arrays_in(part)
    return found


def copied(group: Group) -> Group:
    """Copy a group and every array in it."""
    return type(group)(*[part.copy() if isinstance(part, np.ndarray) else copied(part) for part in group])


def copy_into(source: Group, target: Group) -> None:
    """Write every array of a group into the same array of another one.

    Raises
    ------
    ValueError
        If two of them differ in shape or type; nothing has been written then.
    """
    pairs = list(zip(arrays_in(source), arrays_in(target), strict=True))
    for place, (one, other) in enumerate(pairs):
        if one.shape != other.shape or one.dtype != other.dtype:
            name = [name for name, _ in named_arrays(source)][place]
            raise ValueError(f"{name} has the shape {one.shape}, not {other.shape}")
    for one, other in pairs:
        np.copyto(other, one)
