"""Find anything that has a name by its name, its label, or a part of its label, in either language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tci_sim.errors import InputError, nearest_name
from tci_sim.messages import LANGUAGES, Message, message
from tci_sim.messages.catalogue import template
from tci_sim.names import Kind, label, names_of
from tci_sim.scenario import library
from tci_sim.scenario.explain import Parameter, below, catalogue, general_name, parameters_named
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.scenario.tree import dotted

KINDS: tuple[Kind, ...] = (
    *("measure", "group", "lever", "uncertainty", "setting"),
    *("policy", "sector", "shock"),
)
"""What `find_name` finds."""

_SHORTEST = 2
"""Characters from which on a part of a label is looked for."""


@dataclass(frozen=True)
class Found:
    """What has a name."""

    measures: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    policies: tuple[str, ...] = ()
    shocks: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    listed: bool = False
    """Whether it is a list of all there is, to be shown with one line for each."""
    within: tuple[str, ...] = ()
    """Paths that end in the name, where something else has exactly that name: what is asked for first."""

    def __bool__(self) -> bool:
        return bool(
            self.measures or self.groups or self.parameters or self.policies or self.shocks or self.sectors
        )


def find_name(asked: str) -> Found:
    """Find what has a name or a label.

    Parameters
    ----------
    asked : str
        A name or path as in scenario files, a label in either language, a part of one, or a kind ("levers").
        Nothing finds all groups, policies, sectors and shocks.

    Returns
    -------
    Found

    Raises
    ------
    InputError
        Nothing has that name; the nearest one is suggested.

    Examples
    --------
    >>> find_name("供貨率").measures, find_name("price cut").shocks, find_name("taste").parameters[0].path
    (('fill_rate',), ('price_cut',), 'world.choice.taste')
    """
    if not asked:
        return Found(
            groups=known("group"), policies=known("policy"), shocks=known("shock"), sectors=known("sector"),
            listed=True,
        )  # fmt: skip
    found = _kind(asked) or _named(asked) or _labelled(asked)
    if not found:
        raise InputError(_unknown(asked))
    return found


def known(kind: Kind) -> tuple[str, ...]:
    """Return the names of all of a kind; of policies and sectors those in the library."""
    if kind in ("lever", "uncertainty", "setting"):
        return tuple(each.path for each in catalogue().values() if each.kind == kind)
    if kind == "policy":
        return tuple(library.files(library.POLICY))
    if kind == "sector":
        return tuple(library.files(library.SECTOR))
    if kind == "group":
        return tuple(sorted(names_of(kind), key=_place))
    return tuple(SHOCKS) if kind == "shock" else names_of(kind)


def _place(group: str) -> tuple[int, int]:
    """Return where a group begins among all parameters, and how deep it is."""
    first = next((n for n, path in enumerate(catalogue()) if path.startswith(f"{group}.")), len(catalogue()))
    return first, group.count(".")


def _kind(asked: str) -> Found | None:
    """Find all of a kind, by its name in the plural, in either language."""
    for kind in KINDS:
        if asked.casefold() in {template(language, f"kind.{kind}.plural") for language in LANGUAGES}:
            return _found([(kind, name) for name in known(kind)], listed=True)
    return None


def _named(asked: str) -> Found | None:
    """Find what is written so in files: paths, ends of paths, names."""
    general = general_name(asked)
    inside = [name for name in known("group") if name == general or name.endswith(f".{asked}")]
    paths = {each.path for each in parameters_named(asked)}
    paths |= {each.path for name in inside for each in below(name)}
    kinds: tuple[Kind, ...] = ("measure", "policy", "sector", "shock")
    exact = [(kind, name) for kind in kinds for name in known(kind) if name == asked]
    groups: list[tuple[Kind, str]] = [("group", name) for name in inside]
    parameters = [(each.kind, path) for path, each in catalogue().items() if path in paths]
    found = _found([*exact, *groups, *parameters])
    ends = (*inside, *(path for _, path in parameters if path.endswith(f".{asked}")))
    return replace(found, within=ends) if exact else found


def _labelled(asked: str) -> Found | None:
    """Find what is called so, or else what has that in its label."""
    wanted = asked.casefold()
    called = list(_labels())
    found = [(kind, name) for kind, name, text in called if text == wanted]
    if not found and len(wanted) >= _SHORTEST:
        found = [(kind, name) for kind, name, text in called if wanted in text]
    return _found(found)


def _labels() -> Iterator[tuple[Kind, str, str]]:
    """Go through the labels of all there is, in each language, without capitals."""
    for kind in KINDS:
        for name in known(kind):
            said = label(kind, name)
            for language in LANGUAGES:
                yield kind, name, (said if isinstance(said, str) else said.text(language)).casefold()


def _found(what: list[tuple[Kind, str]], *, listed: bool = False) -> Found:
    def of(wanted: Kind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for kind, name in what if kind == wanted))

    paths = dict.fromkeys(name for kind, name in what if kind in ("lever", "uncertainty", "setting"))
    parameters = tuple(catalogue()[path] for path in paths)
    return Found(of("measure"), of("group"), parameters, of("policy"), of("shock"), of("sector"), listed)


def _unknown(asked: str) -> Message:
    names = {name: name for kind in KINDS for name in known(kind)}
    ends = {name.rpartition(".")[2]: name for name in names}
    labels = {text: name for _, name, text in _labels()}
    near = (
        names.get(nearest_name(asked, names))
        or ends.get(nearest_name(asked.rpartition(".")[2], ends))
        or labels.get(nearest_name(asked.casefold(), labels))
    )
    shown = dotted((asked,)) or repr(asked)
    if near:
        return message("explain.unknown.near", asked=shown, near=near)
    return message("explain.unknown", asked=shown)
