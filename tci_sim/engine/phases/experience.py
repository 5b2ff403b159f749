"""Phase 4, experience: what customers get, feel, say and choose."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import inlined, phase
from tci_sim.engine.outlets import list_outlets
from tci_sim.engine.phases.customer_acts import remember_being_asked, win_back
from tci_sim.engine.phases.customer_block import BLOCK, Block, room_for
from tci_sim.engine.phases.customer_choice import (
    choose,
    list_considering,
)
from tci_sim.engine.phases.customer_occasions import end_month_with_firm
from tci_sim.engine.phases.customer_stages import (
    feel_attributes,
    form_image,
    judge,
    look_up_offers,
    note_drawn,
    talk_about_firm,
)
from tci_sim.engine.phases.customer_sums import (
    add_moves,
    add_orders,
    add_responses,
    add_standing,
    clear_sums,
    gather_parts,
    one_more,
    reached_by_launches,
    update_friends_firms,
    update_reputations,
    value_offers,
)
from tci_sim.engine.phases.customer_switch import know_by_reputation, switch
from tci_sim.engine.phases.customer_terms import (
    Terms,
    act_on_interviews,
    compare_firms,
    expect_of_rivals,
    show_qualities,
    treat_customers,
)
from tci_sim.engine.phases.figures import check_parts, find_uncounted
from tci_sim.engine.phases.practise import segments_differ
from tci_sim.engine.state.books import Checks
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.goods import Goods
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.sums import Sum, Sums


@inlined
def experience(
    run: Run, market: Market, nodes: Nodes, goods: Goods, firms: Firms, customers: Customers, sums: Sums,
    terms: Terms, checks: Checks, month: int,
) -> None:  # fmt: skip
    """Let all customers experience one month, in one part, or in two where the first stand for one more.

    Where there are none nothing happens, but that firms become known.
    """
    last = customers.firm.shape[0]
    more = one_more(checks.customers[0], last)
    if last > 0 or run.world[0].choice.known_firms == 1:
        prepare_experience(run, market, nodes, goods, firms, sums, terms)
    if more > 0:
        experience_block(run, market, firms, customers, terms, month, 0, more, 1)
    if last > 0:
        experience_block(run, market, firms, customers, terms, month, more, last, 0)
        settle_experience(run, firms, customers, sums, terms, checks, month)


@phase
def prepare_experience(
    run: Run, market: Market, nodes: Nodes, goods: Goods, firms: Firms, sums: Sums, terms: Terms
) -> None:
    """Work out once a month what is the same for all customers of a firm and segment."""
    world, count = run.world[0], sums.by_segment[Sum.CUSTOMERS]
    clear_sums(terms.tally)
    show_qualities(
        nodes.practice, nodes.quality.defect_out, goods.production.fill_rate,
        market.attributes.carries_fill_rate, market.segments, segments_differ(world), terms.qualities,
    )  # fmt: skip
    list_outlets(nodes.places, terms.outlets)
    treat_customers(world.voices, firms.policies, firms.contacts, count, terms.treatment)
    act_on_interviews(
        world.acting, firms.policies, firms.contacts.interviews, firms.follow_up, sums.by_segment,
        terms.treatment,
    )  # fmt: skip
    compare_firms(world.choice, firms.standing, firms.costs.price, world.economy.price, count, terms.offers)
    expect_of_rivals(
        firms.standing, world.satisfaction, world.choice, world.word_of_mouth.carries_satisfaction,
        sums.by_segment, terms.offers,
    )  # fmt: skip


@phase
def experience_block(
    run: Run, market: Market, firms: Firms, customers: Customers, terms: Terms, month: int,
    first: int, last: int, part: int,
) -> None:  # fmt: skip
    """Let customers `first` to `last` (left out) experience one month, and add their sums to one part.

    Parts may be done at once in several threads, in any order and of any size: the result is the same.
    """
    world, offers, standing, none = run.world[0], terms.offers, firms.standing, len(firms.standing.open)
    kano, buying, table = market.attributes.kano, market.buying, terms.tally.table[part]
    offered, felt, response, act, buys = room_for(min(BLOCK, last - first), len(kano))
    for start in range(first, last, BLOCK):
        block = Block(run.seed[0], np.uint64(month), np.uint64(start), min(BLOCK, last - start))
        look_up_offers(block, offers, terms.treatment, customers.firm, offered)
        feel_attributes(block, world.satisfaction, kano, terms, customers, felt)
        judge(block, world.satisfaction, standing.usual_taste[0], offered, felt, customers)
        win_back(block, world, terms.treatment, felt.gap, customers, response.complaint, act)
        form_image(block, world.satisfaction, customers)
        talk_about_firm(block, world.word_of_mouth, customers.satisfaction, response.said)
        remember_being_asked(block, world.choice, offered.asked, terms.treatment.trust, customers, act)
        counted = find_uncounted(block, customers, felt, terms.tally.fault[part])
        if counted:
            add_responses(block, offers.served, felt, customers, response, act, table)
        considering = list_considering(block, world.choice, buying, offers, customers, response, buys)
        choose(block, world.choice, offers, standing, customers, considering)
        end_month_with_firm(block, buying, offers.served, customers, considering, buys, table)
        switch(block, world.satisfaction, standing.reputation, offers, terms.outlets, considering, customers)
        know_by_reputation(block, world.choice, considering, customers, felt, response.consider)
        add_moves(block, considering, customers.segment, table)
        if counted:
            value_offers(block, world, offers, firms.costs.price[:none], customers, response.surplus, table)
            add_standing(block, none, customers, felt, response.consider, response.surplus, table)
        add_orders(block, world.choice.purchase_rate, buying, customers, buys, terms.tally.asks[part])


@phase
def settle_experience(
    run: Run, firms: Firms, customers: Customers, sums: Sums, terms: Terms, checks: Checks, month: int
) -> None:
    """Add up all parts, move reputations by word of mouth, and let friends see where each one buys now."""
    check_parts(checks, terms.tally.fault, month - run.burn_in[0])
    gather_parts(
        terms.tally, checks.customers[0], customers.firm.shape[0], terms.qualities.weight, sums, month
    )
    launched = reached_by_launches(run, firms.policies, sums.by_segment.shape[2])
    update_reputations(
        run.world[0], customers.friends.shape[1], sums.by_segment, terms.offers.expected, launched,
        firms.standing,
    )  # fmt: skip
    update_friends_firms(customers)
    note_drawn(terms.luck, month)
