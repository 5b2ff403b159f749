"""One run: its answer, and how it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from tci_sim.analysis import run as run_analysis
from tci_sim.analysis.by_holder import Wanted
from tci_sim.api.shown import Shown, fields_of, one_measure, writing_in
from tci_sim.messages import Language
from tci_sim.runs.periods import Numbers
from tci_sim.runs.result import RunData
from tci_sim.scenario.load import AnyScenario
from tci_sim.simulation import OnProgress

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture
    from tci_sim.render.table import Part
    from tci_sim.world.given import AnyNetwork


class RunResult(Shown, RunData):
    """The answer to one question, and what can be done with it; its fields are those of `RunData`."""

    def plot(
        self, measure: str = "satisfaction", ax: Axes | None = None, *, lang: Language | None = None
    ) -> Picture:
        """Draw one measure of the firms, month by month.

        Parameters
        ----------
        measure : str
            Name of the measure.
        ax : Axes, optional
            Axes to draw on; a new figure by default.
        lang : {"en", "zh-Hant"}, optional
            The language of the words in it; the one in use by default.

        Returns
        -------
        Picture
            A notebook shows it; `.axes` is where it was drawn, `.save("picture.svg")` writes it to a file.
        """
        from tci_sim.views.run_pictures import picture

        with writing_in(lang):
            return picture(self, one_measure(measure), ax)

    def by_holder(
        self,
        measure: str | Sequence[str] | None = None,
        *,
        holders: str | Sequence[str] = "all",
        month: Numbers = None,
        year: Numbers = None,
    ) -> pd.DataFrame:
        """Return the level of each holder in a month, a year or the whole run.

        Parameters
        ----------
        measure : str or sequence of str, optional
            Names of measures; all that a holder has by default.
        holders : str or sequence of str
            `all`, `focal`, kinds ("market", "firm", "supplier", "segment", "attribute", "node"), or names.
        month, year : int or sequence of int, optional
            Which months, from 0, and years, from 1; the figure of the whole run by default.

        Returns
        -------
        DataFrame
            One row a holder, period and measure. Columns: kind; holder; month and year (both empty for the whole run);
            measure; unit; value: of a month the value in it; of a year or the run the sum where money comes in by the
            month, else the mean of the year, or of the last 12 months of the run.

        Raises
        ------
        InputError
            With one line for each name or month that is not there.
        """
        return run_analysis.by_holder(self, Wanted(measure, holders, month, year))

    def review(self, firm: str | None = None) -> pd.DataFrame:
        """Lay out the customer satisfaction review process of firms, round by round.

        Parameters
        ----------
        firm : str, optional
            A firm that sells to customers; all of them by default.

        Returns
        -------
        DataFrame
            One row for each firm, round and line of the process: what it heard, decided, cost and brought, as the
            firm knows it and as only the model does; see `tci_sim.analysis.review.review`. The eight steps are a
            reconstruction.

        Raises
        ------
        InputError
            If no such firm sells to customers.
        """
        from tci_sim.analysis.review import review

        return review(self, firm)

    def review_text(self, firm: str | None = None, *, lang: Language | None = None) -> str:
        """Return the review process of a firm as aligned text, as `tci-sim review` prints it.

        Parameters
        ----------
        firm : str, optional
            A firm that sells to customers; the focal firm by default.
        lang : {"en", "zh-Hant"}, optional
            The language of the words in it; the one in use by default.

        Returns
        -------
        str

        Raises
        ------
        InputError
            If no such firm sells to customers.
        """
        from tci_sim.render.text import as_text
        from tci_sim.views.review_text import table_parts

        with writing_in(lang):
            return as_text(table_parts(self, firm or self.focal_firm))

    def pictures(self, folder: str | PathLike[str], *, lang: Language | None = None) -> tuple[Path, ...]:
        """Draw every shipped picture into a folder, which is made where it is absent.

        Parameters
        ----------
        folder : str or path
            Pictures of the same name in it are replaced.
        lang : {"en", "zh-Hant"}, optional
            The language of the words in it; the one in use by default.

        Returns
        -------
        tuple of Path
            The files, the overview first.
        """
        from tci_sim.views.run_pictures import draw_all

        with writing_in(lang):
            return draw_all(self, Path(folder))

    def save(self, out: str | PathLike[str]) -> Path:
        """Keep the answer on disk, complete or not at all; what is there is never overwritten.

        Parameters
        ----------
        out : str or path
            The folder below which it goes, into a folder named by the question; made where it is absent.

        Returns
        -------
        Path
            The folder of this answer: `load_result` reads it.

        Raises
        ------
        StoreError
            If it cannot be written.
        """
        return run_analysis.save(self, out)

    def _parts(self) -> list[Part]:
        from tci_sim.views.run_text import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.views.html import run_html

        return run_html(self)


def run(
    scenario: AnyScenario,
    seed: int = 1,
    *,
    network: AnyNetwork | None = None,
    threads: int | None = None,
    on_progress: OnProgress | None = None,
) -> RunResult:
    """Run a scenario: its burn-in, then all its months.

    Parameters
    ----------
    scenario : Scenario, path or mapping
        The question: a scenario; its file, or the name of one of the library; or a mapping of what such a file says.
    seed : int
        Seed of all chance, 0 or more. The same scenario and seed give the same answer, to the last bit.
    network : ValueNetwork, networkx.DiGraph, path, (nodes, edges) or mapping, optional
        Who supplies whom; what the scenario says by default. Nodes and edges are two files, or two tables: frames or
        lists of mappings, in a pair or under these names.
    threads : int, optional
        Threads over which many customers are shared out; as many as there are processors by default.
    on_progress : callable (done, all), optional
        Told now and then how many months have passed, the burn-in included.

    Returns
    -------
    RunResult

    Raises
    ------
    InputError
        If the scenario or the network cannot be used, or a number is none.
    ConservationError
        If money, goods, customers or members do not add up at the end of a month.
    """
    found = run_analysis.run(scenario, seed, network=network, threads=threads, on_progress=on_progress)
    return RunResult(*fields_of(found))


def load_result(path: str | PathLike[str]) -> RunResult:
    """Read an answer that was kept on disk.

    Parameters
    ----------
    path : str or path
        The folder that `save` returned, or that `tci-sim run --out` named.

    Returns
    -------
    RunResult
        Equal to the one that was saved, to the last bit.

    Raises
    ------
    StoreError
        If there is no answer, it is damaged, or another version of this program wrote it.
    """
    return RunResult(*fields_of(run_analysis.load(path)))
