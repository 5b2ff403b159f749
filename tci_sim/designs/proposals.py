"""What levers a search tries next: proposed by optuna by ask and tell, which need not be installed.

A batch is asked for before any of it is told: what is asked and not told yet is taken for bad, so that a batch spreads.
Every lever is proposed as a share of the way through its range, or as one of its values. Nothing of optuna is kept: who
asks and tells the same in the same order is proposed the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tci_sim.designs.axes import Axis
from tci_sim.designs.ranges import Range
from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.scenario.study import Search

_DIGITS = 4
"""Digits to which a number without steps is proposed: as somebody would write it."""
_HALVINGS = 40
_STARTUP = 10
"""Candidates that are drawn by chance before any is proposed by what was told."""


class Proposal(NamedTuple):
    """Levers to try."""

    number: int
    """By which it is told what they did."""
    values: dict[str, Any]
    """By dotted path."""


def optuna(module: str = "optuna") -> Any:
    """Import optuna, silent.

    Raises
    ------
    InputError
        If it is not installed.
    """
    import importlib

    try:
        library = importlib.import_module(module)
    except ImportError:
        raise InputError(message("fault.search.no_optuna")) from None
    library.logging.set_verbosity(library.logging.ERROR)
    return library


class Proposer:
    """Proposes levers.

    Parameters
    ----------
    axes : sequence of Axis
        The levers, with what each may be.
    search : Search
        Who proposes, with which seed, for how many aims.

    Raises
    ------
    InputError
        If optuna is not installed.
    """

    def __init__(self, axes: Sequence[Axis], search: Search) -> None:
        library = self._library = optuna()
        self._axes = axes
        startup = max(_STARTUP, search.batch)
        sampler = library.samplers.RandomSampler(seed=search.proposals)
        if search.sampler == "tpe":
            sampler = library.samplers.TPESampler(
                seed=search.proposals, n_startup_trials=startup, constant_liar=True
            )
        self._study = library.create_study(directions=["maximize"] * len(search.aims), sampler=sampler)
        self._asked: dict[int, Any] = {}
        of = library.distributions
        self._space = {
            axis.path: of.CategoricalDistribution([*range(len(axis.possible))])
            if axis.possible
            else of.FloatDistribution(0.0, 1.0)
            for axis in axes
        }

    def start_with(self, values: Mapping[str, Any]) -> None:
        """Propose levers before all others, each moved to the nearest that it may be."""
        self._study.enqueue_trial({axis.path: _place(axis, values[axis.path]) for axis in self._axes})

    def ask(self) -> Proposal:
        """Propose levers; what is asked must be told."""
        trial = self._study.ask(self._space)
        self._asked[trial.number] = trial
        return Proposal(
            trial.number, {axis.path: _value(axis, trial.params[axis.path]) for axis in self._axes}
        )

    def tell(self, number: int, goodness: Sequence[float] | None, excess: float = 0.0) -> None:
        """Tell what levers did.

        Parameters
        ----------
        number : int
            Of the proposal.
        goodness : sequence of float, optional
            Of each aim, the more the better; None where they made no policy, or gave no value.
        excess : float
            By how much they exceed what they may cost; 0 or less where they do not.
        """
        trial = self._asked.pop(number)
        if goodness is None:
            self._study.tell(trial, state=self._library.trial.TrialState.FAIL)
            return
        trial.set_constraint("budget", excess)
        self._study.tell(trial, [*goodness])


def _value(axis: Axis, proposed: Any) -> Any:
    if axis.possible:
        return axis.possible[proposed]
    value = axis.at(proposed)
    assert isinstance(axis.range, Range)
    if axis.range.step or not isinstance(value, float):
        return value
    return min(max(float(f"{value:.{_DIGITS}g}"), axis.range.low), axis.range.high)


def _place(axis: Axis, value: Any) -> Any:
    """Return where in its range, or among its values, what comes nearest to a value lies."""
    if axis.possible:
        return axis.possible.index(value) if value in axis.possible else 0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if axis.at(middle) < value else (low, middle)
    return low if axis.at(low) == value else high
