"""Groups of changes in the combinations that histories need: which cases there are, and what each changes."""

import pytest

from tci_sim.analysis.sweep import build_experiment
from tci_sim.designs.grouped_changes import REST, changes_between, grouped
from tci_sim.designs.levers import levers_of
from tci_sim.designs.study import Study
from tci_sim.designs.study_key import study_key
from tci_sim.errors import InputError
from tci_sim.runs.batches import batches_of
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.own_levers import with_own_levers

SMALL = ["market.simulated=150", "months=12", "burn_in=6"]
BASE = load("baseline", [*SMALL, "firms.ours.policy=command_and_control"])
TCI = load("baseline", [*SMALL, "firms.ours.policy=tci"])
GROUPS = {
    "a": {"listening.survey.respondents": 400},
    "b": {"improvement.time": 0.2, "culture.autonomy": 0.9},
    "c": {"world.choice.taste": 2.0},
    "d": {"value.markup": 0.3},
}


def study(**parts):
    given = {"groups": GROUPS, "replications": 3, "report": ["satisfaction"], "months": "none"} | parts
    return Study(question="?", base=BASE, design="shapley", **given)


def test_a_history_needs_the_cases_of_an_order_and_its_reverse():
    plan = study().plan
    for history in range(3):
        order, back = plan.orders_of(history)
        there = {plan.combinations[case] for case in plan.cases_of(history)}
        firsts = {sum(1 << group for group in way[:length]) for way in (order, back) for length in range(5)}
        assert there == firsts
        assert len(plan.cases_of(history)) == 2 * 3 + 2


def test_all_subsets_are_all_cases_of_every_history():
    plan = study(all_subsets=True).plan
    assert len(plan) == 16
    assert sorted(plan.combinations) == list(range(16))
    assert plan.cases_of(0) == plan.cases_of(2) == list(range(16))
    assert plan.orders_of(0) == ()


def test_more_replications_leave_the_cases_of_the_first_as_they_are():
    few, many = study(replications=3).plan, study(replications=40).plan
    assert many.combinations[: len(few)] == few.combinations
    assert [many.cases_of(history) for history in range(3)] == [few.cases_of(history) for history in range(3)]
    assert len(many) == 16  # there are no more subsets


def test_a_case_changes_what_is_in_its_groups_and_nothing_else():
    plan = study(all_subsets=True).plan
    assert plan.changes(0) == {}
    for case in range(len(plan)):
        on = plan[case].levers
        built = with_own_levers(variant(BASE, plan.changes(case), drawn=True))
        levers = levers_of(built.policies[built.firms["ours"].policy])
        before = levers_of(BASE.policies["command_and_control"])
        changed = {path: levers[path] for path in levers if levers[path] != before[path]}
        wanted = {
            path: value
            for name, values in GROUPS.items()
            for path, value in values.items()
            if on[name] and not path.startswith("world")
        }
        assert changed == wanted
        assert built.world.choice.taste == (2.0 if on["c"] else BASE.world.choice.taste)
    assert plan[0].name == "base"
    assert plan[list(plan.combinations).index(0b0010)].name == "base + b"
    assert plan[list(plan.combinations).index(0b1101)].name == "all - b"


def test_runs_that_no_history_needs_are_not_made():
    experiment = build_experiment(study())
    runs = [run for batch in batches_of(experiment, 0, range(3)) for run in batch.runs]
    plan = experiment.plan
    assert runs == [(case, history) for history in range(3) for case in plan.cases_of(history)]
    assert len(runs) == experiment.runs_at_most == 24
    assert "shapley, 24 runs of 12 months (cases: 8, replications of each: 3" in repr(study())


def test_other_designs_have_all_cases_in_every_history():
    grid = Study(
        question="?", base=BASE, levers={"value.markup": [0.1, 0.2]}, replications=2, report=["share"]
    )
    experiment = build_experiment(grid)
    runs = [run for batch in batches_of(experiment, 0, range(2)) for run in batch.runs]
    assert runs == [(0, 0), (1, 0), (0, 1), (1, 1)]
    assert experiment.runs_at_most == 4


