"""The accounts of a difference: tables that add up to the last digit shown, a sentence, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tci_sim.analysis.why.accounts import (
    FOLLOWS_VOLUME,
    PRESENT,
    PROFIT,
    SATISFACTION,
    Account,
    AccountsData,
    names_of,
    parts_named,
)
from tci_sim.analysis.why.why import WhyData
from tci_sim.engine.state.types import MICRO
from tci_sim.messages import Message, Text, Value, message
from tci_sim.messages.numbers import Scale, interval, number, scale
from tci_sim.messages.quantities import Length, Percent
from tci_sim.plots.intervals import Dots, dots
from tci_sim.plots.lines import LinePanel, lines
from tci_sim.plots.picture import Picture
from tci_sim.render import data
from tci_sim.render.table import Cell, Part, Table
from tci_sim.runs.figures import LAST_MONTHS
from tci_sim.scenario.labels import label_in
from tci_sim.statistics.apportion import Integers, apportion, whole_sum
from tci_sim.statistics.exact import running_sums
from tci_sim.statistics.paired import Interval, student_interval
from tci_sim.views.why.part import PartView, of_both

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PRICE = "sales"


def _said(found: WhyData, accounts: AccountsData, profit: str = PROFIT) -> list[Part]:
    """Say what profit, discounted or not, and satisfaction differ by most."""
    lines: list[Part] = []
    for what, account in accounts.accounts.items():
        if what not in (profit, SATISFACTION):
            continue
        if account is None:
            lines.append(message(f"why.accounts.{what}.unknown"))
        elif what == profit:
            lines.append(_profit_sentence(account))
        else:
            lines.append(_satisfaction_sentence(account))
    return lines


def _profit_sentence(account: Account) -> Message:
    """Say what volume, price and costs bring together, as the table shows them."""
    size, names, cells = _profit_cells(account)
    by_volume, by_rate = (int(each) for each in whole_sum(cells, axis=0))
    price = int(cells[names.index(PRICE), 1]) if PRICE in names else 0
    shown = {"volume": by_volume, "price": price, "costs": by_rate - price, "total": by_volume + by_rate}
    said: dict[str, Value] = {name: _written(value, size) for name, value in shown.items()}
    return message(f"why.accounts.{account.what}.said", unit=size.unit, **said)


def _satisfaction_sentence(account: Account) -> Message:
    """Say what groups of causes bring together, as the table shows them."""
    size, names, cells = _satisfaction_cells(account)
    quality, surprise, rest = (int(each) for each in whole_sum(cells, axis=0))
    of = dict(zip(names, cells[:, -1].tolist(), strict=True))
    apart = {"price": of["price"], "image": of["image"], "customers": of["came"] + of["left"]}
    shown = {"quality": quality, "surprise": surprise, **apart, "other": rest - sum(apart.values())}
    said: dict[str, Value] = {name: _written(value, size) for name, value in shown.items()}
    total = _written(quality + surprise + rest, size)
    return message("why.accounts.satisfaction.said", total=total, **said)


def _table(found: WhyData, accounts: AccountsData) -> list[Part]:
    parts: list[Part] = []
    profit, present = accounts.accounts.get(PROFIT), accounts.accounts.get(PRESENT)
    if profit is not None and present is not None:
        parts += _profit_parts(found, profit, present)
    satisfaction = accounts.accounts.get(SATISFACTION)
    if satisfaction is not None:
        parts += [*([""] if parts else []), *_satisfaction_parts(found, satisfaction)]
    return parts


def _profit_parts(found: WhyData, profit: Account, present: Account) -> list[Part]:
    """Lay out a row an account: by volume, by rate or price, together, and discounted."""
    size, names, cells = _profit_cells(profit)
    later = _by_name(present, size, names)
    rows: list[list[Cell]] = [
        [
            message("why.accounts.account"),
            message("why.accounts.by_volume"),
            message("why.accounts.by_rate"),
            message("why.accounts.together"),
            message("why.accounts.discounted"),
        ],
        ["", size.unit, size.unit, size.unit, size.unit],
    ]
    for name, row, after in zip(names, cells, later, strict=True):
        of_volume = _written(int(row[0]), size) if name in FOLLOWS_VOLUME else ""
        whole = _with_ends(int(whole_sum(row)), _interval_of(profit, parts_named(profit, name)), size)
        rows.append(
            [account_label(name), of_volume, _written(int(row[1]), size), whole, _written(int(after), size)]
        )
    in_volume, in_rate = (int(each) for each in whole_sum(cells, axis=0))
    every = list(range(len(profit.parts)))
    rows.append(
        [
            message("why.accounts.in_all"),
            _written(in_volume, size),
            _written(in_rate, size),
            _with_ends(in_volume + in_rate, _interval_of(profit, every), size),
            _written(int(whole_sum(later)), size),
        ]
    )
    return [
        of_both(found, "why.accounts.profit.head", length=Length(found.comparison.months)),
        Table(rows),
        message("why.accounts.profit.note", discount=Percent(found.comparison.discount)),
        *_left_out(profit),
    ]


def _satisfaction_parts(found: WhyData, account: Account) -> list[Part]:
    """Lay out a row an attribute, by quality and by surprise, then the other causes."""
    size, names, cells = _satisfaction_cells(account)
    rows: list[list[Cell]] = [
        [
            message("why.accounts.cause"),
            message("why.accounts.quality"),
            message("why.accounts.surprise"),
            message("why.accounts.together"),
        ],
        ["", size.unit, size.unit, size.unit],
    ]
    for name, row in zip(names, cells, strict=True):
        ways = {account.parts[place].way for place in parts_named(account, name)}
        by_way = [
            _written(int(row[k]), size) if way in ways else ""
            for k, way in enumerate(("quality", "surprise"))
        ]
        whole = _with_ends(int(whole_sum(row)), _interval_of(account, parts_named(account, name)), size)
        rows.append([cause_label(found, account, name), *by_way, whole])
    quality, surprise, _ = (int(each) for each in whole_sum(cells, axis=0))
    every = list(range(len(account.parts)))
    rows.append(
        [
            message("why.accounts.in_all"),
            _written(quality, size),
            _written(surprise, size),
            _with_ends(int(whole_sum(cells.ravel())), _interval_of(account, every), size),
        ]
    )
    return [
        of_both(found, "why.accounts.satisfaction.head", months=min(LAST_MONTHS, found.comparison.months)),
        Table(rows),
        message("why.accounts.satisfaction.note"),
        *_left_out(account),
    ]


def _profit_cells(account: Account) -> tuple[Scale, Sequence[str], Integers]:
    """Return the scale, the accounts that moved, and their parts as shown, by volume and by rate; see `_cells`."""
    size = _scale_of(account)
    names = [name for name in names_of(account) if account.whole[:, parts_named(account, name)].any()]
    return size, names, _cells(account, size, names, ("volume", "rate"))


def _satisfaction_cells(account: Account) -> tuple[Scale, Sequence[str], Integers]:
    """Return the scale, all causes, and their parts as shown, by quality, by surprise and neither; see `_cells`."""
    size, names = _scale_of(account, differences=True), names_of(account)
    return size, names, _cells(account, size, names, ("quality", "surprise", ""))


def _left_out(account: Account) -> list[Part]:
    return [message("why.accounts.left_out", count=account.left_out)] if account.left_out else []


def _scale_of(account: Account, *, differences: bool = False) -> Scale:
    values, total = account.over_pairs()
    return scale([*(values / MICRO).tolist(), total / MICRO], account.unit, differences=differences)


def _shown(values: Sequence[int], total: int, size: Scale) -> Integers:
    """Round parts to the digits that are shown, so that they add up to their sum as it is shown."""
    factor = size.factor * 10.0**size.digits / MICRO
    return apportion(np.array(values, np.float64) * factor, np.int64(np.rint(total * factor)))


def _cells(account: Account, size: Scale, names: Sequence[str], ways: Sequence[str]) -> Integers:
    """Return the parts of each name by way as they are shown, which add up in all directions, (name, way)."""
    values, total = account.over_pairs()
    table = np.zeros((len(names), len(ways)), np.int64)
    shown = np.zeros_like(table)
    for row, name in enumerate(names):
        for place in parts_named(account, name):
            table[row, ways.index(account.parts[place].way)] = values[place]
    there = table != 0
    if there.any():
        shown[there] = _shown(table[there].tolist(), total, size)
    return shown


def _by_name(account: Account, size: Scale, names: Sequence[str]) -> Integers:
    values, total = account.over_pairs()
    if not names:
        return np.zeros(0, np.int64)
    return _shown([int(whole_sum(values[parts_named(account, name)])) for name in names], total, size)


def _interval_of(account: Account, places: list[int]) -> Interval:
    return student_interval(whole_sum(account.whole[:, places]) / MICRO)


def _written(steps: int, size: Scale) -> str:
    """Write a number that is counted in steps of the last digit that is shown."""
    return number(steps / 10.0**size.digits, size.digits, sign=True)


def _with_ends(steps: int, found: Interval, size: Scale) -> str:
    mean = steps / 10.0**size.digits
    return interval([mean, float(found.low) * size.factor, float(found.high) * size.factor], size.digits)


def account_label(name: str) -> Text | str:
    """Return what an account is called."""
    return message(f"why.account.{name}")


def cause_label(found: WhyData, account: Account, name: str) -> Text | str:
    """Return what a cause of satisfaction is called: an attribute as its scenario calls it."""
    if any(account.parts[place].way for place in parts_named(account, name)):
        return label_in(found.comparison.questions[found.names[0]], "attribute", name)
    return message(f"why.cause.{name}")


def _json(accounts: AccountsData) -> dict[str, Any]:
    return {
        what: None if account is None else _account_json(account)
        for what, account in accounts.accounts.items()
    }


def _account_json(account: Account) -> dict[str, Any]:
    values, total = account.over_pairs()
    ends = account.intervals()
    months, totals = account.over_pairs_by_month()
    return {
        "unit": account.unit,
        "pairs": len(account.whole),
        "left_out": account.left_out,
        "step": 1 / MICRO,
        "total": {"steps": total, "low": data.plain(ends.low[-1]), "high": data.plain(ends.high[-1])},
        "parts": [
            {"name": part.name, "way": part.way, "steps": value, "low": data.plain(low), "high": data.plain(high),
             "months": each}
            for part, value, low, high, each in zip(
                account.parts, values.tolist(), ends.low, ends.high, months.T.tolist(), strict=False
            )
        ],
        "months": totals.tolist(),
    }  # fmt: skip


def _profit_picture(found: WhyData, accounts: AccountsData, ax: Axes | None = None) -> Picture:
    """Draw volume, price and the rate of every account, each with its interval."""
    account = accounts.accounts[PROFIT]
    assert account is not None
    groups = profit_groups(account)
    return _dots(found, account, groups, "why.accounts.profit.title", message("why.accounts.account"), ax)


def _satisfaction_picture(found: WhyData, accounts: AccountsData, ax: Axes | None = None) -> Picture:
    """Draw each cause with its interval."""
    account = accounts.accounts[SATISFACTION]
    assert account is not None
    groups: dict[Value, list[int]] = {}
    for place, part in enumerate(account.parts):
        label = cause_label(found, account, part.name)
        groups[message(f"why.accounts.of_{part.way}", attribute=label) if part.way else label] = [place]
    return _dots(found, account, groups, "why.accounts.satisfaction.title", message("why.accounts.cause"), ax)


def profit_groups(account: Account) -> dict[Value, list[int]]:
    """Gather the parts of profit: volume at its own margin, price, and the rate of every account that moved."""
    volume = [place for place, part in enumerate(account.parts) if part.way == "volume"]
    groups: dict[Value, list[int]] = {message("why.accounts.volume"): volume}
    for place, part in enumerate(account.parts):
        if part.way == "rate" and account.whole[:, place].any():
            label = message("why.accounts.price") if part.name == PRICE else account_label(part.name)
            groups[label] = [place]
    return groups


def _dots(
    found: WhyData,
    account: Account,
    groups: Mapping[Value, list[int]],
    title: str,
    rows: Value,
    ax: Axes | None,
) -> Picture:
    each = [_interval_of(account, places) for places in groups.values()]
    every = _interval_of(account, list(range(len(account.parts))))
    ends = np.array([[float(end) for end in one] for one in (*each, every)])
    panel = Dots(
        title=of_both(found, title),
        names=(*groups, message("why.accounts.in_all")),
        mean=ends[:, 0], low=ends[:, 1], high=ends[:, 2], unit=account.unit, rows=rows,
        quantity=message("why.accounts.adds"), caption=(message("why.accounts.caption", pairs=len(account.whole)),),
        differences=True,
    )  # fmt: skip
    return Picture(dots(panel, ax))


def _months_picture(found: WhyData, accounts: AccountsData, ax: Axes | None = None) -> Picture:
    """Draw the difference in profit added up over months: volume, price, costs, and all of it."""
    import pandas as pd

    account = accounts.accounts[PROFIT]
    assert account is not None
    months, totals = account.over_pairs_by_month()
    volume = [part.way == "volume" for part in account.parts]
    price = [part == (PRICE, "rate") for part in account.parts]
    columns = {
        "volume": whole_sum(months[:, volume]),
        "price": whole_sum(months[:, price]),
        "costs": whole_sum(months[:, ~np.array(volume) & ~np.array(price)]),
        "in_all": totals,
    }
    table = pd.DataFrame(
        {name: running_sums(values) / MICRO for name, values in columns.items()},
        index=pd.RangeIndex(len(totals), name="month"),
    )
    panel = LinePanel(
        title=of_both(found, "why.accounts.months_title"), table=table, unit=account.unit,
        quantity=message("why.accounts.adds"), differences=True,
        caption=(message("why.accounts.months_caption", pairs=len(account.whole)),),
        labels={name: message(f"why.accounts.{name}") for name in columns},
    )  # fmt: skip
    return Picture(lines(panel, ax))


VIEW = PartView(
    _said,
    _table,
    _json,
    MappingProxyType(
        {"profit": _profit_picture, "profit_by_month": _months_picture, "satisfaction": _satisfaction_picture}
    ),
    lambda accounts, which: (
        accounts.accounts.get(SATISFACTION if which == SATISFACTION else PROFIT) is not None
    ),
    lambda found, accounts: _said(found, accounts, PRESENT),
)
"""How the accounts are shown."""
