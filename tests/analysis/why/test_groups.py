"""What each group of what differs brings of a difference between two scenarios: which groups, and that all add up."""

import json

import numpy as np
import pytest

import tci_sim
from tci_sim.analysis.why.groups import group_runs
from tci_sim.analysis.why.question import HowToSplit, WhyQuestion, how_to_split
from tci_sim.designs.grouped_changes import REST
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, using_language
from tci_sim.scenario.load import load, variant
from tci_sim.simulation import Simulation
from tci_sim.views.why.groups import VIEW
from tci_sim.views.why.pictures import names_of

SMALL = {"market.customers": 300, "market.simulated": 150, "months": 14, "burn_in": 6}
POLICIES = ("command_and_control", "tci")


@pytest.fixture(scope="module")
def base(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), SMALL)


def explained(base, **asked):
    given = {"firm_policies": POLICIES, "replications": 3, "threads": 1, "parts": "groups"} | asked
    return tci_sim.why(base, **given)


@pytest.fixture(scope="module")
def found(base):
    return explained(base)


def test_groups_are_those_of_levers_in_which_the_two_differ(found):
    groups = found.parts["groups"].groups
    assert list(groups) == ["listening", "learning", "culture", "improvement", "integration", "value"]
    assert [split.measure for split in found.parts["groups"].splits] == [
        "value_owners",
        "value_total",
        "satisfaction",
    ]


def test_it_says_that_the_figures_are_those_of_the_firm_and_names_a_unit_once(found):
    said, *findings = [str(each) for each in VIEW.said(found, found.parts["groups"])]
    assert said.startswith("What each group brings, to our firm and those it deals with only:")
    of_owners = next(each for each in findings if each.startswith("Value to owners"))
    assert of_owners.count("currency units") == 1


def test_what_the_groups_bring_is_what_the_two_differ_by_in_every_pair(found):
    for split in found.parts["groups"].splits:
        apart = found.comparison.paired("tci", split.measure)
        assert split.by_history.whole == pytest.approx(apart, rel=1e-9, abs=1e-9)
        assert (split.by_history.shares.sum(axis=0) == split.by_history.whole).all()
        assert sum(each.share[0] for each in split.groups) == split.whole[0]


def test_runs_of_the_comparison_are_made_once_and_are_the_ends_bit_by_bit(base, found, monkeypatch):
    made, real = [], Simulation.run
    monkeypatch.setattr(Simulation, "run", lambda *given: made.append(1) or real(*given))
    again = explained(base, replications=2)
    assert len(made) == 2 * 2 + 2 * 10
    monkeypatch.setattr("tci_sim.analysis.why.groups._Ends.find", lambda *_: None)
    anew = explained(base, replications=2)
    assert len(made) == 2 * (2 * 2 + 2 * 10) + 2 * 2
    for one, other in zip(again.parts["groups"].splits, anew.parts["groups"].splits, strict=True):
        assert one.by_history.shares.tobytes() == other.by_history.shares.tobytes()


def test_a_world_against_itself_has_nothing_to_split(base):
    same = tci_sim.why([base, base], replications=2, threads=1, parts="groups")
    assert same.parts["groups"].groups == {}
    assert "Nothing differs between the two: there is nothing to split." in same.to_text()
    assert names_of(same) == []


def test_named_groups_take_what_is_below_them_and_the_rest_is_one_more(base):
    named = explained(
        base, groups={"people": ["culture", "learning"], "prices": "value"}, measures="satisfaction"
    )
    groups = named.parts["groups"].groups
    assert list(groups) == [*(name for name in groups if name != REST), REST]
    assert set(groups) == {"people", "prices", REST}
    assert {path.split(".")[0] for path in groups["people"]} == {"culture", "learning"}
    assert "all else" in named.to_text()


def test_groups_come_from_a_study_file_too(base):
    of_study = explained(base, groups="ablation", measures="satisfaction", replications=2)
    assert len(of_study.parts["groups"].groups) > 2


