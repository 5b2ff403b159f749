"""The command line: parse, call one function, print. Results go to stdout, messages to stderr.

Exit codes: 0 done, 1 a run failed or the disk did, 2 the question was wrong, 130 Ctrl-C. What a command needs
is imported when it runs, so that `--help`, `check` and `explain` answer at once.
"""

from __future__ import annotations

import gc
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from tci_sim import completion
from tci_sim.errors import InputError, TciError, legible
from tci_sim.faces.cli.formats import TABLE, format_option
from tci_sim.runs.interrupt import install_interrupt_handler
from tci_sim.version import RESULTS_VERSION, program_version

if TYPE_CHECKING:
    from tci_sim.scenario.schema import Scenario

app = typer.Typer(
    help="A laboratory for quality strategies: competing firms, their value networks and their customers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich's help takes as long to import as all the rest
)


LARGEST_SEED = 2**63 - 1
"""Draws are keyed by numbers of 64 bits."""


class TextFormat(StrEnum):
    """What the commands print that run nothing."""

    TEXT = "text"
    JSON = "json"


class CitationFormat(StrEnum):
    """What `cite` prints."""

    TEXT = "text"
    BIBTEX = "bibtex"
    JSON = "json"
    CFF = "cff"


class TableFormat(StrEnum):
    """What the commands print that hold something against something."""

    TABLE = "table"
    JSON = "json"


PlainFormat = Annotated[
    TextFormat, typer.Option("--format", help="For people, or one JSON object of a documented shape.")
]
File = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario: its file (YAML), or its name in the library.",
        autocompletion=completion.scenarios,
    ),
]
Files = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO...",
        help="Scenarios: files (YAML), or names in the library.",
        autocompletion=completion.scenarios,
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Override a value of the file; may be repeated.",
        autocompletion=completion.settings,
    ),
]
Networks = Annotated[
    list[str] | None,
    typer.Option(
        "--network",
        metavar="FILE",
        help="Use this network: a .graphml file, a .csv file in the format of Willems (2008), or given twice "
        "the tables of nodes and edges; files, or names in the library.",
    ),
]
AllowOutside = Annotated[
    bool, typer.Option("--allow-outside", help="Let the scenario name files outside its folder.")
]


@app.command()
def run(
    file: File,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="Random seed.")] = 1,
    out: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Save the result and its charts in this folder.")
    ] = None,
    set_: Set = None,
    format_: Annotated[
        str,
        format_option(
            "tci_sim.views.run_text", "Last year of each firm as table or json, or all months as csv."
        ),
    ] = TABLE,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Suppress progress and messages.")] = False,
    threads: Annotated[
        int | None, typer.Option(min=1, max=256, help="Threads for large markets; does not affect results.")
    ] = None,
    network: Networks = None,
    allow_outside: AllowOutside = False,
) -> None:
    """Run a scenario and report the results of each firm."""
    from tci_sim.scenario.load import load

    with _messages(quiet) as say:
        question = _with_network(load(file, set_ or (), allow_outside=allow_outside), network or [])
        from tci_sim.compile_model import ensure_compiled
        from tci_sim.faces.cli.run_command import run_and_save
        from tci_sim.views.run_text import FORMATS

        ensure_compiled(say)
        with _progress(quiet) as progress:
            found = run_and_save(question, seed, out, threads=threads, on_progress=progress)
        if found.reused:
            say("Reused an existing result: nothing was run.")
        for path in (*([found.folder] if found.folder else []), *found.pictures):
            say(str(path))
    typer.echo(FORMATS[format_](found), nl=False)


