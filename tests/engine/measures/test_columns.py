"""A measure is declared once, in full, and what is recorded keeps to what is declared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from worlds import lived, small_market

from tci_sim.engine.backend.source_hash import imported_modules
from tci_sim.engine.measures.columns import DECLARED, MEASURES, ROWS, check_joins, without
from tci_sim.engine.measures.declaration import ANY, Columns, Join, Summary, first_column, measure

SLACK = 1e-9
"""How far sums of rounded numbers may lie beyond an end, relative to it."""


class OfTrees(Columns):
    """Columns about a tree."""

    HEIGHT = measure("metre", Join.SUM, Summary.LAST_YEAR, low=0.0, high=ANY)
    GREEN = measure("-", Join.BY_CUSTOMERS, Summary.LAST_YEAR, low=0.0, high=1.0, needs=("choice",))


class OfLeaves(Columns):
    """Columns about a leaf."""

    AREA = measure("metre²", Join.APART, Summary.LAST_YEAR, low=0.0, high=ANY)
    GREEN = OfTrees.GREEN.for_other_holder(Join.APART)


def test_columns_are_numbered_as_they_stand_and_know_what_is_declared_of_them() -> None:
    assert [*OfTrees] == [0, 1]
    assert OfTrees.GREEN.declared.joins == Join.BY_CUSTOMERS
    assert first_column((OfTrees, OfLeaves), OfLeaves) == 2


def test_a_measure_of_other_holders_differs_in_how_it_joins_alone() -> None:
    assert OfLeaves.GREEN.declared == measure("-", Join.APART, Summary.LAST_YEAR, 0.0, 1.0, ("choice",))


def test_without_a_way_to_join_nothing_is_declared() -> None:
    declare: Any = measure
    with pytest.raises(TypeError, match="joins"):
        declare("-", summary=Summary.SUM, low=0.0, high=1.0)


def test_without_a_unit_nothing_is_declared() -> None:
    declare: Any = measure
    with pytest.raises(TypeError, match="unit"):
        declare(joins=Join.SUM, summary=Summary.SUM, low=0.0, high=1.0)
    with pytest.raises(ValueError, match="must have a unit"):
        measure(" ", Join.SUM, Summary.LAST_YEAR, low=0.0, high=1.0)


def test_only_what_comes_in_by_the_month_is_added_up_over_months() -> None:
    assert measure("tree/month", Join.SUM, Summary.SUM, low=0.0, high=1.0).summary == Summary.SUM
    with pytest.raises(ValueError, match="tree must end in /month"):
        measure("tree", Join.SUM, Summary.SUM, low=0.0, high=1.0)


def test_money_that_comes_in_by_the_month_is_added_up_over_a_run_and_nothing_else_is() -> None:
    added_up = {name for name, declared in DECLARED.items() if declared.summary == Summary.SUM}
    assert added_up == {name for name, declared in DECLARED.items() if declared.unit == "currency/month"}
    assert added_up >= {"profit", "training_paid", "value_total"}


@pytest.mark.parametrize(("low", "high"), [(1.0, 0.0), (0.0, 0.0), (float("nan"), 1.0)])
def test_ends_between_which_nothing_lies_are_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="low must be below high"):
        measure("-", Join.SUM, Summary.LAST_YEAR, low, high)


def test_what_is_of_firms_must_join_to_the_market_and_nothing_else_may() -> None:
    check_joins((OfTrees,), ())
    with pytest.raises(ValueError, match="OfLeaves") as error:
        check_joins((OfLeaves,), (OfTrees,))
    assert str(error.value).splitlines() == [
        "OfLeaves.AREA: must join to the market.",
        "OfLeaves.GREEN: must join to the market.",
        "OfTrees.HEIGHT: must not join to the market.",
        "OfTrees.GREEN: must not join to the market.",
    ]


def test_only_what_is_about_customers_is_counted_again_and_it_stands_first() -> None:
    anew = [each.declared.joins == Join.ANEW for each in MEASURES["market"]]
    assert anew == sorted(anew, reverse=True)
    assert sum(anew) == len(MEASURES["segment"])


def test_measures_of_one_name_differ_in_how_they_join_alone_whoever_they_are_of() -> None:
    declared: dict[str, set[Any]] = {}
    for measures in MEASURES.values():
        for each in measures:
            found = declared.setdefault(each.name, set())
            found.add(replace(each.declared, joins=Join.APART))
    assert [name for name, ways in declared.items() if len(ways) > 1] == []


def test_what_needs_a_price_says_nothing_where_nobody_pays() -> None:
    assert without("price") >= {"price", "value_customers", "customer_equity"}
    assert "profit" not in without("price")


@pytest.mark.parametrize("changes", [{}, {"market.captive": True}, {"market.priced": False}], ids=str)
def test_nothing_is_recorded_beyond_the_ends_that_are_declared(changes: dict[str, Any]) -> None:
    recording = lived(small_market(changes)).recording
    beyond = []
    for kind, measures in MEASURES.items():
        rows = getattr(recording, kind)
        for column, each in enumerate(measures):
            found, declared = rows[..., column], each.declared
            known = found[~np.isnan(found)]
            low, high = declared.low - SLACK * abs(declared.low), declared.high + SLACK * abs(declared.high)
            if ((known < low) | (known > high)).any() or np.isinf(known).any():
                beyond.append(f"{kind} {each.name}: {known.min():g} to {known.max():g}")
    assert beyond == []


def test_machine_code_is_known_by_all_that_columns_are_made_of() -> None:
    seen = imported_modules("tci_sim.engine.measures.observe")
    groups = {group.__module__ for row in ROWS.values() for group in row}
    assert groups | {"tci_sim.engine.measures.declaration", "tci_sim.engine.measures.columns"} <= set(seen)
