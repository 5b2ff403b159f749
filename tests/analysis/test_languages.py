"""What the self-check, the validation, the calibration and path models say, outcome by outcome, in both languages."""

import dataclasses
import json
import math
import re

import numpy as np
import pandas as pd
import pytest

from tci_sim.analysis import calibrate
from tci_sim.analysis.inactive_parameters import InactiveParameter, format_report
from tci_sim.analysis.selfcheck import report as selfcheck
from tci_sim.analysis.selfcheck.check import CheckResult
from tci_sim.analysis.validation import report
from tci_sim.analysis.validation.page import write_page
from tci_sim.analysis.validation.probes import get_probe
from tci_sim.analysis.validation.readings import Estimate, estimate
from tci_sim.analysis.validation.targets import read_published
from tci_sim.analysis.validation.validate import Finding, Validation
from tci_sim.errors import InputError
from tci_sim.messages import message, using_language
from tci_sim.scenario.library import PUBLISHED, files
from tci_sim.scenario.library_report import as_text
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.starter import write_starter
from tci_sim.statistics.pls import PathModelError, bootstrap_paths, fit_paths

LATIN = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
"""Two words of English."""
MODELS = [read_published(path) for path in files(PUBLISHED).values()]


def in_both(make):
    """Return what is said in each language."""
    with using_language("en"):
        english = str(make())
    with using_language("zh-Hant"):
        chinese = str(make())
    assert "{" not in english + chinese
    return english, chinese


CHECKS = {
    "same": [CheckResult(message("selfcheck.release"), 9, ())],
    "one": [CheckResult(message("selfcheck.stepped"), 9, ("firm profit",))],
    "many": [
        CheckResult(message("selfcheck.release"), 9, tuple("abcdefg")),
        CheckResult(message("selfcheck.sweep_read"), 1, ("fingerprint",)),
        CheckResult(message("selfcheck.result_read"), 1, ()),
    ],
}


@pytest.mark.parametrize(
    ("case", "english", "chinese"),
    [
        ("same", "bit-identical to the release", "與發行版本逐位元相同"),
        ("one", "1 of 9 differs in the same figures, stepped month by month on two threads: ", "9 項中有 1 項不同"),
        ("many", "7 of 9 differ in the release's figures: a, b, c, d, e and 2 more; 1 of 1 differs", "另有 2 項；"),
    ],
)  # fmt: skip
def test_the_self_check_says_what_differs(case, english, chinese):
    said = in_both(lambda: selfcheck.verdict(CHECKS[case]))
    assert english in said[0]
    assert chinese in said[1]
    assert said[1] in in_both(lambda: selfcheck.format_text(CHECKS[case]))[1]
    with using_language("zh-Hant"):
        shown = json.loads(selfcheck.as_json(CHECKS[case]))
    assert {"command", "checks", "verdict"} <= shown.keys()


def test_a_parameter_without_effect_is_named_with_its_label_and_its_reason():
    off = message("inactive.switched_off", name="choice")
    found = [
        InactiveParameter("learning.sharing", "lever", (0.5, 1.0), None),
        InactiveParameter("world.choice.inertia", "uncertainty", (2.0,), off),
    ]  # fmt: skip
    english, chinese = in_both(lambda: format_report([{"file": "a.yaml", **each.record()} for each in found]))
    assert "has no effect: the output is identical with 0.5 or 1.\n" in english
    assert "uncertainty `world.choice.inertia` (inertia) has no effect: choice is off.\n" in english
    assert "策略槓桿「跨步驟分享」（learning.sharing）不起作用：改為 0.5 或 1 時，輸出完全相同。\n" in chinese
    assert LATIN.findall(chinese) == []


