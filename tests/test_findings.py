"""The page of findings belongs to this version of the model, and what it shows is there."""

import re

import pytest

from tci_sim import RESULTS_VERSION
from tci_sim.scenario.library import KINDS, files


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


def test_the_page_of_what_would_change_the_order_says_by_which_command_it_is_made_and_has_its_picture(root):
    page = (root / "tci_sim" / "findings" / "flip.md").read_text(encoding="utf-8")
    assert (root / "tci_sim" / "findings" / "flip-flip.png").is_file()
    assert "](flip-flip.png)" in page
    assert "Page of `tci-sim flip baseline_sample --firm-policy tqm,tci --pairs 6`" in page


def test_every_command_of_the_findings_names_what_is_in_the_library(root):
    page = (root / "tci_sim" / "findings.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|<!-- )tci-sim \w+ (\w+)", page))
    assert len(named) >= 6
    assert named - {name for kind in KINDS for name in files(kind)} == set()
