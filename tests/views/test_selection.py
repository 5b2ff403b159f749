"""Tables and pictures show what a scenario is about, leave out what means nothing in it, and say so."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from tci_sim.analysis.answer import Answer
from tci_sim.api.compare import compare
from tci_sim.api.run import RunResult, run
from tci_sim.errors import InputError
from tci_sim.messages.width import width
from tci_sim.scenario.labels import shock_sentence
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Shock
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.views.run_pictures import SHOWN, panel
from tci_sim.views.run_text import COLUMNS, as_table
from tci_sim.views.selection import (
    firms_without_customers,
    select_measures,
    shock_lines,
    timeline,
)

STORIES = Path(__file__).parents[2] / "scenarios" / "stories"
SMALL = {"market.customers": 300, "months": 15, "burn_in": 6}


@pytest.fixture(scope="module")
def office() -> RunResult:
    return run(variant(load(STORIES / "public_office.yaml"), SMALL))


def test_a_report_names_the_columns_and_the_pictures() -> None:
    question = load(STORIES / "price_war.yaml")
    assert select_measures(question, COLUMNS) == select_measures(question, SHOWN) == question.report
    assert question.report[0] == "price"


def test_what_means_nothing_is_left_out_of_the_table_and_named_below_it(office: RunResult) -> None:
    table = as_table(Answer(run(variant(office.question, {"report": ()})), None, (), reused=False))
    heading = table.splitlines()[3]
    assert "satisfaction" in heading
    assert "share" not in heading
    assert table.splitlines()[-2:] == [
        "Omitted because customers cannot leave: market share, retention.",
        "Omitted because customers do not pay: value to all.",
    ]
    assert "nan" not in table


def test_a_report_on_what_is_not_measured_of_firms_is_refused_before_anything_runs() -> None:
    question = variant(load(STORIES / "price_war.yaml"), {"report": ("price", "shortfall")})
    with pytest.raises(InputError, match=r"^report\.1 = 'shortfall': is not a measure of a firm\.$"):
        run(question)


def test_a_misspelt_measure_in_a_report_is_reported_with_the_nearest_one() -> None:
    with pytest.raises(InputError, match=r"report\.0 = 'prise': must be a measure. Did you mean 'price'\?"):
        variant(load(STORIES / "price_war.yaml"), {"report": ("prise",)})


def test_precision_of_what_means_nothing_is_refused(office: RunResult) -> None:
    with pytest.raises(
        InputError, match=r"^precision\.share is not defined in tci, because customers cannot"
    ):
        compare(office.question, firm_policies=("tci", "tqm"), precision={"share": 0.1})


def test_two_policies_of_an_office_are_compared_without_a_word_on_share_or_price(office: RunResult) -> None:
    found = compare(office.question, firm_policies=("tci", "command_and_control"), replications=2, threads=1)
    rows = found.differences().set_index("measure")
    assert rows.loc["share", "pairs"] == rows.loc["price", "pairs"] == 0
    assert rows.loc["satisfaction", "pairs"] == 2
    assert "nan" not in str(found.verdicts)


def test_a_firm_without_customers_is_marked_and_every_line_is_in_one_language(made) -> None:
    result = made()
    values = {kind: array.copy() for kind, array in result.values.items()}
    column = result.measures["firm"].index("customers")
    values["firm"][-12:, result.firms.index("east"), column] = 0.0
    unserved = dataclasses.replace(result, values=values)
    assert firms_without_customers(unserved) == {"east"}
    assert "\neast (no customers)  satisfaction management" in unserved.to_text()
    table = unserved.to_text(lang="zh-Hant")
    assert "\n東方公司（沒有顧客）  顧客滿意經營" in table
    head, units, *rows = table.splitlines()[3:]
    assert len({width(line) for line in (head, units, *rows)}) == 1
    _, *said = table.splitlines()
    assert re.findall("[A-Za-z]{2,}", "".join(said)) == ["ISO"]
    assert "{" not in table


def test_every_shock_is_told_in_both_languages() -> None:
    question = load(STORIES / "price_war.yaml")
    given = {
        "policy_change": {"policy": "tqm"},
        "lever_change": {"levers": {"improvement": {"time": 0.2}}},
        "world_change": {"world": {"choice": {"price_weight": 9.0}}},
    }
    for kind, declared in SHOCKS.items():
        for target in (None, "ours") if declared.target_kind else ():
            written = {
                "month": 1,
                "kind": kind,
                "target": target,
                "size": 0.5,
                "duration": 6,
                **given.get(kind, {}),
            }
            shock = Shock.model_validate(written)
            english, chinese = (shock_sentence(question, shock).text(lang) for lang in ("en", "zh-Hant"))
            assert english.startswith(("our firm", "ours") if target else "all ")
            assert ("「" in chinese) == (target is not None or declared.changes_policy)
            assert not re.search("[A-Za-z{}]", chinese.replace("「ours」", ""))


def test_a_change_of_the_world_is_reported_for_the_months_in_which_it_lasts_or_for_its_first() -> None:
    question = load(STORIES / "hard_times.yaml")
    english = "the world changes: weight of the price now 12, purchase rate now 0.64 per month"
    assert timeline(question)[0][:2] == (36, 60)
    assert str(timeline(question)[0][2]) == english
    for_good = variant(question, {"shocks.0.duration": None})
    assert [str(line) for line in shock_lines(for_good)] == [f"Month 36: {english}"]
    chinese = [line.text("zh-Hant") for line in shock_lines(question)]
    assert chinese == ["第 37 至 60 個月：市場環境改變：價格權重變為 12、購買率變為每月 0.64"]


def test_what_happens_is_reported_in_order_and_shaded_where_it_lasts() -> None:
    question = load(STORIES / "supplier_failing.yaml")
    assert [(first, last, str(happens)) for first, last, happens in timeline(question)] == [
        (36, 39, "supplier 1.1: 100 % of the capacity fails"),
        (39, 42, "supplier 1.1: 50 % of the capacity fails"),
    ]
    assert [line.text("zh-Hant") for line in shock_lines(question)] == [
        "第 37 至 39 個月：「supplier 1.1」產能減少 100%",
        "第 40 至 42 個月：「supplier 1.1」產能減少 50%",
    ]
    short = run(variant(question, {**SMALL, "months": 40}))
    assert panel(short, "fill_rate").spans == ((36, 39), (39, 42))
