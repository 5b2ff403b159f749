"""One scenario under one seed: run it, keep it, read it back. It is an experiment of one case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.answer import Answer
from tci_sim.analysis.by_holder import Source, Wanted, holders_in
from tci_sim.analysis.by_holder import by_holder as levels_by_holder
from tci_sim.arguments import LARGEST_SEED, whole_number
from tci_sim.compile_model import ensure_compiled, to_stderr
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.messages import listing, message
from tci_sim.processors import thread_count
from tci_sim.runs.batches import batches_of
from tci_sim.runs.digest import digest_of
from tci_sim.runs.executors import SerialExecutor
from tci_sim.runs.experiment import Experiment, OutputSpec, all_output
from tci_sim.runs.files import FILE, ResultKind
from tci_sim.runs.folders import read_folder
from tci_sim.runs.periods import Period
from tci_sim.runs.provenance import provenance, run_key
from tci_sim.runs.read_runs import read_all
from tci_sim.runs.report_measures import check_report
from tci_sim.runs.result import RunData, result_of
from tci_sim.runs.reuse import KEEP, KEYS
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.runner import Runner
from tci_sim.runs.settling import warn_of_waiting_in_vain
from tci_sim.runs.shapes import RunShape, check_shape, damaged_on_mismatch
from tci_sim.runs.size_limits import check_memory_of_run
from tci_sim.runs.store import FolderStore, MemoryStore, Question
from tci_sim.runs.store_errors import DamagedError, MissingFileError
from tci_sim.runs.table import split_runs
from tci_sim.runs.worker import catch_errors
from tci_sim.scenario.from_result import scenario_from_dict
from tci_sim.scenario.load import AnyScenario, as_scenario
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import OnProgress
from tci_sim.statistics.exact import Floats
from tci_sim.world.build_network import network_of
from tci_sim.world.given import as_network
from tci_sim.world.network import ValueNetwork
from tci_sim.world.networks.read import read_network
from tci_sim.world.networks.write import write_network

if TYPE_CHECKING:
    import pandas as pd

    from tci_sim.world.given import AnyNetwork

KIND = ResultKind("result", message("rerun.result"), "provenance.json")

_NODES, _EDGES = "nodes.csv", "edges.csv"


def run(
    scenario: AnyScenario,
    seed: int = 1,
    *,
    network: AnyNetwork | None = None,
    threads: int | None = None,
    on_progress: OnProgress | None = None,
) -> RunData:
    """Run a scenario: its burn-in, then all its months; parameters, returns and errors are those of `tci_sim.run`."""
    question = as_scenario(scenario)
    other = None if network is None else as_network(network, question)
    return run_or_load(question, seed, None, network=other, threads=threads, on_progress=on_progress).result


def run_or_load(
    scenario: Scenario,
    seed: int,
    out: Path | None,
    *,
    network: ValueNetwork | None = None,
    threads: int | None = None,
    on_progress: OnProgress | None = None,
) -> Answer:
    """Run a scenario and keep the answer, unless it is kept already.

    Parameters
    ----------
    out : Path or None
        The folder below which it is kept; None: nothing is kept.
    scenario, seed, network, threads, on_progress
        As for `run`, whose errors it raises.

    Returns
    -------
    Answer
        Without pictures.

    Raises
    ------
    StoreError
        If the answer cannot be kept, or the system does not let what was kept be read.
    KeyboardInterrupt
        On Ctrl-C, with a sentence that says how far it came.
    """
    seed, threads = whole_number("seed", seed, 0, LARGEST_SEED), thread_count(threads)
    check_report(scenario)
    warn_of_waiting_in_vain(scenario, scenario.report)
    rests_on = provenance(scenario, seed) | _other_network(scenario, seed, network)
    network = network or network_of(scenario)
    experiment = _experiment(scenario, seed, network, rests_on)
    check_memory_of_run(experiment)
    ensure_compiled(to_stderr)
    executor = SerialExecutor(experiment, threads, on_progress)

    def answer(making: Runner, folder: Path | None) -> Answer:
        [kept] = split_runs(making.run(), experiment.keep)
        result = result_of(scenario, seed, network, kept, experiment.keep, rests_on)
        return Answer(result, folder, (), reused=making.runs_made == 0)

    if out is None:
        return answer(Runner(experiment, MemoryStore(experiment.keep), executor), None)
    with closing(_folder(experiment, rests_on, out)) as store:
        return answer(Runner(experiment, store, executor), store.folder)


def by_holder(result: RunData, wanted: Wanted) -> pd.DataFrame:
    """Return the level of each holder and measure; columns, returns and errors are those of `RunResult.by_holder`."""

    def figures(kind: str, name: str, measure: str, period: Period) -> Floats:
        months = period.months(result.months)
        place, column = result.holders[kind].index(name), result.measures[kind].index(measure)
        return period.figure(result.values[kind][months.start : months.stop, place, column], measure)[
            None, None
        ]

    source = Source(
        ("",), (0,), holders_in([result.holders]), result.focal_firm, result.measures, result.months, figures
    )
    rows = levels_by_holder(source, wanted)
    return rows[["kind", "holder", "month", "year", "measure", "unit", "value"]]


def save(result: RunData, out: str | PathLike[str]) -> Path:
    """Keep a result below `out`; what is there already stays, unless it is damaged.

    Parameters
    ----------
    result : RunData
        The result.
    out : str or path
        Made where it is absent. The result goes into a folder in it, named by the question.

    Returns
    -------
    Path
        That folder.

    Raises
    ------
    StoreError
        If it cannot be written; then nothing is left behind.
    """
    rests_on = {**result.provenance}
    if "key" not in rests_on:
        rests_on["key"] = run_key(result.question, result.seed)
    experiment = _experiment(result.question, result.seed, result.network, rests_on)
    measures = {kind: result.measures[kind] for kind in MEASURES if kind in result.measures}
    keep = experiment.keep._replace(measures=measures)
    kept = RunOutput(
        0, 0, result.holders, result.values, {}, result.fingerprint, settled_at=result.settled_at
    )
    with closing(_folder(replace(experiment, keep=keep), rests_on, Path(out))) as store:
        for batch in batches_of(experiment, 0, range(1)):
            if store.read(batch) is None:
                store.write(batch, [kept])
        return store.folder


def load(path: str | PathLike[str]) -> RunData:
    """Read an answer that was kept on disk; parameters, returns and errors are those of `tci_sim.load_result`."""
    folder = Path(path)
    try:
        told = read_folder(folder, KIND)
    except MissingFileError as error:
        raise _pointing_inside(error, folder) from None
    with damaged_on_mismatch(folder):
        check_shape(RunShape, told)
        keep, question, seed = (
            OutputSpec.from_dict(told[KEEP]),
            scenario_from_dict(told["scenario"]),
            told["seed"],
        )
        table = read_all(folder, keep, told["key"], KIND.rerun_hint)
        rests_on = {name: value for name, value in told.items() if name not in (KEEP, KEYS, "holds")}
        network = read_network(folder / _NODES, folder / _EDGES)
        [kept] = split_runs(table, keep)
        result = result_of(question, seed, network, kept, keep, rests_on)
    if result.fingerprint != kept.fingerprint:
        raise DamagedError(message("store.damaged_run", where=str(folder)))
    return result


def _other_network(scenario: Scenario, seed: int, network: ValueNetwork | None) -> dict[str, str]:
    """Say that a run had another network than its scenario says: its key is another one; nothing where it had not."""
    if network is None or network == catch_errors(partial(network_of, scenario)):
        return {}
    tables = json.dumps([network.node_table(), network.edge_table()], allow_nan=False)
    digest = digest_of(tables.encode())
    return {"key": digest_of(f"{run_key(scenario, seed)} {digest}".encode()), "network": digest}


def _experiment(
    scenario: Scenario, seed: int, network: ValueNetwork, rests_on: Mapping[str, Any]
) -> Experiment:
    keep = all_output(scenario.months)
    return Experiment(rests_on["key"], (scenario,), None, seed, 1, 1, keep, network=network)


def _folder(experiment: Experiment, rests_on: Mapping[str, Any], out: Path) -> FolderStore:
    """Open the folder of a run; what it rests on was found out when it was made, and is not looked up again."""
    network = experiment.network
    assert network is not None
    question = Question(
        KIND,
        experiment.key[:16],
        {**rests_on, KEYS: {"run": experiment.key}, KEEP: experiment.keep.to_dict()},
        (_NODES, _EDGES),
        lambda _, folder: write_network(network, folder / _NODES, folder / _EDGES),
    )
    return FolderStore(experiment, question, out, shared=False)


def _pointing_inside(error: MissingFileError, folder: Path) -> MissingFileError:
    """Name the results that lie in a folder that is none itself; the error as it is if there are none."""
    try:
        found = sorted(str(path.parent) for path in folder.glob(f"*/{FILE}"))
    except OSError:
        found = []
    if not found:
        return error
    return MissingFileError(message("store.result_inside", problem=error, places=listing(found[:3])))
