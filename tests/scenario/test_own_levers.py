"""Levers of one firm, laid over its policy: how they are written, what follows, and what it is called."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tci_sim.analysis.scenario_diff import scenario_differences
from tci_sim.designs.axes import changes_of
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.scenario.from_result import scenario_from_dict
from tci_sim.scenario.json_schema import scenario_schema
from tci_sim.scenario.labels import label_in
from tci_sim.scenario.load import resolve, variant
from tci_sim.scenario.own_levers import policy_of_firm, with_own_levers
from tci_sim.scenario.report import values_as_text
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of
from tci_sim.world.shared_past import past_digest
from tci_sim.world.steering import policy_at
from tci_sim.world.without_programme import without_programme

SMALL: Mapping[str, Any] = {"market.customers": 120, "months": 4, "burn_in": 2}


@pytest.fixture(scope="module")
def small() -> Scenario:
    return variant("baseline", SMALL)


def lever(simulation: Simulation, firm: str, path: str) -> float:
    return simulation.levers(firm)[path]


@pytest.mark.parametrize(
    "levers",
    [
        {"improvement.time": 0.2, "listening.review.interviews": 0.5},
        {"improvement": {"time": 0.2}, "listening.review": {"interviews": 0.5}},
        {"improvement": {"time": 0.2}, "listening": {"review": {"interviews": 0.5}}},
    ],
)
def test_levers_are_written_by_their_paths_or_by_groups(small: Scenario, levers: Any) -> None:
    found = variant(small, {"firms.ours.levers": levers})
    assert found.firms["ours"].levers.given() == {
        "improvement": {"time": 0.2},
        "listening": {"review": {"interviews": 0.5}},
    }
    assert found == variant(
        small,
        {"firms.ours.levers.improvement.time": 0.2, "firms.ours.levers.listening.review.interviews": 0.5},
    )


def test_they_are_laid_over_its_policy_for_that_firm_alone(small: Scenario) -> None:
    asked = variant(small, {"firms.west.policy": "tci", "firms.ours.levers.improvement.time": 0.21})
    own = with_own_levers(asked)
    assert (own.firms["ours"].policy, own.firms["west"].policy) == ("ours_tci", "tci")
    changed = own.policies["ours_tci"].model_dump(exclude={"label"})
    expected = asked.policies["tci"].model_dump(exclude={"label"})
    expected["improvement"]["time"] = 0.21
    assert changed == expected
    assert asked.policies.keys() == small.policies.keys()


def test_they_come_into_force_at_month_0_and_not_before(small: Scenario) -> None:
    simulation = Simulation(variant(small, {"firms.ours.levers.improvement.time": 0.21}), seed=1)
    assert lever(simulation, "ours", "improvement.time") == small.policies["common"].improvement.time
    simulation.step(3)
    assert lever(simulation, "ours", "improvement.time") == 0.21
    assert lever(simulation, "west", "improvement.time") == small.policies["tqm"].improvement.time


def test_they_are_the_same_to_the_last_bit_as_a_policy_that_says_so(small: Scenario) -> None:
    by_lever = Simulation(variant(small, {"firms.ours.levers.improvement.time": 0.21}), seed=3)
    mine = {"base": "tci", "improvement": {"time": 0.21}}
    by_policy = Simulation(variant(small, {"policies.mine": mine, "firms.ours.policy": "mine"}), seed=3)
    plain = Simulation(small, seed=3)
    for each in (by_lever, by_policy, plain):
        each.run()
    assert past_digest(by_lever.state) == past_digest(by_policy.state)
    assert past_digest(by_lever.state) != past_digest(plain.state)


def test_they_stay_when_another_policy_is_put_below_them(small: Scenario) -> None:
    asked = variant(small, {"firms.ours.levers.improvement.time": 0.21})
    other = with_own_levers(variant(asked, {"firms.ours.policy": "iso9000"}))
    assert policy_of_firm(asked, "ours") == "ours_tci"
    assert other.firms["ours"].policy == "ours_iso9000"
    assert other.policies["ours_iso9000"].improvement.time == 0.21
    assert other.policies["ours_iso9000"].improvement.cadence == 6


def test_where_no_firm_sets_a_lever_the_scenario_is_the_same_one(small: Scenario) -> None:
    assert with_own_levers(small) is small
    once = with_own_levers(variant(small, {"firms.ours.levers.improvement.time": 0.21}))
    assert with_own_levers(once) is once


def test_the_policy_that_follows_takes_no_name_that_is_taken(small: Scenario) -> None:
    taken = {"policies.ours_tci": {"base": "none"}, "firms.ours.levers.improvement.time": 0.21}
    own = with_own_levers(variant(small, taken))
    assert own.firms["ours"].policy == "ours_tci_2"
    assert own.policies["ours_tci"].improvement.time == 0.05


def test_tables_say_that_levers_are_changed_and_how_many(small: Scenario) -> None:
    one = variant(small, {"firms.ours.levers.improvement.time": 0.21})
    two = variant(one, {"firms.ours.levers.improvement.check": 0.2})
    assert str(label_in(one, "policy", "ours_tci")) == "total customer integration, 1 lever changed"
    assert str(label_in(two, "policy", "ours_tci")) == "total customer integration, 2 levers changed"
    with using_language("zh-Hant"):
        assert str(label_in(two, "policy", "ours_tci")) == "全面顧客整合，調整 2 項槓桿"


def test_a_lever_is_taken_back_by_a_null_and_so_are_all(small: Scenario) -> None:
    both = variant(small, {"firms.ours.levers": {"improvement.time": 0.21, "improvement.check": 0.2}})
    one = variant(both, {"firms.ours.levers.improvement.time": None})
    assert one.firms["ours"].levers.given() == {"improvement": {"check": 0.2}}
    assert variant(both, {"firms.ours.levers": None}) == small


def test_a_result_holds_them_and_gives_them_back(small: Scenario) -> None:
    asked = variant(small, {"firms.ours.levers": {"improvement.time": 0.05}})
    data = asked.model_dump(mode="json")
    assert data["firms"]["ours"]["levers"] == {"improvement": {"time": 0.05}}
    back = scenario_from_dict(json.loads(json.dumps(data)))
    assert back == asked
    assert back != small  # the default of the schema, where it was given, is not the lever of the policy


def test_show_says_over_which_policy_they_are_laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(
        "base: baseline\nreason: r\nfirms:\n  ours: {levers: {improvement.time: 0.2}}\n", encoding="utf-8"
    )
    lines = values_as_text(resolve("mine.yaml")).splitlines()
    assert "firms.ours.levers.improvement.time = 0.2  # lever, over policy tci, mine.yaml:4" in lines
    assert "firms.west.levers = {}  # default" in lines


def test_a_difference_between_scenarios_is_one_of_a_lever(small: Scenario) -> None:
    [found] = scenario_differences(small, variant(small, {"firms.ours.levers.improvement.time": 0.21}))
    assert found == ("firms.ours.levers.improvement.time", "lever", None, 0.21)


def study(base: Scenario, **parts: Any) -> Study:
    return Study(**{"question": "?", "base": base, "report": ["satisfaction"], **parts})


def test_a_study_varies_them_as_levers(small: Scenario) -> None:
    path = "firms.ours.levers.improvement.time"
    asked = study(small, levers={path: [0.1, 0.3]})
    times = [
        with_own_levers(variant(small, changes_of(asked, {path: v}))).policies["ours_tci"] for v in (0.1, 0.3)
    ]
    assert [each.improvement.time for each in times] == [0.1, 0.3]
    ranged = study(small, design="latin_hypercube", size=2, levers={path: {"low": 0.1, "high": 0.3}})
    assert all(0.1 <= ranged.plan[number].levers[path] <= 0.3 for number in range(len(ranged.plan)))


def test_a_lever_of_a_study_without_a_policy_is_not_hidden_by_the_firms_own(small: Scenario) -> None:
    base = variant(small, {"firms.ours.levers.improvement.time": 0.21})
    asked = study(base, levers={"improvement.time": [0.1, 0.3]})
    own = with_own_levers(variant(base, changes_of(asked, {"improvement.time": 0.3})))
    assert own.policies[own.firms["ours"].policy].improvement.time == 0.3


def test_a_study_that_gives_one_lever_by_both_paths_is_refused(small: Scenario) -> None:
    with pytest.raises(InputError) as caught:
        study(small, levers={"improvement.time": [0.1], "firms.ours.levers.improvement.time": [0.2]})
    assert "stands for the same value as" in str(caught.value)


def test_steering_and_the_control_of_a_programme_know_the_policy_that_follows(small: Scenario) -> None:
    asked = variant(small, {"firms.ours.levers.improvement.time": 0.21})
    simulation = Simulation(asked, seed=1)
    ours = simulation.network.firms.index("ours")
    assert policy_at(simulation.scenario, simulation.network, 0, ours).improvement.time == 0.21
    simulation.set_levers("ours", {"improvement.check": 0.4})
    simulation.step(3)
    assert (
        lever(simulation, "ours", "improvement.time"),
        lever(simulation, "ours", "improvement.check"),
    ) == (0.21, 0.4)
    control = without_programme(asked, network_of(asked), "ours", 2)
    before = Simulation(control, seed=1)
    before.step(4)
    assert lever(before, "ours", "improvement.time") == small.policies["common"].improvement.time
    assert simulation.past == before.past


def test_editors_know_them_by_group_and_by_path() -> None:
    schema = scenario_schema()
    for levers in (
        {"improvement": {"time": 0.2}},
        {"improvement.time": 0.2, "listening.review.interviews": None},
    ):
        jsonschema.validate({"reason": "r", "firms": {"ours": {"levers": levers}}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"reason": "r", "firms": {"ours": {"levers": {"improvment": {}}}}}, schema)
