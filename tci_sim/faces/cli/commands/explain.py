"""`tci-sim explain`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import JSON, TEXT, print_in


def explain(name: options.Name, format_: options.TextOrJson = TEXT) -> None:
    """Explain a parameter or a measure."""
    from tci_sim.scenario.report import explanation_as_json, explanation_as_text, find_name

    parameters, measures = find_name(name)
    units = {each: _unit_of(each.name) for each in measures}
    print_in({TEXT: explanation_as_text, JSON: explanation_as_json}, format_, parameters, units)


def _unit_of(measure: str) -> str:
    """Return the unit of a measure, from where it is declared: with the functions that fill it, which load slowly."""
    from tci_sim.engine.measures.columns import unit_of

    return unit_of(measure)
