"""A seal is SHA-256, and one that was broken is known."""

import hashlib

import numpy as np
import pytest
from javascript import run_scripts


def test_the_hash_of_a_page_is_that_of_everybody():
    draws = np.random.default_rng(23)
    texts = ["", "abc", "永遠補不滿的差距", "\U0001f40d"] + [
        "".join(chr(int(letter)) for letter in draws.integers(32, 0xD000, length))
        for length in (1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 1000)
    ]
    found = run_scripts(("seal",), "texts => texts.map(sha256)", texts)
    assert found == [hashlib.sha256(text.encode()).hexdigest() for text in texts]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("line => line", None),
        ("line => ` ${line}\\n`", None),
        ("line => line.replace('|0.1,0.2|', '|0.1,0.3|')", "broken"),
        ("line => line.replace('|5|', '|4|')", "other"),
        ("line => line.replace('|gap|', '|trap|')", "other"),
        ("line => line.slice(0, -1)", "unreadable"),
        ("line => line.replace('tci-lesson', 'lesson')", "unreadable"),
        ("line => `${line}${'x'.repeat(600)}`", "unreadable"),
        ("line => ''", "unreadable"),
    ],
)
def test_a_seal_that_was_broken_is_told_from_what_is_no_seal(change, fault):
    f = f"() => unsealed(({change})(sealed('gap', 5, '0.1,0.2', 'n1')), 'gap', 5)"
    found = run_scripts(("seal",), f)
    assert found["fault"] == fault
    assert (found.get("prediction") == "0.1,0.2") == (fault is None)


ASKED = {
    "number": {"form": "number", "low": -1, "high": 1},
    "curve": {"form": "curve", "low": -1, "high": 1},
    "choice": {"form": "choice", "choices": [["a", "b"], ["c", "d"]]},
}


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        ("number", "0.25", 0.25), ("number", "2", None), ("number", "", None), ("number", "NaN", None),
        ("number", "1e400", None), ("curve", "0,0.5,-1", [0, 0.5, -1]), ("curve", "0,0.5", None),
        ("curve", "0,,1", None), ("curve", "0,0.5,3", None), ("choice", "1", 1), ("choice", "2", None),
        ("choice", "1.5", None), ("choice", "constructor", None),
    ],
)  # fmt: skip
def test_a_prediction_in_a_link_is_read_strictly(form, text, value):
    scripts = ("exact", "words", "chart", "state", "panels", "seal", "frame", "lesson_parts")
    assert run_scripts(scripts, "(asked, text) => fromText(asked, text, 24)", ASKED[form], text) == value
