"""Mutual learning against March (1991), bounded confidence against Deffuant et al. (2000), order of play."""

from typing import NamedTuple

import numpy as np
import pytest

from tci_sim.engine.phases.cultivate import (
    average_culture,
    count_service,
    follow_leaders,
    form_values,
    meet_colleagues,
    see_results,
    shuffled,
)
from tci_sim.engine.phases.learn import (
    count_knowledge,
    count_votes,
    follow_facts,
    judge_acts,
    pass_upstream,
    sharing_chances,
    teach_code,
    teach_members,
)
from tci_sim.engine.phases.minds import read_minds
from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.roster import NextSteps, Roster
from tci_sim.engine.state.firms import Knowledge, Policies
from tci_sim.engine.state.market import Needs
from tci_sim.engine.state.nodes import Competence, Minds, Places
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.scenario.policy import Culture, Integration, Learning, Policy
from tci_sim.scenario.world import Beliefs, People, Voices, World
from tci_sim.scenario.world import Staff as WorldOfStaff
from tci_sim.world.records import bounds, record

SEED = 1991
MARCH = {
    0.1: (0.863, 0.818, 0.805, 0.801, 0.802, 0.800, 0.805, 0.807, 0.813),
    0.5: (0.953, 0.907, 0.873, 0.840, 0.811, 0.789, 0.771, 0.757, 0.742),
    0.9: (0.973, 0.942, 0.907, 0.876, 0.844, 0.812, 0.781, 0.754, 0.729),
}
"""Knowledge in the end by code learning (rows) and p_learn .1 to .9: 2,000 replications, s.e. up to .0025."""


def run_of(**parts):
    """A run whose world departs from the usual in some parts."""
    no, none = np.zeros(1, np.bool_), np.zeros(1, np.int64)
    return Run(np.array([SEED], np.uint64), none, record(World(**parts)), bounds(), captive=no, priced=no)


def policies(count, **parts):
    levers = np.repeat(record(Policy(**parts)), count).view(np.recarray)
    return Policies(in_force=levers, paid=levers, of_unit=np.arange(count))


def of_dimensions(reality, attribute):
    """Needs of which only what they ask for and the attribute they belong to matter."""
    many, few = np.zeros(len(reality), np.int64), np.zeros(1 + max(attribute))
    return Needs(
        np.array(reality, np.int8),
        np.array(attribute),
        np.bincount(attribute),
        many,
        few,
        many.astype(float),
        np.ones(len(reality)),
    )


def known(code):
    """Codes (firm, dimension) of firms that have heard nothing."""
    return Knowledge(np.array(code, np.int8), *(np.zeros(np.shape(code)) for _ in range(2)))


def competence_of(count, attributes=1, *, results=0.0):
    """Nodes of which every share is 9 and every value .9, so that what is written can be told from it."""
    right, wrong = np.full((2, count, attributes), 9.0)
    flat = np.zeros(count)
    return Competence(right, wrong, np.full((count, 4), 0.9), flat, flat, np.full(count, results))


def roster_of(members, employer=None, nodes=1):
    """All who are there; everybody works for firm 0 unless an employer is given for each slot."""
    present = np.flatnonzero(members.active)
    first = np.searchsorted(members.node[present], np.arange(nodes + 1))
    return Roster(present, first, np.zeros_like(members.node) if employer is None else np.asarray(employer))


def people(belief, *, culture=None, node=None, active=None):
    """Members of one node, or of the nodes given, with beliefs (member, dimension)."""
    belief = np.asarray(belief, np.int8)
    count = len(belief)
    return Members(
        node=np.zeros(count, np.int64) if node is None else np.asarray(node),
        active=np.ones(count, np.bool_) if active is None else np.asarray(active),
        belief=belief,
        culture=np.full((count, 4), 0.5) if culture is None else np.asarray(culture, float),
        tenure=np.zeros(count, np.int64),
    )


class March(NamedTuple):
    """Organisations of 50 that learn about 30 dimensions and are judged by the truth."""

    belief: np.ndarray
    code: np.ndarray
    reality: np.ndarray


def march(p_learn, code_learning, organisations, members=50, dimensions=30):
    """Let many organisations learn until nobody moves, with the steps of the model's month."""
    run = run_of(beliefs=Beliefs(oracle=1.0, coin=1, steps=1))
    policy = policies(organisations, learning=Learning(p_learn=p_learn, code_learning=code_learning))
    signs = draw(SEED, Decision.REALITY, 0, range(dimensions))
    needs = of_dimensions(np.where(signs < 0.5, -1, 1), np.zeros(dimensions, np.int64))
    thirds = draw(SEED, Decision.BELIEF_AT_START, 0, np.arange(organisations * members * dimensions)) * 3
    learners = people((np.floor(thirds) - 1).reshape(-1, dimensions))
    employer = np.repeat(np.arange(organisations), members)
    roster = roster_of(learners, employer)
    knowledge = known(np.zeros((organisations, dimensions)))
    worth = judge_acts(run, needs, knowledge)
    for month in range(500):
        votes = count_votes(run, learners, knowledge, roster, worth, month)
        teach_members(run, learners, policy, knowledge, roster, month)
        teach_code(run, policy, knowledge, votes, month)
        if month % 10 == 9 and (learners.belief == knowledge.code[employer]).all():
            return March(learners.belief, knowledge.code, needs.reality)
    raise AssertionError("500 months and still no agreement")


