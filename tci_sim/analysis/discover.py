"""Where an alternative fails: the futures in which another is better, or a threshold is missed, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tci_sim.analysis.outcomes import (
    FEWEST,
    Inputs,
    Outcomes,
    alternative_named,
    check_study,
    check_threshold,
    inputs_of,
    outcomes,
)
from tci_sim.analysis.sweep_result import SweepData
from tci_sim.designs.study import Study
from tci_sim.errors import InputError
from tci_sim.frozen import Frozen
from tci_sim.messages import message
from tci_sim.statistics.discovery import Discovery
from tci_sim.statistics.discovery import discover as discover_box
from tci_sim.statistics.exact import Floats

if TYPE_CHECKING:
    import pandas as pd

FEWEST_OF_HALVES = 2 * FEWEST
"""Futures below which halves of them would be too few to seek a box in."""


@dataclass(frozen=True, eq=False, repr=False)
class DiscoveryData(Frozen):
    """Where an alternative fails, or that nothing of the kind is found."""

    outcomes: Outcomes
    policy: int
    """Number of the alternative."""
    against: int | None
    """Number of the other; None where it is the best of the others in each future, or a threshold."""
    threshold: float | None
    """What it must reach, in the unit of the measure; None where it is compared with others."""
    inputs: Inputs
    lead: Floats
    """(future,), in the unit of the measure."""
    found: Discovery

    @property
    def failed(self) -> NDArray[np.bool_]:
        """Where it fails, (future,): it is behind; as good is no failure."""
        return np.asarray(self.lead < 0)

    @property
    def order(self) -> NDArray[np.int64]:
        """Inputs by what they have to do with failing: those of the box first, then by their correlation."""
        size = np.nan_to_num(np.abs(self.found.screened.correlation))
        return np.lexsort((-size, ~self.found.box.restricted))

    def to_frame(self) -> pd.DataFrame:
        """Return what each input has to do with failing.

        Returns
        -------
        DataFrame
            A row an input, those of the box first. Columns: input; correlation (of its ranks with those of the lead),
            p_holm (over all inputs), screened (whether that is more than luck); low and high (bounds of the box, NaN
            where there is none; a future lies in it above the one and not above the other), low_quasi_p, high_quasi_p.
        """
        import pandas as pd

        screened, box, order = self.found.screened, self.found.box, self.order
        low, high = (np.where(np.isfinite(end), end, np.nan) for end in (box.low, box.high))
        columns = {
            "input": np.array([column.name for column in self.inputs.columns], object),
            "correlation": screened.correlation, "p_holm": screened.p_holm, "screened": screened.chosen,
            "low": low, "high": high,
            "low_quasi_p": self.found.quasi_p[:, 0], "high_quasi_p": self.found.quasi_p[:, 1],
        }  # fmt: skip
        return pd.DataFrame({name: values[order] for name, values in columns.items()})


def check_question(study: Study, policy: str, against: str | None, threshold: float | None) -> None:
    """Refuse what cannot be asked of a study, before it is run.

    Raises
    ------
    InputError
        With one sentence and the next step.
    """
    check_study(study, FEWEST_OF_HALVES)
    if against is not None and threshold is not None:
        raise InputError(message("discover.two_questions"))
    one = alternative_named(study, "--policy", policy)
    if against is not None and alternative_named(study, "--against", against) == one:
        raise InputError(message("discover.against_itself", policy=policy))
    if threshold is not None:
        check_threshold(threshold)


def discover(
    result: SweepData,
    policy: str,
    measure: str | None = None,
    *,
    against: str | None = None,
    threshold: float | None = None,
    holder: str | None = None,
) -> DiscoveryData:
    """Find where an alternative fails; parameters and errors are those of `tci_sim.discover`."""
    check_question(result.study, policy, against, threshold)
    one = alternative_named(result.study, "--policy", policy)
    other = None if against is None else alternative_named(result.study, "--against", against)
    reached = None if threshold is None else check_threshold(threshold)
    found = outcomes(result, measure, holder, fewest=FEWEST_OF_HALVES)
    inputs = inputs_of(found)
    lead = _lead(found.means, one, other, reached)
    return DiscoveryData(found, one, other, reached, inputs, lead, discover_box(inputs.drawn, lead, lead < 0))


def _lead(values: Floats, one: int, other: int | None, threshold: float | None) -> Floats:
    """Return what an alternative is ahead by in each future: of a threshold, another, or the best of all others."""
    if threshold is not None:
        return np.asarray(values[one] - threshold)
    if other is not None:
        return np.asarray(values[one] - values[other])
    return np.asarray(values[one] - np.delete(values, one, axis=0).max(axis=0))
