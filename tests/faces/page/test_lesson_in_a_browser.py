"""A lesson as a class has it: nothing is seen before a prediction is sealed, and what is seen is the model's."""

import re

import numpy as np
import pytest
from browsing import BROWSER, chromium, needs_axe, opened, until, violations
from faulty_lessons import small, written

import tci_sim as tci

pytestmark = BROWSER
__all__ = ["chromium"]

DONE = "document.documentElement.dataset.done === '1'"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("lesson") / "lesson.html"
    tci.export_lesson("gap_never_closes", path)
    return path


def predict(page):
    """Draw by keys alone, seal, and run."""
    page.focus(".drawing")
    for key in ["ArrowUp"] * 3 + ["ArrowRight"] + ["ArrowDown"] * 2:
        page.keyboard.press(key)
    page.focus("#seal")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # the button that runs it has the focus now
    until(page, DONE)


def explained(page):
    """Predict, look, and go on to what explains it."""
    predict(page)
    page.focus("#why")
    page.keyboard.press("Enter")


def test_nothing_is_seen_before_a_prediction_is_sealed(chromium, file):
    with opened(chromium, f"{file.as_uri()}#lang=en") as page:
        assert page.query_selector("#see") is None
        assert page.query_selector("#explain") is None
        page.click("#seal")
        assert page.text_content("#lesson-told") == "Give a prediction first."
        assert page.query_selector("#sealed") is None
        page.focus(".drawing")
        page.keyboard.press("ArrowUp")
        page.click("#seal")
        assert page.text_content("#sealed code") == page.evaluate("page.line.split('|').at(-1)")
        assert page.query_selector("#see") is None
        page.click("#run")
        until(page, DONE)
        assert page.text_content("#verdict").startswith("On average your curve lies")
        assert page.query_selector("#explain") is None
        page.click("#why")
        assert page.evaluate("document.activeElement.id") == "explain-title"
        heading = "From lever to money: total customer integration against command and control"
        assert page.text_content("#explain h3") == heading
        steps = [each.text_content() for each in page.query_selector_all("#explain tbody th")]
        assert {"delivered quality (0 to 1)", "customer satisfaction", "profit"} <= set(steps)
        assert page.text_content("#explain thead") == (
            "step“total customer integration” − “command and control”, last yearhalf of it is there [95 %]"
        )


def test_what_is_drawn_is_what_python_computed(chromium, file):
    found = tci.run_lesson("gap_never_closes")
    with opened(chromium, f"{file.as_uri()}#lang=en") as page:
        predict(page)
        for chart, measure in enumerate(
            ("gap", "delivered_quality", "expectation", "satisfaction", "need_gap")
        ):
            for run, name in enumerate(("command", "integration")):
                drawn = page.evaluate(f"page.meanOf(page.runs()[{run}], {chart}).mean")
                np.testing.assert_array_equal(drawn, found.curves(measure)[name].to_numpy())


def test_a_link_in_which_the_prediction_was_changed_says_that_the_seal_is_broken(chromium, file):
    with opened(chromium, f"{file.as_uri()}#lang=en") as page:
        predict(page)
        url, line = page.evaluate("location.href"), page.evaluate("page.line")
        page.click("#why")
        told = page.evaluate("location.href")
    for kept, stage in ((url, "seen"), (told, "told")):
        with opened(chromium, kept) as page:
            assert page.evaluate("page.stage") == stage
    first = line.split("|")[4].split(",")[0]
    with opened(chromium, url.replace(f"%7C{first}%2C", "%7C0.111%2C")) as page:
        assert page.evaluate("page.stage") == "predict"
        assert "The seal is broken" in page.text_content("[role=alert]")
    with opened(chromium, f"{file.as_uri()}#lang=en&teacher=1") as page:
        for text, said in (
            (line, "The seal is whole"),
            (line.replace(f"|{first},", "|0.111,"), "The seal is broken"),
            (line.replace("gap_never", "gap_ever"), "another lesson"),
            ("hello", "not a line"),
        ):
            page.fill("#teacher textarea", text)
            page.click("#check-seal")
            assert said in page.text_content("#seal-told")
        other = page.evaluate(
            "sealed('gap_never_closes', page.shipped.results, Array(11).fill(0.1).join(','), 'x')"
        )
        page.fill("#teacher textarea", f"{line}\nhello\n\n{other}\n")
        page.click("#check-seal")
        said = [each.text_content() for each in page.query_selector_all("#seal-told li")]
        assert [text.split(":")[0] for text in said] == [
            "The seal is whole", "This is not a line that a lesson gives out.", "The seal is whole"
        ]  # fmt: skip
        assert len(page.query_selector_all("#predictions path.guess")) == 2


def test_answers_say_at_once_whether_they_are_right_and_why(chromium, file):
    with opened(chromium, f"{file.as_uri()}#lang=en") as page:
        explained(page)
        page.check("#questions input[name=q0] >> nth=0")
        assert page.text_content("#because-0").startswith("Right. Expectation ended 0.16")
        page.check("#questions input[name=q0] >> nth=1")
        assert page.text_content("#because-0").startswith("Not so. Delivered quality was at 0.85")


