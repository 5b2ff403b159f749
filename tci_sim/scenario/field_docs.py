"""What each field of the schema means: the text that stands under it in the source, read when it is asked for."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tci_sim.scenario.quantity import Part


def meanings(part: type[Part]) -> Mapping[str, str]:
    """Return what each field of a part means.

    Parameters
    ----------
    part : type of Part
        One part of the schema.

    Returns
    -------
    mapping of str to str
        The text under each field, by the name of the field; a field without one is absent.

    Examples
    --------
    >>> from tci_sim.scenario.policy import Learning
    >>> meanings(Learning)["p_learn"]
    "Chance that a member's belief moves towards the code."
    """
    found: dict[str, str] = {}
    for kind in reversed(part.__mro__):
        if issubclass(kind, Part):
            found |= _meanings_in(kind.__module__).get(kind.__name__, {})
    return found


@cache
def _meanings_in(module: str) -> Mapping[str, Mapping[str, str]]:
    """Read the texts of all classes of a module; pydantic would do so at each import, at twice its cost."""
    source = Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8")
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    return {node.name: MappingProxyType(dict(_texts(node))) for node in classes}


def _texts(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in zip(node.body, node.body[1:], strict=False):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, " ".join(text.split())
