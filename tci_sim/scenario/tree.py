"""A scenario as a tree of located values: lay one over another, find, list and convert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.scenario.new_entries import wrong_new_entry, wrong_policy
from tci_sim.scenario.policy import OwnLevers, Policy
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import OwnNetwork, Scenario
from tci_sim.scenario.start import StartOfUnit
from tci_sim.scenario.words import Words, is_words
from tci_sim.scenario.yaml_file import DEEPEST_NESTING, Node

Path = tuple[str | int, ...]
"""Keys and list positions from the top of a scenario down to one value."""


def dotted(path: Iterable[str | int]) -> str:
    """Write a path as it is written in messages and options.

    Examples
    --------
    >>> dotted(("network", "tiers", 0, "count"))
    'network.tiers.0.count'
    """
    return ".".join(_legible(str(key)) for key in path)


def keys_of(path: str) -> Path:
    """Read a dotted path; a number is a position in a list.

    Examples
    --------
    >>> keys_of("network.tiers.0.count")
    ('network', 'tiers', 0, 'count')
    """
    return tuple(int(key) if key.isdecimal() else key for key in path.split("."))


def _legible(key: str) -> str:
    key = key if len(key) <= 60 else key[:57] + "..."
    return key if key.isprintable() else repr(key)


def kind_at(path: Path) -> Any:
    """Return what the schema wants at a path: a Part, a dict, a tuple, another type, or None."""
    kind: Any = Scenario
    for key in path:
        kind = _step(kind, key)
    return kind


def _step(kind: Any, key: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, Part):
        field = kind.model_fields.get(str(key))
        return unwrapped(field.annotation) if field else None
    if get_origin(kind) is dict:
        return unwrapped(get_args(kind)[1])
    return unwrapped(get_args(kind)[0]) if get_origin(kind) is tuple else None


def unwrapped(kind: Any) -> Any:
    """Strip the bounds from an annotation."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


_OPEN = (OwnLevers, OwnNetwork, StartOfUnit)


def _is_open(path: Path) -> bool:
    """Return whether a mapping with free names, a part of which only what is given counts, or a list belongs there."""
    kind = kind_at(path)
    return get_origin(kind) in (dict, tuple) or (isinstance(kind, type) and issubclass(kind, _OPEN))


def _among_own_levers(path: Path) -> bool:
    """Return whether a path is that of levers that a firm or a role of it has of its own, or leads to some of them."""
    return path[:1] == ("firms",) and "levers" in (
        path[2:3] + path[4:5] if path[2:3] == ("roles",) else path[2:3]
    )


def _by_group(levers: Node, path: Path, faults: list[Message | str]) -> Node:
    """Put levers that are named by their paths (`improvement.time`) into the mappings of their groups."""
    result = replace(levers, value={})
    for key, node in inside(levers).items():
        keys = tuple(key.split("."))
        for leaf, _ in leaves(node, keys):
            before, exact = find(result, leaf)
            if exact or not isinstance(before.value, dict):
                faults.append(format_fault(node, (*path, *leaf), message("fault.twice")))
        result = set_node(result, keys, lay_over(find_exact(result, keys), node, (*path, *keys), faults))
    return result


