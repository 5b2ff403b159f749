"""`tci-sim run`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def run(
    file: options.ScenarioFile,
    seed: options.Seed = 1,
    out: options.OutOfRun = None,
    holders: options.Holders = None,
    month: options.Months = None,
    year: options.Years = None,
    measure: options.Measures = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfRun = TABLE,
    quiet: options.Quiet = False,
    threads: options.Threads = None,
    page: options.PageOfResult = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> None:
    """Run a scenario and print the results of each firm."""
    from tci_sim.scenario.network_option import load_with_network

    scenario = load_with_network(file, set_, network, allow_outside=allow_outside, sector=sector)
    from tci_sim.analysis.by_holder import wanted_of
    from tci_sim.faces.cli.run_command import run_and_report
    from tci_sim.views.run_text import FORMATS

    wanted = wanted_of((measure, holders, month, year), "firm")
    with reporting(quiet) as reports:
        found = run_and_report(scenario, seed, out, reports, wanted, threads=threads, page=page)
    print_in(FORMATS, format_, found, wanted)
