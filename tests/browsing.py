"""Chromium, for tests of pages as readers have them: opened from disk, offline, with nothing going wrong."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from tci_sim.wasm.files import FOLDER, module_name

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="no driver: pip install playwright"),
    pytest.mark.skipif(not (FOLDER / module_name(simd=True)).exists(), reason="no engine: make wasm"),
]

SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@contextmanager
def opened(chromium, url, *, script="", width=1280, finish=True, **options):
    """Open a page, and let nothing go wrong in it: no error, and nothing that its policy forbids."""
    context = chromium.new_context(offline=True, viewport={"width": width, "height": 900}, **options)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(error.message))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    if script:
        page.add_init_script(script)
    page.goto(url)
    if finish:
        until(page, "document.documentElement.dataset.done === '1'")
    yield page
    context.close()
    assert wrong == []


def until(page, expression, seconds=300.0):
    """Wait by asking: what waits in the page would need `eval`, which its policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        time.sleep(0.01)


def violations(page):
    """Return what axe finds that keeps anybody out, with one place each."""
    import axe_playwright_python

    checks = next(Path(axe_playwright_python.__file__).parent.glob("axe*.js")).read_text(encoding="utf-8")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.evaluate(f"{checks};0")
    found = page.evaluate("axe.run()")
    assert len(found["passes"]) > 15
    return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]


needs_axe = pytest.mark.skipif(
    find_spec("axe_playwright_python") is None, reason="no axe: pip install axe-playwright-python"
)
