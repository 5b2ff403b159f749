"""Phase 8: shortfalls fall as published, and only where time, tools, beliefs and commitment are there."""

from operator import attrgetter
from typing import Any

import numpy as np
import pytest
from plain_world import at_rest
from worlds import lived, play, whole_market

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.phases.improve import improve
from tci_sim.engine.phases.practise import count_missed, wanted_by_all
from tci_sim.engine.state import State
from tci_sim.engine.state.types import IMPROVEMENT, SHARED_VALUE
from tci_sim.scenario.load import scenario_from_mapping
from tci_sim.simulation import Simulation
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

SUPPLIER, OURS, THEIRS = 0, 1, 2


def market(improving: dict[str, float] | None = None, **policy: dict[str, Any]) -> State:
    """Two firms of one unit each that buy from one supplier, in which all factors of improvement are 1."""
    asked = at_rest(
        {
            "reason": "to watch it improve",
            "burn_in": 0,
            "burn_in_policy": "only",
            "market": {
                "customers": 200,
                "attributes": {
                    "fit": {"half_life": 6.0, "shortfall": 0.4},
                    "service": {"half_life": 12.0, "shortfall": 0.4},
                },
                "segments": {"all": {}},
            },
            "network": {
                "roles": {
                    "selling": {
                        "buys": True, "outlet": True, "contributions": {"fit": 0.5, "service": 1.0},
                    },
                },
                "tiers": [{"count": 1, "links": 1}],
                "supplier_contributions": {"fit": 0.5},
            },
            "firms": {"ours": {"policy": "only"}, "theirs": {"policy": "only"}},
            "policies": {"only": policy},
            "world": {"improving": {"know_how_decay": 0.0, "commitment_time": 1.0, **(improving or {})}},
        }
    )  # fmt: skip
    scenario = scenario_from_mapping(asked)
    s = build(scenario, network_of(scenario), seed=3)
    s.nodes.work.improvement_time[:] = 0.15
    s.nodes.competence.know_how[:] = 1.0
    s.nodes.competence.commitment[:] = 1.0
    s.nodes.competence.right[:] = 1.0
    s.nodes.competence.wrong[:] = 0.0
    s.nodes.work.priority[:] = 0.5
    s.nodes.work.priority[SUPPLIER] = [1.0, 0.0]
    return s


def live(s: State) -> None:
    play(improve, s)


FULL: dict[str, Any] = {"improvement": {"time": 0.15, "push": 1.0}}


def test_with_all_factors_1_shortfalls_halve_in_their_half_lives():
    s = market(**FULL)
    for _ in range(12):
        live(s)
        assert np.allclose(s.nodes.competence.results, 1.0)
    assert np.abs(s.nodes.quality.shortfall[OURS] - [0.1, 0.2]).max() < 1e-9
    assert abs(s.nodes.quality.shortfall[SUPPLIER, 0] - 0.1) < 1e-9
    assert s.nodes.quality.shortfall[SUPPLIER, 1] == 0.4  # it has no hand in service


def test_no_time_no_tools_or_no_beliefs_mean_no_improvement():
    for name in ("work.improvement_time", "competence.know_how", "competence.right", "competence.commitment"):
        s = market(improvement={"push": 0.0, "training": 0.0})
        attrgetter(name)(s.nodes)[:] = 0.0
        live(s)
        assert (s.nodes.quality.shortfall == 0.4).all(), name
        assert (s.nodes.competence.results == 0.0).all(), name


def test_projects_on_wrong_beliefs_do_harm_unless_they_are_checked():
    changes = []
    for check in (0.0, 1.0):
        s = market(improvement={"check": check, "push": 1.0})
        s.nodes.competence.right[:] = 0.25
        s.nodes.competence.wrong[:] = 0.75
        live(s)
        changes.append(s.nodes.quality.shortfall[OURS, 0] - 0.4)
    assert changes[1] < 0.0 < changes[0]


def test_a_buyer_lends_its_know_how_to_the_supplier_and_not_to_its_rival():
    fallen = []
    for joint in (0.0, 0.5):
        s = market(**FULL, integration={"joint_improvement": joint})
        s.nodes.competence.know_how[:] = [0.0, 0.8, 0.0]
        live(s)
        fallen.append(0.4 - s.nodes.quality.shortfall[:, 0])
    assert fallen[0][SUPPLIER] == 0.0
    # know-how .4 of 1: .4 (1 - 2^(-.4/6))
    assert abs(fallen[1][SUPPLIER] - 0.4 * (1.0 - 2.0 ** (-0.4 / 6.0))) < 1e-12
    assert fallen[1][THEIRS] == 0.0


