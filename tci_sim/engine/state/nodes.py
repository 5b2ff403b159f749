"""The units and suppliers of the value network."""

from __future__ import annotations

from typing import NamedTuple

from tci_sim.engine.state.types import Flags, Floats, Integers


class Places(NamedTuple):
    """Where each node stands and what it was built for: fixed for the whole run."""

    firm: Integers
    """(node,)"""
    outlet: Flags
    """Whether customers buy here, (node,)."""
    front_line: Flags
    """Whether members meet customers, (node,)."""
    carries_goods: Flags
    """Whether goods pass through the node, or work only, (node,)."""
    outlet_share: Floats
    """Share of its firm's customers who buy here, (node,)."""
    contribution: Floats
    """Share of an attribute's quality made here, (node, attribute)."""
    first_member: Integers
    """First slot of the node; the last entry is the number of slots, (node + 1,)."""
    wage: Integers
    """Wage of one member for a month, (node,). [micro-currency]"""
    material_cost: Integers
    """Price of a unit bought from outside, for nodes without suppliers, (node,). [micro-currency/unit]"""
    starting_flow: Floats
    """Units a month that the node made at the start, (node,)."""


class Quality(NamedTuple):
    """What is wrong with what comes in and goes out, and how it is judged inside."""

    shortfall: Floats
    """Share of its contribution in which the node fails, 0..1, (node, attribute)."""
    defect_in: Floats
    """Share of what comes in that is defective, (node, attribute)."""
    defect_out: Floats
    """Share of what goes out that is defective, (node, attribute)."""
    reworked: Floats
    """Share of output that was intercepted and reworked this month, (node,)."""
    first_pass_yield: Floats
    """(node,)"""
    cycle_time: Floats
    """Longest time from an outside source through this node, (node,). [month]"""
    internal_will: Floats
    """What the node expects of its inputs, (node, attribute). [quality]"""
    internal_satisfaction: Floats
    """Satisfaction of the node as an internal customer, 0..100, (node,)."""


class Practice(NamedTuple):
    """What a node does about requirements, right or wrong, apart from how well it does it."""

    kept: Floats
    """What it does about each requirement, -1..1; 0: met half-way, (node, dimension)."""
    missed: Floats
    """Share of an attribute's requirements that it misses; 0 where practice is not apart, (node, attribute)."""
    defect_apart: Floats
    """Share of what goes out that is defective by what one segment asks for, where segments ask for different things;
    else 0, (segment, node, attribute)."""


class Work(NamedTuple):
    """What a node can do, and where its time goes."""

    capability: Floats
    """Output of one member in a month of working time, (node,). [unit]"""
    capability_gain: Floats
    """Gain of capability from a month of improvement time (k), (node,). [unit/month]"""
    improvement_time: Floats
    """Share of working time spent on improvement this month, (node,)."""
    interview_time: Floats
    """Share of working time spent on interviews and on what other levers take this month, (node,)."""
    rework_time: Floats
    """Share of working time spent on rework, (node,)."""
    redesign: Floats
    """Progress of a redesign: 0 not begun, 1 done, (node,)."""
    priority: Floats
    """Share of improvement effort, summing to 1, (node, attribute)."""


class Content(NamedTuple):
    """What a unit of output takes."""

    work_left: Floats
    """Share of the starting work in a unit that cost projects have left, (node,)."""
    setups_left: Floats
    """Time of set-ups as a share of what it was at the start, (node,)."""


class Competence(NamedTuple):
    """What carries improvement in a node: knowledge, values, tools and commitment."""

    right: Floats
    """Share of right beliefs among members, by attribute, (node, attribute)."""
    wrong: Floats
    """Share of wrong beliefs, (node, attribute)."""
    culture: Floats
    """Mean culture of active members, (node, 4)."""
    know_how: Floats
    """Trained tools, 0..1, (node,)."""
    commitment: Floats
    """0..1, (node,)"""
    results: Floats
    """Fall of shortfalls last month as a share of what full effort gives, (node,)."""


class Minds(NamedTuple):
    """What the people of a node hold in common, expect and feel."""

    agreement: Floats
    """Agreement of its members' values, 0..1, (node,)."""
    agreement_around: Floats
    """The same over all members of its organisation, (node,)."""
    held: Floats
    """Share of its members' beliefs that are what the code of its organisation holds, (node,)."""
    believed: Floats
    """Mean belief of its members about each requirement, -1..1, (node, dimension)."""
    newcomers: Floats
    """Share of its members who have been with the firm for less than half a year, (node,)."""
    results_seen: Floats
    """Results of improvement as they were seen lately, (node,)."""
    satisfaction: Floats
    """How satisfied its members are with their work, 0..1, (node,)."""


class Heard(NamedTuple):
    """What a node itself has heard."""

    gap: Floats
    """How far each attribute falls short, as the node itself heard, (node, attribute). [quality]"""
    weight: Floats
    """How much the node has heard, in decaying voices, (node,)."""
    contact: Floats
    """Interviews each member held this month, (node,)."""
    inside: Integers
    """Interviews held with next process steps this month, and needs voiced in them, (node, 2)."""


class Tickets(NamedTuple):
    """What a node has to put right because others said what is wrong."""

    open: Integers
    """Open tickets: what others could not mend and the node caused, for customers and for next steps, (node, 2)."""
    reworks: Floats
    """Share of next month's output that is reworked because a next step was asked, (node,)."""


class Ahead(NamedTuple):
    """What a node does ahead of time, and how long goods take."""

    prepared: Floats
    """How far it is ready for a turn of each requirement, 0..1, (node, dimension)."""
    preparing: Floats
    """Share of improvement time that preparing took this month, and needs of customers for which what was ready was
    used, and went stale, (node, 3)."""
    lead_time: Floats
    """Lead time that is the node's to shorten, as a share of what it was at the start, (node,)."""


class Nodes(NamedTuple):
    """The units and suppliers of the value network."""

    places: Places
    quality: Quality
    practice: Practice
    work: Work
    content: Content
    competence: Competence
    minds: Minds
    heard: Heard
    tickets: Tickets
    ahead: Ahead
