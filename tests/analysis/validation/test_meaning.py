"""Checks of meaning ask what they say, are told apart from what is published, and decide nothing."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tci_sim.analysis.validation import report
from tci_sim.analysis.validation.page import write_page
from tci_sim.analysis.validation.probes import get_probe
from tci_sim.analysis.validation.probes.meaning import (
    commitment_by_push,
    largest_step,
    root_mean_square,
    weights_found,
)
from tci_sim.analysis.validation.readings import Estimate
from tci_sim.analysis.validation.replications import apply_changes
from tci_sim.analysis.validation.targets import read_published
from tci_sim.analysis.validation.validate import Finding, Validation, validate
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.messages import using_language
from tci_sim.scenario import library
from tci_sim.scenario.load import load
from tci_sim.scenario.tree import as_data, as_tree

CHECKS = [
    read_published(path)
    for path in library.files(library.PUBLISHED).values()
    if path.parent.name == "meaning"
]
FIRM = [each.name for each in MEASURES["firm"]]


def lived(months, firms=1, shocks=(), **series):
    """A finished run in which only what is given was recorded, (month,) or (month, firm), of firms."""
    recording = SimpleNamespace(firm=np.ones((months, firms, len(FIRM))))
    for name, values in series.items():
        recording.firm[..., FIRM.index(name)] = values
    scenario = SimpleNamespace(firms=dict.fromkeys(range(firms)), shocks=shocks)
    return SimpleNamespace(month=months, months_known=months, recording=recording, scenario=scenario)


# ------------------------------------------------------------------------------------------------- what is read


def test_the_largest_step_is_upwards_and_between_neighbours() -> None:
    assert largest_step(np.array([0.1, 0.2, 0.8, 0.1, 0.3])) == pytest.approx(0.6)
    assert largest_step(np.array([0.5, 0.25])) == -0.25
    ends = np.stack([np.repeat([9.0, 0.1], 12), np.repeat([0.0, 0.7], 12)], axis=1)
    found = commitment_by_push.read(lived(24, 2, commitment=ends))
    assert found == pytest.approx({"largest_step": 0.6, "firm_1": 0.1, "firm_2": 0.7})


def test_the_size_of_errors_is_over_all_firms_and_months() -> None:
    assert root_mean_square(np.array([[0.0, 2.0], [2.0, 0.0]])) == pytest.approx(2.0**0.5)
    found = weights_found.read(
        lived(2, 2, derived_weight_error=[[3.0, 0.0], [0.0, 3.0]], stated_weight_error=1.0)
    )
    assert found["derived_less_stated"] == pytest.approx(4.5**0.5 - 1.0)


# ------------------------------------------------------------------------------------------------- what is asked


def policies(name):
    """What each policy of a check sets, lever by lever."""
    scenario = load(library.files(library.SCENARIO)[name])
    return {policy: as_data(as_tree(levers)) for policy, levers in scenario.policies.items()}


def differing(one, other, path=()):
    """Dotted names of the levers in which two policies differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {
            name for key in {*one, *other} - {"label", "reasons"}
            for name in differing(one.get(key), other.get(key), (*path, key))
        }  # fmt: skip
    return set() if one == other else {".".join(path)}


def test_asking_is_all_that_is_taken_from_total_customer_integration_and_given_to_operations() -> None:
    found = policies("listening")
    silent = found["tci_asks_nobody"]["listening"]
    assert differing(found["tci"], found["tci_asks_nobody"]) == {
        "listening.survey.respondents", "listening.review.interviews", "listening.review.authority",
        "listening.internal_review.interviews", "listening.participation.share",
    }  # fmt: skip
    assert silent["survey"]["respondents"] == silent["review"]["interviews"] == silent["lead_users"] == 0
    assert found["operations_listens"]["listening"] == found["tci"]["listening"]
    assert {
        name.partition(".")[0] for name in differing(found["operations"], found["operations_listens"])
    } == {"listening"}
    assert found["operations"]["listening"]["survey"]["respondents"] == 0


def test_firms_that_are_pushed_differ_in_nothing_else() -> None:
    scenario, found = load(library.files(library.SCENARIO)["programme_push"]), policies("programme_push")
    used = [found[firm.policy] for firm in scenario.firms.values()]
    assert [each["improvement"]["push"] for each in used] == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    assert all(differing(each, found["tqm"]) <= {"improvement.push"} for each in used)


