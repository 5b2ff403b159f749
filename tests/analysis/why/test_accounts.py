"""The accounts of a difference: toys in which every part is known, and a small market in which all adds up."""

import numpy as np
import pytest

from tci_sim.analysis.compare import compare
from tci_sim.analysis.why import accounts as accounts_of
from tci_sim.analysis.why.accounts import (
    FOLLOWS_VOLUME,
    PRESENT,
    PROFIT,
    SATISFACTION,
    Part,
    account_for_profit,
    account_for_satisfaction,
    discounted,
    find_accounts,
)
from tci_sim.analysis.why.followed import OTHER_CAUSES, Followed
from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.analysis.why.runs import make_runs
from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.measures.judgement import Level
from tci_sim.engine.state.types import FIXED, MICRO
from tci_sim.scenario.load import load, variant

PAIRS, MONTHS = 3, 4


def books(units, **rates):
    """Ledgers in which each account brings so much a unit, or in all where it does not go with units."""
    found = np.zeros((PAIRS, MONTHS, len(ACCOUNTS)))
    for name, rate in rates.items():
        of = units if name in FOLLOWS_VOLUME else 1.0
        found[..., ACCOUNTS.index(name)] = np.rint(of * rate * MICRO)
    return found, np.full((PAIRS, MONTHS), float(units))


def split(one, other):
    return account_for_profit(np.stack([one[0], other[0]]), np.stack([one[1], other[1]]))


def part(found, name, way):
    return found.monthly[..., found.parts.index(Part(name, way))] / MICRO


def test_a_cost_that_is_added_is_the_whole_difference():
    found = split(books(100, sales=5, wages=-2), books(100, sales=5, wages=-2, survey=-30))
    assert np.array_equal(part(found, "survey", "rate"), np.full((PAIRS, MONTHS), -30.0))
    assert np.count_nonzero(found.monthly.any(axis=(0, 1))) == 1


def test_more_units_at_the_same_rates_are_volume_at_its_own_margin_alone():
    found = split(books(100, sales=5, wages=-2, overhead=-40), books(120, sales=5, wages=-2, overhead=-40))
    volume = sum(part(found, name, "volume") for name in FOLLOWS_VOLUME)
    assert np.array_equal(volume, np.full((PAIRS, MONTHS), 20 * (5.0 - 2.0)))
    assert not any(part(found, name, "rate").any() for name in ACCOUNTS)


def test_a_product_is_split_at_the_mean_of_what_the_other_factor_was():
    found = split(books(100, sales=5), books(120, sales=7))
    assert np.array_equal(part(found, "sales", "volume"), np.full((PAIRS, MONTHS), 20 * 6.0))
    assert np.array_equal(part(found, "sales", "rate"), np.full((PAIRS, MONTHS), 2 * 110.0))
    assert np.array_equal(found.monthly.sum(axis=-1) / MICRO, np.full((PAIRS, MONTHS), 120 * 7.0 - 100 * 5))


def test_the_other_way_round_every_part_has_the_other_sign():
    one, other = books(90, sales=5, materials=-1.5, tax=-3), books(130, sales=4.3, materials=-1.7, tax=-9)
    assert np.abs(split(one, other).monthly + split(other, one).monthly).max() <= 1  # a half is rounded


@pytest.mark.parametrize("units", [(0, 50), (50, 0), (0, 0)])
def test_where_nothing_is_sold_parts_still_add_up(units):
    one, other = books(units[0], sales=5, wages=-2), books(units[1], sales=6, wages=-2.5, overhead=-7)
    one[0][..., ACCOUNTS.index("wages")] -= 11 * MICRO  # wages that are paid whatever is sold
    found = split(one, other)
    assert np.array_equal(found.monthly.sum(axis=-1), (other[0] - one[0]).sum(axis=-1).astype(np.int64))


def test_discounted_parts_add_up_to_the_difference_discounted():
    draws = np.random.default_rng(5)
    one, other = (
        (
            np.rint(draws.normal(0, 1e9, (PAIRS, MONTHS, len(ACCOUNTS)))),
            draws.uniform(50, 90, (PAIRS, MONTHS)),
        )
        for _ in range(2)
    )
    found = split(one, other)
    later = discounted(found, 0.1)
    factors = 1.1 ** (-np.arange(1, MONTHS + 1) / 12)
    total = (found.monthly.sum(axis=-1) * factors).sum(axis=-1)
    assert np.array_equal(later.whole.sum(axis=-1), np.rint(total).astype(np.int64))
    assert np.abs(later.monthly - found.monthly * factors[:, None]).max() < 1.0
    assert later.monthly.sum() != found.monthly.sum()


