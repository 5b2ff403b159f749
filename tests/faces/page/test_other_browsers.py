"""In Firefox and in WebKit a lesson, a game and a page of what-ifs come to the same numbers, and nothing goes wrong."""

import numpy as np
import pytest
from browsing import BROWSER, until
from other_browsers import BROWSERS, OPENED

import tci_sim as tci

pytestmark = [BROWSER[0], BROWSER[-1]]

DONE = "document.documentElement.dataset.done === '1'"
FITS = "document.documentElement.scrollWidth <= innerWidth"
SMALL = {"market.customers": 400, "burn_in": 6}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("pages")
    tci.export_lesson("supplier_as_partner", path / "lesson.html")
    tci.export_flight(tci.variant(tci.load("baseline"), SMALL), path / "flight.html")
    page = tci.variant(tci.load("baseline"), {**SMALL, "months": 24})
    tci.export(page, path / "page.html", pairs=2)
    return path


@pytest.fixture(scope="module", params=BROWSERS)
def page(request, tmp_path_factory):
    with OPENED[request.param](tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def test_a_lesson_is_predicted_sealed_run_and_explained(page, folder):
    found = tci.run_lesson("supplier_as_partner")
    page.goto(f"{(folder / 'lesson.html').as_uri()}#lang=zh-Hant")
    until(page, DONE)
    page.evaluate("page.prediction = 1250")
    page.evaluate("page.seal()")
    seal = page.evaluate("document.querySelector('#sealed code').textContent")
    assert seal == page.evaluate("page.line.split('|').at(-1)")
    page.evaluate("document.getElementById('run').click()")
    until(page, DONE)
    page.evaluate("document.getElementById('why').click()")
    assert page.evaluate("page.stage") == "told"
    look = page.evaluate("page.shipped.lesson.look")
    names = page.evaluate("page.shipped.lesson.runs.map(each => each.name)")
    curves = list(found._found.curves.items())
    for run, name in enumerate(names):
        native = [values for (of, _), values in curves if of == name]
        for chart in look:
            drawn = page.evaluate(f"page.meanOf(page.runs()[{run}], {chart}).mean")
            np.testing.assert_array_equal(drawn, native[chart])
    assert page.evaluate(FITS)


def test_a_game_is_replayed_by_python_to_the_same_bits(page, folder):
    page.goto(f"{(folder / 'flight.html').as_uri()}#lang=en")
    until(page, DONE)
    page.evaluate("page.begin('AB2', 3)")
    for year in range(10):
        until(page, f"{DONE} && page.game.decisions.length === {year}")
        page.evaluate("document.getElementById('decide').click()")
    until(page, f"{DONE} && !!document.getElementById('code')")
    code = page.evaluate("document.getElementById('code').value")
    assert tci.replay(code, tci.variant(tci.load("baseline"), SMALL)).whole
    assert page.evaluate(FITS)


def test_a_page_of_what_ifs_says_what_a_lever_brings(page, folder):
    page.goto(f"{(folder / 'page.html').as_uri()}#lang=zh-Hant&from=tqm")
    until(page, DONE)
    assert page.evaluate("document.getElementById('verdict').textContent.length") > 10
    assert page.evaluate("document.querySelectorAll('#charts path.other[d^=M]').length") > 3
    assert page.evaluate(FITS)
