"""The Chinese of the program: its terms, the length of its labels, its pronouns and its blanks."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tci_sim.messages import build
from tci_sim.names import label

MOST_OF_A_LABEL = 10
MOST_OF_A_MEANING = 30
NAMED_LONGER = {"measure.worth_of_time.label", "setting.network.willems.label"}
"""Two that are longer: nothing in them may be left out."""


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    return build.read("zh-Hant")


def test_the_terms_are_those_of_the_table() -> None:
    table = YAML(typ="safe").load(Path(__file__).with_name("terms.zh-Hant.yaml").read_text(encoding="utf-8"))
    for kind, terms in table.items():
        assert {name: label(kind, name).text("zh-Hant") for name in terms} == terms


def test_labels_and_the_meanings_of_levers_are_short(chinese: dict[str, str]) -> None:
    kinds = ("measure.", "lever.", "uncertainty.", "setting.", "group.")
    long = {id_ for id_, text in chinese.items() if id_.endswith(".label") and len(text) > MOST_OF_A_LABEL}
    assert {id_ for id_ in long if id_.startswith(kinds)} == NAMED_LONGER
    meanings = {
        i: t.rstrip("。") for i, t in chinese.items() if i.startswith("lever.") and i.endswith("meaning")
    }
    assert [id_ for id_, text in meanings.items() if len(text) > MOST_OF_A_MEANING] == []


def test_nobody_is_he_she_or_it(chinese: dict[str, str]) -> None:
    assert [text for text in chinese.values() if re.search("(?<!其)他|[她它]|您(?!是否要寫)", text)] == []


def test_a_blank_stands_between_han_and_latin_and_none_beside_marks_of_full_width(
    chinese: dict[str, str],
) -> None:
    missing = re.compile(r"[一-鿿][A-Za-z0-9`]|[A-Za-z0-9`%][一-鿿]")
    surplus = re.compile(r"(?<!:) [，。、；：？（）「」／]|[，。、；：？（）「」／] |[一-鿿] +[一-鿿]")
    for id_, text in chinese.items():
        bare = re.sub(r"\{\w+\}", "", text)
        assert not missing.search(bare), (id_, text)
        assert not surplus.search(text), (id_, text)
