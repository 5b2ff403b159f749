"""The stages in which customers stay with their firm or switch to another one or to none."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.outlets import Outlets, outlet_of
from tci_sim.engine.phases.customer_block import Block, Considering, Felt
from tci_sim.engine.phases.customer_terms import Offers
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.choice import chance_to_consider
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.types import OPTIMISM, TRAIT_STEPS, Floats, Record

_OUTLET = np.uint64(Decision.OUTLET)
_LASTING = np.uint64(0)

_LONGEST_TENURE = 65_535


@compiled
def advance_tenure(block: Block, none: int, customers: Customers) -> None:
    """Add a month with the firm; those without one have no tenure, and nobody who asked them."""
    firm, tenure, asked = customers.firm, customers.tenure, customers.asked
    for i in range(block.size):
        who = block.first + np.uint64(i)
        if firm[who] == none:
            tenure[who] = 0
            asked[who] = 0.0
        elif tenure[who] < _LONGEST_TENURE:
            tenure[who] += 1


@compiled
def join_firm(
    who: np.uint64,
    firm: int,
    outlet: int,
    satisfaction: float,
    known: float,
    will: float,
    customers: Customers,
) -> None:
    """Begin with another firm, which has never asked the customer: all that is known of it is its reputation."""
    customers.firm[who] = firm
    customers.outlet[who] = outlet
    customers.tenure[who] = 0
    customers.asked[who] = 0.0
    customers.satisfaction[who] = satisfaction
    customers.image[who] = known
    customers.quality[who] = known
    for a in range(customers.will.shape[0]):
        customers.will[a, who] = will


@compiled
def switch(
    block: Block, satisfaction: Record, reputation: Floats, offers: Offers, outlets: Outlets,
    considering: Considering, customers: Customers,
) -> None:  # fmt: skip
    """Move each one who chose another firm, or none, of which nothing is felt or expected."""
    none, optimism_step = reputation.shape[0], satisfaction.optimism / TRAIT_STEPS
    for k in range(considering.place.shape[0]):
        who, firm = block.first + np.uint64(considering.place[k]), considering.chosen[k]
        if firm == none:
            join_firm(who, firm, outlets.node.shape[0], 0.0, 0.0, 0.0, customers)
        elif firm != considering.before[k]:
            known = reputation[firm, customers.segment[who]]
            will = known + customers.traits[OPTIMISM, who] * optimism_step
            outlet = outlet_of(outlets, firm, uniform(block.seed, _OUTLET, _LASTING, who))
            join_firm(
                who, firm, outlet, offers.expected[firm, customers.segment[who]], known, will, customers
            )


@compiled
def know_by_reputation(
    block: Block, choice: Record, considering: Considering, customers: Customers, felt: Felt, chance: Floats
) -> None:
    """Count those who moved with what they expect: they have not yet experienced anything."""
    rate, slope, effect = choice.consider_rate, choice.consider_slope, choice.asked_effect
    for k in range(considering.place.shape[0]):
        if considering.chosen[k] != considering.before[k]:
            i = considering.place[k]
            who = block.first + np.uint64(i)
            chance[i] = chance_to_consider(customers.satisfaction[who], 0.0, rate, slope, effect)
            felt.quality[i] = customers.quality[who]
            felt.expectation[i] = customers.will[0, who]
            for a in range(felt.perceived.shape[0]):
                felt.perceived[a, i] = customers.quality[who]
                felt.gap[a, i] = 0.0
