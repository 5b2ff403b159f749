"""The answer to one question: what every holder showed in every month, and what the answer rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.errors import InputError, meant
from tci_sim.frozen import Frozen
from tci_sim.messages import Message, listing, message
from tci_sim.names import quoted
from tci_sim.runs.experiment import OutputSpec
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.runs.periods import Numbers, months_asked
from tci_sim.runs.report_measures import no_measure
from tci_sim.runs.run_output import RunOutput, fingerprint
from tci_sim.scenario.schema import Scenario
from tci_sim.statistics.exact import mean_of_known
from tci_sim.world.build_network import focal_seller, policy_names
from tci_sim.world.network import ValueNetwork

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class RunData(Frozen):
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
    settled_at : int, optional
        Month in which all that was watched had settled and the run ended, from 0. From there on measures that have
        settled stay as they are; what others would have been is not known (NaN).
    """

    question: Scenario
    seed: int
    network: ValueNetwork
    holders: Mapping[str, tuple[str, ...]]
    measures: Mapping[str, tuple[str, ...]]
    values: Mapping[str, NDArray[np.float64]]
    provenance: Mapping[str, Any]
    settled_at: int | None = None

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
        return focal_seller(self.question, self.network)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all values, equal where every value is equal to the last bit. [64 hexadecimal digits]."""
        return fingerprint(self.holders, self.measures, self.values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RunData):
            return NotImplemented
        return (self.question, self.seed, self.fingerprint) == (other.question, other.seed, other.fingerprint)

    def __hash__(self) -> int:
        return hash((self.seed, self.fingerprint))

    def __repr__(self) -> str:
        counts = (
            f"{len(self.firms)} firms, {len(self.network.name)} nodes, {self.months} months, seed {self.seed}"
        )
        return f"<RunResult: {self.question.headline}\n {counts}, fingerprint {self.fingerprint[:12]}>"

    def to_frame(
        self,
        measure: str | Sequence[str] | None = None,
        *,
        kind: str | None = None,
        holder: str | Sequence[str] | None = None,
        month: Numbers = None,
        year: Numbers = None,
    ) -> pd.DataFrame:
        """Return measures as one tidy frame.

        Parameters
        ----------
        measure : str or sequence of str, optional
            Names of measures; all of them by default.
        kind : str, optional
            The kind of holder; every kind that has such a measure by default.
        holder : str or sequence of str, optional
            Names of holders; all of them by default.
        month : int or sequence of int, optional
            Which months, from 0; all of them by default.
        year : int or sequence of int, optional
            The months of which years, from 1.

        Returns
        -------
        DataFrame
            One row for each month, holder and measure; columns month, kind, holder, measure, value. Names are
            categorical.

        Raises
        ------
        InputError
            If no holder or no measure has such a name, or there is no such month.
        """
        import pandas as pd

        shown = months_asked(month, year, self.months)
        chosen = list(self._chosen(measure, kind, holder))
        frame = pd.DataFrame(
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
        return (
            frame if len(shown) == self.months else frame[frame["month"].isin(shown)].reset_index(drop=True)
        )

    def wide(self, kind: str = "firm") -> pd.DataFrame:
        """Return one row for each month and holder of a kind, one column for each measure.

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
        InputError
            If there is no such kind.
        """
        import pandas as pd

        [(_, holders, measures)] = self._chosen(None, kind, None)
        frame = pd.DataFrame(self.values[kind].reshape(-1, len(measures)), columns=pd.Index(measures))
        frame.insert(0, "month", np.repeat(np.arange(self.months), len(holders)))
        frame.insert(1, "holder", pd.Series(_categories([self._tiled(np.array(holders, dtype=object))])))
        return frame

    def table(self, measure: str, kind: str = "firm") -> pd.DataFrame:
        """Return one measure as one row a month and one column a holder.

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
        InputError
            If there is no such measure or kind.
        """
        import pandas as pd

        months = pd.RangeIndex(self.months, name="month")
        return pd.DataFrame(self.series(measure, kind), index=months, columns=pd.Index(self.holders[kind]))

    def series(self, measure: str, kind: str = "firm") -> NDArray[np.float64]:
        """Return one measure as an array (month, holder); asked for as in `table`."""
        [chosen] = self._chosen(measure, kind, None)
        return self._picked(*chosen)[:, :, 0]

    def last_year(self, measure: str, kind: str = "firm") -> dict[str, float]:
        """Return the mean of a measure over the last 12 months, by holder; asked for as in `table`."""
        histories = self.series(measure, kind).T
        return {
            name: float(mean_of_known(h[-LAST_MONTHS:]))
            for name, h in zip(self.holders[kind], histories, strict=True)
        }

    def _chosen(
        self, measure: str | Sequence[str] | None, kind: str | None, holder: str | Sequence[str] | None
    ) -> Iterator[tuple[str, list[str], list[str]]]:
        """Find kinds, holders and measures by name."""
        kinds = [kind] if kind is not None else list(self.values)
        holders, measures = _names(holder), _names(measure)
        of_kinds = [k for k in kinds if k in self.values]
        faults = self._unknown(kinds, measures or [], holders or [], of_kinds)
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
            faults.append(
                message(
                    "result.no_such_pair",
                    holders=listing(map(quoted, holders or [])), measures=listing(map(quoted, measures or [])),
                )
            )  # fmt: skip
        if faults:
            raise InputError(*faults)
        yield from found

    def _unknown(
        self, kinds: list[str], measures: list[str], holders: list[str], of_kinds: list[str]
    ) -> list[Message]:
        """Say of each name that is not there which one may have been meant."""
        has_measures = [name for kind in of_kinds for name in self.measures[kind]]
        has_holders = [name for kind in of_kinds for name in self.holders[kind]]
        return [
            *(meant("result.no_kind", k, self.values, name=k) for k in kinds if k not in self.values),
            *(no_measure("result.no_measure", m, has_measures) for m in measures if m not in has_measures),
            *(meant("result.no_holder", h, has_holders, name=h) for h in holders if h not in has_holders),
        ]

    def _picked(self, kind: str, holders: list[str], measures: list[str]) -> NDArray[np.float64]:
        h = [self.holders[kind].index(name) for name in holders]
        m = [self.measures[kind].index(name) for name in measures]
        return self.values[kind][:, h][:, :, m]

    def _tiled(self, names: NDArray[Any]) -> NDArray[Any]:
        return np.tile(names, self.months)


def result_of(
    question: Scenario,
    seed: int,
    network: ValueNetwork,
    run: RunOutput,
    keep: OutputSpec,
    rests_on: Mapping[str, Any],
) -> RunData:
    """Make the result of a run from what was kept of it.

    Parameters
    ----------
    question : Scenario
        What was asked.
    seed : int
        Seed of all chance.
    network : ValueNetwork
        Who supplied whom.
    run : RunOutput
        All that was measured of everybody.
    keep : OutputSpec
        What was kept.
    rests_on : mapping
        What the answer rests on.
    """
    kinds = keep.measures
    return RunData(
        question=question,
        seed=seed,
        network=network,
        holders={kind: run.holders.get(kind, ()) for kind in kinds},
        measures={str(kind): names for kind, names in kinds.items()},
        values={
            kind: run.values.get(kind, np.zeros((len(keep.months), 0, len(kinds[kind])))) for kind in kinds
        },
        provenance=rests_on,
        settled_at=run.settled_at,
    )


def _names(given: str | Sequence[str] | None) -> list[str] | None:
    return [given] if isinstance(given, str) else None if given is None else list(given)


def _categories(parts: Sequence[NDArray[Any]]) -> pd.Categorical:
    """Join names into one categorical column, whose categories keep their order of first appearance."""
    import pandas as pd

    names = np.concatenate([part.astype(object) for part in parts]) if parts else np.zeros(0, object)
    codes, categories = pd.factorize(names)
    return pd.Categorical.from_codes(codes, categories=pd.Index(categories))
