"""Gather the files that a scenario rests on: its bases, its policies, its networks."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

from tci_sim.errors import ScenarioError, nearest
from tci_sim.scenario.tree import dotted, lay_over, leaves, told
from tci_sim.scenario.tree import Path as TreePath
from tci_sim.scenario.yaml_file import Node, read_yaml

NETWORK_FILES = ("nodes", "edges", "graphml", "willems")
"""Fields of a scenario's network that name a file."""
LONGEST_CHAIN = 20
"""Files that may rest on each other in a row."""


class Reader:
    """Reads files, follows the names in them, and notes what is wrong.

    Parameters
    ----------
    folder : str
        Folder from which names are followed that stand in no file.
    allow_outside : bool
        Whether a file may lie outside the folder of the scenario, or outside the folder called `scenarios`
        that this folder lies in.
    """

    def __init__(self, folder: str, allow_outside: bool) -> None:
        self.folder = folder
        self.root = None if allow_outside else _root(Path(folder).resolve())
        self.faults: list[str] = []
        self.files: list[Path] = []
        self.lost = False
        """Whether a file could not be read, so that what is missing says nothing."""
        self._read: dict[Path, Node | None] = {}

    def file(self, name: str, real: Path) -> Node | None:
        """Read a file once; None where that fails."""
        if real not in self._read:
            try:
                self._read[real] = read_yaml(name)
                self._note(real)
            except ScenarioError as error:
                self.faults.extend(error.faults)
                self.lost = True
                self._read[real] = None
        return self._read[real]

    def _note(self, real: Path) -> None:
        if real not in self.files:
            self.files.append(real)

    def layer(self, tree: Node, chain: tuple[Path, ...] = ()) -> Node:
        """Bring in all that one file (or mapping) names: its base below it, its policies and networks in it.

        Parameters
        ----------
        tree : Node
            A mapping, as it was written.
        chain : tuple of Path
            The files on the way to it, itself the last.

        Returns
        -------
        Node
            What it says, laid over what its base says.
        """
        entries = dict(tree.value) if isinstance(tree.value, dict) else {}
        if tree.line:
            self._reason(tree, ())
        below = self._below(entries.pop("base", None), ("base",), chain, self.layer)
        policies = entries.get("policies")
        if policies is not None and isinstance(policies.value, dict):
            read = {key: self._policy(node, ("policies", key), ()) for key, node in policies.value.items()}
            entries["policies"] = replace(policies, value=read)
        network = entries.get("network")
        if network is not None and isinstance(network.value, dict):
            found = {key: self._network(node, key) for key, node in network.value.items()}
            entries["network"] = replace(network, value=found)
        return lay_over(below, replace(tree, value=entries), (), self.faults)

    def _below(self, base: Node | None, path: TreePath, chain: tuple[Path, ...], follow) -> Node | None:  # type: ignore[no-untyped-def]
        if base is None:
            return None
        return None
