"""What is worth knowing before one chooses: sentences, a table of uncertainties, and a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.information import InformationData
from tci_sim.messages import Message, Value, listing, message, paragraph
from tci_sim.messages.numbers import number, scale
from tci_sim.names import measure_label
from tci_sim.plots.intervals import Dots, dots
from tci_sim.plots.picture import Picture, save_both
from tci_sim.render import data
from tci_sim.render.table import Cell, Part, Table, as_cell
from tci_sim.views.outcomes import (
    about,
    formats,
    head_parts,
    input_label,
    last_parts,
    names,
    worth,
)
from tci_sim.views.study_names import holder_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHAPE = 1
"""Version of the shape that `information.schema.yaml` describes."""

MOST_ROWS = 12
"""Uncertainties that the table and the picture show beside those above the bound; JSON has all."""

MOST_NAMED = 5
"""Uncertainties that the sentence names."""


def table_parts(found: InformationData) -> list[Part]:
    """Return the lines and the table that show what knowing is worth; the first is the question."""
    return [
        *head_parts(found.outcomes),
        "", paragraph(list(findings(found))),
        *(["", message("information.table_is"), "", *_table(found)] if _is_worth(found) else []),
        *last_parts(found.outcomes),
    ]  # fmt: skip


def _nothing(found: InformationData) -> bool:
    """Return whether one alternative is the best in every future."""
    return found.perfect.world_most <= 0.0


def _is_worth(found: InformationData) -> bool:
    """Return whether any uncertainty on its own seems worth anything."""
    return bool(found.of_inputs.value.max() > 0.0)


def findings(found: InformationData) -> Iterator[Message]:
    """Say what it is worth to know everything, what to find out first, and what all else is worth at the most."""
    of, best = found.outcomes, names(found.outcomes)[found.best]
    if not np.ptp(of.values, axis=0).any():
        yield message("information.same")
        return
    if _nothing(found):
        yield message("information.nothing", best=best)
        return

    perfect = found.perfect
    together = tuple(each for each in (*perfect, found.error) if np.isfinite(each))
    said: dict[str, Value] = {
        "best": best, "most": worth(of, perfect.world_most, *together), "error": worth(of, found.error, *together),
    }  # fmt: skip
    if of.values.shape[2] == 1:
        yield message("information.everything_one_run", **said)
        yield message("information.run_again")
    else:
        least, every = (worth(of, each, *together) for each in (perfect.world_least, perfect.all))
        yield message("information.everything", least=least, all=every, **said)
    yield from _of_single_ones(found)


def _of_single_ones(found: InformationData) -> Iterator[Message]:
    """Say which uncertainty to find out first, and what the others are worth at the most."""
    of, values, bound = found.outcomes, found.of_inputs, worth(found.outcomes, found.of_inputs.bound)
    above = [place for place in _order(found) if values.above[place]]
    if not above and values.bound <= 0.0:
        yield message("information.none_changes", best=names(of)[found.best])
        return
    if not above:
        yield message("information.none", bound=bound)
        return
    first, *others = above
    both = (float(values.value[first]), float(values.error[first]))
    yield message(
        "information.first", input=input_label(of, found.inputs.columns[first]),
        value=worth(of, both[0], *both), error=worth(of, both[1], *both),
    )  # fmt: skip
    of_first = found.inputs.columns[first].place
    yield message(f"information.is.{_side(of_first.inside)}", reason=of_first.reason)
    items = [
        message(
            "information.item", input=input_label(of, found.inputs.columns[place]),
            value=worth(of, float(values.value[place])),
        )
        for place in others[:MOST_NAMED]
    ]  # fmt: skip
    if items:
        yield message("information.also", inputs=listing(items, "and"))
    yield _of_other_side(found, above, inside=not of_first.inside)
    if len(others) <= MOST_NAMED:
        yield message("information.rest", bound=bound)


def _of_other_side(found: InformationData, above: Sequence[int], *, inside: bool) -> Message:
    """Say what to find out first of facts of the firm itself, or of its world, where the first is none of these."""
    columns, side = found.inputs.columns, _side(inside)
    if not any(column.place.inside == inside for column in columns):
        return message(f"information.not_drawn.{side}")
    there = [place for place in above if columns[place].place.inside == inside]
    if not there:
        return message(f"information.none_there.{side}")
    return message(
        f"information.first_there.{side}", input=input_label(found.outcomes, columns[there[0]]),
        value=worth(found.outcomes, float(found.of_inputs.value[there[0]])), reason=columns[there[0]].place.reason,
    )  # fmt: skip


def _side(inside: bool) -> str:
    return "inside" if inside else "outside"


def _order(found: InformationData) -> list[int]:
    """Return inputs by their value, the largest first."""
    order: list[int] = np.argsort(-found.of_inputs.value, kind="stable").tolist()
    return order


def _shown(found: InformationData) -> list[int]:
    """Return the inputs that are shown: the first, and all that are above the bound."""
    above = int(np.count_nonzero(found.of_inputs.above))
    return _order(found)[: max(above, MOST_ROWS)]


def _table(found: InformationData) -> list[Part]:
    """Lay out facts of the firm itself apart from facts of its world, each with the one worth most first."""
    values, shown = found.of_inputs, _shown(found)
    bound = values.bound
    scaled = scale([*values.value[shown], bound], found.outcomes.unit, differences=True)

    def written(value: float) -> str:
        return number(scaled.factor * value, scaled.digits)

    heads: list[Cell] = [
        message(f"information.heading.{head}") for head in ("input", "value", "error", "permuted")
    ]
    rows: list[list[Cell]] = [heads, ["", *[scaled.unit] * 3]]
    for inside in (True, False):
        group = [place for place in shown if found.inputs.columns[place].place.inside == inside]
        if group:
            rows.append([message("information.of_firm" if inside else "information.of_world"), "", "", ""])
        for place in group:
            value = float(values.value[place])
            is_less = message("information.less_than", bound=written(bound))
            name = str(as_cell(input_label(found.outcomes, found.inputs.columns[place])))
            rows.append(
                [
                    f"  {name}",
                    written(value) if values.above[place] else is_less,
                    written(float(values.error[place])),
                    written(float(values.permuted[place].max())),
                ]
            )
    left = len(values.value) - len(shown)
    said = message("information.more", count=left, bound=worth(found.outcomes, bound))
    return [Table(rows), *([said] if left else [])]


def picture(found: InformationData, ax: Axes | None = None) -> Picture:
    """Draw what it is worth to know each of the inputs that are worth most."""
    of, shown, values = found.outcomes, _shown(found)[: 2 * MOST_ROWS], found.of_inputs
    value, error = values.value[shown], values.error[shown]
    panel = Dots(
        title=message("information.title", measure=measure_label(of.measure)),
        names=tuple(input_label(of, found.inputs.columns[place]) for place in shown),
        mean=value, low=value - 2.0 * error, high=value + 2.0 * error,
        unit=of.unit, quantity=message("information.quantity"), rows=message("information.heading.input"),
        caption=(
            message(
                "information.caption", holder=holder_label(of.result, of.holder),
                futures=f"{len(of.worlds):,}", bound=worth(of, values.bound),
            ),
        ),
        differences=True,
    )  # fmt: skip
    return Picture(dots(panel, ax))


def draw(found: InformationData, folder: Path) -> None:
    """Draw the picture into a folder."""
    save_both(picture(found).figure, folder, found.outcomes.measure)


def as_json(found: InformationData, pictures: Sequence[Path] = ()) -> str:
    """Write it as JSON, in the shape of `information.schema.yaml` beside this module."""
    start = about(found.outcomes, "information", SHAPE)
    perfect = found.perfect
    shown = {
        **start,
        "best": start["alternatives"][found.best],
        "everything": data.plain(perfect.all),
        "world_most": data.plain(perfect.world_most),
        "world_least": data.plain(perfect.world_least),
        "world_error": data.plain(found.error),
        "bound": found.of_inputs.bound,
        "inputs": data.records(found.to_frame()),
        "left_out": list(found.inputs.left_out),
        "finding": [str(each) for each in findings(found)],
        "pictures": [str(path) for path in pictures],
    }
    return data.answer_as_json(shown)


FORMATS = formats(table_parts, as_json)