def lay_over(under: Node | None, over: Node, path: Path, faults: list[Message | str]) -> Node:
    """Lay what one file says over what its base says.

    Mappings merge by key; everything else replaces. A null takes away an entry of an open mapping (firms,
    policies, attributes, segments, roles, ...), or empties an open mapping or a list. An override from the
    command line or from Python may also name one entry of a list by its position.

    Parameters
    ----------
    under : Node or None
        What is there already.
    over : Node
        What is laid over it.
    path : Path
        Where in the scenario both stand.
    faults : list of Message
        Where one for each fault is added.

    Returns
    -------
    Node
        Neither of the two is changed.
    """
    if not isinstance(over.value, dict) or over.whole or is_words(kind_at(path)):
        return over  # a list, a plain value, a text, or a policy that is given as a whole
    if kind_at(path) is OwnLevers and any("." in key for key in over.value):
        over = _by_group(over, path, faults)
    if under is not None and isinstance(under.value, tuple) and over.line == 0 and over.value:
        return _lay_over_list(under, over, path, faults)
    if under is None and over.implied and get_origin(kind_at(path)) is tuple:
        return _lay_over_list(Node(()), over, path, faults)
    result, entries = {} if under is None else inside(under), inside(over)
    there = set(result)
    stay = [key for key in result if key not in entries or entries[key].value is not None]
    for key, node in entries.items():
        here = (*path, key)
        if node.value is None and (_is_open(path) or _is_open(here) or _among_own_levers(path)):
            if key not in result:
                faults.append(format_fault(node, here, message("fault.nothing_to_remove")))
            elif _is_open(here):
                result[key] = replace(node, value=() if get_origin(kind_at(here)) is tuple else {})
            else:
                del result[key]
        elif there and key not in there and (wrong := _wrong_new_entry(node, here, stay)):
            faults.append(format_fault(node, here, wrong, seen=False))
        else:
            stands_alone = bool(there) and kind_at(here) is Policy and (key not in there or node.whole)
            if stands_alone and (wrong := wrong_policy(node, stay)):
                faults.append(format_fault(node, here, wrong, seen=False))
            result[key] = lay_over(result.get(key), node, here, faults)
    # an override speaks of what stands below it: the mapping itself stays where it was written
    return replace(over if over.line or under is None else under, value=result)


def _wrong_new_entry(entry: Node, path: Path, known: list[str]) -> Message | None:
    """Say why no entry of that name may be added beside those that are there, if so."""
    kind = kind_at(path)
    named = get_origin(kind_at(path[:-1])) is dict and isinstance(kind, type) and issubclass(kind, Part)
    named = named and kind is not StartOfUnit  # its names are those of roles, not new ones
    return wrong_new_entry(str(path[-1]), entry, kind, known) if named else None


def _lay_over_list(under: Node, over: Node, path: Path, faults: list[Message | str]) -> Node:
    entries = list(under.value) if isinstance(under.value, tuple) else []
    for key, node in inside(over).items():
        if key in map(str, range(len(entries))):
            entries[int(key)] = lay_over(entries[int(key)], node, (*path, int(key)), faults)
        else:
            wrong = (
                message("fault.entry", last=len(entries) - 1) if entries else message("fault.entry_of_none")
            )
            faults.append(format_fault(node, (*path, key), wrong))
    return replace(under, value=tuple(entries))


def inside(tree: Node) -> dict[str, Node]:
    """Return what a mapping holds, as a dict of its own; nothing where it is no mapping."""
    return dict(tree.value) if isinstance(tree.value, dict) else {}


def find(tree: Node, path: Path) -> tuple[Node, bool]:
    """Find the node at a path, or the nearest one above it; the second value tells whether it is the one."""
    for key in path:
        below: Node | None = None
        if isinstance(tree.value, dict):
            below = tree.value.get(str(key))
        elif isinstance(tree.value, tuple) and isinstance(key, int) and key < len(tree.value):
            below = tree.value[key]
        if below is None:
            return tree, False
        tree = below
    return tree, True


def find_exact(tree: Node, path: Path) -> Node | None:
    """Find the node at a path; None where there is none."""
    node, exact = find(tree, path)
    return node if exact else None


def value_at(data: Any, path: str) -> Any:
    """Return the value at a dotted path, which is there, of what `as_tree` takes."""
    return as_data(find(as_tree(data), keys_of(path))[0])


