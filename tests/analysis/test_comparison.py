"""A comparison made by hand, in which every difference is known: numbers, verdicts, text, pictures, files."""

import dataclasses
import io
import json
import re
from importlib.resources import files

import jsonschema
import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from tci_sim.analysis.comparison import FailedRun
from tci_sim.api.compare import Comparison, load_comparison
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.messages.catalogue import texts
from tci_sim.messages.width import width
from tci_sim.names import label
from tci_sim.runs.provenance import model_version
from tci_sim.runs.store_errors import StoreError
from tci_sim.scenario.load import load, variant
from tci_sim.statistics.paired import holm
from tci_sim.views.comparison_pictures import draw_all
from tci_sim.views.comparison_text import as_csv, as_json, as_table
from tci_sim.views.verdict import verdict_sentences

MONTHS, SEEDS = 48, (5, 6, 7, 8)
PROFIT, MIND = ([m.name for m in MEASURES["firm"]].index(name) for name in ("profit", "satisfaction"))
WOBBLE = np.array([-1.0, 1.0, -1.0, 1.0])  # by seed; its standard error of the mean is .577


@pytest.fixture(scope="module")
def question(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), {"months": MONTHS})


@pytest.fixture(scope="module")
def compared(question):
    return made(question)


def made(question, monthly=None, failed=(), **changes):
    """`other` loses 50,000 a month for 24 months and then gains 100,000; its customers are happier by 6.3."""
    monthly = np.where(np.arange(MONTHS) < 24, -50_000.0, 100_000.0) if monthly is None else monthly
    measures = {kind: tuple(measure.name for measure in MEASURES[kind]) for kind in ("firm", "market")}
    luck = 1_000.0 * np.arange(4)[:, None, None]
    values = {
        kind: np.tile(luck, (2, 1, MONTHS, len(names))).reshape(2, 4, MONTHS, len(names))
        for kind, names in measures.items()
    }
    values["firm"][1, :, :, PROFIT] += monthly + 2_000.0 * WOBBLE[:, None]
    values["firm"][1, :, :, MIND] += 6.3 + 0.1 * WOBBLE[:, None]
    prints = {name: [f"{name}{seed}" for seed in SEEDS] for name in ("first", "other")}
    for run in failed:
        prints[run.scenario][SEEDS.index(run.seed)] = ""
        for array in values.values():
            array[list(prints).index(run.scenario), SEEDS.index(run.seed)] = np.nan
    given = {
        "questions": {"first": question, "other": question},
        "seeds": SEEDS,
        "focal_firms": {"first": "ours", "other": "ours"},
        "measures": measures,
        "values": values,
        "fingerprints": {name: tuple(runs) for name, runs in prints.items()},
        "failed": tuple(failed),
        "precision": {},
        "limit": 200,
        "provenance": {
            "format": 1,
            "tci_sim": "0",
            "model": model_version(),
            "keys": {"first": "a", "other": "b"},
        },
    }
    return Comparison(**{**given, **changes})


# --- numbers ----------------------------------------------------------------------------------------------


def test_money_is_added_up_and_the_rest_is_the_mean_of_the_last_year(compared):
    row = compared.differences("profit").squeeze()
    assert row.difference == pytest.approx(24 * -50_000 + 24 * 100_000)
    assert (row.unit, row.months, row.pairs) == ("currency", MONTHS, 4)
    row = compared.differences("satisfaction").squeeze()
    assert row.difference == pytest.approx(6.3)
    assert (row.months, row.pairs) == (12, 4)
    # t(3) = 3.182, standard error .1 x 1.1547 / 2
    assert (row.low, row.high) == pytest.approx((6.3 - 3.1824 * 0.057735, 6.3 + 3.1824 * 0.057735), abs=1e-4)


