"""Where two alternatives change places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from tci_sim.analysis import flip as analysis
from tci_sim.analysis.flip import FEW, LARGEST
from tci_sim.analysis.flip_result import FlipData
from tci_sim.api.shown import Drawn, fields_of, names_in
from tci_sim.designs.variants import AnyScenarios
from tci_sim.scenario.study import REPLICATIONS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture
    from tci_sim.render.table import Part


class FlipResult(Drawn, FlipData):
    """Where two alternatives change places, and what can be done with it; its fields are those of `FlipData`.

    `plot` draws the range of each assumption that was looked into, and who leads in which part of it.
    """

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each assumption and value at which the alternatives change places; one where there is none.

        Returns
        -------
        DataFrame
            Columns: parameter; unit; evidence; low_end and high_end of its plausible range; shipped (what it is where
            nothing is changed; not a number where the alternatives differ in it); pairs of runs; lead_at_low_end and
            lead_at_high_end (means); moved (how far apart the leads at the ends and as it is are); looked_into (whether
            it went into the second stage); share (of resamples in which the order changes anywhere); place with
            place_low and place_high (95 %, bootstrap); leads_above (`reference` or `other`); share_of_place.
        """
        from tci_sim.views.flip import frame

        return frame(self)

    def _picture(self, ax: Axes | None) -> Picture:
        from tci_sim.views.flip_pictures import picture

        return picture(self, ax)

    def __repr__(self) -> str:
        from tci_sim.views.flip import question, verdict

        return f"<FlipResult: {question(self)}\n {verdict(self)}>"

    def _parts(self) -> list[Part]:
        from tci_sim.views.flip import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.views.html import flip_html

        return flip_html(self)


def flip(
    scenarios: AnyScenarios,
    measure: str | None = None,
    parameters: str | Sequence[str] = (),
    *,
    firm_policies: str | Sequence[str] = (),
    holder: str | None = None,
    replications: int = REPLICATIONS,
    few: int = FEW,
    largest: int = LARGEST,
    pairs: int = 0,
    seed: int = 1,
    out: str | PathLike[str] | None = None,
    threads: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_message: Callable[[str], None] | None = None,
    **options: Any,
) -> FlipResult:
    """Find the values of assumptions at which two alternatives change places, one assumption at a time.

    First each assumption goes to both ends of its plausible range in a few pairs of runs; then those that move the
    lead most go to five values in many pairs, and where the lead surely has another sign at the next value, to values
    between. Both alternatives have the same random numbers at every value, so that pairs of runs are resampled as
    whole curves (`tci_sim.statistics.flip`).

    Parameters
    ----------
    scenarios : scenario, or sequence or mapping of two
        What is compared, each given as for `run`; the first is the reference. A mapping names them.
    measure : str, optional
        In what one leads; by default `value_owners`, or `satisfaction` where customers do not pay.
    parameters : str or sequence of str
        Dotted paths of parameters, or groups of them (`world.choice`); a lever without a policy is the focal firm's,
        whatever its policy. By default all of the world's that act in a short run of either alternative.
    firm_policies : str or sequence of str
        With one scenario: two policies that it names, each tried out by its focal firm; the first is the reference.
    holder : str, optional
        Whose measure: a holder's name, `focal` or `market`; the focal firm's by default, or the market's where firms
        have no such measure.
    replications : int
        Pairs of runs in the second stage; below 10 there are no intervals. Replication r, from 0, has seed + r.
    few : int
        Pairs of runs in the first stage.
    largest : int
        How many assumptions go into the second stage.
    pairs : int
        Of how many of the strongest all pairs are tried, at the corners of their ranges; none by default.
    seed : int
        Seed of the first replication.
    out : str or path, optional
        The folder below which runs are kept, in a folder named by what is asked; what is kept there is not run again.
        By default nothing is kept.
    threads, on_progress, on_message, **options
        As for `sweep`: also cluster and share_past.

    Returns
    -------
    FlipResult

    Raises
    ------
    InputError
        If it is not two alternatives that differ, or what is asked cannot be built.
    StoreError, RunError, KeyboardInterrupt
        As `sweep`.

    Examples
    --------
    >>> found = flip("baseline_sample", firm_policies=("tqm", "tci"), parameters="world.choice")  # doctest: +SKIP
    >>> found.to_frame()[["parameter", "place", "place_low", "place_high"]]  # doctest: +SKIP
    """
    found = analysis.find(
        scenarios, measure, names_in(parameters), firm_policies=firm_policies, holder=holder,
        replications=replications, few=few, largest=largest, pairs=pairs, seed=seed, out=out, threads=threads,
        on_progress=on_progress, on_message=on_message, **options,
    )  # fmt: skip
    return FlipResult(*fields_of(found))