def leaves(tree: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """List every plain value, and every empty mapping or list, with its path."""
    below: Iterable[tuple[str | int, Node]] = ()
    if isinstance(tree.value, dict):
        below = tree.value.items()
    elif isinstance(tree.value, tuple):
        below = enumerate(tree.value)
    if not below or tree.value in ({}, ()):
        yield path, tree
    for key, node in below:
        yield from leaves(node, (*path, key))


def as_data(tree: Node) -> Any:
    """Strip the places: dicts, tuples and plain values, as the schema takes them."""
    if isinstance(tree.value, dict):
        return {key: as_data(node) for key, node in tree.value.items()}
    if isinstance(tree.value, tuple):
        return tuple(as_data(node) for node in tree.value)
    return tree.value


def as_tree(data: Any, depth: int = 1) -> Node:
    """Turn what Python code gives (mappings, lists, arrays, parts of a scenario) into a tree.

    Raises
    ------
    InputError
        It is nested more deeply than any scenario.
    """
    if depth > DEEPEST_NESTING:
        raise InputError(message("fault.deep", most=DEEPEST_NESTING))
    if isinstance(data, BaseModel):
        data = data.model_dump()
    if isinstance(data, Mapping):
        return Node({str(key): as_tree(value, depth + 1) for key, value in data.items()})
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return Node(tuple(as_tree(value, depth + 1) for value in data))
    # arrays, columns and numbers of NumPy and pandas become plain lists and numbers: what is kept is the same
    return as_tree(data.tolist(), depth + 1) if hasattr(data, "tolist") else Node(data)


def by_way_of(tree: Node, through: str) -> Node:
    """Note of every value below a node by whose name it came, unless that is noted already."""
    if isinstance(tree.value, dict):
        return replace(tree, value={key: by_way_of(node, through) for key, node in tree.value.items()})
    return replace(tree, through=tree.through or through)


def is_text_for_people(path: Path) -> bool:
    """Return whether a path leads to a text that people read: a question, a reason or a label."""
    return is_words(kind_at(path)) or is_words(kind_at(path[:-1]))


def words_at(tree: Node, *names: str) -> Words:
    """Return the text that stands under the first of some names that there is, in a file that was found right."""
    entries = inside(tree)
    return next((Words.of(as_data(entries[name])) for name in names if name in entries), Words())


def set_node(tree: Node, path: Path, node: Node) -> Node:
    """Put a node at a path, with mappings on the way to it where there are none."""
    if not path:
        return node
    entries = inside(tree)
    below = entries.get(str(path[0]), Node({}, node.file, implied=True))
    return replace(tree, value={**entries, str(path[0]): set_node(below, path[1:], node)})


def remove_node(tree: Node, path: Path) -> Node:
    """Take away what stands at a path, if anything does."""
    if isinstance(tree.value, tuple) and path[0] in range(len(tree.value)):
        below = list(tree.value)
        place = int(path[0])
        below[place : place + 1] = [remove_node(below[place], path[1:])] if path[1:] else []
        return replace(tree, value=tuple(below))
    entries = inside(tree)
    if path[0] in entries:
        gone = entries.pop(str(path[0]))
        if path[1:]:
            return set_node(tree, path[:1], remove_node(gone, path[1:]))
    return replace(tree, value=entries) if isinstance(tree.value, dict) else tree


def format_fault(node: Node, path: Path, wrong: Message, *, seen: bool = True) -> Message:
    """Say of a fault where it is: `{place}` and `{where}` of its message, which nothing else makes.

    `{place}` is "file:line: name", `{where}` the same with the value seen, "file:line: name = value"; both are the
    same in all languages, so that editors jump to them.

    Parameters
    ----------
    node : Node
        The value at fault, or the nearest one above it.
    path : Path
        Where the fault is.
    wrong : Message
        What is wrong, of an id that begins with `fault.`; its text has one of the two placeholders.
    seen : bool
        Whether `node` is the value at fault itself, to be shown.

    Returns
    -------
    Message

    Examples
    --------
    >>> str(format_fault(Node(7, "mine.yaml", 3), ("months",), message("fault.most", most="1")))
    'mine.yaml:3: months = 7: must be at most 1.'
    >>> str(format_fault(Node(7, "mine.yaml", 3), ("months",), message("fault.required")))
    'mine.yaml:3: months is required.'
    """
    name = dotted(path)
    file = f"{node.file}:{node.line}" if node.line else node.file
    if file in (f"--set {name}", f"--{name}"):
        file, name = "", file
    place = f"{file}: {name}" if file else name
    where = f"{place} = {_shown(node)}" if seen else place
    return Message(wrong.id, (("place", place), ("where", where), *wrong.values))


def _shown(node: Node) -> str:
    """Write a value on a few columns; a mapping or a list is not written out."""
    if isinstance(node.value, dict):
        return "{...}" if node.value else "{}"
    if isinstance(node.value, tuple):
        return "[...]" if node.value else "[]"
    if isinstance(node.value, bool) or node.value is None:
        return {True: "true", False: "false", None: "null"}[node.value]
    text = repr(node.text or node.value) if isinstance(node.value, str) else node.text or repr(node.value)
    return text if len(text) <= 60 else text[:57] + "..."
