"""Chinese is drawn with the best font that is there; where there is none, one sentence says how to get it."""

import logging
import warnings

import pandas as pd
import pytest
from matplotlib.figure import Figure
from pictured import drawn

from tci_sim.messages import message, using_language
from tci_sim.plots import fonts
from tci_sim.plots.lines import LinePanel, lines
from tci_sim.plots.picture import Picture, folder_of
from tci_sim.plots.text import wrap

TABLE = pd.DataFrame({"ours": [1.0, 2.0], "north": [2.0, 3.0]})
TITLE = message("charts.sweep.cases_title", measure=message("charts.review.minds_axis"))


def panel():
    return LinePanel(TITLE, TABLE, "points of 100", message("charts.review.minds_axis"))


@pytest.fixture
def machine(monkeypatch):
    """A machine that has certain fonts, and not the extra."""

    def forget():
        for remembered in (fonts.chinese_font, fonts.font_of, fonts._warn_once):
            remembered.cache_clear()
        fonts._boxes_named.clear()

    def has(*names):
        forget()
        monkeypatch.setattr(fonts.font_manager, "get_font_names", lambda: ["DejaVu Sans", *names])
        monkeypatch.setattr(fonts, "_of_the_extra", lambda: None)

    yield has
    forget()


def test_the_tests_have_a_font_with_the_shapes_of_taiwan():
    assert fonts.chinese_font() in fonts.TRADITIONAL
    assert fonts.missing_font() is None


@pytest.mark.parametrize(
    ("there", "chosen"),
    [
        (("PingFang TC", "Noto Sans CJK TC", "Noto Sans CJK JP"), "Noto Sans CJK TC"),
        (("Noto Sans CJK JP", "Microsoft JhengHei"), "Microsoft JhengHei"),
        (("Noto Sans CJK JP", "WenQuanYi Micro Hei"), "WenQuanYi Micro Hei"),
        (("Arial",), None),
    ],
)
def test_the_best_font_that_is_there_is_chosen(machine, there, chosen):
    machine(*there)
    assert fonts.chinese_font() == chosen


def test_a_picture_in_chinese_is_in_chinese_and_no_library_says_anything(caplog):
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING), using_language("zh-Hant"):
        warnings.simplefilter("error")
        picture = Picture(lines(panel(), focal="ours"))
        picture.png()
        svg = picture.svg()
    assert picture.title == "各個案的滿意度"
    assert picture.axes.get_ylabel() == "滿意度（分）"
    assert "策略改變後的月數" in svg
    assert fonts.chinese_font() in svg
    assert [record.message for record in caplog.records] == []


def test_an_english_picture_does_not_depend_on_the_chinese_fonts_of_the_machine():
    assert str(fonts.chinese_font()) not in Picture(lines(panel())).svg()


def test_a_name_in_chinese_is_drawn_in_an_english_picture_too(caplog):
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        svg = Picture(lines(LinePanel("Share", pd.DataFrame({"甲公司": [1.0, 2.0]})), focal="甲公司")).svg()
    assert str(fonts.chinese_font()) in svg
    assert [record.message for record in caplog.records] == []


def test_pictures_of_each_language_have_a_folder_of_their_own(machine, caplog):
    assert folder_of("pictures") == "pictures"
    with using_language("zh-Hant"):
        assert folder_of("pictures") == "pictures-zh-Hant"
        machine()
        assert folder_of("pictures") == "pictures"  # for they are in English
    assert len(caplog.records) == 1


def test_without_a_font_one_sentence_names_the_extra_and_the_picture_is_in_english(machine, caplog):
    machine()
    with using_language("zh-Hant"), caplog.at_level(logging.WARNING):
        picture = Picture(lines(panel()))
        picture.png()
        assert lines(panel()).get_ylabel() == "Satisfaction (points of 100)"
    assert picture.title == "Satisfaction in each case"
    [said] = caplog.messages  # once
    assert 'pip install "tci-sim[chinese]"' in said


def test_characters_that_no_font_has_are_boxes_and_one_sentence_names_them_and_the_extra(machine, caplog):
    machine()
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        picture = Picture(lines(LinePanel("é 顧", pd.DataFrame({"客": [1.0, 2.0]}))))
        picture.png()
        picture.svg()
    [said] = caplog.messages
    assert "characters 客顧, so" in said
    assert "tci-sim[chinese]" in said


def test_a_character_that_the_usual_font_lacks_is_drawn_with_any_other_that_has_it(
    machine, monkeypatch, caplog
):
    machine("Signs")
    characters = fonts._characters
    monkeypatch.setattr(
        fonts, "_characters", lambda font: {"\U0001f3ea"} if font == "Signs" else characters(font)
    )
    assert fonts.families("shop \U0001f3ea") == ["sans-serif", "Signs"]
    assert fonts.families("Köln") == ["sans-serif"]
    assert caplog.messages == []


def test_names_of_rows_that_are_written_into_somebodys_axes_have_their_characters():
    ax = Figure().add_subplot()
    ax.set_yticks([0, 1], ["顧客", "員工"])
    fonts.set_fonts(ax.figure)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn(ax.figure)
    assert fonts.chinese_font() in ax.get_yticklabels()[0].get_fontfamily()


def test_lines_break_between_characters_and_never_before_a_full_stop_or_between_a_number_and_its_unit():
    text = "單次模擬（亂數種子 1），共 10 年；每條線為一家公司，顏色代表其策略。" * 3
    for room in range(40, 200, 7):
        rows = wrap(text, float(room), 8.0).split("\n")
        assert len(rows) > 1
        assert "".join(rows).replace(" ", "") == text.replace(" ", "")
        assert not any(row[0] in "，。；）年" or row[-1] in "（" or row[-1].isdigit() for row in rows)


def test_english_breaks_between_words():
    rows = wrap("mean of 20 paired differences over 10 years", 60.0, 8.0).split("\n")
    assert " ".join(rows) == "mean of 20 paired differences over 10 years"
