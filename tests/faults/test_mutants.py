"""Whatever a file holds, a command that reads it ends soon: with 0, or with 2 and what is wrong with it."""

from __future__ import annotations

import io
import shutil
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from faults.mutants import mutant

from tci_sim.cli import main
from tci_sim.scenario.load import load
from tci_sim.world.build_network import network_of
from tci_sim.world.networks.write import write_graphml

LONGEST = 5.0
"""What one file may take. [s of processor time]"""
BLOCK = 50
"""Files in one test, so that processors can share them."""
WILLEMS = """\
stage_id,lead_time,max_s_time,cost_rate,risk_pool,ext_demand_mean,ext_demand_std,ext_demand_thres,up_stages
Part,61,,1,,,,
Bolt,12.5,,1,,,,
Make,30.4,,1,,,,,Part,2.5,Bolt,4
Shop,0,,1,,7,1,1,Make,1,,
Web,2,,1,,3,1,1,Make,1,,
"""


class Kind(NamedTuple):
    """One kind of file."""

    how_many: int
    originals: tuple[str, ...]
    """Names below the folder of scenarios, with wildcards."""
    command: Callable[[Path], list[str]]
    """The command line that reads a file."""


def check(file: Path) -> list[str]:
    return ["check", str(file)]


def check_policies(file: Path) -> list[str]:
    return ["check", str(file.parents[1] / "baseline.yaml")]


def check_network(*names: str) -> Callable[[Path], list[str]]:
    """Check a chain with files in the place of its own network."""

    def command(file: Path) -> list[str]:
        given = [word for name in names for word in ("--network", str(file.with_name(name)))]
        return ["check", str(file.parents[1] / "supply_chain.yaml"), *given]

    return command


def validate(file: Path) -> list[str]:
    return ["validate", str(file).replace(".targets.yaml", ".yaml")]


SCENARIOS = ("*.yaml", "stories/*.yaml", "worlds/*.yaml", "published/*[0-9n].yaml")
TABLES = ("networks/bicycle_nodes.csv", "networks/bicycle_edges.csv")
KINDS = {
    "scenarios": Kind(700, SCENARIOS, check),
    "studies": Kind(400, ("studies/*.yaml",), check),
    "policies": Kind(300, ("regimes/*.yaml",), check_policies),
    "targets": Kind(300, ("published/*.targets.yaml",), validate),
    "network tables": Kind(400, TABLES, check_network(*(Path(name).name for name in TABLES))),
    "GraphML networks": Kind(300, ("networks/chain.graphml",), check_network("chain.graphml")),
    "Willems networks": Kind(200, ("networks/chain.csv",), check_network("chain.csv")),
}


class TooLong(BaseException):
    """A file took more time than it may."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Stop what takes more processor time than it may."""

    def stop(number: int, frame: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.fixture(scope="session")
def library(root, tmp_path_factory) -> Path:
    """Copy the shipped files, and write networks in the formats that none of them has."""
    folder = tmp_path_factory.mktemp("mutants") / "scenarios"
    shutil.copytree(root / "scenarios", folder)
    write_graphml(network_of(load(folder / "supply_chain.yaml")), folder / "networks" / "chain.graphml")
    (folder / "networks" / "chain.csv").write_text(WILLEMS, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def reading_only(monkeypatch):
    """Let `validate` end where it has read everything and would begin its runs, and `check` build few cases."""

    def run(*given: object, **named: object) -> None:
        raise SystemExit(0)

    monkeypatch.setattr("tci_sim.analysis.validation.validate.run_replications", run)
    monkeypatch.setattr("tci_sim.analysis.check_files._SECONDS", 0.02)


def fault_of(command: list[str]) -> str:
    """Run a command that reads a file; what is wrong with how it ends, if anything."""
    out, said = io.StringIO(), io.StringIO()
    try:
        with (
            warnings.catch_warnings(record=True) as warned,
            limited(LONGEST), redirect_stdout(out), redirect_stderr(said),
        ):  # fmt: skip
            code = main(command)
    except TooLong:
        return f"takes more than {LONGEST} s"
    except Exception as error:
        return repr(error)
    if shown := [str(each.message) for each in warned if not issubclass(each.category, DeprecationWarning)]:
        return f"lets a library warn: {shown}"
    lines = said.getvalue().splitlines()
    if code not in (0, 2) or (code == 2 and not lines):
        return f"ends with {code} and says {lines}"
    return "".join(f"prints {line!r}" for line in lines if not line.isprintable())


def faults_of(library: Path, kind: str, numbers: range) -> list[str]:
    """Mutate some files of a kind; what is wrong with how a command ends that reads them."""
    _, originals, command = KINDS[kind]
    files = [file for name in originals for file in sorted(library.glob(name))]
    found = []
    for number in numbers:
        chance = np.random.default_rng([number, sum(map(ord, kind))])
        file = files[number % len(files)]
        whole = file.read_bytes()
        text = mutant(whole.decode(), chance)
        try:
            file.write_bytes(text.encode("utf-8", "surrogatepass"))
            if fault := fault_of(command(file)):
                found.append(f"{kind} {number} ({file.name}) {fault}: {changed(whole.decode(), text)}")
        finally:
            file.write_bytes(whole)
    return found


def changed(before: str, after: str) -> list[str]:
    """Return the lines of a mutant that are not in its original."""
    lines = set(before.splitlines())
    return [line[:200] for line in after.splitlines() if line not in lines]


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_mutated_file_of_every_kind_is_read_or_reported(library, kind):
    for file in (file for name in KINDS[kind].originals for file in sorted(library.glob(name))[:1]):
        assert main(KINDS[kind].command(file)) == 0
    assert faults_of(library, kind, range(2)) == []


@pytest.mark.faults("mutated files of every kind")
@pytest.mark.parametrize(
    ("kind", "first"),
    [(name, first) for name, kind in KINDS.items() for first in range(0, kind.how_many, BLOCK)],
)
def test_thousands_of_mutated_files_are_read_or_reported(library, kind, first, tried):
    assert faults_of(library, kind, range(first, first + BLOCK)) == []
    tried(BLOCK)
