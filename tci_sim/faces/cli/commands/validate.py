"""`tci-sim validate`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import JSON, TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def validate(
    names: options.Models = None,
    folder: options.FolderOfModels = None,
    full: options.Full = False,
    page: options.PageOfValidation = None,
    format_: options.TableOrJson = TABLE,
) -> int:
    """Compare published models, run as scenarios, with their published figures; 1 where one is missed."""
    from tci_sim.analysis.validation import report
    from tci_sim.faces.cli.validate_command import validate_and_report

    with reporting(counted="runs") as reports:
        found = validate_and_report(names or (), folder, page, reports, full=full)
    print_in({TABLE: report.as_table, JSON: report.as_json}, format_, found)
    return int(not found.passes)
