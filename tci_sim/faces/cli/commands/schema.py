"""`tci-sim schema`."""

import typer

from tci_sim.faces.cli import options


def schema(
    policy: options.Policy = False, study: options.StudyFiles = False, targets: options.Targets = False
) -> None:
    """Print the JSON Schema of scenario files, of policy files, of study files, or of files of targets."""
    import json

    from tci_sim.faces.cli.schemas import asked_schema

    asked = asked_schema(policy=policy, study=study, targets=targets)
    typer.echo(json.dumps(asked, indent=1, ensure_ascii=False))
