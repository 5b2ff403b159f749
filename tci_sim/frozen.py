"""Data classes that stay frozen when they are copied or sent to another process."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import Any


class Frozen:
    """Part of a frozen data class whose constructor makes its arrays and mappings read-only.

    Such an object can be pickled and deep-copied. What comes back is made by the constructor from the fields, so it
    is read-only too; cached properties are computed when they are next read.

    Examples
    --------
    >>> import copy
    >>> from collections.abc import Mapping
    >>> @dataclasses.dataclass(frozen=True)
    ... class Prices(Frozen):
    ...     of: Mapping[str, float]
    ...     def __post_init__(self) -> None:
    ...         object.__setattr__(self, "of", MappingProxyType(dict(self.of)))
    >>> copy.deepcopy(Prices({"ours": 2.5}))
    Prices(of=mappingproxy({'ours': 2.5}))
    """

    def __reduce__(self) -> tuple[Any, ...]:
        fields = dataclasses.fields(self)  # type: ignore[arg-type]  # the class that this is a part of
        return type(self), tuple(_plain(getattr(self, field.name)) for field in fields)


def _plain(value: Any) -> Any:
    """Return a read-only mapping, which cannot be pickled, as a dict."""
    return dict(value) if isinstance(value, MappingProxyType) else value
