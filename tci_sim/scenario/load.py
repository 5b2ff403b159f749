"""Load a scenario: from files with bases and overrides, or from Python, checked as a whole.

A file says only what differs from its `base:`, and why (`reason:`). What it says is laid over its base key
by key; lists replace; a null takes away an entry of an open mapping (firms, policies, attributes, segments,
roles, weights, contributions), or empties such a mapping or a list. Under `policies:` a name stands for a
mapping of levers or for a policy file. A policy may rest on another one: `base:` names a policy of the scenario, as it
stands in the same file and below it, or else a policy file; its own name is the policy of the scenario's base. Where a
scenario rests on another one, each policy that it adds must say so, or `base: none` if it starts from the default of
every lever. Where a file is named, a name of the library serves as well. All faults are reported at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike, fspath
from os.path import abspath, dirname, lexists
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from tci_sim.arguments import kind_of
from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.notices import warn
from tci_sim.scenario import library
from tci_sim.scenario.consistency import Fault, faults_between_parts, one_firm_may_take_all
from tci_sim.scenario.faults import faults_of_schema, name_kind
from tci_sim.scenario.files import NETWORK_FILES, Reader, network_places
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import StudyFields
from tci_sim.scenario.tree import Path as TreePath
from tci_sim.scenario.tree import (
    as_data,
    as_tree,
    dotted,
    find,
    format_fault,
    lay_over,
    leaves,
    remove_node,
    set_node,
)
from tci_sim.scenario.yaml_file import MOST_FAULTS, Node, parse_yaml

_INDEX = re.compile(r"\[([0-9]+)\]")

SECTOR_OPTION = "--sector"
"""The option of the command line that names a sector."""

AnyScenario = Scenario | str | PathLike[str] | Mapping[str, Any]
"""What stands for a scenario wherever Python code is asked for one."""


@dataclass(frozen=True)
class Origin:
    """Where a value was written."""

    file: str
    """The file as messages name it, or the override, or nothing where it came from Python."""
    line: int
    """Its line, counted from 1; 0 where there is no file."""
    through: str = ""
    """By whose name it came here: `policies.NAME`, the policy that another one rests on, or `sector`; mostly empty."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Resolved:
    """A scenario with the places that it came from."""

    scenario: Scenario
    """The scenario, checked; names of network files in it are absolute."""
    origins: Mapping[str, Origin]
    """Where each value that was given was written, by dotted path; what is absent here is a default."""
    files: tuple[Path, ...]
    """Every file that it rests on: itself, bases, policies, networks."""
    folder: Path
    """The folder of its file."""


def load(
    path: str | PathLike[str],
    overrides: Sequence[str] = (),
    *,
    sector: str | None = None,
    allow_outside: bool = False,
) -> Scenario:
    """Load a scenario file.

    Parameters
    ----------
    path : str or path
        The scenario file, or the name of a scenario of the library, such as `baseline`.
    overrides : sequence of str
        Values laid over it, each `dotted.path=value`, the value in YAML.
    sector : str, optional
        A sector of the library, or a file like it, in the place of the one that the file names. Its values stand
        wherever neither the file, nor what it rests on, nor an override gives another one.
    allow_outside : bool
        Whether files that it names may lie outside its folder, or outside the folder `scenarios` around it.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        With one line for each fault.
    """
    return resolve(path, overrides, sector=sector, allow_outside=allow_outside).scenario


def resolve(
    path: str | PathLike[str],
    overrides: Sequence[str] = (),
    *,
    sector: str | None = None,
    allow_outside: bool = False,
    folder: str | None = None,
) -> Resolved:
    """Load a scenario file and keep where each value came from; parameters and errors are those of `load`.

    Names of files in overrides, and that of the sector, are followed from `folder`; by default from that of the file.
    """
    if not isinstance(path, str | PathLike):
        raise InputError(message("given.file", seen=kind_of(path)))
    name = fspath(path)
    reader = Reader(dirname(name) if folder is None else folder, allow_outside=allow_outside)
    tree = reader.scenario(name)
    tree = reader.layer(_overrides(overrides, reader.faults), under=tree)
    if sector is not None:
        tree = set_node(tree, ("sector",), Node(sector, SECTOR_OPTION))
    tree = reader.over_sector(tree)
    scenario = _checked(tree, reader.faults, lost=reader.lost)
    _warn(scenario)
    origins = {dotted(path): Origin(node.file, node.line, node.through) for path, node in leaves(tree)}
    return Resolved(
        scenario, MappingProxyType(origins), tuple(reader.files), Path(dirname(name)).resolve()
    )  # fmt: skip


def scenario_from_mapping(data: Mapping[str, Any], folder: str | PathLike[str] = ".") -> Scenario:
    """Make a scenario from what a scenario file holds, given as Python mappings.

    Parameters
    ----------
    data : mapping
        As in a file; `base:`, names of files and of the library are allowed.
    folder : str or path
        The folder from which names of files are followed.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        With one line for each fault.
    """
    reader = Reader(fspath(folder), allow_outside=True)
    tree = reader.over_sector(reader.layer(as_tree(data)))
    scenario = _checked(tree, reader.faults, lost=reader.lost)
    _warn(scenario)
    return scenario


