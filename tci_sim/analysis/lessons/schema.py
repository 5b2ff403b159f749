"""What a lesson file says, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from tci_sim.arguments import LARGEST_FIRST_SEED
from tci_sim.bounds import MOST_NAMES, MOST_PAIRS
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.schema import Name
from tci_sim.scenario.tree import Path
from tci_sim.scenario.words import Length, Words

Short = Annotated[Words, Length(200, least=1)]
Said = Annotated[Words, Length(2000, least=1)]
Paragraphs = Annotated[tuple[Said, ...], Field(min_length=1, max_length=20)]
Checks = Annotated[tuple[Name, ...], Field(max_length=MOST_NAMES)]
End = Annotated[float | None, Field(ge=-1e15, le=1e15)]
"""One end of what may be predicted."""


class Trial(Part):
    """One of the runs that are compared: what our firm does in it, and what the world is like."""

    label: Short
    """What tables and charts call it."""
    policy: Name | None = None
    """Policy of the firm that the scenario is about; its own by default."""
    levers: Annotated[dict[str, int | float], Field(max_length=MOST_NAMES)] = Field(default={})
    """Levers that differ from that policy, by path."""
    world: Annotated[dict[str, int | float], Field(max_length=MOST_NAMES)] = Field(default={})
    """Uncertainties that differ from the scenario, by path, with `world.`"""


class Number(Part):
    """A number that the texts have: read of one run, or the difference between two."""

    query: dict[str, Any]
    """What is read of each run; `tci_sim/own_corners.md` describes what a query can say."""
    of: Name
    """The run that it is read of."""
    less: Name | None = None
    """The run whose number is taken away, seed by seed."""
    unit: str | None = None
    """Its unit; that of the measure by default, where the query is a mean or a sum of one measure."""
    label: Short | None = None
    """What the teacher's table calls it; by default the chart or the measure that it is, and when."""
    bare: bool = False
    """Whether it stands without its unit, because the sentence says it."""


class Check(Part):
    """What must hold of a number for a text to say it: its 95 % interval lies on one side."""

    number: Name
    above: float | None = None
    below: float | None = None


class Argued(Part):
    """A paragraph, and what it rests on."""

    text: Said
    holds: Checks
    """Checks that must hold."""


class Chain(Part):
    """Two runs of which the chain from lever to money is told below the explanation, as `why` finds it."""

    of: Name
    """The run that is explained."""
    less: Name
    """The run against which it is."""


class Choice(Part):
    """One of the answers that a prediction may choose from."""

    text: Short
    holds: Name
    """The check that makes it the right one."""


class Prediction(Part):
    """What is asked for before anything is seen."""

    ask: Said
    form: Literal["number", "curve", "choice"]
    number: Name | None = None
    """Of a number: which."""
    low: End = None
    high: End = None
    """Of a number or a curve: between what it is asked for, in the unit of the measure."""
    measure: str | None = None
    """Of a curve: what is drawn, month by month."""
    holder: str = "focal"
    """Of a curve: whose."""
    of: Name | None = None
    """Of a curve: the run that is predicted."""
    given: Name | None = None
    """Of a curve: a run that is shown before."""
    choices: Annotated[tuple[Choice, ...], Field(max_length=6)] = ()
    """Of a choice: what there is to choose from; of these exactly one comes true."""


class Look(Part):
    """One chart."""

    measure: str
    holder: str = "focal"
    """`focal`, `market`, or the name of a firm, a supplier, a segment, an attribute or a node."""
    label: Short | None = None
    """What the chart is called; the measure by default."""


class Answer(Part):
    """One answer to a question."""

    text: Said
    right: bool = False
    because: Said
    """What is said to those who choose it."""
    holds: Checks = ()
    """Checks that must hold for what is said."""


class Question(Part):
    """A question after the experiment."""

    ask: Said
    answers: Annotated[tuple[Answer, ...], Field(min_length=2, max_length=5)]
    """One of them is right."""


class Disputed(Part):
    """Who sees something otherwise."""

    text: Said
    source: Annotated[str, Field(min_length=1, max_length=400)]
    """Where it is written."""


class Step(Part):
    """A part of a plan."""

    minutes: Annotated[int, Field(ge=1, le=90)]
    text: Said


class Teacher(Part):
    """The page for the teacher."""

    aims: Paragraphs
    """What the class knows afterwards."""
    short: Annotated[tuple[Step, ...], Field(min_length=2, max_length=20)]
    """A plan of 45 minutes."""
    long: Annotated[tuple[Step, ...], Field(min_length=2, max_length=20)]
    """A plan of 90 minutes."""
    ask: Paragraphs
    """Questions to ask the class."""
    debrief: Paragraphs
    """What to come back to at the end."""
    wrong: Paragraphs
    """What can go wrong."""


class Lesson(Part):
    """A lesson."""

    title: Short
    question: Said
    reason: str = Field(min_length=1, max_length=4000)
    """Why it is taught, and why so."""
    scenario: str
    """A scenario of the library, or a file."""
    set: Annotated[dict[str, Any], Field(max_length=MOST_NAMES)] = Field(default={})
    """What differs from it, by dotted path, in all runs."""
    replications: Annotated[int, Field(ge=2, le=MOST_PAIRS)] = 10
    seed: Annotated[int, Field(ge=0, le=LARGEST_FIRST_SEED)] = 1
    situation: Paragraphs
    """What the class is told before it predicts."""
    runs: Annotated[dict[Name, Trial], Field(min_length=1, max_length=5)]
    """What is run, under the same seeds."""
    prediction: Prediction
    look: Annotated[tuple[Look, ...], Field(min_length=1, max_length=8)]
    """What is drawn when it has run."""
    numbers: Annotated[dict[Name, Number], Field(max_length=MOST_NAMES)] = Field(default={})
    checks: Annotated[dict[Name, Check], Field(max_length=MOST_NAMES)] = Field(default={})
    explanation: Annotated[tuple[Argued, ...], Field(min_length=1, max_length=12)]
    """What happened, and why."""
    chain: Chain | None = None
    levers: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)]
    """Levers that are open when the prediction has been seen, by path."""
    questions: Annotated[tuple[Question, ...], Field(min_length=3, max_length=3)]
    assumptions: Paragraphs
    """What the model assumes here."""
    disputed: Annotated[tuple[Disputed, ...], Field(min_length=1, max_length=8)]
    teacher: Teacher


def texts_of(part: Any, path: Path = ()) -> Iterator[tuple[Path, Words]]:
    """Go through all texts of a lesson, with where each stands."""
    below: Any = ()
    if isinstance(part, Words):
        yield path, part
    elif isinstance(part, BaseModel):
        below = ((name, getattr(part, name)) for name in type(part).model_fields)
    elif isinstance(part, Mapping):
        below = part.items()
    elif isinstance(part, tuple):
        below = enumerate(part)
    for key, each in below:
        yield from texts_of(each, (*path, key))
