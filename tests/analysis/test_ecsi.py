"""The customer satisfaction index of a simulated market, read at month 0."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from worlds import BASELINE

from tci_sim.analysis import ecsi as module
from tci_sim.analysis.ecsi import (
    CUSTOMERS,
    FEW,
    ITEMS,
    PATHS,
    RESPONDENTS,
    ecsi,
    fit_ecsi,
    mean_and_error,
    require_one_policy,
    survey_at_month_0,
)
from tci_sim.errors import InputError
from tci_sim.scenario.load import load
from tci_sim.simulation import Simulation


@pytest.fixture(scope="module")
def answers():
    return survey_at_month_0(load(BASELINE), 1)


def test_the_reference_market_is_asked_as_the_published_bands_are_meant(answers):
    assert len(answers) == RESPONDENTS >= 1_000
    assert answers["firm"].nunique() >= 5
    assert answers.groupby("firm").size().min() >= FEW


def test_r2_is_what_the_paths_explain(answers):
    found = fit_ecsi(answers)
    # one source: R2 is the square of its path
    assert found["R2 expectation"] == pytest.approx(found["image -> expectation"] ** 2)


def test_a_total_effect_is_the_sum_over_all_ways(answers):
    found = fit_ecsi(answers)
    ways = found["quality -> satisfaction"] + found["quality -> value"] * found["value -> satisfaction"]
    assert found["total quality -> satisfaction"] == pytest.approx(ways)
    others = [f"total {name} -> satisfaction" for name in ("image", "expectation", "value")]
    assert found["lead of quality"] == pytest.approx(ways - max(found[name] for name in others))


def test_answers_without_anything_in_common_show_no_path():
    chance = np.random.default_rng(3)
    constructs = dict.fromkeys(name for path in PATHS for name in path)
    noise = pd.DataFrame(
        {f"{name}_{k + 1}": chance.normal(size=4_000) for name in constructs for k in range(ITEMS)}
    ).assign(firm=chance.integers(0, 5, 4_000), felt=chance.normal(70.0, 10.0, 4_000))
    found = fit_ecsi(noise)
    assert found["R2 satisfaction"] < 0.02
    assert abs(found["skewness"]) < 0.15
    assert found["standard deviation"] == pytest.approx(10.0, abs=0.4)


def test_a_firm_that_hardly_anybody_answers_for_has_no_mean(answers):
    alone = answers.assign(felt=50.0)
    alone.loc[alone.index[: FEW - 1], ["firm", "felt"]] = [99, 5.0]
    assert fit_ecsi(alone)["lowest firm mean"] == 50.0


def test_seeds_are_other_markets_and_their_spread_is_the_error():
    found = ecsi(load(BASELINE), [1, 2])
    assert found.index.tolist() == [1, 2]
    mean, error = mean_and_error(found)["R2 satisfaction"]
    one, two = found["R2 satisfaction"]
    assert mean == pytest.approx((one + two) / 2)
    assert error == pytest.approx(abs(one - two) / 2)
    assert one != two


def test_of_a_market_so_many_customers_are_simulated_and_it_stays_as_large(monkeypatch):
    lived = []
    monkeypatch.setattr(Simulation, "step", lambda self, months: lived.append((self.scenario.market, months)))
    monkeypatch.setattr(module, "survey", lambda _: None)
    survey_at_month_0(load(BASELINE), 1)
    [(market, months)] = lived
    assert (market.people, market.customers, months) == (CUSTOMERS, 20_000, 60)


def test_levers_that_the_yearly_rule_moves_belong_to_one_policy_only_where_there_is_such_a_rule():
    world = Simulation(load(BASELINE), seed=1)
    policies = world.state.firms.policies
    require_one_policy(world)
    policies.paid["improvement"]["time"][3] += 0.01
    require_one_policy(world)
    policies.in_force["value"]["investment_step"] = policies.paid["value"]["investment_step"] = 0.0
    with pytest.raises(InputError, match="Seed 1: "):
        require_one_policy(world)


def test_a_difference_in_what_is_paid_for_alone_is_another_policy():
    world = Simulation(load(BASELINE), seed=1)
    world.state.firms.policies.paid["learning"]["p_learn"][-1] += 0.01
    with pytest.raises(InputError, match="runs another policy than"):
        require_one_policy(world)
