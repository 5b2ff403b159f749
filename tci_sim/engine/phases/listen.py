"""Phase 5: firms hear customers by review, survey, complaint and participation; steps hear each other."""

from __future__ import annotations

import math

import numpy as np

from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.backend.decorators import compiled, inlined, phase
from tci_sim.engine.phases.act import act_on_what_is_heard
from tci_sim.engine.phases.evidence import (
    add_voice,
    forget_voices,
    mean_shortfall,
    mean_weight,
    understood,
)
from tci_sim.engine.phases.fade import fade_estimates
from tci_sim.engine.phases.internal_review import (
    hear_defects,
    hear_next_steps,
    plan_internal_review,
    spend_time,
)
from tci_sim.engine.phases.lead_users import look_ahead
from tci_sim.engine.phases.panels import hear_panels, panels_held, segment_of_panel, stages_of
from tci_sim.engine.phases.partners import attributes_made, tell_suppliers
from tci_sim.engine.phases.platform import platform_of
from tci_sim.engine.phases.review import (
    arrange_interviews,
    count_interviews,
    count_people_asked,
    hear_customers,
    hear_people,
    hear_scores,
    interview_rates,
)
from tci_sim.engine.phases.survey import (
    begin_rounds,
    read_surveys,
    results_due,
    survey_reasons,
    survey_satisfaction,
    survey_scores,
    survey_weights,
)
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.roster import Roster, list_members
from tci_sim.engine.rules.learning import pick
from tci_sim.engine.rules.listening import (
    blend,
    complaint_recorded,
    panel_weight,
    raised_norm,
    share_seated,
    voice,
)
from tci_sim.engine.rules.platform import recorded_by
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Contacts, Estimates, Firms, Knowledge, Policies
from tci_sim.engine.state.market import Market, Needs, Segments
from tci_sim.engine.state.nodes import Nodes, Places
from tci_sim.engine.state.people import Members
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.sums import Sum, SumOfAttribute, Sums
from tci_sim.engine.state.types import Floats, Integers, Record

_COMPLAINT_VOICE = np.uint64(Decision.COMPLAINT_VOICE)
_COMPLAINT_SIGN = np.uint64(Decision.COMPLAINT_SIGN)
_COMPLAINT_BIASED = np.uint64(Decision.COMPLAINT_BIASED)
_COMPLAINT_ABOUT = np.uint64(Decision.COMPLAINT_ABOUT)
_COMPLAINT_RECORDED = np.uint64(Decision.COMPLAINT_RECORDED)
_LOST_SALE_RECORDED = np.uint64(Decision.LOST_SALE_RECORDED)
_LOST_SALE_REASON = np.uint64(Decision.LOST_SALE_REASON)
_LOST_SALE_ABOUT = np.uint64(Decision.LOST_SALE_ABOUT)
_LOST_SALE_VOICE = np.uint64(Decision.LOST_SALE_VOICE)
_LOST_SALE_SIGN = np.uint64(Decision.LOST_SALE_SIGN)

_MOST_SPEAKERS = 1 << 32


@phase
def listen(
    run: Run,
    disruption: Disruption,
    market: Market,
    members: Members,
    nodes: Nodes,
    edges: Edges,
    firms: Firms,
    sums: Sums,
    month: int,
) -> None:
    """Let what was heard before fade, hear customers and next process steps in every way there is, and act on it."""
    shortfall = mean_shortfall(sums.by_attribute[SumOfAttribute.PERCEIVED], sums.by_segment[Sum.CUSTOMERS])
    roster = list_members(members, nodes.places)

    forget_voices(run, firms.knowledge, firms.foresight.turning, nodes.heard)
    known = copy_evidence(firms.knowledge)
    hear_those_who_speak(run, market.needs, firms, sums, shortfall, month)

    if run.world[0].asking.real_respondents == 0:
        ask_in_surveys(run, disruption, market, firms, sums, shortfall, month)
    answered = results_due(firms.surveys, month)
    read_surveys(run, firms.policies, firms.knowledge, firms.estimates, firms.surveys, month)

    asked = interview_customers(
        run, disruption, market, members, nodes, firms, sums, roster, shortfall, month
    )

    review = plan_internal_review(disruption, nodes.places, edges.links, firms.policies)
    hear_next_steps(run, market.needs.voiced, members, firms.knowledge, roster, review, month)
    hear_defects(run, nodes.quality.defect_in, nodes.heard, roster, review, month)
    spend_time(run, disruption, nodes, edges, firms, roster, review)
    act_on_what_is_heard(run, market, nodes, firms, sums, roster, review, asked, month)

    fade_estimates(run, firms.contacts, nodes.heard, firms.estimates, answered)
    seat_customers(run, disruption, market, firms, sums, month)
    count_needs(firms.knowledge, firms.contacts, known)
    share_evidence(run.world[0], market.needs.attribute, nodes.places, edges.links, firms)