def learnt(world):
    return float((world.code * world.reality).mean())


@pytest.mark.parametrize(("p_learn", "code_learning"), [(0.1, 0.1), (0.1, 0.5), (0.5, 0.5), (0.9, 0.9)])
def test_organisations_learn_as_much_as_those_of_1991(p_learn, code_learning):
    published = MARCH[code_learning][round(p_learn * 10) - 1]
    assert learnt(march(p_learn, code_learning, 120)) == pytest.approx(published, abs=0.03)


def test_slow_socialisation_teaches_the_code_more():
    assert learnt(march(0.1, 0.9, 60)) > learnt(march(0.9, 0.9, 60)) + 0.1


@pytest.mark.slow
@pytest.mark.parametrize("code_learning", MARCH)
@pytest.mark.parametrize("tenths", range(1, 10))
def test_all_27_cells_of_1991_come_out(tenths, code_learning):
    published = MARCH[code_learning][tenths - 1]
    assert learnt(march(tenths / 10, code_learning, 2000)) == pytest.approx(published, abs=0.02)


def one_organisation(belief, code, **levers):
    """One month of mutual learning in one organisation that the truth (+1 everywhere) judges."""
    run, policy = run_of(beliefs=Beliefs(coin=0, steps=1)), policies(1, learning=Learning(**levers))
    members, knowledge = people(belief), known([code])
    roster, worth = roster_of(members), np.ones((1, len(code)))
    votes = count_votes(run, members, knowledge, roster, worth, 0)
    teach_members(run, members, policy, knowledge, roster, 0)
    teach_code(run, policy, knowledge, votes, 0)
    return members.belief.tolist(), knowledge.code[0].tolist()


def test_code_and_members_both_learn_from_what_the_other_was():
    # the right member moves towards the wrong code while the wrong code moves to the right member
    assert one_organisation([[1]], [-1], p_learn=1.0, code_learning=1.0) == ([[0]], [1])


def test_only_those_who_do_better_than_the_code_are_heard():
    # scores 1, -3 and 3 against the code's 1: the last alone does better
    members = [[1, 1, -1], [-1, -1, -1], [1, 1, 1]]
    after = one_organisation(members, [-1, 1, 1], p_learn=0.0, code_learning=1.0)
    assert after == (members, [1, 1, 1])


def test_no_lever_of_learning_moves_nothing():
    members = [[1, -1, 0], [0, 1, 1]]
    assert one_organisation(members, [-1, 1, 0], p_learn=0.0, code_learning=0.0) == (members, [-1, 1, 0])


def test_without_oracle_or_evidence_nobody_does_better():
    run, silent = run_of(beliefs=Beliefs(oracle=0.0, coin=1)), known([[0, 0, 0]])
    worth = judge_acts(run, of_dimensions([1, -1, 1], [0, 0, 0]), silent)
    members = people([[1, -1, 1], [1, 1, 1]])
    votes = count_votes(run, members, silent, roster_of(members), worth, 0)
    assert (worth == 0).all()
    assert (votes == 0).all()


def decided(log_odds, *, code=-1, code_learning=1.0, **beliefs):
    """The code (dimension,) of a firm that decides by what it has heard, in 200 dimensions alike."""
    run = run_of(beliefs=Beliefs(**beliefs), voices=Voices(log_odds=1))
    knowledge = known([[code] * 200])
    knowledge.voices[:] = log_odds / np.log(4.0)  # a voice believed four times in five is ln 4
    follow_facts(run, policies(1, learning=Learning(code_learning=code_learning)), knowledge, 0)
    return knowledge.code[0]


def test_facts_move_the_code_whoever_believes_them():
    assert (decided(40.0, by_fact=1.0) == 1).all()
    # evidence tanh(1.1) = .8005 is half way from .6 to 1, and the code learns at .5
    assert (decided(2.2, by_fact=1.0, code_learning=0.5) == 1).mean() == pytest.approx(0.25, abs=0.12)


@pytest.mark.parametrize(
    ("log_odds", "beliefs"),
    [(40.0, {"by_fact": 0.0}), (40.0, {"by_fact": 1.0, "oracle": 1.0}), (1.38, {"by_fact": 1.0})],
    ids=["off", "where the truth judges", "hearsay of one"],
)
def test_what_is_no_fact_moves_no_code(log_odds, beliefs):
    assert (decided(log_odds, **beliefs) == -1).all()


