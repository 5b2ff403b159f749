"""What a study varies: each parameter with the values or the range that it is given, and how a case changes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from tci_sim.designs.design import STUDIED, Fault
from tci_sim.designs.levers import set_lever
from tci_sim.designs.range_forms import WrongRangeError, grid_values, plausible_range, range_of
from tci_sim.designs.ranges import Choice, Range
from tci_sim.designs.same_place import first_given_twice, paths_to_one_place
from tci_sim.errors import InputError, meant
from tci_sim.messages import Listing, Message, Value, message
from tci_sim.scenario.explain import Parameter, catalogue, general_name
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import StudyFields
from tci_sim.scenario.tree import Path, as_tree, dotted, find, kind_at

PLAUSIBLE = "plausible"
_GRID, _BY_LEVELS = "grid", "morris"
"""The design that tries values out and draws none, and the one that moves by levels of each range."""
_TO_THE_ENDS = (_BY_LEVELS, "one_at_a_time")
"""Designs that go to the very ends of each range."""

NOT_VARIED: Mapping[str, Message] = MappingProxyType({"months": message("fault.study.same_months")})
"""Parameters that no study varies, each with the reason."""


@dataclass(frozen=True)
class Axis:
    """One parameter that is varied."""

    path: str
    """Its dotted path."""
    lever: bool
    """Whether the asker sets it, not the world."""
    written: str
    """Its name in the study: its path, or that of a group."""
    values: tuple[Any, ...] = ()
    """The values that are tried out; none where one is drawn."""
    range: Range | Choice | None = None
    """From what it is drawn, where it is."""

    @property
    def listed(self) -> bool:
        """Whether its values are all tried out, and none is drawn."""
        return bool(self.values)

    @property
    def group(self) -> str:
        """The part of the study in which it stands."""
        return "levers" if self.lever else "uncertainties"

    @property
    def possible(self) -> tuple[Any, ...]:
        """The values that it may take, where they can be listed."""
        return self.range.values if isinstance(self.range, Choice) else self.values

    @property
    def ends(self) -> tuple[Any, ...]:
        """What of its range is tried before any run."""
        return self.range.ends if self.range else ()

    def at(self, u: float) -> Any:
        """Return the value at a share of the way through its range."""
        assert self.range is not None
        return self.range.at(u)


def read_axes(study: StudyFields, uncertain_parts: Set[str] = frozenset()) -> tuple[list[Axis], list[Fault]]:
    """List what a study varies, levers first.

    Parameters
    ----------
    study : StudyFields
        What it varies may be anything.
    uncertain_parts : set of str
        Parts of it that were given wrongly; what rests on them is not checked.

    Returns
    -------
    axes : list of Axis
        What can be understood.
    faults : list of (path, Message)
        Where a value is no list, no range and not `plausible`, or its name is that of nothing.
    """
    faults: list[Fault] = []
    found: list[Axis] = []
    known = _KnownParameters(study, sure="design" not in uncertain_parts)
    for group, given in (("levers", study.levers), ("uncertainties", study.uncertainties)):
        for written, asked in given.items():
            if isinstance(asked, str) and asked == PLAUSIBLE and "base" in uncertain_parts:
                continue
            try:
                found += _axes(known, written, asked, lever=group == "levers")
            except WrongRangeError as error:
                faults.append(((group, written), error.wrong))
    seen: dict[str, str] = {}
    for axis in found:
        if axis.path in seen and seen[axis.path] != axis.written:
            faults.append(((axis.group, axis.written), message("fault.study.varied_twice", path=axis.path)))
        seen[axis.path] = axis.written
    if "base" not in uncertain_parts:
        places = {axis.path: (axis.group, axis.written) for axis in found}
        twice = paths_to_one_place(study, {axis.path: axis.possible for axis in found})
        faults += [
            (places[path], message("fault.study.same_place", other=other)) for path, other in twice.items()
        ]
    return found, faults


def changes_of(study: StudyFields, values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the values of a case into changes of the base.

    A lever that is named without a policy is the focal firm's, whatever policy it runs in this case: it is changed
    in a copy of that policy which nobody else runs.
    """
    own = {path: value for path, value in values.items() if _is_lever(path)}
    changes = {path: value for path, value in values.items() if path not in own}
    if own:
        at = f"firms.{study.focal}.policy"
        policy = changes.get(at, study.base.firms[study.focal].policy)
        if policy in study.base.policies:
            prefix = f"policies.{policy}."
            levers = study.base.policies[policy].model_dump()
            changes[f"policies.{STUDIED}"] = levers
            changes[at] = STUDIED
            changed = {
                path.removeprefix(prefix): value for path, value in changes.items() if path.startswith(prefix)
            }
            for path, value in {**changed, **own}.items():
                set_lever(levers, path, value)
            # what the firm sets over its policy would hide it
            over = as_tree(study.base.firms[study.focal].levers)
            hidden = [path for path in own if find(over, tuple(path.split(".")))[1]]
            changes |= {f"firms.{study.focal}.levers.{path}": own[path] for path in hidden}
    return changes


def is_known(path: str) -> bool:
    """Return whether a dotted path may lead to a value of a scenario, or to a lever."""
    return general_name(path) in catalogue() or kind_at(_keys(path)) is not None


def build_error(study: StudyFields, values: Mapping[str, object]) -> list[Message]:
    """Return why a case with such values cannot be built, if so."""
    try:
        variant(study.base, changes_of(study, values), drawn=True)
    except InputError as error:
        return [message("fault.inside", fault=_without_own_policy(fault)) for fault in error.messages]
    return []


