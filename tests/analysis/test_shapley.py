"""How the change of a study is split among its groups: from runs in which every effect is known to the sentences."""

import re

import numpy as np
import pytest
from by_hand import swept_by_hand

from tci_sim.analysis.ablation import effects
from tci_sim.analysis.shapley import split_frame, splits
from tci_sim.analysis.sweep import sweep
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.messages.language import using_language
from tci_sim.scenario.load import load
from tci_sim.views import study as shown

BASE = load(
    "baseline", ["market.simulated=150", "months=12", "burn_in=6", "firms.ours.policy=command_and_control"]
)
GROUPS = {
    "listening": {"listening.survey.respondents": 400},
    "learning": {"learning.sharing": 0.9},
    "value": {"value.markup": 0.3},
}
WOBBLE = np.array([-0.1, 0.1, -0.2, 0.2, 0.0, 0.3])


@pytest.fixture(scope="module")
def study():
    return Study(
        question="What brings what?", base=BASE, design="shapley", groups=GROUPS, replications=6,
        report=["satisfaction", "profit"], months="none",
    )  # fmt: skip


def table_of(study, game):
    """Give each case its figure; NaN where a replication does not need it, as it was not run."""
    plan = study.plan
    table = np.full((len(plan), study.replications), np.nan)
    for number in range(study.replications):
        for case in plan.cases_of(number):
            table[case, number] = game(plan.combinations[case], number)
    return table


def satisfaction(there, number):
    """Listening brings 2, learning -5 alone and 7 where listening is there, value nothing."""
    listening, learning = there & 1, there >> 1 & 1
    return (
        60.0
        + 2 * listening
        - 5 * learning
        + 12 * listening * learning
        + WOBBLE[number] * (listening + learning)
    )


@pytest.fixture(scope="module")
def result(study):
    profit = table_of(study, lambda there, number: 1e6 * (there.bit_count() + number))
    return swept_by_hand(study, {"satisfaction": table_of(study, satisfaction), "profit": profit})


def test_shares_are_those_that_were_put_in(result):
    found, profit = splits(result)
    by_name = {each.name: each for each in found.groups}
    assert by_name["value"].share == (0.0, 0.0, 0.0)
    assert by_name["learning"].alone[0] == pytest.approx(-5.0, abs=0.2)
    assert by_name["learning"].last[0] == pytest.approx(7.0, abs=0.2)
    assert by_name["learning"].depends
    assert not by_name["listening"].depends
    assert by_name["listening"].share[0] == pytest.approx(8.0, abs=0.2)
    assert by_name["learning"].share[0] == pytest.approx(1.0, abs=0.2)
    assert found.whole[0] == sum(each.share[0] for each in found.groups) == pytest.approx(9.1, abs=1e-9)
    assert [each.share[0] for each in profit.groups] == [1e6] * 3
    assert profit.whole == (3e6, 3e6, 3e6)


def test_the_whole_is_that_of_the_two_ends_in_every_replication(result, study):
    table = result.table("satisfaction")
    found = splits(result)[0].by_history
    assert found.whole == pytest.approx(table[1] - table[0], abs=1e-12)
    assert (found.shares.sum(axis=0) == found.whole).all()


def test_a_measure_that_some_combination_lacks_is_not_split_and_that_is_said(study):
    table = table_of(study, satisfaction)
    gone = study.plan.cases_of(2)[3]
    table[gone, 2] = np.nan
    profit = table_of(study, lambda there, number: float(there))
    result = swept_by_hand(study, {"satisfaction": table, "profit": profit})
    found, whole = splits(result)
    assert (found.groups, found.lacking, found.histories) == ((), 1, 6)
    assert np.isnan(found.whole).all()
    assert whole.groups
    written = shown.as_table(result)
    assert (
        "Customer satisfaction is not split: in 1 of 6 replications some combination has no such figure"
        in written
    )
    with using_language("zh-Hant"):
        assert "6 次重複中有 1 次" in shown.as_table(result)


def test_the_table_adds_up_to_the_digit_shown_and_says_what_depends(result):
    written = shown.as_table(result)
    assert "Depends on the rest, with opposite signs alone and added last: learning." in written
    lines = written.splitlines()
    first = lines.index(next(line for line in lines if line.startswith("group")))
    satisfied = lines[first + 1 : first + 5]
    means = [float(re.search(r"  ([+-]?[0-9.]+)( \[|  |$)", line)[1]) for line in satisfied]
    assert round(sum(means[:3]), 6) == means[3]
    assert "depends on the rest" in satisfied[1]


def test_frames_and_json_have_a_row_a_group_and_one_of_all(result):
    frame = split_frame(splits(result))
    assert frame["group"].tolist() == ["listening", "learning", "value", "all"] * 2
    assert frame["tried"].dropna().sum() > 0
    assert (
        shown.as_csv(result).splitlines()[0].startswith("measure,unit,group,share,share_low,share_high,alone")
    )
    assert '"lacking": 0' in shown.as_json(result)


def test_pictures_are_drawn_of_what_is_split(result, tmp_path):
    assert [file.name for file in shown.draw_all(result, tmp_path)] == ["satisfaction.png", "profit.png"]


def test_runs_of_a_study_are_made_once_and_the_sum_is_exact(study, tmp_path):
    first = sweep(study, tmp_path, threads=1)
    assert len(first.runs.runs["case"]) == 6 * (2 * 2 + 2)
    told = []
    again = sweep(study, tmp_path, threads=1, on_progress=lambda done, all_: told.append((done, all_)))
    assert told == [(36, 36)]
    assert again.fingerprint == first.fingerprint
    for found in splits(again):
        assert (found.by_history.shares.sum(axis=0) == found.by_history.whole).all()
        ends = first.table(found.measure)[1] - first.table(found.measure)[0]
        assert found.by_history.whole == pytest.approx(ends, rel=1e-9, abs=1e-9)


def test_other_designs_are_not_split(study):
    grid = Study(
        question="?", base=BASE, levers={"value.markup": [0.1, 0.2]}, replications=2, report=["satisfaction"]
    )
    result = swept_by_hand(grid, {"satisfaction": np.zeros((2, 2))})
    with pytest.raises(InputError, match="must be shapley"):
        splits(result)


def test_an_ablation_says_which_replications_it_leaves_out():
    study = Study(
        question="?", base=BASE, design="ablation", between=["command_and_control", "tci"], replications=5,
        mechanisms={"a": ["listening", "learning"], "b": ["culture", "improvement", "integration", "value"]},
        report=["satisfaction"], months="none",
    )  # fmt: skip
    table = np.arange(4.0)[:, None] + np.arange(5.0)
    whole = swept_by_hand(study, {"satisfaction": table})
    assert effects(whole)["left_out"].tolist() == [0] * len(effects(whole))
    assert "left out" not in shown.as_table(whole)
    table[2, [1, 3]] = np.nan
    holed = swept_by_hand(study, {"satisfaction": table})
    assert set(effects(holed)["left_out"]) == {2}
    assert set(effects(holed)["pairs"]) == {3}
    assert (
        "Customer satisfaction: 2 of 5 replications are left out, because some combination"
        in shown.as_table(holed)
    )
    assert '"left_out": 2' in shown.as_json(holed)
    table[0] = np.nan
    none = swept_by_hand(study, {"satisfaction": table})
    assert "5 of 5 replications are left out" in shown.as_table(none)
