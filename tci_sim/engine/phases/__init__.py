"""The nine phases of a month, each a list of steps."""
