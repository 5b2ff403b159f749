"""At which value of an assumption two alternatives change places, how sure that is, and whether they do at all.

Two stages: each assumption alone at both ends of its plausible range in a few pairs of runs; then those that move the
lead most, at five values and in many pairs, and where the sign of the lead is sure on both sides, at values between. A
lead is what the second alternative has more than the first, run by run under the same seed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations, product
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from tci_sim.analysis.flip_runs import AS_IT_IS, Alternatives, FailedPair, NotKeptError, PairedRuns, Point
from tci_sim.analysis.inactive_parameters import Progress
from tci_sim.analysis.tornado import WORLD, acting, tornado_study, usual_holders, usual_measures
from tci_sim.designs.axes import Axis, build_error, read_axes
from tci_sim.designs.one_at_a_time import place_of
from tci_sim.designs.ranges import Range
from tci_sim.designs.study import Study
from tci_sim.designs.variants import AnyScenarios, variants_of
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.errors import InputError
from tci_sim.frozen import Frozen
from tci_sim.messages import Message, Value, message
from tci_sim.processors import thread_count
from tci_sim.runs.estimate import format_duration
from tci_sim.runs.files import read_bytes
from tci_sim.runs.folders import check_writable
from tci_sim.runs.provenance import provenance
from tci_sim.runs.store_errors import StoreError
from tci_sim.runs.text_files import keep_texts
from tci_sim.scenario.explain import Parameter, below, catalogue, general_name
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL, REPLICATIONS
from tci_sim.scenario.tree import value_at
from tci_sim.statistics.exact import Floats, exact_mean
from tci_sim.statistics.flip import ROUNDS, Flips, find_flips
from tci_sim.statistics.paired import Interval, student_interval

FEW = 4
"""Pairs of runs at each end of a range in the first stage, where nothing else is asked."""

LARGEST = 20
"""Assumptions that go into the second stage, where nothing else is asked."""

PAIRS = 6
"""Of how many assumptions all pairs are tried where pairs are asked for without a number."""

_ASKED = "asked"
"""Beside the runs: what was asked of them."""

_ACTING = "acting"
"""Beside the runs: which assumptions act."""

_LARGEST_ASKED = 1_000_000
"""Bytes of either at most."""

_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""How far through its range an assumption goes in the second stage. [-]"""

_FEWEST = 2
"""Pairs of runs without which nothing is sure."""


class Assumption(NamedTuple):
    """One parameter, and what it does to the lead of the second alternative."""

    path: str
    lever: bool
    """Whether a firm sets it, not the world."""
    low: float
    """Ends of its plausible range."""
    high: float
    whole: bool
    """Whether it has whole numbers only."""
    shipped: float | None
    """What it is in both alternatives; None where they differ in it."""
    unit: str
    evidence: str
    """What it rests on, as the schema has it: "assumed", "measured", ..."""
    at_low: Interval
    """The lead at either end."""
    at_high: Interval
    moved: float
    """How far apart the leads at both ends and as it is are, at most; NaN where one is not known."""
    pairs: int
    """Pairs of runs that rest on the same random numbers at every value that was tried."""
    found: Flips | None
    """Where the alternatives change places; None in the first stage alone, or where too few pairs have the figure."""


class Corner(NamedTuple):
    """Two assumptions, each at an end of its range."""

    values: tuple[float, float]
    lead: Interval
    pairs: int


class Together(NamedTuple):
    """What two assumptions do together."""

    paths: tuple[str, str]
    corners: tuple[Corner, ...]
    """Both low; low and high; high and low; both high. Without those that cannot be built."""
    alone: bool
    """Whether either of them changes the order alone."""
    flips: tuple[int, ...]
    """Numbers of the corners at which the order surely is another than as it is."""


