"""The flight simulator as a class has it: ten years by keys, a debrief, and a class page that believes nothing."""

import re

import numpy as np
import pytest
from browsing import BROWSER, chromium, needs_axe, opened, until, violations

import tci_sim as tci

pytestmark = BROWSER
__all__ = ["chromium"]

DONE = "document.documentElement.dataset.done === '1'"
SMALL = {"market.customers": 400, "burn_in": 6}

PLAY = """(teams) => Promise.all(teams.map(async team => {
  const { flight } = page.shipped, draw = k => (Math.imul(team * 7919 + k * 104729, 2654435761) >>> 8) % 1000 / 1000;
  const step = (each, k) => Math.floor(draw(k) * Math.min(3, each.steps));
  const decisions = Array.from({ length: flight.years }, (_, year) =>
    flight.decisions.map((each, k) => step(each, year * 8 + k)));
  if (yearOver(flight, decisions)) throw new Error('too dear');
  const run = page.simulate(seedOfClass('AB2'), jobOfGame(page.shipped, decisions));
  await run.promise;
  const series = OUTCOME.map(name => Array.from(page.seriesOf(run.values, name)));
  return flightCode(page.shipped, { name: 'AB2', team, decisions }, outcomeOf(series));
}))"""
"""Plays the game of each team at once, as nobody can by hand, and returns the codes."""


@pytest.fixture(scope="module")
def market():
    return tci.variant(tci.load("baseline"), SMALL)


@pytest.fixture(scope="module")
def file(market, tmp_path_factory):
    path = tmp_path_factory.mktemp("flight") / "flight.html"
    tci.export_flight(market, path)
    return path


def tab_to(page, id_):
    """Go on by the tabulator until something has the focus."""
    for _ in range(120):
        if page.evaluate("document.activeElement.id") == id_:
            return
        page.keyboard.press("Tab")
    raise AssertionError(id_)


def play(page, presses=lambda year: []):
    """Lead the firm for all years, by keys alone."""
    for year in range(10):
        for id_, key in presses(year):
            tab_to(page, id_)
            page.keyboard.press(key)
        tab_to(page, "decide")
        page.keyboard.press("Enter")
        until(page, f"{DONE} && page.game.decisions.length === {year + 1}")
    until(page, "document.getElementById('code') !== null")


def begin(page, class_="ab2", team="3"):
    tab_to(page, "class-code")
    page.keyboard.type(class_)
    tab_to(page, "team")
    page.keyboard.type(team)
    tab_to(page, "begin")
    page.keyboard.press("Enter")
    until(page, f"{DONE} && page.game !== null")


def test_ten_years_by_keys_alone_are_replayed_by_python_to_the_same_bits(chromium, file, market):
    moves = {1: [("d.listening", "ArrowRight"), ("d.price", "ArrowLeft")], 4: [("d.culture", "ArrowRight")]}
    with opened(chromium, f"{file.as_uri()}#lang=en") as page:
        begin(page)
        assert "decisions cannot be taken back" in page.text_content("#year")
        assert page.query_selector("#undo") is None
        play(page, lambda year: moves.get(year, []))
        code = page.input_value("#code")
        values = page.evaluate("Array.from(page.seriesOf(page.now().values, 'profit'))")
        assert page.query_selector_all("#truth svg").__len__() == 7
        assert page.query_selector_all("#believed svg").__len__() == 6
    found = tci.replay(code, market)
    assert found.whole
    np.testing.assert_array_equal(values, found.result.table("profit")["ours"].to_numpy())
    assert found.decisions.loc[2, "listening"] == found.decisions.loc[1, "listening"] + 1
    assert found.decisions.loc[2, "price"] == found.decisions.loc[1, "price"] - 1
    assert found.decisions.loc[5, "culture"] == found.decisions.loc[4, "culture"] + 1


def test_only_what_a_firm_would_know_is_shown_and_its_books_are_late(chromium, file):
    with opened(chromium, f"{file.as_uri()}#lang=en") as page:
        begin(page)
        assert "nothing has been recorded yet" in page.text_content("#known")
        tab_to(page, "decide")
        page.keyboard.press("Enter")
        until(page, f"{DONE} && document.querySelectorAll('#known table').length === 3")
        told = page.text_content("#known")
        assert "Our own books, up to month 9" in told
        assert "What we hear and reckon, up to month 11" in told
        for hidden in ("customer satisfaction", "market share", "delivered quality", "knowledge"):
            assert hidden not in told
        assert "shortfall felt" not in told


def test_decisions_are_taken_back_in_practice_alone(chromium, file):
    with opened(chromium, f"{file.as_uri()}#lang=en") as page:
        page.click("#practise")
        until(page, f"{DONE} && page.game !== null")
        assert page.is_disabled("#undo")
        page.focus("[id='d.improvement']")
        page.keyboard.press("ArrowRight")
        drafted = page.evaluate("page.draft")
        page.click("#decide")
        until(page, f"{DONE} && page.game.decisions.length === 1")
        page.click("#undo")
        until(page, f"{DONE} && page.game.decisions.length === 0")
        assert page.evaluate("page.draft") == drafted