def test_layoffs_lower_commitment_and_values_hold_it_up():
    s = market(improvement={"push": 0.4})
    s.nodes.quality.internal_satisfaction[:] = 50.0
    s.nodes.work.improvement_time[:] = 0.0
    s.nodes.competence.culture[:, IMPROVEMENT] = 0.0
    s.staff.laid_off[OURS, 3] = 0.5
    s.nodes.competence.culture[THEIRS, IMPROVEMENT] = 1.0
    for _ in range(60):
        live(s)
    assert abs(s.nodes.competence.commitment[SUPPLIER] - 0.4) < 1e-12
    assert abs(s.nodes.competence.commitment[OURS] - (0.4 - 0.5 * 0.5)) < 1e-12
    assert s.nodes.competence.commitment[THEIRS] > 0.4


def test_a_cut_budget_cuts_training():
    s = market(improvement={"training": 0.1})
    s.nodes.competence.know_how[:] = 0.0
    s.disruption.budget[0] = 0.5
    live(s)
    assert 0.0 < s.nodes.competence.know_how[OURS] < s.nodes.competence.know_how[THEIRS]


def test_capability_stands_where_time_is_what_it_was_and_moves_where_it_is_not():
    s = market(improvement={"time": 0.15})
    before = s.nodes.work.capability.copy()
    s.nodes.work.improvement_time[:] = [0.15, 0.25, 0.05]
    live(s)
    assert np.allclose(s.nodes.work.capability[SUPPLIER], before[SUPPLIER], rtol=1e-12)
    assert s.nodes.work.capability[OURS] > before[OURS]
    assert s.nodes.work.capability[THEIRS] < before[THEIRS]


def test_a_redesign_shortens_half_lives_once_its_year_is_over():
    s = market(improvement={"time": 0.15, "push": 1.0, "redesign": 0.5})
    for month in range(12):
        assert (s.nodes.work.redesign < 1.0).all(), month
        live(s)
    assert (s.nodes.work.redesign == 1.0).all()
    before = s.nodes.quality.shortfall[OURS].copy()
    for _ in range(3):
        live(s)
    assert abs(s.nodes.quality.shortfall[OURS, 0] / before[0] - 0.5) < 1e-9


def apart(weight: float = 0.5, **policy: dict[str, Any]) -> State:
    """The same market, in which practice is apart from conformance and every firm knows what is wanted."""
    s = market({"practice": 1}, **policy)
    s.market.attributes.practice[:] = weight
    s.nodes.quality.shortfall[:] = 0.4
    s.firms.knowledge.code[:] = s.market.needs.reality
    needs, practice = s.market.needs, s.nodes.practice
    count_missed(needs, practice.kept, wanted_by_all(needs), practice.missed)
    return s


def test_at_full_know_how_work_and_practice_halve_in_the_same_half_life_whatever_anybody_believes():
    for check in (0.0, 1.0):
        s = apart(improvement={"time": 0.15, "push": 1.0, "check": check})
        s.nodes.competence.right[:] = 0.0
        s.nodes.competence.wrong[:] = 1.0
        for _ in range(12):
            live(s)
            assert np.allclose(s.nodes.competence.results[[OURS, THEIRS]], 1.0)
        assert np.abs(s.nodes.quality.shortfall[OURS] - [0.1, 0.2]).max() < 1e-9
        assert np.abs(s.nodes.practice.missed[OURS] - [0.125, 0.25]).max() < 1e-9  # from a half


def test_a_unit_practises_what_its_own_organisation_holds():
    s = apart(**FULL)
    s.firms.knowledge.code[1] *= -1
    s.firms.knowledge.code[2] = 0  # the supplier holds nothing
    for _ in range(12):
        live(s)
    assert abs(s.nodes.practice.missed[OURS, 0] - 0.125) < 1e-9
    assert abs(s.nodes.practice.missed[THEIRS, 0] - 0.875) < 1e-9
    assert abs(s.nodes.practice.missed[SUPPLIER, 0] - 0.5) < 1e-12
    assert np.abs(s.nodes.quality.shortfall[THEIRS] - [0.1, 0.2]).max() < 1e-9  # well done, all the same


def test_commitment_carries_work_and_not_the_standard():
    s = apart(improvement={"time": 0.15, "push": 0.0})
    s.nodes.competence.commitment[:] = 0.0
    live(s)
    assert (s.nodes.quality.shortfall == 0.4).all()
    assert s.nodes.practice.missed[OURS, 0] < 0.5