@dataclass(frozen=True, eq=False, repr=False)
class FlipData(Frozen):
    """Where two alternatives change places. Nothing in it can be changed.

    Parameters
    ----------
    asked : Alternatives
        What is compared.
    lead : Interval
        What the second alternative has more than the first as things are, 95 %, Student t.
    assumptions : tuple of Assumption
        Those that move the lead most come first.
    together : tuple of Together
        Pairs of the strongest; empty where they were not asked for.
    few, replications : int
        Pairs of runs in the first stage and in the second.
    failed : tuple of FailedPair
        Runs that did not reach their end.
    runs : int
        How many runs all this rests on.
    provenance : mapping of str to value
        What the answer rests on.
    folder : Path or None
        Where the runs are kept.
    """

    asked: Alternatives
    lead: Interval
    assumptions: tuple[Assumption, ...]
    together: tuple[Together, ...]
    few: int
    replications: int
    failed: tuple[FailedPair, ...]
    runs: int
    provenance: Mapping[str, Any]
    folder: Path | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "provenance", MappingProxyType(dict(self.provenance)))

    @property
    def unit(self) -> str:
        """Return the unit of all leads."""
        return unit_of_run(self.asked.measure)

    @property
    def looked_into(self) -> tuple[Assumption, ...]:
        """List those of the second stage."""
        return tuple(each for each in self.assumptions if each.found is not None)

    @property
    def flipping(self) -> tuple[Assumption, ...]:
        """List those that change the order somewhere in their range."""
        return tuple(each for each in self.looked_into if each.found and each.found.flips)


def find(
    scenarios: AnyScenarios,
    measure: str | None = None,
    parameters: Sequence[str] = (),
    *,
    firm_policies: str | Sequence[str] = (),
    holder: str | None = None,
    replications: int = REPLICATIONS,
    few: int = FEW,
    largest: int = LARGEST,
    pairs: int = 0,
    seed: int = 1,
    out: str | PathLike[str] | None = None,
    on_progress: Progress | None = None,
    on_search: Progress | None = None,
    on_message: Callable[[str], None] | None = None,
    kept_only: bool = False,
    **options: Any,
) -> FlipData:
    """Find where two alternatives change places; parameters, returns and errors are those of `tci_sim.flip`.

    With `kept_only` no run is made, and a `NotKeptError` says that one would have to be.
    """
    asked = alternatives_of(scenarios, firm_policies, measure, holder, seed)
    if out is not None and not kept_only:
        check_writable(out)
    axes, laid = _axes(asked, parameters or acting_in(asked, out, on_search, on_message))
    folder = None if out is None else Path(out) / asked.folder_name
    runs = PairedRuns(asked, folder, {"on_progress": on_progress, **options}, kept_only=kept_only)
    few = min(few, replications)
    searches = [_Search(axis, runs, asked) for axis in axes]
    if on_message is not None:
        on_message(str(_plan(runs, searches, few, replications, min(largest, len(axes)), pairs, options)))
    runs.want([AS_IT_IS, *(point for each in searches for point in each.ends)], few, on_message)
    chosen = sorted(searches, key=_Search.first_moved, reverse=True)[:largest]
    ends = [AS_IT_IS, *(point for each in chosen for point in each.ends)]
    runs.want(ends, replications, on_message)
    runs.want([point for each in chosen for point in each.points], replications, on_message)
    _look_between(chosen, runs, replications)
    found = sorted((each.assumption() for each in searches), key=_moved, reverse=True)
    together = _together(
        found, {each.axis.path: each for each in chosen}, runs, laid, pairs, replications, on_message
    )
    if folder is not None and not kept_only:
        many = {"replications": replications, "few": few, "largest": largest, "pairs": pairs}
        asked_again = {"parameters": [axis.path for axis in axes], **many}
        keep_texts(folder, _ASKED, {f"{_ASKED}.json": json.dumps(asked_again, indent=1) + "\n"})
    shared = provenance(next(iter(asked.scenarios.values())), seed)
    about = {name: shared[name] for name in ("tci_sim", "model")}
    return FlipData(
        asked, student_interval(_known(runs.leads[AS_IT_IS])), tuple(found), together, few, replications,
        tuple(runs.failed), runs.runs, {**about, "key": asked.key}, folder,
    )  # fmt: skip