def test_an_act_is_judged_by_the_odds_where_voices_are_weighed_so():
    run = run_of(beliefs=Beliefs(oracle=0.0), voices=Voices(log_odds=1))
    knowledge = known([[0, 0]])
    knowledge.voices[0], knowledge.voice_weight[0] = (1.0, -2.0), 9.0
    assert judge_acts(run, of_dimensions([1, 1], [0, 0]), knowledge)[0] == pytest.approx([0.6, -15 / 17])


def heard_by_the_code(compare):
    """The votes when two members are compared with a code that is right once and wrong once (truth +1)."""
    run, knowledge = run_of(beliefs=Beliefs(coin=0, compare=compare)), known([[1, -1, 0, 0]])
    members = people([[1, 1, -1, -1], [1, 0, 0, 0]])  # right 2, wrong 2; right 1, wrong 0
    return count_votes(run, members, knowledge, roster_of(members), np.ones((1, 4)), 0)[0].tolist()


def test_the_text_lets_those_speak_who_are_right_on_more_and_the_program_those_who_are_less_wrong():
    assert heard_by_the_code(compare=1) == [1, 1, -1, -1]
    assert heard_by_the_code(compare=0) == [1, 0, 0, 0]


def told(firms, belief, **integration):
    """Beliefs after a month in a row of nodes of one member each, the last one down-stream."""
    count = len(firms)
    members = people(belief, culture=np.ones((count, 4)), node=range(count))
    levers = {"learning": Learning(sharing=1.0), "integration": Integration(**integration)}
    run, policy = run_of(beliefs=Beliefs(spread=1.0)), policies(max(firms) + 1, **levers)
    steps = NextSteps(np.arange(count - 1), np.arange(1, count), np.zeros(count - 1, np.int64))
    places = Places(np.array(firms), *np.zeros((len(Places._fields) - 1, count)))
    chances = sharing_chances(run, places, policy, steps)
    pass_upstream(run, members, roster_of(members, firms, nodes=count), steps, chances, 0)
    return members.belief[:, 0].tolist()


def test_knowledge_climbs_one_process_step_a_month():
    assert told([0, 0, 0], [[0], [0], [1]]) == [0, 1, 1]


def test_who_shares_nothing_changes_no_belief():
    assert told([0, 0], [[-1], [0]]) == [-1, 0]


def test_a_supplier_is_reported_only_where_the_buyer_lets_it_in():
    assert told([1, 0], [[-1], [1]]) == [-1, 1]
    assert told([1, 0], [[-1], [1]], joint_improvement=1.0) == [0, 1]


def test_knowledge_is_the_share_of_right_and_of_wrong_beliefs():
    # attribute 0 holds dimensions 0 and 1, attribute 1 dimension 2; the last slot is empty
    members = people([[1, 1, -1], [0, -1, -1], [1, 1, 1]], active=[True, True, False])
    competence = competence_of(1, attributes=2)
    count_knowledge(of_dimensions([1, 1, 1], [0, 0, 1]), members, competence, roster_of(members))
    assert (competence.right.tolist(), competence.wrong.tolist()) == ([[0.5, 0.0]], [[0.25, 1.0]])


def major_clusters(bound, months=80, count=1000):
    """How many clusters of at least a twentieth remain, for four independent values at once."""
    start = draw(SEED, Decision.CULTURE_AT_START, 0, np.arange(count * 4)).reshape(count, 4)
    members = people(np.zeros((count, 1)), culture=start)
    run = run_of(staff=WorldOfStaff(bound=bound, convergence=0.5))
    policy = policies(1, culture=Culture(meetings=1.0))
    for month in range(months):
        meet_colleagues(run, members, policy, roster_of(members), month)
    found = []
    for values in members.culture.T:
        ordered = np.sort(values)
        groups = np.split(ordered, np.flatnonzero(np.diff(ordered) > 0.02) + 1)
        found.append(sum(len(group) >= count / 20 for group in groups))
    return sorted(found)[1]


@pytest.mark.parametrize(("bound", "clusters"), [(0.5, 1), (0.3, 1), (0.2, 2), (0.15, 3)])
def test_bounded_confidence_leaves_the_published_number_of_clusters(bound, clusters):
    # Deffuant et al. (2000): about 1 / (2 bound) clusters
    assert major_clusters(bound) == clusters


def test_everybody_meets_one_colleague_at_most():
    colleagues = np.arange(10, 21)
    order = shuffled(np.uint64(SEED), colleagues, 3)
    assert sorted(order) == colleagues.tolist()
    assert (order != shuffled(np.uint64(SEED), colleagues, 4)).any()


