"""Policies that rest on policies by name, and what a policy that is added must say of where its levers start."""

# a fault and what is told of it stand on one line
# ruff: noqa: E501

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tci_sim.errors import InputError
from tci_sim.scenario.library import POLICY, files
from tci_sim.scenario.load import load, resolve, scenario_from_mapping, variant
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.report import values_as_json, values_as_text
from tci_sim.scenario.schema import Scenario

Write = Callable[..., str]

CHAIN = """
base: baseline
reason: r
policies:
  mine: {base: yours, listening: {review: {interviews: 2.0}}}
  yours: {base: tqm, improvement: {time: 0.2}}
  tqm: {improvement: {check: 0.9}}
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files into a folder of their own, and stand in it; the name of the first is returned."""
    monkeypatch.chdir(tmp_path)

    def write_files(**files: str) -> str:
        for name, content in files.items():
            (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")
        return f"{next(iter(files))}.yaml"

    return write_files


def added(policies: str) -> str:
    return f"base: baseline\nreason: r\npolicies: {policies}\n"


def faults(of: Callable[[], object]) -> list[str]:
    with pytest.raises(InputError) as caught:
        of()
    return list(caught.value.faults)


def improvement(scenario: Scenario, name: str) -> tuple[float, float, int]:
    levers = scenario.policies[name].improvement
    return levers.time, levers.check, levers.cadence


def test_a_chain_of_policies_by_name_is_followed_in_any_order(write: Write) -> None:
    found = load(write(mine=CHAIN))
    # cadence 2 is from the file tqm.yaml, check from the file here, time from `yours`
    assert improvement(found, "mine") == (0.2, 0.9, 2)
    assert improvement(found, "yours") == (0.2, 0.9, 2)
    assert improvement(found, "tqm") == (0.12, 0.9, 2)
    assert found.policies["mine"].listening.review.interviews == 2.0
    assert found.policies["yours"].listening.review.interviews == 0.0


def test_a_policy_may_rest_on_the_one_of_its_own_name_in_the_base(write: Write) -> None:
    name = write(
        mine="base: other.yaml\nreason: r\npolicies: {tqm: {base: tqm, improvement: {time: 0.01}}}\n",
        other=added("{tqm: {improvement: {check: 0.77}}}"),
    )
    assert improvement(load(name), "tqm") == (0.01, 0.77, 2)


def test_a_name_stands_for_a_policy_of_the_scenario_before_one_of_the_library(write: Write) -> None:
    name = write(mine=added("{tqm: {improvement: {check: 0.77}}, mine: {base: tqm}, file: {base: tqm.yaml}}"))
    Path("tqm.yaml").write_text("reason: r\nbase: none\nimprovement: {check: 0.11}\n")
    found = load(name)
    assert (found.policies["mine"].improvement.check, found.policies["file"].improvement.check) == (
        0.77,
        0.11,
    )


def test_a_policy_that_is_taken_away_may_still_be_a_base(write: Write) -> None:
    found = load(write(mine=added("{operations: null, mine: {base: operations, improvement: {time: 0.3}}}")))
    assert "operations" not in found.policies
    expected = load("baseline").policies["operations"].value
    assert (found.policies["mine"].value, found.policies["mine"].improvement.time) == (expected, 0.3)


def test_what_a_policy_is_called_is_not_handed_on(write: Write) -> None:
    found = load(write(mine=added("{one: {base: tqm, label: One, off: [culture]}, two: {base: one}}")))
    assert (found.policies["two"].label, found.policies["two"].off) == (None, ("culture",))


def test_an_override_of_a_base_policy_changes_that_policy_alone(write: Write) -> None:
    found = load(write(mine=CHAIN), ["policies.yours.improvement.time=0.25"])
    assert [found.policies[name].improvement.time for name in ("yours", "mine")] == [0.25, 0.2]


def test_bases_by_name_serve_on_the_command_line_and_in_python() -> None:
    by_option = load("baseline", ["policies.mine={base: tci, culture: {autonomy: 0.9}}"]).policies["mine"]
    by_path = load("baseline", ["policies.mine.base=tci", "policies.mine.culture.autonomy=0.9"]).policies[
        "mine"
    ]
    of_mapping = scenario_from_mapping(
        {
            "base": "baseline",
            "reason": "r",
            "policies": {"mine": {"base": "tci", "culture": {"autonomy": 0.9}}},
        }
    ).policies["mine"]
    varied = variant("baseline", {"policies.mine": {"base": "tci", "culture": {"autonomy": 0.9}}}).policies[
        "mine"
    ]
    assert by_option == by_path == of_mapping == varied
    assert (varied.culture.autonomy, varied.learning.p_learn) == (0.9, 0.2)


@pytest.mark.parametrize("levers", ["{}", "{improvement: {time: 0.2}}", "{label: mine}"])
def test_a_policy_that_is_added_must_say_what_it_starts_from(write: Write, levers: str) -> None:
    known = "'common', 'command_and_control', 'iso9000', 'satisfaction_management', 'tqm', 'excellence', 'tci', 'operations'"
    told = (
        f"policies.mine does not say what its levers start from: add base: and a policy ({known}) or a policy file; "
        "base: none, if from the defaults; or give all levers."
    )
    assert faults(lambda: load(write(mine=added(f"{{mine: {levers}}}")))) == [f"mine.yaml:3: {told}"]
    assert faults(lambda: load("baseline", [f"policies.mine={levers}"])) == [f"--set {told}"]
    assert faults(lambda: variant("baseline", {"policies.mine": {}})) == [told]


def test_a_policy_file_that_is_added_must_say_so_too_and_those_of_the_library_do(write: Write) -> None:
    name = write(mine=added("{mine: own.yaml, theirs: tqm}"), own="reason: r\nimprovement: {time: 0.2}\n")
    [told] = faults(lambda: load(name))
    assert told.startswith("own.yaml:1: policies.mine does not say what its levers start from: add base:")
    Path("own.yaml").write_text("reason: r\nbase: none\nimprovement: {time: 0.2}\n")
    assert improvement(load(name), "mine") == (0.2, 0.3, 3)
    assert load(name).policies["theirs"] == load("baseline").policies["tqm"]


@pytest.mark.parametrize("policy", files(POLICY))
def test_every_policy_of_the_library_may_be_added_to_any_scenario(policy: str) -> None:
    scenario = load("march1991", [f"policies.theirs={policy}"])
    assert scenario.policies["theirs"] != scenario.policies["published"]


def test_a_file_in_the_place_of_a_policy_must_say_what_it_starts_from(write: Write) -> None:
    name = write(mine=added("{tqm: own.yaml}"), own="reason: r\nimprovement: {time: 0.2}\n")
    assert len(faults(lambda: load(name))) == 1


def test_base_none_and_all_levers_are_each_enough() -> None:
    every = Policy().model_dump(exclude={"label", "off", "effects_only"})
    assert load("baseline", ["policies.mine={base: none}"]).policies["mine"] == Policy()
    assert variant("baseline", {"policies.mine": every}).policies["mine"] == Policy()
    del every["value"]["smoothing"]
    assert len(faults(lambda: variant("baseline", {"policies.mine": every}))) == 1


def test_a_scenario_without_a_base_starts_from_the_defaults_as_all_of_it_does() -> None:
    data = load("baseline").model_dump()
    data["policies"] = {**data["policies"], "mine": {"improvement": {"time": 0.2}}}
    assert improvement(scenario_from_mapping(data), "mine") == (0.2, 0.3, 3)


def test_show_says_from_which_policy_and_which_sector_a_value_comes(write: Write) -> None:
    found = resolve(write(mine=CHAIN), sector="bank")
    lines = dict(line.split(" = ", 1) for line in values_as_text(found).splitlines())
    assert lines["policies.mine.listening.review.interviews"] == "2.0  # lever, mine.yaml:5"
    assert lines["policies.mine.improvement.time"] == "0.2  # lever, base policy yours, mine.yaml:6"
    assert lines["policies.mine.improvement.check"] == "0.9  # lever, base policy tqm, mine.yaml:7"
    assert "lever, base policy tqm, " in lines["policies.mine.improvement.cadence"]
    assert lines["policies.mine.improvement.cadence"].endswith("regimes/tqm.yaml:23")
    assert lines["policies.mine.learning.p_learn"] == "0.3  # lever, default"
    assert "uncertainty, sector preset, " in lines["world.choice.consider_rate"]
    through = {each["path"]: each["through"] for each in json.loads(values_as_json(found))["values"]}
    assert through["policies.mine.improvement.check"] == "policies.tqm"
    assert through["world.choice.consider_rate"] == "sector"
    assert through["policies.mine.listening.review.interviews"] is through["months"] is None
