"""The community of interests: what partnership brings each account of the market, and who loses by it."""

from __future__ import annotations

import pytest

from tci_sim.analysis.community import COMMUNITY, Stake, community_of_interests, without_partnership
from tci_sim.errors import InputError
from tci_sim.scenario.load import load, variant

STAGES = ("ideation", "development", "launch")
PARTNERS = {
    "world.partnership.joint_evidence": 1,
    "world.partnership.joint_speed": 0.3,
    "world.partnership.all_practise": 0.5,
    "world.partnership.suppliers_answer": 1,
    "world.partnership.apart": 0.2,
    "market.attributes.fit.with_customers": 0.3,
    "market.attributes.customisation.with_customers": 0.3,
    "policies.tci.integration.joint_decision": 0.5,
}
"""A world in which partnership can do all it can do, and TCI decides jointly."""

WITH_SUPPLIERS = {
    **PARTNERS,
    "policies.tci.listening.participation.share": 0.0,
    "policies.tci.integration.shared_demand": 0.0,
    "policies.tci.integration.gain_sharing": 0.0,
    "policies.tci.integration.platform": 0.0,
}
"""Partners are suppliers alone, who are told what was heard and taught the tools; no platform is paid for."""


def market(root, changes, **small):
    return variant(load(root / "scenarios" / "baseline.yaml"), {**changes, **small})


def test_a_policy_without_partnership_does_and_pays_nothing_of_it_and_all_else_alike(root):
    question = market(root, {}, **{"policies.tci.off": ("culture.formation", "integration")})
    alone = without_partnership(question, "tci")
    assert alone.policies["tci"].off == ("culture.formation", "integration", "listening.participation")
    assert variant(alone, {"policies.tci.off": question.policies["tci"].off}) == question


def test_who_has_no_partnership_brings_and_takes_nothing(root):
    small = {"market.customers": 300, "months": 6, "burn_in": 4}
    question = market(root, {}, **small, **{"firms.ours.policy": "common"})
    found = community_of_interests(question, replications=2, threads=1)
    assert [stake.account for stake in found] == list(COMMUNITY)
    assert [(stake.low, stake.difference, stake.high) for stake in found] == [(0.0, 0.0, 0.0)] * 3


def test_who_loses_is_said_where_chance_alone_would_not_do_it():
    assert Stake("value_owners", -2.0, -3.0, -1.0).loses
    assert not Stake("value_owners", -2.0, -4.5, 0.5).loses
    assert not Stake("value_owners", 2.0, 1.0, 3.0).loses


def test_an_account_that_nobody_keeps_is_refused(root):
    question = market(root, {}, **{"market.customers": 300, "months": 3, "burn_in": 3})
    with pytest.raises(InputError, match="value_of_nobody"):
        community_of_interests(question, accounts=["value_of_nobody"], replications=2, threads=1)


@pytest.mark.slow
def test_partners_who_share_evidence_and_tools_all_gain_or_lose_nothing(root):
    found = community_of_interests(market(root, WITH_SUPPLIERS, **{"market.simulated": 1000}), threads=1)
    assert [stake.account for stake in found if stake.loses] == []
    assert next(stake for stake in found if stake.account == "value_customers").low > 0.0


@pytest.mark.slow
def test_panels_in_every_stage_and_gains_that_move_no_supplier_are_paid_by_the_owners(root):
    stages = {f"policies.tci.listening.participation.{stage}": 0.25 for stage in STAGES}
    gains = {"policies.tci.integration.gain_sharing": 0.5, "policies.tci.integration.kept_told": 1.0}
    asked = market(root, {**PARTNERS, **stages, **gains}, **{"market.simulated": 1000})
    found = {stake.account: stake for stake in community_of_interests(asked, threads=1)}
    assert [name for name, stake in found.items() if stake.loses] == ["value_owners"]
    assert found["value_customers"].low > 0.0
    assert found["value_suppliers"].low > 0.0
