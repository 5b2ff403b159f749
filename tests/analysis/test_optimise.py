"""A search for policies: what it finds, that it goes on where it stopped, and what it says where there is nothing."""

import json
import sys
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML

import tci_sim
from tci_sim.analysis import optimise_runs
from tci_sim.analysis.optimise import best_policy, chosen_of, leads, scenario_of
from tci_sim.analysis.optimise_search import Searching
from tci_sim.cli import main
from tci_sim.designs.optimise import rounds_of
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.faces.cli.optimise_command import load_search
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.views.optimise import FORMATS
from tci_sim.views.optimise_files import POLICY, SCENARIO, keep, policy_file, scenario_file

pytest.importorskip("optuna")

LEVERS = {"improvement.time": {"low": 0.0, "high": 0.3}, "culture.autonomy": {"low": 0.0, "high": 1.0}}
SEARCH = {
    "aims": [{"measure": "value_owners"}], "runs": 40, "rounds": [3], "batch": 4, "fresh": 3, "reference": "tqm",
}  # fmt: skip


@pytest.fixture(scope="module")
def base(root):
    small = {"market.customers": 200, "months": 13, "burn_in": 2}
    few = {f"policies.{name}": None for name in ("excellence", "operations", "satisfaction_management")}
    fewer = {f"firms.{name}": None for name in ("centre", "east")}
    return variant(load(root / "scenarios" / "baseline.yaml"), {**small, **fewer, **few})


OF_FILE = """
question: How?
reason: To have no rounds.
base: baseline
design: optimise
levers: {culture.autonomy: [0.1, 0.9]}
search: {aims: [{measure: value_owners}]}
replications: 20
report: [share]
"""


def study_of(base, levers=LEVERS, replications=5, **search):
    return Study(
        question="How?", base=base, design="optimise", levers=levers, report=["share"],
        replications=replications, search={**SEARCH, **search},
    )  # fmt: skip


@pytest.fixture(scope="module")
def found(base):
    return tci_sim.optimise(study_of(base), threads=1)


@pytest.fixture(scope="module")
def front(base):
    aims = [{"measure": "value_owners"}, {"measure": "satisfaction", "criterion": "worst_decile"}]
    return tci_sim.optimise(study_of(base, aims=aims, fresh=10), threads=1)


def test_a_search_keeps_to_its_runs_and_its_bounds(found):
    assert found.runs <= 40
    assert sum(each.histories for each in found.candidates) == found.runs
    for each in found.candidates:
        assert all(
            LEVERS[path]["low"] <= value <= LEVERS[path]["high"] for path, value in each.values.items()
        )


def test_a_policy_of_the_base_that_has_that_name_stays_as_it_is(found, base):
    tci = base.policies["tci"].model_dump()
    again = variant(base, {"policies.optimised": tci, "firms.north.policy": "optimised"})
    asked, ours = replace(found, study=study_of(again)), chosen_of(found)
    read = scenario_of(asked, ours)
    assert read.policies["optimised"] == again.policies["optimised"]
    assert read.policies["optimised_2"].improvement.time == ours.values["improvement.time"]
    assert (read.firms["ours"].policy, read.firms["north"].policy) == ("optimised_2", "optimised")
    assert "optimised_2: optimised_policy.yaml" in scenario_file(asked, ours)
    assert f"time: {ours.values['improvement.time']}" in policy_file(asked, ours)


def test_the_policies_are_where_it_starts(found, base):
    assert found.candidates[0].values == {"improvement.time": 0.12, "culture.autonomy": 0.4}
    assert found.policies[0].name == "tqm"


def test_the_chosen_one_is_the_best_that_finished(found):
    finished = [each for each in found.candidates if each.fate == "finished"]
    assert found.chosen == max(finished, key=lambda each: each.goodness[0]).name
    assert found.best[0].name == found.chosen


def test_what_it_reports_is_what_a_comparison_of_the_same_seeds_finds(found, base):
    ours = chosen_of(found)
    seed = found.study.seed + found.study.replications
    alone = tci_sim.run(found.scenario(), seed=seed).to_frame("value_owners", holder="ours")
    assert float(alone["value"].sum()) == pytest.approx(float(ours.fresh[0, 0]), rel=1e-9)


