"""The claims of the founding text: all are there, each command is the program's, and verdicts follow intervals."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import shlex
from pathlib import Path

import numpy as np
import pytest

import tci_sim as tci
from tci_sim import RESULTS_VERSION
from tci_sim.analysis.claims.__main__ import main
from tci_sim.analysis.claims.answer import Answer, Outcome, Verdict, answer, questions_of
from tci_sim.analysis.claims.file import (
    ESTIMATED,
    RETURNED,
    Claim,
    Reading,
    Trial,
    digest_of_claims,
    read_claims,
)
from tci_sim.analysis.claims.page import PAGE, made_line, page_text
from tci_sim.analysis.controlled_return import LINKS
from tci_sim.engine import rules
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.faces.cli.compare_command import load_all, named_scenarios
from tci_sim.faces.cli.parser import command_line
from tci_sim.messages import using_language
from tci_sim.messages.build import FORBIDDEN
from tci_sim.runs.report_measures import omitted_measures
from tci_sim.scenario.explain import catalogue
from tci_sim.statistics.paired import Interval

FILE = read_claims()
CLAIMS = FILE.claims
TRIALS = {
    trial.command_line(FILE.replications, FILE.seed): trial for claim in CLAIMS for trial in claim.trials
}
SECTIONS = ("origin", "features", "learning", "culture", "improvement", "value", "strategy", "review")

SMALL = ("market.customers=300", "months=14", "burn_in=3")


def claim(*readings: Reading, **trial: object) -> Claim:
    """One claim of a small world, with what is read of it."""
    asked = Trial(**{"scenarios": ("baseline",), "set": SMALL, "readings": readings, **trial})
    said = {"en": "It is so.", "zh-Hant": "的確如此。"}
    return Claim.model_validate(
        {"id": "small", "section": "origin", "quote": "q", "claim": said, "trials": (asked,)}
    )


def outcome(low: float, mean: float, high: float, expects: str = "more") -> Outcome:
    found = Interval(*map(np.asarray, (mean, low, high)))
    return Outcome(Reading(measure="satisfaction", expects=expects), found, "points of 100", "tqm")  # type: ignore[arg-type]


# --- what the file holds ------------------------------------------------------------------------------------


def test_every_claim_of_the_text_is_there_once_and_in_the_order_of_its_parts() -> None:
    assert len(CLAIMS) == 63
    assert len({each.id for each in CLAIMS}) == len(CLAIMS)
    assert len({each.quote for each in CLAIMS}) == len(CLAIMS)
    assert list(dict.fromkeys(each.section for each in CLAIMS)) == list(SECTIONS)
    places = [SECTIONS.index(each.section) for each in CLAIMS]
    assert places == sorted(places)


@pytest.mark.parametrize("each", CLAIMS, ids=lambda each: each.id)
def test_a_claim_is_said_in_both_languages_and_names_what_carries_it(each: Claim) -> None:
    for words in filter(None, (each.claim, each.missing, each.limits)):
        assert {"en", "zh-Hant"} == dict(words.texts).keys()
        for language, forbidden in FORBIDDEN.items():
            assert [word for word in forbidden if word in words.text(language)] == []
        assert re.search("[\u4e00-\u9fff]", words.text("zh-Hant"))
    assert bool(each.missing) != bool(each.levers)


def test_every_path_is_one_of_the_schema() -> None:
    known = catalogue()
    paths = {path for each in CLAIMS for path in each.levers}
    assert len(paths) > 80
    assert [path for path in paths if not any(f"{name}.".startswith(f"{path}.") for name in known)] == []


def test_every_rule_is_one_of_the_engine() -> None:
    modules = [
        importlib.import_module(f"{rules.__name__}.{each.name}")
        for each in pkgutil.iter_modules(rules.__path__)
    ]
    known = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in modules
        for name, function in inspect.getmembers(module, lambda value: hasattr(value, "scalar"))
        if function.__module__ == module.__name__
    }
    named = {rule for each in CLAIMS for rule in each.rules}
    assert len(named) > 80
    assert named - known == set()


def test_the_tests_that_show_a_claim_are_there(root: Path) -> None:
    tests = {name for each in CLAIMS for name in each.shown_by}
    assert len(tests) >= 5
    assert [name for name in tests if not (root / name).is_file()] == []


@pytest.mark.parametrize("asked", [{}, {"missing": "m", "shown_by": ("t",)}])
def test_a_claim_that_is_answered_twice_or_not_at_all_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must have one of"):
        Claim.model_validate({"id": "x", "section": "origin", "quote": "q", "claim": "c", **asked})


# --- its commands -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", TRIALS)
def test_a_command_is_one_of_the_program_and_asks_what_is_run(line: str) -> None:
    program, name, *words = shlex.split(line)
    given = command_line().get_command(None, name).make_context(name, words).params
    assert (program, given["replications"], given["seed"]) == ("tci-sim", FILE.replications, FILE.seed)
    trial = TRIALS[line]
    asked = questions_of(trial)
    files = given["files"] if name == "compare" else [given["file"]]
    loaded = load_all(
        files, given["set_"], given["network"], allow_outside=given["allow_outside"], sector=given["sector"]
    )
    if name == "compare":
        assert named_scenarios(files, loaded, given["firm_policy"], given["regimes"]) == asked
        assert len(asked) >= 2
    else:
        assert given["round_"] == "all"
        assert [*loaded.values()] == [*asked.values()]


@pytest.mark.parametrize("line", TRIALS)
def test_what_is_read_of_a_command_is_among_what_it_prints(line: str) -> None:
    trial = TRIALS[line]
    asked = questions_of(trial)
    omitted = omitted_measures(next(iter(asked.values())))
    for each in trial.readings:
        if trial.command == "review":
            links = {(link.whose, link.measure) for link in LINKS}
            assert each.measure in (RETURNED, ESTIMATED) or (each.of, each.measure) in links
            continue
        assert {each.measure, each.along or each.measure} <= {one.name for one in MEASURES[each.of]} - {
            *omitted
        }
        assert {each.policy, *each.beyond} <= asked.keys()
        assert each.policy not in each.beyond
        assert each.than is not None or each.along or next(iter(asked)) not in (each.policy, *each.beyond)


# --- what comes out -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "expects", "verdict"),
    [
        (0.1, 0.3, "more", Verdict.HOLDS), (-0.3, -0.1, "more", Verdict.FALSE), (-0.1, 0.1, "more", Verdict.UNCLEAR),
        (0.1, 0.3, "less", Verdict.FALSE), (-0.3, -0.1, "less", Verdict.HOLDS), (0.0, 0.0, "less", Verdict.UNCLEAR),
        (np.nan, np.nan, "more", Verdict.UNCLEAR),
    ],
)  # fmt: skip
def test_a_verdict_is_read_off_the_interval(low: float, high: float, expects: str, verdict: Verdict) -> None:
    assert outcome(low, (low + high) / 2, high, expects).verdict == verdict


def test_a_claim_holds_where_all_its_readings_do_and_is_false_where_one_is() -> None:
    holds, unclear, false = outcome(1.0, 2.0, 3.0), outcome(-1.0, 2.0, 5.0), outcome(-3.0, -2.0, -1.0)
    asked = claim(Reading(measure="satisfaction"))
    for outcomes, verdict in (
        (((holds,), (holds,)), Verdict.HOLDS),
        (((holds,), (unclear,)), Verdict.UNCLEAR),
        (((holds, unclear), (false,)), Verdict.FALSE),
    ):
        assert Answer(asked, outcomes).verdict == verdict
    by_id = {each.id: each for each in CLAIMS}
    assert Answer(by_id["law"], ()).verdict == Verdict.MISSING
    assert Answer(by_id["everybody"], ()).verdict == Verdict.BUILT_IN


def test_a_small_comparison_is_answered_as_the_command_answers_it() -> None:
    policies = ("common", "tqm", "excellence", "tci")
    readings = (
        Reading(measure="satisfaction"),
        Reading(measure="value_total", of="market", policy="tqm", expects="less"),
        Reading(measure="delivered_quality", beyond=("tqm", "excellence")),
        Reading(measure="need_gap", policy="tqm", than=0.25),
        Reading(measure="share", along="satisfaction"),
    )
    found = answer([claim(*readings, policies=policies)], 3, 5)
    [[plain, money, beyond, level, slope]] = found.answers[0].outcomes
    same = tci.compare(tci.load("baseline", SMALL), firm_policies=policies, replications=3, seed=5)
    for read, row, prefix in (
        (plain, same.differences("satisfaction").set_index("scenario").loc["tci"], ""),
        (
            money, same.differences("value_total", kind="market").set_index("scenario").loc["tqm"],
            "discounted_",
        ),
    ):  # fmt: skip
        assert [float(each) for each in read.found] == pytest.approx(
            [row[f"{prefix}{end}"] for end in ("difference", "low", "high")], rel=1e-12
        )
    quality, gap, share, satisfied = (
        same.figures(name) for name in ("delivered_quality", "need_gap", "share", "satisfaction")
    )
    assert float(beyond.found.mean) == pytest.approx(
        (quality[3] - quality[1] - quality[2] + quality[0]).mean()
    )
    assert float(level.found.mean) == pytest.approx(gap[1].mean() - 0.25)
    slopes = [np.polyfit(satisfied[:, pair], share[:, pair], 1)[0] for pair in range(3)]
    assert float(slope.found.mean) == pytest.approx(np.mean(slopes))
    assert (plain.reference, plain.unit, money.unit) == ("common", "points of 100", "currency")
    text = page_text(found)
    assert "`tci` beyond the sum of `tqm`, `excellence`, each less `common`" in text
    assert "--replications 3 --seed 5\n" in text


def test_a_small_review_is_answered_as_the_command_answers_it() -> None:
    readings = (
        Reading(measure="return_on_quality"),
        Reading(measure="revenue"),
        Reading(measure="defects", expects="less"),
    )
    found = answer([claim(*readings, command="review")], 2, 1)
    [[returned, revenue, defects]] = found.answers[0].outcomes
    same = tci.return_on_quality(tci.load("baseline", SMALL), replications=2)
    assert [float(each) for each in returned.found] == [float(each) for each in same.returned.discounted]
    links = same.links().set_index(["whose", "measure"])
    assert float(revenue.found.low) == links.loc[("firm", "revenue"), "discounted_low"]
    assert float(defects.found.high) == links.loc[("firm", "defects"), "high"]


def test_a_command_that_tests_two_claims_is_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from tci_sim.analysis.claims import answer as module

    real, made = module.compare, []
    monkeypatch.setattr(
        module, "compare", lambda *given, **options: made.append(1) or real(*given, **options)
    )
    two = [claim(Reading(measure=name), policies=("common", "tci")) for name in ("share", "satisfaction")]
    assert len(answer(two, 2, 1).answers) == 2
    assert len(made) == 1


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_is_written_in_the_language_in_use() -> None:
    found = answer([each for each in CLAIMS if not each.trials], 2, 1)
    with using_language("zh-Hant"):
        text = page_text(found)
    assert text.startswith("# 原始文獻的主張\n")
    assert "> Customers, competition and change" in text
    assert "**不在模型中**" in text
    assert "{" not in text


def test_the_shipped_page_is_of_these_results_and_of_these_claims(root: Path) -> None:
    text = (root / PAGE).read_text(encoding="utf-8")
    again = f"python -m tci_sim.analysis.claims --page {PAGE}"
    assert f"Results version {RESULTS_VERSION}, claims `{digest_of_claims()[:12]}`" in text, again
    assert f"{FILE.replications} pairs of runs" in text, again
    assert [each.id for each in CLAIMS if f'<a id="{each.id}"></a>' not in text] == []
    assert [line for line in TRIALS if f"\n{line}\n" not in text] == []


@pytest.mark.slow
def test_the_shipped_page_is_what_comes_out(root: Path) -> None:
    found = answer(CLAIMS, FILE.replications, FILE.seed)
    shipped = (root / PAGE).read_text(encoding="utf-8")
    assert made_line(found) in shipped
    assert shipped.startswith(page_text(found))


def test_a_claim_that_is_not_there_and_a_page_of_some_claims_are_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["parners"]) == 2
    assert "Did you mean 'partners'?" in capsys.readouterr().err
    assert main(["partners", "--page", "some.md"]) == 2
    assert "a page holds all claims" in capsys.readouterr().err


def test_one_claim_without_a_comparison_is_printed_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law"]) == 0
    printed = capsys.readouterr().out
    assert "**not in the model**" in printed
    assert "no institution, certificate or prize" in printed