def test_an_open_lever_draws_a_further_line_and_is_taken_back(chromium, file):
    with opened(chromium, f"{file.as_uri()}#lang=en") as page:
        explained(page)
        assert page.query_selector("path.mine") is None
        page.focus("[id='l.improvement.time']")
        page.keyboard.press("ArrowRight")
        lines = "document.querySelectorAll('g[fill=none] > path.mine').length"  # not beside names
        until(page, f"{lines} === 5")
        page.click("#back")
        until(page, f"{lines} === 0")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_nothing_stands_out_of_the_window(chromium, file, width, language):
    with opened(chromium, f"{file.as_uri()}#lang={language}", width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        explained(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.click("#teacher-page")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if language != "en":
            told = page.evaluate("document.querySelector('main').innerText")
            assert "minutes" not in told


@needs_axe
@pytest.mark.parametrize(("view", "width"), [("lang=en", 1280), ("lang=zh-Hant&dark=1", 390)])
def test_axe_finds_nothing_that_keeps_anybody_out(chromium, file, view, width):
    with opened(chromium, f"{file.as_uri()}#{view}", width=width) as page:
        assert violations(page) == []
        explained(page)
        page.check("#questions input[name=q0] >> nth=1")
        assert violations(page) == []
        page.click("#teacher-page")
        assert violations(page) == []


UP, DOWN = {"en": "It rises.", "zh-Hant": "上升。"}, {"en": "It falls.", "zh-Hant": "下降。"}
FORMS = {
    "number": {"form": "number", "ask": UP, "number": "satisfaction_more", "low": -50.0, "high": 50.0},
    "choice": {
        "form": "choice", "ask": UP,
        "choices": [{"text": UP, "holds": "more_satisfied"}, {"text": DOWN, "holds": "less_satisfied"}],
    },
    "curve": {"form": "curve", "ask": UP, "measure": "share", "of": "integration", "low": 0.0, "high": 1.0},
}  # fmt: skip


@pytest.fixture(scope="module", params=FORMS)
def other(request, tmp_path_factory):
    """Return a lesson that asks for a number or a choice, with charts of the market and of a supplier."""
    plain = small()
    plain["set"] = {"market.customers": 400, "burn_in": 6}
    plain["replications"] = 4
    plain["prediction"] = FORMS[request.param]
    plain["checks"]["less_satisfied"] = {"number": "satisfaction_more", "below": 0.0}
    plain["look"] += [
        {"measure": "value_total", "holder": "market"},
        {"measure": "felt_gap", "holder": "ours.fit"},
    ]
    kept = ("more_satisfied", "less_satisfied")
    plain["checks"] = {name: check for name, check in plain["checks"].items() if name in kept}
    for part in (
        *plain["explanation"],
        *(answer for each in plain["questions"] for answer in each["answers"]),
    ):
        part["holds"] = ["more_satisfied"]
    folder = tmp_path_factory.mktemp("other")
    tci.export_lesson(written(folder, plain), folder / "lesson.html")
    return request.param, folder / "lesson.html"


def test_a_number_and_a_choice_are_predicted_too_and_told_from_what_came_out(chromium, other):
    form, path = other
    with opened(chromium, f"{path.as_uri()}#lang=en") as page:
        if form == "number":
            page.fill("#guess", "70")  # outside of what is asked for
            page.click("#seal")
            assert page.text_content("#lesson-told") == "Give a prediction first."
            page.fill("#guess", "-3.5")
        elif form == "curve":
            page.focus(".drawing")
            page.keyboard.press("ArrowUp")
        else:
            page.check("#asked input >> nth=1")
        page.click("#seal")
        page.click("#run")
        until(page, DONE)
        said, url = page.text_content("#verdict"), page.evaluate("location.href")
        if form == "number":
            assert said.startswith("You predicted −3.5 points.")
            assert "outside of the interval" in said
        elif form == "curve":
            assert re.match(r"On average your curve lies [\d.]+ percentage points away", said)
            assert re.search(r"you drew [\d.]+ %, and [\d.]+ % came out", said)
        else:
            assert said == "What came out: It rises."
        assert len(page.query_selector_all("#charts svg[role=img]")) == 7
        sealed = page.text_content("#sealed p").removeprefix("Prediction: ")
        assert {"number": "points", "choice": "falls", "curve": "%"}[form] in sealed
        line = page.input_value("#hand-in textarea")
        page.click("#teacher-page")
        page.fill("#teacher textarea", line)
        page.click("#check-seal")
        assert page.text_content("#seal-told") == f"The seal is whole: {sealed}"
        told = page.text_content("#teacher table >> nth=2")
        assert "_" not in told
        assert "customer satisfaction (year 10)“total customer integration” − “command and control”" in told
    with opened(chromium, url) as page:
        assert page.text_content("#verdict") == said
