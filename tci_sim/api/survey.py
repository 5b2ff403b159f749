"""Customers of a simulated market are asked, and what acts on their satisfaction is fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from tci_sim.analysis import path_fit
from tci_sim.analysis import survey as survey_analysis
from tci_sim.analysis.ecsi import ITEMS, PATHS, RESPONDENTS
from tci_sim.analysis.path_fit import RESAMPLES, SCALE, SatisfactionData
from tci_sim.api.shown import Drawn, fields_of
from tci_sim.errors import InputError
from tci_sim.scenario.load import AnyScenario
from tci_sim.simulation import OnProgress

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture
    from tci_sim.render.table import Part


class Survey(Drawn, SatisfactionData):
    """Answers to a questionnaire, and what they say of satisfaction; its fields are those of `SatisfactionData`.

    `plot` draws importance against performance; where nothing could be fitted, an InputError says why.
    """

    def _picture(self, ax: Axes | None) -> Picture:
        from tci_sim.views.survey import picture

        if self.omitted is not None:
            raise InputError(self.omitted)
        return picture(self, ax)

    def save(self, out: str | PathLike[str]) -> Path:
        """Keep answers, index, paths and importance as CSV files, and the picture; what is there is never overwritten.

        Parameters
        ----------
        out : str or path
            The folder below which it goes, into a folder named by what it holds; made where it is absent.

        Returns
        -------
        Path
            That folder.

        Raises
        ------
        StoreError
            If it cannot be written.
        """
        from tci_sim.views.survey import keep

        return keep(self, Path(out))

    def __repr__(self) -> str:
        whole = self.index.iloc[0]
        return f"<Survey: {whole['respondents']:,} respondents, satisfaction index {whole['index']:.1f}>"

    def _parts(self) -> list[Part]:
        from tci_sim.views.survey import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.views.html import survey_html

        return survey_html(self)


def survey(
    scenario: AnyScenario,
    seed: int = 1,
    *,
    month: int | None = None,
    respondents: int = RESPONDENTS,
    firm: str | None = None,
    sample: str = "everyone",
    items: int = ITEMS,
    resamples: int = RESAMPLES,
    threads: int | None = None,
    on_progress: OnProgress | None = None,
) -> Survey:
    """Ask customers of a simulated market, and fit what acts on their satisfaction.

    Two samples can be had. "everyone": customers are drawn at random, all who are drawn answer, and they answer as they
    feel, with the noise of any answers. "firm": the firm asks its own customers one after another; who answers depends
    on satisfaction (`world.asking`), and answers are too kind, by who asks in its name. Lost customers and those of
    rivals, whom a firm may ask too, are in neither: questions are about one's present firm.

    Parameters
    ----------
    scenario : Scenario, path or mapping
        The question, given as for `run`.
    seed : int
        Seed of all chance, 0 or more.
    month : int, optional
        Month at whose end customers are asked, from 0; the last by default.
    respondents : int
        Answers wanted; there are fewer where there are fewer customers to be had among those simulated.
    firm : str, optional
        A firm that sells to customers: only its customers are asked. Those of all firms by default; of the focal firm
        in the sample "firm".
    sample : {"everyone", "firm"}
        Which sample.
    items : int
        Questions about each of image, expectation, quality, value, satisfaction and loyalty, at most 10.
    resamples : int
        How often respondents are drawn again for the intervals of paths.
    threads : int, optional
        Threads for large markets; they change no result.
    on_progress : callable (done, all), optional
        Told now and then how many months have passed.

    Returns
    -------
    Survey
        `.respondents` (a row each: customer, firm, segment, `felt`, which is satisfaction as only the model knows it,
        and a column a question, from 0 to 100), `.index`, `.paths`, `.importance`; with too few respondents for a fit
        there are no paths, and `.omitted` says why.

    Raises
    ------
    InputError
        If the scenario cannot be used, there is no such firm, sample or month, or there is nobody to ask.
    ConservationError
        If money, goods, customers or members do not add up at the end of a month.
    """
    found = survey_analysis.survey(
        scenario, seed, month=month, respondents=respondents, firm=firm, sample=sample, items=items,
        resamples=resamples, threads=threads, on_progress=on_progress,
    )  # fmt: skip
    return Survey(*fields_of(found))


def fit_paths(
    answers: pd.DataFrame | str | PathLike[str],
    items: Mapping[str, Sequence[str]] | None = None,
    paths: Sequence[tuple[str, str]] = PATHS,
    *,
    scale: Sequence[float] = SCALE,
    resamples: int = RESAMPLES,
    seed: int = 1,
) -> Survey:
    """Fit a satisfaction index and its paths to answers: one's own, or those of a simulated market.

    Paths by partial least squares, Mode A, as the European index has them (Tenenhaus et al. 2005, Computational
    Statistics & Data Analysis 48(1)). Assumed: the index, and each construct's performance, is a mean of its questions,
    weighted as in the fit over their spread.

    Parameters
    ----------
    answers : DataFrame or path
        A row a respondent and a column a question, or a CSV of such; where a column `firm` names firms, the index is
        given for each. Other columns are left alone.
    items : mapping of str to sequence of str, optional
        The columns of each construct; by default those that are named `image_1`, `image_2`, `expectation_1`, ...
    paths : sequence of (str, str)
        What acts on what; by default the paths of the European index without complaints. One construct must be
        `satisfaction`.
    scale : (float, float)
        The lowest and the highest answer; results are from 0 to 100.
    resamples : int
        How often respondents are drawn again for the intervals.
    seed : int
        Seed of these draws.

    Returns
    -------
    Survey
        Without paths where there are fewer than 30 respondents or their answers tell nothing; `.omitted` says why.

    Raises
    ------
    InputError
        With one line for each column that is missing, has gaps, or answers outside the scale, or fault in the paths.
    """
    return Survey(
        *fields_of(path_fit.fit(answers, items, paths, scale=scale, resamples=resamples, seed=seed))
    )