@inlined
def interview_customers(
    run: Run, disruption: Disruption, market: Market, members: Members, nodes: Nodes, firms: Firms, sums: Sums,
    roster: Roster, shortfall: Floats, month: int,
) -> Integers:  # fmt: skip
    """Let the front line interview customers, and firms meet lead users; return how many were asked, (node,)."""
    needs, firm, knowledge = market.needs, nodes.places.firm, firms.knowledge
    rates = interview_rates(run.world[0].economy, disruption, nodes.places, firms.policies, sums, roster)
    interviews = arrange_interviews(run, roster, rates, month)
    asked = count_people_asked(run, nodes.places, roster, rates, interviews.by_node, month)
    hear_customers(run, needs, members, knowledge, roster, interviews.by_member, month)
    hear_people(run, needs, firm, knowledge, asked, month)
    look_ahead(run, disruption, needs, firm, firms, roster, interviews.by_member, asked, month)
    hear_scores(run, firm, nodes.heard, firms.estimates, shortfall, asked, month)
    count_interviews(nodes.places, nodes.heard, firms.contacts, roster, interviews.by_node, asked)
    return asked


@inlined
def hear_those_who_speak(
    run: Run, needs: Needs, firms: Firms, sums: Sums, shortfall: Floats, month: int
) -> None:
    """Hear those who complain and those who leave, whom nobody has asked."""
    recorded = shares_recorded(run.world[0].complaints, firms.policies, firms.foresight.platform)
    hear_complaints(run, needs, firms.knowledge, sums, shortfall, recorded, month)
    hear_lost_customers(run, needs, firms.knowledge, sums, recorded, month)


@compiled
def shares_recorded(complaints: Record, policies: Policies, platform: Floats) -> Floats:
    """Return what share of complaints handled well, and of lost customers' reasons, each firm records, (firm,).

    `platform` is how far the platforms of firms stand, (firm,).
    """
    recorded = np.empty(len(platform))
    for f in range(len(recorded)):
        most, reach = complaints.recorded_by_platform, platform_of(policies, platform, f)
        recorded[f] = recorded_by(complaints.recorded, most, reach)
    return recorded


@inlined
def ask_in_surveys(
    run: Run, disruption: Disruption, market: Market, firms: Firms, sums: Sums, shortfall: Floats, month: int
) -> None:
    """Hold the survey rounds of the month where no respondents are simulated; results wait until they are due."""
    policies, surveys, customers = firms.policies, firms.surveys, sums.by_segment[Sum.CUSTOMERS]
    platform = firms.foresight.platform
    rounds = begin_rounds(disruption, policies, platform, surveys, firms.contacts, sums, month)
    survey_scores(run, policies, surveys, shortfall, rounds, month)
    survey_weights(run, market.segments, firms.estimates, surveys, customers, rounds, month)
    survey_reasons(run, market.needs, policies, surveys, rounds, month)
    survey_satisfaction(run, policies, surveys, sums, rounds, month)


@inlined
def seat_customers(
    run: Run, disruption: Disruption, market: Market, firms: Firms, sums: Sums, month: int
) -> None:
    """Let customers take part: in panels that look for ideas, and in the plan step."""
    policies, customers = firms.policies, sums.by_segment[Sum.CUSTOMERS]
    panels = panels_held(run, disruption.budget, policies, customers, month)
    hear_panels(run, market.needs, market.segments.apart, panels, firms.knowledge, month)
    seat_participants(run, market.segments, policies, firms.estimates, sums)


@inlined
def share_evidence(world: Record, attribute: Integers, places: Places, links: Links, firms: Firms) -> None:
    """Let suppliers take over what buyers have heard where that is to decide jointly; `attribute` is of each need."""
    if world.partnership.joint_evidence == 1:
        shared = attributes_made(places, len(firms.costs.price))
        tell_suppliers(places, links, firms.policies.in_force, firms.knowledge, shared, attribute)


@compiled
def copy_evidence(knowledge: Knowledge) -> Knowledge:
    """Copy what firms have heard, to compare with it what they have heard when the month is over."""
    return Knowledge(knowledge.code, knowledge.voices.copy(), knowledge.voice_weight.copy())


@compiled
def count_needs(knowledge: Knowledge, contacts: Contacts, known: Knowledge) -> None:
    """Count how often needs were voiced to each firm this month, and of how many the evidence now says another thing.

    A need is new where what was heard of it tips over to the other side, or where it was never heard of.
    """
    for f in range(knowledge.voices.shape[0]):
        voiced, new = 0.0, 0
        for d in range(knowledge.voices.shape[1]):
            voiced += knowledge.voice_weight[f, d] - known.voice_weight[f, d]
            before, after = known.voices[f, d], knowledge.voices[f, d]
            new += 1 if (after > 0.0 and before <= 0.0) or (after < 0.0 and before >= 0.0) else 0
        contacts.needs_voiced[f] = math.floor(voiced + 0.5)
        contacts.new_needs[f] = new


