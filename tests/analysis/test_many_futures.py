"""Decisions over many futures: what is best, where one fails, what is worth knowing; figures made by hand."""

import json
import re

import jsonschema
import numpy as np
import pytest
from by_hand import swept_by_hand
from ruamel.yaml import YAML
from scipy.special import ndtri

import tci_sim
from tci_sim.cli import main
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.messages import using_language
from tci_sim.scenario.load import load, variant
from tci_sim.views import discover as of_failures
from tci_sim.views import futures as of_futures
from tci_sim.views import information as of_information

VIEWS = {"futures": of_futures, "discover": of_failures, "information": of_information}
OURS = "firms.ours.share"


@pytest.fixture(scope="module")
def base(root):
    return variant(
        load(root / "scenarios" / "baseline.yaml"), {"market.customers": 300, "months": 6, "burn_in": 2}
    )


@pytest.fixture(scope="module")
def made(base):
    """A way to make a study by its parts."""
    usual = {
        "question": "Which?", "base": base, "design": "latin_hypercube", "size": 400, "replications": 1,
        "levers": {"firms.ours.policy": ["tqm", "tci"]}, "report": ["value_owners"], "months": "none",
        "uncertainties": {"world.choice": "plausible", OURS: {"low": 0.1, "high": 0.2}},
    }  # fmt: skip
    return lambda **parts: Study(**{**usual, **parts})


@pytest.fixture(scope="module")
def study(made):
    return made()


def swept(study, *values, measure="value_owners"):
    """Make the result of a study from the value of each alternative in each future, (future,) or (future, run)."""
    table = np.stack([np.atleast_2d(np.asarray(each, float).T).T for each in values], axis=1)
    return swept_by_hand(study, {measure: table.reshape(-1, table.shape[2])})


def place_of(study, path):
    """Return where in its range an uncertainty is drawn, (future,)."""
    drawn = [
        path for path in (*study.plan.levers, *study.plan.uncertainties) if path not in study.plan.choices
    ]
    return study.plan.points[:, drawn.index(path)]


def planted(study, seed=1):
    """Return a lead that is below zero where a share is high and the purchase rate is low, and mostly only there."""
    draws = np.random.default_rng(seed)
    there = (place_of(study, OURS) > 0.6) & (place_of(study, "world.choice.purchase_rate") < 0.5)
    failed = draws.random(len(there)) < np.where(there, 0.95, 0.02)
    return np.where(failed, -1.0, 1.0) * draws.random(len(there)), failed, there


# --- which is best ------------------------------------------------------------------------------------------


def test_the_best_by_each_criterion_is_said_and_whether_that_is_sure(study):
    draws = np.random.default_rng(1)
    luck = draws.normal(size=400)
    found = tci_sim.futures(swept(study, luck, luck + 1.0), threshold=-9.0)
    assert found.best("mean") == found.best("worst_decile") == (1,)
    assert found.as_good("mean") == ()
    assert found.best("share_reached") == (0, 1)
    assert found.dominated == ((1,), ())
    text = found.to_text()
    assert "Best on average is total customer integration" in text
    assert "and surely so" in text
    assert "Total quality management is dominated: total customer integration does no worse" in text


def test_what_may_be_as_good_is_named(study):
    draws = np.random.default_rng(2)
    found = tci_sim.futures(swept(study, draws.normal(size=400), draws.normal(size=400)))
    assert len(found.as_good("mean")) == 1
    assert "may be as good" in found.to_text()
    assert "No alternative is dominated" in found.to_text()


def test_a_threshold_that_nobody_reaches_is_an_answer(study):
    found = tci_sim.futures(swept(study, np.arange(400.0), np.arange(400.0) - 3.0), threshold=1e6)
    assert found.standings["share_reached"].value.tolist() == [0.0, 0.0]
    assert "No alternative reaches 1.00 million currency units in any of these futures." in found.to_text()


