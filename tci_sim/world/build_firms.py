"""Firms, their units and their people at the start of the burn-in, in balance with demand at the outlets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.culture import CONTENT_AT_FIRST
from tci_sim.engine.rules.learning import RIGHT_AT_FIRST
from tci_sim.engine.rules.satisfaction import SATISFIED_AT_FIRST
from tci_sim.engine.state.edges import Flows, Links
from tci_sim.engine.state.firms import (
    LEVERS,
    Act,
    Answers,
    Contacts,
    Costs,
    Estimates,
    Firms,
    FollowUp,
    Foresight,
    Knowledge,
    Leavers,
    Outlook,
    Policies,
    Roles,
    Standing,
    Surveys,
    Survival,
)
from tci_sim.engine.state.goods import Demand, Goods, Production
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import (
    Ahead,
    Competence,
    Content,
    Heard,
    Minds,
    Nodes,
    Places,
    Practice,
    Quality,
    Tickets,
    Work,
)
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.types import (
    MOST_FOLLOWED,
    SATISFACTION_CLASSES,
    SURVEY_DELAYS,
    Flags,
    Floats,
    Integers,
    Record,
    Records,
)
from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.policy import Policy, Value
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.shocks import SHOCKS
from tci_sim.world.build_network import chains_apart, contributions_of, policy_names, starting_worth
from tci_sim.world.market_at_rest import expected_quality
from tci_sim.world.network import ValueNetwork
from tci_sim.world.records import highest, record, record_dtype, switch_off
from tci_sim.world.role_policies import LEVERS as ALL_LEVERS
from tci_sim.world.role_policies import policy_of_units, role_policies
from tci_sim.world.sizes import (
    Throughput,
    fill_shelves,
    pay_nodes,
    size_firms,
    size_nodes,
    starting_volume,
    turning_at_start,
)

_BELIEF_AT_START = np.uint64(Decision.BELIEF_AT_START)
_CULTURE_AT_START = np.uint64(Decision.CULTURE_AT_START)
_TENURE_AT_START = np.uint64(Decision.TENURE_AT_START)
_START = np.uint64(0)


def records_of(scenario: Scenario, policies: Sequence[Policy]) -> tuple[Records, Records]:
    """Levers in force and levers paid for, of firms that run these policies, each (firm,)."""
    of_all = tuple(path for path in scenario.off if not path.startswith("world."))
    acts, paid = {}, {}
    for policy in policies:
        if id(policy) not in acts:
            off, effects = policy.off + of_all, policy.effects_only + scenario.effects_only
            paid[id(policy)] = _switched(policy, off)
            acts[id(policy)] = _switched(policy, off + effects) if effects else paid[id(policy)]
    return _of_all(acts, policies), _of_all(paid, policies)


def _of_all(by_policy: dict[int, Records], policies: Sequence[Policy]) -> Records:
    """Lay records under each other, one for each policy, (policy,)."""
    # joining arrays of records would compare their types field by field
    below = np.empty(len(policies), record_dtype(Policy))
    for place, policy in enumerate(policies):
        below[place] = by_policy[id(policy)][0]
    return below.view(np.recarray)


def _switched(policy: Policy, off: tuple[str, ...]) -> Records:
    levers = record(policy)
    switch_off(levers, policy, off)
    return levers


def policies_to_come(scenario: Scenario, network: ValueNetwork) -> list[str]:
    """List the policy that each organisation adopts at month 0, (firm,)."""
    named = policy_names(scenario, network)
    others = scenario.supplier_policy or scenario.burn_in_policy
    names = [named.get(name, others) for name in network.firms]
    missing = sorted({*names, scenario.burn_in_policy} - set(scenario.policies))
    if missing:
        raise InputError(*[message("world.no_policy", policy=name) for name in missing])
    return names


def firms_of(
    scenario: Scenario, world: Record, network: ValueNetwork, market: Market, through: Throughput
) -> Firms:
    """Return every firm the burn-in policy, and a price that covers its costs."""
    count, selling = len(network.firms), len(network.selling_firms)
    roles = role_policies(scenario, network)
    owners = [*range(count), *(role.organisation for role in roles)]
    policy, paid = records_of(scenario, [scenario.policies[scenario.burn_in_policy]] * len(owners))
    segments, attributes = market.segments.weight.shape
    dimensions = len(market.needs.reality)
    quality = expected_quality(market.segments)
    slots = (count, SURVEY_DELAYS)
    return Firms(
        policies=Policies(
            in_force=policy,
            paid=paid,
            of_unit=policy_of_units(network, roles),
        ),
        roles=Roles(
            organisation=np.array(owners, np.int64),
            own=np.zeros((len(owners), len(ALL_LEVERS)), np.bool_),
        ),
        knowledge=Knowledge(
            code=np.zeros((count, dimensions), np.int8),
            voices=np.zeros((count, dimensions)),
            voice_weight=np.zeros((count, dimensions)),
        ),
        foresight=Foresight(
            turning=np.full((count, dimensions), turning_at_start(world)),
            platform=np.zeros(count),
        ),
        estimates=Estimates(
            weight=np.full((count, attributes), 1.0 / attributes),
            gap=np.zeros((count, attributes)),
            retention=np.zeros(count),
            retention_known=np.ones(count),
            investment=np.zeros((count, 3)),
        ),
        surveys=Surveys(
            due=np.zeros(slots, np.bool_),
            gap=np.zeros((*slots, attributes)),
            weight=np.zeros((*slots, attributes)),
            voices=np.zeros((*slots, dimensions)),
            voice_weight=np.zeros((*slots, dimensions)),
            slope=np.full(slots, -1.0),
        ),
        answers=_answers(selling, attributes, world.asking.real_respondents == 1),
        leavers=_leavers(scenario.market.people if world.asking.real_respondents == 1 else 0),
        contacts=Contacts(
            interviews=np.zeros(count),
            respondents=np.zeros(count),
            needs_voiced=np.zeros(count, np.int64),
            new_needs=np.zeros(count, np.int64),
        ),
        follow_up=FollowUp(
            ability=np.zeros(count),
            acts=np.zeros((count, len(Act)), np.int64),
            followed=np.ones((count, 2)),
        ),
        costs=_costs(scenario, world, network, through),
        standing=Standing(
            open=open_at_start(scenario, network),
            reputation=np.full((selling, segments), quality),
            appeal=np.zeros(selling),
            told=np.zeros((selling, segments)),
            brand=np.zeros(selling),
            awareness=np.zeros(selling),
            usual_taste=np.zeros(1),
        ),
        survival=Survival(
            focal=np.array([name == _focal(scenario, network) for name in network.selling_firms], np.bool_),
            sales=np.zeros((selling, 12), np.int64),
            loss=np.zeros(selling, np.int64),
            age=np.zeros(selling, np.int64),
            vacant=np.zeros(selling, np.int64),
            replaced=np.zeros(selling, np.int64),
            turned=np.zeros(selling, np.bool_),
        ),
        outlook=_outlook(count),
    )


def _outlook(count: int) -> Outlook:
    """Let organisations keep nothing in mind yet."""
    return Outlook(
        failures=np.zeros(count),
        closing=np.zeros(count),
        reopening=np.zeros(count),
        claims=np.zeros(count),
        voices=np.zeros(count),
        answers=np.zeros(count),
        levers=np.zeros((count, LEVERS)),
        adopted=np.zeros(count, np.int64),
        moved=np.full((count, LEVERS), -1, np.int64),
        worth=np.zeros((count, LEVERS)),
        error=np.zeros((count, LEVERS)),
    )


def _answers(selling: int, attributes: int, real: bool) -> Answers:
    """Make room for what respondents answer, and for whom to follow where they are real."""
    return Answers(
        approached=np.zeros(selling, np.int64),
        given=np.zeros((selling, 3), np.int64),
        held=np.zeros((selling, 3), np.int64),
        satisfaction=np.zeros(selling),
        stated=np.full((selling, attributes), 1.0 / attributes),
        derived=np.full((selling, attributes), 1.0 / attributes),
        classes=np.zeros((selling, SATISFACTION_CLASSES, 2)),
        followed=np.zeros((selling, MOST_FOLLOWED if real else 0, 3), np.int64),
        following=np.zeros((selling, 2), np.int64),
    )


def _leavers(people: int) -> Leavers:
    """Let nobody have left a firm, nor be known to have one."""
    return Leavers(
        firm=np.full(people, -1, np.int64),
        outlet=np.zeros(people, np.int64),
        left=np.full(people, -1, np.int64),
        month=np.zeros(people, np.int64),
        reason=np.zeros(people, np.int64),
    )


def _costs(scenario: Scenario, world: Record, network: ValueNetwork, through: Throughput) -> Costs:
    """Return prices that cover costs, and what units cost."""
    count, selling = len(network.firms), len(network.selling_firms)
    costs = Costs(
        price=np.zeros(count),
        unit_cost=np.zeros(count),
        starting_unit_cost=np.zeros(count),
        volume=np.zeros(count),
        starting_volume=np.zeros(count),
        experience=np.zeros(count),
        starting_experience=np.zeros(count),
        overhead_volume=np.zeros(count),
        processing_left=np.ones(count),
        shock=np.zeros(count),
    )
    links, firm = through.links, through.places.firm
    starting_volume(links, firm, selling, through.flow, through.demand, costs.volume)
    worth = starting_worth(scenario, network, through.flow)
    size_firms(world.economy, selling, worth, starting_markup(scenario), costs)
    return costs


def starting_markup(scenario: Scenario) -> float:
    """Return the markup on unit cost that all ask for at the start. [-]."""
    return scenario.policies[scenario.burn_in_policy].value.markup


def _focal(scenario: Scenario, network: ValueNetwork) -> str | None:
    """Name the selling firm that a scenario is about as the network calls it; None if there is none."""
    sellers = network.selling_firms
    name = focal_firm(scenario) if scenario.firms else None
    if name in sellers:
        return name
    return sellers[0] if name and len(sellers) == 1 else None


def open_at_start(scenario: Scenario, network: ValueNetwork) -> Flags:
    """Return which selling firms are on the market from the start, (selling firm,)."""
    entering = {shock.target for shock in scenario.shocks if SHOCKS[shock.kind].enters}
    return np.array([name not in entering for name in network.selling_firms], np.bool_)


def places_of(scenario: Scenario, network: ValueNetwork, carries: Flags) -> Places:
    """Seat every unit, without anything in it yet; `carries` are the nodes that goods pass through, (node,)."""
    count = len(network.name)
    # A firm may grow until it serves the whole market.
    slots = network.members.astype(np.int64) * max(2, len(network.selling_firms))
    return Places(
        firm=network.firm_index.astype(np.int64),
        outlet=network.outlet.copy(),
        front_line=network.front_line.copy(),
        carries_goods=carries,
        outlet_share=np.where(network.outlet, network.demand_share, 0.0),
        contribution=contributions_of(network, scenario),
        first_member=np.concatenate(([0], np.cumsum(slots))).astype(np.int64),
        wage=np.zeros(count, np.int64),
        material_cost=np.zeros(count, np.int64),
        starting_flow=np.zeros(count),
    )


def chain_numbers(scenario: Scenario, network: ValueNetwork) -> Integers:
    """Return the number of the chain, of those that are in balance by themselves, that each node is in, (node,)."""
    number = np.zeros(len(network.name), np.int64)
    for k, chain in enumerate(chains_apart(scenario, network)):
        number[chain] = k
    return number


def nodes_of(
    scenario: Scenario, world: Record, network: ValueNetwork, market: Market, firms: Firms, staff: Staff,
    through: Throughput,
) -> Nodes:  # fmt: skip
    """Size every unit to the flow through it: wages, capability and inputs in proportion.

    Each chain that a firm brings is in balance by itself, so that a unit costs in it what it costs in the others.
    """
    count, attributes = len(network.name), len(market.attributes.half_life)
    levers: Any = firms.policies.in_force
    time = levers.improvement.time[network.firm_index]
    start = np.array([a.shortfall for a in scenario.market.attributes.values()])
    links, places, demand, flow = through
    pay_nodes(world.economy, chain_numbers(scenario, network), staff, links, flow, demand, places)
    work = Work(
        capability=np.zeros(count),
        capability_gain=np.zeros(count),
        improvement_time=time.astype(np.float64),
        interview_time=np.zeros(count),
        rework_time=np.zeros(count),
        redesign=np.zeros(count),
        priority=np.full((count, attributes), 1.0 / attributes),
    )
    size_nodes(world, staff, work.improvement_time, flow, work)
    return Nodes(
        places=places,
        quality=Quality(
            shortfall=np.tile(start, (count, 1)),
            defect_in=np.zeros((count, attributes)),
            defect_out=np.zeros((count, attributes)),
            reworked=np.zeros(count),
            first_pass_yield=np.ones(count),
            cycle_time=np.zeros(count),
            internal_will=np.tile(market.attributes.starting_offer, (count, 1)),
            internal_satisfaction=np.full(count, SATISFIED_AT_FIRST),
        ),
        practice=Practice(
            kept=np.zeros((count, len(market.needs.reality))),
            missed=np.zeros((count, attributes)),
            defect_apart=np.zeros((len(market.segments.share), count, attributes)),
        ),
        work=work,
        content=Content(work_left=np.ones(count), setups_left=np.ones(count)),
        competence=Competence(
            right=np.full((count, attributes), RIGHT_AT_FIRST),
            wrong=np.full((count, attributes), RIGHT_AT_FIRST),
            culture=np.full((count, 4), world.staff.value_at_entry),
            know_how=np.zeros(count),
            commitment=levers.improvement.push[network.firm_index].astype(np.float64),
            results=np.zeros(count),
        ),
        minds=Minds(
            agreement=np.zeros(count),
            agreement_around=np.zeros(count),
            held=np.zeros(count),
            believed=np.zeros((count, len(market.needs.reality))),
            newcomers=np.zeros(count),
            results_seen=np.full(count, world.people.results_norm),
            satisfaction=np.full(count, CONTENT_AT_FIRST),
        ),
        heard=Heard(
            gap=np.zeros((count, attributes)),
            weight=np.zeros(count),
            contact=np.zeros(count),
            inside=np.zeros((count, 2), np.int64),
        ),
        tickets=Tickets(
            open=np.zeros((count, 2), np.int64),
            reworks=np.zeros(count),
        ),
        ahead=Ahead(
            prepared=np.zeros((count, len(market.needs.reality))),
            preparing=np.zeros((count, 3)),
            lead_time=np.ones(count),
        ),
    )


def staff_of(network: ValueNetwork) -> Staff:
    """Count the members of every node, whose leaders came five years ago."""
    organisations = len(network.firms)
    return Staff(
        headcount=network.members.astype(np.int64),
        laid_off=np.zeros((len(network.name), 12)),
        leader_tenure=np.full(organisations, 60, np.int64),
        left=np.zeros(organisations, np.int64),
        hired=np.zeros(organisations, np.int64),
        layoffs=np.zeros(organisations, np.int64),
    )


def members_of(
    scenario: Scenario, world: Record, network: ValueNetwork, nodes: Nodes, staff: Staff, seed: int
) -> Members:
    """Seat the members of every unit, with beliefs drawn evenly and values as on the labour market."""
    slots = int(nodes.places.first_member[-1])
    dimensions = sum(a.dimensions for a in scenario.market.attributes.values())
    node = np.repeat(np.arange(len(network.name)), np.diff(nodes.places.first_member))
    members = Members(
        node=node.astype(np.int64),
        active=np.arange(slots) - nodes.places.first_member[node] < staff.headcount[node],
        belief=np.zeros((slots, dimensions), np.int8),
        culture=np.zeros((slots, 4)),
        tenure=np.zeros(slots, np.int64),
    )
    draw_members(np.uint64(seed), world.staff, members)
    return members


@compiled
def draw_members(seed: np.uint64, staff: Record, members: Members) -> None:
    """Draw the beliefs and the months of all who are there at the start, and values for every seat."""
    dimensions = members.belief.shape[1]
    for i in range(len(members.active)):
        who, active = np.uint64(i), 1 if members.active[i] else 0
        for d in range(dimensions):
            thirds = 3.0 * uniform(seed, _BELIEF_AT_START, _START, np.uint64(i * dimensions + d))
            members.belief[i, d] = (np.floor(thirds) - 1.0) * active
        for v in range(4):
            members.culture[i, v] = value_at_start(
                staff, uniform(seed, _CULTURE_AT_START, _START, np.uint64(4 * i + v))
            )
        members.tenure[i] = np.int64(uniform(seed, _TENURE_AT_START, _START, who) * 60.0) * active


@compiled
def value_at_start(staff: Record, draw: float) -> float:
    """Return a value as on the labour market: drawn evenly from 0 to 1, or normally around its mean there."""
    if staff.values_even == 1:
        return draw
    return float(min(max(staff.value_at_entry + staff.spread_at_entry * normal(draw), 0.0), 1.0))


def goods_of(links: Links, flows: Flows, flow: Floats) -> Goods:
    """Fill the shelves and the memory of demand as if the starting flow had gone on for years.

    The memory of demand has one width, whatever policies a scenario names, so that worlds can share a past.
    """
    count = len(flow)
    window = int(highest(Value, "forecast_months"))

    def zeros() -> Integers:
        return np.zeros(count, np.int64)

    goods = Goods(
        demand=Demand(
            asked=zeros(),
            exogenous=np.zeros(count),
            total=zeros(),
            seen=zeros(),
            window=np.zeros((count, window), np.int64),
            forecast=np.zeros(count),
            deviation=np.zeros(count),
            waiting=zeros(),
        ),
        production=Production(
            inventory=zeros(),
            made=zeros(),
            sold=zeros(),
            shipped=zeros(),
            capacity=zeros(),
            fill_rate=np.ones(count),
            made_total=zeros(),
            sold_total=zeros(),
        ),
    )
    fill_shelves(links, flows.shipped_total, flow, goods.demand, goods.production)
    return goods
