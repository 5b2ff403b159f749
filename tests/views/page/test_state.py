"""What is asked of a page: in a link, as the engine's bytes, and as a scenario file."""

import pytest
from javascript import run_scripts

TIME, CADENCE, CHECK = ["time", "時間"], ["cadence", "週期"], ["check", "查核"]
VALUES = {"improvement.time": 0.15, "improvement.cadence": 3, "improvement.check": 0.3}
SHIPPED = {
    "id": "abc", "start": "tci", "months": 120, "burn_in": 60, "firm": "ours",
    "regimes": {
        "tci": {"values": VALUES, "fixed": [], "patch": []},
        "tqm": {
            "values": {**VALUES, "improvement.time": 0.1}, "fixed": ["improvement.check"],
            "patch": [[8, "4611686018427387904"]],
        },
    },
    "levers": [
        {"path": "improvement.time", "label": TIME, "low": 0.0, "high": 0.3, "kind": "f8", "cells": [100, 200]},
        {"path": "improvement.cadence", "label": CADENCE, "low": 1, "high": 12, "kind": "i8", "cells": [108]},
        {"path": "improvement.check", "label": CHECK, "low": 0, "high": 0.9, "kind": "f8", "cells": [116]},
    ],
    "uncertainties": [
        {
            "path": "world.choice.price_weight", "label": ["price", "價格"], "low": 5.0, "high": 12.0,
            "kind": "f8", "cells": [300], "value": 8.0, "prepares": True,
        }
    ],
    "shocks": [
        {
            "label": ["cut", "降價"], "most": 0.9,
            "rows": [{"at": 400, "armed": [96, 7, 1, 24], "size_at": 500}],
            "asked": {"month": 36, "kind": "price_cut", "target": "north", "size": 0.2},
        }
    ],
    "acting": {
        "improvement.check": {"off": 0, "through": [["improvement.time"]], "label": CHECK, "value": None},
        "improvement.time": {"off": 0, "through": [], "label": TIME, "value": None},
        "one": {"off": 0, "through": [["world.rate", "improvement.time"]], "label": CHECK, "value": None},
        "world.rate": {"off": 0, "through": [], "label": ["rate", "率"], "value": 0.0},
    },
    "scenario": {
        "reason": "a: b", "policies": {"common": {}},
        "firms": {"ours": {"policy": "tci"}, "north": {"policy": "tqm"}},
    },
}  # fmt: skip
STATE = {
    "from": "tqm", "levers": {"improvement.time": 0.25, "improvement.cadence": 6},
    "world": {"world.choice.price_weight": 10.5}, "shocks": {"0": {"month": 48, "size": 0.3}},
}  # fmt: skip


def in_state(function, *given):
    return run_scripts(("words", "state"), function, SHIPPED, *given)


def test_a_link_gives_back_what_was_set():
    found = in_state(
        "(shipped, state) => decode(shipped, encode(shipped, state, { lang: 'en', dark: 1 }))", STATE
    )
    assert found == {"state": STATE, "view": {"lang": "en", "dark": "1"}, "faults": []}


