"""Levers of one firm or of its units of a role, laid over a policy: what follows, and what it is called."""

from __future__ import annotations

from collections.abc import Container
from functools import reduce

from tci_sim.bounds import MOST_POLICIES
from tci_sim.messages import LANGUAGES, Text, message
from tci_sim.names import label
from tci_sim.scenario.changes import laid_over, nested, values_in
from tci_sim.scenario.policy import OF_UNITS, OwnLevers, Policy
from tci_sim.scenario.schema import Firm, PolicyChange, RoleLevers, Scenario
from tci_sim.scenario.words import Words

_LONGEST = 40  # letters of a name


def with_own_levers(scenario: Scenario) -> Scenario:
    """Give each firm that sets levers of its own a policy of its own, in which they are laid over its policy.

    Where a role has the levers of a policy, they are written out as its own.

    Parameters
    ----------
    scenario : Scenario
        As it was asked; each policy that a firm names is there.

    Returns
    -------
    Scenario
        The same question with those policies added, as what is simulated; itself where no firm sets a lever and
        no role has a policy.

    Examples
    --------
    >>> from tci_sim.scenario.load import load
    >>> asked = load("baseline", ["firms.ours.levers.improvement.time=0.2"])
    >>> own = with_own_levers(asked)
    >>> own.firms["ours"].policy, own.policies["ours_tci"].improvement.time, str(own.policies["ours_tci"].label)
    ('ours_tci', 0.2, 'total customer integration, 1 lever changed')
    """
    policies, firms = dict(scenario.policies), dict(scenario.firms)
    for name, firm in scenario.firms.items():
        if firm.levers.given() and firm.policy in scenario.policies:
            own = _free_name(f"{name}_{firm.policy}"[:_LONGEST], policies)
            policies[own] = _laid_over(scenario, firm)
            firms[name] = firm.model_copy(update={"policy": own, "levers": OwnLevers()})
        if any(role.policy in scenario.policies for role in firm.roles.values()):
            roles = {role: _by_levers_alone(scenario, own) for role, own in firm.roles.items()}
            firms[name] = firms[name].model_copy(update={"roles": roles})
    if firms == scenario.firms:
        return scenario
    return scenario.model_copy(update={"policies": policies, "firms": firms})


def policy_of_firm(scenario: Scenario, firm: str) -> str:
    """Name the policy that a firm of a scenario adopts, its own levers included; nothing where it has none."""
    adopted = with_own_levers(scenario).firms.get(firm)
    return "" if adopted is None else adopted.policy


def _laid_over(scenario: Scenario, firm: Firm) -> Policy:
    policy, change = scenario.policies[firm.policy], PolicyChange.model_validate(firm.levers.given())
    count = sum(1 for _ in values_in(change))
    called = _label(policy.label or label("policy", firm.policy), count)
    return laid_over(policy, change).model_copy(update={"label": called})


def _by_levers_alone(scenario: Scenario, role: RoleLevers) -> RoleLevers:
    """Return the levers of a role with those that a policy gives it written out."""
    if role.policy not in scenario.policies:
        return role
    of_policy = laid_over(scenario.policies[role.policy], PolicyChange.model_validate(role.levers.given()))
    values = {path: reduce(getattr, path.split("."), of_policy) for path in OF_UNITS}
    return RoleLevers(levers=OwnLevers.model_validate(nested(values)))


def _label(policy: Text | str, count: int) -> Words:
    said = message("table.policy.own_levers", policy=policy, count=count)
    return Words.of({language: said.text(language) for language in LANGUAGES})


def _free_name(name: str, taken: Container[str]) -> str:
    """Return a name that no policy has: this one, or its beginning and a number."""
    names = (name, *(f"{name[: _LONGEST - 4]}_{number}" for number in range(2, MOST_POLICIES + 3)))
    return next(each for each in names if each not in taken)
