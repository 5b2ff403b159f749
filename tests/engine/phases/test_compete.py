"""Phase 1b: luck of one's own, looks at the better one, and firms that leave and enter with closed books."""

from typing import Any

import numpy as np
import pytest
from plain_world import at_rest
from worlds import arrays_of, play

from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.ledger import outside_holder
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.phases.account import account
from tci_sim.engine.phases.change import change
from tci_sim.engine.phases.compete import compete
from tci_sim.engine.phases.decide import members_wanted, staff_changes
from tci_sim.engine.phases.search import approach
from tci_sim.engine.phases.unit_cost import processing_of
from tci_sim.engine.state import State
from tci_sim.engine.state.types import MICRO
from tci_sim.scenario.explain import below
from tci_sim.scenario.load import scenario_from_mapping
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of
from tci_sim.world.conservation import raise_if_broken

OURS, SECOND, THIRD, SUPPLIER = range(4)


def scenario(world: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    """Three firms that sell, each with two units, and a supplier that serves all."""
    asked: dict[str, Any] = {
        "reason": "to watch firms compete",
        "burn_in": 0,
        "months": 36,
        "burn_in_policy": "plain",
        "focal_firm": "ours",
        "market": {
            "customers": 60,
            "attributes": {"fit": {"dimensions": 5, "inspectable": True}, "service": {"dimensions": 5}},
            "segments": {"all": {}},
        },
        "network": {
            "roles": {
                "making": {"members": 4, "buys": True, "contributions": {"fit": 0.5}},
                "selling": {
                    "members": 3, "goods_from": ["making"], "outlet": True, "front_line": True,
                    "contributions": {"service": 1.0},
                },
            },
            "tiers": [{"count": 1, "members": 4, "links": 1}],
            "supplier_contributions": {"fit": 0.5},
        },
        "firms": {"ours": {"policy": "plain"}, "second": {"policy": "plain"}, "third": {"policy": "keen"}},
        "policies": {
            "plain": {},
            "keen": {
                "improvement": {"time": 0.25, "cadence": 1, "push": 0.8, "training": 0.08},
                "listening": {"review": {"interviews": 2.0}, "survey": {"respondents": 50}},
                "culture": {"autonomy": 0.7, "formation": 0.03, "leader_learning": 0.9},
                "integration": {"shared_demand": 1.0},
                "value": {"markup": 0.4, "horizon": 36, "emphasis": 0.9},
            },
        },
        "world": {"staff": {"turnover": 0.0}, **(world or {})},
        **changes,
    }  # fmt: skip
    return scenario_from_mapping(at_rest(asked))


def market(world: dict[str, Any] | None = None, **changes: Any) -> State:
    """Return the world at its start, under the policies of month 0."""
    asked = scenario(world, **changes)
    built = build(asked, network_of(asked), seed=3)
    play(change, built, month=0)
    return built


def rivalry(**parameters: float) -> dict[str, Any]:
    return {"rivalry": parameters}


def earn(s: State, **returns: float) -> None:
    """Give firms a year in which each sold 1000 a month and earned that share of it."""
    s.firms.survival.age[:] = 24
    s.firms.survival.sales[:] = 1000 * MICRO
    for name, share in returns.items():
        s.books.ledger.profit[("ours", "second", "third").index(name), :] = int(share * 1000 * MICRO)


def ruin(s: State, f: int) -> None:
    """Let a firm have lost half of a year's sales."""
    s.firms.survival.age[:] = 24
    s.firms.survival.sales[:] = 1000 * MICRO
    s.firms.survival.loss[f] = 6000 * MICRO


def leave(s: State, f: int, month: int = 1) -> None:
    ruin(s, f)
    play(compete, s, month=month)


def values(record: Any, prefix: str = "") -> dict[str, float]:
    """Return the numbers of a record by dotted path."""
    found: dict[str, float] = {}
    for name in record.dtype.names:
        if record[name].dtype.names:
            found |= values(record[name], f"{prefix}{name}.")
        else:
            found[prefix + name] = float(record[name])
    return found


def test_where_nothing_is_switched_on_firms_only_grow_older():
    s = market()
    before = {name: array.copy() for name, array in arrays_of(s).items()}
    earn(s, ours=-0.9, third=0.5)
    ruin(s, SECOND)
    kept = {"firms.survival.age", "firms.survival.sales", "firms.survival.loss", "books.ledger.profit"}
    play(compete, s, month=40)
    assert s.firms.survival.age.tolist() == [25, 25, 25]
    changed = [name for name, array in arrays_of(s).items() if array.tobytes() != before[name].tobytes()]
    assert set(changed) == kept


def test_shocks_are_each_firms_own_and_the_same_in_every_world_of_a_seed():
    s, again = (market(rivalry(demand_sd=0.3, cost_sd=0.05)) for _ in range(2))
    alone = market(rivalry(demand_sd=0.3))
    for month in range(1, 4):
        for each in (s, again, alone):
            play(compete, each, month=month)
    assert len(set(s.firms.standing.appeal.tolist())) == 3
    assert s.firms.standing.appeal.tolist() == again.firms.standing.appeal.tolist()
    assert s.firms.standing.appeal.tolist() == alone.firms.standing.appeal.tolist()
    assert (s.firms.costs.shock[:SUPPLIER] != 0.0).all()
    assert s.firms.costs.shock[SUPPLIER] == 0.0
    assert not alone.firms.costs.shock.any()


def test_a_shock_of_cost_makes_a_unit_dearer_by_its_share_of_the_starting_cost():
    s = market()
    economy, costs = s.run.world[0].economy, s.firms.costs
    before = processing_of(economy, costs, OURS)
    costs.shock[OURS] = 0.05
    assert processing_of(economy, costs, OURS) == pytest.approx(
        before + 0.05 * costs.starting_unit_cost[OURS]
    )


def test_a_firm_with_more_appeal_wins_customers():
    counts = []
    for appeal in (0.0, 4.0):
        asked = scenario({"choice": {"consider_rate": 1.0}})
        world = Simulation(asked, seed=3, threads=1)
        world.state.firms.standing.appeal[SECOND] = appeal
        world.step(2)
        counts.append(int(np.count_nonzero(world.state.customers.firm == SECOND)))
    assert counts[1] > counts[0]


def test_a_firm_behind_its_peers_takes_over_visible_practices_and_never_culture():
    s = market(rivalry(aspiration=1.0, copied=0.5))
    earn(s, ours=0.1, second=-0.2, third=0.2)
    before, theirs = values(s.firms.policies.in_force[SECOND]), values(s.firms.policies.in_force[THIRD])
    s.firms.knowledge.code[THIRD] = 1
    play(compete, s, month=30)
    now = values(s.firms.policies.in_force[SECOND])
    assert now["improvement.time"] == pytest.approx(
        (before["improvement.time"] + theirs["improvement.time"]) / 2
    )
    assert now["listening.review.interviews"] == pytest.approx(1.0)
    assert now["listening.survey.respondents"] == pytest.approx(125)
    assert now["integration.shared_demand"] == pytest.approx(0.5)
    moved = {path.split(".")[0] for path in now if now[path] != before[path]}
    assert moved == {"listening", "improvement", "integration"}
    assert now["improvement.push"] == before["improvement.push"]
    assert values(s.firms.policies.paid[SECOND]) == now
    assert 0 < np.count_nonzero(s.firms.knowledge.code[SECOND]) < 10


NEVER_COPIED = {
    "listening.survey.delay": "how long results lie inside is not seen",
    "listening.survey.derived": "what statistics make of answers is not seen",
    "learning.": "how members and the code learn is seen from inside alone",
    "culture.": "never copied (Barney 1986)",
    "improvement.protection": "how leaders hold pressure back is how people are led",
    "improvement.push": "what management asks of its people is how people are led",
    "improvement.job_security": "a promise to one's own people is how they are led",
    "improvement.redesign": "begins with a policy, once",
    "value.": "aims, horizons, prices and planning are a firm's own",
}
"""Levers, or groups of them, that no firm takes over from another one, and why."""


def test_every_lever_is_visible_to_rivals_and_copied_or_never_copied_for_a_reason_that_is_told():
    s = market()
    record = s.firms.policies.in_force.copy()
    paths = values(record[OURS])
    for number, path in enumerate(paths):
        *groups, name = path.split(".")
        for f, value in ((OURS, 0), (THIRD, 3 + number)):
            part = record[f]
            for group in groups:
                part = part[group]
            part[name] = value
    approach(record, OURS, THIRD, 1.0)
    now, theirs = values(record[OURS]), values(record[THIRD])
    copied = {path for path in paths if now[path] != 0}
    never = {path for path in paths if path.startswith(tuple(NEVER_COPIED))}
    assert {path: now[path] for path in copied} == {path: theirs[path] for path in copied}
    assert copied & never == set()
    assert copied | never == set(paths)
    assert [start for start in NEVER_COPIED if not any(path.startswith(start) for path in paths)] == []
    levers = {each.path for each in below("") if each.kind == "lever"}
    assert levers <= set(paths)


def test_what_is_counted_is_copied_in_whole_steps():
    s = market()
    levers = s.firms.policies.in_force
    for f, months in ((OURS, 12), (THIRD, 3)):
        levers[f].listening.survey.interval = months
        levers[f].improvement.cadence = months
    approach(levers, OURS, THIRD, 0.3)  # 12 - .3 x 9 = 9.3
    assert (levers[OURS].listening.survey.interval, levers[OURS].improvement.cadence) == (9, 9)


@pytest.mark.parametrize(("searches", "moves"), [(0, False), (1, True)])
def test_the_focal_firm_keeps_to_its_policy_unless_the_scenario_says_otherwise(searches, moves):
    s = market(rivalry(aspiration=1.0, focal_searches=searches))
    earn(s, ours=-0.5, second=0.1, third=0.2)
    before = values(s.firms.policies.in_force[OURS])
    play(compete, s, month=30)
    assert (values(s.firms.policies.in_force[OURS]) != before) == moves


def test_who_earns_as_much_as_its_peers_and_who_is_new_moves_nowhere():
    s = market(rivalry(aspiration=1.0))
    earn(s, ours=0.1, second=0.1, third=0.1)
    before = [values(each) for each in s.firms.policies.in_force]
    play(compete, s, month=30)
    earn(s, second=-0.5)
    s.firms.survival.age[SECOND] = 3
    play(compete, s, month=31)
    assert [values(each) for each in s.firms.policies.in_force] == before


def test_looking_at_the_better_one_takes_the_place_of_copying_the_larger_one():
    codes = []
    for world in ({}, rivalry(aspiration=0.01)):
        s = market({**world, "beliefs": {"imitation": 1.0}})
        s.sums.by_segment[0, :, 0] = [10, 20, 30, 0]
        s.firms.knowledge.code[THIRD] = 1
        play(change, s, month=1)
        codes.append(int(s.firms.knowledge.code[OURS].sum()))
    assert codes == [10, 0]


def test_the_wider_the_gap_the_more_often_a_firm_searches_and_little_spreads_in_a_year():
    searched = []
    for behind in (0.05, 0.1, 0.2):
        s = market(rivalry(aspiration=0.05, copied=0.3))
        earn(s, ours=-behind / 2, second=-behind, third=behind / 2)
        before, hits = float(s.firms.policies.in_force[SECOND].improvement.time), 0
        for month in range(12, 612):
            play(compete, s, month=month)
            hits += float(s.firms.policies.in_force[SECOND].improvement.time) != before
            s.firms.policies.in_force[SECOND] = s.firms.policies.in_force[OURS]
        searched.append(hits / 50)  # a year
    # peers stand `behind` above the second; at .05 a month a tenth behind, .6 a year, each .3 of the way
    assert searched == sorted(set(searched))
    assert searched[1] == pytest.approx(0.6, abs=0.25)
    assert searched[1] * 0.3 < 0.25


def turning(**parameters: float) -> dict[str, Any]:
    return rivalry(
        **{
            "exit_loss": 0.8,
            "exit_grace": 12,
            "turn_round": 1.0,
            "aspiration": 0.0,
            "focal_searches": 0,
            **parameters,
        }
    )


def test_a_firm_half_way_to_its_end_does_all_that_its_best_rival_visibly_does_and_begins_anew():
    s = market(turning())
    earn(s, ours=0.1, second=-0.5, third=0.2)
    ruin(s, SECOND)  # half of a year's sales, of .8 that end it
    s.firms.knowledge.code[THIRD] = 1
    before = values(s.firms.policies.in_force[SECOND])
    play(compete, s, month=30)
    now, theirs = (values(s.firms.policies.in_force[f]) for f in (SECOND, THIRD))
    assert s.firms.survival.turned.tolist() == [False, True, False]
    assert s.firms.survival.loss[SECOND] == 0
    assert s.firms.standing.open.all()
    assert now["improvement.time"] == pytest.approx(theirs["improvement.time"]) != before["improvement.time"]
    assert now["listening.survey.respondents"] == 50
    assert now["culture.autonomy"] == before["culture.autonomy"]
    assert now["value.markup"] == before["value.markup"]
    assert (s.firms.knowledge.code[SECOND] == 1).all()
    assert values(s.firms.policies.paid[SECOND]) == now
    play(compete, s, month=31)
    assert not s.firms.survival.turned.any()


def test_a_firm_that_earns_more_than_its_rivals_turns_round_without_doing_as_they_do():
    s = market(turning())
    earn(s, ours=-0.6, second=-0.1, third=-0.5)
    ruin(s, SECOND)
    before = values(s.firms.policies.in_force[SECOND])
    play(compete, s, month=30)
    assert s.firms.survival.turned.tolist() == [False, True, False]
    assert values(s.firms.policies.in_force[SECOND]) == before


@pytest.mark.parametrize(
    ("world", "f", "share", "age"),
    [
        (turning(turn_round=0.0), SECOND, 0.5, 24),
        (turning(), SECOND, 0.39, 24),
        (turning(exit_grace=24), SECOND, 0.5, 20),
        (turning(), OURS, 0.5, 24),
        (turning(exit_loss=0.0), SECOND, 0.5, 24),
    ],
)
def test_who_may_not_turn_round_or_need_not_does_not(world, f, share, age):
    s = market(world)
    ruin(s, f)
    s.firms.survival.loss[f] = int(share * 12_000) * MICRO
    s.firms.survival.age[f] = age
    play(compete, s, month=30)
    assert not s.firms.survival.turned.any()
    assert s.firms.survival.loss[f] == int(share * 12_000) * MICRO


def test_the_focal_firm_turns_round_where_the_scenario_lets_it_change_its_policy():
    s = market(turning(focal_searches=1))
    ruin(s, OURS)
    play(compete, s, month=30)
    assert s.firms.survival.turned.tolist() == [True, False, False]


def test_turning_round_is_paid_once_before_tax_and_the_books_close():
    s = market(turning(restructuring=0.05))
    ruin(s, SECOND)
    column = ACCOUNTS.index("restructuring")
    outside = outside_holder(len(s.books.ledger.profit))
    play(compete, s, month=1)
    play(account, s, month=1)
    raise_if_broken(s, network_of(scenario()))
    paid = s.books.ledger.statement[:, column]
    assert paid[SECOND] == -600 * MICRO  # .05 of 12,000
    assert paid[outside] == 600 * MICRO
    assert np.count_nonzero(paid) == 2
    play(compete, s, month=2)
    play(account, s, month=2)
    assert not s.books.ledger.statement[:, column].any()


def test_a_firm_that_turns_round_keeps_no_spare_staff_and_the_others_keep_theirs():
    heads = {}
    for turned in (False, True):
        s = market({"economy": {"spare_kept": 0.5}})
        needed = members_wanted(
            s.nodes.places,
            s.nodes.work.capability,
            s.goods.demand.forecast * 0.6,
            np.ones(len(s.nodes.work.capability)),
        )
        s.firms.survival.turned[SECOND] = turned
        heads[turned] = staff_changes(
            s.run.world[0],
            s.staff.headcount,
            s.nodes.places,
            s.firms.policies,
            s.firms.survival.turned,
            needed,
        )
    theirs = s.nodes.places.firm == SECOND
    assert (heads[True][~theirs] == heads[False][~theirs]).all()
    assert heads[True][theirs].sum() < heads[False][theirs].sum() <= 0


def test_a_firm_that_has_lost_too_much_closes_with_its_orders_and_its_staff():
    s = market(rivalry(exit_loss=0.15))
    s.edges.flows.owed[:] = 7
    s.sums.asks[:] = 5
    s.goods.demand.waiting[:] = 3
    leave(s, SECOND)
    theirs = s.nodes.places.firm == SECOND
    assert s.firms.standing.open.tolist() == [True, False, True]
    assert s.firms.survival.vacant.tolist() == [0, 1, 0]
    assert not s.staff.headcount[theirs].any()
    assert s.staff.headcount[~theirs].all()
    assert not s.sums.asks[:-1][theirs].any()
    assert not s.goods.demand.waiting[theirs].any()
    into = s.nodes.places.firm[s.edges.links.target] == SECOND
    assert not s.edges.flows.owed[into].any()
    assert (s.edges.flows.owed[~into] == 7).all()


def test_those_who_are_dismissed_get_their_severance_and_the_books_close():
    s = market(rivalry(exit_loss=0.15))
    members, wage = s.staff.headcount.copy(), s.nodes.places.wage
    leave(s, SECOND)
    play(account, s, month=1)
    raise_if_broken(s, network_of(scenario()))
    theirs = s.nodes.places.firm == SECOND
    severance = s.run.world[0].economy.severance * (members[theirs] * wage[theirs]).sum() / MICRO
    booked = s.books.ledger.statement[SECOND] / MICRO
    assert booked[ACCOUNTS.index("severance")] == pytest.approx(-severance, rel=0.2)
    assert booked[ACCOUNTS.index("wages")] == 0.0
    assert booked[ACCOUNTS.index("overhead")] == 0.0
    assert s.books.ledger.statement[OURS, ACCOUNTS.index("severance")] == 0
    play(compete, s, month=2)
    play(account, s, month=2)
    assert not s.books.ledger.statement[SECOND].any()


def test_what_a_firm_that_left_holds_or_owes_goes_to_those_outside_who_financed_it():
    s = market(rivalry(exit_loss=0.15))
    ledger, outside = s.books.ledger, outside_holder(len(s.books.ledger.profit))
    ledger.balance[SECOND], ledger.balance[OURS] = -500, 500
    leave(s, SECOND)
    assert (ledger.balance[SECOND], ledger.balance[outside], ledger.balance[OURS]) == (0, -500, 500)
    assert ledger.balance.sum() == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"burn_in": 12}, "the burn-in is not over"),
        ({"captive": True}, "customers cannot leave"),
        ({"priced": False}, "society pays"),
    ],
)
def test_nobody_leaves_where_the_market_is_fixed(changes, reason):
    at_market = {name: value for name, value in changes.items() if name != "burn_in"}
    given = {name: value for name, value in changes.items() if name == "burn_in"}
    asked = scenario(rivalry(exit_loss=0.15), **given)
    if at_market:
        asked = asked.model_copy(update={"market": asked.market.model_copy(update=at_market)})
    s = build(asked, network_of(asked), seed=3)
    leave(s, SECOND)
    assert s.firms.standing.open.all(), reason


