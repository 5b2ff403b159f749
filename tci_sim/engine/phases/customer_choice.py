"""The stages in which customers consider the market, compare offers, and choose a firm or none."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import exponential, logarithm, normal
from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.customer_block import Block, Considering, Response
from tci_sim.engine.phases.customer_occasions import chance_when_due, draw_purchases, has_occasions
from tci_sim.engine.phases.customer_terms import Offers
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.choice import (
    chance_to_consider,
    expected_unforeseen,
    unforeseen_taste,
    utility_of_firm,
)
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Standing
from tci_sim.engine.state.market import Buying
from tci_sim.engine.state.types import Floats, Record
from tci_sim.engine.tastes import taste_for_none

_CONSIDER_MARKET = np.uint64(Decision.CONSIDER_MARKET)
_KNOW_FIRM = np.uint64(Decision.KNOW_FIRM)
_MEET_FIRM = np.uint64(Decision.MEET_FIRM)
_RETURN = np.uint64(Decision.RETURN)
_CHOOSE = np.uint64(Decision.CHOOSE)
_FIRM_TASTE = np.uint64(Decision.FIRM_TASTE)
_LASTING = np.uint64(0)
_1024 = np.uint64(1024)
_NOT_BUYING = np.uint64(1023)

_AT_ONCE = 8192
"""Offers that are compared together: what they need stays in near memory, however many firms there are."""


class Compared(NamedTuple):
    """Offers that those who consider the market compare, one customer's after another's."""

    until: NDArray[np.uint32]
    """Place after each one's last offer, (considering,)."""
    firm: NDArray[np.uint16]
    """Firm that makes the offer, (offer,)."""
    pair: NDArray[np.uint64]
    """Number of customer and firm together, the identity of their draws, (offer,)."""
    taste: Floats
    """Lasting taste of the customer for the firm, (offer,)."""
    utility: Floats
    """What the offer is worth to the customer, (offer,)."""


@compiled
def find_considering(
    block: Block, choice: Record, buying: Buying, served: NDArray[np.uint8], customers: Customers,
    response: Response, buys: NDArray[np.uint8],
) -> Considering:  # fmt: skip
    """List those who consider the market, all those without an open firm among them."""
    rate, slope, effect, chance = (
        choice.consider_rate,
        choice.consider_slope,
        choice.asked_effect,
        response.consider,
    )
    for i in range(block.size):
        who = block.first + np.uint64(i)
        chance[i] = chance_to_consider(customers.satisfaction[who], customers.asked[who], rate, slope, effect)
    due = chance
    if has_occasions(buying):
        draw_purchases(block, choice.purchase_rate, buying, customers.segment, buys)
        due = chance_when_due(block, buying, customers, chance, buys)
    draws = np.empty(block.size)
    for i in range(block.size):
        draws[i] = uniform(block.seed, _CONSIDER_MARKET, block.month, block.first + np.uint64(i))
    place, before, found = np.empty(block.size, np.uint16), np.empty(block.size, np.uint16), 0
    for i in range(block.size):
        f = customers.firm[block.first + np.uint64(i)]
        place[found], before[found] = i, f
        found += 1 if served[f] == 0 or draws[i] < due[i] else 0
    return Considering(place[:found], before[:found], np.empty(found, np.uint16))


@compiled
def list_considering(
    block: Block, choice: Record, buying: Buying, offers: Offers, customers: Customers, response: Response,
    buys: NDArray[np.uint8],
) -> Considering:  # fmt: skip
    """List those who consider the market: customers by chance, those without an open firm, and who comes back."""
    considering = find_considering(block, choice, buying, offers.served, customers, response, buys)
    if choice.return_rate != 1.0:
        return stay_out(block, choice.return_rate, offers.met.shape[0], considering)
    return considering


@compiled
def stay_out(block: Block, return_rate: float, none: int, considering: Considering) -> Considering:
    """Leave out of the list those without a firm who do not think of coming back this month."""
    found = 0
    for k in range(considering.place.shape[0]):
        i, f = considering.place[k], considering.before[k]
        draw = uniform(block.seed, _RETURN, block.month, block.first + np.uint64(i))
        considering.place[found], considering.before[found] = i, f
        found += 1 if f != none or draw < return_rate else 0
    return part_of(considering, 0, found)


@compiled
def meet(met: Floats, draw: float) -> int:
    """Meet one open firm, by visibility; the number of firms where none is open."""
    firms = len(met)
    if firms == 0 or met[firms - 1] <= 0.0:
        return firms
    f = 0
    while f < firms - 1 and draw * met[firms - 1] >= met[f]:
        f += 1
    return f


@compiled
def room_to_compare(considering: int, offers: int) -> Compared:
    """Make room for so many offers, compared by so many customers."""
    return Compared(
        np.empty(considering, np.uint32), np.empty(offers, np.uint16), np.empty(offers, np.uint64),
        np.empty(offers), np.empty(offers),
    )  # fmt: skip


