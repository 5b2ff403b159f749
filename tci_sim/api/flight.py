"""The flight simulator: its page, and games that are replayed."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from tci_sim.api.export import ExportedPage, exported, place_of
from tci_sim.api.shown import writing_in
from tci_sim.messages import Language
from tci_sim.scenario.load import AnyScenario

if TYPE_CHECKING:
    import pandas as pd

    from tci_sim.analysis.replay import Replayed
    from tci_sim.runs.result import RunData


class FlightResult:
    """What came of a game of the flight simulator.

    Parameters
    ----------
    found : Replayed
        The game, run again.
    """

    def __init__(self, found: Replayed) -> None:
        self._found = found

    def __repr__(self) -> str:
        code = self._found.code
        return (
            f"<FlightResult: class {code.class_}, team {code.team}, {'whole' if self.whole else 'not whole'}>"
        )

    def __str__(self) -> str:
        from tci_sim.views.replay import as_table

        return as_table(self._found)

    @property
    def whole(self) -> bool:
        """Whether what the code says came of the game is what comes of its decisions."""
        return self._found.whole

    @property
    def decisions(self) -> pd.DataFrame:
        """The step of each decision, (year, decision); years count from 1."""
        import pandas as pd

        from tci_sim.scenario.flight import flight

        frame = pd.DataFrame(self._found.decisions, columns=list(flight().decisions))
        return frame.set_axis(range(1, len(frame) + 1)).rename_axis("year")

    @property
    def result(self) -> RunData:
        """The run that the decisions make."""
        return self._found.result


def replay(code: str, scenario: AnyScenario = "baseline", *, threads: int | None = None) -> FlightResult:
    """Replay a game of the flight simulator, to the same bits.

    Parameters
    ----------
    code : str
        The line that the page gave out.
    scenario : scenario
        What the page was made of.
    threads : int, optional
        Processor threads.

    Returns
    -------
    FlightResult
        `.whole` says whether the code tells what came of it.

    Raises
    ------
    InputError
        If the code cannot be read, is of another version or game, was changed, or the game was not ended.
    """
    from tci_sim.analysis.replay import replay as run_again

    return FlightResult(run_again(code, scenario, threads=threads))


def export_flight(
    scenario: AnyScenario = "baseline",
    path: str | PathLike[str] | None = None,
    *,
    lang: Language | None = None,
) -> ExportedPage:
    """Make the flight simulator: one HTML file in which a class leads the firm of a scenario for ten years.

    Parameters
    ----------
    scenario : scenario
        The market. Where it has more than 2,000 customers and does not say how many are simulated, 2,000 are.
    path : str or path, optional
        Where the page is written, `NAME.html`: only a page of this program is replaced.
    lang : {"en", "zh-Hant"}, optional
        The language that the page begins in; it has both.

    Returns
    -------
    ExportedPage

    Raises
    ------
    InputError
        With one line for each fault.
    RunError
        If the file cannot be written.
    """
    from tci_sim.scenario.load import as_scenario
    from tci_sim.views.page.flight import flight_page

    place = place_of(path)
    with writing_in(lang):
        page = flight_page(as_scenario(scenario))
    return exported(page, place)