def test_p_values_are_corrected_over_all_rows_of_the_table_that_is_shown(compared):
    names = ["profit", "satisfaction", "share"]
    frame = compared.differences(names)
    assert frame["p_holm"].tolist() == holm(frame["p_value"].tolist())
    assert (frame["p_holm"] > frame["p_value"]).any()
    table = pd.read_csv(io.StringIO(as_csv(compared)))
    assert set(table["kind"]) == {"firm", "market"}
    assert table["p_holm"].to_numpy() == pytest.approx(holm(table["p_value"].tolist()), nan_ok=True)


def test_shared_random_numbers_is_no_part_of_the_difference(compared):
    row = compared.differences("satisfaction").squeeze()
    ours, reference = compared.figures("satisfaction")[::-1]
    assert row.variance_reduction == pytest.approx(
        (np.var(ours, ddof=1) + np.var(reference, ddof=1)) / (0.01 * 4 / 3)
    )
    assert row.variance_reduction > 1e6


def undiscounted(question):
    return variant(question, {"world.economy.discount": 0.0})


def test_the_month_of_break_even_is_that_of_the_mean(question):
    # -1.2 m after month 23; +100,000 a month: 0 after month 35, above it after month 36
    compared = made(undiscounted(question))
    assert compared.payback("other").month == 36
    assert compared.differences("profit").squeeze().break_even == 36
    assert compared.differences("share").break_even.isna().all()


def test_money_is_discounted_before_it_is_compared(compared):
    # what comes early is worth more: -50,000 for 24 months, then +100,000 for 24, at 10 % a year
    v = 1.1 ** (-1 / 12)
    first, second = (v * (1 - v**24) / (1 - v) * v**start for start in (0, 24))
    row = compared.differences("profit").squeeze()
    assert row.discounted_difference == pytest.approx(-50_000 * first + 100_000 * second, rel=1e-9)
    assert row.discounted_value - row.discounted_reference == pytest.approx(row.discounted_difference)
    assert row.break_even > 36
    assert row.discounted_low < row.discounted_difference < row.discounted_high
    assert np.isnan(compared.differences("satisfaction").squeeze().discounted_value)


def test_the_chance_of_a_loss_is_the_share_of_pairs_that_lose(question):
    # two of four pairs lose 2,000 a month
    compared = made(question, np.zeros(MONTHS))
    found = compared.chance_of_loss("other")
    assert (found.share, round(found.low, 4), round(found.high, 4)) == (0.5, 0.0676, 0.9324)
    row = compared.differences("profit").squeeze()
    assert (row.chance_of_loss, row.chance_low, row.chance_high) == found
    assert made(question, np.full(MONTHS, 1e5)).chance_of_loss("other").share == 0.0


def test_runs_needed_are_those_for_the_precision_that_was_asked(question):
    wide, narrow = (made(question, precision={"satisfaction": width}) for width in (0.5, 0.05))
    assert wide.precision_reached
    assert not narrow.precision_reached
    assert wide.differences("satisfaction").runs_needed.tolist() == [0]
    assert narrow.differences("satisfaction").runs_needed.tolist()[0] > 10


def test_a_failed_run_is_listed_and_its_pair_left_out(question):
    lost = made(question, failed=[FailedRun("first", 6, "month 3: it broke.")])
    assert lost.differences("profit").squeeze().pairs == 3
    assert len(lost.monthly("other", "profit")) == 3
    assert "Failed: first, seed 6: month 3: it broke." in as_table(lost)
    assert "1 failed" in repr(lost)


def test_nothing_in_it_can_be_changed(compared):
    with pytest.raises(dataclasses.FrozenInstanceError):
        compared.seeds = ()
    with pytest.raises(ValueError, match="read-only"):
        compared.values["firm"][0] = 1.0
    with pytest.raises(TypeError):
        compared.questions["first"] = None


def test_values_of_the_wrong_shape_are_refused(compared):
    with pytest.raises(ValueError, match="values of kind 'firm' have shape"):
        dataclasses.replace(compared, seeds=SEEDS[:-1])


