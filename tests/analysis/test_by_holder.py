"""Levels beside differences, of each holder, in a month, a year or the whole run: of a run, a comparison, a study."""

from __future__ import annotations

import json

import numpy as np
import pytest

import tci_sim
from tci_sim.analysis.by_holder import Wanted
from tci_sim.cli import main
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.runs.periods import Period, periods_of
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.views import comparison_text, sweep_text

SMALL = {"market.customers": 200, "months": 14, "burn_in": 2}
OPTIONS = [f"--set={path}={value}" for path, value in SMALL.items()]


@pytest.fixture(scope="module")
def base(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), SMALL)


@pytest.fixture(scope="module")
def result(base):
    return tci_sim.run(base, 4, threads=1)


@pytest.fixture(scope="module")
def compared(base):
    return tci_sim.compare(
        base, firm_policies=["tci", "tqm"], replications=3, seed=4, holders="all", threads=1
    )


@pytest.fixture(scope="module")
def study(base):
    return Study(
        question="?", base=base, levers={"firms.ours.policy": ["tci", "tqm"]}, replications=3, seed=4,
        report=["profit", "fill_rate"], holders=["focal", "supplier", "node"], months=[*range(12), 13],
    )  # fmt: skip


@pytest.fixture(scope="module")
def swept(study):
    return tci_sim.sweep(study, threads=1)


def one(frame, **where):
    for name, value in where.items():
        frame = frame[frame[name] == value]
    [row] = frame.to_dict("records")
    return row


def test_every_holder_of_a_run_has_its_level_in_the_month_that_is_asked(result):
    found = result.by_holder("fill_rate", month=13)
    assert set(zip(found["kind"], found["holder"], strict=True)) == {
        (kind, name) for kind in ("market", "firm", "supplier", "node") for name in result.holders[kind]
    }
    assert one(found, kind="firm", holder="north")["value"] == result.series("fill_rate")[13, 1]
    assert found["unit"].tolist() == ["-"] * len(found)


def test_money_of_a_year_is_added_up_and_the_rest_is_averaged(result):
    found = result.by_holder(["profit", "satisfaction"], holders="ours", year=1)
    profit, mean = (result.series(name)[:12, 0] for name in ("profit", "satisfaction"))
    assert one(found, measure="profit")["value"] == pytest.approx(profit.sum())
    assert one(found, measure="satisfaction")["value"] == pytest.approx(mean.mean())
    assert found["unit"].tolist() == ["currency", "points of 100"]


def test_without_month_or_year_it_is_the_figure_of_the_whole_run(result, compared):
    found = result.by_holder(["profit", "satisfaction"], holders="focal")
    assert one(found, measure="profit")["value"] == compared.figures("profit")[0, 0]
    assert one(found, measure="satisfaction")["value"] == compared.figures("satisfaction")[0, 0]
    assert found[["month", "year"]].isna().all().all()


def test_a_comparison_shows_levels_and_beside_them_paired_differences(base, compared):
    other = variant(base, {"firms.ours.policy": "tqm"})
    series = [
        [tci_sim.run(each, seed, threads=1).series("profit")[13, 2] for seed in (4, 5, 6)]
        for each in (base, other)
    ]
    row = one(compared.by_holder("profit", holders="south", month=13), scenario="tqm")
    assert row["value"] == pytest.approx(np.mean(series[1]))
    assert row["difference"] == pytest.approx(np.mean(np.subtract(series[1], series[0])))
    assert row["low"] < row["difference"] < row["high"]
    assert (row["pairs"], row["runs"]) == (3, 3)
    assert np.isnan(
        one(compared.by_holder("profit", holders="south", month=13), scenario="tci")["difference"]
    )


def test_the_focal_firm_is_the_same_whether_others_are_kept_or_not(base, compared):
    alone = tci_sim.compare(base, firm_policies=["tci", "tqm"], replications=3, seed=4, threads=1)
    assert alone.fingerprint == compared.fingerprint
    assert alone.everybody is None
    wanted = {"holders": ["focal", "market"], "year": 1}
    assert alone.by_holder("profit", **wanted).equals(compared.by_holder("profit", **wanted))
    with pytest.raises(InputError, match="nort is not a holder whose measures were kept"):
        alone.by_holder("profit", holders="nort")


def test_what_is_kept_of_all_holders_comes_back_from_disk_and_lies_apart(base, compared, tmp_path):
    folder = compared.save(tmp_path)
    again = tci_sim.load_comparison(folder)
    assert again == compared
    assert again.by_holder(month=13).equals(compared.by_holder(month=13))
    alone = tci_sim.compare(
        base, firm_policies=["tci", "tqm"], replications=3, seed=4, threads=1, out=tmp_path
    )
    assert alone.folder != folder


def test_runs_that_were_kept_with_all_holders_serve_again(base, compared, tmp_path, monkeypatch):
    compared.save(tmp_path)
    monkeypatch.setattr(Simulation, "run", lambda *_: pytest.fail("it ran"))
    alone = tci_sim.compare(
        base, firm_policies=["tci", "tqm"], replications=3, seed=4, threads=1, out=tmp_path
    )
    assert alone.fingerprint == compared.fingerprint


