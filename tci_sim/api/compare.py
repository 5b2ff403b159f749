"""Comparisons: scenarios or policies under the same seeds, and what a programme brings for its cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from tci_sim.analysis import compare as compare_analysis
from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.controlled_return import ALL, ReturnData, controlled_return
from tci_sim.api.shown import Shown, fields_of, one_measure, writing_in
from tci_sim.designs.variants import AnyScenarios, Regimes
from tci_sim.messages import Language, paragraph
from tci_sim.scenario.load import AnyScenario
from tci_sim.scenario.study import LIMIT, REPLICATIONS

if TYPE_CHECKING:
    from distributed import Client
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture
    from tci_sim.render.table import Part


class Comparison(Shown, ComparisonData):
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

        with writing_in(lang):
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
        ax, lang
            As of `RunResult.plot`.

        Returns
        -------
        Picture
        """
        from tci_sim.views.comparison_pictures import picture

        with writing_in(lang):
            return picture(self, one_measure(measure), ax)

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


class ReturnOnQuality(Shown, ReturnData):
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
    cluster: str | Client | None = None,
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
    cluster : str or distributed.Client, optional
        The scheduler of a Dask cluster, or a client of one, as for `sweep`.
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
    RunError
        If a cluster cannot make the runs, or is lost; what was made until then is kept.
    KeyboardInterrupt
        On Ctrl-C, with a sentence that says what is kept.
    """
    found = compare_analysis.compare(
        scenarios, firm_policies=firm_policies, regimes=regimes, replications=replications, seed=seed,
        precision=precision, limit=limit, threads=threads, cluster=cluster, on_progress=on_progress,
        out=out, on_message=on_message, share_past=share_past, holders=holders,
    )  # fmt: skip
    return Comparison(*fields_of(found))


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
    comparison, *others = fields_of(found)
    return ReturnOnQuality(Comparison(*fields_of(comparison)), *others)


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
    return Comparison(*fields_of(compare_analysis.load(path)))
