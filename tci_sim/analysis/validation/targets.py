"""What a published model says, as data: `NAME.targets.yaml` beside the scenario `NAME.yaml`, read and checked."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from tci_sim.analysis.validation.queries.file import QueryReader
from tci_sim.analysis.validation.queries.tree import Queries
from tci_sim.arguments import LARGEST_FIRST_SEED
from tci_sim.bounds import MOST_NAMES
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, message
from tci_sim.scenario.faults import wrong_value
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.tree import Path as TreePath
from tci_sim.scenario.tree import as_data, find, format_fault
from tci_sim.scenario.words import Length, Words
from tci_sim.scenario.yaml_file import Node, read_yaml

Level = Literal["numerical", "distributional", "relational"]
"""How closely two models agree: Axtell, Axelrod, Epstein & Cohen (1996), CMOT 1(2), 123-141."""
Mark = Literal["verified", "quoted", "recomputed", "recalled", "expected"]
"""How sure the published value is: read in the source, quoted by another source, recomputed from published
equations or data, or recalled and still to be confirmed; `expected`: nothing is published, but a prototype
let expect it."""
Setting = float | int | bool | str
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Shown = Annotated[Words, Length(2000, least=1)]
"""What people read, in one language or in several."""
MOST_POINTS = 1_000
"""Points that the grid of one target may have."""
ENDING = ".targets.yaml"
"""How the name of a file of targets ends."""
Table = float | tuple[float, ...] | tuple[tuple[float, ...], ...]


class Replications(Part):
    """How many runs, each with a seed of its own."""

    quick: Annotated[int, Field(ge=1, le=10_000)]
    full: Annotated[int, Field(ge=1, le=100_000)]


class Entry(Part):
    """One published value, or one table of them."""

    quantity: Text = ""
    """Name of a quantity: one of `queries`, or one that the probe reads."""
    query: dict[str, Any] | None = None
    """Or the query itself; `tci_sim/own_corners.md` describes what it can say."""
    statement: Shown
    """What is published, in words: a row of the table that people read."""
    source: Shown
    """Where, to the page, figure or equation."""
    mark: Mark
    level: Level
    published: Table | None = None
    """The value, or one for each point of `grid`, nested in its order; absent where only a direction is."""
    tolerance: Annotated[float, Field(ge=0)] | None = None
    """How far the model may be from it."""
    within: Annotated[float, Field(ge=0, le=1)] | None = None
    """The same as a share of the published value."""
    band: tuple[float | None, float | None] | None = None
    """What is allowed instead, ends excluded; null is open."""
    set: dict[str, Setting] = Field(default={})
    """What differs from the scenario, as with `--set`."""
    baseline: dict[str, Setting] | None = None
    """The value is the difference from a run that differs so, under the same seeds, or what is read of both."""
    over: dict[str, Setting] | None = None
    """The value is the quotient by that of a run that differs so, under the same seeds."""
    grid: dict[str, tuple[Setting, ...]] = Field(default={})
    """Parameters that are varied, and over what."""
    quick: bool | dict[str, tuple[Setting, ...]] = True
    """Whether the quick set holds it; of a grid also which part."""
    calibrated: bool = False
    """Whether the model was fitted to it."""
    gate: bool = True
    """Whether a miss fails the validation; of what is only expected none does."""
    why_not: Shown | None = None
    """Why the model does not do what is expected of it; only where it is known not to."""

    @property
    def is_expected(self) -> bool:
        """Whether it is a check of meaning: expected from a prototype, and published nowhere."""
        return self.mark == "expected"


class TargetsFile(Part):
    """All published values with which one published model is compared."""

    title: Shown
    source: Shown
    """The publication."""
    probe: Text = ""
    """Name of the probe that reads what no query says; absent where there is nothing of that kind."""
    queries: Annotated[dict[str, dict[str, Any]], Field(max_length=MOST_NAMES)] = Field(default={})
    """Quantities that targets name, each a query over measures."""
    seed: Annotated[int, Field(ge=0, le=LARGEST_FIRST_SEED)] = 1
    """Seed of the first run; each further one has the next."""
    replications: Replications
    not_validated: Shown
    """What of the publication is not compared with the model, and why."""
    targets: Annotated[tuple[Entry, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Target:
    """One published value that the model is compared with."""

    model: str
    """Name of its scenario."""
    entry: Entry
    """What is said of it in the file."""
    number: int
    """Place of the entry in the file, from 0."""
    published: float | None
    low: float
    """Least value that is allowed; minus infinity where open."""
    high: float
    """Largest value that is allowed."""
    setting: Mapping[str, Setting]
    """What differs from the scenario."""
    point: Mapping[str, Setting]
    """Where it stands in the grid of its entry."""
    quick: bool
    """Whether it belongs to the quick set."""


@dataclass(frozen=True)
class Published:
    """One published model: its scenario, what reads a run of it, and the values it is compared with."""

    name: str
    scenario: Path
    file: TargetsFile
    targets: tuple[Target, ...]
    queries: Queries
    """All queries of its file by the quantity that each of them is, in the order in which they are read."""
    tree: Node
    """The file as it is written."""

    @property
    def is_expected(self) -> bool:
        """Whether its values are expected only, and published nowhere."""
        return self.file.targets[0].is_expected


def read_published(scenario: Path) -> Published:
    """Read the targets beside a scenario.

    Parameters
    ----------
    scenario : Path
        `NAME.yaml`; its targets are in `NAME.targets.yaml`.

    Returns
    -------
    Published

    Raises
    ------
    InputError
        With one line for each fault.
    """
    path = scenario.with_suffix(ENDING)
    tree = read_yaml(path)
    try:
        file = TargetsFile.model_validate(as_data(tree))
    except ValidationError as error:
        raise InputError(*dict.fromkeys(_faults(error, tree))) from None
    faults: list[Message | str] = []
    for number, entry in enumerate(file.targets):
        for key, wrong in (*_contradictions(entry), *_of_another_kind(entry, file.targets[0])):
            faults.append(fault_in(tree, ("targets", number, key), wrong))
    file, queries = _read_queries(file, tree, faults)
    for number, entry in enumerate(() if faults else file.targets):
        for wrong in _misread(entry, file, queries):
            faults.append(fault_in(tree, ("targets", number, "quantity"), wrong))
    if faults:
        raise InputError(*faults)
    name = scenario.stem
    targets = tuple(t for number, entry in enumerate(file.targets) for t in _spread(name, entry, number))
    return Published(name, scenario, file, targets, queries, tree)


def _read_queries(file: TargetsFile, tree: Node, faults: list[Message | str]) -> tuple[TargetsFile, Queries]:
    """Read all queries of a file, and give those that stand in a target the name of what they say."""
    reader = QueryReader()
    written: dict[str, TreePath] = {name: ("queries", name) for name in file.queries}
    entries = []
    for number, entry in enumerate(file.targets):
        name = entry.quantity if entry.query is None else _on_one_line(entry.query)
        entries.append(entry.model_copy(update={"quantity": name}))
        if entry.query is not None:
            written[name] = ("targets", number, "query")
    for name, path in written.items():
        try:
            reader.read(name, find(tree, path)[0], path)
        except InputError as error:
            faults += error.messages
    return file.model_copy(update={"targets": tuple(entries)}), reader.queries


def _on_one_line(data: Any) -> str:
    """Write a query as it could stand on one line of a file.

    Examples
    --------
    >>> _on_one_line({"measure": "share", "of": ("ours", "north"), "at": {"year": 5}})
    '{measure: share, of: [ours, north], at: {year: 5}}'
    """
    if isinstance(data, Mapping):
        return "{" + ", ".join(f"{key}: {_on_one_line(value)}" for key, value in data.items()) + "}"
    if isinstance(data, tuple):
        return "[" + ", ".join(map(_on_one_line, data)) + "]"
    return str(data).lower() if data is None or isinstance(data, bool) else str(data)


def fault_in(tree: Node, path: TreePath, wrong: Message) -> Message:
    """Say what is wrong at a place of a file of targets; values are not shown, for a target has many."""
    return format_fault(find(tree, path)[0], path, wrong, seen=False)


def _spread(model: str, entry: Entry, number: int) -> Iterator[Target]:
    """Make one target of each point of an entry's grid."""
    kept = entry.quick if isinstance(entry.quick, dict) else {}
    for place in itertools.product(*(range(len(values)) for values in entry.grid.values())):
        point = {path: values[k] for (path, values), k in zip(entry.grid.items(), place, strict=True)}
        published: Any = entry.published
        for k in place if published is not None else ():
            published = published[k]
        low, high = _allowed(entry, published)
        quick = bool(entry.quick) and all(point[path] in values for path, values in kept.items())
        yield Target(model, entry, number, published, low, high, {**entry.set, **point}, point, quick)


