"""The entry point of the command line, `tci_sim.cli:main`."""

from tci_sim.faces.cli.main import main as main
