"""Who lives in the world: every number that is carried from one month to the next.

Arrays are grouped by whose they are. Axes are named by what they run over: customer, firm (selling firms first,
then supplier organisations), node (up-stream first), edge, member (slots; an empty slot is not active),
dimension, attribute, segment. Goods are whole micro-units (int64), money is whole micro-units of the currency (int64).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Signs = NDArray[np.int8]
Flags = NDArray[np.bool_]
Records = NDArray[Any]
Record = Any

MICRO = 1_000_000
"""Micro-units in one unit of goods or of the currency."""

FIXED = 1 << 20
"""Steps in 1.0 of the fixed-point sums over customers, which no order of adding can change."""

TRAIT_STEPS = 4096
"""Steps in which a lasting trait is kept, in one standard deviation."""

OPTIMISM, IMAGE_PRIOR, VALUE_TASTE, LENIENCY = range(4)
"""Rows of lasting traits; the leniency that is each attribute's own follows."""

LEARNING, COLLABORATION, IMPROVEMENT, SHARED_VALUE = range(4)
"""The four dimensions of culture."""

SURVEY_DELAYS = 7
"""Slots in which survey results wait, one for each month of delay that a policy may set, 0 to 6."""


class Run(NamedTuple):
    """What stays as it is for the whole run."""

    seed: NDArray[np.uint64]
    """Seed, (1,)."""
    burn_in: Integers
    """Months of burn-in, (1,)."""
    world: Records
    """The uncertainties, one record, (1,)."""
    shocks: Integers
    """Month from the start of the burn-in, kind, target (-1: all) and duration of each shock, (shock, 4)."""
    shock_size: Floats
    """Size of each shock, (shock,)."""
    shock_policy: Records
    """Levers that come into force with each shock, if it is a change of policy, (shock,)."""
    shock_paid: Records
    """What is paid for from then on, (shock,)."""


class Market(NamedTuple):
    """What customers want."""

    reality: Signs
    """What each dimension asks for, +1 or -1, (dimension,)."""
    attribute: Integers
    """Attribute that each dimension belongs to, (dimension,)."""
    turns_at: Integers
    """Month in which a dimension is about to turn; -1: none in sight, (dimension,)."""
    voiced: Floats
    """Chance that an interview brings up the need behind a dimension, (dimension,)."""
    turned_share: Floats
    """Share of each attribute's dimensions that turned this month, (attribute,)."""
    dimensions: Integers
    """Dimensions of each attribute, (attribute,)."""
    half_life: Floats
    """Months in which a shortfall halves at full effort, (attribute,)."""
    inspectable: Flags
    """Whether inspection works on an attribute, (attribute,)."""
    carries_fill_rate: Flags
    """Whether the fill rate scales what is delivered, (attribute,)."""
    kano: Floats
    """Kano index: 1 delights only, 0 is a must, (attribute,)."""
    weight: Floats
    """Weight of each attribute, summing to 1 in a segment, (segment, attribute)."""
    should: Floats
    """Should-norm, (segment, attribute). [quality]"""
    segment_share: Floats
    """Share of customers, summing to 1, (segment,)."""
    captive: Flags
    """Whether customers are bound to the firm they began with, (1,)."""
    priced: Flags
    """Whether customers pay what they are sold; if not, society pays, (1,)."""


class Customers(NamedTuple):
    """What each customer carries: with 5 attributes and 4 friends, 115 bytes."""

    segment: NDArray[np.uint8]
    """(customer,)"""
    firm: NDArray[np.uint16]
    """Firm bought from; the number of selling firms means none, (customer,)."""
    friends_firm: NDArray[np.uint16]
    """Firm of each customer at the start of the month: what friends see, (customer,)."""
    outlet: NDArray[np.uint16]
    """Node where the customer buys; the number of nodes means none, (customer,)."""
    tenure: NDArray[np.uint16]
    """Months with the present firm, (customer,)."""
    satisfaction: Floats
    """Cumulative satisfaction with the present firm, 0..100, (customer,)."""
    image: Floats
    """Image of the present firm, (customer,)."""
    quality: Floats
    """Remembered quality of the present firm, (customer,)."""
    asked: Floats
    """What is left of the effect of having been asked, 0..1, (customer,)."""
    will: Floats
    """Will-expectation, (attribute, customer). [quality]"""
    traits: NDArray[np.int16]
    """Lasting traits, (4 + attribute, customer). [1/TRAIT_STEPS standard deviation]"""
    friends: NDArray[np.uint32]
    """Customers each one hears from, (customer, friend)."""


