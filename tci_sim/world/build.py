"""From a scenario to a world at the start of its burn-in."""

from __future__ import annotations

import numpy as np

from tci_sim.arithmetic import normal, power
from tci_sim.errors import ScenarioError
from tci_sim.randomness import Decision, draw
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.records import record, switch_off
from tci_sim.scenario.schema import Scenario
from tci_sim.world.build_customers import build_customers, first_sums
from tci_sim.world.build_network import (
    contributions_of,
    edges_of,
    goods_nodes,
    policy_names,
    starting_flow,
)
from tci_sim.world.ledger import new_books
from tci_sim.world.network import ValueNetwork
from tci_sim.world.state import (
    MICRO,
    SURVEY_DELAYS,
    Edges,
    Firms,
    Floats,
    Goods,
    Market,
    Members,
    Nodes,
    Records,
    Run,
    State,
    Sums,
)

SHOCKS = (
    "supplier_failure",
    "demand_jump",
    "rival_entry",
    "leader_loss",
    "budget_cut",
    "leavers",
    "requirement_turn",
)
"""Kinds of shock; the place of each is its number in `Run.shocks`."""



def build(scenario: Scenario, network: ValueNetwork, seed: int) -> State:
    """Build the world that a scenario asks for, as it is at the start of the burn-in.

    Parameters
    ----------
    scenario : Scenario
        The question.
    network : ValueNetwork
        Who supplies whom.
    seed : int
        Seed of all chance in the run, 0 or more.

    Returns
    -------
    State

    Raises
    ------
    ScenarioError
        If the scenario names policies, firms, nodes or attributes that are not there.
    """
    if not 0 <= seed < 2**63:
        raise ScenarioError(f"seed = {seed}: must be 0 to 9223372036854775807.")
    run = _run(scenario, network, seed)
    market = _market(scenario, run)
    share = network.market_weight / max(network.market_weight.sum(), 1e-300)
    selling = len(network.selling_firms)
    outlet_share = np.where(network.outlet, network.demand_share, 0.0)
    demand = np.zeros(len(network.name))
    sold_at = network.outlet & (network.firm_index < selling)
    demand[sold_at] = (
        scenario.market.customers
        * scenario.world.choice.purchase_rate
        * share[network.firm_index[sold_at]]
        * outlet_share[sold_at]
        + scenario.world.supply.demand_mean
    )
    carries = goods_nodes(network)
    flow = starting_flow(network, demand)
    firms = _firms(scenario, network, market, flow, demand)
    nodes = _nodes(scenario, network, market, firms, flow, demand, outlet_share, carries)
    edges = edges_of(network, carries, flow)
    members = _members(scenario, network, nodes, seed)
    customers = build_customers(scenario, run, market, nodes, firms, share)
    sums = _sums(selling, market.should.shape[0], market.should.shape[1], len(network.name))
    first_sums(run, customers, sums)
    staff = np.zeros(len(network.firms), np.int64)
    np.add.at(staff, nodes.firm, nodes.headcount)
    books = new_books(staff, selling, len(network.name), scenario.market.customers, scenario.months)
    goods = _goods(scenario, flow, edges)
    return State(run, market, customers, members, nodes, goods, edges, firms, sums, books)


def _run(scenario: Scenario, network: ValueNetwork, seed: int) -> Run:
    world = record(scenario.world)
    off = tuple(path.removeprefix("world.") for path in scenario.off if path.startswith("world."))
    switch_off(world, scenario.world, off)
    rows = [
        (scenario.burn_in + shock.month, SHOCKS.index(shock.kind), _target(shock.kind, shock.target, scenario, network),
         shock.duration)
        for shock in scenario.shocks
    ]  # fmt: skip
    return Run(
        seed=np.array([seed], np.uint64),
        burn_in=np.array([scenario.burn_in], np.int64),
        world=world,
        shocks=np.array(rows, np.int64).reshape(len(rows), 4),
        shock_size=np.array([shock.size for shock in scenario.shocks], np.float64),
    )