def test_its_frame_is_tidy(compared):
    frame = compared.to_frame(["profit", "share"])
    assert list(frame.columns) == ["scenario", "seed", "month", "holder", "measure", "value"]
    assert len(frame) == 2 * 4 * MONTHS * 2
    chosen = frame[(frame.scenario == "other") & (frame.seed == 6) & (frame.month == 3)]
    assert chosen[chosen.measure == "profit"].squeeze().value == 1_000.0 - 50_000.0 + 2_000.0
    assert set(compared.to_frame("profit", kind="market").holder) == {"market"}


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda c: c.differences("satisfacton"), "satisfacton is not a measure. Did you mean 'satisfaction'"),
        (lambda c: c.to_frame("profit", kind="frim"), "frim is not a kind of holder"),
        (lambda c: c.paired("othr", "profit"), "othr was not compared. Did you mean 'other'"),
    ],
)
def test_a_wrong_name_is_met_with_the_nearest(compared, ask, says):
    with pytest.raises(InputError, match=says):
        ask(compared)


# --- verdicts ---------------------------------------------------------------------------------------------


def ids(comparison, name="other"):
    return [said.id for said in verdict_sentences(comparison, name)]


def test_a_verdict_says_cost_break_even_and_customers(question):
    compared = made(undiscounted(question))
    english = (
        "Against first, other earns 1.20 million currency units less in the first 2 years"
        " (95 % interval 1.11 to 1.29), but leads from month 36 and is"
        " 1.20 million currency units ahead after 4 years (1.02 to 1.38)."
        " Profit is discounted at 0 % a year; without that, the difference is +1.20 million currency units (+1.02 to"
        " +1.38). Chance of a loss: 0 % (0 % to 60 %)."
        " Satisfaction: +6.3 points (95 % interval +6.1 to +6.5);"
        " market share: 0.0 percentage points (0.0 to 0.0)."
    )
    chinese = (
        "與「first」相比，「other」前 2 年少賺 120 萬元（95% 信賴區間 111 至 129 萬元），"
        "但累計獲利自第 37 個月起領先，4 年後多賺 120 萬元（102 至 138 萬元）。"
        "獲利以年率 0% 折現；未折現時，差異為 +120 萬元（+102 至 +138 萬元）。虧損機率 0%（0% 至 60%）。"
        "滿意度 +6.3 分（95% 信賴區間 +6.1 至 +6.5 分），市場占有率 0.0 個百分點（0.0 至 0.0 個百分點）。"
    )
    assert compared.verdicts["other"] == compared.verdict("other") == english
    assert compared.verdict("other", lang="zh-TW") == chinese
    assert compared.verdicts["other"] in repr(compared)


def early_and_total(early, late):
    """Profit a month: `early` for two years, `late` for the two after them."""
    return np.where(np.arange(MONTHS) < 24, early, late)


OUTCOMES = {
    "verdict.more_from_start": early_and_total(50_000.0, 50_000.0),
    "verdict.less_then_leads": early_and_total(-50_000.0, 100_000.0),
    "verdict.unclear_then_leads": early_and_total(-10.0, 100_000.0),
    "verdict.never_pays": early_and_total(-50_000.0, -50_000.0),
    "verdict.more_then_behind": early_and_total(50_000.0, -100_000.0),
    "verdict.unclear": early_and_total(-10.0, 20.0),
    "verdict.less_then_unclear": early_and_total(-50_000.0, 50_000.0),
    "verdict.more_then_unclear": early_and_total(50_000.0, -50_000.0),
    "verdict.same": -2_000.0 * WOBBLE[:, None],
    "verdict.not_measured": np.full(MONTHS, np.nan),
}
"""Differences of profit by month that lead to each outcome of four years."""


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_has_its_sentence_in_both_languages(question, outcome):
    comparison = made(undiscounted(question), OUTCOMES[outcome])
    assert ids(comparison)[0] == outcome
    english, chinese = (comparison.verdict("other", lang=lang) for lang in ("en", "zh-Hant"))
    assert "first" in english
    assert "「first」" in chinese
    assert re.sub("first|other", "", chinese).isascii() is False
    assert re.findall("[A-Za-z]{2,}", re.sub("first|other", "", chinese)) == []
    assert not re.search("[{}]|nan", english + chinese)


