"""Whether a firm's rule steps the right way is told by branches of the same world."""

import pytest
from worlds import BASELINE, whole_market

from tci_sim.analysis.steps import JudgedStep, _moved, judge_steps, share_right
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario

REGIMES = (
    "command_and_control", "iso9000", "satisfaction_management", "tqm", "excellence", "tci", "operations",
)  # fmt: skip


def step(worth: float, error: float, taken: int = 1) -> JudgedStep:
    return JudgedStep(1, "emphasis", up=True, taken=taken, worth=worth, error=error)


def test_only_steps_whose_worth_exceeds_its_error_are_counted() -> None:
    assert share_right([step(2.0, 1.0, 3), step(-2.0, 1.0), step(0.5, 1.0, 9), step(-1.0, 1.0)]) == (3, 4)
    assert share_right([]) == (0, 0)


def test_each_step_that_a_rule_takes_is_judged_and_the_worlds_stay_as_they_were() -> None:
    scenario = whole_market({"months": 60, "world.deciding.appraisal": 1})
    once = judge_steps(scenario, "ours", [1], [1, 2])
    assert sum(each.taken for each in once) <= 2
    assert once == judge_steps(scenario, "ours", [1], [1, 2])
    assert all(each.error >= 0.0 and each.year == 1 for each in once)


def test_a_step_goes_a_share_of_the_lever_and_ends_at_its_plausible_range() -> None:
    levers = {"value.investment_step": 0.2, "improvement.time": 0.1, "value.emphasis": 0.9}
    assert _moved(levers, "improvement.time", 1) == pytest.approx(0.12)
    assert _moved(levers, "value.emphasis", 1) == 1.0
    assert _moved(levers, "value.emphasis", -1) == pytest.approx(0.7)


def test_a_lever_that_is_off_is_never_stepped() -> None:
    still = {"policies.tci.value.investment_step": 0.0}
    assert (
        judge_steps(whole_market({"months": 40, "world.deciding.appraisal": 1, **still}), "ours", [1], [1, 2])
        == []
    )


def world(regime: str) -> Scenario:
    """The reference market, one customer in ten, in which our firm runs a regime and appraises its levers."""
    scenario = load(BASELINE, ["policies.operations=operations"])
    changes = {"market.simulated": 2000, "months": 120, "world.deciding.appraisal": 1}
    return variant(scenario, {**changes, "firms.ours.policy": regime})


@pytest.mark.slow
def test_steps_have_the_sign_of_the_branch_in_seven_of_ten_years() -> None:
    right, sure = 0, 0
    down = [0, 0]
    for regime in REGIMES:
        judged = judge_steps(world(regime), "ours", range(1, 8), range(1, 7))
        of_regime = share_right(judged)
        right, sure = right + of_regime[0], sure + of_regime[1]
        for each in judged:
            if each.is_sure and each.up == (each.worth < 0.0):  # the right step is down
                down[0] += each.taken if each.worth > 0.0 else 0
                down[1] += each.taken
    assert sure > 100
    assert right / sure >= 0.7
    assert down[0] / down[1] >= 0.7
