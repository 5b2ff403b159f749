"""What is the same for all customers of a firm or a segment this month, worked out once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.aggregates import over_segments
from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.outlets import Outlets, room_for_outlets
from tci_sim.engine.phases.panels import stages_of
from tci_sim.engine.rules.acting import chance_to_pass_on, trust_left
from tci_sim.engine.rules.choice import become_known, relative_price, utility_of_firm, visibility
from tci_sim.engine.rules.listening import share_seated
from tci_sim.engine.rules.quality import deliver_quality
from tci_sim.engine.rules.satisfaction import perceived_value, satisfaction_level
from tci_sim.engine.rules.word_of_mouth import expected_satisfaction
from tci_sim.engine.state.firms import Contacts, FollowUp, Policies, Standing
from tci_sim.engine.state.market import Segments
from tci_sim.engine.state.nodes import Practice
from tci_sim.engine.state.sums import Sum, SumOfAttribute
from tci_sim.engine.state.types import FIXED, Flags, Floats, Integers, Record

COLUMNS = len(Sum)
"""Sums over the customers of one firm and segment, before those of single attributes."""


class Offers(NamedTuple):
    """The offer of each firm as customers see it; the last firm is "none"."""

    served: NDArray[np.uint8]
    """1 where the firm is open, 0 where it is closed or none, (selling firm + 1,)."""
    relative_price: Floats
    """Price as a multiple of the market's mean, or of the price at the start, (selling firm + 1,)."""
    met: Floats
    """Cumulative visibility of open firms, (selling firm,)."""
    expected: Floats
    """Satisfaction that the reputation leads one to expect, (selling firm + 1, segment). [points of 100]"""
    rivals: Floats
    """Sum of e to the utility of all other open firms, (selling firm + 1, segment)."""


class Treatment(NamedTuple):
    """What each firm does for its customers beside what it sells; the last firm is "none"."""

    lift: Floats
    """What taking part adds to the will-expectation, (selling firm + 1,). [quality/month]"""
    handling: Floats
    """Chance that a complaint is well handled, (selling firm + 1,)."""
    asked: Floats
    """Chance that a customer was asked last month, (selling firm + 1,)."""
    interviewed: Floats
    """Chance that a customer was interviewed last month, no larger than that of being asked, (selling firm + 1,)."""
    usual: Floats
    """Mean satisfaction of its customers last month, (selling firm + 1,). [points of 100]"""
    mends: Floats
    """Chance that the trouble of one who was interviewed is mended at once, (selling firm + 1,)."""
    passes_on: Floats
    """Chance that it goes up as a ticket, (selling firm + 1,)."""
    trust: Floats
    """What is left of having been asked with those whose trouble is not mended at once, -1..1, (selling firm + 1,)."""


class Qualities(NamedTuple):
    """What is delivered in each attribute, how much it weighs, and what may be asked for."""

    delivered: Floats
    """Delivered quality, by what the segment asks for; the last node is "none", (segment, attribute, node + 1)."""
    weight: Floats
    """Weight of each attribute, (attribute, segment)."""
    should: Floats
    """Should-norm, (attribute, segment). [quality]"""


class Luck(NamedTuple):
    """What chance adds to what customers perceive, kept for other runs with the same seed, where it is the same.

    Runs may have it in common that are simulated one after another, and never two at the same time.
    """

    drawn: Flags
    """Whether a month has been drawn, (month from the start of the burn-in,); of no month where none is kept."""
    noise: Floats
    """(month, attribute, customer). [standard deviation]"""


class PartSums(NamedTuple):
    """Sums of each part of the customers; the last firm and node are "none"."""

    table: Integers
    """Sums by firm and segment, (part, selling firm + 1, segment, column). [1 or 1/FIXED]"""
    asks: Integers
    """Customers who will ask for a unit next month, (part, node + 1)."""
    fault: Integers
    """First customer, and which `Figure` of that customer, that cannot be counted: 1, who, which; else 0, (part, 3)."""


class Terms(NamedTuple):
    """Terms of this month, and the sums of each part of the customers."""

    offers: Offers
    treatment: Treatment
    qualities: Qualities
    outlets: Outlets
    tally: PartSums
    luck: Luck


