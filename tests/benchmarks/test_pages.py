"""How long a reader waits for a page in Chromium: 2,000 simulated customers, 20 pairs."""

from __future__ import annotations

import shutil
import time
from importlib.util import find_spec

import pytest

import tci_sim as tci
from tci_sim.wasm.files import FOLDER, module_name

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="no driver: pip install playwright"),
    pytest.mark.skipif(not (FOLDER / module_name(simd=True)).exists(), reason="no engine: make wasm"),
]

CUSTOMERS, PAIRS = 2_000, 20
MOST_MEMORY = 64_000_000
"""What the worlds of a page may take. [bytes]"""

CLEAR = {"from": "tci", "levers": {}, "world": {}, "shocks": {}}
ALL = "document.documentElement.dataset.done === '1'"
DRAGGED = """() => new Promise(ended => {
  const slider = document.getElementById('l.improvement.time'), sentence = document.getElementById('verdict');
  let drawn = 0, moved = 0;
  const seen = new MutationObserver(() => { drawn++; }); // once for all charts that are drawn together
  seen.observe(document.getElementById('charts'), { attributes: true, subtree: true, attributeFilter: ['aria-label'] });
  const timer = setInterval(() => {
    slider.value = 0.05 + 0.01 * (moved % 20);
    slider.dispatchEvent(new Event('input'));
    if (++moved > 90) {
      clearInterval(timer);
      slider.dispatchEvent(new Event('change'));
      seen.disconnect();
      ended(drawn);
    }
  }, 33);
})"""


def seconds_until(page, expression, start, most=120.0):
    while not page.evaluate(expression):
        assert time.perf_counter() - start < most, expression
        time.sleep(0.005)
    return time.perf_counter() - start


def test_how_long_a_reader_waits(table, tmp_path):
    from playwright.sync_api import sync_playwright

    file = tmp_path / "page.html"
    tci.export(tci.variant(tci.load("baseline"), {"market.simulated": CUSTOMERS}), file, pairs=PAIRS)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(file.as_uri())
        takes = {"opened, first panels": seconds_until(page, "page.needed[0]?.values.size > 0", start)}
        takes["opened, all baselines"] = seconds_until(page, ALL, start)
        start = time.perf_counter()
        page.evaluate("state => { page.become(state); }", {**CLEAR, "levers": {"improvement.time": 0.22}})
        takes["lever, first answer"] = seconds_until(page, "page.needed[1].values.size > 0", start)
        takes["lever, all pairs"] = seconds_until(page, ALL, start)
        start = time.perf_counter()
        drawn = page.evaluate(DRAGGED)
        redrawn = drawn / (time.perf_counter() - start)
        kept = page.evaluate("page.shipped.described.kept.size") * PAIRS
        workers = page.evaluate("page.pool.workers.length")
        browser.close()
    for what, each in takes.items():
        table.add(f"page in Chromium: {what}", CUSTOMERS, workers, each, "s")
    table.add("page in Chromium: redrawn while dragged", CUSTOMERS, workers, redrawn, "1/s")
    table.add(
        "page in Chromium: worlds", CUSTOMERS, workers, kept / 1e6, "MB", bytes_each=kept / PAIRS / CUSTOMERS
    )
    table.add("page in Chromium: file", None, workers, file.stat().st_size / 1000, "kB")
    assert kept < MOST_MEMORY
    assert file.stat().st_size < 1_000_000
