"""What the command line says where Ctrl-C has stopped it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tci_sim.errors import InputError
from tci_sim.faces.cli.language import language_on_line
from tci_sim.messages import Language, message, using_language
from tci_sim.messages.language import language_of_environment
from tci_sim.streams import safe_streams

STOPPED = 130
"""The exit code of a program that Ctrl-C has stopped: 128, and the number of the signal."""


def report_stop(stopped: KeyboardInterrupt, arguments: Sequence[str] | None) -> int:
    """Print what an interrupt says, or that it has stopped the command, and return the exit code.

    Parameters
    ----------
    stopped : KeyboardInterrupt
        What it says is what stays of the work.
    arguments : sequence of str, optional
        The command line, which may name a language; by default that of this process.
    """
    with safe_streams(), using_language(_language(sys.argv[1:] if arguments is None else arguments)):
        print(str(stopped) or message("stopped.word"), file=sys.stderr)
    exec("")  # Python ends with a signal, not a code, where the text that it ran last was interrupted
    return STOPPED


def _language(arguments: Sequence[str]) -> Language:
    """Return the language that the line names, or else that of the environment."""
    try:
        return language_on_line(arguments) or language_of_environment(os.environ)
    except InputError:
        return language_of_environment(os.environ)
