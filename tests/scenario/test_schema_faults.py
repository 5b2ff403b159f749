"""Whatever type of error pydantic finds in our schema, we have a sentence of our own for it."""

import math
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from tci_sim.analysis.validation.targets import Entry, Replications, TargetsFile
from tci_sim.messages.catalogue import texts
from tci_sim.scenario.faults import WRONG, faults_of_schema, wrong_value
from tci_sim.scenario.json_schema import _parts
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.study import StudyFields
from tci_sim.scenario.tree import as_tree

PARTS = [*_parts(Scenario), StudyFields, TargetsFile, Replications, Entry]
BY_PLACE = {"extra_forbidden", "literal_error", "too_long"}
"""Types of error whose sentence rests on the place, which names or words there are, or on how many there are."""

MANY = {f"k{number}": {} for number in range(300)}
WRONG_VALUES = [
    None, True, 1, -1, 2**63, 10**400, 1.5, 1e300, math.inf, math.nan, "", "x", "x" * 5000, "Bad name", "\ud800",
    object(), b"x", {}, {"Bad name": 1}, {"a": None}, {"a": {"b": object()}}, {"en": 3, "xx": "y"}, MANY, [], (),
    (None,), (object(), math.nan, -1, 1.5, "\ud800", {}), (1,) * 300, ("x",) * 300,
]  # fmt: skip


def errors_of(part: type[Any], data: Mapping[str, Any]) -> ValidationError | None:
    try:
        part.model_validate(data)
    except ValidationError as error:
        return error
    return None


def all_errors() -> list[ValidationError]:
    given = [(part, {}) for part in PARTS]
    given += [(part, dict.fromkeys(part.model_fields, value)) for part in PARTS for value in WRONG_VALUES]
    given += [(part, {"no_such": 1}) for part in PARTS]
    return [error for each in given if (error := errors_of(*each)) is not None]


def test_every_type_of_error_has_a_sentence_of_its_own():
    types = {each["type"] for error in all_errors() for each in error.errors(include_url=False)}
    assert len(types) > 15
    assert types - BY_PLACE <= WRONG.keys()


def test_no_sentence_of_pydantics_is_shown():
    for error in all_errors():
        faults = faults_of_schema(error, as_tree({}))
        ours = [fault for fault in faults if fault.text("en").endswith((".", "?"))]
        assert len(ours) == len(faults)
        for each, fault in zip(error.errors(include_url=False), faults, strict=False):
            assert each["msg"].lower() not in fault.text("en").lower()


def test_an_unknown_type_of_error_is_named():
    said = wrong_value({"type": "no_such_type", "loc": ("months",), "msg": "Input is odd", "input": 3})
    assert (said.id, dict(said.values)) == ("fault.other", {"type": "no_such_type"})


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_what_is_said_of_a_lever_differs_by_one_word_from_what_is_said_of_a_setting(language):
    known = texts(language)
    pairs = [
        (known[id_.removesuffix(".of")], text)
        for id_, text in known.items()
        if id_.endswith(".of") and id_.startswith("fault.")
    ]
    blank = " " if language == "en" else ""
    assert len(pairs) > 5
    assert all(of == plain.replace("{where}: ", "{where}: {this}" + blank) for plain, of in pairs)
