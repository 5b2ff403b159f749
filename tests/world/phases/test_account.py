"""The month's money, by hand; values by holder; and books that notice whatever does not close."""

from collections.abc import Callable

import numpy as np
import pytest

from tci_sim.errors import ConservationError
from tci_sim.world import ledger
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of
from tci_sim.world.ledger import ACCOUNTS, FIRST_PROGRAMME, Stakeholder, Stand
from tci_sim.world.phases.account import account
from tci_sim.world.phases.conserve import raise_if_broken
from tci_sim.world.phases.worth import shares_of_flow
from tci_sim.world.state import FIXED, MICRO, State
from tests.worlds import small_market

SCENARIO = small_market()
NETWORK = network_of(SCENARIO)
BURN_IN = SCENARIO.burn_in
PRICE = SCENARIO.world.economy.price


@pytest.fixture
def world() -> State:
    """Return a world at its start, in which nothing has happened yet."""
    return build(SCENARIO, NETWORK, seed=1)


def close_month(world: State, month: int = 0) -> State:
    """Account for one month."""
    account(
        world.run, world.market, world.members, world.nodes, world.goods, world.edges, world.firms,
        world.sums, world.books, month,
    )  # fmt: skip
    return world


def sell(world: State, firm: int, units: int) -> int:
    """Let a firm's first outlet make and sell some units; give the outlet."""
    node = int(np.flatnonzero((world.nodes.firm == firm) & world.nodes.outlet)[0])
    world.goods.sold[node] = units * MICRO
    world.goods.sold_total[node] += units * MICRO
    world.goods.made_total[node] += units * MICRO
    return node


def booked(world: State, firm: int, name: str) -> float:
    """Give what a firm booked under an account this month. [currency]."""
    return float(world.books.statement[firm, ACCOUNTS.index(name)]) / MICRO


def test_a_new_world_closes_its_books(world):
    close_month(world)
    raise_if_broken(world, NETWORK)
    assert not world.books.fault.any()
    assert world.books.balance.sum() == 0


def test_customers_pay_the_price_of_what_they_bought(world):
    sell(world, 0, 20)
    close_month(world)
    assert booked(world, 0, "sales") == 20 * PRICE
    customers = ledger.customers_holder(len(world.firms.price))
    assert world.books.statement[customers, ledger.SALES] == -20 * PRICE * MICRO


def test_claims_count_only_defects_that_an_inspector_could_have_seen(world):
    node = sell(world, 0, 20)
    world.nodes.defect_out[node] = np.where(world.market.inspectable, 0.0, 0.5)
    assert booked(close_month(world), 0, "warranty") == 0.0
    world.nodes.defect_out[node] = np.where(world.market.inspectable, 0.5, 0.0)
    # half of the weight of what can be inspected, times the share of the price that a claim costs
    share = 0.5 * float((world.market.segment_share @ world.market.weight)[world.market.inspectable].sum())
    expected = -20 * PRICE * SCENARIO.world.economy.warranty * share
    assert booked(close_month(world), 0, "warranty") == pytest.approx(expected, abs=1e-6)
    assert expected < 0.0


def test_goods_between_organisations_are_paid_at_the_suppliers_price_and_inside_one_for_nothing(world):
    firm = world.nodes.firm
    between = [
        e for e in np.flatnonzero(world.edges.goods & (world.edges.source >= 0))
        if firm[world.edges.source[e]] != firm[world.edges.target[e]]
    ]  # fmt: skip
    inside = [
        e for e in np.flatnonzero(world.edges.goods & (world.edges.source >= 0))
        if firm[world.edges.source[e]] == firm[world.edges.target[e]]
    ]  # fmt: skip
    edge = between[0]
    buyer, supplier = int(firm[world.edges.target[edge]]), int(firm[world.edges.source[edge]])
    world.edges.delivered[edge] = 3 * MICRO
    world.edges.delivered[inside[0]] = 9 * MICRO
    world.firms.price[supplier] = 40.0
    close_month(world)
    assert booked(world, buyer, "purchases") == -120.0
    assert booked(world, supplier, "supply") == 120.0
    assert sum(booked(world, f, "supply") for f in range(len(world.firms.price))) == 120.0


