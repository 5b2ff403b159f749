"""Rules of set-ups: by hand, as properties, and at their ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.rules.set_ups import shorten_set_ups, work_with_set_ups

shares = st.floats(0.0, 1.0)


def test_set_ups_halve_in_a_half_life_and_stay_where_nobody_works_on_them() -> None:
    left = 1.0
    for _ in range(12):
        left = shorten_set_ups(left, rate=0.6931471805599453 / 12.0)
    assert left == pytest.approx(0.5)
    assert shorten_set_ups(left, rate=0.0) == left


@given(shares, st.floats(0.0, 50.0))
def test_set_ups_never_get_longer_nor_go_below_nothing(left: float, rate: float) -> None:
    assert 0.0 <= shorten_set_ups(left, rate) <= left
    assert shorten_set_ups(left, rate) == left * exponential(-rate)


@given(st.floats(0.0, 0.9), shares)
def test_a_unit_takes_less_work_by_what_set_ups_save_and_never_less_than_all_of_them(
    share: float, left: float
) -> None:
    assert 1.0 - share - 1e-12 <= work_with_set_ups(share, left) <= 1.0
    assert work_with_set_ups(share, 1.0) == work_with_set_ups(0.0, left) == 1.0