@pytest.mark.parametrize(
    ("monthly", "outcome"),
    [(50_000.0, "verdict.more"), (-50_000.0, "verdict.less"), (0.5, "verdict.unclear")],
)
def test_two_years_are_not_told_apart_from_the_first_two(question, monthly, outcome):
    short = made(question, np.full(MONTHS, monthly))
    asked = variant(question, {"months": 24})
    values = {kind: array[:, :, :24] for kind, array in short.values.items()}
    short = dataclasses.replace(short, questions={"first": asked, "other": asked}, values=values)
    assert ids(short)[0] == outcome
    assert "in 2 years" in short.verdict("other")
    assert "2 年內" in short.verdict("other", lang="zh-Hant")


def test_one_pair_has_no_interval_and_none_has_no_verdict(question):
    one = made(question, failed=[FailedRun("first", seed, "no.") for seed in SEEDS[1:]])
    assert ids(one)[:2] == ["verdict.one_pair", "verdict.minds_one_pair"]
    assert "95 %" not in one.verdict("other")
    none = made(question, failed=[FailedRun("first", seed, "no.") for seed in SEEDS])
    assert none.verdicts["other"] == ("Against first, other cannot be judged: no pair of runs was completed.")
    assert (
        none.verdict("other", lang="zh-Hant") == "與「first」相比，無法判斷「other」：沒有任何一組模擬完成。"
    )
    assert "-" in as_table(none)
    assert {row["difference"] for row in json.loads(as_json(none))["differences"]} == {None}


def test_all_sentences_of_verdicts_are_reached(question):
    """What no test of this file reaches would never be read before a user does."""
    shares, minds = made(question), made(question)
    values = {kind: array.copy() for kind, array in shares.values.items()}
    values["firm"][..., names("share")] = np.nan
    without_share = dataclasses.replace(shares, values=values)
    one = [FailedRun("first", seed, "no.") for seed in SEEDS[1:]]
    alone = made(question, failed=one)
    alone = dataclasses.replace(
        alone, values={"firm": np.where(np.isin(np.arange(len(MEASURES["firm"])), names("share")), np.nan,
                                        alone.values["firm"]), "market": alone.values["market"]},
    )  # fmt: skip
    values = {kind: array.copy() for kind, array in minds.values.items()}
    values["firm"][..., MIND] = np.nan
    unmeasured = dataclasses.replace(minds, values=values)
    reached = {
        *(id_ for each in (without_share, alone, unmeasured) for id_ in ids(each)),
        *(id_ for gain in (-9.0, 0.001, 9.0) for id_ in ids(with_value(question, gain))),
        *ids(of_twelve_pairs(made(question))),
        *OUTCOMES, "verdict.more", "verdict.less", "verdict.one_pair", "verdict.no_pair", "verdict.minds",
        "verdict.minds_one_pair",
    }  # fmt: skip
    assert reached == {id_ for id_ in texts("en") if id_.startswith("verdict.")}


def of_twelve_pairs(comparison):
    """Return the same with each pair three times, so that months can be resampled."""
    return dataclasses.replace(
        comparison,
        seeds=tuple(range(12)),
        values={kind: np.tile(array, (1, 3, 1, 1)) for kind, array in comparison.values.items()},
        fingerprints={name: runs * 3 for name, runs in comparison.fingerprints.items()},
    )


