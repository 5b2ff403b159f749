"""What a page says it says in the words of Python: one specification, held on both sides on generated numbers."""

from types import SimpleNamespace

import numpy as np
import pytest
from javascript import run_scripts
from scipy.special import stdtrit

from tci_sim.messages import LANGUAGES, paragraph, using_language
from tci_sim.messages.numbers import interval, number, percent, scale
from tci_sim.messages.quantities import Amount, Length, Percent, Range
from tci_sim.statistics.exact import exact_mean, exact_sum, mean_of_known, running_sums
from tci_sim.statistics.paired import student_interval
from tci_sim.statistics.payback import payback, present_value, share_of
from tci_sim.views.page.words import shipped_words
from tci_sim.views.verdict import MARKET_VALUES, verdict_sentences

QUANTILES = [0.0, *(float(stdtrit(free, 0.975)) for free in range(1, 100))]
UNITS = (
    "currency",
    "currency/month",
    "currency/unit",
    "-",
    "1/month",
    "points of 100",
    "customer",
    "month",
    "unit/member/month",
)


def rng():
    return np.random.default_rng(20)


def awkward_numbers(count):
    """Draw numbers of all sizes, with halves, ends of magnitudes and what is near them."""
    draws = rng()
    sizes = 10.0 ** draws.integers(-4, 11, count)
    plain = draws.normal(0.0, 1.0, count) * sizes
    halves = draws.integers(-4000, 4000, count) / 2.0 / 10.0 ** draws.integers(0, 4, count)
    edges = np.array(
        [9999.5, 9999.4, 999_950.0, 1e4, 1e6, 1e7, 99_999_999.0, 1e8, 0.5, 1.5, 2.5, 0.05, -0.04, 0.0, -0.0]
    )
    return [*plain.tolist(), *halves.tolist(), *edges.tolist()]


def test_sums_are_exact_on_both_sides():
    draws = rng()
    rows = [(draws.normal(0, 1, 40) * 10.0 ** draws.integers(-12, 17, 40)).tolist() for _ in range(200)]
    rows += [[1e16, 1.0, -1e16], [0.1] * 10, [], [1.0, float("nan")], [1e308, 1e-308, -1e308]]
    found = run_scripts(
        ("exact",),
        "rows => rows.map(row => [exactSum(row), exactMean(row), runningSums(row), meanOfKnown(row)])",
        rows,
    )
    for row, (total, mean, running, known) in zip(rows, found, strict=True):
        np.testing.assert_array_equal(
            [total, mean], [float(exact_sum(row)), float(exact_mean(row)) if row else np.nan]
        )
        np.testing.assert_array_equal(running, running_sums([row])[0] if row else [])
        np.testing.assert_array_equal(known, mean_of_known(row))


def test_intervals_are_the_same_on_both_sides():
    draws = rng()
    rows = [(draws.normal(3, 10, n)).tolist() for n in (1, 2, 3, 10, 20, 99)]
    found = run_scripts(("exact",), "(rows, t) => rows.map(row => studentInterval(row, t))", rows, QUANTILES)
    for row, each in zip(rows, found, strict=True):
        np.testing.assert_array_equal(
            [each["mean"], each["low"], each["high"]], student_interval(np.array(row))
        )


@pytest.mark.parametrize("pairs", [1, 2, 9, 10, 20, 37])
def test_the_month_of_payback_and_its_interval_are_the_same_on_both_sides(pairs):
    draws = rng()
    cases = [
        (draws.normal(0, 50, (pairs, 60)) + np.linspace(*draws.normal(0, 60, 2), 60)).tolist()
        for _ in range(12)
    ]
    found = run_scripts(("exact",), "cases => cases.map(each => payback(each))", cases)
    wanted = [payback(np.array(each)) for each in cases]
    assert [(each["month"], each["low"], each["high"]) for each in found] == [
        tuple(each[:3]) for each in wanted
    ]


