"""Build the catalogues: read the YAML files of each language, check them, write one JSON file a language.

Run as `python -m tci_sim.messages.build`.
"""

from __future__ import annotations

import json
import re
import string
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tci_sim.messages.catalogue import FOLDER
from tci_sim.messages.language import LANGUAGES, Language

ONLY_IN_ONE = frozenset({"month", "nth"})
"""Placeholders that one language may use and the other not: months count from 0 in English and from 1 in Chinese."""

MEANT_IN_THE_SCHEMA = ("lever.", "uncertainty.", "setting.")
"""Names whose English meaning is the text under the field in the schema, and so is in no English catalogue."""

FORBIDDEN: Mapping[Language, tuple[str, ...]] = {
    "en": ("luck", "anew", "looks round", "held against", "lives through", "untold", "he or she"),
    "zh-Hant": (
        *("質量", "信息", "數據", "用戶", "運行", "默認", "文件夾", "置信", "概率", "仿真", "反饋", "視頻"),
        *("優化", "份額", "佔", "～", "客戶", "改善", "打量", "我們", "你", "您的", "抱歉", "！"),
    ),
}
"""Words that the plain English of the trade, and Taiwan, do not use, or for which the catalogue has another."""

_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff」』）][,;?!]|[,;?!][\u4e00-\u9fff「『（]")
"""Punctuation of half width beside a Chinese character."""


def read(language: Language, folder: Path = FOLDER) -> dict[str, str]:
    """Read all texts of a language, by id.

    Raises
    ------
    ValueError
        An id stands in two files, or what stands there is not text.
    """
    found: dict[str, str] = {}
    for path in sorted((folder / language).glob("*.yaml")):
        for id_, text in _flat(YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}):
            if id_ in found or not isinstance(text, str):
                raise ValueError(f"{path}: {id_} is there twice, or is not text.")
            found[id_] = re.sub(r"\s+", " ", text)  # a list's comma ends in a blank
    return dict(sorted(found.items()))


def placeholders(text: str) -> set[str]:
    """Return the names of the placeholders of a text; "!" stands for one that is not a bare name."""
    parts = string.Formatter().parse(text)
    return {
        name if name.isidentifier() and not (form or turn) else "!"
        for _, name, form, turn in parts
        if name is not None
    }


def faults(catalogues: Mapping[Language, Mapping[str, str]]) -> list[str]:
    """List what is wrong with the catalogues: one line for each id and language."""
    english, chinese = catalogues["en"], catalogues["zh-Hant"]
    singular = {id_ for id_ in english if id_.endswith(".one")}
    said = [f"zh-Hant: {id_} is missing." for id_ in sorted(set(english) - singular - set(chinese))]
    said += [
        f"en: {id_} is missing." for id_ in sorted(set(chinese) - set(english)) if not _in_the_schema(id_)
    ]
    said += [f"en: {id_} has its home in the schema." for id_ in english if _in_the_schema(id_)]
    for language, known in catalogues.items():
        for id_, text in known.items():
            said += [f"{language}: {id_} has '{word}'." for word in FORBIDDEN[language] if word in text]
            if "!" in placeholders(text):
                said.append(f"{language}: {id_} has a placeholder that is not a bare name.")
            if language == "zh-Hant" and _HALF_WIDTH.search(text):
                said.append(f"{language}: {id_} has punctuation of half width beside Chinese.")
    for id_ in sorted(set(english) & set(chinese)):
        apart = placeholders(english[id_]) ^ placeholders(chinese[id_])
        if apart - ONLY_IN_ONE - {"count"}:
            said.append(f"{id_}: the languages have other placeholders: {', '.join(sorted(apart))}.")
    return said


def _in_the_schema(id_: str) -> bool:
    return id_.startswith(MEANT_IN_THE_SCHEMA) and id_.endswith(".meaning")


def main() -> int:
    """Check the catalogues and write the JSON files."""
    catalogues: dict[Language, dict[str, str]] = {language: read(language) for language in LANGUAGES}
    if said := faults(catalogues):
        print("\n".join(said), file=sys.stderr)
        return 1
    for language, known in catalogues.items():
        (FOLDER / f"{language}.json").write_text(as_json(known), encoding="utf-8", newline="\n")
    return 0


def as_json(known: Mapping[str, str]) -> str:
    """Return the JSON file of a language, one line a message."""
    return json.dumps(known, ensure_ascii=False, indent=0) + "\n"


def _flat(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


if __name__ == "__main__":
    sys.exit(main())
