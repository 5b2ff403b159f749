"""How fast customers live through a month, beside NumPy, and that both live through the same."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from tci_sim.scenario.load import load
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of
from tci_sim.world.phases.customer_terms import customer_terms
from tci_sim.world.phases.experience import (
    experience_block,
    prepare_experience,
    settle_experience,
)
from tci_sim.world.state import FIXED
from tests.benchmarks.twins.numpy_customers import NumpyCustomers

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"
COUNTED = ("customers", "left", "won", "considered", "asked", "dissatisfied", "complaints", "handled", "asks")


def market_of(customers):
    scenario = load(BASELINE, [f"market.customers={customers}"])
    state = build(scenario, network_of(scenario), 1)
    state.nodes.defect_out[:] = 0.3
    state.nodes.defect_out[state.nodes.firm == 0] = 0.2
    state.goods.fill_rate[:] = 0.98
    state.firms.interviews[:6] = customers / 100
    state.firms.price[1] *= 1.05
    return state


def live(state, terms, month, cuts):
    prepare_experience(state.run, state.market, state.nodes, state.goods, state.firms, state.sums, terms)
    threads = [
        threading.Thread(
            target=experience_block,
            args=(state.run, state.market, state.firms, state.customers, terms, month, a, b, part),
        )
        for part, (a, b) in enumerate(cuts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle_experience(state.run, state.firms, state.customers, state.sums, terms)


def terms_of(state, parts):
    firms, segments = state.firms.reputation.shape
    return customer_terms(firms, segments, state.market.weight.shape[1], len(state.nodes.firm), parts)


def cut(customers, parts):
    edges = [customers * k // parts // 1024 * 1024 for k in range(parts)] + [customers]
    return [(edges[k], edges[k + 1]) for k in range(parts)]


def test_the_numpy_twin_lives_through_the_same_months():
    customers, months = 60_000, 12
    ours, state = market_of(customers), market_of(customers)
    twin, terms, counted = NumpyCustomers(state, seed=2), terms_of(ours, 1), {}
    for month in range(months):
        live(ours, terms, month, [(0, customers)])
        theirs = twin.month()
        for name in COUNTED:
            total = counted.setdefault(name, np.zeros(2))
            total += getattr(ours.sums, name)[:-1].sum(), np.asarray(theirs[name])[:-1].sum()
    for name, (mine, other) in counted.items():
        # two independent counts of rare events differ by less than five standard deviations
        assert abs(mine - other) < 5 * np.sqrt(mine + other) + 1, name
    held = ours.sums.customers[:-1].sum(axis=1)
    others = theirs["customers"][:-1].sum(axis=1)
    assert (np.abs(held - others) < 5 * np.sqrt(held + others)).all()
    for name in ("satisfaction", "image", "intent", "quality", "expectation", "surplus"):
        mine = getattr(ours.sums, name)[:-1].sum(axis=1) / FIXED / held
        assert mine == pytest.approx(theirs[name][:-1].sum(axis=1) / others, rel=0.01), name
    for name in ("perceived", "gap"):
        mine = getattr(ours.sums, name)[:-1] / FIXED / held[:, None]
        assert mine == pytest.approx(np.array(theirs[name]).T[:-1] / others[:, None], abs=0.01), name
    assert ours.firms.reputation == pytest.approx(twin.reputation, abs=0.005)


def test_customers_live_faster_than_in_numpy(capsys):
    customers, rounds = 100_000, 12
    state, parts = market_of(customers), {1: cut(customers, 1), 2: cut(customers, 2)}
    twin = NumpyCustomers(market_of(customers), seed=2)
    terms = {threads: terms_of(state, threads) for threads in parts}
    seconds = {1: [], 2: [], "numpy": []}
    for month in range(rounds + 1):
        for threads, ranges in parts.items():
            begin = time.perf_counter()
            live(state, terms[threads], 2 * month + threads - 1, ranges)
            seconds[threads].append(time.perf_counter() - begin)
        begin = time.perf_counter()
        twin.month()
        seconds["numpy"].append(time.perf_counter() - begin)
    # the first month compiles and warms up; the fastest is the one least disturbed by others
    fastest = {who: min(times[1:]) for who, times in seconds.items()}
    ratios = [n / o for n, o in zip(seconds["numpy"][1:], seconds[1][1:], strict=True)]
    with capsys.disabled():
        print("\n| customers' month, 100,000 | ns per customer | times NumPy | spread |\n|---|---|---|---|")
        for who, name in ((1, "ours, 1 thread"), (2, "ours, 2 threads"), ("numpy", "NumPy")):
            spread = f"{min(ratios):.1f}-{max(ratios):.1f}" if who == 1 else ""
            each = fastest[who] / customers * 1e9
            print(f"| {name} | {each:.0f} | {fastest['numpy'] / fastest[who]:.1f} | {spread} |")
    assert fastest["numpy"] / fastest[1] > 3.0
