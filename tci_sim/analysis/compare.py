"""Compare alternatives with the same random numbers: the same seeds for all, several runs at once, until it is enough.

Draws are keyed by who, when and what for, so that the same seed gives the same random numbers in every scenario: common
random numbers need nothing more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis import run as one_run
from tci_sim.analysis.by_holder import ALL, listed, unknown_holders
from tci_sim.analysis.compare_faults import check_comparison
from tci_sim.analysis.comparison import ComparisonData, Everybody, FailedRun
from tci_sim.analysis.pairing import warn_of_unpaired
from tci_sim.designs.variants import AnyScenarios, Regimes, variants_of
from tci_sim.engine.measures.columns import MEASURES, Kind
from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.processors import thread_count
from tci_sim.runs.batches import all_batches
from tci_sim.runs.digest import digest_of
from tci_sim.runs.estimate import estimate
from tci_sim.runs.experiment import (
    ALL_MEASURES,
    Experiment,
    OutputSpec,
    focal_and_market_output,
    networks_in,
)
from tci_sim.runs.files import ResultKind, is_there
from tci_sim.runs.folder_names import folder_name
from tci_sim.runs.folders import read_folder
from tci_sim.runs.holders import all_holders
from tci_sim.runs.provenance import provenance, run_key
from tci_sim.runs.read_runs import check_requested, read_all
from tci_sim.runs.reuse import KEEP, KEYS, SEED, ReusableRuns
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.runner import Runner
from tci_sim.runs.shapes import ComparisonShape, check_shape, damaged_on_mismatch
from tci_sim.runs.size_limits import check_memory
from tci_sim.runs.store import FolderStore, MemoryStore, Question, Store
from tci_sim.runs.store_errors import StoreError
from tci_sim.runs.table import Table, split_runs
from tci_sim.runs.where import executor_for, runs_at_once
from tci_sim.runs.worker import Worker
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.from_result import scenario_from_dict
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import FOCAL, LIMIT, REPLICATIONS
from tci_sim.statistics.exact import Floats
from tci_sim.world.build_network import network_of

if TYPE_CHECKING:
    from distributed import Client

KIND = ResultKind("comparison", message("rerun.comparison"), "comparison.json")

KINDS: tuple[Kind, ...] = ("firm", "market")
"""Whose measures a comparison keeps: the focal firm's and the market's."""

_KNOWN = (one_run.KIND, KIND)
"""Kinds of question whose runs serve a comparison."""


def compare(
    scenarios: AnyScenarios,
    *,
    firm_policies: str | Sequence[str] = (),
    regimes: Regimes | None = None,
    replications: int = REPLICATIONS,
    seed: int = 1,
    precision: Mapping[str, float] | None = None,
    limit: int = LIMIT,
    threads: int | None = None,
    cluster: str | Client | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    out: str | PathLike[str] | None = None,
    on_message: Callable[[str], None] | None = None,
    share_past: bool = True,
    holders: str | Sequence[str] = (),
    made: Mapping[tuple[int, int], RunOutput] = MappingProxyType({}),
) -> ComparisonData:
    """Run what is compared under the same seeds; parameters, returns and errors are those of `tci_sim.compare`.

    Runs that were `made` for something else, by scenario and replication, are not made again.
    """
    questions = variants_of(scenarios, firm_policies, regimes)
    warn_of_unpaired(questions)
    threads = thread_count(threads)
    replications, seed, wanted, limit = check_comparison(
        questions, replications, seed, precision or {}, limit
    )
    keys = {name: run_key(question, seed) for name, question in questions.items()}
    experiment = build_experiment(
        questions, keys, seed, replications, wanted, limit, _others(questions, holders)
    )
    check_memory(experiment, runs_at_once(threads, cluster))
    rests_on = _provenance(questions, keys, experiment)
    place = None if out is None else Path(out)

    def found(table: Table, folder: Path | None = None) -> ComparisonData:
        return build_comparison(questions, seed, experiment.keep, table, wanted, limit, rests_on, folder)

    worker = partial(Worker, share_past=share_past, made=dict(made))
    with (
        executor_for(experiment, threads, cluster, on_message, worker) as executor,
        _store(experiment, questions, wanted, limit, rests_on, place) as store,
    ):
        known = (
            None
            if place is None or store.folder is None
            else ReusableRuns(place, store.folder.name, experiment, _KNOWN)
        )
        making = Runner(
            experiment, store, executor, reusable=known, on_progress=on_progress, retry_failed=True
        )
        table = making.run(lambda so_far: found(so_far).precision_reached)
    there = len(table.runs["case"]) - making.runs_made
    if there and on_message is not None:
        on_message(str(message("compare.reused", count=there, all=len(table.runs["case"]))))
    return found(table, store.folder)


def takes(
    questions: Mapping[str, Scenario],
    replications: int,
    seed: int,
    threads: int | None,
    out: str | PathLike[str],
    cluster: str | Client | None = None,
) -> Message | None:
    """Return what a comparison takes; None where some of it is kept below `out`.

    Raises
    ------
    InputError
        If it cannot be made.
    """
    *_, limit = check_comparison(variants_of(questions), replications, seed, {}, LIMIT)
    keys = {name: run_key(question, seed) for name, question in questions.items()}
    experiment = build_experiment(questions, keys, seed, replications, {}, limit)
    if is_there(Path(out) / _folder_name(experiment, questions, Path(out))):
        return None
    runs = len(questions) * replications
    return estimate(experiment, runs, runs, runs_at_once(threads, cluster))


def build_experiment(
    questions: Mapping[str, Scenario],
    keys: Mapping[str, str],
    seed: int,
    replications: int,
    precision: Mapping[str, float],
    limit: int,
    others: tuple[str, ...] = (),
) -> Experiment:
    """Lay out the runs of a comparison: a case for each scenario, whose keys under the first seed are known.

    Of `others` than the focal firm and the market, kinds or names, all is kept too.
    """
    bases = tuple(questions.values())
    asked = {
        "keys": list(keys.values()),
        "names": list(questions),
        "replications": replications,
        "precision": dict(precision),
        "limit": limit,
        **({"holders": others} if others else {}),
    }
    named = digest_of(json.dumps(asked, allow_nan=False).encode())
    keep = _keep(bases[0].months, others)
    return Experiment(named, bases, None, seed, replications, limit, keep, networks_in(bases))


def _folder_name(experiment: Experiment, questions: Mapping[str, Scenario], out: Path) -> str:
    """Name the folder of a comparison by what is compared; by the question where that has no names of its own."""
    first = next(iter(questions.values()))
    named = not any(name.startswith("scenario_") for name in questions)
    words = " ".join(["compare", *questions]) if named else f"compare {first.headline.text('en')}"
    return folder_name(out, words, experiment.key, KIND, "compare")


def _keep(months: int, others: tuple[str, ...]) -> OutputSpec:
    """Keep all that is measured of the focal firm, the market, and others that are asked for."""
    keep = focal_and_market_output(months)
    return keep._replace(holders=(*keep.holders, *others), measures=ALL_MEASURES) if others else keep


def _others(questions: Mapping[str, Scenario], asked: str | Sequence[str]) -> tuple[str, ...]:
    """Read whose measures are kept beside those of the focal firm and the market.

    Raises
    ------
    InputError
        With one line for each name that nobody has in any scenario.
    """
    given = listed(asked)
    known: dict[str, None] = {}
    for question in questions.values() if given else ():
        for names in all_holders(question, network_of(question)).values():
            known |= dict.fromkeys(names)
    if faults := unknown_holders(given, list(known)):
        raise InputError(*faults)
    kept = list(MEASURES) if ALL in given else given
    return tuple(dict.fromkeys(each for each in kept if each not in (FOCAL, "market"))) if kept else ()


def save(comparison: ComparisonData, out: str | PathLike[str]) -> Path:
    """Keep a comparison below `out`; what is there already stays, unless it is damaged.

    Parameters
    ----------
    comparison : ComparisonData
        The comparison.
    out : str or path
        Made where it is absent. The comparison goes into a folder in it, named by what was asked.

    Returns
    -------
    Path
        That folder.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    questions, precision, limit = comparison.questions, comparison.precision, comparison.limit
    rests_on, everybody = comparison.provenance, comparison.everybody
    replications = int(rests_on.get("replications", len(comparison.seeds)))
    bases = tuple(questions.values())
    measures = {kind: comparison.measures[kind] for kind in KINDS}
    keep = _keep(comparison.months, () if everybody is None else everybody.holders)
    keep = keep._replace(measures=measures if everybody is None else everybody.measures)
    made_as = rests_on.get("key") or digest_of(json.dumps([rests_on[KEYS], comparison.seeds]).encode())
    # all as it was when the runs were made: files of networks may be others now, and the model too
    experiment = Experiment(made_as, bases, None, comparison.seeds[0], replications, limit, keep)
    runs = {(run.case, run.replication): run for run in comparison.runs()}
    with _store(experiment, questions, precision, limit, rests_on, Path(out)) as store:
        for batch in all_batches(experiment, len(comparison.seeds)):
            if store.read(batch) is None:
                store.write(batch, [runs[each] for each in batch.runs])
        assert store.folder is not None
        return store.folder


