"""How one part of an answer is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tci_sim.analysis.why.why import WhyData
from tci_sim.messages import Message, Value, message
from tci_sim.plots.picture import Picture
from tci_sim.render.table import Part
from tci_sim.views.verdict import scenario_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class PartView(NamedTuple):
    """How one part is shown; `found` is what was found of it."""

    said: Callable[[WhyData, Any], list[Part]]
    """The sentences that say the finding, for what is read first."""
    table: Callable[[WhyData, Any], list[Part]]
    """The lines and tables."""
    json: Callable[[Any], dict[str, Any]]
    """All of it as JSON has it."""
    pictures: Mapping[str, Callable[[WhyData, Any, Axes | None], Picture]]
    """Its pictures, by their names."""
    is_there: Callable[[Any, str], bool] = lambda found, which: True
    """Whether a picture can be drawn of what was found."""
    discounted: Callable[[WhyData, Any], list[Part]] | None = None
    """`said` with money discounted, where that is another thing."""


def of_both(found: WhyData, id_: str, **about: Value) -> Message:
    """Say something of both scenarios: of `name` against `reference`."""
    first, second = (scenario_label(found.comparison, name) for name in found.names)
    return message(id_, name=second, reference=first, **about)
