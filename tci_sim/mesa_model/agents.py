"""Firms, their units and their suppliers as Mesa agents, whose attributes are rows of the world's arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.state.types import MICRO
from tci_sim.errors import ScenarioError, nearest
from tci_sim.mesa_model.collecting import latest
from tci_sim.mesa_model.population import CustomerPopulation
from tci_sim.mesa_model.values import AgentRemoved, FirmValue, GoodsValue, MoneyValue, NodeValue
from tci_sim.scenario.explain import Parameter, catalogue

if TYPE_CHECKING:
    from tci_sim.mesa_model.model import TCIModel

_SHARE = (0.0, 1.0)
_POSITIVE = (0.0, float("inf"))
_LEVERS = {path: lever for path, lever in catalogue().items() if lever.kind == "lever" and lever.allowed}


class WorldAgent(mesa.Agent):
    """An agent whose values are one row of the world's arrays.

    The month is compiled and runs over all rows at once, so an agent has no `step` of its own to call.

    Parameters
    ----------
    model : TCIModel
        The model whose world it lives in.
    row : int
        Its place in the arrays.
    name : str
        Its name in the value network.
    """

    model: TCIModel

    def __init__(self, model: TCIModel, row: int, name: str) -> None:
        super().__init__(model)
        self._row = row
        self._removed_in: int | None = None
        self.name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__} '{self.name}'"

    __str__ = __repr__

    @property
    def row(self) -> int:
        """Place in the world's arrays; refused once the agent has been removed."""
        if self._removed_in is not None:
            raise AgentRemoved(
                f"{self} was removed from the model in month {self._removed_in}: "
                "its row of the world is out of reach."
            )
        return self._row

    def remove(self) -> None:
        """Retire the agent: it leaves the model's agent sets and can no longer read or write its row.

        The row itself stays, for goods, money and people must go on adding up. A node goes on working: to
        let a supplier fail or staff leave, write a shock into the scenario.
        """
        if self._removed_in is None:
            self._removed_in = self.model.month
        super().remove()


class Firm(WorldAgent):
    """A firm that sells to customers, with a policy of its own."""

    price = FirmValue("What a customer pays for a unit. [currency/unit]", may_be=_POSITIVE)
    unit_cost = FirmValue("Standard cost of a unit, programmes left out. [currency/unit]")
    volume = FirmValue("Units made for sale, smoothed over a year. [unit/month]")
    experience = FirmValue("Cost experience: units made, fading. [unit]", may_be=_POSITIVE)
    code = FirmValue(
        "What the firm as such holds about each requirement: -1, 0 or +1, (dimension,). [-]",
        may_be=(-1.0, 1.0),
    )
    weight_estimate = FirmValue("What the centre thinks attributes weigh, (attribute,). [-]")
    gap_estimate = FirmValue("How far the centre thinks attributes fall short, (attribute,). [quality]")
    retention_estimate = FirmValue("Customers the firm thinks a point of satisfaction keeps. [1/month/point]")
    reputation = FirmValue(
        "What each segment that does not buy from it expects of it, (segment,). [quality]", may_be=_SHARE
    )
    open = FirmValue("Whether it is on the market. [-]")
    leader_tenure = FirmValue("Time since the leader came; below 0 the post is vacant. [month]")
    hired = FirmValue("Members who came this month. [member]")
    left = FirmValue("Members who left of their own will this month. [member]")
    layoffs = FirmValue("Members laid off this month. [member]")
    interviews = FirmValue("Interviews with customers this month. [interview]")
    respondents = FirmValue("Survey respondents this month. [customer]")

    def remove(self) -> None:
        """Close the firm, so that its customers look for another from next month on, and retire the agent."""
        if self._removed_in is None:
            self.model.state.firms.standing.open[self.row] = False
        super().remove()

    @property
    def customers(self) -> CustomerPopulation:
        """Customers who buy from it now."""
        return CustomerPopulation(self.model, np.flatnonzero(self.model.state.customers.firm == self.row))

    @property
    def units(self) -> tuple[Node, ...]:
        """Its process steps, up-stream first."""
        return self.model.nodes_at(np.flatnonzero(self.model.state.nodes.places.firm == self.row))

    @property
    def balance(self) -> float:
        """Money it has taken in since the start of the burn-in, less what it has paid. [currency]."""
        return float(self.model.state.books.ledger.balance[self.row]) / MICRO

    def measure(self, name: str) -> float:
        """Look up one of its measures in the month that has just passed; NaN before month 0 has."""
        return latest(self.model.history, "firm", name, self.row)

    def lever(self, path: str) -> float:
        """Read a lever of the policy in force.

        Parameters
        ----------
        path : str
            Its dotted path inside a policy, such as ``improvement.time``.
        """
        _lever(self, path)
        return _field(self.model.state.firms.policies.in_force, path)[self.row].item()  # type: ignore[no-any-return]

    def set_lever(self, path: str, value: float) -> None:
        """Set a lever, effects and cost, from the next month on; before month 0, from month 0 on.

        Parameters
        ----------
        path : str
            Its dotted path inside a policy.
        value : float
            Within what a scenario may set, in the lever's unit.

        Raises
        ------
        ScenarioError
            There is no such lever, or it cannot have that value.
        """
        lever = _lever(self, path)
        low, high = lever.allowed or _POSITIVE
        firms = self.model.state.firms
        if path == "value.forecast_months":
            high = self.model.state.goods.demand.window.shape[1]  # months of demand that this world remembers
        if not low <= value <= high or (lever.type == "whole number" and value != int(value)):
            raise ScenarioError(f"{self}: {path} = {value}: must be a {lever.type} from {low:g} to {high:g}.")
        begun = self.model.month > 0
        for levers in (
            (firms.policies.in_force, firms.policies.paid)
            if begun
            else (self.model.state.future.next_policy, self.model.state.future.next_paid)
        ):
            _field(levers, path)[self.row] = value


