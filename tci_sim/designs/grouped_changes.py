"""What turns one scenario into another, by dotted path, and how that is grouped: what a design `shapley` asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tci_sim.designs.levers import levers_of
from tci_sim.errors import InputError, meant
from tci_sim.messages import Message, listing, message
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.policy import Policy
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.tree import as_data, as_tree, is_text_for_people

REST = "rest"
"""What is in no group that was named."""

Groups = Mapping[str, Mapping[str, Any]]
"""Values by dotted path, by the name of the group."""

_OF_PEOPLE = ("report", "page", "question", "reason", "sector")
"""Parts of a scenario that decide no result."""
_TWO_KEYS = ("world", "market", "firms", "network", "policies")
"""Parts of which each entry is a group."""


class Changes(NamedTuple):
    """What turns one scenario into another."""

    base: Scenario
    """The first, with all policies that the second has more."""
    values: Mapping[str, Any]
    """By dotted path; a lever without a policy is the focal firm's."""


def changes_between(one: Scenario, other: Scenario) -> Changes:
    """Find what turns one scenario into another.

    Levers of the focal firm are compared one by one, whatever its policies are called and its own levers are. What a
    list holds, and what one of the two has no place for, is one value.

    Raises
    ------
    InputError
        If they are about different firms, or what their policies switch off differs.
    """
    a, b = with_own_levers(one), with_own_levers(other)
    focal = focal_firm(a)
    if focal != focal_firm(b):
        raise InputError(message("shapley.focal_firms", one=focal, other=focal_firm(b)))
    ours, theirs = (each.policies[each.firms[focal].policy] for each in (a, b))
    if (ours.off, ours.effects_only) != (theirs.off, theirs.effects_only):
        raise InputError(message("shapley.switched_off"))
    base = a.model_copy(update={"policies": {**b.policies, **a.policies}})
    of_levers = _levers_that_differ(ours, theirs)
    of_rest = dict(_differences(_plain(base, focal), _plain(b, focal, base), ()))
    return Changes(base, of_levers | of_rest)


def grouped(
    values: Mapping[str, Any], named: Mapping[str, Sequence[str]], opened: Sequence[str] = ()
) -> Groups:
    """Group values by dotted path.

    Parameters
    ----------
    values : mapping of str to value
        What `changes_between` found.
    named : mapping of str to sequence of str
        Groups by name: the dotted paths, or beginnings of them, that are in each; by default the first part of a path,
        and its first two where these are the world, the market, a firm or the network.
    opened : sequence of str
        Groups of which each value is a group of its own.

    Raises
    ------
    InputError
        If a group that is named or opened has nothing that differs, or a value is in two.
    """
    found: dict[str, dict[str, Any]] = {}
    faults: list[Message] = []
    for path, value in values.items():
        mine = [name for name, paths in named.items() if any(_below(path, each) for each in paths)]
        if len(mine) > 1:
            faults.append(message("shapley.in_two", path=path, groups=listing(mine, "and")))
        usual = REST if named else _usual_group(path)
        found.setdefault(mine[0] if mine else usual, {})[path] = value
    known = dict.fromkeys([*map(_usual_group, values), *found, *values])
    faults += [meant("shapley.no_group", name, known, name=name) for name in named if name not in found]
    faults += [meant("shapley.no_group", name, found, name=name) for name in opened if name not in found]
    if faults:
        raise InputError(*dict.fromkeys(faults))
    return _in_order({
        each: below
        for name, inside in found.items()
        for each, below in (((path, {path: value}) for path, value in inside.items()) if name in opened
                            else ((name, inside),))
    })  # fmt: skip


def _in_order(groups: dict[str, dict[str, Any]]) -> Groups:
    """Put what is left over last."""
    rest = groups.pop(REST, None)
    return groups if rest is None else {**groups, REST: rest}


def _below(path: str, above: str) -> bool:
    return path == above or path.startswith(f"{above}.")


def _usual_group(path: str) -> str:
    keys = path.split(".")
    return ".".join(keys[: 2 if keys[0] in _TWO_KEYS else 1])


def _levers_that_differ(ours: Policy, theirs: Policy) -> dict[str, Any]:
    before, after = levers_of(ours), levers_of(theirs)
    return {path: after[path] for path in before if before[path] != after[path]}


def _plain(scenario: Scenario, focal: str, base: Scenario | None = None) -> dict[str, Any]:
    """Return all that a scenario says but words for people, the focal firm's policy, and policies that nobody else has.

    Of policies those are compared that somebody else has in the scenario, or in that and its `base`.
    """
    data: dict[str, Any] = {
        key: value for key, value in as_data(as_tree(scenario)).items() if key not in _OF_PEOPLE
    }
    data["firms"] = {name: dict(firm) for name, firm in data["firms"].items()}
    del data["firms"][focal]["policy"]
    everybody = {**(base.policies if base else {}), **scenario.policies}
    used = _used_by_others(scenario, focal) | (_used_by_others(base, focal) if base else set())
    policies = as_data(as_tree(scenario.model_copy(update={"policies": everybody})))["policies"]
    data["policies"] = {name: policy for name, policy in policies.items() if base is None or name in used}
    return _without_words(data, ())


def _used_by_others(scenario: Scenario, focal: str) -> set[str]:
    """Name the policies that somebody besides the focal firm has, at some time."""
    names = {firm.policy for name, firm in scenario.firms.items() if name != focal}
    names |= {scenario.burn_in_policy, scenario.supplier_policy or ""}
    return names | {shock.policy for shock in scenario.shocks if shock.policy}


def _without_words(data: dict[str, Any], above: tuple[str, ...]) -> dict[str, Any]:
    return {
        key: _without_words(value, (*above, key)) if isinstance(value, dict) else value
        for key, value in data.items()
        if not is_text_for_people((*above, key))
    }


def _differences(
    one: dict[str, Any], other: dict[str, Any], above: tuple[str, ...]
) -> Iterator[tuple[str, Any]]:
    """Go through all values that differ, by dotted path; None where the other has none."""
    for key in dict.fromkeys([*one, *other]):
        if above == ("policies",) and key not in other:
            continue  # nobody but the focal firm has it
        before, after, path = one.get(key), other.get(key), (*above, key)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _differences(before, after, path)
        elif before != after:
            yield ".".join(path), after