def test_a_newcomer_is_given_time_and_the_last_firm_stays():
    s = market(rivalry(exit_loss=0.15, exit_grace=12))
    ruin(s, SECOND)
    s.firms.survival.age[SECOND] = 5
    play(compete, s, month=1)
    assert s.firms.standing.open.all()
    for f in range(3):
        ruin(s, f)
    play(compete, s, month=2)
    assert np.count_nonzero(s.firms.standing.open) == 1


def test_an_entrant_takes_the_place_with_the_mean_practice_and_one_member_a_unit():
    s = market({"rivalry": {"exit_loss": 0.15, "entry_rate": 1.0}, "economy": {"overhead_step": 0.1}})
    s.nodes.quality.shortfall[s.nodes.places.firm == OURS] = 0.2
    s.nodes.quality.shortfall[s.nodes.places.firm == THIRD] = 0.4
    s.firms.standing.reputation[:, 0] = [0.6, 0.1, 0.8]
    s.firms.knowledge.voices[SECOND] = 9.0
    leave(s, SECOND)
    assert not s.firms.standing.open[SECOND]
    play(compete, s, month=2)
    theirs = s.nodes.places.firm == SECOND
    assert s.firms.standing.open.all()
    assert (s.firms.survival.vacant[SECOND], s.firms.survival.replaced[SECOND]) == (0, 1)
    assert (s.firms.survival.age[SECOND], s.firms.survival.loss[SECOND]) == (0, 0)
    assert s.staff.headcount[theirs].tolist() == [1, 1]
    assert s.nodes.quality.shortfall[theirs] == pytest.approx(0.3)
    assert s.firms.standing.reputation[SECOND, 0] == pytest.approx(0.7)
    assert not s.firms.knowledge.voices[SECOND].any()
    entrant, ours, keen = (values(s.firms.policies.in_force[f]) for f in (SECOND, OURS, THIRD))
    mean = (ours["improvement.time"] + keen["improvement.time"]) / 2
    assert entrant["improvement.time"] == pytest.approx(mean)
    assert entrant["culture.autonomy"] in (ours["culture.autonomy"], keen["culture.autonomy"])
    assert s.firms.costs.overhead_volume[SECOND] == pytest.approx(0.1 * s.firms.costs.starting_volume[SECOND])
    flow = s.nodes.places.starting_flow[theirs]
    assert s.goods.demand.forecast[theirs] == pytest.approx(0.1 * flow)
    assert s.goods.demand.window[theirs] == pytest.approx(np.full((2, 36), 0.1 * MICRO) * flow[:, None])
    assert s.nodes.work.redesign[theirs].tolist() == [1.0, 1.0]


