"""What `--install-completion` does: typer's way to install, reported in our words."""

from __future__ import annotations

from typing import Any

import typer

from tci_sim.errors import InputError, RunError, system_reason
from tci_sim.messages import message


def install_and_report(ctx: Any, param: Any, value: Any) -> Any:
    """Install completion for the shell that is named, or for the one that this runs in.

    Raises
    ------
    InputError
        If the shell is not known.
    RunError
        If its files cannot be written.
    """
    if not value or ctx.resilient_parsing:
        return value
    from contextlib import redirect_stdout
    from io import StringIO

    from typer.completion import install  # type: ignore[attr-defined]

    try:
        with redirect_stdout(StringIO()):  # typer says in English that it does not know the shell
            shell, path = install(shell=str(value) if isinstance(value, str) else None)
    except typer.Exit:
        raise InputError(message("cli.no_such_shell")) from None
    except OSError as error:
        raise RunError(message("cli.completion_unwritable", reason=system_reason(error))) from None
    typer.echo(str(message("cli.completion_installed", shell=str(shell), file=str(path))))
    raise typer.Exit
