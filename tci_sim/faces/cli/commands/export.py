"""`tci-sim export`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.reporting import reporting


def export(
    file: options.ScenarioFile,
    output: options.NewPage,
    lever: options.LeversOfPage = None,
    uncertainty: options.UncertaintiesOfPage = None,
    shock: options.ShocksOfPage = None,
    measure: options.MeasuresOfPage = None,
    pairs: options.Pairs = None,
    firm_policy: options.FirmPolicy = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> None:
    """Write a page in which the levers of a scenario can be moved."""
    from tci_sim.faces.cli.page_command import checked_place, export_page
    from tci_sim.scenario.network_option import load_with_network

    place = checked_place(output)
    scenario = load_with_network(file, set_, network, allow_outside=allow_outside, sector=sector)
    offered = (lever or (), uncertainty or (), shock or (), measure or (), pairs)
    with reporting(quiet, "runs") as reports:
        export_page(scenario, place, offered, firm_policy, reports, threads=threads)
