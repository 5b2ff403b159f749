"""What the compiler sees of a source is its syntax, and what it imports of this package."""

from __future__ import annotations

import pytest

from tci_sim.engine.backend.source_hash import (
    PACKAGE,
    compiled_modules,
    imported_modules,
    read_source,
    source_hash,
)

SOURCE = '''
"""A module."""
import numpy as np
from tci_sim.engine.state.types import MICRO


class Part:
    """A part."""

    size: float = 1.0
    """Its size."""


def double(x):
    """Double it."""
    return 2 * x
'''


def syntax(source: str) -> str:
    return read_source(source.encode(), "tci_sim.engine").syntax


def imports(source: str, package: str = "tci_sim.engine") -> tuple[str, ...]:
    return read_source(source.encode(), package).imports


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""A module."""', '"""Another text."""'),
        ('"""Its size."""', ""),
        ('    """Double it."""\n', ""),
        ("    return 2 * x", "    # twice\n\n    return (2 * x)"),
        ("class Part", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import this\n\nclass Part"),
    ],
)
def test_what_no_compiler_sees_is_not_part_of_it(old, new):
    assert old in SOURCE
    before = (
        SOURCE
        if "TYPE_CHECKING" not in new
        else SOURCE.replace(old, "from typing import TYPE_CHECKING\n" + old)
    )
    assert syntax(SOURCE.replace(old, new)) == syntax(before)


@pytest.mark.parametrize(
    ("old", "new"), [("2 * x", "3 * x"), ("= 1.0", "= 1.5"), ("MICRO", "MILLI"), ("x):", "y):")]
)
def test_everything_else_is(old, new):
    assert syntax(SOURCE.replace(old, new)) != syntax(SOURCE)


def test_an_else_for_those_who_run_it_is_seen():
    one, other = (
        f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    A = 1\nelse:\n    A = {k}" for k in (2, 3)
    )
    assert syntax(one) != syntax(other)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import tci_sim.engine.state", ("tci_sim.engine.state",)),
        ("from tci_sim.engine import state, rules", ("tci_sim.engine.rules", "tci_sim.engine.state")),
        ("def f():\n    from tci_sim.errors import TciError", ("tci_sim.errors.TciError",)),
        ("from . import state", ("tci_sim.engine.state",)),
        ("from .state import types", ("tci_sim.engine.state.types",)),
        ("from ..errors import TciError", ("tci_sim.errors.TciError",)),
        ("import numpy, tci_simple", ()),
        ("import typing\nif typing.TYPE_CHECKING:\n    import tci_sim.errors", ()),
    ],
)
def test_imports_are_found_however_they_are_written(source, found):
    assert imports(source) == found


def test_a_module_is_seen_with_all_that_it_imports():
    rules = imported_modules("tci_sim.engine.rules.learning")
    assert {
        "tci_sim.engine.rules.learning",
        "tci_sim.engine.arithmetic",
        "tci_sim.engine.backend.linking",
    } <= set(rules)
    assert not [
        name for name in rules if name.startswith(("tci_sim.scenario", "tci_sim.world", "tci_sim.analysis"))
    ]


def test_what_is_no_module_of_this_package_is_not_seen():
    assert source_hash("numpy") is None
    assert source_hash("tci_sim.no_such_module") is None
    assert source_hash("__main__") is None


def test_every_module_that_declares_a_phase_or_a_stage_is_a_compiled_module():
    months = compiled_modules(["tci_sim.simulation"])
    declaring = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for folder in ("engine", "world")
        for path in (PACKAGE / folder).rglob("*.py")
        if any(
            line in ("@phase", "@compiled", "@inlined")
            for line in path.read_text(encoding="utf-8").splitlines()
        )
    }
    assert declaring <= set(months)
    assert len(declaring) > 20
