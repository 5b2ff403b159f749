"""GraphML files as tables, in one pass that is bounded in elements and depth.

It takes what igraph, yEd, Gephi, Cytoscape and networkx write. A node that holds a graph is a group, and no node. What
is drawn is not read, but for the label that yEd gives a node.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from tci_sim.errors import InputError
from tci_sim.messages import listing, message
from tci_sim.world.networks import text_files
from tci_sim.world.networks.cells import shown
from tci_sim.world.networks.columns import plain
from tci_sim.world.networks.tables import Findings, Kind, Origin, Table
from tci_sim.world.networks.text_files import FilePath, read_text, too_many_rows

MOST_ELEMENTS = 2_000_000  # [element] of a file
MOST_DEPTH = 100  # [element] within each other
MOST_GROUPS_SHOWN = 5

_DRAWN_LABELS = ("NodeLabel", "Label.Text")  # of yEd, and of its sisters on the web
_OF_THE_FILE: Mapping[Kind, tuple[str, ...]] = {"node": ("id",), "edge": ("source", "target")}


class _Key(NamedTuple):
    """What a file declares of an attribute."""

    name: str
    domain: str
    """'node', 'edge', 'all', ...; empty if nothing is declared."""
    type: str


@dataclass
class _Item:
    """A node or an edge."""

    kind: Kind
    line: int
    ids: tuple[str, ...]
    """The id of a node; the ends of an edge."""
    is_group: bool = False
    label: str = ""
    """What is drawn on it."""
    data: dict[str, str] = field(default_factory=dict)
    """Text by the id of its key."""


def read_graphml_tables(path: FilePath, findings: Findings) -> tuple[Table, Table]:
    """Read a directed GraphML graph.

    Parameters
    ----------
    path : path
        The file.
    findings : Findings
        Grows by what is wrong with its nodes and edges, and by one notice of its groups.

    Returns
    -------
    nodes, edges : Table

    Raises
    ------
    InputError
        If it cannot be read, is no GraphML, or is beyond the bounds.
    """
    reader = _Reader(path, findings)
    reader.parse(read_text(path))
    groups = [item for item in reader.items if item.is_group]
    if groups:
        names = [f"'{shown(item.label or item.ids[0])}'" for item in groups]
        names[MOST_GROUPS_SHOWN:] = ["..."] * (len(names) > MOST_GROUPS_SHOWN)
        findings.notices.append(
            message(
                "warning.groups_passed_over", where=f"{path}:{groups[0].line}", names=listing(names, "and")
            )
        )
    nodes = reader.table("node")._replace(groups=frozenset(item.ids[0] for item in groups))
    return nodes, reader.table("edge")


class _Reader:
    """Gathers nodes, edges and keys while a file is parsed."""

    def __init__(self, path: FilePath, findings: Findings) -> None:
        self.path = path
        self.findings = findings
        self.items: list[_Item] = []
        self.keys: dict[str, _Key] = {}
        self.defaults: dict[str, str] = {}
        self._open: list[str] = []  # tags, from the outermost in
        self._owners: list[_Item] = []  # nodes and edges, from the outermost in
        self._elements = 0
        self._graphs = 0
        self._rows: dict[Kind, int] = {"node": 0, "edge": 0}  # sound or not
        self._has_ports = False
        self._key = ""  # of the data or the default that is open
        self._data_at = 0  # how deep the data that is open stands; 0 if none is
        self._is_drawn = False  # whether that data holds elements
        self._label_is_open = False
        self._text: list[str] = []

    def parse(self, text: str) -> None:
        """Parse the file; what it holds is in the attributes afterwards."""
        # The parser is told the encoding: then no other can hide a declaration from us.
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        try:
            parser.Parse(text.encode(), True)
        except expat.ExpatError as error:
            at, reason = f"{self.path}:{error.lineno}", expat.errors.messages[error.code]
            raise InputError(message("network.file.not_xml", where=at, reason=reason)) from None
        if not self._graphs:
            raise InputError(message("network.file.no_graph", file=str(self.path)))

    def table(self, kind: Kind) -> Table:
        """Lay out the nodes, or the edges."""
        items = [item for item in self.items if item.kind == kind and not item.is_group]
        used = {key for item in items for key in item.data}
        for key in sorted(used - self.keys.keys()):
            line = next(item.line for item in items if key in item.data)
            at = f"{self.path}:{line}"
            self.findings.faults.append(message("network.file.no_key", where=at, key=shown(key)))
        own = _OF_THE_FILE[kind]
        columns = {
            id_: key
            for id_, key in self.keys.items()
            if (key.domain == kind or id_ in used) and plain(key.name) not in own
        }
        header = [*own, *(key.name for key in columns.values())]
        types = ["string"] * len(own) + [key.type for key in columns.values()]
        rows: list[list[str | None]] = [
            [*item.ids, *(item.data.get(id_, self.defaults.get(id_)) for id_ in columns)] for item in items
        ]
        if kind == "node" and not {"name", "label"} & {plain(name) for name in header}:
            header.append("label")
            rows = [[*row, item.label] for row, item in zip(rows, items, strict=True)]
        elif self._has_ports and kind == "edge":
            header.append("port")
        return Table(header, rows, Origin(str(self.path), [item.line for item in items]), types)

    @property
    def _at(self) -> str:
        return f"{self.path}:{self._parser.CurrentLineNumber}"

    def _refuse_doctype(self, *_: object) -> None:
        raise InputError(message("network.file.entities", file=str(self.path)))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self._elements += 1
        if self._elements > MOST_ELEMENTS or len(self._open) == MOST_DEPTH:
            most, deep = str(MOST_ELEMENTS), str(MOST_DEPTH)
            raise InputError(message("network.file.elements", where=self._at, most=most, deep=deep))
        if not self._open and tag != "graphml":
            raise InputError(message("network.file.not_graphml", where=self._at, tag=shown(tag)))
        inside = self._open[-1] if self._open else ""
        self._open.append(tag)
        if self._data_at:
            self._is_drawn = True
            self._end_label()
            if tag in _DRAWN_LABELS:
                self._label_is_open = True
                self._text.clear()
        elif tag in ("data", "default"):
            self._data_at = len(self._open)
            self._is_drawn = False
            self._text.clear()
            self._key = attributes.get("key", "") if tag == "data" else self._key
        elif tag == "key":
            self._key = attributes.get("id", "")
            named = attributes.get("attr.name") or attributes.get("yfiles.type") or self._key
            self.keys[self._key] = _Key(named, attributes.get("for", ""), attributes.get("attr.type", ""))
        elif tag == "graph":
            self._start_graph(inside, attributes)
        elif tag in ("node", "edge"):
            self._start_item("node" if tag == "node" else "edge", attributes)
        elif tag == "hyperedge":
            self.findings.faults.append(message("network.file.hyperedge", where=self._at))
        elif tag == "port":
            self._has_ports = True

    def _start_graph(self, inside: str, attributes: dict[str, str]) -> None:
        if inside == "node" and self._owners:
            self._owners[-1].is_group = True
        else:
            self._graphs += 1
            if self._graphs > 1:
                raise InputError(message("network.file.second_graph", where=self._at))
        if attributes.get("edgedefault") == "undirected":
            raise InputError(message("network.file.undirected", file=str(self.path)))

    def _start_item(self, kind: Kind, attributes: dict[str, str]) -> None:
        ids = tuple(attributes.get(key, "").strip() for key in _OF_THE_FILE[kind])
        if not all(ids):
            self.findings.faults.append(
                message("network.file.node_id", where=self._at)
                if kind == "node"
                else message("network.file.edge_ends", where=self._at)
            )
        if attributes.get("directed") == "false":
            self.findings.faults.append(message("network.file.undirected_edge", where=self._at))
        item = _Item(kind, self._parser.CurrentLineNumber, ids, "yfiles.foldertype" in attributes)
        self._owners.append(item)
        if all(ids):
            self.items.append(item)
        self._rows[kind] += 1
        if self._rows[kind] > text_files.MOST_ROWS:
            raise too_many_rows(self.path, item.line)

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        self._end_label()
        if self._data_at == len(self._open):
            text = "" if self._is_drawn else "".join(self._text).strip()
            inside = self._open[-2]
            self._data_at = 0
            if tag == "default":
                self.defaults[self._key] = text
            elif inside in ("node", "edge"):
                self._end_data(text)
        elif tag in ("node", "edge") and not self._data_at:
            self._owners.pop()
            self._text.clear()
        self._open.pop()

    def _end_label(self) -> None:
        """Take the text of a label, which ends where it does or where something else begins in it."""
        if self._label_is_open and self._owners:
            owner = self._owners[-1]
            owner.label = owner.label or " ".join("".join(self._text).split())
        self._label_is_open = False

    def _end_data(self, text: str) -> None:
        data = self._owners[-1].data
        if self._key in data:
            self.findings.faults.append(
                message("network.file.data_twice", where=self._at, key=shown(self._key))
            )
        data[self._key] = text
