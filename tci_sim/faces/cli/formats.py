"""The option `--format`: a command prints in any of the formats that its view declares, in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import typer

TABLE = "table"
"""What is printed where nothing else is asked."""


def formats_of(view: str) -> Mapping[str, Callable[..., str]]:
    """Return what a view can write, by the name of the format."""
    found: Mapping[str, Callable[..., str]] = import_module(view).FORMATS
    return found


def format_option(view: str, help: str) -> Any:
    """Declare the option; the view is not imported before another format than a table is asked for.

    Parameters
    ----------
    view : str
        Dotted name of the module that declares the formats.
    help : str
        What stands in the help.
    """

    def checked(value: str) -> str:
        if value != TABLE and value not in formats_of(view):
            names = ", ".join(f"'{name}'" for name in formats_of(view))
            raise typer.BadParameter(f"'{value}' is not one of {names}.")
        return value

    def beginning(with_: str) -> list[str]:
        return [name for name in formats_of(view) if name.startswith(with_)]

    return typer.Option("--format", metavar="FORMAT", help=help, callback=checked, autocompletion=beginning)
