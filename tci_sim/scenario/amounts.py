"""How much a scenario asks for at most: what is counted in whole numbers must not grow too large for them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tci_sim.scenario.names import suppliers_of
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Scenario, Shock

_FAR_OUT = 8.0
"""Standard deviations beyond which demand does not go in any run."""

_GROWTH = 64.0
"""How many times its start a price may become in any month; hands that hardly work count as in `labour_in_a_unit`."""

_STOCK = 8.0
"""For how many months the stock of the whole chain may be enough."""

_HOURS = 160.0
"""Working hours of one person in a month, as in `tci_sim.engine.rules.prices`."""

_CONTENT = 0.6
"""How satisfied employees usually are, as in `tci_sim.engine.rules.culture`."""

_BUILT_AND_RUN = 1.0 + 12.0 / 18.0
"""How many times the cost of running it a platform costs in a month in which it is built too."""

_STAFF = 4.0
"""How many times its start the bill of wages may become under any one account."""


def most_asked(scenario: Scenario) -> float:
    """Return how many units may be asked for in a month: by customers, and at each outlet by those not simulated.

    Demand that jumps counts with the largest factor that shocks have on one firm in any month.
    """
    supply = scenario.world.supply
    outlets = len(scenario.firms) * sum(role.outlet for role in scenario.network.roles.values())
    spread = supply.demand_sd / math.sqrt(1.0 - supply.demand_persistence**2)
    others = supply.demand_mean + _FAR_OUT * spread if supply.demand_mean > 0.0 else 0.0
    return (scenario.market.customers + max(outlets, 1) * others) * largest_jump(scenario.shocks)


def most_paid(scenario: Scenario) -> float:
    """Return how many starting prices of a unit may move in a month under one account: of sales, work or programmes.

    Prices count with `_GROWTH`, and members with as many as units may grow to; interviews are held by members.
    """
    economy, asked = scenario.world.economy, most_asked(scenario)
    wages = _STAFF * economy.labour * asked
    stock = price_growth(scenario) * _stock_kept(scenario)
    running = economy.overhead + _GROWTH * (economy.demand_revenue + _platform(scenario)) + stock
    return max(
        _GROWTH * asked * max(1.0, economy.warranty),
        wages * max(1.0, economy.severance, economy.redesign_cost, *_most_shares_of_wages(scenario)),
        wages * economy.participation_cost + _panels(scenario),
        wages * (economy.supervising_wages + economy.hire_cost) + asked * running,
        *_paid_for_voices(scenario),
    )


def most_held(scenario: Scenario) -> float:
    """Return how many starting prices of a unit anybody may have received by the end of a run, or spent.

    Beside what is sold, or made good, these are what stock, listening and other levers cost month by month.
    """
    economy, asked = scenario.world.economy, most_asked(scenario)
    goods = price_growth(scenario) * (
        max(1.0, economy.warranty) + _stock_kept(scenario) + _platform(scenario)
    )
    paid = (_usual_share_of_wages(scenario, policy) for policy in scenario.policies.values())
    levers = economy.labour * max(paid, default=0.0)
    a_month = asked * (goods + levers) + sum(_paid_for_voices(scenario)) + _panels(scenario)
    return a_month * (scenario.burn_in + scenario.months)


def _stock_kept(scenario: Scenario) -> float:
    """Return what it costs in a month to hold stock, per unit that may be asked for. [price of a unit]."""
    return _STOCK * scenario.world.economy.holding / 12.0


def _platform(scenario: Scenario) -> float:
    """Return what building and running platforms costs at most in a month, as a share of what is sold."""
    wanted = max((policy.integration.platform for policy in scenario.policies.values()), default=0.0)
    return _BUILT_AND_RUN * scenario.world.economy.platform_revenue if wanted > 0.0 else 0.0


def _panels(scenario: Scenario) -> float:
    """Return what customer panels of all organisations may cost in a month. [starting price of a unit]."""
    economy = scenario.world.economy
    organisations = len(scenario.firms) + len(suppliers_of(scenario))
    seats = [policy.listening.participation for policy in scenario.policies.values()]
    stages = max((each.share + each.ideation + each.development + each.launch for each in seats), default=0.0)
    return economy.hour * economy.panel_hours * organisations * max(1.0, stages)


def _most_shares_of_wages(scenario: Scenario) -> tuple[float, ...]:
    """List what may be paid in a month for training, formation, and help with improvement and interviews, as shares.

    Levers count in full, for each account the sum of all that is paid under it.
    """
    economy, chosen = scenario.world.economy, scenario.world.economy.applicants + 1.0
    meeting = economy.meeting_hours + economy.formation_hours + economy.sharing_hours
    asking = max(scenario.world.voices.interview_time, 2.0 * economy.internal_hours / _HOURS)
    asking += _most_authority(scenario) * economy.acting_hours / _HOURS
    held = _most_interviews(scenario)
    return (
        economy.training_cost + economy.joint_wages + economy.peer_cost * _most_peers(scenario),
        economy.formation_cost + economy.leading_wages + chosen * economy.applicant_hours / _HOURS,
        1.0 + economy.push_wages + economy.expert_wages + economy.start_wages,
        held * asking + meeting / _HOURS + economy.deciding_time + economy.training_time,
    )


def _usual_share_of_wages(scenario: Scenario, policy: Policy) -> float:
    """Return what a policy costs month after month in programmes, as a share of wages."""
    economy, culture, improvement = scenario.world.economy, policy.culture, policy.improvement
    leaving = min(1.0, scenario.world.staff.turnover * _most_oftener(scenario))
    chosen = leaving * (1.0 + economy.applicants * culture.hiring_fit)
    return (
        economy.training_cost * improvement.training
        + economy.formation_cost * culture.formation
        + economy.participation_cost * policy.listening.participation.share
        + economy.redesign_cost * improvement.redesign
        + economy.peer_cost * culture.peers
        + chosen * economy.applicant_hours / _HOURS
        + leaving * economy.hire_cost
        + economy.expert_wages * improvement.time
        + economy.leading_wages + economy.push_wages + economy.supervising_wages + economy.joint_wages
    )  # fmt: skip


def _most_peers(scenario: Scenario) -> int:
    """Return the most other firms whose managers a policy lets its own meet in a month."""
    return max((policy.culture.peers for policy in scenario.policies.values()), default=0)


def _most_oftener(scenario: Scenario) -> float:
    """Return how many times oftener than usual members may leave of their own will: dissatisfied, after layoffs."""
    people = scenario.world.people
    return math.exp(_CONTENT * people.leaving) * (1.0 + people.layoff_flight)


def _most_interviews(scenario: Scenario) -> float:
    """Return the most interviews that a policy wants of a member, with customers and with the next step together."""
    listening = [policy.listening for policy in scenario.policies.values()]
    return max((each.review.interviews + each.internal_review.interviews for each in listening), default=0.0)


def _paid_for_voices(scenario: Scenario) -> tuple[float, ...]:
    """List what surveys, interviews and complaints may cost in a month. [starting price of a unit]."""
    economy, customers, firms = scenario.world.economy, scenario.market.customers, len(scenario.firms)
    surveys = [policy.listening.survey.respondents for policy in scenario.policies.values()]
    respondents = min(customers, firms * max(surveys, default=0))
    real = scenario.world.asking.real_respondents
    hours = economy.answer_hours + real * economy.outside_hours
    survey = respondents * (economy.survey_cost + economy.hour * hours)
    interview = economy.interview_cost + economy.hour * economy.expense_hours
    complaint = economy.complaint_cost + economy.hour * economy.complaint_hours
    studies = max((policy.listening.lead_users for policy in scenario.policies.values()), default=0.0) / 12.0
    return (
        survey + firms * economy.hour * (economy.round_hours + real * economy.derived_hours),
        _interviews_held(scenario) * interview + firms * economy.hour * economy.lead_user_hours * studies,
        customers * (complaint + _most_amends(scenario)),
    )


def _most_amends(scenario: Scenario) -> float:
    """Return what a customer for whom somebody acts may be given. [starting price of a unit]."""
    return scenario.world.economy.amends * _most_authority(scenario) * price_growth(scenario)


def _most_authority(scenario: Scenario) -> float:
    """Return the most authority to act that a policy gives."""
    return max((policy.listening.review.authority for policy in scenario.policies.values()), default=0.0)


def _interviews_held(scenario: Scenario) -> float:
    """Return how many interviews with customers may be held in a month, by members or by those for whom they stand."""
    economy, customers = scenario.world.economy, scenario.market.customers
    firms = max(1, len(scenario.firms))
    front = [role.members for role in scenario.network.roles.values() if role.front_line]
    held = max((policy.listening.review.interviews for policy in scenario.policies.values()), default=0.0)
    if economy.hour <= 0.0:
        return float(firms * firms * sum(front)) * held
    people = _STAFF * economy.labour * most_asked(scenario) / (_HOURS * economy.hour)
    return min(people * held, customers * (len(front) + 1.0) + firms * len(front))


def price_growth(scenario: Scenario) -> float:
    """Return how many times its start prices may be over a whole run: by the markups of two steps, bought and sold."""
    markup = max((policy.value.markup for policy in scenario.policies.values()), default=0.0)
    return min(max(3.0, ((1.0 + markup) / 1.25) ** 2), _GROWTH)


def largest_jump(shocks: Sequence[Shock]) -> float:
    """Return the largest factor that jumps of demand together have on one firm in any month; at least 1.

    Examples
    --------
    >>> jump = {"kind": "demand_jump", "size": 2.0, "duration": 3}
    >>> largest_jump([Shock(month=1, **jump), Shock(month=3, **jump), Shock(month=4, **jump)])
    4.0
    """
    jumps = [shock for shock in shocks if shock.kind == "demand_jump" and shock.size > 1.0]
    largest = 1.0
    for begun in jumps:
        at_once = [each for each in jumps if each.is_on(begun.month)]
        for target in {each.target for each in at_once}:
            hit = [each.size for each in at_once if each.target is None or each.target == target]
            largest = max(largest, math.prod(hit))
    return largest
