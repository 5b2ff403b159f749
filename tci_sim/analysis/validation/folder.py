"""Find the models that are asked for: all of the library or some by name, or those of somebody's own folder."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path

from tci_sim.analysis.validation.targets import ENDING, Published, read_published
from tci_sim.bounds import MOST_NAMES
from tci_sim.errors import InputError, legible, meant, system_reason
from tci_sim.messages import Message, message
from tci_sim.scenario.library import PUBLISHED, files, find, is_name

_SCENARIO = ".yaml"


def read_models(names: Sequence[str], folder: str | PathLike[str] | None) -> list[Published]:
    """Read the models that are asked for.

    Parameters
    ----------
    names : sequence of str
        Names in the folder, or in the library; without a folder also scenario files. All there are, where empty.
    folder : str or path, optional
        A folder with scenario files and files of targets beside them; the library by default.

    Returns
    -------
    list of Published
        Each once.

    Raises
    ------
    InputError
        With one line for each fault in any of the files, or for each name that nothing has.
    """
    paths = _in_library(names) if folder is None else _in_folder(names, Path(folder))
    found: list[Published] = []
    faults: list[Message | str] = []
    for path in paths:
        try:
            found.append(read_published(path))
        except InputError as error:
            faults += error.messages
    if faults:
        raise InputError(*faults)
    return found


def is_shipped(model: Published) -> bool:
    """Return whether a model is one of the library."""
    return files(PUBLISHED).get(model.name) == model.scenario.resolve()


def file_beside(file: Path, name: str) -> Path:
    """Return another file of the same folder.

    Raises
    ------
    InputError
        If the name leads anywhere else, or there is no such file.
    """
    home = file.resolve().parent
    there = sorted(path.name for path in home.glob(f"*{_SCENARIO}") if not path.name.endswith(ENDING))
    if name not in there:
        raise InputError(meant("fault.targets.no_scenario", name, there, name=repr(name)))
    if not (home / name).resolve().is_relative_to(home):
        raise InputError(message("fault.targets.outside", file=legible(name)))
    return file.with_name(name)


def _in_library(names: Sequence[str]) -> list[Path]:
    """Find the scenario of each model that is asked for, once."""
    if not names:
        return list(files(PUBLISHED).values())
    found: dict[str, Path] = {}
    faults: list[Message | str] = []
    for name in names:
        try:
            asked = f"{name.removesuffix(ENDING)}{_SCENARIO}" if name.endswith(ENDING) else name
            path = Path(find(asked, PUBLISHED))
            if found.setdefault(path.stem, path).resolve() != path.resolve():
                faults.append(message("validation.two_of_a_name", name=name, other=str(found[path.stem])))
        except InputError as error:
            faults += error.messages
    if faults:
        raise InputError(*faults)
    return list(found.values())


def _in_folder(names: Sequence[str], folder: Path) -> list[Path]:
    """Find the scenarios of a folder that have targets beside them; those of a folder inside it are not looked for."""
    place = legible(fspath(folder))
    try:
        if not folder.is_dir():
            raise InputError(message("validation.folder.none", folder=place))
        there = {path.name.removesuffix(ENDING): path for path in sorted(folder.glob(f"*{ENDING}"))}
    except (OSError, ValueError) as error:
        raise InputError(
            message("validation.folder.unreadable", folder=place, problem=system_reason(error))
        ) from None
    if not there:
        raise InputError(message("validation.folder.empty", folder=place))
    if len(there) > MOST_NAMES:
        raise InputError(message("validation.folder.many", folder=place, seen=len(there), most=MOST_NAMES))
    unknown = [name for name in names if name not in there]
    if unknown:
        raise InputError(
            *[
                meant("validation.folder.no_model", each, there, name=legible(each), folder=place)
                for each in unknown
            ]
        )
    asked = {name: there[name] for name in (dict.fromkeys(names) or there)}
    faults = [wrong for name, path in asked.items() for wrong in _wrong_files(name, path)]
    if faults:
        raise InputError(*faults)
    return [path.with_name(f"{name}{_SCENARIO}") for name, path in asked.items()]


def _wrong_files(name: str, targets: Path) -> list[Message]:
    """Say what is wrong with the names of a file of targets and of its scenario, and with where they lead."""
    scenario = targets.with_name(f"{name}{_SCENARIO}")
    home = targets.parent.resolve()
    wrong = []
    if not is_name(name):
        wrong.append(message("validation.folder.name", file=legible(str(targets))))
    elif not scenario.exists():
        wrong.append(
            message("validation.folder.no_scenario", file=legible(str(targets)), scenario=scenario.name)
        )
    for path in (targets, scenario):
        if path.exists() and not path.resolve().is_relative_to(home):
            wrong.append(message("validation.folder.outside", file=legible(str(path))))
    return wrong