def load(path: str | PathLike[str]) -> ComparisonData:
    """Read a comparison; parameters, returns and errors are those of `tci_sim.load_comparison`."""
    folder = Path(path)
    told = read_folder(folder, KIND)
    with damaged_on_mismatch(folder):
        check_shape(ComparisonShape, told)
        questions = {name: scenario_from_dict(asked) for name, asked in told["questions"].items()}
        precision, limit = told["precision"], told["limit"]
        keep, seed = OutputSpec.from_dict(told[KEEP]), told[SEED]
        table = read_all(folder, keep, told["key"], KIND.rerun_hint)
        made, cases = len(table.runs["case"]), len(questions)
        check_requested(folder, table, cases, limit, KIND.rerun_hint)
        whole = max(int(table.runs["replication"].max()) + 1, told["replications"]) * cases
        if made < whole:
            raise StoreError(message("store.incomplete", where=str(folder), again=KIND.rerun_hint))
        return build_comparison(questions, seed, keep, table, precision, limit, told["provenance"], folder)


def build_comparison(
    questions: Mapping[str, Scenario],
    seed: int,
    keep: OutputSpec,
    table: Table,
    precision: Mapping[str, float],
    limit: int,
    rests_on: Mapping[str, Any],
    folder: Path | None,
) -> ComparisonData:
    """Lay out what was kept of all runs by scenario, replication, month and measure."""
    names = list(questions)
    measures = {kind: keep.measures[kind] for kind in KINDS}
    count = int(table.runs["replication"].max()) + 1
    months = len(keep.months)
    values: dict[str, Floats] = {
        kind: np.full((len(names), count, months, len(measures[kind])), np.nan) for kind in KINDS
    }
    fingerprints = {name: [""] * count for name in names}
    settled: dict[str, list[int | None]] = {name: [None] * count for name in names}
    failed = []
    for run in sorted(split_runs(table, keep)):
        name = names[run.case]
        if run.error:
            failed.append(FailedRun(name, seed + run.replication, run.error))
            continue
        fingerprints[name][run.replication] = run.fingerprint
        settled[name][run.replication] = run.settled_at
        for kind in KINDS:
            values[kind][run.case, run.replication] = run.values[kind][:, 0]
    return ComparisonData(
        questions=questions,
        seeds=tuple(range(seed, seed + count)),
        focal_firms={name: focal_firm(question) for name, question in questions.items()},
        measures={str(kind): names for kind, names in measures.items()},
        values=values,
        fingerprints={name: tuple(runs) for name, runs in fingerprints.items()},
        failed=tuple(failed),
        precision=precision,
        limit=limit,
        provenance=rests_on,
        folder=folder,
        everybody=_everybody(table, keep),
        settled={name: tuple(months) for name, months in settled.items()},
    )


