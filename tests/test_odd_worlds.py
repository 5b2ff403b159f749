"""Odd worlds are worlds: nobody, one customer, one firm, no supplier, a million customers; each month adds up."""

import numpy as np
import pytest
from worlds import lived, small_market

from tci_sim.api.run import run
from tci_sim.cli import main

SHORT = {"months": 14, "burn_in": 3}
ALONE = {f"firms.{name}": None for name in ("north", "south", "east", "west", "centre")}
NO_SUPPLIERS = {"network.tiers": None, "network.supplier_contributions": None} | {
    "network.roles.production.contributions": {
        "fit": 0.3,
        "reliability": 0.65,
        "delivery": 0.4,
        "customisation": 0.35,
    }
}


@pytest.mark.parametrize(
    "changes",
    [
        {"market.customers": 1},
        {"market.customers": 1, **ALONE},
        {"market.customers": 3, "market.friends": 32},
        {"market.customers": 0},
        {"market.customers": 0, **ALONE},
        ALONE,
        NO_SUPPLIERS,
        {**ALONE, **NO_SUPPLIERS, "market.customers": 1},
    ],
    ids=["one customer", "one of each", "more friends than people", "no market", "no market, one firm", "one firm",
         "no suppliers", "nearly nothing"],
)  # fmt: skip
def test_an_odd_world_runs_and_adds_up(changes):
    history = lived(small_market({**SHORT, **changes}))
    assert history.month == SHORT["months"]
    assert history.state.books.checks.fault[0] == 0
    assert len(history.state.customers.firm) == history.scenario.market.customers
    assert np.isfinite(history.state.customers.satisfaction).all()
    assert np.isfinite(history.state.firms.costs.price).all()


@pytest.mark.parametrize("customers", [0, 1])
def test_an_odd_world_is_reported_and_drawn(root, tmp_path, capsys, customers):
    few = ["--set", f"market.customers={customers}", "--set", "months=14", "--set", "burn_in=3", "--quiet"]
    out = tmp_path / "a [b] 'c' 結果"
    code = main(["run", str(root / "scenarios" / "baseline.yaml"), *few, "--out", str(out)])
    data, talk = capsys.readouterr()
    assert (code, talk) == (0, "")
    assert [line.split()[0] for line in data.splitlines()[5:]] == [
        "our",
        "north",
        "south",
        "east",
        "west",
        "centre",
    ]
    assert len(list(out.glob("*/pictures/*.png"))) == 8


@pytest.mark.slow
def test_a_million_customers_run_and_add_up():
    result = run(small_market({"market.customers": 1_000_000, "months": 3, "burn_in": 2}), seed=1)
    customers = result.to_frame("customers", kind="firm").groupby("month")["value"].sum()
    assert (customers <= 1_000_000).all()
    assert (customers > 990_000).all()  # few find nothing that they want
    assert result.table("satisfaction").gt(0).all().all()
