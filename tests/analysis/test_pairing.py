"""What of two worlds cannot be paired is said before they are run."""

import logging

import pytest
from worlds import small_market

from tci_sim.analysis.pairing import warn_of_unpaired, warn_of_unpaired_cases
from tci_sim.designs.study import Study

FIRST, AFTER = "cannot be paired in everything with a, because they differ in ", ". The differences are right"


@pytest.fixture
def told(caplog):
    with caplog.at_level(logging.WARNING, "tci_sim"):
        yield caplog


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"market.customers": 500}, "the number of customers"),
        ({"market.attributes.fit.dimensions": 7}, "the attributes"),
        (
            {"market.segments.value.share": 0.35, "market.segments.care.share": 0.3, "market.customers": 9},
            "the number of customers and the segments",
        ),
    ],
)
def test_what_belongs_to_other_customers_or_attributes_is_named(told, changes, what):
    warn_of_unpaired({"a": small_market(), "b": small_market(changes), "c": small_market(changes)})
    [said] = told.messages
    assert said.startswith(f"b, c: {FIRST}{what}{AFTER}")


def test_worlds_that_differ_in_anything_else_are_paired_in_everything(told):
    other = small_market({"firms.ours.policy": "tqm", "market.attributes.fit.kano": 0.4, "market.friends": 2})
    warn_of_unpaired({"a": small_market(), "b": other})
    assert told.messages == []


def test_cases_of_a_study_are_looked_at_and_worlds_that_are_not_compared_are_not(told):
    asked = {"question": "Larger?", "base": small_market(), "report": ["profit"]}
    study = Study(**asked, design="list", cases={"a": {}, "b": {"market.customers": 9}})
    warn_of_unpaired_cases(study, study.plan)
    [said] = told.messages
    assert said.startswith(f"b: {FIRST}the number of customers{AFTER}")
    grid = Study(**asked, levers={"culture.autonomy": [0.1]}, uncertainties={"market.customers": [9, 99]})
    warn_of_unpaired_cases(grid, grid.plan)
    assert len(told.messages) == 1
