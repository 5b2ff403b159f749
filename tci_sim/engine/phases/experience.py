"""Phase 4, experience: what customers get, feel, say and choose."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.arithmetic import exponential
from tci_sim.engine.backend.decorators import compiled, phase, spliced
from tci_sim.engine.phases.customer_choice import (
    find_who_looks_round,
    grow_older,
    know_by_reputation,
    stay_or_switch,
)
from tci_sim.engine.phases.customer_stages import (
    compare,
    complain_and_recover,
    expect,
    feel_asked,
    form_image,
    judge,
    look_up,
    look_up_attribute,
    recall_traits,
    see,
    speak,
)
from tci_sim.engine.phases.customer_sums import (
    add_asks,
    add_felt,
    add_moves,
    add_standing,
    find_rows,
    gather_parts,
    show_firm_to_friends,
    spread_the_word,
    value_market,
)
from tci_sim.engine.phases.customer_terms import (
    Terms,
    clear_sums,
    compare_firms,
    expect_of_rivals,
    list_outlets,
    show_what_is_delivered,
    turn_round,
)
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums
from tci_sim.engine.state.types import LENIENCY

BLOCK = 1024
"""Customers who pass through the stages together: what they need stays in the nearest memory."""


@spliced
def experience(
    run: Run, market: Market, nodes: Nodes, goods: Goods, firms: Firms, customers: Customers, sums: Sums,
    terms: Terms, month: int,
) -> None:  # fmt: skip
    """Let all customers live through one month, in one part."""
    prepare_experience(run, market, nodes, goods, firms, sums, terms)
    experience_block(run, market, firms, customers, terms, month, 0, customers.firm.shape[0], 0)
    settle_experience(run, firms, customers, sums, terms)


@phase
def prepare_experience(
    run: Run, market: Market, nodes: Nodes, goods: Goods, firms: Firms, sums: Sums, terms: Terms
) -> None:
    """Work out once a month what is the same for all customers of a firm and segment."""
    world = run.world[0]
    clear_sums(terms)
    show_what_is_delivered(
        nodes.quality.defect_out,
        goods.production.fill_rate,
        market.attributes.carries_fill_rate,
        terms.delivered,
    )
    turn_round(market.segments.weight, terms.weight)
    turn_round(market.segments.should, terms.should)
    list_outlets(
        nodes.places.firm,
        nodes.places.outlet,
        nodes.places.outlet_share,
        terms.first_outlet,
        terms.outlet,
        terms.outlet_until,
    )
    compare_firms(run, firms, sums.by_segment[Sum.CUSTOMERS], terms)
    expect_of_rivals(
        firms.standing.reputation, world.satisfaction, world.choice, terms.relative_price, terms.served,
        terms.expected, terms.rivals,
    )  # fmt: skip


@phase
def experience_block(
    run: Run, market: Market, firms: Firms, customers: Customers, terms: Terms, month: int,
    first: int, last: int, part: int,
) -> None:  # fmt: skip
    """Let customers `first` to `last` (left out) live through one month, adding their sums to one part.

    Parts may be done at once in several threads, in any order and of any size: the result is the same.
    """
    for start in range(first, last, BLOCK):
        live_through(run, market, firms, customers, terms, month, start, min(start + BLOCK, last), part)


@compiled
def live_through(
    run: Run, market: Market, firms: Firms, customers: Customers, terms: Terms, month: int,
    start: int, stop: int, part: int,
) -> None:  # fmt: skip
    """Let one block of customers live through one month, stage by stage."""
    world, seed, now = run.world[0], run.seed[0], np.uint64(month)
    n, first, segments = stop - start, np.uint64(start), terms.weight.shape[1]
    attributes, none = terms.weight.shape[0], terms.met.shape[0]
    table, asks = terms.table[part], terms.asks[part]
    segment, firm = customers.segment[start:stop], customers.firm[start:stop]
    outlet, tenure = customers.outlet[start:stop], customers.tenure[start:stop]
    satisfaction, image = customers.satisfaction[start:stop], customers.image[start:stop]
    remembered, asked = customers.quality[start:stop], customers.asked[start:stop]

    traits = customers.traits
    leniency, optimism, prior, taste = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    recall_traits(traits, start, stop, world.satisfaction, leniency, optimism, prior, taste)
    price, lift, chance = np.empty(n), np.empty(n), np.empty(n)
    look_up(terms.relative_price, firm, price)
    look_up(terms.lift, firm, lift)
    look_up(terms.asked, firm, chance)

    perceived, gap = np.empty((attributes, n)), np.empty((attributes, n))
    quality, disconfirmation, expectation = np.zeros(n), np.zeros(n), np.zeros(n)
    delivered, weight, should = np.empty(n), np.empty(n), np.empty(n)
    for a in range(attributes):
        will = customers.will[a, start:stop]
        look_up_attribute(
            terms.delivered[a], terms.weight[a], terms.should[a], outlet, segment, delivered, weight, should
        )
        see(
            seed, now, first, np.uint64(a), world.satisfaction, delivered, leniency,
            traits[LENIENCY + 1 + a, start:stop], will, perceived[a],
        )  # fmt: skip
        compare(
            world.satisfaction, market.attributes.kano[a], weight, should, will, perceived[a],
            gap[a], quality, disconfirmation, expectation,
        )  # fmt: skip
        expect(world.satisfaction, perceived[a], image, optimism, lift, will)

    ended, said = np.empty(n, np.uint8), np.empty(n)
    judge(world.satisfaction, quality, disconfirmation, price, taste, image, satisfaction, remembered)
    complain_and_recover(seed, now, first, world.complaints, terms.handling, firm, satisfaction, ended)
    form_image(world.satisfaction, prior, satisfaction, image)
    speak(world.word_of_mouth, satisfaction, said)
    feel_asked(seed, now, first, exponential(-1.0 / world.choice.asked_memory), chance, asked)

    was, rows, moved = firm.copy(), np.empty(n, np.uint32), np.empty(n, np.uint32)
    find_rows(firm, segment, segments, rows)
    add_felt(rows, firm, terms.served, asked, ended, said, quality, table)

    draws, looking = np.empty(n), np.empty(n, np.uint16)
    found = find_who_looks_round(
        seed, now, first, world.choice, satisfaction, asked, firm, terms.served, chance, draws, looking
    )
    stay_or_switch(seed, now, first, world, looking[:found], firms.standing.reputation, customers, terms)
    know_by_reputation(
        world.choice, looking[:found], was, firm, satisfaction, remembered, customers.will[:, start:stop],
        chance, quality, expectation, perceived, gap,
    )  # fmt: skip
    grow_older(was, firm, none, tenure, asked)

    find_rows(firm, segment, segments, moved)
    look_up(terms.relative_price, firm, price)
    look_up(terms.rivals.reshape(terms.rivals.size), moved, weight)
    value_market(world.choice, firm, none, satisfaction, price, weight, should)
    add_moves(rows, moved, looking[:found], table)
    add_standing(
        moved, none * segments, tenure, satisfaction, chance, image, quality, expectation, should,
        perceived, gap, table,
    )  # fmt: skip
    add_asks(seed, np.uint64(month + 1), first, world.choice.purchase_rate, outlet, draws, asks)


@phase
def settle_experience(run: Run, firms: Firms, customers: Customers, sums: Sums, terms: Terms) -> None:
    """Add up all parts, move reputations by word of mouth, and let friends see where each one buys now."""
    gather_parts(terms.table, terms.asks, sums)
    spread_the_word(run.world[0].word_of_mouth.reputation_update, customers.friends.shape[1], sums, firms)
    show_firm_to_friends(customers)
