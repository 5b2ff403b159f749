"""Part of phase 8: managers meet those of other firms, elsewhere or on the market, and take over their tools."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.rules.improvement import learn_from_peers
from tci_sim.engine.state.firms import Policies
from tci_sim.engine.state.run import Run
from tci_sim.engine.state.types import Flags, Floats, Integers


@compiled
def meet_peers(
    run: Run, budget: Floats, is_open: Flags, firm: Integers, know_how: Floats, policies: Policies
) -> None:
    """Let the units of each firm, (node,), move towards the know-how of firms whose managers theirs have met.

    Firms elsewhere know as much as the world says. Those met from rivals are open, and each side learns from the other.
    """
    people = run.world[0].people
    talk, rate = people.rivals_talk, people.peer_learning
    met = firms_met(budget, policies)
    if np.max(met) <= 0.0:
        return
    rivals = mean_of_firms(firm, know_how, len(met))
    others = max(int(np.count_nonzero(is_open)) - 1, 1)
    for n in range(len(firm)):
        f = firm[n]
        sells = f < len(is_open) and is_open[f]
        elsewhere = met[f] * (1.0 - talk) if sells else met[f]
        know_how[n] = learn_from_peers(know_how[n], people.peers_level, elsewhere, rate)
        for other in range(len(is_open) if sells else 0):
            if other != f and is_open[other]:
                meetings = talk * (met[f] + met[other]) / others
                know_how[n] = learn_from_peers(know_how[n], rivals[other], meetings, rate)


@compiled
def firms_met(budget: Floats, policies: Policies) -> Floats:
    """Return how many firms' managers each firm's own meet this month, as far as there is a budget for it, (firm,)."""
    met: Floats = np.empty(len(budget))
    for f in range(len(met)):
        met[f] = policies.in_force[f].culture.peers * budget[f]
    return met


@compiled
def mean_of_firms(firm: Integers, of_node: Floats, firms: int) -> Floats:
    """Return the mean over the nodes of each firm, 0 where it has none, (firm,)."""
    mean, count = np.zeros(firms), np.zeros(firms)
    for n in range(len(firm)):
        mean[firm[n]] += of_node[n]
        count[firm[n]] += 1.0
    for f in range(firms):
        mean[f] /= max(count[f], 1.0)
    return mean
