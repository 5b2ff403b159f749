"""What the command line asks of two alternatives that may change places: what is compared, and where answers go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tci_sim.analysis import flip as analysis
from tci_sim.analysis.flip_result import FlipData
from tci_sim.arguments import names_between_commas
from tci_sim.compile_model import ensure_compiled
from tci_sim.faces.cli.compare_command import by_name, load_all
from tci_sim.faces.cli.reporting import Reports, reporting
from tci_sim.faces.cli.typed import typed_words
from tci_sim.messages import message
from tci_sim.plots.picture import folder_of
from tci_sim.runs.digest import digest_of
from tci_sim.runs.folders import write_atomically
from tci_sim.runs.interrupt import interrupt_message
from tci_sim.scenario.schema import Scenario
from tci_sim.views.flip import as_json
from tci_sim.views.flip_page import page_of, write_page
from tci_sim.views.flip_pictures import draw_all

PICTURES = "pictures"

Asked = tuple[Mapping[str, Scenario], Mapping[str, Any]]
"""Scenarios, and what else is asked of them, as `tci_sim.analysis.flip.find` takes it."""


def scenarios(
    files: Sequence[str], overrides: Sequence[str] | None, network: Sequence[str] | None, **how: Any
) -> Mapping[str, Scenario]:
    """Load what may change places, by name."""
    return by_name(files, load_all(files, overrides, network, **how))


def alternatives_and_parameters(
    scenarios: Mapping[str, Scenario], given: Mapping[str, Any], seed: int, out: str, quiet: bool
) -> Asked:
    """Read what is compared, and find the parameters that act where none are named; a bar shows how far that is.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        By name.
    given : mapping
        As typed: firm_policies and parameters, with commas between names; measure and holder.
    seed : int
        Of the first replication.
    out : str
        The folder below which what acts is kept.
    quiet : bool
        Whether nothing is said.
    """
    policies, named = (names_between_commas(given[each]) for each in ("firm_policies", "parameters"))
    asked = analysis.alternatives_of(scenarios, policies, given["measure"], given["holder"], seed)
    if not named:
        with reporting(quiet, "parameters") as reports:
            ensure_compiled(reports.say)
            named = list(analysis.acting_in(asked, out, reports.progress, reports.say))
    return scenarios, {**given, "firm_policies": policies, "parameters": named}


def find_and_report(
    asked: Asked, out: str, page: str | None, reports: Reports, **options: Any
) -> tuple[FlipData, tuple[Path, ...]]:
    """Find where two alternatives change places, draw it, write the page, and say which files were written."""
    place = None if page is None else page_of(page)
    ensure_compiled(reports.say)
    scenarios, about = asked
    found = analysis.find(
        scenarios, out=out, on_progress=reports.progress, on_message=reports.say, **about, **options
    )
    with interrupt_message(lambda: str(message("cli.stopped_study", folder=str(found.folder)))):
        pictures = _drawn(found)
        written = write_page(found, pictures, place, typed_words()) if place else ()
    reports.say_files((found.folder, *pictures, *written))
    return found, pictures


def _drawn(found: FlipData) -> tuple[Path, ...]:
    """Draw what was found into the folder of its runs, in a folder that is named by it."""
    assert found.folder is not None
    shown = digest_of(as_json(found).encode())[:8]
    name = f"{folder_of(PICTURES)}-{shown}"
    drawn = write_atomically(found.folder / name, lambda hidden: draw_all(found, hidden), consequence="")
    return tuple(sorted(drawn.glob("*.png")))
