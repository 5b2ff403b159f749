"""Which field of a scenario's network a file belongs to, told by the end of its name."""

from __future__ import annotations

import os
from collections.abc import Sequence

from tci_sim.errors import InputError
from tci_sim.messages import listing, message

GRAPHS = (".graphml", ".xml")
"""Ends of names of files that hold a graph."""
TABLES = (".csv", ".tsv", ".tab", ".txt")
"""Ends of names of files that hold a table."""


def network_fields(files: Sequence[str]) -> dict[str, str]:
    """Find what network files are by their names, in capitals or not.

    Parameters
    ----------
    files : sequence of str
        One file, or the tables of nodes and of edges.

    Returns
    -------
    dict of str to str
        Each file by the field of `network` that it belongs to.

    Raises
    ------
    InputError
        If there are more, or if one is of no kind that is known, or stands beside another and should not.

    Examples
    --------
    >>> network_fields(["net.GraphML"]), network_fields(["nodes.csv", "edges.tsv"])
    ({'graphml': 'net.GraphML'}, {'nodes': 'nodes.csv', 'edges': 'edges.tsv'})
    """
    if len(files) > 2:
        raise InputError(message("cli.too_many_networks", times=len(files)))
    known = listing((*GRAPHS, *TABLES), "or")
    kinds = {file: os.path.splitext(file)[1].casefold() for file in files}
    faults = [
        message("network.file.unknown_kind", file=file, known=known)
        for file, kind in kinds.items()
        if kind not in (*GRAPHS, *TABLES)
    ]
    if len(files) > 1:
        faults += [message("network.file.alone", file=file) for file, kind in kinds.items() if kind in GRAPHS]
    if faults:
        raise InputError(*faults)
    if len(files) > 1:
        return dict(zip(("nodes", "edges"), files, strict=True))
    return {"graphml" if kinds[file] in GRAPHS else "willems": file for file in files}
