"""Pages as readers have them: in Chromium, opened from disk, offline. `make browser` runs these."""

import io
import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from browsing import BROWSER, chromium, opened, until

import tci_sim as tci
from tci_sim.messages import LANGUAGES, using_language
from tci_sim.scenario.labels import label_in
from tci_sim.scenario.own_levers import policy_of_firm
from tci_sim.views.verdict import verdict_sentences

pytestmark = BROWSER
__all__ = ["chromium"]

PAIRS = 3
SMALL = {"market.customers": 600, "burn_in": 12, "months": 48}
CUT = "price_cut,month=12,target=north,size=0.2,duration=6"
CLEAR = {"from": "tci", "levers": {}, "world": {}, "shocks": {}}
STATES = [
    {**CLEAR, "levers": {"improvement.time": 0.22, "listening.survey.respondents": 350}},
    {**CLEAR, "from": "command_and_control"},
    {
        **CLEAR,
        "from": "tqm",
        "levers": {"culture.autonomy": 0.7},
        "world": {"world.choice.price_weight": 10.3},
    },
    {**CLEAR, "from": "tqm", "shocks": {"0": {"month": 20, "size": 0.35}}},
]


@pytest.fixture(scope="module")
def baseline():
    return tci.variant(tci.load("baseline"), SMALL)


