"""What functions of the engine are with the compiler off (``NUMBA_DISABLE_JIT=1``): the same, slowly.

Phases, stages and lists of calls are the functions that they were declared of, and nothing is linked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def array_rule(scalar: Callable[..., Any], returned: type) -> Callable[..., Any]:
    """Return a function that applies a scalar one to each element of arrays that broadcast."""
    return np.vectorize(scalar, otypes=[returned])
