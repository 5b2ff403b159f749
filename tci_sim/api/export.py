"""A page in which anybody can move levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from tci_sim.api.shown import names_in, writing_in
from tci_sim.compile_model import to_stderr
from tci_sim.messages import Language
from tci_sim.render.html import frame
from tci_sim.render.page_file import HTML, check_page, write_page_file
from tci_sim.scenario.load import AnyScenario
from tci_sim.simulation import OnProgress


class ExportedPage:
    """A page with the model inside.

    Parameters
    ----------
    html : str
        The whole page.
    path : Path or None
        Where it was written.
    """

    def __init__(self, html: str, path: Path | None) -> None:
        self.html = html
        self.path = path

    def __repr__(self) -> str:
        where = "" if self.path is None else f", {self.path}"
        return f"<ExportedPage: {len(self.html.encode()) // 1000:,} kB{where}>"

    def _repr_html_(self) -> str:
        """Show the page in a notebook: in a frame of its own, from which it reaches nothing."""
        return frame(self.html)


def place_of(path: str | PathLike[str] | None) -> Path | None:
    """Make sure, before a page is made, that it can be written where it is asked for, if it is."""
    return None if path is None else check_page(path, ending=HTML, option="path")


def exported(html: str, place: Path | None) -> ExportedPage:
    """Write a page where it is asked for, if it is, and return it."""
    if place is not None:
        write_page_file(place, html.rstrip("\n"), {})
    return ExportedPage(html, place)


def export(
    scenario: AnyScenario,
    path: str | PathLike[str] | None = None,
    *,
    levers: Sequence[str] = (),
    uncertainties: Sequence[str] = (),
    shocks: Sequence[str | Mapping[str, Any]] = (),
    measures: Sequence[str] = (),
    pairs: int | None = None,
    firm_policies: str | Sequence[str] = (),
    threads: int | None = None,
    on_progress: OnProgress | None = None,
    lang: Language | None = None,
) -> ExportedPage:
    """Make a page in which anybody can move levers: one HTML file with the model inside, which needs nothing else.

    Parameters
    ----------
    scenario : scenario
        The baseline: a file, a name of the library, a mapping or a `Scenario`. Where it has more than 2,000 customers
        and does not say how many are simulated, 2,000 are.
    path : str or path, optional
        Where the page is written, `NAME.html`: only a page of this program is replaced.
    levers, uncertainties : sequence of str
        What can be moved, each `PATH` or `PATH=LOW:HIGH`, of a parameter or a group. By default what the scenario says
        under `page`; or else the levers in which its policies differ, and six uncertainties.
    shocks : sequence of str or mapping
        Events that can be added, as a scenario has them, or `KIND,month=12,target=NAME,size=0.2`.
    measures : sequence of str
        Measures of the firm that are drawn.
    pairs : int, optional
        Pairs of runs, 2 to 100; 20 by default.
    firm_policies : str or sequence of str
        Policies of the focal firm: the first is the baseline's, the page begins with the second.
    threads : int, optional
        Processor threads for the report that stands in the page.
    on_progress : callable (done, all), optional
        Told how many runs of that report have ended.
    lang : {"en", "zh-Hant"}, optional
        The language that the page begins in; the one in use by default. It has both.

    Returns
    -------
    ExportedPage
        A notebook shows it; `.html` is the page.

    Raises
    ------
    InputError
        With one line for each fault.
    RunError
        If the file cannot be written.
    """
    from tci_sim.scenario.load import as_scenario
    from tci_sim.views.page.export import export as make

    place = place_of(path)
    with writing_in(lang):
        made = make(
            as_scenario(scenario), levers, uncertainties, shocks, measures, pairs,
            policies=names_in(firm_policies), on_progress=on_progress, threads=threads,
        )  # fmt: skip
    for note in made.notes:
        to_stderr(str(note))
    return exported(made.html, place)
