"""What each policy of a scenario costs a firm in its first year, by account, worked out from how the world begins."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tci_sim.engine.accounts import SIDES
from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.rules.learning import RIGHT_AT_FIRST
from tci_sim.engine.rules.listening import stages_joined
from tci_sim.engine.rules.platform import build_platform, cost_of_platform, hours_of_sharing
from tci_sim.engine.rules.prices import (
    HOURS,
    choosing_entrants,
    persons_behind,
    start_of_effort,
    time_of_culture,
    time_of_learning,
    wages_of_leading,
)
from tci_sim.engine.rules.quality import (
    intercept,
    join_defects,
    keep_to_standard,
    make_defects,
    pass_defects,
    time_to_rework,
)
from tci_sim.engine.rules.satisfaction import perceived_value, satisfaction_level
from tci_sim.engine.state.types import MICRO
from tci_sim.scenario.focal import named_or_first
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Scenario
from tci_sim.world.build import Surroundings, build_surroundings
from tci_sim.world.build_firms import records_of
from tci_sim.world.build_network import network_of, policy_names
from tci_sim.world.network import ValueNetwork

Group = Literal["programme", "time", "failure"]
"""Whether it is money for levers, working time of one's own, or what failures cost."""

RUNNING, IMPROVEMENT_TIME, OTHER_TIME = "running", "improvement_time", "other_time"
INSIDE, OUTSIDE = "failures_inside", "failures_outside"

PROGRAMME_LINES = (*[name for name in SIDES if name not in ("gain_share", "interview_help")], RUNNING)
"""Accounts of programmes, without what arises only in a run; and what levers add to running costs."""

GROUPS: dict[str, Group] = {
    **dict.fromkeys(PROGRAMME_LINES, "programme"),
    **dict.fromkeys((IMPROVEMENT_TIME, OTHER_TIME), "time"),
    **dict.fromkeys((INSIDE, OUTSIDE), "failure"),
}
"""Every line, in order, and the group that it is in."""

REDESIGN_YEARS = 5
"""Years over which what a redesign costs is written off here; a run books it in the months in which it is paid."""


@dataclass(frozen=True)
class PolicyCost:
    """What one policy costs a firm in the first year under it."""

    policy: str
    firm: str
    """The firm for which it was worked out: one that runs the policy, else the focal one."""
    revenue: float
    """Of a year. [currency]"""
    wages: float
    """Of a year. [currency]"""
    money: dict[str, float]
    """Cost of each line of `GROUPS` in a year. [currency]"""

    def total(self, *groups: Group) -> float:
        """Add up the lines of some groups, or of all. [currency]."""
        return math.fsum(cost for line, cost in self.money.items() if not groups or GROUPS[line] in groups)

    def record(self) -> dict[str, Any]:
        """Return it as it stands in JSON: money, and shares of revenue and of wages; none where there are none."""
        lines = [
            {
                "line": line, "group": GROUPS[line], "money": cost,
                "of_revenue": _share(cost, self.revenue), "of_wages": _share(cost, self.wages),
            }
            for line, cost in self.money.items()
        ]  # fmt: skip
        return {
            "policy": self.policy, "firm": self.firm, "revenue": self.revenue, "wages": self.wages, "lines": lines,
            "of_revenue": _share(self.total("programme", "time"), self.revenue),
            "of_revenue_with_failures": _share(self.total(), self.revenue),
            "of_wages": _share(self.total("programme", "time"), self.wages),
        }  # fmt: skip


def policy_costs(scenario: Scenario) -> list[PolicyCost]:
    """Work out what each policy of a scenario costs a firm in the first year under it.

    It is worked out from the levers and the world as it begins: volume, wages and shortfalls are those of the start of
    the burn-in, staff are as many as that volume needs with the time that levers leave, and nothing is simulated. Of a
    redesign one of `REDESIGN_YEARS` equal parts counts. A run departs from it as volume, staff and quality do, and pays
    a redesign at once; nothing is refused for what it costs.

    Returns
    -------
    list of PolicyCost
        In the order of the scenario; none where nothing is sold or nobody is paid.

    Raises
    ------
    InputError
        If the scenario cannot be built.
    """
    scenario = with_own_levers(scenario)
    network = network_of(scenario)
    around = build_surroundings(scenario, network, seed=1)
    runs = {policy: firm for firm, policy in policy_names(scenario, network).items()}
    first = named_or_first(scenario.focal_firm, network.selling_firms)
    found = []
    for name, policy in scenario.policies.items():
        firm = runs.get(name, first)
        if firm in network.selling_firms:
            f = network.firms.index(firm)
            if around.firms.costs.volume[f] > 0.0 and _wages(around, f)[0] > 0.0:
                found.append(_cost_of(scenario, network, around, name, policy, f))
    return found


