"""The key of a study's runs: a hash of all that decides their results."""

from __future__ import annotations

import json
from typing import Any

from tci_sim.designs.study import Study
from tci_sim.runs.digest import digest_of
from tci_sim.runs.provenance import FORMAT, named_files, network_files, run_key
from tci_sim.scenario.load import variant

_LATER = ("correlations", "groups", "all_subsets", "search")
"""Parts that studies have had since their first results were kept: where one says nothing, the key is as it was."""


def study_key(study: Study) -> str:
    """Hash what decides the results of a study: the key of its experiment. [64 hexadecimal digits].

    Its words, question and reason, do not decide them, nor does a limit where no precision is asked.

    Raises
    ------
    InputError
        If a network file cannot be read.
    """
    asked = study.to_dict()
    idle = {"question", "reason"} if study.precision else {"question", "reason", "limit"}
    idle |= {name for name in _LATER if not asked[name]}
    points = b"" if study.plan.points is None else study.plan.points.tobytes()
    decides: dict[str, Any] = {
        "format": FORMAT,
        "base": run_key(study.base, study.seed),
        "study": {name: value for name, value in asked.items() if name not in idle},
        "points": digest_of(points),
    }
    if varied := _varied_files(study):
        decides["files"] = varied
    return digest_of(json.dumps(decides, allow_nan=False).encode())


def _varied_files(study: Study) -> dict[str, str]:
    """Hash the network files that cases name, where the network is varied; the base's are in its own key."""
    if not study.varies_network:
        return {}
    found: dict[str, str] = {}
    for number in range(len(study.plan)):
        case = variant(study.base, study.plan.changes(number), drawn=True)
        names = named_files(case)
        found |= {names[field]: digest for field, digest in network_files(case).items()}
    return found
