"""Every uncertainty lies inside the firm or outside it: declared once, with a reason in both languages."""

import pytest

from tci_sim.messages import LANGUAGES
from tci_sim.messages.catalogue import texts
from tci_sim.scenario.explain import catalogue
from tci_sim.scenario.inside import GROUPS, OWN_FIRM, OWN_POLICIES, SCENARIO, place_of_fact

UNCERTAIN = [path for path, each in catalogue().items() if each.kind == "uncertainty"]


def group_of(path: str) -> str:
    return path.replace(".*", "").rpartition(".")[0]


@pytest.mark.parametrize("path", UNCERTAIN)
def test_each_uncertainty_is_in_a_declared_group_and_has_a_reason(path):
    assert group_of(path) in GROUPS
    place = place_of_fact(path, "ours", ["tci"])
    for language in LANGUAGES:
        assert place.reason.text(language)


def test_a_group_that_nobody_declared_is_refused():
    with pytest.raises(KeyError):
        place_of_fact("world.weather.rain", "ours", ["tci"])


def test_each_group_and_each_exception_exists_and_no_reason_is_left_over():
    unnamed = {SCENARIO, OWN_FIRM, OWN_POLICIES, "policies", "shocks"}
    assert set(GROUPS) - unnamed == set(map(group_of, UNCERTAIN))
    declared = {f"{name}.{each}" for name, group in GROUPS.items() for each in group.apart}
    assert declared <= {path.replace(".*", "") for path in UNCERTAIN}
    sides = [(name, group.inside) for name, group in GROUPS.items()]
    sides += [(name, not group.inside) for name, group in GROUPS.items() if group.apart]
    wanted = {f"{'inside' if inside else 'outside'}.{name.replace('.', '_')}" for name, inside in sides}
    assert wanted == {each for each in texts("en") if each.startswith(("inside.", "outside."))}


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("firms.ours.share", True), ("firms.north.share", False), ("firms.north.policy", False),
        ("policies.tci.learning.p_learn", True), ("policies.tqm.learning.p_learn", False),
        ("world.staff.turnover", True), ("world.staff.value_at_entry", False),
        ("world.improving.speed", True), ("world.economy.hire_cost", True), ("world.economy.tax", False),
        ("world.choice.taste", False), ("world.rivalry.entry_rate", False), ("network.tiers.0.lead_time", False),
        ("network.roles.supply.members", True), ("market.attributes.fit.shortfall", True),
        ("market.attributes.fit.kano", False), ("market.segments.demanding.weights.fit", False),
        ("market.customers", False), ("network.inside_lead_time", True), ("supplier_policy", False),
        ("shocks.0.world.staff.turnover", False),
    ],
)  # fmt: skip
def test_what_its_own_people_can_tell_is_inside_and_what_others_do_is_not(path, inside):
    assert place_of_fact(path, "ours", ["tci"]).inside == inside
