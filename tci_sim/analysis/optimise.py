"""Search for policies: candidates are proposed, race under common random numbers, and are checked in fresh ones.

Nothing of a search is kept but its runs. Started again, it asks for the same proposals in the same order and finds
their runs, so that it goes on wherever it stopped and comes to the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.optimise_runs import Histories
from tci_sim.analysis.optimise_search import Candidate, Searching
from tci_sim.analysis.optimise_values import (
    best_first,
    goods_of,
    judged,
    mean_cost,
    search_of,
    split,
    stacked,
)
from tci_sim.analysis.sweep import as_study, build_experiment
from tci_sim.analysis.sweep_result import FailedCase
from tci_sim.designs.axes import changes_of
from tci_sim.designs.design import STUDIED
from tci_sim.designs.optimise import policies_of
from tci_sim.designs.proposals import optuna
from tci_sim.designs.study import Study
from tci_sim.designs.study_key import study_key
from tci_sim.errors import InputError
from tci_sim.frozen import Frozen
from tci_sim.messages import Message, message
from tci_sim.messages.numbers import number
from tci_sim.processors import thread_count
from tci_sim.runs.estimate import format_duration, seconds_of_run
from tci_sim.runs.folder_names import words_in_name
from tci_sim.runs.folders import check_writable
from tci_sim.scenario.load import AnyScenario, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.exact import Floats
from tci_sim.statistics.optimism import lead, optimism
from tci_sim.statistics.paired import Interval

if TYPE_CHECKING:
    from distributed import Client

MOST_SHOWN = {1: 5, 2: 12}
"""Candidates that are checked in fresh draws, by how many aims there are."""

OPTIMISED = "optimised"
"""What the policy that is chosen is called; with a number behind it where the base has one of that name."""


@dataclass(frozen=True, eq=False)
class Alternative(Frozen):
    """A policy in the draws of the search, and in fresh ones."""

    name: str
    values: Mapping[str, Any]
    """Levers by dotted path; none for a policy of the base."""
    searched: Floats
    """How good each history is, (aim, history), the more the better."""
    fresh: Floats
    cost_searched: float
    """What its levers cost. [% of revenue]"""
    cost_fresh: float
    reported: Mapping[str, Floats]
    """Measures of the focal firm in fresh draws, (history,)."""


@dataclass(frozen=True, eq=False, repr=False)
class OptimiseData(Frozen):
    """What a search found. Nothing in it can be changed."""

    study: Study
    """The question."""
    candidates: tuple[Candidate, ...]
    """All that were proposed, in order, each once."""
    policies: tuple[Alternative, ...]
    """The base's policies, the reference first."""
    best: tuple[Alternative, ...]
    """Within the budget: with one aim the best and its rivals, with two the front by the first aim; none where nothing
    keeps to it."""
    chosen: str | None
    """Which of these is chosen: the best; of a front the one nearest to the best of both aims."""
    runs: int
    """Runs of candidates."""
    saved: float
    """Share of all candidates' runs that racing spared. [-]"""
    failed: tuple[FailedCase, ...]
    key: str
    """Hash of what was asked. [64 hexadecimal digits]"""
    folder: Path | None
    """Where runs are kept."""


def optimise(
    study: Study | AnyScenario,
    out: str | PathLike[str] | None = None,
    *,
    threads: int | None = None,
    cluster: str | Client | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_message: Callable[[str], None] | None = None,
    share_past: bool = True,
    **parts: Any,
) -> OptimiseData:
    """Search for policies; parameters, returns and errors are those of `tci_sim.optimise`."""
    study, threads = as_study(study, parts), thread_count(threads)
    if study.search is None:
        raise InputError(message("fault.search.none", design=study.design))
    optuna()  # before anything is computed
    key, folder = study_key(study), None
    if out is not None:
        check_writable(out)
        folder = Path(out) / f"{words_in_name(study.question.text('en'))}-{key[:8]}-runs"
    if on_message is not None:
        on_message(str(_estimate(study, 1 if cluster is not None else threads)))
    most = _most_runs(study)
    histories = Histories(
        study, folder, on_progress and (lambda done: on_progress(min(done, most), most)),
        threads=threads, cluster=cluster, share_past=share_past,
    )  # fmt: skip
    searching = Searching(study, histories)
    searching.search()
    policies, best = _checked(study, searching, histories)
    return OptimiseData(
        study, tuple(sorted(searching.candidates, key=lambda each: each.name)), policies, best,
        _chosen(best, study), searching.runs, searching.saved, tuple(histories.failed), key, folder,
    )  # fmt: skip


def _most_runs(study: Study) -> int:
    """Return how many runs a search makes at most: of candidates, of the policies, and of what is checked."""
    return search_of(study).runs + len(policies_of(study)) * study.replications + _checks(study)


def _checks(study: Study) -> int:
    search = search_of(study)
    return (len(policies_of(study)) + MOST_SHOWN[len(search.aims)]) * search.fresh


def _estimate(study: Study, concurrency: int) -> Message:
    """Return what a search will take, in one sentence."""
    seconds = seconds_of_run(build_experiment(study)) * _most_runs(study) / concurrency
    return message(
        "optimise.estimate",
        runs=number(search_of(study).runs, 0),
        policies=number(len(policies_of(study)) * study.replications, 0),
        check=number(_checks(study), 0),
        time=format_duration(seconds), threads=message("estimate.threads", count=concurrency),
    )  # fmt: skip


