"""`tci-sim lessons`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in


def lessons(format_: options.TableOrJson = TABLE) -> None:
    """List the lessons of the library."""
    from tci_sim.views.lessons import FORMATS

    print_in(FORMATS, format_)