@app.command()
def review(
    file: File,
    firm: Annotated[
        str | None, typer.Option(metavar="NAME", help="Firm to show; the focal firm by default.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Random seed.")] = 1,
    out: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Save the result and the chart in this folder.")
    ] = None,
    set_: Set = None,
    format_: Annotated[
        str,
        format_option(
            "tci_sim.views.review_text", "One column a round as table, or all lines as json or csv."
        ),
    ] = TABLE,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Suppress progress and messages.")] = False,
    threads: Annotated[
        int | None, typer.Option(min=1, max=256, help="Threads for large markets; does not affect results.")
    ] = None,
    network: Networks = None,
    allow_outside: AllowOutside = False,
) -> None:
    """Show the customer satisfaction review process of a firm, round by round.

    Feedback, decisions, costs and results in eight steps; the steps are partly reconstructed.
    """
    from tci_sim.scenario.load import load

    with _messages(quiet) as say:
        question = _with_network(load(file, set_ or (), allow_outside=allow_outside), network or [])
        from tci_sim.compile_model import ensure_compiled
        from tci_sim.faces.cli.review_command import run_and_draw_review
        from tci_sim.views.review_text import FORMATS

        ensure_compiled(say)
        with _progress(quiet) as progress:
            found, name, pictures = run_and_draw_review(
                question, firm, seed, out, threads=threads, on_progress=progress
            )
        for path in (*([found.folder] if found.folder else []), *pictures):
            say(str(path))
    typer.echo(FORMATS[format_](found, name, pictures), nl=False)


@app.command()
def compare(
    files: Files,
    regimes: Annotated[
        str | None,
        typer.Option(metavar="all", help="Compare all policies of the scenario for its focal firm."),
    ] = None,
    firm_policy: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Compare these policies; the first is the reference.",
            autocompletion=completion.policies,
        ),
    ] = None,
    replications: Annotated[
        int, typer.Option(min=2, help="Replications per scenario, with common seeds.")
    ] = 20,
    precision: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MEASURE=HALFWIDTH",
            help="Add replications until the confidence interval has this half-width.",
            autocompletion=completion.measures,
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=2, help="Maximum number of replications with --precision.")] = 200,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="Seed of the first replication.")] = 1,
    out: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Save the comparison and its charts in this folder.")
    ] = None,
    set_: Set = None,
    format_: Annotated[
        str,
        format_option("tci_sim.views.comparison_text", "Differences as table, json, or csv of all measures."),
    ] = TABLE,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Suppress progress and messages.")] = False,
    threads: Annotated[
        int | None, typer.Option(min=1, max=256, help="Number of parallel runs; does not affect results.")
    ] = None,
    network: Networks = None,
    allow_outside: AllowOutside = False,
) -> None:
    """Compare scenarios, or policies of one firm, with common random numbers.

    The first file or policy is the reference; with --regimes all, the policy that the focal firm has in the file.
    """
    from tci_sim.scenario.load import load

    with _messages(quiet) as say:
        scenarios = {
            file: _with_network(load(file, set_ or (), allow_outside=allow_outside), network or [])
            for file in files
        }
        from tci_sim.compile_model import ensure_compiled
        from tci_sim.faces.cli import compare_command
        from tci_sim.views.comparison_text import FORMATS

        named = compare_command.named_scenarios(files, scenarios, firm_policy, regimes)
        wanted = compare_command.parse_precision(precision or ())
        ensure_compiled(say)
        with _progress(quiet, "runs") as progress:
            found, folder, pictures = compare_command.compare_and_save(
                named, out, replications=replications, seed=seed, precision=wanted, limit=limit,
                threads=threads, on_progress=progress, on_message=say,
            )  # fmt: skip
        for path in (*([folder] if folder else []), *pictures):
            say(str(path))
    typer.echo(FORMATS[format_](found, pictures), nl=False)
    if found.failed:
        raise typer.Exit(1)


