"""`tci-sim compare`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def compare(
    files: options.ScenarioFiles,
    regimes: options.Regimes = None,
    firm_policy: options.FirmPolicy = None,
    replications: options.Replications = 20,
    precision: options.Precision = None,
    limit: options.Limit = 200,
    seed: options.FirstSeed = 1,
    out: options.OutOfComparison = None,
    holders: options.Holders = None,
    month: options.Months = None,
    year: options.Years = None,
    measure: options.Measures = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfComparison = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    cluster: options.Cluster = None,
    page: options.PageOfResult = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Compare scenarios, or policies of one firm; 1 where a run failed."""
    from tci_sim.faces.cli.compare_command import compare_and_report, load_all, named_scenarios
    from tci_sim.views.comparison_text import FORMATS

    loaded = load_all(files, set_, network, allow_outside=allow_outside, sector=sector)
    named = named_scenarios(files, loaded, firm_policy, regimes)
    many = {"replications": replications, "limit": limit, "seed": seed, "threads": threads}
    with reporting(quiet, "runs") as reports:
        asked = (measure, holders, month, year)
        found = compare_and_report(named, out, page, precision or (), asked, reports, cluster=cluster, **many)
    print_in(FORMATS, format_, *found)
    return int(bool(found[0].failed))
