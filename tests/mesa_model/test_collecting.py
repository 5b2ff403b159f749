"""Mesa's DataCollector holds what was recorded, and nothing else."""

import math

import numpy as np
import pytest

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError
from tci_sim.mesa_model import Firm, Supplier, TCIModel, Unit


def test_the_market_is_collected_once_a_month(lived_in):
    frame = lived_in.datacollector.get_model_vars_dataframe()
    assert frame["month"].tolist() == [0, 1]
    recorded = lived_in.simulation.recording.market[:2]
    names = [measure.name for measure in MEASURES["market"]]
    assert list(frame.columns) == ["month", *names]
    assert np.array_equal(frame[names].to_numpy(), recorded, equal_nan=True)


def test_firms_are_collected_with_their_measures(lived_in):
    frame = lived_in.datacollector.get_agenttype_vars_dataframe(Firm)
    assert frame.index.names == ["Step", "AgentID"]
    assert len(frame) == 2 * 3
    south = lived_in.firm("south")
    column = [measure.name for measure in MEASURES["firm"]].index("satisfaction")
    recorded = lived_in.simulation.recording.firm[:2, south.row, column]
    assert frame.loc[(slice(None), south.unique_id), "satisfaction"].tolist() == recorded.tolist()
    assert south.measure("satisfaction") == recorded[-1]


@pytest.mark.parametrize(("agents", "count"), [(Unit, 18), (Supplier, 2)])
def test_nodes_are_collected_with_their_measures(lived_in, agents, count):
    frame = lived_in.datacollector.get_agenttype_vars_dataframe(agents)
    assert len(frame) == 2 * count
    assert list(frame.columns) == [measure.name for measure in MEASURES["node"]]
    for agent in lived_in.agents_by_type[agents]:
        assert frame["inventory"][2, agent.unique_id] == agent.measure("inventory")


def test_nothing_is_collected_of_the_burn_in(few):
    model = TCIModel(few, burn_in=False)
    model.step()
    assert model.month == 0
    assert len(model.datacollector.get_model_vars_dataframe()) == 0
    assert math.isnan(model.measure("satisfaction"))
    assert math.isnan(model.firm("ours").measure("satisfaction"))
    model.step()
    assert model.datacollector.get_model_vars_dataframe()["month"].tolist() == [0]
    assert 0 < model.measure("satisfaction") < 100


def test_a_retired_agent_is_no_longer_collected(fresh):
    unit = fresh.node("ours/design")
    fresh.step()
    unit.remove()
    fresh.step()
    frame = fresh.datacollector.get_agenttype_vars_dataframe(Unit)
    assert len(frame) == 18 + 17
    assert (2, unit.unique_id) not in frame.index


def test_an_unknown_measure_is_refused_with_the_nearest_name(lived_in):
    with pytest.raises(InputError, match=r"satisfacton is not a measure of a market\. Did you mean"):
        lived_in.measure("satisfacton")
    with pytest.raises(InputError, match=r"price is not a measure of a node"):
        lived_in.node("ours/sales").measure("price")
