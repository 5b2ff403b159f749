"""What must hold between the parts of a scenario, beyond what each part alone allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import chain, islice
from types import MappingProxyType

from tci_sim.errors import meant, no_policy
from tci_sim.messages import Message, listing, message
from tci_sim.names import is_measure, names_of
from tci_sim.scenario.amounts import most_held, most_paid
from tci_sim.scenario.explain import Parameter, below
from tci_sim.scenario.names import any_own_network, generated_firms
from tci_sim.scenario.own_levers import with_own_levers
from tci_sim.scenario.role_faults import faults_of_roles
from tci_sim.scenario.schema import Scenario
from tci_sim.scenario.share_faults import faults_of_shares
from tci_sim.scenario.shock_faults import faults_of_shocks, has_weight
from tci_sim.scenario.start_faults import faults_of_starts
from tci_sim.scenario.timeline import at_their_most, stretches
from tci_sim.scenario.tree import Path
from tci_sim.scenario.world import World
from tci_sim.scenario.yaml_file import MOST_FAULTS

Fault = tuple[Path, Message]
"""Where a fault is, and what is wrong there; `tree.format_fault` makes one message of both."""

MEANS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"culture": ("learning_culture", "collaboration_culture", "improvement_culture", "shared_value_culture")}
)
"""Measures that are shown as the plain mean of others."""

_MOST_MONEY = 2.3e12  # [currency]: what a holder may have, so that whole micro-units of all add up
_MOST_IN_A_MONTH = 2.8e11  # [currency]: what may move under one account, so that all accounts add up


def faults_between_parts(scenario: Scenario, *, mended: bool = False, drawn: bool = False) -> list[Fault]:
    """Check what the parts of a scenario say of each other.

    Parameters
    ----------
    scenario : Scenario
        Each of its parts is already valid.
    mended : bool
        Whether faulty values were left out of it, so that sums and totals mean nothing.
    drawn : bool
        Whether a study drew its values: shares are drawn one by one, and say how large each is beside the others.

    Returns
    -------
    list of (path, Message)
    """
    sums = () if mended else (_market,) if drawn else (_market, faults_of_shares)
    checks = (_names, *sums, _network, _contributions, _switches)
    known_months = not mended or "months" in scenario.model_fields_set
    faults = chain(
        (fault for check in checks for fault in check(scenario)),
        faults_of_shocks(scenario, known_months=known_months, mended=mended),
    )
    faults = chain(faults, faults_of_starts(scenario), faults_of_roles(scenario))
    found = list(islice(faults, MOST_FAULTS + 1))
    if len(found) <= MOST_FAULTS:
        return found
    return [*found[:MOST_FAULTS], (found[-1][0], message("fault.file.many_faults"))]


def one_firm_may_take_all(scenario: Scenario) -> bool:
    """Return whether growth lowers the price faster than the logit of choice can bear (Arthur 1989, form)."""
    firms = max(1, len(scenario.firms))
    return any(_grows_on_growth(world, firms) for _, world, _ in stretches(scenario))


def _grows_on_growth(world: World, firms: int) -> bool:
    gain = world.economy.experience_exponent * world.economy.value_added
    return world.choice.price_weight * (1 - 1 / firms) * gain >= 1


def _names(scenario: Scenario) -> Iterator[Fault]:
    """Check that every name that a part uses is the name of something."""
    used: dict[Path, str | None] = {
        ("burn_in_policy",): scenario.burn_in_policy,
        ("supplier_policy",): scenario.supplier_policy,
    }
    used |= {("firms", name, "policy"): firm.policy for name, firm in scenario.firms.items()}
    for path, policy in used.items():
        if policy is not None and policy not in scenario.policies:
            yield path, no_policy(policy, scenario.policies)
    for number, name in enumerate(scenario.report):
        if name not in MEANS and not is_measure(name):
            yield ("report", number), meant("fault.measure", name, [*names_of("measure"), *MEANS])
    if scenario.focal_firm is not None and scenario.focal_firm not in scenario.firms:
        yield ("focal_firm",), meant("fault.no_firm", scenario.focal_firm, scenario.firms)


def _market(scenario: Scenario) -> Iterator[Fault]:
    market = scenario.market
    own = with_own_levers(scenario)
    held, paid = (max(1e-300, *map(most, at_their_most(own))) for most in (most_held, most_paid))
    highest = min(_MOST_MONEY / held, _MOST_IN_A_MONTH / paid)
    if scenario.world.economy.price > highest:
        most = f"{highest:.6g}"
        yield ("world", "economy", "price"), message("fault.price_of_so_many", most=most)
    if market.friends % 2:
        yield ("market", "friends"), message("fault.even")
    for name, segment in market.segments.items():
        here = ("market", "segments", name, "weights")
        for attribute in segment.weights:
            if attribute not in market.attributes:
                yield (*here, attribute), meant("fault.attribute", attribute, market.attributes)
        if not has_weight(market, name):
            yield here, message("fault.no_weight")
    if not any(segment.share > 0 for segment in market.segments.values()):
        yield ("market", "segments"), message("fault.no_segment_share")
    if scenario.firms and not any(firm.share > 0 for firm in scenario.firms.values()):
        yield ("firms",), message("fault.no_firm_share")


def _network(scenario: Scenario) -> Iterator[Fault]:
    """Check that the network has one source, and that its roles form no circle."""
    network = scenario.network
    sources = {
        message("fault.source.roles"): bool(network.roles or network.tiers),
        message("fault.source.files"): bool(network.nodes or network.edges),
        message("fault.source.graphml"): bool(network.graphml),
        message("fault.source.willems"): bool(network.willems),
    }
    given = [source for source, there in sources.items() if there]
    if any_own_network(scenario):
        yield from _own_networks(scenario)
    if not given and (generated_firms(scenario) or not scenario.firms):
        yield ("network",), message("fault.no_source", sources=listing(sources, "or"))
    elif len(given) > 1:
        several = message(
            "fault.several_sources", sources=listing(sources, "or"), given=listing(given, "and")
        )
        yield ("network",), several
    for one, other in (("nodes", "edges"), ("edges", "nodes")):
        if getattr(network, one) and not getattr(network, other):
            yield ("network", one), message("fault.needs", other=other)
    for number, tier in enumerate(network.tiers):
        if tier.links > tier.count:
            yield ("network", "tiers", number, "links"), message("fault.links", most=tier.count)
    if len(given) == 1 and (network.roles or network.tiers):
        yield from _roles(scenario)


def _own_networks(scenario: Scenario) -> Iterator[Fault]:
    """Check that each chain that a firm brings has one source, and stands beside generated ones."""
    network = scenario.network
    if network.nodes or network.edges or network.graphml or network.willems:
        yield ("network",), message("fault.own_network")
    for name, firm in scenario.firms.items():
        here, own = ("firms", name, "network"), firm.network
        sources = {
            message("fault.source.files"): bool(own.nodes or own.edges),
            message("fault.source.graphml"): bool(own.graphml),
            message("fault.source.willems"): bool(own.willems),
        }
        given = [source for source, there in sources.items() if there]
        if len(given) > 1:
            several = {"sources": listing(sources, "or"), "given": listing(given, "and")}
            yield here, message("fault.several_sources", **several)
        for one, other in (("nodes", "edges"), ("edges", "nodes")):
            if getattr(own, one) and not getattr(own, other):
                yield (*here, one), message("fault.needs", other=other)


def _roles(scenario: Scenario) -> Iterator[Fault]:
    roles = scenario.network.roles
    if not scenario.firms:
        yield ("firms",), message("fault.no_firms")
    if (
        generated_firms(scenario)
        and scenario.market.customers
        and not any(role.outlet for role in roles.values())
    ):
        yield ("network", "roles"), message("fault.no_outlet")
    sources: dict[str, set[str]] = {}
    for name, role in roles.items():
        for field in ("goods_from", "work_from"):
            for number, source in enumerate(getattr(role, field)):
                if source not in roles:
                    yield ("network", "roles", name, field, number), meant("fault.no_role", source, roles)
        sources[name] = {*role.goods_from, *role.work_from} & set(roles)
    try:
        TopologicalSorter(sources).prepare()
    except CycleError as error:
        yield ("network", "roles"), message("fault.circle_of_roles", roles=" -> ".join(error.args[1]))


def _contributions(scenario: Scenario) -> Iterator[Fault]:
    """Check that contributions are to attributes that there are."""
    network, attributes = scenario.network, scenario.market.attributes
    parts: dict[Path, dict[str, float]] = {
        ("network", "roles", name, "contributions"): role.contributions
        for name, role in network.roles.items()
    }
    parts["network", "supplier_contributions"] = network.supplier_contributions
    for here, shares in parts.items():
        for attribute in shares:
            if attribute not in attributes:
                yield (*here, attribute), meant("fault.attribute", attribute, attributes)


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
            yield (
                (*here, number),
                (
                    meant("fault.no_lever", name, choices | groups)
                    if kinds == ("lever",)
                    else meant("fault.no_lever_or_uncertainty", name, choices | groups)
                ),
            )
        elif all(each.off is None for each in acting):
            yield (*here, number), message("fault.no_off")


def _is_one(parameter: Parameter, kinds: tuple[str, ...]) -> bool:
    """Return whether it is a lever, or an uncertainty of the world itself, if these are asked for."""
    return parameter.kind in kinds and (parameter.kind == "lever" or parameter.path.startswith("world."))
