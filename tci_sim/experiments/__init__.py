"""How it is run: one question, its answer, and where answers are kept."""
