"""What is kept is whole, is never written over, comes back to the last bit, and opens without our code."""

import dataclasses
import json
import os
import subprocess
import sys
import textwrap

import duckdb
import numpy as np
import pandas as pd
import pytest

from tci_sim.analysis import compare, run, sweep
from tci_sim.api.compare import load_comparison
from tci_sim.api.run import load_result
from tci_sim.api.sweep import load_sweep
from tci_sim.errors import InputError
from tci_sim.runs.digest import DIGEST_KEY, label_of
from tci_sim.runs.experiment import Experiment, OutputSpec
from tci_sim.runs.files import FILE, write_json
from tci_sim.runs.folders import check_writable, write_atomically
from tci_sim.runs.parquet import connected, read_parquet, write_parquet_with_digest
from tci_sim.runs.provenance import FORMAT, run_key
from tci_sim.runs.reuse import ReusableRuns, stored_experiments
from tci_sim.runs.rows import KEY
from tci_sim.runs.store_errors import StoreError
from tci_sim.scenario.load import variant

ROWS = "000-000000.parquet"


@pytest.mark.parametrize(
    "name", ["plain", "with space", "x[1]", "it's", 'say "so"', "結果", "a*b?", "-x", "$(x)"]
)
def test_a_result_comes_back_to_the_last_bit(result, tmp_path, name):
    folder = result.save(tmp_path / name)
    again = load_result(folder)
    assert again == result
    assert again.network == result.network
    assert again.provenance == result.provenance
    assert again.holders == result.holders


def test_values_that_are_hard_to_write_come_back(result, tmp_path):
    values = {kind: array.copy() for kind, array in result.values.items()}
    values["firm"][0, 0, :6] = [np.inf, -np.inf, np.nan, -0.0, 5e-324, 0.1 + 0.2]
    hard = dataclasses.replace(result, values=values)
    assert load_result(hard.save(tmp_path)).fingerprint == hard.fingerprint


def test_any_tool_reads_it_without_our_code(result, tmp_path):
    folder = result.save(tmp_path)
    rows = duckdb.read_parquet(str(folder / "firm" / "*.parquet")).fetchall()
    names = duckdb.read_parquet(str(folder / "firm" / "*.parquet")).columns
    assert names == ["case", "replication", "month", "holder", *result.measures["firm"]]
    assert len(rows) == result.months * len(result.firms)
    assert rows[1][:4] == (0, 0, 0, result.firms[1])


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_there_is_never_written_over(result, made, tmp_path):
    folder = result.save(tmp_path)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files_in(folder)}
    assert made(shift=1.0).save(tmp_path) == folder
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files_in(folder)} == before


def test_every_file_and_folder_reach_the_disk_before_it_is_reported(result, tmp_path, monkeypatch):
    synced = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(os.fstat(handle).st_ino), fsync(handle)))
    folder = result.save(tmp_path / "out")
    must = [*folder.rglob("*"), folder, folder.parent]
    assert {path.stat().st_ino for path in must} <= set(synced)


def test_what_is_no_file_or_too_large_is_not_read_as_what_a_folder_says(tmp_path):
    os.mkfifo(tmp_path / FILE)  # a reader of it would wait for ever
    with pytest.raises(StoreError, match=r"manifest.json: must be a file"):
        load_result(tmp_path)
    (tmp_path / FILE).unlink()
    with open(tmp_path / FILE, "wb") as file:
        file.truncate(60_000_000)
    with pytest.raises(StoreError, match=r"at most 50 MB"):
        load_result(tmp_path)


def test_a_pipe_is_no_comparison_and_no_study_and_answers_nothing(tmp_path):
    folder = tmp_path / "compare-x"
    folder.mkdir()
    os.mkfifo(folder / FILE)
    with pytest.raises(StoreError, match=r"compare-x/manifest.json: must be a file"):
        load_comparison(folder)
    with pytest.raises(StoreError, match=r"compare-x/manifest.json: must be a file"):
        load_sweep(folder)
    assert stored_experiments(tmp_path, (run.KIND, compare.KIND, sweep.KIND)) == []


def test_nothing_is_left_beside_it(result, tmp_path):
    folder = result.save(tmp_path)
    assert list(tmp_path.iterdir()) == [folder]
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json", "nodes.csv", "edges.csv", "runs", *result.values,
    }  # fmt: skip


def test_its_provenance_names_seed_versions_and_scenario(result, tmp_path):
    folder = result.save(tmp_path)
    kept = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    runs = duckdb.read_parquet(str(folder / "runs" / "*.parquet"))
    assert kept["seed"] == 1
    assert runs.project("fingerprint").fetchall() == [(result.fingerprint,)]
    assert len(kept["model"]) == 64
    assert kept["scenario"] == result.question.model_dump(mode="json")
    assert kept["libraries"]["numpy"] == np.__version__


