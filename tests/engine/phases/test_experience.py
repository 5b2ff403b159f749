"""Phase 4: what customers get, feel, say and choose."""

import os
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from plain_world import overrides_at_rest

from tci_sim.engine.phases.customer_terms import customer_terms
from tci_sim.engine.phases.experience import (
    experience,
    experience_block,
    prepare_experience,
    settle_experience,
)
from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.state.sums import Sum, SumOfAttribute
from tci_sim.engine.state.types import FIXED, OPTIMISM, TRAIT_STEPS
from tci_sim.scenario.load import load
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of
from tci_sim.world.records import put

BASELINE = Path(__file__).parents[3] / "scenarios" / "baseline.yaml"
FELT = ("satisfaction", "image", "quality", "will", "firm", "outlet", "tenure")


def market_of(customers, *overrides, seed=1, delivered=0.8, world=()):
    """Build a market whose outlets deliver one quality in every attribute."""
    scenario = load(BASELINE, overrides_at_rest(f"market.customers={customers}", *overrides))
    state = build(scenario, network_of(scenario), seed)
    state.nodes.quality.defect_out[:] = 1.0 - delivered
    state.goods.production.fill_rate[:] = 1.0
    for path, value in world:
        put(state.run.world, path, value)
    return state


def terms_of(state, parts=1):
    firms, segments = state.firms.standing.reputation.shape
    return customer_terms(
        firms, segments, state.market.segments.weight.shape[1], len(state.nodes.places.firm), parts
    )


def live(state, months=1, first=0):
    terms = terms_of(state)
    for month in range(first, first + months):
        experience(
            state.run, state.market, state.nodes, state.goods, state.firms, state.customers, state.sums,
            terms, state.books.checks, month,
        )  # fmt: skip
    return state


