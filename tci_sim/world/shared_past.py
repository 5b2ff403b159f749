"""Which worlds share a past: those whose states are equal, byte by byte, in all but their futures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tci_sim.engine.shocks import Effect
from tci_sim.engine.state import State
from tci_sim.engine.state.arrays import arrays_in, named_arrays

_BY_HOW_OFTEN_THEY_DIFFER = (
    "run",
    "firms",
    *(name for name in State._fields if name not in ("run", "firms", "future", "changes")),
)
"""Parts of the world without its future, those first in which worlds of one study mostly differ."""
_LARGE = 1 << 16


def past_digest(state: State) -> bytes:
    """Return a digest of a world as it is, its future left out."""
    digest = hashlib.blake2b(digest_size=32)
    for name, array in _without_future(state):
        digest.update(f"{name} {array.dtype.str} {array.shape};".encode())
        digest.update(array.tobytes())
    return digest.digest()


def past_key(state: State) -> bytes:
    """Return what is soon told of a world as it was built: those in which it differs share no past."""
    run, policies = state.run, state.firms.policies
    parts = (run.seed, run.burn_in, run.world, policies.in_force, policies.paid)
    return b"".join(part.tobytes() for part in parts)


def share_past(one: State, other: State) -> bool:
    """Return whether two worlds as they were built are equal, byte by byte, but for their futures.

    Such worlds are the same in every month before they part (`parting`).
    """
    return all(
        mine.shape == theirs.shape and _same(mine, theirs)
        for part in _BY_HOW_OFTEN_THEY_DIFFER
        for mine, theirs in zip(arrays_in(getattr(one, part)), arrays_in(getattr(other, part)), strict=True)
    )


def differences(one: State, other: State) -> list[str]:
    """List the arrays in which two worlds differ, their futures left out."""
    return list(_differences(one, other))


def divergence_month(one: State, other: State) -> int | None:
    """Find the month, counted from the start of the burn-in, from which two futures differ; None if they never do.

    The worlds themselves must share their past; a requirement that turns is felt up to the longest `lead` earlier.
    """
    ours, theirs = _events(one), _events(other)
    for month in sorted({month for month, _ in (*ours, *theirs)}):
        if [event for event in ours if event[0] <= month] != [event for event in theirs if event[0] <= month]:
            return month
    return None


def _events(state: State) -> list[tuple[int, bytes]]:
    """List what a world will meet: the month from which it acts, and all that is to be known of it."""
    future, lead = state.future, int(state.changes.world["requirements"]["lead"].max())
    policies = b"".join(array.tobytes() for array in (future.next_policy, future.next_paid, future.next_own))
    events = [(int(state.run.burn_in[0]), policies)]
    for row, (month, kind, _, _) in enumerate(future.shocks.tolist()):
        content = future.shocks[row].tobytes() + future.shock_size[row].tobytes()
        if kind in (Effect.POLICY_CHANGE, Effect.LEVER_CHANGE):
            content += future.shock_policy[row].tobytes() + future.shock_paid[row].tobytes()
            content += future.shock_named[row].tobytes()
        events.append((max(month - lead, 0) if kind == Effect.REQUIREMENT_TURN else month, content))
    for row, month in enumerate(state.changes.month.tolist()):
        if month >= 0:
            events.append((month, b"".join(array[row].tobytes() for array in state.changes)))
    for row, month in enumerate(future.set_month.tolist()):
        events.append((month, future.set_of[row].tobytes() + future.set_to[row].tobytes()))
    return events


def _differences(one: State, other: State) -> Iterator[str]:
    for (name, ours), (_, theirs) in zip(_without_future(one), _without_future(other), strict=True):
        if ours.shape != theirs.shape or not np.array_equal(_bytes(ours), _bytes(theirs)):
            yield name


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Compare two arrays of one shape byte by byte: large ones without copies of them."""
    if one.nbytes > _LARGE:
        return bool(np.array_equal(_bytes(one), _bytes(other)))
    return one.tobytes() == other.tobytes()


def _bytes(array: NDArray[Any]) -> NDArray[np.uint8]:
    return array.reshape(-1).view(np.uint8)


def _without_future(state: State) -> Iterator[tuple[str, NDArray[Any]]]:
    return (
        (name, array) for name, array in named_arrays(state) if not name.startswith(("future.", "changes."))
    )
