"""What is kept of a run that has ended, picked out of all that was recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from tci_sim.engine.measures.columns import MEASURES, Kind
from tci_sim.engine.measures.recording import Recording
from tci_sim.errors import RunError
from tci_sim.messages import message
from tci_sim.runs.experiment import ALL_MEASURES, OutputSpec
from tci_sim.runs.figures import figure
from tci_sim.runs.holders import Holder, all_holders
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.paired import Floats
from tci_sim.world.network import ValueNetwork


class RunOutput(NamedTuple):
    """What is kept of one run; nothing but the error, where it failed."""

    case: int
    replication: int
    holders: Mapping[str, tuple[str, ...]]
    """Names of those of each kind, in the order in which they were asked for."""
    values: Mapping[str, Floats]
    """(month kept, holder, measure) of each kind; NaN where nothing was measured."""
    figures: Mapping[str, Floats]
    """(holder, measure) of each kind: the figure of the whole run, where it is kept."""
    fingerprint: str = ""
    """Hash of all that was measured, where it is kept. [64 hexadecimal digits]"""
    error: str = ""
    """Why the run failed, in one sentence; empty where it did not."""
    settled_at: int | None = None
    """Month in which it settled and ended, from 0; None where it did not."""


def failed_output(case: int, replication: int, why: str) -> RunOutput:
    """Say of a run that it failed, and why."""
    return RunOutput(case, replication, {}, {}, {}, error=why)


def run_output(
    case: int,
    replication: int,
    recording: Recording,
    holders: Sequence[Holder],
    keep: OutputSpec,
    scenario_and_network: tuple[Scenario, ValueNetwork],
    *,
    settled_at: int | None = None,
) -> RunOutput:
    """Pick what is kept out of all that was seen.

    Parameters
    ----------
    case, replication : int
        Which run it is.
    recording : Recording
        What was seen of it, complete.
    holders : sequence of Holder
        Whose measures are kept.
    keep : OutputSpec
        Which measures, and of which months.
    scenario_and_network : tuple of Scenario and ValueNetwork
        The world that it was.
    settled_at : int, optional
        Month in which it settled and ended.
    """
    seen, months = recorded_arrays(recording), list(keep.months)
    names: dict[str, tuple[str, ...]] = {}
    values: dict[str, Floats] = {}
    figures: dict[str, Floats] = {}
    for kind in dict.fromkeys(holder.kind for holder in holders):
        mine = [holder for holder in holders if holder.kind == kind]
        measures = keep.measures[kind]
        places = [holder.place for holder in mine]
        history = seen[kind][np.ix_(range(len(seen[kind])), places, _columns(kind, measures))]
        names[kind] = tuple(holder.name for holder in mine)
        values[kind] = np.ascontiguousarray(history[months])
        if keep.figures:
            figures[kind] = np.array(
                [
                    [figure(history[:, h, m], name) for m, name in enumerate(measures)]
                    for h in range(len(mine))
                ]
            ).reshape(len(mine), len(measures))
    prints = fingerprint(all_holders(*scenario_and_network), ALL_MEASURES, seen) if keep.fingerprint else ""
    return RunOutput(case, replication, names, values, figures, prints, settled_at=settled_at)


def recorded_arrays(recording: Recording) -> dict[Kind, Floats]:
    """Lay out what was recorded of each kind, (month, holder, measure).

    Raises
    ------
    RunError
        If a month was not recorded.
    """
    unseen = np.flatnonzero(np.isnan(recording.market).all(axis=1))
    if len(unseen):
        raise RunError(message("result.unrecorded", month=int(unseen[0]), nth=int(unseen[0]) + 1))
    found: dict[Kind, Floats] = {}
    for kind, measures in MEASURES.items():
        array: Any = getattr(recording, kind)
        found[kind] = array.reshape(len(array), -1, len(measures))
    return found


def fingerprint(
    holders: Mapping[Any, Sequence[str]], measures: Mapping[Any, Sequence[str]], values: Mapping[Any, Floats]
) -> str:
    """Hash all values of all measures, equal where every value is equal to the last bit. [64 hexadecimal digits].

    Parameters
    ----------
    holders : mapping of kind to names
        Holders of each kind.
    measures : mapping of kind to names
        Measures of each kind.
    values : mapping of kind to float array (month, holder, measure)
        What was measured.
    """
    digest = hashlib.sha256()
    for kind, array in sorted(values.items()):
        names = "\0".join([kind, *holders[kind], "", *measures[kind]])
        digest.update(names.encode() + b"\0\0")
        digest.update(np.where(np.isnan(array), np.nan, array).astype("<f8").tobytes())  # one NaN for all
    return digest.hexdigest()


def _columns(kind: Kind, measures: Sequence[str]) -> list[int]:
    place = {measure.name: number for number, measure in enumerate(MEASURES[kind])}
    return [place[name] for name in measures]
