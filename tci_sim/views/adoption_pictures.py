"""Which pictures of an evaluation are shipped, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.analysis.adoption import AdoptionData
from tci_sim.errors import InputError, meant
from tci_sim.messages import listing, message
from tci_sim.names import measure_label
from tci_sim.plots.intervals import Dots, dots
from tci_sim.plots.lines import LinePanel, lines
from tci_sim.plots.picture import Picture, save_both
from tci_sim.plots.style import INK, PALETTE, Look, figure_of
from tci_sim.statistics.evaluation import YEAR
from tci_sim.statistics.paired import student_interval
from tci_sim.views.adoption_text import captions, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ESTIMATE, _TRUTH = "estimate", "truth"


def estimates(found: AdoptionData, ax: Axes | None = None) -> Axes:
    """Draw what each estimator finds, below the truth."""
    frame = found.to_frame()
    truth = np.array(student_interval(found.truth), np.float64)
    columns = np.vstack([truth, frame[["estimate", "low", "high"]].to_numpy(float)])
    asked = found.asked
    return dots(
        Dots(
            title=title(found),
            names=(
                message("adoption.truth"),
                *[message(f"adoption.by.{name}") for name in frame["estimator"]],
            ),
            mean=columns[:, 0],
            low=columns[:, 1],
            high=columns[:, 2],
            unit=found.unit,
            quantity=message("charts.difference", quantity=measure_label(asked.measure)),
            rows=message("adoption.estimator"),
            caption=(*captions(found), message("adoption.intervals")),
            differences=True,
            colours=(INK, *[PALETTE[0]] * len(frame)),
        ),
        ax,
    )


def years(found: AdoptionData, ax: Axes | None = None) -> Axes:
    """Draw the event study beside the truth, by year since adopting, each year at its middle."""
    import pandas as pd

    frame = found.by_year()
    months = pd.Index(YEAR * frame["year"] + YEAR // 2, name="month")

    def table(estimate: str, truth: str) -> pd.DataFrame:
        return pd.DataFrame(
            {_TRUTH: frame[truth].to_numpy(float), _ESTIMATE: frame[estimate].to_numpy(float)}, months
        )

    panel = LinePanel(
        title=message("adoption.years_title", title=title(found)),
        table=table(_ESTIMATE, _TRUTH),
        unit=found.unit,
        quantity=message("charts.difference", quantity=measure_label(found.asked.measure)),
        caption=(*captions(found), message("adoption.intervals")),
        band=(table("low", "truth_low"), table("high", "truth_high")),
        differences=True,
        labels={_ESTIMATE: message("adoption.by.event_study"), _TRUTH: message("adoption.truth")},
        looks={_ESTIMATE: Look(PALETTE[0]), _TRUTH: Look(INK)},
    )
    return lines(panel, ax)


PICTURES: Mapping[str, Callable[..., Axes]] = MappingProxyType({"estimates": estimates, "years": years})
"""All of them by name."""


def picture(found: AdoptionData, which: str = "estimates", ax: Axes | None = None) -> Picture:
    """Draw one of the pictures.

    Parameters
    ----------
    found : AdoptionData
        The evaluation.
    which : str
        One of `PICTURES`.
    ax : Axes, optional
        Axes to draw on; a new figure by default.

    Raises
    ------
    InputError
        If there is no such picture.
    """
    if which not in PICTURES:
        raise InputError(
            meant("adoption.no_picture", which, PICTURES, which=which, allowed=listing(PICTURES, "or"))
        )
    return Picture(PICTURES[which](found, ax))


def draw_all(found: AdoptionData, folder: Path) -> tuple[Path, ...]:
    """Draw every shipped picture into a folder, which is made where it is absent.

    Returns
    -------
    tuple of Path
        The PNG files, in order; beside each stands an SVG file of the same name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(save_both(figure_of(draw(found)), folder, name) for name, draw in PICTURES.items())
