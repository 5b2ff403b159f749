"""What is written down is what is there: by hand, in order, and for nobody nothing but NaN."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import play

from tci_sim.engine import accounts
from tci_sim.engine.ledger import Stand
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.customers import OfCustomers, record_group
from tci_sim.engine.measures.goods import add_pair, record_order_variance
from tci_sim.engine.measures.observe import observe
from tci_sim.engine.measures.people import OfPeople
from tci_sim.engine.measures.recording import Recording, new_recording
from tci_sim.engine.phases.account import account
from tci_sim.engine.phases.programmes import FIRST_PROGRAMME, Programme
from tci_sim.engine.state import State
from tci_sim.engine.state.sums import Sum
from tci_sim.engine.state.types import FIXED, MICRO
from tci_sim.world.build import build
from tci_sim.world.build_network import network_of
from tests.worlds import arrays_of, small_market

SCENARIO = small_market()
NETWORK = network_of(SCENARIO)


@pytest.fixture
def world() -> State:
    """Return a world whose first month has been accounted for."""
    state = build(SCENARIO, NETWORK, seed=1)
    play(account, state, month=SCENARIO.burn_in)
    return state


def seen(world: State, row: int = 0) -> Recording:
    """Observe one month."""
    recording = new_recording(world, row + 1)
    play(observe, world, recording=recording, row=row)
    return recording


def of(recording: Recording, kind: str, name: str) -> np.ndarray:
    """Give one measure of the last month of all holders of a kind."""
    column = [measure.name for measure in MEASURES[kind]].index(name)
    return np.asarray(getattr(recording, kind)[-1][..., column])


PAST = [Sum.YEAR_AGO, Sum.OCCASIONS_LOW, Sum.OCCASIONS_MIDDLE, Sum.OCCASIONS_HIGH]
"""Who was there a year ago, and who had an occasion to choose anew: in a first month nobody was."""


def test_every_measure_is_written_for_every_holder(world):
    for each in (Sum.CUSTOMERS, *PAST):
        world.sums.by_segment[each, :-1] += 1
    recording = seen(world)
    for kind in MEASURES:
        assert np.isfinite(getattr(recording, kind)).all(), kind


def test_observing_changes_nothing_in_the_world(world):
    before = {name: array.tobytes() for name, array in arrays_of(world).items()}
    seen(world)
    assert [name for name, array in arrays_of(world).items() if array.tobytes() != before[name]] == []


def test_only_the_row_of_the_month_is_written(world):
    recording = seen(world, row=2)
    assert np.isnan(recording.market[:2]).all()
    assert not np.isnan(recording.market[2]).all()


def test_satisfaction_mean_spread_and_skew_are_those_of_the_customers():
    # scores 90, 80, 80, 30: mean 70, spread 23.452, skew -1.022
    scores = np.array([90.0, 80.0, 80.0, 30.0])
    total = np.zeros(len(Sum), np.int64)
    total[Sum.CUSTOMERS] = 4
    total[Sum.SATISFACTION] = round(float(scores.sum()) * FIXED)
    total[Sum.SATISFACTION_SQUARE] = round(float(((scores / 100) ** 2).sum()) * FIXED)
    total[Sum.SATISFACTION_CUBE] = round(float(((scores / 100) ** 3).sum()) * FIXED)
    row = np.zeros(len(OfCustomers))
    record_group(row, total, 8.0)
    assert row[OfCustomers.SATISFACTION] == pytest.approx(70.0, abs=1e-4)
    assert row[OfCustomers.SATISFACTION_SD] == pytest.approx(scores.std(), abs=1e-3)
    skew = ((scores - 70) ** 3).mean() / scores.std() ** 3
    assert row[OfCustomers.SATISFACTION_SKEW] == pytest.approx(skew, abs=1e-3)
    assert row[OfCustomers.SHARE] == 0.5


def test_retention_counts_those_who_were_there_and_switching_those_who_came():
    total = np.zeros(len(Sum), np.int64)
    total[[Sum.CUSTOMERS, Sum.LEFT, Sum.WON, Sum.PROMOTERS, Sum.DETRACTORS]] = [10, 2, 4, 5, 2]
    row = np.zeros(len(OfCustomers))
    record_group(row, total, 20.0)
    assert row[OfCustomers.RETENTION] == 0.75  # 2 of 8 left
    assert row[OfCustomers.SWITCHING] == 0.4
    assert row[OfCustomers.NET_PROMOTER_SCORE] == pytest.approx(30.0)


def test_a_firm_without_customers_has_a_share_of_0_and_no_satisfaction(world):
    world.sums.by_segment[Sum.CUSTOMERS, 0] = 0
    for each in PAST:
        world.sums.by_segment[each, 1:-1] += 1
    recording = seen(world)
    assert of(recording, "firm", "customers")[0] == of(recording, "firm", "share")[0] == 0.0
    assert np.isnan(of(recording, "firm", "satisfaction")[0])
    assert np.isfinite(of(recording, "firm", "profit")[0])
    assert np.isfinite(recording.market).all()


def test_shares_of_firms_sum_to_1_in_the_market_and_in_every_segment(world):
    recording = seen(world)
    assert of(recording, "firm", "share").sum() == pytest.approx(1.0)
    assert of(recording, "segment", "share").sum(axis=0) == pytest.approx(1.0)


def test_knowledge_is_right_less_wrong_of_the_code_and_of_members(world):
    world.firms.knowledge.code[0] = world.market.needs.reality
    world.firms.knowledge.code[0, 0] *= -1
    dimensions = len(world.market.needs.reality)
    node = 0
    world.members.belief[world.members.node == node] = world.market.needs.reality
    recording = seen(world)
    assert of(recording, "firm", "knowledge")[0] == pytest.approx((dimensions - 2) / dimensions)
    assert of(recording, "node", "member_knowledge")[node] == 1.0
    assert of(recording, "firm", "knowledge")[1] == 0.0


def test_agreement_is_1_where_all_are_alike_and_0_where_they_are_split(world):
    mine = np.flatnonzero((world.members.node == 0) & world.members.active)
    world.members.culture[mine, 0] = 0.3
    world.members.culture[mine, 1] = np.arange(len(mine)) % 2
    recording = seen(world)
    assert len(mine) % 2 == 0
    assert of(recording, "node", "learning_agreement")[0] == pytest.approx(1.0)
    assert of(recording, "node", "learning_culture")[0] == pytest.approx(0.3)
    assert of(recording, "node", "collaboration_agreement")[0] == pytest.approx(0.0)


def test_a_node_where_nobody_works_has_no_knowledge(world):
    world.members.active[world.members.node == 0] = False
    world.staff.headcount[0] = 0
    recording = seen(world)
    assert of(recording, "node", "headcount")[0] == 0.0
    assert np.isnan(recording.node[-1, 0, -len(OfPeople) + 1 :]).all()


def test_cost_of_quality_has_four_parts_that_hold_every_programme(world):
    statement = world.books.ledger.statement
    statement[:] = 0
    for account_number in range(len(accounts.ACCOUNTS)):
        statement[0, account_number] = -(2**account_number) * MICRO
    world.nodes.work.improvement_time[:] = 0.0
    world.nodes.work.interview_time[:] = 0.0
    recording = seen(world)
    external = 2**Programme.COMPLAINT_HANDLING + 2**accounts.WARRANTY
    programmes = sum(2 ** (FIRST_PROGRAMME + k) for k in range(accounts.PROGRAMMES))
    prevention = (
        programmes - 2**Programme.INSPECTION - 2**Programme.COMPLAINT_HANDLING - 2**Programme.GAIN_SHARE
    )
    assert of(recording, "firm", "appraisal_cost")[0] == 2**Programme.INSPECTION
    assert of(recording, "firm", "external_failure_cost")[0] == external
    assert of(recording, "firm", "prevention_cost")[0] == prevention
    assert of(recording, "firm", "programme_cost")[0] == programmes


def test_time_for_improvement_prevents_and_time_for_rework_is_internal_failure_at_wages(world):
    before = seen(world)
    world.nodes.work.improvement_time[:] += 0.1
    world.nodes.work.rework_time[:] = 0.05
    after = seen(world)
    mine = world.nodes.places.firm == 0
    wages = float((world.staff.headcount * world.nodes.places.wage)[mine].sum()) / MICRO
    more = of(after, "firm", "prevention_cost")[0] - of(before, "firm", "prevention_cost")[0]
    assert more == pytest.approx(0.1 * wages)
    assert of(after, "firm", "internal_failure_cost")[0] == pytest.approx(0.05 * wages)


def test_rolled_yield_is_the_product_of_first_pass_yields(world):
    mine = np.flatnonzero(world.nodes.places.firm == 0)
    world.nodes.quality.first_pass_yield[mine] = np.linspace(0.8, 0.95, len(mine))
    recording = seen(world)
    assert of(recording, "firm", "rolled_yield")[0] == pytest.approx(np.linspace(0.8, 0.95, len(mine)).prod())
    assert of(recording, "firm", "first_pass_yield")[0] == pytest.approx(0.875)


def test_the_market_adds_up_money_and_averages_prices_by_customers(world):
    world.firms.costs.price[:] = np.linspace(90.0, 110.0, len(world.firms.costs.price))
    recording = seen(world)
    customers, price = of(recording, "firm", "customers"), of(recording, "firm", "price")
    assert of(recording, "market", "profit") == pytest.approx(of(recording, "firm", "profit").sum())
    assert of(recording, "market", "price") == pytest.approx((customers * price).sum() / customers.sum())


def test_total_value_is_the_sum_of_five_accounts(world):
    recording = seen(world)
    holders = ("customers", "suppliers", "employees", "owners", "society")
    parts = sum(of(recording, "firm", f"value_{holder}") for holder in holders)
    assert of(recording, "firm", "value_total") == pytest.approx(parts)
    assert (of(recording, "firm", "value_owners") != 0.0).all()


def test_return_on_quality_is_that_of_the_last_round_that_is_over(world):
    books = world.books
    books.returns.months[:2] = 12
    books.returns.stand[0, 0, Stand.CUSTOMER_EQUITY] = 1000.0
    books.returns.stand[0, 1, Stand.CUSTOMER_EQUITY] = 1600.0
    books.returns.statement[0, 1] = 0
    books.returns.statement[0, 1, Programme.SURVEY] = -400 * MICRO
    assert of(seen(world, row=10), "firm", "return_on_quality")[0] == 0.0
    assert of(seen(world, row=11), "firm", "return_on_quality")[0] == pytest.approx(0.5)  # (600 - 400) / 400


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), min_size=2, max_size=30))
def test_running_moments_give_the_variances_of_orders_and_demand(months):
    moments, rows = np.zeros((1, 5)), np.zeros((1, 1))
    for orders, demand in months:
        add_pair(moments[0], orders, demand)
    record_order_variance(rows, 0, moments)
    orders, demand = np.array(months).T
    if demand.std() > 1e-3 * max(demand.mean(), 1.0):
        assert rows[0, 0] == pytest.approx(orders.var() / demand.var(), rel=1e-6, abs=1e-9)
    if demand.std() == 0.0:
        assert rows[0, 0] == 1.0
