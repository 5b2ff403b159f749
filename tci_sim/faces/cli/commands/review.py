"""`tci-sim review`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def review(
    file: options.ScenarioFile,
    firm: options.Firm = None,
    seed: options.Seed = 1,
    out: options.OutOfRun = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfReview = TABLE,
    quiet: options.Quiet = False,
    threads: options.Threads = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> None:
    """Print the customer satisfaction review process of a firm, round by round."""
    from tci_sim.scenario.network_option import load_with_network

    scenario = load_with_network(file, set_, network, allow_outside=allow_outside, sector=sector)
    from tci_sim.faces.cli.review_command import review_and_report
    from tci_sim.views.review_text import FORMATS

    with reporting(quiet) as reports:
        found = review_and_report(scenario, firm, seed, out, reports, threads=threads)
    print_in(FORMATS, format_, *found)
