"""The keyed draw under a battery of tests: two hundred million draws, by identity, month, decision and seed.

Each statistic is turned into standard deviations; over some hundred of them, none may lie beyond five.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.randomness import Decision, draw, uniform

pytestmark = pytest.mark.slow

Draws = NDArray[np.float64]
N = 1 << 22
FAR = 5.0


def drawn(seed: object, decision: object, month: object, who: object) -> Draws:
    keys = (np.asarray(key, np.uint64) for key in (seed, decision, month, who))
    return np.asarray(uniform(*np.broadcast_arrays(*keys)))


COUNT = np.arange(N, dtype=np.uint64)
STREAMS: dict[str, Callable[[int], Draws]] = {
    "identities": lambda k: drawn(k, Decision.CHOOSE, 3, COUNT + np.uint64(k * N)),
    "months": lambda k: drawn(1, Decision.CHOOSE, COUNT, k),
    "seeds": lambda k: drawn(COUNT, Decision.CHOOSE, 5, k),
    "decisions": lambda k: drawn(2, COUNT, 7, k),
    "attributes of customers": lambda k: drawn(
        3, Decision.EXPERIENCE_NOISE, k, (COUNT // np.uint64(5)) * np.uint64(64) + COUNT % np.uint64(5)
    ),
    "firms of customers": lambda k: drawn(
        4, Decision.FIRM_TASTE, k, (COUNT // np.uint64(6)) * np.uint64(1024) + COUNT % np.uint64(6)
    ),
    "months of customers": lambda k: drawn(
        5 + k, Decision.ASKED, COUNT % np.uint64(128), COUNT // np.uint64(128)
    ),
    "large seeds": lambda k: drawn(COUNT << np.uint64(41), Decision.ACT, k, 0),
}
"""Each a long row of draws that the model, or a study over it, lays side by side; `k` is which."""


def rows(name: str, how_many: int = 6) -> Iterator[Draws]:
    return (STREAMS[name](k) for k in range(how_many))


def deviations_of_chi_square(counts: NDArray[np.int64]) -> float:
    """How far a chi-square over even cells lies from its mean, in standard deviations (many cells: normal)."""
    mean, free = counts.sum() / counts.size, counts.size - 1
    return float(((counts - mean) ** 2 / mean).sum() - free) / np.sqrt(2.0 * free)


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("bits", ["high", "low"])
def test_draws_fill_sixty_five_thousand_cells_evenly(name: str, bits: str) -> None:
    counts = np.zeros(1 << 16, np.int64)
    for u in rows(name):
        whole = (u * (1 << 53)).astype(np.int64)
        counts += np.bincount(whole >> 37 if bits == "high" else whole & 0xFFFF, minlength=1 << 16)
    assert abs(deviations_of_chi_square(counts)) < FAR


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("lag", [1, 2, 5, 6, 64, 1024, 65536])
def test_draws_are_not_correlated_along_a_row(name: str, lag: int) -> None:
    for u in rows(name, 2):
        centred = u - 0.5
        product = (centred[:-lag] * centred[lag:]).mean() * 12.0
        assert abs(product) * np.sqrt(N - lag) < FAR


@pytest.mark.parametrize("name", STREAMS)
def test_neighbours_in_a_row_fill_the_square_evenly(name: str) -> None:
    counts = np.zeros(1 << 16, np.int64)
    for u in rows(name, 4):
        cell = (u * 256).astype(np.int64)
        counts += np.bincount(cell[:-1] * 256 + cell[1:], minlength=1 << 16)
    assert abs(deviations_of_chi_square(counts)) < FAR


@pytest.mark.parametrize("name", STREAMS)
def test_rows_side_by_side_are_unrelated(name: str) -> None:
    before = None
    for u in rows(name):
        if before is not None:
            assert abs(((u - 0.5) * (before - 0.5)).mean()) * 12.0 * np.sqrt(N) < FAR
            counts = np.bincount((u * 256).astype(np.int64) * 256 + (before * 256).astype(np.int64))
            assert abs(deviations_of_chi_square(counts)) < FAR
        before = u


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("shift", [0, 21])
def test_spacings_of_birthdays_repeat_as_often_as_chance_has_it(name: str, shift: int) -> None:
    # Marsaglia & Tsang (2002), Journal of Statistical Software 7(3): m birthdays in a year of n days leave a number
    # of repeated spacings that is Poisson with mean m^3/(4n); here 4096 birthdays, 2^32 days: mean 4 a year.
    years, repeated = 0, 0
    for u in rows(name, 2):
        days = ((u * (1 << 53)).astype(np.int64) >> (21 - shift)) & 0xFFFFFFFF
        birthdays = np.sort(days.reshape(-1, 4096), axis=1)
        spacings = np.sort(np.diff(birthdays, axis=1), axis=1)
        repeated += int((np.diff(spacings, axis=1) == 0).sum())
        years += len(birthdays)
    assert abs(repeated - 4.0 * years) < FAR * np.sqrt(4.0 * years)


@pytest.mark.parametrize("name", STREAMS)
def test_every_bit_of_a_draw_is_set_half_of_the_time(name: str) -> None:
    for u in rows(name, 1):
        whole = (u * (1 << 53)).astype(np.int64)
        for bit in range(53):
            ones = int(((whole >> bit) & 1).sum())
            assert abs(2.0 * ones - N) / np.sqrt(N) < FAR, bit


def test_one_bit_of_a_key_turns_half_of_the_bits_of_a_draw() -> None:
    # avalanche: over many keys, each of the 53 bits of a draw turns in half of the cases
    keys = (COUNT[: 1 << 14] * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(2)
    parts = {"seed": 62, "decision": 8, "month": 12, "who": 62}
    for place, (part, bits) in enumerate(parts.items()):
        small = keys if bits == 62 else keys % np.uint64(1 << bits)
        given = [np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)]
        for bit in range(bits):
            one, other = list(given), list(given)
            # the varied part runs over many values; the identity too, so that small parts are not exhausted
            one[3] = other[3] = keys
            one[place], other[place] = small, small ^ np.uint64(1 << bit)
            turned = _whole(one) ^ _whole(other)
            share = np.array([((turned >> k) & 1).mean() for k in range(53)])
            assert (np.abs(share - 0.5) * 2.0 * np.sqrt(len(keys)) < 6.0).all(), (part, bit)


def _whole(key: list[object]) -> NDArray[np.int64]:
    return (drawn(*key) * (1 << 53)).astype(np.int64)


def test_normal_numbers_have_the_moments_and_the_tails_of_the_normal_distribution() -> None:
    sums, beyond, count = np.zeros(4), np.zeros(5), 0
    for k in range(24):
        z = np.asarray(normal(draw(k, Decision.EXPERIENCE_NOISE, 1, COUNT)))  # type: ignore[arg-type]
        sums += [z.sum(), (z * z).sum(), (z**3).sum(), (z**4).sum()]
        beyond += [(np.abs(z) > sigma).sum() for sigma in (1, 2, 3, 4, 5)]
        count += N
    # means of z, z^2, z^3 and z^4, whose standard deviations are 1, sqrt(2), sqrt(15) and sqrt(96)
    for mean, right, deviation in zip(sums / count, (0, 1, 0, 3), np.sqrt([1, 2, 15, 96]), strict=True):
        assert abs(mean - right) < FAR * deviation / np.sqrt(count)
    outside = np.array([0.31731050786, 0.04550026390, 0.00269979606, 6.33424837e-5, 5.7330314e-7])
    assert (np.abs(beyond - count * outside) < FAR * np.sqrt(count * outside) + 1).all()