@pytest.mark.parametrize(
    ("link", "fault", "levers"),
    [
        ("v=old&l.improvement.time=0.2", ["page.live.other_version", {}], {"improvement.time": 0.2}),
        ("v=abc&from=none", ["page.live.not_here", {"name": "none"}], {}),
        ("v=abc&from=constructor", ["page.live.not_here", {"name": "constructor"}], {}),
        ("v=abc&l.improvement.tim=0.2", ["page.live.not_here", {"name": "improvement.tim"}], {}),
        ("v=abc&l.%E0%A4%A=1", ["page.live.not_here", {"name": "%E0%A4%A=1"}], {}),
        ("v=abc&what=1", ["page.live.not_here", {"name": "what"}], {}),
        ("v=abc&s.7=1", ["page.live.not_here", {"name": "s.7"}], {}),
        ("v=abc&s.0=-1", ["page.live.no_number", {"name": ["cut", "降價"], "value": "-1"}], {}),
        ("v=abc&s.0=12,5", ["page.live.no_number", {"name": ["cut", "降價"], "value": "12,5"}], {}),
        (
            "v=abc&l.improvement.time=much",
            ["page.live.no_number", {"name": ["time", "時間"], "value": "much"}],
            {},
        ),
        ("v=abc&l.improvement.time=", ["page.live.no_number", {"name": ["time", "時間"], "value": ""}], {}),
        (
            "v=abc&l.improvement.time=3",
            ["page.live.out_of_range", {"name": ["time", "時間"], "value": "3", "kept": "0.3"}],
            {"improvement.time": 0.3},
        ),
        (
            "v=abc&l.improvement.cadence=2.6",
            ["page.live.out_of_range", {"name": ["cadence", "週期"], "value": "2.6", "kept": "3"}],
            {"improvement.cadence": 3},
        ),
    ],
)
def test_a_link_that_is_wrong_is_told_and_the_rest_of_it_taken(link, fault, levers):
    found = in_state("(shipped, link) => decode(shipped, link)", link)
    assert found["faults"] == [fault]
    assert found["state"]["levers"] == levers
    assert found["state"]["from"] == "tci"


def test_the_engine_is_given_the_policy_then_levers_then_events_and_the_world_apart():
    found = in_state("(shipped, state) => jobOf(shipped, state)", STATE)
    assert found["cells"] == [
        [8, "i8", "4611686018427387904"], [100, "f8", 0.25], [200, "f8", 0.25], [108, "i8", 6],
        [400, "i8", 108], [408, "i8", 7], [416, "i8", 1], [424, "i8", 24], [500, "f8", 0.3],
    ]  # fmt: skip
    assert found["world"]["cells"] == [[300, "f8", 10.5]]
    assert found["world"]["prepares"] is True


def test_what_is_switched_off_in_a_policy_is_neither_set_nor_written():
    state = {"from": "tqm", "levers": {"improvement.check": 0.5}, "world": {}, "shocks": {}}
    found = in_state(
        "(shipped, state) => [jobOf(shipped, state).cells.length, scenarioOf(shipped, state)]", state
    )
    assert found[0] == 1
    assert found[1]["firms"]["ours"] == {"policy": "tqm"}


def test_the_scenario_names_what_was_changed_and_nothing_else():
    found = in_state("(shipped, state) => scenarioOf(shipped, state)", STATE)
    assert found["firms"]["ours"] == {
        "policy": "tqm",
        "levers": {"improvement": {"time": 0.25, "cadence": 6}},
    }
    assert found["world"] == {"choice": {"price_weight": 10.5}}
    assert found["shocks"] == [{"month": 48, "kind": "price_cut", "target": "north", "size": 0.3}]
    assert found["firms"]["north"] == SHIPPED["scenario"]["firms"]["north"]


def test_what_rests_is_found_through_all_that_a_lever_acts_through():
    clear = {"from": "tci", "levers": {}, "world": {}, "shocks": {}}
    at_rest = {**clear, "levers": {"improvement.time": 0}}
    paths = "['improvement.check', 'one']"
    asked = f"(shipped, ...states) => {paths}.map(path => states.map(each => atRest(shipped, each, path)))"
    assert in_state(asked, clear, at_rest) == [
        [None, ["improvement.time", 0]],
        [None, ["world.rate", 0]],
    ]


def test_yaml_says_what_it_was_given_whatever_it_holds():
    from ruamel.yaml import YAML

    asked = {
        "reason": 'a "quoted": text # with\nlines', "on": True, "zh-Hant": "中文：冒號", "empty": {}, "list": [],
        "small": 1e-7, "whole": 12, "minus": -0.5, "none": None, "deep": {"deeper": {"x": 0.1}},
        "rows": [{"month": 1, "levers": {"a": {"b": 2}}}, {"names": ["x", "no"]}],
    }  # fmt: skip
    text = run_scripts(("words", "state"), "given => asYaml(given)", asked)
    assert YAML(typ="safe", pure=True).load(text) == asked
