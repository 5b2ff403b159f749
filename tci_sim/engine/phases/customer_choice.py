"""The stages in which customers look round, choose, and move to another firm or to none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import normal
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.customer_terms import Terms, outlet_of
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.choice import chance_to_consider, unforeseen_taste, utility_of_firm
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.types import OPTIMISM, TRAIT_STEPS, Floats, Record

_CONSIDER_MARKET = np.uint64(Decision.CONSIDER_MARKET)
_MEET_FIRM = np.uint64(Decision.MEET_FIRM)
_CHOOSE = np.uint64(Decision.CHOOSE)
_FIRM_TASTE = np.uint64(Decision.FIRM_TASTE)
_OUTLET = np.uint64(Decision.OUTLET)
_LASTING = np.uint64(0)
_1024 = np.uint64(1024)
_NOT_BUYING = np.uint64(1023)

_LONGEST_TENURE = 65_535


@compiled
def find_who_looks_round(
    seed: np.uint64, month: np.uint64, first: np.uint64, choice: Record, satisfaction: Floats, asked: Floats,
    firm: NDArray[np.uint16], served: NDArray[np.uint8], chance: Floats, draws: Floats,
    looking: NDArray[np.uint16],
) -> int:  # fmt: skip
    """List those who consider the market, all those without an open firm among them; return how many."""
    rate, slope, effect = choice.consider_rate, choice.consider_slope, choice.asked_effect
    for i in range(chance.shape[0]):
        chance[i] = chance_to_consider(satisfaction[i], asked[i], rate, slope, effect)
    for i in range(chance.shape[0]):
        draws[i] = uniform(seed, _CONSIDER_MARKET, month, first + np.uint64(i))
    found = 0
    for i in range(chance.shape[0]):
        looking[found] = i
        found += 1 if served[firm[i]] == 0 or draws[i] < chance[i] else 0
    return found


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
def list_offers(
    seed: np.uint64, month: np.uint64, first: np.uint64, customers: Customers, terms: Terms,
    looking: NDArray[np.uint16], until: NDArray[np.uint32], offers: NDArray[np.uint16],
    pairs: NDArray[np.uint64],
) -> int:  # fmt: skip
    """List open firms for each, each once: own, friends', one met; return how many in all."""
    count, friends = 0, customers.friends.shape[1]
    for k in range(looking.shape[0]):
        who, begin = first + np.uint64(looking[k]), count
        for place in range(friends + 2):
            if place == 0:
                f = customers.firm[who]
            elif place <= friends:
                f = customers.friends_firm[customers.friends[who, place - 1]]
            else:
                f = np.uint16(meet(terms.met, uniform(seed, _MEET_FIRM, month, who)))
            is_new = terms.served[f] == 1
            for known in range(begin, count):
                is_new = is_new and offers[known] != f
            offers[count] = f
            pairs[count] = who * _1024 + np.uint64(f)
            count += 1 if is_new else 0
        until[k] = count
    return count


@compiled
def weigh_what_is_foreseen(
    choice: Record, first: np.uint64, customers: Customers, terms: Terms, looking: NDArray[np.uint16],
    until: NDArray[np.uint32], offers: NDArray[np.uint16], tastes: Floats, utility: Floats,
) -> None:  # fmt: skip
    """Weigh each offer by what the customer knows: felt satisfaction of the own firm, expected of a rival."""
    satisfaction_weight, price_weight = choice.satisfaction_weight, choice.price_weight
    begin = 0
    for k in range(looking.shape[0]):
        who = first + np.uint64(looking[k])
        for place in range(begin, until[k]):
            f = offers[place]
            own = f == customers.firm[who]
            utility[place] = utility_of_firm(
                customers.satisfaction[who] if own else terms.expected[f, customers.segment[who]],
                terms.relative_price[f],
                choice.inertia if own else 0.0,
                tastes[place],
                satisfaction_weight,
                price_weight,
            )
        begin = until[k]


@compiled
def draw_tastes(seed: np.uint64, spread: float, pairs: NDArray[np.uint64], tastes: Floats) -> None:
    """Draw again the lasting taste of each customer for each firm on offer."""
    for k in range(tastes.shape[0]):
        tastes[k] = spread * normal(uniform(seed, _FIRM_TASTE, _LASTING, pairs[k]))


@compiled
def add_the_unforeseen(seed: np.uint64, month: np.uint64, pairs: NDArray[np.uint64], utility: Floats) -> None:
    """Add to each offer what nobody can foresee."""
    for k in range(utility.shape[0]):
        utility[k] += unforeseen_taste(uniform(seed, _CHOOSE, month, pairs[k]))


@compiled
def take_the_best(
    not_buying: Floats, none: int, until: NDArray[np.uint32], offers: NDArray[np.uint16], utility: Floats,
    chosen: NDArray[np.uint16],
) -> None:  # fmt: skip
    """Take the best offer, or none if none beats not buying; the number of firms means none."""
    begin = 0
    for k in range(chosen.shape[0]):
        chosen[k] = none
        most = not_buying[k]
        for place in range(begin, until[k]):
            if utility[place] > most:
                chosen[k] = offers[place]
                most = utility[place]
        begin = until[k]


