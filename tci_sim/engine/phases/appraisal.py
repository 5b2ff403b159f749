"""Phase 7: the yearly appraisal, by which a firm moves the lever whose step is worth most, beyond its error.

A firm first waits for a year to see what its policy does. Then it plans, once a year, a step up and a step down of each
lever (`appraise.py`, `steps.py`), and moves the one that is worth most, where that is more than its standard error. A
lever that it has moved it leaves alone until half of the effect can have come: the half-life of the attributes, by what
customers miss of each, at the effort that it makes. Where no step is worth more than its error, none is taken.
"""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.aggregates import over_all_segments
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.ledger import Stakeholder
from tci_sim.engine.phases.appraise import Aims, Bond, Business, Course, Pay, Situation, appraise
from tci_sim.engine.phases.inspect_more import (
    Finds,
    made_wrong,
    mean_rework,
    share_right,
    step_of_inspection,
    steps_of_goods,
    steps_passed,
)
from tci_sim.engine.phases.invest import (
    cost_of_start,
    firms_investing,
    monthly_discount,
)
from tci_sim.engine.phases.move_levers import EMPHASIS, INSPECTION, LISTENING, TIME, TRAINING, move_best
from tci_sim.engine.phases.outlook import note_month, note_move, notice_policies
from tci_sim.engine.phases.steps import (
    closed_by_effort,
    effort_of_time,
    effort_on_cost,
    lost_by_practice,
    step_of_emphasis,
    step_of_listening,
    step_of_time,
    step_of_training,
)
from tci_sim.engine.phases.unit_cost import input_costs, labour_costs, processing_of
from tci_sim.engine.rules.appraisal import arrived, pay_follows_work
from tci_sim.engine.rules.capacity import members_needed, working_time
from tci_sim.engine.rules.governance import step_lever
from tci_sim.engine.rules.improvement import improvement_rate
from tci_sim.engine.rules.prices import persons_behind
from tci_sim.engine.state.books import Books, Worth
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Estimates, Firms, Outlook, Policies
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Attributes, Market
from tci_sim.engine.state.nodes import Competence, Nodes, Places, Work
from tci_sim.engine.state.people import Staff
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import MICRO, Floats, Integers, Record

YEAR = 12
"""Months in which a firm waits to see what its policy does."""


@inlined
def appraise_levers(
    run: Run, market: Market, staff: Staff, nodes: Nodes, goods: Goods, edges: Edges, firms: Firms, sums: Sums,
    books: Books, month: int,
) -> None:  # fmt: skip
    """Let firms note the month, and each one whose year is over appraise its levers and move the best one."""
    world, policies, outlook, estimates = run.world[0], firms.policies, firms.outlook, firms.estimates
    note_month(world, outlook, firms.contacts, books.ledger.statement, len(market.needs.reality))
    notice_policies(outlook, policies, month)
    customers = over_all_segments(sums.by_segment[Sum.CUSTOMERS])
    for f in firms_investing(policies, firms.standing, month):
        if month - outlook.adopted[f] >= YEAR:
            s = situation_of(run, staff, nodes, goods, edges, firms, books.worth, customers[f], f)
            appraise_improving(
                run, market.attributes, policies, estimates, outlook, s, books.programmes.effort[f], f
            )
            appraise_finding(
                run, market.attributes, staff, nodes, edges.links, policies, estimates, outlook, s, f
            )
            appraise_asking(run, market.attributes, staff, nodes.places, firms, s, customers[f], f)
            months = months_to_show(world, market.attributes, estimates, policies.in_force[f], f)
            move_if_sure(run.bounds[0], policies, outlook, months, f, month)


