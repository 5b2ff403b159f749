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


def copied(group: Group) -> Group:
    """Copy a group and every array in it."""
    parts = (part.copy() if isinstance(part, np.ndarray) else copied(part) for part in group)
    return type(group)(*parts)


def copy_into(source: Group, target: Group) -> None:
    """Write every array of a group into the same array of another one.

    Raises
    ------
    ValueError
        If two of them differ in shape or type; nothing has been written then.
    """
    pairs = list(zip(named_arrays(source), named_arrays(target), strict=True))
    for (name, one), (_, other) in pairs:
        if one.shape != other.shape or one.dtype != other.dtype:
            raise ValueError(f"{name} has the shape {one.shape}, not {other.shape}")
    for (_, one), (_, other) in pairs:
        np.copyto(other, one)