def _share(cost: float, of: float) -> float | None:
    return cost / of if of > 0.0 else None


def _wages(around: Surroundings, f: int) -> tuple[float, float]:
    """Return a firm's wages of a month: of all, and of those who meet customers. [currency]."""
    places, each = around.nodes.places, around.staff.headcount * around.nodes.places.wage / MICRO
    mine = places.firm == f
    return math.fsum(each[mine]), math.fsum(each[mine & places.front_line])


def _cost_of(
    scenario: Scenario, network: ValueNetwork, around: Surroundings, name: str, policy: Policy, f: int
) -> PolicyCost:
    world, levers = around.run.world[0], records_of(scenario, [scenario.policies[name]])[1][0]
    economy, price = world.economy, around.firms.costs.price[f]
    places, mine = around.nodes.places, around.nodes.places.firm == f
    units = float(around.firms.costs.volume[f])
    claims, reworked = _failures(scenario, around, levers, f)
    other = _other_time(world, around, levers, f)
    burn_in = records_of(scenario, [scenario.policies[scenario.burn_in_policy]])[1][0]
    staff = _staff_needed(around, burn_in.improvement.time, levers.improvement.time + other)
    wages, front = (staff * each for each in _wages(around, f))
    made = math.fsum(places.starting_flow[mine & places.carries_goods])
    customers = scenario.market.customers * around.share[network.selling_firms.index(network.firms[f])]
    money = dict.fromkeys(GROUPS, 0.0)
    hour = economy.hour * economy.price
    listening, improvement, culture = levers.listening, levers.improvement, levers.culture

    asked = min(listening.survey.respondents, customers) / listening.survey.interval
    rounds = hour * economy.round_hours / listening.survey.interval if asked > 0.0 else 0.0
    money["survey"] = asked * (economy.survey_cost * economy.price + hour * economy.answer_hours) + rounds
    if world.asking.real_respondents == 1 and asked > 0.0:
        others = asked * min(listening.survey.lost + listening.survey.outside, 1.0)
        derived = economy.derived_hours * listening.survey.derived / listening.survey.interval
        money["survey"] += hour * (others * economy.outside_hours + derived)
    each = economy.interview_cost * economy.price + hour * economy.expense_hours
    held = _interviews(economy, around, f, listening.review.interviews * staff, customers)
    money["interviews"] = held * each + hour * economy.lead_user_hours * listening.lead_users / 12.0
    each = economy.complaint_cost * economy.price + hour * economy.complaint_hours
    money["complaint_handling"] = listening.complaints.handling * _complaints(world, around, customers) * each
    acts = _acts(world, levers, held)
    money["complaint_handling"] += acts * economy.amends * price
    money["training"] = wages * (
        economy.training_cost * improvement.training
        + economy.joint_wages * levers.integration.joint_improvement
    )
    heads = staff * math.fsum(around.staff.headcount[mine])
    hired = choosing_entrants(
        heads * world.staff.turnover, culture.hiring_fit, economy.applicants, economy.applicant_hours
    )
    leading = wages_of_leading(culture.leadership, economy.leading_wages, 0.0, 0.0, 1.0, 0.0)
    money["formation"] = wages * (
        economy.formation_cost * culture.formation + leading + hired / max(heads, 1e-300)
    )
    seats = listening.participation
    stages = stages_joined(seats.share, seats.ideation, seats.development, seats.launch)
    money["participation"] = (
        wages * economy.participation_cost * seats.share + hour * economy.panel_hours * stages
    )
    busy = math.ceil(world.improving.redesign_months - 1e-9) / 12.0
    money["redesign"] = wages * economy.redesign_cost * improvement.redesign * busy / REDESIGN_YEARS
    money["inspection"] = economy.price * economy.inspection_cost * improvement.inspection * made
    full = world.improving.full_effort_time
    start = start_of_effort(
        min(1.0, improvement.time / full), min(1.0, burn_in.improvement.time / full), economy.start_wages
    )
    push = wages_of_leading(0.0, 0.0, improvement.push, economy.push_wages, 1.0, 0.0)
    money["improvement_help"] = wages * (push + improvement.time * economy.expert_wages + start / 12.0)
    supervision = wages_of_leading(0.0, 0.0, 0.0, 0.0, culture.autonomy, economy.supervising_wages)
    systems = units * price * economy.demand_revenue * levers.integration.shared_demand
    reach = levers.integration.platform
    systems += units * price * _platform_of_first_year(economy.platform_revenue, reach)
    money[RUNNING] = wages * supervision + systems + _stock(around, f) * economy.holding / 12.0
    money[IMPROVEMENT_TIME] = wages * improvement.time
    reviews = front * listening.review.interviews * world.voices.interview_time
    people = math.fsum(_people_in_front(economy, around, f)) * staff
    acting = front * acts * economy.acting_hours / HOURS / max(people, 1e-300)
    money[OTHER_TIME] = wages * other + reviews + acting
    money[INSIDE] = wages * reworked
    money[OUTSIDE] = economy.warranty * price * claims * units
    yearly = {line: 12.0 * float(cost) for line, cost in money.items()}
    return PolicyCost(name, network.firms[f], 12.0 * units * float(price), 12.0 * wages, yearly)


