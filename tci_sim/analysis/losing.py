"""Where each way of running a firm loses: worlds in which adopting it leaves the firm's owners with less.

`python -m tci_sim.analysis.losing` draws plausible worlds and prints for each regime, and each piece of total customer
integration, in what share of them it loses, where most, and with which assumptions its worth falls. With `--adopted` it
looks at some of them; with `--corner` it looks for a world in which one of them loses, by moving what costs it most;
with `--show` it prints what one of the drawn worlds sets; with `--shipped` by how much each
loses in the world of the library that `losing.yaml` names for it.

A regime is compared with the policy of the burn-in, which the focal firm would otherwise keep. A piece is one of the
mechanisms of the study `ablation`; total customer integration is compared with itself without it, so that each is
tried where all that it needs is there: what will turn is heard in interviews, and shared demand needs a platform. What
counts is the value to owners (profit after tax) of the firm that adopts, discounted: its owners decide. In the value
to the owners of the whole market, what rivals lose or win would stand against it.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import math
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tci_sim.analysis.compare import compare
from tci_sim.arguments import whole_number
from tci_sim.designs.axes import read_axes
from tci_sim.designs.study import Study
from tci_sim.designs.study_file import load_study
from tci_sim.errors import InputError, TciError, meant
from tci_sim.messages import Message, message
from tci_sim.messages.numbers import number
from tci_sim.names import label
from tci_sim.render.table import Cell, Part, Table
from tci_sim.render.text import as_text
from tci_sim.scenario.focal import focal_firm
from tci_sim.scenario.load import load, variant
from tci_sim.scenario.schema import Scenario
from tci_sim.streams import safe_streams

MEASURE = "value_owners"
"""Of the focal firm. [currency]"""

_CAUSES = 8
"""Assumptions shown for each."""

_SHIPPED = Path(__file__).with_name("losing.yaml")


class Worth(NamedTuple):
    """What adopting something is worth to the firm's owners, discounted, with its 95 % interval. [currency]."""

    mean: float
    low: float
    high: float

    @property
    def loses(self) -> bool:
        """Whether it is below 0 beyond chance."""
        return self.high < 0.0


@dataclass(frozen=True)
class Shipped:
    """One shipped world for each regime and each piece, in which it loses."""

    seed: int
    """Of the first pair of runs."""
    replications: int
    """Pairs of runs that show it."""
    worlds: Mapping[str, str]
    """Name of the world, by what is adopted."""


def shipped() -> Shipped:
    """Read in which shipped world each regime and each piece loses.

    Examples
    --------
    >>> shipped().worlds["satisfaction_management"]
    'small_firms'
    """
    from ruamel.yaml import YAML

    return Shipped(**YAML(typ="safe", pure=True).load(_SHIPPED.read_text(encoding="utf-8")))


def regimes(world: Scenario) -> dict[str, Scenario]:
    """Return a world in which the focal firm keeps the policy of the burn-in; then one for each other policy.

    Examples
    --------
    >>> list(regimes(load("baseline")))[:3]
    ['common', 'command_and_control', 'iso9000']
    """
    names = (world.burn_in_policy, *(name for name in world.policies if name != world.burn_in_policy))
    place = f"firms.{focal_firm(world)}.policy"
    return {name: variant(world, {place: name}, drawn=True) for name in names}


def without_pieces(world: Scenario) -> dict[str, Scenario]:
    """Return a world in which the focal firm runs total customer integration; then one for each piece left out.

    Examples
    --------
    >>> list(without_pieces(load("baseline")))[:3]
    ['tci', 'review', 'participation']
    """
    study = load_study("ablation").replace(base=world)
    assert study.between is not None
    plan = study.plan
    whole = len(plan) - 1
    cases = {study.between[1]: whole, **{name: whole ^ 1 << place for place, name in enumerate(plan.levers)}}
    return {name: variant(world, plan.changes(case), drawn=True) for name, case in cases.items()}


def worths(
    world: Scenario, replications: int, seed: int, adopted: Collection[str] | None = None
) -> dict[str, Worth]:
    """Work out what adopting each regime, and each piece, is worth to the focal firm's owners in a world.

    Parameters
    ----------
    world : Scenario
        It names the policies of the library.
    replications : int
        Pairs of runs.
    seed : int
        Of the first pair.
    adopted : collection of str, optional
        Regimes and pieces that are looked at; all by default.

    Returns
    -------
    dict of str to Worth
        NaN where no pair ended, and for the interval where there is one pair only.
    """
    found: dict[str, Worth] = {}
    for questions, sign in ((regimes(world), 1.0), (without_pieces(world), -1.0)):
        reference, *others = questions
        asked = [name for name in others if adopted is None or name in adopted]
        if not asked:
            continue
        chosen = {name: questions[name] for name in (reference, *asked)}
        rows = compare(chosen, replications=replications, seed=seed).differences(MEASURE)
        parts = rows[[f"discounted_{part}" for part in ("difference", "low", "high")]].to_numpy(float)
        for name, (mean, *ends) in zip(asked, (sign * parts).tolist(), strict=True):
            found[name] = Worth(mean, min(ends), max(ends))
    return found