def _without_own_policy(value: Value) -> Value:
    """Name levers of the policy that only the study knows without that policy."""
    if isinstance(value, str):
        return value.replace(f"policies.{STUDIED}.", "")
    if isinstance(value, Message):
        return Message(value.id, tuple((name, _without_own_policy(each)) for name, each in value.values))
    if isinstance(value, Listing):
        return Listing(tuple(map(_without_own_policy, value.items)), value.last)
    return value


def _axes(known: _KnownParameters, written: str, requested: Any, *, lever: bool) -> Iterator[Axis]:
    """Read one entry; a `WrongRangeError` says what is wrong with it."""
    parameter = catalogue().get(general_name(written))
    if not is_known(written) and not _is_lever_group(written):
        raise WrongRangeError(meant("fault.parameter", _bare(written), catalogue()))
    if parameter is not None and lever and parameter.kind == "uncertainty":
        raise WrongRangeError(message("fault.study.uncertainty"))
    if written in NOT_VARIED:
        raise WrongRangeError(NOT_VARIED[written])
    if not lever and _is_lever(written):
        raise WrongRangeError(message("fault.study.lever", lever=written))
    if isinstance(requested, tuple):
        if not requested:
            raise WrongRangeError(message("fault.study.no_values"))
        if twice := first_given_twice(requested):
            raise WrongRangeError(message("fault.study.value_twice", value=str(requested[twice])))
        yield Axis(written, lever, written, requested)
    elif isinstance(requested, dict):
        yield _ranged(known, parameter, written, requested, lever=lever)
    elif isinstance(requested, str) and requested == PLAUSIBLE:
        yield from _plausible(known, written, lever=lever)
    else:
        raise WrongRangeError(message("fault.study.values"))


def _ranged(
    known: _KnownParameters,
    parameter: Parameter | None,
    written: str,
    requested: dict[str, Any],
    *,
    lever: bool,
) -> Axis:
    """Read a range: what is drawn from it, or in a grid the values of it that are tried out."""
    # one of several numbers by name, as a weight is, is no parameter itself
    is_number = kind_at(_keys(written)) is float
    found, study = range_of(parameter, requested, is_number=is_number), known.study
    if study.design == _GRID and known.sure:
        return Axis(written, lever, written, grid_values(found, requested), found)
    if "points" in requested and known.sure:
        raise WrongRangeError(message("fault.study.points_of_grid", design=study.design))
    if study.design in _TO_THE_ENDS:
        by_levels = study.design == _BY_LEVELS
        if by_levels and isinstance(found, Choice) and len(found.values) > study.levels:
            raise WrongRangeError(
                message("fault.study.few_levels", values=len(found.values), levels=study.levels)
            )
        found = found.without_tails()
    return Axis(written, lever, written, (), found)


class _KnownParameters:
    """A study, and the parameters of its base that have a plausible range, found when they are first asked for."""

    def __init__(self, study: StudyFields, *, sure: bool) -> None:
        self.study = study
        self.base = study.base
        self.sure = sure
        """Whether its design is one."""

    @cached_property
    def ranges(self) -> list[tuple[str, Parameter, float, float]]:
        """Path, what the schema says of it, and the ends of its range."""
        found = []
        for path in _paths(self.base):
            parameter = catalogue().get(general_name(path))
            if parameter is not None and parameter.plausible is not None and parameter.kind != "setting":
                low, high = parameter.plausible
                if low < high:
                    found.append((path, parameter, low, high))
        return found


def _plausible(known: _KnownParameters, written: str, *, lever: bool) -> Iterator[Axis]:
    """Find the plausible range of a parameter, or of each parameter of a group that has one."""
    own = lever and not written.startswith("policies.")
    count = 0
    names: dict[str, None] = {}
    for path, parameter, low, high in known.ranges:
        shown = _without_policy(known.base, path) if own else path
        if shown is None or not (lever == (parameter.kind == "lever") or path.startswith("policies.")):
            continue
        names |= {shown: None, shown.rpartition(".")[0]: None}
        if shown == written or shown.startswith(f"{written}."):
            count += 1
            yield Axis(shown, lever, written, (), plausible_range(parameter, low, high))
    if not count:
        raise WrongRangeError(meant("fault.study.no_plausible_range", written, names))


def _paths(base: Scenario) -> Iterator[str]:
    """List the dotted paths of all plain values of a scenario."""

    def below(value: Any, path: Path) -> Iterator[str]:
        inside = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
        )
        if not isinstance(value, dict | tuple):
            yield dotted(path)
        for key, part in inside:
            yield from below(part, (*path, key))

    return below(base.model_dump(), ())


def _without_policy(base: Scenario, path: str) -> str | None:
    """Return the path of a lever of the focal firm's policy without that policy."""
    prefix = f"policies.{base.firms[focal_firm(base)].policy}."
    return path.removeprefix(prefix) if path.startswith(prefix) else None


def _keys(written: str) -> Path:
    return tuple(int(key) if key.isdigit() else key for key in written.split("."))


def _bare(written: str) -> str:
    """Take away the policy that a lever is in."""
    return ".".join(written.split(".")[2:]) if written.startswith("policies.") else written


def _is_lever_group(written: str) -> bool:
    return any(path.startswith(f"{written}.") and _is_lever(path) for path in catalogue())


def _is_lever(path: str) -> bool:
    parameter = catalogue().get(path)
    return parameter is not None and parameter.kind == "lever"
