"""What `selfcheck` prints: lines for people, or JSON in the shape of `selfcheck.schema.yaml` beside this module."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from functools import reduce
from typing import Any

from tci_sim.analysis.selfcheck.check import CheckResult
from tci_sim.engine.backend.decorators import compiler_is_on
from tci_sim.engine.backend.version import processor_name
from tci_sim.messages import Message, Text, listing, message
from tci_sim.processors import usable_processors
from tci_sim.render import data
from tci_sim.render.table import Cell, Table
from tci_sim.render.text import as_text
from tci_sim.runs.provenance import libraries, model_version

SHAPE = 2
"""Version of the shape that `selfcheck.schema.yaml` describes."""
_NAMED = 5


def verdict(found: Sequence[CheckResult]) -> Message:
    """Return one sentence: whether results on this machine are bit-identical to the release."""
    from tci_sim.version import RESULTS_VERSION, program_version

    release = message("selfcheck.version", version=program_version(), results_version=RESULTS_VERSION)
    differences = [
        message(
            "selfcheck.differences",
            count=len(each.differing), of=f"{each.figures:,}", what=each.what, names=_some(each.differing),
        )
        for each in found
        if not each.passes
    ]  # fmt: skip
    if not differences:
        return message("selfcheck.identical", release=release)
    return message("selfcheck.different", release=release, differences=reduce(_and_also, differences))


def format_text(found: Sequence[CheckResult]) -> str:
    """Write where it was checked, what was compared, and the verdict."""
    facts = _facts()
    libraries = [f"{name} {version}" for name, version in facts["libraries"].items()]
    machine = message(
        "selfcheck.machine",
        system=facts["system"], processors=message("selfcheck.processors", count=facts["processors"]),
        processor=facts["processor"], python=facts["python"], libraries=listing(libraries),
    )  # fmt: skip
    rows: list[list[Cell]] = [
        [message("selfcheck.same" if each.passes else "selfcheck.differs"), each.what, f"{each.figures:,}"]
        for each in found
    ]
    plain = [] if facts["compiled"] else [message("selfcheck.plain_python")]
    return as_text([machine, *plain, Table(rows, headings=0, words=2), verdict(found)])


def as_json(found: Sequence[CheckResult]) -> str:
    """Write the same as one JSON object."""
    from tci_sim.version import RESULTS_VERSION, program_version

    shown: dict[str, Any] = {
        "command": "selfcheck",
        "version": SHAPE,
        "tci_sim": program_version(),
        "results_version": RESULTS_VERSION,
        "model": model_version(),
        **_facts(),
        "checks": [
            {"what": str(each.what), "figures": each.figures, "differing": list(each.differing)}
            for each in found
        ],
        "passes": all(each.passes for each in found),
        "verdict": str(verdict(found)),
    }
    return data.as_json(shown)


def _facts() -> dict[str, Any]:
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": processor_name(),
        "processors": usable_processors(),
        "python": platform.python_version(),
        "libraries": libraries(),
        "compiled": compiler_is_on(),
    }


def _some(names: Sequence[str]) -> Text:
    named = listing(names[:_NAMED])
    more = len(names) - _NAMED
    return message("selfcheck.names_and_more", names=named, more=more) if more > 0 else named


def _and_also(one: Message, other: Message) -> Message:
    return message("selfcheck.also", one=one, other=other)