def draw_world(worlds: int, seed: int, which: int) -> tuple[dict[str, Any], Scenario]:
    """Return what one of so many plausible worlds sets, by dotted path, and that world.

    They are drawn as those of the study `regimes_in_sampled_worlds`, and by how many customers there are too.
    """
    changes = _plan(worlds, seed).changes(which)
    return changes, variant(_sampled().base, changes, drawn=True)


def falls_with(worlds: pd.DataFrame, worth: pd.Series) -> pd.Series:
    """Return with which assumptions the worth of something falls, those with which it falls most first.

    Parameters
    ----------
    worlds : DataFrame
        A row for each world, a column for each assumption that is a number.
    worth : Series
        What adopting it is worth in each; worlds where it is NaN do not count.

    Returns
    -------
    Series
        Spearman's rank correlation by assumption, ordered by its size: below 0 where much of the assumption goes with
        losing, above 0 where little does. What never varies is left out.

    Examples
    --------
    >>> worlds = pd.DataFrame({"price": [1.0, 2.0, 3.0], "wages": [2.0, 1.0, 3.0], "fixed": [1.0, 1.0, 1.0]})
    >>> falls_with(worlds, pd.Series([5.0, 0.0, -1.0])).round(2).to_dict()
    {'price': -1.0, 'wages': -0.5}
    """
    known = worth.notna()
    with np.errstate(invalid="ignore"):  # what never varies has no correlation
        ranks = worlds[known].rank().corrwith(worth[known].rank()).dropna()
    return ranks.sort_values(key=lambda each: -each.abs(), kind="stable")


@functools.cache
def _sampled() -> Study:
    study = load_study("regimes_in_sampled_worlds")
    return study.replace(levers={}, uncertainties={**study.uncertainties, "market.customers": "plausible"})


@functools.cache
def _plan(worlds: int, seed: int) -> Any:
    return _sampled().replace(size=worlds, seed=seed).plan


class Move(NamedTuple):
    """An assumption of the reference market, moved to the end of its range at which something is worth less."""

    path: str
    value: float
    worth: Worth
    """What it is worth where nothing else is moved. [currency]"""


def moves(name: str, replications: int, seed: int) -> list[Move]:
    """Move each assumption of the reference market, alone, to both ends of its plausible range.

    Parameters are those of `worths`, `name` what is adopted. What firms are and do stays as it is.

    Returns
    -------
    list of Move
        One for each assumption, at its worse end; those that cost most first.
    """
    found = []
    ranges = [
        axis for axis in read_axes(_sampled())[0] if not axis.listed and not axis.path.startswith("firms.")
    ]
    for done, axis in enumerate(ranges):
        ends = [
            (end, _worth_where(name, {axis.path: axis.at(end)}, replications, seed)) for end in (0.0, 1.0)
        ]
        end, worth = min(ends, key=lambda each: each[1].mean)
        found.append(Move(axis.path, axis.at(end), worth))
        print(message("losing.progress_moves", done=done + 1, all=len(ranges)), file=sys.stderr)
    return sorted(found, key=lambda move: move.worth.mean)


def together(name: str, chosen: Sequence[Move], replications: int, seed: int) -> dict[int, Worth]:
    """Move the first one, two, four, ... of some assumptions together, until something loses or all are moved.

    Returns
    -------
    dict of int to Worth
        By how many are moved; the last is the world that was looked for, if it loses.
    """
    found: dict[int, Worth] = {}
    counts = [
        *itertools.takewhile(lambda count: count < len(chosen), (2**n for n in itertools.count())),
        len(chosen),
    ]
    for count in counts:
        values = {move.path: move.value for move in chosen[:count]}
        found[count] = _worth_where(name, values, replications, seed)
        if found[count].loses:
            break
    return found


def _worth_where(name: str, values: Mapping[str, Any], replications: int, seed: int) -> Worth:
    return worths(variant(_sampled().base, values, drawn=True), replications, seed, [name])[name]


def format_search(found: Sequence[Mapping[str, Worth]], seed: int, replications: int) -> str:
    """Return in what share of drawn worlds each loses, and where most."""
    rows: list[list[Cell]] = []
    for name in found[0]:
        known = {place: each[name].mean for place, each in enumerate(found) if math.isfinite(each[name].mean)}
        if known:
            worst = min(known, key=lambda place: known[place])
            share = 100.0 * sum(mean < 0.0 for mean in known.values()) / len(known)
            rows.append([_called(name), f"{share:.0f}", str(worst), *_figures(found[worst][name])])
    headings = [message("losing.share"), message("losing.drawn"), *_HEADINGS]
    about = message("losing.searched", worlds=number(len(found), 0), seed=seed, pairs=number(replications, 0))
    return _table([about, message("losing.against")], headings, rows)


