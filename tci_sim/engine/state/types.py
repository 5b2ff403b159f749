"""The kinds of array that a world is made of, and the steps in which whole numbers count."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Signs = NDArray[np.int8]
Flags = NDArray[np.bool_]
Records = NDArray[Any]
Record = Any

MICRO = 1_000_000
"""Micro-units in one unit of goods or of the currency."""

FIXED = 1 << 20
"""Steps in 1.0 of the fixed-point sums over customers, which no order of adding can change."""

MOST_COUNTED = float(1 << 18)
"""What a figure of a customer must stay below: 20 million of them still add up in 64 bits of fixed point."""

MOST_GOODS = 1 << 57
"""What the goods of one order must stay below, so that all that is asked of a node adds up in 64 bits. [micro-unit]"""

MOST_MOVED = 1 << 58
"""What moves in a month under one account must stay below, so that all accounts add up. [micro-currency]"""

MOST_HELD = 1 << 61
"""What a holder of money, and all of them together, must stay below. [micro-currency]"""

TRAIT_STEPS = 4096
"""Steps in which a lasting trait is kept, in one standard deviation."""

OPTIMISM, IMAGE_PRIOR, VALUE_TASTE, LENIENCY = range(4)
"""Rows of lasting traits; the leniency that is each attribute's own follows."""

LEARNING, COLLABORATION, IMPROVEMENT, SHARED_VALUE = range(4)
"""The four dimensions of culture."""

SATISFACTION_CLASSES = 10
"""Classes of ten points in which answers are kept of how satisfied respondents are."""

MOST_FOLLOWED = 1 << 13
"""Respondents of one firm of whom it is seen later whether they left; the newest, where there are more."""

SURVEY_DELAYS = 7
"""Slots in which survey results wait, one for each month of delay that a policy may set, 0 to 6."""