@pytest.mark.parametrize("check", CHECKS, ids=[check.name for check in CHECKS])
def test_no_firm_follows_its_own_rule_and_all_that_is_changed_is_there(check) -> None:
    scenario = load(check.scenario)
    assert {policy.value.investment_step for policy in scenario.policies.values()} == {0.0}
    for target in check.targets:
        for changes in (target.setting, target.entry.baseline or {}, target.entry.over or {}):
            apply_changes(scenario, changes)
    quantities = {target.entry.quantity for target in check.targets}
    assert quantities <= check.queries.keys() or get_probe(check.file.probe, "")


def test_a_band_is_the_prototypes_and_no_target_is_fitted_or_published() -> None:
    assert {check.name for check in CHECKS} == {
        "derived_importance", "gain_share", "listening", "programme_push", "turn_seen",
    }  # fmt: skip
    for check in CHECKS:
        for target in check.targets:
            assert target.entry.mark == "expected"
            assert not target.entry.calibrated
            assert target.entry.band is not None


# ------------------------------------------------------------------------------------------------- how it is told


def found(*, misses: bool) -> Validation:
    """All checks and one published model; all come out, or none of what is only expected."""
    march = read_published(library.files(library.PUBLISHED)["march1991"])
    findings = []
    for model in (*CHECKS, march):
        for target in model.targets:
            low, high = max(target.low, -9.0), min(target.high, 9.0)
            value = high + 9.0 if misses and model.is_expected else (low + high) / 2.0
            findings.append(Finding(target, Estimate(value, 0.1), 4, low, high))
    return Validation(True, tuple(findings), (*CHECKS, march), {})


@pytest.mark.parametrize("misses", [False, True])
def test_what_is_expected_counts_as_no_published_value_and_fails_nothing(misses: bool) -> None:
    shown = found(misses=misses)
    published, expected = len(shown.published.findings), len(shown.expected.findings)
    assert shown.passes
    assert str(report.summary(shown)) == (
        f"{published} of {published} published values are reproduced. "
        f"Checks of meaning: {0 if misses else expected} of {expected} as expected."
    )


def test_it_stands_behind_what_is_published_with_why_it_does_not_come_out() -> None:
    table = report.as_table(found(misses=True))
    before, _, after = table.partition("Checks of meaning: expected from prototypes and published nowhere;")
    assert "march1991: " in before
    assert "march1991: " not in after
    assert "as expected" not in before
    assert after.count("  not as expected\n") == sum(len(check.targets) for check in CHECKS)
    reasons = [str(t.entry.why_not) for check in CHECKS for t in check.targets if t.entry.why_not]
    assert len(reasons) > 0
    assert all(f"      Why not: {reason}\n" in after for reason in reasons)
    assert max(map(len, table.splitlines()[:-1])) < 200


def test_why_is_not_told_where_it_does_come_out() -> None:
    table = report.as_table(found(misses=False))
    assert "Why not" not in table
    assert table.count("  as expected\n") == sum(len(check.targets) for check in CHECKS)


def test_json_and_the_table_hold_it_apart_and_know_why_in_both_languages() -> None:
    for language, said, why in (("en", "gift", "Why not: Suppliers do"), ("zh-Hant", "贈與", "原因：供應商")):
        with using_language(language):
            answer = json.loads(report.as_json(found(misses=True)))
            assert f"      {why}" in report.as_table(found(misses=True))
        assert [model["name"] for model in answer["models"]] == ["march1991"]
        assert [model["name"] for model in answer["expectations"]] == [check.name for check in CHECKS]
        shares = answer["expectations"][[check.name for check in CHECKS].index("gain_share")]["findings"]
        assert [each["as_expected"] for each in shares] == [False, False]
        assert said in shares[0]["why_not"]
        assert shares[1]["why_not"] is None


def test_the_page_has_a_section_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tci_sim.analysis.validation.pictures.PICTURES", {})
    write_page(found(misses=True), tmp_path / "page.md")
    text = (tmp_path / "page.md").read_text()
    before, _, after = text.partition("\n## Checks of meaning\n")
    section, _, _ = after.partition("\n## What is not validated\n")
    assert "## march1991" in before
    assert all(f"\n### {check.name}\n" in section for check in CHECKS)
    assert "**not as expected**" in section
    assert "The share is a gift, and the best one is 0." in section
    assert all(f"[{check.name}]" not in before for check in CHECKS)
    nothing = dataclasses.replace(found(misses=True).published)
    write_page(nothing, tmp_path / "other.md")
    assert "Checks of meaning" not in (tmp_path / "other.md").read_text()


def test_a_check_can_be_asked_for_alone() -> None:
    shown = validate(["turn_seen"])
    assert shown.passes
    assert str(report.summary(shown)).startswith("Checks of meaning: 4 of 4 as expected.")
    assert "published values" not in str(report.summary(shown))
