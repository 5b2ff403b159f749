"""Versions of the program and of its results."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

RESULTS_VERSION = 5
"""Rises whenever the numbers of any shipped scenario change."""

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
"""In a checkout, the one file that holds the version; an installed package has none beside it."""


@cache
def program_version() -> str:
    """Return the version of the program: of a checkout, what pyproject.toml says; else that of the installed package.

    A checkout comes first, for what an editable install says of it is as old as the install.
    """
    return _of_checkout(PROJECT) or _of_installation()


def _of_checkout(project: Path) -> str | None:
    """Find the version in pyproject.toml; to read all of it as TOML takes a hundred times as long."""
    try:
        text = project.read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r'^\[project\]\nname = "tci-sim"\nversion = "(.+)"$', text, re.MULTILINE)
    return found[1] if found else None


def _of_installation() -> str:
    from importlib import metadata  # takes as long to import as the command line itself

    try:
        return metadata.version("tci-sim")
    except metadata.PackageNotFoundError:
        return "unknown"  # a copy of the folder, without what installing writes