def test_wages_are_paid_by_head_and_severance_by_layoff(world):
    world.firms.layoffs[0] = 2
    world.books.headcount_opening[0] += 2
    close_month(world)
    mine = world.nodes.firm == 0
    wages = float((world.nodes.headcount[mine] * world.nodes.wage[mine]).sum()) / MICRO
    one = wages / world.nodes.headcount[mine].sum()
    economy = SCENARIO.world.economy
    assert booked(world, 0, "wages") == -wages
    assert booked(world, 0, "severance") == pytest.approx(-2 * economy.severance * one, abs=1e-6)
    assert world.books.value[0, Stakeholder.EMPLOYEES] == pytest.approx(
        wages + 2 * (economy.severance - economy.layoff_loss) * one, abs=1e-5
    )


def test_a_firm_that_has_not_entered_the_market_pays_nothing(world):
    world.firms.open[0] = False
    close_month(world)
    assert not world.books.statement[0].any()
    assert world.books.statement[1].any()


def test_profit_is_what_the_statement_leaves_after_tax_and_a_loss_pays_no_tax(world):
    sell(world, 0, 10_000)
    close_month(world)
    others = world.books.statement[0].copy()
    others[ledger.TAX] = 0
    assert others.sum() > 0
    assert -world.books.statement[0, ledger.TAX] == round(others.sum() * SCENARIO.world.economy.tax)
    assert world.books.profit[0, 0] == world.books.statement[0].sum()
    assert world.books.statement[1, ledger.TAX] == 0
    assert world.books.profit[1, 0] < 0


PROGRAMME_LEVERS: list[tuple[str, Callable[[State], np.ndarray], float]] = [
    ("interviews", lambda w: w.firms.paid.listening.review.interviews, 2.0),
    ("training", lambda w: w.firms.paid.improvement.training, 0.1),
    ("formation", lambda w: w.firms.paid.culture.formation, 0.05),
    ("participation", lambda w: w.firms.paid.listening.participation.share, 0.3),
    ("redesign", lambda w: w.firms.paid.improvement.redesign, 0.3),
    ("inspection", lambda w: w.firms.paid.improvement.inspection, 0.8),
    ("improvement_time", lambda w: w.firms.paid.improvement.time, 0.3),
    ("interview_time", lambda w: w.firms.paid.listening.internal_review.interviews, 1.0),
    ("survey", lambda w: w.firms.paid.listening.survey.respondents, 300),
]


@pytest.mark.parametrize(
    ("name", "lever", "value"), PROGRAMME_LEVERS, ids=[row[0] for row in PROGRAMME_LEVERS]
)
def test_a_lever_that_is_paid_for_costs_money_and_moves_no_price(world, name, lever, value):
    lever(world)[0] = 0
    before = booked(close_month(world), 0, name)
    cost_before = world.firms.unit_cost.copy(), world.books.equity.copy()
    again = build(SCENARIO, NETWORK, seed=1)
    lever(again)[0] = value
    close_month(again)
    assert booked(again, 0, name) < before <= 0.0
    assert booked(again, 1, name) == booked(world, 1, name)
    assert (again.firms.unit_cost == cost_before[0]).all()
    assert (again.books.equity == cost_before[1]).all()


def test_training_costs_its_rate_times_wages_by_hand(world):
    world.firms.paid.improvement.training[0] = 0.1
    close_month(world)
    expected = booked(world, 0, "wages") * 0.1 * SCENARIO.world.economy.training_cost
    assert booked(world, 0, "training") == pytest.approx(expected, abs=1e-6)


