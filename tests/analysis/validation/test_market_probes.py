"""What is read of whole markets, worked by hand; and what the scenarios of whole markets promise."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from tci_sim.analysis.validation.probes import accounts, markets
from tci_sim.analysis.validation.probes.markets import (
    failing_firms,
    persistence,
    slope_between,
    spread,
    yearly,
)
from tci_sim.analysis.validation.probes.scales import of_scales, reversed_pairs
from tci_sim.analysis.validation.readings import Ratio
from tci_sim.analysis.validation.targets import read_published
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.scenario import library
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.load import load
from tci_sim.scenario.policy import LeverCosts
from tci_sim.scenario.sectors import published_of

MARKETS = [path for path in library.files(library.PUBLISHED).values() if path.parent.name == "market"]
COLUMNS = {kind: [each.name for each in MEASURES[kind]] for kind in ("firm", "market")}


def lived(months, firms=("common", "common"), **series):
    """A finished run in which only what is given was recorded: `firm_share` (month, firm), `market_share` (month,)."""
    recording = SimpleNamespace(
        firm=np.ones((months, len(firms), len(COLUMNS["firm"]))),
        market=np.ones((months, len(COLUMNS["market"]))),
    )
    for name, values in series.items():
        kind, _, measure = name.partition("_")
        getattr(recording, kind)[..., COLUMNS[kind].index(measure)] = values
    held = {f"firm{k}": SimpleNamespace(policy=policy) for k, policy in enumerate(firms)}
    return SimpleNamespace(
        month=months, months_known=months, recording=recording, scenario=SimpleNamespace(firms=held)
    )


def test_years_are_means_of_whole_years_and_a_part_of_one_is_left_out() -> None:
    table = np.stack([np.arange(30.0), np.ones(30)], axis=1)
    assert yearly(table).tolist() == [[5.5, 1.0], [17.5, 1.0]]


def test_what_is_halved_each_year_persists_by_a_half_and_by_a_quarter_over_two() -> None:
    apart = np.array([4.0, 2.0, 1.0, 0.5])
    table = 10.0 + np.stack([apart, -apart], axis=1)
    for years, expected in ((1, 0.5), (2, 0.25)):
        part, whole = persistence(table, years)
        assert part / whole == pytest.approx(expected)


def test_what_all_firms_share_is_no_persistence() -> None:
    table = np.array([[1.0, 3.0], [51.0, 53.0], [101.0, 103.0]])
    part, whole = persistence(table, 1)
    assert part / whole == 1.0


def test_spread_is_a_ratio_of_variances_and_takes_years_from_1() -> None:
    table = np.array([[1.0, 3.0], [0.0, 0.0], [5.0, 8.0]])
    part, whole = spread(table, late=3, early=1)
    assert part / whole == pytest.approx(1.5**2)


def test_the_slope_between_firms_does_not_see_what_moves_all_of_them() -> None:
    satisfaction = np.array([[60.0, 70.0], [80.0, 90.0]])
    retention = np.array([[80.0, 85.0], [70.0, 75.0]])
    part, whole = slope_between(satisfaction, retention)
    assert part / whole == pytest.approx(0.5)


def test_a_firm_fails_only_by_two_years_running_of_large_losses() -> None:
    revenue = np.full((4, 4), 100.0)
    profit = np.array([[-11, -11, -10, 5], [-11, 5, -10, 5], [5, -11, -10, 5], [5, 5, -10, 5]], np.float64)
    assert failing_firms(profit, revenue) == 1
    assert failing_firms(profit, np.zeros((4, 4))) == 0


def test_the_price_is_cut_in_one_scenario_for_as_long_as_the_probe_reads() -> None:
    scenario = load(library.files(library.SCENARIO)["price_response"])
    [shock] = scenario.shocks
    assert (shock.month, shock.duration) == (0, scenario.months)
    assert shock.target == next(iter(scenario.firms))


def test_shares_are_read_at_the_ends_of_years_and_standing_as_means() -> None:
    month = np.arange(600)
    apart = 0.1 * 0.5 ** (month // 12)
    found = markets.shares_over_time.read(lived(600, firm_share=np.stack([0.5 + apart, 0.5 - apart], axis=1)))
    assert found["persistence"].part / found["persistence"].whole == pytest.approx(0.5)
    assert found["spread_year_25_over_5"].part / found["spread_year_25_over_5"].whole == pytest.approx(
        0.25**20
    )
    assert found["firm_1_year_25"] == pytest.approx(0.5, abs=1e-6)
    assert found["firm_2_year_50"] == pytest.approx(0.5)


def test_one_firm_of_two_that_leaves_in_two_years_is_a_quarter_a_year() -> None:
    left = np.zeros(24)
    left[7] = 1.0
    found = markets.firms_leaving.read(
        lived(24, market_firms_left=left, market_on_market=2.0, firm_profit=0.0)
    )
    assert found["leave_in_a_year"].part / found["leave_in_a_year"].whole == pytest.approx(25.0)
    assert found["failing"] == 0.0


def test_costs_are_the_four_accounts_over_sales_by_policy() -> None:
    revenue = np.repeat([50.0, 100.0], (12, 24))[:, None] * np.ones(2)
    other = {
        f"firm_{name}": 0.0 for name in ("appraisal_cost", "internal_failure_cost", "external_failure_cost")
    }
    paid = np.ones((36, 2)) * np.array([5.0, 10.0])
    spread_apart = np.ones((36, 2)) * np.array([60.0, 70.0])
    found = markets.mixed_market.read(
        lived(36, ("a", "b"), firm_revenue=revenue, firm_prevention_cost=paid, **other,
              firm_satisfaction=spread_apart, firm_retention_year=spread_apart / 100.0)
    )  # fmt: skip
    read = {
        name: value.part / value.whole
        for name, value in found.items()
        if isinstance(value, Ratio) and not name.startswith("share_")
    }
    assert read == pytest.approx(
        {
            "cost_a": 6.0,
            "cost_b": 12.0,
            "first_cost_a": 10.0,
            "first_cost_b": 20.0,
            "retention_by_satisfaction": 1.0,
        }
    )


def test_what_goes_up_and_down_by_turns_returns_twice_over_and_halves_return_by_a_half() -> None:
    alternates = np.repeat([1.0, -1.0] * 4, 12)
    fades = np.repeat(0.5 ** np.arange(8), 12)
    found = markets.mixed_market.read(
        lived(96, firm_profit=np.stack([alternates, alternates], axis=1), firm_revenue=10.0,
              firm_delivered_quality=np.stack([fades, fades], axis=1))
    )  # fmt: skip
    assert found["profit_returns"] == pytest.approx(2.0)
    off = 0.5 ** np.arange(8) - np.mean(0.5 ** np.arange(8))
    assert found["quality_returns"] == pytest.approx(1.0 - off[1:] @ off[:-1] / (off[:-1] @ off[:-1]))


def test_customers_lose_the_rise_on_what_they_bought_before() -> None:
    units = np.full((12, 2), 10.0)
    usual = markets_of(units, price=1.0, value=100.0)
    rise = np.full((12, 1), 0.1)  # set in month 0, and asked from month 1 on
    dear = markets_of(0.9 * units, price=1.0 + rise, value=np.where(np.arange(12) < 1, 100.0, 98.05))
    found = accounts.customers_account.compare([dear, dear], [usual, usual])
    assert found["roy"].value == pytest.approx(1.95 / 2.0)
    assert found["months_below"].value == 11.0
    again = accounts.customers_account.compare([usual], [usual])
    assert "roy" not in again
    assert again["months_below"].value == 0.0
    assert (usual["account"], usual["quality"]) == (1200.0, pytest.approx(80.0))


def markets_of(units, *, price, value):
    """What is read of a year in which all firms ask one price."""
    return accounts.customers_account.read(
        lived(12, firm_units_sold=units, firm_price=price, market_value_customers=value,
              market_delivered_quality=0.8)
    )  # fmt: skip


def test_an_order_that_chance_could_have_made_cannot_be_reversed() -> None:
    many = [{"a": 1.0, "b": 3.0, "c": 3.1}, {"a": 1.1, "b": 3.2, "c": 3.0}, {"a": 0.9, "b": 3.1, "c": 3.2}]
    assert reversed_pairs([{"a": 1.0, "b": 3.0, "c": 2.0}], many) == 0
    assert reversed_pairs([{"a": 2.5, "b": 3.0, "c": 2.0}], many) == 1
    assert reversed_pairs([{"a": 4.0, "b": 3.0, "c": 2.0}], many[:1]) == 0


def test_costs_of_two_sizes_are_as_far_apart_as_those_that_differ_most() -> None:
    def run(first, second, worth):
        return {
            "share_x_a": Ratio(first, 100.0),
            "share_x_b": Ratio(second, 100.0),
            "worth_a": worth,
            "worth_b": 1.0,
        }

    few = [run(5.0, 9.0, 0.0), run(5.0, 9.0, 0.0)]
    many = [run(5.5, 7.0, 2.0), run(5.5, 7.0, 2.1)]
    found = of_scales(few, many)
    assert found["costs_apart"].value == pytest.approx(0.02)
    assert found["reversed"].value == 1.0


def test_markets_stand_before_published_models_and_checks_of_meaning_after_them() -> None:
    names = [path.parent.name for path in library.files(library.PUBLISHED).values()]
    assert list(dict.fromkeys(names)) == ["market", "published", "meaning"]
    assert len(list(itertools.groupby(names))) == 3
    assert len(MARKETS) == 9


@pytest.mark.parametrize("path", MARKETS, ids=[path.stem for path in MARKETS])
def test_no_firm_follows_its_own_rule_and_all_levers_have_their_prices(path) -> None:
    scenario = load(path)
    assert {firm.policy for firm in scenario.firms.values()} | {"common"} <= scenario.policies.keys()
    assert {policy.value.investment_step for policy in scenario.policies.values()} == {0.0}
    prices = {name: getattr(scenario.world.economy, name) for name in (*LeverCosts.model_fields, "hour")}
    assert prices == {name: catalogue()[f"world.economy.{name}"].default for name in prices}
    assert 0 < scenario.market.simulated < scenario.market.customers


def test_the_reference_differs_from_the_market_as_it_ships_in_size_and_in_rules_of_firms_alone() -> None:
    reference, shipped = (load(library.files(library.SCENARIO)[name]) for name in ("reference", "baseline"))
    without_rule = {
        name: policy.model_copy(update={"value": policy.value.model_copy(update={"investment_step": 0.0})})
        for name, policy in shipped.policies.items()
    }
    assert reference.policies == without_rule
    assert reference.world == shipped.world
    assert reference.market == shipped.market.model_copy(update={"simulated": reference.market.simulated})
    assert reference.network == shipped.network


def test_the_bands_of_the_sectors_are_those_of_the_presets() -> None:
    targets = read_published(library.files(library.SCENARIO)["yearly_retention"]).targets
    held = {
        each.entry.set["sector"]: (each.entry.quantity, each.low, each.high)
        for each in targets
        if "_above_" not in each.entry.quantity
    }
    published = {name: published_of(name) for name in library.files(library.SECTOR)}
    assert held == {
        name: (each.measure, each.low, each.high) for name, each in published.items() if each is not None
    }