# --- satisfaction -------------------------------------------------------------------------------------------


def felt(months, *, causes=None, recovery=0.0, left=None, came=None, start=70.0, reference=70.0, memory=0.5):
    """One firm with 10 customers at first, all alike, in one run: what is followed of it."""
    causes = causes or {}
    levels = np.zeros((months, len(Level)))
    sums = np.zeros((months, 2 + len(OTHER_CAUSES)))
    count, level = 10.0, start
    for month in range(months):
        row = levels[month]
        row[Level.CUSTOMERS], row[Level.BEFORE] = count, count * level
        added = np.zeros(sums.shape[1])
        for cause, (begins, size) in causes.items():
            added[cause] = size if month >= begins else 0.0
        sums[month] = count * added
        row[Level.REFERENCE], row[Level.NOW] = count * reference, count * (reference + added.sum())
        judged = memory * level + (1 - memory) * (reference + added.sum())
        row[Level.JUDGED], row[Level.RECOVERED] = count * judged, count * (judged + recovery)
        total = count * (judged + recovery)
        for what, of, given in (("left", Level.OF_LEFT, left), ("came", Level.OF_CAME, came)):
            if given and given[0] == month:
                sign = -1 if what == "left" else 1
                row[of - 1], row[of] = given[1], given[1] * given[2]
                count, total = count + sign * given[1], total + sign * given[1] * given[2]
        row[Level.AT_END], row[Level.OF_AT_END] = count, total
        level = total / count
    scale = np.where(
        [level in (Level.CUSTOMERS, Level.LEFT, Level.CAME, Level.AT_END) for level in Level], 1.0, FIXED
    )
    return sums * FIXED, levels * scale, np.full(months, memory)


def followed(one, other):
    sums, levels, memory = (
        np.stack([np.stack([a] * 2), np.stack([b] * 2)]) for a, b in zip(one, other, strict=True)
    )
    none = np.zeros((*memory.shape, len(ACCOUNTS)))
    return Followed(("fit",), none, np.ones(memory.shape), sums, levels, memory)


def causes_found(one, other):
    found = account_for_satisfaction(followed(one, other))
    assert (found.monthly.sum(axis=-1) != 0).any()
    return {(p.name, p.way): found.monthly[0, :, k] / MICRO for k, p in enumerate(found.parts)}


def only(found, *names):
    """Whether nothing but these causes is ever a part."""
    return {name for (name, _), values in found.items() if np.abs(values).max() > 2e-6} == set(names)


def test_a_cause_that_begins_is_remembered_as_satisfaction_is():
    found = causes_found(felt(6), felt(6, causes={0: (2, 8.0)}))
    assert only(found, "fit")
    assert np.allclose(found["fit", "quality"], [0, 0, 4, 6, 7, 7.5], atol=2e-6)


def test_causes_that_add_up_are_told_apart():
    found = causes_found(felt(6), felt(6, causes={1: (0, 4.0), 2: (0, -2.0), 3: (0, 1.0), 4: (1, 6.0)}))
    assert only(found, "fit", "price", "image", "taste")
    assert np.allclose(found["price", ""][:2], [-1.0, -1.5], atol=2e-6)
    assert np.allclose(found["fit", "surprise"][:2], [2.0, 3.0], atol=2e-6)


def test_recovery_who_leaves_and_who_comes_have_accounts_of_their_own():
    found = causes_found(
        felt(4), felt(4, recovery=1.0, left=(1, 5.0, 61.0), came=(2, 5.0, 90.0)),
    )  # fmt: skip
    assert only(found, "recovery", "left", "came")
    assert found["left", ""][0] == 0.0
    assert found["left", ""][1] > 0.0  # the discontented went
    assert found["came", ""][2] > 0.0
    assert found["came", ""][3] == pytest.approx(found["came", ""][2] / 2, abs=2e-6)


def test_where_the_two_began_apart_that_fades():
    found = causes_found(felt(4), felt(4, start=78.0))
    assert only(found, "start")
    assert np.allclose(found["start", ""], [4, 2, 1, 0.5], atol=2e-6)


