"""What policies cost in a year, as a table: a row for each account, a column for each policy, in % of revenue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tci_sim.messages import Message, Value, listing, message
from tci_sim.messages.numbers import number, scale
from tci_sim.names import measure_label
from tci_sim.render.table import Cell, Part, Table
from tci_sim.scenario.labels import label_in

if TYPE_CHECKING:
    from tci_sim.analysis.policy_costs import PolicyCost
    from tci_sim.scenario.schema import Scenario

_PLACES = 2


def table_parts(file: str, scenario: Scenario, costs: Sequence[PolicyCost]) -> list[Part]:
    """Return the lines and the table that show what each policy costs; nothing where none was worked out."""
    from tci_sim.analysis.policy_costs import GROUPS, REDESIGN_YEARS

    if not costs:
        return []
    money = scale([sum_of(each) for each in costs], "currency")
    rows: list[list[Cell]] = [["", *[label_in(scenario, "policy", each.policy) for each in costs]]]
    rows += [
        [_line(line), *[_percent(each.money[line], each.revenue) for each in costs]]
        for line in GROUPS
        if GROUPS[line] != "failure" and any(each.money[line] for each in costs)
    ]
    rows.append([message("costs.total"), *[_percent(sum_of(each), each.revenue) for each in costs]])
    rows.append([message("costs.of_wages"), *[_percent(sum_of(each), each.wages) for each in costs]])
    rows.append(
        [
            message("costs.money", unit=money.unit),
            *[number(sum_of(each) * money.factor, money.digits) for each in costs],
        ]
    )
    rows += [
        [_line(line), *[_percent(each.money[line], each.revenue) for each in costs]]
        for line in GROUPS
        if GROUPS[line] == "failure"
    ]
    rows.append(
        [message("costs.all"), *[_percent(sum_of(each, failures=True), each.revenue) for each in costs]]
    )
    return [message("costs.title", file=file, years=REDESIGN_YEARS), Table(rows, headings=1)]


def sum_of(cost: PolicyCost, *, failures: bool = False) -> float:
    """Add up what a policy costs in money and time, and what failures cost if asked. [currency]."""
    return cost.total() if failures else cost.total("programme", "time")


def sentence(cost: PolicyCost) -> Message:
    """Say what a policy costs in a year: in all, then account by account."""
    from tci_sim.analysis.policy_costs import REDESIGN_YEARS

    money = scale([sum_of(cost)], "currency")
    lines = [
        message("costs.one", line=_line(line), share=_percent(each, cost.revenue))
        for line, each in cost.money.items()
        if each > 0.0
    ]
    said: dict[str, Value] = {
        "money": number(sum_of(cost) * money.factor, money.digits), "unit": money.unit,
        "of_revenue": _percent(sum_of(cost), cost.revenue), "of_wages": _percent(sum_of(cost), cost.wages),
        "all": _percent(sum_of(cost, failures=True), cost.revenue), "years": REDESIGN_YEARS,
    }  # fmt: skip
    return message("costs.sentence", lines=listing(lines, "and"), **said)


def _line(line: str) -> Message | str:
    """Return what a line is called: as the account's measure is, or by a name of its own."""
    from tci_sim.analysis.policy_costs import PROGRAMME_LINES, RUNNING

    if line in PROGRAMME_LINES and line != RUNNING:
        return measure_label(f"{line}_paid")
    return message(f"costs.{line}")


def _percent(cost: float, of: float) -> str:
    return f"{100.0 * cost / of:.{_PLACES}f}" if of > 0.0 else "-"
