"""`tci-sim new`."""

import typer

from tci_sim.faces.cli import options


def new(file: options.NewFile) -> None:
    """Write a file to begin with: a commented scenario, or a copy of a file of the library."""
    from tci_sim.scenario.starter import write_starter

    typer.echo(write_starter(file), err=True)