def test_the_exact_interval_of_a_share_is_the_same_on_both_sides():
    cases = [
        [k < times for k in range(runs)] for runs in (1, 2, 7, 20, 100) for times in {0, 1, runs // 3, runs}
    ]
    found = run_scripts(("exact",), "cases => cases.map(shareOf)", cases)
    for each, happened in zip(found, cases, strict=True):
        wanted = share_of(np.array(happened))
        np.testing.assert_allclose([each["share"], each["low"], each["high"]], wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_written_alike_on_both_sides(language):
    values = awkward_numbers(400)
    cases = [[value, digits, sign] for value in values for digits in (0, 1, 2) for sign in (False, True)]
    f = "([value, digits, sign]) => number(value, digits, sign)"
    assert run_scripts(("words",), in_words(language, f), shipped_words(), cases) == [
        number(value, digits, sign=sign) for value, digits, sign in cases
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_and_ranges_are_written_alike_on_both_sides(language):
    values = awkward_numbers(150)
    cases = [
        [value, values[-k], unit, sign]
        for k, value in enumerate(values)
        for unit in UNITS
        for sign in (False, True)
    ]
    f = """([value, other, unit, sign]) => [amount(value, unit, { sign }),
      range(Math.min(value, other), Math.max(value, other), unit, { sign }),
      amount(value, unit, { among: [value, other], sign }), scale([value, other], unit, { apart: [other] })]"""
    found = run_scripts(("words",), in_words(language, f), shipped_words(), cases)
    with using_language(language):
        for (value, other, unit, sign), each in zip(cases, found, strict=True):
            low, high = min(value, other), max(value, other)
            assert each[:3] == [
                Amount(value, unit, sign=sign).text(),
                Range(low, high, unit, sign=sign).text(),
                Amount(value, unit, (value, other), sign=sign).text(),
            ]
            assert each[3] == scale([value, other], unit, apart=[other])._asdict()


@pytest.mark.parametrize("language", LANGUAGES)
def test_shares_lengths_and_cells_are_written_alike_on_both_sides(language):
    shares = [k / 2000 for k in range(2001)]
    f = """share => [percent(share), lengthOf(Math.round(share * 240)),
      intervalCell([share, share - 0.5, share + 1.2], 1), intervalCell([share, NaN, NaN], 2)]"""
    found = run_scripts(("words",), in_words(language, f), shipped_words(), shares)
    with using_language(language):
        for share, each in zip(shares, found, strict=True):
            wanted = [Percent(share).text(), Length(round(share * 240)).text()]
            wanted += [
                interval([share, share - 0.5, share + 1.2], 1),
                interval([share, float("nan"), float("nan")], 2),
            ]
            assert each == wanted
    assert percent(0.253) == "25 %"


def in_words(language, function):
    using = f"Object.assign(words, given, {{ language: '{language}' }});"
    return f"(given, rows) => {{ {using} return rows.map({function}); }}"


def comparison(draws, pairs, months):
    """Make a comparison of generated numbers, with all that a verdict asks of one."""
    scale_ = 10.0 ** draws.integers(0, 8)
    slope = np.linspace(*draws.normal(0, 0.6, 2), months)

    def two(size, mean, spread):
        base = draws.normal(mean, spread, (pairs, months))
        return base, base + (draws.normal(0, spread, (pairs, months)) + slope * draws.random()) * size

    profit, minds, shares = (
        two(scale_, 0, scale_),
        two(draws.random(), 70, 3),
        two(0.01 * draws.random(), 0.2, 0.02),
    )
    if draws.random() < 0.1:
        profit = (profit[0], profit[0])
    market = {name: two(scale_, 0, scale_) for name in MARKET_VALUES} if draws.random() < 0.7 else {}
    firm = {"profit": profit, "satisfaction": minds, "share": shares}
    return {
        "firm": firm,
        "market": market,
        "months": months,
        "discount": float(draws.choice([0.0, 0.05, 0.1])),
    }


class Compared(SimpleNamespace):
    reference, others = "one", ("other",)

    def of(self, measure, kind):
        return self.made[kind][measure]

    def monthly(self, name, measure, *, kind="firm"):
        one, other = self.of(measure, kind)
        return other - one

    def present(self, name, measure, *, kind="firm"):
        return present_value(self.monthly(name, measure, kind=kind), self.discount)

    def paired(self, name, measure, *, kind="firm"):
        one, other = self.of(measure, kind)
        figure = (
            exact_sum
            if measure.startswith(("profit", "value"))
            else lambda values: mean_of_known(values[:, -12:])
        )
        return figure(other) - figure(one)

    def payback(self, name, measure):
        return payback(self.present(name, measure))

    def chance_of_loss(self, name, measure):
        return share_of(exact_sum(self.present(name, measure)) < 0.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_is_the_same_sentence_on_both_sides(language, monkeypatch):
    draws = rng()
    made = [
        comparison(draws, int(draws.integers(1, 25)), int(draws.choice([12, 24, 36, 120])))
        for _ in range(250)
    ]
    monkeypatch.setattr("tci_sim.views.verdict.scenario_label", lambda comparison, name: f"policy {name}")
    wanted = []
    for each in made:
        measures = {"firm": tuple(each["firm"]), "market": tuple(each["market"])}
        about = Compared(made=each, months=each["months"], discount=each["discount"], measures=measures)
        with using_language(language):
            wanted.append(str(paragraph(verdict_sentences(about, "other"))))
    given = [
        {
            "asked": {
                "reference": "policy one", "name": "policy other", "months": each["months"],
                "discount": each["discount"], "quantiles": QUANTILES,
                "factors": present_value(np.ones(each["months"]), each["discount"]).tolist(),
            },
            "found": {
                **{name: _pairs(two) for name, two in each["firm"].items()},
                "market": {name: _pairs(two) for name, two in each["market"].items()} or None,
            },
        }
        for each in made
    ]  # fmt: skip
    f = "({ asked, found }) => paragraph(verdictSentences(asked, found))"
    found = run_scripts(("exact", "words", "verdict"), in_words(language, f), shipped_words(), given)
    assert found == wanted
    assert len(set(wanted)) > 60


def _pairs(two):
    one, other = two
    return [[a, b] for a, b in zip(one.tolist(), other.tolist(), strict=True)]
