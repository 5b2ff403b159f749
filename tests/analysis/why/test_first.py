"""Where two worlds first part."""

import pytest

from tci_sim.analysis.why.first import AS_BUILT, first_difference
from tci_sim.scenario.load import load, variant


@pytest.fixture(scope="module")
def base(root):
    small = {"market.customers": 300, "months": 12, "burn_in": 4, "firms.ours.policy": "operations"}
    return variant(load(root / "scenarios" / "baseline.yaml"), small)


def parted(base, **changes):
    return first_difference(
        base, variant(base, {key.replace("__", "."): to for key, to in changes.items()}), 1
    )


@pytest.mark.parametrize(
    ("lever", "value", "phase", "array", "entity"),
    [
        ("value.markup", 0.5, "decide", "firms.costs.price", "ours"),
        ("improvement.time", 0.09, "decide", "nodes.work.improvement_time", "ours/"),
    ],
)
def test_a_lever_is_first_seen_where_it_acts(base, lever, value, phase, array, entity):
    found = first_difference(base, variant(base, {f"policies.operations.{lever}": value}), 1)
    assert (found.month, found.phase) == (0, phase)
    assert array in (found.array, *found.also)
    assert found.entity.startswith(entity)
    assert found.one != found.other


def test_what_acts_from_a_month_on_is_seen_in_that_month(base):
    later = variant(base, {"shocks": [{"kind": "supplier_failure", "month": 7, "target": "supplier 1.1", "size": 1.0,
                                       "duration": 3}]})  # fmt: skip
    found = first_difference(base, later, 1)
    assert found.month == 7
    assert found.array.startswith(("disruption.", "goods."))


def test_a_world_that_is_built_otherwise_parts_before_its_first_month(base):
    found = first_difference(base, variant(base, {"world.choice.consider_rate": 0.02}), 1)
    assert (found.phase, found.month) == (AS_BUILT, -4)
    assert found.array not in found.also


def test_worlds_of_other_sizes_part_as_they_are_built(base):
    found = first_difference(base, variant(base, {"market.customers": 310}), 1)
    assert (found.phase, found.place) == (AS_BUILT, ())


def test_the_same_never_parts(base):
    assert first_difference(base, base, 1) is None


def test_a_lever_that_nothing_asks_for_never_parts(base):
    assert first_difference(base, variant(base, {"policies.tci.improvement.time": 0.09}), 1) is None


def test_burn_ins_of_other_lengths_are_not_compared(base):
    assert first_difference(base, variant(base, {"burn_in": 5}), 1) is None
