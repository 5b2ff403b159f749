"""The handout of a lesson, to print: what a student writes on, and nothing of what came out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tci_sim.analysis.lessons.answer import LessonResult, answer_lesson, charts_of
from tci_sim.analysis.lessons.file import LoadedLesson
from tci_sim.analysis.lessons.schema import Look, Question
from tci_sim.engine.measures.columns import unit_of
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, Language, current_language, message, using_language
from tci_sim.messages.numbers import Scale, number, scale
from tci_sim.names import measure_label
from tci_sim.render.html import escaped
from tci_sim.scenario.words import Words
from tci_sim.views.page.document import document
from tci_sim.views.page.lesson import filled, values_of
from tci_sim.views.page.report import Report

_DEBRIEF = ("predicted", "came_out", "why", "surprised", "assumed", "ours")
"""What a debrief sheet asks, in this order."""

_WIDTH, _HEIGHT, _LEFT, _BELOW = 640, 260, 60, 24
"""Size of the grid of a curve, and its margins for what is written beside it. [pixels]"""

_STEPS = 6
"""Lines across the grid of a curve."""

_NAMED = 36
"""So many months at the end of the curve that is given, its name stands below. [month]"""


def handouts(
    loaded: LoadedLesson,
    *,
    threads: int | None = None,
    on_progress: Callable[[int, int], None] = lambda done, all_: None,
) -> dict[Language, str]:
    """Run a lesson, and write its sheets in each language.

    Raises
    ------
    InputError
        If the lesson says what the model does not find.
    """
    found = answer_lesson(loaded, threads=threads, on_progress=on_progress)
    if found.faults:
        raise InputError(*found.faults)
    pages = {}
    for language in LANGUAGES:
        with using_language(language):
            pages[language] = handout(found)
    return pages


def handout(found: LessonResult) -> str:
    """Write the sheets of a lesson in the language in use, as one HTML page to print.

    Parameters
    ----------
    found : LessonResult
        The lesson, with the numbers that its situation tells.

    Returns
    -------
    str
        Three sheets: what to read and to predict, what to look at and to answer, and the debrief.
    """
    lesson, values = found.loaded.lesson, values_of(found)

    def said(words: Words) -> str:
        return escaped(filled(words, current_language(), values))

    sheets = (_before(found, said), _after(found, said), _debrief())
    title = filled(lesson.title, current_language(), values)
    body = "\n".join(
        f'<section class="sheet">\n<h1>{escaped(title)}</h1>\n{sheet}\n</section>' for sheet in sheets
    )
    return document(Report(title, body), style="handout")


def _before(found: LessonResult, said: Callable[[Words], str]) -> str:
    """Write what is read and predicted before anything is run."""
    lesson = found.loaded.lesson
    told = [f"<p><strong>{said(lesson.question)}</strong></p>", *_paragraphs(lesson.situation, said)]
    asked = [_heading("lesson.live.predict"), f"<p>{said(lesson.prediction.ask)}</p>", *_asked(found, said)]
    reason = [_line("lesson.handout.because"), _rule(2), _line("lesson.handout.seal"), _rule(1)]
    return "\n".join([_line("lesson.handout.name"), *told, *asked, *reason])


def _asked(found: LessonResult, said: Callable[[Words], str]) -> list[str]:
    """Write the place where a prediction is written down."""
    asked, lesson = found.loaded.lesson.prediction, found.loaded.lesson
    if asked.form == "choice":
        return [_boxes([said(each.text) for each in asked.choices])]
    low, high = asked.low or 0.0, asked.high or 0.0
    if asked.number is not None:
        shown = scale((low, high), found.numbers[asked.number].unit)
        ends = {"low": number(low * shown.factor, 0), "high": number(high * shown.factor, 0)}
        return [_line("lesson.live.hint_number", unit=shown.unit, **ends), _rule(1)]
    chart = Look(measure=asked.measure or "", holder=asked.holder)
    given = [] if asked.given is None else found.curves[asked.given, chart].tolist()
    name = "" if asked.given is None else said(lesson.runs[asked.given].label)
    shown = scale((low, high), unit_of(chart.measure))
    line = _line("lesson.handout.curve", measure=str(measure_label(chart.measure)), unit=shown.unit)
    return [line, _grid(shown, (low, high), found.loaded.scenario.months, given, name)]


def _grid(shown: Scale, ends: tuple[float, float], months: int, given: Sequence[float], name: str) -> str:
    """Draw an empty grid of years, with the curve that is given, if there is one."""
    low, high = ends

    def x(month: float) -> float:
        return _LEFT + (_WIDTH - 2 * _LEFT) * month / (months - 1)

    def y(value: float) -> float:
        return 8 + (_HEIGHT - _BELOW - 8) * (high - min(high, max(low, value))) / (high - low)

    parts, years = [], escaped(str(message("lesson.live.years")))
    for k in range(_STEPS + 1):
        value = low + (high - low) * k / _STEPS
        text = escaped(number(value * shown.factor, max(shown.digits, 2 if high * shown.factor < 1 else 0)))
        parts.append(f'<path class="grid" d="M{_LEFT} {y(value):.1f}H{_WIDTH - _LEFT}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{text}</text>')
    for month in range(0, months + 1, 12):
        at, text = x(min(month, months - 1)), str(month // 12) if month else years
        parts.append(f'<path class="grid" d="M{at:.1f} 8V{_HEIGHT - _BELOW}"/>')
        parts.append(f'<text x="{at:.1f}" y="{_HEIGHT - 6}" text-anchor="middle">{text}</text>')
    if given:
        line = " ".join(f"{x(month):.1f},{y(value):.1f}" for month, value in enumerate(given))
        parts.append(f'<polyline class="base" points="{line}"/>')
        below = y(min(given[-_NAMED:])) + 18
        parts.append(f'<text x="{_WIDTH - _LEFT}" y="{below:.1f}" text-anchor="end">{name}</text>')
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}">{"".join(parts)}</svg>'


def _after(found: LessonResult, said: Callable[[Words], str]) -> str:
    """Write what is looked at and answered when it has run."""
    lesson = found.loaded.lesson
    charts = [_name_of(look, said) for look in charts_of(found.loaded) if look in lesson.look]
    rows = "".join(f"<tr><th>{name}</th><td></td></tr>" for name in charts)
    questions = [line for each in lesson.questions for line in _question(each, said)]
    disputed = [f"{said(each.text)} <small>{escaped(each.source)}</small>" for each in lesson.disputed]
    return "\n".join(
        (
            _heading("lesson.handout.look"), f"<table>{rows}</table>",
            _heading("lesson.live.questions"), *questions,
            _heading("lesson.live.assumptions"), _list([said(each) for each in lesson.assumptions]),
            _heading("lesson.live.disputed"), _list(disputed),
        )
    )  # fmt: skip


def _name_of(look: Look, said: Callable[[Words], str]) -> str:
    return escaped(str(measure_label(look.measure))) if look.label is None else said(look.label)


def _question(question: Question, said: Callable[[Words], str]) -> list[str]:
    return [
        f"<p><strong>{said(question.ask)}</strong></p>",
        _boxes([said(each.text) for each in question.answers]),
    ]


def _debrief() -> str:
    asked = [line for each in _DEBRIEF for line in (_line(f"lesson.debrief.{each}"), _rule(3))]
    return "\n".join([_heading("lesson.handout.debrief"), *asked])


def _paragraphs(texts: Sequence[Words], said: Callable[[Words], str]) -> list[str]:
    return [f"<p>{said(each)}</p>" for each in texts]


def _line(id_: str, **values: str) -> str:
    return f"<p>{escaped(str(message(id_, **values)))}</p>"


def _heading(id_: str) -> str:
    return f"<h2>{escaped(str(message(id_)))}</h2>"


def _rule(lines: int) -> str:
    """Return lines to write on."""
    return '<p class="rule"></p>' * lines


def _boxes(texts: Sequence[str]) -> str:
    return f'<ul class="boxes">{"".join(f"<li>{each}</li>" for each in texts)}</ul>'


def _list(texts: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{each}</li>' for each in texts)}</ul>"