class Node(WorldAgent):
    """A node of the value network: what units and suppliers have in common."""

    shortfall = NodeValue(
        "Share of its contribution in which it fails, by attribute, (attribute,). [-]", may_be=_SHARE
    )
    contribution = NodeValue("Share of each attribute's quality that is made here, (attribute,). [-]")
    defect_in = NodeValue("Share of what comes in that is defective, (attribute,). [-]")
    defect_out = NodeValue("Share of what goes out that is defective, (attribute,). [-]")
    first_pass_yield = NodeValue("Share of work that is right the first time. [-]")
    reworked = NodeValue("Share of output that was intercepted and reworked this month. [-]")
    right = NodeValue("Share of right beliefs among members, (attribute,). [-]")
    wrong = NodeValue("Share of wrong beliefs among members, (attribute,). [-]")
    culture = NodeValue(
        "Mean learning, collaboration, improvement and shared value of its members, (4,). [-]"
    )
    priority = NodeValue("Share of improvement effort, summing to 1, (attribute,). [-]")
    capability = NodeValue("Output of one member in a month of working time. [unit/month]", may_be=_POSITIVE)
    commitment = NodeValue("Commitment to improvement, 0 to 1. [-]", may_be=_SHARE)
    know_how = NodeValue("Trained tools, 0 to 1. [-]", may_be=_SHARE)
    results = NodeValue("Fall of shortfalls last month as a share of what full effort gives. [-]")
    headcount = NodeValue("Members who work here. [member]")
    contact = NodeValue("Interviews each member held this month. [interview/member]")
    improvement_time = NodeValue("Share of working time spent on improvement this month. [-]")
    interview_time = NodeValue("Share of working time spent on interviews this month. [-]")
    rework_time = NodeValue("Share of working time spent on rework. [-]")
    redesign = NodeValue("Progress of a redesign: 0 not begun, 1 done. [-]")
    broken = NodeValue("Share of capacity that a shock has taken away. [-]")
    internal_satisfaction = NodeValue("Satisfaction as an internal customer, 0 to 100. [point]")
    cycle_time = NodeValue("Longest time from an outside source through this node. [month]")
    wage = MoneyValue("Wage of one member for a month. [currency/member]")
    inventory = GoodsValue("Finished units in stock. [unit]")
    waiting = GoodsValue("Units owed to customers who wait. [unit]")
    demand = GoodsValue("Orders and customers' demand that came in this month. [unit]")
    made = GoodsValue("Units made this month. [unit]")
    sold = GoodsValue("Units sold to customers this month. [unit]")
    shipped = GoodsValue("Units sent or sold down-stream this month. [unit]")
    capacity = GoodsValue("Units that it could make this month. [unit]")

    def measure(self, name: str) -> float:
        """Look up one of its measures in the month that has just passed; NaN before month 0 has."""
        return latest(self.model.history, "node", name, self.row)

    @property
    def fill_rate(self) -> float:
        """Share of this month's demand that was met at once. [-]."""
        return float(self.model.state.goods.production.fill_rate[self.row])

    @property
    def role(self) -> str:
        """What the node does."""
        return self.model.network.role[self.row]

    @property
    def tier(self) -> int:
        """0 in firms that face customers; 1, 2, ... in suppliers. [edge]."""
        return int(self.model.network.tier[self.row])

    @property
    def upstream(self) -> tuple[Node, ...]:
        """Whom it draws on for goods or work."""
        return self.model.nodes_at(self.model.network.upstream(self.row))

    @property
    def downstream(self) -> tuple[Node, ...]:
        """Whom it serves: its internal customers."""
        return self.model.nodes_at(self.model.network.downstream(self.row))

    @property
    def beliefs(self) -> NDArray[np.int8]:
        """What each member holds about each requirement: -1, 0 or +1, (member, dimension). A copy."""
        members, nodes = self.model.state.members, self.model.state.nodes
        slots = slice(nodes.places.first_member[self.row], nodes.places.first_member[self.row + 1])
        return members.belief[slots][members.active[slots]]


class Unit(Node):
    """A process step of a firm that sells to customers."""

    @property
    def firm(self) -> Firm:
        """The firm it belongs to."""
        return self.model.firm(self.model.network.firm[self.row])


class Supplier(Node):
    """A node of an organisation that sells to firms and not to customers."""

    @property
    def organisation(self) -> str:
        """Name of the organisation that owns it."""
        return self.model.network.firm[self.row]


def _lever(agent: Firm, path: str) -> Parameter:
    if path not in _LEVERS:
        raise ScenarioError(f"{agent}: {path} is not a lever.{nearest(path, _LEVERS)}")
    return _LEVERS[path]


def _field(levers: NDArray[Any], path: str) -> NDArray[Any]:
    for name in path.split("."):
        levers = levers[name]
    return levers
