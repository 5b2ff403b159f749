"""A comparison that cannot be made is refused before anything is run."""

import pytest

from tci_sim.analysis.compare_faults import check_comparison
from tci_sim.errors import InputError
from tci_sim.scenario.load import load, variant


@pytest.fixture
def chain(root, tmp_path):
    """Lay out two firms: `north` supplies `ours`, which sells to all customers."""
    nodes, edges = tmp_path / "nodes.csv", tmp_path / "edges.csv"
    nodes.write_text("name,firm\nmill,north\nshop,ours\n")
    edges.write_text("source,target\nmill,shop\n")
    generated = {"network.roles": None, "network.tiers": None, "network.supplier_contributions": None}
    others = {f"firms.{name}": None for name in ("south", "east", "west", "centre")}
    files = {"network.nodes": str(nodes), "network.edges": str(edges)}
    return variant(load(root / "scenarios" / "baseline.yaml"), {**generated, **others, **files})


def test_a_focal_firm_that_sells_to_nobody_is_refused(chain):
    one, other = (variant(chain, {"focal_firm": name}) for name in ("ours", "north"))
    check_comparison({"one": one, "same": one}, 2, 1, {}, 200)
    with pytest.raises(InputError) as told:
        check_comparison({"one": one, "other": other}, 2, 1, {}, 200)
    assert str(told.value) == "other: focal_firm = north: this firm sells to no customers."