def _platform_of_first_year(rate: float, reach: float) -> float:
    """Return what building and running a platform costs in the mean month of the first year, as a share of revenue."""
    stands, cost = 0.0, 0.0
    for _ in range(12):
        before, stands = stands, build_platform(stands, reach)
        cost += cost_of_platform(1.0, rate, stands, stands - before) / 12.0
    return cost


def _staff_needed(around: Surroundings, before: float, after: float) -> float:
    """Return by how much staff grow, or shrink, as levers take other time; never below what spare capacity allows."""
    economy = around.run.world[0].economy
    if around.run.world[0].staff.follow_demand == 0:
        return 1.0
    slack = (1.0 - before) * economy.normal_use
    least, most = slack / max(1.0 - after, 0.05), slack * (1.0 + economy.spare_kept) / max(1.0 - after, 0.05)
    return float(min(max(1.0, least), max(most, least)))


def _interviews(economy: Any, around: Surroundings, f: int, wanted: float, customers: float) -> float:
    """Count the interviews that a firm's front line holds: so many each as wanted, of a node no customer twice."""
    return math.fsum(min(wanted * people, customers) for people in _people_in_front(economy, around, f))


def _people_in_front(economy: Any, around: Surroundings, f: int) -> list[float]:
    """List how many people meet customers in each node of a firm."""
    places, heads = around.nodes.places, around.staff.headcount
    return [
        float(heads[n] * persons_behind(float(places.wage[n]) / MICRO, economy.hour, economy.price))
        for n in np.flatnonzero((places.firm == f) & places.front_line)
    ]


def _acts(world: Any, levers: Any, held: float) -> float:
    """Estimate how many of those interviewed in a month somebody acts for, by the spread that surveys find.

    Failures of a month are left out; commitment and values are those of the start.
    """
    found = _share_below(-world.acting.below / max(world.voices.score_noise, 1e-9))
    ability = levers.improvement.push * world.staff.value_at_entry
    return float(held * found * levers.listening.review.authority * ability)


def _share_below(steps: float) -> float:
    """Return what share of customers is so many standard deviations above the mean at most, by a logistic curve."""
    return float(1.0 / (1.0 + exponential(-1.702 * steps)))


def _other_time(world: Any, around: Surroundings, levers: Any, f: int) -> float:
    """Return what share of working time levers take beside improvement and interviews with customers."""
    economy, culture, learning = world.economy, levers.culture, levers.learning
    both = 2.0 * economy.internal_hours / HOURS
    inside = both if both > 0.0 else world.voices.interview_time
    time = time_of_culture(
        culture.meetings, economy.meeting_hours, culture.autonomy, economy.deciding_time,
        culture.formation, economy.formation_hours,
    )  # fmt: skip
    time += time_of_learning(
        levers.improvement.training, economy.training_time, learning.sharing,
        hours_of_sharing(economy.sharing_hours, levers.integration.platform),
    )  # fmt: skip
    time += levers.improvement.standard_work * economy.standard_time
    time += levers.listening.internal_review.interviews * inside * _asking(around, f)
    return float(time + levers.integration.joint_decision * economy.joint_time * _at_borders(around, f))


def _links_inside(around: Surroundings, f: int) -> Iterator[tuple[int, int]]:
    """Go through the links between nodes of a firm: who gives, and who takes."""
    firm, links = around.nodes.places.firm, around.edges.links
    for source, target in zip(links.source.tolist(), links.target.tolist(), strict=True):
        if source >= 0 and firm[source] == f == firm[target]:
            yield source, target


def _asking(around: Surroundings, f: int) -> float:
    """Return the share of a firm's wages in nodes that have a next step inside it, which they interview."""
    places, mine = around.nodes.places, around.nodes.places.firm == f
    wages = around.staff.headcount * places.wage
    asking = sorted({source for source, _ in _links_inside(around, f)})
    return math.fsum(wages[asking]) / max(math.fsum(wages[mine]), 1e-300)


def _at_borders(around: Surroundings, f: int) -> float:
    """Return the share of a firm's wages in nodes that buy from other organisations."""
    places, links = around.nodes.places, around.edges.links
    wages = around.staff.headcount * places.wage
    buying = {
        target
        for source, target in zip(links.source.tolist(), links.target.tolist(), strict=True)
        if source >= 0 and places.firm[target] == f != places.firm[source]
    }
    return math.fsum(wages[sorted(buying)]) / max(math.fsum(wages[places.firm == f]), 1e-300)