def test_a_plan_that_takes_more_than_there_is_cannot_be_decided(chromium, file):
    with opened(chromium, f"{file.as_uri()}#lang=en") as page:
        begin(page)
        page.evaluate("page.draft = page.shipped.flight.decisions.map(each => each.steps - 1)")
        assert "money and working time" in page.text_content("#over")
        assert page.is_disabled("#decide")
        page.evaluate("page.decide()")
        assert page.evaluate("page.game.decisions.length") == 0


def test_a_game_goes_on_from_its_link_and_one_that_was_changed_does_not(chromium, file):
    with opened(chromium, f"{file.as_uri()}#lang=en") as page:
        begin(page)
        for year in range(3):
            page.click("#decide")
            until(page, f"{DONE} && page.game.decisions.length === {year + 1}")
        url = page.evaluate("location.href")
    with opened(chromium, url) as page:
        assert page.evaluate("page.game.decisions.length") == 3
        assert page.evaluate("page.game.team") == 3
    with opened(chromium, url.replace(".AB2.3.", ".AB2.4.")) as page:
        assert page.evaluate("page.game") is None
        assert "was changed" in page.text_content("#start-told")


def test_a_class_page_runs_thirty_teams_again_and_refuses_what_is_not_whole(chromium, file):
    with opened(chromium, f"{file.as_uri()}#lang=en&class=1") as page:
        codes = page.evaluate(PLAY, list(range(1, 31)))
        assert len(set(codes)) == 30
        edited = codes[0].replace(".AB2.1.", ".AB2.31.")
        made_up = page.evaluate(
            """code => { const parts = code.split('.'); parts[5] = '32'; parts[8] = '0'.repeat(12);
            return withCheck(parts.slice(0, 9).join('.')); }""",
            codes[0],
        )
        unfinished = page.evaluate(
            """code => { const parts = code.split('.'); parts[5] = '33'; parts[7] = parts[7].slice(0, 48);
            return withCheck(parts.slice(0, 9).join('.')); }""",
            codes[0],
        )
        old = re.sub(r"^tci-flight\.1\.\d+\.", "tci-flight.1.1.", codes[0])
        practice = page.evaluate(
            """flightCode(page.shipped, { name: 'PRACTICE', team: 0,
            decisions: Array(10).fill(page.shipped.flight.start) }, '0'.repeat(12))"""
        )
        dear = page.evaluate(
            """() => flightCode(page.shipped, { name: 'AB2', team: 34,
            decisions: Array(10).fill(page.shipped.flight.decisions.map(each => each.steps - 1)) }, '0'.repeat(12))"""
        )
        wrong = [edited, made_up, unfinished, old, practice, codes[4], "hello", dear]
        page.fill("#codes", "\n".join([*codes, *wrong]))
        page.click("#check")
        until(page, f"{DONE} && page.checked && page.checked.whole")
        rows = page.query_selector_all("#teams table >> nth=0 >> tbody tr")
        assert len(rows) == 30 + len(page.evaluate("page.shipped.flight.regimes"))
        said = [each.text_content() for each in page.query_selector_all("#refused li")]
        for line, why in (
            (31, "was changed"), (32, "made up"), (33, "not ended: 6 of 10"), (34, "results version 1"),
            (35, "for practice"), (36, "Team 5 is there already"), (37, "not a code"),
            (38, "more money or working time in year 1"),
        ):  # fmt: skip
            assert [text for text in said if text.startswith(f"Line {line}:") and why in text], said
        assert len(said) == 8
        assert page.query_selector_all("#teams svg").__len__() == 4
        assert (
            page.evaluate("document.querySelectorAll('#teams svg')[0].querySelectorAll('path.thin').length")
            == 30
        )
        page.select_option("#mark", "7")
        assert page.text_content("#teams svg >> nth=0").count("Team 7") == 1
        assert (
            page.evaluate("document.querySelectorAll('#teams svg')[0].querySelectorAll('path.crowd').length")
            == 29
        )


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_nothing_stands_out_of_the_window(chromium, file, width, language):
    fits = "document.documentElement.scrollWidth <= innerWidth"
    with opened(chromium, f"{file.as_uri()}#lang={language}&dark=1", width=width) as page:
        assert page.evaluate(fits)
        begin(page)
        assert page.evaluate(fits)
        play(page)
        assert page.evaluate(fits)
        if language != "en":
            told = page.evaluate("document.querySelector('main').innerText")
            assert not re.search(r"satisfaction|step|month|year", told)
        page.click("#class-page")
        assert page.evaluate(fits)


@needs_axe
@pytest.mark.parametrize(("view", "width"), [("lang=en", 1280), ("lang=zh-Hant&dark=1", 390)])
def test_axe_finds_nothing_that_keeps_anybody_out(chromium, file, view, width):
    with opened(chromium, f"{file.as_uri()}#{view}", width=width) as page:
        assert violations(page) == []
        begin(page)
        page.click("#decide")
        until(page, f"{DONE} && page.game.decisions.length === 1")
        assert violations(page) == []
        play_rest = "for (let k = 0; k < 9; k++) page.game.decisions.push([...page.shipped.flight.start])"
        page.evaluate(f"(() => {{ {play_rest}; page.begin(page.game.name, page.game.team); }})()")
        codes = page.evaluate(PLAY, [1, 2])
        page.click("#class-page")
        page.fill("#codes", "\n".join([*codes, "x"]))
        page.click("#check")
        until(page, f"{DONE} && page.checked && page.checked.whole")
        assert violations(page) == []
        page.click("#class-page")
        play(page)
        assert violations(page) == []
