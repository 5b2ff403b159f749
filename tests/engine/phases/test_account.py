"""The month's money, by hand; values by holder; and books that notice whatever does not close."""

from collections.abc import Callable

import numpy as np
import pytest
from worlds import play

from tci_sim.engine import accounts, ledger
from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.ledger import Stakeholder, Stand
from tci_sim.engine.phases.account import account
from tci_sim.engine.phases.programmes import FIRST_PROGRAMME
from tci_sim.engine.phases.stakeholder_value import shares_of_flow
from tci_sim.engine.state import State
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import FIXED, MICRO
from tci_sim.errors import ConservationError
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of
from tci_sim.world.conservation import raise_if_broken
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
    play(account, world, month=month)
    return world


def sell(world: State, firm: int, units: int) -> int:
    """Let a firm's first outlet make and sell some units; give the outlet."""
    node = int(np.flatnonzero((world.nodes.places.firm == firm) & world.nodes.places.outlet)[0])
    world.goods.production.sold[node] = units * MICRO
    world.goods.production.sold_total[node] += units * MICRO
    world.goods.production.made_total[node] += units * MICRO
    return node


def booked(world: State, firm: int, name: str) -> float:
    """Give what a firm booked under an account this month. [currency]."""
    return float(world.books.ledger.statement[firm, ACCOUNTS.index(name)]) / MICRO


def test_a_new_world_closes_its_books(world):
    close_month(world)
    raise_if_broken(world, NETWORK)
    assert not world.books.checks.fault.any()
    assert world.books.ledger.balance.sum() == 0


def test_customers_pay_the_price_of_what_they_bought(world):
    sell(world, 0, 20)
    close_month(world)
    assert booked(world, 0, "sales") == 20 * PRICE
    customers = ledger.customers_holder(len(world.firms.costs.price))
    assert world.books.ledger.statement[customers, accounts.SALES] == -20 * PRICE * MICRO


def test_claims_count_only_defects_that_an_inspector_could_have_seen(world):
    node = sell(world, 0, 20)
    world.nodes.quality.defect_out[node] = np.where(world.market.attributes.inspectable, 0.0, 0.5)
    assert booked(close_month(world), 0, "warranty") == 0.0
    world.nodes.quality.defect_out[node] = np.where(world.market.attributes.inspectable, 0.5, 0.0)
    # half of the weight of what can be inspected, times the share of the price that a claim costs
    share = 0.5 * float(
        (world.market.segments.share @ world.market.segments.weight)[
            world.market.attributes.inspectable
        ].sum()
    )
    expected = -20 * PRICE * SCENARIO.world.economy.warranty * share
    assert booked(close_month(world), 0, "warranty") == pytest.approx(expected, abs=1e-6)
    assert expected < 0.0


def test_goods_between_organisations_are_paid_at_the_suppliers_price_and_inside_one_for_nothing(world):
    firm = world.nodes.places.firm
    between = [
        e for e in np.flatnonzero(world.edges.links.goods & (world.edges.links.source >= 0))
        if firm[world.edges.links.source[e]] != firm[world.edges.links.target[e]]
    ]  # fmt: skip
    inside = [
        e for e in np.flatnonzero(world.edges.links.goods & (world.edges.links.source >= 0))
        if firm[world.edges.links.source[e]] == firm[world.edges.links.target[e]]
    ]  # fmt: skip
    edge = between[0]
    buyer, supplier = int(firm[world.edges.links.target[edge]]), int(firm[world.edges.links.source[edge]])
    world.edges.flows.delivered[edge] = 3 * MICRO
    world.edges.flows.delivered[inside[0]] = 9 * MICRO
    world.firms.costs.price[supplier] = 40.0
    close_month(world)
    assert booked(world, buyer, "purchases") == -120.0
    assert booked(world, supplier, "supply") == 120.0
    assert sum(booked(world, f, "supply") for f in range(len(world.firms.costs.price))) == 120.0


