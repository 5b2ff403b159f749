"""Agents are rows of the world: what is read and written is the world itself."""

import mesa
import numpy as np
import pytest

from tci_sim.engine.state.types import MICRO
from tci_sim.errors import InputError
from tci_sim.mesa_model import AgentRemovedError, Firm, Supplier, TCIModel, Unit
from tci_sim.mesa_model.values import RowValue


def test_agents_are_mesa_agents_of_three_kinds(lived_in):
    assert set(lived_in.agents_by_type) == {Firm, Unit, Supplier}
    assert all(isinstance(agent, mesa.Agent) for agent in lived_in.agents)
    assert len(lived_in.agents_by_type[Firm]) == 3
    assert len(lived_in.agents_by_type[Unit]) == 18
    assert len(lived_in.agents_by_type[Supplier]) == 2


def test_every_value_of_every_agent_can_be_read(lived_in):
    for agent in lived_in.agents:
        for name in dir(type(agent)):
            if isinstance(getattr(type(agent), name), RowValue):
                assert np.isfinite(np.asarray(getattr(agent, name), dtype=float)).all(), name


def test_what_an_agent_reads_is_its_row(lived_in):
    firm, unit = lived_in.firm("south"), lived_in.node("south/logistics")
    state = lived_in.state
    assert firm.price == state.firms.costs.price[2]
    assert unit.firm is firm
    assert unit in firm.units
    assert len(firm.units) == 6
    assert unit.shortfall.tolist() == state.nodes.quality.shortfall[unit.row].tolist()
    assert round(unit.inventory * MICRO) == state.goods.production.inventory[unit.row]
    assert unit.beliefs.shape == (unit.headcount, 30)


def test_what_an_agent_writes_is_in_the_world(fresh):
    fresh.firm("ours").price = 120.0
    fresh.node("ours/sales").shortfall = 0.0
    assert fresh.state.firms.costs.price[0] == 120.0
    assert (fresh.state.nodes.quality.shortfall[fresh.node("ours/sales").row] == 0.0).all()


def test_a_higher_price_drives_customers_away(few):
    counts = []
    for price in (100.0, 300.0):
        model = TCIModel(few, rng=7)
        for _ in range(3):
            model.firm("ours").price = price
            model.step()
        counts.append(len(model.firm("ours").customers))
    assert counts[1] < counts[0]


def test_a_vector_is_a_copy_that_cannot_be_written_to(fresh):
    shortfall = fresh.node("ours/sales").shortfall
    with pytest.raises(ValueError, match="read-only"):
        shortfall[0] = 0.5


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.5, r"Unit 'ours/sales'.commitment = 1.5: must be from 0 to 1\."),
        (float("nan"), r"commitment = nan: must be from 0 to 1\."),
        ([0.1, 0.2], r"commitment: must have the shape"),
    ],
)
def test_a_value_out_of_range_is_refused(fresh, value, message):
    unit = fresh.node("ours/sales")
    before = unit.commitment
    with pytest.raises(InputError, match=message):
        unit.commitment = value
    assert unit.commitment == before


@pytest.mark.parametrize("name", ["inventory", "headcount", "unit_cost", "open"])
def test_what_the_books_rest_on_cannot_be_written(fresh, name):
    agent = fresh.firm("ours") if hasattr(Firm, name) else fresh.node("ours/sales")
    with pytest.raises(AttributeError, match="is read-only"):
        setattr(agent, name, 1)


def test_a_removed_agent_is_retired_and_its_row_is_out_of_reach(fresh):
    unit = fresh.node("ours/sales")
    unit.remove()
    assert unit not in fresh.agents
    assert unit not in fresh.agents_by_type[Unit]
    with pytest.raises(AgentRemovedError, match="'ours/sales' was removed from the model in month 0"):
        _ = unit.shortfall
    with pytest.raises(AgentRemovedError):
        unit.commitment = 0.5
    unit.remove()
    fresh.step()


def test_a_removed_firm_loses_its_customers_and_the_books_still_close(fresh):
    firm = fresh.firm("ours")
    assert len(firm.customers) > 0
    firm.remove()
    fresh.step()
    assert (fresh.customers.get("firm") != "ours").all()
    with pytest.raises(AgentRemovedError):
        _ = firm.customers
    fresh.step()


def test_all_agents_can_be_removed(fresh):
    fresh.remove_all_agents()
    assert len(fresh.agents) == 0


def test_upstream_and_downstream_are_two_ends_of_one_edge(lived_in):
    sales = lived_in.node("ours/sales")
    assert {node.role for node in sales.upstream} == {"logistics", "service"}
    assert sales.downstream == ()
    for node in sales.upstream:
        assert sales in node.downstream
    suppliers = lived_in.agents_by_type[Supplier]
    assert all(each.tier == 1 and each.organisation == each.name for each in suppliers)


def test_a_lever_set_before_month_0_acts_from_month_0(fresh):
    firm = fresh.firm("north")
    in_force = fresh.state.firms.policies.in_force.improvement.time
    before = in_force[firm.row]
    firm.set_lever("improvement.time", 0.25)
    assert in_force[firm.row] == before != 0.25
    fresh.step()
    assert in_force[firm.row] == firm.lever("improvement.time") == 0.25


def test_a_lever_set_later_acts_and_costs_from_the_next_month_on(fresh):
    fresh.step()
    firm = fresh.firm("north")
    firm.set_lever("listening.survey.respondents", 40)
    assert firm.lever("listening.survey.respondents") == 40
    fresh.step()
    assert fresh.state.firms.policies.paid.listening.survey.respondents[firm.row] == 40
    assert fresh.firm("south").lever("listening.survey.respondents") != 40


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("improvement.tim", 0.1, "not a lever. Did you mean 'improvement.time'"),
        ("world.choice.inertia", 0.1, "not a lever"),
        ("improvement.time", 0.95, "must be a number from 0 to 0.9"),
        ("improvement.time", float("nan"), "must be a number from 0 to 0.9"),
        ("improvement.cadence", 2.5, "must be a whole number from 1 to 60"),
        ("value.forecast_months", 37, "must be a whole number from 1 to 36"),
    ],
)
def test_a_lever_cannot_leave_its_bounds(fresh, path, value, message):
    with pytest.raises(InputError, match=message):
        fresh.firm("ours").set_lever(path, value)


def test_agent_sets_work_on_rows(fresh):
    firms = fresh.agents_by_type[Firm]
    firms.set("price", 101.0)
    assert firms.get("price") == [101.0] * 3
    assert firms.agg("price", max) == 101.0
    assert len(firms.select(lambda firm: firm.name == "ours")) == 1
    dearer = []
    firms.shuffle_do(lambda firm: dearer.append(firm.price))
    assert dearer == [101.0] * 3


def test_help_shows_the_unit_of_a_value():
    assert "[currency/unit]" in (Firm.price.__doc__ or "")
    for kind in (Firm, Unit, Supplier):
        values = [v for v in vars(kind).values() if isinstance(v, RowValue)]
        assert all((value.__doc__ or "").rstrip(".").endswith("]") for value in values)


def test_an_unknown_name_is_refused_with_the_nearest(fresh):
    with pytest.raises(InputError, match=r"orus is not a firm in this model\. Did you mean 'ours'"):
        fresh.firm("orus")