def _target(kind: str, target: str | None, scenario: Scenario, network: ValueNetwork) -> int:
    """Number of what a shock happens to: an attribute, a node, or else a firm; -1 for all."""
    if target is None:
        return -1
    if kind == "requirement_turn":
        names: tuple[str, ...] = tuple(scenario.market.attributes)
    elif kind == "supplier_failure":
        names = network.name
    else:
        names = network.firms
    if target not in names:
        raise ScenarioError(f"shocks: {kind}: {target} is not one of {', '.join(names[:40])}.")
    return names.index(target)


def _market(scenario: Scenario, run: Run) -> Market:
    attributes = list(scenario.market.attributes.values())
    dimensions = np.array([a.dimensions for a in attributes], np.int64)
    attribute = np.repeat(np.arange(len(attributes)), dimensions)
    count = int(dimensions.sum())
    seed = int(run.seed[0])
    voices = scenario.world.voices
    segments = list(scenario.market.segments.values())
    weight = np.array([[s.weights.get(a, 1.0) for a in scenario.market.attributes] for s in segments])
    segment_share = np.array([s.share for s in segments])
    start = np.array([1.0 - a.shortfall for a in attributes])
    return Market(
        reality=np.where(draw(seed, Decision.REALITY, 0, range(count)) < 0.5, -1, 1).astype(np.int8),
        attribute=attribute.astype(np.int64),
        turns_at=np.full(count, -1, np.int64),
        voiced=beta_quantile(draw(seed, Decision.NEED_VOICED, 0, range(count)), voices.need_a, voices.need_b),
        turned_share=np.zeros(len(attributes)),
        dimensions=dimensions,
        half_life=np.array([a.half_life for a in attributes]),
        inspectable=np.array([a.inspectable for a in attributes]),
        carries_fill_rate=np.array([a.carries_fill_rate for a in attributes]),
        kano=np.array([a.kano for a in attributes]),
        weight=weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300),
        should=np.tile(start, (len(segments), 1)),
        segment_share=segment_share / max(segment_share.sum(), 1e-300),
    )


def beta_quantile(uniform: Floats, a: float, b: float) -> Floats:
    """Turn uniform numbers into Beta(a, b) ones by a table of its distribution, (n,).

    Examples
    --------
    >>> beta_quantile(np.array([0.5]), 1.0, 1.0).round(3)
    array([0.5])
    """
    steps = 20_000
    middle = (np.arange(steps) + 0.5) / steps
    density = np.asarray(power(middle, a - 1.0)) * np.asarray(power(1.0 - middle, b - 1.0))
    distribution = np.concatenate(([0.0], np.cumsum(density)))
    return np.interp(uniform * distribution[-1], distribution, np.arange(steps + 1) / steps)


def _policies(scenario: Scenario, names: list[str]) -> tuple[Records, Records]:
    """Levers in force and levers paid for, of firms that run the policies named, each (firm,)."""
    of_all = tuple(path for path in scenario.off if not path.startswith("world."))
    acts, paid = [], []
    for name in names:
        policy = scenario.policies[name]
        effects = policy.effects_only + scenario.effects_only
        acts.append(_switched(policy, policy.off + of_all + effects))
        paid.append(_switched(policy, policy.off + of_all))
    return np.concatenate(acts).view(np.recarray), np.concatenate(paid).view(np.recarray)


def _switched(policy: Policy, off: tuple[str, ...]) -> Records:
    levers = record(policy)
    switch_off(levers, policy, off)
    return levers