def test_without_tools_or_time_no_practice_moves():
    for name in ("work.improvement_time", "competence.know_how"):
        s = apart(**FULL)
        attrgetter(name)(s.nodes)[:] = 0.0
        live(s)
        assert (s.nodes.practice.kept == 0.0).all(), name


def test_a_check_stops_what_the_firm_has_heard_to_be_wrong_and_nothing_else():
    missed = {}
    for check in (0.0, 1.0):
        s = apart(improvement={"time": 0.15, "push": 1.0, "check": check})
        s.firms.knowledge.code[:] *= -1
        s.firms.knowledge.voices[0] = 1e9 * s.market.needs.reality
        s.firms.knowledge.voice_weight[0] = 1e9
        live(s)
        missed[check] = s.nodes.practice.missed[:, 0].copy()
    assert missed[1.0][OURS] == pytest.approx(0.5, abs=1e-8) != missed[0.0][OURS]
    assert missed[1.0][THEIRS] == missed[0.0][THEIRS] > 0.5  # it has heard nothing


def test_projects_for_what_nobody_wants_bring_no_results():
    seen = []
    for sign in (1, -1):
        s = apart(**FULL)
        s.nodes.quality.shortfall[:] = 0.0
        s.firms.knowledge.code[:] = sign * s.market.needs.reality
        live(s)
        seen.append(s.nodes.competence.results[OURS])
    assert seen == pytest.approx([1.0, 0.0])


def test_results_below_what_is_expected_end_a_programme_that_results_above_carry():
    ends = {}
    for push in (0.1, 0.4):
        s = market({"commitment_time": 6.0}, improvement={"time": 0.15, "push": push, "training": 0.0})
        s.run.world.people["results_norm"] = 0.15
        s.run.world.requirements["creep"] = 0.0
        s.nodes.minds.results_seen[:] = 0.15
        s.nodes.competence.know_how[:] = 0.45
        s.nodes.competence.commitment[:] = push
        s.nodes.competence.culture[:, IMPROVEMENT] = 0.5
        s.nodes.quality.internal_satisfaction[:] = 50.0
        for _ in range(120):
            live(s)
        ends[push] = s.nodes.competence.commitment[OURS]
    assert ends[0.1] < 0.05
    assert ends[0.4] > 0.9


def test_layoffs_that_are_a_shock_lower_no_target_as_well():
    s = market(improvement={"push": 0.4})
    s.run.world.people["layoff_shock"] = 3.0
    s.nodes.quality.internal_satisfaction[:] = 50.0
    s.nodes.work.improvement_time[:] = 0.0
    s.nodes.competence.culture[:, IMPROVEMENT] = 0.0
    s.staff.laid_off[OURS, 3] = 0.5
    for _ in range(60):
        live(s)
    assert abs(s.nodes.competence.commitment[OURS] - 0.4) < 1e-12


def test_who_works_there_is_as_content_as_commitment_safety_and_a_shared_say_make_it():
    s = market(improvement={"push": 0.4}, culture={"autonomy": 0.5})
    s.staff.laid_off[OURS, 3] = 0.1
    s.nodes.competence.culture[:] = 0.5
    live(s)
    commitment = s.nodes.competence.commitment
    assert s.nodes.minds.satisfaction[THEIRS] == pytest.approx(0.5 * commitment[THEIRS] + 0.3 + 0.2 * 0.25)
    assert s.nodes.minds.satisfaction[OURS] == pytest.approx(0.5 * commitment[OURS] + 0.3 * 0.6 + 0.2 * 0.25)


def going_own_ways(shared: float, believed: float, own_ways: float = 1.0) -> float:
    """What a fully autonomous unit misses after a year, whose firm is right about all, and its members are not."""
    s = apart(improvement={"time": 0.15, "push": 1.0, "check": 0.0}, culture={"autonomy": 1.0})
    s.run.world.people["own_ways"] = own_ways
    s.nodes.competence.culture[:, SHARED_VALUE] = shared
    s.nodes.minds.believed[:] = believed * s.market.needs.reality
    for _ in range(12):
        live(s)
    return float(s.nodes.practice.missed[OURS, 0])


def test_autonomy_without_shared_values_practises_worse_than_its_firm_knows():
    by_code = going_own_ways(0.1, 0.0, own_ways=0.0)
    assert by_code == pytest.approx(0.125, abs=1e-9)
    assert going_own_ways(0.1, believed=0.0) > by_code + 0.2
    assert going_own_ways(0.1, believed=-1.0) > 0.5
    assert going_own_ways(1.0, believed=-1.0) == by_code


