"""What runs of a search are worth: how good by each aim, how far beyond the budget, and which are beaten by none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tci_sim.designs.study import Study
from tci_sim.scenario.study import Aim, Search
from tci_sim.statistics.exact import Floats, exact_mean
from tci_sim.statistics.futures import dominated_by
from tci_sim.statistics.racing import judge


class Outcome(NamedTuple):
    """What runs gave."""

    aims: Floats
    """The figure of each aim, (aim, case, history); NaN where a run failed or has none."""
    cost: Floats
    """What levers cost, (case, history). [% of revenue]"""
    reported: Mapping[str, Floats]
    """Measures of the focal firm that are reported, (case, history)."""


def search_of(study: Study) -> Search:
    """Return how a study searches, which it says."""
    assert study.search is not None
    return study.search


def split(found: Outcome) -> list[Outcome]:
    """Take apart what several cases gave, each as one case."""
    return [
        Outcome(
            found.aims[:, case : case + 1],
            found.cost[case : case + 1],
            {name: values[case : case + 1] for name, values in found.reported.items()},
        )
        for case in range(len(found.cost))
    ]


def stacked(found: Sequence[Outcome], *, histories: bool = False) -> Outcome:
    """Put together what single cases gave in the same histories; or one case in one after the other."""
    axis = 1 if histories else 0
    return Outcome(
        np.concatenate([each.aims for each in found], axis=1 + axis),
        np.concatenate([each.cost for each in found], axis=axis),
        {
            name: np.concatenate([each.reported[name] for each in found], axis=axis)
            for name in found[0].reported
        },
    )


def excess_of(found: Outcome, search: Search) -> Floats:
    """Return by how much levers cost more than the budget, (case, history); below 0 where there is none.

    Where nothing is sold it is NaN: nothing is then a share of revenue.
    """
    return np.full(found.cost.shape, -1.0) if search.budget is None else found.cost - search.budget


def goods_of(found: Outcome, policies: Outcome, aims: Sequence[Aim]) -> Floats:
    """Return how good each history is by each aim, (aim, case, history), the more the better.

    For a regret it is what is missed of the best policy in that history, 0 or less.
    """
    signs = np.array([-1.0 if aim.least else 1.0 for aim in aims])[:, None, None]
    values = found.aims * signs
    first = (policies.aims * signs).max(axis=1, keepdims=True)
    regrets = np.array([aim.criterion == "regret" for aim in aims])[:, None, None]
    return np.asarray(np.where(regrets, np.minimum(values - first, 0.0), values))


def judged(goods: Floats, aims: Sequence[Aim]) -> Floats:
    """Return how good each case is by each aim, (case, aim), the more the better."""
    return np.stack(
        [judge(values.T, aim.criterion) for aim, values in zip(aims, goods, strict=True)], axis=-1
    )


def shown(goodness: float, aim: Aim) -> float:
    """Return how good something is as people say it: in its own unit, and a regret as what is missed."""
    return -goodness if aim.least or aim.criterion == "regret" else goodness


def mean_cost(found: Outcome) -> Floats:
    """Return what levers cost in the mean of all histories, (case,). [% of revenue]."""
    return exact_mean(found.cost, axis=1)


def best_first(goodness: Mapping[str, Sequence[float]]) -> list[str]:
    """List what is beaten by none in all aims: the one best, or the front, by the first aim; the first of equal ones.

    Examples
    --------
    >>> best_first({"a": [1.0, 5.0], "b": [2.0, 4.0], "c": [1.5, 3.0]})
    ['b', 'a']
    """
    names = list(goodness)
    if not names:
        return []
    values = np.array([goodness[name] for name in names])
    rows = [place for place, by in enumerate(dominated_by(values)) if not by]
    _, first = np.unique(values[rows], axis=0, return_index=True)
    kept = [rows[place] for place in sorted(first.tolist())]
    return [names[place] for place in sorted(kept, key=lambda place: (*(-values[place]).tolist(), place))]
