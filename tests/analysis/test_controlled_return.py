"""Return on quality with a control: what the ledger says, nothing where nothing changes, and told in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML
from worlds import BASELINE, lived, small_market

from tci_sim.analysis.comparison import FailedRun
from tci_sim.analysis.controlled_return import GROWTH, LINKS, before_tax
from tci_sim.api.compare import ReturnOnQuality, load_comparison, return_on_quality
from tci_sim.cli import main
from tci_sim.engine.accounts import ACCOUNTS, SIDES
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError
from tci_sim.messages.width import width
from tci_sim.names import is_measure
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.statistics.ratio import UNDEFINED, ratio_interval
from tci_sim.views.controlled_return_text import FORMATS, sentences
from tci_sim.world.build_network import network_of
from tci_sim.world.without_programme import without_programme

SEEDS = (5, 6, 7)
START = 12
DISCOUNT = 0.1


def question(changes: Mapping[str, Any] | None = None) -> Scenario:
    small = {"months": 36, "burn_in": 6, "market.customers": 300, "world.economy.discount": DISCOUNT}
    return small_market({**small, **(changes or {})})


def found(scenario: Scenario, *asked: Any, **options: Any) -> ReturnOnQuality:
    return return_on_quality(scenario, *asked, **{"replications": 3, "seed": 5, "threads": 1, **options})


@pytest.fixture(scope="module")
def returned() -> ReturnOnQuality:
    return found(question(), 2, horizon=24)


def books(scenario: Scenario, seed: int) -> tuple[list[int], list[int], list[int]]:
    """What our firm earned before tax, paid for programmes and spent of its staff's time, month by month, from START.

    [micro-currency]
    """
    simulation = Simulation(scenario, seed=seed, threads=1)
    simulation.step(scenario.burn_in + START)
    earned, paid, spent = [], [], []
    own = [measure.name for measure in MEASURES["firm"]].index("own_time_at_wages")
    for month in range(START, scenario.months):
        simulation.step()
        statement = dict(zip(ACCOUNTS, simulation.state.books.ledger.statement[0].tolist(), strict=True))
        earned.append(sum(statement.values()) - statement["tax"])
        paid.append(-sum(min(statement[name], 0) for name in SIDES))
        spent.append(round(simulation.recording.firm[month, 0, own] * 1e6))
    return earned, paid, spent


# --- by hand ------------------------------------------------------------------------------------------------


def test_cost_gain_and_return_are_those_of_the_ledger(returned: ReturnOnQuality) -> None:
    scenario = question()
    control = without_programme(scenario, network_of(scenario), "ours", START)
    costs, gains = [], []
    for seed in SEEDS:
        with_, without = books(scenario, seed), books(control, seed)
        due = [1.1 ** -(month / 12) for month in range(1, 25)]
        earned, paid, spent = (
            [(a - b) / 1e6 for a, b in zip(ours, theirs, strict=True)]
            for ours, theirs in zip(with_, without, strict=True)
        )
        gains.append(sum(each * factor for each, factor in zip(earned, due, strict=True)))
        costs.append(sum((p + s) * factor for p, s, factor in zip(paid, spent, due, strict=True)))
    assert float(returned.cost.discounted.mean) == pytest.approx(np.mean(costs), rel=1e-6)
    assert float(returned.profit.discounted.mean) == pytest.approx(np.mean(gains), rel=1e-6)
    assert float(returned.before_cost.discounted.mean) == pytest.approx(
        np.mean(gains) + np.mean(costs), rel=1e-6
    )
    gross = np.mean(gains) + np.mean(costs)
    by_hand = (gross - np.mean(costs)) / np.mean(costs)
    assert float(returned.returned.discounted.mean) == pytest.approx(by_hand, rel=1e-6)
    assert np.allclose(
        returned.returned.discounted, ratio_interval(np.array(gains), np.array(costs)), rtol=1e-5
    )


def test_profit_before_tax_follows_from_what_is_left_of_it() -> None:
    earned = np.array([100.0, 0.0, -30.0])
    assert before_tax(earned - 0.25 * np.maximum(earned, 0.0), 0.25).tolist() == earned.tolist()
    assert np.isnan(before_tax(np.zeros(2), 1.0)).all()


def test_what_is_not_discounted_is_more_of_the_same_cost(returned: ReturnOnQuality) -> None:
    assert 0.0 < float(returned.cost.discounted.mean) < float(returned.cost.plain.mean)


def test_books_and_estimate_are_means_of_the_rounds_within_the_horizon(returned: ReturnOnQuality) -> None:
    assert returned.rounds == (2, 3)
    for measure, shown in (
        ("return_on_quality", returned.without_control),
        ("estimated_return_on_quality", returned.estimated),
    ):
        column = [each.name for each in MEASURES["firm"]].index(measure)
        recorded = [lived(question(), seed).recording.firm[:, 0, column] for seed in SEEDS]
        assert float(shown.mean) == pytest.approx(np.mean([[each[23], each[35]] for each in recorded]))


def test_the_error_is_the_estimate_less_the_return(returned: ReturnOnQuality) -> None:
    by_hand = float(returned.estimated.mean) - float(returned.returned.discounted.mean)
    assert float(returned.error.mean) == pytest.approx(by_hand)


# --- where nothing changes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("review_round", ["all", 1, 2])
def test_a_firm_without_a_programme_differs_in_no_number_at_all(review_round: Any) -> None:
    nothing = found(question({"firms.ours.policy": "common"}), review_round, replications=2)
    rows = nothing.links()
    assert len(rows) == len(LINKS)
    for prefix in ("", "discounted_"):
        known = rows[rows[f"{prefix}difference"].notna()]
        assert (known[[f"{prefix}difference", f"{prefix}low", f"{prefix}high"]] == 0.0).all(axis=None)
    assert (rows["without"] == rows["with"]).all()
    assert rows["since"].isna().all()
    for money in (nothing.cost, nothing.before_cost, nothing.profit):
        assert all(float(end) == 0.0 for one in money for end in one)
    assert nothing.returned.discounted == nothing.returned.plain == nothing.error == UNDEFINED
    assert [each.id for each in sentences(nothing)] == ["review.control.same"]


def test_where_the_programme_costs_less_than_the_control_no_return_is_defined() -> None:
    idle = found(
        question(
            {"policies.idle": {"base": "none", "improvement": {"time": 0.0}}, "firms.ours.policy": "idle"}
        ),
        replications=2,
    )
    assert float(idle.cost.discounted.high) < 0.0
    assert idle.returned.discounted == UNDEFINED
    assert [each.id for each in sentences(idle)] == ["review.control.undefined"]
    assert "nan" not in FORMATS["table"](idle)


def test_before_the_round_nothing_differs(returned: ReturnOnQuality) -> None:
    before = [array[:, :, :START] for array in returned.comparison.values.values()]
    assert all(each[0].tobytes() == each[1].tobytes() for each in before)
    after = returned.comparison.values["firm"][:, :, START:]
    assert after[0].tobytes() != after[1].tobytes()


# --- what is asked ------------------------------------------------------------------------------------------


def test_the_whole_programme_is_round_1_to_the_end() -> None:
    whole, first = found(question(), replications=2), found(question(), 1, horizon=36, replications=2)
    assert whole.comparison.fingerprint == first.comparison.fingerprint
    assert (whole.start, whole.horizon, whole.whole, first.whole) == (0, 36, True, False)


def test_the_horizon_is_36_months_or_what_is_left() -> None:
    assert found(question({"months": 60}), 2, replications=2).horizon == 36
    assert found(question(), 3, replications=2).horizon == 12


def test_another_firm_can_be_asked_about() -> None:
    north = found(question(), 2, firm="north", replications=2)
    assert (north.firm, north.policy) == ("north", "command_and_control")
    assert set(north.comparison.focal_firms.values()) == {"north"}


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(InputError) as error:
        found(question(), 9, firm="nort", horizon=99, replications=1)
    assert error.value.faults == (
        "nort is not a firm that sells: must be one of ours, north, south, east, west or centre. Did you mean 'north'?",
        "review_round = 9: must be at most 3.",
        "horizon = 99: must be at most 36.",
        "replications = 1: must be at least 2, because one pair has no interval.",
    )
    with pytest.raises(InputError, match=r"^horizon = 13: must be at most 12\.$"):
        found(question(), 3, horizon=13)
    with pytest.raises(InputError, match=r"^review_round = every: must be a whole number or 'all'\.$"):
        found(question(), "every")


# --- links --------------------------------------------------------------------------------------------------


def test_links_are_measures_from_effort_to_the_accounts_of_all(returned: ReturnOnQuality) -> None:
    stages = list(dict.fromkeys(link.stage for link in LINKS))
    assert stages == ["effort", "practice", "customers", "cost", "result", "accounts"]
    assert all(is_measure(link.measure) for link in LINKS if link.measure != GROWTH)
    seven = {"revenue", GROWTH, "share", "productivity", "unit_cost", "cycle_time", "defects"}
    assert seven <= {link.measure for link in LINKS}
    rows = returned.links().set_index(["whose", "measure"])
    assert rows.loc[("firm", "own_time_at_wages"), "since"] == 1
    assert rows.loc[("firm", "own_time_at_wages"), "discounted_low"] > 0.0
    assert (
        rows.loc[("firm", "satisfaction"), "difference"] != rows.loc[("market", "satisfaction"), "difference"]
    )


def test_a_link_says_what_both_worlds_had_and_how_they_differ(returned: ReturnOnQuality) -> None:
    rows = returned.links().set_index(["whose", "measure"])
    profit = [m.name for m in MEASURES["firm"]].index("profit")
    seen = returned.comparison.values["firm"][:, :, START:, profit].sum(axis=2).mean(axis=1)
    assert rows.loc[("firm", "profit"), ["without", "with"]].tolist() == pytest.approx(seen.tolist())
    years = returned.comparison.values["firm"][..., profit]
    growth = years[..., 24:36].sum(axis=2) - years[..., 12:24].sum(axis=2)
    assert rows.loc[("firm", GROWTH), "difference"] == pytest.approx((growth[1] - growth[0]).mean())
    for _, row in rows.iterrows():
        assert row["with"] - row["without"] == pytest.approx(row["difference"], rel=1e-6, abs=1e-6)


def test_growth_needs_two_years_and_what_means_nothing_is_left_out() -> None:
    captive = found(question({"market.captive": True}), 2, horizon=12, replications=2)
    measures = set(captive.links()["measure"])
    assert GROWTH not in measures
    assert not {"share", "retention"} & measures
    assert not np.isfinite(captive.estimated.mean)
    assert [each.id for each in sentences(captive)][1:] == []


# --- told ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "said"),
    [((1.0, 0.5, 1.5), "worth"), ((-0.6, -0.9, -0.3), "not_worth"), ((0.1, -0.2, 0.4), "open")],
)
def test_the_verdict_follows_from_the_interval(
    returned: ReturnOnQuality, of: tuple[float, ...], said: str
) -> None:
    interval = type(UNDEFINED)(*(np.asarray(end) for end in of))
    other = ReturnOnQuality(returned.comparison, "ours", "tci", START, False)
    other.__dict__["returned"] = type(returned.returned)(interval, interval)
    other.__dict__["error"] = UNDEFINED
    assert [each.id for each in sentences(other)] == [f"review.control.{said}"]


@pytest.mark.parametrize(
    ("of", "said"),
    [((2.0, 1.0, 3.0), "high"), ((-2.0, -3.0, -1.0), "low"), ((0.1, -1.0, 1.2), "right")],
)
def test_the_error_of_the_estimate_is_told(
    returned: ReturnOnQuality, of: tuple[float, ...], said: str
) -> None:
    other = ReturnOnQuality(returned.comparison, "ours", "tci", START, False)
    other.__dict__["error"] = type(UNDEFINED)(*(np.asarray(end) for end in of))
    [_, told] = sentences(other)
    assert told.id == f"review.control.estimate_{said}"
    if said != "right":
        assert str(told).endswith("by 200.0 % (100.0 to 300.0 %).")


@pytest.mark.parametrize("ended", [0, 1])
def test_where_too_few_runs_ended_nothing_is_said(returned: ReturnOnQuality, ended: int) -> None:
    known = returned.comparison
    prints = tuple(run if k < ended else "" for k, run in enumerate(known.fingerprints["with"]))
    failed = tuple(FailedRun("with", seed, "no.") for seed in SEEDS[ended:])
    few = replace(known, fingerprints={**known.fingerprints, "with": prints}, failed=failed)
    other = ReturnOnQuality(few, "ours", "tci", START, False)
    assert [each.id for each in sentences(other)] == ["review.control.few"]
    assert other.pairs == ended
    table = FORMATS["table"](other)
    assert table.count("Failed: with the programme, seed ") == len(SEEDS) - ended
    assert "nan" not in table
    assert json.loads(FORMATS["json"](other))["return_on_quality"]["discounted"] == dict.fromkeys(
        ("mean", "low", "high")
    )


def test_the_table_names_the_control_and_every_link(returned: ReturnOnQuality) -> None:
    table = returned.to_text()
    assert "with a control: review round 2, from month 12 for 2 years." in table
    assert "\nthe firm's books, without a control " in table
    assert returned.verdict.split(".")[0] in table
    assert not re.search(r"[{}]|nan|review\.|stage\.", table)
    assert repr(returned).startswith("<ReturnOnQuality: How does")
    assert "<table" in returned.to_html()


def test_the_chinese_table_lines_up_and_holds_no_english(returned: ReturnOnQuality) -> None:
    table = returned.to_text(lang="zh-Hant")
    asked, title, *_ = table.splitlines()
    assert title == "「本公司」（全面顧客整合）有對照組的品質報酬率：第 2 輪評審，自第 13 個月起 2 年。"
    assert re.findall("[A-Za-z]{2,}", table.removeprefix(asked)) == []
    for block in table.split("\n\n"):
        rows = [line for line in block.splitlines() if "  " in line]
        assert len({width(row) for row in rows}) <= 2


def test_markdown_and_csv_say_the_same(returned: ReturnOnQuality) -> None:
    assert FORMATS["markdown"](returned).count("| --: |") >= 1
    head, *rows = FORMATS["csv"](returned).splitlines()
    assert head.startswith(
        "stage,whose,measure,unit,pairs,without,with,difference,low,high,discounted_difference,"
    )
    assert len(rows) == len(LINKS)


@pytest.fixture
def small_file(tmp_path: Path) -> str:
    file = tmp_path / "small.yaml"
    file.write_text(
        f"reason: small\nbase: {BASELINE}\nmonths: 24\nburn_in: 6\nmarket: {{customers: 300}}\n",
        encoding="utf-8",
    )
    return str(file)


def test_the_command_prints_json_in_its_shape_and_keeps_its_runs(
    small_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--round", "2", "--replications", "2", "--allow-outside", "-q", "--out", str(tmp_path / "kept")]
    assert main(["review", small_file, "--firm", "west", "--format", "json", *asked]) == 0
    answered = json.loads(capsys.readouterr().out)
    shape = YAML(typ="safe", pure=True).load(
        files("tci_sim.views").joinpath("controlled_return.schema.yaml").read_text("utf-8")
    )
    jsonschema.Draft202012Validator.check_schema(shape)
    jsonschema.validate(answered, shape)
    assert (answered["firm"], answered["round"], answered["start"], answered["horizon"]) == (
        "west",
        2,
        12,
        12,
    )
    kept = load_comparison(answered["folder"])
    assert kept.fingerprint == answered["fingerprint"]
    assert main(["review", small_file, *asked, "--lang", "zh-Hant"]) == 0
    assert "有對照組的品質報酬率" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--horizon", "12", "--replications", "3"],
            "--horizon: only with --round.\n--replications: only with --round.\n",
        ),
        (["--round", "some"], "--round some: must be a whole number or 'all'.\n"),
        (["--round", "0"], "--round 0: must be at least 1.\n"),
        (["--round", "5"], "review_round = 5: must be at most 2.\n"),
        (["--round", "1", "--horizon", "0"], "--horizon 0: must be at least 1.\n"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_is_run(
    small_file: str, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert main(["review", small_file, *options, "--allow-outside", "-q"]) == 2
    assert capsys.readouterr().err.endswith(said)
    assert main(["--lang", "zh-Hant", "review", small_file, *options, "--allow-outside", "-q"]) == 2
    assert not re.search("must be|only with", capsys.readouterr().err)