class Members(NamedTuple):
    """Employees, in slots; a node owns a fixed range of slots."""

    node: Integers
    """(member,)"""
    active: Flags
    """Whether somebody sits in the slot, (member,)."""
    belief: Signs
    """What is held about each requirement: -1, 0 or +1, (member, dimension)."""
    culture: Floats
    """Learning, collaboration, improvement, shared value, each 0..1, (member, 4)."""
    tenure: Integers
    """Months with the firm, (member,)."""


class Nodes(NamedTuple):
    """The units and suppliers of the value network."""

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
    headcount: Integers
    """Active members, (node,)."""
    wage: Integers
    """Wage of one member for a month, (node,). [micro-currency]"""
    material_cost: Integers
    """Price of a unit bought from outside, for nodes without suppliers, (node,). [micro-currency/unit]"""
    starting_flow: Floats
    """Units a month that the node made at the start, (node,)."""
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
    right: Floats
    """Share of right beliefs among members, by attribute, (node, attribute)."""
    wrong: Floats
    """Share of wrong beliefs, (node, attribute)."""
    culture: Floats
    """Mean culture of active members, (node, 4)."""
    heard_gap: Floats
    """How far each attribute falls short, as the node itself heard, (node, attribute). [quality]"""
    heard_weight: Floats
    """How much the node has heard, in decaying voices, (node,)."""
    priority: Floats
    """Share of improvement effort, summing to 1, (node, attribute)."""
    capability: Floats
    """Output of one member in a month of working time, (node,). [unit]"""
    capability_gain: Floats
    """Gain of capability from a month of improvement time (k), (node,). [unit/month]"""
    commitment: Floats
    """0..1, (node,)"""
    know_how: Floats
    """Trained tools, 0..1, (node,)."""
    results: Floats
    """Fall of shortfalls last month as a share of what full effort gives, (node,)."""
    contact: Floats
    """Interviews each member held this month, (node,)."""
    inside: Integers
    """Interviews held with next process steps this month, and needs voiced in them, (node, 2)."""
    improvement_time: Floats
    """Share of working time spent on improvement this month, (node,)."""
    interview_time: Floats
    """Share of working time spent on interviews this month, (node,)."""
    rework_time: Floats
    """Share of working time spent on rework, (node,)."""
    laid_off: Floats
    """Share of staff laid off in each of the last 12 months, (node, 12)."""
    redesign: Floats
    """Progress of a redesign: 0 not begun, 1 done, (node,)."""
    broken: Floats
    """Share of capacity that a shock or a redesign under way has taken away, (node,)."""
    internal_will: Floats
    """What the node expects of its inputs, (node, attribute). [quality]"""
    internal_satisfaction: Floats
    """Satisfaction of the node as an internal customer, 0..100, (node,)."""
    cycle_time: Floats
    """Longest time from an outside source through this node, (node,). [month]"""


class Goods(NamedTuple):
    """Goods and orders at nodes, in micro-units."""

    asked: Integers
    """Units that customers ask for this month, (node,)."""
    demand_factor: Floats
    """Factor that shocks put on what customers ask for; 1 without one, (node,)."""
    beyond: Floats
    """Deviation of demand without customers from its mean, (node,). [unit]"""
    demand: Integers
    """Orders and customers' demand that came in this month, (node,)."""
    seen: Integers
    """Demand as far as the node sees it, for its forecast, (node,)."""
    window: Integers
    """Demand seen in recent months, a ring, (node, month)."""
    forecast: Floats
    """(node,)"""
    deviation: Floats
    """Standard deviation of demand seen, (node,)."""
    waiting: Integers
    """Units owed to customers who wait, (node,)."""
    inventory: Integers
    """Finished units, (node,)."""
    made: Integers
    """Units made this month, (node,)."""
    sold: Integers
    """Units sold to customers this month, (node,)."""
    shipped: Integers
    """Units sent or sold down-stream this month, (node,)."""
    capacity: Integers
    """Units that the node could make this month, (node,)."""
    fill_rate: Floats
    """Share of this month's demand that was met at once, (node,)."""
    made_total: Integers
    """(node,)"""
    sold_total: Integers
    """(node,)"""


