"""How a change reaches customers: that doors add up to the difference, and what is said where they cannot be told."""

import pytest

import tci_sim
from tci_sim.analysis.why.doors import door_runs
from tci_sim.analysis.why.mixed import DoorsPlan
from tci_sim.analysis.why.question import HowToSplit, WhyQuestion
from tci_sim.runs.doors import MEASURES, CustomersAlone
from tci_sim.scenario.load import load, variant
from tci_sim.views.why.pictures import names_of

SMALL = {"market.customers": 300, "market.simulated": 150, "months": 14, "burn_in": 6}
POLICIES = ("command_and_control", "tci")


@pytest.fixture(scope="module")
def base(root):
    return variant(load(root / "scenarios" / "baseline.yaml"), SMALL)


def explained(base, **asked):
    given = {"firm_policies": POLICIES, "replications": 3, "threads": 1, "parts": "doors"} | asked
    return tci_sim.why(base, **given)


@pytest.fixture(scope="module")
def found(base):
    return explained(base)


def test_what_comes_through_all_doors_is_what_the_runs_differ_by(found):
    whole = {split.measure: split for split in found.parts["doors"].splits}
    assert list(whole) == list(MEASURES)
    compared = found.comparison
    for measure in ("satisfaction", "share", "units_sold", "revenue"):
        apart = compared.paired("tci", measure)
        assert whole[measure].by_history.whole == pytest.approx(apart, rel=1e-6, abs=1e-9)
        assert (whole[measure].by_history.shares.sum(axis=0) == whole[measure].by_history.whole).all()


def test_a_world_against_itself_comes_through_no_door(base):
    same = tci_sim.why([base, base], replications=2, threads=1, parts="doors")
    for split in same.parts["doors"].splits:
        assert (split.by_history.shares == 0.0).all()
        assert split.whole == (0.0, 0.0, 0.0)


def test_word_of_mouth_is_a_door_on_request(base):
    told = explained(base, word_of_mouth=True, replications=2)
    assert told.parts["doors"].doors[-1] == "word_of_mouth"
    assert "word of mouth" in told.to_text()


def test_customers_who_are_not_the_same_from_the_start_are_told(base):
    other = variant(base, {"market.friends": 6})
    found = tci_sim.why([base, other], replications=2, threads=1, parts="doors")
    assert found.parts["doors"].doors == ()
    assert "How the change reaches customers cannot be told" in found.to_text()
    assert names_of(found) == []


def test_a_measure_that_a_mixture_lacks_is_not_split(base, monkeypatch):
    real = CustomersAlone.lived

    def without_customers(pair, mixture):
        lived = real(pair, mixture)
        if mixture == 3:
            lived[:, MEASURES.index("satisfaction")] = float("nan")
        return lived

    monkeypatch.setattr(CustomersAlone, "lived", without_customers)
    found = explained(base, all_subsets=True, replications=2)
    by_measure = {split.measure: split for split in found.parts["doors"].splits}
    assert by_measure["satisfaction"].lacking == 2
    assert by_measure["share"].groups
    assert "is not split: in 2 of 2 replications" in found.to_text()
    assert "doors_share" in names_of(found)
    assert "doors_satisfaction" not in names_of(found)


def test_started_again_it_lives_nothing_twice(base, tmp_path, monkeypatch):
    first = explained(base, out=tmp_path)
    monkeypatch.setattr(CustomersAlone, "lived", lambda *_: pytest.fail("it was lived twice"))
    again = explained(base, out=tmp_path)
    for one, other in zip(first.parts["doors"].splits, again.parts["doors"].splits, strict=True):
        assert one.by_history.shares.tobytes() == other.by_history.shares.tobytes()


def test_threads_and_chunks_change_no_bit(base, found):
    several = explained(base, threads=2)
    for one, other in zip(found.parts["doors"].splits, several.parts["doors"].splits, strict=True):
        assert one.by_history.shares.tobytes() == other.by_history.shares.tobytes()


def test_mixtures_are_those_that_two_orders_of_doors_go_through(base):
    plan = DoorsPlan(4, 1, all_subsets=False)
    assert len(plan) == 16
    assert all(len(plan.cases_of(number)) == 8 for number in range(5))
    assert {0, 15} <= set(plan.cases_of(3))
    assert list(DoorsPlan(4, 1, all_subsets=True).cases_of(0)) == list(range(16))
    two = tuple(variant(base, {"firms.ours.policy": name}) for name in POLICIES)
    assert door_runs(WhyQuestion(POLICIES, two, 5, 1)) == 5 * 6
    assert door_runs(WhyQuestion(POLICIES, two, 5, 1, split=HowToSplit(all_subsets=True))) == 5 * 14
