"""Queries read what plain Python reads of the same run, to the last bit, and each of their words does one thing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from faulty_queries import ALONE, MODEL, TOLD, file_of_targets

from tci_sim.analysis.validation.queries.file import QueryReader
from tci_sim.analysis.validation.queries.read import read_recorded
from tci_sim.analysis.validation.queries.summaries import RULES, over_runs, rules_over
from tci_sim.analysis.validation.queries.tree import Condition, Summary
from tci_sim.analysis.validation.queries.world import World
from tci_sim.analysis.validation.questions import Worlds, questions_of
from tci_sim.analysis.validation.readings import Elasticity, Ratio, Reading, Readings, Term, differences
from tci_sim.analysis.validation.targets import Published, read_published
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.measures.recording import Recording
from tci_sim.errors import InputError
from tci_sim.runs.holders import all_holders
from tci_sim.scenario.library import PUBLISHED, files
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.yaml_file import parse_yaml
from tci_sim.statistics.exact import exact_mean, exact_sum, mean_of_known
from tci_sim.world.build_network import network_of

MODELS = {name: read_published(path) for name, path in files(PUBLISHED).items()}
NAMES = {kind: [each.name for each in measures] for kind, measures in MEASURES.items()}


def world_of(name: str) -> World:
    scenario = load(files(PUBLISHED)[name])
    return World(scenario, network_of(scenario))


def drawn(world: World, seed: int = 1, *, gaps: bool = False) -> Recording:
    """A recording in which every figure is another number, and some are not known."""
    chance = np.random.default_rng(seed)
    months, holders = world.scenario.months, all_holders(*world)
    arrays = {}
    for kind, names in NAMES.items():
        shape = (months, len(names)) if kind == "market" else (months, len(holders[kind]), len(names))
        arrays[kind] = chance.uniform(0.5, 2.0, shape)
        if gaps:
            arrays[kind][chance.uniform(size=shape) < 0.1] = np.nan
    empty = np.zeros(0, np.int64)
    return Recording(**arrays, joins=empty, blank=empty, moments=np.zeros((0, 5)))


# --- the shipped queries, once more in plain Python ----------------------------------------------------------


def series(recording: Recording, kind: str, measure: str, holder: int = 0) -> np.ndarray:
    table = getattr(recording, kind)[..., NAMES[kind].index(measure)]
    return np.array(table if kind == "market" else table[:, holder])


def total(values: np.ndarray) -> float:
    return float(exact_sum(np.asarray(values).ravel()))


def yearly(table: np.ndarray) -> np.ndarray:
    years = len(table) // 12
    return exact_mean(table[: years * 12].reshape(years, 12, *table.shape[1:]), axis=1)


def rise(y: np.ndarray) -> float:
    x = np.arange(float(len(y)))
    dx, dy = x - exact_mean(x), y - exact_mean(y)
    return float(exact_sum(dx * dy) / exact_sum(dx * dx))


def squares(values: np.ndarray) -> float:
    apart = values - exact_mean(values)
    return float(exact_sum(apart * apart))


def sales(run: Recording) -> Readings:
    return {
        "sales": total(series(run, "firm", "units_sold")[-12:]),
        "market_satisfaction": float(exact_mean(series(run, "market", "satisfaction")[-12:])),
    }


def staying(run: Recording) -> Readings:
    low, middle, high = (
        float(mean_of_known(series(run, "market", f"repurchase_{name}")[60:]))
        for name in ("low", "middle", "high")
    )
    return {
        "retention_year": float(mean_of_known(series(run, "market", "retention_year")[60:])),
        "repurchase": float(mean_of_known(series(run, "market", "repurchase")[60:])),
        "repurchase_middle_above_low": middle - low,
        "repurchase_high_above_middle": high - middle,
    }


def price_response(run: Recording) -> Readings:
    share, price = (series(run, "firm", name) for name in ("share", "price"))

    def term(months: slice, weight: float = 1.0) -> Term:
        return Term(weight, math.log(exact_mean(share[months])), math.log(exact_mean(price[months])))

    after = {k: slice(k * 12 - 3, k * 12) for k in (1, 3, 10)}
    return {
        **{f"elasticity_{k}": Elasticity((term(months),)) for k, months in after.items()},
        "elasticity_first_year": Elasticity((term(slice(0, 12)),)),
        "still_growing": Elasticity((term(after[10]), term(after[3], -1.3))),
    }


def steady(run: Recording) -> Readings:
    satisfaction = yearly(series(run, "market", "satisfaction"))[10:]
    tables = {name: yearly(run.firm[..., NAMES["firm"].index(name)]) for name in ("satisfaction", "share")}
    return {
        "drift": 10.0 * rise(satisfaction),
        "satisfaction": float(exact_mean(satisfaction)),
        "spread_of_satisfaction": Ratio(*(squares(tables["satisfaction"][year]) for year in (-1, 9))),
        "spread_of_shares": Ratio(*(squares(tables["share"][year]) for year in (-1, 9))),
    }


def bullwhip(run: Recording) -> Readings:
    demand = squares(series(run, "node", "demand", 2))
    return {
        f"stage_{stage + 1}": Ratio(squares(series(run, "node", "orders", 2 - stage)), demand)
        for stage in range(3)
    }


def quality_and_owners(run: Recording) -> Readings:
    quality, owners, revenue = (
        series(run, "firm", name) for name in ("delivered_quality", "value_owners", "revenue")
    )
    return {
        "delivered_quality": float(exact_mean(quality[-12:])),
        "owners": Ratio(100.0 * total(owners), total(revenue)),
    }


def turn_seen(run: Recording) -> Readings:
    after = series(run, "firm", "knowledge")[120:] - 1.9  # seldom as much right as wrong
    run.firm[120:, 0, NAMES["firm"].index("knowledge")] = after
    return {"months": float(np.flatnonzero(after >= 0.0)[0] + 1)}


PLAIN: Mapping[str, Callable[[Recording], Readings]] = {
    "one_adopter": sales, "yearly_retention": staying, "price_response": price_response, "steady_state": steady,
    "chen2000": bullwhip, "listening": quality_and_owners, "gain_share": quality_and_owners, "turn_seen": turn_seen,
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_shipped_query_reads_what_plain_python_reads_to_the_last_bit(name: str) -> None:
    model, world = MODELS[name], world_of(name)
    quantities = {target.entry.quantity for target in model.targets}
    assert quantities <= model.queries.keys()
    for seed in (1, 2):
        recording = drawn(world, seed)
        plain = PLAIN[name](recording)
        assert quantities <= plain.keys()
        assert read_recorded(quantities, model.queries, world, recording) == {q: plain[q] for q in quantities}


def test_months_in_which_nobody_is_measured_are_passed_over() -> None:
    world = world_of("yearly_retention")
    recording = drawn(world, gaps=True)
    assert np.isnan(series(recording, "market", "repurchase_high")).any()
    names = staying(recording).keys()
    found = read_recorded(names, MODELS["yearly_retention"].queries, world, recording)
    assert found == staying(recording)


def priced(model: Published, price: np.ndarray, share: np.ndarray) -> Readings:
    """What is read where our firm has the prices and the shares given, by year."""
    world = world_of("price_response")
    recording = drawn(world)
    for name, values in (("price", price), ("share", share)):
        recording.firm[:, 0, NAMES["firm"].index(name)] = np.repeat(np.broadcast_to(values, 10), 12)
    return read_recorded([*model.queries], model.queries, world, recording)


def test_an_elasticity_is_of_the_price_that_customers_saw_and_not_of_the_whole_cut() -> None:
    model, seen = MODELS["price_response"], np.array([0.98, 0.96, *[0.95] * 8])  # it comes down step by step
    with_cut, without = priced(model, 100.0 * seen, 0.2 * seen**-2.5), priced(model, 100.0, 0.2)
    for quantity in ("elasticity_1", "elasticity_first_year", "elasticity_3", "elasticity_10"):
        assert differences(quantity, [with_cut], [without]).value == pytest.approx(-2.5)
    grown = differences("still_growing", [with_cut], [without]).value
    assert grown == pytest.approx(-2.5 + 1.3 * 2.5)


def test_over_many_pairs_of_runs_differences_are_added_up_before_they_are_divided() -> None:
    model = MODELS["price_response"]
    cheap = [
        priced(model, 100.0 * math.exp(-cut), 0.2 * math.exp(won))
        for cut, won in ((0.02, 0.06), (0.04, 0.06))
    ]
    found = differences("elasticity_3", cheap, [priced(model, 100.0, 0.2)] * 2)
    assert found.value == pytest.approx(-2.0)
    assert found.error == pytest.approx(2.0 / 3.0)  # residuals .02 and -.02 over a mean cut of .03


# --- what each word does, by hand -----------------------------------------------------------------------------


def value(query: str, months: int = 24, **recorded: object) -> Reading:
    """What a query reads in a market of two firms and more, in which a measure of firms or the market is given."""
    scenario = variant(load("one_adopter"), {"months": months})
    world = World(scenario, network_of(scenario))
    recording = drawn(world)
    for name, values in recorded.items():
        kind, _, measure = name.partition("_")
        getattr(recording, kind)[..., NAMES[kind].index(measure)] = values
    reader = QueryReader()
    reader.read("q", parse_yaml(query, "q.yaml"), ("q",))
    return read_recorded(["q"], reader.queries, world, recording)["q"]


RISING = np.arange(24.0)
FIRMS = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 9.0]) + np.zeros((24, 1))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("{month: 3}", 3.0), ("{months: [3, 5]}", 4.0), ("{year: 2}", 17.5), ("{years: [1, 2]}", 11.5),
        ("{last: 2}", 22.5), ("{from: 20}", 21.5),
    ],
)  # fmt: skip
def test_months_count_from_0_and_years_from_1_and_ends_belong_to_a_range(at: str, expected: float) -> None:
    query = f"{{measure: satisfaction, of: market, at: {at}, over_time: mean}}"
    assert value(query, market_satisfaction=RISING) == expected


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("mean", 11.5), ("sum", 276.0), ("min", 0.0), ("max", 23.0), ("first", 0.0), ("last", 23.0), ("slope", 1.0),
        ("variance", 50.0), ("sd", 50.0**0.5), ("sum_of_squares", 1150.0), ("{share_where: {at_least: 12}}", 0.5),
        ("{share_where: {above: 22}}", 1 / 24), ("{time_to_reach: {at_least: 5}}", 6.0),
        ("{time_to_reach: {below: -1}}", 25.0), ("{time_to_reach: {at_most: 0}}", 1.0),
    ],
)  # fmt: skip
def test_many_months_become_one_number(summary: str, expected: float) -> None:
    query = f"{{measure: satisfaction, of: market, over_time: {summary}}}"
    assert value(query, market_satisfaction=RISING) == pytest.approx(expected)


def test_what_is_halved_has_a_half_life_and_what_goes_up_and_down_a_negative_autocorrelation() -> None:
    query = "{measure: satisfaction, of: market, over_time: half_life}"
    assert value(query, market_satisfaction=0.5 ** (np.arange(24) / 3.0)) == pytest.approx(3.0)
    assert math.isnan(float(value(query, market_satisfaction=-RISING)))  # type: ignore[arg-type]
    query = "{measure: satisfaction, of: market, over_time: {autocorrelation: 1}}"
    assert value(query, market_satisfaction=np.resize([1.0, -1.0], 24)) == pytest.approx(-23 / 24)


def test_years_are_means_of_whole_years() -> None:
    query = "{measure: satisfaction, of: market, every: year, over_time: last}"
    assert value(query, months=30, market_satisfaction=np.arange(30.0)) == 17.5


@pytest.mark.parametrize(
    ("of", "summary", "expected"),
    [
        ("firm", "mean", 4.0), ("firm", "max", 9.0), ("firm", "variance", 8.0), ("[ours, north]", "sum", 3.0),
        ("[focal, centre]", "mean", 5.0), ("firm", "{share_where: {above: 3.5}}", 0.5),
    ],
)  # fmt: skip
def test_many_holders_become_one_number(of: str, summary: str, expected: float) -> None:
    query = f"{{measure: satisfaction, of: {of}, at: {{month: 0}}, over_holders: {summary}}}"
    assert value(query, firm_satisfaction=FIRMS) == pytest.approx(expected)


def test_holders_become_one_before_months_do_where_that_is_asked_for() -> None:
    alternating = np.stack([RISING % 2, 1.0 - RISING % 2, *[np.zeros(24)] * 4], axis=1)
    query = "{measure: satisfaction, of: firm, over_time: max, over_holders: sum"
    assert value(query + "}", firm_satisfaction=alternating) == 2.0
    assert value(query + ", holders_first: true}", firm_satisfaction=alternating) == 1.0


def test_numbers_of_a_run_are_added_taken_away_multiplied_and_divided() -> None:
    one = "{measure: satisfaction, of: market, at: {month: 3}}"
    said = {"market_satisfaction": RISING}
    assert value(f"{{plus: [1, {one}, {one}]}}", **said) == 7.0
    assert value(f"{{minus: [{one}, 1]}}", **said) == 2.0
    assert value(f"{{times: [2, {one}, {one}]}}", **said) == 18.0
    assert value(f"{{log: {one}}}", **said) == math.log(3.0)
    assert value(f"{{ratio: [{one}, 2]}}", **said) == Ratio(3.0, 2.0)
    assert value(f"{{times: [10, {{ratio: [{one}, 2]}}]}}", **said) == Ratio(30.0, 2.0)
    assert value(f"{{plus: [1, {{ratio: [{one}, 2]}}]}}", **said) == 2.5
    assert math.isnan(float(value(f"{{plus: [1, {{ratio: [{one}, 0]}}]}}", **said)))  # type: ignore[arg-type]


def test_what_is_too_large_to_be_squared_is_no_number() -> None:
    large = f"{{times: [{', '.join(['1.0e+12'] * 20)}]}}"
    assert math.isnan(float(value(large)))  # type: ignore[arg-type]
    assert math.isnan(float(value(f"{{minus: [{large}, {large}]}}")))  # type: ignore[arg-type]


def test_every_summary_is_tried_above() -> None:
    assert set(RULES) == {
        "mean", "sum", "min", "max", "sd", "variance", "sum_of_squares", "share_where", "first", "last", "slope",
        "half_life", "autocorrelation", "time_to_reach",
    }  # fmt: skip
    assert set(rules_over("runs")) == {"mean", "min", "max", "sd", "variance", "share_where"}


def test_runs_become_a_share_or_a_spread_with_the_error_that_chance_leaves_in_it() -> None:
    above = over_runs(Summary("share_where", Condition("above", 0.0)), np.array([1.0, -1.0, 2.0, 3.0]))
    assert above == pytest.approx((0.75, 0.25))  # variance of 1, 0, 1, 1 is .25, over 4
    chance = np.random.default_rng(3)
    found = [over_runs(Summary("sd"), chance.normal(0.0, 2.0, 50)) for _ in range(400)]
    assert np.mean([each.value for each in found]) == pytest.approx(2.0, rel=0.02)
    assert np.mean([each.error for each in found]) == pytest.approx(np.std([e.value for e in found]), rel=0.1)
    assert math.isnan(over_runs(Summary("max"), np.array([1.0, np.nan])).value)
    assert over_runs(Summary("max"), np.array([1.0, 3.0])) == (3.0, None)


# --- what is wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "also", "said"), TOLD)
def test_what_is_wrong_is_told_with_file_and_line_before_anything_is_run(
    query: str, also: str, said: str, tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(MODEL)
    own.with_name("alone.yaml").write_text(ALONE)
    (tmp_path / "elsewhere.yaml").symlink_to("/etc/hostname")
    own.with_suffix(".targets.yaml").write_text(file_of_targets(query, also))
    with pytest.raises(InputError) as refused:
        questions_of((model := read_published(own)).targets, Worlds(model))
    [fault] = refused.value.faults
    place, _, told = fault.partition(": ")
    assert re.fullmatch(r".*own\.targets\.yaml:\d+", place)
    assert told.startswith(said) or said in told


def test_all_that_is_wrong_with_a_query_is_told_at_once() -> None:
    text = "{measure: pric, at: {yaer: 1}, over_time: maen, odd: 1, over_runs: x}"
    with pytest.raises(InputError) as refused:
        QueryReader().read("q", parse_yaml(text, "q.yaml"), ("q",))
    keys = [fault.split(": ")[1].split()[0] for fault in refused.value.faults]
    assert keys == ["q.odd", "q.measure", "q.at", "q.over_time", "q.of", "q.over_runs"]
