"""The market on which customers' months are measured, and how ours are lived in one or more threads."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tci_sim.engine.phases.customer_block import BLOCK
from tci_sim.engine.phases.customer_terms import customer_terms
from tci_sim.engine.phases.experience import experience_block, prepare_experience, settle_experience
from tci_sim.scenario.load import load
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of

_THREADS = ThreadPoolExecutor(8)
BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"


PLAIN = (
    "world.satisfaction.taste_felt=0", "world.word_of_mouth.carries_satisfaction=0", "world.word_of_mouth.rise=1",
    "world.choice.absolute_price=0", "world.choice.taste_for_not_buying=0", "world.choice.return_rate=1",
    "world.choice.known_firms=0", "world.choice.brands=0", "world.choice.value_own_offer=0",
    "world.acting.asked_in_vain=0", "world.partnership.apart=0",
)  # fmt: skip
"""Switches of what customers in C and Mesa's agents do not know: these two yardsticks are held to ours without it."""
WHOLE = (
    "world.satisfaction.taste_felt=0.1", "world.word_of_mouth.carries_satisfaction=1", "world.word_of_mouth.rise=0.5",
    "world.choice.absolute_price=1", "world.choice.taste=2", "world.choice.taste_for_not_buying=3",
    "world.choice.not_buying=2", "world.choice.return_rate=0.2", "world.choice.known_firms=1",
    "world.choice.half_known=0.2", "world.choice.brands=1", "world.choice.price_weight=8",
    "world.choice.value_own_offer=0", "world.acting.asked_in_vain=0", "world.partnership.apart=0",
)  # fmt: skip
"""The same switches, all on."""


def market_of(customers, switches=PLAIN):
    """Build the reference market with some firms better, dearer and asking more than others."""
    scenario = load(BASELINE, [f"market.customers={customers}", *switches])
    state = build(scenario, network_of(scenario), 1)
    state.nodes.quality.defect_out[:] = 0.3
    state.nodes.quality.defect_out[state.nodes.places.firm == 0] = 0.2
    state.goods.production.fill_rate[:] = 0.98
    state.firms.contacts.interviews[:6] = customers / 100
    state.firms.costs.price[1] *= 1.05
    return state


def terms_of(state, parts):
    firms, segments = state.firms.standing.reputation.shape
    return customer_terms(
        firms, segments, state.market.segments.weight.shape[1], len(state.nodes.places.firm), parts
    )


def prepare(state, terms):
    prepare_experience(state.run, state.market, state.nodes, state.goods, state.firms, state.sums, terms)


def settle(state, terms):
    settle_experience(state.run, state.firms, state.customers, state.sums, terms, state.books.checks, 0)


def our_block(state, terms, month, threads=1):
    """Let all customers live through one month, in as many threads as there are parts."""
    count = len(state.customers.firm)
    edges = [count * k // threads // BLOCK * BLOCK for k in range(threads)] + [count]
    parts = [
        (state.run, state.market, state.firms, state.customers, terms, month, edges[k], edges[k + 1], k)
        for k in range(threads)
    ]
    others = [
        _THREADS.submit(experience_block, *part) for part in parts[1:]
    ]  # as `Simulation.step_shared` does
    experience_block(*parts[0])
    for other in others:
        other.result()