def _everybody(table: Table, keep: OutputSpec) -> Everybody | None:
    """Return all that is kept, where it is more than the focal firm and the market."""
    others = keep.holders[2:]
    if not others:
        return None
    runs = tuple(sorted(split_runs(table, keep), key=lambda run: (run.case, run.replication)))
    for array in (array for run in runs for array in run.values.values()):
        array.setflags(write=False)
    return Everybody(others, keep.measures, runs)


@contextmanager
def _store(
    experiment: Experiment,
    questions: Mapping[str, Scenario],
    precision: Mapping[str, float],
    limit: int,
    rests_on: Mapping[str, Any],
    out: Path | None,
) -> Iterator[Store]:
    if out is None:
        yield MemoryStore(experiment.keep)
        return
    content = {
        "questions": {name: asked.model_dump(mode="json") for name, asked in questions.items()},
        SEED: experiment.seed,
        "replications": experiment.replications,
        "precision": dict(precision),
        "limit": limit,
        KEYS: dict(rests_on[KEYS]),
        KEEP: experiment.keep.to_dict(),
        "provenance": dict(rests_on),
    }
    question = Question(KIND, _folder_name(experiment, questions, out), content)
    with closing(FolderStore(experiment, question, out)) as store:
        yield store


def _provenance(
    questions: Mapping[str, Scenario], keys: Mapping[str, str], experiment: Experiment
) -> dict[str, Any]:
    """Return what the answer rests on: as for one run, with the key of each question."""
    about_one = ("key", "seed", "scenario", "network_files")
    shared = provenance(next(iter(questions.values())), experiment.seed)
    kept = {name: value for name, value in shared.items() if name not in about_one}
    return {**kept, "key": experiment.key, "replications": experiment.replications, KEYS: dict(keys)}
