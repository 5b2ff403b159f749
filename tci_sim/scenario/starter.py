"""A scenario to begin with: a small market of two firms in which every line says what it is for."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from tci_sim.errors import ScenarioError

_STARTER = Path(__file__).with_name("starter.yaml")


def write_starter(path: str | PathLike[str]) -> Path:
    """Write a commented scenario file that loads and runs as it is.

    Parameters
    ----------
    path : str or path
        The file; where there is one already, it stays as it is.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ScenarioError
        If there is such a file, or it cannot be written.
    """
    file = Path(path)
    if not str(path):
        raise ScenarioError("'': must be the name of a file.")
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(_STARTER.read_text(encoding="utf-8"))
    except FileExistsError:
        raise ScenarioError(f"{path}: is there already, and stays as it is: give another name.") from None
    except (OSError, ValueError) as error:
        # ValueError: a name that no file can have
        problem = getattr(error, "strerror", None) or error
        raise ScenarioError(f"{str(path)!r}: cannot be written: {problem}.") from None
    return file
