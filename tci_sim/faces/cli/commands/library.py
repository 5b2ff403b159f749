"""`tci-sim library`."""

import typer


def library() -> None:
    """Print the files of the library, by kind, with a description of each."""
    from tci_sim.scenario.library_report import as_text

    typer.echo(as_text(), nl=False)
