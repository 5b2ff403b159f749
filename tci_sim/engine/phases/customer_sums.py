"""What customers did and felt this month, added up in whole numbers, and what that does to reputations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.phases.customer_stages import COMPLAINED, DISSATISFIED, HANDLED
from tci_sim.engine.phases.customer_terms import COLUMNS
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.choice import surplus_of_market, utility_of_firm
from tci_sim.engine.rules.word_of_mouth import recommendation, share_who_heard, update_reputation
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.sums import Sum, SumOfAttribute, Sums
from tci_sim.engine.state.types import FIXED, Floats, Integers, Record

_ASK_FOR_UNITS = np.uint64(Decision.ASK_FOR_UNITS)
_STEPS = float(FIXED)


@compiled
def find_rows(
    firm: NDArray[np.uint16], segment: NDArray[np.uint8], segments: int, rows: NDArray[np.uint32]
) -> None:
    """Find the row of each customer's firm and segment."""
    for i in range(firm.shape[0]):
        rows[i] = firm[i] * segments + segment[i]


@compiled
def add_felt(
    rows: NDArray[np.uint32], firm: NDArray[np.uint16], served: NDArray[np.uint8], asked: Floats,
    ended: NDArray[np.uint8], said: Floats, quality: Floats, table: Integers,
) -> None:  # fmt: skip
    """Add what customers did towards the firm that served them."""
    for i in range(rows.shape[0]):
        row = rows[i]
        if served[firm[i]] == 1:
            table[row, Sum.ASKED] += 1 if asked[i] == 1.0 else 0
            table[row, Sum.DISSATISFIED] += 1 if ended[i] >= DISSATISFIED else 0
            table[row, Sum.COMPLAINTS] += 1 if ended[i] >= COMPLAINED else 0
            table[row, Sum.HANDLED] += 1 if ended[i] >= HANDLED else 0
            table[row, Sum.TALK] += np.int64(said[i] * _STEPS)
            table[row, Sum.TALK_QUALITY] += np.int64(said[i] * quality[i] * _STEPS)


@compiled
def add_moves(
    rows: NDArray[np.uint32], now: NDArray[np.uint32], looking: NDArray[np.uint16], table: Integers
) -> None:
    """Add who considered the market, who left and who came."""
    for k in range(looking.shape[0]):
        i = looking[k]
        table[rows[i], Sum.CONSIDERED] += 1
        if rows[i] != now[i]:
            table[rows[i], Sum.LEFT] += 1
            table[now[i], Sum.WON] += 1


@compiled
def value_market(
    choice: Record, firm: NDArray[np.uint16], none: int, satisfaction: Floats, relative_price: Floats,
    rivals: Floats, surplus: Floats,
) -> None:  # fmt: skip
    """Work out each customer's surplus from the market's offer."""
    satisfaction_weight, price_weight = choice.satisfaction_weight, choice.price_weight
    not_buying = choice.not_buying
    for i in range(surplus.shape[0]):
        own = exponential(
            utility_of_firm(satisfaction[i], relative_price[i], 0.0, 0.0, satisfaction_weight, price_weight)
        )
        surplus[i] = own if firm[i] < none else 0.0
    for i in range(surplus.shape[0]):
        surplus[i] = surplus_of_market(surplus[i], rivals[i], not_buying, price_weight)