STANDS: dict[str, str] = {
    "nodes.places.": "where units are, and how large they were built",
    "firms.policies.of_unit": "whose units they are",
    "firms.roles.organisation": "whose units they are",
    "nodes.work.capability_gain": "how large they were built",
    "goods.production.inventory": "goods stay where they are",
    "goods.production.made_total": "goods are conserved",
    "goods.production.sold_total": "goods are conserved",
    "goods.demand.exogenous": "demand without customers comes to the place",
    "firms.costs.starting_": "how large the place was built",
    "firms.standing.open": "the place is empty",
    "firms.survival.focal": "what the question is about",
    "firms.survival.vacant": "the place is empty",
    "firms.survival.replaced": "counts who has taken the place",
    "members.node": "where seats are",
    "members.active": "seats are empty",
    "staff.headcount": "seats are empty",
    "books.checks.headcount_opening": "members are conserved",
    "books.ledger.balance": "money is conserved; it went to those outside",
    "books.returns.": "the record of the place, by which nobody decides",
    "books.programmes.reference_defect": "what a supplier's gains are reckoned from, when the burn-in ended",
    "future.next_": "policies of month 0, which is over",
}
"""What an entrant takes over with the place, by the beginning of its name, and why; all else is reset."""


def disturb(array: np.ndarray, rows: Any) -> None:
    """Change every number in some rows of an array, also of records."""
    if array.dtype.names:
        array[rows] = array[THIRD]
        for name in array.dtype.names:
            disturb(array[name], rows)
    elif array.dtype == np.bool_:
        array[rows] = ~array[rows]
    elif array.dtype == np.int8:
        array[rows] = np.where(array[rows] == 1, -1, 1)
    else:
        array[rows] = array[rows] + (np.asarray(0.37).astype(array.dtype) if array.dtype.kind == "f" else 7)


