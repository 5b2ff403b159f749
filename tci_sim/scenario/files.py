"""Gather the files that a scenario rests on: its bases, its policies, its networks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tci_sim.bounds import MOST_MERGED_VALUES, MOST_POLICIES
from tci_sim.errors import InputError, meant, names_shown
from tci_sim.messages import Message, message
from tci_sim.scenario import library
from tci_sim.scenario.file_kinds import check_content, check_file
from tci_sim.scenario.tree import Path as TreePath
from tci_sim.scenario.tree import (
    as_data,
    by_way_of,
    dotted,
    find,
    format_fault,
    inside,
    lay_over,
    leaves,
    set_node,
)
from tci_sim.scenario.words import faults_of_words
from tci_sim.scenario.yaml_file import MOST_FAULTS, Node, read_yaml

NETWORK_FILES = ("nodes", "edges", "graphml", "willems")
"""Fields of a scenario's network that name a file."""
STUDY_PARTS = {"levers", "uncertainties", "design", "cases", "mechanisms"}
"""What only a study has, at its top."""
SCENARIO_PARTS = {"market", "network", "firms", "policies", "world"}
"""What only a scenario has, at its top."""
_KIND_AT = {
    "base": library.SCENARIO,
    "policies": library.POLICY,
    "sector": library.SECTOR,
    "network": library.NETWORK,
    "firms": library.NETWORK,
}
"""What a name stands for that is no path, by the part of the scenario that it stands in."""
SECTOR_PARTS = ("market", "world")
"""What a sector sets: what customers are like, never what a firm does."""
EVERY_SEGMENT = "*"
"""Stands in a sector for every segment of the scenario."""
NO_BASE = "none"
"""Stands for a base where a policy starts from the default of every lever."""
LONGEST_CHAIN = 20
"""Files, or policies, that may rest on each other in a row."""
HOME = "scenarios"
"""A folder of this name is the home of all scenarios in it: they may name each other's files."""

_PUBLISHED = {"measure", "low", "high", "source"}
"""What a sector says that others published of such a market."""
_IN_SECTOR = {"reason", "published", *SECTOR_PARTS}
"""What a sector has at its top."""

Chain = tuple[tuple[str, Path], ...]
"""The files on the way to a value, each by the name it was given and by its real place."""
Follow = Callable[[Node, TreePath, Chain], Node]
FollowName = Callable[[Node, TreePath], Node | None]


class IsStudyError(InputError):
    """The file is about many scenarios, and must be read as a study."""


def is_study(tree: Node) -> bool:
    """Tell by its parts whether a file holds a study, which rests on a scenario, or a scenario."""
    parts = inside(tree).keys()
    return bool(parts & STUDY_PARTS) and not parts & SCENARIO_PARTS


def network_places(tree: Node) -> list[TreePath]:
    """List where a scenario may name files of networks: of the whole network, and of each firm's own chain."""
    firms = inside(inside(tree).get("firms", Node({})))
    return [("network",), *(("firms", name, "network") for name in firms)]