@compiled
def list_offers(
    block: Block, served: NDArray[np.uint8], met: Floats, customers: Customers, considering: Considering,
    compared: Compared,
) -> int:  # fmt: skip
    """List open firms for each, each once: own, friends', one met; return how many in all."""
    count, friends = 0, customers.friends.shape[1]
    for k in range(considering.place.shape[0]):
        who, begin = block.first + np.uint64(considering.place[k]), count
        for place in range(friends + 2):
            if place == 0:
                f = customers.firm[who]
            elif place <= friends:
                f = customers.friends_firm[customers.friends[who, place - 1]]
            else:
                f = np.uint16(meet(met, uniform(block.seed, _MEET_FIRM, block.month, who)))
            is_new = served[f] == 1
            for known in range(begin, count):
                is_new = is_new and compared.firm[known] != f
            compared.firm[count] = f
            compared.pair[count] = who * _1024 + np.uint64(f)
            count += 1 if is_new else 0
        compared.until[k] = count
    return count


@compiled
def list_known_offers(
    block: Block, served: NDArray[np.uint8], awareness: Floats, customers: Customers, considering: Considering,
    compared: Compared,
) -> int:  # fmt: skip
    """List the own firm and each open rival that one knows; return how many in all."""
    count, firms = 0, awareness.shape[0]
    draws = np.empty(firms)
    for k in range(considering.place.shape[0]):
        who = block.first + np.uint64(considering.place[k])
        pair = who * _1024
        for f in range(firms):
            draws[f] = uniform(block.seed, _KNOW_FIRM, block.month, pair + np.uint64(f))
        own = np.int64(customers.firm[who])
        for f in range(firms):
            is_known = served[f] == 1 and (f == own or draws[f] < awareness[f])
            compared.firm[count] = f
            compared.pair[count] = pair + np.uint64(f)
            count += 1 if is_known else 0
        compared.until[k] = count
    return count


@compiled
def add_brands(brand: Floats, count: int, compared: Compared) -> None:
    """Add to each taste what the firm has for its name."""
    for place in range(count):
        compared.taste[place] += brand[compared.firm[place]]


@compiled
def draw_tastes(seed: np.uint64, spread: float, count: int, compared: Compared) -> None:
    """Draw again the lasting taste of each customer for each firm on offer."""
    for place in range(count):
        draw = uniform(seed, _FIRM_TASTE, _LASTING, compared.pair[place])
        compared.taste[place] = spread * normal(draw)


@compiled
def score_offers(
    block: Block, choice: Record, expected: Floats, relative_price: Floats, customers: Customers,
    considering: Considering, compared: Compared,
) -> None:  # fmt: skip
    """Weigh each offer by what the customer knows: felt satisfaction of the own firm, expected of a rival."""
    satisfaction_weight, price_weight = choice.satisfaction_weight, choice.price_weight
    begin = 0
    for k in range(considering.place.shape[0]):
        who = block.first + np.uint64(considering.place[k])
        for place in range(begin, compared.until[k]):
            f = compared.firm[place]
            own = f == customers.firm[who]
            compared.utility[place] = utility_of_firm(
                customers.satisfaction[who] if own else expected[f, customers.segment[who]],
                relative_price[f],
                choice.inertia if own else 0.0,
                compared.taste[place],
                satisfaction_weight,
                price_weight,
            )
        begin = compared.until[k]


@compiled
def add_random_taste(block: Block, count: int, compared: Compared) -> None:
    """Add to each offer what nobody can foresee."""
    for place in range(count):
        draw = uniform(block.seed, _CHOOSE, block.month, compared.pair[place])
        compared.utility[place] += unforeseen_taste(draw)


@compiled
def add_appeal(count: int, appeal: Floats, compared: Compared) -> None:
    """Add to each offer what chance has made of its firm's appeal, where any has shocks, (selling firm,)."""
    shaken = False
    for f in range(appeal.shape[0]):
        shaken |= appeal[f] != 0.0
    if shaken:
        for place in range(count):
            compared.utility[place] += appeal[compared.firm[place]]


@compiled
def draw_tastes_for_none(block: Block, felt: float, place: NDArray[np.uint16], taste: Floats) -> None:
    """Draw again each one's lasting taste for buying from nobody, as far as it is `felt`. [utility]."""
    if felt == 0.0:
        taste[:] = 0.0
        return
    for k in range(taste.shape[0]):
        taste[k] = felt * taste_for_none(block.seed, block.first + np.uint64(place[k]))


@compiled
def value_not_buying(
    block: Block, choice: Record, place: NDArray[np.uint16], taste: Floats, most: Floats
) -> None:
    """Work out what it is worth to each one to buy from nobody, with the `taste` for it."""
    not_buying = choice.not_buying
    for k in range(most.shape[0]):
        who = block.first + np.uint64(place[k])
        draw = uniform(block.seed, _CHOOSE, block.month, who * _1024 + _NOT_BUYING)
        most[k] = (not_buying + taste[k]) + unforeseen_taste(draw)


@compiled
def choose_best(most: Floats, none: int, compared: Compared, chosen: NDArray[np.uint16]) -> None:
    """Take the best offer, or none if none beats not buying; the number of firms means none."""
    begin = 0
    for k in range(chosen.shape[0]):
        chosen[k] = none
        for place in range(begin, compared.until[k]):
            if compared.utility[place] > most[k]:
                chosen[k] = compared.firm[place]
                most[k] = compared.utility[place]
        begin = compared.until[k]


