"""What users call from Python: questions, answers, and what is convenient to do with an answer.

Answers carry data and nothing else; the classes here add how they are drawn, told, kept and shown in a notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from os import PathLike, fspath
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis import compare as compare_analysis
from tci_sim.analysis import path_fit
from tci_sim.analysis import run as run_analysis
from tci_sim.analysis import survey as survey_analysis
from tci_sim.analysis import sweep as sweep_analysis
from tci_sim.analysis.adoption import AFTER, MEASURE, MONTHS, AdoptionData, evaluate_adoption
from tci_sim.analysis.adoption import REPLICATIONS as STUDIES
from tci_sim.analysis.adoption_worlds import Chosen
from tci_sim.analysis.by_holder import Wanted
from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.controlled_return import ALL, ReturnData, controlled_return
from tci_sim.analysis.ecsi import ITEMS, PATHS, RESPONDENTS
from tci_sim.analysis.path_fit import RESAMPLES, SCALE, SatisfactionData
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.validation import validate as validation
from tci_sim.analysis.validation.validate import Validation
from tci_sim.arguments import kind_of
from tci_sim.compile_model import to_stderr
from tci_sim.designs.study import Study
from tci_sim.designs.variants import AnyScenarios, Regimes
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, Language, listing, message, paragraph, using_language
from tci_sim.messages.language import language_of
from tci_sim.names import quoted
from tci_sim.render.html import frame
from tci_sim.runs.periods import Numbers
from tci_sim.runs.result import RunData
from tci_sim.scenario.load import AnyScenario
from tci_sim.scenario.study import LIMIT, REPLICATIONS, TORNADO_REPLICATIONS
from tci_sim.simulation import OnProgress

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture
    from tci_sim.render.table import Part
    from tci_sim.world.given import AnyNetwork


class _Shown:
    """What each kind of answer can be shown as; what stands in it is `_parts`, as HTML `_html`."""

    def to_text(self, *, lang: Language | None = None) -> str:
        """Return the answer as aligned text, as the command that asks for it prints it.

        Parameters
        ----------
        lang : {"en", "zh-Hant"}, optional
            The language of the words in it; the one in use by default.

        Returns
        -------
        str
        """
        from tci_sim.render.text import as_text

        with _writing_in(lang):
            return as_text(self._parts())

    def to_html(self, *, lang: Language | None = None) -> str:
        """Return the answer with a picture as HTML; parameters are those of `to_text`."""
        with _writing_in(lang):
            return self._html()

    def _repr_html_(self) -> str:
        return self.to_html()

    def _parts(self) -> list[Part]:
        raise NotImplementedError

    def _html(self) -> str:
        raise NotImplementedError


class RunResult(_Shown, RunData):
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

        with _writing_in(lang):
            return picture(self, _one_measure(measure), ax)

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

        with _writing_in(lang):
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

        with _writing_in(lang):
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


class Comparison(_Shown, ComparisonData):
    """A comparison, and what can be done with it; its fields are those of `ComparisonData`."""

    @property
    def verdicts(self) -> Mapping[str, str]:
        """The verdict on each of the others, by name, in the language in use."""
        from tci_sim.views.verdict import verdicts

        return MappingProxyType(verdicts(self))

    def verdict(self, name: str, *, lang: Language | None = None) -> str:
        """Return what one of the others does to profit, customers and stakeholders, against the reference.

        Parameters
        ----------
        name : str
            One of those compared.
        lang : {"en", "zh-Hant"}, optional
            The language of the words in it; the one in use by default.

        Returns
        -------
        str
            A few sentences.

        Raises
        ------
        InputError
            If it was not compared.
        """
        from tci_sim.views.verdict import verdict

        with _writing_in(lang):
            return verdict(self, name)

    def plot(
        self, measure: str = "profit", ax: Axes | None = None, *, lang: Language | None = None
    ) -> Picture:
        """Draw the paired differences from the reference, month by month, with their 95 % bands.

        Parameters
        ----------
        measure : str
            Name of a measure of the firm; sums of money are drawn cumulated, so that a line crosses zero where
            the costs are won back.
        ax : Axes, optional
            Axes to draw on; a new figure by default.
        lang : {"en", "zh-Hant"}, optional
            The language of the words in it; the one in use by default.

        Returns
        -------
        Picture
            A notebook shows it; `.axes` is where it was drawn, `.save("picture.svg")` writes it to a file.
        """
        from tci_sim.views.comparison_pictures import picture

        with _writing_in(lang):
            return picture(self, _one_measure(measure), ax)

    def save(self, out: str | PathLike[str]) -> Path:
        """Keep the comparison on disk; what is there is never overwritten.

        Parameters
        ----------
        out : str or path
            The folder below which it goes, into a folder named by what was asked; made where it is absent.

        Returns
        -------
        Path
            The folder of this comparison: `load_comparison` reads it.

        Raises
        ------
        StoreError
            If it cannot be written.
        """
        return compare_analysis.save(self, out)

    def __repr__(self) -> str:
        return "\n ".join([super().__repr__().removesuffix(">"), *self.verdicts.values()]) + ">"

    def _parts(self) -> list[Part]:
        from tci_sim.views.comparison_text import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.views.html import comparison_html

        return comparison_html(self)


class ReturnOnQuality(_Shown, ReturnData):
    """A return on quality with a control, and what it can be shown as; its fields are those of `ReturnData`."""

    @property
    def verdict(self) -> str:
        """Whether the programme was worth its cost, and how far off the firm's own estimate is."""
        from tci_sim.views.controlled_return_text import sentences

        return str(paragraph(sentences(self)))

    def __repr__(self) -> str:
        return f"<ReturnOnQuality: {self.question.headline}\n {self.verdict}>"

    def _parts(self) -> list[Part]:
        from tci_sim.views.controlled_return_text import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.views.html import controlled_return_html

        return controlled_return_html(self)


