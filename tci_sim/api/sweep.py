"""Studies of many runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from tci_sim.analysis import sweep as sweep_analysis
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.api.shown import Shown, fields_of, names_in, one_measure, writing_in
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.messages import Language, message
from tci_sim.scenario.load import AnyScenario
from tci_sim.scenario.study import TORNADO_REPLICATIONS

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture
    from tci_sim.render.table import Part


class SweepResult(Shown, SweepData):
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
        holder : str, optional
            Whose; the first of those kept by default.
        ax, lang
            As of `RunResult.plot`.

        Returns
        -------
        Picture
        """
        from tci_sim.views.study import picture

        with writing_in(lang):
            return picture(self, None if measure is None else one_measure(measure), ax, holder=holder)

    def _parts(self) -> list[Part]:
        from tci_sim.views.study import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.views.html import sweep_html

        return sweep_html(self)


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
    return SweepResult(*fields_of(found))


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
        names_in(measure),
        names_in(parameters),
        holders=names_in(holders),
        replications=replications,
        seed=seed,
    )
    return sweep(study, out, **options)


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
    return SweepResult(*fields_of(sweep_analysis.load(path)))
