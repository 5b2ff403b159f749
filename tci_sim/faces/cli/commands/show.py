"""`tci-sim show`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import JSON, TEXT, print_in


def show(
    file: options.ScenarioFile,
    set_: options.Set = None,
    sector: options.Sector = None,
    allow_outside: options.AllowOutside = False,
    format_: options.TextOrJson = TEXT,
) -> None:
    """Print every value of a scenario and where it came from."""
    from tci_sim.scenario import report
    from tci_sim.scenario.load import resolve

    found = resolve(file, set_ or (), sector=sector, allow_outside=allow_outside)
    print_in({TEXT: report.values_as_text, JSON: report.values_as_json}, format_, found)
