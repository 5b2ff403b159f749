"""Numbers as each language writes them."""

import pytest

from tci_sim.messages import using_language
from tci_sim.messages.numbers import interval, scale
from tci_sim.messages.quantities import Amount, Range


@pytest.mark.parametrize(
    ("money", "english", "chinese"),
    [
        (0.0, "0.0 currency units", "0.0 元"),
        (4.256, "4.26 currency units", "4.26 元"),
        (9_999.4, "9,999 currency units", "9,999 元"),
        (9_999.6, "10.0 thousand currency units", "1.0 萬元"),
        (54_321.0, "54.3 thousand currency units", "5.4 萬元"),
        (995_000.0, "995.0 thousand currency units", "99.5 萬元"),
        (999_960.0, "1.00 million currency units", "100 萬元"),
        (-7.2e6, "-7.20 million currency units", "-720 萬元"),
        (99_999_600.0, "100.0 million currency units", "1.00 億元"),
        (1.234e9, "1.23 billion currency units", "12.34 億元"),
    ],
)
def test_money_is_in_the_unit_that_suits_it_after_rounding(money, english, chinese):
    assert (Amount(money, "currency").text(), Amount(money, "currency").text("zh-Hant")) == (english, chinese)


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (0.012, "-", "+1.2 percentage points", "+1.2 個百分點"),
        (0.004, "1/month", "+0.40 percentage points/month", "+0.40 個百分點／月"),
        (1.83, "points of 100", "+1.8 points", "+1.8 分"),
        (-0.0, "-", "0.0 percentage points", "0.0 個百分點"),
    ],
)
def test_a_difference_has_a_sign_and_the_unit_of_differences(value, unit, english, chinese):
    said = Amount(value, unit, sign=True)
    assert (said.text(), said.text("zh-Hant")) == (english, chinese)


def test_a_level_is_no_difference():
    assert Amount(0.234, "-").text() == "23.4 %"
    assert Amount(0.234, "-").text("zh-Hant") == "23.4%"


def test_a_mean_and_its_ends_stand_in_one_unit():
    among = (9_000.0, -500.0, 18_500.0)
    mean, ends = Amount(among[0], "currency", among), Range(among[1], among[2], "currency", among)
    assert (mean.text("zh-Hant"), ends.text("zh-Hant")) == ("0.9 萬元", "-0.1 至 1.9 萬元")
    assert ends.text() == "-0.5 to 18.5"  # the unit stands behind the mean


def test_differences_beside_a_level_get_the_digits_that_they_need():
    with using_language("zh-Hant"):
        found = scale([34_550_000.0, 52_000.0], "currency", apart=[52_000.0])
    assert (found.factor, found.digits, found.unit) == (1e-4, 1, "萬元")
    assert interval([5.2, -1.0, 11.4], found.digits) == "+5.2 [-1.0, +11.4]"
    assert interval([5.2, float("nan"), float("nan")], found.digits) == "+5.2"
