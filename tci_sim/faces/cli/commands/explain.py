"""`tci-sim explain`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import JSON, TEXT, print_in


def explain(name: options.Name = "", format_: options.TextOrJson = TEXT) -> None:
    """Explain a parameter, a measure, a group, a policy or a kind of shock; without a name list the groups."""
    from tci_sim.scenario.lookup import find_name
    from tci_sim.views.explain import explanation_as_json, explanation_as_text

    print_in({TEXT: explanation_as_text, JSON: explanation_as_json}, format_, find_name(name))
