"""Phase 6: the code learns from those who do better, members learn from the code, and values are formed."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled, phase
from tci_sim.engine.phases.cultivate import (
    average_culture,
    count_service,
    follow_leaders,
    form_values,
    meet_colleagues,
    see_results,
)
from tci_sim.engine.phases.evidence import evidence_of
from tci_sim.engine.phases.lever_time import learn_new_code
from tci_sim.engine.phases.minds import add_up_beliefs, read_minds
from tci_sim.engine.randomness import Decision, uniform
from tci_sim.engine.roster import NextSteps, Roster, list_members, list_next_steps, members_at
from tci_sim.engine.rules.learning import (
    act,
    border_openness,
    decide_by_fact,
    judgement,
    learn_from_the_better,
    pace_of_learning,
    pick,
    readiness_for_fact,
    sharing_chance,
    socialise,
    step_towards,
    worth_of_act,
)
from tci_sim.engine.state.edges import Edges
from tci_sim.engine.state.firms import Firms, Knowledge, Policies
from tci_sim.engine.state.market import Market, Needs
from tci_sim.engine.state.nodes import Competence, Nodes, Places
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import Disruption, Run
from tci_sim.engine.state.types import COLLABORATION, Floats, Integers, Signs

_ACT = np.uint64(Decision.ACT)
_SOCIALISE = np.uint64(Decision.SOCIALISE)
_DECIDE_BY_FACT = np.uint64(Decision.DECIDE_BY_FACT)
_CODE_MOVES = np.uint64(Decision.CODE_MOVES)
_SHARE_UPSTREAM = np.uint64(Decision.SHARE_UPSTREAM)
_PACE = np.uint64(Decision.PACE)
_SHARE_SENDER = np.uint64(Decision.SHARE_SENDER)

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
    roster = list_members(members, nodes.places)
    worth = judge_acts(run, market.needs, firms.knowledge)
    votes = count_votes(run, members, firms.knowledge, roster, worth, month)
    teach_members(run, members, firms.policies, firms.knowledge, roster, month)
    before = firms.knowledge.code.copy()
    teach_code(run, firms.policies, firms.knowledge, votes, month)
    follow_facts(run, firms.policies, firms.knowledge, month)
    hours, code, time = run.world[0].economy.code_hours, firms.knowledge.code, nodes.work.interview_time
    learn_new_code(hours, nodes.places.firm, before, code, time)

    steps = list_next_steps(edges.links)
    chances = sharing_chances(run, nodes.places, firms.policies, steps)
    pass_upstream(run, members, roster, steps, chances, month)
    count_knowledge(market.needs, members, nodes.competence, roster)

    meet_colleagues(run, members, firms.policies, roster, month)
    follow_leaders(run, members, staff, firms.policies, roster)
    see_results(run, members, nodes.competence, roster)
    form_values(disruption, members, firms.policies, roster)
    count_service(members, roster)
    average_culture(members, nodes.competence, roster)
    read_minds(run.world[0].people, members, firms.knowledge.code, nodes.minds, nodes.places.firm, roster)


@compiled
def judge_acts(run: Run, needs: Needs, knowledge: Knowledge) -> Floats:
    """Return what an act is worth in each firm, by the truth and by the firm's evidence, (firm, dimension)."""
    oracle, voices = run.world[0].beliefs.oracle, run.world[0].voices
    worth: Floats = np.empty(knowledge.voices.shape)
    for f in range(worth.shape[0]):
        for d in range(worth.shape[1]):
            worth[f, d] = judgement(int(needs.reality[d]), evidence_of(voices, knowledge, f, d), oracle)
    return worth


@compiled
def count_votes(
    run: Run, members: Members, knowledge: Knowledge, roster: Roster, worth: Floats, month: int
) -> Integers:
    """Add up, in each firm, the acts of the members who do better than its code, (firm, dimension).

    Who does in all what the code says does no better.
    """
    votes = np.zeros(worth.shape, np.int64)
    coin, compare = run.world[0].beliefs.coin, run.world[0].beliefs.compare
    to_beat = np.empty(len(worth))
    for f in range(len(worth)):
        to_beat[f] = total_worth(knowledge.code[f], worth[f], compare)
    acts = np.empty(worth.shape[1], np.int8)
    for m in roster.member:
        f = roster.employer[m]
        if acts_alike(members.belief[m], knowledge.code[f], coin):
            continue
        act_on_beliefs(run.seed[0], coin, members.belief[m], acts, m, month)
        if total_worth(acts, worth[f], compare) > to_beat[f]:
            for d in range(len(acts)):
                votes[f, d] += acts[d]
    return votes


@compiled
def acts_alike(belief: Signs, code: Signs, coin: int) -> bool:
    """Return whether a member does in all what the code says, both (dimension,), and does nothing by a `coin`."""
    alike = True
    for d in range(len(belief)):
        alike &= belief[d] == code[d] and (belief[d] != 0 or coin == 0)
    return alike


@compiled
def act_on_beliefs(seed: np.uint64, coin: int, belief: Signs, acts: Signs, member: int, month: int) -> None:
    """Let a member act on each requirement, (dimension,), as believed or by a coin."""
    for d in range(len(belief)):
        tossed = 0.0
        if belief[d] == 0:
            who = np.uint64(member * len(belief) + d)
            tossed = uniform(seed, _ACT, np.uint64(month), who)
        acts[d] = act(int(belief[d]), coin, tossed)


@compiled
def total_worth(acts: Signs, worth: Floats, compare: int) -> float:
    """Add up what acts, or what the code says, are worth over all requirements, (dimension,)."""
    total = 0.0
    for d in range(len(acts)):
        total += worth_of_act(int(acts[d]), worth[d], compare)
    return total


