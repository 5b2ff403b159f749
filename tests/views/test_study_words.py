"""What studies, ablations and sensitivity analyses say, outcome by outcome, in both languages."""

import json
import re

import jsonschema
import numpy as np
import pytest
from by_hand import swept_by_hand
from ruamel.yaml import YAML

from tci_sim.api.sweep import SweepResult
from tci_sim.designs.study import Study
from tci_sim.messages import LANGUAGES, using_language
from tci_sim.runs.table import Table
from tci_sim.scenario.load import load, variant
from tci_sim.views import study as shown
from tci_sim.views.study_names import value_label, varied_label
from tci_sim.views.study_page import write_page

TWO = {"firms.ours.policy": ["tqm", "tci"]}
INPUTS = ("world.choice.price_weight", "market.attributes.fit.half_life")
MECHANISMS = {
    "review": ["listening"],
    "learning": ["learning"],
    "improvement": ["culture", "improvement", "integration", "value"],
}
WOBBLE = np.array([-0.1, 0.1, -0.2, 0.2])
LATIN = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
"""Two words of English."""


@pytest.fixture(scope="module")
def base(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), {"months": 12})


@pytest.fixture(scope="module")
def make(base):
    """Make the result of a study whose question is one word, with the given figures."""

    def result(figures, **parts):
        given = {"question": "?", "base": base, "months": "none", "report": ["satisfaction"], **parts}
        study = Study(**given)
        return swept_by_hand(study, dict.fromkeys(study.report, figures(study)))

    return result


def sampled(function, replications=1, noise=0.0, lost=()):
    """Figures that are a function of the points of a design, for each alternative as many times its number."""

    def figures(study):
        ways = len(study.plan) // len(study.plan.points)
        seen = np.repeat(function(study.plan.points), ways) * np.tile(
            np.arange(1.0, ways + 1), len(study.plan.points)
        )
        seen[list(lost)] = np.nan
        chance = np.random.default_rng(1).normal(size=(len(seen), replications))
        return seen[:, None] + noise * chance

    return figures


def combined(review, learning, both):
    """Figures of an ablation in which two mechanisms have an effect, and another one together."""

    def figures(study):
        number = np.arange(8)
        one, other = number & 1, number >> 1 & 1
        value = 60.0 + review * one + learning * other + both * one * other
        return value[:, None] + 3.0 * np.arange(4) + WOBBLE * (one + other)[:, None]

    return figures


def bend(unit):
    return np.sin(3 * unit[:, 0]) + unit[:, 1] ** 2


def line(unit):
    return 3.0 * unit[:, 0] - 2.0 * unit[:, 1]


PARTS = {
    "sobol": {"design": "sobol", "uncertainties": dict.fromkeys(INPUTS, "plausible"), "size": 256},
    "morris": {"design": "morris", "uncertainties": dict.fromkeys(INPUTS, "plausible"), "size": 10},
    "ablation": {
        "design": "ablation", "between": ["command_and_control", "tci"], "mechanisms": MECHANISMS, "replications": 4,
    },
    "grid": {"levers": TWO, "uncertainties": {INPUTS[0]: [1.0, 3.0]}, "replications": 2},
    "latin": {"design": "latin_hypercube", "uncertainties": {INPUTS[0]: "plausible"}, "size": 4},
}  # fmt: skip

OUTCOMES = {
    "a difference of shares": ("sobol", {"levers": TWO, "replications": 1, "report": ["share"]}, sampled(bend)),
    "noise of indices": ("sobol", {"replications": 2}, sampled(bend, replications=2, noise=0.3)),
    "too few points for first-order indices": (
        "sobol", {"size": 32, "replications": 1}, sampled(lambda unit: np.exp(6.0 * unit[:, 0] * unit[:, 1])),
    ),
    "too few points for intervals": ("sobol", {"size": 4, "replications": 1}, sampled(bend)),
    "too few trajectories for intervals": ("morris", {"size": 8, "replications": 1}, sampled(line)),
    "one point dropped": ("sobol", {"replications": 1}, sampled(bend, lost=[3])),
    "two points dropped": ("sobol", {"replications": 1}, sampled(bend, lost=[3, 40])),
    "nothing varies": ("sobol", {"size": 8, "replications": 1}, sampled(lambda unit: np.ones(len(unit)))),
    "too few runs": ("sobol", {"size": 2, "replications": 1}, sampled(bend, lost=range(8))),
    "no whole point": ("sobol", {"size": 4, "replications": 1}, sampled(bend, lost=range(0, 16, 4))),
    "no convergence": (
        "sobol", {"size": 64, "replications": 1}, sampled(lambda unit: 1.0 * (np.arange(len(unit)) < 128) * unit[:, 0]),
    ),
    "effects": ("morris", {"levers": TWO, "replications": 1}, sampled(line)),
    "noise of effects": ("morris", {"replications": 2}, sampled(line, replications=2, noise=0.3)),
    "one trajectory": ("morris", {"size": 2, "replications": 1}, sampled(line, lost=[0])),
    "more than the sum": ("ablation", {}, combined(2.0, -1.0, 5.0)),
    "less than the sum": ("ablation", {"report": ["profit"]}, combined(2.0, -1.0, -5.0)),
    "no interaction": ("ablation", {}, combined(2.0, -1.0, 0.0)),
    "cases": ("grid", {"report": ["share", "profit"]}, lambda study: np.arange(8.0).reshape(4, 2) * 1e4),
    "means alone": ("grid", {"levers": {}}, lambda study: np.arange(4.0).reshape(2, 2)),
    "futures": ("latin", {"levers": TWO, "replications": 1}, sampled(lambda unit: unit[:, 0])),
    "futures and replications": (
        "latin", {"levers": TWO, "replications": 2}, sampled(lambda unit: unit[:, 0], replications=2, noise=0.1),
    ),
    "futures alone": ("latin", {"replications": 1}, sampled(lambda unit: unit[:, 0])),
    "chosen futures": (
        "grid", {"levers": {"culture.autonomy": np.linspace(0.0, 1.0, 40).tolist()}},
        lambda study: np.arange(160.0).reshape(80, 2),
    ),
}  # fmt: skip

