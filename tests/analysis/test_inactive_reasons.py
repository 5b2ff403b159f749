"""What a parameter acts through is declared, is true, and is the reason that is told where it rests."""

from operator import attrgetter

import pytest
from plain_world import PLAIN
from worlds import lived, small_market

from tci_sim.analysis.inactive_reasons import inactive_reason
from tci_sim.scenario.explain import below, catalogue, explain
from tci_sim.scenario.load import variant
from tci_sim.scenario.tree import value_at

SMALL = {"market.customers": 300, "months": 26, "burn_in": 6}
EVERYTHING = {
    "improvement.redesign": 0.3,
    "improvement.ahead": 0.3,
    "improvement.flow": 0.2,
    "improvement.setup_reduction": 0.2,
    "improvement.inspection": 0.3,
    "improvement.check": 0.5,
    "improvement.job_security": 0.5,
    "improvement.training": 0.05,
    "improvement.time": 0.1,
    "improvement.standard_work": 0.3,
    "listening.review.interviews": 1.0,
    "listening.review.authority": 0.5,
    "listening.internal_review.interviews": 0.5,
    "listening.participation.share": 0.2,
    "listening.participation.ideation": 0.2,
    "listening.participation.development": 0.2,
    "listening.participation.launch": 0.2,
    "listening.lead_users": 12.0,
    "listening.survey.third_party": 0.5,
    "listening.survey.lost": 0.2,
    "listening.survey.outside": 0.2,
    "listening.survey.derived": 0.5,
    "listening.survey.interval": 6,
    "listening.survey.delay": 2,
    "integration.shared_demand": 0.5,
    "integration.joint_improvement": 0.5,
    "integration.joint_decision": 0.3,
    "integration.gain_sharing": 0.5,
    "integration.kept_told": 0.5,
    "integration.platform": 0.5,
    "culture.formation": 0.02,
    "culture.hiring_fit": 0.4,
    "culture.meetings": 0.5,
    "culture.autonomy": 0.5,
    "culture.peers": 3,
    "learning.sharing": 0.5,
    "value.horizon": 36,
}
WORLD = {
    "world.supply.demand_mean": 500.0,
    "world.supply.demand_sd": 100.0,
    "world.supply.demand_persistence": 0.3,
    "world.beliefs.oracle": 0.3,
    "world.improving.practice": 1,
    "world.improving.lead_times": 1,
    "world.improving.setup_share": 0.2,
    "world.requirements.leads_apart": 1,
    "world.supply.platform_carries_demand": 1,
    "world.choice.known_firms": 1,
    "world.voices.log_odds": 1,
    "world.asking.real_respondents": 1,
    "world.asking.slope_from_answers": 1,
    "world.economy.hour": 0.28,
    "world.economy.applicant_hours": 4.0,
    "world.acting.asked_in_vain": 0.5,
    "world.acting.heard_in_vain": 0.5,
    "world.acting.paradox": 1.0,
    "world.rivalry.demand_sd": 0.2,
    "world.rivalry.cost_sd": 0.02,
    "world.rivalry.aspiration": 0.5,
    "world.rivalry.exit_loss": 0.001,
    "world.rivalry.turn_round": 0.5,
    "world.people.execution_error": 0.02,
    "world.people.mis_hand_over": 0.05,
    "world.people.own_ways": 0.5,
    "world.people.results_norm": 0.1,
    "world.people.layoff_shock": 1.0,
    "world.people.layoff_flight": 1.0,
    "world.people.leaving": 1.0,
    "world.people.peers_level": 0.7,
    "world.partnership.apart": 0.3,
    "world.partnership.all_practise": 0.3,
    "world.partnership.suppliers_answer": 1,
    "world.deciding.cost_floor": 0.85,
    "world.economy.labour": 0.2,
    "world.economy.warranty": 1.0,  # enough at stake for suppliers to answer
    "market.attributes.fit.with_customers": 0.3,
}
NEEDED = sorted({needed for each in below("") for needed in each.acts_through})


@pytest.fixture(scope="module")
def busy():
    """A small market in which every policy does everything."""
    policies = small_market().policies
    levers = {f"policies.{name}.{path}": value for name in policies for path, value in EVERYTHING.items()}
    return small_market({**SMALL, **WORLD, **levers})


def with_all(scenario, path, value):
    """The changes that give a parameter a value in every policy, or for every name."""
    if catalogue()[path].kind == "lever":
        return {f"policies.{name}.{path}": value for name in scenario.policies}
    group, star, rest = path.partition(".*")
    return {f"{group}.{name}{rest}": value for name in attrgetter(group)(scenario)} if star else {path: value}


