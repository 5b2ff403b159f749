"""The uncertainties, a file a subject: what the world sets and nobody in it can choose."""
