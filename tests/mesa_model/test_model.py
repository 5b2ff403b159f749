"""A Mesa model of a scenario is the scenario's run, month by month."""

import gc
import weakref

import mesa
import numpy as np
import pytest

from tci_sim.errors import InputError
from tci_sim.mesa_model import TCIModel
from tests.worlds import lived, same_bits


def test_stepping_is_running_to_the_last_bit(few):
    model = TCIModel(few, rng=3)
    while model.running:
        model.step()
    whole = lived(few, seed=3)
    assert isinstance(model, mesa.Model)
    assert same_bits(model.state, whole.state) == []


def test_stepping_through_the_burn_in_changes_nothing(few):
    stepped = TCIModel(few, rng=3, burn_in=False)
    assert stepped.month == -1
    stepped.step()
    at_once = TCIModel(few, rng=3)
    assert stepped.month == at_once.month == 0
    assert same_bits(stepped.state, at_once.state) == []
    assert stepped.elapsed == 1


def test_another_seed_is_another_world(few, fresh):
    assert same_bits(TCIModel(few, rng=np.int64(7)).state, fresh.state) == []
    assert same_bits(TCIModel(few, rng=8).state, fresh.state) != []


def test_a_run_ends_when_its_months_have_passed(few):
    model = TCIModel(few)
    model.run_model()
    assert model.month == few.months
    assert model.steps == few.months
    with pytest.raises(InputError, match="months = 3: all of them have passed"):
        model.step()


def test_the_world_draws_nothing_from_mesas_streams(fresh):
    before = fresh.random.getstate(), fresh.rng.bit_generator.state
    fresh.step()
    assert (fresh.random.getstate(), fresh.rng.bit_generator.state) == before


@pytest.mark.parametrize(
    "rng", [None, True, 1.5, -1, 2**63, "1", np.random.default_rng(1), np.random.SeedSequence(1), [1, 2]]
)
def test_only_a_whole_number_is_a_seed(few, rng):
    with pytest.raises(InputError, match="must be a seed, a whole number from 0"):
        TCIModel(few, rng=rng)


def test_the_names_that_mesa_keeps_for_itself_are_left_to_it(few, fresh):
    assert fresh.question is few
    assert getattr(fresh, "scenario", None) is not few
    assert not {"time", "steps", "scenario", "agents"} & set(vars(TCIModel))


def test_a_network_may_be_given_as_a_graph(few, fresh):
    given = TCIModel(few, rng=7, network=fresh.network.to_networkx())
    assert given.network == fresh.network
    assert same_bits(given.state, fresh.state) == []


def test_agents_are_numbered_from_1_and_so_are_those_who_come_later(fresh):
    assert sorted(agent.unique_id for agent in fresh.agents) == list(range(1, 24))
    observer = mesa.Agent(fresh)
    assert observer.unique_id == 24
    assert observer in fresh.agents
    fresh.step()


def test_a_model_that_nobody_holds_goes(few):
    model = TCIModel(few)
    mesa.Agent(model)
    model.step()
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_a_model_says_what_it_is(lived_in):
    assert "3 firms, 20 nodes, 200 customers, seed 7" in repr(lived_in)
    assert "month 2 of 3" in repr(lived_in)
