"""The fonts of text that the usual one lacks, Chinese before all, and one sentence where no font has a character."""

from __future__ import annotations

import importlib.util
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

from tci_sim.messages import Message, current_language, message, using_language
from tci_sim.notices import warn

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
_INVISIBLE = ("Cc", "Cf", "Mn", "Zl", "Zp", "Zs")
"""Kinds of character that need no glyph of their own."""
_BOXES = "Last Resort"
"""What the font is called that has a box for every character."""
_COMMAND = 'pip install "tci-sim[chinese]"'
_MOST_SHOWN = 20
_boxes_named: set[str] = set()


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
    return None if chinese_font() else message("warning.no_chinese_font", command=_COMMAND)


@contextmanager
def drawable_language() -> Iterator[None]:
    """Write in the language in use, or in English where no font can draw it, which is said once."""
    missing = missing_font() if current_language() == "zh-Hant" else None
    if missing:
        _warn_once(missing)
    with using_language("en" if missing else None):
        yield


@cache
def _warn_once(said: Message) -> None:
    warn(said)


@contextmanager
def no_warning_of_glyphs() -> Iterator[None]:
    """Draw characters that no font has as boxes, without the library's warning for each; `set_fonts` names them."""
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
    usual = list(mpl.rcParams["font.family"])
    if text.isascii():
        return usual
    font = chinese_font() if is_chinese(text) else None
    fonts = [*usual, *([font] if font else [])]
    others = [font_of(each) for each in dict.fromkeys(text) if not any(each in _characters(f) for f in fonts)]
    return [*fonts, *dict.fromkeys(font for font in others if font)]


@cache
def font_of(character: str) -> str | None:
    """Return a font of this machine that has a character which the usual fonts lack; None if there is none."""
    if unicodedata.category(character) in _INVISIBLE:
        return None
    names = sorted(name for name in font_manager.get_font_names() if not name.startswith(_BOXES))
    return next((name for name in names if character in _characters(name)), None)


@cache
def _characters(font: str) -> frozenset[str]:
    """Return the characters of a font, or of the one that a family such as "sans-serif" stands for."""
    files = [entry.fname for entry in font_manager.fontManager.ttflist if entry.name == font]
    file = files[0] if files else font_manager.findfont(FontProperties(family=[font]))
    try:
        return frozenset(map(chr, font_manager.get_font(file).get_charmap()))
    except (OSError, RuntimeError, ValueError):
        return frozenset()  # one that is listed and cannot be used


def _without_font(text: str) -> list[str]:
    """Return the characters of a text that no font has."""
    if text.isascii():
        return []
    fonts = families(text)
    return [
        each
        for each in dict.fromkeys(text)
        if unicodedata.category(each) not in _INVISIBLE and not any(each in _characters(f) for f in fonts)
    ]


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
    """Give every text of a figure the fonts that have its characters, and warn of those that none has."""
    boxes: set[str] = set()
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        written = text.get_text()
        if not written.isascii():
            text.set_fontfamily(families(written))
            boxes.update(_without_font(written))
            if not has_bold(written):
                text.set_fontweight("normal")  # or the library says that it finds no bold one
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            boxes.update(_set_fonts_of_ticks(axis))
    _warn_of_boxes(boxes)


def _warn_of_boxes(boxes: set[str]) -> None:
    """Name the characters that no font has, each once."""
    new = sorted(boxes - _boxes_named)
    _boxes_named.update(new)
    if new:
        shown = "".join(new[:_MOST_SHOWN]) + "..." * (len(new) > _MOST_SHOWN)
        warn(message("warning.characters_without_font", characters=shown, command=_COMMAND))


def _set_fonts_of_ticks(axis: Axis) -> list[str]:
    """Give the names along an axis the fonts that have their characters; those that none has."""
    labels = "".join(label.get_text() for label in axis.get_ticklabels())
    if not labels.isascii():
        axis.set_tick_params(labelfontfamily=families(labels))
    return _without_font(labels)


@cache
def _of_the_extra() -> Path | None:
    found = importlib.util.find_spec("pylopdf_fonts_zh_tw")
    folders = found.submodule_search_locations if found else None
    files = [Path(folder) / _FILE for folder in folders or ()]
    return next((file for file in files if file.is_file()), None)
