"""Mutual learning against March (1991), bounded confidence against Deffuant et al. (2000), order of play."""

from typing import NamedTuple

import numpy as np
import pytest

from tci_sim.engine.phases.cultivate import average_culture, meet_colleagues, shape_values, shuffled
from tci_sim.engine.phases.learn import (
    count_knowledge,
    count_votes,
    judge_acts,
    pass_upstream,
    teach_code,
    teach_members,
)
from tci_sim.engine.present import Chain
from tci_sim.engine.randomness import Decision, draw
from tci_sim.engine.state.people import Members
from tci_sim.scenario.policy import Culture, Integration, Learning, Policy
from tci_sim.scenario.world import Staff
from tci_sim.world.records import record

SEED = np.uint64(1991)
MARCH = {
    0.1: (0.863, 0.818, 0.805, 0.801, 0.802, 0.800, 0.805, 0.807, 0.813),
    0.5: (0.953, 0.907, 0.873, 0.840, 0.811, 0.789, 0.771, 0.757, 0.742),
    0.9: (0.973, 0.942, 0.907, 0.876, 0.844, 0.812, 0.781, 0.754, 0.729),
}
"""Knowledge in the end by code learning (rows) and p_learn .1 to .9: 2,000 replications, s.e. up to .0025."""


def policies(count, **parts):
    return np.repeat(record(Policy(**parts)), count).view(np.recarray)


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
    seed = int(SEED)
    policy = policies(organisations, learning=Learning(p_learn=p_learn, code_learning=code_learning))
    signs = draw(seed, Decision.REALITY, 0, range(dimensions))
    reality = np.where(signs < 0.5, -1, 1).astype(np.int8)
    thirds = draw(seed, Decision.BELIEF_AT_START, 0, np.arange(organisations * members * dimensions)) * 3
    belief = (np.floor(thirds) - 1).astype(np.int8).reshape(-1, dimensions)
    employer = np.repeat(np.arange(organisations), members)
    active = np.ones(len(belief), np.bool_)
    code = np.zeros((organisations, dimensions), np.int8)
    silence = np.zeros((organisations, dimensions))
    worth = judge_acts(reality, silence, silence, 1.0)
    for month in range(500):
        votes = count_votes(SEED, active, belief, employer, code, worth, 1, month)
        teach_members(SEED, active, belief, employer, code, policy, 1, month)
        teach_code(SEED, code, policy, votes, month)
        if month % 10 == 9 and (belief == code[employer]).all():
            return March(belief, code, reality)
    raise AssertionError("500 months and still no agreement")


def knowledge(world):
    return float((world.code * world.reality).mean())


@pytest.mark.parametrize(("p_learn", "code_learning"), [(0.1, 0.1), (0.1, 0.5), (0.5, 0.5), (0.9, 0.9)])
def test_organisations_learn_as_much_as_those_of_1991(p_learn, code_learning):
    published = MARCH[code_learning][round(p_learn * 10) - 1]
    assert knowledge(march(p_learn, code_learning, 120)) == pytest.approx(published, abs=0.03)


def test_slow_socialisation_teaches_the_code_more():
    assert knowledge(march(0.1, 0.9, 60)) > knowledge(march(0.9, 0.9, 60)) + 0.1


@pytest.mark.slow
@pytest.mark.parametrize("code_learning", MARCH)
@pytest.mark.parametrize("tenths", range(1, 10))
def test_all_27_cells_of_1991_come_out(tenths, code_learning):
    published = MARCH[code_learning][tenths - 1]
    assert knowledge(march(tenths / 10, code_learning, 2000)) == pytest.approx(published, abs=0.02)


def one_organisation(belief, code, **levers):
    """One month of mutual learning in one organisation that the truth (+1 everywhere) judges."""
    belief, code = np.array(belief, np.int8), np.array([code], np.int8)
    policy, employer = policies(1, learning=Learning(**levers)), np.zeros(len(belief), np.int64)
    active = np.ones(len(belief), np.bool_)
    worth = np.ones(code.shape)
    votes = count_votes(SEED, active, belief, employer, code, worth, 0, 0)
    teach_members(SEED, active, belief, employer, code, policy, 1, 0)
    teach_code(SEED, code, policy, votes, 0)
    return belief.tolist(), code[0].tolist()


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
    silence = np.zeros((1, 3))
    worth = judge_acts(np.array([1, -1, 1], np.int8), silence, silence, 0.0)
    belief = np.array([[1, -1, 1], [1, 1, 1]], np.int8)
    none = np.zeros(2, np.int64)
    votes = count_votes(SEED, np.ones(2, np.bool_), belief, none, np.zeros((1, 3), np.int8), worth, 1, 0)
    assert (worth == 0).all()
    assert (votes == 0).all()


