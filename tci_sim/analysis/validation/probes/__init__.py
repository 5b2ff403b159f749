"""The probes by name: small functions that read a published model's quantities off a finished run."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from tci_sim.analysis.validation.readings import Probe
from tci_sim.errors import InputError, meant

MODULES: Mapping[str, str] = {
    "bounded_confidence": "people",
    "capability_trap": "processes",
    "commitment_by_push": "meaning",
    "customer_index": "customers",
    "customers_account": "accounts",
    "experience_curve": "processes",
    "feature": "customers",
    "firms_leaving": "markets",
    "improvement_curve": "processes",
    "intent_and_behaviour": "customers",
    "lifetime": "customers",
    "mixed_market": "markets",
    "mutual_learning": "people",
    "needs_heard": "customers",
    "shares_over_time": "markets",
    "socialisation": "people",
    "step_in_quality": "customers",
    "weights_found": "meaning",
    "word_of_mouth": "customers",
}
"""Module beside this one that holds each probe, under the probe's name."""


def get_probe(name: str, file: str) -> Probe:
    """Find a probe by its name.

    Raises
    ------
    InputError
        If there is none of that name; `file` is where it was written.
    """
    if name not in MODULES:
        raise InputError(meant("validation.no_such_probe", name, MODULES, file=file, probe=repr(name)))
    probe = getattr(import_module(f"{__name__}.{MODULES[name]}"), name)
    assert isinstance(probe, Probe)
    return probe
