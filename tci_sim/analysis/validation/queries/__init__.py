"""Queries: quantities that a file of targets defines by what is measured, in place of a probe."""
