"""The pages for teachers: their commands run, their plans take as long as they say, and both languages say the same."""

from __future__ import annotations

import re
import shlex

import pytest

import tci_sim as tci
from tci_sim.cli import main
from tci_sim.messages import LANGUAGES
from tci_sim.messages.build import FORBIDDEN

PAGES = {"en": "teaching.md", "zh-Hant": "teaching.zh-Hant.md"}


@pytest.fixture(scope="module")
def pages(root):
    return {code: (root / "tci_sim" / name).read_text(encoding="utf-8") for code, name in PAGES.items()}


def commands(page):
    [block] = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    return [shlex.split(line, comments=True) for line in block.splitlines()]


def test_the_commands_are_the_same_in_both_languages_and_run_in_their_order(
    pages, tmp_path, monkeypatch
) -> None:
    first, second = (commands(page) for page in pages.values())
    assert first == second
    monkeypatch.chdir(tmp_path)
    for program, *arguments in first:
        if program == "mkdir":
            (tmp_path / arguments[0]).mkdir()
        else:
            assert (program, main(arguments)) == ("tci-sim", 0), arguments
    made = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.html"))
    assert made == [
        "game.html",
        "handouts/gap_never_closes.en.html",
        "handouts/gap_never_closes.zh-Hant.html",
        "lesson.html",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plans_take_as_long_as_they_say(pages, language) -> None:
    plans = re.findall(r"^## (\d+) [^\n]*\n(.*?)(?=^## )", pages[language], re.DOTALL | re.MULTILINE)
    assert [
        (length, sum(map(int, re.findall(r"^\| (\d+) \|", plan, re.MULTILINE)))) for length, plan in plans
    ] == [("45", 45), ("90", 90)]


def test_both_languages_have_the_same_parts(pages) -> None:
    def shape(page):
        return [
            re.match(r"#+ |\| |- |\d+\. |```", line)[0]
            for line in page.splitlines()
            if re.match(r"#+ |\| |- |\d+\. |```", line)
        ]

    first, second = (shape(page) for page in pages.values())
    assert first == second
    assert len(first) > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_is_named_by_its_title(pages, language) -> None:
    for title in tci.lessons(lang=language).values():
        assert title in " ".join(pages[language].split()), title


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_those_of_the_program(pages, language) -> None:
    assert [word for word in FORBIDDEN[language] if word in pages[language]] == []
    assert "他" not in pages["zh-Hant"].replace("其他", "")


def test_every_file_it_points_to_is_there(root, pages) -> None:
    for page in pages.values():
        pointed = re.findall(r"\]\(([^)#]+)\)", page)
        assert pointed
        assert [path for path in pointed if not (root / "tci_sim" / path).exists()] == []
