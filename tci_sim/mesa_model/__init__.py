"""The same world as a Mesa model: the only place that imports mesa."""

from tci_sim.mesa_model.agents import Firm, Supplier, Unit
from tci_sim.mesa_model.model import TCIModel
from tci_sim.mesa_model.population import Customer, CustomerPopulation
from tci_sim.mesa_model.values import AgentRemovedError

__all__ = ["AgentRemovedError", "Customer", "CustomerPopulation", "Firm", "Supplier", "TCIModel", "Unit"]