def customer_terms(firms: int, segments: int, attributes: int, nodes: int, parts: int = 1) -> Terms:
    """Make room for the terms of a month.

    Parameters
    ----------
    firms, segments, attributes, nodes : int
        How many selling firms, segments, attributes and nodes there are.
    parts : int
        Into how many parts the customers are cut, each with sums of its own.

    Returns
    -------
    Terms
    """
    return Terms(
        Offers(
            served=np.zeros(firms + 1, np.uint8),
            relative_price=np.ones(firms + 1),
            met=np.zeros(firms),
            expected=np.zeros((firms + 1, segments)),
            rivals=np.zeros((firms + 1, segments)),
        ),
        Treatment(*(np.zeros(firms + 1) for _ in Treatment._fields)),
        Qualities(
            delivered=np.zeros((segments, attributes, nodes + 1)),
            weight=np.zeros((attributes, segments)),
            should=np.zeros((attributes, segments)),
        ),
        room_for_outlets(firms, nodes),
        PartSums(
            table=np.zeros(
                (parts, firms + 1, segments, COLUMNS + len(SumOfAttribute) * attributes), np.int64
            ),
            asks=np.zeros((parts, nodes + 1), np.int64),
            fault=np.zeros((parts, 3), np.int64),
        ),
        room_for_luck(0, attributes, 0),
    )


def room_for_luck(months: int, attributes: int, customers: int) -> Luck:
    """Make room for the luck of so many customers in so many months; none of it is drawn yet."""
    return Luck(np.zeros(months, np.uint8), np.empty((months, attributes, customers)))


@compiled
def show_qualities(
    practice: Practice, defect_out: Floats, fill_rate: Floats, carries_fill_rate: Flags, segments: Segments,
    differs: bool, qualities: Qualities,
) -> None:  # fmt: skip
    """Lay out by segment and attribute what each node delivers, and what each segment asks for.

    What is defective is the same for all, `defect_out`, unless it `differs` by what segments ask for.
    """
    for s in range(segments.share.shape[0]):
        defective = practice.defect_apart[s] if differs else defect_out
        for a in range(carries_fill_rate.shape[0]):
            for n in range(fill_rate.shape[0]):
                quality = deliver_quality(defective[n, a], fill_rate[n], carries_fill_rate[a])
                qualities.delivered[s, a, n] = quality
            qualities.weight[a, s] = segments.weight[s, a]
            qualities.should[a, s] = segments.should[s, a]


@compiled
def mean_price(is_open: Flags, price: Floats, customers: Integers) -> float:
    """Take the mean price of open firms, by their customers; the plain mean where nobody has customers."""
    paid, count, offered, firms = 0.0, 0.0, 0.0, 0.0
    for f in range(is_open.shape[0]):
        if is_open[f]:
            buyers = float(over_segments(customers, f))
            paid, count = paid + price[f] * buyers, count + buyers
            offered, firms = offered + price[f], firms + 1.0
    if count > 0.0:
        return paid / count
    return offered / firms if firms > 0.0 else 0.0


@compiled
def compare_firms(
    choice: Record,
    standing: Standing,
    price: Floats,
    starting_price: float,
    customers: Integers,
    offers: Offers,
) -> None:
    """Say of each firm whether it is open, what it asks beside the others, and how visible it is."""
    buyers = 0
    for f in range(standing.open.shape[0]):
        buyers += over_segments(customers, f) if standing.open[f] else 0
    market_price = starting_price
    if choice.absolute_price == 0:
        market_price = mean_price(standing.open, price, customers)
    visible = 0.0
    for f in range(standing.open.shape[0]):
        offers.served[f] = 1 if standing.open[f] else 0
        offers.relative_price[f] = relative_price(price[f], market_price)
        share = over_segments(customers, f) / buyers if buyers > 0 else 0.0
        visible += visibility(share, choice.presence) if standing.open[f] else 0.0
        offers.met[f] = visible
    if choice.known_firms == 1:
        spread_awareness(choice, standing, customers, buyers)


