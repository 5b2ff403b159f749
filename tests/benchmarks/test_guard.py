"""A loop that no longer vectorises is noticed by every run of the tests, on any machine."""

import time

from tests.benchmarks.one_market import market_of, our_block, prepare, settle, terms_of
from tests.benchmarks.twins.numpy_customers import NumpyCustomers


def test_a_month_of_customers_takes_far_less_than_in_numpy():
    # in a quiet moment NumPy takes seven times ours; one plain loop in place of the stages would make it two
    state = market_of(100_000)
    terms, twin, ours, theirs = terms_of(state, 1), NumpyCustomers(market_of(100_000), seed=2), [], []
    for month in range(6):
        prepare(state, terms)
        begin = time.thread_time()
        our_block(state, terms, month)
        middle = time.thread_time()
        twin.month()
        ours.append(middle - begin)
        theirs.append(time.thread_time() - middle)
        settle(state, terms)
    assert min(theirs) > 3.0 * min(ours)
