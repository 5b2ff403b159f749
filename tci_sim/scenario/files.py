"""Gather the files that a scenario rests on: its bases, its policies, its networks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from tci_sim.bounds import MOST_MERGED_VALUES, MOST_POLICIES
from tci_sim.errors import InputError, meant, names_shown
from tci_sim.messages import Message, message
from tci_sim.scenario import library
from tci_sim.scenario.file_kinds import check_content, check_file
from tci_sim.scenario.tree import Path as TreePath
from tci_sim.scenario.tree import as_data, dotted, find, format_fault, inside, lay_over, leaves, set_node
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
}
"""What a name stands for that is no path, by the part of the scenario that it stands in."""
SECTOR_PARTS = ("market", "world")
"""What a sector sets: what customers are like, never what a firm does."""
EVERY_SEGMENT = "*"
"""Stands in a sector for every segment of the scenario."""
LONGEST_CHAIN = 20
"""Files that may rest on each other in a row."""
HOME = "scenarios"
"""A folder of this name is the home of all scenarios in it: they may name each other's files."""

_PUBLISHED = {"measure", "low", "high", "source"}
"""What a sector says that others published of such a market."""
_IN_SECTOR = {"reason", "published", *SECTOR_PARTS}
"""What a sector has at its top."""

Chain = tuple[tuple[str, Path], ...]
"""The files on the way to a value, each by the name it was given and by its real place."""
Follow = Callable[[Node, TreePath, Chain], Node]


class IsStudyError(InputError):
    """The file is about many scenarios, and must be read as a study."""


def is_study(tree: Node) -> bool:
    """Tell by its parts whether a file holds a study, which rests on a scenario, or a scenario."""
    parts = inside(tree).keys()
    return bool(parts & STUDY_PARTS) and not parts & SCENARIO_PARTS


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

    def scenario(self, name: str) -> Node:
        """Read a scenario file with all that it rests on; its faults are noted, but for `IsStudyError`.

        A name that is no path is looked up in the library; where nothing has it, a `InputError` says so.
        """
        file = library.find(name, library.SCENARIO, library.STUDY)
        check_file(file, library.SCENARIO)
        real = _real(file)
        tree = self._file(file, real)
        if tree and is_study(tree):
            raise IsStudyError(message("fault.file.study", place=name))
        if tree:
            check_content(tree, name, library.SCENARIO)
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
        below = self._followed(entries.pop("base", None), ("base",), chain, self.layer)
        for part, follow in (("policies", self._policy), ("network", self._network_file)):
            if (
                part in entries
                and isinstance(entries[part].value, dict)
                and self._is_few(entries[part], part)
            ):
                read = {key: follow(node, (part, key)) for key, node in inside(entries[part]).items()}
                entries[part] = replace(entries[part], value=read)
        return lay_over(below or under, replace(tree, value=entries), path, self.faults)

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
        return lay_over(_for_segments(sector, segments), tree, (), self.faults)

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

    def _policy(self, node: Node, path: TreePath) -> Node:
        """Read a policy that is named by its file, or rests on one; inline levers stay as they are."""
        if isinstance(node.value, str):
            levers = self._followed(node, path, (), self._levers)
            return replace(levers or node, whole=True)
        return replace(self._levers(node, path, ()), whole=True) if "base" in inside(node) else node

    def _levers(self, tree: Node, path: TreePath, chain: Chain) -> Node:
        """Lay the levers of a policy, file or mapping, over those of its base, and check its reasons."""
        entries = inside(tree)
        if chain:
            self._check_reason(tree)
            entries.pop("reason", None)
        reasons = entries.pop("reasons", None)
        below = self._followed(entries.pop("base", None), (*path, "base"), chain, self._levers)
        levers = replace(tree, value=entries)
        if reasons is not None:
            self._check_reasons(reasons, levers)
        return lay_over(below, levers, path, self.faults)

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
            self._lose(format_fault(node, path, message("fault.file_name")))
            return None
        folder = os.path.dirname(node.file) if node.line else self.folder
        name = os.path.normpath(os.path.join(folder, node.value))
        kinds = [_KIND_AT[part] for part in _KIND_AT if part == path[0]]
        if not os.path.lexists(name) and (shipped := library.named(node.value, *kinds)):
            return shipped, _real(shipped)
        real = _real(name)
        root = self._root_of(node)
        if not any(home is None or real.is_relative_to(home) for home in (root, library.folder())):
            home = _seen_from_here(root)
            self._lose(format_fault(node, path, message("fault.outside", folder=home)))
        elif not os.path.exists(real):
            known = [each for kind in kinds for each in library.files(kind)]
            names = [*_names_in(real.parent), *known]
            wrong = meant("fault.no_file", real.name, names)
            if kinds and library.is_name(node.value):
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
