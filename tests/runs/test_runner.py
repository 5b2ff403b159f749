"""Runs are made once, by whoever claims them first, and nobody waits for what nobody makes."""

import gc
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from tci_sim.errors import ConservationError, InputError, RunError
from tci_sim.runs import size_limits as room
from tci_sim.runs.batches import batches_of
from tci_sim.runs.estimate import estimate, seconds_of_run
from tci_sim.runs.experiment import Experiment, OutputSpec
from tci_sim.runs.files import ResultKind
from tci_sim.runs.rows import RUNS
from tci_sim.runs.run_output import RunOutput, failed_output
from tci_sim.runs.runner import Runner
from tci_sim.runs.store import FolderStore, MemoryStore, Question
from tci_sim.runs.threads import ThreadExecutor
from tci_sim.simulation import Simulation

KEEP = OutputSpec(("market",), {"market": ("members",)}, (0, 1), figures=False, fingerprint=False)
KIND = ResultKind("test", "Ask again.", "test.json")


@pytest.fixture
def experiment(question):
    """One case, two replications, of which two figures are kept."""
    return Experiment("a" * 64, (question,), None, 1, 2, 2, KEEP)


def made_by_hand(case, replication):
    return RunOutput(
        case, replication, {"market": ("market",)}, {"market": np.full((2, 1, 1), replication)}, {}
    )


class ByHand:
    """Gives runs that were made by hand, and counts them."""

    concurrency = 1

    def __init__(self):
        self.made_now = 0

    def run_batches(self, asked, count):
        for batch in asked:
            self.made_now += len(batch.runs)
            count(len(batch.runs))
            yield batch, [made_by_hand(*run) for run in batch.runs]


class Idle:
    """Begins batches and makes none."""

    concurrency = 1

    def run_batches(self, asked, count):
        list(asked)
        yield from ()


def store_in(out, experiment, *, shared=True):
    return FolderStore(experiment, Question(KIND, "answer", {}), out, shared=shared)


def the_batch(experiment):
    [batch] = batches_of(experiment, 0, range(2))
    return batch


# --- nobody waits for ever ----------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [0, -1])
def test_less_than_one_thread_is_refused(experiment, threads):
    with pytest.raises(InputError, match=rf"^threads = {threads}: must be at least 1\.$"):
        ThreadExecutor(experiment, threads, lambda _: None)


def test_runs_that_are_begun_and_not_made_are_not_waited_for(experiment, monkeypatch):
    def wait(_):
        raise AssertionError("it waits")

    monkeypatch.setattr("tci_sim.runs.runner.time.sleep", wait)
    with pytest.raises(RunError, match=r"Runs were started, but none finished\. Nothing was saved"):
        Runner(experiment, MemoryStore(KEEP), Idle()).run()


