"""`tci-sim schema`."""

import typer

from tci_sim.errors import InputError
from tci_sim.faces.cli import options
from tci_sim.messages import message


def schema(policy: options.Policy = False, targets: options.Targets = False) -> None:
    """Print the JSON Schema of scenario files, of policy files, or of files of targets."""
    import json

    from tci_sim.analysis.validation.targets_schema import targets_schema
    from tci_sim.scenario.json_schema import policy_schema, scenario_schema

    if policy and targets:
        raise InputError(message("cli.one_schema"))
    make = policy_schema if policy else targets_schema if targets else scenario_schema
    typer.echo(json.dumps(make(), indent=1, ensure_ascii=False))
