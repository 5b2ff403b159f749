"""At which value of an assumption two alternatives change places, how sure that is, and whether they do at all.

Two stages: each assumption alone at both ends of its plausible range in a few pairs of runs; then those that move the
lead most, at five values and in many pairs, and where the sign of the lead is sure on both sides, at values between. A
lead is what the second alternative has more than the first, run by run under the same seed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from tci_sim.analysis.flip_result import Assumption, FlipData
from tci_sim.analysis.flip_runs import AS_IT_IS, Alternatives, NotKeptError, PairedRuns
from tci_sim.analysis.flip_search import Search, lead_of, look_between
from tci_sim.analysis.flip_together import look_together
from tci_sim.analysis.inactive_parameters import Progress
from tci_sim.analysis.tornado import WORLD, acting, tornado_study, usual_holders, usual_measures
from tci_sim.arguments import whole_number
from tci_sim.bounds import MOST_NAMES, MOST_REPLICATIONS
from tci_sim.designs.axes import Axis, read_axes
from tci_sim.designs.ranges import Range
from tci_sim.designs.study import Study
from tci_sim.designs.variants import AnyScenarios, variants_of
from tci_sim.errors import InputError
from tci_sim.messages import Message, Value, message
from tci_sim.runs.estimate import format_duration
from tci_sim.runs.files import read_bytes
from tci_sim.runs.folders import check_writable
from tci_sim.runs.provenance import provenance
from tci_sim.runs.store_errors import StoreError
from tci_sim.runs.text_files import keep_texts
from tci_sim.runs.where import runs_at_once
from tci_sim.scenario.explain import below
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL, REPLICATIONS
from tci_sim.statistics.flip import ROUNDS

FEW = 4
"""Pairs of runs at each end of a range in the first stage, where nothing else is asked."""

LARGEST = 20
"""Assumptions that go into the second stage, where nothing else is asked."""

_ASKED = "asked"
"""Beside the runs: what was asked of them."""

_ACTING = "acting"
"""Beside the runs: which assumptions act."""

_LARGEST_ASKED = 1_000_000
"""Bytes of either at most."""


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
    replications = whole_number("replications", replications, 2, MOST_REPLICATIONS)
    few = min(whole_number("few", few, 2, MOST_REPLICATIONS), replications)
    largest = whole_number("largest", largest, 1, MOST_NAMES)
    pairs = whole_number("pairs", pairs, 0, MOST_NAMES)
    if out is not None and not kept_only:
        check_writable(out)
    axes, laid = _axes(asked, parameters or acting_in(asked, out, on_search, on_message))
    folder = None if out is None else Path(out) / asked.folder_name
    runs = PairedRuns(asked, folder, {"on_progress": on_progress, **options}, kept_only=kept_only)
    searches = [Search(axis, runs, asked) for axis in axes]
    if on_message is not None:
        on_message(str(_plan(runs, searches, few, replications, min(largest, len(axes)), pairs, options)))
    runs.want([AS_IT_IS, *(point for each in searches for point in each.ends)], few, on_message)
    chosen = sorted(searches, key=Search.first_moved, reverse=True)[:largest]
    ends = [AS_IT_IS, *(point for each in chosen for point in each.ends)]
    runs.want(ends, replications, on_message)
    runs.want([point for each in chosen for point in each.points], replications, on_message)
    look_between(chosen, runs, replications)
    found = sorted((each.assumption() for each in searches), key=_moved, reverse=True)
    together = look_together(
        found, {each.axis.path: each for each in chosen}, runs, laid, pairs, replications, on_message
    )
    if folder is not None and not kept_only:
        many = {"replications": replications, "few": few, "largest": largest, "pairs": pairs}
        asked_again = {"parameters": [axis.path for axis in axes], **many}
        keep_texts(folder, _ASKED, {f"{_ASKED}.json": json.dumps(asked_again, indent=1) + "\n"})
    shared = provenance(next(iter(asked.scenarios.values())), seed)
    about = {name: shared[name] for name in ("tci_sim", "model")}
    return FlipData(
        asked, lead_of(runs.leads[AS_IT_IS]), tuple(found), together, few, replications,
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
    except (KeyError, TypeError, ValueError, OverflowError):
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
    kept: Any = [] if folder is None else next(_kept_in(folder, _ACTING), [])
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
        with suppress(ValueError, OSError, RecursionError, StoreError):
            yield json.loads(read_bytes(file, _LARGEST_ASKED))


def _axes(asked: Alternatives, parameters: Sequence[str]) -> tuple[list[Axis], Study]:
    """List what is moved, and the study of it."""
    first = next(iter(asked.scenarios.values()))
    laid = tornado_study(first, (asked.measure,), parameters, holders=(asked.holder,), seed=asked.seed)
    return [axis for axis in read_axes(laid)[0] if isinstance(axis.range, Range)], laid


def _plan(
    runs: PairedRuns,
    searches: Sequence[Search],
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
    at_once = runs_at_once(options.get("threads"), options.get("cluster"))
    said: dict[str, Value] = {
        "all": len(searches), "few": few, "many": many, "largest": largest, "first": f"{first:,}",
        "second": f"{second + together:,}", "more": f"{more:,}",
    }  # fmt: skip
    if not (seconds and at_once):
        return message("flip.plan", **said)
    whole = format_duration(seconds * (first + second + together) / at_once)
    return message("flip.plan_timed", time=whole, threads=message("estimate.threads", count=at_once), **said)


def _moved(each: Assumption) -> tuple[bool, float]:
    """Sort by how far the lead moves, those of the second stage first, unknown ones last."""
    return each.found is not None, each.moved if np.isfinite(each.moved) else -1.0
