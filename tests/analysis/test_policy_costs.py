"""What policies cost in a year, beside what a run of a year pays."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from plain_world import PLAIN
from worlds import lived, small_market

from tci_sim.analysis.policy_costs import (
    GROUPS,
    PROGRAMME_LINES,
    REDESIGN_YEARS,
    RUNNING,
    PolicyCost,
    policy_costs,
)
from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.state.types import MICRO
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.policy import LeverCosts
from tci_sim.scenario.schema import Scenario
from tci_sim.views.policy_costs import sentence

PRICES = {
    "world.voices.interview_time",
    *[f"world.economy.{name}" for name in (*LeverCosts.model_fields, "hour")],
}
ON = {path: catalogue()[path].default for path in PLAIN if path in PRICES}
"""Every price of a lever as it ships, in a world that is otherwise at rest."""
YEAR = {"months": 12, "burn_in": 0}


def by_policy(scenario: Scenario) -> dict[str, PolicyCost]:
    return {cost.policy: cost for cost in policy_costs(scenario)}


def test_a_policy_is_priced_by_hand() -> None:
    """Inspection: 2 % of the price of each unit at each of four nodes, as far as the lever goes."""
    costs = by_policy(small_market())
    assert costs["iso9000"].money["inspection"] / costs["iso9000"].revenue == pytest.approx(0.02 * 4 * 0.6)
    assert costs["common"].money["redesign"] == 0.0
    assert costs["tci"].money["improvement_time"] == pytest.approx(0.12 * costs["tci"].wages)


def test_a_redesign_is_written_off_over_five_years_and_both_languages_say_so() -> None:
    scenario = small_market()
    [name, *_] = [each for each, policy in scenario.policies.items() if policy.improvement.redesign > 0.0]
    economy, cost = scenario.world.economy, by_policy(scenario)[name]
    months = math.ceil(scenario.world.improving.redesign_months)
    whole = economy.redesign_cost * scenario.policies[name].improvement.redesign * cost.wages * months / 12
    assert cost.money["redesign"] == pytest.approx(whole / 5)
    assert whole > 0.0
    assert "over 5 years" in sentence(cost).text("en")
    assert "分 5 年攤提" in sentence(cost).text("zh-Hant")


def test_interviews_are_of_each_customer_one_at_most() -> None:
    lever = "policies.tci.listening.review.interviews"
    some, more = (
        by_policy(small_market({"market.customers": 60, lever: each}))["tci"].money["interviews"]
        for each in (10.0, 20.0)
    )
    assert some == more > 0.0


def test_authority_to_act_costs_amends_and_the_time_of_the_front_line() -> None:
    levers = {"policies.tci.listening.review.interviews": 4.0, **ON}
    without, with_authority = (
        by_policy(small_market({**levers, "policies.tci.listening.review.authority": each}))["tci"]
        for each in (0.0, 1.0)
    )
    more = {line: with_authority.money[line] - without.money[line] for line in GROUPS}
    assert {line for line, cost in more.items() if cost != 0.0} == {"complaint_handling", "other_time"}
    economy = small_market(dict(ON)).world.economy
    # an hour is worth .28 of a price; amends are .3 of it
    assert more["other_time"] / more["complaint_handling"] == pytest.approx(
        economy.acting_hours * economy.hour / economy.amends
    )


def test_totals_add_up_and_shares_are_of_revenue_and_wages() -> None:
    for cost in policy_costs(small_market(dict(ON))):
        assert cost.total() == pytest.approx(sum(cost.money.values()))
        assert cost.total("programme", "time", "failure") == pytest.approx(cost.total())
        shown = cost.record()
        assert [line["line"] for line in shown["lines"]] == [*GROUPS]
        assert shown["of_wages"] * cost.wages == pytest.approx(shown["of_revenue"] * cost.revenue)


@pytest.mark.parametrize("prices", [{}, ON], ids=["off", "on"])
def test_costs_in_percent_do_not_depend_on_how_many_are_simulated(prices: Mapping[str, float]) -> None:
    size = {"market.customers": 20_000, **prices}
    all_, few = (by_policy(small_market({**size, "market.simulated": n})) for n in (0, 500))
    assert {name: each.record() for name, each in all_.items()} == {
        name: each.record() for name, each in few.items()
    }


def test_where_levers_have_prices_only_what_is_fixed_in_life_weighs_more_in_a_small_firm() -> None:
    small, large = (by_policy(small_market({**ON, "market.customers": n}))["tci"] for n in (20_000, 200_000))
    shares = {line: (small.money[line] / small.revenue, large.money[line] / large.revenue) for line in GROUPS}
    fixed = {line for line, (few, many) in shares.items() if few > many * 1.01}
    assert fixed == {"survey", "participation"}
    assert shares["participation"][0] == pytest.approx(10 * shares["participation"][1])


def test_asking_outsiders_and_deriving_weights_cost_more_where_respondents_are_real() -> None:
    survey = "policies.tci.listening.survey"
    asked = {f"{survey}.respondents": 100, f"{survey}.interval": 12}
    more = {f"{survey}.lost": 0.2, f"{survey}.outside": 0.3, f"{survey}.derived": 0.5}
    world = {**ON, "world.asking.real_respondents": 1}
    usual, all_, off = (
        by_policy(small_market({**changes, "market.customers": 200_000}))["tci"].money["survey"]
        for changes in ({**world, **asked}, {**world, **asked, **more}, {**ON, **asked, **more})
    )
    hour = catalogue()["world.economy.hour"].default * catalogue()["world.economy.price"].default
    assert all_ - usual == pytest.approx(hour * (50 * ON["world.economy.outside_hours"] + 20.0))
    assert off == usual


def test_six_regimes_cost_from_5_to_20_percent_of_revenue_with_failures() -> None:
    """At ten customers a simulated one, where a firm has about 150 people, without the year of a redesign."""
    found = by_policy(small_market({**ON, "market.customers": 200_000, "market.simulated": 600}))
    shares = {name: (cost.total() - cost.money["redesign"]) / cost.revenue for name, cost in found.items()}
    assert {name: share for name, share in shares.items() if not 0.05 <= share <= 0.20} == {}


def paid_in(scenario: Scenario) -> dict[str, dict[str, float]]:
    """What a run of one year paid in each line of `GROUPS` as a share of revenue, by policy."""
    world = lived(scenario)
    statement = world.state.books.returns.statement[:, 1] / MICRO
    place = {measure.name: k for k, measure in enumerate(MEASURES["firm"])}
    rows = world.recording.firm[:, :, [place[n] for n in ("own_time_at_wages", "internal_failure_cost")]].sum(
        axis=0
    )
    shares = {}
    for f, firm in enumerate(scenario.firms.values()):
        of = statement[f, ACCOUNTS.index("sales")]
        found = {n: -statement[f, ACCOUNTS.index(n)] / of for n in PROGRAMME_LINES if n != RUNNING}
        found |= {"own_time": rows[f, 0] / of, "failures_inside": rows[f, 1] / of}
        shares[firm.policy] = found | {"failures_outside": -statement[f, ACCOUNTS.index("warranty")] / of}
    return shares


@pytest.mark.parametrize("prices", [{}, ON], ids=["off", "on"])
def test_the_first_year_of_a_run_pays_about_what_was_worked_out(prices: Mapping[str, float]) -> None:
    scenario = small_market({**YEAR, "market.customers": 200_000, "market.simulated": 2_000, **prices})
    told, paid = by_policy(scenario), paid_in(scenario)
    for policy, found in paid.items():
        cost = told[policy]
        expected = {line: each / cost.revenue for line, each in cost.money.items()}
        expected["redesign"] *= REDESIGN_YEARS  # a run pays for it at once
        expected["own_time"] = expected.pop("improvement_time") + expected.pop("other_time")
        far = {
            line: (expected[line], found[line]) for line in found if abs(expected[line] - found[line]) > 0.015
        }
        assert far == {}, policy
        assert np.isfinite(sum(found.values()))
