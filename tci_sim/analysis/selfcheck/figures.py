"""The figures of one small world as digests: as this machine makes them, and as they were when they were kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.simulation import Simulation

SEED = 1
KEPT = Path(__file__).with_name("digests.txt")
"""The digests of the release, a line each, after the results version that they belong to."""

_WORLD = Path(__file__).with_name("world.yaml")
_SIZES = {"firms.ours.share": 1.5, "firms.late.share": 0.5}
"""How large firms are beside the third, whose share is 1."""
_LENGTH = 16
_VERSION = "results version"


def world() -> Scenario:
    """Return the scenario: small, with everything in it switched on."""
    return variant(load(_WORLD, allow_outside=True), _SIZES, drawn=True)


def digests_of(simulation: Simulation) -> dict[str, str]:
    """Return a digest of every measure that was recorded, and of what every customer answers in the end.

    Parameters
    ----------
    simulation : Simulation
        At the end of its run.

    Returns
    -------
    dict of str to str
        16 hexadecimal digits by "kind measure", such as "firm profit", and by "answer question".
    """
    found = {
        f"{kind} {measure.name}": _digest(getattr(simulation.recording, kind)[..., column])
        for kind, measures in MEASURES.items()
        for column, measure in enumerate(measures)
    }
    answers = simulation.survey_customers(simulation.scenario.market.customers)
    return found | {f"answer {question}": _digest(values) for question, values in answers.items()}


def read_digests(path: Path = KEPT) -> tuple[int, dict[str, str]]:
    """Return the results version and the digests that are kept."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = dict(line.rsplit(" ", 1) for line in lines)
    return int(found.pop(_VERSION)), found


def write_digests(digests: Mapping[str, str], results_version: int, path: Path = KEPT) -> None:
    """Keep digests under a results version."""
    lines = [f"{_VERSION} {results_version}", *(f"{name} {digest}" for name, digest in digests.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def differing(kept: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """List the figures whose digests are not the same, or that only one of two has."""
    return tuple(name for name in {**kept, **now} if kept.get(name) != now.get(name))


def _digest(values: NDArray[Any]) -> str:
    """Return the digest of the bits of some numbers; every NaN counts as the same, as processors differ in its bits."""
    bits = np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes()
    return hashlib.sha256(bits).hexdigest()[:_LENGTH]