def rows_of(s: State, f: int) -> dict[int, Any]:
    """Return which rows belong to a firm in arrays with so many rows; the numbers of rows all differ."""
    firm = s.nodes.places.firm
    rows = {
        len(s.firms.standing.open): [f],
        len(s.firms.costs.price): [f],
        len(s.books.ledger.balance): [f],
        len(firm): np.flatnonzero(firm == f),
        len(s.members.node): np.flatnonzero(firm[s.members.node] == f),
    }
    assert len(rows) == 5
    return rows


def test_nothing_of_the_firm_whose_place_an_entrant_takes_remains():
    """Every array with a row for each firm, node, holder or seat is disturbed, unless it is said why it stands."""
    everything = {
        "rivalry": {
            "exit_loss": 0.15,
            "entry_rate": 1.0,
            "demand_sd": 0.2,
            "demand_keep": 0.9,
            "cost_sd": 0.05,
        },
        "choice": {"brands": 1, "known_firms": 1, "value_own_offer": 1, "absolute_price": 1},
        "economy": {"overhead_step": 0.1, "spill_over": 0.3, "start_wages": 0.5},
        "improving": {"practice": 1},
        "word_of_mouth": {"carries_satisfaction": 1},
        "voices": {"estimate_fading": 0.02},
    }
    asked = scenario(everything, months=24)
    worlds = [Simulation(asked, seed=3, threads=1) for _ in range(2)]
    disturbed = set()
    for world, changed in zip(worlds, (False, True), strict=True):
        world.step(6)
        ruin(world.state, SECOND)
        world.state.run.world.rivalry.entry_rate = 0.0
        world.step()
        assert not world.state.firms.standing.open[SECOND]
        world.state.run.world.rivalry.entry_rate = 1.0
        for name, array in arrays_of(world.state).items() if changed else ():
            rows = rows_of(world.state, SECOND).get(array.shape[0])
            if rows is not None and not name.startswith(
                (*STANDS, "edges.", "market.", "sums.", "customers.")
            ):
                disturb(array, rows)
                disturbed.add(name)
        world.step()
        assert world.state.firms.standing.open[SECOND]
    for group in (
        "firms.knowledge.",
        "firms.estimates.",
        "firms.standing.",
        "nodes.practice.",
        "books.worth.",
    ):
        assert any(name.startswith(group) for name in disturbed)
    found = dict(arrays_of(worlds[0].state).items())
    seated = worlds[0].state.members.active
    differ = []
    for name, array in arrays_of(worlds[1].state).items():
        pair = [each[seated] if name.startswith("members.") else each for each in (found[name], array)]
        if pair[0].tobytes() != pair[1].tobytes():
            differ.append(name)
    assert differ == []


