"""`explain` finds all that has a name, by name, by label, and in either language."""

import re

import pytest

from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.scenario.lookup import Found, find_name, known
from tci_sim.views.explain import explanation_as_text


def summary(found: Found) -> dict[str, list[str]]:
    names = {
        "measures": list(found.measures),
        "groups": list(found.groups),
        "parameters": [each.path for each in found.parameters],
        "policies": list(found.policies),
        "shocks": list(found.shocks),
    }
    return {kind: found for kind, found in names.items() if found}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("fill_rate", {"measures": ["fill_rate"]}),
        ("Fill Rate", {"measures": ["fill_rate"]}),
        ("供貨率", {"measures": ["fill_rate"]}),
        ("tqm", {"policies": ["tqm"]}),
        ("全面品質管理", {"policies": ["tqm"]}),
        ("price_cut", {"shocks": ["price_cut"]}),
        ("降價", {"shocks": ["price_cut"]}),
        ("p_learn", {"parameters": ["learning.p_learn"]}),
        ("成員學習率", {"parameters": ["learning.p_learn"]}),
        ("policies.tci.improvement.time", {"parameters": ["improvement.time"]}),
        ("改進時間", {"measures": ["improvement_time"], "parameters": ["improvement.time"]}),
        ("lasting taste", {"parameters": ["world.choice.taste"]}),
        (
            "客套偏誤",
            {"parameters": ["world.voices.courtesy_face_to_face", "world.voices.courtesy_third_party"]},
        ),
        (
            "review",
            {
                "groups": ["listening.review"],
                "parameters": ["listening.review.interviews", "listening.review.authority"],
            },
        ),
        ("shocks", {"shocks": list(known("shock"))}),
        ("指標", {"measures": list(known("measure"))}),
    ],
)
def test_it_is_found_by_name_and_by_label(asked, found):
    assert summary(find_name(asked)) == found


def test_an_exact_label_comes_before_a_part_of_one():
    assert find_name("price").measures == ("price",)
    assert find_name("market share").measures == ("share",)


def test_what_has_exactly_a_name_is_explained_alone_with_one_line_for_all_that_ends_in_it():
    said = explanation_as_text(find_name("satisfaction"))
    assert said.startswith("measure  satisfaction\n")
    assert said.endswith("\n\nmore: tci-sim explain world.satisfaction\n")
    assert "world.satisfaction.assimilation" not in said
    assert "world.satisfaction.assimilation" in explanation_as_text(find_name("world.satisfaction"))


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("p_lern", "learning.p_learn"),
        ("satisfacton", "satisfaction"),
        ("tqmm", "tqm"),
        ("markt share", "share"),
    ],
)
def test_a_name_that_is_none_is_answered_with_the_nearest_in_either_language(asked, near):
    with pytest.raises(InputError) as caught:
        find_name(asked)
    assert str(caught.value).startswith(f"{asked}: no measure, parameter,")
    assert str(caught.value).endswith(f"Did you mean '{near}'?")
    with using_language("zh-Hant"):
        assert str(caught.value) == (
            f"{asked}: 沒有任何指標、參數、群組、策略、產業預設或事件使用這個名稱。您是否要寫「{near}」？"
        )


def test_a_name_like_nothing_is_refused():
    with pytest.raises(InputError, match=r"xyzzy: no measure, .* has that name or label\.$"):
        find_name("xyzzy")


def test_without_a_name_groups_policies_and_shocks_are_listed():
    found = find_name("")
    lines = explanation_as_text(found).splitlines()
    assert lines[0] == f"Groups ({len(found.groups)})"
    assert "  world.choice               choice" in lines
    levers, uncertainties, settings = (
        len(find_name(each).parameters) for each in ("levers", "uncertainties", "settings")
    )
    measures = len(find_name("measures").measures)
    assert min(measures, levers, uncertainties, settings, len(found.groups)) > 20
    assert lines[-1].startswith(
        f"{measures} measures, {levers} levers, {uncertainties} uncertainties, {settings} settings"
    )


def test_a_measure_is_explained_in_the_language_in_use_alone():
    found = find_name("share")
    assert not re.search(r"[\u4e00-\u9fff]", explanation_as_text(found))
    with using_language("zh-Hant"):
        lines = explanation_as_text(find_name("fill_rate")).splitlines()
    assert lines[:2] == ["指標  fill_rate", "名稱  供貨率"]


def test_columns_are_aligned_where_characters_are_two_wide():
    with using_language("zh-Hant"):
        lines = explanation_as_text(find_name("improvement.time")).splitlines()
    assert lines[0] == "策略槓桿  improvement.time"
    assert lines[4].startswith("預設值    ")