@compiled
def weigh_names(seed: np.uint64, choice: Record, brand: Floats, count: int, compared: Compared) -> None:
    """Say what each firm on offer has for itself, whatever it offers: the customer's taste, and its brand."""
    draw_tastes(seed, choice.taste, count, compared)
    if choice.brands == 1:
        add_brands(brand, count, compared)


@compiled
def sum_up_offers(
    until: NDArray[np.uint32], foreseen: Floats, nothing: Floats, together: Floats, worth: Floats
) -> None:
    """Take the logarithm of the sum of e to the utility of all that each one compares, not buying included.

    `foreseen` is the utility of each offer, and `worth` room for as many, (offer,); `nothing` is that of not buying,
    and `together` what is found, (considering,).
    """
    count, begin = nothing.shape[0], 0
    most, sums = np.empty(count), np.empty(count)
    for k in range(count):
        most[k] = nothing[k]
        for place in range(begin, until[k]):
            most[k] = max(most[k], foreseen[place])
        for place in range(begin, until[k]):
            worth[place] = foreseen[place] - most[k]
        begin = until[k]
    for place in range(begin):
        worth[place] = exponential(worth[place])
    for k in range(count):
        sums[k] = exponential(nothing[k] - most[k])
    begin = 0
    for k in range(count):
        for place in range(begin, until[k]):
            sums[k] += worth[place]
        begin = until[k]
    for k in range(count):
        together[k] = most[k] + logarithm(sums[k])


@compiled
def remember_liking(
    block: Block, not_buying: float, foreseen: Floats, tastes: Floats, considering: Considering,
    compared: Compared, liking: Floats,
) -> None:  # fmt: skip
    """Remember of each choice what speaks for the firm beside quality and price.

    `foreseen` is the utility of each offer, (offer,), and `tastes` are those for not buying, (considering,).
    """
    nothing, together = not_buying + tastes, np.empty(tastes.shape[0])
    sum_up_offers(compared.until, foreseen, nothing, together, compared.utility)
    begin = 0
    for k in range(considering.place.shape[0]):
        who = block.first + np.uint64(considering.place[k])
        liking[who] = 0.0
        for place in range(begin, compared.until[k]):
            if compared.firm[place] == considering.chosen[k]:
                luck = expected_unforeseen(together[k], foreseen[place], nothing[k])
                liking[who] = compared.taste[place] - tastes[k] + luck
        begin = compared.until[k]


@inlined
def choose(
    block: Block,
    choice: Record,
    offers: Offers,
    known: Standing,
    customers: Customers,
    considering: Considering,
) -> None:
    """Let each one who considers the market compare the offers, all of them weighed together, and take the best."""
    found, appeal, brand, awareness = considering.place.shape[0], known.appeal, known.brand, known.awareness
    expected, price = offers.expected, offers.relative_price
    if choice.known_firms == 1:
        firms = max(awareness.shape[0], 1)
        together = max(_AT_ONCE // firms, 1)
        compared = room_to_compare(min(found, together), min(found, together) * firms + 1)
        for first in range(0, found, together):
            part = part_of(considering, first, min(first + together, found))
            count = list_known_offers(block, offers.served, awareness, customers, part, compared)
            weigh_names(block.seed, choice, brand, count, compared)
            score_offers(block, choice, expected, price, customers, part, compared)
            take_best(block, choice, appeal, part, count, compared, customers.liking)
    else:
        compared = room_to_compare(found, found * (customers.friends.shape[1] + 2) + 1)
        count = list_offers(block, offers.served, offers.met, customers, considering, compared)
        weigh_names(block.seed, choice, brand, count, compared)
        score_offers(block, choice, expected, price, customers, considering, compared)
        take_best(block, choice, appeal, considering, count, compared, customers.liking)


@compiled
def part_of(considering: Considering, first: int, last: int) -> Considering:
    """Return those from one place to another (left out) in the list."""
    return Considering(
        considering.place[first:last], considering.before[first:last], considering.chosen[first:last]
    )


@compiled
def take_best(
    block: Block, choice: Record, appeal: Floats, considering: Considering, count: int,
    compared: Compared, liking: Floats,
) -> None:  # fmt: skip
    """Let each one take the best of the offers that are weighed together; the number of firms means none."""
    add_appeal(count, appeal, compared)
    foreseen = compared.utility[: count if choice.value_own_offer == 1 else 0].copy()
    add_random_taste(block, count, compared)
    tastes, most = np.empty(considering.place.shape[0]), np.empty(considering.place.shape[0])
    draw_tastes_for_none(block, choice.taste_for_not_buying, considering.place, tastes)
    value_not_buying(block, choice, considering.place, tastes, most)
    choose_best(most, appeal.shape[0], compared, considering.chosen)
    if choice.value_own_offer == 1:
        remember_liking(block, choice.not_buying, foreseen, tastes, considering, compared, liking)
