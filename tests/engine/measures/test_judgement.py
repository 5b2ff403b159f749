"""What customers felt, lived once more beside the world: the same to the last bit, and all of it accounted for."""

import numpy as np
import pytest

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.judgement import Judgement, Level, OtherCause, causes_of, slope_of_chord
from tci_sim.engine.state.arrays import named_arrays
from tci_sim.engine.state.types import FIXED
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Following, Simulation

MONTHS, FIRM = 18, 0


@pytest.fixture(scope="module")
def scenario(root):
    changes = {"market.customers": 701, "market.simulated": 300, "months": MONTHS, "burn_in": 4}
    return variant(load(root / "scenarios" / "baseline.yaml"), changes)


class Judges(Judgement, Following):
    """A judgement that follows a world."""


class Compared(Judges):
    """Holds the copies against the world, month by month."""

    compared = 0

    def after_month(self, state, month):
        super().after_month(state, month)
        stayed = (self._before == state.customers.firm) & (state.customers.firm < 6)
        if self._felt is not None:
            assert np.array_equal(self._felt.satisfaction[stayed], state.customers.satisfaction[stayed])
            self.compared += 1


@pytest.fixture(scope="module")
def followed(scenario):
    world = Simulation(scenario, seed=3, threads=1)
    judgement = Compared(world.state, FIRM, MONTHS)
    world.run_followed(judgement)
    return world, judgement


def test_copies_feel_what_customers_feel_to_the_last_bit(followed):
    assert followed[1].compared == MONTHS + 1  # and in the month before, from which the reference is taken


def test_a_world_that_is_followed_has_the_bits_of_any_other(scenario, followed):
    alone = Simulation(scenario, seed=3, threads=1)
    alone.run()
    for (name, ours), (_, theirs) in zip(
        named_arrays(alone.state), named_arrays(followed[0].state), strict=True
    ):
        assert ours.tobytes() == theirs.tobytes(), name
    for ours, theirs in zip(alone.recording, followed[0].recording, strict=True):
        assert np.array_equal(ours, theirs, equal_nan=True)


def test_causes_add_up_to_what_the_month_was_like(followed):
    causes, levels = followed[1].causes, followed[1].levels
    apart = levels[:, Level.NOW] - levels[:, Level.REFERENCE] - causes.sum(axis=1)
    assert np.abs(apart).max() <= (causes.shape[1] + 2) * levels[:, Level.CUSTOMERS].max()  # one step a term
    assert np.abs(causes).max() > FIXED * levels[:, Level.CUSTOMERS].min()


def test_levels_close_from_month_to_month(followed):
    judgement = followed[1]
    levels = judgement.levels
    assert np.array_equal(levels[1:, Level.CUSTOMERS], levels[:-1, Level.AT_END])
    assert np.array_equal(levels[1:, Level.BEFORE], levels[:-1, Level.OF_AT_END])
    moved = levels[:, Level.CUSTOMERS] - levels[:, Level.LEFT] + levels[:, Level.CAME]
    assert np.array_equal(moved, levels[:, Level.AT_END])
    felt = levels[:, Level.RECOVERED] - levels[:, Level.OF_LEFT] + levels[:, Level.OF_CAME]
    assert np.array_equal(felt, levels[:, Level.OF_AT_END])
    assert levels[:, [Level.LEFT, Level.CAME]].sum() > 0


def test_they_are_the_figures_that_are_measured(followed):
    world, judgement = followed
    place = {measure.name: k for k, measure in enumerate(MEASURES["firm"])}
    seen = world.recording.firm[:, FIRM]
    levels = judgement.levels.astype(float)
    assert np.array_equal(seen[:, place["customers"]], levels[:, Level.AT_END])
    assert np.allclose(
        seen[:, place["satisfaction"]],
        levels[:, Level.OF_AT_END] / FIXED / levels[:, Level.AT_END],
        atol=1e-9,
    )


def test_each_who_is_simulated_counts_for_all_for_whom_he_stands(followed):
    world, judgement = followed
    first = 701 % 300
    times = np.where(np.arange(300) < first, 3, 2)
    assert judgement.levels[-1, Level.AT_END] == times[world.state.customers.firm == FIRM].sum()


def test_what_has_no_effect_is_no_cause(scenario):
    changes = {
        "world.satisfaction.disconfirmation_effect": 0.0,
        "world.satisfaction.image_effect": 0.0,
        "world.satisfaction.price_in_value": 0.0,
        "world.satisfaction.value_taste": 0.0,
        "world.satisfaction.taste_felt": 0.0,
        "world.satisfaction.leniency": 0.0,
        "world.satisfaction.leniency_of_attribute": 0.0,
    }
    world = Simulation(variant(scenario, changes), seed=3, threads=1)
    judgement = Judges(world.state, FIRM, MONTHS)
    world.run_followed(judgement)
    attributes = len(scenario.market.attributes)
    assert judgement.causes.shape[1] == causes_of(attributes) == 2 * attributes + len(OtherCause)
    assert (judgement.causes[:, attributes:] == 0).all()
    assert (judgement.causes[:, :attributes] != 0).any(axis=0).all()


def test_the_slope_of_a_short_chord_is_that_of_the_curve():
    near = slope_of_chord(-1.0, 0.5 + 1e-12, 0.5, 0.0)
    far = slope_of_chord(
        -1.0, 0.5 + 1e-6, 0.5, 100.0 * (1 / (1 + np.exp(0.5 - 1e-6)) - 1 / (1 + np.exp(0.5)))
    )
    assert near == pytest.approx(far, rel=1e-5)
