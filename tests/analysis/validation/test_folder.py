"""A corner of one's own, made from nothing in a folder: met, missed, wrongly written, and written as a page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

import tci_sim as tci
from tci_sim.analysis.validation.validate import validate
from tci_sim.cli import main
from tci_sim.errors import InputError
from tci_sim.scenario.library import PUBLISHED, files
from tci_sim.scenario.tree import as_data
from tci_sim.scenario.yaml_file import read_yaml

ROOT = Path(__file__).resolve().parents[3]

CORNER = """\
reason: output is capability times working time, and time for improvement holds capability up
base: repenning_sterman2002
months: 36
"""
TARGETS = """\
title: {en: Time *for* <b>improvement</b>, zh-Hant: 改進的時間}
source: Nobody & Co. (1900)
replications: {quick: 2, full: 3}
not_validated: {en: "all | else", zh-Hant: 其餘}
queries:
  at_first: {measure: made, of: organisation/organisation, at: {month: 0}}
  later: {measure: made, of: organisation/organisation, at: {year: 3}, over_time: mean}
  gain: {ratio: [{quantity: later}, {quantity: at_first}]}
targets:
  - quantity: gain
    statement: {en: "output in year 3, of that at first [-]", zh-Hant: 第三年產出與期初之比}
    source: p. 1
    mark: recalled
    level: numerical
    grid: {policies.moved.improvement.time: [0.2, 0.4]}
    published: [0.802, 1.112]
    tolerance: 0.01
  - query: {measure: made, of: organisation/organisation, at: {year: 3}, over_time: mean}
    statement: {en: output gained by more time, zh-Hant: 增加時間所增產出}
    source: p. 2
    mark: recalled
    level: relational
    set: {policies.moved.improvement.time: 0.4}
    baseline: {policies.moved.improvement.time: 0.2}
    band: [0, null]
  - query: {elasticity: {of: {quantity: later}, to: {parameter: policies.moved.improvement.time}}}
    statement: {en: percent of output for a percent of time, zh-Hant: 時間增加百分之一時的產出變化}
    source: p. 2
    mark: recalled
    level: distributional
    band: [0.5, 1.0]
  - query: {measure: made, of: node, over_time: mean, over_runs: {share_where: {above: 0}}}
    statement: {en: share of runs in which anything is made, zh-Hant: 有產出的模擬比例}
    source: p. 3
    mark: recalled
    level: relational
    published: 1
    tolerance: 0
  - query: {measure: made, of: node, at: {year: 3}, over_time: mean}
    statement: {en: output as a multiple, zh-Hant: 產出倍數}
    source: p. 3
    mark: recalled
    level: relational
    set: {policies.moved.improvement.time: 0.4}
    over: {policies.moved.improvement.time: 0.2, scenario: other.yaml}
    band: [1, null]