class AdoptionResult(_Shown, AdoptionData):
    """What evaluations find of a policy, and what can be done with it; its fields are those of `AdoptionData`."""

    def plot(
        self, which: str = "estimates", ax: Axes | None = None, *, lang: Language | None = None
    ) -> Picture:
        """Draw what evaluations find beside the truth.

        Parameters
        ----------
        which : {"estimates", "years"}
            What each estimator finds, or the event study by year since adopting.
        ax : Axes, optional
            Axes to draw on; a new figure by default.
        lang : {"en", "zh-Hant"}, optional
            The language of the words in it; the one in use by default.

        Returns
        -------
        Picture
            A notebook shows it; `.axes` is where it was drawn, `.save("picture.svg")` writes it to a file.

        Raises
        ------
        InputError
            If there is no such picture.
        """
        from tci_sim.views.adoption_pictures import picture

        with _writing_in(lang):
            return picture(self, which, ax)

    def __repr__(self) -> str:
        return f"<AdoptionResult: {self.asked.question.headline}\n {self.asked.policy}, {self.asked.measure}>"

    def _parts(self) -> list[Part]:
        from tci_sim.views.adoption_text import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.views.html import adoption_html

        return adoption_html(self)


class SweepResult(_Shown, SweepData):
    """The answer to a study, and what can be done with it; its fields are those of `SweepData`."""

    def differences(
        self, measure: str | Sequence[str] | None = None, *, holder: str | None = None
    ) -> pd.DataFrame:
        """Hold each case against the reference of its world, replication by replication.

        The reference is the case with the first value of every lever that is given as a list; of a list of cases,
        the first; of an ablation, the case without any mechanism.

        Returns
        -------
        DataFrame
            One row a case and measure; columns as in `tci_sim.analysis.sweep_statistics.differences`.
        """
        from tci_sim.analysis.sweep_statistics import differences

        return differences(self, self.measure_names(measure), holder or self.holder)

    def interactions(
        self, measure: str | Sequence[str] | None = None, *, holder: str | None = None
    ) -> pd.DataFrame:
        """Return what the two levers of a grid do together, and by how much that is more than the sum of each alone.

        Returns
        -------
        DataFrame
            One row a measure and pair of values that both differ from the first; columns as in
            `tci_sim.analysis.surface.interactions`.

        Raises
        ------
        InputError
            If the study is no grid of two levers that are numbers.
        """
        from tci_sim.analysis.surface import interactions, surface_levers

        if surface_levers(self.study) is None:
            raise InputError(message("sweep.no_two_levers"))
        return interactions(self, self.measure_names(measure), holder or self.holder)

    def moves(self, measure: str | None = None, *, holder: str | None = None) -> pd.DataFrame:
        """Return what each move of a parameter does, of a study that moves them one at a time, as `tornado` makes.

        Parameters
        ----------
        measure : str, optional
            A measure that was reported; the first by default.
        holder : str, optional
            Whose; the first of those kept by default.

        Returns
        -------
        DataFrame
            One row a parameter and move, the parameter with the largest effect first; columns as in
            `tci_sim.analysis.tornado.moves`.

        Raises
        ------
        InputError
            If the study has another design, or there is no such measure or holder.
        """
        from tci_sim.analysis.tornado import moves

        return moves(self, measure, holder)

    def plot(
        self,
        measure: str | None = None,
        ax: Axes | None = None,
        *,
        holder: str | None = None,
        lang: Language | None = None,
    ) -> Picture:
        """Draw what the study shows of a measure: differences of cases with intervals, or how they spread over worlds.

        Where parameters are moved one at a time, bars to both sides, the largest first.

        Parameters
        ----------
        measure : str, optional
            Name of a measure that was reported; the first by default.
        ax : Axes, optional
            Axes to draw on; a new figure by default.
        holder : str, optional
            Whose; the first of those kept by default.
        lang : {"en", "zh-Hant"}, optional
            The language of the words in it; the one in use by default.

        Returns
        -------
        Picture
            A notebook shows it; `.axes` is where it was drawn, `.save("picture.svg")` writes it to a file.
        """
        from tci_sim.views.study import picture

        with _writing_in(lang):
            return picture(self, None if measure is None else _one_measure(measure), ax, holder=holder)

    def _parts(self) -> list[Part]:
        from tci_sim.views.study import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.views.html import sweep_html

        return sweep_html(self)


