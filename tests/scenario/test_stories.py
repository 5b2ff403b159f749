"""Each story shows what it is about: in its own measures, strictly, and against the same luck without it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tci_sim.api.run import run
from tci_sim.scenario.load import load, variant

SCENARIOS = Path(__file__).parents[2] / "scenarios"
STORIES = sorted((SCENARIOS / "stories").glob("*.yaml"))
OURS, NORTH, SOUTH, EAST, WEST, CENTRE = range(6)


@cache
def told(story: str, changes: tuple[tuple[str, Any], ...] = ()) -> dict[str, np.ndarray[Any, Any]]:
    """Measures of the firms, (month, firm), as means over three seeds; 4,000 customers stand for the market."""
    question = variant(load(SCENARIOS / story), {"market.simulated": 4_000, **dict(changes)})
    runs = [run(question, seed, threads=1) for seed in (1, 2, 3)]
    return {
        name: np.mean([each.table(name).to_numpy() for each in runs], axis=0)
        for name in runs[0].measures["firm"]
    }


def against_calm(story: str, measure: str) -> np.ndarray[Any, Any]:
    """What a story changes, with the same random numbers."""
    return told(f"stories/{story}.yaml")[measure] - told("baseline.yaml")[measure]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_asks_one_question_and_says_what_shows_it(path: Path) -> None:
    story = load(path)
    assert str(story.question).endswith("?")
    assert 5 <= len(story.report) <= 12
    assert len(str(story.reason)) > 100


@pytest.mark.slow
def test_the_price_war_shows_in_prices_takes_customers_and_costs_everybody_while_it_lasts() -> None:
    price, share, profit = (against_calm("price_war", name) for name in ("price", "share", "profit"))
    at_war = [NORTH, SOUTH, EAST]
    level = told("stories/price_war.yaml")["price"]
    assert (level[58, at_war] < 0.85 * level[35, at_war]).all()
    others = [OURS, WEST, CENTRE]
    assert (
        price[58, others] > 0.3 * price[58, at_war].max()
    ).all()  # they look at what rivals ask, and hold their own
    assert (np.abs(price[84]) < 3.0).all()
    assert (share[58, at_war] > 0.02).all()
    assert (share[58, others] < -0.02).all()
    assert (profit[36:60].sum(axis=0) < 0.0).all()


@pytest.mark.slow
def test_a_failing_supplier_shows_in_fill_rates_and_backlogs_of_its_buyers_and_they_recover() -> None:
    fill = told("stories/supplier_failing.yaml")["fill_rate"]
    backlog = against_calm("supplier_failing", "backlog")
    buyers, others = [OURS, EAST], [NORTH, SOUTH, WEST, CENTRE]
    assert (fill[38, buyers] < 0.1).all()
    assert (fill[38, others] > 0.8).all()
    assert (backlog[39, buyers] > 1000.0).all()
    assert fill[46, OURS] > 0.95
    # whoever sends people away for want of parts lacks hands when the parts are back
    heads = told("stories/supplier_failing.yaml")["headcount"]
    assert heads[50, EAST] < 0.9 * heads[35, EAST]
    assert heads[50, OURS] > 0.95 * heads[35, OURS]
    assert fill[50, EAST] < 0.85
    assert fill[72:, EAST].mean() > 0.95
    satisfaction, share = (against_calm("supplier_failing", name) for name in ("satisfaction", "share"))
    assert (satisfaction[39, buyers] < -8.0).all()
    assert abs(satisfaction[60, OURS]) < 2.0
    assert abs(satisfaction[60, EAST]) < 0.3 * abs(satisfaction[39, EAST])
    assert (share[60, buyers] < -0.005).all()  # who left does not come back with the parts


@pytest.mark.slow
def test_culture_fades_slowly_after_its_leader_and_the_bill_comes_years_later() -> None:
    value = against_calm("leader_leaving", "shared_value_culture")[:, OURS]
    assert value[47] > -0.2
    assert value[119] < -0.3
    assert (np.diff(value[36:120:12]) < 0.0).all()
    satisfaction = against_calm("leader_leaving", "satisfaction")[:, OURS]
    assert satisfaction[48] > 0.0 > satisfaction[119]
    profit = against_calm("leader_leaving", "profit")[:, OURS]
    assert profit[60:84].sum() > 0.0 > profit[96:].sum()


@pytest.mark.slow
def test_where_taste_turns_what_was_known_is_wrong_and_who_did_most_of_it_loses_most_for_two_years() -> None:
    knowledge = against_calm("taste_turning", "knowledge")
    assert (knowledge[:42] == 0.0).all()  # until lead customers feel it
    assert (knowledge[48] < -0.1).all()
    assert 0.6 * knowledge[48, OURS] < knowledge[54, OURS] < -0.1
    assert knowledge[72, OURS] > 0.2 * knowledge[48, OURS]
    quality = against_calm("taste_turning", "delivered_quality")[48]
    assert (quality < 0.0).all()
    assert quality.argmin() == OURS
    assert quality[OURS] < -0.02
    assert (quality[[NORTH, SOUTH]] > 0.1 * quality[OURS]).all()  # who did little of what was wanted
    satisfaction = against_calm("taste_turning", "satisfaction")
    assert satisfaction[54].argmin() == OURS
    assert (satisfaction[84] > 0.2 * satisfaction[54, OURS]).all()
    assert against_calm("taste_turning", "share")[96, OURS] < 0.0


@pytest.mark.slow
def test_who_keeps_everybody_in_hard_times_pays_for_it_and_recovers_sooner_with_its_customers() -> None:
    heads, content = (against_calm("hard_times", name) for name in ("headcount", "employee_satisfaction"))
    assert (heads[:36] == 0.0).all()
    assert (heads[59, [NORTH, SOUTH, EAST]] < -3.0).all()
    assert heads[59, OURS] > -2.0
    assert (content[47, [NORTH, SOUTH, EAST]] < -5.0).all()
    assert abs(content[47, OURS]) < 1.0
    profit, share = (against_calm("hard_times", name) for name in ("profit", "share"))
    in_hard_times, later = profit[36:60].sum(axis=0), profit[60:].sum(axis=0)
    assert (in_hard_times < 0.0).all()
    assert in_hard_times[OURS] < in_hard_times[[NORTH, SOUTH]].min()
    assert later[[NORTH, SOUTH]].min() > 0.0
    assert later[OURS] < later[[NORTH, SOUTH]].min()
    assert share[59, NORTH] > 0.0 > share[59, OURS]
    assert abs(share[84, OURS]) < abs(share[59, OURS])
    satisfaction = against_calm("hard_times", "satisfaction")
    assert (satisfaction[62] < -1.5).all()  # demand is back, and hands are short
    assert satisfaction[72, OURS] > satisfaction[72, [SOUTH, EAST]].max()
    assert np.abs(satisfaction[119]).max() < 1.0


@pytest.mark.slow
def test_an_office_that_asks_its_citizens_satisfies_them_better_and_pays_for_it() -> None:
    asks = told("stories/public_office.yaml")
    orders = told("stories/public_office.yaml", (("firms.office.policy", "command_and_control"),))
    difference = asks["satisfaction"] - orders["satisfaction"]
    assert difference[:12].mean() < 0.0
    assert difference[-12:].mean() > 5.0
    assert asks["internal_satisfaction"][-12:].mean() > orders["internal_satisfaction"][-12:].mean()
    assert asks["profit"][:60].sum() < orders["profit"][:60].sum()
    assert np.isnan(asks["share"]).all()
    assert np.isnan(asks["price"]).all()
