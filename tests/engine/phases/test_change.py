"""Phase 1: needs turn when they were said to, shocks begin and end, and nobody is lost on the way."""

from typing import Any, get_args

import numpy as np
import pytest
from plain_world import at_rest
from worlds import arrays_of, play

from tci_sim.engine.phases.change import change
from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.shocks import Effect
from tci_sim.engine.state import State
from tci_sim.engine.state.sums import Sum
from tci_sim.scenario.load import scenario_from_mapping
from tci_sim.scenario.schema import Shock
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of
from tci_sim.world.future import NUMBERS

STILL = {"turbulence": 0.0, "creep": 0.0, "norm_ratchet": 0.0, "kano_decay": 0.0}


def market(
    requirements: dict[str, float] | None = None,
    turnover: float = 0.0,
    imitation: float = 0.0,
    value_at_entry: float = 0.4,
    happenings: tuple[dict[str, Any], ...] = (),
    theirs: dict[str, Any] | None = None,
    burn_in: int = 0,
    people: dict[str, float] | None = None,
) -> State:
    """Two firms that sell, each with its own policy from month 0, and a supplier; nothing moves by itself."""
    asked = at_rest(
        {
            "reason": "to watch it change",
            "burn_in": burn_in,
            "burn_in_policy": "first",
            "market": {
                "customers": 200,
                "attributes": {"fit": {"dimensions": 5, "shortfall": 0.2}, "service": {"dimensions": 5}},
                "segments": {"all": {}},
            },
            "network": {
                "roles": {
                    "selling": {
                        "members": 20, "buys": True, "outlet": True, "front_line": True,
                        "contributions": {"fit": 0.5, "service": 1.0},
                    },
                },
                "tiers": [{"count": 1, "members": 20, "links": 1}],
                "supplier_contributions": {"fit": 0.5},
            },
            "firms": {"ours": {"policy": "first"}, "theirs": {"policy": "second"}},
            "policies": {"first": {}, "second": theirs or {}},
            "world": {
                "requirements": {**STILL, **(requirements or {})},
                "staff": {"turnover": turnover, "value_at_entry": value_at_entry},
                "beliefs": {"imitation": imitation},
                "people": people or {},
            },
            "shocks": list(happenings),
        }
    )  # fmt: skip
    scenario = scenario_from_mapping(asked)
    return build(scenario, network_of(scenario), seed=3)


def live(s: State, month: int) -> None:
    play(change, s, month=month)


def test_a_world_in_which_nothing_moves_stands_still():
    s = market()
    arrays = {name: array for name, array in arrays_of(s).items() if name.startswith(("market.", "nodes."))}
    before = {name: array.copy() for name, array in arrays.items()}
    live(s, 0)
    live(s, 1)
    assert arrays
    assert [name for name in arrays if (arrays[name] != before[name]).any()] == []


def test_every_dimension_turns_in_the_month_of_its_draw_and_was_announced_before():
    s = market({"turbulence": 0.05, "lead": 4})
    announced = np.full(10, -1)
    turned_early = 0
    for month in range(120):
        before = s.market.needs.reality.copy()
        live(s, month)
        turned = before != s.market.needs.reality
        assert (turned == (draw(3, Decision.TURNOVER_OF_REQUIREMENT, month, range(10)) < 0.05)).all()
        assert month == 0 or (announced[turned] == month).all()
        assert (s.market.needs.turns_at[s.market.needs.turns_at >= 0] > month).all()
        assert (s.market.needs.turns_at <= month + 4).all()
        announced = s.market.needs.turns_at.copy()
        turned_early += int((announced >= 0).sum())
    assert turned_early > 0


def test_without_lead_nothing_is_announced_and_things_turn_all_the_same():
    s = market({"turbulence": 0.05, "lead": 0})
    turned = 0.0
    for month in range(60):
        live(s, month)
        turned += s.market.needs.turned_share.sum()
        assert (s.market.needs.turns_at == -1).all()
    assert turned > 0.0


def test_a_turned_dimension_opens_every_shortfall_of_its_attribute_by_its_share():
    # one of 5 dimensions turns: E .2 + .8 x .3 x .2 = .248; the norm .8 falls by .06 x .8; kano .5 + .2 x .5
    shock = {"month": 2, "kind": "requirement_turn", "target": "fit", "size": 0.2}
    s = market({"obsolescence": 0.3}, happenings=(shock,))
    for month in range(4):
        live(s, month)
    assert np.allclose(s.nodes.quality.shortfall[:, 0], 0.248, atol=1e-12)
    assert (s.nodes.quality.shortfall[:, 1] == 0.3).all()
    assert np.allclose(s.market.segments.should[:, 0], 0.8 - 0.06 * 0.8, atol=1e-12)
    assert np.allclose(s.market.attributes.kano, [0.6, 0.5], atol=1e-12)


