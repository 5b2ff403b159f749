"""How fast customers live through a month beside C, NumPy and Mesa, and what they weigh: one table."""

import json
import os
import platform
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from tci_sim import RESULTS_VERSION
from tests.benchmarks.one_market import market_of, our_block, prepare, settle, terms_of
from tests.benchmarks.twins.c_customers import CCustomers, build_twin, compiler
from tests.benchmarks.twins.mesa_customers import MesaCustomers
from tests.benchmarks.twins.numpy_customers import NumpyCustomers

KEPT = Path(__file__).parents[2] / "results" / "benchmarks.jsonl"
SIZES = [int(float(size)) for size in os.environ.get("TCI_SIM_BENCH_SIZES", "1e3,1e4,1e5,1e6").split(",")]
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


def rows_of(customers, state, taken):
    """Say of each one how it stands beside ours with as many threads."""
    for (name, threads), times in taken.items():
        ours = taken["ours", threads]
        ratios = np.array(times) / np.array(ours[: len(times)])
        yield {
            "customers": customers, "who": name, "threads": threads, "ns": round(min(times), 2),
            "times_ours": round(float(np.median(ratios)), 3),
            "spread": [round(float(q), 3) for q in np.quantile(ratios, [0.1, 0.9])],
            "bytes": round(bytes_each(state), 1),
        }  # fmt: skip


def versions():
    packages = {name: version(name) for name in ("numba", "llvmlite", "numpy", "mesa")}
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "results": RESULTS_VERSION,
        **packages,
    }


def test_customers_live_about_as_fast_as_in_c_and_much_faster_than_in_numpy_and_mesa(tmp_path, capsys):
    found = [row for size in SIZES for row in rows_of(size, *measure(size, tmp_path))]
    KEPT.parent.mkdir(exist_ok=True)
    with KEPT.open("a") as kept:
        kept.write(json.dumps({"versions": versions(), "customer_months": found}) + "\n")
    with capsys.disabled():
        print("\n| customers | a month in | threads | ns each | times ours | 10-90 % | bytes |")
        print("|---:|---|---:|---:|---:|---|---:|")
        for row in found:
            low, high = row["spread"]
            print(
                f"| {row['customers']:,} | {row['who']} | {row['threads']} | {row['ns']:.1f}"
                f" | {row['times_ours']:.2f} | {low:.2f}-{high:.2f} | {row['bytes']:.0f} |"
            )
        if compiler() is None:
            print("no C compiler here: C was not measured")
    for row in found:
        # wide margins: this is a guard against a loop that no longer vectorises, not a measurement
        least = {"NumPy": 3.0, "Mesa": 100.0, "C, staged": 0.6, "C, fused": 2.0}.get(row["who"], 0.0)
        if row["customers"] >= 10_000 and row["threads"] == 1:
            assert row["times_ours"] > least, row
        assert row["bytes"] <= 120.0, row