@app.command()
def sweep(
    file: Annotated[
        str,
        typer.Argument(
            metavar="STUDY",
            help="A study: its file (YAML), or its name in the library.",
            autocompletion=completion.studies,
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            metavar="FOLDER", help="Save runs and charts in this folder; results already there are reused."
        ),
    ] = "results",
    replications: Annotated[
        int | None, typer.Option(min=1, help="Replications per case; overrides the file.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of the first replication; overrides the file.")
    ] = None,
    set_: Set = None,
    format_: Annotated[
        str,
        format_option(
            "tci_sim.views.study", "What was found as table or json, or the figures of every run as csv."
        ),
    ] = TABLE,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Suppress progress and messages.")] = False,
    threads: Annotated[
        int | None, typer.Option(min=1, max=256, help="Number of parallel runs; does not affect results.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Run on a Dask cluster: its scheduler, such as tcp://10.0.0.1:8786."
        ),
    ] = None,
    page: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write question, table and pictures as a page (Markdown)."),
    ] = None,
    allow_outside: AllowOutside = False,
) -> None:
    """Run a study; rerun the command to resume it."""
    with _messages(quiet) as say:
        from tci_sim.compile_model import ensure_compiled
        from tci_sim.faces.cli import sweep_command

        study = sweep_command.load_study_with_options(
            file, set_ or (), replications=replications, seed=seed, allow_outside=allow_outside
        )
        ensure_compiled(say)
        with _progress(quiet, "runs") as progress:
            found, pictures = sweep_command.sweep_and_save(
                study, out, threads=threads, cluster=cluster, on_progress=progress, on_message=say
            )
        from tci_sim.views.study import FORMATS
        from tci_sim.views.study_page import write_page

        with sweep_command.on_interrupt_all_saved(found):
            written_to = write_page(found, pictures, page, file) if page else ()
            written = FORMATS[format_](found, pictures)
        for path in (found.folder, *pictures, *written_to):
            say(str(path))
    typer.echo(written, nl=False)
    if found.failed:
        raise typer.Exit(1)


@app.command()
def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Scenarios and studies: files (YAML), or names in the library.",
            autocompletion=completion.scenarios_and_studies,
        ),
    ],
    set_: Set = None,
    network: Networks = None,
    allow_outside: AllowOutside = False,
    deep: Annotated[
        bool, typer.Option("--deep", help="List levers and uncertainties that have no effect; takes a while.")
    ] = False,
    format_: PlainFormat = TextFormat.TEXT,
) -> None:
    """Check scenario and study files; prints nothing if they are valid.

    Networks they refer to are checked too; all errors are reported at once.
    """
    from tci_sim.scenario.files import IsStudyError
    from tci_sim.scenario.load import load

    faults: list[str] = []
    dead: list[dict[str, Any]] = []
    with _messages(quiet=False) as say:
        for file in files:
            try:
                scenario = _with_network(load(file, set_ or (), allow_outside=allow_outside), network or [])
                _check_network(scenario)
                dead += _find_inactive(file, scenario, say) if deep else []
            except IsStudyError:
                faults += _faults_of_study(file, set_ or (), allow_outside=allow_outside)
            except InputError as error:
                faults += error.faults
    if format_ is TextFormat.JSON:
        from tci_sim.scenario.report import check_as_json

        typer.echo(check_as_json(files, faults, dead if deep else None), nl=False)
    elif dead:
        from tci_sim.analysis.inactive_parameters import format_report

        typer.echo(format_report(dead), nl=False)
    if faults:
        raise InputError(*faults)


@app.command()
def show(
    file: File, set_: Set = None, allow_outside: AllowOutside = False, format_: PlainFormat = TextFormat.TEXT
) -> None:
    """Show every value and where it came from.

    Values come with the file and line that set them, or as defaults, after bases and policies are resolved;
    levers (a firm's to set) and uncertainties (the world's) are named so.
    """
    from tci_sim.scenario import report
    from tci_sim.scenario.load import resolve

    found = resolve(file, set_ or (), allow_outside=allow_outside)
    typer.echo(
        report.values_as_json(found) if format_ is TextFormat.JSON else report.values_as_text(found), nl=False
    )


