"""Lessons: a prediction, an experiment, and what it teaches, as files whose numbers and claims are computed."""
