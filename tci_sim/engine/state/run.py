"""What a run is made of beside who lives in it, and what is yet to come in it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.state.types import Flags, Floats, Integers, Records

SHOCK_MONTH, SHOCK_KIND, SHOCK_TARGET, SHOCK_DURATION = range(4)
"""Columns of `Future.shocks`."""


class Run(NamedTuple):
    """What stays as it is for the whole run, but for changes of the world on its timeline."""

    seed: NDArray[np.uint64]
    """Seed, (1,)."""
    burn_in: Integers
    """Months of burn-in, (1,)."""
    world: Records
    """The uncertainties as they are now, one record, (1,)."""
    bounds: Records
    """Lowest and highest value of each lever that the yearly investment rule moves, one record, (1,)."""
    captive: Flags
    """Whether customers are bound to the firm they began with, (1,)."""
    priced: Flags
    """Whether customers pay what they are sold; if not, society pays, (1,)."""


class Future(NamedTuple):
    """What a run will meet later than now: beside `Changes` the only part in which two runs with one past differ."""

    next_policy: Records
    """Levers that come into force at month 0, as `Policies` has them, (policy,)."""
    next_paid: Records
    """What is paid for from month 0, (policy,)."""
    next_own: Flags
    """Which levers are a role's own from month 0 on, and not those of its organisation, (policy, lever)."""
    shocks: Integers
    """Month from the start of the burn-in, `Effect`, target (-1: all) and duration of each shock, (shock, 4)."""
    shock_size: Floats
    """Size of each shock, (shock,)."""
    shock_policy: Records
    """Levers that come into force with each shock, if it is a change of policy or levers, (shock,)."""
    shock_paid: Records
    """What is paid for from then on, (shock,)."""
    shock_named: Flags
    """Which levers, in the order of the record, that shock sets; the others stay as they are, (shock, lever)."""
    set_month: Integers
    """Month from the start of the burn-in before which states of a node or a code are set, (setting,)."""
    set_of: Integers
    """Node, or the number of nodes plus an organisation, of whose code it is, (setting,)."""
    set_to: Floats
    """What these states become, below 0 where they stay, (setting, state)."""


class Changes(NamedTuple):
    """What the parameters of the world and its market become on the timeline: a part of what is yet to come."""

    month: Integers
    """Month from the start of the burn-in from which each change is in force; -1: as the world was built, (change,)."""
    world: Records
    """The uncertainties from then on, (change,)."""
    half_life: Floats
    """As in `Attributes`, (change, attribute)."""
    practice: Floats
    """As in `Attributes`, (change, attribute)."""
    newcomers: Floats
    """As in `Attributes`, (change, attribute)."""
    with_customers: Floats
    """As in `Attributes`, (change, attribute)."""
    weight: Floats
    """As in `Segments`, (change, segment, attribute)."""
    interval: Floats
    """As in `Buying`, (change, segment)."""


class Disruption(NamedTuple):
    """What shocks hold down or up while they last."""

    broken: Floats
    """Share of capacity that a shock or a redesign under way has taken away, (node,)."""
    demand_factor: Floats
    """Factor that shocks put on what customers ask for; 1 without one, (node,)."""
    budget: Floats
    """Share of programmes that a shock has left, (firm,)."""
    price_kept: Floats
    """Share of its usual price that a firm asks, (firm,)."""
