"""One page for those who decide."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.compare import compare
from tci_sim.analysis.comparison import ComparisonData
from tci_sim.analysis.decision import (
    DecisionData,
    check_measure,
    decide,
    find_flips,
    find_why,
    read_alternatives,
)
from tci_sim.analysis.flip_result import FlipData
from tci_sim.analysis.information import InformationData, information
from tci_sim.analysis.outcomes import refuse_options
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.analysis.why.why import WhyData
from tci_sim.api.shown import Shown, fields_of, writing_in
from tci_sim.designs.variants import AnyScenarios
from tci_sim.messages import Language

if TYPE_CHECKING:
    from distributed import Client
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture
    from tci_sim.render.table import Part


class Decision(Shown, DecisionData):
    """What a comparison comes to, and what can be done with it; its fields are those of `DecisionData`."""

    def to_page(self, *, format: str = "html", lang: Language | None = None) -> str:
        """Return the page as text.

        Parameters
        ----------
        format : {"html", "markdown", "json", "table"}
            How it is written.
        lang : {"en", "zh-Hant"}, optional
            The language of the words in it; the one in use by default.

        Returns
        -------
        str

        Raises
        ------
        InputError
            If there is no such format.
        """
        from tci_sim.errors import InputError
        from tci_sim.messages import listing, message
        from tci_sim.views.decision import FORMATS

        if format not in FORMATS:
            raise InputError(
                message(
                    "cli.must_be_one_of", option="format", value=str(format), allowed=listing(FORMATS, "or")
                )
            )
        with writing_in(lang):
            return FORMATS[format](self)

    def save(self, page: str | PathLike[str], *, lang: Language | None = None) -> Path:
        """Write the page to a file, `NAME.md` with its picture beside it, or `NAME.html`; replaces pages like it only.

        Raises
        ------
        InputError
            If it cannot be written there.
        """
        from tci_sim.views.decision_page import page_of, write_page

        with writing_in(lang):
            return write_page(self, page_of(page, "page"))[0]

    def plot(self, ax: Axes | None = None, *, lang: Language | None = None) -> Picture:
        """Draw how each of the others comes to its difference from the reference, month by month.

        Parameters
        ----------
        ax, lang
            As of `RunResult.plot`.

        Returns
        -------
        Picture

        Raises
        ------
        InputError
            If nothing differs, or no pair of runs came to its end.
        """
        from tci_sim.errors import InputError
        from tci_sim.views.decision import what_to_do
        from tci_sim.views.decision_page import picture

        with writing_in(lang):
            if (drawn := picture(self, ax)) is None:
                raise InputError(what_to_do(self))
            return drawn

    @property
    def sentence(self) -> str:
        """What to do, in one sentence."""
        from tci_sim.views.decision import what_to_do

        return str(what_to_do(self))

    def __repr__(self) -> str:
        return (
            f"<Decision: {self.comparison.questions[self.comparison.reference].headline}\n {self.sentence}>"
        )

    def _parts(self) -> list[Part]:
        from tci_sim.views.decision import lede, parts, title

        return [str(title(self)), lede(self), "", *parts(self)]

    def _html(self) -> str:
        from tci_sim.views.html import decision_html

        return decision_html(self)


def answer(
    scenarios: AnyScenarios | ComparisonData | str | PathLike[str],
    measure: str | None = None,
    *,
    flip: bool | FlipData = False,
    why: bool | WhyData = True,
    study: SweepData | InformationData | None = None,
    out: str | PathLike[str] | None = None,
    threads: int | None = None,
    cluster: str | Client | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_message: Callable[[str], None] | None = None,
    **options: Any,
) -> Decision:
    """Say on one page what a comparison comes to: what to do, what it costs, when it pays, for whom, what changes that.

    Parameters
    ----------
    scenarios : Comparison, folder, or what `compare` takes
        What was compared; the folder in which a comparison was kept, or a study that compares alternatives; or what
        is to be compared.
    measure : str, optional
        By what is decided, of the focal firm: the value to owners by default, or satisfaction where no money moves.
    flip : bool or FlipResult
        Whether to find the assumptions at which the reference and the best of the others change places, as `flip`
        does; or where that is known already. By default it is read from `out`, where it is kept there.
    why : bool or WhyResult
        Whether to explain why the reference and the best of the others differ, as `why` does; or why that is.
    study : SweepResult or InformationResult, optional
        Many futures in which these alternatives were tried, from which follows what it is worth to find out first.
    out : str or path, optional
        The folder below which runs are kept; by default nothing is.
    threads, cluster, on_progress, on_message
        As for `compare`.
    **options
        The other options of `compare`: firm_policies, regimes, replications, seed, ...

    Returns
    -------
    Decision
        `.save("answer.html")` writes the page, `.to_text()` is what the command `tci-sim answer` prints.

    Raises
    ------
    InputError, StoreError, RunError, KeyboardInterrupt
        As `compare` and `flip`.

    Examples
    --------
    >>> found = answer("baseline_sample", firm_policies=("tqm", "tci"), replications=10)  # doctest: +SKIP
    >>> found.sentence, found.outcome  # doctest: +SKIP
    """
    how: dict[str, Any] = {
        "threads": threads, "cluster": cluster, "on_progress": on_progress, "on_message": on_message,
    }  # fmt: skip
    compared: Any = scenarios
    check_measure(measure)
    if isinstance(scenarios, str | PathLike) and Path(scenarios).is_dir():
        compared = read_alternatives(scenarios)
    if isinstance(compared, ComparisonData):
        refuse_options(options)
    else:
        compared = compare(compared, out=out, **how, **options)
    found = decide(compared, measure)
    knowing = information(study, found.measure) if isinstance(study, SweepData) else study
    flips = flip if isinstance(flip, FlipData) else find_flips(found, out, wanted=flip, **how)
    reason = why if isinstance(why, WhyData) else find_why(found, out=out, **how) if why else None
    return Decision(*fields_of(decide(compared, found.measure, flips, reason, knowing)))
