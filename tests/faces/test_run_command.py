"""A question is run once; its answer reads as a table, as CSV and as JSON of one fixed shape."""

import csv
import io
import json
import os
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML

from tci_sim.analysis import run as run_analysis
from tci_sim.api.run import load_result
from tci_sim.cli import main
from tci_sim.faces.cli import run_command
from tci_sim.faces.cli.run_command import run_and_save
from tci_sim.runs.executors import SerialExecutor
from tci_sim.runs.experiment import all_output
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.store import FolderStore
from tci_sim.runs.worker import Worker
from tci_sim.views.run_text import COLUMNS, as_csv, as_json, as_table

PICTURES = {"overview", "satisfaction", "share", "profit", "knowledge", "culture", "value_total", "network"}


@pytest.fixture
def runs(made, monkeypatch):
    """Answer every question by hand, with empty pictures, and keep a list of the seeds that were run."""
    seeds = []

    def draw(result, folder):
        folder.mkdir(exist_ok=True)
        for name in PICTURES:
            (folder / f"{name}.png").touch()
        return ()

    def run_alone(worker, run, threads, on_progress):
        [seed] = [worker._experiment.seed + run.replication]
        seeds.append(seed)
        on_progress(30, 84)
        return kept_by_hand(made(seed=seed))

    monkeypatch.setattr(Worker, "run_alone", run_alone)
    monkeypatch.setattr(run_analysis, "all_output", measured_by_hand(made()))
    monkeypatch.setattr(run_command, "draw_all", draw)
    return seeds


def kept_by_hand(result):
    """What is kept of a run, from its result."""
    return RunOutput(0, 0, result.holders, result.values, {}, result.fingerprint)


def measured_by_hand(result):
    """A way to say that all is kept that a result by hand has."""
    return lambda months: all_output(months)._replace(measures=dict(result.measures))


def stopped(monkeypatch):
    """Let Ctrl-C be pressed in month 17."""

    def run_alone(worker, run, threads, on_progress):
        on_progress(17, 84)
        raise KeyboardInterrupt

    monkeypatch.setattr(Worker, "run_alone", run_alone)


def test_without_a_folder_nothing_is_kept(question, result, runs):
    found = run_and_save(question, 1)
    assert found.result == result
    assert (found.folder, found.pictures, found.reused) == (None, (), False)


def test_the_same_question_is_answered_from_what_is_kept(question, runs, tmp_path):
    first = run_and_save(question, 1, tmp_path)
    second = run_and_save(question, 1, tmp_path)
    assert runs == [1]
    assert (first.reused, second.reused) == (False, True)
    assert second.result == first.result
    assert second.folder == first.folder
    assert load_result(first.folder) == first.result


def test_another_seed_is_another_question(question, runs, tmp_path):
    assert run_and_save(question, 1, tmp_path).folder != run_and_save(question, 2, tmp_path).folder
    assert runs == [1, 2]


def test_every_picture_is_drawn_beside_the_result(question, runs, tmp_path):
    found = run_and_save(question, 1, tmp_path)
    assert {path.stem for path in found.pictures} == PICTURES
    assert {path.parent for path in found.pictures} == {found.folder / "pictures"}


def test_the_same_result_draws_the_same_files(result, tmp_path):
    first, second = result.pictures(tmp_path / "a"), result.pictures(tmp_path / "b")
    assert {path.stem for path in first} == PICTURES
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in first)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_pictures_that_are_absent_are_drawn_again(question, runs, tmp_path):
    first = run_and_save(question, 1, tmp_path)
    for path in first.pictures:
        path.unlink()
    (first.folder / "pictures").rmdir()
    assert run_and_save(question, 1, tmp_path).pictures == first.pictures
    assert runs == [1]


