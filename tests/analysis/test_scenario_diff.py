"""In what scenarios differ, and whose it is to set."""

from worlds import small_market

from tci_sim.analysis.scenario_diff import format_differences, scenario_differences
from tci_sim.names import label
from tci_sim.scenario.load import load, variant


def test_a_scenario_does_not_differ_from_itself_nor_by_what_is_said_of_it():
    question = small_market()
    assert scenario_differences(question, question) == []
    assert scenario_differences(question, variant(question, {"question": "Other words?"})) == []
    assert format_differences([], question, question) is None


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
    said = format_differences(list(found.values()), question, other)
    assert "uncertainty weight of the price (world.choice.price_weight) 3 -> 4.5" in str(said)
    assert "不確定因素「價格權重」（world.choice.price_weight）由 3 改為 4.5" in said.text("zh-Hant")


def test_another_policy_is_reported_by_its_levers():
    question = small_market()
    focal = next(iter(question.firms))
    own = question.firms[focal].policy
    other = next(name for name in question.policies if name != own)
    changed = variant(question, {f"firms.{focal}.policy": other})
    found = scenario_differences(question, changed)
    levers = [each for each in found if each.kind == "lever"]
    assert levers
    assert all(each.path.startswith(f"firms.{focal}: ") and each.reference != each.value for each in levers)
    said = format_differences(found, question, changed)
    before, after = label("policy", own), label("policy", other)
    assert str(said) == f"policy of {label('firm', focal)}, {before} -> {after} ({len(levers)} levers)"
    assert f"由「{before.text('zh-Hant')}」改為「{after.text('zh-Hant')}」" in said.text("zh-Hant")


def test_many_changes_of_a_kind_are_counted():
    question = small_market()
    paths = [
        "listening.survey.respondents",
        "listening.survey.interval",
        "improvement.cadence",
        "value.horizon",
    ]
    policy = next(iter(question.policies))
    given = {f"policies.{policy}.{path}": 7 for path in paths}
    changed = variant(question, given)
    said = format_differences(scenario_differences(question, changed), question, changed)
    assert str(said).endswith(" and 1 more")
    assert said.text("zh-Hant").endswith("，以及其他 1 項")


def test_a_firm_of_one_scenario_alone_changes_no_policy():
    baseline, chain = (load(name) for name in ("baseline", "supply_chain"))
    said = format_differences(scenario_differences(baseline, chain), baseline, chain)
    assert "由 false 改為 無" in said.text("zh-Hant")
    assert "from suppliers (network.roles.design.buys) false -> none" in str(said)