def other_end(scenario, parameter):
    """The end of the range of a parameter that is farther from what a scenario has, or from its default."""
    low, high = parameter.plausible if parameter.plausible[0] < parameter.plausible[1] else parameter.allowed
    now = value_at(scenario, parameter.path) if parameter.path in PLAIN else parameter.default
    end = low if now - low > high - now else high
    return int(end) if parameter.type == "whole number" else end


def rest(path):
    known = catalogue()[path]
    value = False if known.type == "true or false" else known.off
    return int(value) if known.type == "whole number" else value


def at_rest(scenario, needed):
    changes = {}
    for path in needed.split(" or "):
        changes |= with_all(scenario, path, rest(path))
    return variant(scenario, changes)


def bytes_of(scenario):
    return b"".join(array.tobytes() for array in lived(scenario).recording)


def test_what_is_acted_through_exists_and_can_rest():
    paths = {path for needed in NEEDED for path in needed.split(" or ")}
    assert [path for path in paths if path not in catalogue() or rest(path) is None] == []
    assert len(NEEDED) > 20


@pytest.mark.parametrize("needed", NEEDED)
def test_while_what_they_act_through_rests_they_alter_no_byte(busy, needed):
    resting = at_rest(busy, needed)
    changes = {}
    for each in below(""):
        if needed in each.acts_through:
            changes |= with_all(busy, each.path, other_end(busy, each))
    assert changes
    assert bytes_of(variant(resting, changes)) == bytes_of(resting)
    assert bytes_of(variant(busy, changes)) != bytes_of(busy)


@pytest.mark.parametrize("needed", NEEDED)
def test_the_reason_names_what_rests(busy, needed):
    resting = at_rest(busy, needed)
    for each in below(""):
        if needed in each.acts_through:
            told = str(inactive_reason(each, resting, "tci"))
            assert all(path in told for path in needed.split(" or ")), each.path
            assert inactive_reason(each, busy, "tci") is None, each.path


def reason(scenario, name):
    [parameter] = explain(name)
    return str(inactive_reason(parameter, scenario, "tci") or "")


def test_an_uncertainty_acts_through_the_levers_of_every_policy(busy):
    without = at_rest(busy, "improvement.redesign")
    assert reason(without, "redesign_dip") == "improvement.redesign = 0 in every policy"
    assert reason(variant(without, {"policies.tqm.improvement.redesign": 0.1}), "redesign_dip") == ""


def test_a_policy_that_nobody_runs_does_not_count(busy):
    without = at_rest(busy, "improvement.redesign")
    lonely = {"policies.spare": {"base": "none", "improvement": {"redesign": 0.5}}}
    assert reason(variant(without, lonely), "redesign_dip") == "improvement.redesign = 0 in every policy"


def test_a_lever_acts_through_its_own_policy(busy):
    alone = variant(busy, {"policies.tci.listening.survey.respondents": 0})
    assert reason(alone, "listening.survey.delay") == "listening.survey.respondents = 0"
    assert reason(variant(busy, {"policies.tqm.listening.survey.respondents": 0}), "survey.delay") == ""


def test_a_reason_is_found_through_others(busy):
    silent = variant(busy, {"world.complaints.rate": 0.0})
    assert reason(silent, "complaints.recovery") == "world.complaints.rate = 0"  # through the handling
    empty = variant(busy, {"market.customers": 0})
    assert reason(empty, "complaint_cost") == "market.customers = 0"  # the handling, the rate, the customers


def test_a_switch_is_the_reason_of_all_that_acts_through_what_it_turns_off(busy):
    assert reason(variant(busy, {"off": ("world.complaints",)}), "handling") == "complaints is off"
    own = variant(busy, {"policies.tci.off": ("learning",)})
    assert reason(own, "code_learning") == "learning is off"
    every = variant(busy, {f"policies.{name}.off": ("improvement.redesign",) for name in busy.policies})
    assert reason(every, "redesign_cost") == "improvement.redesign = 0 in every policy"


def test_where_either_would_do_both_must_rest(busy):
    review = at_rest(busy, "listening.review.interviews")
    assert reason(review, "world.voices.uptake") == ""
    neither = at_rest(review, "listening.internal_review.interviews")
    assert reason(neither, "world.voices.uptake") == (
        "listening.review.interviews = 0 in every policy and"
        " listening.internal_review.interviews = 0 in every policy"
    )


def test_two_that_act_through_each_other_are_no_reason_for_each_other(busy):
    assert reason(busy, "learning.sharing") == reason(busy, "world.beliefs.spread") == ""


def test_what_acts_on_a_questionnaire_alone_says_so(busy):
    assert reason(busy, "item_noise") == "it acts only on a questionnaire answered by simulated customers"