def _allowed(entry: Entry, published: float | None) -> tuple[float, float]:
    if entry.band is not None or published is None:
        low, high = entry.band or (None, None)
        return -math.inf if low is None else low, math.inf if high is None else high
    far = abs(published) * entry.within if entry.within is not None else entry.tolerance or 0.0
    return published - far, published + far


def _contradictions(entry: Entry) -> Iterator[tuple[str, Message]]:
    """Find what one entry says twice, or not at all."""
    if (entry.query is None) == (not entry.quantity):
        yield "quantity", message("fault.targets.quantity_or_query")
    given = [key for key in ("tolerance", "within", "band") if getattr(entry, key) is not None]
    if len(given) != 1:
        yield "quantity", message("fault.targets.one_of_three")
    if entry.baseline is not None and entry.over is not None:
        yield "over", message("fault.targets.one_pair")
    if entry.published is None and given != ["band"]:
        yield "quantity", message("fault.targets.no_value")
    shape = tuple(len(values) for values in entry.grid.values())
    if math.prod(shape) > MOST_POINTS:
        yield "grid", message("fault.targets.large_grid", seen=math.prod(shape), most=MOST_POINTS)
    if entry.published is not None and _shape(entry.published) != shape:
        nested = message("fault.targets.nested", shape=" x ".join(map(str, shape)))
        yield "published", nested if shape else message("fault.targets.one_number")
    if entry.is_expected and entry.published is not None:
        yield "published", message("fault.targets.not_published")
    if entry.is_expected and entry.calibrated:
        yield "calibrated", message("fault.targets.not_fitted")
    if entry.why_not is not None and not entry.is_expected:
        yield "why_not", message("fault.targets.why_not")
    for path in entry.quick if isinstance(entry.quick, dict) else ():
        if path not in entry.grid:
            yield "quick", meant("fault.targets.not_in_grid", path, entry.grid, path=path)


