"""Runs that were made before: found among the results and the comparisons that a folder keeps."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from os import PathLike
from pathlib import Path

from tci_sim.analysis.comparison import Comparison
from tci_sim.runs.comparison_runs import KINDS, KeptRun, kept_of
from tci_sim.runs.comparison_store import kept_comparisons, opened
from tci_sim.runs.damage import ResultError
from tci_sim.runs.provenance import key
from tci_sim.runs.result_store import stored
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.paired import Floats

_log = logging.getLogger("tci_sim")


class KnownRuns:
    """Finds runs of the questions of a comparison among what a folder keeps, of the same version of the model.

    Parameters
    ----------
    folder : str or path
        What `--out` names.
    questions : mapping of str to Scenario
        What is compared.
    focal_firms : mapping of str to str
        The firm that is looked at in each of them.
    """

    def __init__(
        self, folder: str | PathLike[str], questions: Mapping[str, Scenario], focal_firms: Mapping[str, str]
    ) -> None:
        self._folder, self._questions, self._focal_firms = Path(folder), questions, focal_firms
        self._key = cache(lambda name, seed: key(questions[name], seed))
        self._kept = {path: (seeds, keys) for path, seeds, keys in kept_comparisons(self._folder)}
        self._opened: dict[Path, Comparison | None] = {}

    def find(self, name: str, seed: int) -> KeptRun | None:
        """Find the run of a question under a seed; None where it was not made, failed, or cannot be read."""
        try:
            if found := stored(self._questions[name], seed, self._folder):
                return kept_of(found, self._focal_firms[name])
        except ResultError as error:
            _log.warning("%s The run is made again.", error)
        for path, (seeds, keys) in self._kept.items():
            if seed in seeds and (theirs := self._same(name, seeds[0], keys)) is not None:
                comparison = self._open(path)
                if comparison is not None and comparison.fingerprints[theirs][seeds.index(seed)]:
                    return _taken(comparison, theirs, seeds.index(seed))
        return None

    def _same(self, name: str, seed: int, keys: Mapping[str, str]) -> str | None:
        """Find by what name a comparison knows a question: its key is that of its first seed."""
        mine = self._key(name, seed)
        return next((theirs for theirs, kept in keys.items() if kept == mine), None)

    def _open(self, path: Path) -> Comparison | None:
        if path not in self._opened:
            try:
                self._opened[path] = opened(path)
            except ResultError as error:
                _log.warning("%s Its runs are made again.", error)
                self._opened[path] = None
        return self._opened[path]


def _taken(comparison: Comparison, name: str, replication: int) -> KeptRun:
    """Take one run out of a comparison."""
    scenario = list(comparison.questions).index(name)
    values: dict[str, Floats] = {
        kind: comparison.values[kind][scenario, replication].copy() for kind in KINDS
    }
    return KeptRun(values, comparison.fingerprints[name][replication])
