"""What a whole answer to why costs, beside the branches of its groups alone."""

import time

import pytest

import tci_sim
from tci_sim.scenario.load import load, variant

pytestmark = pytest.mark.bench

CUSTOMERS, HISTORIES = 20_000, 2


def test_accounts_doors_and_chain_cost_little_beside_the_branches_of_the_groups(root, table):
    large = {"market.simulated": CUSTOMERS, "market.customers": CUSTOMERS}
    asked = variant(load(root / "scenarios" / "baseline.yaml"), large)

    def seconds(parts):
        begin = time.process_time()
        tci_sim.why(asked, firm_policies=("tqm", "tci"), replications=HISTORIES, threads=1, parts=parts)
        return time.process_time() - begin

    seconds("chain")  # what is compiled and linked is there by now
    groups, whole = zip(*[(seconds("groups"), seconds(())) for _ in range(3)], strict=True)
    ratios = [all_ / some for all_, some in zip(whole, groups, strict=True)]
    row = table.add(
        "a whole answer to why",
        CUSTOMERS,
        1,
        min(whole) / HISTORIES,
        "s",
        ratios=ratios,
        of="its groups alone",
    )
    assert row.times < 1.7
