"""A folder is named by the words of its question; the question that is kept is found whatever it is called."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tci_sim.messages import message
from tci_sim.runs.files import FILE, ResultKind, write_json
from tci_sim.runs.folder_names import folder_name, words_in_name

KIND = ResultKind("study", message("rerun.study"), "study.json")
KEY, OTHER = "1a2b3c4d" + "0" * 56, "1a2b3c4d" + "1" * 56
WORDS = "Which way of running a firm pays, and when does it pay, and for whom?"
SHORT = "which-way-of-running-a-firm-pays-and-when-does-1a2b3c4d"


def name(out, words=WORDS, key=KEY):
    return folder_name(out, words, key, KIND, "study")


def keep(folder, key=KEY, kind="study"):
    folder.mkdir(parents=True)
    write_json(folder / FILE, {"holds": kind, "key": key})


def test_a_new_folder_has_the_first_words_and_eight_digits(tmp_path):
    assert name(tmp_path) == name(tmp_path / "absent") == SHORT
    assert name(tmp_path, "哪一種經營方式划算？") == "study-1a2b3c4d"


def test_the_folder_of_before_is_found(tmp_path):
    keep(tmp_path / f"study-{KEY[:16]}")
    assert name(tmp_path) == f"study-{KEY[:16]}"


def test_a_question_in_other_words_is_found(tmp_path):
    keep(tmp_path / SHORT)
    keep(tmp_path / "another-1a2b3c4d", OTHER)
    assert name(tmp_path, "In other words?") == SHORT


def test_another_question_with_the_same_words_and_digits_gets_a_longer_name_and_keeps_it(tmp_path):
    keep(tmp_path / SHORT, OTHER)
    longer = name(tmp_path)
    assert longer == SHORT.replace("1a2b3c4d", KEY[:16])
    keep(tmp_path / longer)
    assert name(tmp_path) == longer
    assert name(tmp_path, key=OTHER) == SHORT


def test_a_damaged_folder_of_the_name_is_the_one_to_be_mended(tmp_path):
    keep(tmp_path / SHORT)
    (tmp_path / SHORT / FILE).write_text("{", encoding="utf-8")
    assert name(tmp_path) == SHORT


@given(st.text(max_size=200))
def test_any_words_make_a_name_that_every_file_system_takes(text):
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", words_in_name(text))
    assert len(words_in_name(text)) <= 48
