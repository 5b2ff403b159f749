"""The main function: streams, language and exit codes.

Results go to stdout, messages to stderr. Exit codes: 0 done, 1 a run failed, or the disk, or results could not be
printed, 2 the input was wrong, 130 Ctrl-C, 141 the reader of the results went away.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

import typer

from tci_sim.errors import InputError, TciError, legible, system_reason
from tci_sim.faces.cli.language import language_on_line, using_language_on_line
from tci_sim.faces.cli.parser import Stopped, command_line
from tci_sim.faces.cli.reporting import print_warning
from tci_sim.faces.cli.usage import ParserError, UsageFault, report
from tci_sim.messages import Message, message, using_language
from tci_sim.messages.language import language_of_environment
from tci_sim.notices import gathering_warnings
from tci_sim.runs.interrupt import raise_if_interrupted
from tci_sim.streams import safe_streams

PROGRAM = "tci-sim"


def run_line(arguments: Sequence[str] | None) -> int:
    """Run a command line; every error a user can make is reported without a traceback.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands after the name of the program; the arguments of the process by default.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C, with a sentence where there is something to say of what stays.
    """
    gc.set_threshold(50_000)  # a short command is done before there is anything to collect
    # plugins of other packages have no say in what a scenario means, and to look for them takes time
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        with safe_streams() as output, using_language(language_of_environment(os.environ)):
            code = _run_in_its_language(arguments)
            raise_if_interrupted()
            return output.code(code)
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
            _check_text(sys.argv[1:] if arguments is None else arguments)
            return _run(arguments)
        except TciError as error:
            raise_if_interrupted()
            return _report(error)
        except OSError as error:
            raise_if_interrupted()
            print(_fault_of_system(error), file=sys.stderr)
            return 1


def _run(arguments: Sequence[str] | None) -> int:
    """Parse and run; what the parser raises is reported in our own words."""
    given = None if arguments is None else list(arguments)
    try:
        ended = command_line().main(given, prog_name=PROGRAM, standalone_mode=False)
    except Stopped as stopped:
        raise KeyboardInterrupt(*stopped.args) from None
    except SystemExit as end:
        ended = end.code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except (ParserError, UsageFault) as error:
        report(error)
        return 2
    return ended if isinstance(ended, int) else 0


def _check_text(arguments: Sequence[str]) -> None:
    """Refuse what is no text: names whose bytes mean nothing where a system knows but the letters of English."""
    wrong = [each for each in arguments if any("\ud800" <= character <= "\udfff" for character in each)]
    if wrong:
        raise InputError(*(message("cli.not_text", value=legible(each)) for each in wrong))


def _folder_is_gone() -> bool:
    """Whether the folder that the program was started in has been deleted, so that no file is found from there."""
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def _fault_of_system(error: OSError) -> Message:
    """Return what is wrong with the system where nobody nearer to it has said so."""
    if _folder_is_gone():
        return message("cli.no_working_folder")
    if error.filename is None:
        return message("cli.system", reason=system_reason(error))
    return message("cli.system_file", where=legible(os.fsdecode(error.filename)), reason=system_reason(error))


def _report(error: TciError) -> int:
    """Print an error and return the exit code; where there is no folder to look in, nothing else is wrong."""
    if _folder_is_gone():
        print(message("cli.no_working_folder"), file=sys.stderr)
        return 1
    wrong = isinstance(error, InputError)
    print(error if wrong else legible(str(error)), file=sys.stderr)
    return 2 if wrong else 1