def test_wages_are_paid_by_head_and_severance_by_layoff(world):
    world.staff.layoffs[0] = 2
    world.books.checks.headcount_opening[0] += 2
    close_month(world)
    mine = world.nodes.places.firm == 0
    wages = float((world.staff.headcount[mine] * world.nodes.places.wage[mine]).sum()) / MICRO
    one = wages / world.staff.headcount[mine].sum()
    economy = SCENARIO.world.economy
    assert booked(world, 0, "wages") == -wages
    assert booked(world, 0, "severance") == pytest.approx(-2 * economy.severance * one, abs=1e-6)
    assert world.books.worth.value[0, Stakeholder.EMPLOYEES] == pytest.approx(
        wages + 2 * (economy.severance - economy.layoff_loss) * one, abs=1e-5
    )


def test_a_firm_that_has_not_entered_the_market_pays_nothing(world):
    world.firms.standing.open[0] = False
    close_month(world)
    assert not world.books.ledger.statement[0].any()
    assert world.books.ledger.statement[1].any()


def test_profit_is_what_the_statement_leaves_after_tax_and_a_loss_pays_no_tax(world):
    sell(world, 0, 10_000)
    close_month(world)
    others = world.books.ledger.statement[0].copy()
    others[accounts.TAX] = 0
    assert others.sum() > 0
    assert -world.books.ledger.statement[0, accounts.TAX] == round(others.sum() * SCENARIO.world.economy.tax)
    assert world.books.ledger.profit[0, 0] == world.books.ledger.statement[0].sum()
    assert world.books.ledger.statement[1, accounts.TAX] == 0
    assert world.books.ledger.profit[1, 0] < 0


PROGRAMME_LEVERS: list[tuple[str, Callable[[State], np.ndarray], float]] = [
    ("interviews", lambda w: w.firms.policies.paid.listening.review.interviews, 2.0),
    ("training", lambda w: w.firms.policies.paid.improvement.training, 0.1),
    ("formation", lambda w: w.firms.policies.paid.culture.formation, 0.05),
    ("participation", lambda w: w.firms.policies.paid.listening.participation.share, 0.3),
    ("redesign", lambda w: w.firms.policies.paid.improvement.redesign, 0.3),
    ("inspection", lambda w: w.firms.policies.paid.improvement.inspection, 0.8),
    ("improvement_help", lambda w: w.firms.policies.paid.improvement.time, 0.3),
    ("interview_help", lambda w: w.firms.policies.paid.listening.internal_review.interviews, 1.0),
    ("survey", lambda w: w.firms.policies.paid.listening.survey.respondents, 300),
]


@pytest.mark.parametrize(
    ("name", "lever", "value"), PROGRAMME_LEVERS, ids=[row[0] for row in PROGRAMME_LEVERS]
)
def test_a_lever_that_is_paid_for_costs_money_and_moves_no_price(world, name, lever, value):
    lever(world)[0] = 0
    before = booked(close_month(world), 0, name)
    cost_before = world.firms.costs.unit_cost.copy(), world.books.worth.equity.copy()
    again = build(SCENARIO, NETWORK, seed=1)
    lever(again)[0] = value
    close_month(again)
    assert booked(again, 0, name) < before <= 0.0
    assert booked(again, 1, name) == booked(world, 1, name)
    assert (again.firms.costs.unit_cost == cost_before[0]).all()
    assert (again.books.worth.equity == cost_before[1]).all()


@pytest.mark.parametrize("held", [7, 0])
def test_interviews_that_were_held_are_paid_for_and_no_others(world, held):
    """Two a member were planned, but there may be few customers, or a part of an interview left to chance."""
    for levers in (world.firms.policies.paid, world.firms.policies.in_force):
        levers.listening.review.interviews[0] = 2.0
    world.firms.contacts.interviews[0] = held
    close_month(world)
    each = PRICE * SCENARIO.world.economy.interview_cost
    assert booked(world, 0, "interviews") == pytest.approx(-held * each, abs=1e-6)


