"""What organisations do together across their borders: how far they decide jointly, and what they tell each other."""

from __future__ import annotations

import numpy as np

from tci_sim.engine.aggregates import crosses_organisations
from tci_sim.engine.backend.decorators import compiled
from tci_sim.engine.state.edges import Links
from tci_sim.engine.state.firms import Knowledge, Policies
from tci_sim.engine.state.nodes import Places
from tci_sim.engine.state.types import Flags, Floats, Integers, Records


@compiled
def joint_decisions(places: Places, links: Links, policies: Policies) -> Floats:
    """Return how far each organisation decides jointly, in the mean over its borders, (organisation,)."""
    joint, borders = np.zeros(len(policies.in_force)), np.zeros(len(policies.in_force))
    for e in range(len(links.source)):
        if crosses_organisations(places, links, e):
            supplier, buyer = places.firm[links.source[e]], places.firm[links.target[e]]
            weight = policies.in_force[buyer].integration.joint_decision
            for f in (supplier, buyer):
                joint[f] += weight
                borders[f] += 1.0
    for f in range(len(joint)):
        joint[f] /= max(borders[f], 1.0)
    return joint


@compiled
def attributes_made(places: Places, organisations: int) -> Flags:
    """Return in which attributes each organisation has a hand, (organisation, attribute)."""
    made = np.zeros((organisations, places.contribution.shape[1]), np.bool_)
    for n in range(len(places.firm)):
        for a in range(made.shape[1]):
            made[places.firm[n], a] |= places.contribution[n, a] > 0.0
    return made


@compiled
def tell_suppliers(
    places: Places, links: Links, in_force: Records, knowledge: Knowledge, made: Flags, attribute: Integers
) -> None:
    """Move what suppliers have heard of the needs of shared attributes towards what each buyer has, as of before.

    With several buyers the move is the mean of those towards each. `made` is (organisation, attribute) and `attribute`
    that of each need, (dimension,).
    """
    voices, weight = knowledge.voices.copy(), knowledge.voice_weight.copy()
    borders = np.zeros(len(made))
    for e in range(len(links.source)):
        borders[places.firm[links.source[e]]] += 1.0 if crosses_organisations(places, links, e) else 0.0
    for e in range(len(links.source)):
        if crosses_organisations(places, links, e):
            s, b = places.firm[links.source[e]], places.firm[links.target[e]]
            joint = in_force[b].integration.joint_decision / borders[s]
            for d in range(len(attribute)):
                if made[s, attribute[d]] and made[b, attribute[d]]:
                    knowledge.voices[s, d] += joint * (voices[b, d] - voices[s, d])
                    knowledge.voice_weight[s, d] += joint * (weight[b, d] - weight[s, d])
