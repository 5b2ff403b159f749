"""Phase 6: the code learns from those who do better, members learn from the code, and values are formed."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled, phase
from tci_sim.engine.phases.cultivate import average_culture, meet_colleagues, shape_values
from tci_sim.engine.present import Chain, employers, present
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.rules.learning import (
    act,
    judgement,
    learn_from_the_better,
    open_border,
    pace_of_learning,
    pick,
    socialise,
    step_towards,
    telling,
)
from tci_sim.engine.rules.listening import evidence
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.types import COLLABORATION, Flags, Floats, Integers, Records, Signs

_ACT = np.uint64(Decision.ACT)
_SOCIALISE = np.uint64(Decision.SOCIALISE)
_CODE_MOVES = np.uint64(Decision.CODE_MOVES)
_SHARE_UPSTREAM = np.uint64(Decision.SHARE_UPSTREAM)
_PACE = np.uint64(Decision.PACE)
_SHARE_TELLER = np.uint64(Decision.SHARE_TELLER)

_NEXT_STEPS = 4096


@phase
def learn(
    run: Run,
    disruption: Disruption,
    market: Market,
    members: Members,
    staff: Staff,
    nodes: Nodes,
    edges: Edges,
    firms: Firms,
    month: int,
) -> None:
    """Let firms and members learn from each other, then pass knowledge up-stream and form values."""
    seed, world = run.seed[0], run.world[0]
    active, belief = members.active, members.belief
    employer = employers(members.node, nodes.places.firm)
    chain = Chain(
        nodes.places.firm,
        nodes.places.first_member,
        edges.links.target,
        edges.links.first_out,
        edges.links.out,
    )
    worth = judge_acts(
        market.needs.reality, firms.knowledge.voices, firms.knowledge.voice_weight, world.beliefs.oracle
    )
    votes = count_votes(
        seed, active, belief, employer, firms.knowledge.code, worth, world.beliefs.coin, month
    )
    teach_members(
        seed,
        active,
        belief,
        employer,
        firms.knowledge.code,
        firms.policies.in_force,
        world.beliefs.steps,
        month,
    )
    teach_code(seed, firms.knowledge.code, firms.policies.in_force, votes, month)
    pass_upstream(seed, world.beliefs.spread, members, chain, firms.policies.in_force, month)
    count_knowledge(
        market.needs.reality,
        market.needs.attribute,
        members,
        nodes.places.first_member,
        nodes.competence.right,
        nodes.competence.wrong,
    )
    meet_colleagues(seed, world.staff, members, employer, firms.policies.in_force, month)
    shape_values(
        world.staff,
        members,
        employer,
        nodes.competence.results,
        firms.policies.in_force,
        disruption.budget,
        staff.leader_tenure,
    )
    average_culture(members, nodes.places.first_member, nodes.competence.culture)


@compiled
def judge_acts(reality: Signs, voices: Floats, voice_weight: Floats, oracle: float) -> Floats:
    """Say what an act is worth in each firm, by the truth and by the firm's evidence, (firm, dimension)."""
    worth = np.empty(voices.shape)
    for f in range(voices.shape[0]):
        for d in range(voices.shape[1]):
            heard = evidence(voices[f, d], voice_weight[f, d])
            worth[f, d] = judgement(int(reality[d]), heard, oracle)
    return worth


@compiled
def count_votes(
    seed: np.uint64,
    active: Flags,
    belief: Signs,
    employer: Integers,
    code: Signs,
    worth: Floats,
    coin: int,
    month: int,
) -> Integers:
    """Add up, in each firm, the acts of the members who do better than its code, (firm, dimension)."""
    dimensions = code.shape[1]
    votes = np.zeros(code.shape, np.int64)
    to_beat = np.zeros(code.shape[0])
    for f in range(code.shape[0]):
        for d in range(dimensions):
            to_beat[f] += code[f, d] * worth[f, d]
    acts = np.empty(dimensions, np.int64)
    for m in range(len(active)):
        if not active[m]:
            continue
        f = employer[m]
        score = 0.0
        for d in range(dimensions):
            tossed = 0.0
            if belief[m, d] == 0:
                tossed = uniform(seed, _ACT, np.uint64(month), np.uint64(m * dimensions + d))
            acts[d] = act(int(belief[m, d]), coin, tossed)
            score += acts[d] * worth[f, d]
        if score > to_beat[f]:
            for d in range(dimensions):
                votes[f, d] += acts[d]
    return votes


