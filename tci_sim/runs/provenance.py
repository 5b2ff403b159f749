"""What an answer rests on: the question, the files it names, the versions, and the hash that names it all."""

from __future__ import annotations

import functools
import json
import os
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from tci_sim.errors import InputError, check_is_file, system_reason
from tci_sim.messages import message
from tci_sim.runs.digest import digest_of
from tci_sim.scenario.files import NETWORK_FILES
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import NetworkFiles, Scenario
from tci_sim.version import RESULTS_VERSION, program_version

FORMAT = 3
"""Version of the shape of results on disk."""

_SCHEMA = "tci_sim.scenario."
_LABELS: Any = {"__all__": {"label"}}
_WORDS: Any = {
    **dict.fromkeys(("question", "reason", "page"), True),
    **dict.fromkeys(("firms", "policies"), _LABELS),
    "market": {"attributes": _LABELS, "segments": _LABELS},
    "network": {"roles": _LABELS},
}
"""What is said of a question to people, or offered to them, and decides nothing."""
_LIBRARIES = ("duckdb", "numba", "numpy", "pandas", "pydantic")


def run_key(question: Scenario, seed: int) -> str:
    """Name a question by what decides its answer.

    Parameters
    ----------
    question : Scenario
        As resolved.
    seed : int
        Seed of all chance.

    Returns
    -------
    str
        Hash of the scenario, the contents of its network files, the seed and the version of the model.
        [64 hexadecimal digits]

    Raises
    ------
    InputError
        If a network file cannot be read.
    """
    asked = question.model_dump(mode="json", exclude=_WORDS)
    for field, digest in network_files(question).items():
        *way, last = field.split(".")
        place = asked
        for key in way:
            place = place[key]
        place[last] = digest  # where a file lies decides nothing: what it holds does
    return _hash({"format": FORMAT, "model": model_version(), "scenario": asked, "seed": seed})


def named_files(question: Scenario) -> dict[str, str]:
    """List the network files that a scenario names, by the dotted path of the field that names each."""
    asked: dict[str, NetworkFiles] = {"network": question.network}
    asked |= {f"firms.{name}.network": firm.network for name, firm in question.firms.items()}
    named = {
        f"{where}.{field}": getattr(files, field) for where, files in asked.items() for field in NETWORK_FILES
    }
    return {field: name for field, name in named.items() if name is not None}


def network_files(question: Scenario) -> dict[str, str]:
    """Hash the contents of the network files that a scenario names, by the dotted path of the field that names each."""
    hashes = {}
    for field, name in named_files(question).items():
        try:
            check_is_file(os.stat(name), f"{field} = {name!r}")
            hashes[field] = digest_of(Path(name).read_bytes())
        except (OSError, ValueError) as error:
            reason = system_reason(error)
            raise InputError(
                message("store.network_file", field=field, file=repr(name), reason=reason)
            ) from None
    return hashes


@functools.cache
def model_version() -> str:
    """Return the hash of all that can change a result and is not in the question. [64 hexadecimal digits].

    That is the code that simulates and builds worlds, byte by byte, the results version, and what the schema says of
    its numbers beside their values: where they do nothing, and within what they may be moved.
    """
    from tci_sim.engine.backend.version import simulation_key

    return _hash({"code": simulation_key(), "results": RESULTS_VERSION, "numbers": _facts()})


def _facts() -> dict[str, list[Any]]:
    """Return the value at which each number of a scenario does nothing, and its plausible range."""
    parts = {part.__name__: part for part in Part.__subclasses__() if part.__module__.startswith(_SCHEMA)}
    facts = {}
    for name, part in sorted(parts.items()):
        for field, declared in part.model_fields.items():
            told = declared.json_schema_extra
            if isinstance(told, dict) and "plausible" in told:
                facts[f"{name}.{field}"] = [told.get("off"), told.get("plausible")]
    return facts


def provenance(question: Scenario, seed: int) -> dict[str, Any]:
    """Gather what an answer rests on, as plain values that can stand in a JSON file.

    Parameters
    ----------
    question : Scenario
        As resolved.
    seed : int
        Seed of all chance.

    Returns
    -------
    dict
        Key, seed, versions of format, model and libraries, hashes of network files, scenario.
    """
    return {
        "format": FORMAT,
        "key": run_key(question, seed),
        "seed": seed,
        "tci_sim": program_version(),
        "results_version": RESULTS_VERSION,
        "model": model_version(),
        "python": platform.python_version(),
        "libraries": libraries(),
        "machine": f"{platform.system()} {platform.machine()}",
        "network_files": {
            field.removeprefix("network."): digest for field, digest in network_files(question).items()
        },
        "scenario": question.model_dump(mode="json"),
    }


def libraries() -> dict[str, str]:
    """Return the versions of the libraries that results come through, by name."""
    return {name: _version(name) for name in _LIBRARIES}


@functools.cache
def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "unknown"


def _hash(what: Mapping[str, Any]) -> str:
    text = json.dumps(
        what, allow_nan=False
    )  # not sorted: the order of firms and attributes is part of the question
    return digest_of(text.encode())
