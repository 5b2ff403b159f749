"""Read a lesson file: as strict as a scenario file, every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from os.path import dirname
from string import Formatter
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tci_sim.analysis.lessons.schema import Lesson, Trial, texts_of
from tci_sim.analysis.validation.queries.file import QueryReader
from tci_sim.analysis.validation.queries.tree import Expression, Measured, Queries
from tci_sim.analysis.validation.queries.world import World, faults_of_query
from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import InputError, meant
from tci_sim.messages import LANGUAGES, Language, Message, listing, message
from tci_sim.scenario import library
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.faults import wrong_value
from tci_sim.scenario.file_kinds import check_file
from tci_sim.scenario.files import Reader
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.load import as_scenario, resolve, variant
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import Path, as_data, find, format_fault, inside, unwrapped
from tci_sim.scenario.words import Words, is_words, not_a_language
from tci_sim.scenario.yaml_file import Node, read_yaml
from tci_sim.world.build_network import network_of

BUILT_IN = ("years", "pairs", "customers", "firms")
"""Numbers that every lesson has: how long it runs, how often, how many customers and firms there are."""

PLANS = {"short": 45, "long": 90}
"""How long the plans of a lesson are. [minutes]."""

_PLACEHOLDERS = re.compile(r"\{\w*\}")
_FRACTION = "third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth"
_FIGURE = "一二三四五六七八九十百千萬億兩"
_TYPED = {
    "en": re.compile(
        r"\d+|\b(?:"
        r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand)(?:fold)?|"
        r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|"
        r"(?:hundred|thousand|million|billion|dozen)s?|couple|twice|thrice|half|halves|halved|halving|"
        r"(?:double|triple|treble|quadruple)[sd]?|doubling|tripling|per ?cent|quarters?|"
        rf"(?:{_FRACTION})s|(?:one[ -]|an? )(?:{_FRACTION})(?= of)"
        r")\b",
        re.IGNORECASE,
    ),
    "zh-Hant": re.compile(
        rf"\d+|(?<![第{_FIGURE}])(?!十分(?!之)|兩者|萬一)(?:[{_FIGURE[1:]}]|一(?=[十百千萬億]))[{_FIGURE}]*"
        rf"(?:[個家年月天週日次倍成項種位人名件批組張條步段句元輪份級筆欄層代隊者]|分(?!之)|分之[{_FIGURE}]*)|"
        r"百分之|一成(?!不變)|[一數幾雙加成翻]倍|倍增|一半|半數|過半|減半|對半|半年|半個"
    ),
}
"""A number that somebody typed into a text, in figures or in words."""


@dataclass(frozen=True)
class LoadedLesson:
    """A lesson that was found right, with the worlds that it compares."""

    name: str
    lesson: Lesson
    scenario: Scenario
    """With what the lesson sets in all runs."""
    runs: Mapping[str, Scenario]
    """What each run is of, by name."""
    queries: Queries
    """What is read of them, by the name of the number."""

    @property
    def count(self) -> int:
        """Return how many runs it takes: of each of those compared, and of the two whose chain is followed."""
        return (len(self.runs) + (0 if self.lesson.chain is None else 2)) * self.lesson.replications


def load_lesson(given: str | PathLike[str], *, allow_outside: bool = False) -> LoadedLesson:
    """Load a lesson.

    Parameters
    ----------
    given : str or path
        A lesson file, or the name of a lesson of the library, such as `gap_never_closes`.
    allow_outside : bool
        Whether the scenario that it names may lie outside its folder.

    Returns
    -------
    LoadedLesson

    Raises
    ------
    InputError
        With one line for each fault.
    """
    name = fspath(given)
    file = library.find(name, library.LESSON)
    check_file(file, library.LESSON)
    tree = read_yaml(file)
    try:
        lesson = Lesson.model_validate(as_data(tree))
    except ValidationError as error:
        raise InputError(*dict.fromkeys(_faults(error, tree))) from None
    faults: list[Message | str] = [
        format_fault(find(tree, path)[0], path, wrong, seen=False)
        for path, wrong in (*_of_texts(lesson), *_of_names(lesson), *_of_forms(lesson))
    ]
    reader, faults_of_queries = QueryReader(), list[Message | str]()
    for key in lesson.numbers:
        place = ("numbers", key, "query")
        try:
            reader.read(key, find(tree, place)[0], place)
        except InputError as error:
            faults_of_queries += error.messages
    faults += faults_of_queries
    faults += [
        format_fault(find(tree, path)[0], path, wrong, seen=False)
        for path, wrong in _of_calculated(lesson, reader.queries)
    ]
    scenario = _scenario(file, tree, lesson, faults, allow_outside=allow_outside)
    runs = {} if scenario is None else _runs(scenario, tree, lesson, faults)
    for key, number in lesson.numbers.items():
        if number.of in runs and key in reader.queries:
            faults += faults_of_query(
                key, reader.queries, World(runs[number.of], network_of(runs[number.of]))
            )
    if faults or scenario is None:
        raise InputError(*dict.fromkeys(faults))
    return LoadedLesson(library_name(file), lesson, scenario, runs, reader.queries)


def library_name(file: str) -> str:
    """Return what a lesson is called: the name of its file."""
    return file.replace("\\", "/").rpartition("/")[2].removesuffix(".yaml")


def is_calculated(expression: Expression) -> bool:
    """Return whether a number is more than a mean or a sum of one measure of one holder."""
    if not isinstance(expression, Measured) or expression.over_holders is not None:
        return True
    return expression.over_time is not None and expression.over_time.name not in ("mean", "sum")


def placeholders_of(text: str) -> list[str]:
    """List what stands in braces in a text: names, whole with what Python would take for a format.

    Raises
    ------
    ValueError
        If a brace is not closed.

    Examples
    --------
    >>> placeholders_of("{years}, {years:x} and {years!r}")
    ['years', 'years:x', 'years!r']
    """
    return [
        name + (f"!{how}" if how else "") + (f":{form}" if form else "")
        for _, name, form, how in Formatter().parse(text)
        if name is not None
    ]


def _of_texts(lesson: Lesson) -> Iterator[tuple[Path, Message]]:
    """Find texts that lack a language, hold a typed number, or name one that there is not."""
    known = (*lesson.numbers, *BUILT_IN)
    for path, words in texts_of(lesson):
        texts = dict(words.texts)
        for language in LANGUAGES:
            if language not in texts:
                yield path, message("fault.lesson.language", language=language)
                continue
            if not texts[language].strip():
                yield (*path, language), message("fault.empty_text")
            try:
                names = placeholders_of(texts[language])
            except ValueError:
                yield (*path, language), message("fault.lesson.brace")
                continue
            if names and path[0] in ("title", "question"):
                yield (*path, language), message("fault.lesson.heading")
            for name in names:
                if name not in known:
                    yield (*path, language), meant("fault.lesson.placeholder", name, known, name=name)
            if found := _typed(path, language, texts[language]):
                yield (*path, language), message("fault.lesson.typed", seen=listing(found))


def _of_calculated(lesson: Lesson, queries: Queries) -> Iterator[tuple[Path, Message]]:
    """Find numbers that are calculated and do not say in which unit, or what they are."""
    for name, query in queries.items():
        for key in ("unit", "label") if is_calculated(query.expression) else ():
            if getattr(lesson.numbers[name], key) is None:
                yield ("numbers", name), message("fault.lesson.calculated", key=key)


_PLAN = (("teacher", "short"), ("teacher", "long"))
"""Texts that count students, minutes and sheets, and may do so in words."""


def _typed(path: Path, language: Language, text: str) -> list[str]:
    """List the numbers that stand in a text without a query."""
    found = _TYPED[language].finditer(_PLACEHOLDERS.sub("{}", text))
    return [f"'{each[0]}'" for each in found if path[:2] not in _PLAN or each[0].isdecimal()]


def _of_names(lesson: Lesson) -> Iterator[tuple[Path, Message]]:
    """Find names of runs, numbers and checks that nothing has."""
    checks: list[tuple[Path, str]] = []
    for k, part in enumerate(lesson.explanation):
        if not part.holds:
            yield ("explanation", k, "holds"), message("fault.lesson.rests_on_nothing")
        checks += [(("explanation", k, "holds", n), name) for n, name in enumerate(part.holds)]
    for k, question in enumerate(lesson.questions):
        for a, answer in enumerate(question.answers):
            place: Path = ("questions", k, "answers", a, "holds")
            checks += [((*place, n), name) for n, name in enumerate(answer.holds)]
            if answer.right and not answer.holds:
                yield place, message("fault.lesson.rests_on_nothing")
    asked = lesson.prediction
    checks += [(("prediction", "choices", k, "holds"), each.holds) for k, each in enumerate(asked.choices)]
    numbers: list[tuple[Path, str]] = [
        (("checks", key, "number"), each.number) for key, each in lesson.checks.items()
    ]
    runs: list[tuple[Path, str | None]] = [(("numbers", k, "of"), n.of) for k, n in lesson.numbers.items()]
    runs += [(("numbers", k, "less"), n.less) for k, n in lesson.numbers.items()]
    runs += [(("prediction", "of"), asked.of), (("prediction", "given"), asked.given)]
    if lesson.chain is not None:
        runs += [(("chain", "of"), lesson.chain.of), (("chain", "less"), lesson.chain.less)]
        if lesson.chain.of == lesson.chain.less:
            yield ("chain", "less"), message("fault.lesson.chain")
    if asked.number is not None:
        numbers.append((("prediction", "number"), asked.number))
    for path, name in checks:
        if name not in lesson.checks:
            yield path, meant("fault.lesson.check", name, lesson.checks, name=name)
    for path, name in numbers:
        if name not in lesson.numbers:
            yield path, meant("fault.lesson.number", name, lesson.numbers, name=name)
    for path, run in runs:
        if run is not None and run not in lesson.runs:
            yield path, meant("fault.lesson.run", run, lesson.runs, name=run)
    for name in lesson.numbers:
        if name in BUILT_IN:
            yield ("numbers", name), message("fault.lesson.built_in")
    measures = {measure.name for kind in MEASURES for measure in MEASURES[kind]}
    drawn: list[tuple[Path, str | None]] = [
        (("look", k, "measure"), each.measure) for k, each in enumerate(lesson.look)
    ]
    for path, measure in (*drawn, (("prediction", "measure"), asked.measure)):
        if measure is not None and measure not in measures:
            yield path, meant("fault.measure", measure, measures)


_NEEDED = {"number": ("number", "low", "high"), "curve": ("measure", "of", "low", "high"), "choice": ()}
"""What a prediction needs, by its form; a choice also two or more choices."""


def _of_forms(lesson: Lesson) -> Iterator[tuple[Path, Message]]:
    """Find what a prediction, a check, a question or a plan lacks."""
    asked = lesson.prediction
    for key in _NEEDED[asked.form]:
        if getattr(asked, key) is None:
            yield ("prediction", key), message("fault.required")
    if asked.low is not None and asked.high is not None and not asked.low < asked.high:
        yield ("prediction", "low"), message("fault.lesson.low")
    if len(asked.choices) < 2 if asked.form == "choice" else asked.choices:
        yield ("prediction", "choices"), message("fault.lesson.choices")
    for key, check in lesson.checks.items():
        if check.above is None and check.below is None:
            yield ("checks", key), message("fault.lesson.condition")
    for k, question in enumerate(lesson.questions):
        if sum(answer.right for answer in question.answers) != 1:
            yield ("questions", k, "answers"), message("fault.lesson.one_right")
    for plan, minutes in PLANS.items():
        if (found := sum(step.minutes for step in getattr(lesson.teacher, plan))) != minutes:
            wrong = message("fault.lesson.minutes", seen=str(found), minutes=str(minutes))
            yield ("teacher", plan), wrong


def _scenario(
    file: str, tree: Node, lesson: Lesson, faults: list[Message | str], *, allow_outside: bool
) -> Scenario | None:
    """Load the scenario of a lesson, and lay over it what it sets in all runs."""
    reader = Reader(dirname(file), allow_outside=allow_outside)
    reader.layer(Node({"base": inside(tree)["scenario"]}))
    if reader.lost:
        faults += reader.faults
        return None
    try:
        scenario = resolve(reader.files[0], allow_outside=allow_outside).scenario
        return variant(scenario, lesson.set) if lesson.set else as_scenario(scenario)
    except InputError as error:
        faults += _inside(tree, ("set",), error)
        return None


def _runs(scenario: Scenario, tree: Node, lesson: Lesson, faults: list[Message | str]) -> dict[str, Scenario]:
    """Make the scenario of each run."""
    found = {}
    focal = focal_firm(scenario)
    known = {kind: [path for path, each in catalogue().items() if each.kind == kind] for kind in _KINDS}
    for k, path in enumerate(lesson.levers):
        if path not in known["lever"]:
            wrong = meant("fault.lesson.lever", path, known["lever"], name=path)
            faults.append(format_fault(find(tree, ("levers", k))[0], ("levers", k), wrong, seen=False))
    for name, trial in lesson.runs.items():
        strange = [("levers", path) for path in trial.levers if path not in known["lever"]]
        strange += [("world", path) for path in trial.world if path not in known["uncertainty"]]
        for part, path in strange:
            id_ = "fault.lesson.lever" if part == "levers" else "fault.lesson.uncertainty"
            wrong = meant(id_, path, known["lever" if part == "levers" else "uncertainty"], name=path)
            place = ("runs", name, part, path)
            faults.append(format_fault(find(tree, place)[0], place, wrong, seen=False))
        try:
            if not strange:
                found[name] = variant(scenario, changes_of(trial, focal))
        except InputError as error:
            faults += _inside(tree, ("runs", name), error)
    return found


_KINDS = ("lever", "uncertainty")


def changes_of(trial: Trial, focal: str) -> dict[str, Any]:
    """Return what a run changes of a scenario, by dotted path."""
    changes: dict[str, Any] = {} if trial.policy is None else {f"firms.{focal}.policy": trial.policy}
    changes |= {f"firms.{focal}.levers.{path}": value for path, value in trial.levers.items()}
    return {**changes, **trial.world}


def _inside(tree: Node, path: Path, error: InputError) -> list[Message | str]:
    node = find(tree, path)[0]
    return [
        format_fault(node, path, message("fault.inside", fault=fault), seen=False) for fault in error.messages
    ]


def _faults(error: ValidationError, tree: Node) -> Iterator[Message]:
    """Say what pydantic found wrong, at the line where it stands."""
    for each in error.errors(include_url=False):
        path = tuple(key for key in each["loc"] if not (isinstance(key, str) and "[" in key))
        node, exact = find(tree, path)
        if not exact and path[-1:] == ("int",):
            continue  # of what may be any number, it is enough to say once that it is none
        if not exact and path[-1:] == ("float",):
            path, exact = path[:-1], True
        yield format_fault(node, path, _wrong(each, path), seen=exact)


def _wrong(each: ErrorDetails, path: Path) -> Message:
    kind = _kind_at(path[:-1])
    if each["type"] == "extra_forbidden":
        if is_words(kind):
            return not_a_language(str(path[-1]))
        fields = kind.model_fields if isinstance(kind, type) and issubclass(kind, Part) else ()
        return meant("fault.lesson.key", str(path[-1]), fields)
    return wrong_value(each)


def _kind_at(path: Path) -> Any:
    """Return what the schema wants at a place of a lesson."""
    kind: Any = Lesson
    for key in path:
        if isinstance(kind, type) and issubclass(kind, Part):
            field = kind.model_fields.get(str(key))
            kind = None if field is None else field.annotation
        elif kind is Words:
            return Words
        else:
            kind = get_args(kind)[-1 if get_origin(kind) is dict else 0] if get_args(kind) else None
        kind = unwrapped(kind)
        if get_origin(kind) in (Union, UnionType):
            kind = unwrapped(get_args(kind)[0])
    return kind
