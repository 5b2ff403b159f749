"""One table of all that was measured, printed at the end, and a line of it that programs can read."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from tci_sim import RESULTS_VERSION
from tci_sim.runs.provenance import model_version

KEPT = Path(__file__).parents[2] / "results" / "benchmarks.jsonl"
HEAD = ("", "customers", "threads", "takes", "unit", "times", "10-90 %", "of", "bytes a customer")
PACKAGES = ("numba", "llvmlite", "numpy", "mesa")


@dataclass
class Row:
    """What was measured, and how it stands beside something else that took its turns in the same process."""

    what: str
    customers: int | None
    threads: int
    takes: float
    unit: str
    times: float | None = None
    spread: tuple[float, float] | None = None
    of: str = ""
    bytes_each: float | None = None

    def cells(self):
        count = "" if self.customers is None else f"{self.customers:,}"
        times = (
            "" if self.times is None else f"{self.times:,.2f}" if self.times < 100 else f"{self.times:,.0f}"
        )
        spread = "" if self.spread is None else "{:.2f}-{:.2f}".format(*self.spread)
        weight = "" if self.bytes_each is None else f"{self.bytes_each:.0f}"
        takes = (
            f"{self.takes:,.2f}"
            if self.takes < 10
            else f"{self.takes:,.1f}"
            if self.takes < 1000
            else f"{self.takes:,.0f}"
        )
        return (self.what, count, str(self.threads), takes, self.unit, times, spread, self.of, weight)


class Table:
    """All rows of one session."""

    def __init__(self):
        self.rows = []

    def add(self, what, customers, threads, takes, unit, *, ratios=None, of="", bytes_each=None):
        """Add a row; `ratios` are those of single turns, whose median and spread are shown. Returns the row."""
        row = Row(what, customers, threads, float(takes), unit, bytes_each=bytes_each)
        if ratios is not None:
            row.of = of
            low, middle, high = np.quantile(np.atleast_1d(ratios), [0.1, 0.5, 0.9])
            row.times, row.spread = float(middle), (float(low), float(high)) if np.size(ratios) > 1 else None
        self.rows.append(row)
        return row

    def lines(self):
        rows = [HEAD, *(row.cells() for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        sides = (
            str.ljust,
            str.rjust,
            str.rjust,
            str.rjust,
            str.ljust,
            str.rjust,
            str.rjust,
            str.ljust,
            str.rjust,
        )
        written = [[side(cell, w) for side, cell, w in zip(sides, row, widths, strict=True)] for row in rows]
        rule = [
            ("-" * (w - 1) + ":") if side is str.rjust else "-" * w
            for side, w in zip(sides, widths, strict=True)
        ]
        return ["| " + " | ".join(row) + " |" for row in (written[0], rule, *written[1:])]

    def keep(self):
        """Append all rows to the file as one line, with the versions they rest on."""
        rests_on = {
            "when": datetime.now(UTC).isoformat(timespec="seconds"), "python": platform.python_version(),
            "machine": platform.machine(), "processors": os.cpu_count(), "results": RESULTS_VERSION,
            "model": model_version(), **{name: version(name) for name in PACKAGES},
        }  # fmt: skip
        KEPT.parent.mkdir(exist_ok=True)
        with KEPT.open("a") as kept:
            kept.write(json.dumps({"versions": rests_on, "rows": [asdict(row) for row in self.rows]}) + "\n")


_TABLE = pytest.StashKey[Table]()


def pytest_configure(config):
    config.stash[_TABLE] = Table()


@pytest.fixture
def table(request):
    """Take what a test measures."""
    return request.config.stash[_TABLE]


def pytest_terminal_summary(terminalreporter, config):
    measured = config.stash[_TABLE]
    if measured.rows:
        measured.keep()
        terminalreporter.write_line("")
        for line in measured.lines():
            terminalreporter.write_line(line)