"""


@pytest.fixture
def corner(tmp_path: Path) -> Path:
    """A folder with one corner, and the scenario that one of its targets is compared with."""
    folder = tmp_path / "my_corners"
    folder.mkdir()
    (folder / "trap.yaml").write_text(CORNER)
    (folder / "other.yaml").write_text(CORNER)
    (folder / "trap.targets.yaml").write_text(TARGETS, encoding="utf-8")
    return folder


def changed(corner: Path, before: str, after: str) -> None:
    path = corner / "trap.targets.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_corner_of_ones_own_is_met(corner: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--folder", str(corner)]) == 0
    told = capsys.readouterr().out
    assert "trap: Time *for* <b>improvement</b>. Nobody & Co. (1900)" in told
    assert told.count(" pass\n") == 6
    assert "6 of 6 published values are reproduced." in told


def test_a_corner_of_ones_own_is_missed(corner: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(corner, "published: [0.802, 1.112]", "published: [0.802, 2.112]")
    changed(corner, "band: [0.5, 1.0]", "band: [0.5, 0.6]\n    gate: false")
    assert main(["validate", "--folder", str(corner), "--full"]) == 1
    told = capsys.readouterr().out
    assert "4 of 6 published values are reproduced." in told
    assert "Missed: trap, output in year 3, of that at first [-], time 0.4 (-" in told
    assert "Missed, but not required: trap, percent of output for a percent of time" in told


def test_a_corner_that_is_wrongly_written_is_told_by_line_and_nothing_is_run(
    corner: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(corner, "at: {month: 0}", "at: {month: 36}")
    changed(corner, "measure: made, of: node, over_time", "measure: mede, of: node, over_time")
    (corner / "second.yaml").write_text(CORNER.replace("months", "munths"))
    (corner / "second.targets.yaml").write_text(TARGETS, encoding="utf-8")
    assert main(["validate", "--folder", str(corner), "--page", str(corner / "page.md")]) == 2
    out, said = capsys.readouterr()
    assert out == ""
    assert "trap.targets.yaml:" in said
    assert "query.measure = 'mede': must be a measure. Did you mean 'made'?" in said
    changed(corner, "mede", "made")
    assert main(["validate", "--folder", str(corner), "--page", str(corner / "page.md")]) == 2
    out, said = capsys.readouterr()
    assert out == ""
    assert said.count("queries.at_first.at = {...}: must be months from 0 to 35, or years from 1 to 3") == 1
    assert "second.yaml:3: munths" in said
    assert not (corner / "page.md").exists()


def test_names_choose_among_the_models_of_a_folder(corner: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corner / "broken.yaml").write_text("nothing")
    (corner / "broken.targets.yaml").write_text("nothing")
    assert main(["validate", "trap", "--folder", str(corner)]) == 0
    assert main(["validate", "trp", "march1991", "--folder", str(corner)]) == 2
    said = capsys.readouterr().err
    assert f"trp: there is no trp.targets.yaml in {corner}. Did you mean 'trap'?" in said
    assert f"march1991: there is no march1991.targets.yaml in {corner}." in said


def test_a_folder_that_holds_nothing_to_run_is_refused(tmp_path: Path) -> None:
    for folder, said in (("none", "there is no such folder"), (".", "holds no file of targets")):
        with pytest.raises(InputError, match=said):
            validate(folder=tmp_path / folder)
    (tmp_path / "a.targets.yaml").write_text(TARGETS, encoding="utf-8")
    (tmp_path / "a b.targets.yaml").write_text(TARGETS, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        validate(folder=tmp_path)
    assert [fault.partition(".yaml: ")[2] for fault in refused.value.faults] == [
        "its name must be of letters, digits, _ and - alone, and at most 60 of them.",
        "there is no scenario a.yaml beside it.",
    ]


@pytest.mark.parametrize("name", ["trap.yaml", "trap.targets.yaml"])
def test_no_file_of_a_folder_leads_out_of_it(corner: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / name
    (corner / name).rename(outside)
    (corner / name).symlink_to(outside)
    with pytest.raises(InputError, match="leads out of the folder"):
        validate(folder=corner)


def test_a_base_outside_the_folder_is_refused(corner: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.yaml").write_text(CORNER)
    (corner / "trap.yaml").write_text("reason: r\nbase: ../elsewhere.yaml\n")
    with pytest.raises(InputError, match="must be in the folder"):
        validate(folder=corner)


def test_python_returns_what_the_command_prints(corner: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--folder", str(corner)]) == 0
    told = capsys.readouterr().out
    found = tci.validate(folder=corner)
    assert found.passes
    assert found.to_text() == told
    frame = found.to_frame()
    assert list(frame["model"].unique()) == ["trap"]
    assert frame["passes"].all()
    assert frame.loc[0, "setting"] == {"policies.moved.improvement.time": 0.2}
    assert "<b>improvement" not in found.to_html()
    assert "文獻" in found.to_text(lang="zh-Hant")


def test_the_json_answer_has_its_documented_shape_and_the_queries(
    corner: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(corner, "published: 1\n    tolerance: 0", "band: [null, null]\n    gate: false")
    changed(corner, "over_runs: {share_where: {above: 0}}", "over_runs: max")
    assert main(["validate", "--folder", str(corner), "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    shape = as_data(read_yaml(ROOT / "tci_sim" / "analysis" / "validation" / "validate.schema.yaml"))
    jsonschema.validate(answer, json.loads(json.dumps(shape)))
    [model] = answer["models"]
    assert model["queries"]["at_first"]["at"] == {"month": 0}
    assert model["findings"][0]["query"] is None
    assert model["findings"][2]["quantity"] == (
        "{measure: made, of: organisation/organisation, at: {year: 3}, over_time: mean}"
    )


def test_what_has_no_value_is_a_miss_and_says_so(corner: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(corner, "over_time: mean, over_runs: {share_where: {above: 0}}", "over_time: half_life")
    changed(corner, "of: {quantity: later}", "of: {log: {minus: [{quantity: later}, 1.0e+12]}}")
    assert main(["validate", "--folder", str(corner)]) == 1
    assert "trap, percent of output for a percent of time (no value)" in capsys.readouterr().out
    assert main(["validate", "--folder", str(corner), "--format", "json"]) == 1
    values = [each["value"] for each in json.loads(capsys.readouterr().out)["models"][0]["findings"]]
    assert values[3] is None


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        ("en", ["# Validation of my\\_corners", "## trap", "## What is not validated"]),
        ("zh-Hant", ["# my\\_corners 的文獻對照", "## trap", "## 未經對照的部分"]),
    ],
)
def test_a_page_of_a_folder_tells_of_that_folder_alone_and_nothing_in_it_is_markup(
    corner: Path, tmp_path: Path, language: str, heads: list[str]
) -> None:
    page = tmp_path / "page.md"
    ended = main(["--lang", language, "validate", "--folder", str(corner), "--page", str(page)])
    assert ended == 0
    text = page.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("#")] == heads
    assert f"`tci-sim validate trap --folder {corner} --page {page}`" in text
    assert "march1991" not in text
    assert "Nobody \\& Co." in text
    assert "<b>" not in text
    assert re.search(r"all \\\| else|其餘", text)
    assert sorted(path.name for path in (tmp_path / "page").iterdir()) == ["figures.json"]


def test_a_model_with_a_shipped_name_is_drawn_no_picture_of(tmp_path: Path) -> None:
    shipped = files(PUBLISHED)["repenning_sterman2002"]
    for name in ("repenning_sterman2002", "one_organisation"):
        (tmp_path / f"{name}.yaml").write_bytes(shipped.with_name(f"{name}.yaml").read_bytes())
    own = tmp_path / "repenning_sterman2002.targets.yaml"
    own.write_text(TARGETS.replace(", scenario: other.yaml", ""), encoding="utf-8")
    page = tmp_path / "page.md"
    assert main(["validate", "--folder", str(tmp_path), "--page", str(page)]) in (0, 1)
    assert ".svg" not in page.read_text(encoding="utf-8")
