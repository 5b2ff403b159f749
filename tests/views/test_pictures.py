"""Pictures in both languages: no text covers another, every axis has a name, and a policy has one colour."""

import numpy as np
import pytest
from by_hand import made_by_hand, swept_by_hand
from pictured import cut, overlaps, texts

from tci_sim import run
from tci_sim.analysis.adoption import AdoptionData
from tci_sim.analysis.adoption_worlds import Adoption, Observed
from tci_sim.analysis.comparison import ComparisonData
from tci_sim.designs.study import Study
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.messages import LANGUAGES, using_language
from tci_sim.plots.style import figure_of
from tci_sim.scenario.load import load, variant
from tci_sim.statistics.evaluation import NEVER
from tci_sim.views import (
    ablation_pictures,
    adoption_pictures,
    comparison_pictures,
    review_pictures,
    run_pictures,
    sensitivity_pictures,
    sweep_pictures,
)
from tci_sim.views.policy_looks import OWN, SHIPPED, policies_of, policy_colours, policy_looks

WORDS_AND_UNITS = {"m", "bn", "k", "M"}
"""What may be a month, a million, or anything."""

POLICIES = ["command_and_control", "tci", "tqm"]


@pytest.fixture(scope="module")
def base(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), {"months": 24})


@pytest.fixture(scope="module")
def result(base):
    return run(variant(base, {"market.customers": 300, "burn_in": 6}))


@pytest.fixture(scope="module")
def comparison(base):
    measures = {kind: tuple(measure.name for measure in MEASURES[kind]) for kind in ("firm", "market")}
    draws = np.random.default_rng(7)
    values = {
        kind: draws.normal(1e5, 2e4, (3, 4, 24, len(names))) * np.array([1.0, 1.2, 0.9])[:, None, None, None]
        for kind, names in measures.items()
    }
    values["firm"][..., measures["firm"].index("share")] *= 1e-6
    questions = {name: variant(base, {"firms.ours.policy": name}) for name in POLICIES}
    prints = {name: ("a", "b", "c", "d") for name in POLICIES}
    focal = dict.fromkeys(POLICIES, "ours")
    return ComparisonData(questions, (1, 2, 3, 4), focal, measures, values, prints, (), {}, 200, {})


def study(base, **changes):
    given = {"question": "?", "base": base, "report": ["value_owners", "share"], "replications": 3}
    return Study(**{**given, **changes})


def swept(study):
    draws = np.random.default_rng(7)
    shape = (len(study.plan), study.replications)
    return swept_by_hand(
        study, {"value_owners": draws.normal(1e6, 1e6, shape), "share": draws.normal(0.2, 0.1, shape)}
    )


@pytest.fixture(scope="module")
def cases(base):
    return swept(
        study(base, levers={"firms.ours.policy": POLICIES, "policies.tci.improvement.time": [0.05, 0.1]})
    )