def _misread(entry: Entry, file: TargetsFile, queries: Queries) -> Iterator[Message]:
    """Find a quantity that nothing reads, and one that has no value as it is compared."""
    query = queries.get(entry.quantity)
    if query is None:
        if not file.probe:
            yield meant("fault.targets.no_query", entry.quantity, queries, name=repr(entry.quantity))
    elif query.needs_pair and entry.baseline is None:
        yield message("fault.query.needs_baseline")
    elif query.parameter is not None and not entry.baseline is entry.over is None:
        yield message("fault.query.no_pair", parameter=query.parameter.path)


def _of_another_kind(entry: Entry, first: Entry) -> Iterator[tuple[str, Message]]:
    """Refuse a file that holds both what is published and what is only expected."""
    if entry.is_expected != first.is_expected:
        yield "mark", message("fault.targets.two_kinds")


def _shape(table: Table) -> tuple[int, ...] | None:
    if not isinstance(table, tuple):
        return ()
    inner = {_shape(row) for row in table}
    first = next(iter(inner), ())
    return (len(table), *first) if len(inner) == 1 and first is not None else None


def _faults(error: ValidationError, tree: Node) -> Iterator[Message]:
    for each in error.errors(include_url=False):
        path: TreePath = tuple(key for key in each["loc"] if isinstance(key, int) or not _is_a_type(key))
        node, exact = find(tree, path)
        parts: dict[TreePath, type[Part]] = {(): TargetsFile, ("replications",): Replications}
        fields, name = parts.get(path[:-1], Entry).model_fields, str(path[-1])
        known = each["type"] != "extra_forbidden"
        wrong = wrong_value(each) if known else meant("fault.targets.key", name, fields)
        yield format_fault(node, path, wrong, seen=exact)


def _is_a_type(key: str) -> bool:
    """Return whether a place in an error names a branch of a union and not a key of the file."""
    return key in ("float", "int", "bool", "str") or key.startswith(("tuple[", "dict["))
