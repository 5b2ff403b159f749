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
from tci_sim.messages.message import written_as
from tci_sim.names import measure_label
from tci_sim.scenario.library import LESSON, files
from tci_sim.views.page.lesson import filled, lesson_words, values_of
from tci_sim.views.page.lesson_numbers import run_of, what_of
from tci_sim.views.page.words import both

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


def test_the_chain_of_a_lesson_is_what_why_finds_of_its_two_runs(found: LessonResult) -> None:
    asked, lesson = found.loaded.lesson.chain, found.loaded.lesson
    if asked is None:
        assert lesson_words(found)["chain"] is None
        return
    runs = {name: found.loaded.runs[name] for name in (asked.less, asked.of)}
    other = tci.why(runs, parts=["chain"], replications=lesson.replications, seed=lesson.seed)
    chain, told = other.parts["chain"].to_frame(), lesson_words(found)["chain"]
    assert told["of"] == [lesson.runs[asked.of].label.text(language) for language in LANGUAGES]
    turned = chain[chain["place"] == "turns"].sort_values("half", kind="stable")
    assert len(turned) == len(told["rows"]) > 0
    for row, (step, end, half) in zip(turned.itertuples(), told["rows"], strict=True):
        assert step[0].removesuffix(" (0 to 1)") == str(measure_label(row.measure))
        assert ("+" in end[0], "-" in end[0]) == (row.end > 0, row.end < 0)
        assert half[0].startswith(f"month {row.half:.0f}")
        assert half[1].startswith(f"第 {row.half + 1:.0f} 個月")
        assert re.findall("[a-z]{3}", step[1] + end[1] + half[1]) == []
    rest = " ".join(english for english, _ in told["said"])
    for measure in chain[chain["place"] != "turns"]["measure"]:
        assert str(measure_label(measure)) in rest


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
    assert [fault for fault in found.faults if "the check 'quality_rises' does not hold" in fault]
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


ORDINARY = {
    "en": "At once one of them, no one, someone; both, first, a second and a third firm, on behalf of zero.",
    "zh-Hant": "第二年、第十二項；一個人、一起、統一、一樣、唯一；兩者、雙方、多半、十分滿意、一成不變、萬一、四處。",
}
COUNTED = {
    "en": "three|Twice|half|dozen|doubled|two-year|ninety|thirds|percent|tenfold|halved|hundreds|quarter",
    "zh-Hant": "三家|六個月|兩倍|一半|半數|三分之一|百分之五|七成|一百個|二十一家|數十次|五十分|十年|雙倍|半年|三者",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_count_are_refused_and_ordinary_words_are_not(tmp_path, language) -> None:
    plain = small()
    plain["situation"] = [{"en": "So.", "zh-Hant": "如此。", language: ORDINARY[language]}]
    plain["teacher"]["long"][0]["text"] = {"en": "Two groups of five.", "zh-Hant": "兩組，各五人。"}
    load_lesson(written(tmp_path, plain), allow_outside=True)
    for word in COUNTED[language].split("|"):
        plain["situation"][0][language] = f"{word} of it" if language == "en" else f"共{word}，"
        with pytest.raises(InputError, match="by itself"):
            load_lesson(written(tmp_path, plain), allow_outside=True)


def test_a_difference_of_shares_is_in_percentage_points_and_one_of_satisfaction_in_points(tmp_path) -> None:
    plain = small()

    def level(measure: str, month: int) -> dict[str, object]:
        return {"measure": measure, "of": "focal", "at": {"month": month}}

    name = {"en": "apart", "zh-Hant": "差異"}
    for key, measure, unit in (("share", "share", "-"), ("points", "satisfaction", "points of 100")):
        two = [level(measure, 1), level(measure, 0)]
        plain["numbers"] |= {
            f"{key}_level": {"of": "command", "query": level(measure, 0)},
            f"{key}_of_runs": {"of": "command", "less": "integration", "query": level(measure, 1)},
            f"{key}_in_one": {"of": "command", "unit": unit, "label": name, "query": {"minus": two}},
            f"{key}_left": {"of": "command", "unit": unit, "label": name, "query": {"minus": [1.0, two[0]]}},
        }  # fmt: skip
    values = values_of(answer_lesson(load_lesson(written(tmp_path, plain), allow_outside=True)))
    for language, level_of, apart in (
        (
            "en",
            {"share": " %", "points": " points of 100"},
            {"share": " percentage points", "points": " points"},
        ),
        ("zh-Hant", {"share": "%", "points": " 分"}, {"share": " 個百分點", "points": " 分"}),
    ):
        for key in ("share", "points"):
            said = {
                part: re.sub(r"^-?[\d.]+", "", written_as(values[f"{key}_{part}"], language))
                for part in ("level", "of_runs", "in_one", "left")
            }
            assert said == {
                "level": level_of[key], "of_runs": apart[key], "in_one": apart[key], "left": level_of[key],
            }  # fmt: skip


def test_the_table_of_numbers_has_names_in_both_languages_and_no_id(found: LessonResult) -> None:
    rows = lesson_words(found)["numbers"]
    assert len(rows) == len(found.numbers)
    for row, name in zip(rows, found.numbers, strict=True):
        for english, chinese in (row["what"], row["of"]):
            assert "_" not in english + chinese
            assert english != chinese
            assert not re.search(r"[a-z]{2}", chinese), name
    assert len({(*row["what"], *row["of"]) for row in rows}) == len(rows)


def test_a_number_is_called_after_its_measure_its_months_its_holder_and_its_runs(tmp_path) -> None:
    plain = small()
    asked = {
        "month": {"measure": "gap", "of": "focal", "at": {"month": 3}},
        "months": {"measure": "gap", "of": "focal", "at": {"months": [3, 8]}, "over_time": "mean"},
        "year": {"measure": "profit", "of": "focal", "at": {"last": 12}, "over_time": "sum"},
        "market": {"measure": "value_total", "of": "market", "over_time": "sum"},
    }
    plain["numbers"] |= {name: {"of": "integration", "query": query} for name, query in asked.items()}
    plain["numbers"]["month"]["less"] = "command"
    loaded = load_lesson(written(tmp_path, plain), allow_outside=True)
    assert {name: both(what_of(name, loaded)) for name in asked} == {
        "month": ["perception minus expectation (month 3)", "知覺與期望落差（第 4 個月）"],
        "months": ["perception minus expectation (months 3 to 8)", "知覺與期望落差（第 4 至 9 個月）"],
        "year": ["profit (year 2, in all)", "稅後淨利（第 2 年，累計）"],
        "market": ["value to all, market (years 1 to 2, in all)", "總價值，市場（第 1 至 2 年，累計）"],
    }
    assert both(run_of("month", loaded)) == [
        "“total customer integration” − “command and control”", "「全面顧客整合」−「命令與控制」",
    ]  # fmt: skip


def test_a_lesson_of_python_is_read_with_its_numbers() -> None:
    found = tci.run_lesson("gap_never_closes", threads=1)
    assert list(found.numbers.columns) == ["mean", "low", "high", "unit"]
    assert found.curves("gap").shape == (120, 2)
    assert not any("{" in text for language in LANGUAGES for text in found.texts(language))
    assert found.faults == []
    assert "gap_never_closes" in repr(found)
