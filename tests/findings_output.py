"""Write today's figures into the tables of the findings: `python tests/findings_output.py [FOLDER]`.

It takes an hour the first time; runs are kept in FOLDER and used again. In `tci_sim/findings.md` a table stands between
two comments, of which the first names a command and what is shown of its answer:

    <!-- tci-sim compare baseline --regimes all | market -->
    | ...
    <!-- end -->

`market`: whole market, by account; `firm`: our firm. Where the command ends in `--sector all`, it is run in each sector
of the library, and one row a sector shows one figure for each policy: `profit` of our firm, or what `customers`,
`owners` or `total` of the whole market gain.
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

from tci_sim.messages.language import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "tci_sim" / "findings.md"
TABLE = re.compile(
    r"(<!-- tci-sim (?P<command>.+?) \| (?P<view>\w+) -->\n)(?P<table>.*?)(<!-- end -->)", re.DOTALL
)

ACCOUNTS = ("total", "customers", "suppliers", "employees", "owners", "society")
NAMES = {
    "common": "the common start", "command_and_control": "command and control", "iso9000": "ISO 9000",
    "satisfaction_management": "satisfaction management", "tqm": "TQM", "excellence": "excellence", "tci": "TCI",
    "operations": "operations",
}  # fmt: skip

Row = Mapping[str, Any]


def interval(difference: float, low: float, high: float, digits: int = 2, unit: float = 1e6) -> str:
    """Return a difference and its interval, in millions unless another unit is named.

    Examples
    --------
    >>> interval(-690_000.0, -840_000.0, -540_000.0)
    '-0.69 [-0.84, -0.54]'
    """
    return f"{difference / unit:+.{digits}f} [{low / unit:.{digits}f}, {high / unit:.{digits}f}]"


def found(rows: Sequence[Row], scenario: str, measure: str) -> Row:
    """Return the row of a measure."""
    [row] = [each for each in rows if each["scenario"] == scenario and each["measure"] == measure]
    return row


def discounted(row: Row) -> str:
    """Return a discounted difference of money with its interval."""
    return interval(*(row[f"discounted_{each}"] for each in ("difference", "low", "high")))


def plain(row: Row, digits: int = 2, unit: float = 1e6) -> str:
    """Return a difference as it is, with its interval."""
    return interval(row["difference"], row["low"], row["high"], digits, unit)


def policies(answer: Row) -> list[str]:
    """Return the names of what was compared with the reference."""
    return [each["name"] for each in answer["scenarios"] if each["name"] != answer["reference"]]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


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
    everywhere = " --sector all"
    if not command.endswith(everywhere):
        return VIEWS[view](answer_to(command, folder))
    sectors = sorted(path.stem for path in (ROOT / "scenarios" / "sectors").glob("*.yaml"))
    one = command.removesuffix(everywhere)
    answers = {
        sector.replace("_", " "): answer_to(f"{one} --sector {sector}", folder) for sector in sectors
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