def test_a_redesign_is_paid_until_it_is_done(world):
    world.firms.paid.improvement.redesign[0] = 0.3
    months = int(SCENARIO.world.improving.redesign_months)
    paid = [booked(close_month(world, month), 0, "redesign") for month in range(months + 2)]
    assert all(amount < 0.0 for amount in paid[:months])
    assert paid[months:] == [0.0, 0.0]


def test_suppliers_share_in_what_they_save_from_month_0_on(world):
    edges, nodes, buyer = world.edges, world.nodes, 0
    edge = next(
        e for e in np.flatnonzero(edges.goods & (edges.source >= 0))
        if nodes.firm[edges.target[e]] == buyer and nodes.firm[edges.source[e]] != buyer
    )  # fmt: skip
    source = int(edges.source[edge])
    supplier = int(nodes.firm[source])
    world.firms.paid.integration.gain_sharing[buyer] = 0.5
    edges.delivered[edge] = 8 * MICRO
    nodes.defect_out[source] = 0.4
    assert booked(close_month(world, BURN_IN - 1), buyer, "gain_share") == 0.0
    nodes.defect_out[source] = 0.2
    close_month(world, BURN_IN)
    fall = 0.2 * float((world.market.segment_share @ world.market.weight)[world.market.inspectable].sum())
    into = slice(edges.first_in[edges.target[edge]], edges.first_in[edges.target[edge] + 1])
    inputs = float(edges.units[into][edges.goods[into]].sum()) / 1000.0
    saved = 8 / inputs * world.firms.price[buyer] * SCENARIO.world.economy.warranty * fall
    assert booked(world, supplier, "gain_share") == pytest.approx(0.5 * saved, abs=1e-6)
    assert booked(world, buyer, "gain_share") == -booked(world, supplier, "gain_share")


def test_unit_cost_follows_inputs_processing_labour_and_overhead(world):
    close_month(world)
    economy, firm = SCENARIO.world.economy, 0
    mine = world.nodes.firm == firm
    start = float(world.firms.starting_volume[firm])
    nodes = world.nodes
    time = 1.0 - nodes.improvement_time - nodes.interview_time - nodes.rework_time
    each = nodes.wage / MICRO / (nodes.capability * time * economy.normal_use)
    labour = float((each * nodes.starting_flow)[mine].sum()) / start
    buying = next(
        n for n in np.flatnonzero(mine)
        for e in range(world.edges.first_in[n], world.edges.first_in[n + 1])
        if world.edges.goods[e] and not mine[world.edges.source[e]]
    )  # fmt: skip
    into = slice(world.edges.first_in[buying], world.edges.first_in[buying + 1])
    inputs = float((world.edges.units[into] * world.edges.goods[into]).sum()) / 1000.0 * PRICE
    processing = economy.value_added * world.firms.starting_unit_cost[firm]
    expected = labour + economy.overhead * economy.price + inputs + processing
    assert world.firms.unit_cost[firm] == pytest.approx(expected, rel=1e-9)


def test_customer_equity_is_the_lifetime_value_of_present_customers(world):
    close_month(world)
    economy, count = SCENARIO.world.economy, int(world.sums.customers[0].sum())
    monthly = (1.0 + economy.discount) ** (1 / 12) - 1.0
    margin = (world.firms.price[0] - world.firms.unit_cost[0]) * SCENARIO.world.choice.purchase_rate
    assert world.books.retention[0] == 1.0
    assert world.books.equity[0] == pytest.approx(count * margin / monthly, rel=1e-9)


def test_customers_value_is_their_surplus_in_money(world):
    world.sums.surplus[0, 0] = 5 * FIXED
    close_month(world)
    expected = 5 * PRICE * SCENARIO.world.choice.purchase_rate
    assert world.books.value[0, Stakeholder.CUSTOMERS] == pytest.approx(expected)