def test_interviews_bought_without_effect_are_no_more_than_there_are_customers(world):
    each = PRICE * SCENARIO.world.economy.interview_cost
    world.firms.policies.paid.listening.review.interviews[0] = 1000.0
    world.firms.policies.in_force.listening.review.interviews[0] = 0.0
    customers = int(world.sums.by_segment[Sum.CUSTOMERS, 0].sum())
    close_month(world)
    assert customers > 0
    assert booked(world, 0, "interviews") == pytest.approx(-customers * each, abs=1e-6)


def test_training_costs_its_rate_times_wages_by_hand(world):
    world.firms.policies.paid.improvement.training[0] = 0.1
    close_month(world)
    expected = booked(world, 0, "wages") * 0.1 * SCENARIO.world.economy.training_cost
    assert booked(world, 0, "training") == pytest.approx(expected, abs=1e-6)


def test_a_redesign_is_paid_until_it_is_done(world):
    world.firms.policies.paid.improvement.redesign[0] = 0.3
    months = int(SCENARIO.world.improving.redesign_months)
    paid = [booked(close_month(world, month), 0, "redesign") for month in range(months + 2)]
    assert all(amount < 0.0 for amount in paid[:months])
    assert paid[months:] == [0.0, 0.0]


def test_suppliers_share_in_what_they_save_from_month_0_on(world):
    edges, nodes, buyer = world.edges, world.nodes, 0
    edge = next(
        e for e in np.flatnonzero(edges.links.goods & (edges.links.source >= 0))
        if nodes.places.firm[edges.links.target[e]] == buyer and nodes.places.firm[edges.links.source[e]] != buyer
    )  # fmt: skip
    source = int(edges.links.source[edge])
    supplier = int(nodes.places.firm[source])
    world.firms.policies.paid.integration.gain_sharing[buyer] = 0.5
    edges.flows.delivered[edge] = 8 * MICRO
    nodes.quality.defect_out[source] = 0.4
    assert booked(close_month(world, BURN_IN - 1), buyer, "gain_share") == 0.0
    nodes.quality.defect_out[source] = 0.2
    close_month(world, BURN_IN)
    fall = 0.2 * float(
        (world.market.segments.share @ world.market.segments.weight)[
            world.market.attributes.inspectable
        ].sum()
    )
    into = slice(
        edges.links.first_in[edges.links.target[edge]], edges.links.first_in[edges.links.target[edge] + 1]
    )
    inputs = float(edges.links.units[into][edges.links.goods[into]].sum()) / 1000.0
    saved = 8 / inputs * world.firms.costs.price[buyer] * SCENARIO.world.economy.warranty * fall
    assert booked(world, supplier, "gain_share") == pytest.approx(0.5 * saved, abs=1e-6)
    assert booked(world, buyer, "gain_share") == -booked(world, supplier, "gain_share")


def test_unit_cost_follows_inputs_processing_labour_and_overhead(world):
    close_month(world)
    economy, firm = SCENARIO.world.economy, 0
    mine = world.nodes.places.firm == firm
    start = float(world.firms.costs.starting_volume[firm])
    nodes = world.nodes
    time = 1.0 - nodes.work.improvement_time - nodes.work.interview_time - nodes.work.rework_time
    each = nodes.places.wage / MICRO / (nodes.work.capability * time * economy.normal_use)
    labour = float((each * nodes.places.starting_flow)[mine].sum()) / start
    buying = next(
        n for n in np.flatnonzero(mine)
        for e in range(world.edges.links.first_in[n], world.edges.links.first_in[n + 1])
        if world.edges.links.goods[e] and not mine[world.edges.links.source[e]]
    )  # fmt: skip
    into = slice(world.edges.links.first_in[buying], world.edges.links.first_in[buying + 1])
    inputs = float((world.edges.links.units[into] * world.edges.links.goods[into]).sum()) / 1000.0 * PRICE
    processing = economy.value_added * world.firms.costs.starting_unit_cost[firm]
    expected = labour + economy.overhead * economy.price + inputs + processing
    assert world.firms.costs.unit_cost[firm] == pytest.approx(expected, rel=1e-9)