def test_ctrl_c_says_after_which_month_and_keeps_nothing(question, monkeypatch, tmp_path):
    stopped(monkeypatch)
    with pytest.raises(KeyboardInterrupt, match=r"^Stopped after month 17 of 84; nothing was written.$"):
        run_and_save(question, 1, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("where", "moment"),
    [
        (Path, "mkdir"),
        (run_analysis, "network_of"),
        (FolderStore, "read"),
        (SerialExecutor, "run_batches"),
        (Worker, "run_alone"),
        (FolderStore, "write"),
        (os, "replace"),
    ],
)
def test_ctrl_c_before_there_is_a_result_keeps_nothing(question, runs, monkeypatch, tmp_path, where, moment):
    def press(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(where, moment, press)
    with pytest.raises(KeyboardInterrupt) as stopped:
        run_and_save(question, 1, tmp_path)
    assert str(stopped.value) in ("", "Stopped; nothing was written.")
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_drawing_keeps_the_result(question, runs, monkeypatch, tmp_path):
    def draw(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(run_command, "draw_all", draw)
    with pytest.raises(KeyboardInterrupt, match="without its charts"):
        run_and_save(question, 1, tmp_path)
    [folder] = tmp_path.iterdir()
    assert load_result(folder).seed == 1
    assert not (folder / "pictures").exists()


def test_a_damaged_answer_is_set_aside_and_made_again(question, runs, tmp_path, caplog):
    first = run_and_save(question, 1, tmp_path)
    (first.folder / "firm" / "000-000000.parquet").write_bytes(b"")
    again = run_and_save(question, 1, tmp_path)
    assert (again.result, again.reused, len(runs)) == (first.result, False, 2)
    assert "is damaged" in caplog.text
    assert list((first.folder / "damaged").glob("000-000000.parquet-*"))
    assert run_and_save(question, 1, tmp_path).reused


# --- as text ----------------------------------------------------------------------------------------------


@pytest.fixture
def found(question, runs):
    return run_and_save(question, 1)


def test_the_table_has_a_row_for_each_firm_and_is_aligned(found):
    asked, span, empty, head, units, *rows = as_table(found).splitlines()
    assert asked == str(found.result.question.question)
    assert span == "One run, seed 1. Means of the last 12 of 24 months."
    assert empty == ""
    assert head.split()[:4] == ["firm", "policy", "market", "share"]
    assert [row.split()[0] for row in rows] == ["our", "north", "south", "east", "west", "centre"]
    assert len({len(line) for line in (head, *rows)}) == 1
    assert "%" in units


def test_the_table_shows_the_mean_of_the_last_year(found):
    row = re.split(" {2,}", as_table(found).splitlines()[5])
    m = found.result.measures["firm"].index("satisfaction")
    mean = 100.0 * m + 10.0 * found.result.firms.index("ours") + np.mean(np.arange(12, 24)) / 10
    assert row[2 + COLUMNS.index("satisfaction")] == f"{mean:.1f}"


def test_the_csv_is_tidy(found):
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert list(rows[0]) == ["month", "kind", "holder", "measure", "value"]
    assert {row["kind"] for row in rows} == {"market", "firm"}
    result = found.result
    assert len(rows) == result.values["market"].size + result.values["firm"].size
    [row] = [
        row
        for row in rows
        if (row["month"], row["holder"], row["measure"]) == ("3", "east", "price") and row["kind"] == "firm"
    ]
    [value] = result.to_frame("price", kind="firm", holder="east").query("month == 3").value
    assert float(row["value"]) == value


def test_the_json_has_the_shape_that_is_documented(found):
    schema = YAML(typ="safe").load(files("tci_sim.views").joinpath("run.schema.yaml").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    shown = json.loads(as_json(found))
    jsonschema.validate(shown, schema)
    assert shown["fingerprint"] == found.result.fingerprint
    assert [firm["name"] for firm in shown["firms"]] == list(found.result.firms)
    assert set(shown["units"]) == set(shown["firms"][0]["measures"])
    for name in schema["required"]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: value for key, value in shown.items() if key != name}, schema)


def test_what_was_not_measured_is_null_in_json_and_a_dash_in_the_table(made, runs, monkeypatch, question):
    monkeypatch.setattr(Worker, "run_alone", lambda *_: kept_by_hand(made(shift=np.nan)))
    nothing = run_and_save(question, 1)
    assert {v for firm in json.loads(as_json(nothing))["firms"] for v in firm["measures"].values()} == {None}
    assert as_table(nothing).splitlines()[5].split()[-len(COLUMNS) :] == ["-"] * len(COLUMNS)


# --- through the command line -----------------------------------------------------------------------------


@pytest.fixture
def command(root, runs, monkeypatch, capsys):
    """Run `tci-sim run` on the baseline: the exit code, what is on stdout, what is on stderr."""
    monkeypatch.setattr("tci_sim.compile_model.ensure_compiled", lambda on_message: None)

    def run(*arguments):
        code = main(["run", str(root / "scenarios" / "baseline.yaml"), *arguments])
        return code, *capsys.readouterr()

    return run


def test_data_goes_to_stdout_and_talk_to_stderr(command, tmp_path):
    code, data, talk = command("--set", "months=24", "--format", "json", "--out", str(tmp_path))
    shown = json.loads(data)
    assert code == 0
    assert set(shown["pictures"]) <= set(talk.splitlines())
    assert shown["folder"] in talk.splitlines()


def test_an_answer_that_was_there_is_said_to_be(command, tmp_path):
    asked = ("--set", "months=24", "--out", str(tmp_path))
    first, second = command(*asked), command(*asked)
    assert "Reused" not in first[2]
    assert "Reused an existing result: nothing was run." in second[2]
    assert first[1] == second[1]


def test_quiet_says_nothing(command, tmp_path):
    code, data, talk = command("--quiet", "--out", str(tmp_path), "--set", "months=24")
    assert (code, talk) == (0, "")
    assert "our firm" in data


def test_ctrl_c_ends_with_130_and_one_sentence(command, monkeypatch):
    stopped(monkeypatch)
    code, data, talk = command("--quiet")
    assert (code, data, talk) == (130, "", "Stopped after month 17 of 84; nothing was written.\n")


def test_a_wrong_question_ends_with_2_and_its_faults(command, runs):
    code, data, talk = command("--set", "months=0", "--set", "burn_in=x")
    assert (code, data, runs) == (2, "", [])
    assert [line.split(":")[0] for line in talk.splitlines()] == ["--set months = 0", "--set burn_in = 'x'"]


def test_a_folder_that_is_a_file_ends_with_2_before_the_run(command, runs, tmp_path):
    (tmp_path / "file").touch()
    code, data, talk = command("--out", str(tmp_path / "file"))
    assert (code, data, runs) == (2, "", [])
    assert talk.startswith("--out ")


def test_a_full_disk_ends_with_1_and_one_sentence(command, monkeypatch, tmp_path):
    def write(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tci_sim.runs.parquet.replace", write)
    code, data, talk = command("--quiet", "--set", "months=24", "--out", str(tmp_path))
    assert (code, data, talk.count("\n")) == (1, "", 1)
    assert "No space left on device. Nothing was saved." in talk
    assert list(tmp_path.iterdir()) == []
