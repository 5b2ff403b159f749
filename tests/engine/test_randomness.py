"""Keyed draws: known answers, uniformity, and independence of who else lives in the world."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.randomness import Decision, draw, mix64, uniform


def test_the_mixer_gives_the_published_sequence() -> None:
    # SplitMix64 with seed 1234567: the first three outputs of the reference implementation (Vigna, splitmix64.c).
    golden = 0x9E3779B97F4A7C15
    states = np.array([(1234567 + k * golden) % 2**64 for k in (1, 2, 3)], dtype=np.uint64)
    assert mix64(states).tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_a_newcomer_disturbs_nobody_elses_draws() -> None:
    before = draw(7, Decision.ACT, month=3, ids=[0, 1, 2])
    after = draw(7, Decision.ACT, month=3, ids=[0, 1, 2, 9])
    assert (after[:3] == before).all()


@given(st.integers(0, 2**63 - 1), st.integers(0, 2000), st.integers(0, 2**40))
def test_a_draw_lies_from_0_to_below_1(seed: int, month: int, who: int) -> None:
    assert 0.0 <= float(draw(seed, Decision.CHOOSE, month, [who])[0]) < 1.0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((1, Decision.ACT, 0), (2, Decision.ACT, 0)),
        ((1, Decision.ACT, 0), (1, Decision.SOCIALISE, 0)),
        ((1, Decision.ACT, 0), (1, Decision.ACT, 1)),
    ],
)
def test_other_seeds_decisions_and_months_give_unrelated_draws(first, second) -> None:  # type: ignore[no-untyped-def]
    ids = range(100_000)
    # The standard error of a correlation of 100,000 unrelated pairs is .0032.
    assert abs(np.corrcoef(draw(*first, ids), draw(*second, ids))[0, 1]) < 0.016


def test_draws_fill_a_hundred_bins_evenly() -> None:
    counts = np.bincount((draw(3, Decision.LINK, 5, range(1_000_000)) * 100).astype(int), minlength=100)
    chi_square = ((counts - 10_000) ** 2 / 10_000).sum()
    # 99 degrees of freedom: mean 99, s.d. 14.1.
    assert 50 < chi_square < 160


def test_neighbouring_identities_are_unrelated() -> None:
    u = draw(11, Decision.EXPERIENCE_NOISE, 2, range(200_001))
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.012


def test_no_decision_has_the_number_of_another() -> None:
    assert len({int(d) for d in Decision}) == len(Decision.__members__)


def test_the_python_face_draws_what_the_phases_draw() -> None:
    direct = uniform(np.uint64(5), np.uint64(Decision.ACT), np.uint64(7), np.uint64(3))
    assert float(direct) == float(draw(5, Decision.ACT, 7, [3])[0])


def _in_whole_numbers(seed: int, decision: int, month: int, who: int) -> float:
    """Work out a draw as `uniform` defines it, in Python's whole numbers."""
    most, golden = 2**64, 0x9E3779B97F4A7C15

    def mixed(z: int) -> int:
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % most
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % most
        return z ^ (z >> 31)

    key = mixed((((mixed((seed + 1) * golden % most) ^ decision) * golden) + month) % most)
    return float((mixed(mixed((who + 1) * golden % most) ^ key) >> 11) / 2**53)


@given(st.integers(0, 2**63 - 1), st.sampled_from(Decision), st.integers(0, 2000), st.integers(0, 2**63 - 1))
def test_a_draw_is_what_its_definition_says_on_any_machine(
    seed: int, decision: Decision, month: int, who: int
) -> None:
    assert float(draw(seed, decision, month, [who])[0]) == _in_whole_numbers(seed, decision, month, who)
