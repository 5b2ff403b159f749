"""`check` builds what a run builds: what cannot be built is told before anything is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tci_sim.analysis import check_files as checking
from tci_sim.analysis.check_files import check_files, spread

STUDY = """\
question: Does a firm need customers at the start?
reason: One case cannot be built.
base: baseline
uncertainties: {firms.ours.share: [1.0, 2.0, 0.0]}
replications: 1
report: [profit]
"""


def test_a_network_that_cannot_be_generated_is_a_fault_of_its_scenario() -> None:
    found = check_files(["baseline"], ["network.roles.procurement.buys=false"])
    assert [str(fault) for fault in found.faults] == [
        "roles: no role has buys = true, but there are suppliers; at least one role must buy from them."
    ]


def test_a_case_that_cannot_be_built_is_a_fault_of_its_study(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(STUDY)
    said: list[str] = []
    found = check_files([str(tmp_path / "study.yaml")], allow_outside=True, on_message=said.append)
    assert len(found.faults) == 1
    assert "case 2: network: node 'ours/sales': the outlets of firm 'ours' have no demand" in str(
        found.faults[0]
    )
    assert said == []


def test_where_time_is_up_it_is_said_how_many_cases_were_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_SECONDS", -1.0)
    (tmp_path / "study.yaml").write_text(STUDY)
    said: list[str] = []
    found = check_files([str(tmp_path / "study.yaml")], allow_outside=True, on_message=said.append)
    assert found.faults == ()
    assert "1 of 3 cases were built" in said[0]


PAIRED = "cannot be paired in everything with"


def test_cases_that_a_study_could_not_pair_are_told_as_when_it_runs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cases = "design: list\ncases: {few: {market.customers: 100}, many: {market.customers: 200}}\n"
    text = STUDY.replace("uncertainties: {firms.ours.share: [1.0, 2.0, 0.0]}\n", cases)
    (tmp_path / "study.yaml").write_text(text)
    assert check_files([str(tmp_path / "study.yaml")], allow_outside=True).faults == ()
    [said] = caplog.messages
    assert said.startswith(f"many: {PAIRED} few")


@pytest.mark.parametrize("count", [0, 1, 2, 3, 9, 64, 100])
def test_every_case_is_tried_once(count: int) -> None:
    assert sorted(spread(count)) == list(range(count))
