"""The names of `tci_sim.engine.backend.decorators` for modules that still import them from here."""

from tci_sim.engine.backend.decorators import compiled, on_arrays, phase, rule, spliced, typed_ufunc

__all__ = ["compiled", "on_arrays", "phase", "rule", "spliced", "typed_ufunc"]
