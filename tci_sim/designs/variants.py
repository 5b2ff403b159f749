"""What is compared with what: several scenarios, or one in which the focal firm acts in several ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from tci_sim.bounds import MOST_NAMES
from tci_sim.errors import InputError, meant, names_shown
from tci_sim.messages import Message, message
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.load import AnyScenario, as_scenario, variant
from tci_sim.scenario.schema import Scenario

Regimes = Literal["all"]
AnyScenarios = AnyScenario | Sequence[AnyScenario] | Mapping[str, AnyScenario]


def variants_of(
    scenarios: AnyScenarios,
    firm_policies: str | Sequence[str] = (),
    regimes: Regimes | None = None,
) -> dict[str, Scenario]:
    """List what is compared; the first is the reference that all others are compared with.

    Parameters
    ----------
    scenarios : scenario, or sequence or mapping of them
        Each is whatever `as_scenario` takes; a mapping names them, if it is no scenario itself. Scenarios in a
        sequence are called `scenario_1`, `scenario_2`, ...
    firm_policies : str or sequence of str
        Policies that the one scenario names, each tried out by its focal firm; the first is the reference.
    regimes : "all", optional
        Every policy that the one scenario names is tried out by its focal firm, but not one that serves for the
        burn-in alone. The reference is the policy that the focal firm has in the scenario: none is preferred.

    Returns
    -------
    dict of str to Scenario
        Two or more, in the order in which they are shown.

    Raises
    ------
    InputError
        If there are fewer than two, a policy is unknown, or the scenarios do not last equally long.
    """
    named = _named(scenarios)
    firm_policies = [firm_policies] if isinstance(firm_policies, str) else list(firm_policies or ())
    if firm_policies and regimes:
        raise InputError(message("fault.compare.both", place="policies"))
    if regimes not in (None, "all"):
        raise InputError(message("fault.compare.regimes", where=f"regimes = {regimes!r}"))
    if firm_policies or regimes:
        if len(named) != 1:
            raise InputError(message("fault.compare.one_scenario", given=len(named)))
        [scenario] = named.values()
        named = _with_policies(scenario, firm_policies or compared_policies(scenario))
    _check_count(len(named))
    if len(named) < 2:
        raise InputError(message("fault.compare.nothing"))
    if len({scenario.months for scenario in named.values()}) > 1:
        raise InputError(
            *[
                message("fault.compare.months", where=f"{name}: months = {scenario.months}")
                for name, scenario in named.items()
            ]
        )
    return named


def _named(scenarios: object) -> dict[str, Scenario]:
    if isinstance(scenarios, Mapping) and not _is_one(scenarios):
        named = {str(name): each for name, each in scenarios.items()}
    elif isinstance(scenarios, tuple | list):
        named = {f"scenario_{number}": each for number, each in enumerate(scenarios, start=1)}
    else:
        named = {"scenario": scenarios}
    found: dict[str, Scenario] = {}
    faults: list[Message | str] = []
    for name, each in named.items():
        try:
            found[name] = as_scenario(each, name)
        except InputError as error:
            faults += error.messages
    if faults:
        raise InputError(*dict.fromkeys(faults))
    return found


def _is_one(given: Mapping[str, object]) -> bool:
    """Return whether a mapping is a scenario and not several by their names: it says why, and has no other key."""
    return "reason" in given and given.keys() <= {"base", *Scenario.model_fields}


def _with_policies(scenario: Scenario, policies: Sequence[str]) -> dict[str, Scenario]:
    _check_count(len(policies))
    known = scenario.policies
    faults: list[Message] = [
        meant("fault.compare.policy", name, known, place=name, known=names_shown(known))
        for name in policies
        if name not in known
    ]
    twice = [name for name in sorted(set(policies)) if policies.count(name) > 1]
    faults += [message("fault.compare.twice", place=name) for name in twice]
    if faults:
        raise InputError(*faults)
    focal = focal_firm(scenario)
    return {name: variant(scenario, {f"firms.{focal}.policy": name}) for name in policies}


def _check_count(alternatives: int) -> None:
    if alternatives > MOST_NAMES:
        given, most = f"{alternatives:,}", str(MOST_NAMES)
        raise InputError(message("fault.compare.many", given=given, most=most))


def compared_policies(scenario: Scenario) -> list[str]:
    """List the scenario's policies, the focal firm's first, without one that serves for the burn-in alone."""
    adopted = {firm.policy for firm in scenario.firms.values()}
    own = scenario.firms[focal_firm(scenario)].policy
    others = [
        name
        for name in scenario.policies
        if name != own and (name in adopted or name != scenario.burn_in_policy)
    ]
    return [own, *others]
