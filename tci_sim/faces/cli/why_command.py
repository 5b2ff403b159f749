"""What the command line asks of an answer to why: what it finds, and where its pictures and its page go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tci_sim.analysis.why.question import HowToSplit, how_to_split
from tci_sim.analysis.why.why import WhyData, why
from tci_sim.arguments import names_between_commas
from tci_sim.compile_model import ensure_compiled
from tci_sim.faces.cli.compare_command import load_all, named_scenarios
from tci_sim.faces.cli.page_command import place_of
from tci_sim.faces.cli.reporting import Reports
from tci_sim.faces.cli.typed import typed_words
from tci_sim.plots.picture import folder_of
from tci_sim.render.page_file import regenerating, write_page_file
from tci_sim.runs.folders import check_writable, write_atomically
from tci_sim.scenario.schema import Scenario
from tci_sim.views.page.document import document
from tci_sim.views.why.pictures import draw_all, report

__all__ = ("explain_and_report", "how_to_split", "scenarios")

PICTURES = "pictures"


def scenarios(
    files: Sequence[str], firm_policy: str | None, overrides: Sequence[str] | None, network: Sequence[str] | None,
    **how: Any,
) -> Mapping[str, Scenario]:  # fmt: skip
    """Load what is to be explained: scenarios, or policies of one, by name."""
    return named_scenarios(files, load_all(files, overrides, network, **how), firm_policy, None)


def explain_and_report(
    named: Mapping[str, Scenario], out: str | None, reports: Reports, parts: str | None, page: str | None,
    split: HowToSplit, **asked: Any,
) -> tuple[WhyData, tuple[Path, ...]]:  # fmt: skip
    """Find why two scenarios differ, draw it, and say which files were written; the answer and its pictures."""
    place = place_of(page)
    if out is not None:
        check_writable(out)
    ensure_compiled(reports.say)
    wanted = tuple(names_between_commas(parts))
    asked |= {"split": split, "on_progress": reports.progress, "on_message": reports.say}
    found = why(named, parts=wanted, out=out, **asked)
    pictures: tuple[Path, ...] = ()
    if out is not None:
        name = f"why-{found.key[:16]}-{folder_of(PICTURES)}"
        drawn = write_atomically(Path(out) / name, lambda hidden: draw_all(found, hidden), consequence="")
        pictures = tuple(sorted(drawn.glob("*.png")))
    written: Sequence[Path] = ()
    if place is not None:
        shown = report(found, regenerating(typed_words(), place))
        written = write_page_file(place, document(shown), {})
    reports.say_files((found.comparison.folder, *pictures, *written))
    return found, pictures
