"""Phase 5, at its end: what follows from what was heard, in the steps that caused it and in the trust of all.

What the one who asked could not mend goes up as a ticket to the step of the firm that most of it arises in; what the
next step complains of is put right in next month's output, or is a ticket of the step before. A ticket is heard, as
scores are, and is closed when its unit makes its next plan, if it has any time to improve.
"""

from __future__ import annotations

import numpy as np

from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.internal_review import InternalReview
from tci_sim.engine.phases.plan import is_due
from tci_sim.engine.phases.practise import failures
from tci_sim.engine.phases.review import persons_at
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.roster import Roster, members_at
from tci_sim.engine.rules.acting import (
    ability_to_act,
    chance_to_pass_on,
    remember_follow_up,
    share_reworked,
    trust_left,
)
from tci_sim.engine.rules.listening import update_estimate
from tci_sim.engine.rules.prices import HOURS, binomial
from tci_sim.engine.state.firms import Act, Firms, Policies
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Competence, Heard, Nodes, Places
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, SumOfAttribute, Sums
from tci_sim.engine.state.types import COLLABORATION, FIXED, Floats, Integers, Record

_FOUND_INSIDE = np.uint64(Decision.FOUND_INSIDE)
_MENDED_INSIDE = np.uint64(Decision.MENDED_INSIDE)
_PASSED_ON_INSIDE = np.uint64(Decision.PASSED_ON_INSIDE)

OUTSIDE, INSIDE = range(2)
"""Whom a ticket is for: a customer, or the next process step."""


@inlined
def act_on_what_is_heard(
    run: Run, market: Market, nodes: Nodes, firms: Firms, sums: Sums, roster: Roster, review: InternalReview,
    asked: Integers, month: int,
) -> None:  # fmt: skip
    """Close tickets, put lots right, open new tickets, and note what follows from asking and what it takes."""
    world, places, heard, tickets = run.world[0], nodes.places, nodes.heard, nodes.tickets
    policies, follow_up, defect_in = firms.policies, firms.follow_up, nodes.quality.defect_in
    acts = follow_up.acts
    close_tickets(places, policies, nodes.work.improvement_time, tickets.open, acts, month)
    chances = chances_inside(places.firm, nodes.competence, policies)
    followed = answer_next_steps(run.seed[0], review, chances, defect_in, month)
    rework_lots(places.firm, review, followed, roster, world.acting.lots, acts, tickets.reworks)
    if are_tickets(sums.by_attribute, followed):
        failing = failures(market.attributes.practice, nodes.quality.shortfall, nodes.practice.missed)
        caused = places.contribution * failing
        news = np.zeros((len(caused), caused.shape[1], 2))
        send_up_customers_tickets(places.firm, caused, sums.by_attribute, news, tickets.open, acts)
        send_up_next_steps_tickets(review, followed, caused, defect_in, news, tickets.open)
        hear_tickets(world.voices.evidence_keep, places.firm, heard, firms.estimates.gap, news)
    note_ability(places.firm, nodes.competence, asked, follow_up.ability)
    note_follow_up(world.acting.patience, acts, sums.by_segment, follow_up.followed)
    spend_time_on_acts(world.economy, places, roster, sums.by_segment, nodes.work.interview_time)


@compiled
def close_tickets(
    places: Places,
    policies: Policies,
    improvement_time: Floats,
    tickets: Integers,
    acts: Integers,
    month: int,
) -> None:
    """Begin the month's count of acts, and close the tickets of units that plan now and have time to improve."""
    acts[:] = 0
    for n in range(len(tickets)):
        if improvement_time[n] > 0.0 and is_due(places, policies, n, month):
            acts[places.firm[n], Act.CLOSED] += tickets[n, OUTSIDE]
            acts[places.firm[n], Act.CLOSED_INSIDE] += tickets[n, INSIDE]
            tickets[n, :] = 0


@compiled
def chances_inside(firm: Integers, competence: Competence, policies: Policies) -> Floats:
    """Return with what chance each node puts right what its next step complains of, and makes it a ticket, (node, 2).

    Who asks acts within the authority that its own firm gives.
    """
    chances = np.zeros((len(firm), 2))
    for n in range(len(firm)):
        levers = policies.in_force[firm[n]]
        authority = levers.listening.review.authority
        ability = ability_to_act(competence.commitment[n], competence.culture[n, COLLABORATION])
        chances[n, 0] = authority * ability
        chances[n, 1] = chance_to_pass_on(authority, ability, levers.learning.sharing)
    return chances


