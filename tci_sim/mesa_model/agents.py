"""Firms, their units and their suppliers as Mesa agents, whose attributes are rows of the world's arrays."""

from __future__ import annotations

import mesa
import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.state.types import MICRO
from tci_sim.errors import InputError, meant
from tci_sim.mesa_model.collecting import latest
from tci_sim.mesa_model.population import CustomerPopulation
from tci_sim.mesa_model.values import AgentRemovedError, RowValue
from tci_sim.mesa_model.world_model import WorldModel
from tci_sim.messages import message

_SHARE = (0.0, 1.0)
_POSITIVE = (0.0, float("inf"))


class WorldAgent(mesa.Agent):
    """An agent whose values are one row of the world's arrays.

    The month is compiled and runs over all rows at once, so an agent has no `step` of its own to call.

    Parameters
    ----------
    model : WorldModel
        The model whose world it lives in.
    row : int
        Its place in the arrays.
    name : str
        Its name in the value network.
    """

    model: WorldModel

    def __init__(self, model: WorldModel, row: int, name: str) -> None:
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
            month = self._removed_in
            raise AgentRemovedError(message("mesa.removed", agent=str(self), month=month, nth=month + 1))
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

    price = RowValue(
        "What a customer pays for a unit. [currency/unit]", "firms.costs.price", bounds=_POSITIVE
    )
    unit_cost = RowValue(
        "Standard cost of a unit, programmes left out. [currency/unit]", "firms.costs.unit_cost"
    )
    volume = RowValue("Units made for sale, smoothed over a year. [unit/month]", "firms.costs.volume")
    experience = RowValue(
        "Cost experience: units made, fading. [unit]", "firms.costs.experience", bounds=_POSITIVE
    )
    code = RowValue(
        "What the firm as such holds about each requirement: -1, 0 or +1, (dimension,). [-]",
        "firms.knowledge.code",
        bounds=(-1.0, 1.0),
    )
    weight_estimate = RowValue(
        "What the centre thinks attributes weigh, (attribute,). [-]", "firms.estimates.weight"
    )
    gap_estimate = RowValue(
        "How far the centre thinks attributes fall short, (attribute,). [quality]", "firms.estimates.gap"
    )
    retention_estimate = RowValue(
        "Customers the firm thinks a point of satisfaction keeps. [1/month/point]",
        "firms.estimates.retention",
    )
    reputation = RowValue(
        "What each segment that does not buy from it expects of it, (segment,). [quality]",
        "firms.standing.reputation",
        bounds=_SHARE,
    )
    open = RowValue("Whether it is on the market. [-]", "firms.standing.open")
    leader_tenure = RowValue(
        "Time since the leader came; below 0 the post is vacant. [month]", "staff.leader_tenure"
    )
    hired = RowValue("Members who came this month. [member]", "staff.hired")
    left = RowValue("Members who left of their own will this month. [member]", "staff.left")
    layoffs = RowValue("Members laid off this month. [member]", "staff.layoffs")
    interviews = RowValue("Interviews with customers this month. [interview]", "firms.contacts.interviews")
    respondents = RowValue("Survey respondents this month. [customer]", "firms.contacts.respondents")

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
        return latest(self.model.simulation, "firm", name, self.row)

    def lever(self, path: str) -> float:
        """Read a lever as it will be in the next month.

        Parameters
        ----------
        path : str
            Its dotted path inside a policy, such as ``improvement.time``.

        Raises
        ------
        InputError
            There is no such lever.
        """
        levers = self.model.simulation.levers(self.model.network.firms[self.row])
        if path not in levers:
            raise InputError(meant("mesa.no_lever", path, levers, agent=str(self), lever=path))
        return levers[path]

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
        InputError
            There is no such lever, or it cannot have that value.
        SimulationError
            All months have passed.
        """
        self.model.simulation.set_levers(self.model.network.firms[self.row], {path: value})


class Node(WorldAgent):
    """A node of the value network: what units and suppliers have in common."""

    shortfall = RowValue(
        "Share of its contribution in which it fails, by attribute, (attribute,). [-]",
        "nodes.quality.shortfall",
        bounds=_SHARE,
    )
    practice = RowValue(
        "What it does about each requirement, -1 to 1, (dimension,). [-]", "nodes.practice.kept"
    )
    missed = RowValue(
        "Share of requirements that its practice misses, by attribute, (attribute,). [-]",
        "nodes.practice.missed",
    )
    contribution = RowValue(
        "Share of each attribute's quality that is made here, (attribute,). [-]", "nodes.places.contribution"
    )
    defect_in = RowValue(
        "Share of what comes in that is defective, (attribute,). [-]", "nodes.quality.defect_in"
    )
    defect_out = RowValue(
        "Share of what goes out that is defective, (attribute,). [-]", "nodes.quality.defect_out"
    )
    first_pass_yield = RowValue(
        "Share of work that is right the first time. [-]", "nodes.quality.first_pass_yield"
    )
    reworked = RowValue(
        "Share of output that was intercepted and reworked this month. [-]", "nodes.quality.reworked"
    )
    right = RowValue("Share of right beliefs among members, (attribute,). [-]", "nodes.competence.right")
    wrong = RowValue("Share of wrong beliefs among members, (attribute,). [-]", "nodes.competence.wrong")
    culture = RowValue(
        "Mean learning, collaboration, improvement and shared value of its members, (4,). [-]",
        "nodes.competence.culture",
    )
    priority = RowValue("Share of improvement effort, summing to 1, (attribute,). [-]", "nodes.work.priority")
    capability = RowValue(
        "Output of one member in a month of working time. [unit/month]",
        "nodes.work.capability",
        bounds=_POSITIVE,
    )
    commitment = RowValue(
        "Commitment to improvement, 0 to 1. [-]", "nodes.competence.commitment", bounds=_SHARE
    )
    know_how = RowValue("Trained tools, 0 to 1. [-]", "nodes.competence.know_how", bounds=_SHARE)
    results = RowValue(
        "Fall of shortfalls last month as a share of what full effort gives. [-]", "nodes.competence.results"
    )
    headcount = RowValue("Members who work here. [member]", "staff.headcount")
    contact = RowValue("Interviews each member held this month. [interview/member]", "nodes.heard.contact")
    improvement_time = RowValue(
        "Share of working time spent on improvement this month. [-]", "nodes.work.improvement_time"
    )
    interview_time = RowValue(
        "Share of working time spent on interviews this month. [-]", "nodes.work.interview_time"
    )
    rework_time = RowValue("Share of working time spent on rework. [-]", "nodes.work.rework_time")
    redesign = RowValue("Progress of a redesign: 0 not begun, 1 done. [-]", "nodes.work.redesign")
    broken = RowValue("Share of capacity that a shock has taken away. [-]", "disruption.broken")
    internal_satisfaction = RowValue(
        "Satisfaction as an internal customer, 0 to 100. [point]", "nodes.quality.internal_satisfaction"
    )
    cycle_time = RowValue(
        "Longest time from an outside source through this node. [month]", "nodes.quality.cycle_time"
    )
    wage = RowValue("Wage of one member for a month. [currency/member]", "nodes.places.wage", scale=MICRO)
    inventory = RowValue("Finished units in stock. [unit]", "goods.production.inventory", scale=MICRO)
    waiting = RowValue("Units owed to customers who wait. [unit]", "goods.demand.waiting", scale=MICRO)
    demand = RowValue(
        "Orders and customers' demand that came in this month. [unit]", "goods.demand.total", scale=MICRO
    )
    made = RowValue("Units made this month. [unit]", "goods.production.made", scale=MICRO)
    sold = RowValue("Units sold to customers this month. [unit]", "goods.production.sold", scale=MICRO)
    shipped = RowValue(
        "Units sent or sold down-stream this month. [unit]", "goods.production.shipped", scale=MICRO
    )
    capacity = RowValue(
        "Units that it could make this month. [unit]", "goods.production.capacity", scale=MICRO
    )

    def measure(self, name: str) -> float:
        """Look up one of its measures in the month that has just passed; NaN before month 0 has."""
        return latest(self.model.simulation, "node", name, self.row)

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
        found: Firm = self.model.firm(self.model.network.firm[self.row])
        return found


class Supplier(Node):
    """A node of an organisation that sells to firms and not to customers."""

    @property
    def organisation(self) -> str:
        """Name of the organisation that owns it."""
        return self.model.network.firm[self.row]
