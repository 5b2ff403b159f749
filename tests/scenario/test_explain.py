"""Every parameter is explained, and found by any name that a user may know it by."""

import re

import pytest

from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.scenario.explain import below, catalogue, explain
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.world import World
from tci_sim.views.explain_facts import facts_of_parameter

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_lever_and_uncertainty_says_all_that_must_be_known() -> None:
    acting = [each for each in catalogue().values() if each.kind != "setting"]
    assert len(acting) > 100
    silent = [
        each.path
        for each in acting
        if not (
            each.meaning and each.unit and each.plausible and each.allowed and each.source and each.evidence
        )
        and each.path not in ("off", "effects_only")
    ]
    assert silent == []


def test_every_setting_says_what_it_means() -> None:
    assert [each.path for each in catalogue().values() if not each.meaning] == []


def test_defaults_lie_in_plausible_ranges_and_these_in_what_is_allowed() -> None:
    for each in catalogue().values():
        if each.plausible and each.allowed and each.default is not None:
            low, high = each.plausible
            assert each.allowed[0] <= low <= each.default <= high <= each.allowed[1], each.path


def test_off_values_are_allowed() -> None:
    for each in catalogue().values():
        if each.off is not None and each.allowed:
            assert each.allowed[0] <= each.off <= each.allowed[1], each.path


def test_levers_are_reported_from_uncertainties_and_settings() -> None:
    names = ("learning.p_learn", "world.beliefs.oracle", "months", "firms.*.policy", "policies.*.off")
    assert [catalogue()[name].kind for name in names] == [
        "lever",
        "uncertainty",
        "setting",
        "setting",
        "setting",
    ]
    levers = [each.path for each in catalogue().values() if each.kind == "lever"]
    assert {path.partition(".")[0] for path in levers} == set(Policy.model_fields) - {
        "label",
        "off",
        "effects_only",
    }
    assert {each.path.split(".")[1] for each in below("world")} == set(World.model_fields)


def test_a_parameter_lists_its_facts_in_either_language() -> None:
    (turbulence,) = explain("turbulence")
    assert {name: str(value) for name, value in facts_of_parameter(turbulence).items()} == {
        "label": "turnover of requirements",
        "meaning": "Chance that one requirement dimension turns over.",
        "type": "number",
        "default": "0.005 per month",
        "plausible": "0 to 0.02 per month",
        "allowed": "0 to 1 per month",
        "off": "0",
        "source": "March (1991), p4",
        "evidence": "literature",
    }
    with using_language("zh-Hant"):
        chinese = {name: str(value) for name, value in facts_of_parameter(turbulence).items()}
    assert (chinese["label"], chinese["default"], chinese["evidence"]) == ("需求轉變率", "每月 0.005", "文獻")
    assert chinese["plausible"] == "每月 0 至 0.02"


def test_facts_that_do_not_apply_are_absent() -> None:
    focal = facts_of_parameter(explain("focal_firm")[0])
    assert list(focal) == ["label", "meaning", "type", "default"]
    assert str(focal["default"]) == "absent"
    given = facts_of_parameter(explain("burn_in_policy")[0])["default"]
    assert str(given) == "none; a scenario must set it"


def test_every_fact_of_all_there_is_can_be_said_in_chinese() -> None:
    with using_language("zh-Hant"):
        for each in catalogue().values():
            facts = {name: str(value) for name, value in facts_of_parameter(each).items()}
            assert CHINESE.search(facts["label"]), each.path
            assert CHINESE.search(facts["meaning"]), each.path
            assert CHINESE.search(facts["type"]), each.path
            assert "{" not in "".join(facts.values()), each.path


LEARNING = [
    "learning.p_learn",
    "learning.slow_learners",
    "learning.p_learn_slow",
    "learning.code_learning",
    "learning.sharing",
]


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("learning.p_learn", ["learning.p_learn"]),
        ("policies.tci.learning.p_learn", ["learning.p_learn"]),
        ("policies.*.learning.p_learn", ["learning.p_learn"]),
        ("p_learn", ["learning.p_learn"]),
        ("market.attributes.fit.half_life", ["market.attributes.*.half_life"]),
        ("network.tiers.0.count", ["network.tiers.*.count"]),
        ("learning", LEARNING),
        ("policies.tci.learning", LEARNING),
        ("members", ["network.roles.*.members", "network.tiers.*.members"]),
        ("off", ["off"]),
    ],
)
def test_a_parameter_is_found_by_path_group_or_last_name(name: str, paths: list[str]) -> None:
    assert [each.path for each in explain(name)] == paths


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("p_lern", "p_lern is not a parameter. Did you mean 'learning.p_learn'?"),
        ("world.choice.tast", "world.choice.tast is not a parameter. Did you mean 'world.choice.taste'?"),
        ("colour", "colour is not a parameter."),
        ("", "'' is not a parameter."),
        ("learning.", "learning. is not a parameter."),
    ],
)
def test_a_name_that_is_none_is_reported_with_the_nearest_one(name: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        explain(name)
    assert str(caught.value).startswith(told)
