"""Customers are read as one population, or one by one."""

import numpy as np
import pytest

from tci_sim.errors import InputError
from tci_sim.mesa_model import Customer, CustomerPopulation, TCIModel
from tci_sim.mesa_model.population import VALUES
from tests.worlds import same_bits


def test_every_customer_is_there_once(lived_in):
    customers = lived_in.customers
    assert len(customers) == 200
    assert [customer.index for customer in customers] == list(range(200))


@pytest.mark.parametrize("name", sorted(VALUES))
def test_one_customer_and_the_population_agree(lived_in, name):
    values = lived_in.customers.get(name)
    assert len(values) == 200
    for index in (0, 57, 199):
        assert np.array_equal(getattr(lived_in.customers[index], name), values[index])


def test_every_customer_is_with_a_firm_or_with_none(lived_in):
    firms = lived_in.customers.get("firm")
    assert set(firms) <= {*lived_in.network.selling_firms, None}
    of_firms = [len(lived_in.firm(name).customers) for name in lived_in.network.selling_firms]
    assert sum(of_firms) + (firms == None).sum() == 200  # noqa: E711
    assert set(lived_in.firm("ours").customers.get("firm")) == {"ours"}


def test_who_buys_from_a_firm_buys_at_its_outlet(lived_in):
    for customer in lived_in.customers:
        outlet = None if customer.firm is None else f"{customer.firm}/sales"
        assert customer.outlet == outlet


def test_an_array_and_a_function_select_the_same(lived_in):
    customers = lived_in.customers
    level = float(np.median(customers.get("satisfaction")))
    quickly = customers.select(customers.get("satisfaction") < level)
    slowly = customers.select(lambda customer: customer.satisfaction < level)
    assert 0 < len(quickly) < 200
    assert quickly.indices.tolist() == slowly.indices.tolist()
    assert (quickly.get("satisfaction") < level).all()


def test_at_most_takes_the_first_by_number_or_by_share(lived_in):
    customers = lived_in.customers
    assert customers.select(at_most=3).indices.tolist() == [0, 1, 2]
    assert customers.select(at_most=1).indices.tolist() == [0]
    assert len(customers.select(at_most=0.25)) == 50
    assert len(customers.select(at_most=1.0)) == 200
    assert len(customers.select()) == 200


def test_a_selection_of_a_selection_stays_inside_it(lived_in):
    ours = lived_in.firm("ours").customers
    long = ours.select(ours.get("tenure") > 0)
    assert set(long.indices) <= set(ours.indices)
    assert all(customer in ours for customer in long)


def test_a_customer_of_another_model_is_not_in_the_population(lived_in, fresh):
    assert lived_in.customers[0] in lived_in.customers
    assert fresh.customers[0] not in lived_in.customers
    assert Customer(lived_in, 200) not in lived_in.customers
    assert "0" not in lived_in.customers


def test_a_slice_is_a_population(lived_in):
    some = lived_in.customers[10:13]
    assert isinstance(some, CustomerPopulation)
    assert some.indices.tolist() == [10, 11, 12]
    assert lived_in.customers[-1].index == 199
    with pytest.raises(IndexError):
        lived_in.customers[200]


def test_agg_takes_one_function_or_several(lived_in):
    customers = lived_in.customers
    low, high = customers.agg("satisfaction", [np.min, np.max])
    assert low < customers.agg("satisfaction", np.mean) < high


def test_several_values_come_in_rows_as_from_an_agent_set(lived_in):
    rows = lived_in.customers.select(at_most=2).get(["firm", "tenure"])
    first = lived_in.customers[0]
    assert rows[0] == [first.firm, first.tenure]
    assert len(rows) == 2


def test_a_frame_has_a_row_for_each_and_no_lists_in_it(lived_in):
    frame = lived_in.customers.select(at_most=5).to_frame()
    assert frame.index.name == "customer"
    assert len(frame) == 5
    assert isinstance(frame["firm"].dtype.categories[0], str)
    assert frame["will.reliability"].iloc[4] == lived_in.customers[4].will[1]
    assert all(
        column.dtype.kind != "O"
        for name, column in frame.items()
        if name not in ("segment", "firm", "outlet")
    )
    assert list(lived_in.customers.to_frame(["tenure"])) == ["tenure"]


def test_what_was_read_stays_as_it_was(fresh):
    before = fresh.customers.get("satisfaction")
    kept = before.copy()
    fresh.step()
    assert (before == kept).all()
    assert (fresh.customers.get("satisfaction") != kept).any()


def test_the_same_sample_is_drawn_again_and_another_number_gives_another(lived_in):
    customers = lived_in.customers
    sample = customers.sample(20)
    assert len(set(sample.indices)) == 20
    assert sample.indices.tolist() == customers.sample(20).indices.tolist()
    assert sample.indices.tolist() != customers.sample(20, number=1).indices.tolist()
    assert set(customers.sample(10).indices) < set(sample.indices)


def test_another_month_gives_another_sample(fresh):
    before = fresh.customers.sample(20).indices.tolist()
    fresh.step()
    assert fresh.customers.sample(20).indices.tolist() != before


def test_a_sample_disturbs_nobody(few, fresh):
    quiet = TCIModel(few, rng=7)
    fresh.customers.sample(50)
    fresh.step()
    quiet.step()
    assert same_bits(fresh.state, quiet.state) == []


@pytest.mark.parametrize("size", [-1, 201])
def test_a_sample_cannot_be_larger_than_the_population(lived_in, size):
    with pytest.raises(InputError, match="must be from 0 to 200"):
        lived_in.customers.sample(size)


def test_customers_cannot_be_written_to(lived_in):
    with pytest.raises(AttributeError):
        lived_in.customers[0].satisfaction = 100.0


def test_an_unknown_value_is_refused_with_the_nearest_name(lived_in):
    with pytest.raises(AttributeError, match="Did you mean 'satisfaction'"):
        lived_in.customers.get("satisfacton")
