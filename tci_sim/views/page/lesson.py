"""The page of a lesson: predict, seal, run, see both, explain, ask; every number in its texts is filled in here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tci_sim.analysis.lessons.answer import Found, LessonResult, answer_lesson, charts_of, place_of
from tci_sim.analysis.lessons.file import LoadedLesson
from tci_sim.analysis.lessons.schema import Look, Prediction, Question, Step
from tci_sim.engine.measures.columns import MEASURES, unit_of
from tci_sim.errors import InputError
from tci_sim.messages import LANGUAGES, current_language
from tci_sim.messages.language import Language
from tci_sim.messages.message import Value, fill, written_as
from tci_sim.messages.numbers import number
from tci_sim.messages.quantities import Amount, Bare, Length
from tci_sim.names import measure_label
from tci_sim.render.html import escaped
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.words import Words
from tci_sim.views.page.asked import asked_of
from tci_sim.views.page.document import LESSON_SCRIPTS, document
from tci_sim.views.page.export import check_whole_page, check_worlds
from tci_sim.views.page.lesson_chain import chain_of
from tci_sim.views.page.lesson_numbers import run_of, what_of
from tci_sim.views.page.report import Report
from tci_sim.views.page.shipped import shipped_of
from tci_sim.views.page.words import Both, both, shipped_words
from tci_sim.wasm.files import module_path


def lesson_page(
    loaded: LoadedLesson,
    *,
    threads: int | None = None,
    on_progress: Callable[[int, int], None] = lambda done, all_: None,
) -> str:
    """Make the page of a lesson in the language in use; it has both.

    Raises
    ------
    InputError
        If the lesson says what the model does not find, or cannot be in a page.
    """
    found = answer_lesson(loaded, threads=threads, on_progress=on_progress)
    if found.faults:
        raise InputError(*found.faults)
    return check_whole_page(document(_report(found), shipped_of_lesson(found), LESSON_SCRIPTS))


def shipped_of_lesson(found: LessonResult) -> dict[str, Any]:
    """Gather what the page of a lesson is shipped with, as plain values."""
    loaded, lesson = found.loaded, found.loaded.lesson
    scenario = loaded.scenario
    paths = dict.fromkeys([*lesson.levers, *(path for each in lesson.runs.values() for path in each.levers)])
    world = dict.fromkeys(path for each in lesson.runs.values() for path in each.world)
    asked = asked_of(scenario, tuple(paths), tuple(world), pairs=lesson.replications)
    base = shipped_of(scenario, asked, module_path().read_bytes())
    check_worlds(scenario, asked.pairs, base["described"])
    return {
        **base,
        "first_seed": lesson.seed,
        "asked": [_column(look, loaded, k) for k, look in enumerate(charts_of(loaded))],
        "words": shipped_words("lesson.live."),
        "lesson": lesson_words(found),
    }


def _column(look: Look, loaded: LoadedLesson, k: int) -> dict[str, Any]:
    """Return what a run hands over for one chart."""
    place = place_of(look, loaded)
    names = [each.name for each in MEASURES[place.kind]]
    return {
        "name": f"chart{k}", "kind": place.kind, "columns": [names.index(look.measure)],
        "holders": [place.holder],
    }  # fmt: skip


def lesson_words(found: LessonResult) -> dict[str, Any]:
    """Return all that a lesson says, in each language, with its numbers in their places."""
    loaded, lesson = found.loaded, found.loaded.lesson
    values = values_of(found)
    own = loaded.scenario.firms[focal_firm(loaded.scenario)].policy

    def said(words: Words) -> Both:
        return [filled(words, language, values) for language in LANGUAGES]

    def all_of(part: Sequence[Words]) -> list[Both]:
        return [said(each) for each in part]

    def steps(plan: Sequence[Step]) -> list[dict[str, Any]]:
        return [{"minutes": step.minutes, "text": said(step.text)} for step in plan]

    return {
        "name": loaded.name,
        "title": said(lesson.title),
        "question": said(lesson.question),
        "situation": all_of(lesson.situation),
        "runs": [
            {
                "name": name, "label": said(trial.label),
                "state": {
                    "from": trial.policy or own, "levers": dict(trial.levers), "world": dict(trial.world),
                    "shocks": {},
                },
            }
            for name, trial in lesson.runs.items()
        ],
        "prediction": _prediction(found, lesson.prediction, said),
        "charts": [_chart(look) for look in charts_of(loaded)],
        "look": [charts_of(loaded).index(look) for look in lesson.look],
        "explanation": [said(each.text) for each in lesson.explanation],
        "chain": _chain(found, said),
        "levers": list(lesson.levers),
        "questions": [_question(each, said) for each in lesson.questions],
        "assumptions": all_of(lesson.assumptions),
        "disputed": [{"text": said(each.text), "source": each.source} for each in lesson.disputed],
        "teacher": {
            "aims": all_of(lesson.teacher.aims),
            "short": steps(lesson.teacher.short),
            "long": steps(lesson.teacher.long),
            "ask": all_of(lesson.teacher.ask),
            "debrief": all_of(lesson.teacher.debrief),
            "wrong": all_of(lesson.teacher.wrong),
        },
        "numbers": [
            {"what": both(what_of(name, loaded)), "of": both(run_of(name, loaded)), "mean": each.mean, "low": each.low,
             "high": each.high, "unit": each.unit, "difference": each.difference}
            for name, each in found.numbers.items()
        ],
    }  # fmt: skip


def _chain(found: LessonResult, said: Callable[[Words], Both]) -> dict[str, Any] | None:
    asked, told, runs = found.loaded.lesson.chain, chain_of(found), found.loaded.lesson.runs
    if asked is None or told is None:
        return None
    return {"of": said(runs[asked.of].label), "less": said(runs[asked.less].label), **told}


def values_of(found: LessonResult) -> dict[str, Value]:
    """Return what stands for each placeholder of a lesson."""
    scenario, lesson = found.loaded.scenario, found.loaded.lesson
    return {
        "years": Length(scenario.months),
        "pairs": str(lesson.replications),
        "customers": number(scenario.market.customers, 0),
        "firms": str(len(scenario.firms)),
        **{name: _written(each, lesson.numbers[name].bare) for name, each in found.numbers.items()},
    }


def _written(found: Found, bare: bool) -> Value:
    if found.unit == "month" and found.low == found.high == round(found.mean):
        return Length(round(found.mean))
    if bare:
        return Bare(found.mean, found.unit, (found.mean,))
    return Amount(found.mean, found.unit, of_difference=found.difference)


def filled(words: Words, language: Language, values: Mapping[str, Value]) -> str:
    """Return a text in a language with numbers in the place of their names; Chinese sets blanks by itself."""
    text = words.text(language)
    text = re.sub(r" ?(\{\w+\}) ?", r"\1", text) if language == "zh-Hant" else text
    return fill(text, {k: written_as(v, language) for k, v in values.items()}, language)


def _prediction(found: LessonResult, asked: Prediction, said: Callable[[Words], Both]) -> dict[str, Any]:
    """Return what is asked for before anything is seen."""
    told: dict[str, Any] = {"form": asked.form, "ask": said(asked.ask), "low": asked.low, "high": asked.high}
    if asked.form == "number" and asked.number is not None:
        each = found.numbers[asked.number]
        told |= {
            "mean": each.mean, "least": each.low, "most": each.high, "unit": each.unit,
            "difference": each.difference,
        }  # fmt: skip
    elif asked.form == "curve" and asked.measure is not None:
        chart = Look(measure=asked.measure, holder=asked.holder)
        names = list(found.loaded.lesson.runs)
        told |= {
            "chart": charts_of(found.loaded).index(chart),
            "run": names.index(asked.of or names[-1]),
            "given": None if asked.given is None else names.index(asked.given),
            "shown": None if asked.given is None else found.curves[asked.given, chart].tolist(),
        }
    else:
        told |= {
            "choices": [said(each.text) for each in asked.choices],
            "right": next(k for k, each in enumerate(asked.choices) if found.checks[each.holds]),
        }
    return told


def _chart(look: Look) -> dict[str, Any]:
    label = (
        both(measure_label(look.measure)) if look.label is None else [look.label.text(x) for x in LANGUAGES]
    )
    return {"label": label, "unit": unit_of(look.measure), "holder": look.holder}


def _question(question: Question, said: Callable[[Words], Both]) -> dict[str, Any]:
    return {
        "ask": said(question.ask),
        "answers": [
            {"text": said(each.text), "right": each.right, "because": said(each.because)}
            for each in question.answers
        ],
    }


def _report(found: LessonResult) -> Report:
    """Write what stands in the page without scripts: what is asked, and nothing of what came out."""
    lesson, values = found.loaded.lesson, values_of(found)

    title, *paragraphs = (
        escaped(filled(words, current_language(), values))
        for words in (lesson.title, lesson.question, *lesson.situation)
    )
    told = "".join(f"<p>{each}</p>" for each in paragraphs)
    return Report(filled(lesson.title, current_language(), values), f"<h1>{title}</h1>\n{told}")
