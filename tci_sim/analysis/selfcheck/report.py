"""What `selfcheck` prints: lines for people, or JSON in the shape of `selfcheck.schema.yaml` beside this module."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from typing import Any

from tci_sim.analysis.selfcheck.check import CheckResult
from tci_sim.engine.backend.decorators import compiler_is_on
from tci_sim.engine.backend.version import processor_name
from tci_sim.processors import usable_processors
from tci_sim.runs.provenance import libraries, model_version

SHAPE = 1
"""Version of the shape that `selfcheck.schema.yaml` describes."""
_NAMED = 5


def verdict(found: Sequence[CheckResult]) -> str:
    """Say in one sentence whether this machine gives the bits of the release."""
    from tci_sim.version import RESULTS_VERSION, program_version

    release = f"tci_sim {program_version()}, results version {RESULTS_VERSION}"
    if all(each.passes for each in found):
        return f"Results on this machine are bit-identical to the release ({release})."
    wrong = "; ".join(
        f"{len(each.differ)} of {each.figures} differ in {each.what}: {_some(each.differ)}"
        for each in found
        if not each.passes
    )
    return f"Results on this machine differ from the release ({release}): {wrong}."


def format_text(found: Sequence[CheckResult]) -> str:
    """Write where it was checked, what was compared, and the verdict."""
    facts = _facts()
    versions = ", ".join(f"{name} {version}" for name, version in facts["libraries"].items())
    processors = "1 processor" if facts["processors"] == 1 else f"{facts['processors']} processors"
    lines = [
        f"{facts['system']}, {processors} ({facts['processor']}), Python {facts['python']}, {versions}",
        "" if facts["compiled"] else "The compiler is switched off: this is plain Python.",
        *(f"{'same' if each.passes else 'DIFFERS':8}{each.what} ({each.figures:,})" for each in found),
        verdict(found),
    ]
    return "\n".join(line for line in lines if line) + "\n"


def as_json(found: Sequence[CheckResult]) -> str:
    """Write the same as one JSON object."""
    from tci_sim.version import RESULTS_VERSION, program_version

    told: dict[str, Any] = {
        "answer": "selfcheck",
        "version": SHAPE,
        "tci_sim": program_version(),
        "results_version": RESULTS_VERSION,
        "model": model_version(),
        **_facts(),
        "compared": [
            {"what": each.what, "figures": each.figures, "differ": list(each.differ)} for each in found
        ],
        "passes": all(each.passes for each in found),
        "verdict": verdict(found),
    }
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _facts() -> dict[str, Any]:
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": processor_name(),
        "processors": usable_processors(),
        "python": platform.python_version(),
        "libraries": libraries(),
        "compiled": compiler_is_on(),
    }


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
