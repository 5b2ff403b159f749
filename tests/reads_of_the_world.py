"""Which uncertainties the source of some folder reads: attributes of what is called as a group of the world is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import tci_sim
from tci_sim.scenario.quantity import quantities
from tci_sim.scenario.world import World

PATHS = tuple(path for path, _ in quantities(World))


def read_in(folder: str) -> set[str]:
    """Paths below `world` that functions of the modules of a folder of the package read."""
    modules = (Path(tci_sim.__file__).parent / folder).rglob("*.py")
    trees = (ast.parse(module.read_text(encoding="utf-8")) for module in modules)
    functions = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {path for function in functions for path in _read_by(function)} & set(PATHS)


def _read_by(function: ast.FunctionDef) -> Iterator[str]:
    groups = dict(_aliases(function))
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute):
            above = node.value
            name = above.attr if isinstance(above, ast.Attribute) else getattr(above, "id", "")
            group = groups.get(name, name) if isinstance(above, ast.Name) else name
            yield f"{group}.{node.attr}"


def _aliases(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Names that stand for an attribute of something, such as `s` after `s = world.satisfaction`."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            both = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            pairs = zip(target.elts, value.elts, strict=True) if both else [(target, value)]  # type: ignore[attr-defined]
            for name, stands_for in pairs:
                if isinstance(name, ast.Name) and isinstance(stands_for, ast.Attribute):
                    yield name.id, stands_for.attr
