"""Statistics of paired runs: they take arrays, and know nothing of the model."""
