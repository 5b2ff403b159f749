"""Pages for a class on the command line: lessons, and the flight simulator."""

import json

import pytest

from tci_sim.faces.cli.main import run_line
from tci_sim.render.page_file import MARK
from tci_sim.scenario.library import LESSON, files
from tci_sim.wasm.files import FOLDER, module_name

needs_engine = pytest.mark.skipif(
    not (FOLDER / module_name(simd=True)).exists(), reason="no engine: make wasm"
)


@pytest.mark.parametrize(
    ("lang", "title"), [("en", "The gap that never closes"), ("zh-Hant", "永遠補不滿的差距")]
)
def test_lessons_are_listed_with_what_they_ask(lang, title, capsys):
    assert run_line(["--lang", lang, "lessons"]) == 0
    printed = capsys.readouterr().out
    assert title in printed
    assert all(f"  {name}  " in printed for name in files(LESSON))
    assert "{" not in printed
    assert run_line(["--lang", lang, "lessons", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["lessons"]
    assert list(told) == list(files(LESSON))
    assert told["gap_never_closes"]["title"].keys() == {"en", "zh-Hant"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "needs a scenario, or --lesson NAME"),
        (["baseline", "--lesson", "gap_never_closes"], "not both"),
        (["--lesson", "gap_never_closes", "--pairs", "3"], "--pairs has no place beside --lesson"),
        (["--lesson", "gap_never_closes", "--set", "months=12"], "--set has no place beside --lesson"),
        (["--lesson", "gap_never_closes", "--flight"], "--flight needs a scenario"),
        (["--lesson", "gap_never_close"], "Did you mean 'gap_never_closes'?"),
        (["baseline", "--flight", "--lever", "improvement.time"], "--lever has no place beside --flight"),
        (["baseline", "--flight", "--shock", "leavers"], "--shock has no place beside --flight"),
        (["supply_chain", "--flight"], "sells to customers"),
        (["march1991", "--flight"], "sells to customers"),
    ],
)
def test_what_cannot_be_exported_is_told_in_a_sentence_and_nothing_is_written(given, said, tmp_path, capsys):
    page = tmp_path / "page.html"
    assert run_line(["export", *given, "-o", str(page), "-q"]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert not page.exists()


def test_a_lesson_is_no_scenario_and_says_what_takes_it(capsys):
    assert run_line(["run", str(files(LESSON)["gap_never_closes"])]) == 2
    assert "is a lesson, not a scenario" in capsys.readouterr().err


@needs_engine
def test_a_lesson_and_a_game_are_written_as_pages_that_say_nothing_of_what_comes(tmp_path, capsys):
    lesson, game = tmp_path / "lesson.html", tmp_path / "game.html"
    assert run_line(["--lang", "en", "export", "--lesson", "gap_never_closes", "-o", str(lesson)]) == 0
    assert "Lesson gap_never_closes: 40 runs." in capsys.readouterr().err
    small = ["--set", "market.customers=300", "--set", "burn_in=6"]
    assert (
        run_line(["--lang", "zh-Hant", "export", "baseline", "--flight", *small, "-o", str(game), "-q"]) == 0
    )
    for page, title in ((lesson, "The gap that never closes"), (game, "領導一家公司十年")):
        text = page.read_text(encoding="utf-8")
        assert text.splitlines()[-1] == MARK
        report = text.partition('<article id="report">')[2].partition("</article>")[0]
        assert title in report
        assert "<table" not in report
        assert "<svg" not in report
        assert len(text.encode()) < 1_000_000
