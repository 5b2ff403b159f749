"""Some of many firms adopt a policy: what evaluations make of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tci_sim.analysis.adoption import AFTER, MEASURE, MONTHS, AdoptionData, evaluate_adoption
from tci_sim.analysis.adoption import REPLICATIONS as STUDIES
from tci_sim.analysis.adoption_worlds import Chosen
from tci_sim.api.shown import Shown, fields_of, writing_in
from tci_sim.messages import Language
from tci_sim.scenario.load import AnyScenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture
    from tci_sim.render.table import Part


class AdoptionResult(Shown, AdoptionData):
    """What evaluations find of a policy, and what can be done with it; its fields are those of `AdoptionData`."""

    def plot(
        self, which: str = "estimates", ax: Axes | None = None, *, lang: Language | None = None
    ) -> Picture:
        """Draw what evaluations find beside the truth.

        Parameters
        ----------
        which : {"estimates", "years"}
            What each estimator finds, or the event study by year since adopting.
        ax, lang
            As of `RunResult.plot`.

        Returns
        -------
        Picture

        Raises
        ------
        InputError
            If there is no such picture.
        """
        from tci_sim.views.adoption_pictures import picture

        with writing_in(lang):
            return picture(self, which, ax)

    def __repr__(self) -> str:
        return f"<AdoptionResult: {self.asked.question.headline}\n {self.asked.policy}, {self.asked.measure}>"

    def _parts(self) -> list[Part]:
        from tci_sim.views.adoption_text import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.views.html import adoption_html

        return adoption_html(self)


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
    return AdoptionResult(*fields_of(found))