def as_scenario(given: object, name: str = "scenario") -> Scenario:
    """Return the scenario that is meant where one is expected.

    Parameters
    ----------
    given : Scenario, str, path or mapping
        A scenario; a scenario file or the name of one of the library; or a mapping of what such a file says.
    name : str
        What messages call it.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        If it is none of these, with one sentence that says what to write; or with one line for each fault in it.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str | PathLike):
        return load(given)
    if isinstance(given, Mapping):
        return scenario_from_mapping(given)
    if isinstance(given, StudyFields):
        raise InputError(message("given.study", name=name))
    raise InputError(message("given.scenario", name=name, seen=kind_of(given)))


def variant(scenario: AnyScenario, changes: Mapping[str, Any], *, drawn: bool = False) -> Scenario:
    """Change values of a scenario, and check the whole again.

    Parameters
    ----------
    scenario : Scenario, str, path or mapping
        It stays as it is; `as_scenario` says what serves.
    changes : mapping of str to value
        New values by dotted path; a position names an entry of a list, None takes an entry away.
    drawn : bool
        Whether a study drew the values: shares need not sum to 1 then, but say how large each is beside the others.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        With one line for each fault.
    """
    faults: list[Message | str] = []
    tree = as_tree(as_scenario(scenario))
    if not hasattr(changes, "items"):
        raise InputError(message("fault.mapping", where=f"changes = {kind_of(changes)}"))
    given: dict[str, Node] = {str(path): as_tree(value) for path, value in changes.items()}
    if "sector" in given and given["sector"].value != as_data(tree)["sector"]:
        raise InputError(format_fault(given["sector"], ("sector",), message("fault.sector.late")))
    reader = Reader(".", allow_outside=True)
    changed = _with_shipped_networks(_joined(given, faults))
    tree = lay_over(tree, reader.with_policies(changed, tree), (), faults)
    return _checked(tree, [*faults, *reader.faults], lost=reader.lost, drawn=drawn)


def _with_shipped_networks(changes: Node) -> Node:
    """Put the files of networks in the place of their names in the library, where no file is called so."""
    for place in network_places(changes):
        for field in NETWORK_FILES:
            node, given = find(changes, (*place, field))
            named = node.value if given and isinstance(node.value, str) and not lexists(node.value) else ""
            if shipped := library.named(named, library.NETWORK):
                changes = set_node(changes, (*place, field), replace(node, value=abspath(shipped)))
    return changes


def names_sector(override: str) -> bool:
    """Return whether an override names the sector, below all other values, rather than a value.

    Examples
    --------
    >>> [names_sector(each) for each in ("sector=bank", "months=12")]
    [True, False]
    """
    return override.partition("=")[0].strip() == "sector"


def _overrides(overrides: Sequence[str], faults: list[Message | str]) -> Node:
    """Read overrides of the command line into one tree."""
    given: dict[str, Node] = {}
    for override in overrides:
        path, equals, text = override.partition("=")
        path = path.strip()
        place = f"--set {path}"
        if equals and (indexed := _INDEX.search(path)):
            near = _INDEX.sub(r".\1", path)
            faults.append(message("fault.index", place=place, index=indexed[0], near=near))
        elif not equals or not all(path.split(".")) or path.split(".")[0] == "base":
            faults.append(message("fault.override", place=f"--set {override!r}"))
        elif path in given:
            faults.append(message("fault.twice", place=place))
        else:
            try:
                given[path] = parse_yaml(text, place, numbered=False)
            except InputError as error:
                faults.extend(error.messages)
    return _joined(given, faults)


def _joined(given: Mapping[str, Node], faults: list[Message | str]) -> Node:
    """Join values by dotted path into one tree; a value may not be given twice in different words."""
    tree = Node({})
    for path, node in given.items():
        keys = tuple(path.split("."))
        for leaf, _ in leaves(node, keys):
            before, exact = find(tree, leaf)
            if exact or not isinstance(before.value, dict):
                faults.append(format_fault(node, leaf, message("fault.twice")))
        tree = set_node(tree, keys, node)
    return tree


def _checked(tree: Node, faults: list[Message | str], *, lost: bool, drawn: bool = False) -> Scenario:
    """Validate a tree as a scenario, part by part and then across parts."""
    if lost:
        raise InputError(*dict.fromkeys(faults))
    try:
        scenario = Scenario.model_validate(as_data(tree))
        found = faults_between_parts(scenario, drawn=drawn)
    except ValidationError as error:
        faults = [*faults, *faults_of_schema(error, tree)]
        found = _faults_left(tree, error)
    faults = [*faults, *(_format_fault(tree, path, wrong) for path, wrong in found)]
    if faults:
        raise InputError(*dict.fromkeys(faults))
    return scenario


def _faults_left(tree: Node, error: ValidationError) -> list[Fault]:
    """Check across parts what a scenario says beside the faults already found, if it can be mended.

    Where a value was left out, nothing is said of the default in its place.
    """
    if error.error_count() > MOST_FAULTS:
        return []
    places = [
        each["loc"] for each in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    left_out = [place[:-1] if place[-1:] == ("[key]",) else place for place in places]
    for place in left_out:
        tree = remove_node(tree, place)
    try:
        found = faults_between_parts(Scenario.model_validate(as_data(tree)), mended=True)
    except ValidationError:
        return []
    return [fault for fault in found if fault[0] not in left_out]


def _format_fault(tree: Node, path: TreePath, wrong: Message) -> Message:
    node, exact = find(tree, path)
    return format_fault(
        node, path, name_kind(path, wrong), seen=exact and not isinstance(node.value, dict | tuple)
    )


def _warn(scenario: Scenario) -> None:
    if one_firm_may_take_all(scenario):
        warn(message("warning.one_firm_may_take_all"))
