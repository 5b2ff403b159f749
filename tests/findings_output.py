"""Write today's figures into the tables of the findings: `python tests/findings_output.py [FOLDER]`.

It takes an hour the first time; runs are kept in FOLDER and used again. In `tci_sim/findings.md` a table stands between
two comments, of which the first names a command and what is shown of its answer:

    <!-- tci-sim compare baseline --regimes all | market -->
    | ...
    <!-- end -->

`market`: whole market, by account; `firm`: our firm. Where the command ends in `--sector all`, it is run in each sector
of the library, and one row a sector shows one figure for each policy: `profit` of our firm, or what `customers`,
`owners` or `total` of the whole market gain.

Two tables stand behind `pieces SCENARIO`, with the ten differences between TQM and TCI that the study `ablation` names:
`left_out` shows what TCI gains by each of them, `added` what each adds to `operations`, the policy that asks nobody.
One stands behind `review SCENARIO`: what the review process is worth by how many customers a front-line person has.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import tci_sim
from tci_sim.analysis.community import without_partnership
from tci_sim.analysis.losing import without_pieces
from tci_sim.api.compare import Comparison
from tci_sim.designs.levers import levers_below, levers_of, mixed_levers
from tci_sim.designs.study_file import load_study
from tci_sim.messages.language import ENVIRONMENT
from tci_sim.names import label
from tci_sim.render.page_file import table_row
from tci_sim.scenario.library import SECTOR, files
from tci_sim.scenario.schema import Scenario

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "tci_sim" / "findings.md"
TABLE = re.compile(
    r"(<!-- (?:tci-sim )?(?P<command>.+?) \| (?P<view>\w+) -->\n)(?P<table>.*?)(<!-- end -->)", re.DOTALL
)

ACCOUNTS = ("total", "customers", "suppliers", "employees", "owners", "society")
NAMES = {
    "common": "the common start", "command_and_control": "command and control", "iso9000": "ISO 9000",
    "satisfaction_management": "satisfaction management", "tqm": "TQM", "excellence": "excellence", "tci": "TCI",
    "operations": "operations",
}  # fmt: skip

Row = Any
"""A mapping from names to figures, or a row of a frame."""


def interval(difference: float, low: float, high: float, digits: int = 2, unit: float = 1e6) -> str:
    """Return a difference and its interval, in millions unless another unit is named.

    Examples
    --------
    >>> interval(-690_000.0, -840_000.0, -540_000.0)
    '-0.69 [-0.84, -0.54]'
    """
    mean, *ends = (round(each / unit, digits) + 0.0 for each in (difference, low, high))  # no -0
    return f"{mean:+.{digits}f} [{ends[0]:.{digits}f}, {ends[1]:.{digits}f}]"


def found(rows: Sequence[Row], scenario: str, measure: str) -> Row:
    """Return the row of a measure."""
    [row] = [each for each in rows if each["scenario"] == scenario and each["measure"] == measure]
    return row


def discounted(row: Row) -> str:
    """Return a discounted difference of money with its interval, or nothing where there is no such account."""
    if row["discounted_difference"] is None:
        return ""
    return interval(*(row[f"discounted_{each}"] for each in ("difference", "low", "high")))


def plain(row: Row, digits: int = 2, unit: float = 1e6) -> str:
    """Return a difference as it is, with its interval."""
    return interval(row["difference"], row["low"], row["high"], digits, unit)


def policies(answer: Row) -> list[str]:
    """Return the names of what was compared with the reference."""
    return [each["name"] for each in answer["scenarios"] if each["name"] != answer["reference"]]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    return "".join(table_row(line) + "\n" for line in (head, ["---"] * len(head), *rows))


def market(answer: Row) -> str:
    """Return what each policy of our firm is worth to the whole market, by account."""
    rows = answer["market_differences"]
    first, reference = policies(answer)[0], answer["reference"]
    of_reference = [found(rows, first, f"value_{each}") for each in ACCOUNTS]
    lines = [
        [f"{NAMES[reference]} (means)"]
        + [f"{each['discounted_reference'] / 1e6:.2f}" for each in of_reference]
        + [f"{of_reference[0]['reference'] / 1e6:.2f}"]
    ]
    for name in policies(answer):
        by_account = [found(rows, name, f"value_{each}") for each in ACCOUNTS]
        lines.append([NAMES[name], *map(discounted, by_account), plain(by_account[0])])
    head = ["our firm runs; below, less that", "to all", *ACCOUNTS[1:], "to all, not discounted"]
    return table(head, lines)


def firm(answer: Row) -> str:
    """Return how our firm fares under each policy."""
    rows = answer["differences"]
    first, reference = policies(answer)[0], answer["reference"]
    measures = ("satisfaction", "share", "profit")
    satisfaction, share, profit = (found(rows, first, each) for each in measures)
    lines = [
        [
            f"{NAMES[reference]} (means)", f"{satisfaction['reference']:.1f}", f"{100 * share['reference']:.1f}",
            f"{profit['discounted_reference'] / 1e6:.2f}", f"{profit['reference'] / 1e6:.2f}",
        ]
    ]  # fmt: skip
    for name in policies(answer):
        satisfaction, share, profit = (found(rows, name, each) for each in measures)
        lines.append(
            [
                NAMES[name],
                plain(satisfaction, 1, 1.0),
                plain(share, 1, 0.01),
                discounted(profit),
                plain(profit),
            ]
        )
    head = [
        "our firm runs; below, less that",
        "satisfaction",
        "share, %",
        "profit, million",
        "not discounted",
    ]
    return table(head, lines)


def by_sector(answers: Mapping[str, Row], view: str) -> str:
    """Return one figure for each policy of our firm, one row a sector."""
    first = next(iter(answers.values()))
    lines = []
    for sector, answer in answers.items():
        in_market = view != "profit"
        rows = answer["market_differences" if in_market else "differences"]
        measure = f"value_{view}" if in_market else "profit"
        lines.append([sector, *(discounted(found(rows, name, measure)) for name in policies(answer))])
    return table([f"less {NAMES[first['reference']]}", *(NAMES[name] for name in policies(first))], lines)


def with_pieces(world: Scenario) -> dict[str, Scenario]:
    """Return a world in which our firm runs `operations`, with each piece of TCI added, with all, and one with TCI."""
    pieces = load_study("ablation").mechanisms
    without, whole = (levers_of(world.policies[name]) for name in ("operations", "tci"))
    added = {"operations": (), **{name: (name,) for name in pieces}, "all ten": tuple(pieces)}
    found = {}
    for name, chosen in added.items():
        taken = {path for piece in chosen for path in levers_below(pieces[piece])}
        levers = mixed_levers(without, whole, taken)
        found[name] = tci_sim.variant(
            world, {"policies.operations": levers, "firms.ours.policy": "operations"}
        )
    return {**found, "TCI": tci_sim.variant(world, {"firms.ours.policy": "tci"})}


def left_out(world: Scenario) -> dict[str, Scenario]:
    """Return a world in which our firm runs TCI, without each of its pieces, and without partnership as a whole."""
    return {**without_pieces(world), "all of partnership": without_partnership(world, "tci")}


def piece_by_piece(comparison: Comparison, sign: int, head: str) -> str:
    """Return one row a scenario: satisfaction and profit of our firm, then the accounts of the whole market."""
    ours = ("satisfaction", "profit")
    accounts = tuple(f"value_{each}" for each in ("customers", "suppliers", "employees", "owners", "total"))
    rows: dict[str, dict[str, str]] = {}
    for kind, measures in (("firm", ours), ("market", accounts)):
        for row in comparison.differences(measures, kind=kind).to_dict("records"):
            of = "" if row["measure"] == "satisfaction" else "discounted_"
            ends = [sign * row[f"{of}{end}"] for end in ("difference", "low", "high")]
            digits, unit = (1, 1.0) if not of else (2, 1e6)
            cell = interval(ends[0], min(ends[1:]), max(ends[1:]), digits, unit)
            rows.setdefault(row["scenario"], {})[row["measure"]] = cell
    titles = ["satisfaction", "our profit", "customers", "suppliers", "employees", "owners", "to all"]
    lines = [[name_of(name), *(cells[each] for each in (*ours, *accounts))] for name, cells in rows.items()]
    return table([head, *titles], lines)


def name_of(piece: str) -> str:
    """Return how a table calls a piece of TCI, or what else it compares."""
    return str(label("mechanism", piece)) if piece in load_study("ablation").mechanisms else piece


def pieces(world: str, view: str) -> str:
    """Return what each piece of TCI is worth in a world: left out of TCI, or added to `operations`."""
    scenario = tci_sim.load(world)
    scenarios, sign, head = {
        "left_out": (left_out, -1, "TCI, less TCI without"),
        "added": (with_pieces, 1, "operations with, less operations"),
    }[view]
    return piece_by_piece(tci_sim.compare(scenarios(scenario), replications=20), sign, head)


def by_reach(name: str) -> str:
    """Return what review brings TCI where people have few customers, or many: where a unit takes long, or not."""
    lines = []
    for hour in (0.1, 0.2, 0.4, 0.8):
        both = without_pieces(tci_sim.variant(tci_sim.load(name), {"world.economy.hour": hour}))
        asked = {"without": both["review"], "with": both["tci"]}
        comparison = tci_sim.compare(asked, replications=20)
        ours = comparison.differences(["customers_per_person", "satisfaction", "profit"]).set_index("measure")
        total = comparison.differences("value_total", kind="market").iloc[0]
        people = ours.loc["customers_per_person"]
        lines.append(
            [
                f"{people['reference'] + people['difference']:,.0f}",
                plain(ours.loc["satisfaction"], 1, 1.0),
                discounted(ours.loc["profit"]),
                discounted(total),
            ]
        )
    return table(["customers per front-line person", "satisfaction", "our profit", "to all"], lines)


VIEWS: Mapping[str, Callable[[Row], str]] = {"market": market, "firm": firm}


@cache
def answer_to(command: str, folder: Path) -> Row:
    """Run a command, keeping its runs in a folder, and return its answer."""
    environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    arguments = [*shlex.split(command), "--quiet", "--format", "json", "--out", str(folder)]
    printed = subprocess.run(
        [sys.executable, "-m", "tci_sim", *arguments], cwd=ROOT, env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return dict(json.loads(printed))


def view_of(command: str, view: str, folder: Path) -> str:
    """Return the table that is shown of a command's answer, or of its answers in all sectors."""
    if command.startswith("review "):
        return by_reach(command.removeprefix("review "))
    if command.startswith("pieces "):
        return pieces(command.removeprefix("pieces "), view)
    everywhere = " --sector all"
    if not command.endswith(everywhere):
        return VIEWS[view](answer_to(command, folder))
    one = command.removesuffix(everywhere)
    answers = {
        sector.replace("_", " "): answer_to(f"{one} --sector {sector}", folder) for sector in files(SECTOR)
    }
    return by_sector(answers, view)


def main(folder: Path) -> None:
    """Write the page with the figures of today."""
    text = PAGE.read_text(encoding="utf-8")
    text = TABLE.sub(
        lambda block: block[1] + view_of(block["command"], block["view"], folder) + block[5],
        text,
    )
    PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "results"))