def test_every_reason_why_something_stands_is_about_something():
    names = list(arrays_of(market()))
    assert [each for each in STANDS if not any(name.startswith(each) for name in names)] == []


def test_an_entrants_name_is_worth_the_mean_and_is_known_to_nobody():
    s = market(rivalry(exit_loss=0.15, entry_rate=1.0))
    leave(s, SECOND)
    s.firms.standing.brand[:] = [0.4, 3.0, 0.8]
    s.firms.standing.awareness[:], s.firms.standing.told[:] = 0.9, 5.0
    s.firms.estimates.retention_known[:], s.books.programmes.effort[:] = 0.2, 0.8
    s.nodes.practice.kept[:], s.staff.laid_off[:] = 0.7, 0.3
    play(compete, s, month=2)
    theirs, standing = s.nodes.places.firm == SECOND, s.firms.standing
    assert standing.brand.tolist() == pytest.approx([0.4, 0.6, 0.8])
    assert standing.awareness.tolist() == [0.9, 0.0, 0.9]
    assert standing.told[:, 0].tolist() == [5.0, 0.0, 5.0]
    assert (s.firms.estimates.retention[SECOND], s.firms.estimates.retention_known[SECOND]) == (0.0, 1.0)
    assert s.books.programmes.effort[:SUPPLIER].tolist() == [0.8, -1.0, 0.8]
    assert not s.nodes.practice.kept[theirs].any()
    assert not s.staff.laid_off[theirs].any()
    assert s.nodes.practice.kept[~theirs].all()


