"""A policy taken apart: from runs in which every effect is known to the sentences about them."""

import numpy as np
import pytest
from by_hand import swept_by_hand

from tci_sim.analysis.ablation import effects
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.scenario.load import load, variant
from tci_sim.statistics.paired import holm
from tci_sim.views import study as shown
from tci_sim.views.ablation import interaction_text
from tci_sim.views.ablation_pictures import draw_all

WOBBLE = np.array([-0.1, 0.1, -0.2, 0.2])
MECHANISMS = {
    "review": ["listening"],
    "learning": ["learning"],
    "rest": ["culture", "improvement", "integration", "value"],
}


@pytest.fixture(scope="module")
def study(root):
    base = variant(load(root / "scenarios" / "baseline.yaml"), {"months": 12})
    return Study(
        question="What does it rest on?", base=base, design="ablation", between=["command_and_control", "tci"],
        mechanisms=MECHANISMS, replications=4, report=["satisfaction"], months="none",
    )  # fmt: skip


@pytest.fixture(scope="module")
def result(study):
    """Review brings 2, learning -1, the rest nothing; review and learning together 5 more."""
    table = np.zeros((8, 4))
    for number in range(8):
        review, learning = number & 1, number >> 1 & 1
        value = 60.0 + 2 * review - learning + 5 * review * learning
        table[number] = value + 3.0 * np.arange(4) + WOBBLE * (review + learning)
    return swept_by_hand(study, {"satisfaction": table})


def test_effects_are_those_that_were_put_in(result):
    frame = effects(result).set_index(["effect", "mechanism", "other"])["mean"]
    assert frame["alone", "review", ""] == pytest.approx(2.0)
    assert frame["as the last", "review", ""] == pytest.approx(7.0)
    assert frame["on average", "review", ""] == pytest.approx(4.5)
    assert frame["on average", "rest", ""] == pytest.approx(0.0)
    assert frame["all together", "", ""] == pytest.approx(6.0)
    assert frame["sum of each alone", "", ""] == pytest.approx(1.0)
    assert frame["beyond the sum", "", ""] == pytest.approx(5.0)
    assert frame["pair", "review", "learning"] == pytest.approx(5.0)
    assert frame["pair", "review", "rest"] == pytest.approx(0.0)


def test_shared_random_numbers_widens_no_interval(result):
    frame = effects(result)
    whole = frame[frame["effect"] == "all together"].iloc[0]
    # differences -.2, .2, -.4, .4 around 6: standard error .1826, t(3) = 3.182
    assert whole["high"] - whole["mean"] == pytest.approx(3.182 * 0.36515 / 2, rel=1e-3)


def test_p_values_are_corrected_over_the_pairs_of_all_measures(result, study):
    table = result.table("satisfaction")
    profit = table + WOBBLE[np.arange(8) % 4][:, None]
    two = swept_by_hand(
        study.replace(report=["satisfaction", "profit"]), {"satisfaction": table, "profit": profit}
    )
    frame = effects(two)
    pairs = frame[frame["effect"] == "pair"]
    assert len(pairs) == 2 * 3
    assert pairs["p_holm"].tolist() == holm(pairs["p_value"].tolist())
    assert frame.loc[frame["effect"] != "pair", "p_holm"].isna().all()


def test_the_sentences_say_what_is_more_than_the_sum(result):
    said = list(map(str, interaction_text(result, "satisfaction")))
    assert said[0].startswith("Together they change it by +6.0 points [")
    assert ", more than the sum of each alone, +1.0 points [" in said[0]
    assert "; the difference is +5.0 points [" in said[0]
    assert said[1] == "Pairs that add more together than separately: review with learning (+5.0 points)."
    assert said[2] == "No pair clearly adds less together than separately."


def test_the_table_has_a_row_a_mechanism(result):
    text = shown.as_table(result)
    assert text.startswith("What does it rest on?\n8 cases, 4 replications from seed 1; our firm.\n")
    rows = {line.split()[0]: line.split()[1] for line in text.splitlines() if "[" in line}
    assert (rows["review"], rows["learning"], rows["rest"]) == ("+2.0", "-1.0", "0.0")


def test_the_picture_is_drawn_the_same_each_time(result, tmp_path):
    one, other = (draw_all(result, tmp_path / name)[0].read_bytes() for name in ("a", "b"))
    assert len(one) > 10_000
    assert one == other


def test_two_policies_belong_to_an_ablation_alone(study):
    grid = Study(question="?", base=study.base, levers={"improvement.time": [0.1]}, report=["profit"])
    with pytest.raises(InputError):
        grid.replace(between=("tci", "tqm"))