def test_what_is_ranked_is_a_measure_of_which_more_is_better(made):
    found = swept(made(report=["complaints"]), np.arange(400.0), np.ones(400), measure="complaints")
    for ask, given in ((tci_sim.futures, ()), (tci_sim.discover, ("tci",)), (tci_sim.information, ())):
        with pytest.raises(InputError, match=r"^complaints: less of it is better"):
            ask(found, *given)


def test_futures_that_lack_the_measure_are_left_out_and_counted(study):
    first = np.arange(400.0)
    first[:7] = np.nan
    found = tci_sim.futures(swept(study, first, np.ones(400)))
    assert (found.outcomes.dropped, len(found.outcomes.worlds)) == (7, 393)
    assert "7 futures were left out because some run of them lacks the measure." in found.to_text()
    assert found.standings["mean"].value[0] == pytest.approx(np.mean(np.arange(7.0, 400.0)))


def test_only_one_world_of_each_base_point_of_sobol_counts(made):
    pytest.importorskip("SALib")
    study = made(
        design="sobol", size=32, uncertainties={OURS: {"low": 0.1, "high": 0.2}, "market.friends": [2, 8]}
    )
    worlds = len(study.plan) // 2
    found = tci_sim.futures(swept(study, np.arange(float(worlds)), np.zeros(worlds)))
    assert len(found.outcomes.worlds) == 32 < worlds
    assert np.ptp(np.diff(found.outcomes.worlds)) <= 2


# --- where it fails -----------------------------------------------------------------------------------------


def test_a_planted_box_is_found_with_its_bounds_and_said_in_a_sentence(study):
    lead, failed, there = planted(study)
    found = tci_sim.discover(swept(study, np.zeros(400), lead), "tci", against="tqm")
    assert found.found.found
    box = found.to_frame().dropna(subset=["low", "high"], how="all").set_index("input")
    assert sorted(box.index) == [OURS, "world.choice.purchase_rate"]
    assert box.loc[OURS, "low"] == pytest.approx(0.16, abs=0.005)
    assert found.found.box.density == pytest.approx(failed[there].mean(), abs=0.05)
    assert found.found.box.coverage == pytest.approx(there[failed].mean(), abs=0.05)
    said = found.to_text()
    assert re.search(r"our firm: share at the start is above 1[56]\.?\d* %", said)
    assert "purchase rate is at most" in said


def test_who_is_held_to_nobody_is_held_to_the_best_of_the_others(made):
    study = made(levers={"firms.ours.policy": ["tqm", "tci", "iso9000"]})
    up = np.arange(400.0)
    found = tci_sim.discover(swept(study, up, np.full(400, 200.0), 399.0 - up), "tci")
    assert found.lead.tolist() == (200.0 - np.maximum(up, 399.0 - up)).tolist()
    assert found.failed.sum() == np.count_nonzero(np.maximum(up, 399.0 - up) > 200.0)


def test_noise_has_no_box_and_that_is_said(study):
    found = 0
    for seed in range(20):
        noise = np.random.default_rng(seed).normal(size=400)
        found += tci_sim.discover(swept(study, np.zeros(400), noise), "tci").found.found
    assert found <= 1
    assert "Nothing is found" in tci_sim.discover(swept(study, np.zeros(400), noise), "tci").to_text()


@pytest.mark.parametrize(("lead", "said"), [(-1.0, "in all of 400 futures"), (1.0, "in none of 400 futures")])
def test_failing_everywhere_or_nowhere_is_an_answer(study, lead, said):
    found = tci_sim.discover(swept(study, np.arange(400.0), np.full(400, lead)), "tci", threshold=0.0)
    assert said in found.to_text()
    assert not found.found.found
    assert found.plot().title


