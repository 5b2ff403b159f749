"""The library: scenarios, studies, policies, sectors and networks that come with the package, found by name.

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
from tci_sim.messages import Listing, Message, listing, message

_NAME = re.compile(r"\w[\w-]{0,59}")
_PACKAGE = Path(__file__).resolve().parents[1]


class Kind(NamedTuple):
    """One kind of file, where the library keeps it, and what takes it."""

    label: Message
    """What such a file is called."""
    folders: Mapping[str, Message]
    """What the files of each folder are called, by the folder."""
    ending: str
    uses: Message
    """The commands and options that take it."""


_MODELS = {
    "market": message("library.folder.market"),
    "published": message("library.folder.published"),
    "meaning": message("library.folder.meaning"),
}
SCENARIO = Kind(
    message("library.kind.scenario"),
    {
        "": message("library.folder.scenarios"),
        "stories": message("library.folder.stories"),
        "worlds": message("library.folder.worlds"),
        **_MODELS,
    },
    ".yaml",
    message("library.uses.scenario"),
)
PUBLISHED = Kind(
    message("library.kind.published"), _MODELS, ".targets.yaml", message("library.uses.published")
)
STUDY = Kind(
    message("library.kind.study"),
    {"studies": message("library.folder.studies")},
    ".yaml",
    message("library.uses.study"),
)
POLICY = Kind(
    message("library.kind.policy"),
    {"regimes": message("library.folder.regimes")},
    ".yaml",
    message("library.uses.policy"),
)
SECTOR = Kind(
    message("library.kind.sector"),
    {"sectors": message("library.folder.sectors")},
    ".yaml",
    message("library.uses.sector"),
)
NETWORK = Kind(
    message("library.kind.network"),
    {"networks": message("library.folder.networks")},
    ".csv",
    message("library.uses.network"),
)
LESSON = Kind(
    message("library.kind.lesson"),
    {"lessons": message("library.folder.lessons")},
    ".yaml",
    message("library.uses.lesson"),
)
KINDS = (SCENARIO, PUBLISHED, STUDY, POLICY, SECTOR, NETWORK, LESSON)


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
    ['baseline', 'baseline_sample']
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
    """Return the file of that name among some kinds; None if there is none."""
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


def unknown(name: str, *kinds: Kind) -> Message:
    """Say that nothing has a name, what is near it, and which kinds of file there are for what."""
    wanted = kinds[0].label
    for kind in KINDS:
        if name in files(kind):
            return message(
                "fault.library.other_kind", place=name, kind=kind.label, wanted=wanted, uses=kind.uses
            )
    ending = kinds[0].ending[-5:]
    if os.path.isfile(name + ending):
        return message(
            "fault.library.ending", place=name, wanted=wanted, file=name + ending, all_uses=_uses(kinds[0])
        )
    if found := near(name, kinds):
        return message(
            "fault.library.unknown.near", place=name, wanted=wanted, near=found, all_uses=_uses(kinds[0])
        )
    return message("fault.library.unknown", place=name, wanted=wanted, all_uses=_uses(kinds[0]))


def _uses(wanted: Kind) -> Message:
    """Say by which command the names are listed, and what they are for."""
    if wanted is LESSON:
        return message("library.uses_of_lessons")
    return message(
        "library.all_uses",
        scenarios=SCENARIO.uses, models=PUBLISHED.uses, studies=STUDY.uses, policies=POLICY.uses,
        sectors=SECTOR.uses, networks=NETWORK.uses, lessons=LESSON.uses,
    )  # fmt: skip


def near(name: str, kinds: Iterable[Kind]) -> Listing | None:
    """Suggest names that hold what was written, or are like it; None if there is none."""
    known = [each for kind in kinds for each in files(kind)]
    found = [each for each in known if len(name) > 2 and name in each]
    found += difflib.get_close_matches(name, known, n=3)
    quoted = [message("fault.typed", word=each) for each in dict.fromkeys(found)]
    return listing(quoted[:3], "or") if quoted else None


def _from_here(path: Path) -> str:
    """Name a file from the current folder, where it lies below that."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