@compiled
def choose(
    seed: np.uint64, month: np.uint64, first: np.uint64, choice: Record, customers: Customers, terms: Terms,
    looking: NDArray[np.uint16], chosen: NDArray[np.uint16],
) -> None:  # fmt: skip
    """Let each one who looks round compare the offers, all of them weighed together, and take the best."""
    found, most = looking.shape[0], looking.shape[0] * (customers.friends.shape[1] + 2) + 1
    until, offers, pairs = np.empty(found, np.uint32), np.empty(most, np.uint16), np.empty(most, np.uint64)
    count = list_offers(seed, month, first, customers, terms, looking, until, offers, pairs)
    tastes, utility, nothing = np.empty(count), np.empty(count), np.empty(found)
    draw_tastes(seed, choice.taste, pairs[:count], tastes)
    weigh_what_is_foreseen(choice, first, customers, terms, looking, until, offers, tastes, utility)
    add_the_unforeseen(seed, month, pairs[:count], utility)
    for k in range(found):
        pairs[k] = (first + np.uint64(looking[k])) * _1024 + _NOT_BUYING
    nothing[:] = choice.not_buying
    add_the_unforeseen(seed, month, pairs[:found], nothing)
    take_the_best(nothing, terms.met.shape[0], until, offers, utility, chosen)


@compiled
def join(
    seed: np.uint64, who: np.uint64, firm: int, none_outlet: int, optimism: float, reputation: Floats,
    customers: Customers, terms: Terms,
) -> None:  # fmt: skip
    """Begin with another firm: all that is known of it is its reputation."""
    known = reputation[firm, customers.segment[who]]
    draw = uniform(seed, _OUTLET, _LASTING, who)
    customers.firm[who] = firm
    customers.outlet[who] = outlet_of(
        terms.first_outlet, terms.outlet, terms.outlet_until, firm, draw, none_outlet
    )
    customers.satisfaction[who] = terms.expected[firm, customers.segment[who]]
    customers.image[who] = known
    customers.quality[who] = known
    expected = known + customers.traits[OPTIMISM, who] * (optimism / TRAIT_STEPS)
    for a in range(customers.will.shape[0]):
        customers.will[a, who] = expected


@compiled
def leave_market(who: np.uint64, none: int, none_outlet: int, customers: Customers) -> None:
    """Buy from nobody: nothing is felt or expected of a firm."""
    customers.firm[who] = none
    customers.outlet[who] = none_outlet
    customers.satisfaction[who] = 0.0
    customers.image[who] = 0.0
    customers.quality[who] = 0.0
    for a in range(customers.will.shape[0]):
        customers.will[a, who] = 0.0


@compiled
def stay_or_switch(
    seed: np.uint64, month: np.uint64, first: np.uint64, world: Record, looking: NDArray[np.uint16],
    reputation: Floats, customers: Customers, terms: Terms,
) -> None:  # fmt: skip
    """Let each one who looks round choose, and move if the choice is not the own firm."""
    none, none_outlet = terms.met.shape[0], terms.delivered.shape[1] - 1
    chosen = np.empty(looking.shape[0], np.uint16)
    choose(seed, month, first, world.choice, customers, terms, looking, chosen)
    for k in range(looking.shape[0]):
        who = first + np.uint64(looking[k])
        if chosen[k] == none:
            leave_market(who, none, none_outlet, customers)
        elif chosen[k] != customers.firm[who]:
            optimism = world.satisfaction.optimism
            join(seed, who, chosen[k], none_outlet, optimism, reputation, customers, terms)


@compiled
def grow_older(
    was: NDArray[np.uint16], firm: NDArray[np.uint16], none: int, tenure: NDArray[np.uint16], asked: Floats
) -> None:
    """Add a month with the same firm; whoever moved begins at 0 and was never asked by the new firm."""
    for i in range(firm.shape[0]):
        if firm[i] != was[i] or firm[i] == none:
            tenure[i] = 0
            asked[i] = 0.0
        elif tenure[i] < _LONGEST_TENURE:
            tenure[i] += 1


@compiled
def know_by_reputation(
    choice: Record, looking: NDArray[np.uint16], was: NDArray[np.uint16], firm: NDArray[np.uint16],
    satisfaction: Floats, known: Floats, will: Floats,
    chance: Floats, quality: Floats, expectation: Floats, perceived: Floats, gap: Floats,
) -> None:  # fmt: skip
    """Count those who moved with what they expect: they have not yet experienced anything."""
    for k in range(looking.shape[0]):
        i = looking[k]
        if firm[i] != was[i]:
            chance[i] = chance_to_consider(
                satisfaction[i], 0.0, choice.consider_rate, choice.consider_slope, choice.asked_effect
            )
            quality[i] = known[i]
            expectation[i] = will[0, i]
            for a in range(perceived.shape[0]):
                perceived[a, i] = known[i]
                gap[a, i] = 0.0