def read_kept(
    scenarios: Mapping[str, Scenario], measure: str, seed: int, out: str | PathLike[str]
) -> FlipData | None:
    """Read what a folder keeps of the question where two alternatives change places; None where it keeps nothing.

    Of several times that it was asked, the one with the most pairs of runs and assumptions.
    """
    try:
        asked = alternatives_of(scenarios, (), measure, None, seed)
    except InputError:
        return None
    folder = Path(out) / asked.folder_name
    for each in sorted(_kept_in(folder, _ASKED), key=_size_of, reverse=True):
        with suppress(NotKeptError, StoreError, InputError, KeyError, TypeError):
            return find(
                scenarios, measure, tuple(each["parameters"]), replications=each["replications"], few=each["few"],
                largest=each["largest"], pairs=each["pairs"], seed=seed, out=out, kept_only=True,
            )  # fmt: skip
    return None


def _size_of(asked: Any) -> tuple[int, ...]:
    """Return how much was asked, to sort by."""
    try:
        counts = asked["replications"], len(asked["parameters"]), asked["largest"], asked["pairs"]
        return tuple(int(each) for each in counts)
    except (KeyError, TypeError, ValueError):
        return (-1,)


def alternatives_of(
    scenarios: AnyScenarios,
    firm_policies: str | Sequence[str],
    measure: str | None,
    holder: str | None,
    seed: int,
) -> Alternatives:
    """Read what is compared, in what, and of whom.

    Raises
    ------
    InputError
        If it is not two, or they are the same.
    """
    named = variants_of(scenarios, firm_policies)
    if len(named) != 2:
        raise InputError(message("flip.two", given=len(named)))
    first, second = named.values()
    if first.model_dump(exclude={"question", "reason"}) == second.model_dump(exclude={"question", "reason"}):
        raise InputError(message("flip.same", **dict(zip(("reference", "other"), named, strict=True))))
    measures = (measure,) if measure else usual_measures(first)
    holders = (holder,) if holder else usual_holders(measures)
    return Alternatives(MappingProxyType(named), measures[0], holders[0] or FOCAL, seed)


def acting_in(
    asked: Alternatives,
    out: str | PathLike[str] | None = None,
    on_search: Progress | None = None,
    on_message: Callable[[str], None] | None = None,
) -> tuple[str, ...]:
    """List the world's parameters that have a plausible range and act in either alternative; they are looked for once.

    Parameters
    ----------
    asked : Alternatives
        What is compared.
    out : str or path, optional
        The folder below which the list is kept, and read where it is there.
    on_search : callable (done, all), optional
        Told how many were tried.
    on_message : callable (str), optional
        Told what the search takes, before it starts.

    Raises
    ------
    InputError
        If there are none.
    """
    folder = None if out is None else Path(out) / asked.folder_name
    kept = [] if folder is None else next(_kept_in(folder, _ACTING), [])
    if kept and isinstance(kept, list):
        return tuple(map(str, kept))
    if on_message is not None:
        on_message(str(message("flip.search", all=len(below(WORLD)))))
    found: dict[str, None] = {}
    for each in asked.scenarios.values():
        found |= dict.fromkeys(acting(each, asked.seed, on_search, found))
    if folder is not None:
        keep_texts(folder, _ACTING, {f"{_ACTING}.json": json.dumps([*found], indent=1) + "\n"})
    return tuple(found)


def _kept_in(folder: Path, kind: str) -> Iterator[Any]:
    """Go through what the files of a kind hold; what cannot be read is passed over."""
    for file in sorted(folder.glob(f"{kind}-*/{kind}.json")):
        with suppress(ValueError, OSError):
            yield json.loads(read_bytes(file, _LARGEST_ASKED))


def _axes(asked: Alternatives, parameters: Sequence[str]) -> tuple[list[Axis], Study]:
    """List what is moved, and the study of it."""
    first = next(iter(asked.scenarios.values()))
    laid = tornado_study(first, (asked.measure,), parameters, holders=(asked.holder,), seed=asked.seed)
    return [axis for axis in read_axes(laid)[0] if isinstance(axis.range, Range)], laid


