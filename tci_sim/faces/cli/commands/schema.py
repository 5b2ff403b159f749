"""`tci-sim schema`."""

import typer

from tci_sim.errors import InputError
from tci_sim.faces.cli import options
from tci_sim.messages import listing, message


def schema(
    policy: options.Policy = False, study: options.StudyFiles = False, targets: options.Targets = False
) -> None:
    """Print the JSON Schema of scenario files, of policy files, of study files, or of files of targets."""
    import json

    from tci_sim.analysis.validation.targets_schema import targets_schema
    from tci_sim.designs.study_schema import study_schema
    from tci_sim.scenario.json_schema import policy_schema, scenario_schema

    kinds = {"--policy": policy and policy_schema, "--study": study and study_schema}
    kinds |= {"--targets": targets and targets_schema}
    asked = {option: make for option, make in kinds.items() if make}
    if len(asked) > 1:
        raise InputError(message("cli.one_schema", options=listing(asked, "and")))
    make = next(iter(asked.values()), scenario_schema)
    typer.echo(json.dumps(make(), indent=1, ensure_ascii=False))
