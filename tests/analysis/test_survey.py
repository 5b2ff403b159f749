"""A survey of a simulated market, or answers of one's own: who is asked, the index, the paths and what is said."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

import tci_sim
from tci_sim.analysis.ecsi import PATHS, fit_ecsi
from tci_sim.cli import main
from tci_sim.errors import InputError
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation

SMALL = {"market.customers": 1_500, "months": 4, "burn_in": 6}


@pytest.fixture(scope="module")
def scenario(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), SMALL)


@pytest.fixture(scope="module")
def found(scenario):
    return tci_sim.survey(scenario, 3, respondents=800, resamples=40, threads=1)


def answers_of(found):
    return found.respondents.filter(regex=r"_\d$")


def test_there_is_a_row_for_each_respondent_and_a_column_for_each_question(found):
    assert len(found.respondents) == found.respondents["customer"].nunique() == 800
    assert answers_of(found).shape == (800, 6 * 3)
    assert answers_of(found).to_numpy().min() >= 0.0
    assert answers_of(found).to_numpy().max() <= 100.0
    assert set(found.respondents["firm"]) == {"ours", "north", "south", "east", "west", "centre"}


def test_paths_are_those_that_the_calibration_fits_to_the_same_answers(found):
    fitted = fit_ecsi(found.respondents)
    for row in found.paths[found.paths["quantity"] == "path"].to_dict("records"):
        assert row["value"] == pytest.approx(fitted[f"{row['source']} -> {row['target']}"])
        assert row["low"] < row["value"] < row["high"]


def test_importance_is_the_total_effect_and_the_most_important_comes_first(found):
    effects = found.paths[
        (found.paths["quantity"] == "total effect") & (found.paths["target"] == "satisfaction")
    ]
    by_construct = effects.set_index("source")["value"]
    shown = found.importance.set_index("construct")
    assert shown["importance"].to_dict() == by_construct.to_dict()
    assert shown["importance"].is_monotonic_decreasing
    assert set(shown.index) == {"image", "expectation", "quality", "value"}


def test_the_index_lies_within_the_answers_and_is_given_for_each_firm(found):
    items = found.respondents.filter(like="satisfaction_")
    assert items.mean().min() <= found.index["index"].iloc[0] <= items.mean().max()
    assert found.index["respondents"].iloc[1:].sum() == found.index["respondents"].iloc[0] == 800
    assert (found.index["low"] < found.index["high"]).all()


def test_customers_are_asked_at_the_end_of_the_month_and_of_the_firm_that_is_named(scenario):
    found = tci_sim.survey(scenario, 3, month=1, firm="north", respondents=50, resamples=5, threads=1)
    simulation = Simulation(scenario, seed=3, threads=1)
    simulation.step(scenario.burn_in + 2)
    customers = simulation.state.customers
    who = found.respondents["customer"].to_numpy()
    assert (found.respondents["felt"].to_numpy() == customers.satisfaction[who]).all()
    assert set(customers.firm[who]) == {simulation.network.selling_firms.index("north")}


def test_a_firm_that_asks_gets_fewer_answers_and_kinder_ones(scenario):
    kind = variant(
        scenario,
        {"world.asking.extremes_answer": 0.0, "policies.tci.listening.survey.third_party": 0.0,
         "world.voices.courtesy_face_to_face": 8.0},
    )  # fmt: skip
    every = tci_sim.survey(kind, 3, firm="ours", respondents=1_500, resamples=5, threads=1)
    heard = tci_sim.survey(kind, 3, sample="firm", respondents=1_500, resamples=5, threads=1)
    assert set(heard.respondents["firm"]) == {"ours"}
    share = len(heard.respondents) / len(every.respondents)
    assert 0.1 < share < 0.45  # the rate is .25
    both = every.respondents.merge(heard.respondents, on="customer", suffixes=("", "_heard"))
    low = both[both["satisfaction_1"].between(5.0, 90.0)]
    assert (low["satisfaction_1_heard"] - low["satisfaction_1"]).to_numpy() == pytest.approx(8.0)


def test_of_too_few_respondents_nothing_is_fitted_and_the_reason_is_given(scenario):
    few = tci_sim.survey(scenario, 3, respondents=20, threads=1)
    assert few.paths.empty
    assert few.importance.empty
    assert few.index["index"].iloc[0] == pytest.approx(
        few.respondents.filter(like="satisfaction_").to_numpy().mean()
    )
    assert "Intervals need at least 30 respondents, not 20" in few.to_text()
    assert "未估計路徑" in few.to_text(lang="zh-Hant")
    with pytest.raises(InputError, match="at least 30 respondents"):
        few.plot()


def test_answers_of_ones_own_on_another_scale_give_the_same_fit(found, tmp_path):
    own = answers_of(found) * 0.09 + 1.0  # from 1 to 10
    own.to_csv(tmp_path / "own.csv", index=False)
    again = tci_sim.fit_paths(tmp_path / "own.csv", scale=(1, 10), resamples=40)
    assert again.paths["value"].to_numpy() == pytest.approx(found.paths["value"].to_numpy())
    assert again.index["index"].iloc[0] == pytest.approx(found.index["index"].iloc[0])
    assert again.index["firm"].tolist() == ["all"]


def test_all_that_is_wrong_with_answers_is_told_at_once(found, tmp_path):
    wrong = answers_of(found).drop(columns=["value_1", "value_2", "value_3"])
    with pytest.raises(InputError, match="no column about value: name its questions value_1"):
        tci_sim.fit_paths(wrong)
    gaps = answers_of(found).astype(object)
    gaps.loc[0, "image_1"] = "often"
    gaps.loc[1, "value_2"] = 101
    with pytest.raises(InputError) as error:
        tci_sim.fit_paths(gaps)
    assert [line.split(":")[0] for line in error.value.faults] == ["image_1", "value_2"]
    with pytest.raises(InputError, match="must be a pandas DataFrame"):
        tci_sim.fit_paths(3)
    with pytest.raises(InputError, match="Paths form a cycle"):
        tci_sim.fit_paths(answers_of(found), paths=[*PATHS, ("loyalty", "image")])
    (tmp_path / "twice.csv").write_text("image_1,image_1\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="each its own; see image_1"):
        tci_sim.fit_paths(tmp_path / "twice.csv")
    with pytest.raises(InputError, match="the lowest and the highest answer"):
        tci_sim.fit_paths(answers_of(found), scale=(10, 1))


def test_a_wrong_firm_month_or_sample_is_refused_before_anything_runs(scenario, monkeypatch):
    monkeypatch.setattr(Simulation, "step", lambda *_: pytest.fail("it ran"))
    for wrong, said in (
        ({"firm": "nort"}, "Did you mean 'north'"),
        ({"month": 4}, "month = 4: must be at most 3"),
        ({"sample": "firms"}, "Did you mean 'firm'"),
        ({"items": 11}, "items = 11: must be at most 10"),
    ):
        with pytest.raises(InputError, match=said):
            tci_sim.survey(scenario, **wrong)


def test_it_is_kept_complete_and_can_be_read_again(found, tmp_path):
    folder = found.save(tmp_path)
    assert {path.name for path in folder.iterdir()} == {
        "respondents.csv", "index.csv", "paths.csv", "importance.csv", "survey.json", "importance.png",
        "importance.svg",
    }  # fmt: skip
    kept = pd.read_csv(folder / "respondents.csv")
    assert np.array_equal(kept["image_1"], found.respondents["image_1"])
    assert tci_sim.fit_paths(folder / "respondents.csv", resamples=40).paths.equals(found.paths)
    assert found.save(tmp_path) == folder


def test_the_command_prints_its_shape_and_reads_a_file(root, found, tmp_path, capsys):
    shape = YAML(typ="safe").load(files("tci_sim.views").joinpath("survey.schema.yaml").read_text("utf-8"))
    given = [f"--set={path}={value}" for path, value in SMALL.items()]
    file = str(root / "scenarios" / "baseline.yaml")
    assert main(["survey", file, *given, "--seed", "3", "--respondents", "800", "--resamples", "40",
                 "--format", "json", "--threads", "1"]) == 0  # fmt: skip
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, shape)
    assert told["index"][0]["index"] == found.index["index"].iloc[0]
    answers_of(found).to_csv(tmp_path / "own.csv", index=False)
    assert main(["survey", str(tmp_path / "own.csv"), "--format", "json", "--resamples", "40"]) == 0
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, shape)
    assert told["sample"] is None
    assert main(["survey", str(tmp_path / "own.csv"), "--month", "2", "--sector", "bank"]) == 2
    assert capsys.readouterr().err.count("has no effect on answers from a file") == 2