def test_of_two_aims_nobody_in_the_front_is_beaten_in_both(front):
    goodness = {each.name: each.goodness for each in front.candidates}
    values = np.array([goodness[each.name] for each in front.best])
    assert not any(((other >= one).all() and (other > one).any()) for one in values for other in values)
    assert front.chosen in {each.name for each in front.best}
    drawn = {text.get_text() for text in front.plot().axes.texts}
    assert {*(each.name for each in front.best), "total quality management"} <= drawn


def test_a_search_that_is_stopped_goes_on_and_comes_to_the_same_bytes(base, tmp_path, monkeypatch):
    study = study_of(base)
    whole = tci_sim.optimise(study, tmp_path / "whole", threads=1)
    sweep, left = optimise_runs.sweep, iter(range(5))

    def stopped(*given, **options):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return sweep(*given, **options)

    monkeypatch.setattr(optimise_runs, "sweep", stopped)
    with pytest.raises(KeyboardInterrupt):
        tci_sim.optimise(study, tmp_path / "parts", threads=1)
    monkeypatch.setattr(optimise_runs, "sweep", sweep)
    again = tci_sim.optimise(study, tmp_path / "parts", threads=2)
    first, second = (keep(each, tmp_path / name) for each, name in ((whole, "a"), (again, "b")))
    assert first.name == second.name
    for file in first.iterdir():
        assert file.read_bytes() == (second / file.name).read_bytes()
    monkeypatch.setattr(Simulation, "run", lambda *_: pytest.fail("it ran again"))
    assert tci_sim.optimise(study, tmp_path / "parts", threads=1).to_text() == whole.to_text()


def test_what_is_chosen_is_a_scenario_that_every_command_takes(found, tmp_path):
    file = keep(found, tmp_path) / SCENARIO
    read = load(file)
    assert read == variant(found.scenario(), {"reason": read.reason.written})
    assert {*read.reason.written} == {"en", "zh-Hant"}
    written = YAML(typ="safe", pure=True).load(file.with_name(POLICY).read_text("utf-8"))
    assert written["reasons"].keys() == LEVERS.keys()
    assert f"{found.runs} runs of a search over 2 levers for value to owners" in " ".join(
        written["reason"]["en"].split()
    )
    assert read.policies["optimised"].improvement.time == chosen_of(found).values["improvement.time"]
    assert main(["run", str(file), "--set", "months=2", "--quiet"]) == 0
    assert main(["check", str(file)]) == 0


def test_a_budget_below_every_policy_is_told_with_the_cheapest(base):
    result = tci_sim.optimise(study_of(base, budget=0.0), threads=1)
    assert (result.chosen, result.best, result.scenario()) == (None, (), None)
    assert "keeps to the budget of 0 % of revenue; the cheapest, " in result.to_text()
    assert "超出營收 0% 的預算" in result.to_text(lang="zh-Hant")
    assert {each.fate for each in result.candidates} <= {"over", "finished"}


def test_what_costs_more_than_the_budget_is_not_chosen(base, found):
    budget = float(np.median([each.cost for each in found.candidates]))
    result = tci_sim.optimise(study_of(base, budget=budget), threads=1)
    assert chosen_of(result).cost_searched <= budget
    assert any(each.cost > budget for each in result.candidates)
    within = [each for each in result.policies if each.cost_fresh <= budget]
    assert best_policy(result) in (within or result.policies)


def test_the_policy_itself_may_be_a_category_and_the_search_starts_at_each(base):
    levers = {"firms.ours.policy": ["tqm", "nobody"], "improvement.time": {"low": 0.0, "high": 0.3}}
    with pytest.raises(InputError, match="nobody"):
        study_of(base, levers)  # a value that never serves is a fault of the file
    levers["firms.ours.policy"] = ["tqm", "tci"]
    result = tci_sim.optimise(study_of(base, levers), threads=1)
    assert result.candidates[0].values == {"firms.ours.policy": "tqm", "improvement.time": 0.12}
    assert {each.values["firms.ours.policy"] for each in result.candidates} == {"tqm", "tci"}
    as_it_is = result.candidates[0]
    assert as_it_is.goodness[0] == pytest.approx(float(result.policies[0].searched.mean()), rel=1e-9)
    assert (as_it_is.fate, as_it_is.histories) == ("finished", 0)  # the runs of the policy are its runs