def test_customer_equity_is_the_lifetime_value_of_present_customers(world):
    close_month(world)
    economy, count = SCENARIO.world.economy, int(world.sums.by_segment[Sum.CUSTOMERS, 0].sum())
    monthly = (1.0 + economy.discount) ** (1 / 12) - 1.0
    margin = (
        world.firms.costs.price[0] - world.firms.costs.unit_cost[0]
    ) * SCENARIO.world.choice.purchase_rate
    assert world.books.worth.retention[0] == 1.0
    assert world.books.worth.equity[0] == pytest.approx(count * margin / monthly, rel=1e-9)


def test_customers_value_is_their_surplus_in_money(world):
    world.sums.by_segment[Sum.SURPLUS, 0, 0] = 5 * FIXED
    close_month(world)
    expected = 5 * PRICE * SCENARIO.world.choice.purchase_rate
    assert world.books.worth.value[0, Stakeholder.CUSTOMERS] == pytest.approx(expected)


def test_society_bears_what_failures_cost_others(world):
    node = sell(world, 0, 20)
    world.nodes.quality.defect_out[node] = 0.0
    better = close_month(world).books.worth.value[0, Stakeholder.SOCIETY]
    world.nodes.quality.defect_out[node] = 0.5
    worse = close_month(world).books.worth.value[0, Stakeholder.SOCIETY]
    assert worse < better


def test_suppliers_profit_is_credited_to_the_firms_they_served(world):
    # node 0 supplies 1; 1 sends a quarter to firm 0 (node 2) and three quarters to firm 1 (node 3)
    places = world.nodes.places._replace(firm=np.array([2, 3, 0, 1]))
    links = world.edges.links._replace(
        source=np.array([0, 1, 1]), target=np.array([1, 2, 3]), goods=np.ones(3, np.bool_)
    )
    share = shares_of_flow(places, links, np.array([8, 1, 3]), 2)
    assert share.tolist() == [[0.25, 0.75], [0.25, 0.75], [1.0, 0.0], [0.0, 1.0]]


def with_suppliers(world: State, **economy: float) -> State:
    """Let each firm sell, let suppliers send their goods, and account for it under these parameters."""
    for name, value in economy.items():
        world.run.world.economy[name] = value
    for firm in range(len(world.firms.standing.open)):
        sell(world, firm, 20)
    flows, places = world.edges.flows, world.nodes.places
    flows.delivered[:] = np.arange(1, len(flows.delivered) + 1) * MICRO
    return close_month(world, len(places.firm))


def test_the_accounts_of_the_whole_chain_leave_nobody_out(world):
    selling = len(world.firms.standing.open)
    with_suppliers(world, whole_chain=1)
    value = world.books.worth.value
    statement = world.books.ledger.statement[: len(value)]
    wages = -(statement[:, accounts.WAGES] + statement[:, accounts.SEVERANCE]).sum() / MICRO
    assert value[:selling, Stakeholder.EMPLOYEES].sum() == pytest.approx(wages, rel=1e-12)
    society = value[:selling, Stakeholder.SOCIETY].sum() + value[:selling, Stakeholder.OWNERS].sum()
    assert statement[selling:, accounts.TAX].sum() < 0
    alone = with_suppliers(build(SCENARIO, NETWORK, seed=1)).books.worth.value
    assert society - alone[:selling, [Stakeholder.OWNERS, Stakeholder.SOCIETY]].sum() == pytest.approx(
        -statement[selling:, accounts.TAX].sum() / MICRO, rel=1e-9
    )


