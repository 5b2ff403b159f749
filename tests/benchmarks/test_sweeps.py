"""A thousand small runs cost little more than their months, and far less than with Mesa, agents or stepping face."""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import tci_sim as tci
from tci_sim.analysis.sweep import build_experiment
from tci_sim.designs.study import Study
from tci_sim.designs.variants import variants_of
from tci_sim.engine.month import after_experience, before_experience, record, simulate_months
from tci_sim.mesa_model import Firm
from tci_sim.runs.executors import compile_and_link
from tci_sim.runs.holders import select_holders
from tci_sim.runs.run_output import run_output
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of
from tests.benchmarks.one_market import prepare, settle
from tests.benchmarks.twins.mesa_customers import MesaCustomers
from tests.worlds import BASELINE

pytestmark = pytest.mark.bench

CUSTOMERS, MONTHS = 2_000, 120
RUNS, THREADS = 1_000, 2
ROUNDS = 4  # in each of which both are measured, so that a busy moment meets both
WHAT = f"a run of {MONTHS} months"


@pytest.fixture(scope="module")
def question(root):
    """Two thousand customers, ten years, six firms of some ten nodes, measured every month."""
    compile_and_link(lambda _: None)
    months = {"market.customers": CUSTOMERS, "months": MONTHS, "burn_in": 0}
    return variant(load(root / "scenarios" / "baseline.yaml"), months)


def study_of(question, seed, runs):
    return Study(
        question="How fast?", base=question, levers={"firms.ours.policy": ["tci", "tqm"]}, replications=runs // 2,
        seed=seed, report=["satisfaction", "share", "profit", "value_total"], holders=["firm", "market"],
    )  # fmt: skip


def live(simulation):
    """Let all months of a world that is built already pass: nothing but machine code."""
    stop, done, watch = (np.zeros(1, np.int64) for _ in range(3))
    seen = simulation.state, simulation.terms, simulation.recording
    simulate_months(*seen, 0, simulation.months, stop, done, watch)


def bare_months(question, seed, runs):
    """Measure the bare compiled months of runs in threads. [s]."""
    network, spent = network_of(question), 0.0
    with ThreadPoolExecutor(THREADS) as pool:
        for first in range(0, runs, 50):  # as many worlds as the memory holds with ease
            seeds = range(seed + first, seed + min(first + 50, runs))
            worlds = [Simulation(question, network, each, threads=1) for each in seeds]
            start = time.perf_counter()
            list(pool.map(live, worlds))
            spent += time.perf_counter() - start
    return spent


def test_a_thousand_runs_on_disk_cost_little_more_than_their_bare_months(question, tmp_path, table):
    bare, swept = np.zeros(ROUNDS), np.zeros(ROUNDS)
    for number in range(ROUNDS):
        seed, runs = 1 + number * RUNS, RUNS // ROUNDS
        bare[number] = bare_months(question, seed, runs) / runs
        start = time.perf_counter()
        result = tci.sweep(study_of(question, seed, runs), tmp_path, threads=THREADS, share_past=False)
        swept[number] = (time.perf_counter() - start) / runs
        assert not result.failed
    table.add(f"{WHAT}, bare", CUSTOMERS, THREADS, 1e3 * bare.mean(), "ms")
    row = table.add(
        f"{WHAT}, swept to disk", CUSTOMERS, THREADS, 1e3 * swept.mean(), "ms", ratios=swept / bare, of="bare"
    )
    table.add("runs swept to disk", CUSTOMERS, THREADS, 1.0 / swept.mean(), "a second")
    assert row.times <= 1.0 / 0.75


def test_a_comparison_costs_little_more_than_the_months_of_its_runs(question, table):
    asked = variant(question, {"market.customers": 5_000, "burn_in": 60})
    regimes = variants_of(asked, (), "all")
    ratios, replications = [], 4
    for seed in (1, 101, 201):
        bare = sum(bare_months(each, seed, replications) for each in regimes.values())
        begin = time.perf_counter()
        tci.compare(
            asked, regimes="all", replications=replications, seed=seed, threads=THREADS, share_past=False
        )
        ratios.append((time.perf_counter() - begin) / bare)
    runs = replications * len(regimes)
    row = table.add(
        f"compare, a run of 60 + {MONTHS} months", 5_000, THREADS, 1e3 * ratios[-1] * bare / runs, "ms",
        ratios=ratios, of="its bare months",
    )  # fmt: skip
    assert row.times < 1.5


