"""After a month, where somebody waits for it: whether anything is left that could still move what is known.

What is known is what members believe, what each organisation holds, what customers want and who is there. Each way in
which one of them can ever move is looked at, and where it is not certain to be at rest for good, it moves. So what
settles does not move in any later month, whatever chance draws; what would not move by luck alone is not settled.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from tci_sim.engine.backend.decorators import compiled, phase
from tci_sim.engine.phases.learn import acts_alike, total_worth
from tci_sim.engine.phases.outlook import is_appraised
from tci_sim.engine.state.customers import Customers
from tci_sim.engine.state.edges import Edges, Links
from tci_sim.engine.state.firms import Firms, Knowledge, Policies
from tci_sim.engine.state.market import Market
from tci_sim.engine.state.nodes import Nodes, Places
from tci_sim.engine.state.people import Members, Staff
from tci_sim.engine.state.run import SHOCK_DURATION, SHOCK_MONTH, Changes, Future, Run
from tci_sim.engine.state.types import Flags, Integers, Record, Signs


class Moving(IntEnum):
    """What may still move what is known; the first that is found."""

    UNWATCHED = 0
    """Nobody waits for it."""
    NOTHING = 1
    """It has settled."""
    EVENTS = 2
    """What is yet to come: the end of the burn-in, or shocks."""
    NEEDS = 3
    """What customers want turns."""
    MEMBERS = 4
    """Members come and go."""
    FIRMS = 5
    """Firms imitate each other, search, turn round, leave the market or enter it."""
    INTERVIEWS = 6
    """What customers or next steps say moves beliefs."""
    FACTS = 7
    """What was heard decides what organisations hold."""
    BELIEFS = 8
    """Members and organisations still learn from each other."""


@phase
def settle(
    run: Run,
    future: Future,
    changes: Changes,
    market: Market,
    customers: Customers,
    members: Members,
    staff: Staff,
    nodes: Nodes,
    edges: Edges,
    firms: Firms,
    watch: Integers,
    month: int,
) -> None:
    """Note in `watch`, (1,), the first thing found that may move what is known after this month, a `Moving`."""
    world, policies, code = run.world[0], firms.policies, firms.knowledge.code
    watch[0] = Moving.NOTHING
    if month < run.burn_in[0] or events_to_come(future, changes, month):
        watch[0] = Moving.EVENTS
    elif world.requirements.turbulence > 0.0:
        watch[0] = Moving.NEEDS
    elif staff_moves(world, staff):
        watch[0] = Moving.MEMBERS
    elif rivals_move(world, firms.standing.open, firms.survival.vacant, code):
        watch[0] = Moving.FIRMS
    elif interviews_move(world, policies, edges.links, len(customers.firm)):
        watch[0] = Moving.INTERVIEWS
    elif world.beliefs.by_fact > 0.0 and world.beliefs.oracle < 1.0:
        watch[0] = Moving.FACTS
    elif beliefs_move(world, market.needs.reality, members, nodes.places, policies, firms.knowledge) or (
        len(edges.links.out) > 0 and steps_differ(world, members, nodes.places.firm, code)
    ):
        watch[0] = Moving.BELIEFS


@compiled
def events_to_come(future: Future, changes: Changes, month: int) -> bool:
    """Return whether a shock, or a change of the world, begins or ends after this month, or a state is set."""
    last = int(changes.month[-1])
    for setting in range(len(future.set_month)):
        last = max(last, future.set_month[setting])
    for shock in range(len(future.shocks)):
        last = max(last, future.shocks[shock, SHOCK_MONTH] + future.shocks[shock, SHOCK_DURATION])
    return bool(last > month)


@compiled
def staff_moves(world: Record, staff: Staff) -> bool:
    """Return whether members may leave of their own will, or staff follow demand."""
    follows = world.supply.capacity_limits != 0 and world.staff.follow_demand != 0
    return bool(world.staff.turnover > 0.0 or (follows and staff.headcount.sum() > 0))


@compiled
def rivals_move(world: Record, is_open: Flags, vacant: Integers, code: Signs) -> bool:
    """Return whether firms may enter or leave the market, or take over what others hold or how they learn."""
    rivalry, several = world.rivalry, np.count_nonzero(is_open) > 1
    entering = rivalry.entry_rate > 0.0 and np.count_nonzero(vacant) > 0
    searching = several and (rivalry.exit_loss > 0.0 or rivalry.aspiration > 0.0)
    copying = several and world.beliefs.imitation > 0.0 and codes_differ(code)
    return bool(entering or searching or copying)


@compiled
def codes_differ(code: Signs) -> bool:
    """Return whether what organisations hold differs, (organisation, dimension)."""
    differ = False
    for f in range(1, len(code)):
        for d in range(code.shape[1]):
            differ |= code[f, d] != code[0, d]
    return differ


@compiled
def interviews_move(world: Record, policies: Policies, links: Links, customers: int) -> bool:
    """Return whether anybody may be interviewed: customers, where there are any, or next process steps.

    Firms that invest, or appraise levers, may come to hold interviews with customers that they do not hold now.
    """
    appraised = is_appraised(world)
    for f in range(len(policies.in_force)):
        levers = policies.in_force[f]
        review, inside = levers.listening.review, levers.listening.internal_review
        may_ask = review.interviews > 0.0 or appraised or levers.value.investment_step > 0.0
        if (customers > 0 and may_ask) or (len(links.out) > 0 and inside.interviews > 0.0):
            return True
    return False


@compiled
def beliefs_move(
    world: Record, reality: Signs, members: Members, places: Places, policies: Policies, knowledge: Knowledge
) -> bool:
    """Return whether a member may move towards what the organisation holds, or it towards members."""
    for m in range(len(members.active)):
        if members.active[m]:
            n, belief = members.node[m], members.belief[m]
            f, levers = places.firm[n], policies.in_force[policies.of_unit[n]].learning
            code = knowledge.code[f]
            learns = levers.p_learn > 0.0 or (levers.p_learn_slow > 0.0 and levers.slow_learners > 0.0)
            if learns and is_taught(belief, code):
                return True
            if policies.in_force[f].learning.code_learning > 0.0 and teaches(
                world.beliefs, reality, belief, code
            ):
                return True
    return False


@compiled
def steps_differ(world: Record, members: Members, firm: Integers, code: Signs) -> bool:
    """Return whether members of one step may take over what those of the next believe, and do not yet.

    They do not where all believe what their organisations hold, and these hold the same. `firm` is the organisation of
    each node, (node,).
    """
    differ = codes_differ(code)
    for m in range(len(members.active)):
        if members.active[m]:
            differ |= not acts_alike(members.belief[m], code[firm[members.node[m]]], 0)
    return world.beliefs.spread > 0.0 and differ


@compiled
def is_taught(belief: Signs, code: Signs) -> bool:
    """Return whether the code says anything that a member does not believe, both (dimension,)."""
    differ = False
    for d in range(len(code)):
        differ |= code[d] != 0 and belief[d] != code[d]
    return differ


@compiled
def teaches(beliefs: Record, reality: Signs, belief: Signs, code: Signs) -> bool:
    """Return whether a member may do better than what the code says, all (dimension,), and so move it.

    Who believes nothing may, by a coin. Who is judged by evidence may, for what was heard moves.
    """
    if acts_alike(belief, code, beliefs.coin):
        return False
    if beliefs.oracle < 1.0 or (beliefs.coin == 1 and not np.all(belief)):
        return True
    worth = reality.astype(np.float64)
    return bool(total_worth(belief, worth, beliefs.compare) > total_worth(code, worth, beliefs.compare))
