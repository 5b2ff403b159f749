"""What customers did and felt this month, added up in whole numbers, and what that does to reputations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.customer_acts import FOUND, add_acts
from tci_sim.engine.phases.customer_block import Block, Considering, Felt, Response
from tci_sim.engine.phases.customer_occasions import buys_any_month
from tci_sim.engine.phases.customer_stages import COMPLAINED, DISSATISFIED, HANDLED
from tci_sim.engine.phases.customer_terms import COLUMNS, Offers, PartSums
from tci_sim.engine.phases.panels import segment_of_panel
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.choice import (
    chance_to_buy,
    relative_price,
    surplus_of_market,
    surplus_of_offer,
    utility_of_firm,
)
from tci_sim.engine.rules.listening import panel_weight
from tci_sim.engine.rules.satisfaction import perceived_value, satisfaction_level
from tci_sim.engine.rules.word_of_mouth import launch_pace, recommendation, share_reached, update_reputation
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Policies, Standing
from tci_sim.engine.state.market import Buying, Occasion
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import YEAR, Sum, SumOfAttribute, Sums
from tci_sim.engine.state.types import FIXED, Floats, Integers, Record

_ASK_FOR_UNITS = np.uint64(Decision.ASK_FOR_UNITS)
_PURCHASE = int(Occasion.PURCHASE)
_1 = np.uint64(1)
_STEPS = float(FIXED)


@compiled
def add_felt(
    block: Block, served: NDArray[np.uint8], quality: Floats, customers: Customers, response: Response,
    act: NDArray[np.uint8], table: Integers,
) -> None:  # fmt: skip
    """Add what customers did towards the firm that served them."""
    for i in range(block.size):
        who = block.first + np.uint64(i)
        f, s = customers.firm[who], customers.segment[who]
        if served[f] == 1:
            asked = customers.asked[who] == 1.0 or act[i] >= FOUND
            table[f, s, Sum.ASKED] += 1 if asked else 0
            table[f, s, Sum.DISSATISFIED] += 1 if response.complaint[i] >= DISSATISFIED else 0
            table[f, s, Sum.COMPLAINTS] += 1 if response.complaint[i] >= COMPLAINED else 0
            table[f, s, Sum.HANDLED] += 1 if response.complaint[i] >= HANDLED else 0
            table[f, s, Sum.TALK] += np.int64(response.said[i] * _STEPS)
            table[f, s, Sum.TALK_QUALITY] += np.int64(response.said[i] * quality[i] * _STEPS)


@inlined
def add_responses(
    block: Block, served: NDArray[np.uint8], felt: Felt, customers: Customers, response: Response,
    act: NDArray[np.uint8], table: Integers,
) -> None:  # fmt: skip
    """Add what customers did towards the firm that served them, and what it did for those whom it interviewed."""
    add_felt(block, served, felt.quality, customers, response, act, table)
    add_acts(block, served, felt, customers, act, table)


@compiled
def add_moves(block: Block, considering: Considering, segment: NDArray[np.uint8], table: Integers) -> None:
    """Add who considered the market, who left and who came."""
    for k in range(considering.place.shape[0]):
        s = segment[block.first + np.uint64(considering.place[k])]
        before, now = considering.before[k], considering.chosen[k]
        table[before, s, Sum.CONSIDERED] += 1
        if before != now:
            table[before, s, Sum.LEFT] += 1
            table[now, s, Sum.WON] += 1


@compiled
def value_market(block: Block, choice: Record, offers: Offers, customers: Customers, surplus: Floats) -> None:
    """Work out each customer's surplus from the market's offer."""
    satisfaction_weight, price_weight = choice.satisfaction_weight, choice.price_weight
    not_buying, none = choice.not_buying, offers.met.shape[0]
    price, rivals = np.empty(block.size), np.empty(block.size)
    for i in range(block.size):
        price[i] = offers.relative_price[customers.firm[block.first + np.uint64(i)]]
    for i in range(block.size):
        who = block.first + np.uint64(i)
        rivals[i] = offers.rivals[customers.firm[who], customers.segment[who]]
    for i in range(block.size):
        who = block.first + np.uint64(i)
        own = exponential(
            utility_of_firm(
                customers.satisfaction[who], price[i], 0.0, 0.0, satisfaction_weight, price_weight
            )
        )
        surplus[i] = own if customers.firm[who] < none else 0.0
    for i in range(block.size):
        surplus[i] = surplus_of_market(surplus[i], rivals[i], not_buying, price_weight)


@compiled
def value_offers(
    block: Block,
    world: Record,
    offers: Offers,
    price: Floats,
    customers: Customers,
    surplus: Floats,
    table: Integers,
) -> None:
    """Work out each customer's surplus: from the market's offer, or from the own firm's, which is also added up."""
    if world.choice.value_own_offer == 0:
        value_market(block, world.choice, offers, customers, surplus)
    else:
        worth = np.empty(block.size)
        weigh_quality(block, world.satisfaction, customers.quality, worth)
        value_own_offers(block, world.choice, price, world.economy.price, customers, worth, surplus)
        add_own_offers(block, customers, worth, table)


