"""Indices are those that are known for functions that are known, through the code that a study goes through."""

import json

import numpy as np
import pytest
from by_hand import swept_by_hand

from tci_sim.analysis.sensitivity import convergence, has_converged, indices, replication_sd, sensitivity
from tci_sim.analysis.sweep_statistics import over_worlds
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.scenario.load import load, variant
from tci_sim.statistics.paired import student_interval
from tci_sim.views import study as shown
from tci_sim.views.sensitivity import sensitivity_text
from tci_sim.views.sensitivity_pictures import draw_all

pytest.importorskip("SALib")

# three of the world's parameters stand for the three inputs; the function is put in the place of the model
INPUTS = ("world.choice.price_weight", "world.choice.inertia", "world.choice.taste")

# Ishigami & Homma (1990) with a = 7, b = .1; indices by Sobol & Levitan (1999)
FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)


def ishigami(unit):
    x, y, z = (np.pi * (2 * unit[:, k] - 1) for k in range(3))
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


@pytest.fixture(scope="module")
def base(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), {"months": 12})


@pytest.fixture(scope="module")
def answered(base):
    """Make the result of a study in whose runs a function of the points was seen."""

    def make(function, lost=(), levers=None, replication_sd=0.0, **parts):
        given = {"uncertainties": dict.fromkeys(INPUTS, "plausible"), "levers": levers or {}, **parts}
        given = {"replications": 1, **given}
        study = Study(question="On what?", base=base, report=["satisfaction"], months="none", **given)
        ways = len(study.plan) // len(study.plan.points)
        seen = np.repeat(function(study.plan.points), ways) * np.tile(
            np.arange(1, ways + 1), len(study.plan.points)
        )
        seen = seen.astype(float)
        seen[list(lost)] = np.nan
        cases, histories = len(seen), given["replications"]
        count = cases * histories
        seen = np.repeat(seen, histories) + replication_sd * np.random.default_rng(1).normal(size=count)
        return swept_by_hand(study, {"satisfaction": seen.reshape(cases, histories)})

    return make


@pytest.fixture(scope="module")
def sobol(answered):
    return answered(ishigami, design="sobol", size=4096)


def test_sobol_indices_are_those_of_ishigami(sobol):
    frame = sensitivity(sobol, "satisfaction")
    assert list(frame["part"]) == list(INPUTS)
    assert frame["first"].to_numpy() == pytest.approx(FIRST, abs=0.02)
    assert frame["total"].to_numpy() == pytest.approx(TOTAL, abs=0.02)


def test_nearly_all_intervals_hold_the_true_index(answered):
    inside = []
    for seed in range(12):
        frame = sensitivity(answered(ishigami, design="sobol", size=256, seed=seed), "satisfaction")
        for kind, true in (("first", FIRST), ("total", TOTAL)):
            low, high = frame[f"{kind}_low"].to_numpy(), frame[f"{kind}_high"].to_numpy()
            inside += ((low <= true) & (true <= high)).tolist()
    assert np.mean(inside) >= 0.9


def test_intervals_narrow_as_points_are_added(sobol):
    frame = convergence(sobol, "satisfaction")
    widths = [(part["high"] - part["low"]).mean() for _, part in frame.groupby("points", sort=True)]
    assert sorted(frame["points"].unique()) == [1024, 2048, 4096]
    assert widths[0] > widths[1] > widths[2]
    assert has_converged(sobol, "satisfaction")


def test_morris_effects_of_a_straight_line_are_its_slopes(answered):
    line = answered(lambda unit: unit @ np.array([3.0, -2.0, 0.0]), design="morris", size=10)
    frame = sensitivity(line, "satisfaction").set_index("part")
    assert frame["mu"].to_numpy() == pytest.approx([3.0, -2.0, 0.0], abs=1e-9)
    assert frame["mu_star"].to_numpy() == pytest.approx([3.0, 2.0, 0.0], abs=1e-9)
    assert frame["sigma"].to_numpy() == pytest.approx(0.0, abs=1e-9)


def test_morris_sees_what_acts_only_through_another(answered):
    product = answered(lambda unit: (unit[:, 0] - 0.5) * unit[:, 1], design="morris", size=40)
    frame = sensitivity(product, "satisfaction").set_index("part")
    assert frame.loc[INPUTS[1], "mu_star"] > 3 * abs(frame.loc[INPUTS[1], "mu"])
    assert frame.loc[INPUTS[1], "sigma"] > 0.2
    assert frame.loc[INPUTS[2], "mu_star"] == 0.0