@pytest.mark.parametrize(
    ("items", "paths", "scheme"),
    [
        ({"a": ["a0"], "c": []}, [("a", "c")], "path"),
        ({"a": ["a0"], "c": ["c0"]}, [("a", "e")], "path"),
        ({"a": ["a0"], "b": ["b0"], "c": ["c0"]}, [("a", "c")], "path"),
        ({"a": ["a0"], "c": ["c0"]}, [("a", "c"), ("c", "a")], "path"),
        ({"a": ["a0"], "c": ["c0"]}, [("a", "c"), ("a", "c")], "path"),
        ({"a": ["a0"], "c": ["c0"]}, [("a", "c")], "guess"),
        ({"a": ["a0"], "c": ["c9"]}, [("a", "c")], "path"),
        ({"a": ["a0"], "c": ["same"]}, [("a", "c")], "path"),
        ({"a": ["a0"], "c": ["missing"]}, [("a", "c")], "path"),
    ],
)
def test_faults_of_a_path_model_are_said_in_both_languages(items, paths, scheme):
    rows = [float(k * k % 7) for k in range(9)]
    answers = pd.DataFrame(
        {"a0": rows, "b0": rows, "c0": rows, "same": [1.0] * 9, "missing": [math.nan, *rows[1:]]}
    )
    with pytest.raises(PathModelError) as refused:
        fit_paths(answers, items, paths, scheme)
    english, chinese = in_both(lambda: refused.value)
    assert LATIN.search(english)
    assert LATIN.findall(chinese) == []


def test_too_few_resamples_or_respondents_are_refused():
    answers = pd.DataFrame({"a0": [1.0, 2.0, 4.0], "c0": [2.0, 1.0, 5.0]})
    items, paths = {"a": ["a0"], "c": ["c0"]}, [("a", "c")]
    enough = pd.DataFrame({"a0": np.sin(np.arange(30.0)), "c0": np.cos(np.arange(30.0) ** 2)})
    for refuse, said in (
        (lambda: fit_paths(answers.head(2), items, paths), "2 respondents are too few for 2 items."),
        (lambda: bootstrap_paths(answers, items, paths), "Intervals need at least 30 respondents, not 3."),
        (lambda: bootstrap_paths(enough.head(29), items, paths), "not 29."),
        (lambda: bootstrap_paths(enough, items, paths, resamples=1), "Only 1 of 1 resamples could be fitted"),
    ):
        with pytest.raises(PathModelError) as refused:
            refuse()
        english, chinese = in_both(lambda found=refused: found.value)
        assert said in english
        assert LATIN.findall(chinese) == []


def validated(*, full, off):
    """Every target of every model: at what is allowed, but for the first and the last of each model, which miss."""
    findings = []
    for model in MODELS:
        for place, target in enumerate(model.targets):
            middle = (max(target.low, -1e3) + min(target.high, 1e3)) / 2
            value = min(target.high, 1e3) + off if place in (0, len(model.targets) - 1) else middle
            findings.append(Finding(target, Estimate(value, 0.1), 2, target.low, target.high))
    return Validation(full, tuple(findings), tuple(MODELS), {})


def test_published_models_are_told_in_both_languages():
    assert all({"en", "zh-Hant"} <= dict(each.file.title.texts).keys() for each in MODELS)
    assert all(
        {"en", "zh-Hant"} <= dict(target.entry.statement.texts).keys()
        for each in MODELS
        for target in each.targets
    )
    assert all({"en", "zh-Hant"} <= dict(each.file.not_validated.texts).keys() for each in MODELS)


def test_what_is_only_expected_is_told_in_both_languages_down_to_its_source_and_why_it_does_not_come_out():
    entries = [target.entry for each in MODELS if each.is_expected for target in each.targets]
    told = [entry.source for entry in entries] + [entry.why_not for entry in entries if entry.why_not]
    told += [each.file.source for each in MODELS if each.is_expected]
    assert len(told) > len(entries) > 0
    assert all(LATIN.findall(each.text("zh-Hant")) == [] and each.text("en").isascii() for each in told)


@pytest.mark.parametrize("full", [True, False])
def test_a_validation_says_what_is_missed(full):
    found = validated(full=full, off=5e3)
    english, chinese = in_both(lambda: report.summary(found))
    assert " published values are reproduced. Missed: " in english
    assert ("Quick set: " in english) == (not full)
    assert ("快速對照：" in chinese) == (not full)
    with using_language("zh-Hant"):
        sources = {str(target.entry.source) for model in MODELS for target in model.targets}
        sources |= {str(each.file.source) for each in MODELS}
    table = in_both(lambda: report.as_table(found))[1]
    for source in sorted(sources, key=len, reverse=True):
        table = table.replace(source, "")
    assert LATIN.findall(table) == []
    assert {"通過", "未通過", "已查證", "關係", "符合預期", "不符預期"} <= set(
        re.findall(r"[\u4e00-\u9fff]+", table)
    )