@compiled
def teach_members(
    seed: np.uint64,
    active: Flags,
    belief: Signs,
    employer: Integers,
    codes: Signs,
    policy: Records,
    steps: int,
    month: int,
) -> None:
    """Let every member move towards the firm's code, as it was last month."""
    dimensions = belief.shape[1]
    for m in range(len(active)):
        if not active[m]:
            continue
        levers = policy[employer[m]].learning
        pace = uniform(seed, _PACE, np.uint64(0), np.uint64(m))
        p_learn = pace_of_learning(levers.p_learn, levers.p_learn_slow, levers.slow_learners, pace)
        for d in range(dimensions):
            code = int(codes[employer[m], d])
            if code != 0 and code != belief[m, d]:
                chance = uniform(seed, _SOCIALISE, np.uint64(month), np.uint64(m * dimensions + d))
                belief[m, d] = socialise(int(belief[m, d]), code, p_learn, steps, chance)


@compiled
def teach_code(seed: np.uint64, code: Signs, policy: Records, votes: Integers, month: int) -> None:
    """Let the code of every firm take over what those did who did better than it."""
    dimensions = votes.shape[1]
    for f in range(votes.shape[0]):
        code_learning = policy[f].learning.code_learning
        for d in range(dimensions):
            if votes[f, d] != 0:
                chance = uniform(seed, _CODE_MOVES, np.uint64(month), np.uint64(f * dimensions + d))
                code[f, d] = learn_from_the_better(int(code[f, d]), votes[f, d], code_learning, chance)


@compiled
def pass_upstream(
    seed: np.uint64, spread: float, members: Members, chain: Chain, policy: Records, month: int
) -> None:
    """Let members hear what a colleague of the next process step believes.

    Nodes are gone through up-stream first, so that what is told is what was believed before anybody was told.
    """
    for n in range(len(chain.firm)):
        for step in range(chain.first_out[n + 1] - chain.first_out[n]):
            target = chain.target[chain.out[chain.first_out[n] + step]]
            levers = policy[chain.firm[target]]
            inside = chain.firm[n] == chain.firm[target]
            border = open_border(inside, levers.integration.joint_improvement)
            most = telling(levers.learning.sharing, 1.0, spread, border)
            if most > 0.0:
                tellers = present(members.active, chain.first_member, target)
                hearers = present(members.active, chain.first_member, n)
                tell(seed, members.belief, members.culture, tellers, hearers, most, step, month)


@compiled
def tell(
    seed: np.uint64,
    belief: Signs,
    culture: Floats,
    tellers: Integers,
    hearers: Integers,
    most: float,
    step: int,
    month: int,
) -> None:
    """Let each hearer meet one teller; what the teller believes moves the hearer's beliefs one step."""
    dimensions = belief.shape[1]
    if len(tellers) == 0:
        return
    for m in hearers:
        meeting = m * _NEXT_STEPS + step
        met = uniform(seed, _SHARE_TELLER, np.uint64(month), np.uint64(meeting))
        teller = tellers[pick(len(tellers), met)]
        chance = most * culture[teller, COLLABORATION]
        for d in range(dimensions):
            told = int(belief[teller, d])
            if told != 0 and told != belief[m, d]:
                who = np.uint64(meeting * dimensions + d)
                if uniform(seed, _SHARE_UPSTREAM, np.uint64(month), who) < chance:
                    belief[m, d] = step_towards(int(belief[m, d]), told, 1)


@compiled
def count_knowledge(
    reality: Signs,
    attribute: Integers,
    members: Members,
    first_member: Integers,
    right: Floats,
    wrong: Floats,
) -> None:
    """Say what share of a node's beliefs is right and what share is wrong, (node, attribute).

    A node without members keeps what it had.
    """
    for n in range(right.shape[0]):
        staff = present(members.active, first_member, n)
        if len(staff) > 0:
            right[n, :] = 0.0
            wrong[n, :] = 0.0
            for d in range(len(reality)):
                a = attribute[d]
                for m in staff:
                    right[n, a] += 1.0 if members.belief[m, d] == reality[d] else 0.0
                    wrong[n, a] += 1.0 if members.belief[m, d] == -reality[d] else 0.0
            divide_by_beliefs(attribute, len(staff), right[n], wrong[n])


@compiled
def divide_by_beliefs(attribute: Integers, staff: int, right: Floats, wrong: Floats) -> None:
    """Turn numbers of beliefs into shares of all beliefs about each attribute, (attribute,)."""
    for a in range(len(right)):
        beliefs = 0
        for d in range(len(attribute)):
            beliefs += staff if attribute[d] == a else 0
        right[a] /= max(beliefs, 1)
        wrong[a] /= max(beliefs, 1)