@compiled
def add_standing(
    rows: NDArray[np.uint32], none_row: int, tenure: NDArray[np.uint16], satisfaction: Floats, chance: Floats,
    image: Floats, quality: Floats, expectation: Floats, surplus: Floats, perceived: Floats, gap: Floats,
    table: Integers,
) -> None:  # fmt: skip
    """Add how customers stand with the firm they are with at the end of the month."""
    for i in range(rows.shape[0]):
        row = rows[i]
        table[row, Sum.CUSTOMERS] += 1
        table[row, Sum.SURPLUS] += np.int64(surplus[i] * _STEPS)
        if row < none_row:
            level = satisfaction[i] / 100.0
            answer = recommendation(satisfaction[i])
            table[row, Sum.PROMOTERS] += 1 if answer >= 9 else 0
            table[row, Sum.DETRACTORS] += 1 if answer <= 6 else 0
            table[row, Sum.TENURE] += np.int64(tenure[i])
            table[row, Sum.SATISFACTION] += np.int64(satisfaction[i] * _STEPS)
            table[row, Sum.SATISFACTION_SQUARE] += np.int64(level * level * _STEPS)
            table[row, Sum.SATISFACTION_CUBE] += np.int64(level * level * level * _STEPS)
            table[row, Sum.INTENT] += np.int64((1.0 - chance[i]) * _STEPS)
            table[row, Sum.IMAGE] += np.int64(image[i] * _STEPS)
            table[row, Sum.QUALITY] += np.int64(quality[i] * _STEPS)
            table[row, Sum.EXPECTATION] += np.int64(expectation[i] * _STEPS)
            for a in range(perceived.shape[0]):
                table[row, COLUMNS + 2 * a] += np.int64(perceived[a, i] * _STEPS)
                table[row, COLUMNS + 2 * a + 1] += np.int64(gap[a, i] * _STEPS)


@compiled
def add_asks(
    seed: np.uint64, next_month: np.uint64, first: np.uint64, purchase_rate: float,
    outlet: NDArray[np.uint16], draws: Floats, asks: Integers,
) -> None:  # fmt: skip
    """Add who will ask for a unit next month, by outlet; the last outlet is "none"."""
    for i in range(draws.shape[0]):
        draws[i] = uniform(seed, _ASK_FOR_UNITS, next_month, first + np.uint64(i))
    for i in range(draws.shape[0]):
        asks[outlet[i]] += 1 if draws[i] < purchase_rate else 0


@compiled
def gather_parts(table: Integers, asks: Integers, sums: Sums) -> None:
    """Write the sums of all parts together."""
    for part in range(1, table.shape[0]):
        for row in range(table.shape[1]):
            for k in range(table.shape[2]):
                table[0, row, k] += table[part, row, k]
        for n in range(asks.shape[1]):
            asks[0, n] += asks[part, n]
    for n in range(asks.shape[1]):
        sums.asks[n] = asks[0, n]
    sums.asks[asks.shape[1] - 1] = 0
    sums.by_attribute[:] = 0
    for f in range(sums.by_segment.shape[1]):
        for s in range(sums.by_segment.shape[2]):
            cells = table[0, f * sums.by_segment.shape[2] + s]
            for k in range(sums.by_segment.shape[0]):
                sums.by_segment[k, f, s] = cells[k]
            for a in range(sums.by_attribute.shape[2]):
                sums.by_attribute[SumOfAttribute.PERCEIVED, f, a] += cells[COLUMNS + 2 * a]
                sums.by_attribute[SumOfAttribute.GAP, f, a] += cells[COLUMNS + 2 * a + 1]


@compiled
def spread_the_word(reputation_update: float, friends: int, sums: Sums, firms: Firms) -> None:
    """Move each firm's reputation in each segment towards what its customers there told."""
    for s in range(firms.standing.reputation.shape[1]):
        segment = 0
        for f in range(sums.by_segment.shape[1]):
            segment += sums.by_segment[Sum.CUSTOMERS, f, s]
        for f in range(firms.standing.reputation.shape[0]):
            if sums.by_segment[Sum.TALK, f, s] > 0:
                told = sums.by_segment[Sum.TALK_QUALITY, f, s] / sums.by_segment[Sum.TALK, f, s]
                heard = share_who_heard(
                    sums.by_segment[Sum.TALK, f, s] / _STEPS, float(friends), float(segment)
                )
                firms.standing.reputation[f, s] = update_reputation(
                    firms.standing.reputation[f, s], told, heard, reputation_update
                )


@compiled
def show_firm_to_friends(customers: Customers) -> None:
    """Let friends see next month where each customer buys now."""
    for i in range(customers.firm.shape[0]):
        customers.friends_firm[i] = customers.firm[i]
