"""Versions of the program and of its results."""

__version__ = "0.2.0"
RESULTS_VERSION = 2
"""Rises whenever the numbers of any shipped scenario change."""