@compiled
def teach_members(
    run: Run, members: Members, policies: Policies, knowledge: Knowledge, roster: Roster, month: int
) -> None:
    """Let every member move towards the firm's code, as it was last month."""
    seed, steps = run.seed[0], run.world[0].beliefs.steps
    belief, dimensions = members.belief, members.belief.shape[1]
    for m in roster.member:
        f = roster.employer[m]
        if acts_alike(belief[m], knowledge.code[f], 0):
            continue
        levers = policies.in_force[policies.of_unit[members.node[m]]].learning
        pace = uniform(seed, _PACE, np.uint64(0), np.uint64(m))
        p_learn = pace_of_learning(levers.p_learn, levers.p_learn_slow, levers.slow_learners, pace)
        for d in range(dimensions):
            code = int(knowledge.code[f, d])
            if code != 0 and code != belief[m, d]:
                chance = uniform(seed, _SOCIALISE, np.uint64(month), np.uint64(m * dimensions + d))
                belief[m, d] = socialise(int(belief[m, d]), code, p_learn, steps, chance)


@compiled
def teach_code(run: Run, policies: Policies, knowledge: Knowledge, votes: Integers, month: int) -> None:
    """Let the code of every firm take over what those did who did better than it."""
    code, dimensions = knowledge.code, votes.shape[1]
    for f in range(len(votes)):
        code_learning = policies.in_force[f].learning.code_learning
        for d in range(dimensions):
            if votes[f, d] != 0:
                who = np.uint64(f * dimensions + d)
                chance = uniform(run.seed[0], _CODE_MOVES, np.uint64(month), who)
                code[f, d] = learn_from_the_better(int(code[f, d]), votes[f, d], code_learning, chance)


@compiled
def follow_facts(run: Run, policies: Policies, knowledge: Knowledge, month: int) -> None:
    """Let strong evidence decide what the code holds; it has the last word of the month, after the votes."""
    beliefs, voices, code = run.world[0].beliefs, run.world[0].voices, knowledge.code
    for f in range(len(code) if beliefs.by_fact > 0.0 and beliefs.oracle < 1.0 else 0):
        code_learning = policies.in_force[f].learning.code_learning
        readiness = readiness_for_fact(code_learning, beliefs.by_fact, beliefs.oracle)
        for d in range(code.shape[1]):
            heard = evidence_of(voices, knowledge, f, d)
            who = np.uint64(f * code.shape[1] + d)
            chance = uniform(run.seed[0], _DECIDE_BY_FACT, np.uint64(month), who)
            code[f, d] = decide_by_fact(int(code[f, d]), heard, readiness, chance)


@compiled
def sharing_chances(run: Run, places: Places, policies: Policies, steps: NextSteps) -> Floats:
    """Find the chance, at full collaboration, that a next step moves a belief of the step before it, (pair,)."""
    chances = np.empty(len(steps.node))
    for i in range(len(chances)):
        buyer = places.firm[steps.target[i]]
        levers = policies.in_force[buyer]
        border = border_openness(places.firm[steps.node[i]] == buyer, levers.integration.joint_improvement)
        chances[i] = sharing_chance(levers.learning.sharing, 1.0, run.world[0].beliefs.spread, border)
    return chances


@compiled
def pass_upstream(
    run: Run, members: Members, roster: Roster, steps: NextSteps, chances: Floats, month: int
) -> None:
    """Let members hear what a colleague of the next process step believes.

    Nodes are gone through up-stream first, so that what is shared is what was believed before anybody shared.
    """
    for i in range(len(chances)):
        senders = members_at(roster, steps.target[i])
        if chances[i] > 0.0 and len(senders) > 0:
            receivers = members_at(roster, steps.node[i])
            share_beliefs(run, members, senders, receivers, chances[i], steps.number[i], month)


@compiled
def share_beliefs(
    run: Run, members: Members, senders: Integers, receivers: Integers, most: float, step: int, month: int
) -> None:
    """Let each hearer meet one teller; what the teller believes moves the hearer's beliefs one step."""
    seed, moment = run.seed[0], np.uint64(month)
    belief, dimensions = members.belief, members.belief.shape[1]
    for m in receivers:
        meeting = m * _NEXT_STEPS + step
        met = uniform(seed, _SHARE_SENDER, moment, np.uint64(meeting))
        sender = senders[pick(len(senders), met)]
        chance = most * members.culture[sender, COLLABORATION]
        for d in range(dimensions):
            told = int(belief[sender, d])
            if told != 0 and told != belief[m, d]:
                who = np.uint64(meeting * dimensions + d)
                if uniform(seed, _SHARE_UPSTREAM, moment, who) < chance:
                    belief[m, d] = step_towards(int(belief[m, d]), told, 1)


@compiled
def count_knowledge(needs: Needs, members: Members, competence: Competence, roster: Roster) -> None:
    """Return what share of each node's beliefs is right and what share is wrong, attribute by attribute.

    A node without members keeps what it had.
    """
    reality = needs.reality
    believed, sure = np.empty(len(reality), np.int64), np.empty(len(reality), np.int64)
    for n in range(len(competence.right)):
        present = members_at(roster, n)
        if len(present) > 0:
            right, wrong = competence.right[n], competence.wrong[n]
            right[:] = 0.0
            wrong[:] = 0.0
            add_up_beliefs(members.belief, present, believed, sure)
            for d in range(len(reality)):
                a, right_less_wrong = needs.attribute[d], believed[d] * reality[d]
                right[a] += (sure[d] + right_less_wrong) // 2
                wrong[a] += (sure[d] - right_less_wrong) // 2
            for a in range(len(right)):
                beliefs = len(present) * needs.dimensions[a]
                right[a] /= max(beliefs, 1)
                wrong[a] /= max(beliefs, 1)
