"""The pictures of the validation page: a published figure's values beside those of the runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes

from tci_sim.analysis.validation.readings import Floats
from tci_sim.analysis.validation.validate import Finding, Validation
from tci_sim.plots.published import Curve, model_and_published

_AFTER = (1, 36)  # months of the trap's trajectories that are shown


def _of(found: Validation, model: str, quantity: str = "") -> list[Finding]:
    return [
        each
        for each in found.findings
        if each.target.model == model and quantity in ("", each.target.entry.quantity)
    ]


def _series(found: Validation, model: str, path: str, quantity: str) -> dict[float, Floats]:
    """Give a series of the first run, by the value of a parameter that was varied alone."""
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
        name = f"code learns at {rate:g}"
        curves.append(Curve(name, x, [each.estimate.value for each in row], x, published))
    return model_and_published(
        "Organisations that socialise slowly know more in the end",
        "knowledge of the code in equilibrium, right less wrong, as a share",
        "rate at which members learn from the code (p1)",
        curves,
    )


_CODE = "policies.published.learning.code_learning"
_MEMBERS = "policies.published.learning.p_learn"
_SHARED = "policies.forecasting.integration.shared_demand"


def chen(found: Validation) -> Axes:
    """Draw the bullwhip by stage, with demand shared and not."""
    curves = []
    for shared, name in ((0.0, "decentralised"), (1.0, "demand shared")):
        row = [
            each
            for each in _of(found, "chen2000")
            if each.target.setting == {_SHARED: shared} and each.target.published is not None
        ]
        x = range(1, len(row) + 1)
        published = [float(each.target.published or 0.0) for each in row]
        curves.append(Curve(name, x, [each.estimate.value for each in row], x, published))
    ax = model_and_published(
        "Orders vary more at every stage away from the customer",
        "variance of orders over variance of demand, lead time 2 months, mean of 5 months",
        "stage, counted from the customer",
        curves,
    )
    ax.set_xticks([1, 2, 3])
    return ax


def trap(found: Validation) -> Axes:
    """Draw the two ways into and out of the capability trap."""
    model, path = "repenning_sterman2002", "policies.moved.improvement.time"
    curves = []
    for time, name in ((0.2, "a tenth moved to work"), (0.4, "a tenth moved to improvement")):
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
    return model_and_published(
        "Working harder pays first and costs later; working smarter the other way round",
        "output against before, per cent",
        "months since time was moved",
        curves,
        marks=False,
        zero=True,
    )


def improvement(found: Validation) -> Axes:
    """Draw the three kinds of improvement curves."""
    model, path = "zangwill_kantor1998", "world.improving.curvature"
    curves = []
    for kappa, shortfall in sorted(_series(found, model, path, "shortfall").items(), reverse=True):
        held = [each for each in _of(found, model) if each.target.point.get(path) == kappa]
        x = [int(each.target.entry.quantity.rpartition("_")[2]) for each in held]
        published = [float(each.target.published or 0.0) for each in held]
        kind = {True: "power law", False: "finite time"}[kappa > 0] if kappa else "exponential"
        curves.append(Curve(f"{kind} (kappa {kappa:g})", range(1, 25), shortfall[:24], x, published))
    return model_and_published(
        "One equation, three kinds of improvement",
        "shortfall, as a share",
        "months of improvement",
        curves,
        marks=False,
    )


PICTURES: Mapping[str, Callable[[Validation], Axes]] = {
    "march1991": march,
    "chen2000": chen,
    "repenning_sterman2002": trap,
    "zangwill_kantor1998": improvement,
}
"""What draws the picture of a model, where it has one."""
