"""The stages in which those who interviewed customers act for these very customers, as far as they may and can."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.backend.decorators import compiled, inlined
from tci_sim.engine.phases.customer_block import Block, Felt
from tci_sim.engine.phases.customer_stages import complain_and_recover, update_contact_effect
from tci_sim.engine.phases.customer_terms import COLUMNS, Treatment
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.acting import is_dissatisfied, mend
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import FIXED, Floats, Integers, Record

_ASKED = np.uint64(Decision.ASKED)
_ACT_FOR_CUSTOMER = np.uint64(Decision.ACT_FOR_CUSTOMER)
_STEPS = float(FIXED)

NOTHING, FOUND, PASSED_ON, MENDED = range(4)
"""What an interview found and what followed; nothing too where nobody was interviewed."""


@inlined
def win_back(
    block: Block, world: Record, treatment: Treatment, gap: Floats, customers: Customers,
    complaint: NDArray[np.uint8], act: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Win back some of those who complain, and of those who are asked."""
    complain_and_recover(block, world.complaints, treatment.handling, customers, complaint)
    act_for_customers(block, world.acting, treatment, gap, customers, act)


@compiled
def act_for_customers(
    block: Block,
    acting: Record,
    treatment: Treatment,
    gap: Floats,
    customers: Customers,
    act: NDArray[np.uint8],
) -> None:
    """Let those who were interviewed and have a trouble be helped at once, or their trouble go up as a ticket.

    Who was interviewed follows from the draw by which customers are asked. Where a simulated customer stands for many,
    the interview is for all of them or for none, with the chance that each one has: so mean and spread over customers
    are those of a market in which everybody is simulated.
    """
    act[:] = NOTHING
    firm, satisfaction = customers.firm, customers.satisfaction
    if not anybody_interviewed(treatment.interviewed):
        return
    for i in range(block.size):
        who = block.first + np.uint64(i)
        f = firm[who]
        if uniform(block.seed, _ASKED, block.month, who) < treatment.interviewed[f]:
            worst = gap[worst_of(gap, i), i]
            if is_dissatisfied(satisfaction[who], treatment.usual[f], acting.below, worst, acting.failure):
                act[i] = FOUND
                draw = uniform(block.seed, _ACT_FOR_CUSTOMER, block.month, who)
                if draw < treatment.mends[f]:
                    act[i] = MENDED
                    satisfaction[who] = mend(
                        satisfaction[who], treatment.usual[f], acting.recovery, acting.paradox
                    )
                elif draw < treatment.mends[f] + treatment.passes_on[f]:
                    act[i] = PASSED_ON


@compiled
def anybody_interviewed(interviewed: Floats) -> bool:
    """Return whether any firm interviewed any customer, by the chance of each, (selling firm + 1,)."""
    most = 0.0
    for f in range(interviewed.shape[0]):
        most = max(most, interviewed[f])
    return most > 0.0


@compiled
def worst_of(gap: Floats, i: int) -> int:
    """Name the attribute that disappointed a customer of the block most; the first where several did."""
    worst = 0
    for a in range(gap.shape[0]):
        if gap[a, i] < gap[worst, i]:
            worst = a
    return worst


@compiled
def remember_being_asked(
    block: Block, choice: Record, chance: Floats, trust: Floats, customers: Customers, act: NDArray[np.uint8]
) -> None:
    """Restart the effect of being asked for those who were asked, each with the `chance` of the firm.

    Those whose trouble was not mended at once make of it what their firm's follow-up is worth, (selling firm + 1,).
    """
    firm, asked = customers.firm, customers.asked
    update_contact_effect(block, choice, chance, asked)
    for i in range(block.size):
        if act[i] == FOUND or act[i] == PASSED_ON:
            who = block.first + np.uint64(i)
            asked[who] = trust[firm[who]]


@compiled
def add_acts(
    block: Block, served: NDArray[np.uint8], felt: Felt, customers: Customers, act: NDArray[np.uint8],
    table: Integers,
) -> None:  # fmt: skip
    """Add what interviews found, what was mended at once, and what goes up as tickets, by attribute."""
    attributes = felt.gap.shape[0]
    for i in range(block.size):
        if act[i] != NOTHING:
            who = block.first + np.uint64(i)
            f, s = customers.firm[who], customers.segment[who]
            if served[f] == 1:
                table[f, s, Sum.FOUND] += 1
                table[f, s, Sum.MENDED] += 1 if act[i] == MENDED else 0
                if act[i] == PASSED_ON:
                    worst = worst_of(felt.gap, i)
                    first = COLUMNS + 2 * attributes + 2 * worst
                    table[f, s, first] += 1
                    table[f, s, first + 1] += np.int64((1.0 - felt.perceived[worst, i]) * _STEPS)
