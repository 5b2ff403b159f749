"""The value network of the firm that a page is about: its process steps and suppliers, and where each is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from tci_sim.messages.message import Value
from tci_sim.plots.network import layout
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.labels import label_in
from tci_sim.scenario.schema import Scenario
from tci_sim.views.page.words import both
from tci_sim.world.network import ValueNetwork

MOST_NODES = 40
"""Nodes beyond which a network is not drawn: nobody could read it."""


def network_of_firm(scenario: Scenario, network: ValueNetwork) -> dict[str, Any] | None:
    """Return nodes with their places and names, and the edges between them; None where they are too many to draw."""
    owners = [network.firms[f] for f in network.firm_index]
    focal = _seller(scenario, network)
    source, target = network.source.tolist(), network.target.tolist()
    shown = _upstream(
        {n for n, owner in enumerate(owners) if owner == focal}, source, target, owners, network
    )
    if not 0 < len(shown) <= MOST_NODES:
        return None
    index = {n: k for k, n in enumerate(shown)}
    edges = [
        (index[s], index[t], "goods" if goods else "work")
        for s, t, goods in zip(source, target, network.goods.tolist(), strict=True)
        if s in index and t in index
    ]
    roles = [network.role[n] for n in shown if owners[n] == focal]
    firms = np.array([owners[n] for n in shown], np.str_)
    place = layout(firms, [focal], *(np.array([edge[k] for edge in edges], np.int64) for k in (0, 1)))
    return {
        "nodes": [
            {
                "place": n,
                "own": owners[n] == focal,
                "served": n in target,
                "label": both(
                    _name(
                        scenario, network, n, alone=owners[n] == focal and roles.count(network.role[n]) == 1
                    )
                ),
                "x": round(float(place.x[k] - place.x.min()), 2),
                "y": round(float(place.y[k] - place.y.min()), 2),
            }
            for k, n in enumerate(shown)
        ],
        "edges": edges,
    }


def _upstream(
    own: set[int], source: list[int], target: list[int], owners: list[str], network: ValueNetwork
) -> list[int]:
    """Return nodes of a firm and of all suppliers it depends on, in order; of other sellers none."""
    found, before = set(own), set[int]()
    while found != before:
        before = set(found)
        found |= {
            s
            for s, t in zip(source, target, strict=True)
            if t in found and owners[s] not in network.selling_firms
        }
    return sorted(found)


def _seller(scenario: Scenario, network: ValueNetwork) -> str:
    focal = focal_firm(scenario)
    return focal if focal in network.selling_firms else network.selling_firms[0]


def _name(scenario: Scenario, network: ValueNetwork, n: int, *, alone: bool) -> Value:
    """Name a node by its role, where it is the only one of it in the firm; else as the network calls it."""
    return label_in(scenario, "role", network.role[n]) if alone else network.name[n]
