"""Read located values of a query: each is what it must be, or refused with its place; several are refused together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tci_sim.errors import InputError, meant
from tci_sim.messages import Listing, Message, listing, message
from tci_sim.names import quoted
from tci_sim.scenario.tree import Path, format_fault, inside
from tci_sim.scenario.yaml_file import Node

LARGEST = 1e12
"""Size of a number in a query."""


def refused(node: Node, path: Path, wrong: Message, *, seen: bool = True) -> InputError:
    """Return the error that says what is wrong with a value, for its caller to raise."""
    return InputError(format_fault(node, path, wrong, seen=seen))


def together(reads: Iterable[Callable[[], Any]]) -> list[Any]:
    """Read several things.

    Raises
    ------
    InputError
        With the faults of all of them.
    """
    found: list[Any] = []
    faults: list[Message | str] = []
    for read in reads:
        try:
            found.append(read())
        except InputError as error:
            faults += error.messages
    if faults:
        raise InputError(*faults)
    return found


def check_keys(node: Node, path: Path, allowed: Sequence[str]) -> None:
    """Refuse keys that mean nothing here, each with the nearest that does."""
    strange = [
        format_fault(below, (*path, key), meant("fault.targets.key", key, allowed))
        for key, below in inside(node).items()
        if key not in allowed
    ]
    if strange:
        raise InputError(*strange)


def number(node: Node, path: Path) -> float:
    """Read a number of bounded size."""
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused(node, path, message("fault.number"))
    if not abs(value) <= LARGEST:
        raise refused(node, path, message("fault.query.large", most=f"{LARGEST:g}"))
    return float(value)


def whole(node: Node, path: Path, least: int, most: int) -> int:
    """Read a whole number within bounds."""
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise refused(node, path, message("fault.query.count", least=least, most=most))
    return value


def either(names: Iterable[str]) -> Listing:
    """List what may be written."""
    return listing(map(quoted, names), "or")
