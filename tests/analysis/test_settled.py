"""Runs that end when all has settled: in tables, files, studies and comparisons they are what full runs are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tci_sim import Study, compare, load_comparison, load_result, load_sweep, run, sweep
from tci_sim.analysis.answer import Answer
from tci_sim.messages.language import using_language
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.views import comparison_text, run_text, sweep_text

LEARNING = "policies.published.learning."


@pytest.fixture(scope="module")
def corner(root: Path) -> Scenario:
    """Return a small organisation that learns as in March (1991), for sixty months."""
    small: dict[str, Any] = {
        "months": 60, "network.roles.organisation.members": 7, "market.attributes.requirements.dimensions": 5,
    }  # fmt: skip
    return variant(load(root / "scenarios" / "published" / "march1991.yaml"), small)


def study_of(base: Scenario, *report: str, **other: Any) -> Study:
    asked: dict[str, Any] = {
        "question": "Slow or fast?", "base": base, "levers": {LEARNING + "p_learn": [0.3, 0.9]}, "replications": 8,
        "seed": 3, "report": list(report or ("knowledge", "member_knowledge")),
    }  # fmt: skip
    return Study(**(asked | other))


def files_of_runs(folder: Path) -> list[str]:
    [file] = (folder / "runs").glob("*.parquet")
    return [name for name, *_ in duckdb.sql(f"describe select * from '{file}'").fetchall()]


def test_a_study_finds_what_it_finds_with_full_runs(corner: Scenario, tmp_path: Path) -> None:
    short = sweep(study_of(corner), tmp_path, threads=1)
    full = sweep(study_of(variant(corner, {"until": "months"})), tmp_path, threads=1)
    assert short.fingerprint == full.fingerprint
    assert np.isfinite(short.settled_at).sum() > 8
    assert np.isnan(full.settled_at).all()
    assert "settled_at" in files_of_runs(short.folder)
    assert "settled_at" not in files_of_runs(full.folder)
    kept = load_sweep(short.folder)
    assert kept == short
    assert np.array_equal(kept.settled_at, short.settled_at, equal_nan=True)


def test_a_study_that_reports_what_does_not_settle_has_full_runs_and_says_so(
    corner: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    short = sweep(study_of(corner, "knowledge", "commitment"), threads=1)
    full = sweep(study_of(variant(corner, {"until": "months"}), "knowledge", "commitment"), threads=1)
    assert short.fingerprint == full.fingerprint
    assert np.isnan(short.settled_at).all()
    assert caplog.text.count("until: settled has no effect") == 1
    assert "commitment" in caplog.text


def test_a_month_is_seen_in_each_run_whatever_shares_a_past_and_however_many_threads_there_are(
    corner: Scenario,
) -> None:
    late = variant(corner, {"burn_in": 4})
    alone = sweep(study_of(late), threads=1, share_past=False)
    together = sweep(study_of(late), threads=2)
    assert alone == together
    assert np.array_equal(alone.settled_at, together.settled_at, equal_nan=True)
    assert np.isfinite(alone.settled_at).any()


def test_a_run_says_when_it_settled_and_keeps_it(corner: Scenario, tmp_path: Path) -> None:
    result = run(corner, seed=1)
    assert result.settled_at is not None
    full = run(variant(corner, {"until": "months"}), seed=1)
    for measure in ("knowledge", "member_knowledge"):
        assert np.array_equal(result.series(measure), full.series(measure))
        assert result.last_year(measure) == full.last_year(measure)
    assert np.isnan(result.series("commitment")[result.settled_at + 1 :]).all()
    saved = load_result(result.save(tmp_path))
    assert (saved.settled_at, saved.fingerprint) == (result.settled_at, result.fingerprint)
    shown = run_text.as_table(Answer(result, None, (), reused=False))
    assert f"Settled in month {result.settled_at}: what is reported stays" in shown
    assert (
        json.loads(run_text.as_json(Answer(result, None, (), reused=False)))["settled_at"]
        == result.settled_at
    )
    with using_language("zh-Hant"):
        assert f"第 {result.settled_at + 1} 個月起不再變動" in run_text.as_table(
            Answer(result, None, (), reused=False)
        )


def test_a_run_that_does_not_settle_goes_on_to_its_last_month_and_says_so(corner: Scenario) -> None:
    noisy = variant(corner, {"world.requirements.turbulence": 0.05})
    result = run(noisy, seed=1)
    assert result.settled_at is None
    assert not np.isnan(result.series("commitment")).any()
    assert result.fingerprint == run(variant(noisy, {"until": "months"}), seed=1).fingerprint
    shown = run_text.as_table(Answer(result, None, (), reused=False))
    assert "Not settled within 60 months" in shown


def test_the_text_of_a_study_counts_runs_that_settled(corner: Scenario) -> None:
    result = sweep(study_of(corner), threads=1)
    months = result.settled_at[np.isfinite(result.settled_at)]
    assert (
        f"{len(months)} of 16 runs settled, the last of them in month {int(months.max())}."
        in sweep_text.as_table(result)
    )
    assert json.loads(sweep_text.as_json(result))["settled"] == len(months)
    noisy = sweep(study_of(variant(corner, {"world.requirements.turbulence": 0.05})), threads=1)
    assert "None of 16 runs settled" in sweep_text.as_table(noisy)


def test_a_comparison_finds_the_same_of_what_settles(corner: Scenario) -> None:
    def apart(until: str) -> Any:
        both = {
            name: variant(corner, {LEARNING + "p_learn": p, "until": until})
            for name, p in (("slow", 0.3), ("fast", 0.9))
        }
        return compare(both, replications=4, threads=1).values["firm"]

    short, full = apart("settled"), apart("months")
    same = [m for m in range(short.shape[-1]) if np.array_equal(short[..., m], full[..., m], equal_nan=True)]
    known = np.isfinite(short)
    assert np.array_equal(short[known], full[known])
    assert len(same) >= 3


def test_a_world_that_waits_and_one_that_does_not_share_no_past(corner: Scenario) -> None:
    study = study_of(
        corner, levers={}, design="list",
        cases={"waits": {"until": "settled"}, "goes_on": {"until": "months"}},
    )  # fmt: skip
    result = sweep(study, threads=1)
    assert np.isfinite(result.settled_at[0]).any()
    assert np.isnan(result.settled_at[1]).all()
    first, second = (result.table("knowledge")[case] for case in (0, 1))
    assert np.array_equal(first, second)


def slow_and_fast(corner: Scenario) -> dict[str, Scenario]:
    """Two that settle, and one that does not within its months."""
    paces = {"slow": 0.3, "fast": 0.9, "slowest": 0.01}
    return {name: variant(corner, {LEARNING + "p_learn": pace}) for name, pace in paces.items()}


def test_a_comparison_says_when_its_runs_settled_and_keeps_it(corner: Scenario, tmp_path: Path) -> None:
    found = compare(slow_and_fast(corner), replications=4, threads=1, out=tmp_path)
    ended = {name: [run(each, seed=seed).settled_at for seed in found.seeds]
             for name, each in found.questions.items()}  # fmt: skip
    assert {name: list(months) for name, months in found.settled.items()} == ended
    assert found.settled_at.shape == (3, 4)
    frame = found.settling().set_index("scenario")
    for name, months in ended.items():
        known = [month for month in months if month is not None]
        assert (frame.loc[name, "runs"], frame.loc[name, "settled"]) == (4, len(known))
        if known:
            assert (frame.loc[name, "first"], frame.loc[name, "last"]) == (min(known), max(known))
            assert frame.loc[name, "mean"] == pytest.approx(sum(known) / len(known))
    assert frame.loc["fast", "settled"] > frame.loc["slowest", "settled"] == 0
    assert frame["first"].isna()["slowest"]
    kept = load_comparison(found.folder)
    assert dict(kept.settled) == dict(found.settled)
    saved = kept.save(tmp_path / "again")
    assert dict(load_comparison(saved).settled) == dict(found.settled)


def test_tables_and_json_of_a_comparison_say_when_runs_settled(corner: Scenario) -> None:
    found = compare(slow_and_fast(corner), replications=4, threads=1)
    mean = found.settling()["mean"]
    text = comparison_text.as_table(found)
    assert "settled in month" in text
    assert re.search(rf"^fast +{mean[1]:.1f}\b", text, re.MULTILINE)
    assert "The whole market" not in text  # money is not known after the month in which all settled
    with using_language("zh-Hant"):
        chinese = comparison_text.as_table(found)
    assert re.search(rf"^fast +{mean[1] + 1:.1f}\b", chinese, re.MULTILINE)
    rows = json.loads(comparison_text.as_json(found))["settled_at"]
    assert [row["scenario"] for row in rows] == ["slow", "fast", "slowest"]
    assert (rows[2]["settled"], rows[2]["mean"]) == (0, None)
    whole = {name: variant(each, {"until": "months"}) for name, each in slow_and_fast(corner).items()}
    full = compare(whole, replications=2, threads=1)
    assert "settled" not in comparison_text.as_table(full)
    assert json.loads(comparison_text.as_json(full))["settled_at"] == []


def test_tables_json_and_frames_of_a_study_say_when_runs_of_each_case_settled(corner: Scenario) -> None:
    result = sweep(study_of(corner), threads=1)
    frame = result.settling()
    assert frame["runs"].tolist() == [8, 8]
    assert frame["settled"].tolist() == np.isfinite(result.settled_at).sum(axis=1).tolist()
    assert frame["mean"].tolist() == pytest.approx(np.nanmean(result.settled_at, axis=1).tolist())
    figures = result.figures()
    assert list(figures.columns[2:4]) == ["replication", "settled_at"]
    one = figures[(figures["replication"] == 3) & (figures["measure"] == "knowledge")]
    assert one["settled_at"].astype(float).tolist() == result.settled_at[:, 3].tolist()
    assert "settled_at" in sweep_text.as_csv(result).splitlines()[0]
    assert f"{frame['mean'][0]:.1f}" in sweep_text.as_table(result)
    rows = json.loads(sweep_text.as_json(result))["settled_at"]
    assert [row["settled"] for row in rows] == frame["settled"].tolist()
    full = sweep(study_of(variant(corner, {"until": "months"})), threads=1)
    assert "settled_at" not in full.figures()
    assert json.loads(sweep_text.as_json(full))["settled_at"] == []
    assert "settled" not in sweep_text.as_table(full)
