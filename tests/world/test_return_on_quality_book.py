"""The return-on-quality book balances against the accounts to the micro-unit, in worlds of every kind."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from tci_sim.analysis.review import review
from tci_sim.api.run import RunResult, run
from tci_sim.engine.accounts import ACCOUNTS, PROGRAMMES, SALES
from tci_sim.engine.ledger import REVIEW_MONTHS
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.phases.programmes import FIRST_PROGRAMME
from tci_sim.simulation import Simulation
from tci_sim.world.build_network import network_of
from tests.world.test_random_worlds import random_world

Integers = np.ndarray[Any, np.dtype[np.int64]]
NAMES = [measure.name for measure in MEASURES["firm"]]
FIRST_PAID = NAMES.index("survey_paid")


class Lived(NamedTuple):
    """A world after its run, and what every month's statement said."""

    simulation: Simulation
    statements: Integers
    """(month, selling firm, account). [micro-currency]"""
    opening: Integers
    """Balances at month 0, (selling firm,). [micro-currency]"""
    result: RunResult


@pytest.fixture(scope="module", params=range(4))
def lived(request: pytest.FixtureRequest) -> Lived:
    scenario = random_world(request.param, 12)
    simulation = Simulation(scenario, network_of(scenario), seed=request.param + 1, threads=1)
    simulation.step(scenario.burn_in)
    firms = len(simulation.state.firms.standing.open)
    opening = simulation.state.books.ledger.balance[:firms].copy()
    statements = []
    for _ in range(scenario.months):
        simulation.step()
        statements.append(simulation.state.books.ledger.statement[:firms].copy())
    result = run(scenario, request.param + 1, threads=1)
    return Lived(simulation, np.array(statements), opening, result)


def micro(recorded: np.ndarray[Any, Any]) -> Integers:
    """Whole micro-units of what was recorded in units."""
    return np.rint(recorded * 1e6).astype(np.int64)


def by_round(monthly: Integers) -> Integers:
    """Sums over the months of each round, (round, ...)."""
    return monthly.reshape(-1, REVIEW_MONTHS, *monthly.shape[1:]).sum(axis=1)


def test_the_book_holds_every_payment_of_every_account_in_its_round(lived: Lived) -> None:
    book = lived.simulation.state.books.returns.statement[:, 1:]
    assert (np.moveaxis(book, 1, 0) == by_round(lived.statements)).all()
    assert (book != 0).any(axis=(0, 1))[[SALES, FIRST_PROGRAMME]].all()


def test_the_whole_book_is_what_the_firms_own_more_than_at_month_0(lived: Lived) -> None:
    books = lived.simulation.state.books
    assert (
        books.returns.statement[:, 1:].sum(axis=(1, 2))
        == books.ledger.balance[: len(lived.opening)] - lived.opening
    ).all()


def test_what_is_recorded_by_the_month_is_what_the_accounts_say(lived: Lived) -> None:
    recorded = lived.simulation.recording.firm
    paid = micro(recorded[:, :, FIRST_PAID : FIRST_PAID + PROGRAMMES])
    assert (paid == -lived.statements[:, :, FIRST_PROGRAMME : FIRST_PROGRAMME + PROGRAMMES]).all()
    assert (micro(recorded[:, :, NAMES.index("profit")]) == lived.statements.sum(axis=2)).all()
    assert (micro(recorded[:, :, NAMES.index("programme_cost")]) == paid.sum(axis=2)).all()


def test_the_review_that_is_shown_adds_up_to_the_book(lived: Lived) -> None:
    book = lived.simulation.state.books.returns.statement
    frame = review(lived.result)
    names = [name.removesuffix("_paid") for name in NAMES[FIRST_PAID : FIRST_PAID + PROGRAMMES]]
    accounts = ACCOUNTS[FIRST_PROGRAMME : FIRST_PROGRAMME + PROGRAMMES]
    assert names == list(accounts)
    for f, firm in enumerate(lived.result.firms):
        own = frame[frame["firm"] == firm]
        for name, account in zip(names, accounts, strict=True):
            shown = own[own["measure"] == f"{name}_paid"].sort_values("round")["value"].to_numpy()
            assert (micro(shown) == -book[f, 1:, ACCOUNTS.index(account)]).all(), (firm, account)
        total = own[own["measure"] == "programme_cost"].sort_values("round")["value"].to_numpy()
        programmes = book[f, 1:, FIRST_PROGRAMME : FIRST_PROGRAMME + PROGRAMMES]
        assert (micro(total) == -programmes.sum(axis=1)).all()
        profit = own[own["measure"] == "profit"].sort_values("round")["value"].to_numpy()
        assert (micro(profit) == book[f, 1:].sum(axis=1)).all()