def test_who_leaves_early_is_told_without_the_luck_that_policies_had_till_then(base):
    study = study_of(base)
    histories = optimise_runs.Histories(study, None, threads=1, cluster=None, share_past=True)
    searching = Searching(study, histories)
    searching.search()
    gone = next(each for each in searching.candidates if each.fate == "behind")
    alone = histories.of({"gone": gone.values}, 0, gone.histories).aims[0, 0]
    luck = searching.known.aims[0, :, : gone.histories].mean(axis=1) - searching.known.aims[0].mean(axis=1)
    assert gone.goodness[0] == pytest.approx(float(alone.mean() - luck.mean()), rel=1e-9)


def test_a_combination_that_makes_no_policy_is_left_out(base, monkeypatch):
    from tci_sim.analysis import optimise_search
    from tci_sim.messages import message

    def build_error(study, values):
        return [message("fault.study.once", where="levers")] if values["culture.autonomy"] > 0.3 else []

    monkeypatch.setattr(optimise_search, "build_error", build_error)
    result = tci_sim.optimise(study_of(base), threads=1)
    refused = [each for each in result.candidates if each.fate == "refused"]
    assert all((each.values["culture.autonomy"] > 0.3) == (each in refused) for each in result.candidates)
    assert f"{len(refused)} proposals make no policy and were left out" in result.to_text()
    assert len({each.name for each in result.candidates}) == len(result.candidates)


def test_one_lever_of_two_values_is_searched_once(base):
    result = tci_sim.optimise(study_of(base, {"improvement.cadence": {"values": [1, 2]}}), threads=1)
    assert sorted(each.values["improvement.cadence"] for each in result.candidates) == [1, 2]
    assert result.runs <= 10


def test_levers_that_change_nothing_are_told(base):
    idle = {"listening.participation.breadth": {"low": 0.0, "high": 1.0}}
    result = tci_sim.optimise(study_of(variant(base, {"firms.ours.policy": "tqm"}), idle, runs=20), threads=1)
    assert "these levers do not change value to owners here" in result.to_text()


def test_an_aim_that_no_run_has_is_told(base, monkeypatch):
    whole = optimise_runs.Histories._outcome
    monkeypatch.setattr(
        optimise_runs.Histories, "_outcome",
        lambda self, found: whole(self, found)._replace(aims=np.full_like(whole(self, found).aims, np.nan)),
    )  # fmt: skip
    result = tci_sim.optimise(study_of(base), threads=1)
    assert result.chosen is None
    assert "No candidate came to the end of all its runs" in result.to_text()
    assert "have no value to owners in some run" in result.to_text()


def test_rounds_that_nobody_wrote_stay_below_the_replications(base, tmp_path):
    short = {"aims": [{"measure": "value_owners"}], "runs": 20}
    parts = {"question": "How?", "base": base, "design": "optimise", "levers": LEVERS, "report": ["share"]}
    assert rounds_of(Study(**parts, search=short, replications=5)) == (4, 5)
    assert rounds_of(Study(**parts, search=short, replications=3)) == (3,)
    file = tmp_path / "study.yaml"
    file.write_text(OF_FILE, encoding="utf-8")
    given = {"replications": 4, "seed": None, "runs": 9, "budget": None}
    assert rounds_of(load_search(str(file), (), given, None, allow_outside=True)) == (4,)
    with pytest.raises(InputError, match=r"below the replications, 5; they are \[4, 6, 10\]"):
        Study(**parts, search={**short, "rounds": [4, 6, 10]}, replications=5)


def test_where_all_candidates_exceed_the_budget_that_is_what_is_said(found):
    search = {**found.study.search.model_dump(exclude_unset=True), "budget": 50}
    dear = replace(found.candidates[0], cost=90.0)
    one = replace(found, study=found.study.replace(search=search), candidates=(dear,), best=(), chosen=None)
    said = one.to_text()
    assert (
        f"The only candidate that was run, {dear.name}, costs 90 % of revenue, more than the budget of 50 %"
        in said
    )
    assert "and the policies, whatever they cost" in said
    assert "All 2 candidates that were run exceed" in replace(one, candidates=(dear, dear)).to_text()