@app.command()
def validate(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="Published models: names in the library, or scenario files with NAME.targets.yaml beside them; "
            "all of the library, where none is named.",
            autocompletion=completion.published_models,
        ),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Run the full number of replications; takes minutes.")
    ] = False,
    page: Annotated[
        str | None,
        typer.Option("--page", metavar="FILE.md", help="Write the validation page, its pictures beside it."),
    ] = None,
    format_: Annotated[
        TableFormat, typer.Option("--format", help="A table, or one JSON object of a documented shape.")
    ] = TableFormat.TABLE,
) -> None:
    """Compare published models, run as scenarios, with their published figures.

    The exit code is 1 where one does not come out.
    """
    from tci_sim.analysis.validation import report
    from tci_sim.analysis.validation.page import page_at, write_page
    from tci_sim.analysis.validation.validate import validate

    place = None if page is None else page_at(page)
    with _messages(quiet=False) as say, _progress(quiet=False, of="runs") as progress:
        found = validate(names or (), full=full, on_progress=progress, on_message=say)
        if place is not None:
            say(f"Wrote {', '.join(map(str, write_page(found, place)))}.")
    typer.echo(report.as_json(found) if format_ is TableFormat.JSON else report.as_table(found), nl=False)
    if not found.passes:
        raise typer.Exit(1)


@app.command()
def selfcheck(format_: PlainFormat = TextFormat.TEXT) -> None:
    """Check that results on this machine are bit-identical to the release.

    Compiles, runs a small world in several ways, keeps it, reads it back. The exit code is 1 where any bit differs.
    """
    from tci_sim.analysis.selfcheck import check, report

    with _messages(quiet=False) as say:
        found = check.selfcheck(say)
    typer.echo(report.as_json(found) if format_ is TextFormat.JSON else report.format_text(found), nl=False)
    if not all(each.passes for each in found):
        raise typer.Exit(1)


@app.command()
def explain(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A parameter, a measure, a group, a policy or a shock; by name or label. Absent: a list of groups.",
            autocompletion=completion.names,
        ),
    ] = "",
    format_: PlainFormat = TextFormat.TEXT,
) -> None:
    """Explain a parameter, a measure, a group, a policy or a kind of shock.

    Meaning and unit; for a parameter also its default, range, source and kind (lever, uncertainty or setting).
    """
    from tci_sim.scenario.lookup import find_name
    from tci_sim.views.explain import explanation_as_json, explanation_as_text

    write = explanation_as_json if format_ is TextFormat.JSON else explanation_as_text
    typer.echo(write(find_name(name)), nl=False)


@app.command()
def schema(
    policy: Annotated[
        bool, typer.Option("--policy", help="Print the schema of policy files instead.")
    ] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from tci_sim.scenario.json_schema import policy_schema, scenario_schema

    typer.echo(json.dumps(policy_schema() if policy else scenario_schema(), indent=1, ensure_ascii=False))


@app.command()
def new(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="The file to write; or a name in the library, to write a copy of it here.",
            autocompletion=completion.all_of_the_library,
        ),
    ],
) -> None:
    """Create a starter file: a commented scenario, or a copy of a library file.

    A copy names what it rests on as the library does, and so loads from any folder.
    """
    from tci_sim.scenario.starter import write_starter

    typer.echo(write_starter(file), err=True)


@app.command()
def cite(
    format_: Annotated[
        CitationFormat,
        typer.Option("--format", help="A sentence, or what BibTeX, reference managers or GitHub read."),
    ] = CitationFormat.TEXT,
) -> None:
    """Print how to cite the program."""
    from tci_sim.citation import citation

    typer.echo(citation(format_), nl=False)


@app.command()
def library() -> None:
    """List the files of the library, by kind, with a description of each."""
    from tci_sim.scenario.library_report import as_text

    typer.echo(as_text(), nl=False)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"tci-sim {program_version()}, results version {RESULTS_VERSION}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print versions and stop.")
    ] = False,
) -> None:
    """Hold the options that stand before the command."""