def test_no_entrant_comes_where_the_rate_is_0():
    s = market(rivalry(exit_loss=0.15, entry_rate=0.0))
    leave(s, SECOND)
    for month in range(2, 40):
        play(compete, s, month=month)
    assert s.firms.standing.open.tolist() == [True, False, True]
    assert s.firms.survival.vacant[SECOND] == 39


def ruined_run(world: dict[str, Any], losers: tuple[int, ...], **changes: Any) -> Simulation:
    """Run a year; then firms are ruined; then run on to the end, with all checks."""
    simulation = Simulation(scenario(world, **changes), seed=3, threads=1)
    simulation.step(12)
    for f in losers:
        simulation.state.firms.survival.age[f] = 24
        simulation.state.firms.survival.loss[f] = 10**15
    simulation.run()
    return simulation


def recorded(simulation: Simulation, name: str, f: int | None = None) -> np.ndarray:
    """Return a measure of a firm, or of the market, month by month."""
    column = [measure.name for measure in MEASURES["market"]].index(name)
    kept = simulation.recording
    return kept.market[:, column] if f is None else kept.firm[:, f, column]


def test_customers_of_a_firm_that_left_choose_anew_at_once():
    world = ruined_run(rivalry(exit_loss=5.0, entry_rate=0.0), (SECOND,), months=18)
    customers, left = recorded(world, "customers", SECOND), recorded(world, "firms_left", SECOND)
    assert customers[11] > 0
    assert not customers[12:].any()
    assert left.tolist() == [0.0] * 12 + [1.0] + [0.0] * 5
    assert recorded(world, "on_market").tolist() == [3.0] * 12 + [2.0] * 6


