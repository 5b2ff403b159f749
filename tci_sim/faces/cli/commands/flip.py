"""`tci-sim flip`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def flip(
    files: options.ScenarioFiles,
    firm_policy: options.PoliciesOfFlip = None,
    measure: options.MeasureOfFlip = None,
    holder: options.HolderOfFlip = None,
    parameters: options.Parameters = None,
    replications: options.Replications = 20,
    first: options.First = 4,
    largest: options.Largest = 20,
    pairs: options.StrongestInPairs = 0,
    seed: options.FirstSeed = 1,
    out: options.OutOfStudy = "results",
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfFlip = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    cluster: options.Cluster = None,
    page: options.PageOfStudy = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Find the values of assumptions at which two alternatives change places; 1 where a run failed."""
    from tci_sim.faces.cli.flip_command import alternatives_and_parameters, find_and_report, scenarios
    from tci_sim.views.flip import FORMATS

    named = scenarios(files, set_, network, allow_outside=allow_outside, sector=sector)
    given = {"firm_policies": firm_policy, "parameters": parameters, "measure": measure, "holder": holder}
    asked = alternatives_and_parameters(named, given, seed, out, quiet)
    many = {"replications": replications, "few": first, "largest": largest, "pairs": pairs, "seed": seed}
    with reporting(quiet, "runs") as reports:
        found = find_and_report(asked, out, page, reports, threads=threads, cluster=cluster, **many)
    print_in(FORMATS, format_, *found)
    return int(bool(found[0].failed))