def _firms(scenario: Scenario, network: ValueNetwork, market: Market, flow: Floats, demand: Floats) -> Firms:
    named = policy_names(scenario, network)
    others = scenario.supplier_policy or scenario.burn_in_policy
    own = [named.get(name, others) for name in network.firms]
    missing = sorted({*own, scenario.burn_in_policy} - set(scenario.policies))
    if missing:
        raise ScenarioError(*[f"policies.{name} is not given." for name in missing])
    policy, paid = _policies(scenario, [scenario.burn_in_policy] * len(own))
    next_policy, next_paid = _policies(scenario, own)
    count, selling = len(own), len(network.selling_firms)
    segments, attributes = market.weight.shape
    dimensions = len(market.reality)
    economy = scenario.world.economy
    volume = np.zeros(count)
    for n, f in enumerate(network.firm_index):
        volume[f] += demand[n] if f < selling else 0.0
        volume[f] = max(volume[f], flow[n]) if f >= selling else volume[f]
    experience = volume / max(1.0 - economy.experience_keep, 0.01)
    quality = float((market.weight * market.should).sum(axis=1).mean())
    slots = (count, SURVEY_DELAYS)
    entering = {shock.target for shock in scenario.shocks if shock.kind == "rival_entry"}
    return Firms(
        policy=policy,
        paid=paid,
        next_policy=next_policy,
        next_paid=next_paid,
        code=np.zeros((count, dimensions), np.int8),
        voices=np.zeros((count, dimensions)),
        voice_weight=np.zeros((count, dimensions)),
        weight_estimate=np.full((count, attributes), 1.0 / attributes),
        gap_estimate=np.zeros((count, attributes)),
        retention_estimate=np.zeros(count),
        waiting_gap=np.zeros((*slots, attributes)),
        waiting_weight=np.zeros((*slots, attributes)),
        waiting_survey=np.zeros(slots, np.bool_),
        waiting_voices=np.zeros((*slots, dimensions)),
        waiting_voice_weight=np.zeros((*slots, dimensions)),
        price=np.full(count, economy.price),
        unit_cost=np.full(
            count, economy.price / (1.0 + scenario.policies[scenario.burn_in_policy].value.markup)
        ),
        starting_unit_cost=np.full(
            count, economy.price / (1.0 + scenario.policies[scenario.burn_in_policy].value.markup)
        ),
        volume=volume.copy(),
        starting_volume=volume.copy(),
        experience=experience.copy(),
        starting_experience=experience.copy(),
        reputation=np.full((selling, segments), quality),
        open=np.array([name not in entering for name in network.selling_firms], np.bool_),
        leader_tenure=np.full(count, 60, np.int64),
        budget=np.ones(count),
        layoffs=np.zeros(count, np.int64),
        hired=np.zeros(count, np.int64),
        left=np.zeros(count, np.int64),
        interviews=np.zeros(count),
        respondents=np.zeros(count),
        investment=np.zeros((count, 3)),
    )


def _nodes(
    scenario: Scenario,
    network: ValueNetwork,
    market: Market,
    firms: Firms,
    flow: Floats,
    demand: Floats,
    outlet_share: Floats,
    carries: np.ndarray,
) -> Nodes:
    count, attributes = len(network.name), len(market.half_life)
    economy, improving = scenario.world.economy, scenario.world.improving
    staff = network.members.astype(np.int64)
    total = max(float(demand.sum()), 1e-300)
    staff_in_chain = max(float((staff * flow).sum()) / total, 1e-300)
    wage = economy.labour * economy.price * flow / staff_in_chain
    outside = carries & ~np.isin(np.arange(count), network.target[network.goods])
    material = economy.materials * economy.price * total / max(float(flow[outside].sum()), 1e-300)
    time = firms.policy.improvement.time[network.firm_index]
    capability = flow / np.maximum(staff * (1.0 - time) * economy.normal_use, 1e-300)
    capability = np.where(staff > 0, capability, 0.0)
    upkeep = np.maximum(improving.capability_given + time, 1e-300)
    start = np.array([a.shortfall for a in scenario.market.attributes.values()])
    # A firm may grow until it serves the whole market.
    slots = staff * max(2, len(network.selling_firms))
    return Nodes(
        firm=network.firm_index.astype(np.int64),
        outlet=network.outlet.copy(),
        front_line=network.front_line.copy(),
        carries_goods=carries,
        outlet_share=outlet_share,
        contribution=contributions_of(network, scenario),
        first_member=np.concatenate(([0], np.cumsum(slots))).astype(np.int64),
        headcount=staff.copy(),
        wage=np.floor(wage * MICRO + 0.5).astype(np.int64),
        material_cost=np.where(outside, np.floor(material * MICRO + 0.5), 0.0).astype(np.int64),
        starting_flow=flow.copy(),
        shortfall=np.tile(start, (count, 1)),
        defect_in=np.zeros((count, attributes)),
        defect_out=np.zeros((count, attributes)),
        reworked=np.zeros(count),
        first_pass_yield=np.ones(count),
        right=np.full((count, attributes), 1.0 / 3.0),
        wrong=np.full((count, attributes), 1.0 / 3.0),
        culture=np.full((count, 4), scenario.world.staff.value_at_entry),
        heard_gap=np.zeros((count, attributes)),
        heard_weight=np.zeros(count),
        priority=np.full((count, attributes), 1.0 / attributes),
        capability=capability,
        capability_gain=capability * improving.capability_fading / upkeep,
        commitment=firms.policy.improvement.push[network.firm_index].astype(np.float64),
        know_how=np.zeros(count),
        results=np.zeros(count),
        contact=np.zeros(count),
        improvement_time=time.astype(np.float64),
        interview_time=np.zeros(count),
        rework_time=np.zeros(count),
        laid_off=np.zeros((count, 12)),
        redesign=np.zeros(count),
        broken=np.zeros(count),
        internal_will=np.tile(1.0 - start, (count, 1)),
        internal_satisfaction=np.full(count, 70.0),
        cycle_time=np.zeros(count),
    )


