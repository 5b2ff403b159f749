"""The pictures of the validation page: a published figure's values beside those of the runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes

from tci_sim.analysis.validation.readings import Floats
from tci_sim.analysis.validation.validate import Finding, Validation
from tci_sim.messages import Message, message
from tci_sim.plots.published import Curve, Published, model_and_published
from tci_sim.plots.text import minus

_AFTER = (1, 36)  # months of the trap's trajectories that are shown


def _of(found: Validation, model: str, quantity: str = "") -> list[Finding]:
    return [
        each
        for each in found.findings
        if each.target.model == model and quantity in ("", each.target.entry.quantity)
    ]


def _series(found: Validation, model: str, path: str, quantity: str) -> dict[float, Floats]:
    """Return a series of the first run, by the value of a parameter that was varied alone."""
    series = {}
    for asked, runs in found.samples[model].items():
        if [name for name, _ in asked] == [path]:
            series[float(asked[0][1])] = np.asarray(runs[0][quantity], np.float64)
    return series


def march(found: Validation) -> Axes:
    """Draw Figure 1 of March (1991): knowledge by the rates of learning of members and code."""
    curves = []
    grid = [each for each in _of(found, "march1991", "knowledge") if each.target.point]
    for rate in sorted({each.target.point[_CODE] for each in grid}):
        row = [each for each in grid if each.target.point[_CODE] == rate]
        x = [float(each.target.point[_MEMBERS]) for each in row]
        published = [float(each.target.published or 0.0) for each in row]
        name = message("charts.published.march.curve", rate=f"{rate:g}")
        curves.append(Curve(name, x, [each.estimate.value for each in row], x, published))
    panel = Published(
        title=message("charts.published.march.title"),
        upwards=message("charts.published.march.upwards"),
        across=message("charts.published.march.across"),
        curves=tuple(curves),
    )
    return model_and_published(panel)


_CODE = "policies.published.learning.code_learning"
_MEMBERS = "policies.published.learning.p_learn"
_SHARED = "policies.forecasting.integration.shared_demand"


def chen(found: Validation) -> Axes:
    """Draw the bullwhip by stage, with demand shared and not."""
    curves = []
    names = {
        0.0: message("charts.published.chen.decentralised"),
        1.0: message("charts.published.chen.shared"),
    }
    for shared, name in names.items():
        row = [
            each
            for each in _of(found, "chen2000")
            if each.target.setting == {_SHARED: shared} and each.target.published is not None
        ]
        x = range(1, len(row) + 1)
        published = [float(each.target.published or 0.0) for each in row]
        curves.append(Curve(name, x, [each.estimate.value for each in row], x, published))
    panel = Published(
        title=message("charts.published.chen.title"),
        upwards=message("charts.published.chen.upwards"),
        across=message("charts.published.chen.across"),
        curves=tuple(curves),
        caption=(message("charts.published.chen.caption"),),
    )
    ax = model_and_published(panel)
    ax.set_xticks([1, 2, 3])
    return ax


def trap(found: Validation) -> Axes:
    """Draw the two ways into and out of the capability trap."""
    model, path = "repenning_sterman2002", "policies.moved.improvement.time"
    curves = []
    names = {0.2: message("charts.published.trap.harder"), 0.4: message("charts.published.trap.smarter")}
    for time, name in names.items():
        gain = 100 * _series(found, model, path, "gain")[time]
        values = {
            each.target.entry.quantity: float(each.target.published or 0.0)
            for each in _of(found, model)
            if each.target.point.get(path) == time
        }
        first, last = _AFTER
        curves.append(
            Curve(
                name, range(first, last + 1), gain[first : last + 1],
                [0, 1, values["break_even"]],
                [100 * values["gain_at_once"], 100 * values["gain_after_a_month"], 0.0],
            )
        )  # fmt: skip
    panel = Published(
        title=message("charts.published.trap.title"),
        upwards=message("charts.published.trap.upwards"),
        across=message("charts.published.trap.across"),
        curves=tuple(curves),
        marks=False,
        zero=True,
    )
    return model_and_published(panel)


def improvement(found: Validation) -> Axes:
    """Draw the three kinds of improvement curves."""
    model, path = "zangwill_kantor1998", "world.improving.curvature"
    curves = []
    for kappa, shortfall in sorted(_series(found, model, path, "shortfall").items(), reverse=True):
        held = [each for each in _of(found, model) if each.target.point.get(path) == kappa]
        x = [int(each.target.entry.quantity.rpartition("_")[2]) for each in held]
        published = [float(each.target.published or 0.0) for each in held]
        curves.append(Curve(_kind(kappa), range(1, 25), shortfall[:24], x, published))
    panel = Published(
        title=message("charts.published.improvement.title"),
        upwards=message("charts.published.improvement.upwards"),
        across=message("charts.published.improvement.across"),
        curves=tuple(curves),
        marks=False,
    )
    return model_and_published(panel)


def _kind(kappa: float) -> Message:
    """Return what an improvement curve of a curvature is called."""
    if kappa > 0:
        return message("charts.published.improvement.power", kappa=minus(f"{kappa:g}"))
    if kappa < 0:
        return message("charts.published.improvement.finite", kappa=minus(f"{kappa:g}"))
    return message("charts.published.improvement.exponential", kappa=minus(f"{kappa:g}"))


PICTURES: Mapping[str, Callable[[Validation], Axes]] = {
    "march1991": march,
    "chen2000": chen,
    "repenning_sterman2002": trap,
    "zangwill_kantor1998": improvement,
}
"""What draws the picture of a model, where it has one."""
