"""The chain from lever to money: delays that are known, in their order."""

import numpy as np
import pytest

from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.why.chain import STAGES, ChainData, find_chain, stage_of
from tci_sim.analysis.why.question import WhyQuestion
from tci_sim.analysis.why.runs import Runs
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.scenario.load import load, variant

PAIRS, MONTHS = 16, 60
KINDS = {kind: tuple(measure.name for measure in MEASURES[kind]) for kind in ("firm", "market")}


@pytest.fixture(scope="module")
def base(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), {"months": MONTHS})


def compared(base, differences, noise=0.05):
    """Two worlds of which the second differs by so much in each stage, (month,); by nothing in the others."""
    draws = np.random.default_rng(11)
    values = {kind: np.zeros((2, PAIRS, MONTHS, len(names))) for kind, names in KINDS.items()}
    for name, measure in STAGES.items():
        place = KINDS["firm"].index(measure)
        values["firm"][:, :, :, place] = 1.0 + draws.normal(size=(PAIRS, MONTHS))  # shared luck
        if name in differences:
            values["firm"][1, :, :, place] += differences[name] + noise * draws.normal(size=(PAIRS, MONTHS))
    prints = {name: ("x",) * PAIRS for name in "ab"}
    focal = dict.fromkeys("ab", "ours")
    seeds = tuple(range(1, PAIRS + 1))
    return ComparisonData(dict.fromkeys("ab", base), seeds, focal, KINDS, values, prints, (), {}, 200, {})


def delayed(month, size=1.0):
    """A difference that comes in the course of a year around a month."""
    return size / (1.0 + np.exp(-(np.arange(MONTHS) - month) / 1.5))


DELAYS = {
    "practised": 6,
    "emphasis": 12,
    "yield": 18,
    "quality": 24,
    "satisfaction": 30,
    "share": 36,
    "profit": 42,
}


@pytest.fixture(scope="module")
def stages(base):
    differences = {name: delayed(month, -2.0 if name == "profit" else 1.0) for name, month in DELAYS.items()}
    differences["profit"] = differences["profit"] + np.where(np.arange(MONTHS) < 10, 0.8, 0.0)
    found = compared(base, differences)
    return {name: stage_of(found, name) for name in STAGES}


def test_halves_come_in_the_order_of_the_delays_and_at_them(stages):
    halves = {name: stages[name].found.half for name in DELAYS}
    assert list(halves) == sorted(halves, key=halves.get)
    assert all(abs(halves[name] - month) <= 1 for name, month in DELAYS.items())


def test_what_goes_the_other_way_first_is_told_with_its_months(stages):
    assert stages["profit"].found.against.tolist() == list(range(10))
    assert stages["profit"].found.turns > 30
    assert len(stages["yield"].found.against) == 0


def test_stages_that_never_differ_are_no_part_of_the_chain(stages):
    assert {name for name, stage in stages.items() if stage.place == "no_part"} == set(STAGES) - set(DELAYS)
    assert all(stages[name].place == "turns" for name in DELAYS)


def test_a_stage_that_comes_back_is_told_from_one_that_turns(base):
    there = np.where((np.arange(MONTHS) > 10) & (np.arange(MONTHS) < 30), 1.0, 0.0)
    assert stage_of(compared(base, {"price": there}), "price").place == "comes_back"


def test_pairs_in_which_a_stage_is_not_measured_are_counted_and_not_guessed(base):
    found = compared(base, {"image": delayed(20)})
    values = {kind: array.copy() for kind, array in found.values.items()}
    values["firm"][1, :3, 40, KINDS["firm"].index("image")] = np.nan
    values["firm"][0, 1:, 5, KINDS["firm"].index("retention")] = np.nan
    holes = ComparisonData(
        found.questions, found.seeds, found.focal_firms, KINDS, values, found.fingerprints, (), {}, 200, {}
    )
    image, retention = stage_of(holes, "image"), stage_of(holes, "retention")
    assert (image.pairs, image.left_out, image.place) == (PAIRS - 3, 3, "turns")
    assert (retention.pairs, retention.left_out, retention.place) == (1, PAIRS - 1, "unknown")


def test_a_measure_that_means_nothing_in_a_world_is_not_measured(base):
    unpaid = variant(base, {"market.priced": False, "burn_in": 0})
    question = WhyQuestion(("a", "b"), (unpaid, unpaid), PAIRS, 1)
    chain = find_chain(question, Runs(compared(base, {"price": delayed(20)}), None, None))
    assert chain.stage("price").place == "unknown"
    assert chain.first is None


def test_the_frame_has_a_row_a_stage_in_order(stages):
    chain = ChainData(MONTHS, tuple(stages.values()), None)
    frame = chain.to_frame()
    assert list(frame["stage"]) == list(STAGES)
    assert frame.set_index("stage").loc["profit", "months_against"] == 10
    monthly = chain.monthly()
    assert len(monthly) == len(STAGES) * MONTHS
    assert (monthly["low"] <= monthly["difference"]).all()
