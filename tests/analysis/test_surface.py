"""A grid of two levers: what both change together, and what of it lies beyond the sum of what each changes alone."""

import json

import numpy as np
import pytest

from tci_sim import SweepResult
from tci_sim.analysis.surface import interactions, surface, surface_levers
from tci_sim.analysis.sweep import build_experiment
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.table import table_of
from tci_sim.scenario.load import load, variant
from tci_sim.views.study import as_json, as_table, draw_all
from tci_sim.views.sweep_pictures import picture

ONE, OTHER = "culture.autonomy", "listening.review.interviews"
LEVERS = {ONE: [0.4, 0.2, 0.8], OTHER: [0.0, 0.5]}


@pytest.fixture(scope="module")
def base(root):
    small = {"market.customers": 200, "months": 6, "burn_in": 2}
    return variant(load(root / "scenarios" / "baseline.yaml"), small)


@pytest.fixture(scope="module")
def answered(base):
    """Make the result of a study without running it: profit is what a function of the levers says, and luck."""

    def answer(profit=lambda a, b, luck: 0.0, replications=3, **parts):
        study = Study(
            **{
                "question": "?",
                "base": base,
                "levers": LEVERS,
                "report": ["profit"],
                "months": "none",
                **parts,
            },
            replications=replications,
        )
        runs = []
        for case in range(len(study.plan)):
            levers, world = study.plan[case].levers, study.plan[case].world
            for r in range(replications):
                found = profit(*levers.values(), 10.0 * r + 5.0 * world)
                figures = {"firm": np.array([[found]])}
                runs.append(RunOutput(case, r, {"firm": ("ours",)}, {"firm": np.zeros((0, 1, 1))}, figures))
        experiment = build_experiment(study)
        return SweepResult(study, table_of(runs, experiment.keep), experiment.key, None)

    return answer


def test_what_two_levers_add_to_each_other_is_found_and_what_they_share_is_not(answered):
    result = answered(lambda a, b, luck: 100 + 10 * a + 20 * b + 30 * (a - 0.4) * b + luck)
    found = surface(result, "profit")
    assert found.values == ((0.4, 0.2, 0.8), (0.0, 0.5))
    reach = 4.3027 * 10 / 3**0.5  # Student, 2 degrees of freedom
    assert found.level[0, 0] == pytest.approx([114, 114 - reach, 114 + reach], abs=0.01)
    assert found.beyond[:, 1, 0] == pytest.approx([0, -3, 6])
    assert found.whole[2, 1, 0] == pytest.approx(4 + 10 + 6)
    assert found.beyond[:, 0] == pytest.approx(0)  # one lever changes nothing beyond itself
    assert found.beyond[2, 1] == pytest.approx([6, 6, 6])  # luck is the same in both


def test_levers_that_add_up_have_no_interaction(answered):
    found = surface(answered(lambda a, b, luck: 3 * a - 2 * b + luck), "profit")
    assert found.beyond == pytest.approx(0)


def test_worlds_are_averaged_before_replications_are(answered):
    result = answered(
        lambda a, b, luck: a * b + luck, uncertainties={"world.choice.price_weight": [5.0, 8.0]}
    )
    found = surface(result, "profit")
    assert found.worlds == 2
    assert found.level[0, 0, 0] == pytest.approx(10 + 2.5)


def test_the_table_has_a_row_for_each_pair_of_values_that_both_differ(answered):
    frame = answered(lambda a, b, luck: 30 * a * b + luck).interactions()
    assert frame[[ONE, OTHER]].values.tolist() == [[0.2, 0.5], [0.8, 0.5]]
    assert frame["beyond"].tolist() == pytest.approx([-3, 6])
    assert list(frame["unit"]) == ["currency"] * 2


@pytest.mark.parametrize(
    "parts",
    [
        {"levers": {ONE: [0.1, 0.5]}},
        {"levers": {ONE: [0.1, 0.5], OTHER: [0.5]}},
        {"levers": {ONE: [0.1, 0.5], "firms.ours.policy": ["tci", "tqm"]}},
        {"levers": {**LEVERS, "improvement.time": [0.01, 0.02]}},
        {"levers": {}, "uncertainties": {"world.choice.price_weight": [5.0, 8.0]}},
        {"levers": LEVERS, "design": "latin_hypercube", "size": 2,
         "uncertainties": {"world.choice.price_weight": "plausible"}},
    ],
)  # fmt: skip
def test_only_a_grid_of_two_levers_that_are_numbers_has_a_surface(base, parts, answered):
    study = Study(**{"question": "?", "base": base, "report": ["profit"], **parts})
    assert surface_levers(study) is None
    if len(study.plan) == 2:
        with pytest.raises(InputError, match="no grid of two levers that are numbers"):
            answered(lambda *_: 0.0, **parts).interactions()


@pytest.mark.parametrize(
    ("slope", "said"),
    [(30, "more than the sum of each alone"), (-30, "less than the sum of each alone")],
)
def test_the_text_says_whether_both_do_more_than_each_alone(answered, slope, said):
    assert said in as_table(answered(lambda a, b, luck: slope * a * b + luck))


def test_without_an_interval_the_text_says_so(answered):
    assert "without an interval" in as_table(answered(lambda a, b, luck: a * b, replications=1))
    unclear = as_table(answered(lambda a, b, luck: a * b * (luck - 10)))
    assert "is not clear and may be random variation" in unclear


def test_json_has_the_interactions(answered):
    told = json.loads(as_json(answered(lambda a, b, luck: 30 * (a - 0.4) * b)))["interactions"]
    assert [(each[ONE], each["beyond"]) for each in told] == [
        (0.2, pytest.approx(-3)),
        (0.8, pytest.approx(6)),
    ]


def test_a_picture_has_both_maps_with_the_lowest_values_first_and_ones_own_axes_the_first(answered):
    result = answered(lambda a, b, luck: 30 * a * b + luck)
    level, beyond = picture(result).figure.axes
    assert [each.get_text() for each in level.get_xticklabels()] == ["0.2", "0.4", "0.8"]
    assert [each.get_text() for each in level.get_yticklabels()] == ["0", "0.5"]
    assert len(level.texts) == 6 + 1  # a number in each cell, and the caption
    clear = [each.get_text() for each in beyond.texts if each.get_fontweight() == "bold"]
    assert sorted(float(text.replace("\N{MINUS SIGN}", "-")) for text in clear) == [-3.0, 6.0]
    other = picture(answered(), ax=level).axes
    assert other is level


def test_a_large_grid_has_a_bar_in_place_of_numbers(answered):
    many = {ONE: {"low": 0.0, "high": 0.9, "points": 19}, OTHER: [0.0, 0.5]}
    result = answered(lambda a, b, luck: 30 * a * b + luck, levers=many)
    assert len(picture(result).figure.axes) == 4


def test_pictures_are_drawn_for_each_measure_in_both_languages(answered, tmp_path):
    result = answered(lambda a, b, luck: 30 * a * b + luck)
    for language in ("en", "zh-Hant"):
        with using_language(language):
            [file] = draw_all(result, tmp_path / language)
            assert file.name == "profit.png"
            assert file.stat().st_size > 10_000
            assert interactions(result, ["profit"], None).shape[0] == 2
