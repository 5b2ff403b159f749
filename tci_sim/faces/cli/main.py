"""The main function: streams, language, interrupts and exit codes.

Results go to stdout, messages to stderr. Exit codes: 0 done, 1 a run failed or the disk did, 2 the input was wrong,
130 Ctrl-C.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import TextIO

import typer

from tci_sim.errors import InputError, TciError, legible
from tci_sim.faces.cli.language import language_on_line, using_language_on_line
from tci_sim.faces.cli.parser import command_line
from tci_sim.faces.cli.reporting import print_warning
from tci_sim.faces.cli.usage import ParserError, UsageFault, report
from tci_sim.messages import message, using_language
from tci_sim.messages.language import language_of_environment
from tci_sim.notices import gathering_warnings
from tci_sim.runs.interrupt import install_interrupt_handler

PROGRAM = "tci-sim"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; every error a user can make is reported without a traceback.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands after the name of the program; the arguments of the process by default.

    Returns
    -------
    int
        The exit code.
    """
    install_interrupt_handler()
    for stream in (sys.stdout, sys.stderr):
        _configure_stream(stream)
    gc.set_threshold(50_000)  # a short command is done before there is anything to collect
    # plugins of other packages have no say in what a scenario means, and to look for them takes time
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        with using_language(language_of_environment(os.environ)):
            return _run_in_its_language(arguments)
    finally:
        if arguments is None and "numpy" not in sys.modules:
            gc.freeze()  # the process ends here, and nothing that it holds has to be let go in order


def _run_in_its_language(arguments: Sequence[str] | None) -> int:
    try:
        language = language_on_line(sys.argv[1:] if arguments is None else arguments)
    except InputError as error:
        return _report(error)
    with using_language_on_line(language), gathering_warnings(print_warning):
        try:
            return _run(arguments)
        except TciError as error:
            return _report(error)


def _run(arguments: Sequence[str] | None) -> int:
    """Parse and run; what the parser raises is reported in our own words."""
    given = None if arguments is None else list(arguments)
    try:
        ended = command_line().main(given, prog_name=PROGRAM, standalone_mode=False)
    except SystemExit as end:
        ended = end.code
    except typer.Abort:
        print(message("cli.stopped"), file=sys.stderr)
        return 1
    except (ParserError, UsageFault) as error:
        report(error)
        return 2
    return ended if isinstance(ended, int) else 0


def _report(error: TciError) -> int:
    """Print an error and return the exit code."""
    wrong = isinstance(error, InputError)
    print(error if wrong else legible(str(error)), file=sys.stderr)
    return 2 if wrong else 1


def _configure_stream(stream: TextIO) -> None:
    """Let a stream take every character: files and pipes are UTF-8, and a screen shows the code of what it lacks.

    On Windows a pipe is by default in the few characters of one language. `PYTHONIOENCODING` is heeded.
    """
    if isinstance(stream, io.TextIOWrapper) and "PYTHONIOENCODING" not in os.environ:
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
