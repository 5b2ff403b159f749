"""Value networks as files: a node table and an edge table in CSV, or one GraphML file."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any
from xml.parsers import expat

from tci_sim.errors import InputError, meant, system_reason
from tci_sim.messages import Message, listing, message
from tci_sim.safe_files import write_together
from tci_sim.world.network import ValueNetwork
from tci_sim.world.network_table import EDGE_COLUMNS, NODE_COLUMNS, Origin, comparable, shown

LARGEST_FILE = 50_000_000  # [byte]
MOST_ROWS = 200_000  # [row]
MOST_COLUMNS = 100  # [column] of a node or edge table

FilePath = str | PathLike[str]


def read_text(path: FilePath) -> str:
    """Read a file of bounded size as UTF-8, with or without a byte order mark.

    Raises
    ------
    InputError
        If it is absent, no file, too large, unreadable or not UTF-8.
    """
    file = Path(path)
    try:
        if file.exists() and not file.is_file():
            raise InputError(message("network.file.not_a_file", file=str(file)))
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise InputError(message("network.file.absent", file=str(file))) from None
    except (OSError, ValueError) as error:
        raise InputError(
            message("network.file.unreadable", file=shown(file), reason=system_reason(error))
        ) from None
    if len(content) > LARGEST_FILE:
        most = str(LARGEST_FILE // 1_000_000)
        raise InputError(message("network.file.large", file=str(file), most=most))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(message("network.file.encoding", where=f"{file}:{line}")) from None
    if "\0" in text:  # UTF-16 without its mark passes as UTF-8 so far, and would hide words from a search
        raise InputError(message("network.file.encoding", where=str(file)))
    return text


def read_cells(path: FilePath) -> tuple[list[list[str]], list[int]]:
    """Read the rows of a CSV file that are not blank, of any length, with their line numbers.

    Raises
    ------
    InputError
        If the file cannot be read, is no CSV, is empty or has too many rows.
    """
    # A quoted cell may run over several lines: a row's line number is that of its first line.
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append([cell.strip() for cell in cells])
                lines.append(line)
            line = reader.line_num + 1
            if len(rows) > MOST_ROWS:
                raise _too_many_rows(path, line)
    except csv.Error as error:
        at = f"{path}:{reader.line_num}"
        raise InputError(message("network.file.not_csv", where=at, reason=str(error))) from None
    if not rows:
        raise InputError(message("network.file.empty", file=str(path)))
    return rows, lines


def read_network(nodes_path: FilePath, edges_path: FilePath) -> ValueNetwork:
    """Read a node table and an edge table in CSV; `ValueNetwork.build` describes their columns.

    Raises
    ------
    InputError
        With one line for each fault in either file, naming file, line and node.
    """
    faults: list[Message | str] = []
    nodes, nodes_from = _read_table(nodes_path, ["name"], list(NODE_COLUMNS), faults)
    edges, edges_from = _read_table(edges_path, ["source", "target"], list(EDGE_COLUMNS), faults)
    if faults:
        raise InputError(*faults)
    return ValueNetwork.build(nodes, edges, nodes_from=nodes_from, edges_from=edges_from)


def _read_table(
    path: FilePath, required: Sequence[str], allowed: Sequence[str], faults: list[Message | str]
) -> tuple[list[dict[str, Any]], Origin]:
    try:
        (header, *rows), (first, *lines) = read_cells(path)
    except InputError as error:
        faults += error.messages
        return [], Origin(str(path))
    if len(header) > MOST_COLUMNS:
        wide, most = len(header), str(MOST_COLUMNS)
        faults.append(message("network.file.columns", where=f"{path}:{first}", columns=str(wide), most=most))
        return [], Origin(str(path))
    at = f"{path}:{first}"
    strange = [name for name in header if name not in allowed]
    for key in required:
        if key not in header:
            faults.append(meant("network.column.missing", key, strange, where=at, column=key))
    for key in dict.fromkeys(header):
        seen = shown(key)
        if header.count(key) > 1:
            faults.append(message("network.column.twice", where=at, column=seen))
        if key not in allowed:
            known = listing(allowed, "or")
            faults.append(meant("network.column.unknown", key, allowed, where=at, column=seen, known=known))
    for cells, line in zip(rows, lines, strict=True):
        if len(cells) > len(header):
            faults.append(
                message(
                    "network.file.cells",
                    where=f"{path}:{line}", row=shown(cells[0]), cells=str(len(cells)), most=str(len(header)),
                )
            )  # fmt: skip
    named = [dict(itertools.zip_longest(header, cells[: len(header)])) for cells in rows]
    return named, Origin(str(path), lines)


def write_network(network: ValueNetwork, nodes_path: FilePath, edges_path: FilePath) -> None:
    """Write the node table and the edge table in CSV; `read_network` gives back an equal network.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    texts: dict[FilePath, str] = {}
    for path, names, table in (
        (nodes_path, list(NODE_COLUMNS), network.node_table()),
        (edges_path, list(EDGE_COLUMNS), network.edge_table()),
    ):
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
        texts[path] = text.getvalue()
    _write_texts(texts)