@inlined
def situation_of(
    run: Run, staff: Staff, nodes: Nodes, goods: Goods, edges: Edges, firms: Firms, worth: Worth, customers: int,
    f: int,
) -> Situation:  # fmt: skip
    """Return what a firm knows of itself when it plans, and what it counts."""
    world, levers, places, work = run.world[0], firms.policies.in_force[f], nodes.places, nodes.work
    costs, outlook, estimates = firms.costs, firms.outlook, firms.estimates
    aims = aims_of(world, levers.value)
    pay = pay_of(world, staff, places, work, goods.demand.forecast, levers, f)
    labour = labour_costs(world.economy.normal_use, places, work, costs.starting_volume)[f]
    bought = input_costs(places, edges.links, costs.price)[f]
    processing = processing_of(world.economy, costs, f)
    follows = arrived(world.economy.price_adjustment, 1.0) if run.priced[0] else 0.0
    price, claims = max(costs.price[f], 1e-9), outlook.claims[f]
    business = Business(
        costs.volume[f], price, levers.value.markup, follows, labour, processing, bought, claims
    )
    own, gap = gap_made_here(places.firm, places.contribution, estimates.weight[f], estimates.gap[f], f)
    error = error_of_gap(world, estimates.weight[f], outlook.answers[f], gap)
    left, pace = cost_projects(world, places.firm, nodes.content.work_left, nodes.competence, levers, f)
    fading = world.improving.capability_fading
    course = Course(outlook.closing[f], outlook.reopening[f], own, error, fading, left, pace)
    bond = bond_of(levers.value, aims, business, pay, worth, customers, f)
    better = aims.others * business.volume * business.price * world.economy.warranty
    return Situation(aims, business, pay, course, with_slope(bond, better, estimates, worth, customers, f))


@inlined
def appraise_improving(
    run: Run, attributes: Attributes, policies: Policies, estimates: Estimates, outlook: Outlook, s: Situation,
    begun: float, f: int,
) -> None:  # fmt: skip
    """Appraise improvement time, training and emphasis."""
    levers = policies.in_force[f]
    set_worth(outlook, estimates, TIME, f, appraise_time(run, policies, s, begun, f))
    set_worth(outlook, estimates, TRAINING, f, appraise_training(run, levers, s))
    set_worth(outlook, estimates, EMPHASIS, f, appraise_emphasis(run, attributes, levers, estimates, s, f))


@inlined
def appraise_finding(
    run: Run, attributes: Attributes, staff: Staff, nodes: Nodes, links: Links, policies: Policies,
    estimates: Estimates, outlook: Outlook, s: Situation, f: int,
) -> None:  # fmt: skip
    """Appraise inspection."""
    places = nodes.places
    made = made_wrong(places, attributes, estimates.weight[f], steps_passed(places, links, f), f)
    right, steps = share_right(places, nodes.competence, attributes, f), steps_of_goods(places, f)
    felt, improving = gap_claimed(run.world[0], s.business), run.world[0].improving
    reworked, passed = nodes.quality.reworked, nodes.quality.first_pass_yield
    rework = mean_rework(improving, places, reworked, passed, nodes.work, staff, f)
    finds = Finds(made, right, steps, rework, felt)
    set_worth(outlook, estimates, INSPECTION, f, appraise_inspection(run, policies.in_force[f], s, finds))


@inlined
def appraise_asking(
    run: Run, attributes: Attributes, staff: Staff, places: Places, firms: Firms, s: Situation, customers: int,
    f: int,
) -> None:  # fmt: skip
    """Appraise listening: interviews and respondents together."""
    world, levers, heard = run.world[0], firms.policies.in_force[f], firms.outlook.voices[f]
    practised = lost_by_practice(world, s, attributes, firms.estimates.weight[f])
    more = asked_more(run, staff, places, levers, customers, f, 1.0)
    less = asked_more(run, staff, places, levers, customers, f, -1.0)
    up = step_of_listening(world, s, heard, practised, more)
    down = step_of_listening(world, s, heard, practised, less)
    set_worth(firms.outlook, firms.estimates, LISTENING, f, appraise(s, up, down))