def live_in_parts(state, cuts, months):
    """Let ranges of customers live at once, each in a thread of its own and with sums of its own."""
    terms = terms_of(state, len(cuts) - 1)
    for month in range(months):
        prepare_experience(state.run, state.market, state.nodes, state.goods, state.firms, state.sums, terms)
        threads = [
            threading.Thread(
                target=experience_block,
                args=(state.run, state.market, state.firms, state.customers, terms, month, a, b, part),
            )
            for part, (a, b) in enumerate(pairwise(cuts))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        settle_experience(
            state.run, state.firms, state.customers, state.sums, terms, state.books.checks, month
        )
    return state


def bits(state):
    arrays = (*state.customers, *state.sums, state.firms.standing.reputation)
    return b"".join(array.tobytes() for array in arrays)


def mean_satisfaction(state):
    none = len(state.firms.standing.open)
    return state.customers.satisfaction[state.customers.firm < none].mean()


def share_of(state, firm):
    return (state.customers.firm == firm).mean()


# --- the same bits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("cuts", [(0, 2500), (0, 700, 2500), (0, 0, 1, 1025, 2400, 2500)])
def test_any_cut_into_parts_and_threads_gives_the_same_bits(cuts):
    assert bits(live_in_parts(market_of(2500), cuts, months=4)) == bits(live(market_of(2500), months=4))


def test_the_compiler_changes_no_bit():
    here = bits(live(market_of(40), months=2))
    code = (
        "import importlib.util as u\n"
        f"spec = u.spec_from_file_location('t', {__file__!r}); t = u.module_from_spec(spec)\n"
        "spec.loader.exec_module(t)\n"
        "print(t.bits(t.live(t.market_of(40), months=2)).hex())"
    )
    plain = subprocess.run(
        [sys.executable, "-c", code], cwd=BASELINE.parents[1],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert plain.stdout.strip() == here.hex()


def test_a_newcomer_changes_nothing_for_those_without_friends():
    few, more = (live(market_of(n, "market.friends=0"), months=1) for n in (600, 601))
    for name in FELT:
        before, after = getattr(few.customers, name), getattr(more.customers, name)
        assert (before == after[..., :600]).all(), name


# --- sums -------------------------------------------------------------------------------------------------


def test_customers_are_neither_made_nor_lost():
    state = market_of(3000)
    before = state.sums.by_segment[Sum.CUSTOMERS].copy()
    for month in range(6):
        live(state, first=month)
        sums = state.sums
        assert sums.by_segment[Sum.CUSTOMERS].sum() == 3000
        assert (
            sums.by_segment[Sum.CUSTOMERS] == before - sums.by_segment[Sum.LEFT] + sums.by_segment[Sum.WON]
        ).all()
        assert sums.by_segment[Sum.LEFT].sum() == sums.by_segment[Sum.WON].sum() > 0
        before = sums.by_segment[Sum.CUSTOMERS].copy()


def test_sums_are_what_customers_carry():
    state = live(market_of(3000), months=3)
    customers, sums = state.customers, state.sums
    for f in range(len(state.firms.standing.open)):
        own = customers.firm == f
        assert sums.by_segment[Sum.CUSTOMERS, f].sum() == own.sum()
        assert sums.by_segment[Sum.TENURE, f].sum() == customers.tenure[own].sum()
        satisfaction = customers.satisfaction[own].sum()
        assert sums.by_segment[Sum.SATISFACTION, f].sum() / FIXED == pytest.approx(satisfaction, abs=1e-2)
        assert sums.by_segment[Sum.IMAGE, f].sum() / FIXED == pytest.approx(
            customers.image[own].sum(), abs=1e-2
        )
        answers = np.floor(customers.satisfaction[own] / 10 + 0.5)
        assert sums.by_segment[Sum.PROMOTERS, f].sum() == (answers >= 9).sum()
        assert sums.by_segment[Sum.DETRACTORS, f].sum() == (answers <= 6).sum()


def test_perceptions_sum_to_the_same_by_attribute_and_by_segment():
    # with even weights, weighted quality is the mean over attributes
    state = market_of(3000)
    state.market.segments.weight[:] = 1.0 / state.market.segments.weight.shape[1]
    live(state, months=2)
    by_attribute = state.sums.by_attribute[SumOfAttribute.PERCEIVED, :-1].mean(axis=1) / FIXED
    assert by_attribute == pytest.approx(
        state.sums.by_segment[Sum.QUALITY, :-1].sum(axis=1) / FIXED, abs=0.05
    )


def test_next_months_demand_is_drawn_customer_by_customer():
    state = live(market_of(2000), months=3)
    drawn = draw(1, Decision.ASK_FOR_UNITS, 3, range(2000)) < state.run.world[0].choice.purchase_rate
    expected = np.bincount(state.customers.outlet[drawn], minlength=len(state.nodes.places.firm) + 1)[:-1]
    assert state.sums.asks[:-1].tolist() == expected.tolist()
    assert state.sums.asks[-1] == 0


# --- edges ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("customers", "friends"), [(0, 4), (1, 4), (1, 0), (2, 8), (1025, 0)])
def test_the_smallest_markets_run(customers, friends):
    state = live(market_of(customers, f"market.friends={friends}"), months=3)
    assert state.sums.by_segment[Sum.CUSTOMERS].sum() == customers
    for name in ("satisfaction", "image", "will"):
        assert np.isfinite(getattr(state.customers, name)).all(), name


def test_a_single_open_firm_keeps_all_who_buy():
    state = market_of(1000)
    state.firms.standing.open[1:] = False
    live(state, months=3)
    assert set(state.customers.firm.tolist()) <= {0, len(state.firms.standing.open)}
    assert share_of(state, 0) > 0.5


def test_customers_of_a_firm_that_closes_leave_at_once():
    state = live(market_of(2000), months=2)
    had = state.sums.by_segment[Sum.CUSTOMERS, 2].sum()
    state.firms.standing.open[2] = False
    live(state, first=2)
    assert share_of(state, 2) == 0.0
    assert state.sums.by_segment[Sum.LEFT, 2].sum() == had > 0


def test_with_all_firms_closed_nobody_buys_and_nothing_is_felt():
    state = live(market_of(500), months=1)
    state.firms.standing.open[:] = False
    live(state, first=1)
    assert (state.customers.firm == len(state.firms.standing.open)).all()
    assert not state.customers.satisfaction.any()
    assert not state.sums.asks.any()
    assert not state.sums.by_segment[Sum.SATISFACTION].any()


def test_a_firm_without_customers_can_be_found():
    state = market_of(4000)
    state.firms.standing.open[5] = False
    live(state, months=1)
    state.firms.standing.open[5] = True
    live(state, months=3, first=1)
    assert 0.0 < share_of(state, 5) < 0.17


# --- what moves what --------------------------------------------------------------------------------------


def test_a_customer_who_moves_begins_with_the_reputation():
    state = live(market_of(3000), months=1)
    before, reputation = state.customers.firm.copy(), state.firms.standing.reputation.copy()
    live(state, first=1)
    customers = state.customers
    moved = np.flatnonzero((customers.firm != before) & (customers.firm < len(state.firms.standing.open)))
    known = reputation[customers.firm[moved], customers.segment[moved]]
    optimism = customers.traits[OPTIMISM, moved] * (state.run.world[0].satisfaction.optimism / TRAIT_STEPS)
    assert len(moved) > 10
    assert not customers.tenure[moved].any()
    assert (customers.image[moved] == known).all()
    assert (customers.quality[moved] == known).all()
    assert (customers.will[:, moved] == known + optimism).all()


def test_better_quality_satisfies_more():
    worse, better = (live(market_of(2000, delivered=q), months=12) for q in (0.7, 0.8))
    assert mean_satisfaction(better) > mean_satisfaction(worse)
    assert better.firms.standing.reputation.mean() > worse.firms.standing.reputation.mean()


def test_the_better_firm_gains_customers_and_the_dearer_one_loses_them():
    better, dearer = market_of(4000), market_of(4000)
    better.nodes.quality.defect_out[better.nodes.places.firm == 0] = 0.1
    dearer.firms.costs.price[0] *= 1.15
    same, better, dearer = live(market_of(4000), 12), live(better, 12), live(dearer, 12)
    assert share_of(better, 0) > share_of(same, 0) > share_of(dearer, 0)


def test_a_step_in_quality_overshoots_while_the_expectation_catches_up():
    state = live(market_of(2000, delivered=0.7), months=36)
    levels = []
    state.nodes.quality.defect_out[:] = 0.15
    for month in range(36, 84):
        levels.append(mean_satisfaction(live(state, first=month)))
        state.market.segments.should[:] += 0.1 * np.maximum(0.85 - state.market.segments.should, 0.0)
    assert max(levels) > levels[-1] + 1.0


def test_listening_to_customers_keeps_some_from_considering_alternatives():
    silent, asked = market_of(4000), market_of(4000)
    asked.firms.contacts.interviews[:6] = 1000.0
    silent, asked = live(silent, months=6), live(asked, months=6)
    assert asked.sums.by_segment[Sum.ASKED].sum() > 0 == silent.sums.by_segment[Sum.ASKED].sum()
    assert asked.sums.by_segment[Sum.CONSIDERED].sum() < silent.sums.by_segment[Sum.CONSIDERED].sum()


def test_being_asked_without_effect_changes_nothing_else():
    off = [("choice.asked_effect", 0.0)]
    silent, asked = market_of(2000, world=off), market_of(2000, world=off)
    asked.firms.contacts.interviews[:6] = 300.0
    silent, asked = live(silent, months=3), live(asked, months=3)
    for name in FELT:
        assert (getattr(silent.customers, name) == getattr(asked.customers, name)).all(), name


def test_taking_part_raises_what_customers_expect():
    plain, seated = market_of(1000), market_of(1000)
    put(seated.firms.policies.in_force, "listening.participation.share", 0.5)
    assert live(seated, months=3).customers.will.mean() > live(plain, months=3).customers.will.mean()


def test_handling_complaints_well_wins_back_satisfaction():
    ignored, handled = (market_of(4000, delivered=0.4) for _ in range(2))
    put(ignored.firms.policies.in_force, "listening.complaints.handling", 0.0)
    put(handled.firms.policies.in_force, "listening.complaints.handling", 1.0)
    ignored, handled = live(ignored, months=6), live(handled, months=6)
    assert (
        handled.sums.by_segment[Sum.HANDLED].sum()
        == handled.sums.by_segment[Sum.COMPLAINTS].sum()
        > 0
        == ignored.sums.by_segment[Sum.HANDLED].sum()
    )
    assert mean_satisfaction(handled) > mean_satisfaction(ignored)


def test_only_some_of_the_dissatisfied_complain():
    sums = live(market_of(4000, delivered=0.4), months=3).sums
    assert 0 < sums.by_segment[Sum.COMPLAINTS].sum() < 0.1 * sums.by_segment[Sum.DISSATISFIED].sum()


def test_a_customer_without_noise_taste_or_traits_feels_what_the_rules_say():
    # by hand: x = r = .8 at rest; with u = 0, S is 100/(1 + e^-(-3.4 + 2*.8 + 2.4*.8 + .8*.65)) = 65.475
    still = [("satisfaction." + name, 0.0) for name in (
        "experience_noise", "leniency", "leniency_of_attribute", "optimism", "image_prior", "value_taste",
        "image_update", "memory",
    )]  # fmt: skip
    numbers = [("constant", -3.4), ("quality_effect", 2.0), ("value_effect", 2.4), ("image_effect", 0.8)]
    world = still + [("satisfaction." + name, value) for name, value in numbers]
    state = market_of(50, world=[*world, ("choice.consider_rate", 0.0), ("satisfaction.image_centre", 0.65)])
    state.customers.will[:] = 0.8
    state.customers.image[:] = 0.65
    state.market.segments.should[:] = 0.8
    live(state, months=1)
    assert state.customers.satisfaction == pytest.approx(65.4754, abs=1e-3)
    assert (state.customers.tenure > 0).all()


def test_word_of_mouth_needs_friends():
    alone, linked = (live(market_of(1000, f"market.friends={k}"), months=6) for k in (0, 4))
    start = market_of(1000).firms.standing.reputation
    assert (alone.firms.standing.reputation == start).all()
    assert (linked.firms.standing.reputation > start).all()