class Edges(NamedTuple):
    """Links of the value network, by target; a node without goods suppliers has one from outside (source -1)."""

    source: Integers
    """(edge,)"""
    target: Integers
    """(edge,)"""
    goods: Flags
    """Whether goods flow, or work, (edge,)."""
    lead_time: Integers
    """Months from shipment to arrival, (edge,)."""
    units: Integers
    """Input for one unit of output, (edge,). [1/1000 unit]"""
    first_in: Integers
    """First edge into each node; edges are sorted by target, (node + 1,)."""
    first_out: Integers
    """First place in `out` of the edges out of each node, (node + 1,)."""
    out: Integers
    """Edges sorted by source; those from outside are left out."""
    order: Integers
    """Ordered this month; below 0 where goods are sent back, (edge,). [micro-unit]"""
    owed: Integers
    """Ordered and not yet shipped, (edge,). [micro-unit]"""
    pipeline: Integers
    """On the way, by month of arrival, a ring, (edge, month). [micro-unit]"""
    stock: Integers
    """Input at the target, not yet worked on, (edge,). [micro-unit]"""
    delivered: Integers
    """Shipped this month, (edge,). [micro-unit]"""
    shipped_total: Integers
    """(edge,). [micro-unit]"""
    received_total: Integers
    """(edge,). [micro-unit]"""
    used_total: Integers
    """(edge,). [micro-unit]"""


class Firms(NamedTuple):
    """Selling firms and supplier organisations."""

    policy: Records
    """Levers in force, (firm,)."""
    paid: Records
    """Levers that are paid for: as in force, but effects switched off alone still cost, (firm,)."""
    next_policy: Records
    """Levers that come into force at month 0, (firm,)."""
    next_paid: Records
    """What is paid for from month 0, (firm,)."""
    code: Signs
    """What the firm as such holds about each requirement, (firm, dimension)."""
    voices: Floats
    """Decaying sum of signs heard, (firm, dimension)."""
    voice_weight: Floats
    """Decaying number of voices heard, (firm, dimension)."""
    weight_estimate: Floats
    """The centre's estimate of what attributes weigh, summing to 1, (firm, attribute)."""
    gap_estimate: Floats
    """The centre's estimate of how far each attribute falls short of the need, (firm, attribute). [quality]"""
    retention_estimate: Floats
    """The firm's estimate of the monthly loss of customers per point of satisfaction, (firm,)."""
    waiting_gap: Floats
    """Survey results under way: gaps, (firm, month of delay, attribute)."""
    waiting_weight: Floats
    """Survey results under way: weights, (firm, month of delay, attribute)."""
    waiting_survey: Flags
    """Whether results are due in that slot of the ring, (firm, month of delay)."""
    waiting_voices: Floats
    """Survey results under way: sum of signs, (firm, month of delay, dimension)."""
    waiting_voice_weight: Floats
    """Survey results under way: number of voices, (firm, month of delay, dimension)."""
    price: Floats
    """(firm,). [currency/unit]"""
    unit_cost: Floats
    """Standard cost of a unit, programmes left out, (firm,). [currency/unit]"""
    starting_unit_cost: Floats
    """Standard cost of a unit at the start; `value_added` of it is processing, (firm,). [currency/unit]"""
    volume: Floats
    """Units made for sale, smoothed over a year, (firm,). [unit/month]"""
    starting_volume: Floats
    """Units a month at the start, (firm,)."""
    experience: Floats
    """Cost experience: units made, fading, (firm,). [unit]"""
    starting_experience: Floats
    """(firm,). [unit]"""
    reputation: Floats
    """What a segment that does not buy from it expects of it, (selling firm, segment). [quality]"""
    open: Flags
    """Whether the firm is on the market, (selling firm,)."""
    leader_tenure: Integers
    """Months since the leader came; below 0 the post is vacant, (firm,)."""
    budget: Floats
    """Share of programmes that a shock has left, (firm,)."""
    price_kept: Floats
    """Share of its usual price that a firm asks, (firm,)."""
    layoffs: Integers
    """Members laid off this month, (firm,)."""
    hired: Integers
    """Members who came this month, (firm,)."""
    left: Integers
    """Members who left of their own will this month, (firm,)."""
    interviews: Floats
    """Interviews with customers this month, (firm,)."""
    respondents: Floats
    """Survey respondents this month, (firm,)."""
    needs_voiced: Integers
    """Times that a need was voiced to the firm this month, in whatever way, (firm,)."""
    new_needs: Integers
    """Needs of which what the firm has heard says another thing than a month ago, or anything at all, (firm,)."""
    investment: Floats
    """Estimated value of a step in improvement time, listening and emphasis when last decided; below 0 it is
    the value of a step down with its sign turned, (firm, 3)."""


