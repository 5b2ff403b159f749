"""The working of `tci_sim.statistics.pls`: composites sought on a matrix of correlations, and their paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tci_sim.messages import Message, listing, message
from tci_sim.statistics.exact import Floats, exact_sum, product_by_halves, sum_by_halves

SCHEMES = ("path", "factorial", "centroid")
"""How neighbours count while weights are sought."""

TOLERANCE = 1e-11
"""Largest change of an outer weight at which the weights have converged. [-]"""

ROUNDS = 1_000
"""Rounds after which the search for weights ends without a result."""


class PathModelError(ValueError):
    """A path model that cannot be fitted, or not to these answers.

    Parameters
    ----------
    *faults : Message
        One for each fault.
    """

    def __init__(self, *faults: Message) -> None:
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class PathEstimates(NamedTuple):
    """What is estimated from composites that have converged."""

    loadings: Floats  # (item, construct): correlation of item and composite
    coefficients: Floats  # (path,)
    explained: Floats  # (target,): R2
    total: Floats  # (way,): total effects


class PathModel(NamedTuple):
    """Which items make up which construct, and which construct acts on which.

    Sources and targets are numbers of constructs in the order given; `ways` are all pairs of which the first acts on
    the second, directly or through others.
    """

    constructs: tuple[str, ...]
    items: tuple[str, ...]
    owner: NDArray[np.int64]  # (item,): its construct
    sources: tuple[tuple[int, ...], ...]  # (construct,): what acts on it directly
    order: tuple[int, ...]  # constructs, each after all that act on it
    scheme: str

    @classmethod
    def of(
        cls, items: Mapping[str, Sequence[str]], paths: Sequence[tuple[str, str]], scheme: str
    ) -> PathModel:
        """Check a model, and number its constructs and items."""
        constructs = tuple(items)
        faults = [message("paths.no_items", construct=name) for name in constructs if not items[name]]
        faults += [
            message("paths.no_construct", source=source, target=target, constructs=listing(constructs, "and"))
            for source, target in paths
            if source not in items or target not in items
        ]
        on_a_path = {name for path in paths for name in path}
        faults += [message("paths.no_path", construct=name) for name in constructs if name not in on_a_path]
        if len(set(paths)) < len(paths):
            faults.append(message("paths.twice"))
        if scheme not in SCHEMES:
            faults.append(message("paths.scheme", scheme=repr(scheme), schemes=listing(SCHEMES, "or")))
        if faults:
            raise PathModelError(*faults)
        number = {name: j for j, name in enumerate(constructs)}
        sources = tuple(tuple(number[s] for s, t in paths if t == name) for name in constructs)
        try:
            order = tuple(TopologicalSorter(dict(enumerate(sources))).static_order())
        except CycleError as circle:
            around = " -> ".join(constructs[j] for j in reversed(circle.args[1]))
            raise PathModelError(message("paths.circle", around=around)) from None
        owner = [number[name] for name in constructs for _ in items[name]]
        columns = tuple(item for name in constructs for item in items[name])
        return cls(constructs, columns, np.array(owner, np.int64), sources, order, scheme)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Source and target of every path, target by target."""
        return [(source, target) for target, sources in enumerate(self.sources) for source in sources]

    @property
    def targets(self) -> list[int]:
        """Constructs that a path leads to."""
        return [target for target, sources in enumerate(self.sources) if sources]

    @property
    def ways(self) -> list[tuple[int, int]]:
        """Pairs of which the first acts on the second, directly or not."""
        acts_on: list[set[int]] = [set() for _ in self.constructs]
        for target in self.order:
            for source in self.sources[target]:
                acts_on[target] |= {source} | acts_on[source]
        return [(source, target) for target in range(len(acts_on)) for source in sorted(acts_on[target])]

    def standardised(self, answers: pd.DataFrame) -> Floats:
        """Return the items of the model, (respondent, item), each with mean 0 and standard deviation 1."""
        absent = [item for item in self.items if item not in answers.columns]
        if absent:
            raise PathModelError(message("paths.no_column", columns=listing(absent)))
        values = answers[list(self.items)].to_numpy(np.float64)
        if not np.isfinite(values).all():
            raise PathModelError(message("paths.missing_answers"))
        if len(values) <= len(self.items):
            raise PathModelError(message("paths.too_few", respondents=len(values), items=len(self.items)))
        apart = values - sum_by_halves(values) / len(values)
        spread = np.sqrt(sum_by_halves(apart * apart) / (len(values) - 1))
        same = [item for item, sd in zip(self.items, spread, strict=True) if not sd > 0.0]
        if same:
            raise PathModelError(message("paths.all_the_same", items=listing(same)))
        return np.asarray(apart / spread)

    def settle(self, correlations: Floats) -> tuple[Floats, int]:
        """Seek weights, (item, construct), by which composites go with their neighbours; and the rounds it took.

        References
        ----------
        Wold (1982); Lohmoeller (1989), ch. 2; Tenenhaus et al. (2005).
        """
        mine = np.zeros((len(self.items), len(self.constructs)))
        mine[np.arange(len(self.items)), self.owner] = 1.0
        weights = _unit_variance(mine, correlations)
        for round_ in range(1, ROUNDS + 1):
            loadings = product_by_halves(correlations, weights)
            inner = self._inner(product_by_halves(weights.T, loadings))
            before, weights = weights, _unit_variance(mine * product_by_halves(loadings, inner), correlations)
            if float(np.abs(weights - before).max()) < TOLERANCE:
                return self._upright(weights, correlations), round_
        raise PathModelError(message("paths.not_converged", rounds=ROUNDS))

    def _inner(self, among: Floats) -> Floats:
        """Return how much each construct (row) counts in what stands for its neighbour (column)."""
        inner = np.zeros_like(among)
        for source, target in self.pairs:
            inner[source, target] = inner[target, source] = among[source, target]
        if self.scheme == "centroid":
            return np.sign(inner)
        if self.scheme == "path":
            for target in self.targets:
                inner[list(self.sources[target]), target] = _regression(among, self.sources[target], target)
        return inner

    def _upright(self, weights: Floats, correlations: Floats) -> Floats:
        """Turn composites round that go against the sum of their items; the fit itself leaves the sign open."""
        together = product_by_halves(correlations, weights)[np.arange(len(self.items)), self.owner]
        against = np.bincount(self.owner, weights=together, minlength=len(self.constructs)) < 0.0
        return np.where(against, -weights, weights)

    def estimate_paths(self, correlations: Floats, weights: Floats) -> PathEstimates:
        """Return paths, R2 and total effects of settled composites."""
        loadings = product_by_halves(correlations, weights)
        among = product_by_halves(weights.T, loadings)
        direct = np.zeros_like(among)
        for target in self.targets:
            direct[list(self.sources[target]), target] = _regression(among, self.sources[target], target)
        total = np.zeros_like(among)
        for target in self.order:
            for source in self.sources[target]:
                total[:, target] += total[:, source] * direct[source, target]
                total[source, target] += direct[source, target]
        return PathEstimates(
            loadings,
            np.array([direct[pair] for pair in self.pairs]),
            np.array([exact_sum(direct[:, target] * among[:, target]) for target in self.targets]),
            np.array([total[way] for way in self.ways]),
        )


def correlations_of(standard: Floats) -> Floats:
    """Return the correlations of standardised columns."""
    columns = [sum_by_halves(standard * item[:, None]) for item in standard.T]
    return np.stack(columns) / (len(standard) - 1)


def _unit_variance(weights: Floats, correlations: Floats) -> Floats:
    """Scale weights so that every composite has variance 1."""
    variance = sum_by_halves(weights * product_by_halves(correlations, weights))
    if not (variance > 0.0).all():
        raise PathModelError(message("paths.no_variance"))
    return np.asarray(weights / np.sqrt(variance))


def _regression(among: Floats, sources: tuple[int, ...], target: int) -> Floats:
    """Return the standardised coefficients of a construct on its sources; the shortest solution if these are one."""
    chosen = list(sources)
    return np.asarray(np.linalg.lstsq(among[np.ix_(chosen, chosen)], among[chosen, target], rcond=None)[0])
