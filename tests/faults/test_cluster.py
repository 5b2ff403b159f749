"""Runs on a Dask cluster of separate processes: workers die and join, the client starts again, no bit changes."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tci_sim.analysis.sweep import build_experiment
from tci_sim.api.answer import answer
from tci_sim.api.compare import compare
from tci_sim.api.sweep import SweepResult, load_sweep, sweep
from tci_sim.api.why import why
from tci_sim.cli import main
from tci_sim.compile_model import ensure_compiled
from tci_sim.designs.study import Study
from tci_sim.errors import InputError, RunError
from tci_sim.runs import batches, where
from tci_sim.runs import cluster as on_cluster
from tci_sim.runs.batches import batches_of
from tci_sim.runs.provenance import model_version
from tci_sim.runs.worker import Run, Worker
from tci_sim.scenario.load import load, variant
from tci_sim.views.why.text import as_json

distributed = pytest.importorskip("distributed")

CALM = {
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "60s",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "10",
}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(batches, "LARGEST_BATCH", 20)


@pytest.fixture(scope="module")
def study(root) -> Study:
    small = {"market.customers": 300, "months": 12, "burn_in": 6}
    return Study(
        question="Here or there?", base=variant(load(root / "scenarios" / "baseline.yaml"), small),
        levers={"firms.ours.policy": ["tci", "tqm"]}, uncertainties={"world.choice.price_weight": [1.0, 5.0]},
        replications=50, report=["satisfaction", "profit"], holders=["firm"], months="years",
    )  # fmt: skip


@pytest.fixture(scope="module")
def at_home(study) -> SweepResult:
    return sweep(study)


class Machines:
    """A scheduler and its workers, each a process of its own on this machine."""

    def __init__(self, root: Path, folder: Path, stack: ExitStack) -> None:
        self._root, self._folder, self._stack = root, folder, stack
        self._started = 0
        file = folder / "scheduler.json"
        self._scheduler = self.start(
            "scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1", "--scheduler-file", str(file)
        )
        until = time.monotonic() + 120
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.05)
        self.client = stack.enter_context(distributed.Client(scheduler_file=str(file), timeout=120))
        self.address: str = self.client.scheduler.address

    def start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a process that ends with the test."""
        self._started += 1
        said = self._stack.enter_context((self._folder / f"{kind}-{self._started}.log").open("wb"))
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + kind, *arguments],
            cwd=self._folder, stdout=said, stderr=said, env={**os.environ, **CALM, "PYTHONPATH": str(self._root)},
        )  # fmt: skip
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process

    def start_scheduler_again(self) -> None:
        """Kill the scheduler, and start another at its address."""
        self._scheduler.kill()
        self._scheduler.wait()
        port = self.address.rpartition(":")[2]
        self.start("scheduler", "--port", port, "--no-dashboard", "--host", "127.0.0.1")

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker with one thread, without a nanny who would start it anew."""
        folder = ("--local-directory", str(self._folder))
        return self.start("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", *folder)


@pytest.fixture
def machines(root, tmp_path) -> Iterator[Machines]:
    ensure_compiled(lambda _: None)
    with ExitStack() as stack:
        yield Machines(root, tmp_path, stack)


def files(out: Path) -> list[str]:
    return sorted(path.name for path in out.glob("*/runs/*.parquet"))


@pytest.mark.parametrize("own", [True, False])
def test_a_client_that_was_opened_is_closed_where_nothing_can_begin(study, monkeypatch, own):
    closed = []

    class Gone:
        status = "closed"

        def close(self) -> None:
            closed.append(self)

    client = Gone()
    monkeypatch.setattr(on_cluster, "_client", lambda _: client)
    with pytest.raises(RunError, match="The connection to the cluster was lost"):
        on_cluster.DaskExecutor(build_experiment(study), "tcp://127.0.0.1:1" if own else client)
    assert closed == ([client] if own else [])


def test_a_worker_is_killed_and_another_joins_late(study, at_home, machines, tmp_path):
    doomed, _ = machines.worker(), machines.worker()
    machines.client.wait_for_workers(2, timeout=120)
    late = []

    def strike(done: int, all_: int) -> None:
        if done >= 60 and doomed.poll() is None:
            doomed.kill()
        if done >= 100 and not late:
            late.append(machines.worker())

    result = sweep(study, tmp_path / "out", cluster=machines.client, on_progress=strike)
    assert doomed.poll() is not None
    assert late
    assert not result.failed
    assert result == at_home
    assert load_sweep(result.folder) == at_home


@pytest.mark.faults("cluster workers and schedulers lost")
@pytest.mark.parametrize("time_", ["once", "twice"])
def test_eight_workers_are_lost_one_after_the_other(study, at_home, machines, tmp_path, time_, tried):
    working = [machines.worker(), machines.worker()]
    machines.client.wait_for_workers(2, timeout=120)
    gone = []

    def strike(done: int, all_: int) -> None:
        if len(gone) < 8 and done >= 20 * (len(gone) + 1):
            gone.append(working.pop(0))
            gone[-1].kill()
            working.append(machines.worker())

    result = sweep(study, tmp_path / "out", cluster=machines.client, on_progress=strike)
    assert len(gone) == 8
    assert result == at_home
    assert load_sweep(result.folder) == at_home
    tried(8)


@pytest.mark.faults("cluster workers and schedulers lost")
def test_a_client_that_starts_again_goes_on(study, at_home, machines, tmp_path):
    machines.worker()
    machines.client.wait_for_workers(1, timeout=120)

    def leave(done: int, all_: int) -> None:
        if done >= 90:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="rerun the command to resume"):
        sweep(study, tmp_path / "out", cluster=machines.address, on_progress=leave)
    kept = files(tmp_path / "out")
    assert 0 < len(kept) < 10
    counted = []
    result = sweep(
        study, tmp_path / "out", cluster=machines.address, on_progress=lambda done, _: counted.append(done)
    )
    assert counted[len(kept) - 1] == 20 * len(kept)  # what was kept was read and not run
    assert len(files(tmp_path / "out")) == 10
    assert result == at_home


@pytest.mark.faults("cluster workers and schedulers lost")
@pytest.mark.parametrize("what", ["workers", "scheduler"])
def test_a_cluster_that_starts_again_makes_what_it_lost(study, at_home, machines, tmp_path, what):
    machines.worker()
    machines.client.wait_for_workers(1, timeout=120)
    struck = []

    def strike(done: int, all_: int) -> None:
        if done >= 60 and not struck:
            struck.append(done)
            if what == "workers":
                machines.client.restart(wait_for_workers=False)
            else:
                machines.start_scheduler_again()
            machines.worker()

    result = sweep(study, tmp_path / "out", cluster=machines.address, on_progress=strike)
    assert struck
    assert result == at_home


class Pretended:
    """A client of a cluster that is none, and whose tasks end as they are told to."""

    status = "running"

    def __init__(self, *ends: object, threads: int = 1) -> None:
        self._ends = list(ends)
        self._threads = threads

    def nthreads(self) -> dict[str, int]:
        return {"here": self._threads}

    def submit(self, work, *given: object, pure: bool, **named: object) -> "PretendedTask":
        end = self._ends.pop(0) if self._ends else "made"
        return PretendedTask(work(*given, **named) if end == "made" else end)

    def cancel(self, tasks: list["PretendedTask"], force: bool) -> None:
        pass


class PretendedTask:
    """A task that has ended, was cancelled, or is late: it ends when it is asked for the tenth time."""

    def __init__(self, end: object) -> None:
        self._end, self._asked = end, 0

    def done(self) -> bool:
        self._asked += 1
        return self._end != "late" or self._asked > 10

    def cancelled(self) -> bool:
        return self._end in ("cancelled", "late")

    def result(self) -> object:
        if isinstance(self._end, Exception):
            raise self._end
        return self._end


def test_runs_that_are_cancelled_are_sent_again(study, at_home):
    assert sweep(study, cluster=Pretended("cancelled", "made", "cancelled", "cancelled")) == at_home


def test_runs_that_are_lost_again_and_again_end_it_with_what_is_kept(study, tmp_path):
    ends = ["made"] * 8 + ["cancelled"] * 1000
    with pytest.raises(
        RunError, match=r"lost the same runs 5 times\. \d+ of 200 runs are saved in .*/here-or-there-"
    ):
        sweep(study, tmp_path, cluster=Pretended(*ends))
    assert files(tmp_path)


def test_a_worker_without_this_package_ends_it_in_one_sentence(study):
    missing = ModuleNotFoundError("No module named 'tci_sim'")
    said = r"^The cluster gave up: ModuleNotFoundError: No module named 'tci_sim'. Nothing was saved, because no folder"
    with pytest.raises(RunError, match=said):
        sweep(study, cluster=Pretended(missing))


def test_a_connection_that_is_lost_ends_it_in_one_sentence(study, tmp_path, monkeypatch):
    monkeypatch.setattr(on_cluster, "_LOOK_SECONDS", 0.0)
    client = Pretended()

    def lose(done: int, all_: int) -> None:
        client.status = "closed"

    with pytest.raises(
        RunError, match=r"connection to the cluster was lost\. \d+ of 200 runs .* rerun the command to resume"
    ):
        sweep(study, tmp_path, cluster=client, on_progress=lose)


def test_a_batch_is_kept_as_soon_as_it_is_complete(study):
    experiment = build_experiment(study)
    workers = on_cluster.DaskExecutor(experiment, Pretended("late"))
    asked = list(batches_of(experiment, 0, range(10)))
    assert [batch.number for batch, _ in workers.run_batches(iter(asked), lambda _: None)] == [1, 0]


def test_a_cluster_without_workers_is_waited_for_and_that_is_said_once(study, at_home, monkeypatch):
    monkeypatch.setattr(on_cluster, "_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(on_cluster, "_PATIENCE_SECONDS", 0.0)
    said = []
    assert sweep(study, cluster=Pretended(threads=0), on_message=said.append) == at_home
    assert [each for each in said if "waiting" in each] == [
        "The cluster has no workers at the moment; waiting for one."
    ]


@pytest.mark.faults("cluster workers and schedulers lost")
def test_one_folder_is_filled_from_the_cluster_and_from_here(study, at_home, machines, tmp_path):
    machines.worker()
    sweep(study, tmp_path / "out", cluster=machines.address)
    for name in files(tmp_path / "out")[::2]:
        next((tmp_path / "out").glob(f"*/runs/{name}")).unlink()
    assert sweep(study, tmp_path / "out") == at_home


def test_a_worker_with_another_model_is_refused(study, monkeypatch):
    with pytest.raises(RunError, match="a different version of the model"):
        on_cluster.run_chunk(build_experiment(study), "another", [])


def test_a_worker_that_made_one_study_makes_the_cases_of_the_next(study):
    first, second = (
        study.replace(levers={"culture.autonomy": autonomy}, uncertainties={})
        for autonomy in ([0.1, 0.2], [0.8, 0.9])
    )
    for each in (first, second):
        experiment = build_experiment(each)
        runs = [Run(case, 0, each.plan.changes(case)) for case in range(2)]
        [one, other] = on_cluster.run_chunk(replace(experiment, plan=None), model_version(), runs)
        at_home = Worker(experiment)
        [mine] = at_home.run(runs[:1])
        assert np.array_equal(one.values["firm"], mine.values["firm"])
        [mine] = at_home.run(runs[1:])
        assert np.array_equal(other.values["firm"], mine.values["firm"])
        assert not np.array_equal(one.values["firm"], other.values["firm"])


def test_an_address_where_nobody_answers_is_reported_in_one_sentence_and_nothing_is_written(
    study, monkeypatch, tmp_path
):
    monkeypatch.setattr(on_cluster, "_CONNECT_SECONDS", 1)
    with pytest.raises(InputError, match=r"--cluster tcp://127\.0\.0\.1:9: cannot connect to a scheduler"):
        sweep(study, tmp_path / "out", cluster="tcp://127.0.0.1:9")
    assert not (tmp_path / "out").exists()


POLICIES = ("operations", "tci")


def test_reasons_are_the_same_from_a_cluster_all_of_whose_runs_are_made_there(study, machines, monkeypatch):
    asked = {"firm_policies": POLICIES, "replications": 3, "word_of_mouth": True}
    at_home = why(study.base, **asked)
    machines.worker()
    machines.client.wait_for_workers(1, timeout=120)
    monkeypatch.setattr(where, "ThreadExecutor", None)  # nobody makes runs here
    said = []
    found = why(study.base, **asked, cluster=machines.client, on_message=said.append)
    assert as_json(found) == as_json(at_home)
    assert re.fullmatch(
        r"Making \d+ runs at most on the cluster, about .* if one thread made them all\.", said[0]
    )


def test_a_comparison_and_the_answer_to_it_are_the_same_from_a_cluster(study, monkeypatch):
    asked = {"firm_policies": POLICIES, "replications": 3}
    at_home = compare(study.base, **asked), answer(study.base, **asked)
    monkeypatch.setattr(where, "ThreadExecutor", None)
    cluster = Pretended()
    assert compare(study.base, **asked, cluster=cluster) == at_home[0]
    assert answer(study.base, **asked, cluster=cluster).to_page() == at_home[1].to_page()


@pytest.mark.parametrize("command", ["compare", "why", "answer"])
def test_an_address_that_is_none_ends_a_command_with_one_line(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    asked = ["baseline_sample", "--firm-policy", "tqm,tci", "--replications", "2", "--quiet"]
    assert main([command, *asked, "--cluster", "nonsense://x"]) == 2
    told = capsys.readouterr()
    assert "--cluster nonsense://x: must be the address of a scheduler" in told.err
    assert told.out == ""
    assert not list(tmp_path.iterdir())