@compiled
def aims_of(world: Record, value: Record) -> Aims:
    """Return what a firm counts."""
    economy = world.economy
    society = economy.failure_to_society / economy.warranty if economy.warranty > 0.0 else 0.0
    return Aims(
        value.horizon,
        monthly_discount(world),
        value.counts_stakeholders,
        1.0 - economy.reservation_wage,
        society,
        economy.tax,
    )


@compiled
def pay_of(
    world: Record, staff: Staff, places: Places, work: Work, forecast: Floats, levers: Record, f: int
) -> Pay:
    """Return a firm's wages, its working time, and how far its wages follow the work, in the mean by wages."""
    spare, security = world.economy.spare_kept, levers.improvement.job_security
    wages, working, hiring, parting = 0.0, 0.0, 0.0, 0.0
    for n in range(len(places.firm)):
        if places.firm[n] == f and staff.headcount[n] > 0:
            paid = staff.headcount[n] * (places.wage[n] / MICRO)
            time = working_time(work.improvement_time[n], work.interview_time[n], work.rework_time[n])
            heads, needed = float(staff.headcount[n]), members_needed(forecast[n], work.capability[n], time)
            wages += paid
            working += paid * time
            hiring += paid * pay_follows_work(heads, needed, spare, security, 1.0)
            parting += paid * pay_follows_work(heads, needed, spare, security, -1.0)
    total = max(wages, 1e-9)
    severed = min(1.0, world.economy.severance / levers.value.horizon)
    return Pay(wages, max(working / total, 0.01), hiring / total, parting / total * (1.0 - severed))


@compiled
def gap_made_here(
    firm: Integers, contribution: Floats, weight: Floats, gap: Floats, f: int
) -> tuple[float, float]:
    """Return the weighted gap that a firm's own units make, and the whole of it.

    `firm` is that of each node, (node,); weights and gaps of attributes are as the firm thinks, (attribute,).
    """
    own, total = 0.0, 0.0
    for a in range(len(gap)):
        made_here = 0.0
        for n in range(len(firm)):
            made_here += contribution[n, a] if firm[n] == f else 0.0
        missed = weight[a] * max(0.0, gap[a])
        own += missed * min(1.0, made_here)
        total += missed
    return own, total


@compiled
def error_of_gap(world: Record, weight: Floats, answers: float, gap: float) -> float:
    """Return the relative standard error of a weighted gap, by how scores vary and how many answered."""
    square = 0.0
    for a in range(len(weight)):
        square += weight[a] * weight[a]
    noise = world.voices.score_noise / 100.0 * math.sqrt(square / max(answers, 1e-9))
    return noise / gap if gap > 0.0 else 0.0


@compiled
def cost_projects(
    world: Record, firm: Integers, work_left: Floats, competence: Competence, levers: Record, f: int
) -> tuple[float, float]:
    """Return what cost projects of a firm can still take away, as a share, and how fast they do, in the mean."""
    floor, units, left, force = world.deciding.cost_floor, 0.0, 0.0, 0.0
    for n in range(len(firm)):
        if firm[n] == f:
            units += 1.0
            left += 1.0 - floor / work_left[n]
            force += competence.commitment[n] * competence.know_how[n]
    effort = effort_on_cost(world, levers, levers.improvement.time)
    half_life, speed, each = world.deciding.cost_half_life, world.improving.speed, max(units, 1.0)
    return left / each, improvement_rate(half_life, speed, effort, 1.0, force / each)


@compiled
def bond_of(
    value: Record, aims: Aims, business: Business, pay: Pay, worth: Worth, customers: int, f: int
) -> Bond:
    """Return what a customer who stays is worth, by the money that a further unit costs; nothing keeps any yet."""
    count = float(max(customers, 1))
    units, hired = business.volume / count, business.labour * pay.hiring
    margin = business.price - business.bought - business.processing - hired
    margin = units * max(0.0, margin)
    accounts = worth.value[f, Stakeholder.CUSTOMERS] + worth.value[f, Stakeholder.SUPPLIERS]
    others = aims.others * (accounts / count + units * hired * aims.above_reservation)
    return Bond(0.0, 0.0, 0.0, margin, value.counts_retention * margin, others, 0.0)


