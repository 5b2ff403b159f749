"""Which JSON Schema the command line asks for."""

from __future__ import annotations

from typing import Any

from tci_sim.analysis.validation.targets_schema import targets_schema
from tci_sim.designs.study_schema import study_schema
from tci_sim.errors import InputError
from tci_sim.messages import listing, message
from tci_sim.scenario.json_schema import policy_schema, scenario_schema

_MAKES = {"policy": policy_schema, "study": study_schema, "targets": targets_schema}


def asked_schema(**asked: bool) -> dict[str, Any]:
    """Return the schema of the one kind of files that is asked for; of scenario files where none is.

    Raises
    ------
    InputError
        If several are asked for.
    """
    kinds = [kind for kind, wanted in asked.items() if wanted]
    if len(kinds) > 1:
        options = listing([f"--{kind}" for kind in kinds], "and")
        raise InputError(message("cli.one_schema", options=options))
    return _MAKES[kinds[0]]() if kinds else scenario_schema()