# --- what is told before ------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ConservationError(3, "money", 1), MemoryError(), FloatingPointError()])
def test_a_first_case_that_fails_does_not_end_what_is_told_before(experiment, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(Simulation, "step", fail)
    assert seconds_of_run(experiment) == 0.0
    assert str(estimate(experiment, 2, 2, 1)).startswith("2 runs (1 case x 2 replications), at most")


def test_only_what_is_asked_first_is_told_where_a_precision_is_sought(experiment):
    told = []
    searching = replace(experiment, limit=22)
    Runner(searching, MemoryStore(KEEP), ByHand(), on_start=lambda *numbers: told.append(numbers)).run(
        lambda _: False
    )
    assert told == [(2, 2)]


def test_it_is_not_said_that_nothing_was_run_where_a_precision_may_need_more(experiment):
    assert str(estimate(experiment, 0, 2, 1)) == "All 2 runs are already saved; nothing was run."
    said = str(estimate(replace(experiment, limit=22), 0, 2, 1))
    assert said == "All 2 runs are already saved; more will be run only if the precision requires them."


def test_holders_are_counted_once_for_each_experiment(experiment, monkeypatch):
    counted = []
    monkeypatch.setattr(room, "_count", lambda asked, case: counted.append(case) or len(counted))
    first, other = replace(experiment), replace(experiment)
    assert room.rows_of_run(first) == room.rows_of_run(first) == 2
    assert room.rows_of_run(other) == 4  # equal, and yet another
    assert counted == [0, 0]
    gc.collect()
    before = set(room._counted)
    del first, other
    gc.collect()
    assert len(before - set(room._counted)) == 2


# --- several processes at one folder ------------------------------------------------------------------------


def test_what_another_made_just_before_it_is_claimed_is_not_made_again(experiment, tmp_path):
    mine, theirs = ByHand(), ByHand()
    with closing(store_in(tmp_path, experiment)) as store, closing(store_in(tmp_path, experiment)) as other:
        claim = store.claim

        def late(batch):
            if not theirs.made_now:
                Runner(experiment, other, theirs).run()
            return claim(batch)

        store.claim = late
        table = Runner(experiment, store, mine).run()
        assert (theirs.made_now, mine.made_now) == (2, 0)
        assert table.values["market"]["members"].tolist() == [0, 0, 1, 1]
        assert other.claim(the_batch(experiment))  # it was given back


def test_a_batch_that_goes_while_it_is_read_is_not_there_and_nothing_is_set_aside(
    experiment, tmp_path, monkeypatch
):
    batch = the_batch(experiment)
    with closing(store_in(tmp_path, experiment)) as store:
        store.write(batch, [made_by_hand(*run) for run in batch.runs])
        file = store.folder / RUNS / batch.file
        has = store.contains

        def then_goes(asked):
            there = has(asked)
            file.unlink(missing_ok=True)
            return there

        monkeypatch.setattr(store, "contains", then_goes)
        assert store.read(batch) is None
        assert not (store.folder / "damaged").exists()


def test_a_batch_that_does_not_fit_is_not_set_aside_while_another_writes_it(experiment, tmp_path):
    batch = the_batch(experiment)
    with closing(store_in(tmp_path, experiment)) as store, closing(store_in(tmp_path, experiment)) as other:
        store.write(batch, [made_by_hand(*run) for run in batch.runs])
        (store.folder / "market" / batch.file).write_bytes(b"half")
        assert other.claim(batch)
        assert store.read(batch) is None
        assert not (store.folder / "damaged").exists()
        other.release(batch)
        assert store.read(batch) is None
        assert (store.folder / "damaged").is_dir()
        assert other.claim(batch)  # it was given back


def test_a_batch_that_was_written_until_it_is_claimed_is_read(experiment, tmp_path, monkeypatch):
    batch = the_batch(experiment)
    with closing(store_in(tmp_path, experiment)) as store, closing(store_in(tmp_path, experiment)) as other:
        runs = [made_by_hand(*run) for run in batch.runs]
        store.write(batch, runs)
        (store.folder / "market" / batch.file).write_bytes(b"half")
        claim = store.claim
        monkeypatch.setattr(store, "claim", lambda asked: other.write(asked, runs) and claim(asked))
        assert store.read(batch).values["market"]["members"].tolist() == [0, 0, 1, 1]
        assert not (store.folder / "damaged").exists()


def test_where_nobody_claims_what_another_kept_meanwhile_stays(experiment, tmp_path):
    batch = the_batch(experiment)
    runs = [made_by_hand(*run) for run in batch.runs]
    with closing(store_in(tmp_path, experiment, shared=False)) as store:
        assert store.read(batch) is None
        with closing(store_in(tmp_path, experiment, shared=False)) as other:
            other.write(batch, runs)
        file = store.folder / RUNS / batch.file
        before = file.stat().st_mtime_ns, file.stat().st_ino
        assert store.write(batch, runs).values["market"]["members"].tolist() == [0, 0, 1, 1]
        assert (file.stat().st_mtime_ns, file.stat().st_ino) == before


def test_where_nobody_claims_a_run_that_failed_makes_room(experiment, tmp_path):
    batch = the_batch(experiment)
    with closing(store_in(tmp_path, experiment, shared=False)) as store:
        store.write(batch, [failed_output(*run, "it broke") for run in batch.runs])
        store.write(batch, [made_by_hand(*run) for run in batch.runs])
        assert not any(store.read(batch).runs["error"])


def test_what_a_process_does_once_does_not_count_for_each_of_many_small_runs(monkeypatch):
    tried = iter([5.0, 0.25])
    monkeypatch.setattr("tci_sim.runs.estimate.compile_and_link", lambda _: None)
    monkeypatch.setattr("tci_sim.runs.estimate._seconds_by_trial", lambda _: next(tried))
    assert seconds_of_run(None) == 0.25
