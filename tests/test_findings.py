"""The page of findings belongs to this version of the model, and what it shows is there."""

import re

import pytest

from tci_sim import RESULTS_VERSION


def test_the_findings_are_those_of_this_results_version(root):
    page = (root / "tci_sim" / "findings.md").read_text(encoding="utf-8")
    assert f"Results version {RESULTS_VERSION}." in page


@pytest.mark.parametrize(
    "name", ["findings.md", "findings/sensitivity.md", "findings/screening.md", "findings/claims.md"]
)
def test_all_that_the_findings_link_to_is_shipped(root, name):
    page = root / "tci_sim" / name
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert len(links) >= 5
    assert [link for link in links if not (page.parent / link).resolve().is_file()] == []


def test_every_command_of_the_findings_names_a_file_that_is_there(root):
    page = (root / "tci_sim" / "findings.md").read_text(encoding="utf-8")
    named = re.findall(r"`tci-sim \w+ (scenarios/\S+?\.yaml)", page)
    assert len(named) >= 3
    assert [name for name in named if not (root / name).is_file()] == []
