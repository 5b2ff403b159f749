"""`tci-sim selfcheck`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import JSON, TEXT, print_in
from tci_sim.faces.cli.reporting import reporting


def selfcheck(format_: options.TextOrJson = TEXT) -> int:
    """Check that results on this machine are bit-identical to the release; 1 where a bit differs."""
    from tci_sim.analysis.selfcheck import check, report

    with reporting() as reports:
        found = check.selfcheck(reports.say)
    print_in({TEXT: report.format_text, JSON: report.as_json}, format_, found)
    return int(not all(each.passes for each in found))
