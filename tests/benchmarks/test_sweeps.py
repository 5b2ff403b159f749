"""A thousand small runs cost little more than their months: what a sweep adds, results on disk included."""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tci_sim.experiments.crew import ready
from tci_sim.experiments.one_run import holders_of, kept
from tci_sim.experiments.study import Study
from tci_sim.experiments.sweep import sweep
from tci_sim.history import History, pass_months
from tci_sim.scenario.load import load, variant
from tci_sim.world.build_network import network_of

RUNS, THREADS = 1_000, 2
ROUNDS = 4  # in each of which both are measured, so that a busy moment meets both


@pytest.fixture(scope="module")
def question(root):
    """Two thousand customers, ten years, six firms."""
    months = {"market.customers": 2_000, "months": 120, "burn_in": 0}
    return variant(load(root / "scenarios" / "baseline.yaml"), months)


def study_of(question, seed, runs):
    return Study(
        question="How fast?", base=question, levers={"firms.ours.policy": ["tci", "tqm"]}, replications=runs // 2,
        seed=seed, report=["satisfaction", "share", "profit", "value_total"], holders=["firm", "market"],
    )  # fmt: skip


def live(history):
    """Let all months of a world that is built already pass: nothing but machine code."""
    stop, done = np.zeros(1, np.int64), np.zeros(1, np.int64)
    pass_months(history.state, history.terms, history.recording, 0, history.months, stop, done)


def bare_months(question, seed, runs):
    """Measure the bare compiled months of runs in threads. [s]."""
    network, spent = network_of(question), 0.0
    with ThreadPoolExecutor(THREADS) as pool:
        for first in range(0, runs, 50):  # as many worlds as the memory holds with ease
            worlds = [History(question, network, seed + first + k, threads=1) for k in range(50)]
            start = time.perf_counter()
            list(pool.map(live, worlds))
            spent += time.perf_counter() - start
    return spent


def test_a_thousand_runs_on_disk_cost_little_more_than_their_bare_months(question, tmp_path, capsys):
    ready()
    bare = swept = 0.0
    for number in range(ROUNDS):
        seed, runs = 1 + number * RUNS, RUNS // ROUNDS
        bare += bare_months(question, seed, runs)
        start = time.perf_counter()
        result = sweep(study_of(question, seed, runs), tmp_path, threads=THREADS)
        swept += time.perf_counter() - start
        assert not result.failed
    with capsys.disabled():
        print(
            f"\n{RUNS:,} runs x 2,000 customers x 120 months in {THREADS} threads: bare months"
            f" {1e3 * bare / RUNS:.1f} ms a run, swept to disk {1e3 * swept / RUNS:.1f} ms"
            f" ({RUNS / swept:.1f} runs/s): {bare / swept:.2f}"
        )
        for name, micro in fixed_costs(question).items():
            print(f"  {name:<28}{micro:10,.0f} us a run")
    assert bare / swept >= 0.75


def fixed_costs(question, rounds=30):
    """Measure what a run costs beside its months, by part. [us]."""
    network = network_of(question)
    study = study_of(question, 1, 2)
    history = History(question, network, 1, threads=1)
    holders = holders_of(study.holders, question, network)
    live(history)
    parts = {
        "laying the case over the base": lambda: variant(question, study.plan.changes(1)),
        "its network": lambda: network_of(question),
        "building the world": lambda: History(question, network, 2, threads=1),
        "picking what is kept": lambda: kept(history.recording, holders, study.report, study.reported_months),
    }
    costs = {}
    for name, part in parts.items():
        start = time.perf_counter()
        for _ in range(rounds):
            part()
        costs[name] = (time.perf_counter() - start) / rounds * 1e6
    return costs
