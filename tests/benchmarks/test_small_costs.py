"""What comes on top of customers' months: the other phases, a draw, building a world, starting the program."""

import resource
import subprocess
import sys
import time

import numpy as np

from tci_sim.arithmetic import normal
from tci_sim.history import History
from tci_sim.randomness import Decision, draw
from tci_sim.scenario.load import load
from tci_sim.world.build_network import network_of
from tests.benchmarks.one_market import BASELINE, market_of, our_block, prepare, settle, terms_of


def least(work, rounds=5, clock=time.process_time):
    """Least time of some rounds, after one that warms up."""
    times = []
    for _ in range(rounds + 1):
        begin = clock()
        work()
        times.append(clock() - begin)
    return min(times[1:])


def children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def started(*command):
    """Processor time of a new process, all its threads together."""

    def run():
        subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=BASELINE.parents[1])

    return least(run, rounds=4, clock=children)


def test_the_other_phases_and_recording_add_little_to_a_million_customers(capsys):
    scenario = load(BASELINE, ["market.customers=1000000", "burn_in=0", "months=24"])
    history = History(scenario, network_of(scenario), seed=1, threads=1)
    whole = least(lambda: history.advance_shared(1))
    state = market_of(1_000_000)
    terms, month = terms_of(state, 1), iter(range(100))

    def customers():
        prepare(state, terms)
        our_block(state, terms, next(month))
        settle(state, terms)

    ratio = whole / least(customers)
    with capsys.disabled():
        print(f"\na whole month of a million customers: {ratio:.2f} times their own phases")
    assert ratio < 1.5


def test_a_draw_costs_no_more_than_one_of_numpys(capsys):
    count = 1_000_000
    generator, ids = np.random.default_rng(1), np.arange(count)
    u = generator.random(count)
    costs = {
        "a keyed draw": least(lambda: draw(1, Decision.ACT, 3, ids)),
        "NumPy's random()": least(lambda: generator.random(count)),
        "a normal number of a draw": least(lambda: normal(u)),
        "NumPy's normal()": least(lambda: generator.normal(size=count)),
    }
    with capsys.disabled():
        print("\n" + "; ".join(f"{name} {seconds / count * 1e9:.2f} ns" for name, seconds in costs.items()))
    assert costs["a keyed draw"] < 2 * costs["NumPy's random()"]
    assert costs["a normal number of a draw"] < costs["NumPy's normal()"]


def test_a_small_world_is_built_in_the_time_of_a_few_of_its_months(capsys):
    scenario = load(BASELINE, ["market.customers=2000"])
    network = network_of(scenario)
    history = History(scenario, network, seed=1, threads=1)
    build = least(lambda: History(scenario, network, seed=1, threads=1), rounds=20)
    month = least(lambda: history.advance(20)) / 20
    with capsys.disabled():
        print(f"\nbuilding a world of 2,000 customers: {build * 1e6:.0f} us; its month: {month * 1e6:.0f} us")
    assert build < 30 * month


def test_the_program_starts_in_less_than_mesa_takes_to_import(capsys):
    mesa, program = started("-c", "import mesa"), started("-m", "tci_sim", "--help")
    small = ("--set", "market.customers=100", "--set", "months=1", "--set", "burn_in=1")
    run = started("-m", "tci_sim", "run", str(BASELINE), *small)
    with capsys.disabled():
        print(
            f"\nstarting beside `import mesa`: --help {program / mesa:.2f}, a run of two months {run / mesa:.2f}"
        )
    assert program < 0.5 * mesa
    assert run < 3.0 * mesa