def test_names_without_an_order_become_one_number_for_each(made):
    rivals = {
        "firms.north.policy": {"values": ["iso9000", "tqm", "excellence"]},
        OURS: {"low": 0.1, "high": 0.2},
    }
    study = made(uncertainties=rivals)
    is_tqm = np.array([study.plan[2 * n].uncertainties["firms.north.policy"] == "tqm" for n in range(400)])
    found = tci_sim.discover(swept(study, np.zeros(400), np.where(is_tqm, -1.0, 1.0)), "tci")
    assert [column.name for column in found.inputs.columns if column.value] == [
        f"firms.north.policy={name}" for name in ("excellence", "iso9000", "tqm")
    ]
    assert found.found.box.density == found.found.box.coverage == 1.0
    assert "policy is total quality management" in found.to_text()


# --- what is worth knowing ----------------------------------------------------------------------------------


def test_the_value_of_knowing_the_only_thing_that_matters_is_known(study):
    z = 1e6 * ndtri(place_of(study, OURS))
    found = tci_sim.information(swept(study, np.zeros(400), z))
    row = found.to_frame().iloc[0]
    assert (row["input"], row["about"], row["above"]) == (OURS, "firm", True)
    assert row["value"] == pytest.approx(1e6 / np.sqrt(2.0 * np.pi), abs=2.0 * row["error"])
    assert found.perfect.world_most == pytest.approx(row["value"], rel=0.02)
    assert not found.to_frame()["above"].iloc[1:].any()
    assert "Find out first: our firm: share at the start" in found.to_text()
    assert "With --replications 2 the world is told apart from chance." in found.to_text()


def test_facts_of_the_firm_stand_apart_from_facts_of_its_world(study):
    about = dict(
        tci_sim.information(swept(study, *np.eye(2)[:, [0, 1] * 200])).to_frame()[["input", "about"]].values
    )
    assert about[OURS] == "firm"
    assert {kind for path, kind in about.items() if path != OURS} == {"world"}


@pytest.mark.parametrize(
    ("path", "about", "english", "chinese", "other"),
    [
        (
            "world.staff.turnover", "firm",
            "It is a fact of the firm itself (how long its people stay and how they come to share values)",
            "這是公司本身的事實（公司的人待多久、如何形成共有價值觀）", "Of facts of its world, none is surely worth",
        ),
        (
            "world.choice.taste", "world", "It is a fact of its world (when customers look for another firm,",
            "這是所處環境的事實（顧客何時另尋公司、依什麼選擇）", "Of facts of the firm itself, none is surely worth",
        ),
    ],
)  # fmt: skip
def test_where_to_find_it_out_and_that_nothing_of_the_other_side_is_worth_it_are_said(
    made, path, about, english, chinese, other
):
    study = made(uncertainties=dict.fromkeys(["world.choice.taste", "world.staff.turnover"], "plausible"))
    found = tci_sim.information(swept(study, np.zeros(400), ndtri(place_of(study, path))))
    first, said = found.to_frame().iloc[0], found.to_text()
    assert (first["input"], first["about"]) == (path, about)
    assert first["reason"] in said
    assert english in said
    assert other in said
    with using_language("zh-Hant"):
        assert chinese in found.to_text()


def test_both_sides_have_what_to_find_out_first_or_that_nothing_there_was_drawn(made):
    study = made(uncertainties=dict.fromkeys(["world.staff.turnover", "world.choice.taste"], "plausible"))
    both = ndtri(place_of(study, "world.staff.turnover")) + 0.8 * ndtri(place_of(study, "world.choice.taste"))
    said = tci_sim.information(swept(study, np.zeros(400), both)).to_text()
    assert "Of facts of its world, find out first: lasting taste for one firm (" in said
    alone = made(uncertainties={"world.choice": "plausible"})
    only = tci_sim.information(swept(alone, np.zeros(400), ndtri(place_of(alone, "world.choice.taste"))))
    assert "No fact of the firm itself was drawn." in only.to_text()


