"""Ordering: base stock, forecasts, and what a supplier is told."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.ordering import (
    base_stock,
    cancel_orders,
    hold_order,
    is_asked,
    keep_waiting,
    order_up_to,
    persist,
    see_demand,
    smooth_forecast,
)

amounts = st.floats(0.0, 1e6)
signed = st.integers(-(2**57), 2**57)
shares = st.floats(0.0, 1.0)


def test_the_base_stock_covers_the_lead_time_and_the_root_of_it() -> None:
    # Chen et al. (2000), p. 437: y = L * mu + z * sqrt(L) * sigma = 4 * 10 + 1.5 * 2 * 2.
    assert base_stock(10.0, 2.0, 4.0, 1.5) == 46.0


def test_without_a_lead_time_nothing_is_held() -> None:
    assert base_stock(10.0, 2.0, 0.0, 1.5) == 0.0


@given(amounts, amounts)
def test_an_order_is_never_negative_where_nothing_may_be_sent_back(target: float, position: float) -> None:
    assert order_up_to(target, position, 0) >= 0.0


@given(amounts, amounts)
def test_an_order_with_returns_reaches_the_target_exactly(target: float, position: float) -> None:
    assert position + order_up_to(target, position, 1) == pytest.approx(target, abs=1e-6)


@given(amounts, amounts, shares)
def test_what_a_supplier_sees_lies_between_the_order_and_end_demand(
    order: float, end: float, shared: float
) -> None:
    seen = see_demand(order, end, shared)
    assert min(order, end) - 1e-6 <= seen <= max(order, end) + 1e-6


def test_sharing_nothing_shows_the_order_to_the_bit() -> None:
    assert see_demand(0.1, 0.7, 0.0) == 0.1


def test_more_weight_on_the_newest_demand_moves_a_forecast_further() -> None:
    assert smooth_forecast(10.0, 20.0, 0.5) > smooth_forecast(10.0, 20.0, 0.2) > 10.0


def test_a_deviation_dies_away_without_new_shocks() -> None:
    deviation = 8.0
    for _ in range(3):
        deviation = persist(deviation, 0.5, 2.0, 0.0)
    assert deviation == 1.0


def test_a_longer_lead_time_needs_more_stock() -> None:
    assert base_stock(10.0, 2.0, 2.0, 1.0) > base_stock(10.0, 2.0, 1.0, 1.0)
    assert math.isclose(base_stock(10.0, 2.0, 2.0, 1.0), 20.0 + 2.0 * math.sqrt(2.0))


@given(st.floats(-1e6, 1e6), amounts, st.booleans())
def test_what_is_cancelled_is_too_much_not_sent_and_wanted_by_nobody(
    excess: float, unsent: float, asked: bool
) -> None:
    cancelled = cancel_orders(excess, unsent, asked)
    assert 0.0 <= cancelled <= unsent
    assert cancelled <= max(excess, 0.0)
    assert not (asked and cancelled)


def test_an_order_that_nobody_needs_is_cancelled_whole() -> None:
    assert cancel_orders(7.0, 7.0, False) == 7.0


def test_a_node_is_asked_while_demand_is_or_was_there() -> None:
    # 5 units a month for years, then none: seen 0, but months of 5 and of 0 deviate until the last 5 is forgotten.
    assert is_asked(5_000_000, 0.0)
    assert is_asked(0, 2.5)
    assert not is_asked(0, 0.0)


@given(amounts, shares)
def test_the_share_that_waits_does_so_while_somebody_asks_and_nobody_else_does(
    unmet: float, waiting: float
) -> None:
    assert keep_waiting(unmet, waiting, True) == unmet * waiting
    assert keep_waiting(unmet, waiting, False) == 0.0


@given(signed, signed, st.integers(0, 2**55))
def test_an_order_leaves_no_more_on_its_way_than_is_allowed_and_is_never_turned_round(
    order: int, on_the_way: int, most: int
) -> None:
    held = hold_order(order, on_the_way, most)
    assert min(order, 0) <= held <= max(order, 0)
    assert abs(on_the_way + held) <= max(most, abs(on_the_way))
    if abs(on_the_way + order) <= most:
        assert held == order