def test_the_month_of_break_even_has_an_interval_where_there_are_pairs_enough(question):
    assert "verdict.leads_between" not in ids(made(question))
    sure = of_twelve_pairs(made(question))
    month = sure.payback("other")
    assert month.low <= month.month <= month.high
    assert f"The month from which it leads is between {month.low} and {month.high} (95 %)." in sure.verdict(
        "other"
    )
    assert f"介於第 {month.low + 1} 至第 {month.high + 1} 個月" in sure.verdict("other", lang="zh-Hant")


def names(measure):
    return [each.name for each in MEASURES["firm"]].index(measure)


def with_value(question, gain):
    """Customers get that much more a month, give or take 1, and all together get as much."""
    comparison = made(question)
    values = {kind: array.copy() for kind, array in comparison.values.items()}
    for measure in ("value_customers", "value_total"):
        values["market"][1, :, :, names(measure)] += gain + WOBBLE[:, None]
    return dataclasses.replace(comparison, values=values)


def test_what_stakeholders_get_stands_in_one_unit(question):
    said = verdict_sentences(with_value(undiscounted(question), 900.0), "other")[0]
    assert said.id == "verdict.market_more"
    assert str(said).endswith(
        "in thousand currency units: customers +43.2, suppliers 0.0, employees 0.0, owners 0.0, society 0.0."
    )
    assert "10 年" not in said.text("zh-Hant")
    assert "的總價值增加 4.3 萬元" in said.text("zh-Hant")
    assert "其中（萬元）：顧客 +4.3、供應商 0.0、" in said.text("zh-Hant")


def test_a_scenario_that_is_named_after_its_policy_is_called_what_the_policy_is(question, compared):
    renamed = made(
        question,
        questions={"first": question, "tci": question},
        focal_firms={"first": "ours", "tci": "ours"},
        fingerprints={"first": compared.fingerprints["first"], "tci": compared.fingerprints["other"]},
    )
    policy = question.firms["ours"].policy
    called = label("policy", "tci") if policy == "tci" else "tci"
    assert renamed.verdicts["tci"] == compared.verdicts["other"].replace("other", str(called))
    assert "「全面顧客整合」" in renamed.verdict("tci", lang="zh-Hant")


def test_a_language_that_there_is_not_is_refused(compared):
    with pytest.raises(InputError, match=r"^lang = fr: must be en or zh-Hant\.$"):
        compared.verdict("other", lang="fr")


# --- as text ----------------------------------------------------------------------------------------------


def test_the_table_shows_the_reference_then_differences_then_verdicts(compared):
    lines = as_table(compared).splitlines()
    market, row, differs = [line for line in lines if line.startswith("other")]
    assert lines.index("The whole market") < lines.index(market) < lines.index("The firm")
    assert "+6.3 [+6.1, +6.5]" in row
    assert lines.index(row) < lines.index(compared.verdicts["other"]) < lines.index(differs)
    assert differs == "other does not differ from first."


def test_the_table_says_whether_the_precision_was_reached(question):
    reached = as_table(made(question, precision={"satisfaction": 0.5}))
    assert "customer satisfaction: half-width 0.50 points reached with 4 replications." in reached
    missed = as_table(made(question, precision={"satisfaction": 0.05}))
    assert "half-width 0.050 points not reached with 4 replications, the limit; about " in missed
    nothing = made(
        question, precision={"satisfaction": 0.5}, failed=[FailedRun("first", s, "no.") for s in SEEDS]
    )
    with using_language("zh-Hant"):
        assert "顧客滿意度：4 組已達上限，仍未達到區間半寬 0.50 分；無法估計還需要幾組。" in as_table(nothing)


def test_the_chinese_table_lines_up_and_says_its_units_once(compared):
    with using_language("zh-Hant"):
        lines = as_table(compared).splitlines()
    start = lines.index("公司") + 1
    head, units, *rows = lines[start : start + 4]
    assert head.split() == ["顧客滿意度", "市場占有率", "顧客保留率", "稅後淨利", "稅後淨利（未折現）"]
    assert units.split()[:2] == ["分", "%；差異：個百分點"]
    assert "萬元" in units
    assert len({width(line) for line in (head, units, *rows)}) == 1
    assert not any("萬" in row or "元" in row for row in rows)


