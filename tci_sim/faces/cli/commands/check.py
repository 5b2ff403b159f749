"""`tci-sim check`."""

from tci_sim.errors import InputError
from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TEXT, print_in
from tci_sim.faces.cli.reporting import reporting


def check(
    files: options.AnyFiles,
    set_: options.Set = None,
    sector: options.Sector = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
    deep: options.Deep = False,
    format_: options.TextOrJson = TEXT,
) -> None:
    """Check scenario and study files, and show what each policy costs in a year."""
    from tci_sim.analysis.check_files import check_files
    from tci_sim.views.check import FORMATS

    with reporting(counted="parameters") as reports:
        found = check_files(
            files, set_, network, sector=sector, allow_outside=allow_outside, deep=deep,
            on_progress=reports.progress, on_message=reports.say,
        )  # fmt: skip
    print_in(FORMATS, format_, found)
    if found.faults:
        raise InputError(*found.faults)
