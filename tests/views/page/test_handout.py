"""Handouts: each is whole in its language, has a place for the prediction, and tells nothing of what came out."""

from __future__ import annotations

import re
from html import unescape

import pytest
from faulty_lessons import changed, small, written

import tci_sim as tci
from tci_sim.analysis.lessons.answer import LessonResult, answer_lesson
from tci_sim.analysis.lessons.file import load_lesson
from tci_sim.analysis.lessons.schema import Lesson
from tci_sim.cli import main
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, Language, using_language
from tci_sim.views.page.handout import handout
from tci_sim.views.page.lesson import filled, values_of

SHAPES = {
    "curve": {},
    "number": {
        "prediction": {
            "form": "number", "number": "gap_last", "low": -0.2, "high": 0.2,
            "ask": {"en": "How large is the gap?", "zh-Hant": "差距多大？"},
        }
    },
    "choice": {
        "prediction": {
            "form": "choice", "ask": {"en": "Up or down?", "zh-Hant": "上升還是下降？"},
            "choices": [
                {"text": {"en": "It rises.", "zh-Hant": "上升。"}, "holds": "up"},
                {"text": {"en": "It falls.", "zh-Hant": "下降。"}, "holds": "down"},
            ],
        }
    },
}  # fmt: skip


@pytest.fixture(scope="module", params=list(SHAPES))
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LessonResult:
    """Return a small lesson with each form of prediction."""
    plain = small()
    plain["checks"] |= {
        "up": {"number": "quality_last", "above": 0.0},
        "down": {"number": "quality_last", "below": 0.0},
    }
    plain |= SHAPES[request.param]
    return answer_lesson(load_lesson(written(tmp_path_factory.mktemp("one"), plain), allow_outside=True))


def page_of(found: LessonResult, language: Language) -> str:
    with using_language(language):
        return handout(found)


