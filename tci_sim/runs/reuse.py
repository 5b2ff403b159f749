"""Runs that were made before: found among what a folder keeps of other questions, of the same version of the model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tci_sim.messages import message
from tci_sim.notices import warn
from tci_sim.runs.digest import DIGEST_KEY
from tci_sim.runs.experiment import Experiment, OutputSpec
from tci_sim.runs.files import FILE, MOST_BYTES, ResultKind, is_there, read_bytes, read_json
from tci_sim.runs.folders import read_folder
from tci_sim.runs.holders import select_holders
from tci_sim.runs.provenance import run_key
from tci_sim.runs.read_runs import read_all
from tci_sim.runs.rows import RUNS
from tci_sim.runs.run_output import RunOutput
from tci_sim.runs.shapes import RunsShape, check_shape, damaged_on_mismatch
from tci_sim.runs.store import FOLDER_KEY
from tci_sim.runs.store_errors import (
    FormatVersionError,
    StoreError,
    WrongKindError,
)
from tci_sim.runs.table import split_runs

_AGAIN = message("store.runs_again")

KEYS, SEED, KEEP = "keys", "seed", "keep"
"""Entries of what a folder says: the key of each case under the first seed, that seed, and what is kept of each run."""


class StoredExperiment(NamedTuple):
    """A folder that keeps runs in which all that is measured of some holders is seen."""

    path: Path
    about: ResultKind
    keep: OutputSpec
    key: str
    seed: int
    keys: tuple[str, ...]
    """Of its cases, in order."""


class ReusableRuns:
    """Finds runs of an experiment among what a folder keeps.

    Parameters
    ----------
    folder : Path
        What `--out` names.
    own_folder : str
        Name of the folder of the experiment itself, which is not looked into.
    experiment : Experiment
        What is asked; its bases are its cases.
    kinds : sequence of ResultKind
        Which kinds of question are looked into.
    """

    def __init__(
        self, folder: Path, own_folder: str, experiment: Experiment, kinds: Sequence[ResultKind]
    ) -> None:
        self._experiment = experiment
        self._key = cache(lambda case, seed: run_key(experiment.bases[case], seed))
        self._kept = stored_experiments(folder, kinds, exclude=own_folder)
        self._opened: dict[Path, dict[tuple[int, int], RunOutput]] = {}

    def find(self, case: int, replication: int) -> RunOutput | None:
        """Find what is kept of a run; None where it was not made, failed, or cannot be read."""
        seed = self._experiment.seed + replication
        for kept in self._kept:
            if (
                seed < kept.seed
                or not self._is_enough(kept.keep)
                or self._key(case, kept.seed) not in kept.keys
            ):
                continue
            theirs = kept.keys.index(self._key(case, kept.seed))
            found = self._open(kept).get((theirs, seed - kept.seed))
            if found is not None and not found.error:
                return self._select_output(found, case, replication)
        return None

    def _is_enough(self, theirs: OutputSpec) -> bool:
        """Return whether all measures of all months that are asked for are kept."""
        mine = self._experiment.keep
        same = all(theirs.measures.get(kind) == names for kind, names in mine.measures.items())
        return theirs.months == mine.months and same

    def _select_output(self, found: RunOutput, case: int, replication: int) -> RunOutput | None:
        """Take out of a run what the experiment keeps; None where it does not hold it."""
        scenario, keep = self._experiment.bases[case], self._experiment.keep
        holders = select_holders(keep.holders, scenario, self._experiment.network_of(scenario))
        names: dict[str, tuple[str, ...]] = {}
        for holder in holders:
            names[holder.kind] = (*names.get(holder.kind, ()), holder.name)
        if any(name not in found.holders.get(kind, ()) for kind, mine in names.items() for name in mine):
            return None
        places = {kind: [found.holders[kind].index(name) for name in mine] for kind, mine in names.items()}
        values = {kind: found.values[kind][:, place] for kind, place in places.items()}
        return found._replace(case=case, replication=replication, holders=names, values=values, figures={})

    def _open(self, kept: StoredExperiment) -> dict[tuple[int, int], RunOutput]:
        """Read what is asked for of the runs of a folder, once; none where it cannot be read."""
        if kept.path not in self._opened:
            self._opened[kept.path] = {}
            try:
                read_folder(kept.path, kept.about)
                keep = kept.keep._replace(measures=self._experiment.keep.measures)
                with damaged_on_mismatch(kept.path):
                    table = read_all(kept.path, keep, kept.key, kept.about.rerun_hint)
                    runs = {(run.case, run.replication): run for run in split_runs(table, keep)}
                self._opened[kept.path] = runs
            except StoreError as error:
                warn(message("store.skipped", problem=error, consequence=_AGAIN))
        return self._opened[kept.path]


def stored_experiments(
    folder: Path, kinds: Sequence[ResultKind], exclude: str = ""
) -> list[StoredExperiment]:
    """List the folders below one, `exclude` one of them, that keep runs of some kinds of question.

    What another version wrote is passed over, and so is a file without a seal that has no runs beside it, which
    somebody else wrote; as is, with a warning, what cannot be read.

    Raises
    ------
    StoreError
        If the system does not let the folder be seen.
    """
    if not is_there(folder):
        return []
    found = []
    for file in sorted(file for file in folder.glob(f"*/{FILE}") if file.parent.name != exclude):
        for about in kinds:
            try:
                told = _read_manifest(file.parent, about)
            except StoreError as error:
                warn(message("store.skipped", problem=error, consequence=_AGAIN))
                break
            if told is not None:
                found.append(told)
                break
    return found


def _read_manifest(folder: Path, about: ResultKind) -> StoredExperiment | None:
    """Read what a folder says of itself; None where it holds something else, or another version or program wrote it."""
    if DIGEST_KEY.encode() not in read_bytes(folder / FILE, MOST_BYTES) and not is_there(folder / RUNS):
        return None
    try:
        told: dict[str, Any] = read_json(folder, about)
    except (FormatVersionError, WrongKindError):
        return None
    with damaged_on_mismatch(folder):
        check_shape(RunsShape, told)
        keep = OutputSpec.from_dict(told[KEEP])
        return StoredExperiment(folder, about, keep, told[FOLDER_KEY], told[SEED], tuple(told[KEYS].values()))
