"""Many worlds: runs that are made together."""