def shaped(*, leader_tenure=5, results=0.0, budget=1.0, **culture):
    """Values (member, 4) of two members, .4 at first, after a month of leader, results and formation."""
    members = people(np.zeros((2, 1)), culture=[[0.4] * 4] * 2)
    run, roster = run_of(), roster_of(members)
    policy = policies(1, culture=Culture(**{"leadership": 0.0, **culture}))
    staff = Staff(*np.full((len(Staff._fields), 1), leader_tenure))
    follow_leaders(run, members, staff, policy, roster)
    see_results(run, members, competence_of(1, results=results), roster)
    form_values(Disruption(*np.full((len(Disruption._fields), 1), budget)), members, policy, roster)
    return members.culture


def test_values_rest_where_nothing_shapes_them():
    assert (shaped() == 0.4).all()


def test_results_raise_values_and_setbacks_leave_them():
    # .4 + .6 * .02 * .5, by hand
    assert shaped(results=0.5)[0, 2] == pytest.approx(0.406)
    assert (shaped(results=-0.5) == 0.4).all()


def test_formation_raises_values():
    assert shaped(formation=0.05)[0].tolist() == pytest.approx([0.43] * 4)


def test_a_budget_cut_halves_formation():
    assert shaped(formation=0.05, budget=0.5)[0].tolist() == pytest.approx([0.415] * 4)


def test_a_vacant_post_leads_nobody():
    levers = {"leadership": 1.0, "leader_learning": 0.9}
    assert shaped(**levers)[0, 0] > 0.5
    assert shaped(leader_tenure=-1, **levers)[0, 0] == 0.4


def test_a_month_of_service_passes_for_those_who_are_there():
    members = people(np.zeros((2, 1)), active=(True, False))
    count_service(members, roster_of(members))
    assert members.tenure.tolist() == [1, 0]


def test_a_node_without_members_keeps_its_culture():
    members = people(np.zeros((2, 1)), culture=[[0.2] * 4, [0.6] * 4], active=[True, True])
    competence = competence_of(2)
    average_culture(members, competence, roster_of(members, nodes=2))
    assert competence.culture[:, 0].tolist() == pytest.approx([0.4, 0.9])


def minds_of(members, code, nodes=1, employer=None, firm=None, **on):
    """What the people of each node hold in common, as far as what is on depends on it."""
    roster = roster_of(members, employer, nodes)
    dimensions = members.belief.shape[1]
    minds = Minds(
        *(np.full(nodes, 9.0) for _ in range(3)), np.full((nodes, dimensions), 9.0), *np.full((3, nodes), 9.0)
    )
    off = dict.fromkeys(("execution_error", "mis_hand_over", "own_ways"), 0.0)
    world = record(World(people=People(**{**off, **on})))[0]
    read_minds(world.people, members, np.array(code, np.int8), minds, firm, roster)
    return minds


def test_two_units_that_differ_agree_within_and_not_around():
    # values of one unit all .2, of the other all .6: a standard deviation of .2 around
    members = people(np.zeros((4, 1)), culture=[[0.2] * 4] * 2 + [[0.6] * 4] * 2, node=[0, 0, 1, 1])
    minds = minds_of(members, [[0]], nodes=2, firm=np.zeros(2, np.int64), execution_error=0.03)
    assert minds.agreement.tolist() == pytest.approx([1.0, 1.0])
    assert minds.agreement_around.tolist() == pytest.approx([0.6, 0.6])


def test_what_is_held_is_the_share_of_beliefs_that_a_code_holds_too():
    # the code says +, -, nothing: of six beliefs, three are what it says
    members = people([[1, -1, 0], [1, 0, 0]])
    minds = minds_of(members, [[1, -1, 0]], firm=np.zeros(1, np.int64), execution_error=0.03, own_ways=1.0)
    assert minds.held.tolist() == [0.5]
    assert minds.believed.tolist() == [[1.0, -0.5, 0.0]]


def test_who_has_been_there_for_half_a_year_is_no_newcomer():
    members = people(np.zeros((4, 1)))._replace(tenure=np.array([0, 5, 6, 60]))
    minds = minds_of(members, [[0]], firm=np.zeros(1, np.int64))
    assert minds.newcomers.tolist() == [0.5]
    # nothing else is looked at while nothing depends on it
    assert minds.agreement.tolist() == minds.held.tolist() == [9.0]


def test_a_node_without_members_keeps_what_its_people_held():
    members = people(np.ones((2, 1)), node=[0, 0])
    minds = minds_of(members, [[1]], nodes=2, firm=np.zeros(2, np.int64), execution_error=0.03, own_ways=1.0)
    assert [minds.agreement[1], minds.held[1], minds.believed[1, 0], minds.newcomers[1]] == [9.0] * 4
    assert minds.held[0] == 1.0
