"""SALib, which draws Sobol and Morris designs and works out their indices: it need not be installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tci_sim.errors import InputError
from tci_sim.messages import message


def problem_of(parts: Sequence[str]) -> dict[str, Any]:
    """Describe the unit cube to SALib: one range for each part, or several where a part is there more than once."""
    names = [f"{number}" for number in range(len(parts))]
    problem: dict[str, Any] = {"num_vars": len(parts), "names": names, "bounds": [[0.0, 1.0]] * len(parts)}
    return problem if len(set(parts)) == len(parts) else {**problem, "groups": list(parts)}


def salib(module: str) -> Any:
    """Import a part of SALib.

    Raises
    ------
    InputError
        If it is not installed.
    """
    import importlib

    try:
        return importlib.import_module(f"SALib.{module}")
    except ImportError:
        raise InputError(message("fault.study.no_salib")) from None
