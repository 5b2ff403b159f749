"""The command line: parse, call one function, print. Data goes to stdout, talk to stderr.

Exit codes: 0 done, 1 a run failed or the disk did, 2 the question was wrong, 130 Ctrl-C. What a command needs
is imported when it runs, so that `--help`, `check` and `explain` answer at once.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tci_sim import RESULTS_VERSION, __version__
from tci_sim.errors import ScenarioError, TciError

if TYPE_CHECKING:
    from tci_sim.scenario.schema import Scenario

app = typer.Typer(
    help="A laboratory for quality strategies: competing firms, their value networks and their customers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich's help takes as long to import as all the rest
)


class Format(StrEnum):
    """What `run` prints."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


File = Annotated[str, typer.Argument(metavar="FILE", help="A scenario file (YAML).")]
Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario files (YAML).")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Lay a value over the file's; may be given again."),
]
Networks = Annotated[
    list[str] | None,
    typer.Option(
        "--network",
        metavar="FILE",
        help="Use this network: a .graphml file, a .csv file in the format of Willems (2008), or given twice "
        "the tables of nodes and edges.",
    ),
]
AllowOutside = Annotated[
    bool, typer.Option("--allow-outside", help="Let the scenario name files outside its folder.")
]


@app.command()
def run(
    file: File,
    seed: Annotated[int, typer.Option(min=0, help="Seed of all chance.")] = 1,
    out: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Keep the result and its pictures below it.")
    ] = None,
    set_: Set = None,
    format_: Annotated[
        Format,
        typer.Option("--format", help="Last year of each firm as table or JSON, or all months as CSV."),
    ] = Format.TABLE,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on the way.")] = False,
    threads: Annotated[
        int | None, typer.Option(min=1, max=256, help="Threads for large markets; they change no result.")
    ] = None,
    network: Networks = None,
    allow_outside: AllowOutside = False,
) -> None:
    """Run a scenario, show how its firms fared."""
    from tci_sim.scenario.load import load

    with _talk(quiet) as say:
        question = _with_network(load(file, set_ or (), allow_outside=allow_outside), network or [])
        from tci_sim.experiments import text
        from tci_sim.experiments.answer import answer
        from tci_sim.warm import ensure_compiled

        ensure_compiled(say)
        with _progress(quiet) as progress:
            found = answer(question, seed, out, threads=threads, progress=progress)
        if found.reused:
            say("This question was answered before: nothing was run.")
        for path in (*([found.folder] if found.folder else []), *found.pictures):
            say(str(path))
    written = {Format.TABLE: text.as_table, Format.JSON: text.as_json, Format.CSV: text.as_csv}[format_](
        found
    )
    typer.echo(written, nl=False)


@app.command()
def check(
    files: Files, set_: Set = None, network: Networks = None, allow_outside: AllowOutside = False
) -> None:
    """Check scenario files; silence is success.

    The networks that they name are checked too; all faults are told at once.
    """
    from tci_sim.scenario.load import load
    from tci_sim.world.build_network import network_of

    faults: list[str] = []
    with _talk(quiet=False):
        for file in files:
            try:
                scenario = load(file, set_ or (), allow_outside=allow_outside)
                network_of(_with_network(scenario, network or []))
            except ScenarioError as error:
                faults += error.faults
    if faults:
        raise ScenarioError(*faults)


@app.command()
def show(file: File, set_: Set = None, allow_outside: AllowOutside = False) -> None:
    """Show every value and where it came from.

    Values come with the file and line that set them, or as defaults, after bases and policies are resolved.
    """
    from tci_sim.scenario.load import resolve
    from tci_sim.scenario.tree import as_data, as_tree, dotted, leaves

    found = resolve(file, set_ or (), allow_outside=allow_outside)
    for path, node in leaves(as_tree(found.scenario)):
        value = json.dumps(as_data(node), ensure_ascii=False)
        typer.echo(f"{dotted(path)} = {value}  # {found.origins.get(dotted(path), 'default')}")


@app.command()
def explain(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A parameter, a group, or a measure.")],
) -> None:
    """Explain a parameter or a measure.

    Meaning and unit; for a parameter also its default, range and source, and whose it is to set.
    """
    from tci_sim.glossary import ENTRIES
    from tci_sim.scenario.explain import explain as parameters

    if name in ENTRIES:
        typer.echo(ENTRIES[name])
    else:
        typer.echo("\n\n".join(map(str, parameters(name))))


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"tci-sim {__version__}, results version {RESULTS_VERSION}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print versions and stop.")
    ] = False,
) -> None:
    """Hold the options that stand before the command."""


def _with_network(scenario: Scenario, files: list[str]) -> Scenario:
    """Put network files in the place of the scenario's own network; who names a file here may use it."""
    from tci_sim.scenario.load import variant

    if not files:
        return scenario
    kinds = {1: "graphml" if files[0].endswith(".graphml") else "willems", 2: "nodes edges"}.get(len(files))
    if kinds is None:
        raise ScenarioError(f"--network: is given {len(files)} times: must be one file, or nodes and edges.")
    own = ("roles", "tiers", "supplier_contributions", "nodes", "edges", "graphml", "willems")
    named = {
        f"network.{kind}": os.path.abspath(file) for kind, file in zip(kinds.split(), files, strict=True)
    }
    return variant(scenario, {**{f"network.{name}": None for name in own}, **named})


@contextmanager
def _talk(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Let the package's warnings, and what it says on the way, reach stderr; not where asked to be quiet."""
    log = logging.getLogger("tci_sim")
    handler = logging.NullHandler() if quiet else logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    log.addHandler(handler)
    try:
        yield lambda sentence: None if quiet else typer.echo(sentence, err=True)
    except KeyboardInterrupt as stopped:
        typer.echo(str(stopped) or "Stopped; nothing was written.", err=True)
        raise typer.Exit(130) from None
    finally:
        log.removeHandler(handler)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show a bar of months on stderr while a run lasts."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    hidden = quiet or not sys.stderr.isatty()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden) as bar:
        task = bar.add_task("months", total=None)
        yield lambda done, months: bar.update(task, completed=done, total=months)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; every error a user can make is told without a traceback.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands after the name of the program; the arguments of the process where absent.

    Returns
    -------
    int
        The exit code.
    """
    try:
        app(arguments, prog_name="tci-sim")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except TciError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, ScenarioError) else 1
    return 0