@compiled
def answer_next_steps(
    seed: np.uint64, review: InternalReview, chances: Floats, defect_in: Floats, month: int
) -> Integers:
    """Count lots of which next steps say that something is wrong, that are reworked, and that are tickets, (pair, 3).

    An interview is about one lot, which has something wrong in it as often as what comes in has in any attribute.
    """
    counts, moment = np.zeros((len(review.held), 3), np.int64), np.uint64(month)
    for i in range(len(counts)):
        if review.held[i] > 0:
            pair, n, sound = np.uint64(i), review.steps.node[i], 1.0
            for a in range(defect_in.shape[1]):
                sound *= 1.0 - defect_in[review.steps.target[i], a]
            found = binomial(review.held[i], 1.0 - sound, uniform(seed, _FOUND_INSIDE, moment, pair))
            mended = binomial(found, chances[n, 0], uniform(seed, _MENDED_INSIDE, moment, pair))
            left = chances[n, 1] / max(1.0 - chances[n, 0], 1e-12)
            passed = binomial(found - mended, min(left, 1.0), uniform(seed, _PASSED_ON_INSIDE, moment, pair))
            counts[i, 0], counts[i, 1], counts[i, 2] = found, mended, passed
    return counts


@compiled
def rework_lots(
    firm: Integers, review: InternalReview, counts: Integers, roster: Roster, lots: float, acts: Integers,
    reworks: Floats,
) -> None:  # fmt: skip
    """Note what share of its output each node reworks next month, and count acts for next steps, (pair, 3)."""
    reworks[:] = 0.0
    for i in range(len(counts)):
        n = review.steps.node[i]
        acts[firm[n], Act.FOUND_INSIDE] += counts[i, 0]
        acts[firm[n], Act.MENDED_INSIDE] += counts[i, 1]
        acts[firm[n], Act.OPENED_INSIDE] += counts[i, 2]
        reworks[n] += counts[i, 1]
    for n in range(len(reworks)):
        reworks[n] = share_reworked(reworks[n], float(len(members_at(roster, n))), lots)


@compiled
def are_tickets(by_attribute: Integers, counts: Integers) -> bool:
    """Return whether anything goes up as a ticket this month, for customers or for next steps, (pair, 3)."""
    return bool(by_attribute[SumOfAttribute.PASSED_ON].any() or counts[:, 2].any())


@compiled
def send_up_customers_tickets(
    firm: Integers, caused: Floats, by_attribute: Integers, news: Floats, tickets: Integers, acts: Integers
) -> None:
    """Open the tickets of customers at the unit of their firm that most of what failed arises in.

    `caused` is what each node adds to what fails customers, (node, attribute), and `news` takes how many tickets each
    node gets, and what these customers miss in all, (node, attribute, 2).
    """
    for f in range(by_attribute.shape[1] - 1):
        for a in range(caused.shape[1]):
            count = by_attribute[SumOfAttribute.PASSED_ON, f, a]
            if count > 0:
                n = step_that_caused(firm, caused, f, a)
                tickets[n, OUTSIDE] += count
                acts[f, Act.OPENED] += count
                news[n, a, 0] += count
                news[n, a, 1] += by_attribute[SumOfAttribute.PASSED_ON_GAP, f, a] / FIXED


@compiled
def step_that_caused(firm: Integers, caused: Floats, f: int, a: int) -> int:
    """Name the node of a firm that adds most to what fails customers in an attribute; the first of several."""
    found = -1
    for n in range(len(firm)):
        if firm[n] == f and (found < 0 or caused[n, a] > caused[found, a]):
            found = n
    return found