def _plan(
    runs: PairedRuns,
    searches: Sequence[_Search],
    few: int,
    many: int,
    largest: int,
    pairs: int,
    options: Mapping[str, Any],
) -> Message:
    """Say what all of it will take where nothing is kept yet."""
    first = 2 * few * len({AS_IT_IS, *(point for each in searches for point in each.ends)})
    second = 2 * many * (5 * largest + 1) - 2 * few * (2 * largest + 1)
    more = 2 * many * largest * (ROUNDS + 2)
    together = 8 * many * (pairs * (pairs - 1) // 2)
    seconds = runs.seconds_of_run()
    at_once = 0 if options.get("cluster") else thread_count(options.get("threads"))
    said: dict[str, Value] = {
        "all": len(searches), "few": few, "many": many, "largest": largest, "first": f"{first:,}",
        "second": f"{second + together:,}", "more": f"{more:,}",
    }  # fmt: skip
    if not (seconds and at_once):
        return message("flip.plan", **said)
    whole = format_duration(seconds * (first + second + together) / at_once)
    return message("flip.plan_timed", time=whole, threads=message("estimate.threads", count=at_once), **said)


class _Search:
    """What is known of one assumption, and what is to be tried next."""

    def __init__(self, axis: Axis, runs: PairedRuns, asked: Alternatives) -> None:
        self.axis = axis
        self._runs = runs
        values = sorted({axis.at(share) for share in _SHARES})
        self.shipped = _shipped(axis.path, asked)
        inside = self.shipped is not None and values[0] < self.shipped < values[-1]
        self._as_it_is = self.shipped if inside or self.shipped in values else None
        self.values = sorted({*values, *([self.shipped] if inside else [])})
        self.found: Flips | None = None
        self.missing: Point | None = None

    def point(self, value: Any) -> Point:
        """Return where the assumption has a value."""
        return AS_IT_IS if value == self._as_it_is else ((self.axis.path, value),)

    @property
    def ends(self) -> list[Point]:
        """Return both ends of the range."""
        return [self.point(self.values[0]), self.point(self.values[-1])]

    @property
    def points(self) -> list[Point]:
        """Return all values of the second stage."""
        return [self.point(value) for value in self.values]

    def moved(self) -> float:
        """Return how far apart the leads at the ends and as it is are, at most; NaN where one is not known."""
        known = [self._runs.leads[point] for point in dict.fromkeys([AS_IT_IS, *self.ends])]
        curves = np.array([leads[: min(map(len, known))] for leads in known])
        whole = curves[:, np.isfinite(curves).all(axis=0)]
        return float(np.ptp(exact_mean(whole))) if whole.shape[1] else math.nan

    def first_moved(self) -> float:
        """Return by how much it moves the lead, to sort by; what is not known comes last."""
        moved = self.moved()
        return moved if np.isfinite(moved) else -1.0

    def look(self) -> None:
        """Find where the alternatives change places, or which value is to be tried next."""
        known = [point for point in self._tried() if point in self._runs.leads]
        shortest = min(len(self._runs.leads[point]) for point in known)
        whole = np.isfinite([self._runs.leads[point][:shortest] for point in known]).all(axis=0)
        self.missing = None
        if np.count_nonzero(whole) < _FEWEST:
            return

        def try_place(value: float) -> Floats:
            point = self.point(value)
            if point not in self._runs.leads:
                raise _MissingError(point)
            return self._runs.leads[point][:shortest][whole]

        curves = np.array([try_place(value) for value in self.values])
        places = np.array(self.values, np.float64)
        try:
            self.found = find_flips(places, curves, try_place, allowed=self._allowed)
        except _MissingError as missing:
            self.missing = missing.point

    def assumption(self) -> Assumption:
        """Return what was found."""
        declared = _declared(self.axis.path)
        low, high = (student_interval(_known(self._runs.leads[end])) for end in self.ends)
        of_all = self.found.differences.shape[1] if self.found else 0
        of_ends = min(int(np.count_nonzero(np.isfinite(self._runs.leads[end]))) for end in self.ends)
        return Assumption(
            self.axis.path, self.axis.lever, float(self.values[0]), float(self.values[-1]), self._whole,
            None if self.shipped is None else float(self.shipped), declared.unit, declared.evidence, low, high,
            self.moved(), of_all if self.found else of_ends, self.found,
        )  # fmt: skip

    def _tried(self) -> Iterator[Point]:
        """Go through all values at which something is known."""
        own = (point for point in self._runs.leads if len(point) == 1 and point[0][0] == self.axis.path)
        yield from dict.fromkeys([*self.points, *own])

    @property
    def _whole(self) -> bool:
        return isinstance(self.axis.range, Range) and self.axis.range.whole

    def _allowed(self, value: float) -> Any:
        """Return the nearest value that it may have, in few digits."""
        span = self.axis.range
        assert isinstance(span, Range)
        if not span.step:
            return float(f"{value:.6g}")
        stepped = span.low + span.step * round((value - span.low) / span.step)
        return round(stepped) if span.whole else stepped


class _MissingError(Exception):
    """A value has not been tried yet."""

    def __init__(self, point: Point) -> None:
        super().__init__(point)
        self.point = point


def _look_between(searches: Iterable[_Search], runs: PairedRuns, replications: int) -> None:
    """Try values between, those of all assumptions together, until each has found where its order changes."""
    open_ = list(searches)
    while open_:
        for each in open_:
            each.look()
        open_ = [each for each in open_ if each.missing is not None]
        runs.want([each.missing for each in open_ if each.missing is not None], replications)


def _together(
    found: Sequence[Assumption],
    searches: Mapping[str, _Search],
    runs: PairedRuns,
    laid: Study,
    pairs: int,
    replications: int,
    on_message: Callable[[str], None] | None,
) -> tuple[Together, ...]:
    """Try the strongest in pairs, at the corners of their ranges."""
    strongest = [each for each in found if each.found is not None][:pairs]
    grids = {
        (one.path, other.path): [
            (values, _corner(((one.path, values[0]), (other.path, values[1])), searches))
            for values in product(_ends_of(one, searches), _ends_of(other, searches))
            if not build_error(laid, {one.path: values[0], other.path: values[1]})
        ]
        for one, other in combinations(strongest, 2)
    }
    runs.want([point for grid in grids.values() for _, point in grid], replications, on_message)
    by_path = {each.path: each for each in strongest}
    base = student_interval(_known(runs.leads[AS_IT_IS]))
    return tuple(
        _pair(
            paths,
            [(values, runs.leads[point]) for values, point in grid],
            [by_path[each] for each in paths],
            base,
        )
        for paths, grid in grids.items()
    )


def _ends_of(each: Assumption, searches: Mapping[str, _Search]) -> tuple[Any, Any]:
    values = searches[each.path].values
    return values[0], values[-1]


def _corner(values: Point, searches: Mapping[str, _Search]) -> Point:
    """Return the point of a corner; what is as it is anyway is not changed."""
    return tuple(part for path, value in values for part in searches[path].point(value))


def _pair(
    paths: tuple[str, str],
    grid: Sequence[tuple[tuple[Any, Any], Floats]],
    alone: Sequence[Assumption],
    base: Interval,
) -> Together:
    corners = tuple(
        Corner(
            (float(values[0]), float(values[1])),
            student_interval(_known(leads)),
            int(np.count_nonzero(np.isfinite(leads))),
        )
        for values, leads in grid
    )
    side = np.sign(float(base.mean))
    other = tuple(
        number for number, each in enumerate(corners)
        if side and (each.lead.high < 0.0 if side > 0 else each.lead.low > 0.0)
    )  # fmt: skip
    return Together(paths, corners, any(each.found is not None and each.found.flips for each in alone), other)


def _shipped(path: str, asked: Alternatives) -> Any:
    """Return what an assumption is in both alternatives; None where they differ in it."""
    first, second = (value_at(each, place_of(path, each)) for each in asked.scenarios.values())
    return first if first == second else None


def _declared(path: str) -> Parameter:
    return catalogue()[general_name(path)]


def _known(leads: Floats) -> Floats:
    return leads[np.isfinite(leads)]


def _moved(each: Assumption) -> tuple[bool, float]:
    """Sort by how far the lead moves, those of the second stage first, unknown ones last."""
    return each.found is not None, each.moved if np.isfinite(each.moved) else -1.0