class Sums(NamedTuple):
    """What customers did and felt this month, summed in whole numbers; the last firm is "none"."""

    customers: Integers
    """Customers at the end of the month, (selling firm + 1, segment)."""
    left: Integers
    """Customers who left the firm this month, (selling firm + 1, segment)."""
    won: Integers
    """Customers who came this month, (selling firm + 1, segment)."""
    considered: Integers
    """Customers who considered the market, (selling firm + 1, segment)."""
    asked: Integers
    """Customers who were asked, by interview or survey, (selling firm + 1, segment)."""
    dissatisfied: Integers
    """Customers below the threshold of complaint, (selling firm + 1, segment)."""
    complaints: Integers
    """(selling firm + 1, segment)"""
    handled: Integers
    """Complaints that were well handled, (selling firm + 1, segment)."""
    promoters: Integers
    """Customers who would recommend the firm, 9 or 10 of 10, (selling firm + 1, segment)."""
    detractors: Integers
    """Customers who would not, 6 or less of 10, (selling firm + 1, segment)."""
    tenure: Integers
    """Sum of months with the firm, (selling firm + 1, segment)."""
    satisfaction: Integers
    """Sum of satisfaction, (selling firm + 1, segment). [1/FIXED point]"""
    satisfaction_square: Integers
    """Sum of (satisfaction/100) squared, (selling firm + 1, segment). [1/FIXED]"""
    satisfaction_cube: Integers
    """Sum of (satisfaction/100) cubed, (selling firm + 1, segment). [1/FIXED]"""
    intent: Integers
    """Sum of the stated intent to stay, (selling firm + 1, segment). [1/FIXED]"""
    image: Integers
    """(selling firm + 1, segment). [1/FIXED]"""
    quality: Integers
    """Sum of weighted perceived quality, (selling firm + 1, segment). [1/FIXED]"""
    expectation: Integers
    """Sum of the weighted will-expectation, (selling firm + 1, segment). [1/FIXED]"""
    talk: Integers
    """Sum of talk about the firm, (selling firm + 1, segment). [1/FIXED]"""
    talk_quality: Integers
    """Sum of talk times perceived quality, (selling firm + 1, segment). [1/FIXED]"""
    surplus: Integers
    """Sum of the surplus of the market's offer, (selling firm + 1, segment). [1/FIXED price of a unit]"""
    perceived: Integers
    """Sum of perceived quality, (selling firm + 1, attribute). [1/FIXED]"""
    gap: Integers
    """Sum of perceived quality less reference, (selling firm + 1, attribute). [1/FIXED]"""
    asks: Integers
    """Customers who will ask for a unit next month, (node + 1,)."""


class Books(NamedTuple):
    """The ledger: money of every holder, and why it moved this month, in micro-units of the currency."""

    balance: Integers
    """Money of each holder: firms, then customers, employees, society and the outside, (holder,)."""
    opening: Integers
    """Balances at the start of the month, (holder,)."""
    statement: Integers
    """What each holder received (above 0) or paid this month, (holder, account)."""
    headcount_opening: Integers
    """Members of each firm at the start of the month, (firm,)."""
    profit: Integers
    """Profit of each firm in each of the last 12 months, a ring, (firm, 12)."""
    equity: Floats
    """Customer equity: expected lifetime values of present customers, (selling firm,). [currency]"""
    retention: Floats
    """Share of customers kept in a month, smoothed over a year, (selling firm,)."""
    value: Floats
    """Value this month for customers, suppliers, employees, owners and society, (firm, 5). [currency]"""
    reference_defect: Floats
    """Share of claimable defects in what each node sent out when the burn-in ended, (node,)."""
    customers: Integers
    """Customers who live in the world, (1,)."""
    redesign: Floats
    """Progress of the redesign that is paid for: 0 not begun, 1 done, (firm,)."""
    review_months: Integers
    """Months counted so far in each review round; round 0 is the last year of the burn-in, (round,)."""
    round_statement: Integers
    """What each firm received (above 0) or paid in a review round, (selling firm, round, account)."""
    returns: Floats
    """The return-on-quality book: means over the months of a round, (selling firm, round, column)."""
    fault: Integers
    """First sum that did not close: 1, month, which check, amount, whose; else 0, (5,)."""


class State(NamedTuple):
    """The whole world."""

    run: Run
    market: Market
    customers: Customers
    members: Members
    nodes: Nodes
    goods: Goods
    edges: Edges
    firms: Firms
    sums: Sums
    books: Books
