"""What evaluations find of a policy that some firms adopt: its parts, its worlds, and biases of a known sign."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML

import tci_sim
from tci_sim.analysis.adoption import AdoptionData, evaluate_adoption
from tci_sim.analysis.adoption_worlds import Adoption, Observed, who_adopts
from tci_sim.cli import main
from tci_sim.errors import InputError, RunError
from tci_sim.messages import LANGUAGES, using_language
from tci_sim.render.text import as_text
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.evaluation import NEVER
from tci_sim.views.adoption_text import FORMATS, table_parts

WHEN: dict[str, Any] = {"months": (12, 24), "after": 24}


@pytest.fixture(scope="module")
def market() -> Scenario:
    """Sixteen firms, with few of their customers simulated, which start alike."""
    return variant(load("sixteen_firms"), {"market.simulated": 640, "burn_in": 24, "months": 48})


@pytest.fixture(scope="module")
def small() -> Scenario:
    """A market of two firms, for firms that each have one of their own."""
    changes: dict[str, Any] = {f"firms.{name}": None for name in ("south", "east", "west", "centre")}
    changes |= {"firms.ours.policy": "common", "firms.north.policy": "common", "market.customers": 2_000}
    return variant(load("baseline"), {**changes, "market.simulated": 200, "burn_in": 24, "months": 48})


def evaluated(scenario: Scenario, chosen: str, **asked: Any) -> AdoptionData:
    return evaluate_adoption(scenario, "tqm", measure="satisfaction", chosen=chosen, **{**WHEN, **asked})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def by_lot(market: Scenario) -> AdoptionData:
    return evaluated(market, "random", replications=4)


@pytest.fixture(scope="module")
def after_a_bad_year(market: Scenario) -> AdoptionData:
    return evaluated(market, "lowest", replications=4)


@pytest.fixture(scope="module")
def apart(small: Scenario) -> AdoptionData:
    return evaluated(small, "random", replications=4, apart=True, firms=12)


def row(found: AdoptionData, estimator: str) -> dict[str, Any]:
    [one] = found.to_frame().query("estimator == @estimator").to_dict("records")
    return {str(name): value for name, value in one.items()}


# --- what is found -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("world", ["by_lot", "after_a_bad_year", "apart"])
def test_a_bias_is_the_sum_of_its_parts(world: str, request: pytest.FixtureRequest) -> None:
    found: AdoptionData = request.getfixturevalue(world)
    for each in found.findings:
        assert each.parts.sum(axis=1) == pytest.approx(each.bias), each.estimator
        assert np.abs(each.bias).max() > 0.0


@pytest.mark.parametrize("estimator", ["event_study", "not_yet", "matched"])
@pytest.mark.parametrize("world", ["by_lot", "apart"])
def test_where_firms_are_drawn_by_lot_estimators_with_clean_controls_find_the_truth(
    world: str, estimator: str, request: pytest.FixtureRequest
) -> None:
    found = row(request.getfixturevalue(world), estimator)
    assert found["bias_low"] < 0.0 < found["bias_high"]
    assert found["low"] <= found["truth"] <= found["high"]
    assert found["holds"] >= 3
    assert found["truth"] > 2.0


def test_firms_that_adopt_after_a_bad_year_get_better_by_themselves(after_a_bad_year: AdoptionData) -> None:
    for estimator in ("before_after", "event_study", "not_yet"):
        assert row(after_a_bad_year, estimator)["bias_low"] > 0.0
        assert row(after_a_bad_year, estimator)["selection"] > 0.5


@pytest.mark.slow
def test_firms_that_adopt_after_a_good_year_get_worse_by_themselves(market: Scenario) -> None:
    found = row(evaluated(market, "highest", replications=4), "not_yet")
    assert found["bias_high"] < 0.0
    assert found["selection"] < -0.5


def test_matching_by_the_year_before_takes_out_most_of_that(after_a_bad_year: AdoptionData) -> None:
    assert row(after_a_bad_year, "matched")["selection"] < 0.5 * row(after_a_bad_year, "not_yet")["selection"]


def test_an_event_study_shows_a_dip_before_firms_adopt_after_a_bad_year(
    by_lot: AdoptionData, after_a_bad_year: AdoptionData
) -> None:
    dips = [each.by_year().set_index("year").loc[-2] for each in (by_lot, after_a_bad_year)]
    assert dips[1]["low"] > 0.0 > dips[0]["low"]


def test_two_way_fixed_effects_weigh_effects_that_grow_too_little(by_lot: AdoptionData) -> None:
    assert row(by_lot, "two_way")["timing"] < -0.2
    assert row(by_lot, "not_yet")["timing"] == pytest.approx(0.0, abs=1e-9)
    truth = by_lot.by_year().set_index("year")["truth"]
    assert truth[0] < truth[1] < truth[2]


def test_where_firms_do_not_meet_nothing_spills_over(apart: AdoptionData) -> None:
    assert float(apart.on_others.mean) == 0.0
    assert set(apart.to_frame()["spill_over"]) == {0.0}


def test_what_controls_lose_to_adopters_is_taken_for_an_effect(by_lot: AdoptionData) -> None:
    study = by_lot.studies[0]
    won = np.where(np.arange(48) >= study.adopted[:, None], 2.0, 0.0)
    lost = np.where((np.arange(48) >= 12) & (study.adopted[:, None] == NEVER), -1.0, 0.0)
    alike = np.random.default_rng(1).normal(size=(16, 1)) * np.ones(48)
    drawn = study._replace(outcomes=alike + won + lost, without=alike + lost, nobody=alike.copy())
    found = AdoptionData(by_lot.asked, (drawn,), (), by_lot.provenance)
    assert float(found.on_others.mean) == pytest.approx(-1.0)
    assert row(found, "before_after")["bias"] == pytest.approx(0.0, abs=1e-9)
    assert row(found, "matched")["estimate"] == pytest.approx(2.0 + row(found, "matched")["spill_over"])
    assert 0.3 < row(found, "matched")["spill_over"] < 1.0  # less for those who adopt when others have


# --- the worlds -------------------------------------------------------------------------------------------


def satisfaction(scenario: Scenario, seed: int) -> dict[str, list[float]]:
    frame = tci_sim.run(scenario, seed).to_frame("satisfaction")
    return {str(name): part["value"].tolist() for name, part in frame.groupby("holder") if name != "market"}


def with_changes(market: Scenario, study: Observed, without: str = "") -> Scenario:
    changes = [
        {"month": month, "kind": "policy_change", "target": firm, "policy": "tqm"}
        for firm, month in zip(study.units, study.adopted.tolist(), strict=True)
        if month != NEVER and firm != without
    ]
    return variant(market, {"shocks": changes})


def test_each_world_is_a_run_of_its_own_to_the_last_bit(
    market: Scenario, after_a_bad_year: AdoptionData
) -> None:
    study = after_a_bad_year.studies[1]
    assert study.seed == 2
    everybody, nobody = (satisfaction(each, 2) for each in (with_changes(market, study), market))
    one = study.units[int(np.flatnonzero(study.adopted == 24)[0])]
    without = satisfaction(with_changes(market, study, one), 2)
    for place, firm in enumerate(study.units):
        assert study.outcomes[place].tolist() == everybody[firm]
        assert study.nobody[place].tolist() == nobody[firm]
    place = study.units.index(one)
    assert study.without[place].tolist() == without[one] != everybody[one]
    assert study.without[place, :24].tolist() == everybody[one][:24]


def test_those_who_adopt_after_a_bad_year_had_the_lowest_mean_of_those_left(
    after_a_bad_year: AdoptionData,
) -> None:
    for study in after_a_bad_year.studies:
        for month in (12, 24):
            mean = study.outcomes[:, month - 12 : month].mean(axis=1)
            assert np.count_nonzero(study.adopted == month) == 4
            assert mean[study.adopted == month].max() < mean[study.adopted > month].min()


def test_more_adopt_in_the_first_months_where_they_cannot_be_divided(market: Scenario) -> None:
    asked = Adoption(market, "tqm", "share", 5, (12, 24), "highest", "share", False, 8, 1, 1)
    adopted = who_adopts(asked, lambda month, _: np.arange(8.0) * (1 if month == 12 else -1), 1)
    assert adopted.tolist() == [24, 24, NEVER, NEVER, NEVER, 12, 12, 12]


def test_firms_are_matched_by_the_measure_and_their_size_and_not_by_what_they_are_chosen_by(
    market: Scenario,
) -> None:
    asked = Adoption(market, "tqm", "customers", 5, (12,), "highest", "profit", False, 8, 1, 1)
    assert (asked.measures, asked.traits) == (("customers", "profit"), [0])
    other = replace(asked, measure="share")
    assert [other.measures[place] for place in other.traits] == ["share", "customers"]


def test_lots_fall_otherwise_in_each_study_and_the_same_again(by_lot: AdoptionData, market: Scenario) -> None:
    drawn = [tuple(study.adopted.tolist()) for study in by_lot.studies]
    assert len(set(drawn)) == 4
    again = evaluated(market, "random", replications=1, seed=2)
    assert tuple(again.studies[0].adopted.tolist()) == drawn[1]
    assert (again.studies[0].without == by_lot.studies[1].without).all()


def test_a_firm_that_was_not_there_all_the_time_is_left_out(by_lot: AdoptionData) -> None:
    study = by_lot.studies[0]
    gone = study.outcomes.copy()
    gone[3, 40:] = np.nan
    from tci_sim.analysis.adoption import _complete

    kept = _complete(study._replace(outcomes=gone))
    assert isinstance(kept, Observed)
    assert kept.units == study.units[:3] + study.units[4:]
    nobody = _complete(study._replace(outcomes=np.full_like(gone, np.nan)))
    assert not isinstance(nobody, Observed)
    assert "was on the market all the time" in nobody.error


def test_a_run_that_fails_is_said_and_none_left_is_an_error(market: Scenario) -> None:
    from tci_sim.analysis import adoption_worlds
    from tci_sim.runs.run_output import failed_output

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adoption_worlds, "_run", lambda *_: [failed_output(0, 0, "no money left.")])
        with pytest.raises(RunError, match="no money left"):
            evaluated(market, "random", replications=2)


# --- what is said -----------------------------------------------------------------------------------------


def test_the_panel_gives_any_other_estimator_what_it_needs(by_lot: AdoptionData) -> None:
    panel = by_lot.panel()
    assert len(panel) == 4 * 16 * 48
    treated = panel[panel["treated"]]
    by_study = (treated["outcome"] - treated["without"]).groupby(treated["seed"]).mean()
    assert by_study.to_numpy() == pytest.approx(by_lot.truth)
    assert (panel["treated"] == (panel["month"] >= panel["adopted"].fillna(NEVER))).all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_both_languages(by_lot: AdoptionData, language: str) -> None:
    with using_language(language):  # type: ignore[arg-type]
        text = as_text(table_parts(by_lot))
    assert "{" not in text
    assert ("matched pairs" in text, "配對比較" in text) == (language == "en", language != "en")
    assert FORMATS["markdown"](by_lot).count("| --: |") >= 1


def test_json_has_the_shape_that_is_documented_and_one_study_has_no_interval(
    market: Scenario, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    line = (
        "adoption sixteen_firms --policy tqm --measure share --replications 1 --adopters 2 -q --format json"
    )
    small = (
        "--set burn_in=6 --set market.simulated=320 --months 12,15 --after 12 --chosen highest --by profit"
    )
    assert main([*line.split(), *small.split(), "--out", str(tmp_path)]) == 0
    answered = json.loads(capsys.readouterr().out)
    shape = YAML(typ="safe", pure=True).load(
        files("tci_sim.views").joinpath("adoption.schema.yaml").read_text("utf-8")
    )
    jsonschema.Draft202012Validator.check_schema(shape)
    jsonschema.validate(answered, shape)
    assert (answered["end"], answered["by"], answered["months"]) == (27, "profit", [12, 15])
    assert answered["truth"]["low"] is None
    assert sorted(each.name for each in tmp_path.glob("*/*.png")) == ["estimates.png", "years.png"]


def test_everything_wrong_is_said_at_once_before_anything_is_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = "--policy tqn --measure satisfation --chosen worst --adopters 16 --after 60"
    line = ["adoption", "sixteen_firms", *wrong.split()]
    assert main(line) == 2
    said = capsys.readouterr().err
    for each in ("tqm", "satisfaction", "chosen = 'worst': must be random, lowest or highest.", "at most 15"):
        assert each in said
    assert len(said.splitlines()) == 4
    assert main(["--lang", "zh-Hant", *line]) == 2
    assert "must be" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"months": (36, 24)}, "must rise"),
        ({"months": (6,)}, "months.0 = 6: must be at least 12"),
        ({"months": (24, 48), "after": 60}, "set months=108"),
        ({"firms": 20}, "only where each firm has a market of its own"),
        ({"apart": True, "firms": 2}, "must be at least 3"),
    ],
)
def test_what_cannot_be_evaluated_is_said(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        evaluate_adoption("sixteen_firms", "tqm", **asked)


def test_too_few_firms_and_a_measure_without_meaning_are_refused(small: Scenario) -> None:
    with pytest.raises(InputError, match="Try sixteen_firms"):
        evaluate_adoption(small, "tqm")
    captive = variant(load("sixteen_firms"), {"market.captive": True})
    with pytest.raises(InputError, match="customers cannot leave"):
        evaluate_adoption(captive, "tqm", measure="retention")


# --- an experiment ----------------------------------------------------------------------------------------


def test_in_a_field_experiment_better_practices_raise_productivity_and_it_is_found() -> None:
    small = {"market.simulated": 320, "burn_in": 24, "months": 48}
    world = variant(load("field_experiment"), small)
    asked: dict[str, Any] = {"measure": "productivity", "months": (12,), "after": 24, "replications": 2}
    found = evaluate_adoption(world, "consulted", **asked)
    assert found.truth.min() > 0.0
    assert row(found, "not_yet")["holds"] == 2
    idle = variant(world, {"world.improving.defect_waste": 0.0})
    without = evaluate_adoption(idle, "consulted", **asked)
    assert without.truth.max() < found.truth.min()  # where defects waste nothing, time is all that it takes