@compiled
def weigh_quality(block: Block, felt: Record, quality: Floats, worth: Floats) -> None:
    """Say how far the quality that each one remembers would satisfy where one is used to it. [points of 100].

    No gap, a fair price and the image that goes with it: so neither norms nor surprises enter.
    """
    base, price_in_value, quality_effect = felt.constant, felt.price_in_value, felt.quality_effect
    value_effect, image_effect = felt.value_effect, felt.image_effect
    for i in range(block.size):
        known = quality[block.first + np.uint64(i)]
        value = perceived_value(known, 1.0, 0.0, price_in_value)
        worth[i] = satisfaction_level(
            known, 0.0, value, known, base, quality_effect, 0.0, value_effect, image_effect
        )


@compiled
def value_own_offers(
    block: Block, choice: Record, price: Floats, starting_price: float, customers: Customers, worth: Floats,
    surplus: Floats,
) -> None:  # fmt: skip
    """Work out what the own firm's offer is worth to each customer at its absolute price; without taste in `worth`."""
    satisfaction_weight, price_weight = choice.satisfaction_weight, choice.price_weight
    not_buying, none = choice.not_buying, price.shape[0]
    asked = np.ones(none + 1)
    for f in range(none):
        asked[f] = relative_price(price[f], starting_price)
    for i in range(block.size):
        surplus[i] = asked[customers.firm[block.first + np.uint64(i)]]
    for i in range(block.size):
        worth[i] = utility_of_firm(worth[i], surplus[i], 0.0, 0.0, satisfaction_weight, price_weight)
    for i in range(block.size):
        who = block.first + np.uint64(i)
        with_taste = surplus_of_offer(worth[i] + customers.liking[who], not_buying, price_weight)
        without = surplus_of_offer(worth[i], not_buying, price_weight)
        has_firm = customers.firm[who] < none
        surplus[i] = with_taste if has_firm else 0.0
        worth[i] = without if has_firm else 0.0


@compiled
def add_own_offers(block: Block, customers: Customers, worth: Floats, table: Integers) -> None:
    """Add what own offers are worth without taste."""
    for i in range(block.size):
        who = block.first + np.uint64(i)
        table[customers.firm[who], customers.segment[who], Sum.OFFER] += np.int64(worth[i] * _STEPS)


@compiled
def add_standing(
    block: Block,
    none: int,
    customers: Customers,
    felt: Felt,
    consider: Floats,
    surplus: Floats,
    table: Integers,
) -> None:
    """Add how customers stand with the firm they are with at the end of the month."""
    for i in range(block.size):
        who = block.first + np.uint64(i)
        f, s = customers.firm[who], customers.segment[who]
        table[f, s, Sum.CUSTOMERS] += 1
        table[f, s, Sum.SURPLUS] += np.int64(surplus[i] * _STEPS)
        if f < none:
            satisfaction = customers.satisfaction[who]
            level = satisfaction / 100.0
            answer = recommendation(satisfaction)
            table[f, s, Sum.PROMOTERS] += 1 if answer >= 9 else 0
            table[f, s, Sum.DETRACTORS] += 1 if answer <= 6 else 0
            table[f, s, Sum.TENURE] += np.int64(customers.tenure[who])
            table[f, s, Sum.KEPT] += 1 if customers.tenure[who] >= YEAR else 0
            table[f, s, Sum.SATISFACTION] += np.int64(satisfaction * _STEPS)
            table[f, s, Sum.SATISFACTION_SQUARE] += np.int64(level * level * _STEPS)
            table[f, s, Sum.SATISFACTION_CUBE] += np.int64(level * level * level * _STEPS)
            table[f, s, Sum.INTENT] += np.int64((1.0 - consider[i]) * _STEPS)
            table[f, s, Sum.IMAGE] += np.int64(customers.image[who] * _STEPS)
            table[f, s, Sum.QUALITY] += np.int64(felt.quality[i] * _STEPS)
            table[f, s, Sum.EXPECTATION] += np.int64(felt.expectation[i] * _STEPS)
            for a in range(felt.perceived.shape[0]):
                table[f, s, COLUMNS + 2 * a] += np.int64(felt.perceived[a, i] * _STEPS)
                table[f, s, COLUMNS + 2 * a + 1] += np.int64(felt.gap[a, i] * _STEPS)