def test_less_is_better_where_that_is_asked(base):
    least = [{"measure": "programme_cost", "least": True}]
    result = tci_sim.optimise(study_of(base, aims=least), threads=1)
    finished = result.to_frame().query("fate == 'finished'")
    assert finished.set_index("name")["aim_1"].idxmin() == result.chosen


def test_a_regret_is_what_is_missed_of_the_best_policy_of_each_run(base):
    aims = [{"measure": "value_owners", "criterion": "regret"}]
    result = tci_sim.optimise(study_of(base, aims=aims), threads=1)
    assert (result.to_frame()["aim_1_fresh"].dropna() >= 0.0).all()
    ours = chosen_of(result)
    assert (ours.fresh <= 0.0).all()
    assert float(leads(result, ours, result.policies[0], fresh=True)[0].mean) == pytest.approx(
        float(ours.fresh.min() - result.policies[0].fresh.min())
    )


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"budget": -1}, "must be at least 0"),
        (
            {"rounds": [5]},
            "must be whole numbers that rise from 2 or more and stay below the replications, 5",
        ),
        ({"rounds": [1, 3]}, "must be whole numbers that rise from 2 or more"),
        ({"runs": 3}, "must be at least 5, the replications of one candidate"),
        ({"reference": "tcq"}, "Did you mean 'tqm'"),
        ({"aims": [{"measure": "value_owner"}]}, "Did you mean 'value_owners'"),
        ({"aims": [{"measure": "share", "holder": "our"}]}, "Did you mean 'ours'"),
        ({"aims": [{"measure": "share"}, {"measure": "share"}]}, "is the same as another aim"),
        ({"aims": []}, "search.aims"),
    ],
)
def test_what_is_wrong_with_a_search_is_told(base, parts, told):
    with pytest.raises(InputError, match=told):
        study_of(base, **parts)


@pytest.mark.parametrize("levers", [{}, {"culture.autonomy": {"low": 0.2, "high": 0.2}}])
def test_a_search_without_anything_to_move_is_refused(base, levers):
    with pytest.raises(InputError, match=r"at least one lever|low below high"):
        study_of(base, levers)


def test_each_command_takes_its_own_kind_of_study(base, root):
    with pytest.raises(InputError, match="run it with `tci-sim optimise`"):
        tci_sim.sweep(study_of(base))
    with pytest.raises(InputError, match="design = grid: must be optimise"):
        tci_sim.optimise("autonomy_and_interviews")


def test_a_library_that_is_not_there_is_told_with_what_to_install(base, monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(
        InputError, match=r"^A search for policies needs optuna: install it with `pip install"
    ):
        tci_sim.optimise(study_of(base))


def test_json_has_the_shape_that_is_documented(root, found, front):
    schema = YAML(typ="safe", pure=True).load(
        (root / "tci_sim/views/optimise.schema.yaml").read_text("utf-8")
    )
    jsonschema.Draft202012Validator.check_schema(schema)
    for each in (found, front):
        jsonschema.validate(json.loads(FORMATS["json"](each)), schema)


def test_text_and_picture_are_in_both_languages(found):
    assert "lead over total quality management" in found.to_text()
    assert "新種子下領先「全面品質管理" in found.to_text(lang="zh-Hant")
    assert "領先" in found.plot(lang="zh-Hant").title
    assert "<table" in found.to_html()


def test_the_shipped_example_runs_from_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    small = ["--set", "market.simulated=200", "--set", "months=6", "--set", "burn_in=1", "--threads", "1"]
    given = ["optimise", "optimise_within_budget", "--runs", "20", "--budget", "50", "--page", "found.md"]
    assert main([*given, *small]) == 0
    said = capsys.readouterr()
    assert "Which policy brings owners most" in said.out
    assert "Up to 20 runs of candidates, 140 of the policies" in said.err
    assert "optimised.yaml" in said.err
    assert "found-front.png" in (tmp_path / "found.md").read_text("utf-8")
