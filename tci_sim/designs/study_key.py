"""The name of a study: a hash of all that decides its results."""

from __future__ import annotations

import json
from typing import Any

from tci_sim.designs.study import Study
from tci_sim.runs.digest import digest_of
from tci_sim.runs.provenance import FORMAT, key, network_files
from tci_sim.scenario.files import NETWORK_FILES
from tci_sim.scenario.load import variant

_FILES = {"network", *(f"network.{field}" for field in NETWORK_FILES)}


def study_key(study: Study) -> str:
    """Name a study by what decides its results. [64 hexadecimal digits].

    Its words, question and reason, do not.

    Raises
    ------
    ScenarioError
        If a network file cannot be read.
    """
    asked = study.asked()
    words = ("question", "reason")
    base = study.base.model_copy(update={"question": "", "reason": "as asked"})
    points = b"" if study.plan.points is None else study.plan.points.tobytes()
    decides: dict[str, Any] = {
        "format": FORMAT,
        "base": key(base, study.seed),
        "study": {name: value for name, value in asked.items() if name not in words},
        "points": digest_of(points),
    }
    if varied := _varied_files(study):
        decides["files"] = varied
    return digest_of(json.dumps(decides, allow_nan=False).encode())


def _varied_files(study: Study) -> dict[str, str]:
    """Hash network files that cases name, where they are varied; the base's are in its own key."""
    if _FILES.isdisjoint((*study.plan.levers, *study.plan.uncertainties)):
        return {}
    found: dict[str, str] = {}
    for number in range(len(study.plan)):
        case = variant(study.base, study.plan.changes(number))
        found |= {getattr(case.network, field): digest for field, digest in network_files(case).items()}
    return found