def test_norms_rise_to_the_best_outlet_that_is_open():
    s = market({"norm_ratchet": 0.5})
    ours, theirs = np.flatnonzero(s.nodes.places.outlet)
    s.nodes.quality.defect_out[ours] = 0.15
    s.nodes.quality.defect_out[theirs] = 0.05
    s.firms.standing.open[1] = False
    live(s, 1)
    assert np.allclose(s.market.segments.should[0], [0.825, 0.775])  # half-way from .8 and .7 to .85
    s.firms.standing.open[1] = True
    live(s, 2)
    assert np.allclose(s.market.segments.should[0], [0.8875, 0.8625])  # half-way on to .95


def test_a_better_offer_raises_the_norm_of_those_whom_it_serves_and_of_nobody_else():
    s = market({"norm_ratchet": 0.5, "norm_where_served": 1})
    ours, theirs = np.flatnonzero(s.nodes.places.outlet)
    s.nodes.quality.defect_out[ours] = [0.5, 0.1]
    s.nodes.quality.defect_out[theirs] = [0.1, 0.1]
    s.sums.by_segment[Sum.CUSTOMERS, :, 0] = [50, 25, 25]  # the last have no firm
    live(s, 1)
    # fit: .8 + .5 x .25 x (.9 - .8); service: .7 + .5 x (.5 + .25) x (.9 - .7)
    assert np.allclose(s.market.segments.should[0], [0.8125, 0.775], atol=1e-12)


def test_a_norm_for_which_one_firm_serves_all_rises_as_it_does_for_everybody():
    norms = []
    for served in (0, 1):
        s = market({"norm_ratchet": 0.5, "norm_where_served": served})
        s.firms.standing.open[1] = False
        s.nodes.quality.defect_out[:] = 0.15
        s.sums.by_segment[Sum.CUSTOMERS, :, 0] = [200, 0, 0]
        live(s, 1)
        norms.append(s.market.segments.should[0].copy())
    assert np.allclose(norms[0], norms[1], atol=1e-15)
    assert np.allclose(norms[0], [0.825, 0.775])


def test_new_features_keep_the_index_of_the_burn_in_and_a_better_offer_lowers_it():
    s = market({"kano_decay": 0.12, "new_features": 1.0}, burn_in=24)
    for month in range(1, 25):
        s.nodes.quality.defect_out[:] = 0.5 - 0.01 * month
        live(s, month)
        assert np.allclose(s.market.attributes.kano, 0.5, atol=1e-12)
    assert np.allclose(s.market.attributes.starting_offer, 0.74)
    s.nodes.quality.defect_out[:] = 0.0
    live(s, 25)
    # .01 (.74 x .5 - 1.0 x .5) in the month, but for the curve of it
    assert np.allclose(s.market.attributes.kano, 0.5 - 0.0013, atol=2e-5)
    assert np.allclose(s.market.attributes.starting_offer, 0.74)


def test_a_turn_may_delight_nobody():
    turned = ({"month": 0, "kind": "requirement_turn", "target": "fit", "size": 0.4},)
    s = market({"turns_delight": 0}, happenings=turned)
    live(s, 0)
    assert s.market.needs.turned_share[0] == 0.4
    assert np.allclose(s.market.attributes.kano, 0.5, atol=1e-15)


def test_a_feature_ages_with_what_customers_are_delivered():
    s = market({"kano_decay": 0.12})
    s.nodes.quality.defect_out[:] = 0.25
    live(s, 1)
    assert np.allclose(s.market.attributes.kano, 0.5 * (1.0 - 0.01 * 0.75))


def test_leavers_are_replaced_at_once_by_newcomers():
    s = market(turnover=0.2)
    live(s, 0)
    s.members.tenure[s.members.active] += 1  # as their month of service is counted when it is over
    before = s.members.tenure.copy()
    live(s, 1)
    left = draw(3, Decision.LEAVE, 1, range(len(s.members.active))) < 0.2
    gone = left & s.members.active
    assert (s.members.tenure[gone] == 0).all()
    stayed = s.members.active & ~gone
    assert (s.members.tenure[stayed] == before[stayed]).all()
    assert s.staff.left.sum() == s.staff.hired.sum() == gone.sum() > 0
    assert (s.staff.headcount == 20).all()