def test_a_supplier_that_sends_nothing_is_still_in_the_accounts_of_the_whole_chain(world):
    selling = len(world.firms.standing.open)
    world.run.world.economy.whole_chain = 1
    close_month(world)
    wages = -world.books.ledger.statement[: len(world.books.worth.value), accounts.WAGES].sum() / MICRO
    employees = world.books.worth.value[:, Stakeholder.EMPLOYEES]
    assert employees[:selling].sum() == pytest.approx(wages, rel=1e-12)
    assert employees[selling:].sum() > 0.0


def test_wages_count_above_what_would_just_make_people_work(world):
    selling = len(world.firms.standing.open)
    wages = with_suppliers(world).books.worth.value[:selling, Stakeholder.EMPLOYEES].copy()
    world = with_suppliers(build(SCENARIO, NETWORK, seed=1), reservation_wage=0.75)
    assert world.books.worth.value[:selling, Stakeholder.EMPLOYEES] == pytest.approx(wages / 4.0, rel=1e-12)


def test_the_return_on_quality_book_balances_against_the_accounts(world):
    sellers = len(world.firms.standing.open)
    totals = np.zeros((sellers, len(ACCOUNTS)), np.int64)
    before = world.books.ledger.balance[:sellers].copy()
    for month in range(BURN_IN - 12, BURN_IN + 24):
        world.sums.by_segment[Sum.COMPLAINTS, :, 0] = month
        close_month(world, month)
        totals += world.books.ledger.statement[:sellers]
    book = world.books.returns.statement
    assert world.books.returns.months.tolist() == [12, 12, 12]
    assert (book.sum(axis=1) == totals).all()
    assert (book.sum(axis=(1, 2)) == world.books.ledger.balance[:sellers] - before).all()
    assert (totals[:, FIRST_PROGRAMME] < 0).all()


def test_the_return_on_quality_book_holds_the_mean_of_a_round(world):
    for month in range(BURN_IN, BURN_IN + 12):
        world.nodes.quality.cycle_time[:] = month - BURN_IN
        close_month(world, month)
    assert world.books.returns.stand[0, 1, Stand.CYCLE_TIME] == pytest.approx(5.5)
    assert world.books.returns.stand[0, 0, Stand.CYCLE_TIME] == 0.0


def break_balance(world: State) -> None:
    """Create money out of nothing."""
    world.books.ledger.balance[2] += 1


def break_inventory(world: State) -> None:
    """Lose goods."""
    world.goods.production.inventory[3] -= 7


def break_pipeline(world: State) -> None:
    """Lose goods on the way."""
    world.edges.flows.shipped_total[0] += 5


def break_customers(world: State) -> None:
    """Count a customer twice."""
    world.sums.by_segment[Sum.CUSTOMERS, 0, 0] += 1


def break_seats(world: State) -> None:
    """Let a member vanish from a seat, unnoticed by those who count."""
    world.members.active[0] = False


def break_heads(world: State) -> None:
    """Let somebody come who was not hired."""
    world.staff.hired[1] += 1


@pytest.mark.parametrize(
    ("break_it", "account_name", "amount"),
    [
        (break_balance, "money of all holders", 1),
        (break_inventory, f"goods at node {NETWORK.name[3]}", 7),
        (break_pipeline, "goods in transit on edge", 5),
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
    assert str(error.value.account).startswith(account_name)
    assert error.value.amount == amount


def test_the_first_fault_is_the_one_that_is_reported(world):
    break_customers(world)
    close_month(world, BURN_IN)
    break_heads(world)
    close_month(world, BURN_IN + 1)
    with pytest.raises(ConservationError) as error:
        raise_if_broken(world, NETWORK)
    assert (
        str(error.value)
        == "Month 0: account 'customers' does not balance: it is off by 1. No result was saved."
    )