def format_causes(found: Sequence[Mapping[str, Worth]], worlds: pd.DataFrame) -> str:
    """Return with which assumptions the worth of each falls most, in proportion to how many customers there are."""
    rows: list[list[Cell]] = []
    customers = worlds["market.customers"]
    for name in found[0]:
        falls = falls_with(worlds, pd.Series([each[name].mean for each in found], worlds.index) / customers)
        for path, rank in falls.head(_CAUSES).items():
            end = message("losing.low_end" if rank > 0.0 else "losing.high_end")
            rows.append([_called(name), str(path), end, f"{rank:.2f}"])
    headings = [message("losing.assumption"), message("losing.end"), message("losing.rank")]
    return _table([message("losing.causes")], headings, rows)


def format_corner(name: str, alone: Sequence[Move], moved: Mapping[int, Worth]) -> str:
    """Return what each assumption that was moved costs alone, and what they do together."""
    most = max(moved)
    rows: list[list[Cell]] = [[move.path, f"{move.value:g}", *_figures(move.worth)] for move in alone[:most]]
    rows += [
        [message("losing.together", moved=number(count, 0)), "", *_figures(worth)]
        for count, worth in moved.items()
    ]
    about = message("losing.corner", name=_called(name))
    return _table([about], [message("losing.moved_to"), *_HEADINGS], rows)


def format_shipped(found: Mapping[str, Worth], table: Shipped) -> str:
    """Return by how much each loses in the world that is shipped for it."""
    rows = [[_called(name), table.worlds[name], *_figures(worth)] for name, worth in found.items()]
    about = message("losing.shipped", seed=table.seed, pairs=number(table.replications, 0))
    return _table([about, message("losing.against")], [message("losing.world"), *_HEADINGS], rows)


_HEADINGS = (message("losing.worth"), message("losing.low"), message("losing.high"))


def _table(about: Sequence[Message], headings: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> str:
    parts: list[Part] = [*about, "", Table([["", *headings], *rows], headings=1)]
    return as_text(parts).rstrip("\n")


def _called(name: str) -> Message | str:
    regime = label("policy", name)
    return regime if regime != name else label("mechanism", name)


def _figures(worth: Worth) -> list[Cell]:
    """Write it in thousands."""
    return [f"{each / 1000.0:.1f}" for each in worth]


def _worths_where_shipped(table: Shipped) -> dict[str, Worth]:
    found: dict[str, Worth] = {}
    for world in dict.fromkeys(table.worlds.values()):
        adopted = [name for name, place in table.worlds.items() if place == world]
        found |= worths(load(world), table.replications, table.seed, adopted)
    return {name: found[name] for name in table.worlds}


def _options() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="python -m tci_sim.analysis.losing", description=__doc__)
    for option, usual in (("worlds", 20), ("seed", 1), ("replications", 2)):
        asked.add_argument(f"--{option}", type=int, default=usual, help=str(Message(f"losing.help.{option}")))
    asked.add_argument("--adopted", nargs="+", metavar="NAME", help=str(message("losing.help.adopted")))
    asked.add_argument("--corner", metavar="NAME", help=str(message("losing.help.corner")))
    asked.add_argument("--show", type=int, metavar="WORLD", help=str(message("losing.help.show")))
    asked.add_argument("--shipped", action="store_true", help=str(message("losing.help.shipped")))
    return asked


def main(arguments: Sequence[str] | None = None) -> int:
    """Search from the command line: 0 if it was done, 2 if asked wrongly."""
    given = _options().parse_args(arguments)
    try:
        if given.shipped:
            table = shipped()
            print(format_shipped(_worths_where_shipped(table), table))
        elif given.show is not None:
            which = whole_number("show", given.show, 0, given.worlds - 1)
            for path, value in draw_world(given.worlds, given.seed, which)[0].items():
                print(f"{path}: {value}")
        elif given.corner is not None:
            _check_names([given.corner])
            alone = moves(given.corner, given.replications, given.seed)
            moved = together(given.corner, alone, given.replications, given.seed)
            print(format_corner(given.corner, alone, moved))
        else:
            _check_names(given.adopted or ())
            found, worlds = _search(given.worlds, given.seed, given.replications, given.adopted)
            print(format_search(found, given.seed, given.replications))
            print("\n" + format_causes(found, worlds))
    except (TciError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _check_names(adopted: Collection[str]) -> None:
    known = shipped().worlds
    unknown = [name for name in adopted if name not in known]
    if unknown:
        raise InputError(*[meant("losing.unknown", name, known, name=name) for name in unknown])


def _search(
    worlds: int, seed: int, replications: int, adopted: Collection[str] | None
) -> tuple[list[dict[str, Worth]], pd.DataFrame]:
    """Return what each is worth in each world that is drawn, and what those worlds set."""
    found, drawn = [], []
    for which in range(whole_number("worlds", worlds, 1)):
        changes, world = draw_world(worlds, seed, which)
        found.append(worths(world, replications, seed, adopted))
        drawn.append({path: value for path, value in changes.items() if isinstance(value, int | float)})
        print(message("losing.progress", done=which + 1, all=worlds), file=sys.stderr)
    return found, pd.DataFrame(drawn)


if __name__ == "__main__":
    with safe_streams() as output:
        raise SystemExit(output.code(main()))
