"""Lessons and the flight simulator: their experiments, their pages, and games that are replayed."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from tci_sim.api.export import ExportedPage
from tci_sim.api.shown import writing_in
from tci_sim.messages import Language, current_language
from tci_sim.scenario.load import AnyScenario
from tci_sim.simulation import OnProgress

if TYPE_CHECKING:
    import pandas as pd

    from tci_sim.analysis.lessons.answer import LessonResult
    from tci_sim.analysis.replay import Replayed
    from tci_sim.runs.result import RunData


class LessonRun:
    """What came out of the experiment of a lesson.

    Parameters
    ----------
    found : LessonResult
        What was run.
    """

    def __init__(self, found: LessonResult) -> None:
        self._found = found

    def __repr__(self) -> str:
        return f"<LessonRun: {self._found.loaded.name}, {len(self.faults)} claims that do not hold>"

    @property
    def numbers(self) -> pd.DataFrame:
        """Each number of the lesson: mean, ends of its 95 % interval, unit."""
        import pandas as pd

        rows = {
            name: (each.mean, each.low, each.high, each.unit) for name, each in self._found.numbers.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "low", "high", "unit"])

    @property
    def checks(self) -> dict[str, bool]:
        """Whether each check of the lesson holds."""
        return dict(self._found.checks)

    @property
    def faults(self) -> list[str]:
        """What the lesson says and the model does not find; with any of these no page is made."""
        return [str(fault) for fault in self._found.faults]

    def texts(self, lang: Language | None = None) -> list[str]:
        """Return all texts of the lesson in a language, with their numbers."""
        from tci_sim.analysis.lessons.schema import texts_of
        from tci_sim.views.page.lesson import filled, values_of

        values = values_of(self._found)
        language = lang or current_language()
        return [filled(words, language, values) for _, words in texts_of(self._found.loaded.lesson)]

    def curves(self, measure: str) -> pd.DataFrame:
        """Return the mean of a measure that the lesson draws, (month, run)."""
        import pandas as pd

        return pd.DataFrame(
            {run: values for (run, look), values in self._found.curves.items() if look.measure == measure}
        ).rename_axis("month")


def run_lesson(
    name: str | PathLike[str], *, threads: int | None = None, on_progress: OnProgress | None = None
) -> LessonRun:
    """Run the experiment of a lesson.

    Parameters
    ----------
    name : str or path
        A lesson of the library, or its file.
    threads : int, optional
        Processor threads.
    on_progress : callable (done, all), optional
        Told how many runs have ended.

    Returns
    -------
    LessonRun

    Raises
    ------
    InputError
        With one line for each fault of the file.
    """
    from tci_sim.analysis.lessons.answer import answer_lesson
    from tci_sim.analysis.lessons.file import load_lesson

    more = {} if on_progress is None else {"on_progress": on_progress}
    return LessonRun(answer_lesson(load_lesson(name), threads=threads, **more))


def export_lesson(
    name: str | PathLike[str],
    path: str | PathLike[str] | None = None,
    *,
    threads: int | None = None,
    on_progress: OnProgress | None = None,
    lang: Language | None = None,
) -> ExportedPage:
    """Make the page of a lesson: one HTML file with the model inside, in which a class predicts before it sees.

    Parameters
    ----------
    name : str or path
        A lesson of the library, or its file.
    path : str or path, optional
        Where the page is written, `NAME.html`: only a page of this program is replaced.
    threads, on_progress
        As for `run_lesson`.
    lang : {"en", "zh-Hant"}, optional
        The language that the page begins in; it has both.

    Returns
    -------
    ExportedPage

    Raises
    ------
    InputError
        With one line for each fault, and for each claim that the model does not find.
    RunError
        If the file cannot be written.
    """
    from tci_sim.analysis.lessons.file import load_lesson
    from tci_sim.render.page_file import HTML, check_page, write_page_file
    from tci_sim.views.page.lesson import lesson_page

    place = None if path is None else check_page(path, ending=HTML, option="path")
    more = {} if on_progress is None else {"on_progress": on_progress}
    with writing_in(lang):
        page = lesson_page(load_lesson(name), threads=threads, **more)
    if place is not None:
        write_page_file(place, page.rstrip("\n"), {})
    return ExportedPage(page, place)


def lessons(lang: Language | None = None) -> dict[str, str]:
    """Return the lessons of the library by name, with their titles."""
    from tci_sim.views.lessons import lessons as listed

    language = lang or current_language()
    return {name: told["title"].text(language) for name, told in listed().items()}


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
    from tci_sim.render.page_file import HTML, check_page, write_page_file
    from tci_sim.scenario.load import as_scenario
    from tci_sim.views.page.flight import flight_page

    place = None if path is None else check_page(path, ending=HTML, option="path")
    with writing_in(lang):
        page = flight_page(as_scenario(scenario))
    if place is not None:
        write_page_file(place, page.rstrip("\n"), {})
    return ExportedPage(page, place)
