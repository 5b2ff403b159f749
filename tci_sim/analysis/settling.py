"""When runs settled and ended, case by case, where a scenario waits for it (`until: settled`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tci_sim.statistics.exact import exact_mean
from tci_sim.statistics.paired import Floats

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def settling(names: Sequence[str], settled_at: Floats, ended: NDArray[np.bool_]) -> pd.DataFrame:
    """Say of each case how many of its runs settled, and in which months.

    Parameters
    ----------
    names : sequence of str
        Name of each case.
    settled_at : float array, (case, replication)
        Month in which a run settled, from 0; NaN where it did not.
    ended : bool array, (case, replication)
        Which runs came to an end, settled or not.

    Returns
    -------
    DataFrame
        One row a case; columns case, runs (that ended), settled (of these), and the first, the mean and the last month,
        from 0, in which they did; none where none did.
    """
    import pandas as pd

    months = [row[np.isfinite(row)] for row in settled_at]
    frame = pd.DataFrame(
        {
            "case": list(names),
            "runs": np.count_nonzero(ended, axis=1).tolist(),
            "settled": [len(row) for row in months],
            "first": [int(row.min()) if len(row) else None for row in months],
            "mean": [float(exact_mean(row)) if len(row) else np.nan for row in months],
            "last": [int(row.max()) if len(row) else None for row in months],
        }
    )
    return frame.astype({"first": "Int64", "last": "Int64"})
