"""Selling firms and supplier organisations."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from tci_sim.engine.state.types import Flags, Floats, Integers, Records, Signs

LEVERS = 5
"""Levers that the yearly rule moves; their order is that of `move_levers`."""


class Policies(NamedTuple):
    """The levers of each organisation, then of units of a role that have levers of their own."""

    in_force: Records
    """Levers in force, (policy,)."""
    paid: Records
    """Levers that are paid for: as in force, but effects switched off alone still cost, (policy,)."""
    of_unit: Integers
    """Which of them says what a unit decides: that of its organisation, or of its role there, (node,)."""


class Roles(NamedTuple):
    """Which levers units of a role have of their own."""

    organisation: Integers
    """Whose units have a policy, (policy,)."""
    own: Flags
    """Which of its levers are a role's own, and not those of its organisation, (policy, lever)."""


class Knowledge(NamedTuple):
    """What each firm as such holds and has heard of the requirements."""

    code: Signs
    """What the firm as such holds about each requirement, (firm, dimension)."""
    voices: Floats
    """Sum of signs heard, as far as they still count: by a fading mean or as log-odds, (firm, dimension). [voice]"""
    voice_weight: Floats
    """Decaying number of voices heard, (firm, dimension)."""


class Foresight(NamedTuple):
    """What each firm sees coming, and the platform on which it sees."""

    turning: Floats
    """Log-odds that a requirement is about to turn, by what lead customers say; 0 where these are not kept apart,
    (firm, dimension)."""
    platform: Floats
    """How far the information platform stands that is paid for, 0..1, (firm,)."""


class Estimates(NamedTuple):
    """What the centre of each firm thinks."""

    weight: Floats
    """The centre's estimate of what attributes weigh, summing to 1, (firm, attribute)."""
    gap: Floats
    """The centre's estimate of how far each attribute falls short of the need, (firm, attribute). [quality]"""
    retention: Floats
    """The firm's estimate of the monthly loss of customers per point of satisfaction, (firm,)."""
    retention_known: Floats
    """What is left of that estimate since it was last made anew, 1 where nothing faded, (firm,). [-]"""
    investment: Floats
    """Estimated value of a step in improvement time, listening and emphasis when last decided; below 0 it is
    the value of a step down with its sign turned, (firm, 3)."""


class Surveys(NamedTuple):
    """Survey results under way, in a ring by the month in which they are due."""

    due: Flags
    """Whether results are due in that slot of the ring, (firm, month of delay)."""
    gap: Floats
    """Survey results under way: gaps, (firm, month of delay, attribute)."""
    weight: Floats
    """Survey results under way: weights, (firm, month of delay, attribute)."""
    voices: Floats
    """Survey results under way: sum of signs, (firm, month of delay, dimension)."""
    voice_weight: Floats
    """Survey results under way: number of voices, (firm, month of delay, dimension)."""
    slope: Floats
    """Survey results under way: loss of customers per point of satisfaction in the month that was asked about; below 0
    where nobody could be lost, (firm, month of delay). [1/month/point]"""


class Answers(NamedTuple):
    """What respondents told each firm in its latest round, and who left since; used where respondents are real."""

    approached: Integers
    """People who were asked to answer, (selling firm,)."""
    given: Integers
    """Answers of own customers, of lost ones, and of others, (selling firm, 3)."""
    held: Integers
    """The same of a round held this month; 0 where none was, (selling firm, 3)."""
    satisfaction: Floats
    """Mean satisfaction that own customers stated, (selling firm,). [points of 100]"""
    stated: Floats
    """Weights of attributes as respondents state them, summing to 1, (selling firm, attribute)."""
    derived: Floats
    """Weights of attributes by regression of satisfaction on them, summing to 1, (selling firm, attribute)."""
    classes: Floats
    """Answers by class of stated satisfaction of which it is known who left within half a year, and leavers among them,
    fading, (selling firm, class, 2)."""
    followed: Integers
    """Customer, class and month of answers of which that is not known yet, a ring, (selling firm, place, 3)."""
    following: Integers
    """Place of the oldest of these, and how many there are, (selling firm, 2)."""


class Leavers(NamedTuple):
    """Who left which firm last, when and why: no customers where respondents are not real."""

    firm: Integers
    """Firm a month ago; the number of selling firms means none, -1 not known yet, (customer,)."""
    outlet: Integers
    """Where the customer bought a month ago, (customer,)."""
    left: Integers
    """Firm left last; -1: none, (customer,)."""
    month: Integers
    """Month in which it was left, (customer,)."""
    reason: Integers
    """Attribute that made the customer go; the number of attributes: none did, (customer,)."""


class Contacts(NamedTuple):
    """Whom each firm heard this month."""

    interviews: Floats
    """Interviews with customers this month, (firm,)."""
    respondents: Floats
    """The firm's own customers who answered a survey this month, (firm,)."""
    needs_voiced: Integers
    """Times that a need was voiced to the firm this month, in whatever way, (firm,)."""
    new_needs: Integers
    """Needs of which what the firm has heard says another thing than a month ago, or anything at all, (firm,)."""


