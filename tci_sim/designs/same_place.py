"""Values that a study gives twice: by two paths to one place, or twice in a list."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from tci_sim.designs.levers import levers_below
from tci_sim.scenario.study import StudyFields


def paths_to_one_place(study: StudyFields, given: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """Find paths that stand for a value, or a part of one, for which another path stands as well.

    A lever without a policy is the focal firm's: it is the same value as that lever of any policy which the firm
    runs in the base, or which the study lets it run, and as that lever where the firm sets it over its policy.

    Parameters
    ----------
    study : StudyFields
        Its base is sound.
    given : mapping of str to sequence
        The dotted paths that it varies, with the values that it gives of each, if it lists them.

    Returns
    -------
    dict of str to str
        Each such path, and the one before it.
    """
    if not study.base.firms:
        return {}
    adopts = f"firms.{study.focal}.policy"
    run = dict.fromkeys([study.base.firms[study.focal].policy, *map(str, given.get(adopts, ()))])
    found: dict[str, str] = {}
    at: dict[str, str] = {}
    below: dict[str, str] = {}
    for path in given:
        own = [*(f"policies.{name}" for name in run), f"firms.{study.focal}.levers"]
        for place in [f"{holder}.{path}" for holder in own] if levers_below([path]) else [path]:
            keys = place.split(".")
            above = [".".join(keys[:length]) for length in range(1, len(keys))]
            others = (at.get(place), below.get(place), *(at.get(each) for each in above))
            if other := next((each for each in others if each and each != path), ""):
                found.setdefault(path, other)
            at.setdefault(place, path)
            below.update((each, path) for each in above if each not in below)
    return found


def first_given_twice(values: Sequence[Any]) -> int:
    """Return the first place of a value that stands before it as well; 0 where there is none.

    Examples
    --------
    >>> first_given_twice((0.1, 1, 0.2, 1.0)), first_given_twice((1, True, "1"))
    (3, 0)
    """
    seen: set[Hashable] = set()
    for place, value in enumerate(values):
        if (key := _key(value)) in seen:
            return place
        seen.add(key)
    return 0


def _key(value: Any) -> Hashable:
    """Return what is equal for values that mean the same: 1 and 1.0 do, 1 and true do not."""
    if isinstance(value, Mapping):
        return tuple(sorted((str(name), _key(each)) for name, each in value.items()))
    if isinstance(value, list | tuple):
        return ("list", *map(_key, value))
    return (isinstance(value, bool), value)
