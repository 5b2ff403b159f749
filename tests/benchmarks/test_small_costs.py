"""What comes on top of customers' months: the other phases, a draw, building a world, starting the program."""

import subprocess
import sys
import time

import numpy as np
import pytest

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.scenario.load import load
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of
from tests.benchmarks.one_market import BASELINE, market_of, our_block, prepare, settle, terms_of

pytestmark = pytest.mark.bench

ACT = np.uint64(Decision.ACT)


def least(work, rounds=5):
    """Least processor time of some rounds, after one that warms up."""
    times = []
    for _ in range(rounds + 1):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times[1:])


def test_the_other_phases_and_recording_add_little_to_a_million_customers(table):
    scenario = load(BASELINE, ["market.customers=1000000", "burn_in=0", "months=24"])
    simulation = Simulation(scenario, network_of(scenario), seed=1, threads=1)
    whole = least(lambda: simulation.step_shared(1))
    state = market_of(1_000_000, ())  # as it ships, like the other
    terms, month = terms_of(state, 1), iter(range(100))

    def customers():
        prepare(state, terms)
        our_block(state, terms, next(month))
        settle(state, terms)

    row = table.add(
        "a whole month, recorded", 1_000_000, 1, whole * 1e3, "ms",
        ratios=whole / least(customers), of="its customers' phases",
    )  # fmt: skip
    assert row.times < 1.5


@compiled
def draw_each(numbers):
    for i in range(len(numbers)):
        numbers[i] = uniform(np.uint64(1), ACT, np.uint64(3), np.uint64(i))


@compiled
def make_normal(draws, numbers):
    for i in range(len(draws)):
        numbers[i] = normal(draws[i])


def test_a_draw_costs_no_more_than_one_of_numpys(table):
    count = 1_000_000
    generator, draws, numbers = np.random.default_rng(1), np.empty(count), np.empty(count)
    pairs = (
        ("a keyed draw", lambda: draw_each(draws), "NumPy's random()", lambda: generator.random(out=numbers)),
        ("a normal number of a draw", lambda: make_normal(draws, numbers), "NumPy's standard_normal()",
         lambda: generator.standard_normal(out=numbers)),
    )  # fmt: skip
    for ours, work, theirs, other in pairs:
        seconds = least(work, rounds=15)
        row = table.add(
            ours, None, 1, seconds / count * 1e9, "ns", ratios=seconds / least(other, rounds=15), of=theirs
        )
        assert row.times < 2.0


def test_a_small_world_is_built_in_the_time_of_a_few_of_its_months(table):
    scenario = load(BASELINE, ["market.customers=2000"])
    network = network_of(scenario)
    simulation = Simulation(scenario, network, seed=1, threads=1)
    build = least(lambda: Simulation(scenario, network, seed=1, threads=1), rounds=20)
    month = least(lambda: simulation.step(20)) / 20
    row = table.add("building a world", 2_000, 1, build * 1e6, "us", ratios=build / month, of="its month")
    assert row.times < 30


SMALL = ("--set", "market.customers=100", "--set", "months=1", "--set", "burn_in=1", "--quiet")
STARTS = {
    "start: import mesa": (("-c", "import mesa"), None),
    "start: tci-sim --help": (("-m", "tci_sim", "--help"), 0.3),
    "start: tci-sim run, two months of 100": (("-m", "tci_sim", "run", str(BASELINE), *SMALL), 2.0),
}
"""What a process is asked to do, and how many times `import mesa` it may take."""


def test_the_program_starts_in_less_than_mesa_takes_to_import_twice(table):
    taken = {what: [] for what in STARTS}
    for turn in range(10):
        for what, (command, _) in STARTS.items():
            begin = time.perf_counter()
            subprocess.run(
                [sys.executable, *command], check=True, capture_output=True, cwd=BASELINE.parents[1]
            )
            if turn > 0:
                taken[what].append(time.perf_counter() - begin)
    mesa = np.array(taken["start: import mesa"])
    for what, (_, most) in STARTS.items():
        row = table.add(
            what, None, 1, min(taken[what]) * 1e3, "ms",
            ratios=None if most is None else np.array(taken[what]) / mesa, of="import mesa",
        )  # fmt: skip
        assert most is None or row.times < 1.5 * most, row