def chain_of(firms):
    """Nodes of one member each in a row, the last one down-stream."""
    count = len(firms)
    out = np.minimum(np.arange(count + 1), count - 1)
    return Chain(np.array(firms), np.arange(count + 1), np.arange(1, count), out, np.arange(count - 1))


def told(firms, belief, **integration):
    members = people(belief, culture=np.ones((len(firms), 4)), node=range(len(firms)))
    levers = {"learning": Learning(sharing=1.0), "integration": Integration(**integration)}
    pass_upstream(SEED, 1.0, members, chain_of(firms), policies(max(firms) + 1, **levers), 0)
    return members.belief[:, 0].tolist()


def test_knowledge_climbs_one_process_step_a_month():
    assert told([0, 0, 0], [[0], [0], [1]]) == [0, 1, 1]


def test_who_tells_nothing_changes_no_belief():
    assert told([0, 0], [[-1], [0]]) == [-1, 0]


def test_a_supplier_is_told_only_where_the_buyer_lets_it_in():
    assert told([1, 0], [[-1], [1]]) == [-1, 1]
    assert told([1, 0], [[-1], [1]], joint_improvement=1.0) == [0, 1]


def test_knowledge_is_the_share_of_right_and_of_wrong_beliefs():
    # attribute 0 holds dimensions 0 and 1, attribute 1 dimension 2; the last slot is empty
    members = people([[1, 1, -1], [0, -1, -1], [1, 1, 1]], active=[True, True, False])
    right, wrong = np.full((1, 2), 9.0), np.full((1, 2), 9.0)
    reality, attribute = np.array([1, 1, 1], np.int8), np.array([0, 0, 1])
    count_knowledge(reality, attribute, members, np.array([0, 3]), right, wrong)
    assert (right.tolist(), wrong.tolist()) == ([[0.5, 0.0]], [[0.25, 1.0]])


def major_clusters(bound, months=80, count=1000):
    """How many clusters of at least a twentieth remain, for four independent values at once."""
    start = draw(int(SEED), Decision.CULTURE_AT_START, 0, np.arange(count * 4)).reshape(count, 4)
    members = people(np.zeros((count, 1)), culture=start)
    policy, staff = policies(1, culture=Culture(meetings=1.0)), record(Staff(bound=bound, convergence=0.5))[0]
    for month in range(months):
        meet_colleagues(SEED, staff, members, np.zeros(count, np.int64), policy, month)
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
    order = shuffled(SEED, colleagues, 3)
    assert sorted(order) == colleagues.tolist()
    assert (order != shuffled(SEED, colleagues, 4)).any()


def shaped(*, leader_tenure=5, results=0.0, active=(True, True), **culture):
    members = people(np.zeros((2, 1)), culture=[[0.4] * 4] * 2, active=active)
    levers = {"leadership": 0.0, **culture}
    shape_values(
        record(Staff())[0], members, np.zeros(2, np.int64), np.array([results]),
        policies(1, culture=Culture(**levers)), np.ones(1), np.array([leader_tenure]),
    )  # fmt: skip
    return members


def test_values_rest_where_nothing_shapes_them():
    assert (shaped().culture == 0.4).all()


def test_results_raise_values_and_setbacks_leave_them():
    # .4 + .6 * .02 * .5, by hand
    assert shaped(results=0.5).culture[0, 2] == pytest.approx(0.406)
    assert (shaped(results=-0.5).culture == 0.4).all()


def test_formation_raises_values():
    assert shaped(formation=0.05).culture[0].tolist() == pytest.approx([0.43] * 4)


def test_a_vacant_post_leads_nobody():
    levers = {"leadership": 1.0, "leader_learning": 0.9}
    assert shaped(**levers).culture[0, 0] > 0.5
    assert shaped(leader_tenure=-1, **levers).culture[0, 0] == 0.4


def test_a_month_of_service_passes_for_those_who_are_there():
    assert shaped(active=(True, False)).tenure.tolist() == [1, 0]


def test_a_node_without_members_keeps_its_culture():
    members = people(np.zeros((2, 1)), culture=[[0.2] * 4, [0.6] * 4], active=[True, True])
    culture = np.full((2, 4), 0.9)
    average_culture(members, np.array([0, 2, 2]), culture)
    assert culture[:, 0].tolist() == pytest.approx([0.4, 0.9])
