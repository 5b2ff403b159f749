"""An editor that knows the schema of study files accepts every one that loads, and marks what does not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from faulty_studies import FAULTS

from tci_sim.cli import main
from tci_sim.designs.registry import DESIGNS
from tci_sim.designs.study_file import load_study
from tci_sim.designs.study_schema import study_schema
from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.scenario.library import STUDY, files
from tci_sim.scenario.study import StudyFields
from tci_sim.scenario.tree import as_data
from tci_sim.scenario.yaml_file import read_yaml

CHECK = jsonschema.Draft202012Validator(study_schema())
HEAD = {"question": "q", "reason": "r", "base": "baseline", "report": ["satisfaction"], "replications": 1}
TASTE = "world.choice.taste"
VARIED = ("levers", "uncertainties")
OF_EACH: dict[str, dict[str, Any]] = {
    "grid": {
        "levers": {"culture.autonomy": [0.1, 0.9], "firms.ours.policy": {"values": ["tci", "tqm"]}},
        "uncertainties": {TASTE: {"low": 1, "high": 3, "step": 1}},
        "size": None,
    },
    "list": {"cases": {"one": {"culture.autonomy": 0.1}, "two": {"firms.ours.policy": "tqm"}}},
    "latin_hypercube": {
        "size": 6,
        "levers": {"firms.ours.policy": ["tqm", "tci"]},
        "uncertainties": {
            TASTE: {"mean": 3, "sd": 0.5, "low": 1, "high": 5},
            "world.choice.inertia": {"low": 1, "mode": 2, "high": 3},
            "market.customers": {"low": 1000, "high": 20000, "scale": "log"},
            "firms.west.policy": {"values": ["tci", "tqm"], "weights": [1, 2]},
        },
        "correlations": [{"between": [TASTE, "world.choice.inertia"], "rank": 0.5}],
    },
    "sobol": {"size": 8, "grouped": True, "uncertainties": {"world.choice": "plausible"}},
    "morris": {"size": 4, "levels": 6, "uncertainties": {TASTE: "plausible"}, "levers": {"culture": "plausible"}},
    "ablation": {"between": ["command_and_control", "tci"], "mechanisms": {"learning": ["learning"]}},
    "shapley": {"groups": {"ours": {"learning.sharing": 0.5}, "theirs": {TASTE: 2.0}}, "all_subsets": True},
    "optimise": {
        "levers": {"culture.autonomy": "plausible", "firms.ours.policy": ["tqm", "tci"]}, "replications": 20,
        "search": {"aims": [{"measure": "value_owners", "criterion": "regret"}], "budget": 8, "rounds": [4, 8]},
    },
    "one_at_a_time": {"uncertainties": {TASTE: {"low": 1, "high": 3}}, "grouped": False, "cases": {}},
}  # fmt: skip
"""A study of each design, which may rest on the reference market."""


def plain(data: Any) -> Any:
    return json.loads(json.dumps(as_data(data)))


def marked(content: dict[str, Any]) -> list[str]:
    """What an editor marks."""
    return [error.message for error in CHECK.iter_errors(json.loads(json.dumps(content)))]


@pytest.mark.parametrize("name", files(STUDY))
def test_every_shipped_study_is_valid(name: str) -> None:
    assert [error.message for error in CHECK.iter_errors(plain(read_yaml(files(STUDY)[name])))] == []


@pytest.mark.parametrize("design", DESIGNS)
def test_a_study_of_each_design_is_valid(design: str) -> None:
    study = {**HEAD, "design": design, **OF_EACH[design]}
    assert marked(study) == []


@pytest.mark.parametrize("design", [name for name in DESIGNS if name != "ablation"])
def test_what_is_valid_here_loads(design: str, tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(json.dumps({**HEAD, "design": design, **OF_EACH[design]}), encoding="utf-8")
    assert load_study(file).design == design


@pytest.mark.parametrize("part", ["question", "reason", "base", "report"])
def test_what_every_file_must_have_is_asked_for(part: str) -> None:
    study = {**HEAD, "levers": {"culture.autonomy": [0.1, 0.9]}}
    del study[part]
    assert f"'{part}' is a required property" in marked(study)


@pytest.mark.parametrize(
    "wrong",
    [
        {"desing": "grid"},
        {"design": "gird"},
        {"report": ["satisfacton"]},
        {"replications": 0},
        {"precision": {"satisfacton": 1}},
        {"precision": {"satisfaction": 0}},
        {"months": "weeks"},
        {"levers": {"culture.autonom": [0.1]}},
        {"levers": {TASTE: [1, 2]}},
        {"levers": {"culture.autonomy": []}},
        {"levers": {"culture.autonomy": "likely"}},
        {"levers": {"months": [12, 24]}},
        {"uncertainties": {"world.choice.tast": [1, 2]}},
        {"uncertainties": {"culture.autonomy": [0.1, 0.9]}},
        {"uncertainties": {TASTE: {"low": 1}}},
        {"uncertainties": {TASTE: {"low": 1, "hihg": 3}}},
        {"uncertainties": {TASTE: {"mean": 1, "sd": 0}}},
        {"uncertainties": {TASTE: {"low": 1, "high": 3, "scale": "linear"}}},
        {"uncertainties": {TASTE: {"low": 1, "high": 3, "points": 1}}},
        {"uncertainties": {"firms.west.policy": {"values": ["tci"]}}},
        {"size": 8},
        {"correlations": [{"between": [TASTE, "world.choice.inertia"], "rank": 0.5}]},
        {"design": "sobol", "uncertainties": {TASTE: "plausible"}},
        {"design": "list"},
        {"design": "list", "cases": {"a": {}}, "levers": {"culture.autonomy": [0.1]}},
        {"design": "ablation", "between": ["tci"]},
        {"design": "one_at_a_time", "uncertainties": {TASTE: [1, 2]}},
    ],
    ids=str,
)
def test_what_does_not_load_is_marked(wrong: dict[str, Any], tmp_path: Path) -> None:
    study = {**HEAD, **wrong}
    assert marked(study)
    file = tmp_path / "study.yaml"
    file.write_text(json.dumps(study), encoding="utf-8")
    with pytest.raises(InputError):
        load_study(file)


def test_of_studies_that_mean_nothing_many_are_marked() -> None:
    """The others break what holds between parts, or between a study and its base, which no schema says."""
    told = [wrong for wrong, *_ in FAULTS if _is_plain(wrong) and marked({**HEAD, **wrong})]
    assert len(told) > len(FAULTS) // 3


def _is_plain(wrong: Any) -> bool:
    try:
        json.dumps(wrong, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


def test_it_follows_the_parts_of_a_study_and_describes_each_in_both_languages(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for language in ("en", "zh-Hant"):
        with using_language(language):
            schema = study_schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["properties"].keys() == {*StudyFields.model_fields, "set"}
        parts = (schema, schema["$defs"]["Correlation"], *(schema["properties"][group] for group in VARIED))
        texts = [field["description"] for part in parts for field in part["properties"].values()]
        assert len(texts) > 200
        assert all(bool(re.search("[\u4e00-\u9fff]", text)) == (language == "zh-Hant") for text in texts)
    assert main(["schema", "--study"]) == 0
    assert json.loads(capsys.readouterr().out) == study_schema()
    assert main(["schema", "--study", "--policy"]) == 2
    assert "--policy and --study: give only one." in capsys.readouterr().err
