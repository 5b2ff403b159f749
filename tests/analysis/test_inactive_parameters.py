"""What acts on nothing is named, with the reason where it is known; what acts is not."""

from __future__ import annotations

import pytest
from worlds import lived, small_market

from tci_sim.analysis.inactive_parameters import find_inactive
from tci_sim.scenario.load import variant

TINY = {"market.customers": 200, "months": 14, "burn_in": 4}
SILENT = {
    **TINY,
    "policies.tci.off": ("learning",),
    "policies.tci.listening.participation.share": 0.0,
    "world.supply.demand_sd": 0.0,
}


@pytest.fixture(scope="module")
def question():
    return small_market(SILENT)


@pytest.fixture(scope="module")
def dead(question):
    return {each.path: each for each in find_inactive(question)}


def test_a_lever_that_is_switched_off_is_named_with_its_group(dead):
    assert str(dead["learning.code_learning"].reason) == "learning is off"
    assert dead["learning.code_learning"].kind == "lever"


def test_a_lever_whose_driver_rests_is_named_with_the_driver(dead):
    stages = [
        f"listening.participation.{each} = 0" for each in ("share", "ideation", "development", "launch")
    ]
    assert str(dead["listening.participation.breadth"].reason) == " and ".join(stages)
    assert str(dead["world.supply.demand_persistence"].reason) == "world.supply.demand_sd = 0"


def test_what_acts_is_not_named(dead):
    acting = {"improvement.time", "value.markup", "world.choice.price_weight", "world.satisfaction.memory"}
    assert acting & dead.keys() == set()


def test_what_is_named_alters_no_byte(question, dead):
    as_it_is = [array.tobytes() for array in lived(question).recording]
    for each in list(dead.values())[:6]:
        here = f"policies.tci.{each.path}" if each.kind == "lever" else each.path
        changed = lived(variant(question, {here: type_of(question, here)(each.values_tried[0])}))
        assert [array.tobytes() for array in changed.recording] == as_it_is, each.path


def type_of(question, path):
    value = question
    for key in path.split("."):
        value = value[key] if isinstance(value, dict) else getattr(value, key)
    return type(value)


def test_other_values_than_the_one_in_force_were_tried(question, dead):
    assert all(each.values_tried for each in dead.values())
    assert dead["learning.sharing"].values_tried[0] != question.policies["tci"].learning.sharing


def test_the_progress_ends_at_all_that_is_asked(question):
    told: list[tuple[int, int]] = []
    short = variant(question, {"months": 1, "burn_in": 0, "market.customers": 20})
    find_inactive(short, whole=False, on_progress=lambda done, of: told.append((done, of)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] == told[0][1] > 100


def test_what_shows_only_in_the_whole_world_is_not_named(question):
    # a survey whose results come after the short world has ended
    late = variant(question, {"months": 40, "shocks": ({"month": 1, "kind": "demand_jump", "size": 1.1},)})
    assert {each.path for each in find_inactive(late)} <= {
        each.path for each in find_inactive(late, whole=False)
    }
