"""What each piece of the whole market adds to a customer's month: a table of nanoseconds, and a bound on their sum."""

import os
import time

import pytest

from tests.benchmarks.one_market import PLAIN, market_of, our_block, prepare, settle, terms_of

pytestmark = pytest.mark.bench

CUSTOMERS = int(float(os.environ.get("TCI_SIM_BENCH_PIECES", "1e5")))
ROUNDS = 25

PIECES = {
    "tastes that are felt": ("world.satisfaction.taste_felt=0.1",),
    "word of satisfaction": ("world.word_of_mouth.carries_satisfaction=1", "world.word_of_mouth.rise=0.5"),
    "prices against the one at the start": ("world.choice.absolute_price=1",),
    "a taste for not buying": ("world.choice.taste_for_not_buying=3", "world.choice.return_rate=0.125"),
    "firms that are known": ("world.choice.known_firms=1",),
    "brands": ("world.choice.brands=1",),
    "own offers, valued": ("world.choice.value_own_offer=1",),
}
"""Switches that customers live with, each alone beside `PLAIN`."""

MOST = 1.30
"""What a customer's month may take with all of them on, as a multiple of one with none."""


def beside_plain(on):
    """Lay some switches over those of `PLAIN`."""
    names = {each.partition("=")[0] for each in on}
    return (*(each for each in PLAIN if each.partition("=")[0] not in names), *on)


def test_all_pieces_of_the_whole_market_together_add_less_than_a_third(table):
    asked = {
        "none of them": PLAIN,
        **{name: beside_plain(on) for name, on in PIECES.items()},
        "all of them": (),
    }
    markets = {name: market_of(CUSTOMERS, switches) for name, switches in asked.items()}
    terms = {name: terms_of(state, 1) for name, state in markets.items()}
    taken = {name: [] for name in asked}
    for month in range(ROUNDS + 2):
        for name, state in markets.items():
            prepare(state, terms[name])
            begin = time.thread_time()
            our_block(state, terms[name], month)
            taken[name].append((time.thread_time() - begin) / CUSTOMERS * 1e9)
            settle(state, terms[name])
    least = {name: min(times[2:]) for name, times in taken.items()}  # the first ones compile and warm up
    plain = least.pop("none of them")
    table.add("a customer's month without the pieces", CUSTOMERS, 1, plain, "ns")
    for name, takes in least.items():
        table.add(f"with {name}", CUSTOMERS, 1, takes, "ns", ratios=takes / plain, of="without")
    assert least["all of them"] < MOST * plain
