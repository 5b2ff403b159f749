"""What two assumptions do together: pairs of the strongest, at the corners of their ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np

from tci_sim.analysis.flip_result import Assumption, Corner, Together
from tci_sim.analysis.flip_runs import AS_IT_IS, PairedRuns, Point
from tci_sim.analysis.flip_search import Search, lead_of
from tci_sim.designs.axes import build_error
from tci_sim.designs.study import Study
from tci_sim.statistics.exact import Floats
from tci_sim.statistics.paired import Interval


def look_together(
    found: Sequence[Assumption],
    searches: Mapping[str, Search],
    runs: PairedRuns,
    laid: Study,
    pairs: int,
    replications: int,
    on_message: Callable[[str], None] | None,
) -> tuple[Together, ...]:
    """Try the strongest in pairs, at the corners of their ranges."""
    strongest = [each for each in found if each.found is not None][:pairs]
    grids = {
        (one.path, other.path): [
            (values, _corner(((one.path, values[0]), (other.path, values[1])), searches))
            for values in product(_ends_of(one, searches), _ends_of(other, searches))
            if not build_error(laid, {one.path: values[0], other.path: values[1]})
        ]
        for one, other in combinations(strongest, 2)
    }
    runs.want([point for grid in grids.values() for _, point in grid], replications, on_message)
    by_path = {each.path: each for each in strongest}
    base = lead_of(runs.leads[AS_IT_IS])
    return tuple(
        _pair(
            paths,
            [(values, runs.leads[point]) for values, point in grid],
            [by_path[each] for each in paths],
            base,
        )
        for paths, grid in grids.items()
    )


def _ends_of(each: Assumption, searches: Mapping[str, Search]) -> tuple[Any, Any]:
    values = searches[each.path].values
    return values[0], values[-1]


def _corner(values: Point, searches: Mapping[str, Search]) -> Point:
    """Return the point of a corner; what is as it is anyway is not changed."""
    return tuple(part for path, value in values for part in searches[path].point(value))


def _pair(
    paths: tuple[str, str],
    grid: Sequence[tuple[tuple[Any, Any], Floats]],
    alone: Sequence[Assumption],
    base: Interval,
) -> Together:
    corners = tuple(
        Corner(
            (float(values[0]), float(values[1])),
            lead_of(leads),
            int(np.count_nonzero(np.isfinite(leads))),
        )
        for values, leads in grid
    )
    side = np.sign(float(base.mean))
    other = tuple(
        number for number, each in enumerate(corners)
        if side and (each.lead.high < 0.0 if side > 0 else each.lead.low > 0.0)
    )  # fmt: skip
    return Together(paths, corners, any(each.found is not None and each.found.flips for each in alone), other)
