"""Tables and pictures show what a scenario is about, leave out what means nothing in it, and say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tci_sim.analysis.answer import Answer
from tci_sim.api import RunResult, compare, run
from tci_sim.errors import InputError
from tci_sim.scenario.load import load, variant
from tci_sim.views.run_pictures import SHOWN, panel
from tci_sim.views.run_text import COLUMNS, as_table
from tci_sim.views.selection import select_measures, timeline

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
    assert table.splitlines()[-1] == (
        "Left out, for customers cannot leave and customers do not pay: share, retention, value total."
    )
    assert "nan" not in table


def test_a_report_on_what_is_not_measured_of_firms_is_refused_before_anything_runs() -> None:
    question = variant(load(STORIES / "price_war.yaml"), {"report": ("price", "shortfall")})
    with pytest.raises(InputError, match=r"^report\.1 = 'shortfall': is not a measure of a firm\.$"):
        run(question)


def test_a_misspelt_measure_in_a_report_is_reported_with_the_nearest_one() -> None:
    with pytest.raises(InputError, match=r"report\.0 = 'prise': must be a measure. Did you mean 'price'\?"):
        variant(load(STORIES / "price_war.yaml"), {"report": ("prise",)})


def test_precision_of_what_means_nothing_is_refused(office: RunResult) -> None:
    with pytest.raises(InputError, match=r"^precision\.share means nothing in tci, for customers cannot"):
        compare(office.question, firm_policies=("tci", "tqm"), precision={"share": 0.1})


def test_two_policies_of_an_office_are_compared_without_a_word_on_share_or_price(office: RunResult) -> None:
    found = compare(office.question, firm_policies=("tci", "command_and_control"), replications=2, threads=1)
    rows = found.differences().set_index("measure")
    assert rows.loc["share", "pairs"] == rows.loc["price", "pairs"] == 0
    assert rows.loc["satisfaction", "pairs"] == 2
    assert "nan" not in str(found.verdicts)


def test_what_happens_is_reported_in_order_and_shaded_where_it_lasts() -> None:
    question = load(STORIES / "supplier_failing.yaml")
    assert timeline(question) == (
        (36, 39, "supplier 1.1: 100 % of the capacity fails"),
        (39, 42, "supplier 1.1: 50 % of the capacity fails"),
    )
    short = run(variant(question, {**SMALL, "months": 40}))
    assert panel(short, "fill_rate").spans == ((36, 39), (39, 42))
