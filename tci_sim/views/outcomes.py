"""What answers over many futures have in common: whose figures they are, and what all in them is called."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.outcomes import Input, Outcomes, names_of_alternatives
from tci_sim.messages import Text, Value, listing, message
from tci_sim.messages.quantities import Amount
from tci_sim.render import data
from tci_sim.render.markdown import as_markdown
from tci_sim.render.page_file import check_page_of, code, image, picture_beside, regenerating, write_page_file
from tci_sim.render.table import Part
from tci_sim.render.text import as_text
from tci_sim.runs.digest import digest_of
from tci_sim.runs.folders import write_atomically
from tci_sim.views.study_names import (
    alternative_labels,
    capitalised,
    holder_label,
    measure_title,
    quoted,
    value_label,
    varied_label,
)
from tci_sim.views.study_page import generated_by
from tci_sim.views.sweep_text import failed_parts

if TYPE_CHECKING:
    from tci_sim.plots.picture import Picture

PICTURE = "picture"


def head_parts(found: Outcomes) -> list[Part]:
    """Say what was asked, whose figures are looked at, in how many futures, and how many were left out."""
    replications = found.values.shape[2]
    head = message(
        "outcomes.head", measure=measure_title(found.measure), holder=holder_label(found.result, found.holder),
        futures=f"{len(found.worlds):,}", replications=replications, count=replications,
    )  # fmt: skip
    dropped = [message("outcomes.dropped", count=found.dropped)] if found.dropped else []
    return [str(found.result.study.question), head, *dropped]


def last_parts(found: Outcomes) -> list[Part]:
    """List runs that failed."""
    return failed_parts(found.result)


def names(found: Outcomes) -> list[Value]:
    """Return what alternatives are called inside a sentence."""
    return [quoted(name) for name in alternative_labels(found.result)]


def worth(found: Outcomes, value: float, *among: float) -> Value:
    """Return what something is worth, in the unit of the measure; in the scale of others where they stand together."""
    return Amount(value, found.unit, among, of_difference=True)


def input_label(found: Outcomes, column: Input) -> Value:
    """Return what an input is called; where it is whether a parameter has some value, that."""
    label = varied_label(column.path, found.result.study.base)
    return (
        label
        if column.value is None
        else message("outcomes.whether", label=label, value=value_of(found, column))
    )


def value_of(found: Outcomes, column: Input) -> Value:
    """Return the value that an input is about, as it is called."""
    if column.value == "true":
        return message("outcomes.is_true")
    return value_label(column.path, column.value, found.result.study.base)


def bound_label(column: Input, bound: float) -> Value:
    """Return a bound of an input with its unit; of whole numbers the last one below it."""
    held = float(math.floor(bound)) if column.whole else bound
    return Amount(held, column.unit) if column.unit else f"{held:.3g}"


def all_of(values: Sequence[Value]) -> Value:
    """Join clauses that all hold."""
    joined = values[0]
    for each in values[1:]:
        joined = message("outcomes.and", one=joined, other=each)
    return joined


def all_named(found: Outcomes) -> Text:
    """List all alternatives inside a sentence."""
    return named(found, range(len(names(found))))


def named(found: Outcomes, which: Sequence[int], last: Any = "and") -> Text:
    """List alternatives inside a sentence."""
    called = names(found)
    return listing([called[number] for number in which], last)


def about(found: Outcomes, command: str, shape: int) -> dict[str, Any]:
    """Return what the JSON of these commands begins with."""
    study = found.result.study
    return {
        "command": command, "version": shape, "question": str(study.question), "measure": found.measure,
        "unit": found.unit, "holder": found.holder, "futures": len(found.worlds), "dropped": found.dropped,
        "replications": found.values.shape[2], "alternatives": names_of_alternatives(study),
        "failed": [vars(run) for run in found.result.failed], "key": found.result.key,
        "folder": None if found.result.folder is None else str(found.result.folder),
    }  # fmt: skip


def formats(
    table_parts: Callable[[Any], list[Part]], as_json: Callable[..., str]
) -> Mapping[str, Callable[..., str]]:
    """Return what such an answer can be written as; each takes the answer and the files of its picture."""
    return MappingProxyType(
        {
            "table": lambda found, pictures=(): as_text(table_parts(found)),
            "markdown": lambda found, pictures=(): as_markdown(table_parts(found)),
            "json": as_json,
            "csv": lambda found, pictures=(): data.as_csv(found.to_frame()),
        }
    )


def keep_picture(found: Outcomes, command: Sequence[str], draw: Callable[[Path], object]) -> tuple[Path, ...]:
    """Draw a picture into a folder below that of the study, named by what was asked and found; its PNG file."""
    if found.result.folder is None:
        return ()
    from tci_sim.plots.picture import folder_of

    asked = digest_of("\0".join([*command, found.result.fingerprint]).encode())[:8]
    folder = write_atomically(found.result.folder / folder_of(f"{command[0]}-{asked}"), draw, consequence="")
    return tuple(sorted(folder.glob("*.png")))


def page_of(page: str | PathLike[str]) -> Path:
    """Make sure, before anything is run, that a page can be written: `NAME.md`, and `NAME-picture.png` beside it."""
    return check_page_of(page, [PICTURE])


def write_page(
    found: Outcomes, parts: Sequence[Part], picture: Picture, page: Path, command: Sequence[str] | None = None
) -> tuple[Path, ...]:
    """Write an answer as a page in Markdown, its picture beside it; the files.

    Parameters
    ----------
    found : Outcomes
        What it rests on.
    parts : sequence of parts
        What it says; the first is the question.
    picture : Picture
        Its picture.
    page : Path
        The page, `NAME.md`.
    command : sequence of str, optional
        By which command it is made again.
    """
    head = as_markdown([parts[0], str(found.result.study.reason)])
    body = as_markdown(parts).partition("\n\n")[2]
    words = None if command is None else code(regenerating(command, page))
    drawn = picture_beside(page, PICTURE)
    shown = f"{image(capitalised(picture.title), drawn)}\n"
    text = "\n".join([head, f"{generated_by(found.result, words)}\n", body, shown])
    return tuple(write_page_file(page, text, {drawn: picture.png()}))
