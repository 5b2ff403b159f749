"""Searches for policies."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tci_sim.analysis import optimise as analysis
from tci_sim.analysis.optimise import OptimiseData
from tci_sim.api.shown import Drawn, fields_of
from tci_sim.designs.study import Study
from tci_sim.scenario.load import AnyScenario
from tci_sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture
    from tci_sim.render.table import Part


class OptimiseResult(Drawn, OptimiseData):
    """What a search for policies found, and what can be done with it; its fields are those of `OptimiseData`.

    `plot` draws what was found beside the policies, in fresh draws: leads with intervals, or of two aims the front.
    """

    def to_frame(self) -> pd.DataFrame:
        """Return all candidates and policies as one table.

        Returns
        -------
        DataFrame
            A row each. Columns: name; kind (`candidate` or `policy`); fate (`finished`, `behind`, `over` the budget,
            `stopped`, `no_value`, `refused`); runs; aim_1, aim_2 (as the search saw them) and aim_1_fresh, aim_2_fresh,
            in the measure's unit, a regret as what is missed; cost and cost_fresh, in % of revenue; chosen; and each
            lever by its path.
        """
        from tci_sim.views.optimise import frame

        return frame(self)

    def scenario(self) -> Scenario | None:
        """Return the base in which the focal firm runs what was chosen, a policy `optimised`; None where nothing is."""
        ours = analysis.chosen_of(self)
        return None if ours is None else analysis.scenario_of(self, ours)

    def save(self, out: str | PathLike[str]) -> Path:
        """Keep what was found: `optimised.yaml`, a scenario that says why, tables and the picture.

        Parameters
        ----------
        out : str or path
            The folder below which it is kept.

        Returns
        -------
        Path
            The folder, named by what it holds.

        Raises
        ------
        InputError, StoreError
            If it cannot be written.
        """
        from tci_sim.views.optimise_files import keep

        return keep(self, Path(out))

    def _picture(self, ax: Axes | None) -> Picture:
        from tci_sim.views.optimise_pictures import picture

        return picture(self, ax)

    def __repr__(self) -> str:
        return f"<OptimiseResult: {self.study.question}\n {len(self.candidates)} candidates, chosen: {self.chosen}>"

    def _parts(self) -> list[Part]:
        from tci_sim.views.optimise import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.views.html import optimise_html

        return optimise_html(self)


def optimise(
    study: Study | AnyScenario,
    out: str | PathLike[str] | None = None,
    *,
    threads: int | None = None,
    cluster: str | Client | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_message: Callable[[str], None] | None = None,
    share_past: bool = True,
    **parts: Any,
) -> OptimiseResult:
    """Search for a policy within bounds and a budget.

    Candidates are proposed in batches by optuna, and race under the same seeds: one that another surely beats is
    dropped before it costs all its runs. What is best is run again in fresh draws, beside the policies of the base.

    Parameters
    ----------
    study : Study, path or mapping
        A study of the design `optimise`: `levers` with what each may be, and `search` with aims, budget and how much is
        run (`tci_sim.scenario.study.Search`). With parts: a scenario on which the study rests.
    out : str or path, optional
        The folder below which runs are kept; what is kept there is not run again, so that a search that was stopped
        goes on and comes to the same answer. By default nothing is kept.
    threads, cluster, on_progress, on_message, share_past
        As of `sweep`.
    **parts
        Parts of the study, as of `sweep`.

    Returns
    -------
    OptimiseResult

    Raises
    ------
    InputError
        If the study or the folder cannot be used, or optuna is not installed.
    StoreError, RunError, KeyboardInterrupt
        As `sweep`.

    Examples
    --------
    >>> found = optimise("optimise_within_budget", out="results")  # doctest: +SKIP
    >>> found.to_frame()  # doctest: +SKIP
    """
    found = analysis.optimise(
        study, out, threads=threads, cluster=cluster, on_progress=on_progress, on_message=on_message,
        share_past=share_past, **parts,
    )  # fmt: skip
    return OptimiseResult(*fields_of(found))
