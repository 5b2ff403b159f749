"""What is asked of many runs: which worlds, under which seeds, and what is kept of each.

A run is one world under one seed. One scenario alone is an experiment of one case; a comparison has a case for each
scenario; a study has one for each point of its design. All are made, kept and read in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, runtime_checkable

from tci_sim.engine.measures.columns import MEASURES, Kind
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import NetworkFiles, Scenario
from tci_sim.scenario.study import FOCAL
from tci_sim.world.build_network import network_of, read_files
from tci_sim.world.network import ValueNetwork

Files = tuple[str | None, ...]
"""Names of the files of a network: nodes, edges, graphml, willems."""


class OutputSpec(NamedTuple):
    """What is kept of each run."""

    holders: tuple[str, ...]
    """Whose measures: `focal`, kinds, or names; see `tci_sim.runs.holders.select_holders`."""
    measures: Mapping[Kind, tuple[str, ...]]
    """Which measures of each kind of holder."""
    months: tuple[int, ...]
    """Which months, from 0."""
    figures: bool
    """Whether the figure of the whole run is kept too."""
    fingerprint: bool
    """Whether the hash of all that was measured is kept too."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {**self._asdict(), "measures": {kind: list(names) for kind, names in self.measures.items()}}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> OutputSpec:
        """Read what `to_dict` gave."""
        measures = {kind: tuple(names) for kind, names in told["measures"].items()}
        return cls(
            tuple(told["holders"]), measures, tuple(told["months"]), told["figures"], told["fingerprint"]
        )


ALL_MEASURES: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {kind: tuple(measure.name for measure in MEASURES[kind]) for kind in MEASURES}
)


def all_output(months: int) -> OutputSpec:
    """Keep all that is measured of everybody."""
    return OutputSpec(tuple(MEASURES), ALL_MEASURES, tuple(range(months)), figures=False, fingerprint=True)


def focal_and_market_output(months: int) -> OutputSpec:
    """Keep all that is measured of the focal firm and of the market."""
    kinds: tuple[Kind, ...] = ("firm", "market")
    measures = {kind: ALL_MEASURES[kind] for kind in kinds}
    return OutputSpec((FOCAL, "market"), measures, tuple(range(months)), figures=False, fingerprint=True)


class Plan(Protocol):
    """What each case changes, made when it is asked for."""

    @property
    def levers(self) -> tuple[str, ...]:
        """Dotted paths of what the asker varies."""

    @property
    def uncertainties(self) -> tuple[str, ...]:
        """Dotted paths of what the world varies."""

    def __len__(self) -> int: ...

    def changes(self, number: int) -> Mapping[str, Any]:
        """Return what a case changes in its base, by dotted path."""


@runtime_checkable
class DiffersByReplication(Protocol):
    """A plan of which a replication needs some cases alone: what none needs is never run."""

    def cases_of(self, replication: int) -> Sequence[int]:
        """List the cases that a replication needs, in order; of each replication there are as many."""


@dataclass(frozen=True)
class Experiment:
    """Runs that are asked for: the same seeds in every case."""

    key: str
    """Hash of all that decides their results. [64 hexadecimal digits]"""
    bases: tuple[Scenario, ...]
    """One for all cases, or one for each."""
    plan: Plan | None
    """What each case changes in the one base; None where the bases themselves are the cases."""
    seed: int
    """Of the first replication."""
    replications: int
    """Runs of each case, to begin with."""
    limit: int
    """Runs of each case, at most."""
    keep: OutputSpec
    networks: Mapping[Files, ValueNetwork] = field(default_factory=dict)
    """Networks that are read from files, by the names of these files."""
    network: ValueNetwork | None = None
    """The network of all cases, whatever they say."""

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return len(self.bases) if self.plan is None else len(self.plan)

    def cases_of(self, replication: int) -> Sequence[int]:
        """List the cases that are run in a replication."""
        return range(self.cases) if self.plan is None else cases_of(self.plan, replication)

    @property
    def runs_at_most(self) -> int:
        """How many runs there may come to be."""
        return len(self.cases_of(0)) * self.limit

    @property
    def customers(self) -> int:
        """Simulated customers of one run, where cases do not change them."""
        return max(base.market.people for base in self.bases)

    def changes(self, case: int) -> Mapping[str, Any]:
        """Return what a case changes in its base."""
        return {} if self.plan is None else self.plan.changes(case)

    def base(self, case: int) -> Scenario:
        """Return the scenario that a case changes."""
        return self.bases[case if len(self.bases) > 1 else 0]

    def scenario(self, case: int) -> Scenario:
        """Build the scenario of a case.

        Raises
        ------
        InputError
            If it cannot be built.
        """
        return apply_changes(self.base(case), self.changes(case))

    def network_of(self, scenario: Scenario) -> ValueNetwork:
        """Return the network of a case."""
        return self.network or network_of(scenario, self._read)

    def _read(self, asked: NetworkFiles) -> ValueNetwork | None:
        """Return the network that stands in files, read before if it was."""
        return self.networks.get(files_of(asked)) or read_files(asked)


def cases_of(plan: Plan, replication: int) -> Sequence[int]:
    """List the cases of a plan that a replication needs: all of them, where it says nothing else."""
    return plan.cases_of(replication) if isinstance(plan, DiffersByReplication) else range(len(plan))


def apply_changes(base: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Lay changes over a base; where there are none it is the base."""
    return variant(base, changes, drawn=True) if changes else base


def files_of(asked: NetworkFiles) -> Files:
    """Return the names of network files."""
    return (asked.nodes, asked.edges, asked.graphml, asked.willems)


def networks_in(scenarios: Iterator[Scenario] | Sequence[Scenario]) -> dict[Files, ValueNetwork]:
    """Read the network files that scenarios name, each once.

    Raises
    ------
    InputError
        If one cannot be read.
    """
    found: dict[Files, ValueNetwork] = {}
    for scenario in scenarios:
        for asked in (scenario.network, *(firm.network for firm in scenario.firms.values())):
            files = files_of(asked)
            if any(files) and files not in found and (network := read_files(asked)) is not None:
                found[files] = network
    return found