def test_an_opened_group_is_told_lever_by_lever(base):
    opened = explained(base, opened="learning", measures="satisfaction", replications=2)
    groups = opened.parts["groups"].groups
    assert "learning" not in groups
    assert [name for name in groups if name.startswith("learning.")]


def test_worlds_that_differ_are_split_by_what_differs_in_them(base):
    other = variant(
        base, {"world.choice.taste": 1.0, "world.staff.turnover": 0.03, "firms.north.policy": "operations"}
    )
    two = tci_sim.why([base, other], replications=2, threads=1, parts="groups", measures="share")
    assert set(two.parts["groups"].groups) == {"world.choice", "world.staff", "firms.north"}


def test_all_subsets_agree_with_two_orders_on_what_all_bring(base):
    asked = {"groups": ["listening", "value"], "measures": "satisfaction", "replications": 2}
    few, every = (
        explained(base, all_subsets=each, **asked).parts["groups"].splits[0] for each in (False, True)
    )
    assert few.by_history.whole == pytest.approx(every.by_history.whole, abs=1e-12)
    assert [each.tried for each in every.groups] == [2, 2, 2]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"groups": "listenning"},
            "listenning: nothing differs there, or it is no group. Did you mean 'listening'?",
        ),
        ({"groups": "world.choice"}, "world.choice: nothing differs there"),
        ({"opened": "learnin"}, "Did you mean 'learning'?"),
        ({"groups": {"a": "culture", "b": "culture.autonomy"}}, "is in the groups a and b"),
    ],
)
def test_groups_in_which_nothing_differs_are_refused_in_one_sentence(base, asked, said):
    with pytest.raises(InputError) as refused:
        explained(base, replications=2, **asked)
    assert said in str(refused.value)


def test_it_says_how_many_runs_it_takes_before_it_starts(base):
    two = tuple(variant(base, {"firms.ours.policy": name}) for name in POLICIES)
    question = WhyQuestion(POLICIES, two, 5, 1)
    assert group_runs(question) == 5 * 10
    whole = WhyQuestion(POLICIES, two, 5, 1, split=HowToSplit(all_subsets=True))
    assert group_runs(whole) == 5 * 62
    assert group_runs(WhyQuestion(POLICIES, (two[0], two[0]), 5, 1)) == 0


def test_groups_are_read_as_they_are_typed():
    assert how_to_split("listening, world.choice").groups == {
        "listening": ("listening",), "world.choice": ("world.choice",),
    }  # fmt: skip
    assert how_to_split(["a.b"], "x,y").opened == ("x", "y")
    assert how_to_split().groups == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_add_up_to_the_last_digit_that_is_shown(found, language):
    with using_language(language):
        text = found.to_text()
    assert " nan" not in text
    tables = [part for part in _tables(found) if len(part.rows) > 2]
    assert len(tables) == 3
    for table in tables:
        *rows, last = table.rows[table.headings :]
        shown = [float(str(row[1]).split(" [")[0].replace(",", "")) for row in rows]
        assert sum(shown) == pytest.approx(float(str(last[1]).split(" [")[0].replace(",", "")), abs=1e-9)


def _tables(found):
    from tci_sim.views.why.parts import PARTS

    return [part for part in PARTS["groups"].table(found, found.parts["groups"]) if hasattr(part, "rows")]


def test_frames_and_json_hold_what_the_tables_do(found):
    frame = found.parts["groups"].to_frame()
    assert frame.groupby("measure")["group"].last().eq("all").all()
    whole = frame[frame["group"] == "all"].set_index("measure")["share"]
    parts = frame[frame["group"] != "all"].groupby("measure")["share"].sum()
    assert np.allclose(whole.sort_index(), parts.sort_index(), rtol=1e-12)
    from tci_sim.views.why.text import as_json

    shown = json.loads(as_json(found))["parts"]["groups"]
    assert list(shown["groups"]) == list(found.parts["groups"].groups)
