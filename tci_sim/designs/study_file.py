"""Read a study file: as strict as a scenario file, every fault with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from os import PathLike, fspath
from os.path import dirname

from tci_sim.arguments import kind_of
from tci_sim.designs.case_table import cases_of
from tci_sim.designs.study import FIELDS, Study
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, message
from tci_sim.scenario import library
from tci_sim.scenario.file_kinds import check_content, check_file
from tci_sim.scenario.files import SCENARIO_PARTS, STUDY_PARTS, Reader
from tci_sim.scenario.load import _checked, _overrides, names_sector, resolve, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import as_data, as_tree, format_fault, inside
from tci_sim.scenario.yaml_file import Node, read_yaml

REQUIRED = ("question", "reason", "base", "report")
"""Parts that every study file has."""


def load_study(
    path: str | PathLike[str],
    overrides: Sequence[str] = (),
    *,
    sector: str | None = None,
    allow_outside: bool = False,
) -> Study:
    """Load a study file.

    What it says is what `Study` takes, with `base:` the name of a scenario file, and `set:` values laid over that
    scenario in all cases, by dotted path. `cases:` may be the name of a CSV file (`tci_sim.designs.case_table`).
    `question:`, `reason:`, `base:` and `report:` are required.

    Parameters
    ----------
    path : str or path
        The study file, or the name of a study of the library, such as `ablation`.
    overrides : sequence of str
        Values laid over its base, each `dotted.path=value`, the value in YAML.
    sector : str, optional
        The sector of its base, as for `load`.
    allow_outside : bool
        Whether the base, and a table of cases, may lie outside its folder, or outside the folder `scenarios` around it.

    Returns
    -------
    Study

    Raises
    ------
    InputError
        With one line for each fault.
    """
    if not isinstance(path, str | PathLike):
        raise InputError(message("given.file", seen=kind_of(path)))
    name = fspath(path)
    file = library.find(name, library.STUDY, library.SCENARIO)
    check_file(file, library.STUDY)
    tree = read_yaml(file)
    check_content(tree, name, library.STUDY)
    entries = inside(tree)
    if entries.keys() & SCENARIO_PARTS and not entries.keys() & STUDY_PARTS:
        raise InputError(message("fault.file.scenario", place=name))
    faults: list[Message | str] = [
        format_fault(tree, (part,), message("fault.required")) for part in REQUIRED if part not in entries
    ]
    known = (*FIELDS, "set")
    faults += [
        format_fault(node, (part,), meant("fault.study.part", part, known))
        for part, node in entries.items()
        if part not in known
    ]
    faults += [
        message("fault.study.set_of_study", place=f"--set {each.partition('=')[0].strip()}")
        for each in overrides
        if _is_of_study(each)
    ]
    overrides = [each for each in overrides if not _is_of_study(each)]
    base = _base(name, entries, overrides, faults, sector=sector, allow_outside=allow_outside)
    entries, unsure = _with_cases(name, entries, faults, allow_outside=allow_outside)
    asked = replace(
        tree, value={part: node for part, node in entries.items() if part in FIELDS and part != "base"}
    )
    try:
        study = Study.from_tree(asked, base, unsure)
    except InputError as error:
        raise InputError(*dict.fromkeys((*faults, *error.messages))) from None
    if faults:
        raise InputError(*faults)
    return study


def _is_of_study(override: str) -> bool:
    """Return whether what is set stands in a study, and is no parameter of its scenario."""
    part = override.partition("=")[0].partition(".")[0].strip()
    return part in FIELDS and part not in ("base", *Scenario.model_fields)


def _with_cases(
    name: str, entries: dict[str, Node], faults: list[Message | str], *, allow_outside: bool
) -> tuple[dict[str, Node], set[str]]:
    """Read the table of cases that a study names, if it names one; the second value says that this failed."""
    node = entries.get("cases")
    if node is None or not isinstance(node.value, str):
        return entries, set()
    reader = Reader(dirname(name), allow_outside=allow_outside)
    try:
        file = reader.table(node, ("cases",))
        if file is not None:
            return {**entries, "cases": cases_of(file)}, set()
        faults += reader.faults
    except InputError as error:
        faults += error.messages
    return {part: each for part, each in entries.items() if part != "cases"}, {"cases"}


def _base(
    name: str,
    entries: dict[str, Node],
    overrides: Sequence[str],
    faults: list[Message | str],
    *,
    sector: str | None,
    allow_outside: bool,
) -> Scenario | None:
    """Load the scenario that a study rests on, and lay over it what the study sets in all cases."""
    node, laid = entries.get("base"), entries.get("set")
    if node is None:
        return None
    reader = Reader(dirname(name), allow_outside=allow_outside)
    reader.layer(Node({"base": node}))
    if reader.lost:
        faults += reader.faults
        return None
    try:
        below = overrides if laid is None else [each for each in overrides if names_sector(each)]
        file = reader.files[0]
        folder = dirname(
            name if file.is_relative_to(library.folder()) else file
        )  # nobody has files in the library
        base = resolve(file, below, sector=sector, allow_outside=allow_outside, folder=folder).scenario
    except InputError as error:
        faults += error.messages
        return None
    if laid is None:
        return base
    if not isinstance(laid.value, dict):
        faults.append(format_fault(laid, ("set",), message("fault.study.set")))
        return None
    try:
        base = variant(base, as_data(laid))
    except InputError as error:
        faults += [
            format_fault(laid, ("set",), message("fault.inside", fault=fault), seen=False)
            for fault in error.messages
        ]
    try:
        over = [each for each in overrides if not names_sector(each)]
        base = _overridden(base, over, folder, allow_outside=allow_outside)
    except InputError as error:
        faults += error.messages
    return None if faults else base


def _overridden(base: Scenario, overrides: Sequence[str], folder: str, *, allow_outside: bool) -> Scenario:
    """Lay the values of the command line over a scenario: they have the last word."""
    reader = Reader(folder, allow_outside=allow_outside)
    tree = reader.layer(_overrides(overrides, reader.faults), under=as_tree(base))
    return _checked(tree, reader.faults, lost=reader.lost)
