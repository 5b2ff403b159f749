"""The two catalogues say the same things, in the words of each language, and the code asks for nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tci_sim.messages import LANGUAGES, build, listing, message, using_language
from tci_sim.messages.catalogue import FOLDER

MAKERS = {"message": 0, "meant": 0}
"""The functions that make a message of an id, with the position of the id."""

PLACES = {"where", "place"}
"""What `tci_sim.scenario.tree.format_fault` fills in, of a message whose id begins with `fault.`."""


@pytest.fixture(scope="module")
def catalogues():
    return {language: build.read(language) for language in LANGUAGES}


def test_the_languages_have_the_same_ids_and_placeholders_and_no_forbidden_word(catalogues):
    assert build.faults(catalogues) == []


def test_what_the_program_reads_is_what_the_files_say(catalogues):
    for language, known in catalogues.items():
        assert (FOLDER / f"{language}.json").read_text(encoding="utf-8") == build.as_json(known)


def calls(root: Path) -> Iterator[tuple[str, str, set[str], bool]]:
    """Yield file and line, id, names of the values, and whether more values are handed on, of each message made."""
    for path in sorted((root / "tci_sim").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=maker), args=[ast.Constant(value=str(id_)), *_]) if (
                    maker in MAKERS
                ):
                    where = f"{path.relative_to(root)}:{node.lineno}"
                    suffix = ("", ".near") if maker == "meant" else ("",)
                    names = {each.arg for each in node.keywords if each.arg}
                    for each in suffix:
                        more = any(keyword.arg is None for keyword in node.keywords)
                        yield where, id_ + each, names | ({"near"} if each else set()), more


def test_every_message_of_the_code_is_in_the_catalogue_with_its_values(root, catalogues):
    english = catalogues["en"]
    wrong = []
    for where, id_, names, more in calls(root):
        texts = [english[key] for key in (id_, f"{id_}.one", f"{id_}.other") if key in english]
        asked = set().union(*map(build.placeholders, texts)) - build.ONLY_IN_ONE
        asked -= PLACES if id_.startswith("fault.") else set()
        if not texts or not (asked <= names or more):
            wrong.append(f"{where}: {id_} asks for {sorted(asked)}, is given {sorted(names)}")
    assert wrong == []


def test_a_message_is_written_in_the_language_in_use():
    said = message("books.open", month=3, nth=4, account="cash", amount=-1)
    with using_language("zh-Hant"):
        assert str(said).startswith("第 4 個月")
    assert str(said).startswith("Month 3")
    assert said.text("zh-Hant").startswith("第 4 個月")


def test_a_list_is_written_as_each_language_writes_it():
    assert str(listing(["a", "b", "c"], "or")) == "a, b or c"
    assert listing(["甲", "乙", "丙"], "and").text("zh-Hant") == "甲、乙與丙"


def test_the_build_names_what_is_missing_or_unequal():
    said = build.faults(
        {
            "en": {"a": "{x} of {y}", "b": "only here", "c": "{z:g}"},
            "zh-Hant": {"a": "{x}", "c": "{z}", "d": "用戶,好"},
        }
    )
    assert said == [
        "zh-Hant: b is missing.",
        "en: d is missing.",
        "en: c has a placeholder that is not a bare name.",
        "zh-Hant: d has '用戶'.",
        "zh-Hant: d has punctuation of half width beside Chinese.",
        "a: the languages have other placeholders: y.",
        "c: the languages have other placeholders: !, z.",
    ]
