"""What higher prices and better quality of all firms do to the account of customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tci_sim.analysis.validation.probes.markets import by_firm
from tci_sim.analysis.validation.probes.scales import surely_below
from tci_sim.analysis.validation.readings import Estimate, Floats, Probe, Ratio, Readings, estimate, recorded
from tci_sim.simulation import Simulation
from tci_sim.statistics.exact import exact_mean, exact_sum

_POINTS = 100.0


def _account(simulation: Simulation) -> Readings:
    """Read what offers were worth to customers, what was sold at which prices, and what was delivered."""
    account = recorded(simulation, "market", "value_customers")
    return {
        "months": account,
        "units": by_firm(simulation, "units_sold"),
        "prices": by_firm(simulation, "price"),
        "account": float(exact_sum(account)),
        "quality": _POINTS * float(exact_mean(recorded(simulation, "market", "delivered_quality"))),
    }


def _array(run: Readings, name: str) -> Floats:
    found = run[name]
    assert isinstance(found, np.ndarray)
    return found


def _bill(units: Floats, prices: Floats) -> float:
    """Return what units cost from the second month on; a price is recorded as it is set for the month after."""
    return float(exact_sum((units[1:] * prices[:-1]).ravel()))


def _of_accounts(runs: Sequence[Readings], others: Sequence[Readings]) -> Mapping[str, Estimate]:
    """Hold the account of customers against a paired one: what a higher price costs them, what better quality gives."""
    pairs = list(zip(runs, others, strict=True))
    changes = np.stack([_array(run, "months") - _array(other, "months") for run, other in pairs])
    costs = [
        -_bill(_array(other, "units"), _array(run, "prices") - _array(other, "prices"))
        for run, other in pairs
    ]
    found = {"months_below": Estimate(float(surely_below(changes)), None)}
    if any(costs):
        lost = [
            {"roy": Ratio(float(exact_sum(change)), cost)}
            for change, cost in zip(changes, costs, strict=True)
        ]
        found["roy"] = estimate("roy", lost)
    return found


customers_account = Probe(_account, compare=_of_accounts)
