"""How fast customers live through a month beside C, NumPy and Mesa, and what they weigh: one table."""

import os
import time
import warnings

import numpy as np
import pytest

from tests.benchmarks.one_market import market_of, our_block, prepare, settle, terms_of
from tests.benchmarks.twins.c_customers import CCustomers, build_twin, compiler
from tests.benchmarks.twins.mesa_customers import MesaCustomers
from tests.benchmarks.twins.numpy_customers import NumpyCustomers

pytestmark = pytest.mark.bench

SIZES = [int(float(size)) for size in os.environ.get("TCI_SIM_BENCH_SIZES", "1e3,1e4,1e5,1e6,1e7").split(",")]
MOST_IN_MESA, MOST_IN_NUMPY = 100_000, 1_000_000


def contenders(customers, folder):
    """List who is measured at a size: name, threads and a function of the month, all on one machine's state."""
    state, terms = market_of(customers), {}
    for threads in (1, 2):
        terms[threads] = terms_of(state, threads)

    def ours(threads):
        def block(month):
            prepare(state, terms[threads])
            begin = clock(threads)
            our_block(state, terms[threads], month, threads)
            seconds = clock(threads) - begin
            settle(state, terms[threads])
            return seconds

        return block

    def c_twin(function, threads):
        twin = CCustomers(function, state, terms[threads])

        def block(month):
            prepare(state, terms[threads])
            begin = clock(threads)
            twin.block(month, threads)
            seconds = clock(threads) - begin
            settle(state, terms[threads])
            return seconds

        return block

    def other(twin, step):
        def block(month):
            begin = clock(1)
            step()
            return clock(1) - begin

        return block

    listed = {("ours", threads): ours(threads) for threads in (1, 2)}
    if compiler() is not None:
        for form in ("staged", "fused"):
            function = build_twin(form, folder)
            listed |= {(f"C, {form}", threads): c_twin(function, threads) for threads in (1, 2)}
    if customers <= MOST_IN_NUMPY:
        twin = NumpyCustomers(market_of(customers), seed=2)
        listed["NumPy", 1] = other(twin, twin.month)
    if customers <= MOST_IN_MESA:
        start = market_of(customers)
        agents_terms = terms_of(start, 1)
        prepare(start, agents_terms)
        agents = MesaCustomers(start, agents_terms)
        listed["Mesa", 1] = other(agents, agents.block)
    return state, listed


def clock(threads):
    """Time of this thread's own work, which others on the machine do not lengthen; for two threads, by the wall."""
    return time.thread_time() if threads == 1 else time.perf_counter()


def measure(customers, folder):
    """Let all take turns, month by month, and return the state and each one's nanoseconds per customer."""
    state, listed = contenders(customers, folder)
    rounds = 5 if customers > 1_000_000 else 15
    taken = {who: [] for who in listed}
    month = 0
    for turn in range(rounds + 1):
        for who, block in listed.items():
            if who[0] == "Mesa" and turn > 2:
                continue
            seconds = block(month)
            month += 1
            if turn > 0:  # the first compiles and warms up
                taken[who].append(seconds / customers * 1e9)
    return state, taken


def bytes_each(state):
    return sum(array.nbytes for array in state.customers) / len(state.customers.firm)


LEAST = {"NumPy": 3.0, "Mesa": 100.0, "C, staged": 0.6, "C, fused": 2.0}
"""How many times ours each takes at least: guards against a loop that no longer vectorises, not measurements."""


def test_customers_run_about_as_fast_as_in_c_and_much_faster_than_in_numpy_and_mesa(tmp_path, table):
    for customers in SIZES:
        state, taken = measure(customers, tmp_path)
        for who, times in taken.items():
            name, threads = who
            sides = {("ours", threads), ("ours", 2)} if name in ("ours", "Mesa") else {("ours", threads)}
            for side in sorted(sides - {who}) or [who]:
                row = table.add(
                    f"a customer's month, {name}", customers, threads, min(times), "ns", bytes_each=bytes_each(state),
                    ratios=np.array(times) / np.array(taken[side][: len(times)]) if side != who else None,
                    of=f"ours in {side[1]} threads" if side[1] > 1 else "ours",
                )  # fmt: skip
                assert customers < 10_000 or side != ("ours", 1) or row.times > LEAST[name], row
        assert bytes_each(state) <= 124.0
    if compiler() is None:
        warnings.warn("no C compiler here: C was not measured", stacklevel=1)