def test_a_firm_that_left_is_worth_nothing_from_then_on_and_the_market_goes_on():
    """The value of a firm that has left is 0: what its entrant earns counts in the market alone."""
    world = ruined_run(rivalry(exit_loss=5.0, entry_rate=1.0), (OURS,), months=30)
    places = world.state.firms.survival
    assert places.replaced[OURS] == 1
    assert world.state.firms.standing.open[OURS]
    owners, alone = recorded(world, "value_owners"), recorded(world, "value_owners", OURS)
    assert alone[12] < 0.0  # severance
    for name in ("value_owners", "value_total", "profit", "revenue", "customers", "headcount", "on_market"):
        assert not recorded(world, name, OURS)[13:].any(), name
    assert np.isnan(recorded(world, "satisfaction", OURS)[13:]).all()
    others = sum(recorded(world, "value_owners", f) for f in (SECOND, THIRD))
    assert (owners[20:] != others[20:]).any()
    assert recorded(world, "on_market")[-1] == 3.0
    assert recorded(world, "customers")[13:].all()


def test_the_books_close_where_a_suppliers_only_buyer_leaves_and_comes_back():
    own = [{"count": 1, "members": 4, "links": 1, "shared": False}]
    network = {**scenario().network.model_dump(exclude_unset=True), "tiers": own}
    world = ruined_run(rivalry(exit_loss=5.0, entry_rate=0.2), (SECOND,), months=36, network=network)
    assert world.month == 36
    assert world.state.firms.survival.replaced[SECOND] >= 1


