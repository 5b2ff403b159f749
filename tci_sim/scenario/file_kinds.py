"""Files that are given where another kind is wanted: which kind they are, and what takes them."""

from __future__ import annotations

import os
from pathlib import Path

from tci_sim.errors import InputError, nearest_name
from tci_sim.messages import Message, Text, message
from tci_sim.scenario.library import LESSON, NETWORK, POLICY, PUBLISHED, Kind, files
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.tree import inside
from tci_sim.scenario.yaml_file import Node

_NETWORKS = (".csv", ".graphml")
"""How the names of files end that hold nothing but a network."""
_ANYWHERE = {"base", "reason", "reasons"}
"""What a policy has beside its levers; only a policy has reasons."""


def check_file(file: str, wanted: Kind) -> None:
    """Refuse a file that is not there, or whose name says that it holds a network.

    Raises
    ------
    InputError
        If so; the nearest file here or name in the library is named.
    """
    if not os.path.lexists(file):
        if near := _near(file, wanted):
            raise InputError(message("fault.file.missing.near", place=file, near=near))
    elif file.lower().endswith(_NETWORKS):
        raise InputError(_other(file, NETWORK.label, NETWORK.uses, wanted))


def check_content(tree: Node, name: str, wanted: Kind) -> None:
    """Refuse a file by what stands at its top: a policy, the targets of a published model, or a lesson.

    Raises
    ------
    InputError
        If it is one; with what takes it.
    """
    parts = inside(tree).keys()
    if {"probe", "targets"} <= parts:
        raise InputError(_other(name, message("library.kind.targets"), PUBLISHED.uses, wanted))
    if {"prediction", "situation"} <= parts:
        raise InputError(_other(name, LESSON.label, LESSON.uses, wanted))
    levers = parts - _ANYWHERE
    if levers and levers <= Policy.model_fields.keys() and ("reasons" in parts or "base" not in parts):
        raise InputError(_other(name, POLICY.label, POLICY.uses, wanted))


def _other(name: str, kind: Text, uses: Text, wanted: Kind) -> Message:
    return message("fault.library.other_kind", place=name, kind=kind, wanted=wanted.label, uses=uses)


def _near(file: str, wanted: Kind) -> str:
    """Find the file beside one that is not there, or the name in the library, that was probably meant."""
    folder = os.path.dirname(file)
    try:
        beside = {
            Path(name).stem: name for name in sorted(os.listdir(folder or ".")) if name.endswith(".yaml")
        }
    except (OSError, ValueError):
        beside = {}
    stem = nearest_name(Path(file).stem, [*beside, *files(wanted)])
    return os.path.join(folder, beside[stem]) if stem in beside else stem