@compiled
def with_slope(bond: Bond, better: float, estimates: Estimates, worth: Worth, customers: int, f: int) -> Bond:
    """Add what a point keeps, as sure as a count of those who left is, the less the more of it has faded."""
    slope = customers * max(0.0, estimates.retention[f])
    leavers = customers * (1.0 - worth.retention[f]) * estimates.retention_known[f]
    error = 1.0 / math.sqrt(max(leavers, 1e-9))
    known = estimates.retention_known[f] if slope > 0.0 else 0.0
    return Bond(slope, error, known, bond.margin, bond.counted, bond.others, better)


@compiled
def appraise_time(run: Run, policies: Policies, s: Situation, begun: float, f: int) -> tuple[float, float]:
    """Appraise a step of improvement time; `begun` is the most effort that was ever paid for."""
    world, bounds, levers = run.world[0], run.bounds[0], policies.in_force[f]
    time = levers.improvement.time
    step, low, high = time * levers.value.investment_step, bounds.time_low, bounds.time_high
    once = cost_of_start(world, s.pay.wages, policies, begun, f)
    more, less = step_lever(time, 1.0, step, low, high), step_lever(time, -1.0, step, low, high)
    up = step_of_time(world, levers.improvement, s, more, once)
    return appraise(s, up, step_of_time(world, levers.improvement, s, less, 0.0))


@compiled
def appraise_training(run: Run, levers: Record, s: Situation) -> tuple[float, float]:
    """Appraise a step of training in the tools."""
    world, bounds, rate = run.world[0], run.bounds[0], levers.improvement.training
    step, low, high = rate * levers.value.investment_step, bounds.training_low, bounds.training_high
    more, less = step_lever(rate, 1.0, step, low, high), step_lever(rate, -1.0, step, low, high)
    up = step_of_training(world, levers.improvement, s, more)
    return appraise(s, up, step_of_training(world, levers.improvement, s, less))


@compiled
def appraise_emphasis(
    run: Run, attributes: Attributes, levers: Record, estimates: Estimates, s: Situation, f: int
) -> tuple[float, float]:
    """Appraise a step of emphasis between what customers miss and cost."""
    bounds, emphasis, step = run.bounds[0], levers.value.emphasis, levers.value.investment_step
    felt = closed_by_effort(attributes, estimates.weight[f], estimates.gap[f], False)
    claimed = closed_by_effort(attributes, estimates.weight[f], estimates.gap[f], True)
    more = step_lever(emphasis, 1.0, step, bounds.emphasis_low, bounds.emphasis_high)
    less = step_lever(emphasis, -1.0, step, bounds.emphasis_low, bounds.emphasis_high)
    up = step_of_emphasis(s, felt, claimed, emphasis, more)
    return appraise(s, up, step_of_emphasis(s, felt, claimed, emphasis, less))


@compiled
def appraise_inspection(run: Run, levers: Record, s: Situation, finds: Finds) -> tuple[float, float]:
    """Appraise a step of inspection."""
    world, bounds, old = run.world[0], run.bounds[0], levers.improvement.inspection
    step, low, high = old * levers.value.investment_step, bounds.inspection_low, bounds.inspection_high
    more, less = step_lever(old, 1.0, step, low, high), step_lever(old, -1.0, step, low, high)
    up = step_of_inspection(world, s, finds, old, more)
    return appraise(s, up, step_of_inspection(world, s, finds, old, less))


@compiled
def gap_claimed(world: Record, business: Business) -> float:
    """Return what customers miss of what can be inspected, as the books show it: no courtesy is in claims.

    0 where no claims are paid.
    """
    full = world.economy.warranty * business.price * business.volume
    return business.claims / full if full > 0.0 else 0.0