@pytest.fixture(scope="module")
def file(baseline, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    tci.export(baseline, path, uncertainties=["choice.price_weight"], shocks=[CUT], pairs=PAIRS)
    return path


def put(page, state):
    page.evaluate("state => { page.become(state); }", state)
    until(page, "document.documentElement.dataset.done === '1'")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def numbers_of(page):
    """Return what a page offers as CSV."""
    return pd.read_csv(io.StringIO(page.evaluate("page.csvText()")))


def same_world(baseline, state):
    """Return the baseline of a state: the same world, the policy that it began with."""
    shocks = [
        {"kind": "price_cut", "target": "north", "duration": 6, "month": each["month"], "size": each["size"]}
        for each in state["shocks"].values()
    ]
    return tci.variant(baseline, {**state["world"], **({"shocks": shocks} if shocks else {})})


def label_of_policy(comparison, name):
    """Call what is compared by its policy, as a page does."""
    question = comparison.questions[name]
    return label_in(question, "policy", policy_of_firm(question, "ours"))


@pytest.fixture(scope="module")
def seen(chromium, file):
    """Return what the page makes of each state: its scenario, its numbers, and what it says in both languages."""
    found = []
    with opened(chromium, file.as_uri()) as page:
        for state in STATES:
            put(page, state)
            said = {}
            for language in LANGUAGES:
                page.click("button[lang=en]" if language == "en" else "button[lang=zh-Hant-TW]")
                put(page, state)
                said[language] = tuple(
                    page.text_content(place).replace("\N{MINUS SIGN}", "-") for place in ("#verdict", "#more")
                )
            found.append((page.evaluate("page.yamlText()"), numbers_of(page), said))
    return found


@pytest.mark.parametrize("k", range(len(STATES)))
def test_the_saved_scenario_gives_the_numbers_and_sentences_of_the_page(
    k, seen, baseline, tmp_path, monkeypatch
):
    monkeypatch.setattr("tci_sim.views.verdict.scenario_label", label_of_policy)
    written, numbers, said = seen[k]
    path = tmp_path / "what_if.yaml"
    path.write_text(written, encoding="utf-8")
    question = tci.load(path)
    found = tci.compare(
        {"baseline": same_world(baseline, STATES[k]), "what_if": question}, replications=PAIRS
    )
    for kind, holder in (("firm", "ours"), ("market", "market")):
        here = numbers[numbers["holder"] == holder]
        native = found.to_frame(list(here["measure"].unique()), kind=kind)
        both = here.merge(native, on=["scenario", "seed", "month", "measure"], validate="one_to_one")
        assert len(both) == len(here) == len(native)
        np.testing.assert_array_equal(both["value_x"], both["value_y"])
    for language, (first, more) in said.items():
        with using_language(language):
            wanted = [str(sentence) for sentence in verdict_sentences(found, "what_if")]
        assert first in wanted
        assert sorted(re.sub(r"\s", "", first + more)) == sorted(re.sub(r"\s", "", "".join(wanted)))


def test_a_page_opens_as_its_report_says_with_nothing_changed(chromium, file):
    with opened(chromium, file.as_uri()) as page:
        assert page.text_content("#verdict").startswith("Nothing differs")
        assert page.is_hidden("#report")
        assert page.is_hidden("#old")


def test_a_link_opens_what_it_was_made_of(chromium, file):
    with opened(chromium, file.as_uri()) as page:
        put(page, STATES[2])
        url, said = page.evaluate("location.href"), page.text_content("#verdict")
    with opened(chromium, url) as other:
        assert other.evaluate("page.state") == STATES[2]
        assert other.text_content("#verdict") == said


def test_a_link_that_is_wrong_is_told_in_sentences(chromium, file):
    with opened(chromium, f"{file.as_uri()}#v=old&lang=en&l.improvement.time=7&l.nothing=1") as page:
        said = page.text_content("#faults")
        assert "another version" in said
        assert "the nearest it can have" in said
        assert "nothing, which this page does not have" in said


def test_changes_are_undone_done_again_and_taken_back(chromium, file):
    with opened(chromium, file.as_uri()) as page:
        put(page, STATES[0])
        page.click("#undo")
        assert page.evaluate("page.state") == CLEAR
        page.click("#redo")
        assert page.evaluate("page.state") == STATES[0]
        page.click("#reset")
        assert page.evaluate("page.state") == CLEAR
        page.keyboard.press("Control+z")
        assert page.evaluate("page.state") == STATES[0]


def test_a_lever_is_moved_and_a_month_read_by_keys_alone(chromium, file):
    with opened(chromium, file.as_uri()) as page:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "l.listening.survey.respondents":
                break
        before = page.evaluate("document.activeElement.value")
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.value") != before
        assert "baseline: 200" in page.evaluate("document.activeElement.getAttribute('aria-valuetext')")
        until(page, "document.documentElement.dataset.done === '1'")
        page.focus("#charts svg")
        page.keyboard.press("End")
        assert page.text_content("#reading").startswith("Month 47.")
        page.keyboard.press("Escape")
        assert page.text_content("#reading") == ""


def test_a_lever_that_does_nothing_says_why(chromium, file):
    state = {**CLEAR, "levers": {"listening.survey.respondents": 0}}
    with opened(chromium, file.as_uri()) as page:
        put(page, state)
        assert "does nothing while" in page.text_content("[id='l.listening.survey.delay-was']")
        assert page.text_content("[id='l.improvement.time-was']") == ""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
@pytest.mark.parametrize("dark", ["", "&dark=1"])
def test_nothing_stands_out_of_the_window(chromium, file, width, language, dark):
    url = f"{file.as_uri()}#lang={language}&from=tqm{dark}"
    with opened(chromium, url, width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("document.documentElement.lang") == ("en" if language == "en" else "zh-Hant-TW")
        english = page.evaluate("/baseline|what-if|currency/.test(document.body.innerText)")
        assert english == (language == "en")


REFUSED = {
    "workers": "delete window.Worker;",
    "blobs": "URL.createObjectURL = () => { throw new Error('refused'); };",
    "storage": "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } });",
    "clipboard": "Object.defineProperty(navigator, 'clipboard', { value: undefined });",
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_browser_refuses_is_done_without(chromium, file, what):
    with opened(chromium, f"{file.as_uri()}#from=tqm", script=REFUSED[what]) as page:
        assert page.evaluate("page.needed[1].values.size") == PAIRS
        if what in ("workers", "blobs"):
            assert "refuses workers" in page.text_content("#told")
        if what == "storage":
            page.click("#shelf summary")
            assert page.is_visible("#unstored")
        if what == "clipboard":
            page.click("#link")
            page.click("dialog >> text=Copy")
            assert "press Ctrl+C" in page.text_content("dialog [role=status]")


def test_a_run_that_fails_is_left_out_and_told_in_a_sentence(chromium, file):
    fails = """const asked = Worker.prototype.postMessage; Worker.prototype.postMessage = function (data) {
      if (data.seed === 2) setTimeout(() => this.onmessage({ data: { error: 'books:7' } }));
      else asked.call(this, data);
    };"""
    with opened(chromium, f"{file.as_uri()}#lang=en&from=tqm", script=fails) as page:
        assert (
            "Seed 2 is left out: money, goods, customers or members do not add up in month 7."
            in page.text_content("#told")
        )
        assert page.evaluate("page.needed[1].values.size") == PAIRS - 1
        assert page.text_content("#verdict").startswith("Against")


@pytest.mark.parametrize("missing", ["WebAssembly", "DecompressionStream"])
def test_an_old_browser_shows_the_report_and_one_sentence(chromium, file, missing):
    with opened(chromium, file.as_uri(), script=f"delete window.{missing};", finish=False) as page:
        assert page.is_visible("#report")
        assert page.is_visible("#old")


def test_without_scripts_there_is_a_report_that_prints_on_two_pages(chromium, file):
    with opened(chromium, file.as_uri(), finish=False, java_script_enabled=False) as page:
        assert page.is_visible("#report table")
        assert page.is_visible("#report figure svg")
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 2


def test_an_answer_for_a_board_prints_on_one_sheet(chromium, baseline, tmp_path):
    short = tci.variant(baseline, {"market.customers": 200, "months": 13, "burn_in": 1})
    found = tci.answer(short, regimes="all", replications=3, threads=1)
    for language in LANGUAGES:
        with using_language(language):
            found.save(tmp_path / f"{language}.html")
        with opened(chromium, (tmp_path / f"{language}.html").as_uri(), finish=False) as page:
            printed = page.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1


def test_a_page_saved_as_it_stands_opens_so_and_can_be_saved_again(chromium, file, tmp_path):
    with opened(chromium, file.as_uri()) as page:
        put(page, STATES[0])
        first, said = page.evaluate("page.pageText()"), page.text_content("#verdict")
    saved = tmp_path / "saved.html"
    saved.write_text(first, encoding="utf-8")
    with opened(chromium, saved.as_uri(), finish=False, java_script_enabled=False) as page:
        assert said in page.text_content("#report")
    with opened(chromium, saved.as_uri()) as page:
        assert page.evaluate("page.state") == STATES[0]
        assert page.text_content("#verdict") == said
        put(page, STATES[1])
        second = page.evaluate("page.pageText()")
    assert abs(len(second) - len(first)) < 30_000
    assert second.count("<html") == 1
    tci_page = saved.read_text(encoding="utf-8").splitlines()[-1]
    assert tci_page == "<!-- generator: tci-sim -->"


def test_a_page_runs_in_the_frame_of_a_notebook(chromium, file, tmp_path):
    from tci_sim.render.html import frame

    outer = tmp_path / "notebook.html"
    outer.write_text(
        f"<!doctype html><body>{frame(file.read_text(encoding='utf-8'))}</body>", encoding="utf-8"
    )
    with opened(chromium, outer.as_uri(), finish=False) as page:
        inside = page.frames[1]
        until(inside, "document.documentElement.dataset.done === '1'")
        assert inside.evaluate("page.needed[0].values.size") == PAIRS


def test_nothing_leaves_a_page_and_no_text_becomes_code(chromium, file):
    with opened(chromium, file.as_uri()) as page:
        pass
    context = chromium.new_context(offline=False)
    page = context.new_page()
    page.goto(file.as_uri())
    refused = page.evaluate(
        "fetch('data:text/plain,x').then(() => 'fetched', () => 'refused')",
    )
    assert refused == "refused"
    made = page.evaluate(
        """() => { const script = document.createElement('script'); script.textContent = 'window.made = true';
        document.body.append(script); return window.made === true; }"""
    )
    assert made is False
    context.close()


@pytest.mark.skipif(
    find_spec("axe_playwright_python") is None, reason="no axe: pip install axe-playwright-python"
)
@pytest.mark.parametrize(("view", "width"), [("lang=en", 1280), ("lang=zh-Hant&dark=1", 390)])
def test_axe_finds_nothing_that_keeps_anybody_out(chromium, file, view, width):
    import axe_playwright_python

    checks = next(Path(axe_playwright_python.__file__).parent.glob("axe*.js")).read_text(encoding="utf-8")
    with opened(chromium, f"{file.as_uri()}#{view}&from=tqm", width=width) as page:
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        page.evaluate(f"{checks};0")
        found = page.evaluate("axe.run()")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert len(found["passes"]) > 30
