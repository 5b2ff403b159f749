"""Whether a firm's yearly rule steps the right way: each step beside a branch of the same world without it.

A year's step is judged by worlds that part in that month and have the same random numbers: one in which the firm moves
the lever by that step, and one in which it does not. In both, no firm's rule moves anything from then on. What the step
is worth is what the firm's account of owners, and of others as far as it counts them, gains within its horizon,
discounted. It is the mean over all replications of that year, whoever of them took the step, and has the standard error
of that mean. A step is right where that is above 0, and cannot be told where it is less than its error.

A firm whose policy does not count retention may step rightly by what it counts, and lose customers by it. So steps can
also be judged as the firm counts: as far as retention is not counted, in two worlds in which nobody considers
alternatives any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tci_sim.engine.ledger import Stakeholder
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.engine.phases.move_levers import LEVERS, lever_value, move
from tci_sim.engine.state.types import Floats
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation, Snapshot

NAMES = ("improvement.time", "listening", "value.emphasis", "improvement.training", "improvement.inspection")
"""What the levers of `move_levers` are called here."""

_ACCOUNTS = [
    [each.name for each in MEASURES["firm"]].index(f"value_{holder.name.lower()}") for holder in Stakeholder
]


@dataclass(frozen=True)
class JudgedStep:
    """A step that the rule took in a year, and what it was worth."""

    year: int
    lever: str
    up: bool
    taken: int
    """Replications in which the rule took it."""
    worth: float
    """Mean over all replications. [currency]"""
    error: float
    """Standard error of that mean. [currency]"""

    @property
    def is_sure(self) -> bool:
        """Return whether what it was worth exceeds its error."""
        return abs(self.worth) > self.error


def share_right(steps: Sequence[JudgedStep]) -> tuple[int, int]:
    """Count the steps, of those whose worth exceeds its error, that were worth something; and these in all."""
    sure = [step for step in steps if step.is_sure]
    return sum(step.taken for step in sure if step.worth > 0.0), sum(step.taken for step in sure)


def judge_steps(
    scenario: Scenario, years: Sequence[int], seeds: Sequence[int], f: int = 0, *, as_counted: bool = False
) -> list[JudgedStep]:
    """Judge every step that the rule of a firm takes in some years.

    Parameters
    ----------
    scenario : Scenario
        The world; it must go on for a horizon after the last of the years.
    years : sequence of int
        Years after the burn-in, at whose first months the rule acts.
    seeds : sequence of int
        Seed of each replication, two or more.
    f : int
        The firm, by its place among selling firms.
    as_counted : bool
        Whether customers who stay count no more than the firm's policy counts retention.
    """
    worlds = [Simulation(scenario, seed=seed, threads=1) for seed in seeds]
    judged = []
    for year in years:
        pasts = [_at(world, 12 * year) for world in worlds]
        steps = [_step_taken(world, past, f) for world, past in zip(worlds, pasts, strict=True)]
        for step in sorted({each for each in steps if each is not None}):
            gained = [
                _counted_gain(world, past, step, f, as_counted=as_counted)
                for world, past in zip(worlds, pasts, strict=True)
            ]
            mean, error = float(np.mean(gained)), float(np.std(gained, ddof=1) / np.sqrt(len(gained)))
            taken = steps.count(step)
            judged.append(JudgedStep(year, NAMES[step[0]], step[1] > 0, taken, mean, error))
        for world, past in zip(worlds, pasts, strict=True):
            world.restore(past)
    return judged


def _at(world: Simulation, month: int) -> Snapshot:
    """Let a world come to a month, and copy it."""
    world.step(month - world.month)
    return world.snapshot()


def _levers(world: Simulation, f: int) -> list[float]:
    return [lever_value(world.state.firms.policies.in_force[f], lever) for lever in range(LEVERS)]


def _step_taken(world: Simulation, past: Snapshot, f: int) -> tuple[int, int] | None:
    """Return the lever that the rule moves in the month to come, and which way; None if it moves none."""
    before = _levers(world, f)
    world.step()
    after = _levers(world, f)
    world.restore(past)
    for lever in range(LEVERS):
        if after[lever] != before[lever]:
            return lever, 1 if after[lever] > before[lever] else -1
    return None


def _counted_gain(
    world: Simulation, past: Snapshot, step: tuple[int, int], f: int, *, as_counted: bool
) -> float:
    """Return what a firm gains by a step, retention by all that it brings or as far as the firm counts it."""
    counts = float(past.state.firms.policies.in_force[f].value.counts_retention) if as_counted else 1.0
    free = _gain(world, past, step, f, bound=False) if counts > 0.0 else 0.0
    bound = _gain(world, past, step, f, bound=True) if counts < 1.0 else 0.0
    return counts * free + (1.0 - counts) * bound


def _gain(world: Simulation, past: Snapshot, step: tuple[int, int], f: int, *, bound: bool) -> float:
    """Return what a firm gains within its horizon by a step of a lever, in a world of which there is a copy."""
    values = []
    for way in (0, step[1]):
        world.restore(past)
        policies = world.state.firms.policies
        if way != 0:
            move(world.state.run.bounds[0], policies, f, step[0], float(way))
        value = policies.in_force[f].value
        horizon, others = int(value.horizon), float(value.counts_stakeholders)
        for records in policies:
            records["value"]["investment_step"][:] = 0.0
        if bound:
            world.state.run.world["choice"]["consider_rate"][:] = 0.0
            world.state.run.world["choice"]["return_rate"][:] = 0.0
        world.step(horizon)
        values.append(_value(world, horizon, others, f))
    world.restore(past)
    return values[1] - values[0]


def _value(world: Simulation, horizon: int, others: float, f: int) -> float:
    """Add up the accounts of the last months, discounted, and those of others as far as they count."""
    rows: Floats = world.recording.firm[world.month - horizon : world.month, f][:, _ACCOUNTS]
    factor = (1.0 + world.scenario.world.economy.discount) ** (-1.0 / 12.0)
    counted = np.array([1.0 if holder == Stakeholder.OWNERS else others for holder in Stakeholder])
    return float((rows @ counted) @ factor ** np.arange(1, horizon + 1))
