"""`tci-sim schema`."""

import typer

from tci_sim.faces.cli import options


def schema(policy: options.Policy = False) -> None:
    """Print the JSON Schema of scenario files, or of policy files."""
    import json

    from tci_sim.scenario.json_schema import policy_schema, scenario_schema

    typer.echo(json.dumps(policy_schema() if policy else scenario_schema(), indent=1, ensure_ascii=False))
