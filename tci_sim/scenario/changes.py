"""Parts of a scenario of which only some values are given: what changes on the timeline, laid over what was."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import Field, create_model, model_serializer
from pydantic.fields import FieldInfo

from tci_sim.scenario.quantity import Part

AnyPart = TypeVar("AnyPart", bound=Part)


class Change(Part):
    """New values of some numbers of a part, written as the part is; what is not given stays as it is."""

    @model_serializer
    def given(self) -> dict[str, Any]:
        """Return what is given, by field."""
        return {name: value for name, value in self if value is not None and not is_empty(value)}


def changes_of(part: type[Part], module: str) -> type[Change]:
    """Derive the changes of a part: each number of it with its bounds, and the parts in it; none has to be given.

    Parameters
    ----------
    part : type of Part
        What is changed; fields that are no numbers are left out.
    module : str
        Module in which the changes of it, and of the parts in it, are found by their names: `Change` after that of the
        part.

    Returns
    -------
    type of Change
    """
    name = f"{part.__name__}Change"
    if not hasattr(sys.modules[module], name):
        fields = {key: given for key, field in part.model_fields.items() if (given := _given(field, module))}
        kind = create_model(name, __base__=Change, __module__=module, __doc__=part.__doc__, **fields)  # type: ignore[call-overload]
        setattr(sys.modules[module], name, kind)
    return getattr(sys.modules[module], name)  # type: ignore[no-any-return]


def _given(field: FieldInfo, module: str) -> tuple[Any, Any] | None:
    """Return what is written for a field where it changes, and that it need not be; None where it cannot change."""
    kind: Any = field.annotation
    if isinstance(field.json_schema_extra, dict):
        facts = field.json_schema_extra
        return Annotated[(kind, *field.metadata)], Field(None, json_schema_extra=facts)
    if isinstance(kind, type) and issubclass(kind, Part):
        return changes_of(kind, module), Field({}, validate_default=True)
    if get_origin(kind) is dict:
        name, inside = get_args(kind)
        if isinstance(inside, type) and issubclass(inside, Part):
            inside = changes_of(inside, module)
        most = [each for each in field.metadata if not hasattr(each, "min_length")]
        entries: Any = dict[name, inside]  # type: ignore[valid-type]
        return Annotated[(entries, *most)], {}
    return None


def is_empty(value: object) -> bool:
    """Return whether a value gives nothing: a mapping, or a part that changes, in which nothing stands."""
    if isinstance(value, Change):
        return not value.given()
    return isinstance(value, dict) and not value


def values_in(change: Change) -> Iterator[tuple[tuple[str, ...], float]]:
    """Go through the numbers that a change gives: the path inside its part, and the value."""
    return _values(change.given())


def _values(given: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], float]]:
    for name, value in given.items():
        below = value.given() if isinstance(value, Change) else value
        if isinstance(below, dict):
            yield from (((name, *path), number) for path, number in _values(below))
        else:
            yield (name,), below


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Put values by dotted path into the mappings of their groups.

    Examples
    --------
    >>> nested({"learning.p_learn": 0.5, "learning.sharing": 0.2})
    {'learning': {'p_learn': 0.5, 'sharing': 0.2}}
    """
    tree: dict[str, Any] = {}
    for path, value in values.items():
        *groups, last = path.split(".")
        place = tree
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = value
    return tree


def laid_over(part: AnyPart, change: Change) -> AnyPart:
    """Return a part with the values that a change gives in the place of its own.

    Entries of mappings are changed one by one. Numbers may be new ones, such as weights; of a part that is not there
    nothing changes.

    Examples
    --------
    >>> from tci_sim.scenario.schema import WorldChange
    >>> from tci_sim.scenario.world import World
    >>> change = WorldChange.model_validate({"choice": {"taste": 1.5}})
    >>> changed = laid_over(World(), change)
    >>> changed.choice.taste, changed.choice.inertia
    (1.5, 2.0)
    """
    return part.model_copy(update=_over(dict(part), change.given()))


def _over(own: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    there = {name: value for name, value in given.items() if name in own or not isinstance(value, Change)}
    return {name: _one_over(own.get(name), value) for name, value in there.items()}


def _one_over(own: Any, value: Any) -> Any:
    if isinstance(value, Change):
        return laid_over(own, value)
    return {**own, **_over(own, value)} if isinstance(value, dict) else value
