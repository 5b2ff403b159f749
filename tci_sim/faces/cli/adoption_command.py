"""What the command line asks of an evaluation: what it finds, and where its pictures go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tci_sim.analysis.adoption import AdoptionData, evaluate_adoption
from tci_sim.compile_model import ensure_compiled
from tci_sim.faces.cli.reporting import Reports
from tci_sim.plots.picture import folder_of
from tci_sim.runs.folders import check_writable, write_atomically
from tci_sim.scenario.schema import Scenario
from tci_sim.views.adoption_pictures import draw_all

PICTURES = "pictures"


def evaluate_and_report(
    question: Scenario, policy: str, out: str | None, reports: Reports, **asked: Any
) -> AdoptionData:
    """Evaluate a policy that some firms adopt, draw what was found, and say which files were written."""
    if out is not None:
        check_writable(out)
    ensure_compiled(reports.say)
    found = evaluate_adoption(question, policy, on_progress=reports.progress, **asked)
    if out is not None:
        name = f"adoption-{found.key[:16]}-{folder_of(PICTURES)}"
        drawn = write_atomically(Path(out) / name, lambda hidden: draw_all(found, hidden), consequence="")
        reports.say_files(sorted(drawn.glob("*.png")))
    return found
