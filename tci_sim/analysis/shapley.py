"""How what groups of changes bring together is split among them: from runs to one finding a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tci_sim.analysis.sweep_result import SweepData
from tci_sim.designs.shapley import SHAPLEY, ShapleyDesign
from tci_sim.engine.measures.columns import unit_of_run
from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.statistics.exact import Floats
from tci_sim.statistics.paired import student_interval
from tci_sim.statistics.shapley import Order, Share, Split, mean_shares, share_of, split

if TYPE_CHECKING:
    import pandas as pd

Estimate = tuple[float, float, float]
"""Mean, and the ends of its 95 % interval; NaN where nothing can be said."""

History = tuple[Mapping[int, float], Sequence[Order]]
"""Figures of the combinations that one history tried, and its orders; no orders where it tried all combinations."""


WHOLE = "all"
"""In tables, what all groups bring together."""


class SharedOut(NamedTuple):
    """What one group brings to a measure."""

    name: str
    share: Estimate
    """On average over all orders (Shapley); the means of all groups add up to the whole, to the last bit."""
    alone: Estimate
    """Where nothing else is changed."""
    last: Estimate
    """Where all else is changed."""
    tried: int
    """Histories that tried it alone, and as the last."""
    depends: bool
    """Whether what it does depends on the rest: surely one thing alone, and surely the opposite as the last."""


class MeasureSplit(NamedTuple):
    """How the change of one measure is split."""

    measure: str
    unit: str
    histories: int
    """Replications in all."""
    lacking: int
    """Replications in which some combination has no such figure: where there are any, nothing is split."""
    whole: Estimate
    """What all groups bring together; NaN where nothing is split."""
    groups: tuple[SharedOut, ...]
    """None where nothing is split."""
    by_history: Split | None
    """The same for each history."""


def splits(result: SweepData, holder: str | None = None) -> tuple[MeasureSplit, ...]:
    """Split the change of each measure of a study among its groups.

    Parameters
    ----------
    result : SweepData
        Of a study of the design `shapley`.
    holder : str, optional
        Whose measures; the first of those kept by default.

    Raises
    ------
    InputError
        If the study has another design, or there is no such holder.
    """
    plan = plan_of(result)
    return tuple(
        split_of(measure, unit_of_run(measure), plan.levers, _histories(result, plan, measure, holder))
        for measure in result.study.report
    )


def plan_of(result: SweepData) -> ShapleyDesign:
    """Return the cases of a study by which changes are split; an InputError refuses any other."""
    plan = result.study.plan
    if not isinstance(plan, ShapleyDesign):
        raise InputError(message("shapley.wrong_design", design=result.study.design, wanted=SHAPLEY.name))
    return plan


def split_of(measure: str, unit: str, names: Sequence[str], histories: Sequence[History]) -> MeasureSplit:
    """Split the change of a measure among some groups, as far as all histories have it.

    Histories are not left out: those in which a combination has no figure differ from the others, as where a firm that
    does worse loses all customers, and what is left would not be what the change does.
    """
    lacking = sum(not np.isfinite(list(values.values())).all() for values, _ in histories)
    if lacking or not histories or not names:
        none = (np.nan, np.nan, np.nan)
        return MeasureSplit(measure, unit, len(histories), lacking, none, (), None)
    found = split(histories, len(names))
    means = mean_shares(found)
    groups = [
        _shared_out(name, mean, share_of(found, k))
        for k, (name, mean) in enumerate(zip(names, means, strict=True))
    ]
    _, low, high = student_interval(found.whole)
    whole = (sum(means), float(low), float(high))
    return MeasureSplit(measure, unit, len(histories), 0, whole, tuple(groups), found)


def _shared_out(name: str, mean: float, found: Share) -> SharedOut:
    share = (mean, float(found.share.low), float(found.share.high))
    alone, last = (tuple(map(float, each)) for each in (found.alone, found.last))
    return SharedOut(name, share, _three(alone), _three(last), found.tried, found.depends)


def _three(values: tuple[float, ...]) -> Estimate:
    mean, low, high = values
    return mean, low, high


def _histories(result: SweepData, plan: ShapleyDesign, measure: str, holder: str | None) -> list[History]:
    table: Floats = result.table(measure, holder)
    return [
        (
            {plan.combinations[case]: float(table[case, number]) for case in plan.cases_of(number)},
            plan.orders_of(number),
        )
        for number in range(result.replications)
    ]


def split_frame(found: Sequence[MeasureSplit]) -> pd.DataFrame:
    """Return a row for each measure and group, and one for all together; columns as in `rows_of`."""
    import pandas as pd

    return pd.DataFrame([row for each in found for row in rows_of(each)])


def rows_of(found: MeasureSplit) -> list[dict[str, object]]:
    """Lay out how a measure is split as rows of a table.

    Returns
    -------
    list of dict
        A row a group, then one of all together (`all`). Keys: measure, unit, group, share, share_low, share_high (on
        average over all orders), alone, alone_low, alone_high, last, last_low, last_high (95 %, Student t), tried
        (histories that tried it alone and last), depends, histories, lacking (histories in which a combination has no
        such figure).
    """
    about = {"measure": found.measure, "unit": found.unit}
    counts = {"histories": found.histories, "lacking": found.lacking}
    rows: list[dict[str, object]] = [
        {**about, "group": each.name, **_ends("share", each.share), **_ends("alone", each.alone),
         **_ends("last", each.last), "tried": each.tried, "depends": each.depends, **counts}
        for each in found.groups
    ]  # fmt: skip
    return [*rows, {**about, "group": WHOLE, **_ends("share", found.whole), **counts}]


def _ends(name: str, values: Estimate) -> dict[str, float]:
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))
