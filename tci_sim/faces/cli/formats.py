"""The option `--format`: a command prints in any of the formats that its view declares, in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import typer

from tci_sim.errors import InputError, legible
from tci_sim.faces.cli.language import using_language_of
from tci_sim.messages import listing, message

TABLE, TEXT, JSON = "table", "text", "json"
"""Formats that the command line itself knows; the first is printed where nothing else is asked."""


def formats_of(view: str) -> Mapping[str, Callable[..., str]]:
    """Return what a view can write, by the name of the format."""
    found: Mapping[str, Callable[..., str]] = import_module(view).FORMATS
    return found


def format_option(help: str, *, view: str = "", names: Sequence[str] = ()) -> Any:
    """Declare the option.

    Parameters
    ----------
    help : str
        Id of its help.
    view : str
        Dotted name of the module that declares the formats; not imported before another than a table is asked for.
    names : sequence of str
        The formats, where no view declares them.
    """

    def known() -> Sequence[str]:
        return names or list(formats_of(view))

    def checked(value: str) -> str:
        if (names or value != TABLE) and value not in known():
            allowed = listing(known(), "or")
            raise InputError(
                message("cli.must_be_one_of", option="--format", value=legible(value), allowed=allowed)
            )
        return value

    def beginning(with_: str) -> list[str]:
        return [name for name in known() if name.startswith(with_)]

    return typer.Option("--format", metavar="format", help=help, parser=checked, autocompletion=beginning)


def print_in(formats: Mapping[str, Callable[..., str]], format_: str, *found: Any) -> None:
    """Print what was found in a format, in the language that is right for it."""
    with using_language_of(format_):
        typer.echo(formats[format_](*found), nl=False)