@pytest.fixture(scope="module")
def futures(base):
    return swept(
        study(
            base, design="latin_hypercube", size=9, levers={"firms.ours.policy": POLICIES},
            uncertainties={"world.choice": "plausible"},
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def ablated(base):
    groups = {"review": ["listening"], "rest": ["learning", "culture", "improvement", "integration", "value"]}
    return swept(
        study(
            base, design="ablation", between=["command_and_control", "tci"], mechanisms=groups, months="none"
        )
    )


def explained(base, design):
    return swept(
        study(
            base, design=design, size=4, levers={"firms.ours.policy": POLICIES[:2]}, months="none",
            uncertainties={"world.choice": "plausible", "market.attributes": "plausible"},
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def adopted(base):
    asked = Adoption(base, "tqm", "value_owners", 2, (12,), "lowest", "profit", False, 6, 3, 1)
    when = np.array([12, 12, *[NEVER] * 4])
    draws = np.random.default_rng(7).normal(1e5, 2e4, (3, 4, 6, 24))
    studies = (Observed(1, ("a",) * 6, when, each[:2], each[0], each[2], each[3]) for each in draws)
    return AdoptionData(asked, tuple(studies), (), {"key": ""})


@pytest.fixture(scope="module")
def figures(base, result, comparison, cases, futures, ablated, adopted):
    """Every kind of picture, drawn when it is asked for."""
    sobol, morris = (explained(base, design) for design in ("sobol", "morris"))
    return {
        "overview": lambda: run_pictures.draw_overview(result),
        "culture": lambda: run_pictures.picture(result, "culture").figure,
        "profit": lambda: run_pictures.picture(result, "profit").figure,
        "network": lambda: figure_of(run_pictures.draw_network(result)),
        "comparison": lambda: comparison_pictures.picture(comparison, "value_owners").figure,
        "shares": lambda: comparison_pictures.picture(comparison, "share").figure,
        "review": lambda: review_pictures.draw(result, "ours"),
        "cases": lambda: sweep_pictures.picture(cases, "value_owners").figure,
        "futures": lambda: sweep_pictures.picture(futures, "share").figure,
        "ablation": lambda: figure_of(ablation_pictures.draw(ablated, "value_owners")),
        "adopted": lambda: adoption_pictures.picture(adopted).figure,
        "adopted by year": lambda: adoption_pictures.picture(adopted, "years").figure,
        "variance": lambda: figure_of(sensitivity_pictures.plot_bars(sobol, "value_owners")),
        "effects": lambda: figure_of(sensitivity_pictures.plot_bars(morris, "value_owners")),
        "settling": lambda: figure_of(sensitivity_pictures.plot_convergence(morris, "share")),
        "heat": lambda: figure_of(sensitivity_pictures.plot_heat_map(sobol)),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_covers_another_or_leaves_the_picture_and_every_axis_has_a_name(figures, language):
    with using_language(language):
        for name, draw in figures.items():
            figure = draw()
            assert overlaps(figure) == [], name
            assert cut(figure) == [], name
            if name != "network":
                for ax in figure.axes:
                    assert ax.get_xlabel(), name
                    assert ax.get_ylabel(), name
            said = [text.get_text() for text, _ in texts(figure)]
            assert not [text for text in said if WORDS_AND_UNITS & set(text.replace("(", " ").split())], name
            assert not [text for text in said if "{" in text], name


def test_in_chinese_no_picture_has_english_of_ours(figures, base):
    allowed = {"Student t", "Sobol", "PDCA", "mu*", "tci_sim", "ISO 9000", "TCI", "supplier"}
    with using_language("zh-Hant"):
        for name, draw in figures.items():
            for text, _ in texts(draw()):
                said = text.get_text().replace("\n", "")
                for each in (*allowed, str(base.headline), "rest"):
                    said = said.replace(each, "")
                latin = [word for word in said.split() if word.isascii() and word.isalpha() and len(word) > 1]
                assert latin == [], (name, text.get_text())


def test_differences_of_shares_are_percentage_points(comparison, futures):
    for picture in (
        comparison_pictures.picture(comparison, "share"),
        sweep_pictures.picture(futures, "share"),
    ):
        assert "(percentage points)" in " ".join(picture.axes.get_ylabel().split())


def test_a_caption_says_what_is_averaged_over_what(comparison, cases, result):
    def said(figure):
        return " ".join(" ".join(text.get_text().split()) for text, _ in texts(figure))

    compared = said(comparison_pictures.picture(comparison, "profit").figure)
    assert "Total since the policies changed, over 2 years; mean of 4 paired differences." in compared
    assert "95 % interval of the mean (Student t)" in compared
    swept = said(sweep_pictures.picture(cases, "share").figure)
    assert "mean of 3 paired differences with its 95 % interval (Student t)" in swept
    assert "Mean of the last 12 months of 2 years." in swept
    assert "One run (seed 1) of 2 years" in said(run_pictures.picture(result).figure)


# --- colours ----------------------------------------------------------------------------------------------


def colour_of(ax, label):
    [line] = [line for line in ax.get_lines() if line.get_label().split(" (")[0] == label]
    return line.get_color()


def test_a_policy_has_one_colour_in_a_run_a_comparison_and_a_study(result, comparison, futures, cases):
    tci = {
        "run": colour_of(run_pictures.picture(result).axes, "our firm"),
        "comparison": colour_of(comparison_pictures.picture(comparison).axes, "total customer integration"),
        "futures": colour_of(sweep_pictures.picture(futures).axes, "total customer integration"),
    }
    assert set(tci.values()) == {SHIPPED["tci"]}
    [lines, *_] = sweep_pictures.picture(cases).axes.collections
    assert {SHIPPED["tci"], SHIPPED["tqm"]} <= {
        "#{:02X}{:02X}{:02X}".format(*(round(255 * part) for part in colour[:3]))
        for colour in lines.get_colors()
    }
    key = [text for text in review_pictures.draw(result, "ours").texts if text.get_text() == "■ our firm"]
    assert [text.get_color() for text in key] == [SHIPPED["tci"]]


def test_every_policy_of_the_library_has_a_colour_of_its_own(base):
    colours = policy_colours(policies_of([base]))
    assert len(set(colours.values())) == len(colours) > 5
    assert len({*SHIPPED.values(), *OWN}) == len(SHIPPED) + len(OWN)


def test_policies_of_a_user_have_colours_that_no_other_has_in_the_order_in_which_they_appear():
    own = [f"mine {k}" for k in range(40)]
    colours = policy_colours(["tci", *own, "tqm"])
    assert [colours[name] for name in own[: len(OWN)]] == list(OWN)
    assert len(set(colours.values())) == 42
    assert policy_colours([*own, "tci"])["mine 3"] == colours["mine 3"]


def test_lines_of_one_policy_differ_in_their_dashes():
    looks = policy_looks({"a": "tci", "b": "tci", "c": "tqm"}, [])
    assert looks["a"].colour == looks["b"].colour != looks["c"].colour
    assert looks["a"].dashes != looks["b"].dashes


# --- firms without customers ------------------------------------------------------------------------------


def test_a_firm_without_customers_is_not_ranked_and_named_in_a_note(base):
    emptied = made_by_hand(base)
    firms, measures = emptied.holders["firm"], emptied.measures["firm"]
    values = {kind: array.copy() for kind, array in emptied.values.items()}
    best = firms.index("centre")
    values["firm"][:, best, measures.index("customers")] = 0.0
    values["firm"][:, best, measures.index("profit")] = 1e9
    lost = type(emptied)(
        base, 1, emptied.network, emptied.holders, emptied.measures, values, dict(emptied.provenance)
    )
    picture = run_pictures.picture(lost, "profit")
    assert "centre" not in picture.title
    note = " ".join(" ".join(text.get_text().split()) for text, _ in texts(picture.figure))
    assert "Not ranked, as they had no customers in the last year: centre." in note
    assert "centre" in {line.get_label() for line in picture.axes.get_lines()}


# --- files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_is_a_png_and_an_svg_and_the_same_bytes_each_time(comparison, cases, tmp_path, language):
    with using_language(language):
        for folder in ("a", "b"):
            comparison_pictures.draw_all(comparison, tmp_path / folder)
            sweep_pictures.draw_all(cases, tmp_path / folder)
    first, second = (sorted((tmp_path / folder).iterdir()) for folder in "ab")
    assert {path.suffix for path in first} == {".png", ".svg"}
    assert {path.stem for path in first if path.suffix == ".svg"} == {
        path.stem for path in first if path.suffix == ".png"
    }
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert all(b"<dc:date>" not in path.read_bytes() for path in first)


def test_a_picture_is_in_the_language_in_which_it_is_drawn(comparison):
    panel = comparison_pictures.panel(comparison, "profit")
    with using_language("zh-Hant"):
        assert panel.title.text() == "稅後淨利：與「命令與控制」的差異"
        assert comparison_pictures.picture(comparison, "profit").title == "稅後淨利：與「命令與控制」的差異"
    assert (
        comparison_pictures.picture(comparison, "profit").title
        == "Profit: difference from command and control"
    )
