"""In what scenarios differ, and whose it is to set."""

from worlds import small_market

from tci_sim.analysis.scenario_diff import format_differences, scenario_differences
from tci_sim.scenario.load import variant


def test_a_scenario_does_not_differ_from_itself_nor_by_what_is_said_of_it():
    question = small_market()
    assert scenario_differences(question, question) == []
    assert scenario_differences(question, variant(question, {"question": "Other words?"})) == []
    assert format_differences([]) == "nothing"


def test_levers_are_distinguished_from_what_the_world_sets():
    question = small_market()
    focal = next(iter(question.firms))
    policy = question.firms[focal].policy
    other = variant(
        question,
        {
            f"policies.{policy}.culture.autonomy": 0.77,
            "world.choice.price_weight": 4.5,
            "months": question.months + 1,
        },
    )
    found = {each.path: each for each in scenario_differences(question, other)}
    assert {path: each.kind for path, each in found.items()} == {
        f"policies.{policy}.culture.autonomy": "lever",
        "world.choice.price_weight": "uncertainty",
        "months": "setting",
    }
    assert found["world.choice.price_weight"].value == 4.5
    assert "uncertainty world.choice.price_weight" in format_differences(list(found.values()))


def test_another_policy_is_reported_by_its_levers():
    question = small_market()
    focal = next(iter(question.firms))
    own = question.firms[focal].policy
    other = next(name for name in question.policies if name != own)
    found = scenario_differences(question, variant(question, {f"firms.{focal}.policy": other}))
    levers = [each for each in found if each.kind == "lever"]
    assert levers
    assert all(each.path.startswith(f"firms.{focal}: ") and each.reference != each.value for each in levers)
    assert format_differences(found) == f"the policy of {focal}, {own} -> {other} ({len(levers)} levers)"