@compiled
def hear_complaints(
    run: Run,
    needs: Needs,
    knowledge: Knowledge,
    sums: Sums,
    shortfall: Floats,
    recorded: Floats,
    month: int,
) -> None:
    """Hear those who complain: each about one requirement, too often of the attribute that is worst.

    Complaints have no names: the first are taken to be those that were handled well. Of these a share is `recorded`,
    (firm,).
    """
    seed, moment, voices = run.seed[0], np.uint64(month), run.world[0].voices
    complaints = run.world[0].complaints
    for f in range(len(shortfall)):
        worst, handled = worst_attribute(shortfall[f]), over_segments(sums.by_segment[Sum.HANDLED], f)
        for i in range(over_segments(sums.by_segment[Sum.COMPLAINTS], f)):
            who = np.uint64(f * _MOST_SPEAKERS + i)
            written = uniform(seed, _COMPLAINT_RECORDED, moment, who)
            if not complaint_recorded(i < handled, recorded[f], complaints.heard_unhandled, written):
                continue
            about = uniform(seed, _COMPLAINT_ABOUT, moment, who)
            d = pick(len(needs.reality), about)
            if uniform(seed, _COMPLAINT_BIASED, moment, who) < voices.complaint_bias:
                d = first_dimension(needs.dimensions, worst) + pick(needs.dimensions[worst], about)
            if uniform(seed, _COMPLAINT_VOICE, moment, who) < needs.voiced[d]:
                sign = uniform(seed, _COMPLAINT_SIGN, moment, who)
                add_voice(knowledge, f, d, voice(int(needs.reality[d]), understood(voices, needs, d), sign))


@compiled
def worst_attribute(shortfall: Floats) -> int:
    """Name the attribute that falls short most; the first where several do."""
    worst = 0
    for a in range(len(shortfall)):
        if shortfall[a] > shortfall[worst]:
            worst = a
    return worst


@compiled
def first_dimension(dimensions: Integers, attribute: int) -> int:
    """Name the first of an attribute's dimensions, which lie side by side."""
    first = 0
    for a in range(attribute):
        first += dimensions[a]
    return first


@compiled
def hear_lost_customers(
    run: Run, needs: Needs, knowledge: Knowledge, sums: Sums, recorded: Floats, month: int
) -> None:
    """Hear why customers left, from the few who say: as rare as complaints, each about one requirement.

    Of what they say a share is `recorded`, (firm,).
    """
    seed, moment, world = run.seed[0], np.uint64(month), run.world[0]
    left = sums.by_segment[Sum.LEFT]
    for f in range(len(left) - 1):
        for i in range(over_segments(left, f)):
            who = np.uint64(f * _MOST_SPEAKERS + i)
            says = uniform(seed, _LOST_SALE_REASON, moment, who) < world.complaints.rate
            if says and uniform(seed, _LOST_SALE_RECORDED, moment, who) < recorded[f]:
                d = pick(len(needs.reality), uniform(seed, _LOST_SALE_ABOUT, moment, who))
                if uniform(seed, _LOST_SALE_VOICE, moment, who) < needs.voiced[d]:
                    sign = uniform(seed, _LOST_SALE_SIGN, moment, who)
                    right = understood(world.voices, needs, d)
                    add_voice(knowledge, f, d, voice(int(needs.reality[d]), right, sign))


@compiled
def seat_participants(
    run: Run, segments: Segments, policies: Policies, estimates: Estimates, sums: Sums
) -> None:
    """Let customers sit in the plan step: their weights enter the estimate, and all who take part expect more.

    A narrow panel comes from one segment, drawn once for the firm and kept.
    """
    weight, customers = segments.weight, sums.by_segment[Sum.CUSTOMERS]
    lift = run.world[0].voices.participation_lift
    for f in range(len(customers) - 1):
        seats, own = policies.in_force[f].listening.participation, over_segments(customers, f)
        if stages_of(seats) > 0.0 and own > 0:
            panel = segment_of_panel(run.seed[0], len(weight), f)
            for a in range(weight.shape[1]):
                true = mean_weight(weight, customers, f, a)
                seated = panel_weight(true, weight[panel, a], seats.breadth)
                estimates.weight[f, a] = blend(estimates.weight[f, a], seated, seats.share)
            sitting = share_seated(stages_of(seats), run.world[0].voices.panel, float(own))
            raise_norms(segments.should, customers, f, lift, sitting)


@compiled
def raise_norms(should: Floats, customers: Integers, firm: int, lift: float, share: float) -> None:
    """Raise what customers think they should get, in each segment as far as it buys from the firm."""
    for s in range(customers.shape[1]):
        in_segment = 0
        for f in range(customers.shape[0]):
            in_segment += customers[f, s]
        if in_segment > 0:
            market_share = customers[firm, s] / in_segment
            for a in range(should.shape[1]):
                should[s, a] = raised_norm(should[s, a], lift, share, market_share)