class Reader:
    """Reads files, follows the names in them, and notes what is wrong.

    Parameters
    ----------
    folder : str
        Folder from which names are followed that stand in no file.
    allow_outside : bool
        Whether files may lie outside the folder of the scenario, or outside the folder `scenarios` around it.
    """

    def __init__(self, folder: str, *, allow_outside: bool) -> None:
        self.folder = folder
        self.root = None if allow_outside else _root(folder)
        self.files: list[Path] = []
        self.faults: list[Message | str] = []
        self.lost = False  # once a file could not be read, it says nothing that a value is missing
        self._read: dict[Path, Node | None] = {}
        self._merged = 0
        self._policies: tuple[str, ...] = ()  # by whose names others may call them

    def scenario(self, name: str) -> Node:
        """Read a scenario file with all that it rests on; its faults are noted, but for `IsStudyError`.

        A name that is no path is looked up in the library; where nothing has it, a `InputError` says so.
        """
        file = library.find(name, library.SCENARIO, library.STUDY)
        check_file(file, library.SCENARIO)
        real = _real(file)
        tree = self._file(file, real)
        if tree:
            check_content(tree, name, library.SCENARIO)
        if tree and is_study(tree):
            raise IsStudyError(message("fault.file.study", place=name))
        return self.layer(tree, (), ((file, real),)) if tree else Node({}, file)

    def layer(self, tree: Node, path: TreePath = (), chain: Chain = (), under: Node | None = None) -> Node:
        """Bring in all that one mapping names: its base below it, its policies and network files in it.

        Parameters
        ----------
        tree : Node
            A mapping, as it was written.
        path : Path
            Where in the scenario it stands: at the top.
        chain : Chain
            The files on the way to it, its own the last.
        under : Node, optional
            What it is laid over where it names no base.

        Returns
        -------
        Node
            What it says, laid over what is below it.
        """
        entries = inside(tree)
        if tree.line:
            self._check_reason(tree)
        below = self._followed(entries.pop("base", None), ("base",), chain, self.layer) or under
        read = self.with_policies(replace(tree, value=entries), below)
        for place in network_places(read):
            network, given = find(read, place)
            if given and isinstance(network.value, dict):
                files = {key: self._network_file(node, (*place, key)) for key, node in network.value.items()}
                read = set_node(read, place, replace(network, value=files))
        return lay_over(below, read, path, self.faults)

    def with_policies(self, tree: Node, below: Node | None) -> Node:
        """Bring in what the policies of one mapping rest on: files, and policies by name, here or in what is below."""
        written = inside(tree).get("policies")
        if written is None or not isinstance(written.value, dict) or not self._is_few(written, "policies"):
            return tree
        lower = {} if below is None else inside(inside(below).get("policies", Node({})))
        self._policies = tuple({**lower, **inside(written)})
        read = _Policies(self, inside(written), lower).read_all()
        return set_node(tree, ("policies",), replace(written, value=read))

    def table(self, node: Node, path: TreePath) -> str | None:
        """Find the file of a table that a value names, as the reader would name it; None where that fails."""
        found = self._located(node, path)
        return None if found is None else found[0]

    def over_sector(self, tree: Node) -> Node:
        """Lay a whole scenario over the sector that it names, if it names one: its own values win."""
        named = inside(tree).get("sector")
        if named is None or named.value is None:
            return tree
        sector = self._followed(named, ("sector",), (), self._sector)
        if sector is None:
            return tree
        segments = inside(find(tree, ("market", "segments"))[0]) if _names_segments(tree) else {}
        sector = by_way_of(_for_segments(sector, segments), "sector")
        return lay_over(sector, tree, (), self.faults)

    def _sector(self, tree: Node, path: TreePath, chain: Chain) -> Node:
        """Read a sector: what it sets, without its reason and the figures that others published of it."""
        self._check_reason(tree)
        entries, market = inside(tree), inside(tree).get("market", Node({}))
        published = entries.get("published")
        if published is not None and inside(published).keys() != _PUBLISHED:
            self._add(format_fault(published, ("published",), message("fault.sector.published")))
        wrong: list[tuple[TreePath, Node]] = [
            ((part,), node) for part, node in entries.items() if part not in _IN_SECTOR
        ]
        wrong += [
            (("market", "attributes"), node) for part, node in inside(market).items() if part == "attributes"
        ]
        segments = inside(inside(market).get("segments", Node({})))
        wrong += [
            (("market", "segments", name), node) for name, node in segments.items() if name != EVERY_SEGMENT
        ]
        for where, node in wrong:
            self._add(format_fault(node, where, message("fault.sector.part"), seen=False))
        return replace(tree, value={part: entries[part] for part in SECTOR_PARTS if part in entries})

    def _is_few(self, node: Node, name: str) -> bool:
        """Return whether a mapping has no more entries than there may be policies, or reasons; if not, say so."""
        few = len(inside(node)) <= MOST_POLICIES
        if not few:
            wrong = message("fault.holds_most", seen=len(inside(node)), most=MOST_POLICIES)
            self._lose(format_fault(node, (name,), wrong))
        return few

    def policy(self, node: Node, path: TreePath, follow_name: FollowName) -> Node:
        """Read a policy that is named by its file, or says what it rests on; other levers stay as they are.

        `follow_name` finds the policy of the scenario that a base names.
        """
        if isinstance(node.value, str):
            levers = self._followed(node, path, (), self._levers)
            return replace(levers or replace(node, based=True), whole=True)
        if "base" not in inside(node):
            return node
        base, at_base = inside(node)["base"], (*path, "base")
        below = follow_name(base, at_base) or self._policy_file(base, at_base, ())
        return replace(self._over_base(node, path, below), whole=True)

    def _levers(self, tree: Node, path: TreePath, chain: Chain) -> Node:
        """Read the levers of a policy file, and those of its base."""
        self._check_reason(tree)
        entries = inside(tree)
        entries.pop("reason", None)
        below = self._policy_file(entries.get("base"), (*path, "base"), chain)
        return self._over_base(replace(tree, value=entries), path, below)

    def _policy_file(self, base: Node | None, path: TreePath, chain: Chain) -> Node | None:
        """Read the policy file that a base names, unless it says that there is none."""
        if base is None or base.value == NO_BASE:
            return None
        return self._followed(base, path, chain, self._levers)

    def _over_base(self, tree: Node, path: TreePath, below: Node | None) -> Node:
        """Lay the levers of a policy over those of its base, and check its reasons."""
        entries = inside(tree)
        reasons, base = entries.pop("reasons", None), entries.pop("base", None)
        levers = replace(tree, value=entries)
        if reasons is not None:
            self._check_reasons(reasons, levers)
        return replace(lay_over(below, levers, path, self.faults), based=base is not None)

    def named_policy(self, levers: Node | None, base: Node, path: TreePath, way: Sequence[str]) -> Node:
        """Return the levers of the policy that a base names, without its label; none where it rests on itself."""
        name, wrong = str(base.value), None
        if name in way:
            wrong = message("fault.circle_of_policies", policies=" -> ".join((*way, name)))
        elif len(way) > LONGEST_CHAIN:
            wrong = message("fault.long_chain_of_policies", most=LONGEST_CHAIN)
        if wrong is not None:
            self._lose(format_fault(base, path, wrong))
        if wrong is not None or levers is None or not self._merges(levers, base, path):
            return Node({})
        entries = {key: node for key, node in inside(levers).items() if key != "label"}
        return by_way_of(replace(levers, value=entries), f"policies.{name}")

    def _check_reason(self, tree: Node) -> None:
        reason = inside(tree).get("reason")
        if reason is None:
            self._add(format_fault(tree, ("reason",), message("fault.required")))
        else:
            self._check_words(reason, ("reason",))

    def _check_reasons(self, reasons: Node, levers: Node) -> None:
        given = {
            dotted(path[:-1]) if isinstance(path[-1], int) else dotted(path)
            for path, _ in leaves(levers)
            if path
        }
        if not isinstance(reasons.value, dict):
            self._add(format_fault(reasons, ("reasons",), message("fault.reasons")))
        if not self._is_few(reasons, "reasons"):
            return
        for lever, reason in inside(reasons).items():
            path = ("reasons", lever)
            if lever not in given:
                self._add(format_fault(reason, path, meant("fault.reason_of_none", lever, given)))
            else:
                self._check_words(reason, path)

    def _check_words(self, words: Node, path: TreePath) -> None:
        for inner, wrong in faults_of_words(as_data(words)):
            node, _ = find(words, inner)
            self._add(format_fault(node, (*path, *inner), wrong))

    def _network_file(self, node: Node, path: TreePath) -> Node:
        """Replace the name of a network file by its real place; the file itself is read where it is built."""
        if path[-1] not in NETWORK_FILES or not isinstance(node.value, str):
            return node
        if (found := self._located(node, path)) is None:
            return node
        self._note(found[1])
        return replace(node, value=str(found[1]), text=node.value)

    def _followed(self, node: Node | None, path: TreePath, chain: Chain, follow: Follow) -> Node | None:
        """Read the file that a value names, and what that rests on."""
        if node is None or (found := self._located(node, path)) is None:
            return None
        names = [name for name, real in (*chain, found)]
        wrong: Message | None = None
        if found[1] in [real for _, real in chain]:
            wrong = message("fault.circle_of_files", files=" -> ".join(names))
        elif len(names) > LONGEST_CHAIN:
            wrong = message("fault.long_chain", most=LONGEST_CHAIN)
        if wrong is not None:
            self._lose(format_fault(node, path, wrong))
            return None
        tree = self._file(*found)
        if tree is not None and not self._merges(tree, node, path):
            return None
        return follow(tree, path[:-1] if path[-1] == "base" else path, (*chain, found)) if tree else None

    def _merges(self, tree: Node, node: Node, path: TreePath) -> bool:
        """Return whether what a file says may still be brought in; if not, say so once."""
        if self._merged <= MOST_MERGED_VALUES:
            self._merged += sum(1 for _ in leaves(tree))
            if self._merged <= MOST_MERGED_VALUES:
                return True
            self._lose(format_fault(node, path, message("fault.merged", most=f"{MOST_MERGED_VALUES:,}")))
        return False

    def _located(self, node: Node, path: TreePath) -> tuple[str, Path] | None:
        """Find the file that a value names, from the folder of the file that it stands in, or in the library."""
        if not isinstance(node.value, str) or not node.value.isprintable() or not node.value:
            of_policy = path[0] == "policies" and path[-1] == "base"
            wrong = message("fault.base_name") if of_policy else message("fault.file_name")
            self._lose(format_fault(node, path, wrong))
            return None
        folder = os.path.dirname(node.file) if node.line else self.folder
        name = os.path.normpath(os.path.join(folder, node.value))
        kinds = [_KIND_AT[part] for part in _KIND_AT if part == path[0]]
        if not os.path.lexists(name) and (shipped := library.named(node.value, *kinds)):
            return shipped, _real(shipped)
        real = _real(name)
        root = self._root_of(node)
        if root is not None and not any(real.is_relative_to(home) for home in (root, library.folder())):
            home = _seen_from_here(root)
            self._lose(format_fault(node, path, message("fault.outside", folder=home)))
        elif not os.path.exists(real):
            known = [each for kind in kinds for each in library.files(kind)]
            names = [*_names_in(real.parent), *known]
            wrong = meant("fault.no_file", real.name, names)
            if path[0] == "policies" and path[-1] == "base" and library.is_name(node.value):
                here = [name for name in self._policies if name != path[1]]
                shown = {"here": names_shown(here), "known": names_shown(known)}
                wrong = meant("fault.no_base", real.name, [*names, *here], **shown)
            elif kinds and library.is_name(node.value):
                wrong = meant("fault.no_file_or_name", real.name, names, known=names_shown(known))
            self._lose(format_fault(node, path, wrong))
        elif not os.path.isfile(real):
            self._lose(format_fault(node, path, message("fault.not_a_file")))
        else:
            return name, real
        return None

    def _root_of(self, node: Node) -> Path | None:
        """Return the folder in which a file must lie that a value names; the library is one of its own."""
        written = _real(node.file) if node.line else None
        shipped = written is not None and written.is_relative_to(library.folder())
        return library.folder() if self.root is not None and shipped else self.root

    def _file(self, name: str, real: Path) -> Node | None:
        """Read a file once; None where that fails."""
        if real not in self._read:
            self._read[real] = None
            try:
                self._read[real] = read_yaml(name)
                self._note(real)
            except InputError as error:
                self._lose(*error.messages)
        return self._read[real]

    def _note(self, real: Path) -> None:
        if real not in self.files:
            self.files.append(real)

    def _lose(self, *faults: Message | str) -> None:
        self.lost = True
        for fault in faults:
            self._add(fault)

    def _add(self, fault: Message | str) -> None:
        """Note a fault; where there are too many of them, reading ends here."""
        if len(self.faults) >= MOST_FAULTS:
            place = dict(fault.values).get("place", "") if isinstance(fault, Message) else ""
            raise InputError(*self.faults, message("fault.file.many_faults", place=place))
        self.faults.append(fault)


