"""What is split among groups or among doors, as a table, sentences and a picture a measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tci_sim.analysis.why.why import WhyData
from tci_sim.messages import message
from tci_sim.plots.picture import Picture
from tci_sim.render.table import Part, as_cell
from tci_sim.views import shapley
from tci_sim.views.why.part import PartView

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def split_view(
    name: str, shown: Callable[[WhyData, Any], shapley.Shown], about: Callable[[Any], dict[str, Any]],
    measures: Iterable[str], *, nothing: str, notes: Sequence[str],
) -> PartView:  # fmt: skip
    """Say how a part is shown that is split.

    Parameters
    ----------
    name : str
        Its name, which what is found calls that among which it is split.
    shown : callable (answer, part)
        Returns what is called how.
    about : callable (part)
        Returns what JSON says beside the measures.
    measures : iterable of str
        All that can be split.
    nothing : str
        The message where there is nothing among which it could be split.
    notes : sequence of str
        Messages below the tables.
    """

    def said(found: WhyData, part: Any) -> list[Part]:
        how = shown(found, part)
        said = shapley.said(part.splits, how)
        return [*_head(how), *said] if said else []

    def table(found: WhyData, part: Any) -> list[Part]:
        how = shown(found, part)
        if not getattr(part, name):
            return [*_head(how), message(nothing)]
        tables = shapley.table_parts(part.splits, how)
        return [*_head(how), *tables, *(message(each) for each in notes if tables)]

    def as_json(part: Any) -> dict[str, Any]:
        return {**about(part), "measures": shapley.as_json(part.splits)}

    def picture(measure: str, found: WhyData, part: Any, ax: Axes | None = None) -> Picture:
        split = next(each for each in part.splits if each.measure == measure)
        return shapley.picture(split, shown(found, part), ax)

    def is_there(part: Any, which: str) -> bool:
        return which in (f"{name}_{each.measure}" for each in part.splits if each.groups)

    pictures = {f"{name}_{measure}": partial(picture, measure) for measure in measures}
    return PartView(said, table, as_json, MappingProxyType(pictures), is_there)


def _head(shown: shapley.Shown) -> list[Part]:
    """Say what is split, as the caption of a picture does."""
    return [as_cell(each) for each in shown.caption]
