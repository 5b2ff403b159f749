"""`tci-sim app`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.reporting import reporting


def app(
    file: options.ScenarioFile,
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
    """Write such a page to a temporary file and open it in the browser."""
    from tci_sim.faces.cli.page_command import open_page
    from tci_sim.scenario.network_option import load_with_network

    scenario = load_with_network(file, set_, network, allow_outside=allow_outside, sector=sector)
    offered = (lever or (), uncertainty or (), shock or (), measure or (), pairs)
    with reporting(quiet, "runs") as reports:
        open_page(scenario, offered, firm_policy, reports, threads=threads)
