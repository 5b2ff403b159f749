"""The answer to one question: what every holder showed in every month, and what the answer rests on."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.measures.columns import MEASURES
from tci_sim.errors import RunFailed, ScenarioError, nearest
from tci_sim.frozen import Frozen
from tci_sim.runs.provenance import provenance
from tci_sim.scenario.schema import Scenario
from tci_sim.world.build_network import policy_names
from tci_sim.world.network import ValueNetwork

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tci_sim.engine.measures.recording import Recording
    from tci_sim.plots.picture import Picture

LAST_MONTHS = 12
"""Months at the end of a run over which a result is summed up."""


@dataclass(frozen=True, eq=False, repr=False)
class RunResult(Frozen):
    """The answer to one question, for one seed. Nothing in it can be changed.

    Parameters
    ----------
    question : Scenario
        What was asked.
    seed : int
        Seed of all chance.
    network : ValueNetwork
        Who supplied whom.
    holders : mapping of str to tuple of str
        Names of the holders of each kind ("market", "firm", "supplier", "segment", "attribute", "node").
    measures : mapping of str to tuple of str
        Names of what was measured of each kind.
    values : mapping of str to float array (month, holder, measure)
        What was measured of each kind, from month 0, in which the firms adopt their policies. NaN: nothing
        could be measured.
    provenance : mapping of str to value
        What the answer rests on: versions, hashes, the scenario as resolved.
    """

    question: Scenario
    seed: int
    network: ValueNetwork
    holders: Mapping[str, tuple[str, ...]]
    measures: Mapping[str, tuple[str, ...]]
    values: Mapping[str, NDArray[np.float64]]
    provenance: Mapping[str, Any]

    def __post_init__(self) -> None:
        for name in ("holders", "measures", "provenance"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        values = {kind: np.array(array, np.float64, order="C") for kind, array in self.values.items()}
        for kind, array in values.items():
            expected = (self.months, len(self.holders[kind]), len(self.measures[kind]))
            if array.shape != expected:
                raise ValueError(f"values of kind {kind!r} have shape {array.shape}: must be {expected}")
            array.setflags(write=False)
        object.__setattr__(self, "values", MappingProxyType(values))

    @property
    def months(self) -> int:
        """Months that were recorded."""
        return self.question.months

    @property
    def firms(self) -> tuple[str, ...]:
        """Firms that sell to customers, in the order of the network."""
        return self.network.selling_firms

    @cached_property
    def policies(self) -> Mapping[str, str]:
        """Name of the policy that each firm adopts in month 0, by firm."""
        return MappingProxyType(policy_names(self.question, self.network))

    @property
    def focal_firm(self) -> str:
        """The firm that the question is about."""
        focal = self.question.focal_firm or ""
        return focal if focal in self.policies else next(iter(self.policies), "")

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all values, equal where every value is equal to the last bit. [64 hexadecimal digits]."""
        digest = hashlib.sha256()
        for kind, array in sorted(self.values.items()):
            names = "\0".join([kind, *self.holders[kind], "", *self.measures[kind]])
            digest.update(names.encode() + b"\0\0")
            digest.update(np.where(np.isnan(array), np.nan, array).astype("<f8").tobytes())  # one NaN for all
        return digest.hexdigest()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RunResult):
            return NotImplemented
        return (self.question, self.seed, self.fingerprint) == (other.question, other.seed, other.fingerprint)

    def __hash__(self) -> int:
        return hash((self.seed, self.fingerprint))

    def __repr__(self) -> str:
        asked = self.question.question or self.question.reason
        counts = (
            f"{len(self.firms)} firms, {len(self.network.name)} nodes, {self.months} months, seed {self.seed}"
        )
        return f"<RunResult: {' '.join(asked.split())}\n {counts}, fingerprint {self.fingerprint[:12]}>"

    def _repr_html_(self) -> str:
        from tci_sim.views.html import run_html

        return run_html(self)

    def to_frame(
        self,
        measure: str | Sequence[str] | None = None,
        *,
        kind: str | None = None,
        holder: str | Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Give measures as one tidy frame.

        Parameters
        ----------
        measure : str or sequence of str, optional
            Names of measures; all of them where absent.
        kind : str, optional
            The kind of holder; every kind that has such a measure where absent.
        holder : str or sequence of str, optional
            Names of holders; all of them where absent.

        Returns
        -------
        DataFrame
            One row for each month, holder and measure; columns month, kind, holder, measure, value. Names are
            categorical.

        Raises
        ------
        ScenarioError
            If no holder or no measure has such a name.
        """
        import pandas as pd

        chosen = list(self._chosen(measure, kind, holder))
        return pd.DataFrame(
            {
                "month": np.concatenate(
                    [np.repeat(np.arange(self.months), len(h) * len(m)) for _, h, m in chosen]
                ),
                "kind": _categories([np.repeat(k, self.months * len(h) * len(m)) for k, h, m in chosen]),
                "holder": _categories([self._tiled(np.repeat(h, len(m))) for _, h, m in chosen]),
                "measure": _categories([self._tiled(np.tile(m, len(h))) for _, h, m in chosen]),
                "value": np.concatenate([self._picked(*each).ravel() for each in chosen]),
            }
        )

    def wide(self, kind: str = "firm") -> pd.DataFrame:
        """Give one row for each month and holder of a kind, one column for each measure.

        Parameters
        ----------
        kind : str
            The kind of holder.

        Returns
        -------
        DataFrame
            Columns month, holder (categorical) and the measures.

        Raises
        ------
        ScenarioError
            If there is no such kind.
        """
        import pandas as pd

        [(_, holders, measures)] = self._chosen(None, kind, None)
        frame = pd.DataFrame(self.values[kind].reshape(-1, len(measures)), columns=pd.Index(measures))
        frame.insert(0, "month", np.repeat(np.arange(self.months), len(holders)))
        frame.insert(1, "holder", pd.Series(_categories([self._tiled(np.array(holders, dtype=object))])))
        return frame

    def table(self, measure: str, kind: str = "firm") -> pd.DataFrame:
        """Give one measure as one row a month and one column a holder.

        Parameters
        ----------
        measure : str
            Name of the measure.
        kind : str
            The kind of holder.

        Returns
        -------
        DataFrame

        Raises
        ------
        ScenarioError
            If there is no such measure or kind.
        """
        import pandas as pd

        months = pd.RangeIndex(self.months, name="month")
        return pd.DataFrame(self.series(measure, kind), index=months, columns=pd.Index(self.holders[kind]))

    def series(self, measure: str, kind: str = "firm") -> NDArray[np.float64]:
        """Give one measure as an array (month, holder); asked for as in `table`."""
        [chosen] = self._chosen(measure, kind, None)
        return self._picked(*chosen)[:, :, 0]

    def last_year(self, measure: str, kind: str = "firm") -> dict[str, float]:
        """Give the mean of a measure over the last 12 months, by holder; asked for as in `table`."""
        histories = self.series(measure, kind).T
        return {
            name: exact_mean(h[-LAST_MONTHS:]) for name, h in zip(self.holders[kind], histories, strict=True)
        }

    def plot(self, measure: str = "satisfaction", ax: Axes | None = None) -> Picture:
        """Draw one measure of the firms, month by month.

        Parameters
        ----------
        measure : str
            Name of the measure.
        ax : Axes, optional
            Where; a new figure where absent.

        Returns
        -------
        Picture
            A notebook shows it; `.axes` is where it was drawn, `.save("picture.svg")` writes it to a file.
        """
        from tci_sim.experiments.pictures import panel
        from tci_sim.plots.lines import lines
        from tci_sim.plots.picture import Picture

        return Picture(lines(panel(self, measure), ax, focal=self.focal_firm))

    def review(self, firm: str | None = None) -> pd.DataFrame:
        """Lay out the customer satisfaction review process of firms, round by round.

        Parameters
        ----------
        firm : str, optional
            A firm that sells to customers; all of them where absent.

        Returns
        -------
        DataFrame
            One row for each firm, round and line of the process: what it heard, decided, cost and brought, as the
            firm knows it and as only the model does; see `tci_sim.experiments.review.review`. The eight steps are a
            reconstruction.

        Raises
        ------
        ScenarioError
            If no such firm sells to customers.
        """
        from tci_sim.experiments.review import review

        return review(self, firm)

    def pictures(self, folder: str | PathLike[str]) -> tuple[Path, ...]:
        """Draw every shipped picture into a folder, which is made where it is absent.

        Parameters
        ----------
        folder : str or path
            Pictures of the same name in it are replaced.

        Returns
        -------
        tuple of Path
            The files, the overview first.
        """
        from tci_sim.experiments.pictures import draw_all

        return draw_all(self, Path(folder))

    def save(self, out: str | PathLike[str]) -> Path:
        """Keep the answer on disk, complete or not at all; what is there is never overwritten.

        Parameters
        ----------
        out : str or path
            The folder below which it goes, into a folder named by the question; made where it is absent.

        Returns
        -------
        Path
            The folder of this answer: `load_result` reads it.

        Raises
        ------
        ResultError
            If it cannot be written.
        """
        from tci_sim.experiments.store import save

        return save(self, out)

    def _chosen(
        self, measure: str | Sequence[str] | None, kind: str | None, holder: str | Sequence[str] | None
    ) -> Iterator[tuple[str, list[str], list[str]]]:
        """Find kinds, holders and measures by name."""
        kinds = [kind] if kind is not None else list(self.values)
        holders, measures = _names(holder), _names(measure)
        faults = _unknown("kind of holder", kinds, self.values)
        of_kinds = [k for k in kinds if k in self.values]
        faults += _unknown("measure", measures, [m for k in of_kinds for m in self.measures[k]])
        faults += _unknown("holder", holders, [h for k in of_kinds for h in self.holders[k]])
        found = [
            (
                k,
                [h for h in self.holders[k] if holders is None or h in holders],
                [m for m in self.measures[k] if measures is None or m in measures],
            )
            for k in of_kinds
        ]
        found = [(k, h, m) for k, h, m in found if h and m]
        if not faults and not found:
            faults.append(f"no holder among {holders} has a measure among {measures}.")
        if faults:
            raise ScenarioError(*faults)
        yield from found

    def _picked(self, kind: str, holders: list[str], measures: list[str]) -> NDArray[np.float64]:
        h = [self.holders[kind].index(name) for name in holders]
        m = [self.measures[kind].index(name) for name in measures]
        return self.values[kind][:, h][:, :, m]

    def _tiled(self, names: NDArray[Any]) -> NDArray[Any]:
        return np.tile(names, self.months)


def load_result(path: str | PathLike[str]) -> RunResult:
    """Read an answer that was kept on disk.

    Parameters
    ----------
    path : str or path
        The folder that `RunResult.save` returned, or that `tci-sim run --out` named.

    Returns
    -------
    RunResult
        Equal to the one that was saved, to the last bit.

    Raises
    ------
    ResultError
        If there is no answer, it is damaged, or another version of this program wrote it.
    """
    from tci_sim.experiments.store import read

    return read(path)


def result_of(question: Scenario, seed: int, network: ValueNetwork, recording: Recording) -> RunResult:
    """Make the result of a run from what was recorded.

    Parameters
    ----------
    question : Scenario
        What was asked.
    seed : int
        Seed of all chance.
    network : ValueNetwork
        Who supplied whom.
    recording : Recording
        What was seen, complete.

    Returns
    -------
    RunResult
        Holders of kind "segment" are the customers of a firm in a segment, named "firm.segment"; those of kind
        "attribute" are a firm in an attribute, named "firm.attribute".

    Raises
    ------
    RunFailed
        If a month was not recorded.
    """
    unseen = np.flatnonzero(np.isnan(recording.market).all(axis=1))
    if len(unseen):
        raise RunFailed(f"month {unseen[0]} was not recorded: the run ended early.")
    sellers, segments = network.selling_firms, tuple(question.market.segments)
    values: dict[str, Any] = {kind: getattr(recording, kind) for kind in MEASURES}
    values["market"] = values["market"][:, None]
    for kind in ("segment", "attribute"):
        values[kind] = values[kind].reshape(question.months, -1, len(MEASURES[kind]))
    return RunResult(
        question=question,
        seed=seed,
        network=network,
        holders={
            "market": ("market",),
            "firm": sellers,
            "supplier": network.firms[len(sellers) :],
            "segment": tuple(f"{firm}.{segment}" for firm in sellers for segment in segments),
            "attribute": tuple(f"{firm}.{name}" for firm in sellers for name in question.market.attributes),
            "node": network.name,
        },
        measures={kind: tuple(measure.name for measure in MEASURES[kind]) for kind in MEASURES},
        values=values,
        provenance=provenance(question, seed),
    )


def exact_mean(values: NDArray[np.float64]) -> float:
    """Give the mean of what was measured, the same on every machine; NaN where nothing was."""
    known = values[np.isfinite(values)].tolist()
    return math.fsum(known) / len(known) if known else math.nan


def _names(given: str | Sequence[str] | None) -> list[str] | None:
    return [given] if isinstance(given, str) else None if given is None else list(given)


def _unknown(what: str, names: Sequence[str] | None, known: Mapping[str, Any] | Sequence[str]) -> list[str]:
    return [f"{name} is not a {what}.{nearest(name, known)}" for name in names or () if name not in known]


def _categories(parts: Sequence[NDArray[Any]]) -> pd.Categorical:
    """Join names into one categorical column, whose categories keep their order of first appearance."""
    import pandas as pd

    names = np.concatenate([part.astype(object) for part in parts]) if parts else np.zeros(0, object)
    codes, categories = pd.factorize(names)
    return pd.Categorical.from_codes(codes, categories=pd.Index(categories))