@compiled
def spread_awareness(choice: Record, standing: Standing, customers: Integers, buyers: int) -> None:
    """Let each open firm become known by its share, and each closed one be forgotten."""
    for f in range(standing.open.shape[0]):
        share, presence = 0.0, 0.0
        if standing.open[f]:
            presence = choice.presence
            share = over_segments(customers, f) / buyers if buyers > 0 else 0.0
        standing.awareness[f] = become_known(
            standing.awareness[f], share, presence, choice.half_known, choice.awareness_time
        )


@compiled
def treat_customers(
    voices: Record, policies: Policies, contacts: Contacts, customers: Integers, treatment: Treatment
) -> None:
    """Say of each firm what it does for its customers beside what it sells."""
    for f in range(customers.shape[0] - 1):
        policy, own = policies.in_force[f], over_segments(customers, f)
        stages = stages_of(policy.listening.participation)
        seated = share_seated(stages, voices.panel, max(float(own), 1.0))
        treatment.lift[f] = seated * voices.participation_lift
        treatment.handling[f] = policy.listening.complaints.handling
        heard = contacts.interviews[f] + contacts.respondents[f]
        treatment.asked[f] = min(1.0, heard / own) if own > 0 else 0.0


@compiled
def act_on_interviews(
    acting: Record, policies: Policies, interviews: Floats, follow_up: FollowUp, by_segment: Integers,
    treatment: Treatment,
) -> None:  # fmt: skip
    """Say of each firm how many it interviewed, what is usual with them, and what follows from what they say."""
    for f in range(by_segment.shape[1] - 1):
        levers, own = policies.in_force[f], over_segments(by_segment[Sum.CUSTOMERS], f)
        authority, ability = levers.listening.review.authority, follow_up.ability[f]
        treatment.interviewed[f] = min(1.0, interviews[f] / own) if own > 0 else 0.0
        felt = over_segments(by_segment[Sum.SATISFACTION], f) / FIXED
        treatment.usual[f] = felt / own if own > 0 else 0.0
        treatment.mends[f] = authority * ability
        treatment.passes_on[f] = chance_to_pass_on(authority, ability, levers.learning.sharing)
        treatment.trust[f] = trust_left(follow_up.followed[f, 0], acting.asked_in_vain)


@compiled
def expect_what_is_felt(s: int, told: Floats, by_segment: Integers, expected: Floats) -> None:
    """Expect of each firm what customers of all firms felt last month beside quality, and what is told of the firm."""
    count, felt, firms = 0.0, 0.0, told.shape[0]
    for f in range(firms):
        customers = float(by_segment[Sum.CUSTOMERS, f, s])
        count += customers
        felt += by_segment[Sum.SATISFACTION, f, s] / FIXED - customers * expected[f, s]
    usual = felt / count if count > 0.0 else 0.0
    for f in range(firms):
        expected[f, s] = expected_satisfaction(expected[f, s], usual, told[f, s])


@compiled
def expect_of_rivals(
    standing: Standing, satisfaction: Record, choice: Record, carries_satisfaction: int, by_segment: Integers,
    offers: Offers,
) -> None:  # fmt: skip
    """Work out what each segment expects of each firm, and what all its rivals together offer."""
    reputation = standing.reputation
    firms, segments = reputation.shape
    for s in range(segments):
        for f in range(firms):
            known, price = reputation[f, s], offers.relative_price[f]
            value = perceived_value(known, price, 0.0, satisfaction.price_in_value)
            offers.expected[f, s] = satisfaction_level(
                known, 0.0, value, known,
                satisfaction.constant, satisfaction.quality_effect, satisfaction.disconfirmation_effect,
                satisfaction.value_effect, satisfaction.image_effect,
            )  # fmt: skip
        if carries_satisfaction == 1:
            expect_what_is_felt(s, standing.told, by_segment, offers.expected)
        for f in range(firms + 1):
            offers.rivals[f, s] = 0.0
            for j in range(firms):
                if j != f and offers.served[j] == 1:
                    utility = utility_of_firm(
                        offers.expected[j, s], offers.relative_price[j], 0.0, 0.0,
                        choice.satisfaction_weight, choice.price_weight,
                    )  # fmt: skip
                    offers.rivals[f, s] += exponential(utility)