def test_a_run_in_which_a_firm_turns_round_closes_its_books_and_keeps_the_firm():
    world = ruined_run(rivalry(exit_loss=5.0, turn_round=1.0, restructuring=0.05), (SECOND,), months=24)
    assert world.month == 24
    assert world.state.firms.survival.replaced[SECOND] == 0
    assert world.state.firms.standing.open[SECOND]
    kept = ruined_run(rivalry(exit_loss=5.0, turn_round=0.0, entry_rate=0.0), (SECOND,), months=24)
    assert not kept.state.firms.standing.open[SECOND]


def test_with_exit_no_firm_loses_more_than_a_tenth_of_its_sales_two_years_running():
    """Cumulated loss ends a firm at .15 of its sales before two such years, .2, are over."""
    world = {
        "rivalry": {"exit_loss": 0.15, "demand_sd": 0.5, "cost_sd": 0.15},
        "economy": {"overhead": 0.1, "overhead_step": 0.1, "spill_over": 0.33},
    }
    found = Simulation(scenario(world, months=96), seed=2, threads=1)
    bad = 0
    profit, sales, held = [], [], []
    for _ in range(96):
        found.step()
        month = (found.clock - 1) % 12
        profit.append(found.state.books.ledger.profit[:3, month].copy())
        sales.append(found.state.firms.survival.sales[:, month].copy())
        held.append(found.state.firms.survival.replaced.copy())
    earned, sold, who = np.array(profit), np.array(sales), np.array(held)
    for f in range(3):
        for start in range(96 - 24):
            same = who[start, f] == who[start + 23, f]
            years = [slice(start, start + 12), slice(start + 12, start + 24)]
            losing = [
                earned[year, f].sum() < -0.1 * sold[year, f].sum() and sold[year, f].all() for year in years
            ]
            bad += same and all(losing)
    assert bad == 0
    assert found.state.firms.survival.replaced.sum() + (found.state.firms.survival.vacant > 0).sum() > 0