def test_a_group_has_one_index_for_all_that_is_in_it(answered):
    grouped = answered(
        lambda unit: 2 * unit[:, 0] + unit[:, 1] + unit[:, -1], design="sobol", size=1024, grouped=True,
        uncertainties={"world.complaints": "plausible", INPUTS[0]: "plausible"},
    )  # fmt: skip
    frame = sensitivity(grouped, "satisfaction").set_index("part")
    # variances 4/12 and 1/12 in the group, 1/12 outside
    assert frame.loc["world.complaints", "total"] == pytest.approx(5 / 6, abs=0.03)
    assert frame.loc[INPUTS[0], "first"] == pytest.approx(1 / 6, abs=0.03)


def test_with_two_ways_of_acting_their_difference_is_explained(answered):
    both = answered(ishigami, design="sobol", size=1024, levers={"firms.ours.policy": ["tqm", "tci"]})
    frame = sensitivity(
        both, "satisfaction"
    )  # the second is twice the first: their difference is the function
    assert frame["total"].to_numpy() == pytest.approx(TOTAL, abs=0.05)
    assert (
        "Customer satisfaction, total customer integration minus total quality management: "
        in sensitivity_text(both, "satisfaction")
    )


def test_replication_variance_is_reported_where_worlds_are_replicated(answered):
    variance = 49 / 8 + 0.5 + np.pi**4 / 50 + np.pi**8 / 1800
    lived = answered(ishigami, replication_sd=4.0, replications=2, design="sobol", size=1024)
    assert replication_sd(lived, "satisfaction") == pytest.approx(4.0 / np.sqrt(2), rel=0.05)
    share = 100 * 8.0 / (variance + 8.0)
    told = sensitivity_text(lived, "satisfaction")
    assert any(
        f"random variation accounts for {share + off:.0f} % of that variance" in told for off in (-1, 0, 1)
    )
    once = answered(ishigami, replication_sd=4.0, design="sobol", size=64)
    assert np.isnan(replication_sd(once, "satisfaction"))
    assert "random variation" not in sensitivity_text(once, "satisfaction")


def test_the_morris_noise_level_is_right_where_nothing_else_acts(answered):
    nothing = answered(
        lambda unit: np.zeros(len(unit)), replication_sd=1.0, replications=2, design="morris", size=400
    )
    effects = sensitivity(nothing, "satisfaction")["mu_star"]
    assert "random variation alone would produce a mu* of at most 1.2" in sensitivity_text(
        nothing, "satisfaction"
    )
    assert effects.to_numpy() == pytest.approx(2 / np.sqrt(np.pi) / np.sqrt(2) * 1.5, rel=0.1)


@pytest.mark.parametrize(("design", "around"), [("sobol", 5), ("morris", 4)])
def test_worlds_that_are_varied_around_one_point_count_as_one_draw(answered, design, around):
    both = answered(ishigami, design=design, size=16, levers={"firms.ours.policy": ["tqm", "tci"]})
    row = over_worlds(both, ["satisfaction"], "ours").iloc[1]
    by_point = ishigami(both.study.plan.points).reshape(16, around).mean(axis=1)
    assert row["worlds"] == 16 * around
    assert (row["difference"], row["low"]) == pytest.approx(
        (by_point.mean(), float(student_interval(by_point).low))
    )


def test_failed_runs_take_their_block_with_them_and_are_counted(answered):
    frame = sensitivity(answered(ishigami, lost=[0, 7, 8], design="sobol", size=1024), "satisfaction")
    assert set(frame["dropped"]) == {2}
    assert set(frame["points"]) == {1022}
    assert frame["total"].to_numpy() == pytest.approx(TOTAL, abs=0.05)


INDICES = {"sobol": ["first", "total"], "morris": ["mu_star", "mu", "sigma"]}
ENDS = {"sobol": ["first_low", "total_high"], "morris": ["mu_star_low", "mu_star_high"]}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("spread", [0.0, 1e-15])
@pytest.mark.parametrize("design", ["sobol", "morris"])
def test_what_is_constant_but_for_rounding_has_no_indices_and_that_is_said(
    answered, tmp_path, design, spread
):
    same = answered(lambda unit: 70.0 * (1.0 + spread * np.sin(9.0 * unit[:, 0])), design=design, size=32)
    frame = sensitivity(same, "satisfaction")
    assert frame[INDICES[design]].isna().all(axis=None)
    assert set(frame["omitted"]) == {"constant"}
    said = "Customer satisfaction: the same in every future, so no input explains it."
    assert sensitivity_text(same, "satisfaction") == said
    table = shown.as_table(same)
    assert said in table
    assert "nan" not in table.lower()
    assert "price_weight" not in table
    with using_language("zh-Hant"):
        assert "在每個可能的未來都相同，沒有因素可解釋。" in shown.as_table(same)
        [row, *_] = json.loads(shown.as_json(same))["indices"]
        assert row["omitted"] == "除捨入誤差外，此指標在每個可能的未來都相同，沒有因素可解釋。"
    [row, *_] = json.loads(shown.as_json(same))["indices"]
    assert [row[name] for name in INDICES[design]] == [None] * len(INDICES[design])
    assert row["omitted"].startswith("The measure is the same in every future")
    assert has_converged(same, "satisfaction") is None
    assert len(draw_all(same, tmp_path)) == 3


