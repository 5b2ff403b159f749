"""The result of a study as its design asks for it: a table, JSON, pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from tci_sim.analysis import ablation as analysis_of_ablation
from tci_sim.analysis.by_holder import ALL, Wanted
from tci_sim.analysis.sensitivity import DESIGNS, sensitivity
from tci_sim.analysis.shapley import split_frame, splits
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.designs.one_at_a_time import ONE_AT_A_TIME
from tci_sim.designs.shapley import SHAPLEY
from tci_sim.render import data
from tci_sim.render.table import Part
from tci_sim.render.text import as_text
from tci_sim.views import ablation, shapley, sweep_text, tornado
from tci_sim.views import sensitivity as on_inputs

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture


def as_table(result: SweepData, wanted: Wanted | None = None) -> str:
    """Write what a study found as text, as its design asks; or what is asked for by holder."""
    return as_text(table_parts(result) if wanted is None else sweep_text.asked_parts(result, wanted))


def table_parts(result: SweepData) -> list[Part]:
    """Return the lines and tables that show what a study found, as its design asks; the first is the question."""
    if _is_whole_ablation(result):
        return sweep_text.table_parts(result, ablation.table_parts(result))
    if result.study.design in DESIGNS:
        return sweep_text.table_parts(result, on_inputs.table_parts(result))
    if _moves_one_at_a_time(result):
        return sweep_text.table_parts(result, tornado.table_parts(result))
    if _is_split(result):
        return sweep_text.table_parts(result, shapley.study_parts(result))
    return sweep_text.table_parts(result)


def as_json(result: SweepData, pictures: Sequence[Path] = (), wanted: Wanted | None = None) -> str:
    """Write what a study found as JSON, in the shape of `sweep.schema.yaml` beside `tci_sim.views.sweep_text`."""
    effects = analysis_of_ablation.effects(result) if _is_whole_ablation(result) else None
    indices = sensitivity(result) if result.study.design in DESIGNS else None
    moved = tornado.frame(result) if _moves_one_at_a_time(result) else None
    split = splits(result) if _is_split(result) else ()
    return sweep_text.as_json(
        result,
        pictures,
        splits=shapley.as_json(split),
        effects=effects,
        indices=indices,
        moves=moved,
        by_holder=_by_holder(result, wanted),
    )


def _by_holder(result: SweepData, wanted: Wanted | None) -> pd.DataFrame | None:
    if wanted is None:
        return None
    return result.by_holder(
        wanted.measures, holders=wanted.holders or ALL, month=wanted.month, year=wanted.year
    )


def as_csv(result: SweepData, wanted: Wanted | None = None) -> str:
    """Write what each move did where parameters were moved one at a time, or what groups bring; else all figures.

    Where something is asked for by holder, that.
    """
    asked = _by_holder(result, wanted)
    if asked is not None:
        return data.as_csv(asked)
    if _is_split(result):
        return data.as_csv(split_frame(splits(result)))
    if not _moves_one_at_a_time(result):
        return sweep_text.as_csv(result)
    return data.as_csv(tornado.frame(result))


def picture(
    result: SweepData, measure: str | None = None, ax: Axes | None = None, *, holder: str | None = None
) -> Picture:
    """Draw one measure, as its design asks; parameters are those of `tci_sim.views.sweep_pictures.picture`."""
    from tci_sim.views import sweep_pictures, tornado_pictures

    draw = tornado_pictures.picture if _moves_one_at_a_time(result) else sweep_pictures.picture
    return draw(result, measure, ax, holder=holder)


def draw_all(result: SweepData, folder: Path) -> tuple[Path, ...]:
    """Draw every shipped picture into a folder; the files."""
    from tci_sim.views import ablation_pictures, sensitivity_pictures, sweep_pictures, tornado_pictures

    if _is_whole_ablation(result):
        return ablation_pictures.draw_all(result, folder)
    if result.study.design in DESIGNS:
        return sensitivity_pictures.draw_all(result, folder)
    if _moves_one_at_a_time(result):
        return tornado_pictures.draw_all(result, folder)
    if _is_split(result):
        return shapley.draw_all(result, folder)
    return sweep_pictures.draw_all(result, folder)


def _is_split(result: SweepData) -> bool:
    """Return whether it shows what groups of changes bring, and anybody came to the end of a run."""
    return result.study.design == SHAPLEY.name and bool(result.holders)


def _moves_one_at_a_time(result: SweepData) -> bool:
    """Return whether it shows what single parameters do."""
    return result.study.design == ONE_AT_A_TIME.name


def _is_whole_ablation(result: SweepData) -> bool:
    """Return whether enough runs of an ablation came to their end for effects to be estimated."""
    return result.study.design == "ablation" and len(result.failed) < result.replications


FORMATS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "table": lambda result, pictures, wanted=None: as_table(result, wanted),
        "json": as_json,
        "csv": lambda result, pictures, wanted=None: as_csv(result, wanted),
    }
)
"""Each takes the result of a sweep, the files of its pictures, and what is asked for by holder, if it is."""
