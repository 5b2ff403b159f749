"""What a page offers is read from the command line or the scenario, and every fault of it is told at once."""

import pytest

import tci_sim as tci
from tci_sim.errors import InputError
from tci_sim.views.page.asked import DRAWN, WORLD, asked_of, levers_under, regimes_of

CUT = "price_cut,month=36,target=north,size=0.2,duration=24"


@pytest.fixture(scope="module")
def baseline():
    return tci.load("baseline_sample")


def test_levers_in_which_policies_differ_are_offered_where_none_is_named(baseline):
    values = [levers_under(baseline, policy) for policy in regimes_of(baseline)]
    offered = asked_of(baseline).levers
    assert set(offered) == {path for path in values[0] if len({each[path] for each in values}) > 1}
    assert len(offered) > 20


def test_usual_uncertainties_and_measures_are_offered_where_none_is_named(baseline):
    found = asked_of(baseline)
    assert list(found.uncertainties) == [f"world.{path}" for path in WORLD]
    assert found.measures == DRAWN
    assert found.shocks == ()
    assert found.pairs == 20


def test_a_range_is_read_and_a_group_names_all_in_it(baseline):
    found = asked_of(baseline, ["improvement.time=0.05:0.25", "culture"], ["word_of_mouth.talk_rate=0:0.5"])
    assert found.levers["improvement.time"] == (0.05, 0.25)
    assert {"culture.autonomy", "culture.peers"} <= set(found.levers)
    assert found.uncertainties == {"world.word_of_mouth.talk_rate": (0.0, 0.5)}


def test_an_event_is_read_as_a_scenario_has_it(baseline):
    [read] = asked_of(baseline, shocks=[CUT]).shocks
    [given] = asked_of(
        baseline, shocks=[dict(month=36, kind="price_cut", target="north", size=0.2, duration=24)]
    ).shocks
    assert read == given
    assert (read.month, read.target, read.size, read.duration) == (36, "north", 0.2, 24)


def test_what_a_scenario_says_of_its_page_is_taken_and_the_command_line_comes_first(baseline):
    offered = {"levers": ["improvement.time"], "uncertainties": ["choice"], "shocks": [CUT]}
    own = tci.variant(baseline, {"page": {**offered, "measures": ["share"], "pairs": 7}})
    said, asked = asked_of(own), asked_of(own, ["culture.autonomy"], pairs=9)
    assert list(said.levers) == ["improvement.time"]
    assert "world.choice.price_weight" in said.uncertainties
    assert (len(said.shocks), said.measures, said.pairs) == (1, ("share",), 7)
    assert (list(asked.levers), asked.measures, asked.pairs) == (["culture.autonomy"], ("share",), 9)


def test_what_a_page_offers_changes_no_key_of_a_run(baseline):
    from tci_sim.runs.provenance import run_key

    own = tci.variant(baseline, {"page": {"pairs": 7}})
    assert own != baseline
    assert run_key(own, 1) == run_key(baseline, 1)


def test_every_fault_is_told_at_once(baseline):
    with pytest.raises(InputError) as refused:
        asked_of(
            baseline,
            ["improvment.time", "world.choice.price_weight", "improvement.time=0.3:0.1", "improvement=0:1",
             "culture.autonomy=0:2", "improvement.check=x:1"],
            ["improvement.time", "economy.discount"],
            ["price_cut,month", "storm", "price_cut,month=36,target=nobody,size=0.2"],
            ["satisfacton"],
            pairs=1000,
        )  # fmt: skip
    told = str(refused.value).splitlines()
    assert any("improvment.time" in line and "Did you mean" in line for line in told)
    for said in (
        "--lever world.choice.price_weight: must be a lever", "--lever improvement.time=0.3:0.1: must be PATH",
        "--lever improvement=0:1: a range is of one parameter", "--lever culture.autonomy=0:2: must be within",
        "--lever improvement.check=x:1: must be PATH", "--uncertainty improvement.time: must be an uncertainty",
        "world.economy.discount: a page discounts", "--shock price_cut,month: must be KIND",
        "--shock storm: must be KIND", "nobody", "Did you mean 'satisfaction'?", "pairs: 1000: a page has 2 to 100",
    ):  # fmt: skip
        assert any(said in line for line in told), said
