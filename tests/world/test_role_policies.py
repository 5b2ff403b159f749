"""Units of a role with levers of their own: what they do, what it costs, and what organisations still decide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
import pytest
from worlds import BASELINE, lived, same_bits, whole_market

from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.phases.enter import follow_organisations
from tci_sim.engine.phases.hand_down import hand_down
from tci_sim.errors import InputError
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.policy import OF_UNITS
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of
from tci_sim.world.role_policies import LEVERS

TRAINING, TIME = "improvement.training", "improvement.time"
MITTAL = BASELINE.parent / "published" / "mittal_kamakura2001.yaml"
NOT_THE_SAME = ("firms.policies", "firms.roles", "firms.outlook", "future", "books.programmes.effort")
"""Arrays that say who has which levers."""


def asked(roles: Mapping[str, Any], **parts: Any) -> Scenario:
    """A market in which roles of our firm have levers of their own."""
    given = {"months": 6, "burn_in": 3, "market.customers": 200, **parts}
    return whole_market({**given, **{f"firms.ours.roles.{path}": value for path, value in roles.items()}})


def built(scenario: Scenario) -> Simulation:
    return Simulation(scenario, network_of(scenario), seed=1, threads=1)


def after(scenario: Scenario, months: int) -> Simulation:
    """A world so many months after the burn-in."""
    world = built(scenario)
    world.step(scenario.burn_in + months)
    return world


def of_role(world: Simulation, role: str, firm: str = "ours") -> np.ndarray[Any, Any]:
    places = zip(world.network.firm, world.network.role, strict=True)
    return np.array([owner == firm and kind == role for owner, kind in places])


def test_levers_of_units_are_levers_by_their_paths():
    assert set(OF_UNITS) <= set(LEVERS)
    assert all(catalogue()[path].kind == "lever" for path in OF_UNITS)


def test_units_without_levers_of_their_own_have_those_of_their_organisation():
    world = built(asked({}))
    assert np.array_equal(world.state.firms.policies.of_unit, world.state.nodes.places.firm)
    assert not world.state.future.next_own.any()


def test_nothing_is_different_before_month_0():
    with_roles, without = after(asked({"production.policy": "tqm"}), 0), after(asked({}), 0)
    assert same_bits(with_roles.state, without.state, NOT_THE_SAME) == []


def test_training_reaches_the_units_of_the_role_and_no_others():
    more, none = after(asked({f"production.levers.{TRAINING}": 0.1}), 1), after(asked({}), 1)
    gained = more.state.nodes.competence.know_how - none.state.nodes.competence.know_how
    assert (gained > 0.0).tolist() == of_role(more, "production").tolist()


def test_training_costs_its_share_of_the_wages_of_the_role():
    rates = {"": 0.0, "production": 0.05, "sales": 0.02}
    scenario = asked(
        {f"{role}.levers.{TRAINING}": rate for role, rate in rates.items() if role},
        **{f"firms.ours.levers.{TRAINING}": 0.0, "firms.ours.levers.culture.peers": 0},
    )
    world = after(scenario, 1)
    state, ours = world.state, world.network.firms.index("ours")
    wages = state.staff.headcount * (state.nodes.places.wage / 1e6)
    economy = state.run.world[0].economy
    lent = economy.joint_wages * state.firms.policies.paid[ours].integration.joint_improvement
    due = sum(
        economy.training_cost * rate * wages[of_role(world, role)].sum() for role, rate in rates.items()
    )
    due += lent * wages[state.nodes.places.firm == ours].sum()
    paid = -state.books.ledger.statement[ours, ACCOUNTS.index("training")] / 1e6
    assert due > 0.0
    assert paid == pytest.approx(due, abs=1e-5)


def test_an_organisation_of_one_role_is_the_same_whether_it_or_the_role_has_the_levers():
    market = variant(load(MITTAL), {"market.customers": 400, "months": 30, "burn_in": 6})
    name, firm = next(iter(market.firms.items()))
    policy = load(BASELINE).policies["tqm"]
    levers = {path: reduce(getattr, path.split("."), policy) for path in OF_UNITS}
    still = variant(market, {f"policies.{firm.policy}.value.investment_step": 0.0})
    by_firm = lived(variant(still, {f"firms.{name}.levers.{path}": value for path, value in levers.items()}))
    here = f"firms.{name}.roles.organisation.levers"
    by_role = lived(variant(still, {f"{here}.{path}": value for path, value in levers.items()}))
    assert same_bits(by_firm.state, by_role.state, NOT_THE_SAME) == []
    assert same_bits(by_firm.state, lived(still).state, NOT_THE_SAME) != []


def test_a_role_has_the_levers_of_units_of_the_policy_that_it_names_and_the_rest_of_its_firms():
    scenario = asked({"sales.policy": "tqm", f"sales.levers.{TIME}": 0.2})
    sales = after(scenario, 1).state.firms.policies.in_force[-1]
    firm, named = scenario.policies[scenario.firms["ours"].policy], scenario.policies["tqm"]
    assert sales.improvement.time == 0.2
    assert sales.improvement.job_security == named.improvement.job_security != firm.improvement.job_security
    share = sales.listening.participation.share
    assert share == firm.listening.participation.share != named.listening.participation.share


def test_levers_of_a_role_stay_its_own_when_its_firm_changes_and_all_others_follow():
    change = {
        "kind": "lever_change",
        "month": 2,
        "target": "ours",
        "levers": {"improvement": {"time": 0.3, "check": 0.9}},
    }
    world = after(asked({f"design.levers.{TIME}": 0.01}, shocks=(change,)), 3)
    of_design = world.state.firms.policies.in_force[-1].improvement
    assert (of_design.time, of_design.check) == (0.01, 0.9)


def test_what_the_yearly_rule_moves_is_handed_down_but_for_a_roles_own_levers():
    world = built(asked({f"design.levers.{TIME}": 0.01}))
    world.step(4)
    policies, roles = world.state.firms.policies, world.state.firms.roles
    ours = int(roles.organisation[-1])
    for levers in (policies.in_force, policies.paid):
        levers[ours].improvement.time, levers[ours].value.emphasis = 0.25, 0.75
    hand_down(policies, roles)
    for levers in (policies.in_force, policies.paid):
        assert (levers[-1].improvement.time, levers[-1].value.emphasis) == (0.01, 0.75)


def test_units_of_an_entrant_have_no_levers_of_their_own():
    world = built(asked({f"design.levers.{TIME}": 0.01}))
    world.step(4)
    policies, roles, entering = world.state.firms.policies, world.state.firms.roles, np.zeros(6, np.bool_)
    effort = world.state.books.programmes.effort
    follow_organisations(entering, policies, roles, effort)
    assert roles.own[-1].any()
    assert effort[-1] >= 0.0
    entering[roles.organisation[-1]] = True
    follow_organisations(entering, policies, roles, effort)
    assert not roles.own[-1].any()
    assert (effort[-1], effort[roles.organisation[-1]]) == (-1.0, -1.0)
    assert policies.in_force[-1] == policies.in_force[roles.organisation[-1]]


def test_a_role_keeps_improvement_time_at_work_that_its_firm_does_not_set_aside():
    world = after(asked({f"design.levers.{TIME}": 0.2, "design.levers.improvement.protection": 1.0}), 1)
    ours = world.state.nodes.places.firm == world.network.firms.index("ours")
    time = world.state.nodes.work.improvement_time
    design = of_role(world, "design")
    assert time[design] == pytest.approx(0.2)
    assert (time[ours & ~design] < 0.2).all()


def test_what_a_role_is_asked_to_do_without_effect_is_paid_for_by_its_wages():
    off = {"effects_only": (TIME,)}
    bare = after(asked({}, **{f"firms.ours.levers.{TIME}": 0.0, **off}), 1)
    role = after(asked({f"design.levers.{TIME}": 0.1}, **{f"firms.ours.levers.{TIME}": 0.0, **off}), 1)
    ours, account = role.network.firms.index("ours"), ACCOUNTS.index("improvement_help")
    paid = (bare.state.books.ledger.statement - role.state.books.ledger.statement)[ours, account] / 1e6
    wages = (role.state.staff.headcount * role.state.nodes.places.wage / 1e6)[of_role(role, "design")].sum()
    economy = role.state.run.world[0].economy
    full = role.state.run.world[0].improving.full_effort_time
    before = role.scenario.policies[role.scenario.burn_in_policy].improvement.time
    begun = economy.start_wages * (min(1.0, 0.1 / full) - min(1.0, before / full))
    assert paid == pytest.approx(wages * (0.1 * (1.0 + economy.expert_wages) + begun), rel=1e-6)
    assert not role.state.nodes.work.improvement_time[of_role(role, "design")].any()


def test_roles_that_policies_give_levers_are_written_out_once():
    once = with_own_levers(asked({"production.policy": "tqm"}))
    assert with_own_levers(once) == once
    assert once.firms["ours"].roles["production"].policy is None


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        (
            {"productin.policy": "tqm"},
            "firms.ours.roles.productin: there is no such role. Did you mean 'production'?",
        ),
        ({"production.policy": "tqn"}, "firms.ours.roles.production.policy = 'tqn': there is no such policy"),
        (
            {"production.levers.culture.peers": 2},
            "is decided by the organisation as a whole; units of a role may have",
        ),
    ],
)
def test_what_a_role_cannot_have_is_told(roles: dict[str, Any], told: str):
    with pytest.raises(InputError, match=re.escape(told)):
        asked(roles)


def test_a_policy_that_switches_levers_off_is_none_for_a_role():
    with pytest.raises(InputError, match="switches levers off, or keeps their cost alone"):
        asked({"production.policy": "tqm"}, **{"policies.tqm.off": (TIME,)})


def test_a_role_that_a_network_from_files_does_not_have_is_told():
    scenario = load("supply_chain")
    name = next(iter(scenario.firms))
    wrong = variant(scenario, {f"firms.{name}.roles.shop_floor.levers.{TIME}": 0.1})
    with pytest.raises(InputError, match=rf"firms\.{name}\.roles\.shop_floor: there is no such role"):
        Simulation(wrong, network_of(wrong), seed=1, threads=1)
