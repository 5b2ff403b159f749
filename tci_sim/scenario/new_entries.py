"""Names that are added to a scenario: firms, policies, attributes, segments, roles; a typo adds none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from tci_sim.errors import names_shown
from tci_sim.messages import Message, listing, message
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.yaml_file import Node


def wrong_new_entry(name: str, entry: Node, kind: type[Part], known: Collection[str]) -> Message | None:
    """Say why what is laid over a scenario may not add an entry, if so; for `format_fault`.

    Parameters
    ----------
    name : str
        The name that is not there.
    entry : Node
        What is said of it.
    kind : type of Part
        What belongs there, such as a firm.
    known : collection of str
        The names that are there.

    Returns
    -------
    Message or None
        None where it may be added: no name is near, and all is there that it needs. What needs nothing must be
        given as a whole, because one value by its path is one of an entry that is thought to be there.
    """
    if near := mistaken_for(name, known):
        return message("fault.new_entry.typo", near=near, known=names_shown(known))
    given = entry.value if isinstance(entry.value, dict) else {}
    required = [field for field, facts in kind.model_fields.items() if facts.is_required()]
    missing = [field for field in required if field not in given]
    if missing and isinstance(entry.value, dict):
        return message("fault.new_entry.needs", needs=listing(missing, "and"), known=names_shown(known))
    if not required and entry.implied and not entry.based:
        return message("fault.new_entry.whole", known=names_shown(known))
    return None


def wrong_policy(entry: Node, known: Collection[str]) -> Message | None:
    """Say that a policy must say what its levers start from, if it does not; for `format_fault`.

    It names a base, or says that it has none, or gives all levers.
    """
    if entry.based or all(_is_given(entry, path) for path in _lever_paths(Policy)):
        return None
    return message("fault.new_entry.base", known=names_shown(known))


def _lever_paths(kind: type[Part]) -> Iterator[tuple[str, ...]]:
    """List the paths of all numbers in a part and in parts of it."""
    for name, field in kind.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, Part):
            yield from ((name, *path) for path in _lever_paths(inner))
        elif inner in (int, float):
            yield (name,)


def _is_given(entry: Node, path: tuple[str, ...]) -> bool:
    for name in path:
        if not isinstance(entry.value, dict) or name not in entry.value:
            return False
        entry = entry.value[name]
    return True


def mistaken_for(name: str, known: Iterable[str]) -> str:
    """Find the known name of which a new one may be a typo: the nearest of those at most two letters away.

    In short names two letters are much: two wrong letters of four or five make a typo only behind the same first
    letter (`south` is none of `north`), in names of three letters one does, and shorter names are never near. Names
    that differ in digits and underscores alone are numbered (`rival_1`, `rival_2`), and none is a typo of another.

    Examples
    --------
    >>> known = ["ours", "north", "tqm", "rival_1"]
    >>> [mistaken_for(name, known) for name in ("uors", "nrht", "tqn", "south", "tci", "rival_2", "east")]
    ['ours', 'north', 'tqm', '', '', '', '']
    """
    found, least = "", 3
    for other in known:
        shortest = min(len(name), len(other))
        wide = shortest > 5 or (shortest > 3 and name[0] == other[0])
        most = min(least - 1, 2 if wide else 1 if shortest > 2 else 0)
        if abs(len(name) - len(other)) > most or _unnumbered(name) == _unnumbered(other):
            continue
        if (apart := _letters_apart(name, other)) <= most:
            found, least = other, apart
    return found


def _unnumbered(name: str) -> str:
    return re.sub("[0-9_]", "", name)


def _letters_apart(one: str, other: str) -> int:
    """Count the letters to change, add, leave out or swap with their neighbour (Damerau 1964, restricted)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, its in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