# --- the name of a question ---------------------------------------------------------------------------------


def test_another_seed_scenario_or_model_is_another_question(question, monkeypatch):
    first = run_key(question, 1)
    assert run_key(question, 1) == first
    assert run_key(question, 2) != first
    assert run_key(variant(question, {"months": 25}), 1) != first
    assert run_key(variant(question, {"world.choice.price_weight": 0.123}), 1) != first
    monkeypatch.setattr("tci_sim.runs.provenance.model_version", lambda: "another")
    assert run_key(question, 1) != first


def test_the_order_of_firms_is_part_of_the_question(question):
    turned = dict(reversed(question.firms.items()))
    assert run_key(question.model_copy(update={"firms": turned}), 1) != run_key(question, 1)


def test_what_a_network_file_holds_counts_and_not_where_it_lies(question, tmp_path):
    def asked(folder, text):
        (tmp_path / folder).mkdir(exist_ok=True)
        file = tmp_path / folder / "chain.graphml"
        file.write_text(text, encoding="utf-8")
        network = question.network.model_copy(update={"graphml": str(file)})
        return run_key(question.model_copy(update={"network": network}), 1)

    first = asked("a", "one")
    assert asked("b", "one") == first
    assert asked("a", "two") != first


# --- what cannot be written or read -----------------------------------------------------------------------


def test_a_failing_writer_leaves_nothing_behind(tmp_path):
    def write(folder):
        (folder / "half").write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match=r"cannot be written: No space left on device. Nothing was saved."):
        write_atomically(tmp_path / "answer", write)
    assert list(tmp_path.iterdir()) == []


def test_what_is_said_of_a_failing_writer_can_be_chosen(tmp_path):
    def write(folder):
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match=r"cannot be written: No space left on device. The result stays.$"):
        write_atomically(tmp_path / "answer", write, consequence="The result stays.")


def test_ctrl_c_while_writing_leaves_nothing_behind(tmp_path):
    def write(folder):
        (folder / "half").write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "answer", write)
    assert list(tmp_path.iterdir()) == []


def test_the_quicker_of_two_writers_wins(tmp_path):
    def write(folder):
        (folder / "mine").touch()
        (tmp_path / "answer").mkdir()
        (tmp_path / "answer" / "theirs").touch()

    assert write_atomically(tmp_path / "answer", write) == tmp_path / "answer"
    assert [path.name for path in (tmp_path / "answer").iterdir()] == ["theirs"]
    assert list(tmp_path.iterdir()) == [tmp_path / "answer"]