def test_a_name_of_two_kinds_is_a_row_of_each(swept):
    found = swept.by_holder("fill_rate", month=13)
    twice = found[found["holder"] == "supplier 1.1"]
    assert sorted(set(twice["kind"])) == ["node", "supplier"]
    assert len(twice) == 2 * 2


def test_a_study_shows_what_a_comparison_of_the_same_worlds_does(swept, compared):
    for period in ({"month": 13}, {"year": 1}, {}):
        mine, theirs = (
            each.by_holder("profit", holders=["focal", "supplier"], **period).drop(columns=name)
            for each, name in ((swept, "case"), (compared, "scenario"))
        )
        assert mine["value"].to_numpy() == pytest.approx(theirs["value"].to_numpy())
        known = np.isfinite(theirs["difference"])
        assert mine["difference"][known].to_numpy() == pytest.approx(theirs["difference"][known].to_numpy())


def test_a_study_without_months_says_which_setting_keeps_them_and_what_can_be_had(base, study):
    none = tci_sim.sweep(study.replace(months="none", replications=1), threads=1)
    for asked in (none.to_frame, lambda: none.by_holder(month=3)):
        with pytest.raises(
            InputError, match=r"keeps no months \(months: none\): write `months: all`.*figures\(\)"
        ):
            asked()
    assert len(none.figures()) > 0


def test_a_month_that_a_study_did_not_keep_is_named(swept):
    with pytest.raises(InputError, match="does not keep months 12: add them to its `months`"):
        swept.to_frame(month=[12, 13])
    assert set(swept.to_frame(month=13)["month"]) == {13}
    assert set(swept.to_frame(year=1)["month"]) == set(range(12))


def test_tidy_frames_hold_the_months_that_are_asked(result, compared):
    assert set(result.to_frame("profit", month=[0, 13])["month"]) == {0, 13}
    assert len(result.to_frame("profit", kind="firm", year=1)) == 12 * 6
    found = compared.to_frame("profit", month=5)
    assert (
        found["value"].tolist()
        == compared.values["firm"][:, :, 5, compared.measures["firm"].index("profit")].ravel().tolist()
    )


def test_a_period_outside_the_run_is_refused():
    assert periods_of([3, 3], 1, 14) == (Period(month=3), Period(year=1))
    for wrong, said in (
        ({"month": 14}, "at most 13"),
        ({"year": 2}, "at most 1"),
        ({"month": -1}, "at least 0"),
    ):
        with pytest.raises(InputError, match=said):
            periods_of(wrong.get("month"), wrong.get("year"), 14)


def test_tables_put_levels_beside_differences_in_both_languages(compared, swept):
    text = "\n".join(
        map(str, comparison_text.FORMATS["table"](compared, (), Wanted("profit", "firm", [13])).splitlines())
    )
    assert "profit: firm, month 13" in text
    assert text.count("total quality management") == 6
    said = sweep_text.asked_parts(swept, Wanted("profit", "focal", 13))
    assert any("month 13" in str(part) for part in said)


@pytest.mark.parametrize("format_", ["table", "markdown", "csv", "json"])
def test_one_spelling_serves_run_and_compare(root, format_, capsys):
    asked = ["--holders", "firm", "--month", "13", "--measure", "profit", "--format", format_, "-q", *OPTIONS]
    file = str(root / "scenarios" / "baseline.yaml")
    assert main(["run", file, *asked]) == 0
    of_run = capsys.readouterr().out
    assert main(["compare", file, "--firm-policy", "tci,tqm", "--replications", "2", *asked]) == 0
    of_both = capsys.readouterr().out
    if format_ == "csv":
        assert (of_run.count("\n"), of_both.count("\n")) == (1 + 6, 1 + 2 * 6)
    elif format_ == "json":
        assert [len(json.loads(each)["by_holder"]) for each in (of_run, of_both)] == [6, 12]
    else:
        assert "month 13" in of_run
        assert "month 13" in of_both
    assert main(["run", file, *asked, "--month", "14"]) == 2
    assert "month = 14: must be at most 13" in capsys.readouterr().err


def test_a_sweep_keeps_in_a_folder_of_its_own_what_its_study_does_not(root, tmp_path, capsys):
    (tmp_path / "study.yaml").write_text(
        f"question: q\nreason: r\nbase: {root / 'scenarios' / 'baseline.yaml'}\n"
        "set: {market.customers: 200, months: 14, burn_in: 2}\nlevers: {firms.ours.policy: [tci, tqm]}\n"
        "replications: 2\nreport: [profit]\nmonths: none\n",
        encoding="utf-8",
    )
    given = ["sweep", str(tmp_path / "study.yaml"), "--allow-outside", "--out", str(tmp_path / "out")]
    assert main([*given, "--format", "json", "-q"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert main([*given, "--holders", "north", "--month", "13", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert "does not keep all that is asked for (north, months 13)" in told.err
    asked = json.loads(told.out)
    assert [row["holder"] for row in asked["by_holder"]] == ["north"] * 2
    assert asked["folder"] != first["folder"]
    assert main([*given, "--measure", "profits"]) == 2
    assert "does not keep" not in capsys.readouterr().err
    assert main([*given, "--measure", "profit", "--format", "csv"]) == 0
    assert capsys.readouterr().out.count("\n") == 3
    assert main([*given, "--holders", "nort"]) == 2
    assert "Did you mean 'north'" in capsys.readouterr().err
