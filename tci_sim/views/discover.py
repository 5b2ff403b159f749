"""Where an alternative fails: a sentence that says the box or that there is none, a table of inputs, and a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.discover import DiscoveryData
from tci_sim.analysis.outcomes import names_of_alternatives
from tci_sim.messages import Message, Value, listing, message
from tci_sim.messages.numbers import NONE, number, percent
from tci_sim.messages.quantities import Amount
from tci_sim.plots.box import Futures, futures_and_box
from tci_sim.plots.picture import Picture, save_both
from tci_sim.render import data
from tci_sim.render.table import Cell, Part, Table, as_cell
from tci_sim.statistics.discovery import SPLITS
from tci_sim.views.outcomes import (
    about,
    all_of,
    bound_label,
    formats,
    head_parts,
    input_label,
    last_parts,
    names,
    value_of,
)
from tci_sim.views.study_names import capitalised, varied_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHAPE = 1
"""Version of the shape that `discover.schema.yaml` describes."""

MOST_ROWS = 12
"""Inputs that the table shows; JSON has all."""


def table_parts(found: DiscoveryData) -> list[Part]:
    """Return the lines and the table that show where an alternative fails; the first is the question."""
    left_out = found.inputs.left_out
    said: list[Part] = [message("discover.left_out", paths=listing(left_out))] if left_out else []
    return [
        *head_parts(found.outcomes), *said,
        "", *_findings(found),
        *(_table(found) if _is_asked(found) else []),
        *last_parts(found.outcomes),
    ]  # fmt: skip


def _is_asked(found: DiscoveryData) -> bool:
    """Return whether it fails in some futures and not in others: else there is nothing to explain."""
    return bool(found.failed.any() and not found.failed.all())


def failure(found: DiscoveryData) -> Message:
    """Say what failing is."""
    called = names(found.outcomes)
    one = called[found.policy]
    if found.threshold is not None:
        return message("discover.below", policy=one, threshold=Amount(found.threshold, found.outcomes.unit))
    if found.against is not None:
        return message("discover.behind", policy=one, other=called[found.against])
    return message("discover.behind_best", policy=one)


def _findings(found: DiscoveryData) -> list[Part]:
    """Say how often it fails and where."""
    fails, count = int(np.count_nonzero(found.failed)), f"{len(found.lead):,}"
    if not _is_asked(found):
        id_ = "discover.always" if fails else "discover.never"
        return [message(id_, failure=_begins(found), futures=count)]
    rate = {"failed": f"{fails:,}", "futures": count, "share": percent(found.found.base_rate)}
    return [message("discover.base_rate", failure=_begins(found), **rate), _where(found), *_other_way(found)]


def _other_way(found: DiscoveryData) -> list[Part]:
    """Say how to ask where it does not fail, which says more where it fails nearly everywhere."""
    if found.found.found or found.against is None or found.found.base_rate <= 0.5:
        return []
    called = names_of_alternatives(found.outcomes.result.study)
    return [message("discover.other_way", policy=called[found.policy], other=called[found.against])]


def _begins(found: DiscoveryData) -> str:
    return capitalised(str(failure(found)))


def _where(found: DiscoveryData) -> Message:
    of, box = found.found, found.found.box
    out = of.out_of_sample
    if not box.restricted.any() and of.screened.chosen.any():
        screened = [place for place in found.order.tolist() if of.screened.chosen[place]]
        inputs = listing(
            [input_label(found.outcomes, found.inputs.columns[place]) for place in screened], "and"
        )
        return message("discover.nothing_screened", inputs=inputs, failure=failure(found))
    if not box.restricted.any():
        return message("discover.nothing", inputs=f"{len(found.inputs.columns):,}", failure=failure(found))
    said: dict[str, Any] = {"where": where(found), "density": percent(box.density)}
    density_out = percent(out.density) if np.isfinite(out.density) else NONE
    if not of.found:
        return message(
            "discover.nothing_certain", density_out=density_out, base=percent(of.base_rate), **said
        )
    return message(
        "discover.found", failure=failure(found), mass=percent(box.mass), coverage=percent(box.coverage),
        density_out=density_out, coverage_out=percent(out.coverage), **said,
    )  # fmt: skip


def where(found: DiscoveryData) -> Value:
    """Return the bounds of the box as a clause."""
    return all_of(
        [_clause(found, number_) for number_ in np.flatnonzero(found.found.box.restricted).tolist()]
    )


def _clause(found: DiscoveryData, place: int) -> Message:
    column, box = found.inputs.columns[place], found.found.box
    low, high = float(box.low[place]), float(box.high[place])
    if column.value is not None:
        label = varied_label(column.path, found.outcomes.result.study.base)
        id_ = "discover.is" if np.isfinite(low) else "discover.is_not"
        return message(id_, label=label, value=value_of(found.outcomes, column))
    said: dict[str, Value] = {"input": input_label(found.outcomes, column)}
    ids = []
    if np.isfinite(low):
        said["low"] = bound_label(column, low)
        ids.append("above")
    if np.isfinite(high):
        said["high"] = bound_label(column, high)
        ids.append("at_most")
    return message(f"discover.{'between' if len(ids) == 2 else ids[0]}", **said)


def _table(found: DiscoveryData) -> list[Part]:
    of, shown = found.found, found.order[:MOST_ROWS].tolist()
    heads: list[Cell] = [
        message(f"discover.heading.{head}")
        for head in ("input", "correlation", "p_holm", "low", "low_p", "high", "high_p")
    ]
    rows = []
    for place in shown:
        column, quasi_p = found.inputs.columns[place], of.quasi_p[place]
        ends: list[Cell] = []
        for side, bound in enumerate((float(of.box.low[place]), float(of.box.high[place]))):
            known = np.isfinite(bound)
            ends += [
                as_cell(bound_label(column, bound)) if known else "",
                _chance(quasi_p[side]) if known else "",
            ]
        rows.append(
            [
                as_cell(input_label(found.outcomes, column)),
                number(float(of.screened.correlation[place]), 2, sign=True),
                _chance(of.screened.p_holm[place]),
                *ends,
            ]
        )
    left = len(found.inputs.columns) - len(shown)
    more: list[Part] = [message("discover.more", count=left)] if left else []
    return ["", message("discover.table_is"), "", Table([heads, *rows], headings=1), *more]


def _chance(value: float) -> str:
    return "< 0.001" if value < 0.001 else number(float(value), 3)


def picture(found: DiscoveryData, ax: Axes | None = None) -> Picture:
    """Draw futures on the two inputs that have most to do with failing, and the box."""
    of = found.outcomes
    first, *others = found.order.tolist()
    second = others[0] if others else first
    columns = [found.inputs.columns[place] for place in (first, second)]
    box = found.found.box
    has_box = _is_asked(found) and box.restricted.any() and found.found.found
    caption = (
        message("discover.caption_found", where=where(found))
        if has_box
        else message("discover.caption_nothing")
    )
    panel = Futures(
        title=message("discover.title", failure=failure(found)),
        drawn=found.inputs.drawn[:, [first, second]],
        failed=found.failed,
        box=np.array([[box.low[place], box.high[place]] for place in (first, second)]) if has_box else None,
        units=(columns[0].unit, columns[1].unit),
        names=(input_label(of, columns[0]), input_label(of, columns[1])),
        labels=(message("discover.failed"), message("discover.held")),
        caption=(caption,),
    )
    return Picture(futures_and_box(panel, ax))


def draw(found: DiscoveryData, folder: Path) -> None:
    """Draw the picture into a folder."""
    save_both(picture(found).figure, folder, found.outcomes.measure)


def as_json(found: DiscoveryData, pictures: Sequence[Path] = ()) -> str:
    """Write it as JSON, in the shape of `discover.schema.yaml` beside this module."""
    start = about(found.outcomes, "discover", SHAPE)
    called, of = start["alternatives"], found.found
    box, out = of.box, of.out_of_sample
    shown = {
        **start,
        "policy": called[found.policy],
        "against": None if found.against is None else called[found.against],
        "threshold": found.threshold,
        "failing": int(np.count_nonzero(found.failed)),
        "base_rate": of.base_rate,
        "found": of.found,
        "box": {name: data.plain(getattr(box, name)) for name in ("density", "coverage", "mass")},
        "out_of_sample": {
            "splits": SPLITS,
            **{name: data.plain(getattr(out, name)) for name in ("density", "coverage", "error", "share")},
        },
        "inputs": data.records(found.to_frame()),
        "left_out": list(found.inputs.left_out),
        "finding": [str(each) for each in _findings(found)],
        "pictures": [str(path) for path in pictures],
    }
    return data.answer_as_json(shown)


FORMATS = formats(table_parts, as_json)
