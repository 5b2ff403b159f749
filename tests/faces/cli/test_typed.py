"""Tests of the words of a command line that a page gives for making it again."""

import html
import re
import shlex

import pytest

from tci_sim.cli import main

STUDY = """
question: Which policy?
reason: To make a page twice.
base: baseline
design: latin_hypercube
size: 40
levers: {firms.ours.policy: [command_and_control, tqm]}
uncertainties: {world.choice.purchase_rate: plausible, firms.ours.share: plausible}
replications: 2
report: [value_owners]
months: none
"""
SEARCH = """
question: Which policy?
reason: To make a page twice.
base: baseline
design: optimise
levers: {culture.autonomy: [0.1, 0.9], culture.leadership: [0.1, 0.9]}
search: {aims: [{measure: value_owners}], runs: 12, fresh: 2, rounds: [2]}
replications: 3
report: [value_owners]
months: none
"""
NAMES = ("sweep", "futures", "discover", "information", "optimise", "flip", "why")
SMALL = ["--set", "market.simulated=200", "--set", "months=4", "--set", "burn_in=1", "--sector", "car"]
HOW = ["--quiet", "--threads", "1", "--out", "kept", "--format", "json"]
OF_STUDY = ["study.yaml", "--seed", "3", "--allow-outside"]
TWO = ["--firm-policy", "tqm,tci", "--replications", "2"]


@pytest.mark.parametrize(
    ("line", "ending"),
    [
        (["sweep", "--replications", "1", "--measure", "profit", *OF_STUDY], "md"),
        (["futures", "--threshold", "0.5", *OF_STUDY], "md"),
        (["discover", "--policy", "tqm", "--measure", "value_owners", *OF_STUDY], "md"),
        (["--lang", "zh-Hant", "information", *OF_STUDY], "md"),
        (["optimise", "search.yaml", "--budget", "50", "--seed", "2"], "md"),
        (["flip", "baseline", *TWO, "--parameters", "world.choice.taste,world.choice.inertia", "--first", "2",
          "--measure", "profit", "--largest", "1"], "md"),
        (["why", "baseline", *TWO, "--parts", "accounts", "--measure", "profit", "--lang", "zh-Hant"], "html"),
    ],
    ids=lambda given: next(word for word in given if word in NAMES) if isinstance(given, list) else given,
)  # fmt: skip
def test_the_command_on_a_page_makes_the_same_page_again(line, ending, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "search.yaml").write_text(SEARCH, encoding="utf-8")
    page = tmp_path / f"page.{ending}"
    assert main([*line, *SMALL, *HOW, "--page", page.name]) == 0, capsys.readouterr()
    text = page.read_text(encoding="utf-8")
    [again] = re.findall(rf"tci-sim (?:{'|'.join(NAMES)}) [^`]*? --page page\.{ending}", html.unescape(text))
    assert not re.search("--(out|format|threads|quiet)", again)
    for each in tmp_path.glob("page*"):
        each.unlink()
    assert main([*shlex.split(again)[1:], "--out", "kept"]) == 0
    assert page.read_text(encoding="utf-8") == text


def test_the_words_are_those_of_the_command_that_runs_and_of_no_other():
    from tci_sim.faces.cli.typed import typed_words

    assert main(["library"]) == 0
    assert typed_words() == []
