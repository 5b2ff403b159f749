"""The calibration is open: what it fits, on which seeds, and that it never looks past month 0."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from worlds import BASELINE

from tci_sim.analysis import calibrate as calibration
from tci_sim.analysis.calibrate import (
    CHECK_SEEDS,
    FIT_SEEDS,
    KNOBS,
    Goal,
    Knob,
    calibrate,
    format_report,
    plausible,
    read_goals,
)
from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import InputError
from tci_sim.scenario.load import load
from tci_sim.simulation import Simulation

ECSI = Path(BASELINE).parent / "published" / "ecsi.yaml"
LEVEL = Knob("world.satisfaction.constant", -2.6, 0.05)


def test_seeds_to_fit_and_seeds_to_check_have_none_in_common():
    assert not set(FIT_SEEDS) & set(CHECK_SEEDS)
    with pytest.raises(InputError, match=r"Seed 2 is used both"):
        calibrate(load(BASELINE), read_goals(ECSI), fit_seeds=[1, 2], check_seeds=[2, 3])


def test_only_what_the_schema_calls_calibrated_may_be_moved():
    assert all(low <= knob.start <= high for knob in KNOBS for low, high in [plausible(knob)])
    with pytest.raises(InputError, match=r"world\.choice\.inertia is not"):
        calibrate(load(BASELINE), read_goals(ECSI), [Knob("world.choice.inertia", 1.0, 0.1)])


def test_what_is_fitted_are_the_targets_of_the_index_and_of_nothing_else():
    quantities = {goal.quantity for goal in read_goals(ECSI)}
    assert quantities == {
        "R2 satisfaction", "R2 loyalty", "satisfaction -> loyalty", "expectation -> satisfaction",
        "image -> expectation", "expectation -> quality", "lead of quality",
        "lowest firm mean", "highest firm mean", "standard deviation", "skewness",
    }  # fmt: skip


def test_a_miss_counts_in_half_widths_and_an_open_band_only_outside():
    goal, lead = Goal("x", 60.0, 82.0), Goal("lead", 0.0, math.inf)
    assert [goal.miss(value) for value in (71.0, 82.0, 49.0)] == [0.0, 1.0, -2.0]
    assert [lead.miss(value) for value in (5.0, -0.05)] == [0.0, 0.5]
    assert not goal.holds(82.0)


@pytest.fixture(scope="module")
def moved():
    """One parameter fitted to one number, and what every world was asked for meanwhile."""
    ensure_compiled(lambda _: None)
    lived, step = [], Simulation.step

    def watched(self, *arguments, **named):
        step(self, *arguments, **named)
        lived.append((self.seed, self.month, self.scenario.months, self.scenario.burn_in))

    patch = pytest.MonkeyPatch()
    patch.setattr(Simulation, "step", watched)
    goals = [Goal("mean", 74.0, 78.0)]
    found = calibrate(load(BASELINE), goals, [LEVEL], fit_seeds=[5], check_seeds=[6], rounds=4)
    patch.undo()
    return found, lived


def test_the_loss_falls_on_seeds_that_were_not_fitted(moved):
    found, _ = moved
    assert found.loss("check after") < found.loss("check before") / 10
    assert found.after[LEVEL.path] > found.before[LEVEL.path] == -2.6


def test_no_world_is_taken_past_month_0(moved):
    _, lived = moved
    assert {(month, months, burn_in) for _, month, months, burn_in in lived} == {(1, 1, 60)}


def test_seeds_to_check_are_not_looked_at_before_the_fit_is_over(moved):
    _, lived = moved
    assert [seed for seed, *_ in lived[-2:]] == [6, 6]
    assert {seed for seed, *_ in lived[:-2]} == {5}


def test_values_are_rounded_to_what_is_worth_saying(moved):
    found, _ = moved
    steps = found.after[LEVEL.path] / LEVEL.step
    assert steps == pytest.approx(round(steps), abs=1e-6)


def test_what_is_reported_names_bands_values_seeds_and_what_is_missed(moved):
    found, _ = moved
    text = format_report(found)
    assert "seeds 5 to 5" in text
    assert "74 to 78" in text
    assert f"-2.6 -> {found.after[LEVEL.path]:g}" in text
    assert "customisation" in text
    missed = format_report(
        calibration.Calibration(
            found.before, found.after, (Goal("mean", 90.0, 95.0),), found.read, (5,), (6,), 1, {"fit": 12.0}
        )
    )
    assert "  missed" in missed
    assert "not a published value" in missed


def test_a_wrong_question_is_answered_in_one_line(tmp_path, capsys, monkeypatch):
    assert calibration.main([str(tmp_path / "none.yaml")]) == 2
    assert "none.yaml" in capsys.readouterr().err
