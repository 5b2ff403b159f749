"""`tci-sim lessons`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def lessons(
    names: options.Lessons = None,
    handout: options.Handout = None,
    format_: options.TableOrJson = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
) -> None:
    """List the lessons of the library, or write what is handed out in class."""
    from tci_sim.faces.cli.classroom_command import check_names, write_all_handouts
    from tci_sim.views.lessons import FORMATS

    check_names(names, handout)
    if handout is None:
        print_in(FORMATS, format_)
        return
    with reporting(quiet, "runs") as reports:
        write_all_handouts(names, handout, reports, threads=threads)
