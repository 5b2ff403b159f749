"""The font of Chinese text: the first of those that are there, and one sentence where none is."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text

from tci_sim.errors import TciWarning
from tci_sim.messages import Message, current_language, message, using_language

TRADITIONAL = (
    *("Noto Sans CJK TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei"),
    *(
        "Source Han Sans TC",
        "Source Han Sans TW",
        "Heiti TC",
        "Noto Sans CJK HK",
        "Noto Sans HK",
        "PingFang HK",
    ),
    *("Noto Serif CJK TC", "Noto Serif TC", "PMingLiU", "AR PL UMing TW", "AR PL UKai TW"),
)
"""Fonts with the shapes that are written in Taiwan, the best first."""

OTHER = (
    *("WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback", "Arial Unicode MS"),
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "Noto Serif CJK JP"),
)
"""Fonts that have these characters too, in shapes of other places."""

_FILE = "NotoSansTC-Regular.otf"  # in what the extra `chinese` installs
_FIRST_HAN = "\u2e80"


class MissingFontWarning(TciWarning):
    """No font of this machine has Chinese characters."""


@cache
def chinese_font() -> str | None:
    """Return the name of the font that draws Chinese text: the first that is there; None if there is none."""
    known = set(font_manager.get_font_names())
    if not known.intersection(TRADITIONAL) and (file := _of_the_extra()):
        font_manager.fontManager.addfont(file)
        known = set(font_manager.get_font_names())
    return next((name for name in (*TRADITIONAL, *OTHER) if name in known), None)


def missing_font() -> Message | None:
    """Return the sentence that says how to get a font with Chinese characters; None where there is one."""
    return None if chinese_font() else message("charts.no_font", command='pip install "tci-sim[chinese]"')


@contextmanager
def drawable_language() -> Iterator[None]:
    """Write in the language in use, or in English where no font can draw it, which is said once."""
    missing = missing_font() if current_language() == "zh-Hant" else None
    if missing:
        _warn(str(missing))
    with using_language("en" if missing else None):
        yield


@cache
def _warn(said: str) -> None:
    warnings.warn(said, MissingFontWarning, stacklevel=2)


@contextmanager
def no_warning_of_glyphs() -> Iterator[None]:
    """Draw names in characters that no font has as boxes, without the library's warning for each."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from", UserWarning)
        yield


def is_chinese(text: str) -> bool:
    """Return whether a text has characters, or punctuation, of full width.

    Examples
    --------
    >>> is_chinese("顧客 20"), is_chinese("Kano, é \N{MINUS SIGN}1")
    (True, False)
    """
    return any(character >= _FIRST_HAN for character in text)


def families(text: str) -> list[str]:
    """Return the fonts that draw a text: where one lacks a character, the next has it."""
    font = chinese_font() if is_chinese(text) else None
    return [*mpl.rcParams["font.family"], *([font] if font else [])]


def has_bold(text: str) -> bool:
    """Return whether the fonts of a text have bold letters."""
    font = chinese_font() if is_chinese(text) else None
    if font is None:
        return True
    weights = [entry.weight for entry in font_manager.fontManager.ttflist if entry.name == font]
    return any(
        (font_manager.weight_dict.get(weight, 400) if isinstance(weight, str) else weight) >= 600
        for weight in weights
    )


def set_fonts(figure: Figure) -> None:
    """Give every text of a figure the fonts that have its characters."""
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if is_chinese(text.get_text()):
            text.set_fontfamily(families(text.get_text()))
            if not has_bold(text.get_text()):
                text.set_fontweight("normal")  # or the library says that it finds no bold one
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            _set_fonts_of_ticks(axis)


def _set_fonts_of_ticks(axis: Axis) -> None:
    labels = "".join(label.get_text() for label in axis.get_ticklabels())
    if is_chinese(labels):
        axis.set_tick_params(labelfontfamily=families(labels))


@cache
def _of_the_extra() -> Path | None:
    found = importlib.util.find_spec("pylopdf_fonts_zh_tw")
    folders = found.submodule_search_locations if found else None
    files = [Path(folder) / _FILE for folder in folders or ()]
    return next((file for file in files if file.is_file()), None)
