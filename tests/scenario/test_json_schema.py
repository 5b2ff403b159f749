"""An editor that knows the schema accepts every file that loads, and marks what does not."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from tci_sim.messages import using_language
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.json_schema import policy_schema, scenario_schema
from tci_sim.scenario.load import load
from tci_sim.scenario.starter import write_starter

ROOT = Path(__file__).parents[2]
POLICIES = sorted((ROOT / "scenarios" / "regimes").glob("*.yaml"))
SCENARIOS = sorted([*(ROOT / "scenarios").glob("*.yaml"), *(ROOT / "scenarios" / "stories").glob("*.yaml")])


def errors(schema: dict[str, Any], content: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(content)]


def content_of(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("schema", [scenario_schema(), policy_schema()], ids=["scenario", "policy"])
def test_it_is_a_json_schema_in_which_everything_is_described(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    parts = {"top": schema, **schema["$defs"]}
    silent = [
        f"{name}.{field}"
        for name, part in parts.items()
        for field, facts in part["properties"].items()
        if not facts.get("description")
    ]
    assert silent == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_shipped_scenario_is_valid(path: Path) -> None:
    assert errors(scenario_schema(), content_of(path)) == []


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_every_shipped_policy_is_valid(path: Path) -> None:
    assert errors(policy_schema(), content_of(path)) == []


def test_what_takes_entries_away_or_names_files_is_valid() -> None:
    content = {
        "reason": "r",
        "base": "other.yaml",
        "firms": {"north": None},
        "network": {"roles": None, "tiers": None, "graphml": "chain.graphml"},
        "market": {"customers": 0, "segments": {"all": {"weights": {"fit": None}}}},
        "policies": {"a": "a.yaml", "b": {"base": "a.yaml", "learning": {"p_learn": 1}}},
    }
    assert errors(scenario_schema(), content) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({}, "'reason' is a required property"),
        ({"reason": "r", "monhts": 3}, "'monhts' was unexpected"),
        ({"reason": "r", "months": 0}, "0 is less than the minimum of 1"),
        ({"reason": "r", "months": "12"}, "'12' is not of type 'integer'"),
        ({"reason": "r", "world": {"choice": {"tast": 1}}}, "'tast' was unexpected"),
        ({"reason": "r", "firms": {"Ours": {}}}, "'Ours' does not match"),
        ({"reason": "r", "shocks": [{"month": 3}]}, "'kind' is a required property"),
        ({"reason": "r", "policies": {"a": {"lerning": {}}}}, "is not valid under any"),
    ],
)
def test_what_does_not_load_is_marked(content: dict[str, Any], told: str) -> None:
    assert any(told in message for message in errors(scenario_schema(), content))


def test_levers_and_uncertainties_are_distinguished() -> None:
    parts = scenario_schema()["$defs"]
    assert (
        "\nLever. Plausible: 0.1 to 0.9 per month. "
        in parts["Learning"]["properties"]["p_learn"]["description"]
    )
    assert "\nUncertainty. Plausible: " in parts["Requirements"]["properties"]["turbulence"]["description"]
    told = sum(
        facts["description"].count("\nLever.")
        for part in parts.values()
        for facts in part["properties"].values()
    )
    # once in a policy, and once more where an event changes it
    assert told == 2 * sum(each.kind == "lever" for each in catalogue().values())
    assert "taste" in parts["ChoiceChange"]["properties"]
    assert "brands" not in parts["ChoiceChange"]["properties"]


def test_what_an_editor_shows_is_in_the_language_in_use() -> None:
    with using_language("zh-Hant"):
        time = scenario_schema()["$defs"]["Improvement"]["properties"]["time"]["description"]
    assert time.startswith("保留給改進的工時比例。\n策略槓桿。合理範圍：")


def test_the_starter_loads_as_it_is_and_is_valid(tmp_path: Path) -> None:
    file = write_starter(tmp_path / "mine.yaml")
    assert load(file).focal_firm == "ours"
    assert errors(scenario_schema(), content_of(file)) == []
    assert file.read_text(encoding="utf-8").count("#") > 20


def test_the_starter_says_that_what_is_commented_out_may_be_set(tmp_path: Path) -> None:
    file = write_starter(tmp_path / "mine.yaml")
    lines = file.read_text(encoding="utf-8").splitlines()
    first = lines.index("# world:")
    file.write_text("\n".join([*lines[:first], *(line[2:] for line in lines[first:])]), encoding="utf-8")
    assert load(file).world.requirements.turbulence == 0.01
    assert load(file).shocks[0].kind == "demand_jump"