def test_nothing_is_worth_knowing_where_one_is_best_everywhere(study):
    up = np.arange(400.0)
    found = tci_sim.information(swept(study, up, up + 1.0))
    assert found.perfect.world_most == 0.0
    assert (
        "Nothing is worth knowing before choosing: total customer integration is the best in every future."
        in found.to_text()
    )


def test_where_alternatives_are_alike_neither_is_called_the_best(study):
    alike = swept(study, np.arange(400.0), np.arange(400.0))
    assert "all alternatives are alike, run by run" in tci_sim.information(alike).to_text()
    assert (
        "are total quality management and total customer integration alike"
        in tci_sim.futures(alike).to_text()
    )
    assert "there is nothing to explain" in tci_sim.discover(alike, "tci", against="tqm").to_text()


def test_with_replications_luck_is_told_apart_from_the_world(study):
    luck = np.random.default_rng(4).normal(size=(400, 2))
    found = tci_sim.information(swept(study, np.zeros((400, 2)), luck + 0.01))
    assert found.perfect.all > found.perfect.world_most > found.perfect.world_least
    assert "Knowing the world before choosing, but not chance" in found.to_text()


# --- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"levers": {"firms.ours.policy": ["tci"]}}, "one alternative only"),
        ({"design": "grid", "size": None, "uncertainties": {OURS: [0.1, 0.2]}}, "must be latin_hypercube or sobol"),
        ({"size": 19}, "19 futures are too few: this needs at least 20"),
        ({"levers": {"firms.ours.policy": ["tqm", "tci"], "culture.autonomy": {"low": 0.1, "high": 0.2}},
          "uncertainties": {}}, "Nothing uncertain is drawn"),
    ],
)  # fmt: skip
def test_a_study_that_cannot_answer_is_refused_before_it_runs(made, parts, said):
    for ask in (tci_sim.futures, tci_sim.information):
        with pytest.raises(InputError, match=said):
            ask(made(**parts))


def test_values_that_say_nothing_are_refused(study):
    with pytest.raises(InputError, match="value_owners is the same in every future, for each alternative"):
        tci_sim.futures(swept(study, np.ones(400), np.zeros(400)))
    few = np.where(np.arange(400) < 12, 1.0, np.nan)
    with pytest.raises(
        InputError, match=r"Only 12 futures have value_owners in all their runs \(388 lack it"
    ):
        tci_sim.futures(swept(study, few, np.arange(400.0)))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"policy": "tcj"}, "--policy tcj: must be one of tqm or tci. Did you mean 'tci'"),
        (
            {"policy": "tci", "against": "none_of_these"},
            "--against none_of_these: must be one of tqm or tci.",
        ),
        ({"policy": 5}, "--policy 5: must be one of tqm or tci"),
        ({"policy": "tci", "against": "tci"}, "--against tci is the policy itself"),
        (
            {"policy": "tci", "against": "tqm", "threshold": 1.0},
            "--against and --threshold ask two questions",
        ),
        ({"policy": "tci", "threshold": float("nan")}, "threshold = nan"),
    ],
)
def test_a_wrong_question_is_refused(study, asked, said):
    with pytest.raises(InputError, match=said):
        tci_sim.discover(swept(study, np.zeros(400), np.arange(400.0)), **asked)


def test_what_means_nothing_to_runs_that_are_made_is_refused(study):
    result = swept(study, np.zeros(400), np.arange(400.0))
    for ask in (
        tci_sim.futures,
        tci_sim.information,
        lambda *given, **more: tci_sim.discover(*given, "tci", **more),
    ):
        with pytest.raises(InputError, match="mesure has no effect on runs that are made already"):
            ask(result, mesure="profit")
    with pytest.raises(InputError, match="out has no effect"):
        tci_sim.futures(result, out="results")


def test_python_too_refuses_a_wrong_alternative_before_anything_runs(study, monkeypatch):
    monkeypatch.setattr("tci_sim.api.futures.sweep", None)
    with pytest.raises(InputError, match="Did you mean 'tci'"):
        tci_sim.discover(study, "tcj")


