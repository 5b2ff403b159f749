"""Networks that are read: each source lays out rows, one place understands them, and one builds the network."""
