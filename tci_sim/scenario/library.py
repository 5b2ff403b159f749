"""The library: scenarios, studies, policies and networks that come with the package, found by name.

A name is a word without a separator and without an ending, such as `baseline`. Everything else is a path, and so is
a word for which there is a file: a path comes before a name.
"""

from __future__ import annotations

import difflib
import functools
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from tci_sim.errors import InputError

_NAME = re.compile(r"\w[\w-]{0,59}")
_PACKAGE = Path(__file__).resolve().parents[1]


class Kind(NamedTuple):
    """One kind of file, where the library keeps it, and what takes it."""

    name: str
    folders: Mapping[str, str]
    """What the files of each folder are called, by the folder."""
    ending: str
    commands: str
    """Commands and options, as messages list them."""


SCENARIO = Kind(
    "scenario",
    {"": "scenarios", "stories": "stories", "worlds": "worlds", "published": "published models"},
    ".yaml",
    "`run`, `review`, `compare`, `show` and `check`",
)
PUBLISHED = Kind("published model", {"published": "published models"}, ".targets.yaml", "`validate`")
STUDY = Kind("study", {"studies": "studies"}, ".yaml", "`sweep` and `check`")
POLICY = Kind("policy", {"regimes": "policies"}, ".yaml", "`policies:` in a scenario")
NETWORK = Kind("network", {"networks": "networks"}, ".csv", "`--network`")
KINDS = (SCENARIO, PUBLISHED, STUDY, POLICY, NETWORK)


@functools.cache
def folder() -> Path:
    """Return the folder of the library: inside an installed package, beside the package in a clone."""
    inside = _PACKAGE / "library"
    return inside if inside.is_dir() else (_PACKAGE.parent / "scenarios").resolve()


def files(kind: Kind) -> dict[str, Path]:
    """Return the files of a kind by name, in the order of its folders and of the alphabet.

    A published model has the name and the file of its scenario; it is one by the targets that lie beside it.

    Examples
    --------
    >>> list(files(SCENARIO))[:2]
    ['baseline', 'supply_chain']
    """
    found = {}
    for place in kind.folders:
        for path in sorted((folder() / place).glob(f"*{kind.ending}")):
            name = path.name.removesuffix(kind.ending)
            if is_name(name):
                found[name] = path.with_name(f"{name}.yaml") if kind is PUBLISHED else path
    return found


def is_name(text: str) -> bool:
    """Return whether a text could be a name of the library; if not, it is a path.

    Examples
    --------
    >>> [is_name(text) for text in ("baseline", "baseline.yaml", "stories/price_war")]
    [True, False, False]
    """
    return _NAME.fullmatch(text) is not None


def named(name: str, *kinds: Kind) -> str | None:
    """Return the file of that name among some kinds; None where there is none."""
    if not is_name(name):
        return None
    path = next((files(kind)[name] for kind in kinds if name in files(kind)), None)
    return None if path is None else _from_here(path)


def find(given: str, *kinds: Kind) -> str:
    """Return the path that is meant by a path or a name.

    Parameters
    ----------
    given : str
        A path, or a name of the library.
    *kinds : Kind
        Among which a name is looked for; the first is what is wanted.

    Returns
    -------
    str
        A path is returned as it is, whether there is such a file or not.

    Raises
    ------
    InputError
        If it can only be a name and nothing has that name; near names, and what takes what, are listed.
    """
    if not is_name(given) or os.path.isfile(given):
        return given
    found = named(given, *kinds)
    if found is None and not os.path.lexists(given):
        raise InputError(unknown(given, *kinds))
    return found or given


def unknown(name: str, *kinds: Kind) -> str:
    """Say that nothing has a name, what is near it, and which kinds of file there are for what."""
    wanted = kinds[0].name
    for kind in KINDS:
        if name in files(kind):
            return f"{name}: is a {kind.name} and no {wanted}: it is for {kind.commands}."
    ending = kinds[0].ending[-5:]
    here = (
        f" There is a file {name}{ending} here: give its ending too." if os.path.isfile(name + ending) else ""
    )
    uses = "; ".join(f"{_listed(kind.folders.values())} are for {kind.commands}" for kind in KINDS)
    return (
        f"{name}: is neither a file here nor a {wanted} of the library.{here or near(name, kinds)} "
        f"`tci-sim library` lists what there is: {uses}."
    )


def near(name: str, kinds: Iterable[Kind]) -> str:
    """Suggest names that hold what was written, or are like it."""
    known = [each for kind in kinds for each in files(kind)]
    near = [each for each in known if len(name) > 2 and name in each]
    near += difflib.get_close_matches(name, known, n=3)
    quoted = [f"'{each}'" for each in dict.fromkeys(near)]
    return f" Did you mean {_listed(quoted[:3], 'or')}?" if quoted else ""


def _listed(words: Iterable[str], last: str = "and") -> str:
    *before, end = words
    return f"{', '.join(before)} {last} {end}" if before else end


def _from_here(path: Path) -> str:
    """Name a file from the current folder, where it lies below that."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