def test_a_firm_without_customers_at_the_end_is_not_accounted_for():
    one, other = felt(4), felt(4)
    other[1][-1, Level.AT_END] = other[1][-1, Level.OF_AT_END] = 0.0
    assert account_for_satisfaction(followed(one, other)) is None


def test_customers_who_come_to_an_empty_firm_are_accounted_for_once_they_have_felt_a_month():
    one, other = felt(15), felt(15)
    other[1][0, : Level.AT_END] = 0.0
    found = account_for_satisfaction(followed(one, other))
    assert not found.monthly[:, 0].any()
    assert found.monthly[:, 1:].any() == (np.abs(one[1][1:] - other[1][1:]).max() > 0)
    assert account_for_satisfaction(followed(felt(12), tuple(each[:12] for each in other))) is None


# --- a small market -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def question(root):
    small = {"market.customers": 301, "market.simulated": 200, "months": 20, "burn_in": 6}
    base = variant(load(root / "scenarios" / "baseline.yaml"), small)
    policies = [variant(base, {"firms.ours.policy": name}) for name in ("operations", "tci")]
    return WhyQuestion(("operations", "tci"), (policies[0], policies[1]), 3, 1, threads=1)


@pytest.fixture(scope="module")
def compared(question):
    return compare(dict(zip(question.names, question.scenarios, strict=True)), replications=3, threads=1)


@pytest.fixture(scope="module")
def runs(question, compared):
    return make_runs(question, ("accounts",), compared)


@pytest.fixture(scope="module")
def found(question, runs):
    return find_accounts(question, runs)


def test_parts_add_up_to_what_a_comparison_finds_to_the_last_digit(compared, found):
    profit = np.rint(compared.monthly("tci", "value_owners") * MICRO).astype(np.int64)
    assert np.array_equal(found.accounts[PROFIT].monthly.sum(axis=-1), profit)
    assert np.array_equal(found.accounts[PROFIT].whole.sum(axis=-1), profit.sum(axis=-1))
    ends = [np.rint(compared.values["firm"][k, :, :, compared.measures["firm"].index("satisfaction")] * MICRO)
            for k in (0, 1)]  # fmt: skip
    assert np.array_equal(found.accounts[SATISFACTION].monthly.sum(axis=-1), ends[1] - ends[0])
    discounted_ = np.rint(compared.present("tci", "value_owners").sum(axis=-1) * MICRO)
    assert np.abs(found.accounts[PRESENT].whole.sum(axis=-1) - discounted_).max() <= 1


def test_causes_account_for_satisfaction_without_forcing(runs):
    followed_ = runs.followed
    _, causes, satisfaction = accounts_of._causes_of_satisfaction(followed_)
    reference = (
        followed_.levels[:, :, 0, Level.REFERENCE] / FIXED / followed_.levels[:, :, 0, Level.CUSTOMERS]
    )
    assert np.abs(causes.sum(axis=-1) + reference[..., None] - satisfaction).max() < 1e-5


def test_means_over_pairs_add_up_and_so_does_the_frame(found):
    for account in found.accounts.values():
        parts, total = account.over_pairs()
        assert parts.sum() == total
        months, totals = account.over_pairs_by_month()
        assert np.array_equal(months.sum(axis=-1), totals)
    frame = found.to_frame()
    steps = (frame["value"] * MICRO).round()
    by_month = frame.assign(steps=steps).groupby(["what", frame["month"].fillna(-1)])
    for _, rows in by_month:
        total = rows["cause"] == "total"
        assert rows.loc[~total, "steps"].sum() == rows.loc[total, "steps"].iloc[0]


def test_the_same_against_itself_is_zero_everywhere(question):
    same = WhyQuestion(("a", "b"), (question.scenarios[0],) * 2, 2, 1, threads=1)
    for account in find_accounts(same, make_runs(same, ("accounts",))).accounts.values():
        assert not account.monthly.any()
        assert not account.whole.any()


def test_what_is_asked_for_is_all_that_is_accounted_for(question, runs):
    asked = WhyQuestion(question.names, question.scenarios, 3, 1, ("satisfaction",), threads=1)
    assert list(find_accounts(asked, runs).accounts) == [SATISFACTION]
