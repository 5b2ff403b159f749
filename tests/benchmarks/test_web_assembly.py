"""How fast the engine is as WebAssembly, beside machine code on one thread: what a page of a scenario waits for."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from wasm_host import Page, modules_or_skip

from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.wasm.image import image_of

pytestmark = pytest.mark.bench

CUSTOMERS = 2_000
MOST = 2.5
"""Times that a run may take what it takes natively."""
TURNS = 5


def seconds(call) -> float:
    start = perf_counter()
    assert not call()
    return perf_counter() - start


@pytest.mark.parametrize("name", ["plain", "SIMD"])
def test_a_run_in_a_page_takes_at_most_two_and_a_half_times_a_native_one(table, name):
    scenario = variant(load("baseline"), {"market.customers": CUSTOMERS})
    module, image = modules_or_skip()[name], image_of(scenario, levers=())
    page = Page(module, image)
    start = page.kept()
    ratios, takes = [], {"prepare": [], "draw": [], "burn-in": [], "120 months": []}
    for turn in range(TURNS):
        world = Simulation(scenario, seed=turn, threads=1)
        world.link()
        native = seconds(world.run)
        page.back(start)
        takes["prepare"].append(seconds(page.prepare))
        takes["draw"].append(seconds(lambda seed=turn: page.draw(seed)))
        takes["burn-in"].append(seconds(lambda: page.simulate(0, scenario.burn_in)))
        takes["120 months"].append(seconds(page.go_on))
        ratios.append((takes["burn-in"][-1] + takes["120 months"][-1]) / native)
    for what, each in takes.items():
        table.add(f"page, {name}: {what}", CUSTOMERS, 1, 1000 * np.median(each), "ms")
    of = "native run, 180 months"
    table.add(
        f"page, {name}: run", CUSTOMERS, 1, 1000 * native * np.median(ratios), "ms", ratios=ratios, of=of
    )
    size, kept = module.stat().st_size, image.described["kept"]["size"]
    table.add(f"page, {name}: module", None, 1, size / 1000, "kB")
    table.add(f"page, {name}: world kept", CUSTOMERS, 1, kept / 1000, "kB", bytes_each=kept / CUSTOMERS)
    assert name == "plain" or np.median(ratios) < MOST  # pages have the faster one