def test_society_bears_what_failures_cost_others(world):
    node = sell(world, 0, 20)
    world.nodes.defect_out[node] = 0.0
    better = close_month(world).books.value[0, Stakeholder.SOCIETY]
    world.nodes.defect_out[node] = 0.5
    worse = close_month(world).books.value[0, Stakeholder.SOCIETY]
    assert worse < better


def test_suppliers_profit_is_credited_to_the_firms_they_served(world):
    # node 0 supplies 1; 1 sends a quarter to firm 0 (node 2) and three quarters to firm 1 (node 3)
    firm = np.array([2, 3, 0, 1])
    goods = np.ones(3, np.bool_)
    source, target = np.array([0, 1, 1]), np.array([1, 2, 3])
    share = shares_of_flow(firm, goods, source, target, np.array([8, 1, 3]), 2)
    assert share.tolist() == [[0.25, 0.75], [0.25, 0.75], [1.0, 0.0], [0.0, 1.0]]


def test_the_return_on_quality_book_balances_against_the_accounts(world):
    sellers = len(world.firms.open)
    totals = np.zeros((sellers, len(ACCOUNTS)), np.int64)
    before = world.books.balance[:sellers].copy()
    for month in range(BURN_IN - 12, BURN_IN + 24):
        world.sums.complaints[:, 0] = month
        close_month(world, month)
        totals += world.books.statement[:sellers]
    book = world.books.round_statement
    assert world.books.review_months.tolist() == [12, 12, 12]
    assert (book.sum(axis=1) == totals).all()
    assert (book.sum(axis=(1, 2)) == world.books.balance[:sellers] - before).all()
    assert (totals[:, FIRST_PROGRAMME] < 0).all()


def test_the_return_on_quality_book_holds_the_mean_of_a_round(world):
    for month in range(BURN_IN, BURN_IN + 12):
        world.nodes.cycle_time[:] = month - BURN_IN
        close_month(world, month)
    assert world.books.returns[0, 1, Stand.CYCLE_TIME] == pytest.approx(5.5)
    assert world.books.returns[0, 0, Stand.CYCLE_TIME] == 0.0


def break_balance(world: State) -> None:
    """Create money out of nothing."""
    world.books.balance[2] += 1


def break_inventory(world: State) -> None:
    """Lose goods."""
    world.goods.inventory[3] -= 7


def break_pipeline(world: State) -> None:
    """Lose goods on the way."""
    world.edges.shipped_total[0] += 5


def break_customers(world: State) -> None:
    """Count a customer twice."""
    world.sums.customers[0, 0] += 1


def break_seats(world: State) -> None:
    """Let a member vanish from his seat, unnoticed by those who count."""
    world.members.active[0] = False


def break_heads(world: State) -> None:
    """Let somebody come who was not hired."""
    world.firms.hired[1] += 1


@pytest.mark.parametrize(
    ("break_it", "account_name", "amount"),
    [
        (break_balance, "money of all holders", 1),
        (break_inventory, f"goods of node {NETWORK.name[3]}", 7),
        (break_pipeline, "goods on the way over edge", 5),
        (break_customers, "customers", 1),
        (break_seats, f"members at node {NETWORK.name[0]}", -1),
        (break_heads, f"members of {NETWORK.firms[1]}", -1),
    ],
)
def test_a_broken_sum_stops_the_run_with_month_account_and_amount(world, break_it, account_name, amount):
    break_it(world)
    close_month(world, BURN_IN + 3)
    with pytest.raises(ConservationError) as error:
        raise_if_broken(world, NETWORK)
    assert error.value.month == 3
    assert error.value.account.startswith(account_name)
    assert error.value.amount == amount


def test_the_first_fault_is_the_one_that_is_told(world):
    break_customers(world)
    close_month(world, BURN_IN)
    break_heads(world)
    close_month(world, BURN_IN + 1)
    with pytest.raises(ConservationError) as error:
        raise_if_broken(world, NETWORK)
    assert str(error.value) == "month 0: account 'customers' does not close: it is off by 1."
