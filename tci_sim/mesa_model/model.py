"""A scenario as a Mesa model: one step is one month, and every number lies in the world's arrays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

import mesa

from tci_sim.arguments import LARGEST_SEED, shown, whole_or_fault
from tci_sim.compile_model import ensure_compiled, to_stderr
from tci_sim.errors import InputError, meant
from tci_sim.mesa_model.agents import Firm, Node, Supplier, Unit, WorldAgent
from tci_sim.mesa_model.collecting import collector, latest
from tci_sim.mesa_model.population import CustomerPopulation
from tci_sim.mesa_model.world_model import WorldModel
from tci_sim.messages import Message, message
from tci_sim.scenario.load import AnyScenario, as_scenario
from tci_sim.simulation import Simulation
from tci_sim.world.given import as_network

if TYPE_CHECKING:
    from tci_sim.world.given import AnyNetwork

Agent = TypeVar("Agent", bound=WorldAgent)


class TCIModel(WorldModel):
    """The market of a scenario as a `mesa.Model`.

    Firms, units and suppliers are agents; customers are a population. `step` lets one month pass. Stepping
    gives the same results as running the scenario, to the last bit, as long as nobody writes to an agent.

    Parameters
    ----------
    scenario : Scenario, path or mapping
        The question, as `tci_sim.run` takes it.
    rng : int
        Seed of all chance in the world, 0 or more. A generator is refused: here every draw has a key, so
        there is no stream to go on from. Mesa's own `random` and `rng`, which the world never uses, start
        from it too.
    network : ValueNetwork, graph, files or tables, optional
        Who supplies whom, as `tci_sim.run` takes it; absent: the network that the scenario asks for.
    burn_in : bool
        Whether the months before month 0, in which all firms run one policy, pass while the model is made.
        If not, they are the first steps, of which nothing is collected.

    Attributes
    ----------
    question : Scenario
        The scenario (Mesa keeps the name `scenario` for something else).
    simulation : Simulation
        The world and what has been seen of it.
    network : ValueNetwork
        Who supplies whom.
    customers : CustomerPopulation
        All customers.
    datacollector : DataCollector
        Measures of every month since month 0: of the market by `get_model_vars_dataframe`, of agents of one
        class by `get_agenttype_vars_dataframe`. Mesa counts steps from 1: after a burn-in, step 1 is month 0.

    Raises
    ------
    InputError
        If the scenario, the network or the seed cannot be used.
    """

    def __init__(
        self,
        scenario: AnyScenario,
        *,
        rng: int = 1,
        network: AnyNetwork | None = None,
        burn_in: bool = True,
    ) -> None:
        self.seed = _seed(rng)
        super().__init__(rng=self.seed)
        self.question = as_scenario(scenario)
        self.network = as_network(network, self.question)
        ensure_compiled(to_stderr)
        self.simulation = Simulation(self.question, self.network, self.seed)
        self._firms = {name: Firm(self, row, name) for row, name in enumerate(self.network.selling_firms)}
        self._nodes = {
            name: (Unit if self.network.firm[row] in self._firms else Supplier)(self, row, name)
            for row, name in enumerate(self.network.name)
        }
        self.customers = CustomerPopulation(self)
        self.datacollector = collector({Firm: "firm", Unit: "node", Supplier: "node"})
        if burn_in:
            self.simulation.step(self.question.burn_in)

    def __repr__(self) -> str:
        return (
            f"TCIModel({len(self._firms)} firms, {len(self._nodes)} nodes, {len(self.customers)} customers, "
            f"seed {self.seed}, month {self.month} of {self.question.months})"
        )

    def register_agent(self, agent: mesa.Agent) -> None:
        """Take an agent in, as Mesa does, and number it.

        Mesa 3.3 counts agents in a dictionary of its own that keeps every model alive for ever, so there the
        count is kept here.
        """
        counters = getattr(mesa.Agent, "_ids", None)
        if counters is not None:
            counters.pop(self, None)
            self._agents_numbered = getattr(self, "_agents_numbered", 0) + 1
            agent.unique_id = self._agents_numbered
        super().register_agent(agent)

    def step(self) -> None:
        """Let one month pass, and collect what was seen of it."""
        if self.simulation.clock >= self.simulation.months:
            raise InputError(message("mesa.months", months=self.question.months))
        self.simulation.step()
        self.running = self.simulation.clock < self.simulation.months
        if self.month > 0:
            self.datacollector.collect(self)

    def measure(self, name: str) -> float:
        """Look up a measure of the market in the month that has just passed; NaN before month 0 has."""
        return latest(self.simulation, "market", name)

    def firm(self, name: str) -> Firm:
        """Find a firm that sells to customers."""
        if name not in self._firms:
            raise InputError(meant("mesa.no_firm", name, self._firms, name=name))
        return self._firms[name]

    def node(self, name: str) -> Node:
        """Find a unit or a supplier."""
        if name not in self._nodes:
            raise InputError(meant("mesa.no_node", name, self._nodes, name=name))
        return self._nodes[name]

    def nodes_at(self, rows: Iterable[int]) -> tuple[Node, ...]:
        """Return the units and suppliers at some places of the network."""
        return tuple(self.node(self.network.name[row]) for row in rows)


def _seed(rng: object) -> int:
    seed = whole_or_fault("rng", rng, 0, LARGEST_SEED)
    if isinstance(seed, Message):
        raise InputError(message("mesa.rng", seen=shown(rng), most=str(LARGEST_SEED)))
    return seed
