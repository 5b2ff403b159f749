"""`tci-sim review`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def review(
    file: options.ScenarioFile,
    firm: options.Firm = None,
    round_: options.Round = None,
    horizon: options.Horizon = None,
    replications: options.ReplicationsOfReturn = None,
    seed: options.Seed = 1,
    out: options.OutOfRun = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfReview = TABLE,
    quiet: options.Quiet = False,
    threads: options.Threads = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Print the review process of a firm round by round, or its return on quality with a control; 1: a run failed."""
    from tci_sim.scenario.network_option import load_with_network

    scenario = load_with_network(file, set_, network, allow_outside=allow_outside, sector=sector)
    from tci_sim.faces.cli.review_command import asked_of_round, report

    asked = asked_of_round(round_, horizon=horizon, replications=replications)
    with reporting(quiet, "runs" if asked else "months") as reports:
        formats, found, failed = report(scenario, firm, seed, out, reports, asked, threads=threads)
    print_in(formats, format_, *found)
    return int(failed)
