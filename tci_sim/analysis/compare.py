"""Compare ways of acting under the same luck: the same seeds for all, several runs at once, until it is enough.

Draws are keyed by who, when and what for, so that the same seed gives the same luck in every scenario: common
random numbers need nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from os import PathLike

import numpy as np

from tci_sim.analysis.comparison import Comparison, FailedRun
from tci_sim.designs.variants import Regimes, focal_firm, variants_of
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import ScenarioError, nearest
from tci_sim.processors import usable_processors
from tci_sim.runs.comparison_runs import KINDS, Crew, Endings, Known
from tci_sim.runs.known_runs import KnownRuns
from tci_sim.runs.provenance import key, provenance
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.paired import Floats
from tci_sim.statistics.precision import BATCH
from tci_sim.views.shown import check_report, untold
from tci_sim.world.build_network import network_of

REPLICATIONS = 20
"""Pairs of runs, where nothing else is asked."""

LIMIT = 200
"""Replications at which a search for precision stops, where nothing else is asked."""


def compare(
    scenarios: Scenario | Sequence[Scenario] | Mapping[str, Scenario],
    *,
    firm_policies: Sequence[str] = (),
    regimes: Regimes | None = None,
    replications: int = REPLICATIONS,
    seed: int = 1,
    precision: Mapping[str, float] | None = None,
    limit: int = LIMIT,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    kept_in: str | PathLike[str] | None = None,
    say: Callable[[str], None] | None = None,
    share: bool = True,
) -> Comparison:
    """Run several scenarios, or one with several policies of its focal firm, under the same seeds.

    Parameters
    ----------
    scenarios : Scenario, or sequence or mapping of them
        What is compared; the first is the reference.
    firm_policies : sequence of str
        With one scenario: policies that it names, each tried out by its focal firm, the rest of the world
        unchanged; the first is the reference.
    regimes : "all", optional
        With one scenario: every policy that it names is tried out so, but not one that serves for the burn-in
        alone. The reference is the policy that the focal firm has in the scenario.
    replications : int
        Runs of each, 2 or more; replication number r, from 0, has seed + r.
    seed : int
        Seed of the first replication, 0 or more.
    precision : mapping of str to float, optional
        Half-width of the 95 % interval that is wanted, by measure of the firm: 10 replications at a time are
        added until all intervals are as narrow. Stopping so costs about one point of coverage
        (`statistics.precision.is_precise`).
    limit : int
        Replications at which it stops, precise or not.
    threads : int, optional
        Runs that go on at once; as many as there are processors, where absent. They change no result.
    progress : callable (done, all), optional
        Told how many runs have ended.
    kept_in : str or path, optional
        A folder of kept answers: runs that are found in it, of results or of comparisons, are not made again.
    say : callable (str), optional
        Told, in one sentence, how many were found there.
    share : bool
        Whether runs take a past that they share from each other, to save time. It changes no result.

    Returns
    -------
    Comparison

    Raises
    ------
    ScenarioError
        If what is asked cannot be compared or built. A run that fails later is listed in the result.
    KeyboardInterrupt
        On Ctrl-C, with a sentence that says how far it came.
    """
    questions = variants_of(scenarios, firm_policies, regimes)
    wanted = dict(precision or {})
    _check(replications, seed, wanted, limit)
    _check_meaning(questions, wanted)
    focal = {name: focal_firm(question) for name, question in questions.items()}
    networks = {name: network_of(question) for name, question in questions.items()}
    known: Known = KnownRuns(kept_in, questions, focal).find if kept_in is not None else lambda *_: None
    crew = Crew(questions, networks, focal, known, threads or usable_processors(), progress, share=share)
    seeds = range(seed, seed + replications)
    endings = crew.run(seeds)
    found = _gathered(questions, focal, seeds, endings, wanted, limit)
    while not found.is_precise and len(seeds) < limit:
        more = range(seeds.stop, min(seeds.stop + BATCH, seed + limit))
        seeds = range(seed, more.stop)
        endings |= crew.run(more)
        found = _gathered(questions, focal, seeds, endings, wanted, limit)
    if crew.reused and say is not None:
        say(f"{crew.reused} of {len(endings)} runs were made before, and not again.")
    return found


def _check(replications: int, seed: int, precision: Mapping[str, float], limit: int) -> None:
    measures = [measure.name for measure in MEASURES["firm"]]
    faults = [
        f"precision.{name} is not a measure of a firm.{nearest(name, measures)}"
        for name in precision
        if name not in measures
    ]
    faults += [
        f"precision.{name} = {width}: must be more than 0."
        for name, width in precision.items()
        if not (width > 0.0 and math.isfinite(width))
    ]
    if replications < 2:
        faults.append(f"replications = {replications}: must be at least 2, for one pair has no interval.")
    if seed < 0:
        faults.append(f"seed = {seed}: must be at least 0.")
    if precision and limit < replications:
        faults.append(f"limit = {limit}: must be at least the {replications} replications it begins with.")
    if faults:
        raise ScenarioError(*faults)


def _check_meaning(questions: Mapping[str, Scenario], precision: Mapping[str, float]) -> None:
    """Refuse reports on what is not measured, and precision of what means nothing in a scenario."""
    for question in questions.values():
        check_report(question)
    faults = [
        f"precision.{measure} means nothing in {name}, for {untold(question)[measure]}."
        for name, question in questions.items()
        for measure in precision
        if measure in untold(question)
    ]
    if faults:
        raise ScenarioError(*faults)


def _gathered(
    questions: Mapping[str, Scenario],
    focal: Mapping[str, str],
    seeds: range,
    endings: Endings,
    precision: Mapping[str, float],
    limit: int,
) -> Comparison:
    """Lay out what was kept of all runs by scenario, replication, month and measure."""
    measures: dict[str, tuple[str, ...]] = {
        kind: tuple(measure.name for measure in MEASURES[kind]) for kind in KINDS
    }
    months = next(iter(questions.values())).months
    values: dict[str, Floats] = {
        kind: np.full((len(questions), len(seeds), months, len(measures[kind])), np.nan) for kind in KINDS
    }
    fingerprints: dict[str, list[str]] = {name: [""] * len(seeds) for name in questions}
    failed = []
    for s, name in enumerate(questions):
        for r, seed in enumerate(seeds):
            ending = endings[name, seed]
            if isinstance(ending, FailedRun):
                failed.append(ending)
                continue
            fingerprints[name][r] = ending.fingerprint
            for kind in KINDS:
                values[kind][s, r] = ending.values[kind]
    return Comparison(
        questions=questions,
        seeds=tuple(seeds),
        focal_firms=focal,
        measures=measures,
        values=values,
        fingerprints={name: tuple(runs) for name, runs in fingerprints.items()},
        failed=tuple(failed),
        precision=precision,
        limit=limit,
        provenance=_provenance(questions, seeds.start),
    )


def _provenance(questions: Mapping[str, Scenario], seed: int) -> dict[str, object]:
    """Say what the answer rests on: as for one run, with the key of each question."""
    about_one = ("key", "seed", "scenario", "network_files")
    shared = provenance(next(iter(questions.values())), seed)
    kept = {name: value for name, value in shared.items() if name not in about_one}
    return {**kept, "keys": {name: key(question, seed) for name, question in questions.items()}}
