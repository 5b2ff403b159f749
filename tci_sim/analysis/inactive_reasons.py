"""Return why a parameter acts on nothing in a scenario, as far as the schema knows what it acts through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tci_sim.names import label
from tci_sim.scenario.explain import Parameter, catalogue
from tci_sim.scenario.schema import Scenario

_OR = " or "


def inactive_reason(parameter: Parameter, scenario: Scenario, policy: str) -> str:
    """Find the reason why a lever or an uncertainty acts on nothing.

    Parameters
    ----------
    parameter : Parameter
        A lever or an uncertainty whose change was seen to alter nothing.
    scenario : Scenario
        Where it was seen.
    policy : str
        The policy that a lever is in.

    Returns
    -------
    str
        What is off, or at rest, so that it acts on nothing; nothing where the schema knows of no reason. An
        uncertainty acts through levers of all policies in use, a lever through those of its own policy.
    """
    policies = [policy] if parameter.kind == "lever" else _in_use(scenario)
    return _Search(scenario, policies).reason(parameter)


class _Search:
    def __init__(self, scenario: Scenario, policies: Sequence[str]) -> None:
        self._scenario, self._policies = scenario, policies

    def reason(self, parameter: Parameter) -> str:
        if off := self._switched_off(parameter):
            return off
        if parameter.acts_only_on:
            return f"it acts only on {label('object', parameter.acts_only_on)}"
        return self._first_at_rest(parameter, frozenset({parameter.path}))

    def _first_at_rest(self, parameter: Parameter, seen: frozenset[str]) -> str:
        """Find what a parameter acts through that is itself at rest."""
        for needed in parameter.acts_through:
            reasons = [self._at_rest(catalogue()[path], seen) for path in needed.split(_OR)]
            if all(reasons):
                return " and ".join(dict.fromkeys(reasons))
        return ""

    def _at_rest(self, driver: Parameter, seen: frozenset[str]) -> str:
        """Return how a parameter is at rest, by itself or by what it acts through; nothing where it is not."""
        if driver.path in seen:  # two that act through each other: neither rests because of the other alone
            return ""
        if off := self._switched_off(driver):
            return off
        resting: Any = False if driver.type == "true or false" else driver.off
        if self._is_read_from_files(driver):
            return ""
        if resting is not None and all(value == resting for value in self._values(driver)):
            return f"{driver.path} = {_word(resting)}{self._where(driver)}"
        return self._first_at_rest(driver, seen | {driver.path})

    def _values(self, driver: Parameter) -> Iterator[Any]:
        """Go through the values of a parameter in force, by policy or by name; those switched off left out."""
        if driver.kind != "lever":
            yield from _at(self._scenario, driver.path.split("."))
            return
        for name in self._policies:
            own = self._scenario.policies[name]
            if not _over(driver.path, [*own.off, *own.effects_only]):
                yield from _at(own, driver.path.split("."))

    def _switched_off(self, parameter: Parameter) -> str:
        """Name the switch that turns a parameter off for all, or in the one policy that is looked at."""
        names = [*self._scenario.off]
        if parameter.kind == "lever":
            names += self._scenario.effects_only
            if len(self._policies) == 1:
                own = self._scenario.policies[self._policies[0]]
                names += [*own.off, *own.effects_only]
        over = _over(parameter.path, names)
        return f"{min(over, key=len).removeprefix('world.')} is off" if over else ""

    def _is_read_from_files(self, driver: Parameter) -> bool:
        """Return whether network files say what a role would; they are not looked into."""
        return driver.path.startswith("network.roles.") and not self._scenario.network.roles

    def _where(self, driver: Parameter) -> str:
        if driver.kind == "lever" and len(self._policies) > 1:
            return " in every policy"
        return " for all" if "*" in driver.path else ""


def _in_use(scenario: Scenario) -> list[str]:
    """Name the policies that anybody runs at any time."""
    named = [scenario.burn_in_policy, scenario.supplier_policy, *(f.policy for f in scenario.firms.values())]
    return [name for name in scenario.policies if name in named]


def _over(path: str, names: Sequence[str]) -> list[str]:
    """Find the names that a path is, or is below."""
    return [name for name in names if path == name or path.startswith(f"{name}.")]


def _at(node: Any, keys: Sequence[str]) -> Iterator[Any]:
    """Go through the values at a path; a star stands for every name or position."""
    if not keys:
        yield node
    elif keys[0] == "*":
        for below in node.values() if isinstance(node, Mapping) else node:
            yield from _at(below, keys[1:])
    else:
        yield from _at(getattr(node, keys[0]), keys[1:])


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"
