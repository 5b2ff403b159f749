"""Lead times that fall, and whose they are."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.rules.lead_time import redesign_lead_time, shorten_lead_time, time_on_the_way

shares = st.floats(0.0, 1.0)


def test_what_can_be_saved_halves_in_a_half_life():
    # 1 - .2 = .8 can be saved; a year at full effort leaves half of it
    share = 1.0
    for _ in range(12):
        share = shorten_lead_time(share, 0.2, math.log(2.0) / 12.0)
    assert share == pytest.approx(0.6)


@given(shares, shares, st.floats(0.0, 10.0))
def test_a_lead_time_never_falls_below_its_floor_nor_rises(share, floor, rate):
    after = shorten_lead_time(share, floor, rate)
    assert min(share, floor) - 1e-12 <= after <= share + 1e-12


@given(shares, shares, shares)
def test_a_redesign_saves_its_depth_of_what_can_be_saved(share, floor, depth):
    saved = share - redesign_lead_time(share, floor, depth)
    assert saved == pytest.approx(depth * max(0.0, share - floor), abs=1e-12)


@given(st.integers(0, 24))
def test_where_nobody_has_saved_anything_goods_take_as_long_as_at_the_start(months):
    assert time_on_the_way(months, 1.0, 1.0) == months


def test_each_side_has_half_of_it_in_hand():
    assert time_on_the_way(4, 0.5, 1.0) == time_on_the_way(4, 1.0, 0.5) == 3.0