SAID = {
    "a difference of shares": "Market share, total customer integration minus total quality management: +",
    "noise of indices": "With 2 replications per future, random variation accounts for ",
    "too few points for first-order indices": "There are too few points to estimate the first-order share.",
    "too few points for intervals": "indices in % of the variance. Intervals need at least 32, not 4 base points.",
    "too few trajectories for intervals": "(mu* in points of 100). Intervals need at least 10, not 8 trajectories.",
    "one point dropped": " 1 more was dropped because the measure is missing in one of its runs.",
    "two points dropped": " 2 more were dropped because the measure is missing in one of their runs.",
    "nothing varies": "Customer satisfaction: the same in every future, so no input explains it.",
    "too few runs": "Too few runs finished.",
    "no whole point": "There are too few points to estimate indices.",
    "no convergence": "not all leading indices stay within these intervals: use more points.",
    "effects": "Moving one input through its range has the largest effects for ",
    "noise of effects": "With 2 replications per future, random variation alone would produce a mu* of at most ",
    "one trajectory": "Convergence cannot be judged with 1 trajectory.",
    "more than the sum": "more than the sum of each alone, +1.0 points [",
    "less than the sum": "less than the sum of each alone, ",
    "no interaction": "the difference, 0.0 points [0.0, 0.0], is not clear and may be random variation.",
    "cases": "%; differences: percentage points",
    "means alone": "Means [95 %].",
    "futures": "interval over sampled futures, with one set of random numbers.",
    "futures and replications": "interval over sampled futures and replications.",
    "futures alone": "unchanged",
    "chosen futures": "interval over replications in these chosen futures.",
}


@pytest.fixture(params=OUTCOMES)
def outcome(request, make):
    """The name of an outcome, and the result of a study that has it."""
    design, parts, figures = OUTCOMES[request.param]
    if design in ("sobol", "morris"):
        pytest.importorskip("SALib")
    return request.param, make(figures, **{**PARTS[design], **parts})


def test_each_outcome_has_its_sentence(outcome):
    name, result = outcome
    text = shown.as_table(result)
    assert SAID[name] in text
    assert "{" not in text


def test_the_same_is_said_in_chinese_without_an_english_word(outcome):
    _, result = outcome
    with using_language("zh-Hant"):
        text = shown.as_table(result)
    assert "{" not in text
    assert LATIN.findall(text) == []
    assert "顧客滿意度" in text or "市場占有率" in text or "稅後淨利" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_has_its_documented_shape_and_english_keys_in_every_language(outcome, root, language):
    schema = YAML(typ="safe", pure=True).load(
        (root / "tci_sim/views/sweep.schema.yaml").read_text(encoding="utf-8")
    )
    with using_language(language):
        found = json.loads(shown.as_json(outcome[1]))
    jsonschema.validate(found, schema)
    assert (found["command"], found["version"]) == ("sweep", 2)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["1 run failed:", "tci, replication 0: it broke"]),
        ("zh-Hant", ["1 次模擬執行失敗：", "重複模擬 0：it broke"]),
    ],
)
def test_failed_runs_are_listed(make, language, said):
    result = make(combined(2.0, -1.0, 5.0), **PARTS["ablation"])
    runs = dict(result.runs.runs)
    runs["error"] = np.array(["it broke", *[""] * 31], object)
    lost = SweepResult(result.study, Table(runs, result.runs.values, result.runs.figures), "0" * 64, None)
    with using_language(language):
        text = shown.as_table(lost)
    assert said[0] in text
    assert "it broke" in text
    assert "{" not in text


def test_what_is_varied_is_called_by_what_it_is_of(base):
    paths = (
        "market.attributes.fit.half_life",
        "network.tiers.0.count",
        "world.complaints",
        "improvement.time",
    )
    assert [str(varied_label(path, base)) for path in paths] == [
        "fit: half-life of shortfalls", "tier 1: suppliers in the tier", "complaints", "improvement time",
    ]  # fmt: skip
    with using_language("zh-Hant"):
        assert str(varied_label(paths[0], base)) == "半衰期（適用性）"
        assert str(value_label("firms.ours.policy", "tqm", base)) == "全面品質管理"
    assert [value_label("x", value, base) for value in (0.25, 3, "a")] == ["0.25", "3", "a"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Generated: `tci-sim sweep"), ("zh-Hant", "產生方式：執行 `tci-sim sweep")],
)
def test_a_page_is_written_in_the_language_in_use(make, tmp_path, language, said):
    result = make(combined(2.0, -1.0, 5.0), **PARTS["ablation"])
    with using_language(language):
        [page] = write_page(result, [], tmp_path / "page.md", ["sweep", "mine.yaml"])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# ?\n")
    assert said in text
    assert "| :-- | --: |" in text
