"""Whether this machine gives, to the last bit, the figures that a release was made with."""