@compiled
def add_orders(
    block: Block, purchase_rate: float, buying: Buying, customers: Customers, buys: NDArray[np.uint8],
    asks: Integers,
) -> None:  # fmt: skip
    """Add who will ask for a unit next month, by outlet; the last outlet is "none"."""
    outlet = customers.outlet
    if not buys_any_month(buying):
        add_purchases(block, purchase_rate, buying, customers, buys, asks)
        return
    draws, next_month = np.empty(block.size), block.month + _1
    for i in range(block.size):
        draws[i] = uniform(block.seed, _ASK_FOR_UNITS, next_month, block.first + np.uint64(i))
    for i in range(block.size):
        asks[outlet[block.first + np.uint64(i)]] += 1 if draws[i] < purchase_rate else 0


@compiled
def one_more(market: int, people: int) -> int:
    """Count those of the simulated people, the first ones, who stand for one more customer than the others."""
    return market % max(people, 1)


@compiled
def add_purchases(
    block: Block, purchase_rate: float, buying: Buying, customers: Customers, buys: NDArray[np.uint8],
    asks: Integers,
) -> None:  # fmt: skip
    """Add who will ask for a unit next month where it is not time to buy every month."""
    next_month, considers = block.month + _1, buying.considers
    for i in range(block.size):
        who = block.first + np.uint64(i)
        s = customers.segment[who]
        if considers[s] == _PURCHASE:
            asks[customers.outlet[who]] += buys[i]
        else:
            draw = uniform(block.seed, _ASK_FOR_UNITS, next_month, who)
            chance = chance_to_buy(purchase_rate, buying.interval[s])
            asks[customers.outlet[who]] += 1 if draw < chance else 0


@compiled
def clear_sums(tally: PartSums) -> None:
    """Begin the month's sums at zero."""
    tally.table[:] = 0
    tally.asks[:] = 0
    tally.fault[:] = 0


@compiled
def gather_parts(tally: PartSums, market: int, people: int, weight: Floats, sums: Sums, month: int) -> None:
    """Write the sums of all parts together, and what follows from them; `weight` is (attribute, segment).

    `market` is how many customers the `people` who are simulated stand for: each is added as often. Where it does not
    come out even, the parts with odd numbers are of those who stand for one more.
    """
    each, more = market // max(people, 1), 1 if one_more(market, people) > 0 else 0
    sums.by_segment[:] = 0
    sums.by_attribute[:] = 0
    sums.asks[:] = 0
    for part in range(tally.asks.shape[0]):
        times = each + more * (part % 2)
        add_part(tally.table[part], times, sums)
        for n in range(tally.asks.shape[1] - 1):
            sums.asks[n] += times * tally.asks[part, n]
    weigh_gaps(tally.table, each, more, weight, sums.by_segment)
    remember_customers(sums, month)


@compiled
def weigh_gaps(table: Integers, each: int, more: int, weight: Floats, by_segment: Integers) -> None:
    """Weigh the gaps of all attributes by what they weigh in each segment, (part, firm, segment, column).

    All parts are added up before: so that it makes no difference how many there are.
    """
    for f in range(by_segment.shape[1]):
        for s in range(by_segment.shape[2]):
            total = 0.0
            for a in range(weight.shape[0]):
                gap = 0
                for part in range(table.shape[0]):
                    gap += (each + more * (part % 2)) * table[part, f, s, COLUMNS + 2 * a + 1]
                total += weight[a, s] * gap
            by_segment[Sum.PERCEIVED_GAP, f, s] = np.int64(total)