def hidden(lesson: Lesson) -> list[object]:
    """List the texts that tell what came out, and what only the teacher has."""
    teacher = lesson.teacher
    return [
        *(part.text for part in lesson.explanation),
        *(answer.because for each in lesson.questions for answer in each.answers),
        *teacher.aims, *teacher.ask, *teacher.debrief, *teacher.wrong,
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_handout_holds_what_is_read_and_asked_and_nothing_of_what_came_out(found, language) -> None:
    lesson, values = found.loaded.lesson, values_of(found)
    page = unescape(page_of(found, language)).replace("\u2212", "-")
    told = [lesson.title, lesson.question, *lesson.situation, lesson.prediction.ask, *lesson.assumptions]
    told += [each.ask for each in lesson.questions]
    told += [answer.text for each in lesson.questions for answer in each.answers]
    assert [text for text in told if filled(text, language, values) not in page] == []
    assert [text for text in hidden(lesson) if filled(text, language, values) in page] == []
    assert "{" not in page.split("</style>")[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_place_for_each_form_of_prediction(found, language) -> None:
    page = page_of(found, language)
    boxes = page.count('<ul class="boxes">')
    form = found.loaded.lesson.prediction.form
    assert (form == "curve") == ("<svg" in page)
    assert ('class="base"' in page) == (form == "curve")
    assert boxes == (4 if form == "choice" else 3)
    assert page.count('class="sheet"') == 3
    assert page.count('class="rule"') >= 20


def test_the_empty_grid_has_all_years_and_the_ends_of_the_measure(found) -> None:
    if found.loaded.lesson.prediction.form != "curve":
        pytest.skip("nothing is drawn")
    page = page_of(found, "en")
    assert re.findall(r'text-anchor="middle">([^<]+)<', page) == ["0 years", "1", "2"]
    assert ">0.15<" in page
    assert ">\u22120.15<" in page or ">-0.15<" in page


def test_a_difference_of_shares_is_asked_for_in_percentage_points(tmp_path) -> None:
    plain = small()
    plain["numbers"]["won"] = {
        "of": "integration", "less": "command", "query": {"measure": "share", "of": "focal", "at": {"month": 9}},
    }  # fmt: skip
    plain |= {"prediction": {**SHAPES["number"]["prediction"], "number": "won"}}
    page = page_of(answer_lesson(load_lesson(written(tmp_path, plain), allow_outside=True)), "en")
    assert "Give a number in percentage points, between -20 and 20." in page.replace("\u2212", "-")


def test_a_handout_lets_nothing_in_and_nothing_out(found) -> None:
    page = page_of(found, "zh-Hant")
    assert "script-src 'none'" in page
    assert "<script" not in page
    assert 'lang="zh-Hant-TW"' in page


def test_they_are_written_in_each_language_by_python_and_by_the_command_line(tmp_path, capsys) -> None:
    plain = small()
    plain["checks"] = {name: {**each, "above": -1e9, "below": 1e9} for name, each in plain["checks"].items()}
    lesson = written(tmp_path, plain)
    for name in ("python", "line"):
        (tmp_path / name).mkdir()
    pages = tci.handouts(lesson, tmp_path / "python", threads=1)
    assert list(pages) == list(LANGUAGES)
    assert main(["lessons", str(lesson), "--handout", str(tmp_path / "line"), "--threads", "1"]) == 0
    for code in LANGUAGES:
        one, other = (tmp_path / name / f"mine.{code}.html" for name in ("python", "line"))
        assert one.read_bytes() == other.read_bytes()
        assert pages[code].rstrip("\n") in one.read_text(encoding="utf-8")
    assert "Handouts: 8 runs" in capsys.readouterr().err
    again = main(["lessons", str(lesson), "--handout", str(tmp_path / "line"), "-q"])
    assert (again, capsys.readouterr().err) == (0, "")


def test_a_claim_that_does_not_hold_keeps_handouts_from_being_written(tmp_path) -> None:
    plain = small()
    changed(plain, "checks/quality_rises", {"number": "quality_more", "below": -0.5})
    with pytest.raises(InputError, match="quality_rises"):
        tci.handouts(written(tmp_path, plain), tmp_path)
    assert list(tmp_path.glob("*.html")) == []


def test_of_several_lessons_none_is_written_where_one_cannot_be(tmp_path, capsys) -> None:
    plain = small()
    plain["checks"] = {name: {**each, "above": -1e9, "below": 1e9} for name, each in plain["checks"].items()}
    good, wrong = written(tmp_path, plain), tmp_path / "wrong.yaml"
    changed(plain, "checks/quality_rises", {"number": "quality_more", "below": -0.5})
    good.rename(tmp_path / "good.yaml")
    written(tmp_path, plain).rename(wrong)
    line = ["lessons", str(tmp_path / "good.yaml"), str(wrong), "--handout", str(tmp_path), "-q"]
    assert main(line) == 2
    assert "quality_rises" in capsys.readouterr().err
    assert list(tmp_path.glob("*.html")) == []


def test_lessons_of_one_name_are_refused_and_of_several_wrong_ones_all_faults_are_told(
    tmp_path, capsys
) -> None:
    assert main(["lessons", *["gap_never_closes"] * 2, "--handout", str(tmp_path)]) == 2
    assert "gap_never_closes: the same file is given twice" in capsys.readouterr().err
    assert main(["lessons", "one_there_is_not", "nor_this", "--handout", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "one_there_is_not" in said
    assert "nor_this" in said


def test_a_curve_of_a_single_month_has_a_grid(tmp_path) -> None:
    plain = small()
    plain["set"] |= {"months": 1, "burn_in": 0}
    for each in plain["numbers"].values():
        for read in each["query"].get("minus", [each["query"]]):
            read["at"] = {"month": 0}
            read.pop("over_time", None)
    assert "<svg" in page_of(answer_lesson(load_lesson(written(tmp_path, plain), allow_outside=True)), "en")


def test_a_name_without_a_folder_and_a_folder_that_is_not_there_are_told_before_anything_runs(
    tmp_path, capsys
) -> None:
    assert main(["lessons", "gap_never_closes"]) == 2
    assert "give --handout FOLDER" in capsys.readouterr().err
    assert main(["lessons", "gap_never_closes", "--handout", str(tmp_path / "none")]) == 2
    said = capsys.readouterr().err
    assert "there is no folder" in said
    assert "runs" not in said
    foreign = tmp_path / "gap_never_closes.en.html"
    foreign.write_text("mine")
    assert main(["lessons", "gap_never_closes", "--handout", str(tmp_path)]) == 2
    assert foreign.read_text() == "mine"
