"""`tci-sim cite`."""

from functools import partial

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TEXT, print_in


def cite(format_: options.FormatOfCitation = TEXT) -> None:
    """Print how to cite the program."""
    from tci_sim.citation import FORMATS, citation

    print_in({name: partial(citation, name) for name in FORMATS}, format_)