class Act(IntEnum):
    """What followed from interviews beside what customers felt: the columns of `FollowUp.acts`."""

    FOUND_INSIDE = 0
    """Interviews with next process steps in which something was wrong with the lot."""
    MENDED_INSIDE = 1
    """Lots that are reworked next month."""
    OPENED = 2
    """Tickets opened for customers."""
    OPENED_INSIDE = 3
    """Tickets opened for next process steps."""
    CLOSED = 4
    """Tickets of customers taken up in a plan step."""
    CLOSED_INSIDE = 5
    """Tickets of next process steps taken up in a plan step."""


class FollowUp(NamedTuple):
    """What follows when a firm asks, and how far people have come to go by it."""

    ability: Floats
    """Chance that what the front line may take up it mends at once, in the mean of this month's interviews, (firm,)."""
    acts: Integers
    """What followed this month, (firm, `Act`)."""
    followed: Floats
    """How far something follows when customers, and next process steps, say what is wrong, 0..1, (firm, 2)."""


class Costs(NamedTuple):
    """What a unit costs each firm, and what it asks for it."""

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
    """Cost experience: units made, and what others' units taught, fading, (firm,). [unit]"""
    starting_experience: Floats
    """Cost experience at which a unit costs what it cost at the start, (firm,). [unit]"""
    overhead_volume: Floats
    """Units a month that the overhead of the firm is sized for, (firm,)."""
    processing_left: Floats
    """Share of the starting processing of a unit that cost projects have left, (firm,)."""
    shock: Floats
    """What chance makes a unit dearer, as a share of its standard cost at the start, (firm,)."""


class Standing(NamedTuple):
    """How each selling firm stands in the market."""

    open: Flags
    """Whether the firm is on the market, (selling firm,)."""
    reputation: Floats
    """What a segment that does not buy from it expects of it, (selling firm, segment). [quality]"""
    appeal: Floats
    """What chance adds to the utility of its offer, the same for all customers, (selling firm,)."""
    told: Floats
    """How much more satisfied its customers are said to be than its reputation and what is usual lead one to
    expect, (selling firm, segment). [points of 100]"""
    brand: Floats
    """Utility that the firm has for its name, (selling firm,)."""
    awareness: Floats
    """Chance that one who considers the market knows the firm, (selling firm,)."""
    usual_taste: Floats
    """Mean lasting taste of customers at rest for their own firm, as far as taste is felt, (1,).
    [standard deviation]"""


class Survival(NamedTuple):
    """What each place on the market has earned and lost, and who holds it."""

    focal: Flags
    """Whether the question is about the firm, (selling firm,)."""
    sales: Integers
    """Sales in each of the last 12 months, a ring, (selling firm, 12). [micro-currency]"""
    loss: Integers
    """Loss since the burn-in that no profit has made good, (selling firm,). [micro-currency]"""
    age: Integers
    """Months that the firm has been on the market, (selling firm,)."""
    vacant: Integers
    """Months since the firm left, the month of leaving included; 0 where nobody has left, (selling firm,)."""
    replaced: Integers
    """How many entrants have taken the place, one after another, (selling firm,)."""
    turned: Flags
    """Whether the firm turns round this month, (selling firm,)."""


class Outlook(NamedTuple):
    """What firms keep in mind for the yearly appraisal of their levers; all at 0 where the world has none.

    Means of a year move a twelfth of the way to each month. Levers are in the order of `move_levers`.
    """

    failures: Floats
    """Share in which the units of a firm failed customers when last month ended, (firm,). [quality]"""
    closing: Floats
    """Share of what fails customers that projects put right in a month, mean of a year, (firm,). [1/month]"""
    reopening: Floats
    """Failures that came up of themselves in a month, as a share of all, mean of a year, (firm,). [1/month]"""
    claims: Floats
    """Claims paid, mean of a year, (firm,). [currency/month]"""
    voices: Floats
    """Voices heard of a requirement, mean of a year, (firm,). [voice/month]"""
    answers: Floats
    """Answers that the estimate of gaps rests on, the older the less, (firm,). [answer]"""
    levers: Floats
    """Levers as the firm left them, (firm, lever). [as the lever]"""
    adopted: Integers
    """Month, from the start of the burn-in, in which the firm adopted its policy, (firm,)."""
    moved: Integers
    """Month in which the rule last moved a lever of this policy; below 0: it has not, (firm, lever)."""
    worth: Floats
    """Estimated value of a step when last appraised; below 0 that of a step down, sign turned, (firm, lever).
    [currency]"""
    error: Floats
    """Standard error of that estimate, (firm, lever). [currency]"""


class Firms(NamedTuple):
    """Selling firms and supplier organisations."""

    policies: Policies
    roles: Roles
    knowledge: Knowledge
    foresight: Foresight
    estimates: Estimates
    surveys: Surveys
    answers: Answers
    leavers: Leavers
    contacts: Contacts
    follow_up: FollowUp
    costs: Costs
    standing: Standing
    survival: Survival
    outlook: Outlook
