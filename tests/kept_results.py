"""Results of each kind on disk, whose runs are made by hand: how they are kept, and how they are asked for."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from tci_sim.analysis import compare, run, sweep
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.api.compare import Comparison, load_comparison
from tci_sim.api.run import RunResult, load_result
from tci_sim.api.sweep import load_sweep
from tci_sim.designs.study import Study
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.runs.experiment import ALL_MEASURES
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.table import table_of


class Kept(NamedTuple):
    """One design of results on disk, and how to ask for it."""

    keep: Callable[[Path], Path]
    """Make what is not there below a folder, as the commands do; the folder of the result."""
    equals: Callable[[Path], bool]
    """Read a folder; whether it holds what was kept. An error where it cannot be read."""


class ByHand:
    """An executor whose runs are made by hand."""

    concurrency = 1

    def __init__(self, runs: list[RunOutput]) -> None:
        self._runs = {(run.case, run.replication): run for run in runs}

    def __enter__(self) -> "ByHand":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def run_batches(self, asked, count):
        for batch in asked:
            count(len(batch.runs))
            yield batch, [self._runs[run] for run in batch.runs]


def asked_of(runs: list[RunOutput], executor: str, question: Callable[[], Any]) -> Any:
    """Ask a question; its runs are not lived but taken from what is given."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executor, lambda *_, **__: ByHand(runs))
        return question()


def whole(result) -> RunResult:
    """Give the result made by hand with the kinds of which it has nobody."""
    holders = {kind: result.holders.get(kind, ()) for kind in MEASURES}
    nobody = {kind: np.zeros((result.months, 0, len(ALL_MEASURES[kind]))) for kind in MEASURES}
    return dataclasses.replace(
        result, holders=holders, measures=ALL_MEASURES, values={**nobody, **result.values}
    )


def the_run(result) -> Kept:
    mine = whole(result)
    kept = RunOutput(0, 0, mine.holders, mine.values, {}, mine.fingerprint)

    def keep(out):
        return asked_of(
            [kept],
            "tci_sim.analysis.run.SerialExecutor",
            lambda: run.run_or_load(mine.question, mine.seed, out, network=mine.network),
        ).folder

    return Kept(keep, lambda folder: load_result(folder) == mine)


def the_saved_run(result) -> Kept:
    mine = whole(result)
    return Kept(mine.save, lambda folder: load_result(folder) == mine)


def compared(result) -> Comparison:
    kinds = ("firm", "market")
    return Comparison(
        questions={"first": result.question, "other": result.question},
        seeds=(5, 6, 7),
        focal_firms={"first": "ours", "other": "ours"},
        measures={kind: result.measures[kind] for kind in kinds},
        values={kind: np.stack([[result.values[kind][:, 0]] * 3] * 2) for kind in kinds},
        fingerprints={"first": ("a", "b", "c"), "other": ("d", "e", "f")},
        failed=(),
        precision={"satisfaction": 0.5},
        limit=200,
        provenance={"tci_sim": "0", "keys": {"first": "a", "other": "b"}},
    )


def equals_the_comparison(folder: Path, mine: Comparison) -> bool:
    found = load_comparison(folder)
    same = (np.array_equal(found.values[kind], mine.values[kind], equal_nan=True) for kind in mine.values)
    return found == mine and all(same)


def the_comparison(result) -> Kept:
    mine = compared(result)
    runs = [
        RunOutput(
            case, replication, {"firm": ("ours",), "market": ("market",)},
            {kind: values[case, replication][:, None] for kind, values in mine.values.items()}, {},
            mine.fingerprints[name][replication],
        )
        for case, name in enumerate(mine.questions)
        for replication in range(3)
    ]  # fmt: skip

    def keep(out):
        asked_of(
            runs,
            "tci_sim.runs.where.ThreadExecutor",
            lambda: compare.compare(
                mine.questions, replications=3, seed=5, precision=mine.precision, limit=200, out=out
            ),
        )
        [folder] = out.glob("compare-*")
        return folder

    return Kept(keep, lambda folder: equals_the_comparison(folder, mine))


def the_saved_comparison(result) -> Kept:
    mine = compared(result)
    return Kept(mine.save, lambda folder: equals_the_comparison(folder, mine))


def the_study(result) -> Kept:
    study = Study(
        question="?", base=result.question, uncertainties={"world.choice.price_weight": {"low": 1, "high": 5}},
        design="latin_hypercube", size=3, replications=2, report=["profit"], holders=["focal", "market"],
        months=[0, 5],
    )  # fmt: skip
    runs = []
    for replication in range(2):
        for case in range(3):
            mine = 10.0 * case + replication + np.arange(6.0).reshape(3, 2, 1, 1)
            values = {kind: mine[:2, place] for place, kind in enumerate(("firm", "market"))}
            figures = {kind: mine[2, place] for place, kind in enumerate(("firm", "market"))}
            names = {"firm": ("ours",), "market": ("market",)}
            runs.append(RunOutput(case, replication, names, values, figures))
    experiment = sweep.build_experiment(study)

    def keep(out):
        asked_of(runs, "tci_sim.runs.where.ThreadExecutor", lambda: sweep.sweep(study, out))
        [folder] = out.glob("study-*")
        return folder

    mine = SweepData(study, table_of(runs, experiment.keep), experiment.key, None)
    return Kept(keep, lambda folder: load_sweep(folder) == mine)


DESIGNS = {
    "run": the_run,
    "saved run": the_saved_run,
    "compare": the_comparison,
    "saved comparison": the_saved_comparison,
    "sweep": the_study,
}