def test_six_policies_that_share_their_pasts_cost_three_quarters(table):
    asked = load(BASELINE)  # 20,000 customers, 60 months of burn-in and 120 after
    spent = {True: [], False: []}
    for seed in (1, 101, 201):
        for share in (True, False):
            begin = time.process_time()
            tci.compare(asked, regimes="all", replications=2, seed=seed, threads=THREADS, share_past=share)
            spent[share].append(time.process_time() - begin)
    ratios = np.array(spent[True]) / np.array(spent[False])
    row = table.add(
        "compare, a run that shares its past", 20_000, THREADS, 1e3 * np.median(spent[True]) / 12, "ms of processor",
        ratios=ratios, of="a run of its own",
    )  # fmt: skip
    assert row.times <= 0.75


def stepped(question, seed):
    """Step through all months, and take what a study of them would keep."""
    model = tci.TCIModel(question, rng=seed)
    for _ in range(MONTHS):
        model.step()
    kept = study_of(question, seed, 2).report
    model.datacollector.get_agenttype_vars_dataframe(Firm)[list(kept)]
    model.datacollector.get_model_vars_dataframe()


def with_mesa_customers(question, seed, months):
    """Live some months with an agent for each customer; all else is our machine code, which flatters Mesa."""
    simulation = Simulation(question, network_of(question), seed, threads=1)
    state, terms, twin = simulation.state, simulation.terms, None
    for month in range(months):
        before_experience(state, month)
        prepare(state, terms)
        twin = twin or MesaCustomers(state, terms)
        twin.block()
        state.customers.firm[:] = [agent.firm for agent in twin.agents]
        settle(state, terms)
        after_experience(state, month)
        record(state, simulation.recording, month)


def test_a_run_takes_far_less_than_with_mesa(question, table):
    def seconds(work, *args):
        begin = time.process_time()
        work(question, *args)
        return time.process_time() - begin

    def ours(question, seed):
        live(Simulation(question, network_of(question), seed, threads=1))

    forms = {"ours": [], "Mesa's stepping face": [], "an agent for each customer": []}
    few = 12
    for seed in range(1, 8):
        forms["ours"].append(seconds(ours, seed))
        forms["Mesa's stepping face"].append(seconds(stepped, seed))
        forms["an agent for each customer"].append(seconds(with_mesa_customers, seed, few) * MONTHS / few)
    for name, least in (("ours", 0), ("Mesa's stepping face", 5), ("an agent for each customer", 150)):
        ratios = np.array(forms[name]) / np.array(forms["ours"]) if least else None
        row = table.add(
            f"{WHAT}, {name}", CUSTOMERS, 1, 1e3 * min(forms[name]), "ms", ratios=ratios, of="ours"
        )
        assert not least or row.times > 0.8 * least, row


def test_what_a_run_costs_beside_its_months_is_known_by_part(question, table):
    network = network_of(question)
    study, rounds = study_of(question, 1, 2), 30
    simulation = Simulation(question, network, 1, threads=1)
    keep = build_experiment(study).keep
    holders = select_holders(keep.holders, question, network)
    live(simulation)
    parts = {
        "once a case: laying it over the base": lambda: variant(question, study.plan.changes(1)),
        "once a case: its network": lambda: network_of(question),
        "once a run: building the world": lambda: Simulation(question, network, 2, threads=1),
        "once a run: picking what is kept": lambda: run_output(
            0, 0, simulation.recording, holders, keep, (question, network)
        ),
    }
    total = 0.0
    for name, part in parts.items():
        begin = time.process_time()
        for _ in range(rounds):
            part()
        micro = (time.process_time() - begin) / rounds * 1e6
        total += micro
        table.add(name, CUSTOMERS, 1, micro, "us")
    begin = time.process_time()
    live(Simulation(question, network, 3, threads=1))
    assert total < 0.25 * (time.process_time() - begin) * 1e6