def _members(scenario: Scenario, network: ValueNetwork, nodes: Nodes, seed: int) -> Members:
    slots = int(nodes.first_member[-1])
    dimensions = sum(a.dimensions for a in scenario.market.attributes.values())
    node = np.repeat(np.arange(len(network.name)), np.diff(nodes.first_member))
    staff = scenario.world.staff
    ids = np.arange(slots, dtype=np.int64)
    thirds = (
        draw(seed, Decision.BELIEF_AT_START, 0, np.arange(slots * dimensions)).reshape(slots, dimensions)
        * 3.0
    )
    spread = np.asarray(normal(draw(seed, Decision.CULTURE_AT_START, 0, np.arange(slots * 4)))).reshape(
        slots, 4
    )
    active = ids - nodes.first_member[node] < nodes.headcount[node]
    tenure = np.floor(draw(seed, Decision.TENURE_AT_START, 0, ids) * 60.0).astype(np.int64)
    return Members(
        node=node.astype(np.int64),
        active=active,
        belief=(np.floor(thirds) - 1.0).astype(np.int8) * active[:, None].astype(np.int8),
        culture=np.clip(staff.value_at_entry + staff.spread_at_entry * spread, 0.0, 1.0),
        tenure=tenure * active,
    )


def _goods(scenario: Scenario, flow: Floats, edges: Edges) -> Goods:
    count = len(flow)
    window = max(policy.value.forecast_months for policy in scenario.policies.values())
    start = np.floor(flow * MICRO).astype(np.int64)
    stock = start // 2
    under_way = np.zeros(count, np.int64)
    inside = edges.source >= 0
    np.add.at(under_way, edges.source[inside], edges.shipped_total[inside])

    def zeros() -> np.ndarray:
        return np.zeros(count, np.int64)

    return Goods(
        asked=zeros(),
        demand_factor=np.ones(count),
        beyond=np.zeros(count),
        demand=start.copy(),
        seen=start.copy(),
        window=np.tile(start[:, None], (1, window)),
        forecast=flow.copy(),
        deviation=np.zeros(count),
        waiting=zeros(),
        inventory=stock.copy(),
        made=start.copy(),
        sold=zeros(),
        shipped=zeros(),
        capacity=start.copy(),
        fill_rate=np.ones(count),
        made_total=stock + under_way,
        sold_total=zeros(),
    )


def _sums(selling: int, segments: int, attributes: int, nodes: int) -> Sums:
    by_attribute = ("perceived", "gap")
    shapes = {name: (selling + 1, attributes if name in by_attribute else segments) for name in Sums._fields}
    return Sums(
        **{name: np.zeros((nodes + 1,) if name == "asks" else shapes[name], np.int64) for name in shapes}
    )