class ValidationResult(_Shown, Validation):
    """Published values beside those of the model; its fields are those of `Validation`."""

    def to_frame(self) -> pd.DataFrame:
        """Return the findings as a table.

        Returns
        -------
        DataFrame
            One row a value: model, statement, quantity, setting, published, low, high, value, standard_error, runs
            and passes.
        """
        from tci_sim.analysis.validation.report import as_frame

        return as_frame(self)

    def write_page(self, page: str | PathLike[str]) -> list[Path]:
        """Write a page (Markdown) with its charts and figures beside it, as `tci-sim validate --page` does.

        Returns
        -------
        list of Path
            What was written, the page first.

        Raises
        ------
        InputError
            If its name does not end in .md, its folder is not there, or something else is in its place.
        RunError
            If the disk does not take it.
        """
        from tci_sim.analysis.validation.page import page_at, write_page

        return write_page(self, page_at(fspath(page)))

    def __repr__(self) -> str:
        from tci_sim.analysis.validation.report import summary

        return f"<ValidationResult: {summary(self)}>"

    def _parts(self) -> list[Part]:
        from tci_sim.analysis.validation.report import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.render.html import section

        return section(self._parts())


class Survey(_Shown, SatisfactionData):
    """Answers to a questionnaire, and what they say of satisfaction; its fields are those of `SatisfactionData`."""

    def plot(self, ax: Axes | None = None, *, lang: Language | None = None) -> Picture:
        """Draw importance against performance.

        Parameters
        ----------
        ax : Axes, optional
            Axes to draw on; a new figure by default.
        lang : {"en", "zh-Hant"}, optional
            The language of the words in it; the one in use by default.

        Returns
        -------
        Picture
            A notebook shows it; `.axes` is where it was drawn, `.save("picture.svg")` writes it to a file.

        Raises
        ------
        InputError
            If nothing could be fitted, with the reason.
        """
        from tci_sim.views.survey import picture

        if self.omitted is not None:
            raise InputError(self.omitted)
        with _writing_in(lang):
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
    return RunResult(*_parts(found))