def test_everybody_is_replaced_by_people_as_the_labour_market_has_them():
    s = market(turnover=1.0, value_at_entry=0.7)
    live(s, 0)
    active = s.members.active
    assert abs(s.members.culture[active].mean() - 0.7) < 0.03
    assert abs(s.members.belief[active].mean()) < 0.1
    assert set(np.unique(s.members.belief[active])) == {-1, 0, 1}


def test_firms_come_under_their_own_policies_at_the_end_of_the_burn_in():
    s = market(theirs={"improvement": {"time": 0.2}}, burn_in=2)
    live(s, 1)
    assert s.firms.policies.in_force.improvement.time.tolist() == [0.05, 0.05, 0.05]
    live(s, 2)
    assert s.firms.policies.in_force.improvement.time.tolist() == [0.05, 0.2, 0.05]
    assert s.firms.policies.paid.improvement.time.tolist() == [0.05, 0.2, 0.05]


def test_only_firms_that_sell_less_copy_and_only_the_code():
    s = market(imitation=1.0)
    s.firms.knowledge.code[0], s.firms.knowledge.code[1], s.firms.knowledge.code[2] = 1, -1, 0
    s.sums.by_segment[Sum.CUSTOMERS, 0, 0], s.sums.by_segment[Sum.CUSTOMERS, 1, 0] = 50, 150
    culture = s.members.culture.copy()
    live(s, 1)
    assert (s.firms.knowledge.code[0] == -1).all()
    assert (s.firms.knowledge.code[1] == -1).all()
    assert (s.firms.knowledge.code[2] == 0).all()
    assert (s.members.culture == culture).all()


def test_every_effect_of_a_shock_can_be_asked_for_and_all_that_can_be_asked_for_has_one():
    assert get_args(Shock.model_fields["kind"].annotation) == tuple(SHOCKS)
    assert {effect.name.lower(): int(effect) for effect in Effect} == NUMBERS


@pytest.mark.parametrize(
    ("kind", "target", "size", "array", "during"),
    [
        ("supplier_failure", None, 0.4, "broken", [0.4, 0.0, 0.0]),
        ("supplier_failure", "theirs", 0.4, "broken", [0.0, 0.0, 0.4]),
        ("demand_jump", "theirs", 1.5, "demand_factor", [1.0, 1.0, 1.5]),
        ("budget_cut", "ours", 0.4, "budget", [0.6, 1.0, 1.0]),
        ("budget_cut", None, 0.4, "budget", [0.6, 0.6, 0.6]),
        ("price_cut", "theirs", 0.25, "price_kept", [1.0, 0.75, 1.0]),
        ("price_cut", None, 0.25, "price_kept", [0.75, 0.75, 1.0]),
    ],
)
def test_a_lasting_shock_holds_for_its_months_and_no_longer(kind, target, size, array, during):
    shock = {"month": 2, "kind": kind, "target": target, "size": size, "duration": 3}
    s = market(happenings=({k: v for k, v in shock.items() if v is not None},))
    held = getattr(s.disruption, array)
    rest = held.copy()
    for month in range(7):
        live(s, month)
        assert held.tolist() == (during if 2 <= month < 5 else rest.tolist())


def test_a_vacant_post_is_filled_by_a_newcomer():
    shock = {"month": 1, "kind": "leader_loss", "target": "ours", "duration": 2}
    s = market(happenings=(shock,))
    tenures = []
    for month in range(5):
        live(s, month)
        tenures.append(s.staff.leader_tenure[0])
    assert tenures == [61, -1, -1, 0, 1]
    assert s.staff.leader_tenure[1] == 65


def test_an_entering_rival_is_off_the_market_until_its_month():
    s = market(happenings=({"month": 3, "kind": "rival_entry", "target": "theirs"},))
    there = []
    for month in range(5):
        live(s, month)
        there.append(bool(s.firms.standing.open[1]))
    assert there == [False, False, False, True, True]


def test_a_wave_takes_its_share_of_one_firm_and_leaves_one_in_every_node():
    s = market(happenings=({"month": 1, "kind": "leavers", "target": "ours", "size": 0.25},))
    live(s, 0)
    live(s, 1)
    assert sorted(s.staff.headcount.tolist()) == [15, 20, 20]
    assert s.staff.left.tolist() == [5, 0, 0]
    assert s.members.active.sum() == 55
    all_of_them = market(happenings=({"month": 0, "kind": "leavers", "size": 1.0},))
    live(all_of_them, 0)
    assert all_of_them.staff.headcount.tolist() == [1, 1, 1]


