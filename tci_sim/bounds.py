"""How much may be asked for at once. More is refused with the count, before anything is made of it."""

MOST_REPLICATIONS = 10_000
"""Runs of each case: the error of a mean is then a hundredth of the spread between runs."""

MOST_NAMES = 100
"""Names that one list, or one mapping from names to numbers, may hold, and alternatives that are compared."""

MOST_POLICIES = 200
"""Policies that one scenario may hold, and reasons that one policy may give."""

MOST_MERGED_VALUES = 50_000
"""Values that a scenario, its bases and its policies may bring in together, each as often as it is named."""

MOST_TRIED = 1_000
"""Values of one range that a grid tries, or that a study draws one of."""

MOST_POINTS = 1_000
"""Points between the ends of a range that a grid may ask for."""

MOST_CASES = 10_000
"""Rows of a table of cases."""

MOST_CELLS = 100_000
"""Values in a table of cases."""

MOST_PAIRS = 100
"""Pairs of runs that a page computes."""
