"""Network files in the place of a scenario's own network."""

from __future__ import annotations

import os
from collections.abc import Sequence

from tci_sim.scenario.library import NETWORK, find
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.network_kinds import network_fields
from tci_sim.scenario.schema import Scenario

_OWN = ("roles", "tiers", "supplier_contributions", "nodes", "edges", "graphml", "willems")
"""All by which a scenario says what its network is."""


def load_with_network(
    file: str, overrides: Sequence[str] | None, networks: Sequence[str] | None, *, allow_outside: bool,
    sector: str | None = None,
) -> Scenario:  # fmt: skip
    """Load a scenario and put network files in the place of its own; who names a file here may use it.

    Parameters
    ----------
    file : str
        The scenario: a file, or a name in the library.
    overrides : sequence of str, optional
        Values over those of the file, each `path=value`.
    networks : sequence of str, optional
        One file, or the tables of nodes and of edges; files, or names in the library.
    allow_outside : bool
        Whether the scenario may name files outside its folder.
    sector : str, optional
        The sector, as for `load`.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        If something cannot be used, with one line for each fault.
    """
    scenario = load(file, overrides or (), sector=sector, allow_outside=allow_outside)
    return with_network(scenario, networks) if networks else scenario


def with_network(scenario: Scenario, networks: Sequence[str]) -> Scenario:
    """Put network files in the place of a scenario's own network; parameters and errors are those above."""
    fields = network_fields([find(network, NETWORK) for network in networks])
    named = {f"network.{field}": os.path.abspath(file) for field, file in fields.items()}
    own = {f"firms.{name}.network": None for name, firm in scenario.firms.items() if firm.network.given()}
    return variant(scenario, {**{f"network.{name}": None for name in _OWN}, **own, **named})