class _Policies:
    """The policies of one mapping and of what is below it, each read once, after the one that it names as its base."""

    def __init__(self, reader: Reader, written: Mapping[str, Node], below: Mapping[str, Node]) -> None:
        self._reader, self._written, self._below = reader, written, below
        self._read: dict[str, Node] = {}

    def read_all(self) -> dict[str, Node]:
        """Read those that are written."""
        return {name: self._policy(name, ()) for name in self._written}

    def _policy(self, name: str, way: tuple[str, ...]) -> Node:
        if name not in self._read:
            node, on_the_way = self._written[name], (*way, name)
            self._read[name] = self._reader.policy(
                node, ("policies", name), lambda base, path: self._named(base, path, on_the_way)
            )
        return self._read[name]

    def _named(self, base: Node, path: TreePath, way: tuple[str, ...]) -> Node | None:
        """Return the levers of the policy that a base names, if there is one; its own name is that below."""
        name = base.value
        if not isinstance(name, str):
            return None
        below = self._below.get(name)
        here = name != way[-1] and name in self._written and self._written[name].value is not None
        if not here and below is None:
            return None
        levers = below
        if here and name not in way and len(way) <= LONGEST_CHAIN:
            levers = lay_over(below, self._policy(name, way), ("policies", name), [])
        return self._reader.named_policy(levers, base, path, way if here else ())


def _names_segments(tree: Node) -> bool:
    return find(tree, ("market", "segments"))[1]


def _for_segments(sector: Node, names: Iterable[str]) -> Node:
    """Write out what a sector says of every segment, for the segments that a scenario has."""
    segments, given = find(sector, ("market", "segments"))
    if not given:
        return sector
    every = inside(segments).get(EVERY_SEGMENT, Node({}))
    return set_node(sector, ("market", "segments"), replace(segments, value=dict.fromkeys(names, every)))


def _root(folder: str) -> Path:
    """Find the nearest folder `scenarios` around a folder, or else the folder itself."""
    here = _real(folder)
    return next((around for around in (here, *here.parents) if around.name == HOME), here)


def _real(name: str) -> Path:
    """Follow all links; a name that no file can have stays as it is, for the reading to refuse."""
    try:
        return Path(os.path.realpath(name))
    except (OSError, ValueError):
        return Path(name)


def _seen_from_here(folder: Path) -> str:
    """Name a folder as seen from the current one; in full where it lies on another drive."""
    try:
        return os.path.relpath(folder)
    except ValueError:
        return str(folder)


def _names_in(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:
        return []
