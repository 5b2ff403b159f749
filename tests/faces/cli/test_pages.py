"""Pages on the command line: a report of what was run, and a screen with the engine inside."""

import pytest

from tci_sim.faces.cli import page_command
from tci_sim.faces.cli.main import run_line
from tci_sim.render.page_file import MARK
from tci_sim.wasm.files import FOLDER, module_name

SMALL = ["--set", "market.customers=300", "--set", "months=24", "--set", "burn_in=6", "-q"]
needs_engine = pytest.mark.skipif(
    not (FOLDER / module_name(simd=True)).exists(), reason="no engine: make wasm"
)


def test_a_run_and_a_comparison_write_a_report_with_the_same_renderer(tmp_path, capsys):
    one, many = tmp_path / "run.html", tmp_path / "compare.html"
    assert run_line(["run", "baseline", *SMALL, "--page", str(one)]) == 0
    policies = ["--firm-policy", "tqm,tci", "--replications", "2"]
    assert run_line(["compare", "baseline", *policies, *SMALL, "--page", str(many)]) == 0
    printed = capsys.readouterr().out
    for page in (one, many):
        text = page.read_text(encoding="utf-8")
        assert text.startswith("<!doctype html>")
        assert text.splitlines()[-1] == MARK
        assert "script-src 'none'" in text
        assert "<script" not in text
        assert "<table>" in text
        assert text.count("<figure>") >= 3
    assert "Against total quality management, total customer integration" in many.read_text(encoding="utf-8")
    assert "customers" in printed


def test_a_page_is_refused_before_anything_is_run(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(
        "tci_sim.faces.cli.run_command.run_or_load", lambda *given, **more: pytest.fail("run")
    )
    foreign = tmp_path / "mine.html"
    foreign.write_text("<p>mine", encoding="utf-8")
    for page, said in (
        (foreign, "is not a page that this program wrote"),
        (tmp_path / "x.md", "must end in .html"),
    ):
        assert run_line(["run", "baseline", *SMALL, "--page", str(page)]) == 2
        assert said in capsys.readouterr().err
        assert run_line(["export", "baseline", "-o", str(page)]) == 2
        assert said in capsys.readouterr().err
    assert foreign.read_text(encoding="utf-8") == "<p>mine"


def test_faults_of_what_a_page_offers_are_told_and_nothing_is_written(tmp_path, capsys):
    page = tmp_path / "page.html"
    wrong = ["--lever", "improvment.time", "--shock", "storm", "--uncertainty", "improvement.time"]
    assert run_line(["export", "baseline", *SMALL, "-o", str(page), *wrong]) == 2
    told = capsys.readouterr().err
    assert "Did you mean" in told
    assert "--shock storm" in told
    assert "--uncertainty improvement.time" in told
    assert not page.exists()


def test_without_the_engine_of_this_version_one_sentence_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("tci_sim.wasm.files.FOLDER", tmp_path)
    monkeypatch.setattr("tci_sim.wasm.files.module_name", lambda *, simd: "engine-none.wasm")
    assert run_line(["export", "baseline", *SMALL, "-o", str(tmp_path / "page.html")]) == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 1
    assert "engine-none.wasm" in told[0]


@needs_engine
@pytest.mark.parametrize("opens", [True, False])
def test_app_writes_a_page_and_opens_it_or_says_where_it_is(monkeypatch, capsys, opens):
    asked = []
    monkeypatch.setattr(page_command.webbrowser, "open", lambda url: asked.append(url) or opens)
    small = [word for word in SMALL if word != "-q"]
    assert run_line(["app", "baseline", *small, "--pairs", "2"]) == 0
    told = capsys.readouterr().err
    [url] = asked
    assert url.startswith("file://")
    assert ("Opened" in told) == opens
    assert ("No browser could be opened" in told) == (not opens)


@needs_engine
def test_a_page_is_the_same_bytes_again_and_small_whatever_the_pairs(tmp_path):
    pages = [tmp_path / name for name in ("one.html", "two.html", "many.html")]
    for page, pairs in zip(pages, ("2", "2", "5"), strict=True):
        assert run_line(["export", "baseline", *SMALL, "-o", str(page), "--pairs", pairs]) == 0
    one, two, many = (page.read_bytes() for page in pages)
    assert one == two
    assert len(one) < 1_000_000
    assert abs(len(many) - len(one)) < 30_000


@needs_engine
def test_a_page_begins_in_the_language_of_the_command_and_names_no_folder(tmp_path):
    page = tmp_path / "page.html"
    assert run_line(["--lang", "zh-Hant", "export", "baseline", *SMALL, "-o", str(page), "--pairs", "2"]) == 0
    text = page.read_text(encoding="utf-8")
    assert '<html lang="zh-Hant-TW">' in text
    assert str(tmp_path) not in text
