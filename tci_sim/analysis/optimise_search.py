"""A search under way: batches are proposed, race, and what they did is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tci_sim.analysis.optimise_runs import Histories
from tci_sim.analysis.optimise_values import (
    Outcome,
    best_first,
    excess_of,
    goods_of,
    judged,
    mean_cost,
    search_of,
    split,
    stacked,
)
from tci_sim.designs.axes import build_error, read_axes
from tci_sim.designs.levers import levers_of
from tci_sim.designs.optimise import policies_of, rounds_of
from tci_sim.designs.proposals import Proposal, Proposer
from tci_sim.designs.study import Study
from tci_sim.messages import Message
from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.racing import Fate, Runs, race

_MOST_ASKED = 50
"""Proposals for each candidate of a batch, after which a search ends that is proposed nothing new."""


@dataclass(frozen=True)
class Candidate:
    """One set of levers that was proposed."""

    name: str
    values: Mapping[str, Any]
    """Levers by dotted path."""
    fate: Fate | Literal["refused"]
    """How its race ended; or that it makes no policy."""
    histories: int = 0
    """Runs that were made of it; none where it is a policy of the base, which has been run."""
    goodness: tuple[float, ...] = ()
    """Of each aim as the search was told it, the more the better; empty where there is none."""
    cost: float = np.nan
    """What its levers cost, in the mean of its runs. [% of revenue]"""
    why: tuple[Message, ...] = ()
    """Why it makes no policy."""


class Searching:
    """A search: what was tried, and what came of it.

    Parameters
    ----------
    study : Study
        The question.
    histories : Histories
        Who makes the runs.

    Raises
    ------
    InputError
        If optuna is not installed.
    """

    def __init__(self, study: Study, histories: Histories) -> None:
        self._study, self._search, self._histories = study, search_of(study), histories
        self._axes = read_axes(study)[0]
        self._proposer = Proposer(self._axes, self._search)
        self._rounds = rounds_of(study)
        self.policies = policies_of(study)
        self.candidates: list[Candidate] = []
        self.finished: dict[str, Outcome] = {}
        """Candidates that have all histories, with these."""
        self.known: Outcome
        """The policies, in the same histories."""
        self.runs = 0
        """Runs of candidates."""
        self._told: dict[tuple[Any, ...], tuple[tuple[float, ...] | None, float]] = {}
        self._policy_at: dict[tuple[Any, ...], Outcome] = {}
        """Where policies stand, which is tried first and costs no runs."""

    def search(self) -> None:
        """Run the policies, then propose and race until all runs are used, or nothing new is proposed."""
        self._run_policies()
        while (room := self._search.runs - self.runs) >= self._rounds[-1]:
            size = min(self._search.batch, 1 + (room - self._rounds[-1]) // self._rounds[0])
            batch, again = self._propose(size)
            if not batch:
                break
            self._race(batch, room)
            for number, values in again:
                self._proposer.tell(number, *self._told[values])

    @property
    def saved(self) -> float:
        """Share of runs that racing spared; 0 where nothing raced. [-]."""
        raced = sum(1 for each in self.candidates if each.histories)
        return 1.0 - self.runs / (raced * self._study.replications) if raced else 0.0

    def within(self) -> list[str]:
        """Return the candidates that have all histories and keep to the budget in their mean."""
        search = self._search
        return [
            name
            for name, found in self.finished.items()
            if search.budget is None or float(mean_cost(found)[0]) <= search.budget
        ]

    def _run_policies(self) -> None:
        at = f"firms.{self._study.focal}.policy"
        self.known = self._histories.of(
            {name: {at: name} for name in self.policies}, 0, self._study.replications
        )
        paths = [axis.path for axis in self._axes]
        for name, known in zip(self.policies, split(self.known), strict=True):
            levers = {**levers_of(self._study.base.policies[name]), at: name}
            if all(path in levers for path in paths):
                self._proposer.start_with(levers)
                if at in paths and np.isfinite(known.aims).all():
                    self._policy_at[tuple(levers[path] for path in paths)] = known

    def _propose(self, size: int) -> tuple[dict[str, Proposal], list[tuple[int, tuple[Any, ...]]]]:
        """Ask for so many candidates that are new and make a policy, by name; and what was asked for twice in it."""
        found: dict[str, Proposal] = {}
        again: list[tuple[int, tuple[Any, ...]]] = []
        asked: set[tuple[Any, ...]] = set()
        for _ in range(_MOST_ASKED * size):
            if len(found) == size:
                break
            proposal = self._proposer.ask()
            values = tuple(proposal.values.values())
            name = f"c{len(self.candidates) + len(found) + 1:03d}"
            if values in self._told:
                self._proposer.tell(proposal.number, *self._told[values])
            elif values in asked:
                again.append((proposal.number, values))
            elif values in self._policy_at:
                self._record(name, proposal, "finished", self._policy_at[values], 0)
            elif wrong := build_error(self._study, proposal.values):
                self._tell(proposal, None, 0.0)
                self.candidates.append(Candidate(name, proposal.values, "refused", why=tuple(wrong)))
            else:
                asked.add(values)
                found[name] = proposal
        return found, again

    def _race(self, batch: Mapping[str, Proposal], room: int) -> None:
        names = list(batch)
        made: dict[str, list[Outcome]] = {name: [] for name in names}

        def run(members: Sequence[int], first: int, end: int) -> Runs:
            chosen = [names[each] for each in members]
            found = self._histories.of({name: batch[name].values for name in chosen}, first, end)
            for name, each in zip(chosen, split(found), strict=True):
                made[name].append(each)
            self.runs += len(chosen) * (end - first)
            return self._raced(found, first, end)

        rivals = None
        if best := best_first({name: self.goodness(self.finished[name]) for name in self.within()}):
            rivals = self._raced(stacked([self.finished[name] for name in best]), 0, self._rounds[-1])
        criteria = [aim.criterion for aim in self._search.aims]
        fates = race(run, len(names), self._rounds, criteria, rivals=rivals, room=room).fates
        for name, fate in zip(names, fates, strict=True):
            whole = stacked(made[name], histories=True) if made[name] else None
            self._record(name, batch[name], fate, whole, 0 if whole is None else whole.cost.shape[1])

    def _raced(self, found: Outcome, first: int, end: int) -> Runs:
        policies = self.known._replace(aims=self.known.aims[:, :, first:end])
        return Runs(goods_of(found, policies, self._search.aims), excess_of(found, self._search))

    def _record(self, name: str, proposal: Proposal, fate: Fate, whole: Outcome | None, made: int) -> None:
        """Tell what a candidate did, for which so many runs were made, and keep it."""
        if whole is None:  # there was no room for it
            self._tell(proposal, None, 0.0)
            self.candidates.append(Candidate(name, proposal.values, fate))
            return
        if fate == "finished":
            self.finished[name] = whole
        cost, excess = float(mean_cost(whole)[0]), float(exact_mean(excess_of(whole, self._search)[0]))
        told = None if fate == "no_value" else self._as_if_all(whole)
        self._tell(proposal, told, excess)
        self.candidates.append(Candidate(name, proposal.values, fate, made, told or (), cost))

    def goodness(self, found: Outcome) -> tuple[float, ...]:
        """Return how good one case is by each aim, in all histories that it has."""
        count = found.cost.shape[1]
        return tuple(judged(self._raced(found, 0, count).values, self._search.aims)[0].tolist())

    def _as_if_all(self, whole: Outcome) -> tuple[float, ...]:
        """Return how good a candidate is, less how lucky its histories are beside all, by the mean of the policies."""
        count = whole.cost.shape[1]
        parts, all_ = (
            judged(self._raced(self.known, 0, self._rounds[-1]).values[:, :, :end], self._search.aims)
            for end in (count, self._rounds[-1])
        )
        lucky = exact_mean(parts - all_, axis=0)
        return tuple((np.array(self.goodness(whole)) - np.where(np.isfinite(lucky), lucky, 0.0)).tolist())

    def _tell(self, proposal: Proposal, goodness: tuple[float, ...] | None, excess: float) -> None:
        self._told[tuple(proposal.values.values())] = goodness, excess
        self._proposer.tell(proposal.number, goodness, excess)
