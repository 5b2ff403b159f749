"""The entry point of the command line, `tci_sim.cli:main`: nothing is imported before Ctrl-C has its guard.

The guard of the command itself begins in `tci_sim/__init__.py`, before the lines of the script that call `main`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; Ctrl-C ends it with a word and code 130, at whatever moment it comes.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands after the name of the program; by default the arguments of this process, which ends with the
        command.

    Returns
    -------
    int
        The exit code.
    """
    try:
        from tci_sim import early_presses
        from tci_sim.runs.interrupt import remembering_interrupts

        with remembering_interrupts(until_the_end=arguments is None):
            if early_presses:
                raise KeyboardInterrupt
            from tci_sim.faces.cli.main import run_line

            return run_line(arguments)
    except KeyboardInterrupt as stopped:
        if arguments is None:
            import signal

            signal.signal(signal.SIGINT, signal.SIG_IGN)
        from tci_sim.faces.cli.stopping import report_stop

        return report_stop(stopped, arguments)