def test_differences_that_are_the_rounding_of_large_figures_do_not_vary(answered):
    ways = {"firms.ours.policy": ["tqm", "tci"]}  # the second is twice the first
    large = answered(lambda unit: np.full(len(unit), 0.5), design="morris", size=10, levers=ways)
    table = large.table("satisfaction")
    tiny = 1e-16 * np.sin(np.arange(len(table)))[:, None]
    rounded = swept_by_hand(large.study, {"satisfaction": 1e9 * (table + tiny)})
    assert set(sensitivity(rounded, "satisfaction")["omitted"]) == {"constant"}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("design", "least"), [("sobol", 32), ("morris", 10)])
def test_intervals_of_few_points_are_refused_with_the_number_it_takes(answered, tmp_path, design, least):
    few = answered(ishigami, design=design, size=8)
    frame = sensitivity(few, "satisfaction")
    assert frame[INDICES[design]].notna().all(axis=None)
    assert frame[ENDS[design]].isna().all(axis=None)
    assert set(frame["omitted"]) == {"no_intervals"}
    said = f"Intervals need at least {least}, not 8 "
    assert said in shown.as_table(few)
    [row, *_] = json.loads(shown.as_json(few))["indices"]
    assert row["omitted"].startswith(said)
    assert row[ENDS[design][0]] is None
    assert has_converged(few, "satisfaction") is None
    assert len(draw_all(few, tmp_path)) == 3
    enough = sensitivity(answered(ishigami, design=design, size=least), "satisfaction")
    assert enough[ENDS[design]].notna().all(axis=None)
    assert set(enough["omitted"]) == {""}


@pytest.mark.filterwarnings("error")
def test_a_measure_that_varies_in_one_run_of_many_has_finite_intervals_or_none(answered):
    once = answered(lambda unit: (np.arange(len(unit)) == 7).astype(float), design="sobol", size=64)
    frame = sensitivity(once, "satisfaction")
    assert set(frame["omitted"]) == {"too_few_points"}


def test_too_few_runs_say_so(answered):
    lost = range(5 * 8)
    result = answered(ishigami, lost=lost, design="sobol", size=8)
    frame = sensitivity(result, "satisfaction")
    assert frame["total"].isna().all()
    assert set(frame["omitted"]) == {"too_few_points"}
    assert sensitivity_text(result, "satisfaction") == "Too few runs finished."


@pytest.mark.parametrize("size", [2, 4, 8])
@pytest.mark.parametrize("design", ["sobol", "morris"])
def test_a_few_points_are_answered_in_words(answered, tmp_path, design, size):
    few = answered(ishigami, lost=[3 * 5, 5 * 5] if size == 8 else [], design=design, size=size)
    assert "base points" in shown.as_table(few) or "trajectories" in shown.as_table(few)
    assert len(draw_all(few, tmp_path)) == 3


def test_where_half_is_all_nobody_says_that_it_has_settled(answered):
    two = answered(ishigami, design="sobol", size=2)
    assert has_converged(two, "satisfaction") is None
    assert "Convergence cannot be judged with 2 base points." in sensitivity_text(two, "satisfaction")


def test_the_bootstrap_is_the_same_each_time():
    values = np.sin(np.arange(5 * 64) * 1.7)
    once, twice = (indices("sobol", np.zeros((320, 3)), values, INPUTS, seed=0) for _ in range(2))
    assert once.equals(twice)


def test_a_grid_has_no_indices(base):
    grid = Study(question="?", base=base, levers={"improvement.time": [0.1]}, report=["satisfaction"])
    with pytest.raises(InputError, match="must be sobol or morris"):
        sensitivity(swept_by_hand(grid, {"satisfaction": np.zeros((1, 20))}))


def test_the_table_ranks_and_the_paragraph_says_what_matters(sobol):
    text = shown.as_table(sobol)
    paths = [line.split("  ")[1:] for line in text.splitlines() if "  world." in line]
    assert [next(filter(None, cells)).strip() for cells in paths] == list(INPUTS)
    assert "Most of its variance is due to weight of the price (56 [" in text
    assert "With half of the 4,096 base points the leading indices stay within these intervals." in text


@pytest.mark.parametrize("design", [{"design": "sobol", "size": 64}, {"design": "morris", "size": 8}])
def test_pictures_are_drawn_and_the_same_each_time(answered, tmp_path, design):
    result = answered(ishigami, **design)
    one, other = (draw_all(result, tmp_path / name) for name in ("a", "b"))
    assert [path.name for path in one] == ["satisfaction.png", "satisfaction_settling.png", "heat_map.png"]
    assert all(
        a.read_bytes() == b.read_bytes() and a.stat().st_size > 8_000 for a, b in zip(one, other, strict=True)
    )