def test_a_full_disk_is_reported_in_one_sentence(result, tmp_path):
    # a limit on the size of files, in a process of its own, is the nearest thing to a full disk
    result.save(tmp_path / "whole")
    code = """
        import resource, signal, sys
        from tci_sim.api.run import load_result
        from tci_sim.runs.store_errors import StoreError
        [folder] = [f for f in __import__("pathlib").Path(sys.argv[1]).iterdir()]
        result = load_result(folder)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        try:
            result.save(sys.argv[2])
        except StoreError as error:
            print(error)
    """
    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path / "whole"), str(tmp_path / "full")],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert told.count("\n") == 1
    assert "cannot be written" in told
    assert list((tmp_path / "full").iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_leave_is_refused(tmp_path):
    tmp_path.chmod(0o555)
    with pytest.raises(InputError, match="must be a writable folder"):
        check_writable(tmp_path / "out")


def test_a_file_where_the_folder_should_be_is_refused_before_the_run(tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(InputError, match=r"--out .*out: must be a writable folder"):
        check_writable(tmp_path / "out")
    with pytest.raises(InputError, match="must be a writable folder"):
        check_writable(tmp_path / "out" / "below")


def edited(folder, **changes):
    """Change what a result says of itself, as a program would that writes a digest as it should be."""
    kept = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del kept[DIGEST_KEY]
    write_json(folder / "manifest.json", {**kept, **changes})
    return folder


def edited_rows(folder, kind, **changes):
    """Change columns of a kind, as a program would that writes a digest as it should be."""
    file = folder / kind / ROWS
    labels = {KEY: label_of(file.read_bytes(), KEY)}
    with connected() as connection:
        rows = pd.DataFrame(read_parquet(connection, file)).assign(**changes)
        write_parquet_with_digest(connection, rows, folder, f"{kind}/{ROWS}", labels)


def test_a_seed_that_is_no_number_is_told_and_passed_over(result, tmp_path, caplog):
    folder = edited(result.save(tmp_path), seed="x")
    assert stored_experiments(tmp_path, (run.KIND,)) == []
    lacks = "an entry is missing or invalid: seed."
    assert f"{folder}: is damaged: {lacks} Its runs will be repeated." in caplog.text


def test_of_what_is_known_only_what_is_asked_for_is_read(result, question, tmp_path):
    folder = result.save(tmp_path)
    kept = json.loads((folder / FILE).read_text(encoding="utf-8"))["keep"]
    edited(folder, keep={**kept, "measures": {**kept["measures"], "node": ["no_such"]}})
    months = tuple(range(result.months))
    keep = OutputSpec(("firm",), {"firm": result.measures["firm"]}, months, figures=False, fingerprint=True)
    experiment = Experiment("b" * 64, (question,), None, 1, 1, 1, keep)
    found = ReusableRuns(tmp_path, "", experiment, (run.KIND,)).find(0, 0)
    np.testing.assert_array_equal(found.values["firm"], result.values["firm"])


def test_a_folder_that_cannot_be_a_name_is_told_and_one_that_is_not_there_holds_nothing(tmp_path):
    assert stored_experiments(tmp_path / "none", (run.KIND,)) == []
    with pytest.raises(StoreError, match=r"cannot be read: .*null"):
        stored_experiments(tmp_path / "a\0b", (run.KIND,))


@pytest.mark.parametrize("text", ['{"hello": 1}', "", "no JSON"])
def test_a_file_that_somebody_else_wrote_is_passed_over_without_a_word(result, tmp_path, caplog, text):
    mine = result.save(tmp_path)
    (tmp_path / "another").mkdir()
    (tmp_path / "another" / FILE).write_text(text, encoding="utf-8")
    assert [kept.path for kept in stored_experiments(tmp_path, (run.KIND,))] == [mine]
    assert caplog.text == ""


@pytest.mark.parametrize("harm", [lambda data: data.replace(b"months", b"month5"), lambda data: data[:-99]])
def test_what_runs_stand_beside_is_told_where_it_is_damaged(result, tmp_path, caplog, harm):
    folder = result.save(tmp_path)
    (folder / FILE).write_bytes(harm((folder / FILE).read_bytes()))
    assert stored_experiments(tmp_path, (run.KIND,)) == []
    assert f"{folder / FILE}: is damaged" in caplog.text
    assert "Its runs will be repeated." in caplog.text


def test_another_version_is_refused_in_one_sentence(result, tmp_path):
    folder = edited(result.save(tmp_path), format=0)
    with pytest.raises(StoreError) as error:
        load_result(folder)
    assert str(error.value) == (
        f"{folder}: was written with results version 0, but this program reads version {FORMAT}."
        " Run the scenario again."
    )


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / "firm" / ROWS).write_bytes(b"PAR1 no parquet PAR1"),
        lambda folder: (folder / "firm" / ROWS).unlink(),
        lambda folder: (folder / "runs" / ROWS).unlink(),
        lambda folder: (folder / "nodes.csv").write_text("nothing", encoding="utf-8"),
        lambda folder: (folder / "manifest.json").write_text("{", encoding="utf-8"),
        lambda folder: (folder / "manifest.json").write_text("[]", encoding="utf-8"),
        lambda folder: edited(folder, scenario={"reason": "it is no scenario"}),
        lambda folder: edited(folder, keep={}),
        lambda folder: edited(folder, keep=3),
        lambda folder: edited(folder, keep={"holders": [], "measures": 3, "months": [0]}),
        lambda folder: edited(folder, key="0" * 64),
        lambda folder: edited(folder, files={"a\0b": "0" * 64}),
        lambda folder: edited_rows(folder, "runs", fingerprint="0" * 64),
        lambda folder: edited_rows(folder, "runs", node=0),
        lambda folder: edited_rows(folder, "firm", satisfaction=1.0),
        lambda folder: edited_rows(folder, "firm", holder="another"),
        lambda folder: edited_rows(folder, "firm", holder=3),
        lambda folder: edited_rows(folder, "firm", satisfaction="much"),
        lambda folder: os.replace(folder / "market" / ROWS, folder / "firm" / ROWS),
    ],
)
def test_a_damaged_result_is_refused_in_one_sentence(result, tmp_path, harm):
    folder = result.save(tmp_path)
    harm(folder)
    with pytest.raises(StoreError) as error:
        load_result(folder)
    assert str(folder) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_above_a_result_is_reported_where_it_is(result, tmp_path):
    folder = result.save(tmp_path)
    with pytest.raises(StoreError) as error:
        load_result(tmp_path)
    assert f"There is one in {folder}." in str(error.value)


def test_a_scenario_survives_the_way_to_disk_and_back(question):
    again = type(question).model_validate_json(json.dumps(question.model_dump(mode="json")))
    assert again == question
    assert list(again.firms) == list(question.firms)
