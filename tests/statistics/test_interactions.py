"""What several things bring, held against worlds in which it is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.statistics.interactions import alone, beyond_sum, last, pair, shapley

worlds = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.floats(-100, 100), min_size=2**n, max_size=2**n).map(lambda v: np.array(v)[:, None])
)


def known(effects, pairs):
    """A world in which each thing has its own effect, and some pairs bring more together, (combination, 1)."""
    count = len(effects)
    total = [
        sum(e for k, e in enumerate(effects) if number >> k & 1)
        + sum(more for (a, b), more in pairs.items() if number >> a & 1 and number >> b & 1)
        for number in range(2**count)
    ]
    return 10.0 + np.array(total, float)[:, None]


def test_where_nothing_works_together_everything_brings_its_own_whenever_it_comes():
    world = known([3.0, -1.0, 0.5], {})
    for which, own in enumerate((3.0, -1.0, 0.5)):
        assert [alone(world, which)[0], last(world, which)[0]] == [own, own]
        assert shapley(world, which)[0] == pytest.approx(own)
    assert beyond_sum(world)[0] == 0.0
    assert pair(world, 0, 2)[0] == 0.0


def test_a_pair_that_works_together_is_found_and_its_gain_is_shared_equally():
    world = known([3.0, -1.0, 0.5], {(0, 2): 4.0})
    assert (alone(world, 0)[0], last(world, 0)[0]) == (3.0, 7.0)
    assert (pair(world, 0, 2)[0], pair(world, 2, 0)[0], pair(world, 0, 1)[0]) == (4.0, 4.0, 0.0)
    assert beyond_sum(world)[0] == 4.0
    assert [shapley(world, which)[0] for which in range(3)] == pytest.approx([5.0, -1.0, 2.5])


def test_three_that_work_only_together_are_shared_in_thirds():
    world = np.array([0.0] * 7 + [6.0])[:, None]
    assert [shapley(world, which)[0] for which in range(3)] == pytest.approx([2.0, 2.0, 2.0])
    assert pair(world, 0, 1)[0] == 3.0  # in one of the two backgrounds
    assert beyond_sum(world)[0] == 6.0


@given(worlds)
def test_the_shares_add_up_to_the_whole(world):
    count = len(world).bit_length() - 1
    shares = sum(shapley(world, which)[0] for which in range(count))
    assert shares == pytest.approx(world[-1, 0] - world[0, 0], abs=1e-9)


def test_each_replication_is_worked_out_alone():
    one, other = known([1.0, 2.0], {}), known([5.0, 1.0], {(0, 1): 3.0})
    both = np.hstack([one, other])
    for function in (beyond_sum, lambda w: pair(w, 0, 1), lambda w: shapley(w, 0), lambda w: last(w, 1)):
        assert function(both) == pytest.approx([function(one)[0], function(other)[0]])