def test_the_csv_has_a_row_for_each_measure_of_firm_and_market(compared):
    lines = as_csv(compared).splitlines()
    assert lines[0].startswith("kind,scenario,measure,unit,months,pairs,reference,value,difference,low,high")
    assert len(lines) == 1 + len(MEASURES["firm"]) + len(MEASURES["market"])


def test_the_json_has_the_shape_that_is_documented(compared):
    text = files("tci_sim.views").joinpath("compare.schema.yaml").read_text("utf-8")
    schema = YAML(typ="safe").load(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    shown = json.loads(as_json(compared))
    jsonschema.validate(shown, schema)
    assert shown["reference"] == "first"
    assert [each["verdict"] for each in shown["scenarios"]] == [None, compared.verdicts["other"]]
    assert {row["measure"] for row in shown["differences"]} == {m.name for m in MEASURES["firm"]}
    with using_language("zh-Hant"):
        translated = json.loads(as_json(compared))
    assert translated["scenarios"][1].pop("verdict").startswith("與「first」相比")
    assert translated.pop("question").endswith("？")
    shown["scenarios"][1].pop("verdict")
    shown.pop("question")
    for rows, said in (
        (shown["differences"], "A bootstrap interval needs at least 10 pairs, not "),
        (shown["market_differences"], "A bootstrap interval needs at least 10 pairs, not "),
        (translated["differences"], "只有 "),
        (translated["market_differences"], "只有 "),
    ):
        assert all(row.pop("bootstrap_omitted").startswith(said) for row in rows)
        assert all(row["bootstrap_low"] is None for row in rows)
    assert translated == shown
    for name in schema["required"]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: value for key, value in shown.items() if key != name}, schema)


# --- pictures and files -----------------------------------------------------------------------------------


def test_a_picture_draws_the_difference_and_its_band(compared):
    ax = compared.plot("satisfaction").axes
    [line] = ax.get_lines()[:1]
    assert line.get_ydata() == pytest.approx(np.full(MONTHS, 6.3))
    [band] = ax.collections
    heights = band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == pytest.approx((6.3 - 0.18374, 6.3 + 0.18374), abs=1e-4)


def test_money_is_drawn_cumulated(compared):
    [line] = [line for line in compared.plot("profit").axes.get_lines() if line.get_label() == "other"]
    assert line.get_ydata()[[23, 35, 47]] == pytest.approx([-1.2, 0.0, 1.2])


def test_the_same_comparison_draws_the_same_files(compared, tmp_path):
    first, second = (draw_all(compared, tmp_path / name) for name in "ab")
    assert {path.stem for path in first} == {"profit", "satisfaction", "share", "value_total"}
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_what_is_saved_is_read_again_to_the_last_bit(question, tmp_path):
    lost = made(question, failed=[FailedRun("other", 6, "it broke.")], precision={"satisfaction": 0.5})
    again = load_comparison(lost.save(tmp_path))
    assert again == lost
    assert again.failed == lost.failed
    assert again.verdicts == lost.verdicts
    for kind, values in lost.values.items():
        np.testing.assert_array_equal(again.values[kind], values)


def test_what_is_damaged_or_absent_is_not_read(compared, tmp_path):
    folder = compared.save(tmp_path)
    (firm,), (market,) = ((folder / kind).glob("*.parquet") for kind in ("firm", "market"))
    firm.write_bytes(market.read_bytes()[:-9])
    with pytest.raises(StoreError, match="is damaged"):
        load_comparison(folder)
    firm.unlink()
    with pytest.raises(StoreError, match="is damaged: the file is missing"):
        load_comparison(folder)
    with pytest.raises(StoreError, match="contains no comparison"):
        load_comparison(tmp_path)
