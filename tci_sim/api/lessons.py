"""Lessons: their experiments, their pages and what is handed out."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from tci_sim.api.export import ExportedPage, exported, place_of
from tci_sim.api.shown import writing_in
from tci_sim.messages import Language, current_language
from tci_sim.simulation import OnProgress

if TYPE_CHECKING:
    import pandas as pd

    from tci_sim.analysis.lessons.answer import LessonResult


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
    from tci_sim.views.page.lesson import lesson_page

    place = place_of(path)
    more = {} if on_progress is None else {"on_progress": on_progress}
    with writing_in(lang):
        page = lesson_page(load_lesson(name), threads=threads, **more)
    return exported(page, place)


def handouts(
    name: str | PathLike[str],
    folder: str | PathLike[str] | None = None,
    *,
    threads: int | None = None,
    on_progress: OnProgress | None = None,
) -> dict[Language, str]:
    """Make the handout of a lesson in each language: sheets to print, to write on before, during and after it.

    Parameters
    ----------
    name : str or path
        A lesson of the library, or its file.
    folder : str or path, optional
        Where they are written, as `NAME.en.html` and `NAME.zh-Hant.html`; only pages of this program are replaced.
    threads, on_progress
        As for `run_lesson`: the numbers that the situation tells are computed.

    Returns
    -------
    dict of str to str
        The HTML, by language.

    Raises
    ------
    InputError
        With one line for each fault, and for each claim that the model does not find.
    RunError
        If a file cannot be written.
    """
    from tci_sim.analysis.lessons.file import load_lesson
    from tci_sim.render.handout_files import check_handouts, write_handouts
    from tci_sim.views.page.handout import handouts as made_of

    loaded = load_lesson(name)
    places = None if folder is None else check_handouts(folder, loaded.name, option="folder")
    more = {} if on_progress is None else {"on_progress": on_progress}
    pages = made_of(loaded, threads=threads, **more)
    if places is not None:
        write_handouts(places, pages)
    return pages


def lessons(lang: Language | None = None) -> dict[str, str]:
    """Return the lessons of the library by name, with their titles."""
    from tci_sim.views.lessons import lessons as listed

    language = lang or current_language()
    return {name: told["title"].text(language) for name, told in listed().items()}
