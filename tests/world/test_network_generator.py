"""Networks drawn up from roles and tiers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tci_sim.errors import InputError
from tci_sim.world.network import ValueNetwork
from tci_sim.world.network_generator import DEFAULT_ROLES, RoleSpec, SupplierSpec, generate_network


def edges_of(network: ValueNetwork) -> list[tuple[str, str, str]]:
    return [(row["source"], row["target"], row["kind"]) for row in network.edge_table()]


def test_the_default_firm_has_six_units_wired_as_described() -> None:
    network = generate_network(["A"])
    assert set(edges_of(network)) == {
        ("A/procurement", "A/production", "goods"),
        ("A/production", "A/logistics", "goods"),
        ("A/logistics", "A/sales", "goods"),
        ("A/design", "A/production", "work"),
        ("A/design", "A/service", "work"),
        ("A/service", "A/sales", "work"),
    }
    assert [n for n, outlet in zip(network.name, network.outlet, strict=True) if outlet] == ["A/sales"]
    front = [n for n, front in zip(network.name, network.front_line, strict=True) if front]
    assert front == ["A/service", "A/sales"]


def test_firms_keep_the_order_in_which_they_are_named() -> None:
    firms = [f"firm {letter}" for letter in "ZAMBY"]
    tiers = [SupplierSpec(tier=1, count=4, links=2), SupplierSpec(tier=2, count=2)]
    network = generate_network(firms, [RoleSpec("sell", buys=True, outlet=True)], tiers)
    assert network.selling_firms == tuple(firms)
    assert network.tier.max() == 2


def test_buyers_share_suppliers_dealt_out_in_turn() -> None:
    network = generate_network(["A", "B", "C"], suppliers=[SupplierSpec(tier=1, count=4, links=2)])
    bought = [(s, t) for s, t, _ in edges_of(network) if t.endswith("procurement")]
    assert bought == [
        ("supplier 1.1", "A/procurement"),
        ("supplier 1.2", "A/procurement"),
        ("supplier 1.3", "B/procurement"),
        ("supplier 1.4", "B/procurement"),
        ("supplier 1.1", "C/procurement"),
        ("supplier 1.2", "C/procurement"),
    ]


def test_suppliers_of_ones_own_serve_no_other_firm() -> None:
    network = generate_network(
        ["A", "B"], suppliers=[SupplierSpec(1, 2, shared=False), SupplierSpec(2, 1, shared=False)]
    )
    goods = [(s, t) for s, t, _ in edges_of(network) if "supplier" in s]
    assert all(s[0] == t[0] for s, t in goods)
    assert ("A/supplier 2.1", "A/supplier 1.2") in goods
    assert len(network.firms) == 2 + 2 * 3


def test_a_role_with_several_units_is_joined_to_all_units_that_serve_it() -> None:
    roles = (
        RoleSpec("make", units=3, buys=True),
        RoleSpec("sell", units=2, upstream=(("make", "goods"),), outlet=True, lead_time=2),
    )
    network = generate_network(["A"], roles, weights=[10.0])
    assert network.name == ("A/make", "A/make 2", "A/make 3", "A/sell", "A/sell 2")
    assert network.milli_units.tolist() == [334, 333, 333] * 2
    assert network.edge_lead_time.tolist() == [2] * 6
    assert network.demand_share.tolist() == [0, 0, 0, 0.5, 0.5]
    assert network.market_weight.tolist() == [10]


@given(
    firms=st.integers(1, 7),
    counts=st.lists(st.integers(1, 8), max_size=3),
    links=st.integers(1, 8),
    shared=st.booleans(),
)
def test_every_buyer_gets_exactly_one_unit_and_every_supplier_has_a_buyer(
    firms: int, counts: list[int], links: int, shared: bool
) -> None:
    tiers = [
        SupplierSpec(k + 1, count, links=min(links, count), shared=shared) for k, count in enumerate(counts)
    ]
    network = generate_network([f"f{f}" for f in range(firms)], suppliers=tiers)
    goods = network.goods
    received = np.bincount(network.target[goods], network.milli_units[goods], len(network.name))
    assert set(received.tolist()) <= {0, 1000}
    suppliers = [n for n, role in enumerate(network.role) if role == "supplier"]
    assert len(suppliers) == sum(counts) * (1 if shared else firms)
    assert all(network.downstream(n).size >= 1 for n in suppliers)
    drawn_on = [network.upstream(n).size for n, role in enumerate(network.role) if role == "procurement"]
    assert not tiers or min(drawn_on) >= tiers[0].links


def test_lead_times_stand_where_they_are_used() -> None:
    network = generate_network(["A"], suppliers=[SupplierSpec(1, 1, lead_time=3)], outside_lead_time=5)
    assert network.edge_lead_time[network.edges_into(network.name.index("A/procurement"))].tolist() == [3]
    assert network.lead_time[network.name.index("supplier 1.1")] == 5


def test_all_that_is_wrong_in_a_plan_is_said_at_once() -> None:
    roles = [
        RoleSpec("make"),
        RoleSpec("make"),
        RoleSpec("sell", upstream=(("mke", "goods"),), outlet=True, units=0),
    ]
    tiers = [
        SupplierSpec(1, count=0),
        SupplierSpec(3, count=2, links=3, shared=False),
    ]
    with pytest.raises(InputError) as caught:
        generate_network([], roles, tiers, weights=[1.0])
    assert list(caught.value.faults) == [
        "roles.make: duplicate name.",
        "roles.sell.units = 0: must be at least 1.",
        "roles.sell.upstream = mke: there is no role of that name. Did you mean 'make'?",
        "roles: no role has buys = true, but there are suppliers; at least one role must buy from them.",
        "suppliers: tiers are [1, 3]: must be 1, 2, ... without gaps or repeats.",
        "suppliers.1.count = 0: must be at least 1.",
        "suppliers.3.links = 3: must be from 1 to 2 (the count).",
        "suppliers.3.shared = false: must be true, because the tier before it is shared.",
        "firms: must name at least one firm.",
        "weights: 1 weights for 0 firms: must be one per firm.",
    ]


def test_roles_that_serve_one_another_in_a_circle_are_refused() -> None:
    roles = [
        RoleSpec("a", upstream=(("b", "work"),)),
        RoleSpec("b", upstream=(("a", "work"),)),
        *DEFAULT_ROLES,
    ]
    with pytest.raises(InputError, match=r"closes a cycle.* 'A/a' -> 'A/b' -> 'A/a'\."):
        generate_network(["A"], roles)
