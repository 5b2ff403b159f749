"""Which worlds: from a study to its cases, a design a file."""