def _complaints(world: Any, around: Surroundings, customers: float) -> float:
    """Estimate complaints of a month, from satisfaction as it begins and the spread that surveys find."""
    s, segments = world.satisfaction, around.market.segments
    quality = math.fsum((segments.weight * segments.should * segments.share[:, None]).ravel())
    mean = satisfaction_level(
        quality, 0.0, perceived_value(quality, 1.0, 0.0, s.price_in_value), s.image_centre,
        s.constant, s.quality_effect, s.disconfirmation_effect, s.value_effect, s.image_effect,
    )  # fmt: skip
    below = _share_below((world.complaints.threshold - mean) / max(world.voices.score_noise, 1e-9))
    return float(customers * world.complaints.rate * below)


def _failures(scenario: Scenario, around: Surroundings, levers: Any, f: int) -> tuple[float, float]:
    """Return what share of what a firm sells comes back as claims, and what share of its time rework takes."""
    places, links, quality = around.nodes.places, around.edges.links, around.nodes.quality
    attributes, world = list(scenario.market.attributes.values()), around.run.world[0]
    others = around.firms.policies.in_force
    segments = around.market.segments
    weight = [math.fsum(column * segments.share) for column in segments.weight.T]
    out = np.zeros_like(quality.shortfall)
    claims, sold, rework, wages = 0.0, 0.0, 0.0, 0.0
    for n in range(len(places.firm)):
        mine = places.firm[n] == f
        inspection = float(
            levers.improvement.inspection if mine else others[places.firm[n]].improvement.inspection
        )
        sound = right = 1.0
        for a, attribute in enumerate(attributes):
            into = _defects_in(links, out[:, a], n)
            standard = levers.improvement.standard_work if mine else 0.0
            fails = keep_to_standard(
                float(quality.shortfall[n, a]), standard, world.improving.standard_effect
            )
            made = make_defects(fails, float(places.contribution[n, a]))
            found = intercept(inspection, RIGHT_AT_FIRST) if attribute.inspectable else 0.0
            out[n, a] = pass_defects(into, made, found)
            sound *= 1.0 - pass_defects(into, made, 0.0) * found
            right *= 1.0 - made
        if mine:
            cost = float(around.staff.headcount[n] * places.wage[n])
            for failed, time in (
                (1.0 - sound, world.improving.rework_time),
                (1.0 - right, world.improving.defect_waste),
            ):
                rework += cost * time_to_rework(failed, time, world.economy.normal_use, 1.0)
            wages += cost
            if places.outlet[n]:
                share = float(places.outlet_share[n])
                claims += share * math.fsum(
                    w * out[n, a] for a, w in enumerate(weight) if attributes[a].inspectable
                )
                sold += share
    return claims / max(sold, 1e-300), rework / max(wages, 1e-300)


def _defects_in(links: Any, out: Any, n: int) -> float:
    """Return what share of a node's inputs is defective in one attribute: goods by their units, work as all needed."""
    quantity, defective, by_work = 0.0, 0.0, 0.0
    for e in range(links.first_in[n], links.first_in[n + 1]):
        source = links.source[e]
        if links.goods[e]:
            quantity += float(links.units[e])
            defective += float(links.units[e]) * (float(out[source]) if source >= 0 else 0.0)
        else:
            by_work = join_defects(by_work, float(out[source]))
    return join_defects(defective / quantity if quantity > 0.0 else 0.0, by_work)


def _stock(around: Surroundings, f: int) -> float:
    """Return what a firm's stock cost as the world begins. [currency].

    Goods that leave the firm count at standard cost, all others at what is left of it without wages, processing and
    overhead: what was bought for them.
    """
    places, links, economy = around.nodes.places, around.edges.links, around.run.world[0].economy
    unit_cost, units = float(around.firms.costs.unit_cost[f]), float(around.firms.costs.volume[f])
    own = economy.overhead * economy.price + _wages(around, f)[0] / units
    bought = max(unit_cost * (1.0 - economy.value_added) - own, 0.0)
    taken_inside = {source for source, target in _links_inside(around, f) if places.carries_goods[target]}
    total = 0.0
    for n in np.flatnonzero((places.firm == f) & places.carries_goods).tolist():
        each = bought if n in taken_inside else unit_cost
        total += float(around.goods.production.inventory[n]) / MICRO * each
        for e in range(links.first_in[n], links.first_in[n + 1]):
            if links.goods[e]:
                cost = float(places.material_cost[n]) / MICRO if links.source[e] < 0 else bought
                total += float(around.edges.flows.stock[e]) / MICRO * cost
    return total