def read_graphml(path: FilePath) -> ValueNetwork:
    """Read a directed GraphML graph; ids are names, attributes are columns as in `ValueNetwork.build`.

    Raises
    ------
    InputError
        If it is no plain GraphML file, or with one line for each fault, naming file, line and node.
    """
    import networkx as nx

    text = read_text(path)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InputError(message("network.file.entities", file=str(path)))
    lines = _lines_of(path, text)
    try:
        # Text, not bytes: then the parser cannot be told another encoding that hides a declaration from us.
        graph = nx.parse_graphml(text, edge_key_type=str)
    except (nx.NetworkXException, KeyError, ValueError, TypeError, AttributeError) as error:
        reason = str(error).strip("'\"").rstrip(".")
        raise InputError(message("network.file.not_graphml", file=str(path), reason=reason)) from None
    for rows, defaults in (
        (graph.nodes(data=True), graph.graph.get("node_default", {})),
        (graph.edges(data=True), graph.graph.get("edge_default", {})),
    ):
        for *_, attributes in rows:
            attributes.update(defaults | attributes)
    return ValueNetwork.from_networkx(graph, file=str(path), lines=lines)


def _lines_of(path: FilePath, text: str) -> dict[Any, int]:
    """Find the line of each node, by id, and of the first edge between two, by both ids; check the ids."""
    nodes: dict[str, int] = {}
    edges: dict[tuple[str, str], int] = {}
    faults: list[Message] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind, line = tag.rpartition(":")[2], parser.CurrentLineNumber
        keys = {"node": ("id",), "edge": ("source", "target")}.get(kind, ())
        ids = [attributes[key] for key in keys if key in attributes]
        if len(ids) < len(keys):
            at = f"{path}:{line}"
            faults.append(
                message("network.file.node_id", where=at)
                if kind == "node"
                else message("network.file.edge_ends", where=at)
            )
        elif kind == "edge":
            edges.setdefault((ids[0], ids[1]), line)
        elif kind == "node" and nodes.setdefault(ids[0], line) != line:
            at = f"{path}:{line}: node '{shown(ids[0])}'"
            faults.append(message("network.duplicate", where=at))
        if len(nodes) > MOST_ROWS or len(edges) > MOST_ROWS:
            raise _too_many_rows(path, line)

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        raise InputError(
            message("network.file.not_xml", where=f"{path}:{error.lineno}", reason=reason)
        ) from None
    names = list(nodes)
    for ends, line in edges.items():
        for end in ends:
            if end not in nodes:
                at = f"{path}:{line}: edge '{shown(ends[0])}' -> '{shown(ends[1])}'"
                near = comparable(names, len(faults))
                faults.append(meant("network.no_node_called", end, near, where=at, node=shown(end)))
    if faults:
        raise InputError(*faults)
    return {**nodes, **edges}


def write_graphml(network: ValueNetwork, path: FilePath) -> None:
    """Write the network as GraphML; `read_graphml` gives back an equal network.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    import networkx as nx

    graph = network.to_networkx()
    if graph.is_multigraph():  # the keys become the ids of edges, which must be unique in a file
        edges = [(s, t, f"{s} {kind} {t}", row) for s, t, kind, row in graph.edges(keys=True, data=True)]
        graph.remove_edges_from(list(graph.edges(keys=True)))
        graph.add_edges_from(edges)
    _write_texts({path: "\n".join(nx.generate_graphml(graph)) + "\n"})


def _write_texts(texts: Mapping[FilePath, str]) -> None:
    """Write files, all of them or none."""
    try:
        write_together({Path(path): text.encode() for path, text in texts.items()})
    except OSError as error:
        files = listing(map(str, texts), "and")
        raise InputError(
            message("network.file.unwritable", file=files, reason=system_reason(error))
        ) from None


def _too_many_rows(path: FilePath, line: int) -> InputError:
    return InputError(message("network.file.rows", where=f"{path}:{line}", most=str(MOST_ROWS)))
