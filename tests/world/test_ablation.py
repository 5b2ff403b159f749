"""Off means off: no effect, no cost, no time; effects alone off: only the ledger differs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import lived, same_bits, small_market

from tci_sim.scenario.policy import Policy
from tci_sim.scenario.world import World
from tci_sim.world.records import leaves

LEVERS = [path for path, _, facts in leaves(Policy()) if facts["off"] is not None]
GROUPS = ["listening", "learning", "culture", "improvement", "integration", "value"]
WORLD = [path for path, _, facts in leaves(World()) if facts["off"] is not None]
RECORDS = (
    "firms.policies.in_force",
    "firms.policies.paid",
    "firms.foresight.platform",  # built as long as it is paid for
    "future.next_policy",
    "future.next_paid",
    "run.world",
)

# Everything on at once, so that whatever is switched off was acting.
BUSY: dict[str, Any] = {
    "listening.survey.respondents": 50,
    "listening.survey.interval": 3,
    "listening.survey.delay": 1,
    "listening.complaints.handling": 0.5,
    "listening.review.interviews": 1.5,
    "listening.internal_review.interviews": 1.0,
    "listening.participation.share": 0.2,
    "listening.lead_users": 12.0,
    "learning.sharing": 0.5,
    "culture.formation": 0.02,
    "culture.hiring_fit": 0.5,
    "culture.autonomy": 0.5,
    "improvement.time": 0.1,
    "improvement.training": 0.05,
    "improvement.redesign": 0.2,
    "improvement.job_security": 0.3,
    "integration.shared_demand": 0.5,
    "integration.joint_improvement": 0.5,
    "integration.joint_decision": 0.4,
    "integration.gain_sharing": 0.2,
    "integration.platform": 1.0,
    "value.counts_retention": 1.0,
    "value.counts_stakeholders": 0.5,
}


def busy_market(changes: dict[str, Any] | None = None) -> Any:
    """A market in which the focal firm pulls every lever."""
    levers = {f"policies.tci.{path}": value for path, value in BUSY.items()}
    return small_market({**levers, "supplier_policy": "tci", "months": 18, "burn_in": 6, **(changes or {})})


@pytest.mark.parametrize("path", LEVERS)
def test_a_lever_switched_off_is_the_lever_at_its_off_value(path: str) -> None:
    off = {name: facts["off"] for name, _, facts in leaves(Policy())}[path]
    kind = type(dict((name, value) for name, value, _ in leaves(Policy()))[path])
    switched = lived(busy_market({"policies.tci.off": (path,)})).state
    chosen = lived(busy_market({f"policies.tci.{path}": kind(off)})).state
    assert same_bits(switched, chosen) == []


@pytest.mark.parametrize("path", [*LEVERS, *GROUPS])
def test_effects_alone_off_changes_nothing_but_the_ledger(path: str) -> None:
    off = lived(busy_market({"policies.tci.off": (path,)})).state
    costs = lived(busy_market({"policies.tci.effects_only": (path,)})).state
    assert same_bits(off, costs, skip=(*RECORDS, "books.", "firms.survival.")) == []  # what a firm has lost


@pytest.mark.parametrize(
    "path",
    [
        "listening.survey.respondents",
        "listening.complaints.handling",
        "listening.review.interviews",
        "listening.internal_review.interviews",
        "listening.participation.share",
        "culture.formation",
        "improvement.time",
        "improvement.training",
        "improvement.inspection",
        "improvement.redesign",
        "integration.gain_sharing",
    ],
)
def test_costs_stay_where_only_effects_are_off(path: str) -> None:
    paid_without = paid_by_ours(lived(busy_market({"policies.tci.off": (path,)})))
    paid_with = paid_by_ours(lived(busy_market({"policies.tci.effects_only": (path,)})))
    assert paid_with < paid_without


def paid_by_ours(history: Any) -> int:
    """Money of the focal firm at the end: less where it paid for more."""
    return int(history.state.books.ledger.balance[0])


@pytest.mark.parametrize("path", [path for path in BUSY if path in LEVERS])
def test_every_lever_of_the_busy_firm_does_something(path: str) -> None:
    acting = lived(busy_market()).state
    off = lived(busy_market({"policies.tci.off": (path,)})).state
    assert same_bits(acting, off, skip=RECORDS) != []


def test_two_policies_that_differ_in_nothing_that_acts_give_the_same_bits() -> None:
    # What the leader lives is nothing to anybody where no entrant looks to the leader and none is hired for it.
    silent = {"policies.tci.off": ("culture.leadership", "culture.hiring_fit", "culture.formation")}
    one = lived(busy_market({**silent, "policies.tci.culture.leader_learning": 0.2})).state
    other = lived(busy_market({**silent, "policies.tci.culture.leader_learning": 0.9})).state
    assert same_bits(one, other, skip=RECORDS) == []


def test_with_all_levers_of_all_firms_off_the_policies_are_one() -> None:
    always = {path: value for path, value, facts in leaves(Policy()) if facts["off"] is None}
    alike = {f"policies.{name}.{path}": value for name in ("tci", "tqm") for path, value in always.items()}
    one = lived(small_market({"off": tuple(GROUPS), **alike, "firms.ours.policy": "tci"})).state
    other = lived(small_market({"off": tuple(GROUPS), **alike, "firms.ours.policy": "tqm"})).state
    assert same_bits(one, other, skip=RECORDS) == []


@pytest.mark.parametrize("path", WORLD)
def test_a_part_of_the_world_switched_off_is_that_part_at_its_off_value(path: str) -> None:
    values = {name: (value, facts["off"]) for name, value, facts in leaves(World())}
    off = type(values[path][0])(values[path][1])
    switched = lived(small_market({"off": (f"world.{path}",), "months": 6, "burn_in": 3})).state
    chosen = lived(small_market({f"world.{path}": off, "months": 6, "burn_in": 3})).state
    assert same_bits(switched, chosen) == []
    assert np.isfinite(switched.customers.satisfaction).all()
