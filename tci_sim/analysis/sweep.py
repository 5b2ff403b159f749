"""Run a study: each run once, stored as it ends, resumed from where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.pairing import warn_of_unpaired_cases
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.arguments import kind_of
from tci_sim.designs.cases import cases_frame
from tci_sim.designs.registry import DESIGNS
from tci_sim.designs.salib import salib
from tci_sim.designs.study import Study
from tci_sim.designs.study_file import load_study
from tci_sim.designs.study_key import study_key
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, message
from tci_sim.processors import thread_count
from tci_sim.runs.estimate import estimate
from tci_sim.runs.experiment import Experiment, OutputSpec, networks_in
from tci_sim.runs.files import ResultKind
from tci_sim.runs.folder_names import folder_name
from tci_sim.runs.folders import check_writable, read_folder
from tci_sim.runs.holders import KINDS, has_measure
from tci_sim.runs.parquet import connected, read_parquet, write_parquet
from tci_sim.runs.provenance import provenance
from tci_sim.runs.read_runs import check_requested, read_all
from tci_sim.runs.reuse import KEEP
from tci_sim.runs.runner import RunLookup, Runner
from tci_sim.runs.settling import warn_of_waiting_in_vain
from tci_sim.runs.shapes import StudyShape, check_shape, damaged_on_mismatch
from tci_sim.runs.size_limits import check_memory
from tci_sim.runs.store import FolderStore, MemoryStore, Question, Store
from tci_sim.runs.store_errors import StoreError
from tci_sim.runs.where import executor_for, runs_at_once
from tci_sim.runs.worker import Worker
from tci_sim.scenario.from_result import scenario_from_dict
from tci_sim.scenario.load import AnyScenario, as_scenario, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.words import Words

if TYPE_CHECKING:
    import duckdb
    from distributed import Client

KIND = ResultKind("study", message("rerun.study"), "study.json")
_NO_PARTS: Mapping[str, Any] = MappingProxyType({})
CASES, POINTS = "cases.parquet", "points.parquet"


def sweep(
    study: Study | AnyScenario,
    out: str | PathLike[str] | None = None,
    *,
    threads: int | None = None,
    cluster: str | Client | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_message: Callable[[str], None] | None = None,
    share_past: bool = True,
    reusable: RunLookup | None = None,
    **parts: Any,
) -> SweepData:
    """Make all runs of a study that are not kept yet; parameters, returns and errors are those of `tci_sim.sweep`.

    Somebody may know runs of it that were made for another question, `reusable`.
    """
    study, threads = as_study(study, parts), thread_count(threads)
    if study.search is not None:
        raise InputError(message("fault.search.sweep"))
    experiment = build_experiment(study)
    check_memory(experiment, at_once=runs_at_once(threads, cluster))
    warn_of_unpaired_cases(study, study.plan)
    warn_of_waiting_in_vain(study.base, study.report)
    worker = partial(Worker, share_past=share_past)
    with (
        executor_for(experiment, threads, cluster, on_message, worker) as executor,
        _store(study, experiment, out) as store,
    ):

        def tell(left: int, all_: int) -> None:
            if on_message is not None:
                on_message(str(estimate(experiment, left, all_, executor.concurrency)))

        making = Runner(
            experiment, store, executor, reusable=reusable, on_progress=on_progress, on_start=tell
        )
        table = making.run(lambda so_far: SweepData(study, so_far, experiment.key, None).precision_reached)
    return SweepData(study, table, experiment.key, store.folder)


def as_study(given: object, parts: Mapping[str, Any] = _NO_PARTS) -> Study:
    """Return the study that is meant: a study, its file, or a mapping of its parts; or a scenario, with such parts.

    Parts replace those of a study. With a scenario they are all but its base; the question is the scenario's where they
    have none, and the design is a list where they have cases.

    Raises
    ------
    InputError
        If it is none of these, with one sentence that says what to write; or with one line for each fault in it.
    """
    if isinstance(given, Study):
        return given.replace(**parts) if parts else given
    if parts:
        base = as_scenario(given, "base")
        asked = base.question or Words.of({each: message("study.question").text(each) for each in LANGUAGES})
        design = {"design": "list"} if parts.get("cases") is not None else {}
        return Study(**{"question": asked, **design, **parts}, base=base)
    if isinstance(given, str | PathLike):
        return load_study(given)
    if isinstance(given, Mapping):
        return Study(**{str(part): value for part, value in given.items()})
    if isinstance(given, Scenario):
        raise InputError(message("given.no_study"))
    raise InputError(message("given.a_study", seen=kind_of(given)))


def load(path: str | PathLike[str]) -> SweepData:
    """Read what is kept of a study; parameters, returns and errors are those of `tci_sim.load_sweep`."""
    folder = Path(path)
    told = read_folder(folder, KIND)
    with damaged_on_mismatch(folder):
        check_shape(StudyShape, told)
        design = DESIGNS[told["study"]["design"]]
    if design.drawn_by:
        salib(design.drawn_by)  # where it is not installed nothing is damaged
    with damaged_on_mismatch(folder):
        study = Study(**told["study"], base=scenario_from_dict(told["provenance"]["scenario"]))
        keep, named = OutputSpec.from_dict(told[KEEP]), str(told["key"])
        with connected() as connection:
            _check_points(connection, folder, study)
        table = read_all(folder, keep, named, KIND.rerun_hint)
        check_requested(folder, table, len(study.plan), study.most_replications, KIND.rerun_hint)
        return SweepData(study, table, named, folder)


def build_experiment(study: Study) -> Experiment:
    """Lay out the runs of a study; files of networks that it names are read."""
    plan = study.plan
    tried = range(len(plan) if study.varies_network else 1)
    some = (variant(study.base, plan.changes(number), drawn=True) for number in tried)
    measures = {kind: tuple(name for name in study.report if has_measure(kind, name)) for kind in KINDS}
    keep = OutputSpec(study.holders, measures, study.reported_months, figures=True, fingerprint=False)
    return Experiment(
        study_key(study), (study.base,), plan, study.seed, study.replications, study.most_replications, keep,
        networks_in(some),
    )  # fmt: skip


@contextmanager
def _store(study: Study, experiment: Experiment, out: str | PathLike[str] | None) -> Iterator[Store]:
    if out is None:
        yield MemoryStore(experiment.keep)
        return
    check_writable(out)
    kept = provenance(study.base, study.seed)
    kept.pop("key")
    content = {"study": study.to_dict(), "provenance": kept, KEEP: experiment.keep.to_dict()}
    files = (CASES,) if study.plan.points is None else (CASES, POINTS)
    named = folder_name(Path(out), study.question.text("en"), experiment.key, KIND, "study")
    question = Question(KIND, named, content, files, partial(_write_tables, study))
    with closing(FolderStore(experiment, question, Path(out))) as store:
        yield store


def _write_tables(study: Study, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    write_parquet(connection, cases_frame(study), folder / CASES)
    if study.plan.points is not None:
        import pandas as pd

        drawn = pd.DataFrame(study.plan.points).add_prefix("u")
        write_parquet(connection, drawn, folder / POINTS)


def _check_points(connection: duckdb.DuckDBPyConnection, folder: Path, study: Study) -> None:
    """Refuse a study whose points come out otherwise than they did: they are drawn by a library."""
    drawn = study.plan.points
    if drawn is None:
        return
    found = read_parquet(connection, folder / POINTS)
    kept = np.stack([np.asarray(column, np.float64) for column in found.values()], axis=-1)
    if not np.array_equal(drawn, kept):
        raise StoreError(message("sweep.other_points", folder=str(folder), points=POINTS))
