"""Replay a game of the flight simulator: what its code says was decided, run again to the same bits."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tci_sim.analysis.flight_costs import flight_costs
from tci_sim.analysis.run import run
from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.runs.result import RunData
from tci_sim.scenario.flight import Decisions, flight, game_of, ground, scenario_of
from tci_sim.scenario.flight_code import SHORT, FlightCode, read_code
from tci_sim.scenario.load import AnyScenario, as_scenario
from tci_sim.statistics.exact import Floats

OUTCOME = ("satisfaction", "share", "profit")
"""Measures of the firm by whose bits a code is known to be whole."""


@dataclass(frozen=True)
class Replayed:
    """What came of a game."""

    code: FlightCode
    result: RunData
    """The run that the decisions make."""
    outcome: str
    """Hash of what came of it, as a code has it."""

    @property
    def whole(self) -> bool:
        """Whether what the code says came of the game is what comes of its decisions."""
        return self.outcome == self.code.outcome

    @property
    def decisions(self) -> Decisions:
        """Of each year the step of each decision."""
        return self.code.decisions


def replay(code: str, scenario: AnyScenario = "baseline", *, threads: int | None = None) -> Replayed:
    """Replay a game.

    Parameters
    ----------
    code : str
        The line that a page gave out.
    scenario : scenario
        What the page was made of.
    threads : int, optional
        Processor threads.

    Returns
    -------
    Replayed

    Raises
    ------
    InputError
        If the code cannot be read, is of another version or game, was changed, or takes more than there is, or the
        game was not ended.
    """
    base = ground(as_scenario(scenario))
    found = read_code(code, game_of(base))
    year = flight_costs(base).over(found.decisions)
    if year is not None:
        raise InputError(message("flight.fault.limit", year=str(year)))
    result = run(scenario_of(base, found.decisions), seed=found.seed, threads=threads)
    series = [result.table(measure)[result.focal_firm].to_numpy(np.float64) for measure in OUTCOME]
    return Replayed(found, result, outcome_of(series))


def outcome_of(series: Sequence[Floats]) -> str:
    """Return the hash of what came of a game: of the bits of its series, one after the other. [12 hexadecimal digits].

    Of a NaN the bits are those of the usual one, so that all engines agree.
    """
    hexadecimal = "".join(
        np.where(np.isnan(each), np.nan, each).astype("<f8").tobytes().hex() for each in series
    )
    return hashlib.sha256(hexadecimal.encode()).hexdigest()[:SHORT]


def years_of(replayed: Replayed, measure: str, *, summed: bool) -> list[float]:
    """Return a measure of the firm by year: what it adds up to, or what it ended at."""
    result = replayed.result
    values = result.table(measure)[result.focal_firm].to_numpy(np.float64).reshape(flight().years, -1)
    return [float(sum(year)) if summed else float(year[-1]) for year in values.tolist()]