def test_the_key_of_a_study_tells_groups_and_subsets_apart():
    keys = {
        study_key(each)
        for each in (study(), study(all_subsets=True), study(groups={**GROUPS, "d": {"value.markup": 0.4}}))
    }
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"groups": {}}, "groups is required for the design shapley"),
        ({"groups": {"a": {}}}, "groups.a changes nothing"),
        ({"groups": {"case": {"value.markup": 0.3}}}, "is the name of a column"),
        ({"groups": {"a": {"value.markup": 0.3}, "b": {"value.markup": 0.2}}}, "is also changed by group a"),
        ({"groups": {"a": {"months": 6}}}, "cannot be varied"),
        ({"groups": {"a": {"value.markup": 0.3}, "b": {"policies.command_and_control.value.markup": 0.2}}},
         "stands for the same value as value.markup"),
        ({"groups": {"a": {"value.markup": -3}}}, "groups.a"),
        ({"groups": {"a": {"value.markupp": 0.3}}}, "Did you mean"),
        ({"groups": {"a": {"world.choice.taste": 1.0}}, "precision": {"satisfaction": 1.0}},
         "precision is not used by the design shapley"),
        ({"groups": {f"g{k}": {"value.markup": 0.3} for k in range(11)}, "all_subsets": True}, "there are 11 groups"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_groups_is_said(parts, said):
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        study(**parts)


def test_all_subsets_belong_to_no_other_design():
    with pytest.raises(InputError, match="all_subsets is not used by the design grid"):
        Study(question="?", base=BASE, all_subsets=True, report=["share"])


def test_changes_turn_one_scenario_into_the_other():
    changes = changes_between(BASE, TCI)
    groups = grouped(changes.values, {})
    assert list(groups) == ["listening", "learning", "culture", "improvement", "integration", "value"]
    every = study(groups={name: dict(values) for name, values in groups.items()}).plan
    built = with_own_levers(variant(changes.base, every.changes(1), drawn=True))
    assert levers_of(built.policies[built.firms["ours"].policy]) == levers_of(TCI.policies["tci"])


def test_worlds_firms_and_own_levers_are_changes_too():
    other = variant(
        TCI,
        {
            "world.choice.taste": 2.0, "firms.north.policy": "operations",
            "firms.ours.levers.value.markup": 0.35, "market.attributes.service.half_life": 20,
            "shocks": [{"month": 3, "kind": "supplier_failure", "target": "supplier 1.1", "duration": 2}],
        },
    )  # fmt: skip
    changes = changes_between(TCI, other)
    values = {path: value for path, value in changes.values.items() if path != "shocks"}
    assert values == {
        "value.markup": 0.35, "world.choice.taste": 2.0, "firms.north.policy": "operations",
        "market.attributes.service.half_life": 20,
    }  # fmt: skip
    assert set(grouped(changes.values, {})) == {
        "value", "world.choice", "firms.north", "market.attributes", "shocks",
    }  # fmt: skip


def test_a_policy_that_only_one_of_two_has_is_there_to_be_adopted():
    other = variant(
        BASE, {"policies.mine": {"base": "tqm", "value": {"markup": 0.31}}, "firms.north.policy": "mine"}
    )
    changes = changes_between(BASE, other)
    assert changes.values == {"firms.north.policy": "mine"}
    assert variant(changes.base, dict(changes.values)).firms["north"].policy == "mine"


def test_the_same_scenario_has_no_changes():
    assert changes_between(TCI, TCI).values == {}
    assert changes_between(TCI, variant(TCI, {"question": "Another?", "reason": "Another."})).values == {}


def test_groups_can_be_named_and_opened():
    values = changes_between(BASE, TCI).values
    named = grouped(values, {"people": ["culture", "learning"], "listening": ["listening"]})
    assert list(named) == ["people", "listening", REST] or list(named) == ["listening", "people", REST]
    assert sum(map(len, named.values())) == len(values)
    opened = grouped(values, {}, ["learning"])
    assert [name for name in opened if name.startswith("learning")] == [
        path for path in values if path.startswith("learning.")
    ]
    assert all(len(opened[name]) == 1 for name in opened if name.startswith("learning."))


def test_groups_in_which_nothing_differs_and_values_in_two_are_told():
    values = changes_between(BASE, TCI).values
    for named, opened, said in (
        ({"listenning": ["listenning"]}, [], "Did you mean 'listening"),
        ({}, ["world"], "world: nothing differs there"),
        ({"a": ["culture"], "b": ["culture.autonomy"]}, [], "culture.autonomy is in the groups a and b"),
    ):
        with pytest.raises(InputError, match=said):
            grouped(values, named, opened)


def test_scenarios_about_different_firms_are_refused():
    with pytest.raises(InputError, match="is about ours, the other about north"):
        changes_between(BASE, variant(BASE, {"focal_firm": "north"}))


def test_policies_that_switch_off_different_things_are_refused():
    with pytest.raises(InputError, match="differ in what is switched off"):
        changes_between(TCI, variant(TCI, {"policies.tci.off": ["listening"]}))