@compiled
def remember_customers(sums: Sums, month: int) -> None:
    """Look up how many customers there were a year ago, and remember how many there are now."""
    slot = month % YEAR
    for f in range(sums.by_segment.shape[1]):
        for s in range(sums.by_segment.shape[2]):
            sums.by_segment[Sum.YEAR_AGO, f, s] = sums.customers_by_month[slot, f, s]
            sums.customers_by_month[slot, f, s] = sums.by_segment[Sum.CUSTOMERS, f, s]


@compiled
def add_part(table: Integers, times: int, sums: Sums) -> None:
    """Add the sums of one part, so many times."""
    for f in range(table.shape[0]):
        for s in range(table.shape[1]):
            for k in range(sums.by_segment.shape[0]):
                sums.by_segment[k, f, s] += times * table[f, s, k]
            for a in range(sums.by_attribute.shape[2]):
                sums.by_attribute[SumOfAttribute.PERCEIVED, f, a] += times * table[f, s, COLUMNS + 2 * a]
                sums.by_attribute[SumOfAttribute.GAP, f, a] += times * table[f, s, COLUMNS + 2 * a + 1]
            add_tickets(table[f, s], times, f, sums.by_attribute)


@compiled
def add_tickets(row: Integers, times: int, f: int, by_attribute: Integers) -> None:
    """Add what goes up as tickets for one firm's customers in one segment, (`SumOfAttribute`, firm, attribute)."""
    attributes = by_attribute.shape[2]
    for a in range(attributes):
        first = COLUMNS + 2 * attributes + 2 * a
        by_attribute[SumOfAttribute.PASSED_ON, f, a] += times * row[first]
        by_attribute[SumOfAttribute.PASSED_ON_GAP, f, a] += times * row[first + 1]


@compiled
def reached_by_launches(run: Run, policies: Policies, segments: int) -> Floats:
    """Return how far customers who take part in launches are of each segment, times how far they do, (firm, segment).

    A narrow panel comes from one segment.
    """
    reached: Floats = np.zeros((len(policies.in_force), segments))
    for f in range(len(reached)):
        seats = policies.in_force[f].listening.participation
        panel = segment_of_panel(run.seed[0], segments, f)
        for s in range(segments):
            here = panel_weight(1.0, 1.0 if s == panel else 0.0, seats.breadth)
            reached[f, s] = seats.launch * here
    return reached


@compiled
def update_reputations(
    world: Record, friends: int, by_segment: Integers, expected: Floats, launched: Floats, standing: Standing
) -> None:
    """Move each firm's reputation in each segment, and what is told of it, towards what its customers there told.

    `launched` is how far customers of each segment take part in launches, (firm, segment).
    """
    word_of_mouth, speeds = world.word_of_mouth, world.partnership.launch_speeds
    reputation, usual, rise = standing.reputation, word_of_mouth.reputation_update, word_of_mouth.rise
    for s in range(reputation.shape[1]):
        segment = 0
        for f in range(by_segment.shape[1]):
            segment += by_segment[Sum.CUSTOMERS, f, s]
        for f in range(reputation.shape[0]):
            talk = by_segment[Sum.TALK, f, s]
            if talk > 0:
                told = by_segment[Sum.TALK_QUALITY, f, s] / talk
                update = launch_pace(usual, launched[f, s], speeds)
                heard = share_reached(talk / _STEPS, float(friends), float(segment))
                reputation[f, s] = update_reputation(reputation[f, s], told, heard, update, rise)
                if word_of_mouth.carries_satisfaction == 1 and by_segment[Sum.CUSTOMERS, f, s] > 0:
                    felt = by_segment[Sum.SATISFACTION, f, s] / FIXED / by_segment[Sum.CUSTOMERS, f, s]
                    known = update_reputation(expected[f, s], felt, heard, update, rise)
                    standing.told[f, s] += known - expected[f, s]


@compiled
def update_friends_firms(customers: Customers) -> None:
    """Let friends see next month where each customer buys now."""
    for i in range(customers.firm.shape[0]):
        customers.friends_firm[i] = customers.firm[i]
