"""How the world works: one small scalar function for each rule, grouped by subject."""
