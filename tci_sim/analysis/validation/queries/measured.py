"""Read from a query what is measured, of whom and when, and how that becomes one number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from tci_sim.analysis.validation.queries.located import check_keys, either, number, refused, together, whole
from tci_sim.analysis.validation.queries.summaries import RELATIONS, RULES, Axis, rules_over
from tci_sim.analysis.validation.queries.tree import Condition, Measured, Months, Place, Summary
from tci_sim.analysis.validation.queries.world import YEAR
from tci_sim.bounds import MOST_NAMES
from tci_sim.engine.measures.columns import MEASURES, Kind
from tci_sim.errors import meant
from tci_sim.messages import Message, message
from tci_sim.runs.holders import has_measure
from tci_sim.scenario.tree import Path, inside
from tci_sim.scenario.yaml_file import Node

KEYS = ("measure", "of", "at", "every", "over_time", "over_holders", "holders_first")
"""What may be said of a measure."""
WINDOWS = ("month", "months", "year", "years", "last", "from")
"""What `at` takes."""
RANGES, FROM_1 = ("months", "years"), ("year", "years", "last")
"""Which of these are the ends of a range, and which count from 1 and not from 0."""
MOST_MONTHS = 1200
"""Months that a run has at most."""

_TAKES: Mapping[str, Callable[[str], Message]] = {
    "nothing": lambda name: message("fault.query.takes_nothing", name=name),
    "condition": lambda name: message("fault.query.takes_condition", name=name, relations=either(RELATIONS)),
    "steps": lambda name: message("fault.query.takes_steps", name=name),
}


def read_measured(node: Node, path: Path, also: tuple[str, ...] = ()) -> Measured:
    """Read a mapping that begins with `measure`; `also` are keys that stand beside it at the top of a query.

    Raises
    ------
    InputError
        With one line for each fault.
    """
    reads: Mapping[str, Callable[[Node, Path], Any]] = {
        "measure": measure_and_kind, "of": _holders, "at": _months, "every": partial(_only, "year"),
        "over_time": partial(read_summary, "time"), "over_holders": partial(read_summary, "holders"),
        "holders_first": partial(_only, True),
    }  # fmt: skip
    entries = inside(node)
    given: dict[str, Callable[[], Any]] = {
        key: partial(reads[key], entries[key], (*path, key)) for key in KEYS if key in entries
    }
    if "of" not in entries:
        given["of"] = partial(_missing, node, (*path, "of"))
    _, *values = together([partial(check_keys, node, path, (*KEYS, *also)), *given.values()])
    found = dict(zip(given, values, strict=True))
    kind, measure = found["measure"]
    return Measured(
        measure, kind, found["of"], found.get("at", Months(0, None)), "every" in found,
        found.get("over_time"), found.get("over_holders"), "holders_first" in found, Place(node, path),
    )  # fmt: skip


def measure_and_kind(node: Node, path: Path) -> tuple[Kind | None, str]:
    """Read the name of a measure, with the kind of its holder before a dot where there is one."""
    text = node.value if isinstance(node.value, str) else ""
    before, _, name = text.rpartition(".")
    kinds = [kind for kind in MEASURES if before in ("", kind)]
    if not kinds:
        raise refused(node, path, meant("fault.query.kind", before, MEASURES, kinds=either(MEASURES)))
    if not any(has_measure(kind, name) for kind in kinds):
        known = dict.fromkeys(each.name for kind in kinds for each in MEASURES[kind])
        raise refused(node, path, meant("fault.measure", name, known))
    return (kinds[0] if before else None), name


def _missing(node: Node, path: Path) -> None:
    raise refused(node, path, message("fault.required"), seen=False)


def _holders(node: Node, path: Path) -> tuple[str, ...]:
    each = node.value if isinstance(node.value, tuple) else (node,)
    names = [one.value for one in each if isinstance(one.value, str) and one.value]
    if not 1 <= len(each) <= MOST_NAMES or len(names) < len(each):
        raise refused(node, path, message("fault.query.holders", most=MOST_NAMES))
    return tuple(names)


def _months(node: Node, path: Path) -> Months:
    """Read which months are meant: one, a range, a year, years, the last ones, or all from one on."""
    entries = inside(node)
    if len(entries) != 1 or not entries.keys() <= set(WINDOWS):
        wrong = meant("fault.query.window", next(iter(entries), ""), WINDOWS, windows=either(WINDOWS))
        raise refused(node, path, wrong)
    [(key, below)] = entries.items()
    least = int(key in FROM_1)
    if key in RANGES:
        first, last = _range(below, (*path, key), least)
    else:
        first = last = whole(below, (*path, key), least, MOST_MONTHS)
    if key in ("year", "years"):
        return Months((first - 1) * YEAR, last * YEAR - 1)
    if key in ("last", "from"):
        return Months(-first if key == "last" else first, None)
    return Months(first, last)


def _range(node: Node, path: Path, least: int) -> tuple[int, int]:
    ends = [one.value for one in node.value] if isinstance(node.value, tuple) else []
    whole_ends = [end for end in ends if isinstance(end, int) and not isinstance(end, bool)]
    if len(whole_ends) != 2 or not least <= whole_ends[0] <= whole_ends[1] <= MOST_MONTHS or len(ends) != 2:
        raise refused(node, path, message("fault.query.range", least=least, most=MOST_MONTHS))
    return whole_ends[0], whole_ends[1]


def _only(only: str | bool, node: Node, path: Path) -> bool:
    """Read a key that can say one thing."""
    if type(node.value) is not type(only) or node.value != only:
        raise refused(node, path, message("fault.query.only", only="true" if only is True else only))
    return True


def read_summary(axis: Axis, node: Node, path: Path) -> Summary:
    """Read how many numbers become one: a name, or a name with what it takes."""
    entries = inside(node)
    name = node.value if isinstance(node.value, str) else next(iter(entries), "")
    names = rules_over(axis)
    if name not in names or len(entries) > 1:
        raise refused(node, path, meant("fault.query.summary", name, names, names=either(names)))
    takes = RULES[name].takes
    if (takes == "nothing") != (not entries):
        raise refused(node, path, _TAKES[takes](name))
    if takes == "nothing":
        return Summary(name)
    below, here = entries[name], (*path, name)
    return Summary(name, whole(below, here, 1, MOST_MONTHS) if takes == "steps" else _condition(below, here))


def _condition(node: Node, path: Path) -> Condition:
    entries = inside(node)
    if len(entries) != 1 or not entries.keys() <= RELATIONS.keys():
        key = next(iter(entries), "")
        wrong = meant("fault.query.condition", key, RELATIONS, relations=either(RELATIONS))
        raise refused(node, path, wrong)
    [(relation, below)] = entries.items()
    checked: Any = relation
    return Condition(checked, number(below, (*path, relation)))
