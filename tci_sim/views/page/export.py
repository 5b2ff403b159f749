"""From a scenario to its page: what is compared for the report, what is shipped for the screen, in one document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tci_sim.analysis.compare import compare
from tci_sim.analysis.run import run
from tci_sim.designs.variants import variants_of
from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.load import variant
from tci_sim.scenario.schema import Scenario
from tci_sim.views.page.asked import asked_of, regimes_of
from tci_sim.views.page.document import document
from tci_sim.views.page.report import comparison_report, run_report
from tci_sim.views.page.shipped import shipped_of
from tci_sim.wasm.files import module_path
from tci_sim.wasm.image import image_of

SIMULATED = 2_000
"""Customers that a page simulates where the scenario does not say how many."""

MOST_BYTES = 1_000_000
"""How long a page is at most. [bytes]"""

MOST_MEMORY = 64_000_000
"""How much the worlds of a page take at most, all together. [bytes]"""

MOST_MONTHS = 600


class Exported(NamedTuple):
    """A page with a screen."""

    html: str
    notes: tuple[Message, ...]
    """What must be said of it beside it."""


def export(
    scenario: Scenario,
    levers: Sequence[str] = (),
    uncertainties: Sequence[str] = (),
    shocks: Sequence[str | Mapping[str, Any]] = (),
    measures: Sequence[str] = (),
    pairs: int | None = None,
    *,
    policies: Sequence[str] = (),
    on_progress: Callable[[int, int], None] | None = None,
    threads: int | None = None,
) -> Exported:
    """Make a page in the language in use; parameters, returns and errors are those of `tci_sim.export`."""
    baseline, notes = _baseline(scenario, policies)
    asked = asked_of(baseline, levers, uncertainties, shocks, measures, pairs)
    module = module_path().read_bytes()
    shipped = shipped_of(baseline, asked, module, what_if=policies[1] if len(policies) > 1 else None)
    check_worlds(baseline, asked.pairs, shipped["described"])
    own = baseline.firms[focal_firm(baseline)].policy
    compared = list(policies) if len(policies) > 1 else regimes_of(baseline)
    if len(compared) > 1:
        found = compare(
            baseline,
            firm_policies=compared,
            replications=asked.pairs,
            threads=threads,
            on_progress=on_progress,
        )
        report = comparison_report(found, asked.measures)
    else:  # there is no other policy to compare this one with
        assert compared == [own]
        report = run_report(run(baseline, threads=threads, on_progress=on_progress), asked.measures)
    return Exported(check_whole_page(document(report, shipped)), tuple(notes))


def check_whole_page(page: str) -> str:
    """Refuse a page that would be too long to write."""
    if len(page.encode()) > MOST_BYTES:
        size, most = (f"{each // 1000:,}" for each in (len(page.encode()), MOST_BYTES))
        raise InputError(message("page.fault.bytes", size=size, most=most))
    return page


def _baseline(scenario: Scenario, policies: Sequence[str]) -> tuple[Scenario, list[Message]]:
    """Return what a page simulates, and what must be said of it: of a large market some customers."""
    faults = []
    if not scenario.firms:
        faults.append(message("page.fault.no_firm"))
    if scenario.until == "settled":
        faults.append(message("page.fault.settled"))
    if scenario.months > MOST_MONTHS:
        faults.append(message("page.fault.months", months=str(scenario.months), most=str(MOST_MONTHS)))
    if faults:
        raise InputError(*faults)
    if policies:
        scenario = (
            variants_of(scenario, policies)[policies[0]]
            if len(policies) > 1
            else _with_policy(scenario, *policies)
        )
    market = scenario.market
    if market.simulated or market.customers <= SIMULATED:
        return scenario, []
    about = {"simulated": f"{SIMULATED:,}", "customers": f"{market.customers:,}"}
    return variant(scenario, {"market.simulated": SIMULATED}), [message("page.sampled", **about)]


def _with_policy(scenario: Scenario, policy: str) -> Scenario:
    return variant(scenario, {f"firms.{focal_firm(scenario)}.policy": policy})


def check_worlds(scenario: Scenario, pairs: int, described: Mapping[str, Any]) -> None:
    """Refuse worlds that would take too much of a browser's memory, with the number of customers that fits."""
    one = described["kept"]["size"]
    if one * (pairs + 2) <= MOST_MEMORY:
        return
    people = scenario.market.people
    without = image_of(variant(scenario, {"market.simulated": min(people, 100)})).described["kept"]["size"]
    each = (one - without) / max(people - 100, 1)
    fits = int((MOST_MEMORY / (pairs + 2) - without) / each) + 100 if each > 0 else 0
    if fits < 100:
        megabytes, most = (f"{size / 1e6:.0f}" for size in (without * (pairs + 2), MOST_MEMORY))
        raise InputError(message("page.fault.world_too_large", megabytes=megabytes, most=most))
    about = {"simulated": f"{people:,}", "fits": str(fits * 95 // 10_000 * 100), "pairs": str(pairs)}
    raise InputError(message("page.fault.too_large", **about))