def test_autonomy_without_shared_values_does_better_where_members_know_more_than_their_firm():
    missed = {}
    for own_ways in (0.0, 1.0):
        s = apart(improvement={"time": 0.15, "push": 1.0}, culture={"autonomy": 1.0})
        s.run.world.people["own_ways"] = own_ways
        s.firms.knowledge.code[:] = 0
        s.nodes.minds.believed[:] = s.market.needs.reality
        s.nodes.competence.culture[:, SHARED_VALUE] = 0.1
        live(s)
        missed[own_ways] = s.nodes.practice.missed[OURS, 0]
    assert missed[0.0] == pytest.approx(0.5)
    assert missed[1.0] < 0.48


def met(ours: int, level: float, talk: float = 0.0) -> Any:
    """Know-how, after a month in which our managers met those of so many firms: supplier, ours, theirs."""
    s = market(improvement={"training": 0.0})
    s.firms.policies.in_force.culture.peers[0] = ours
    s.run.world.people["peers_level"], s.run.world.people["rivals_talk"] = level, talk
    s.nodes.competence.know_how[:] = [0.2, 0.4, 0.6]
    live(s)
    return s.nodes.competence.know_how


def test_who_meets_peers_learns_what_they_know_better_and_nothing_else():
    assert met(5, level=0.8) == pytest.approx([0.2, 0.4 + 0.4 * (1.0 - np.exp(-0.15)), 0.6])
    assert met(5, level=0.3).tolist() == met(0, level=0.8).tolist() == [0.2, 0.4, 0.6]


def test_rivals_who_talk_teach_and_are_taught():
    assert met(5, level=0.8, talk=1.0) == pytest.approx([0.2, 0.4 + 0.2 * (1.0 - np.exp(-0.15)), 0.6])
    s = market(improvement={"training": 0.0})
    s.firms.policies.in_force.culture.peers[0] = 5
    s.run.world.people["rivals_talk"] = 1.0
    s.nodes.competence.know_how[:] = [0.2, 0.6, 0.4]
    live(s)
    assert s.nodes.competence.know_how == pytest.approx([0.2, 0.6, 0.4 + 0.2 * (1.0 - np.exp(-0.15))])


def cost_market(floor: float, emphasis: float, months: int = 60) -> Simulation:
    """The small market in which our firm puts that emphasis on what customers miss, and the rest on cost."""
    changes = {"policies.tci.value.emphasis": emphasis, "policies.tci.value.investment_step": 0.0}
    return lived(whole_market({**changes, "world.deciding.cost_floor": floor, "months": months}))


def test_cost_projects_are_off_at_a_floor_of_1():
    s = cost_market(1.0, 0.0, months=12).state
    assert (s.nodes.content.work_left == 1.0).all()
    assert (s.firms.costs.processing_left == 1.0).all()


def test_who_puts_all_effort_on_cost_makes_a_unit_cheaper_and_serves_customers_less_well():
    cost, revenue = cost_market(0.85, 0.0), cost_market(0.85, 1.0)
    f = cost.network.firms.index("ours")
    left = [world.state.firms.costs.processing_left[f] for world in (cost, revenue)]
    assert 0.85 < left[0] < 0.93
    assert left[1] > 0.98  # what the common policy took away in the burn-in
    assert cost.state.firms.costs.unit_cost[f] < 0.97 * revenue.state.firms.costs.unit_cost[f]
    satisfaction = [each.name for each in MEASURES["firm"]].index("satisfaction")
    felt = [world.recording.firm[-12:, f, satisfaction].mean() for world in (cost, revenue)]
    assert felt[0] < felt[1] - 1.0


def test_a_unit_that_takes_half_the_work_is_made_twice_as_often():
    s = market(**FULL)
    s.run.world.deciding.cost_floor = 0.5
    s.firms.policies.in_force.value.emphasis[:] = 0.0
    before = s.nodes.work.capability.copy()
    s.nodes.work.capability_gain[:] = 0.0
    s.run.world.improving.capability_fading = 0.0
    for _ in range(18):
        live(s)
    # all factors 1, but that plans and checks take their time: half of what can be taken away in the half-life
    left = s.nodes.content.work_left[OURS]
    assert 0.5 < left < 0.9
    assert s.nodes.work.capability[OURS] == pytest.approx(before[OURS] / left)