def _check_network(scenario: Scenario) -> None:
    """Read the network files that a scenario names; a network that is generated was checked with the scenario."""
    if not scenario.network.roles:
        from tci_sim.world.build_network import network_of
        from tci_sim.world.future import future_of

        future_of(scenario, network_of(scenario))


def _faults_of_study(file: str, overrides: Sequence[str], *, allow_outside: bool) -> tuple[str, ...]:
    from tci_sim.designs.study_file import load_study

    try:
        load_study(file, overrides, allow_outside=allow_outside)
    except InputError as error:
        return error.faults
    return ()


def _find_inactive(file: str, scenario: Scenario, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Find what acts on nothing, with a bar of what has been looked at."""
    from tci_sim.analysis.inactive_parameters import find_inactive

    with _progress(quiet=False, of="levers") as progress:
        found = find_inactive(scenario, on_progress=progress, on_message=say)
    return [{"file": file, **asdict(each)} for each in found]


def _with_network(scenario: Scenario, files: list[str]) -> Scenario:
    """Put network files in the place of the scenario's own network; who names a file here may use it."""
    from tci_sim.scenario.library import NETWORK, find
    from tci_sim.scenario.load import variant

    if not files:
        return scenario
    files = [find(file, NETWORK) for file in files]
    kinds = {1: "graphml" if files[0].endswith(".graphml") else "willems", 2: "nodes edges"}.get(len(files))
    if kinds is None:
        raise InputError(f"--network: is given {len(files)} times: must be one file, or nodes and edges.")
    own = ("roles", "tiers", "supplier_contributions", "nodes", "edges", "graphml", "willems")
    named = {
        f"network.{kind}": os.path.abspath(file) for kind, file in zip(kinds.split(), files, strict=True)
    }
    return variant(scenario, {**{f"network.{name}": None for name in own}, **named})


@contextmanager
def _messages(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Let the package's warnings reach stderr, and what it says on the way where it was not asked to be quiet."""
    log = logging.getLogger("tci_sim")
    handler = _ToStderr()
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    log.addHandler(handler)
    try:
        yield lambda sentence: None if quiet else print(sentence, file=sys.stderr)
    except KeyboardInterrupt as stopped:
        typer.echo(str(stopped) or "Stopped; nothing was written.", err=True)
        raise typer.Exit(130) from None
    finally:
        log.removeHandler(handler)


class _ToStderr(logging.Handler):
    """Writes to stderr as it is at that moment: a bar that stands there makes room for it."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), file=sys.stderr)


@contextmanager
def _progress(quiet: bool, of: str = "months") -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr while a run lasts, or many."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    hidden = quiet or not sys.stderr.isatty()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden) as bar:
        task = bar.add_task(of, total=None)
        yield lambda done, all_: bar.update(task, completed=done, total=all_)


def _configure_stream(stream: TextIO) -> None:
    """Let a stream take every character: files and pipes are UTF-8, and a screen shows the code of what it lacks.

    On Windows a pipe is by default in the few characters of one language. `PYTHONIOENCODING` is heeded.
    """
    if isinstance(stream, io.TextIOWrapper) and "PYTHONIOENCODING" not in os.environ:
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


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
    install_interrupt_handler()
    for stream in (sys.stdout, sys.stderr):
        _configure_stream(stream)
    gc.set_threshold(50_000)  # a command that only tells has done before there is anything to collect
    # plugins of other packages have no say in what a scenario means, and to look for them takes time
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        app(arguments, prog_name="tci-sim")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except TciError as error:
        wrong = isinstance(error, InputError)
        print(error if wrong else legible(str(error)), file=sys.stderr)
        return 2 if wrong else 1
    finally:
        if arguments is None and "numpy" not in sys.modules:
            gc.freeze()  # the process ends here, and nothing that it holds has to be let go in order
    return 0