def test_all_that_is_reproduced_is_said_shortly():
    found = dataclasses.replace(validated(full=True, off=0.0), findings=())
    assert in_both(lambda: report.summary(found)) == (
        "0 of 0 published values are reproduced.", "0 個已發表的數值中，重現 0 個。",
    )  # fmt: skip


def test_the_page_is_written_in_the_language_in_use(tmp_path, monkeypatch):
    monkeypatch.setattr("tci_sim.analysis.validation.pictures.PICTURES", {})
    found = validated(full=True, off=5e3)
    with using_language("zh-Hant"):
        write_page(found, tmp_path / "page.md")
        figures = json.loads((tmp_path / "page" / "figures.json").read_text(encoding="utf-8"))
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert text.startswith("# 文獻對照\n")
    assert "## 未經對照的部分" in text
    assert "{" not in text
    assert figures["command"] == "validate"
    stated = [finding["statement"] for model in figures["models"] for finding in model["findings"]]
    assert any(each.startswith("最不滿意的一成顧客") for each in stated)
    assert [each for each in stated if not re.search("[\u4e00-\u9fff]", each)] == []


def test_wrong_probes_and_quantities_are_named_in_both_languages():
    for refuse, said in (
        (
            lambda: get_probe("needs_herd", "a.yaml"),
            "a.yaml: probe = 'needs_herd': 沒有這個讀取函式。您是否要寫「needs_heard」？",
        ),
        (lambda: get_probe("zzz", "a.yaml"), "a.yaml: probe = 'zzz': 沒有這個讀取函式。"),
        (lambda: estimate("zzz", [{"height": 1.0}]), "quantity = 'zzz': 不是可由模擬讀取的數量。"),
    ):
        with pytest.raises(InputError) as refused:
            refuse()
        assert in_both(lambda found=refused: found.value)[1] == said


def test_the_library_is_listed_in_the_language_in_use():
    english, chinese = in_both(as_text)
    assert english.startswith("Scenarios, for `run`")
    assert chinese.startswith("情境，可用於 `run`")
    assert len(english.splitlines()) == len(chinese.splitlines())


def test_a_calibration_is_reported_in_both_languages():
    read = {"x": (0.7, 0.01), "y": (0.2, 0.01), "z": (3.0, 0.1)}
    found = calibrate.Calibration(
        {"world.satisfaction.constant": -2.6}, {"world.satisfaction.constant": -1.9},
        (calibrate.Goal("x", 0.6, 0.8), calibrate.Goal("y", 0.5, math.inf), calibrate.Goal("z", -math.inf, 9.0)),
        {f"{which} {when}": read for which in ("fit", "check") for when in ("before", "after")},
        (1, 2), (3, 4), 7, 0.1, "common", {"fit": 11.0, "service": 12.5},
    )  # fmt: skip
    english, chinese = in_both(lambda: calibrate.format_report(found))
    for said in (
        "Fitted on seeds 1 to 2 (7 trials), checked on seeds 3 to 4.",
        "above 0.5",
        "below 9",
        "missed",
        "not a published value",
    ):
        assert said in english
    assert LATIN.findall(chinese) == []
    assert "不在文獻所載數值之中" in chinese


def test_the_starter_is_commented_in_the_language_in_use_and_sets_the_same(tmp_path):
    with using_language("en"):
        english = write_starter(tmp_path / "en.yaml")
    with using_language("zh-Hant"):
        chinese = write_starter(tmp_path / "zh.yaml")
    said = re.sub(r"`[^`]+`|tci-sim \w+|^# .*: \{.*\}", "", chinese.read_text("utf-8"), flags=re.MULTILINE)
    assert LATIN.findall("".join(re.findall(r"#.*$", said, re.MULTILINE))) == []
    one, other = (load(path) for path in (english, chinese))
    assert (str(one.question), str(one.reason)) != (str(other.question), str(other.reason))
    assert variant(other, {"question": str(one.question), "reason": str(one.reason)}) == one
    assert len(english.read_text("utf-8").splitlines()) == len(chinese.read_text("utf-8").splitlines())