def compare(
    scenarios: AnyScenarios,
    *,
    firm_policies: str | Sequence[str] = (),
    regimes: Regimes | None = None,
    replications: int = REPLICATIONS,
    seed: int = 1,
    precision: Mapping[str, float] | None = None,
    limit: int = LIMIT,
    threads: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    out: str | PathLike[str] | None = None,
    on_message: Callable[[str], None] | None = None,
    share_past: bool = True,
    holders: str | Sequence[str] = (),
) -> Comparison:
    """Run several scenarios, or one with several policies of its focal firm, under the same seeds.

    Parameters
    ----------
    scenarios : scenario, or sequence or mapping of them
        What is compared, each given as for `run`; the first is the reference. A mapping names them.
    firm_policies : str or sequence of str
        With one scenario: policies that it names, each tried out by its focal firm, the rest of the world
        unchanged; the first is the reference.
    regimes : "all", optional
        With one scenario: every policy that it names is tried out so, but not one that serves for the burn-in
        alone. The reference is the policy that the focal firm has in the scenario.
    replications : int
        Runs of each, 2 or more; replication number r, from 0, has seed + r.
    seed : int
        Seed of the first replication, 0 or more.
    precision : mapping of str to float, optional
        Half-width of the 95 % interval that is wanted, by measure of the firm: 10 replications at a time are
        added until all intervals are as narrow. Stopping so costs about one point of coverage
        (`statistics.precision.precision_reached`).
    limit : int
        Replications at which it stops, precise or not.
    threads : int, optional
        Runs that go on at once; as many as there are processors by default. They change no result.
    on_progress : callable (done, all), optional
        Told how many runs have ended.
    out : str or path, optional
        The folder below which the comparison is kept, in a folder named by what was asked; runs that are kept there,
        of this comparison, of others or of results, are not made again. By default nothing is kept.
    on_message : callable (str), optional
        Told, in one sentence, how many were there.
    share_past : bool
        Whether runs take a past that they share from each other, to save time. It changes no result.
    holders : str or sequence of str
        Whose measures are kept beside those of the focal firm and the market, for `by_holder`: `all`, kinds, or names.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        If what is asked cannot be compared or built. A run that fails later is listed in the result.
    StoreError
        If a run cannot be kept; those before it are.
    KeyboardInterrupt
        On Ctrl-C, with a sentence that says what is kept.
    """
    found = compare_analysis.compare(
        scenarios, firm_policies=firm_policies, regimes=regimes, replications=replications, seed=seed,
        precision=precision, limit=limit, threads=threads, on_progress=on_progress,
        out=out, on_message=on_message, share_past=share_past, holders=holders,
    )  # fmt: skip
    return Comparison(*_parts(found))


def return_on_quality(
    scenario: AnyScenario,
    review_round: int | str = ALL,
    *,
    horizon: int | None = None,
    firm: str | None = None,
    replications: int = REPLICATIONS,
    seed: int = 1,
    threads: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    out: str | PathLike[str] | None = None,
    on_message: Callable[[str], None] | None = None,
) -> ReturnOnQuality:
    """Find what a firm's programme brings for its cost, by comparison with the same world without it.

    The control has the same random numbers; the firm's levers are those of the burn-in from the start of a review round
    on, except its price and its ordering (`tci_sim.world.without_programme`). Cost is money and staff time at wages,
    return is the gain in profit before tax, both over the horizon.

    Parameters
    ----------
    scenario : Scenario, path or mapping
        The question, given as for `run`.
    review_round : int or "all"
        The review round from which the control goes without the programme, from 1: round n begins in month 12 (n - 1).
        "all": the whole programme, from month 0 to the end.
    horizon : int, optional
        Months from that start over which all is counted; by default 36 or what is left, for "all" what is left.
    firm : str, optional
        A firm that sells to customers; the focal firm by default.
    replications : int
        Runs of each of the two worlds, 2 or more; replication number r, from 0, has seed + r.
    seed : int
        Seed of the first replication, 0 or more.
    threads, on_progress, out, on_message
        As for `compare`.

    Returns
    -------
    ReturnOnQuality

    Raises
    ------
    InputError
        With one line for each fault in what is asked. A run that fails later is listed in the comparison.
    StoreError
        If a run cannot be kept; those before it are.
    KeyboardInterrupt
        On Ctrl-C, with a sentence that says what is kept.
    """
    found = controlled_return(
        scenario, review_round, horizon=horizon, firm=firm, replications=replications, seed=seed, threads=threads,
        on_progress=on_progress, out=out, on_message=on_message,
    )  # fmt: skip
    comparison, *others = _parts(found)
    return ReturnOnQuality(Comparison(*_parts(comparison)), *others)


