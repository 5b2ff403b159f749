"""Tables and lines as text, Markdown, HTML, CSV and JSON, in which a Chinese character takes two columns."""

import json
import unicodedata

import numpy as np
import pandas as pd
import pytest

from tci_sim.messages import message, using_language
from tci_sim.render import data, html, markdown, text
from tci_sim.render.table import Table

ROWS = [
    ["", "價格", "share"],
    ["", "萬元", "%"],
    ["「本公司」的一項很長的標題在此不佔欄寬", "", ""],
    ["本公司", "1,234.5", "9.1"],
    ["north", "2.0", "-"],
]
TABLE = Table(ROWS)


def columns(line):
    """How many columns of a terminal a line takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def test_columns_line_up_whatever_is_written_in_them():
    lines = text.aligned(ROWS)
    assert [columns(line) for line in lines if "很長" not in line] == [22, 22, 22, 22]
    assert all(line == line.rstrip() for line in text.aligned([["a", "", "1"], ["b", "2", ""]]))
    assert lines[2] == ROWS[2][0]


def test_cells_are_written_in_the_language_in_use():
    rows = [[message("time.years", count=3), "1"]]
    assert text.aligned(rows) == ["3 years  1"]
    with using_language("zh-Hant"):
        assert text.aligned(rows) == ["3 年  1"]
        assert html.section(["q", Table(rows, 0)]).startswith('<section lang="zh-Hant-TW">')


def test_markdown_has_one_head_and_no_markup_of_a_name():
    said = markdown.as_markdown(["What *if*?", "one", "two", "", TABLE])
    assert said.splitlines() == [
        "# What \\*if\\*?", "",
        "one  ", "two", "",
        "|  | 價格 (萬元) | share (%) |",
        "| :-- | --: | --: |",
        "| **「本公司」的一項很長的標題在此不佔欄寬** |  |  |",
        "| 本公司 | 1,234.5 | 9.1 |",
        "| north | 2.0 | - |",
    ]  # fmt: skip


def test_html_escapes_and_writes_a_true_minus():
    said = html.section(["a < b", "from -1.5 to 2 in firm-2", Table([["x", "-3.0 [-4.0, +0.1]"]], 0)])
    assert "a &lt; b" in said
    assert "from \N{MINUS SIGN}1.5 to 2 in firm-2" in said
    assert "\N{MINUS SIGN}3.0 [\N{MINUS SIGN}4.0, +0.1]" in said


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_numbers_for_programs_are_the_same_in_every_language(language):
    frame = pd.DataFrame({"a": [1.5e6, np.nan], "b": pd.array([3, None], "Int64"), "c": ["價", "x"]})
    with using_language(language):
        assert json.loads(data.as_json({"rows": data.records(frame)})) == {
            "rows": [{"a": 1.5e6, "b": 3, "c": "價"}, {"a": None, "b": None, "c": "x"}]
        }
        assert data.as_csv(frame) == "a,b,c\n1500000.0,3,價\n,,x\n"