def _checked(
    study: Study, searching: Searching, histories: Histories
) -> tuple[tuple[Alternative, ...], tuple[Alternative, ...]]:
    """Run the policies and what was found to be best in fresh draws."""
    search, names = search_of(study), _most_promising(searching, len(search_of(study).aims))
    levers = {each.name: each.values for each in searching.candidates}
    at = f"firms.{study.focal}.policy"
    cases = {**{name: {at: name} for name in searching.policies}, **{name: levers[name] for name in names}}
    first, count = study.replications, len(searching.policies)
    made = histories.of(cases, first, first + search.fresh)
    known = stacked(split(made)[:count])
    fresh = goods_of(made, known, search.aims)
    all_ = stacked([searching.known, *(searching.finished[name] for name in names)])
    searched = goods_of(all_, searching.known, search.aims)
    found = [
        Alternative(
            name, levers.get(name, {}), searched[:, place], fresh[:, place],
            float(mean_cost(all_)[place]), float(mean_cost(made)[place]),
            {measure: values[place] for measure, values in made.reported.items()},
        )
        for place, name in enumerate(cases)
    ]  # fmt: skip
    return tuple(found[:count]), tuple(found[count:])


def _most_promising(searching: Searching, aims: int) -> list[str]:
    """Return the best within the budget: one aim: in order; two: those beaten by none, spread over the front."""
    goodness = {name: searching.goodness(searching.finished[name]) for name in searching.within()}
    if aims == 1:
        return sorted(goodness, key=lambda name: (-goodness[name][0], name))[: MOST_SHOWN[1]]
    front = best_first(goodness)
    if len(front) <= MOST_SHOWN[2]:
        return front
    places = np.linspace(0, len(front) - 1, MOST_SHOWN[2]).round().astype(int)
    return [front[place] for place in places.tolist()]


def _chosen(best: tuple[Alternative, ...], study: Study) -> str | None:
    """Return the best; of a front the one that in the draws searched is nearest to the best of both aims.

    Each aim counts as a share of the way from the worst to the best of the front.
    """
    if not best:
        return None
    goodness = judged(np.stack([each.searched for each in best], axis=1), search_of(study).aims)
    span = goodness.max(axis=0) - goodness.min(axis=0)
    short = (goodness.max(axis=0) - goodness) / np.where(span > 0.0, span, 1.0)
    distances = [float(np.hypot(*row)) if len(row) > 1 else float(row[0]) for row in short]
    return best[int(np.argmin(distances))].name


def chosen_of(found: OptimiseData) -> Alternative | None:
    """Return what was chosen; None where nothing keeps to the budget."""
    return next((each for each in found.best if each.name == found.chosen), None)


def leads(found: OptimiseData, ours: Alternative, theirs: Alternative, *, fresh: bool) -> list[Interval]:
    """Return by how much one is better than another by each aim, in fresh draws or in those of the search."""
    pairs = zip(*((each.fresh if fresh else each.searched) for each in (ours, theirs)), strict=True)
    aims = search_of(found.study).aims
    return [lead(mine, other, aim.criterion) for aim, (mine, other) in zip(aims, pairs, strict=True)]


def optimism_of(found: OptimiseData, ours: Alternative) -> list[Interval]:
    """Return by how much the lead over the reference shrinks in fresh draws, by each aim."""
    reference, aims = found.policies[0], search_of(found.study).aims
    return [
        optimism(
            (ours.searched[place], reference.searched[place]), (ours.fresh[place], reference.fresh[place]),
            aim.criterion,
        )
        for place, aim in enumerate(aims)
    ]  # fmt: skip


def best_policy(found: OptimiseData, aim: int = 0) -> Alternative:
    """Return the policy that is best by an aim in fresh draws, among those within the budget where there are any."""
    search = search_of(found.study)
    within = [each for each in found.policies if search.budget is None or each.cost_fresh <= search.budget]
    among = within or list(found.policies)
    values = judged(np.stack([each.fresh for each in among], axis=1), search.aims)[:, aim]
    return among[int(np.argmax(np.where(np.isfinite(values), values, -np.inf)))]


def cheapest(found: OptimiseData) -> tuple[str, float] | None:
    """Return who costs least of all candidates and policies, and how much in % of revenue; None where nobody sells."""
    costs = [(each.cost, each.name) for each in found.candidates]
    costs += [(each.cost_searched, each.name) for each in found.policies]
    known = [(cost, name) for cost, name in costs if np.isfinite(cost)]
    return (min(known)[1], min(known)[0]) if known else None


def chosen_name(base: Scenario) -> str:
    """Return what the policy that is chosen is called beside those of the base."""
    names = (OPTIMISED, *(f"{OPTIMISED}_{number}" for number in range(2, len(base.policies) + 3)))
    return next(name for name in names if name not in base.policies)


def scenario_of(found: OptimiseData, ours: Alternative) -> Scenario:
    """Return the base in which the focal firm runs what was found, as a policy of its own."""
    study = found.study
    own = chosen_name(study.base)
    changes = changes_of(study, ours.values)
    changes = {path.replace(f"policies.{STUDIED}", f"policies.{own}"): each for path, each in changes.items()}
    at = f"firms.{study.focal}.policy"
    if changes.get(at) == STUDIED:
        changes[at] = own
    return variant(study.base, changes, drawn=True)
