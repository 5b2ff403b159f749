"""Money only ever moves, in whole micro-units."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.engine.accounts import ACCOUNTS, PROGRAMMES, PURCHASES, SALES, SUPPLY, Account, new_books
from tci_sim.engine.ledger import (
    OUTSIDE_HOLDERS,
    customers_holder,
    employees_holder,
    open_statement,
    outside_holder,
    pay,
    settle,
    society_holder,
    statement_sum,
    to_money,
)
from tci_sim.engine.phases.programmes import FIRST_PROGRAMME, Programme

payments = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.integers(0, 6),
        st.integers(0, len(ACCOUNTS) - 1),
        st.integers(-(10**12), 10**12),
    ),
    max_size=40,
)


def some_books():
    """Give books of three organisations, two of which sell."""
    return new_books(np.array([4, 5, 6]), sellers=2, nodes=7, customers=100, months=24)


def test_a_sale_moves_money_from_customers_to_the_firm():
    books = some_books()
    pay(books.ledger, customers_holder(3), 1, SALES, to_money(12.5))
    assert books.ledger.balance.tolist() == [0, 12_500_000, 0, -12_500_000, 0, 0, 0]
    assert books.ledger.statement[1, SALES] == 12_500_000
    assert books.ledger.statement[3, SALES] == -12_500_000


def test_buyer_and_supplier_book_the_same_money_under_their_own_accounts():
    books = some_books()
    settle(books.ledger, 0, 2, PURCHASES, SUPPLY, 7)
    assert (books.ledger.statement[0, PURCHASES], books.ledger.statement[2, SUPPLY]) == (-7, 7)


@given(payments)
def test_no_payment_creates_money_and_every_balance_is_explained(made):
    books = some_books()
    ledger = books.ledger
    for payer, payee, account, amount in made:
        pay(ledger, payer, payee, account, amount)
    assert books.ledger.balance.sum() == 0
    assert (books.ledger.statement.sum(axis=0) == 0).all()
    assert books.ledger.balance.tolist() == [statement_sum(books.ledger.statement, h) for h in range(7)]


def test_goods_that_are_sent_back_are_paid_back():
    books = some_books()
    ledger = books.ledger
    settle(ledger, 0, 2, PURCHASES, SUPPLY, 7)
    settle(ledger, 0, 2, PURCHASES, SUPPLY, -7)
    assert not books.ledger.balance.any()


def test_a_new_month_opens_with_what_was_there_and_an_empty_statement():
    books = some_books()
    ledger = books.ledger
    pay(ledger, 0, 1, SALES, 5)
    open_statement(ledger)
    assert books.ledger.opening.tolist() == books.ledger.balance.tolist() == [-5, 5, 0, 0, 0, 0, 0]
    assert not books.ledger.statement.any()


@given(st.floats(-1e9, 1e9))
def test_money_is_rounded_by_half_a_micro_unit_at_most(amount):
    assert abs(to_money(amount) - amount * 1e6) <= 0.5


def test_halves_of_a_micro_unit_are_rounded_up():
    assert [to_money(amount) for amount in (0.0000015, -0.0000015, 0.0)] == [2, -1, 0]


def test_holders_outside_stand_after_the_organisations_in_one_order():
    holders = [customers_holder(3), employees_holder(3), society_holder(3), outside_holder(3)]
    assert holders == [3, 4, 5, 6]
    assert len(OUTSIDE_HOLDERS) == len(holders)


def test_every_account_has_a_number_of_its_own_in_the_order_of_names():
    numbers = {each.name.lower(): each for each in (*Account, *Programme)}
    assert [numbers[name] for name in ACCOUNTS] == list(range(len(ACCOUNTS)))


def test_programmes_stand_side_by_side():
    named = ACCOUNTS[FIRST_PROGRAMME : FIRST_PROGRAMME + PROGRAMMES]
    assert named == (
        "survey", "interviews", "complaint_handling", "training", "formation", "participation", "redesign",
        "inspection", "improvement_help", "interview_help", "gain_share",
    )  # fmt: skip


def test_the_book_has_room_for_the_last_year_of_the_burn_in_and_every_year_begun():
    rounds = [len(new_books(np.array([1]), 1, 1, 0, months).returns.months) for months in (12, 13, 120)]
    assert rounds == [2, 3, 11]