@compiled
def send_up_next_steps_tickets(
    review: InternalReview,
    counts: Integers,
    caused: Floats,
    defect_in: Floats,
    news: Floats,
    tickets: Integers,
) -> None:
    """Open the tickets of next steps at the step before, about the attribute in which it adds most to what fails."""
    for i in range(len(counts)):
        if counts[i, 2] > 0:
            n, worst = review.steps.node[i], 0
            for a in range(caused.shape[1]):
                if caused[n, a] > caused[n, worst]:
                    worst = a
            tickets[n, INSIDE] += counts[i, 2]
            news[n, worst, 0] += counts[i, 2]
            news[n, worst, 1] += counts[i, 2] * defect_in[review.steps.target[i], worst]


@compiled
def hear_tickets(keep: float, firm: Integers, heard: Heard, gap: Floats, news: Floats) -> None:
    """Let tickets move what their nodes think falls short, as answers do; `news` is by (node, attribute, 2).

    A node that has heard nothing yet begins with what the centre of its firm thinks, `gap`, (firm, attribute).
    """
    for n in range(len(firm)):
        for a in range(news.shape[1]):
            if news[n, a, 0] > 0.0:
                if heard.weight[n] == 0.0:
                    heard.gap[n, :] = gap[firm[n], :]
                missed, count = news[n, a, 1] / news[n, a, 0], int(news[n, a, 0])
                heard.gap[n, a] = update_estimate(heard.gap[n, a], missed, count, keep)
                heard.weight[n] += news[n, a, 0]


@compiled
def note_ability(firm: Integers, competence: Competence, asked: Integers, ability: Floats) -> None:
    """Note how well those who asked customers this month can act, in the mean over interviews, (organisation,)."""
    held = np.zeros(len(ability))
    ability[:] = 0.0
    for n in range(len(asked)):
        able = ability_to_act(competence.commitment[n], competence.culture[n, COLLABORATION])
        ability[firm[n]] += asked[n] * able
        held[firm[n]] += asked[n]
    for f in range(len(ability)):
        ability[f] = ability[f] / held[f] if held[f] > 0.0 else 0.0


@compiled
def note_follow_up(patience: float, acts: Integers, by_segment: Integers, followed: Floats) -> None:
    """Let customers and next steps see how far something follows when they say what is wrong, (organisation, 2)."""
    for f in range(len(acts)):
        if f < by_segment.shape[1] - 1:
            found = float(over_segments(by_segment[Sum.FOUND], f))
            dealt_with = float(over_segments(by_segment[Sum.MENDED], f) + acts[f, Act.CLOSED])
            followed[f, OUTSIDE] = remember_follow_up(followed[f, OUTSIDE], found, dealt_with, patience)
        found = float(acts[f, Act.FOUND_INSIDE])
        dealt_with = float(acts[f, Act.MENDED_INSIDE] + acts[f, Act.CLOSED_INSIDE])
        followed[f, INSIDE] = remember_follow_up(followed[f, INSIDE], found, dealt_with, patience)


@compiled
def spend_time_on_acts(
    economy: Record, places: Places, roster: Roster, by_segment: Integers, time: Floats
) -> None:
    """Add the time in which the front line acts for customers to what its members spend, at most all of it, (node,)."""
    people = np.zeros(by_segment.shape[1])
    for n in range(len(time)):
        if places.front_line[n] and places.firm[n] < len(people) - 1:
            people[places.firm[n]] += len(members_at(roster, n)) * persons_at(economy, places, n)
    for n in range(len(time)):
        f = places.firm[n]
        if places.front_line[n] and f < len(people) - 1 and people[f] > 0.0:
            hours = over_segments(by_segment[Sum.MENDED], f) * economy.acting_hours
            time[n] = min(time[n] + hours / HOURS / people[f], 1.0)


@compiled
def contact_felt(
    acting: Record, firm: Integers, headcount: Integers, heard: Heard, followed: Floats
) -> Floats:
    """Return the interviews of each member as they count for commitment, (node,); below 0 where nothing follows.

    `followed` says how far something follows, for customers and for next steps, (organisation, 2).
    """
    contact = heard.contact.copy()
    if acting.heard_in_vain > 0.0:
        for n in range(len(contact)):
            inside = min(heard.inside[n, 0] / max(headcount[n], 1), contact[n])
            with_customers = contact[n] - inside
            contact[n] = with_customers * trust_left(followed[firm[n], OUTSIDE], acting.heard_in_vain)
            contact[n] += inside * trust_left(followed[firm[n], INSIDE], acting.heard_in_vain)
    return contact
