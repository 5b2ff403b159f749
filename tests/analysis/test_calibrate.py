"""The calibration is open: what it fits, on which seeds, and that it never looks past month 0."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
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
    chosen_goals,
    format_report,
    knob_of,
    read_goals,
    span,
)
from tci_sim.analysis.ecsi import ecsi
from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import InputError
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation

ECSI = Path(BASELINE).parent / "published" / "ecsi.yaml"
LEVEL = Knob("world.satisfaction.constant", -2.6, 0.05)


def test_seeds_to_fit_and_seeds_to_check_have_none_in_common():
    assert not set(FIT_SEEDS) & set(CHECK_SEEDS)
    with pytest.raises(InputError, match=r"Seed 2 is used both"):
        calibrate(load(BASELINE), read_goals(ECSI), fit_seeds=[1, 2], check_seeds=[2, 3])


def test_only_what_the_schema_calls_calibrated_may_be_moved():
    assert all(low <= knob.start <= high for knob in KNOBS for low, high in [span(knob)])
    with pytest.raises(InputError, match=r"world\.choice\.inertia is not"):
        calibrate(load(BASELINE), read_goals(ECSI), [Knob("world.choice.inertia", 1.0, 0.1)])


def test_a_range_goes_up_and_stays_within_what_is_allowed():
    asked = knob_of(load(BASELINE), f"{LEVEL.path}=-3:-2")
    assert (asked.start, span(asked)) == (LEVEL.start, (-3.0, -2.0))
    for wrong in ("-2:-3", "-2:-2", "-21:-2", "nan:1"):
        with pytest.raises(InputError, match=r"must go up and lie within -20 to 20"):
            knob_of(load(BASELINE), f"{LEVEL.path}={wrong}")
    with pytest.raises(InputError, match=r"--move world\.satisfaction\.constant=low: must be a path"):
        knob_of(load(BASELINE), f"{LEVEL.path}=low")


def test_a_parameter_that_is_not_moved_by_default_starts_where_the_scenario_has_it():
    changed = variant(load(BASELINE), {"world.satisfaction.image_prior": 0.125})
    asked = knob_of(changed, "world.satisfaction.image_prior")
    assert (asked.start, asked.step, span(asked)) == (0.125, 0.001, (0.05, 0.15))
    assert knob_of(changed, "market.attributes.fit.shortfall").start == 0.3


@pytest.mark.parametrize("quantity", ["quality -> value", "retention", "mean"])
def test_what_validates_the_model_is_never_fitted(quantity):
    with pytest.raises(InputError, match=rf"{quantity} is not a calibration target"):
        calibrate(load(BASELINE), [Goal(quantity, 0.0, 1.0)])
    with pytest.raises(InputError, match=rf"{quantity} is not a calibration target"):
        chosen_goals(read_goals(ECSI), ["skewness", quantity])


def test_nothing_to_fit_is_refused():
    with pytest.raises(InputError, match="There is nothing to fit"):
        calibrate(load(BASELINE), read_goals(ECSI.with_name("march1991.yaml")))


class _Toy:
    """A market whose figures are known functions of two parameters: where they meet their goals is known too."""

    level, spread = "world.satisfaction.constant", "world.satisfaction.leniency"
    knobs = (Knob(level, -2.5, 0.001), Knob(spread, 0.08, 0.0001))
    goals = (Goal("lowest firm mean", 69.9, 70.1), Goal("standard deviation", 14.9, 15.1))

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[int, ...], int]] = []

    def __call__(self, scenario, seeds, jobs):
        self.asked.append((tuple(seeds), jobs))
        taste = scenario.world.satisfaction
        figures = {
            "lowest firm mean": 95.0 + 10.0 * taste.constant,
            "standard deviation": 5.0 + 100.0 * taste.leniency + 0.5 * (taste.constant + 2.5),
        }
        return pd.DataFrame([figures] * len(seeds))


@pytest.fixture
def toy(monkeypatch):
    market = _Toy()
    monkeypatch.setattr(calibration, "ecsi", market)
    return market


def test_a_known_optimum_is_found(toy):
    goals = (Goal("lowest firm mean", 74.9, 75.1), Goal("standard deviation", 15.15, 15.35))
    found = calibrate(load(BASELINE), goals, toy.knobs, fit_seeds=[1, 2], check_seeds=[3])
    # 95 + 10 c = 75 where c is -2; 5 + 100 s + .25 = 15.25 where s is .1; what stays put pulls a little, and close to
    # the middle of a band, where a miss counts by its fourth power, nothing else does: .4 half-widths are close
    assert found.after[toy.level] == pytest.approx(-2.0, abs=0.004)
    assert found.after[toy.spread] == pytest.approx(0.1, abs=0.0004)
    assert found.loss("check after") < 0.1 < 1000 < found.loss("check before")
    assert {seeds for seeds, _ in toy.asked} == {(1, 2), (3,)}


def test_a_parameter_stops_at_the_end_of_its_range(toy):
    narrow = toy.knobs[0]._replace(range=(-2.6, -2.4))
    goals = (Goal("lowest firm mean", 74.9, 75.1),)
    found = calibrate(load(BASELINE), goals, [narrow], fit_seeds=[1, 2], check_seeds=[3, 4])
    assert found.after[toy.level] == pytest.approx(-2.4, abs=0.002)


def test_what_moving_counts_holds_a_parameter_where_it_began(toy):
    """After d half-ranges m = 1 - 10 d is missed: m^4 + (stay^2 d)^2 is least where m^3 = (stay^4 / 200) (1 - m)."""
    knob, goals = Knob(toy.level, -2.5, 0.001, (-3.5, -1.5)), (Goal("lowest firm mean", 70.0, 72.0),)
    for stay, missed, within in ((0.0, 0.0, 0.06), (3.0, 0.5621, 0.011)):
        assert missed**3 == pytest.approx(stay**4 / 200 * (1 - missed), abs=1e-3)
        found = calibrate(load(BASELINE), goals, [knob], fit_seeds=[1, 2], check_seeds=[3, 4], stay=stay)
        assert 10.0 * (-2.4 - found.after[toy.level]) == pytest.approx(missed, abs=within)
    for stay in (-1.0, math.nan, 11.0):
        with pytest.raises(InputError, match="must be from 0 to 10"):
            calibrate(load(BASELINE), goals, [knob], stay=stay)


def test_no_more_sets_of_values_are_tried_than_may_be_and_the_best_is_kept(toy):
    found = calibrate(load(BASELINE), toy.goals, toy.knobs, fit_seeds=[1, 2], check_seeds=[3], trials=2)
    assert found.trials == 2
    assert sum(seeds == (1, 2) for seeds, _ in toy.asked) == 4  # two trials, before and after
    misses = {
        when: [g.miss(found.read[f"fit {when}"][g.quantity][0]) for g in toy.goals]
        for when in ("before", "after")
    }
    assert sum(miss**4 for miss in misses["after"]) < sum(miss**4 for miss in misses["before"])


def test_worlds_side_by_side_are_the_same_worlds():
    frames = [ecsi(load(BASELINE), [1, 2, 3], jobs) for jobs in (1, 2)]
    pd.testing.assert_frame_equal(*frames, check_exact=True)


def test_what_is_fitted_are_the_targets_of_the_index_and_of_nothing_else():
    quantities = {goal.quantity for goal in read_goals(ECSI)}
    assert quantities == {
        "R2 satisfaction", "R2 loyalty", "satisfaction -> loyalty", "expectation -> satisfaction",
        "image -> expectation", "expectation -> quality", "lead of quality",
        "value -> satisfaction", "lowest firm mean", "highest firm mean", "standard deviation", "skewness",
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
    goals = [Goal("lowest firm mean", 80.0, 84.0)]
    found = calibrate(load(BASELINE), goals, [LEVEL], fit_seeds=[5], check_seeds=[6], rounds=4)
    patch.undo()
    return found, lived


def test_the_loss_falls_on_seeds_that_were_not_fitted(moved):
    found, _ = moved
    assert found.loss("check after") < found.loss("check before") / 8
    assert found.after[LEVEL.path] > found.before[LEVEL.path] == -2.6


def test_no_world_is_taken_past_month_0(moved):
    _, lived = moved
    assert {(month, months, burn_in) for _, month, months, burn_in in lived} == {(0, 1, 60)}


def test_seeds_to_check_are_not_looked_at_before_the_fit_is_over(moved):
    _, lived = moved
    assert [seed for seed, *_ in lived[-2:]] == [6, 6]
    assert {seed for seed, *_ in lived[:-2]} == {5}


def test_firms_that_run_more_than_one_policy_are_refused_in_one_sentence(monkeypatch, capsys):
    """The common policy has a yearly rule, which moves levers of its own; any other difference is another policy."""
    ensure_compiled(lambda _: None)
    step = Simulation.step

    def steered(self, *arguments, **named):
        step(self, *arguments, **named)
        self.state.firms.policies.in_force.culture.autonomy[2] = 0.9

    monkeypatch.setattr(Simulation, "step", steered)
    assert calibration.main(["--fit", "5", "--check", "6", "--trials", "1"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith("Seed 5: ")
    assert "runs another policy than" in said[0]


def test_values_are_rounded_to_what_is_worth_saying(moved):
    found, _ = moved
    steps = found.after[LEVEL.path] / LEVEL.step
    assert steps == pytest.approx(round(steps), abs=1e-6)


def test_what_is_reported_names_bands_values_seeds_and_what_is_missed(moved):
    found, _ = moved
    text = format_report(found)
    assert "seeds 5 to 5" in text
    assert "run one policy, common" in text
    assert "80 to 84" in text
    assert f"-2.6 -> {found.after[LEVEL.path]:g}" in text
    assert "customisation" in text
    missed = format_report(
        calibration.Calibration(
            found.before,
            found.after,
            (Goal("mean", 90.0, 95.0),),
            found.read,
            (5,),
            (6,),
            1,
            1.0,
            "common",
            {"fit": 12.0},
        )
    )
    assert "  missed" in missed
    assert "not a published value" in missed


def test_a_wrong_question_is_answered_in_one_line(tmp_path, capsys, monkeypatch):
    assert calibration.main([str(tmp_path / "none.yaml")]) == 2
    assert "none.yaml" in capsys.readouterr().err