# --- how it is shown ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def answers(study):
    lead, _, _ = planted(study)
    result = swept(study, np.zeros(400), 1e6 * lead)
    return {
        "futures": tci_sim.futures(result, threshold=0.0),
        "discover": tci_sim.discover(result, "tci"),
        "information": tci_sim.information(result),
    }


@pytest.mark.parametrize("name", VIEWS)
def test_json_has_the_shape_that_is_documented(root, answers, name):
    shown = json.loads(VIEWS[name].FORMATS["json"](answers[name]))
    schema = (root / "tci_sim" / "views" / f"{name}.schema.yaml").read_text(encoding="utf-8")
    jsonschema.validate(shown, YAML(typ="safe", pure=True).load(schema))
    assert shown["command"] == name
    assert len(shown["finding"]) > 1


@pytest.mark.parametrize("name", VIEWS)
def test_each_is_written_and_drawn_in_chinese_too(answers, name):
    text = answers[name].to_text(lang="zh-Hant")
    assert "個可能的未來" in text
    with using_language("zh-Hant"):
        assert "可能的未來" in VIEWS[name].FORMATS["markdown"](answers[name])
    assert answers[name].plot(lang="zh-Hant").title != answers[name].plot().title
    assert "<img" in answers[name].to_html()


def test_the_box_stands_in_the_picture_where_one_is_found(answers, study):
    assert len(answers["discover"].plot().axes.patches) == 1
    noise = np.random.default_rng(5).normal(size=400)
    assert len(tci_sim.discover(swept(study, np.zeros(400), noise), "tci").plot().axes.patches) == 0


# --- the commands -------------------------------------------------------------------------------------------


STUDY = """
question: Which is best?
reason: To see.
base: {base}
design: latin_hypercube
size: 40
levers: {{firms.ours.policy: [command_and_control, tqm]}}
uncertainties: {{world.choice.purchase_rate: plausible, firms.ours.share: plausible}}
replications: 1
seed: 1
report: [value_owners]
months: none
"""


def test_the_commands_run_a_study_once_and_read_its_folder(root, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "study.yaml"
    path.write_text(STUDY.format(base=(root / "scenarios" / "baseline.yaml").as_posix()), encoding="utf-8")
    small = ["--set", "market.customers=300", "--set", "months=3", "--set", "burn_in=1", "--allow-outside"]
    assert main(["futures", str(path), *small, "--page", "page.md", "--out", "kept", "--threads", "1"]) == 0
    out, talk = capsys.readouterr()
    assert "Best on average is" in out
    assert "80 runs (80 cases x 1 replication)" in talk
    [folder] = (tmp_path / "kept").iterdir()
    assert (tmp_path / "page-picture.png").read_bytes()[:4] == b"\x89PNG"
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "`tci-sim futures" in page
    assert "--set months=3 --set burn_in=1 --allow-outside --page page.md`" in page
    assert main(["discover", str(path), *small, "--policy", "tqm", "--out", "kept", "--format", "csv"]) == 0
    out, talk = capsys.readouterr()
    assert out.startswith("input,correlation,p_holm")
    assert "nothing was run" in talk
    assert main(["information", str(folder), "--format", "json", "--no-pictures"]) == 0
    assert json.loads(capsys.readouterr().out)["futures"] == 40
    assert all(word in (tmp_path / "page.md").read_text(encoding="utf-8") for word in small)
    assert main(["information", str(folder), "--seed", "0"]) == 2
    assert "--seed has no effect" in capsys.readouterr().err
    assert main(["information", str(folder), "--replications", "2"]) == 2
    assert "--replications has no effect on a study that is read from a folder" in capsys.readouterr().err
    assert main(["futures", str(folder), "--threshold", "high"]) == 2
    assert "--threshold high: must be a finite number." in capsys.readouterr().err