def adoption(
    scenario: AnyScenario,
    policy: str,
    *,
    measure: str = MEASURE,
    adopters: int | None = None,
    months: Sequence[int] = MONTHS,
    after: int = AFTER,
    chosen: Chosen = "random",
    by: str | None = None,
    apart: bool = False,
    firms: int | None = None,
    replications: int = STUDIES,
    seed: int = 1,
    threads: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> AdoptionResult:
    """Let some of many firms adopt a policy, and find what evaluations make of it, beside what it does.

    Estimators of the literature see what an evaluator sees; beside them stands each firm that adopts as it would be,
    with the same random numbers, had this firm alone not adopted. What a bias is made of: `tci_sim.analysis.adoption`.

    Parameters
    ----------
    scenario : Scenario, path or mapping
        The firms and their market, given as for `run`: `sixteen_firms` of the library serves.
    policy : str
        What is adopted, one of the scenario's policies.
    measure : str
        What it is to change: a measure of firms. Figures are means over months.
    adopters : int, optional
        Firms that adopt in each study; half of them by default.
    months : sequence of int
        Months in which they adopt, 12 or later and rising; as many firms in each as can be.
    after : int
        Months for which the last who adopt are followed; then the study ends.
    chosen : {"random", "lowest", "highest"}
        Who adopts: firms drawn by lot, or those that have the lowest or highest mean of a measure in the year before.
    by : str, optional
        That measure; the one that the policy is to change by default.
    apart : bool
        Whether each firm is the focal firm of a market of its own, in which nobody else adopts.
    firms : int, optional
        Firms in each study, where each has a market of its own; 16 by default.
    replications : int
        Studies, one after the other in seeds.
    seed : int
        Seed of the first run, 0 or more.
    threads : int, optional
        Runs that go on at once; as many as there are processors by default. They change no result.
    on_progress : callable (done, all), optional
        Told how many runs have ended, of how many.

    Returns
    -------
    AdoptionResult
        `to_frame()` has a row for each estimator, `by_year()` one for each year since adopting, `panel()` one for each
        firm and month. Studies in which a run failed are listed in it.

    Raises
    ------
    InputError
        With one line for each fault in what is asked.
    RunError
        If no study has a result.
    """
    found = evaluate_adoption(
        scenario, policy, measure=measure, adopters=adopters, months=months, after=after, chosen=chosen, by=by,
        apart=apart, firms=firms, replications=replications, seed=seed, threads=threads, on_progress=on_progress,
    )  # fmt: skip
    return AdoptionResult(*_parts(found))


def sweep(
    study: Study | AnyScenario,
    out: str | PathLike[str] | None = None,
    *,
    threads: int | None = None,
    cluster: str | Client | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_message: Callable[[str], None] | None = None,
    share_past: bool = True,
    **parts: Any,
) -> SweepResult:
    """Make all runs of a study that are not kept yet.

    Parameters
    ----------
    study : Study, path or mapping
        The question, its file, or a mapping of what `Study` takes. With parts: a study some parts of which they
        replace, or a scenario, given as for `run`, on which the study rests.
    out : str or path, optional
        The folder below which results are kept, in a folder named by what was asked; what is kept there is not
        run again. By default nothing is kept.
    threads : int, optional
        Runs at once on this machine; as many as there are processors by default. They change no result.
    cluster : str or distributed.Client, optional
        The scheduler of a Dask cluster, such as "tcp://10.0.0.1:8786", or a client of one, on which the runs are
        made. It changes no result. A scheduler runs what anybody sends it: use one on a network you trust.
    on_progress : callable (done, all), optional
        Told how many runs have ended, of how many.
    on_message : callable (sentence), optional
        Told, before it starts, how many runs there are and what they will take.
    share_past : bool
        Whether runs take a past that they share from each other, to save time. It changes no result.
    **parts
        Parts of a study, as `Study` takes them: `sweep("baseline", cases=frame)` runs a case for each row of a frame,
        with a column for each dotted path that is changed and, if need be, one called `name`. The question is then the
        scenario's, and the usual measures are reported, where they say nothing else.

    Returns
    -------
    SweepResult
        Runs that failed are listed in it.

    Raises
    ------
    InputError
        If the study or the folder cannot be used, or all rows would take too much memory.
    StoreError
        If a batch cannot be kept; those before it are.
    RunError
        If a cluster cannot make the runs, or is lost; what was made until then is kept.
    KeyboardInterrupt
        On Ctrl-C, with a sentence that says what is kept.
    """
    found = sweep_analysis.sweep(
        study, out, threads=threads, cluster=cluster, on_progress=on_progress, on_message=on_message,
        share_past=share_past, **parts,
    )  # fmt: skip
    return SweepResult(*_parts(found))


def validate(
    names: str | Sequence[str] = (),
    *,
    folder: str | PathLike[str] | None = None,
    full: bool = False,
    threads: int | None = None,
) -> ValidationResult:
    """Compare published models, run as scenarios, with their published values; or scenarios of one's own.

    Parameters
    ----------
    names : str or sequence of str
        Models of the folder where there is one; if not, of the library, or scenario files with targets beside them.
        All there are, where empty.
    folder : str or path, optional
        A folder of one's own: scenarios `NAME.yaml`, each with `NAME.targets.yaml` beside it.
    full : bool
        Whether to run as often as the files of targets ask for, and not only the quick set.
    threads : int, optional
        Runs at a time; as many as there are processors by default. The answer is the same for any number.

    Returns
    -------
    ValidationResult
        Its `passes` tells whether every value comes out that has to.

    Raises
    ------
    InputError
        If there is no such folder or model, or a file is faulty: with one line for each fault, before anything is run.
    ConservationError
        If a world does not add up.
    """
    return ValidationResult(
        *_parts(validation.validate(names, folder=folder, full=full, threads=threads, on_message=to_stderr))
    )


def tornado(
    scenario: AnyScenario,
    measure: str | Sequence[str] | None = None,
    parameters: str | Sequence[str] = (),
    *,
    holders: str | Sequence[str] = (),
    replications: int = TORNADO_REPLICATIONS,
    seed: int = 1,
    out: str | PathLike[str] | None = None,
    **options: Any,
) -> SweepResult:
    """Move parameters of a scenario one at a time: to both ends of the plausible range, and by a tenth down and up.

    All else stays as it is, and every run is paired with one of the scenario itself under the same seed. It is a study
    of the design `one_at_a_time`, so that it is kept and resumed as any sweep is.

    Parameters
    ----------
    scenario : Scenario, path or mapping
        The question, given as for `run`.
    measure : str or sequence of str, optional
        What is looked at; by default `value_owners`, or `satisfaction` where customers do not pay.
    parameters : str or sequence of str
        Dotted paths of parameters, or groups of them (`world.choice`); levers without a policy (`culture.autonomy`) are
        the focal firm's. By default all of the world's that act in a short run of the scenario: about 200 in the
        reference market, each with up to four moves.
    holders : str or sequence of str
        Whose measures: `focal`, kinds, or names; the focal firm by default, or the market where firms have no such
        measure.
    replications : int
        Runs of each case, 2 or more; replication number r, from 0, has seed + r.
    seed : int
        Seed of the first replication.
    out : str or path, optional
        The folder below which runs are kept; what is kept there is not run again. By default nothing is kept.
    **options
        The other options of `sweep`: threads, cluster, on_progress, on_message, share_past.

    Returns
    -------
    SweepResult
        `.moves()` is its table, `.plot()` its picture, `.to_text()` what the command `tci-sim tornado` prints.

    Raises
    ------
    InputError, StoreError, RunError, KeyboardInterrupt
        As `sweep`.

    Examples
    --------
    >>> found = tornado("baseline_sample", "satisfaction", "world.choice.taste", replications=2)  # doctest: +SKIP
    >>> found.moves()[["move", "value", "difference", "low", "high"]]  # doctest: +SKIP
    """
    from tci_sim.analysis.tornado import tornado_study

    study = tornado_study(
        scenario,
        _names(measure),
        _names(parameters),
        holders=_names(holders),
        replications=replications,
        seed=seed,
    )
    return sweep(study, out, **options)


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
    return Survey(*_parts(found))


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
    return Survey(*_parts(path_fit.fit(answers, items, paths, scale=scale, resamples=resamples, seed=seed)))


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
    from tci_sim.render.page_file import HTML, check_page, write_page_file
    from tci_sim.scenario.load import as_scenario
    from tci_sim.views.page.export import export as make

    place = None if path is None else check_page(path, ending=HTML, option="path")
    with _writing_in(lang):
        made = make(
            as_scenario(scenario), levers, uncertainties, shocks, measures, pairs,
            policies=_names(firm_policies), on_progress=on_progress, threads=threads,
        )  # fmt: skip
    for note in made.notes:
        to_stderr(str(note))
    if place is not None:
        write_page_file(place, made.html.rstrip("\n"), {})
    return ExportedPage(made.html, place)


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
    return RunResult(*_parts(run_analysis.load(path)))


def load_comparison(path: str | PathLike[str]) -> Comparison:
    """Read a comparison that was kept on disk.

    Parameters
    ----------
    path : str or path
        The folder that `save` returned, or that `tci-sim compare --out` named.

    Returns
    -------
    Comparison
        Equal to the one that was saved, to the last bit.

    Raises
    ------
    StoreError
        If there is no comparison, it is not complete or damaged, or another version of this program wrote it.
    """
    return Comparison(*_parts(compare_analysis.load(path)))


def load_sweep(path: str | PathLike[str]) -> SweepResult:
    """Read what is kept of a study.

    Parameters
    ----------
    path : str or path
        Its folder, which `sweep` and `tci-sim sweep` name.

    Returns
    -------
    SweepResult
        With the runs that are there: all of them, if the sweep came to its end.

    Raises
    ------
    StoreError
        If there is no study, another version of this program wrote it, or a file in it is damaged.
    """
    return SweepResult(*_parts(sweep_analysis.load(path)))


def _parts(data: Any) -> list[Any]:
    """Return the fields of a data class in order, to make one of its kind that does more."""
    return [getattr(data, field.name) for field in fields(data)]


def _names(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Read one name, or several, or none."""
    return (given,) if isinstance(given, str) else tuple(given or ())


def _one_measure(given: object) -> str:
    """Read the name of one measure; whether there is such a one, the picture of it says."""
    if not isinstance(given, str):
        raise InputError(message("fault.text", where=f"measure = {kind_of(given)}"))
    return given


@contextmanager
def _writing_in(lang: str | None) -> Iterator[None]:
    """Write in the language that a tag names ("zh-Hant", "zh-TW", "en"); by default, in the one in use.

    Raises
    ------
    InputError
        If it is none of ours.
    """
    language = None if lang is None else language_of(lang)
    if lang is not None and language is None:
        raise InputError(
            message("api.no_language", lang=lang, languages=listing(map(quoted, LANGUAGES), "or"))
        )
    with using_language(language):
        yield
