"""A page lets nothing in and nothing out, and what scenarios say in it is text."""

import base64
import hashlib
import re

from tci_sim.messages import using_language
from tci_sim.render.html import INLINE_STYLES
from tci_sim.render.table import Table
from tci_sim.views.page.document import FOLDER, SCRIPTS, document
from tci_sim.views.page.report import Report, blocks_of

EVIL = "</script></style><img src=x onerror=alert(1)><!-- '\" & 'javascript:"


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy_of(page: str) -> dict[str, list[str]]:
    [written] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    return {name: values for name, *values in (part.split() for part in written.split("; "))}


def test_a_policy_allows_the_scripts_and_styles_of_the_page_and_no_others():
    page = document(Report("title", "<h1>title</h1>"), {"words": {}})
    policy = policy_of(page)
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    [script] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == [digest(script), "'wasm-unsafe-eval'"]
    assert policy["worker-src"] == ["blob:"]
    assert policy["style-src"] == ["'unsafe-hashes'", *map(digest, (style, *INLINE_STYLES))]
    assert "'unsafe-inline'" not in page.partition("<style>")[0]
    assert "'unsafe-eval'" not in page.partition("<style>")[0]


def test_a_page_without_a_screen_runs_nothing():
    page = document(Report("title", "<h1>title</h1>"))
    assert policy_of(page)["script-src"] == ["'none'"]
    assert "<script" not in page


def test_no_script_of_a_page_reaches_the_network_or_makes_code_of_text():
    for name in SCRIPTS:
        text = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
        assert not re.search(
            r"\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|\beval\(|new Function",
            text,
        )
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text), name
        assert "innerHTML =" not in text, name
        assert "document.write" not in text, name


def test_what_a_scenario_says_is_text_wherever_it_stands():
    table = Table([["", EVIL], ["", EVIL], [EVIL, EVIL]])
    page = document(Report(EVIL, "\n".join(blocks_of([EVIL, "", table]))), {"title": [EVIL, EVIL]})
    assert "<img" not in page
    assert page.count("<script") == 3
    assert page.count("</script>") == 3
    assert "<!--" not in page


def test_the_language_of_a_page_is_that_in_use():
    with using_language("zh-Hant"):
        page = document(Report("標題", "<h1>標題</h1>"), {})
    assert '<html lang="zh-Hant-TW">' in page
    assert "指令碼" in page
