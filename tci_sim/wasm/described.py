"""What a page is told of a world beside what it can set: who is in it, and where its measures are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tci_sim.engine.accounts import ACCOUNTS
from tci_sim.engine.ledger import OUTSIDE_HOLDERS, REVIEW_MONTHS
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.state.arrays import named_arrays
from tci_sim.engine.state.books import Check, Figure
from tci_sim.scenario.focal import focal_firm
from tci_sim.simulation import Simulation

_OF = {
    Check.ALL_MONEY: ("books.all_money", ""),
    Check.MONEY: ("books.money", "holders"),
    Check.ON_THE_WAY: ("books.on_the_way", "edges"),
    Check.TAKEN_IN: ("books.taken_in", "edges"),
    Check.GOODS: ("books.goods", "nodes"),
    Check.CUSTOMERS: ("books.customers", ""),
    Check.MEMBERS: ("books.members", "holders"),
    Check.SEATS: ("books.seats", "nodes"),
    Check.STOCK: ("books.stock", "nodes"),
    Check.MONEY_COUNTED: ("books.money", "holders"),
    Check.NODE_FIGURE: ("books.figure_of_node", "nodes"),
    Check.ORGANISATION_FIGURE: ("books.figure_of_holder", "holders"),
    Check.SEGMENT_FIGURE: ("books.figure_of_segment", ""),
    Check.CUSTOMER_FIGURE: ("books.figure_of_customer", ""),
}
"""For each check the message about it, and the list in which those are whom it names."""


def describe_holders(world: Simulation) -> dict[str, Any]:
    """List who is in a world, by the names that its scenario and its network have for them."""
    network, market, links = world.network, world.scenario.market, world.state.edges.links
    sellers = len(network.selling_firms)
    return {
        "firms": list(network.selling_firms),
        "suppliers": list(network.firms[sellers:]),
        "holders": [*network.firms, *OUTSIDE_HOLDERS],
        "nodes": list(network.name),
        "node_firms": list(network.firm),
        "edges": [
            {"source": source, "target": target, "goods": goods}
            for source, target, goods in zip(
                links.source.tolist(), links.target.tolist(), links.goods.tolist(), strict=True
            )
        ],
        "segments": list(market.segments),
        "attributes": list(market.attributes),
        "focal": focal_firm(world.scenario) or None,
    }


def describe_measures(world: Simulation, addresses: Mapping[str, int]) -> dict[str, Any]:
    """Say where what is measured lies, what is booked, and which sum did not close if one did not."""
    recording = dict(named_arrays(world.recording))
    returns = world.state.books.returns.statement
    return {
        "measures": {
            kind: {
                "at": addresses[f"recording.{kind}"],
                "shape": list(recording[kind].shape),
                "names": [measure.name for measure in measures],
            }
            for kind, measures in MEASURES.items()
        },
        "accounts": {
            "at": addresses["state.books.returns.statement"],
            "shape": list(returns.shape),
            "names": list(ACCOUNTS),
            "months": REVIEW_MONTHS,
        },
        "fault": {
            "at": addresses["state.books.checks.fault"],
            "checks": [{"message": _OF[check][0], "names": _OF[check][1]} for check in Check],
            "figures": [figure.name.lower() for figure in Figure],
        },
    }
