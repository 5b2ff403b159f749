"""An editor that knows the schema of files of targets accepts every one that is read, and marks what is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from faulty_queries import WRITTEN, file_of_targets

import tci_sim as tci
from tci_sim.analysis.validation.targets_schema import targets_schema
from tci_sim.cli import main
from tci_sim.messages import using_language
from tci_sim.scenario.library import PUBLISHED, files
from tci_sim.scenario.tree import as_data
from tci_sim.scenario.yaml_file import parse_yaml, read_yaml

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "tci_sim" / "own_corners.md"
CHECK = jsonschema.Draft202012Validator(targets_schema())
ONLY_WHEN_READ = (
    "nested too deeply",
    "must hold no elasticity",
    "stands before this one",
    "all runs together",
    "[1, 5]",
)
"""What must hold between parts of a query, which no schema says."""


def plain(data: Any) -> Any:
    return json.loads(json.dumps(as_data(data)))


@pytest.mark.parametrize("name", files(PUBLISHED))
def test_every_shipped_file_of_targets_is_valid(name: str) -> None:
    tree = read_yaml(files(PUBLISHED)[name].with_suffix(".targets.yaml"))
    assert [error.message for error in CHECK.iter_errors(plain(tree))] == []


@pytest.mark.parametrize(("query", "said"), WRITTEN)
def test_what_is_wrongly_written_is_marked(query: str, said: str) -> None:
    tree = plain(parse_yaml(file_of_targets(query.replace(".inf", "1.0e+99")), "t.yaml"))
    beyond = any(word in said for word in ONLY_WHEN_READ)
    assert CHECK.is_valid(tree) <= beyond


def test_everything_is_described_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("en", "zh-Hant"):
        with using_language(language):
            schema = targets_schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        texts = [
            field["description"]
            for part in (schema, *schema["$defs"].values())
            for field in part["properties"].values()
        ]
        assert len(texts) > 40
        assert all(bool(re.search("[\u4e00-\u9fff]", text)) == (language == "zh-Hant") for text in texts)
    assert main(["schema", "--targets"]) == 0
    assert json.loads(capsys.readouterr().out) == targets_schema()
    assert main(["schema", "--targets", "--policy"]) == 2
    assert "--policy and --targets: give only one." in capsys.readouterr().err


def test_the_files_of_the_page_for_users_are_met_as_they_stand(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    written = re.findall(r"^`my_corners/([\w.]+)`:\n\n```yaml\n(.*?)```", text, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in written] == ["trap.yaml", "trap.targets.yaml"]
    for name, content in written:
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert name == "trap.yaml" or CHECK.is_valid(plain(parse_yaml(content, name)))
    found = tci.validate(folder=tmp_path, full=True)
    assert found.passes
    assert len(found.findings) == 4


def test_the_page_for_users_names_every_word_of_a_query() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [word for word in CHECK.schema["$defs"]["Query"]["properties"] if f"`{word}" not in text] == []
    summaries = {
        name
        for axis in ("over_time", "over_holders", "over_runs")
        for kind in CHECK.schema["$defs"]["Query"]["properties"][axis]["anyOf"]
        for name in (*kind.get("enum", ()), *kind.get("properties", ()))
    }
    assert [name for name in summaries if f"`{name}" not in text] == []
