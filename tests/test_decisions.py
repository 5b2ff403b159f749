"""Each decision record says the same five things on one page, points to files that are there, and is listed."""

import re

import pytest

PARTS = ["Context", "Decision", "Measured", "Consequences", "What would change our mind"]
MOST_LINES = 60


@pytest.fixture(scope="module")
def records(root):
    return {path: path.read_text(encoding="utf-8") for path in (root / "tci_sim" / "decisions").glob("*.md")}


def links(text):
    return [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]


def test_every_record_says_the_same_five_things_in_order_on_one_page(records):
    assert len(records) >= 12
    for path, text in records.items():
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == PARTS, path.name
        assert text.startswith("# "), path.name
        assert re.search(r"^\*\*Status\*\*: (in force|planned|replaced by \[)", text, re.MULTILINE), path.name
        assert len(text.splitlines()) <= MOST_LINES, path.name


def test_no_part_of_a_record_is_empty(records):
    for path, text in records.items():
        bodies = re.split(r"^## .*$", text, flags=re.MULTILINE)[1:]
        assert all(len(body.split()) >= 8 for body in bodies), path.name


def test_every_file_that_a_record_points_to_is_there(records):
    pointed = [(path, link) for path, text in records.items() for link in links(text)]
    assert len(pointed) > 8
    assert [(path.name, link) for path, link in pointed if not (path.parent / link).exists()] == []


def test_every_record_is_listed_for_contributors(root, records):
    listed = links((root / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert {root / link for link in listed if "/decisions/" in link} == set(records)
