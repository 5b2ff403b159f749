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

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from tci_sim.engine.ledger import Stakeholder
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import exact_mean, exact_sum, exact_variance

LEVERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "time": ("improvement.time",),
        "listening": ("listening.review.interviews", "listening.survey.respondents"),
        "emphasis": ("value.emphasis",),
        "training": ("improvement.training",),
        "inspection": ("improvement.inspection",),
    }
)
"""What the yearly rule moves, by dotted path inside a policy; what stands together moves together."""

_ACCOUNTS = [
    [each.name for each in MEASURES["firm"]].index(f"value_{holder.name.lower()}") for holder in Stakeholder
]

Values = Mapping[str, float]


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
    scenario: Scenario, firm: str, years: Sequence[int], seeds: Sequence[int], *, as_counted: bool = False
) -> list[JudgedStep]:
    """Judge every step that the rule of a firm takes in some years.

    Parameters
    ----------
    scenario : Scenario
        The world; it must go on for a horizon after the last of the years.
    firm : str
        The firm, by its name in the network.
    years : sequence of int
        Years after the burn-in, rising, at whose first months the rule acts.
    seeds : sequence of int
        Seed of each replication, two or more.
    as_counted : bool
        Whether customers who stay count no more than the firm's policy counts retention.
    """
    branches = [_Branches(scenario, firm, seed) for seed in seeds]
    judged = []
    for year in years:
        steps = [each.step_taken(12 * year) for each in branches]
        for lever, way in sorted({step for step in steps if step is not None}):
            gained = [each.gain(lever, way, as_counted=as_counted) for each in branches]
            error = math.sqrt(float(exact_variance(gained)) / len(gained))
            taken = steps.count((lever, way))
            judged.append(JudgedStep(year, lever, way > 0, taken, float(exact_mean(gained)), error))
    return judged


class _Branches:
    """A world that goes on, and one that branches off it, again and again."""

    def __init__(self, scenario: Scenario, firm: str, seed: int) -> None:
        self.world, self.aside = (Simulation(scenario, seed=seed, threads=1) for _ in range(2))
        self.firm = firm
        self.at = self.world.network.firms.index(firm)

    def step_taken(self, month: int) -> tuple[str, int] | None:
        """Let the world come to a month, and return the lever that the rule moves in it and which way, or None."""
        self.world.step(month - self.world.month)
        self.aside.copy_past(self.world)
        before = self.aside.levers(self.firm)
        self.aside.step()
        after = self.aside.levers(self.firm)
        for lever, paths in LEVERS.items():
            for path in paths:
                if after[path] != before[path]:
                    return lever, 1 if after[path] > before[path] else -1
        return None

    def gain(self, lever: str, way: int, *, as_counted: bool) -> float:
        """Return what the firm gains by a step, retention by all that it brings or as far as the firm counts it."""
        levers = self.world.levers(self.firm)
        counts = levers["value.counts_retention"] if as_counted else 1.0
        kept = {path: levers[path] for path in LEVERS[lever]}
        moved = {path: _moved(levers, path, way) for path in LEVERS[lever]}
        free = self._value(moved, bound=False) - self._value(kept, bound=False) if counts > 0.0 else 0.0
        bound = self._value(moved, bound=True) - self._value(kept, bound=True) if counts < 1.0 else 0.0
        return counts * free + (1.0 - counts) * bound

    def _value(self, stepped: Values, *, bound: bool) -> float:
        """Return what the accounts that the firm counts come to within its horizon, with its levers set so."""
        aside, levers = self.aside, self.world.levers(self.firm)
        aside.copy_past(self.world)
        for name in aside.network.selling_firms:
            aside.set_levers(name, {**(stepped if name == self.firm else {}), "value.investment_step": 0.0})
        if bound:
            aside.state.run.world["choice"]["consider_rate"][:] = 0.0
            aside.state.run.world["choice"]["return_rate"][:] = 0.0
        horizon, others = int(levers["value.horizon"]), levers["value.counts_stakeholders"]
        first = aside.month
        aside.step(horizon)
        rows = aside.recording.firm[first : first + horizon, self.at][:, _ACCOUNTS]
        factor = (1.0 + aside.scenario.world.economy.discount) ** (-1.0 / 12.0)
        worth = np.power(factor, np.arange(1.0, horizon + 1.0))
        counted = np.array([1.0 if holder == Stakeholder.OWNERS else others for holder in Stakeholder])
        return float(exact_sum((rows * worth[:, None] * counted).ravel()))


def _moved(levers: Values, path: str, way: int) -> float:
    """Return where a step leaves a lever: a share of it, or of 1 for emphasis, within its plausible range."""
    old, step = levers[path], levers["value.investment_step"]
    low, high = catalogue()[path].plausible or (old, old)
    if path == "value.emphasis":
        far = step
    elif path == "listening.survey.respondents":
        far = float(math.ceil(old * step))
    else:
        far = old * step
    return max(old, min(high, old + far)) if way > 0 else min(old, max(low, old - far))