@compiled
def asked_more(
    run: Run, staff: Staff, places: Places, levers: Record, customers: int, f: int, way: float
) -> Floats:
    """Return what a step of asking changes: voices as a share of those of now, working time, money a month, (3,).

    A questionnaire brings up as much less of what is wanted as it is less deep than an interview.
    """
    world, bounds, survey = run.world[0], run.bounds[0], levers.listening.survey
    rate, answers, step = levers.listening.review.interviews, survey.respondents, levers.value.investment_step
    low, high = bounds.respondents_low, bounds.respondents_high
    asked = math.floor(step_lever(float(answers), way, float(math.ceil(answers * step)), low, high))
    more = (min(max(asked, 1), customers) - min(answers, customers)) / survey.interval if answers > 0 else 0.0
    new = step_lever(rate, way, rate * step, bounds.interviews_low, bounds.interviews_high)
    now = interviews_held(world, staff, places, rate, customers, f)
    then = interviews_held(world, staff, places, new, customers, f)
    voices = now[0] + survey.depth * min(answers, customers) / survey.interval
    heard = then[0] - now[0] + survey.depth * more
    economy, hour = world.economy, world.economy.hour * world.economy.price
    money = more * (economy.survey_cost * economy.price + hour * economy.answer_hours)
    money += (then[0] - now[0]) * (economy.interview_cost * economy.price + hour * economy.expense_hours)
    return np.array([heard / voices if voices > 0.0 else 0.0, then[1] - now[1], money])


@compiled
def interviews_held(
    world: Record, staff: Staff, places: Places, rate: float, customers: int, f: int
) -> tuple[float, float]:
    """Return how many interviews a firm holds in a month, and what share of its wages they take in working time."""
    held, paid, wages = 0.0, 0.0, 0.0
    for n in range(len(places.firm)):
        if places.firm[n] == f:
            wage = places.wage[n] / MICRO
            wages += staff.headcount[n] * wage
            if places.front_line[n]:
                people = persons_behind(wage, world.economy.hour, world.economy.price)
                each = min(rate, customers / (max(staff.headcount[n], 1) * people))
                held += staff.headcount[n] * people * each
                paid += staff.headcount[n] * wage * each * world.voices.interview_time
    return held, paid / wages if wages > 0.0 else 0.0


@compiled
def set_worth(
    outlook: Outlook, estimates: Estimates, lever: int, f: int, appraised: tuple[float, float]
) -> None:
    """Write down what a step of a lever is worth to a firm, and its standard error."""
    outlook.worth[f, lever], outlook.error[f, lever] = appraised
    if lever < estimates.investment.shape[1]:
        estimates.investment[f, lever] = appraised[0]


@compiled
def months_to_show(
    world: Record, attributes: Attributes, estimates: Estimates, levers: Record, f: int
) -> float:
    """Return how long half of the effect of a step takes: the half-life by what is missed, at the effort made."""
    missed, months = 0.0, 0.0
    for a in range(len(attributes.half_life)):
        each = estimates.weight[f, a] * max(0.0, estimates.gap[f, a])
        missed += each
        months += each * attributes.half_life[a]
    effort = effort_of_time(world, levers.improvement, levers.improvement.time)
    return months / missed / effort if missed > 0.0 and effort > 0.0 else 0.0


@compiled
def move_if_sure(
    bounds: Record, policies: Policies, outlook: Outlook, months: float, f: int, month: int
) -> None:
    """Move the lever whose step is worth most, of those worth more than their error and free to be moved again.

    What inspection does shows at once.
    """
    worth = np.zeros(outlook.worth.shape[1])
    for lever in range(len(worth)):
        moved = outlook.moved[f, lever]
        waits = moved >= 0 and lever != INSPECTION and month - moved < months
        if abs(outlook.worth[f, lever]) > outlook.error[f, lever] and not waits:
            worth[lever] = outlook.worth[f, lever]
    lever = move_best(bounds, policies, worth, f)
    if lever >= 0:
        note_move(outlook, policies, lever, f, month)
