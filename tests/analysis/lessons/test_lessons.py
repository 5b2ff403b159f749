"""Lessons: each number in their texts is computed, each claim is checked, and what is wrong is told with its line."""

from __future__ import annotations

import re

import numpy as np
import pytest
from faulty_lessons import WRONG, changed, small, written

import tci_sim as tci
from tci_sim.analysis.lessons.answer import LessonResult, answer_lesson, charts_of
from tci_sim.analysis.lessons.file import BUILT_IN, load_lesson, placeholders_of
from tci_sim.analysis.lessons.schema import texts_of
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES
from tci_sim.messages.build import FORBIDDEN
from tci_sim.scenario.library import LESSON, files
from tci_sim.views.page.lesson import filled, lesson_words, values_of

LESSONS = tuple(files(LESSON))


@pytest.fixture(scope="module", params=LESSONS)
def found(request: pytest.FixtureRequest) -> LessonResult:
    """Return what came out of each shipped lesson."""
    return answer_lesson(load_lesson(request.param))


# --- what is shipped ---------------------------------------------------------------------------------------------


def test_a_lesson_says_nothing_that_the_model_does_not_find(found: LessonResult) -> None:
    assert [str(fault) for fault in found.faults] == []
    assert found.checks
    used = {name for part in found.loaded.lesson.explanation for name in part.holds}
    assert all(found.checks[name] for name in used)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lesson_is_whole_in_each_language_and_each_of_its_numbers_is_computed(
    found: LessonResult, language
) -> None:
    values = values_of(found)
    lesson = found.loaded.lesson
    for path, words in texts_of(lesson):
        raw, said = dict(words.texts)[language], filled(words, language, values)
        assert "{" not in said, path
        assert [word for word in FORBIDDEN[language] if word in said] == [], (path, said)
        typed = re.findall(r"\d+", re.sub(r"\{\w+\}", "", raw))
        assert typed == [], (path, raw)
        figures = re.findall(r"\d[\d,.]*", said)
        assert bool(figures) == bool(placeholders_of(raw)), (path, said)
        if language == "zh-Hant":
            assert "他" not in raw.replace("其他", "").replace("他人", ""), path
    used = {name for _, words in texts_of(lesson) for name in placeholders_of(dict(words.texts)[language])}
    assert used - set(BUILT_IN) <= set(lesson.numbers)


def test_the_languages_of_a_lesson_have_the_same_numbers_in_each_text(found: LessonResult) -> None:
    for path, words in texts_of(found.loaded.lesson):
        texts = dict(words.texts)
        assert sorted(placeholders_of(texts["en"])) == sorted(placeholders_of(texts["zh-Hant"])), path


def test_the_numbers_of_a_lesson_are_those_of_the_command_line(found: LessonResult) -> None:
    """Read each number that is a mean of the last year again, by `compare`, in the same worlds."""
    loaded, lesson = found.loaded, found.loaded.lesson
    asked = {
        name: each for name, each in lesson.numbers.items()
        if each.query.get("of") == "focal" and each.query.get("at") == {"last": 12} and each.less is None
    }  # fmt: skip
    if not asked:
        pytest.skip("the lesson reads nothing in that way")
    runs = {name: loaded.runs[name] for name in dict.fromkeys(each.of for each in asked.values())}
    for name, scenario in runs.items():
        seeds = range(lesson.seed, lesson.seed + lesson.replications)
        outcomes = [tci.run(scenario, seed=seed) for seed in seeds]
        for number, each in asked.items():
            if each.of == name:
                frame = [one.to_frame(each.query["measure"]) for one in outcomes]
                focal = [
                    rows[rows.holder == one.focal_firm] for rows, one in zip(frame, outcomes, strict=True)
                ]
                means = [rows[rows.month >= scenario.months - 12].value.mean() for rows in focal]
                assert found.numbers[number].mean == pytest.approx(np.mean(means), rel=1e-9)


def test_the_screen_gets_every_text_and_one_right_answer_to_each_question(found: LessonResult) -> None:
    words = lesson_words(found)
    assert [len(each["answers"]) >= 2 for each in words["questions"]] == [True] * 3
    assert [sum(answer["right"] for answer in each["answers"]) for each in words["questions"]] == [1] * 3
    for plan, minutes in (("short", 45), ("long", 90)):
        assert sum(step["minutes"] for step in words["teacher"][plan]) == minutes
    assert len(words["charts"]) == len(charts_of(found.loaded))


def test_lessons_are_listed_in_each_language() -> None:
    for language in LANGUAGES:
        listed = tci.lessons(lang=language)
        assert tuple(listed) == LESSONS
        assert all(listed.values())
    assert tci.lessons(lang="en") != tci.lessons(lang="zh-Hant")


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "said"), WRONG, ids=[f"{path}-{k}" for k, (path, *_) in enumerate(WRONG)]
)
def test_what_is_wrong_with_a_lesson_is_told_with_file_and_line(tmp_path, path, value, said) -> None:
    plain = small()
    changed(plain, path, value)
    with pytest.raises(InputError) as caught:
        load_lesson(written(tmp_path, plain), allow_outside=True)
    told = str(caught.value)
    assert said in told
    assert re.search(r"mine\.yaml(:\d+)?: ", told)
    assert "Traceback" not in told


def test_a_claim_that_does_not_hold_keeps_the_page_from_being_made(tmp_path) -> None:
    plain = small()
    plain["checks"]["quality_rises"] = {"number": "quality_more", "below": -0.5}
    found = tci.run_lesson(written(tmp_path, plain))
    assert not found.checks["quality_rises"]
    assert "the check 'quality_rises' does not hold" in found.faults[0]
    with pytest.raises(InputError, match="quality_rises"):
        tci.export_lesson(tmp_path / "mine.yaml")


def test_a_choice_has_exactly_one_that_comes_true(tmp_path) -> None:
    plain = small()
    said = {"en": "up", "zh-Hant": "上升"}
    plain["prediction"] = {
        "form": "choice", "ask": said,
        "choices": [{"text": said, "holds": "quality_rises"}, {"text": said, "holds": "quality_rises"}],
    }  # fmt: skip
    found = tci.run_lesson(written(tmp_path, plain))
    seen = 2 if found.checks["quality_rises"] else 0
    assert f"exactly one choice of the prediction must come true; {seen} do." in found.faults[-1]


def test_what_is_calculated_needs_a_unit(tmp_path) -> None:
    plain = small()
    part = {"measure": "satisfaction", "of": "focal", "at": {"month": 0}}
    plain["numbers"]["made"] = {"of": "command", "query": {"minus": [part, part]}}
    with pytest.raises(InputError, match="is calculated: give its unit"):
        tci.run_lesson(written(tmp_path, plain))


def test_a_lesson_of_python_is_read_with_its_numbers() -> None:
    found = tci.run_lesson("gap_never_closes", threads=1)
    assert list(found.numbers.columns) == ["mean", "low", "high", "unit"]
    assert found.curves("gap").shape == (120, 2)
    assert not any("{" in text for language in LANGUAGES for text in found.texts(language))
    assert found.faults == []
    assert "gap_never_closes" in repr(found)
