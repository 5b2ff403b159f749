"""Parameters moved one at a time: which cases there are, what each does, and in which order they are shown."""

from __future__ import annotations

import json

import numpy as np
import pytest

import tci_sim
from tci_sim.analysis.tornado import acting, tornado_study
from tci_sim.cli import main
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.views.study import as_csv, as_json

PARAMETERS = ("world.choice.purchase_rate", "world.choice.presence", "culture.autonomy", "culture.peers")


@pytest.fixture(scope="module")
def base(root):
    small = {"market.customers": 300, "months": 14, "burn_in": 2, "world.choice.presence": 0.0}
    return variant(load(root / "scenarios" / "baseline.yaml"), small)


@pytest.fixture(scope="module")
def study(base):
    return tornado_study(base, ("profit", "share"), PARAMETERS, replications=3, seed=5)


@pytest.fixture(scope="module")
def result(study):
    return tci_sim.sweep(study, threads=1)


def moved(study, path):
    return {move.way: move.value for move in study.plan.moves if move.path == path}


def test_a_parameter_goes_to_the_ends_of_its_range_and_a_tenth_either_way(study):
    assert moved(study, "world.choice.purchase_rate") == {
        "low_end": 0.5, "high_end": 1.0, "tenth_less": 0.72, "tenth_more": 0.88,
    }  # fmt: skip


def test_what_is_zero_or_a_small_whole_number_is_not_moved_by_a_tenth(study):
    assert set(moved(study, "world.choice.presence")) == {"low_end", "high_end"}
    assert set(moved(study, "culture.peers")) == {"low_end", "high_end"}


def test_a_tenth_more_stays_within_what_a_parameter_may_be(base):
    high = variant(base, {"world.choice.purchase_rate": 0.95})
    assert moved(tornado_study(high, (), PARAMETERS[:1]), PARAMETERS[0])["tenth_more"] == 1.0


def test_each_case_changes_one_parameter_and_the_first_changes_none(study):
    plan = study.plan
    assert plan.changes(0) == {}
    for number in range(1, len(plan)):
        values, same = ({**plan[each].levers, **plan[each].uncertainties} for each in (number, 0))
        assert [path for path in values if values[path] != same[path]] != []
        assert sum(values[path] != same[path] for path in values) == 1
        assert plan.reference(number) == 0


def test_an_end_at_which_a_parameter_is_already_takes_no_run_and_changes_nothing(study, result):
    [at_rest] = [move for move in study.plan.moves if move.path == "world.choice.presence" and move.case == 0]
    assert at_rest.way == "low_end"
    found = result.moves("profit").set_index(["parameter", "move"])
    assert found.loc[("world.choice.presence", "low_end"), ["difference", "low", "high"]].tolist() == [
        0,
        0,
        0,
    ]


def test_a_lever_is_the_focal_firms_alone(study):
    [case] = [
        move.case for move in study.plan.moves if (move.path, move.way) == ("culture.autonomy", "low_end")
    ]
    changes = study.plan.changes(case)
    assert changes["policies.as_studied"]["culture"]["autonomy"] == 0.0
    assert changes["firms.ours.policy"] == "as_studied"


def test_a_difference_is_that_of_two_simulations_with_the_same_seed(base, result):
    def profit(scenario, seed):
        return tci_sim.run(scenario, seed, threads=1).series("profit")[:, 0].sum()

    moved = variant(base, {"world.choice.purchase_rate": 0.5})
    apart = [profit(moved, seed) - profit(base, seed) for seed in (5, 6, 7)]
    found = result.moves("profit").set_index(["parameter", "move"])
    assert found.loc[("world.choice.purchase_rate", "low_end"), "difference"] == pytest.approx(np.mean(apart))
    assert found["base_mean"].iloc[0] == pytest.approx(np.mean([profit(base, seed) for seed in (5, 6, 7)]))


def test_parameters_come_by_the_larger_difference_of_their_two_ends(result):
    found = result.moves("profit")
    ends = found[found["move"].isin(["low_end", "high_end"])]
    largest = ends.groupby("parameter", sort=False)["difference"].agg(lambda each: each.abs().max())
    assert largest.tolist() == sorted(largest, reverse=True)
    assert largest.iloc[0] > 0.0


def test_only_parameters_of_the_world_that_act_are_moved_where_none_is_named(monkeypatch, base):
    class Idle:
        path = "world.choice.taste"

    monkeypatch.setattr(
        "tci_sim.analysis.tornado.find_inactive", lambda *_, among, **__: [Idle] * (among == "world")
    )
    found = acting(base)
    assert len(found) > 100
    assert Idle.path not in found
    assert all(path.startswith("world.") for path in found)


def test_values_in_a_list_and_other_designs_are_refused(base, result):
    with pytest.raises(InputError, match="has a list of values; the design one_at_a_time needs a range"):
        Study(
            question="?",
            base=base,
            design="one_at_a_time",
            uncertainties={PARAMETERS[0]: [0.5]},
            report=["share"],
        )
    with pytest.raises(InputError, match="no parameter to move"):
        Study(question="?", base=base, design="one_at_a_time", report=["share"])
    grid = Study(
        question="?", base=base, levers={"culture.autonomy": [0.1, 0.2]}, report=["share"], replications=1
    )
    with pytest.raises(InputError, match="design = grid: must be one_at_a_time"):
        tci_sim.sweep(grid, threads=1).moves()
    with pytest.raises(InputError, match="Did you mean 'profit'"):
        tornado_study(base, ("proft",), PARAMETERS)


def test_text_csv_and_json_show_the_same_moves(result):
    text, told = result.to_text(), json.loads(as_json(result))
    assert text.index("purchase rate") < text.index("autonomy of units")
    assert "a tenth more" in text
    assert as_csv(result).count("\n") == 1 + len(told["moves"]) == 1 + 2 * len(result.study.plan.moves)
    assert told["over_worlds"] == []
    assert "減少一成" in result.to_text(lang="zh-Hant")


def test_the_picture_has_a_bar_for_each_move_of_each_parameter(result):
    ax = result.plot("share").axes
    assert len(ax.patches) == 4 * len(PARAMETERS)
    assert "purchase rate" in [label.get_text() for label in ax.get_yticklabels()]


def test_the_command_keeps_its_runs_and_takes_them_up_again(root, tmp_path, capsys, monkeypatch):
    given = ["tornado", str(root / "scenarios" / "baseline.yaml"), "--set", "market.customers=200", "--set", "months=3",
             "--set", "burn_in=1", "--parameters", "world.choice.taste", "--replications", "2", "--measure", "share",
             "--out", str(tmp_path), "--format", "json", "--threads", "1"]  # fmt: skip
    assert main(given) == 0
    first = json.loads(capsys.readouterr().out)
    monkeypatch.setattr(Simulation, "run", lambda *_: pytest.fail("it ran again"))
    assert main(given) == 0
    assert json.loads(capsys.readouterr().out) == first
    assert [len(first["moves"]), first["cases"]] == [4, 5]
