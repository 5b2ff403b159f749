"""What must hold between the parts of a scenario, beyond what each part alone allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from tci_sim.errors import nearest
from tci_sim.names import is_measure, names_of
from tci_sim.scenario.explain import Parameter, below
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.shock_faults import faults_of_shocks
from tci_sim.scenario.tree import Path

Fault = tuple[Path, str]
"""Where a fault is, and what is allowed there."""

MEANS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"culture": ("learning_culture", "collaboration_culture", "improvement_culture", "shared_value_culture")}
)
"""Measures that are shown as the plain mean of others."""

_EXACT = 1e-6
_MOST_MONEY = 4e12  # [currency]: whole micro-units of twice as much fill 64 bits


def faults_between_parts(scenario: Scenario, *, mended: bool = False) -> list[Fault]:
    """Check what the parts of a scenario say of each other.

    Parameters
    ----------
    scenario : Scenario
        Each of its parts is already valid.
    mended : bool
        Whether faulty values were left out of it, so that sums and totals mean nothing.

    Returns
    -------
    list of (path, message)
    """
    checks = (
        (_names, _network, _switches, faults_of_shocks)
        if mended
        else (_names, _market, _network, _contributions, _switches, faults_of_shocks)
    )
    return [fault for check in checks for fault in check(scenario)]


def one_firm_may_take_all(scenario: Scenario) -> bool:
    """Return whether growth lowers the price faster than the logit of choice can bear (Arthur 1989, form)."""
    firms = max(1, len(scenario.firms))
    economy = scenario.world.economy
    gain = economy.experience_exponent * economy.value_added
    return scenario.world.choice.price_weight * (1 - 1 / firms) * gain >= 1


def _unknown(kind: str, name: str, names: Iterable[str]) -> str:
    return f"there is no such {kind}.{nearest(name, names)}"


def _names(scenario: Scenario) -> Iterator[Fault]:
    """Check that every name that a part uses is the name of something."""
    used: dict[Path, str | None] = {
        ("burn_in_policy",): scenario.burn_in_policy,
        ("supplier_policy",): scenario.supplier_policy,
    }
    used |= {("firms", name, "policy"): firm.policy for name, firm in scenario.firms.items()}
    for path, policy in used.items():
        if policy is not None and policy not in scenario.policies:
            yield path, _unknown("policy", policy, scenario.policies)
    for number, name in enumerate(scenario.report):
        if name not in MEANS and not is_measure(name):
            yield ("report", number), f"must be a measure.{nearest(name, [*names_of('measure'), *MEANS])}"
    if scenario.focal_firm is not None and scenario.focal_firm not in scenario.firms:
        yield ("focal_firm",), _unknown("firm", scenario.focal_firm, scenario.firms)


def _market(scenario: Scenario) -> Iterator[Fault]:
    market = scenario.market
    bought = market.customers * (scenario.burn_in + scenario.months)
    if bought * scenario.world.economy.price > _MOST_MONEY:
        most = _MOST_MONEY / bought
        yield ("world", "economy", "price"), f"must be at most {most:.6g} with so many customers and months."
    if market.friends % 2:
        yield ("market", "friends"), "must be an even number."
    for name, segment in market.segments.items():
        here = ("market", "segments", name, "weights")
        for attribute in segment.weights:
            if attribute not in market.attributes:
                yield (*here, attribute), f"is not an attribute.{nearest(attribute, market.attributes)}"
        if not any(segment.weights.get(attribute, 1) > 0 for attribute in market.attributes):
            yield here, "at least one attribute must weigh more than 0."
    if not any(segment.share > 0 for segment in market.segments.values()):
        yield ("market", "segments"), "at least one segment must have a share above 0."
    if scenario.firms and not any(firm.share > 0 for firm in scenario.firms.values()):
        yield ("firms",), "at least one firm must have a share above 0."


def _network(scenario: Scenario) -> Iterator[Fault]:
    """Check that the network has one source, and that its roles form no circle."""
    network = scenario.network
    sources = {
        "roles": bool(network.roles or network.tiers),
        "nodes and edges": bool(network.nodes or network.edges),
        "graphml": bool(network.graphml),
        "willems": bool(network.willems),
    }
    given = [name for name, there in sources.items() if there]
    if len(given) != 1:
        seen = "none of them is given" if not given else f"given are {', '.join(given)}"
        yield ("network",), f"must have one source, either {', '.join(sources)}: {seen}."
    for one, other in (("nodes", "edges"), ("edges", "nodes")):
        if getattr(network, one) and not getattr(network, other):
            yield ("network", one), f"needs '{other}' beside it."
    for number, tier in enumerate(network.tiers):
        if tier.links > tier.count:
            yield (
                ("network", "tiers", number, "links"),
                f"must be at most the count of the tier, {tier.count}.",
            )
    if given == ["roles"]:
        yield from _roles(scenario)


def _roles(scenario: Scenario) -> Iterator[Fault]:
    roles = scenario.network.roles
    if not scenario.firms:
        yield ("firms",), "must have at least one firm, for the network is generated from roles."
    if scenario.firms and scenario.market.customers and not any(role.outlet for role in roles.values()):
        yield ("network", "roles"), "at least one role must be an outlet, for there are customers."
    sources: dict[str, set[str]] = {}
    for name, role in roles.items():
        for field in ("goods_from", "work_from"):
            for number, source in enumerate(getattr(role, field)):
                if source not in roles:
                    yield ("network", "roles", name, field, number), _unknown("role", source, roles)
        sources[name] = {*role.goods_from, *role.work_from} & set(roles)
    try:
        TopologicalSorter(sources).prepare()
    except CycleError as error:
        yield ("network", "roles"), f"goods and work go round in a circle: {' -> '.join(error.args[1])}."


def _contributions(scenario: Scenario) -> Iterator[Fault]:
    network, attributes = scenario.network, scenario.market.attributes
    parts: dict[Path, dict[str, float]] = {
        ("network", "roles", name, "contributions"): role.contributions
        for name, role in network.roles.items()
    }
    parts["network", "supplier_contributions"] = network.supplier_contributions
    for here, shares in parts.items():
        for attribute in shares:
            if attribute not in attributes:
                yield (*here, attribute), f"is not an attribute.{nearest(attribute, attributes)}"
    if not network.roles:
        return
    for attribute in attributes:
        total = sum(shares.get(attribute, 0.0) for shares in parts.values())
        if abs(total - 1) > _EXACT:
            yield (
                ("market", "attributes", attribute),
                f"what roles and suppliers contribute to it adds up to {total:.6g}: must add up to 1.",
            )


def _switches(scenario: Scenario) -> Iterator[Fault]:
    """Check that what is switched off exists, and has a value at which it is off."""
    yield from _switch(("off",), scenario.off, ("lever", "uncertainty"))
    yield from _switch(("effects_only",), scenario.effects_only, ("lever",))
    for name, policy in scenario.policies.items():
        yield from _switch(("policies", name, "off"), policy.off, ("lever",))
        yield from _switch(("policies", name, "effects_only"), policy.effects_only, ("lever",))


def _switch(here: Path, names: tuple[str, ...], kinds: tuple[str, ...]) -> Iterator[Fault]:
    for number, name in enumerate(names):
        acting = [each for each in below(name) if _is_one(each, kinds)]
        if not acting or name == "world":
            choices = {each.path for each in below("") if _is_one(each, kinds) and each.off is not None}
            groups = {path.rpartition(".")[0] for path in choices}
            yield (*here, number), _unknown(" or ".join(kinds), name, choices | groups)
        elif all(each.off is None for each in acting):
            yield (*here, number), "cannot be switched off: it has no value at which it does nothing."


def _is_one(parameter: Parameter, kinds: tuple[str, ...]) -> bool:
    """Return whether it is a lever, or an uncertainty of the world itself, if these are asked for."""
    return parameter.kind in kinds and (parameter.kind == "lever" or parameter.path.startswith("world."))