def test_the_second_wave_of_a_month_takes_its_share_of_those_whom_the_first_one_left():
    wave = {"month": 0, "kind": "leavers", "size": 0.5}
    s = market(happenings=(wave, wave))
    live(s, 0)
    assert s.staff.headcount.tolist() == [5, 5, 5]
    assert s.members.active.sum() == 15


def test_a_change_of_policy_comes_into_force_in_its_month_and_stays():
    shock = {"month": 2, "kind": "policy_change", "target": "ours", "policy": "second"}
    s = market(theirs={"improvement": {"time": 0.2}}, happenings=(shock,))
    times = []
    for month in range(5):
        live(s, month)
        times.append(s.firms.policies.in_force.improvement.time.tolist())
    assert times == [[0.05, 0.2, 0.05]] * 2 + [[0.2, 0.2, 0.05]] * 3
    assert s.firms.policies.paid.improvement.time.tolist() == [0.2, 0.2, 0.05]


def test_a_change_of_policy_without_a_target_leaves_suppliers_alone():
    shock = {"month": 1, "kind": "policy_change", "policy": "second"}
    s = market(theirs={"improvement": {"time": 0.2}}, happenings=(shock,))
    live(s, 1)
    assert s.firms.policies.in_force.improvement.time.tolist() == [0.2, 0.2, 0.05]


def test_lead_customers_feel_a_turn_of_the_timeline_before_it_comes_and_nothing_else_turns():
    shock = {"month": 6, "kind": "requirement_turn", "target": "service", "size": 0.4}
    s = market({"lead": 3}, happenings=(shock,))
    before = s.market.needs.reality.copy()
    announced = []
    for month in range(8):
        live(s, month)
        announced.append(np.flatnonzero(s.market.needs.turns_at >= 0).tolist())
    # dimensions 5 to 9 are about service: 40 % of five are two
    assert announced == [[], [], [], [5, 6], [5, 6], [5, 6], [], []]
    assert np.flatnonzero(s.market.needs.reality != before).tolist() == [5, 6]


def test_after_layoffs_more_leave_of_their_own_will_and_a_year_later_as_many_as_before():
    chance = []
    for laid_off in (0.0, 0.25):
        s = market(turnover=0.1, people={"layoff_flight": 3.0})
        s.staff.laid_off[1, 5] = laid_off
        live(s, 0)
        chance.append(draw(3, Decision.LEAVE, 0, range(len(s.members.active))) < 0.1 * (1 + 3 * laid_off))
        mine = s.members.node == 1
        assert s.staff.left[0] == (chance[-1] & s.members.active & mine).sum()
        assert s.staff.left[1] == (chance[0] & s.members.active & (s.members.node == 2)).sum()
    assert chance[1].sum() > chance[0].sum()


def test_the_satisfied_stay_and_the_dissatisfied_leave():
    left = []
    for content in (1.0, 0.6, 0.0):
        s = market(turnover=0.2, people={"leaving": 1.5})
        s.nodes.minds.satisfaction[:] = content
        live(s, 0)
        left.append(int(s.staff.left.sum()))
    assert left[0] < left[1] < left[2]
    usual = market(turnover=0.2)
    usual.nodes.minds.satisfaction[:] = 0.0  # where nothing hangs on it
    live(usual, 0)
    assert usual.staff.left.sum() == left[1]


def test_whoever_begins_with_a_new_policy_is_given_the_results_that_are_expected():
    changed = {"month": 3, "kind": "policy_change", "target": "ours", "policy": "second"}
    s = market(burn_in=2, people={"results_norm": 0.2}, happenings=(changed,))
    assert (s.nodes.minds.results_seen == 0.2).all()
    seen = []
    for month in range(1, 6):
        s.nodes.minds.results_seen[:] = 0.0
        live(s, month)
        seen.append(s.nodes.minds.results_seen.tolist())
    # all at the end of the burn-in, ours alone when its policy changes: three months later
    assert [each == [0.2] * 3 for each in seen] == [False, True, False, False, False]
    assert seen[4] == [0.0, 0.2, 0.0]
    assert s.nodes.places.firm.tolist() == [2, 0, 1]
