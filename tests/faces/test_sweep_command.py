"""The command sweeps a study: what it prints, in which shape, and with which exit code it ends."""

import csv
import io
import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from tci_sim.cli import main
from tci_sim.errors import InputError

STUDY = """\
question: How much autonomy?
reason: To try the command.
base: {base}
set: {{months: 6, burn_in: 2, market.customers: 200}}
levers: {{culture.autonomy: [0.1, 0.5]}}
uncertainties: {{market.segments.care.share: {shares}}}
replications: 2
report: [satisfaction, profit]
"""


@pytest.fixture(scope="module")
def home(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("command")
    base = root / "scenarios" / "baseline.yaml"
    (folder / "study.yaml").write_text(STUDY.format(base=base, shares="[0.25, 1.0]"), encoding="utf-8")
    broken = STUDY.format(base=base, shares="[1.0, 0.0]").replace(
        "uncertainties: {market.segments.care.share: [1.0, 0.0]}",
        "uncertainties:\n  market.segments.care.share: [1.0, 0.0]\n  market.segments.value.share: [1.0, 0.0]\n"
        "  market.segments.performance.share: [1.0, 0.0]",
    )
    (folder / "broken.yaml").write_text(broken, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def swept(root, home):
    """Run the command in a process of its own."""

    def run(study, *arguments):
        return subprocess.run(
            [sys.executable, "-m", "tci_sim", "sweep", study, "--allow-outside", "--out", "results", *arguments],
            cwd=home, capture_output=True, text=True, check=False, timeout=600,
            env={**os.environ, "PYTHONPATH": str(root)},
        )  # fmt: skip

    return run


@pytest.fixture(scope="module")
def first(swept):
    return swept("study.yaml")


def test_a_table_goes_to_stdout_and_all_talk_to_stderr(first, home):
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("How much autonomy?\n4 cases, 2 replications from seed 1; our firm.\n")
    assert "autonomy of units  care: size of the segment" in first.stdout
    assert "8 runs (4 cases x 2 replications): about " in first.stderr
    pictures = sorted(path.name for path in home.glob("results/how-much-autonomy-*/pictures/*.png"))
    assert pictures == ["profit.png", "satisfaction.png"]


def test_a_second_run_reuses_the_results(first, swept):
    again = swept("study.yaml")
    assert again.stdout == first.stdout
    assert "All 8 runs are already saved; nothing was run." in again.stderr


def test_json_has_its_documented_shape(first, swept):
    told = swept("study.yaml", "--format", "json", "--quiet")
    assert told.stderr == ""
    shape = YAML(typ="safe").load(files("tci_sim.views").joinpath("sweep.schema.yaml").read_text())
    jsonschema.Draft202012Validator.check_schema(shape)
    answer = json.loads(told.stdout)
    jsonschema.validate(answer, shape)
    assert answer["cases"] == 4
    assert len(answer["differences"]) == 4 * 2
    assert answer["values"][1]["varied"] == {"culture.autonomy": 0.5, "market.segments.care.share": 0.25}


def test_csv_has_a_row_for_each_run_and_measure(first, swept):
    rows = list(csv.DictReader(io.StringIO(swept("study.yaml", "--format", "csv", "--quiet").stdout)))
    assert len(rows) == 8 * 2
    assert {row["measure"] for row in rows} == {"satisfaction", "profit"}


def test_a_page_holds_question_table_and_pictures_and_says_how_it_is_made(first, swept, home):
    (home / "pages").mkdir()
    told = swept("study.yaml", "--page", "pages/autonomy.md", "--quiet")
    page = (home / "pages" / "autonomy.md").read_text(encoding="utf-8")
    assert page.startswith("# How much autonomy?\n\nTo try the command.\n\n")
    assert "| 0.5 | 0.25 |" in page
    assert "Money: total over 6 months." in page
    assert "`tci-sim sweep study.yaml --allow-outside --page pages/autonomy.md` regenerates this page" in page
    assert told.stdout == first.stdout
    for name in ("profit", "satisfaction"):
        assert f"(autonomy-{name}.png)" in page
        assert (home / "pages" / f"autonomy-{name}.png").stat().st_size > 5_000


def test_replications_and_seed_of_the_command_line_stand_above_those_of_the_file(swept):
    told = swept("study.yaml", "--replications", "1", "--seed", "9")
    assert told.returncode == 0
    assert "4 cases, 1 replication from seed 9" in told.stdout


def test_with_failed_runs_it_ends_with_1_and_their_number(swept):
    told = swept("broken.yaml")
    assert told.returncode == 1
    assert "4 runs failed:" in told.stdout
    assert "at least one segment must have a share above 0" in told.stdout
    assert "Traceback" not in told.stderr


ALL = "mechanisms: {all: [listening, learning, culture, improvement, integration, value]}\n"
RANGE = "uncertainties: {world.choice.price_weight: {low: 1, high: 3}}\n"


@pytest.mark.parametrize(
    "asked",
    [
        "levers: {culture.autonomy: [0.1, 0.5]}\n",
        "levers: {culture.autonomy: [0.1, 0.5]}\nprecision: {profit: 1}\nlimit: 3\n",
        RANGE + "design: latin_hypercube\nsize: 3\n",
        RANGE + "design: sobol\nsize: 4\n",
        RANGE + "design: morris\nsize: 4\n",
        "design: ablation\nbetween: [command_and_control, tci]\n" + ALL,
    ],
)
def test_where_every_run_fails_their_number_is_reported_and_nothing_is_drawn(
    root, tmp_path, monkeypatch, capsys, asked
):
    def fail(*_, **__):
        raise InputError("there is no such world.")

    head, rest = STUDY.format(base=root / "scenarios" / "baseline.yaml", shares="").split("levers", 1)
    (tmp_path / "study.yaml").write_text(head + asked + rest.split("\n", 2)[2], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tci_sim.runs.worker.Simulation", fail)
    for shape, said in (("table", "there is no such world."), ("json", '"differences"'), ("csv", "case,")):
        assert main(["sweep", "study.yaml", "--allow-outside", "--format", shape, "--page", "page.md"]) == 1
        told = capsys.readouterr()
        assert said in told.out
        assert "cannot be written" not in told.err
    assert "runs failed:" in (tmp_path / "page.md").read_text(encoding="utf-8")
    assert not list(tmp_path.rglob("*.png"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["absent.yaml"], "absent.yaml: there is no such file."),
        (["study.yaml", "--set", "monts=3"], "monts is not a parameter"),
        (["study.yaml", "--out", "study.yaml"], "must be a writable folder"),
        (
            ["study.yaml", "--cluster", "nonsense://x"],
            "--cluster nonsense://x: must be the address of a scheduler",
        ),
    ],
)
def test_a_wrong_question_ends_with_2_and_one_line(swept, arguments, said):
    told = swept(*arguments)
    assert told.returncode == 2
    assert said in told.stderr
    assert told.stdout == ""
    assert "Traceback" not in told.stderr


def test_all_that_is_wrong_is_reported_with_its_line_and_nothing_is_written(swept, root, home):
    text = STUDY.format(base=root / "scenarios" / "baseline.yaml", shares="{low: 9, high: 6}")
    wrong = text.replace("replications: 2", "replications: 0\nholders: [nort]")
    (home / "wrong.yaml").write_text(wrong, encoding="utf-8")
    told = swept("wrong.yaml", "--out", "nowhere")
    assert told.returncode == 2
    said = sorted(told.stderr.splitlines())
    assert [line.partition(": ")[0] for line in said] == [f"wrong.yaml:{line}" for line in (6, 7, 8)]
    assert not (home / "nowhere").exists()


def test_a_sweep_without_pictures_draws_none_and_imports_nothing_that_draws(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(
        "question: q\nreason: r\nbase: march1991\nset: {months: 12}\nreplications: 2\nreport: [knowledge]\n"
        "levers: {policies.published.learning.p_learn: [0.3, 0.5, 0.7, 0.9]}\n",
        encoding="utf-8",
    )
    asked = """
import sys
from tci_sim.cli import main
import tci_sim as tci
assert main(["sweep", "study.yaml", "--no-pictures", "--quiet", "--out", "bare"]) == 0
assert tci.sweep("study.yaml").settling()["runs"].tolist() == [2, 2, 2, 2]
assert not {"matplotlib", "PIL", "networkx"} & sys.modules.keys()
assert main(["sweep", "study.yaml", "--quiet", "--out", "drawn"]) == 0
assert "matplotlib" in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    [bare], [drawn] = (list((tmp_path / out).iterdir()) for out in ("bare", "drawn"))
    assert not (bare / "pictures").exists()
    assert (drawn / "pictures" / "knowledge.png").is_file()
    assert (bare / "manifest.json").read_bytes() == (drawn / "manifest.json").read_bytes()
