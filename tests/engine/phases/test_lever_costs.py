"""Prices of levers in a world: who holds interviews, what takes time, and what is paid for once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import lived, small_market

from tci_sim.engine.accounts import ACCOUNTS, OVERHEAD
from tci_sim.engine.phases.lever_costs import stock_value
from tci_sim.engine.phases.programmes import Programme
from tci_sim.engine.phases.unit_cost import bought_for_a_unit
from tci_sim.engine.state.types import MICRO
from tci_sim.simulation import Simulation

HOUR = {"world.economy.hour": 0.28}


def months(changes: dict[str, Any], count: int = 2) -> Simulation:
    """A market of 200,000, of whom 300 are simulated unless it is said otherwise, after some months of its policies."""
    size = {"market.customers": 200_000, "market.simulated": 300, "months": count, "burn_in": 1}
    return lived(small_market({**size, **changes}))


def ours(world: Simulation) -> int:
    return world.network.firms.index("ours")


def test_two_samples_of_one_market_hold_the_same_interviews_and_spend_the_same_time() -> None:
    few, many = (months({**HOUR, "market.simulated": n}, count=1) for n in (300, 600))
    for world in (few, many):
        assert world.state.firms.contacts.interviews[ours(world)] > 0
    assert np.array_equal(few.state.firms.contacts.interviews, many.state.firms.contacts.interviews)
    assert np.array_equal(few.state.nodes.work.interview_time, many.state.nodes.work.interview_time)


def test_interviews_are_held_by_all_for_whom_members_stand() -> None:
    """One interview a person and month: ten times the market, ten times the people, ten times the interviews."""
    held = [
        months({**HOUR, "market.customers": customers}, count=1).state.firms.contacts.interviews.sum()
        for customers in (200_000, 2_000_000)
    ]
    assert held[1] == pytest.approx(10 * held[0], rel=0.05)


def test_a_need_is_voiced_in_as_many_interviews_as_bring_it_up() -> None:
    changes = {**HOUR, "market.customers": 2_000_000, "world.complaints.rate": 0.0}
    world = months({**changes, "policies.tci.listening.survey.respondents": 0}, count=1)
    f, needs = ours(world), world.state.market.needs
    heard = world.state.firms.contacts.needs_voiced[f]
    expected = world.state.firms.contacts.interviews[f] * needs.voiced.sum()
    assert heard == pytest.approx(expected, rel=0.1)


def test_the_most_effort_that_was_ever_planned_is_paid_for_once() -> None:
    start = {"world.economy.start_wages": 0.75, "policies.tci.value.investment_step": 0.0}
    paid = []
    for count in (1, 2):
        with_, without = months(start, count), months({**start, "world.economy.start_wages": 0.0}, count)
        f = ours(with_)
        help_ = [-w.state.books.returns.statement[f, 1, Programme.IMPROVEMENT_HELP] for w in (with_, without)]
        paid.append((help_[0] - help_[1]) / MICRO)
        wages = -without.state.books.returns.statement[f, 1, ACCOUNTS.index("wages")] / MICRO / count
    # TCI plans .12 of working time, the burn-in's policy .05; .15 is full effort.
    assert paid[0] == pytest.approx(0.75 * (0.12 - 0.05) / 0.15 * wages, rel=0.02)
    assert paid[1] == paid[0]


def test_holding_stock_costs_a_share_of_what_it_cost() -> None:
    with_, without = (months({"world.economy.holding": rate}, count=1) for rate in (0.24, 0.0))
    s = without.state
    places, edges, costs, inventory = s.nodes.places, s.edges, s.firms.costs, s.goods.production.inventory
    bought = bought_for_a_unit(places, edges.links, costs.price)
    stock = edges.flows.stock
    value = stock_value(places, edges.links, inventory, stock, bought, costs.price, costs.unit_cost)
    more = (
        without.state.books.ledger.statement[: len(value), OVERHEAD]
        - with_.state.books.ledger.statement[: len(value), OVERHEAD]
    )
    assert value.min() > 0.0
    # goods are as at the end of the month, and standard cost is set after the books are written
    assert more / MICRO == pytest.approx(value * 0.02, rel=0.05)


ASKING = {
    **HOUR, "world.asking.real_respondents": 1, "world.economy.survey_cost": 0.0,
    "world.economy.round_hours": 300.0, "world.economy.answer_hours": 0.7,
    "world.economy.outside_hours": 1.4, "world.economy.derived_hours": 40.0,
    "policies.tci.listening.survey.respondents": 100, "policies.tci.listening.survey.outside": 0.5,
    "policies.tci.listening.survey.derived": 0.5, "policies.tci.value.investment_step": 0.0,
}  # fmt: skip


def test_a_round_of_real_respondents_is_paid_in_its_month_for_the_answers_given() -> None:
    # month 12 from the start is that of a round
    held, after = (months(ASKING, count) for count in (12, 13))
    f, economy = ours(held), held.state.run.world[0].economy
    assert held.state.firms.answers.held[f].tolist() == [50, 0, 50]
    paid = -held.state.books.ledger.statement[f, Programme.SURVEY] / MICRO
    assert paid == pytest.approx(economy.hour * economy.price * (300 + 0.5 * 40 + 100 * 0.7 + 50 * 1.4))
    assert after.state.books.ledger.statement[f, Programme.SURVEY] == 0


def test_a_round_without_effect_is_paid_in_equal_parts() -> None:
    world = months({**ASKING, "policies.tci.effects_only": ("listening.survey",)}, 1)
    f, economy = ours(world), world.state.run.world[0].economy
    assert world.state.firms.answers.held[f].sum() == 0
    paid = -world.state.books.ledger.statement[f, Programme.SURVEY] / MICRO
    assert paid == pytest.approx(economy.hour * economy.price * (300 + 20 + 70 + 70) / 12)


def test_meetings_and_deciding_take_working_time() -> None:
    prices = {"world.economy.meeting_hours": 2.0, "world.economy.deciding_time": 0.025}
    with_, without = months(prices, count=1), months({}, count=1)
    tci = with_.scenario.policies["tci"].culture
    time = tci.meetings * 2.0 / 160.0 + tci.autonomy * 0.025
    mine = with_.state.nodes.places.firm == ours(with_)
    more = with_.state.nodes.work.interview_time - without.state.nodes.work.interview_time
    assert more[mine] == pytest.approx(np.full(mine.sum(), time))
