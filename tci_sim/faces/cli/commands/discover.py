"""`tci-sim discover`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def discover(
    file: options.StudyOrFolder,
    policy: options.PolicyOfStudy,
    against: options.Against = None,
    measure: options.MeasureOfFutures = None,
    holder: options.HolderOfFutures = None,
    threshold: options.Threshold = None,
    out: options.OutOfFutures = None,
    replications: options.ReplicationsOfStudy = None,
    seed: options.SeedOfStudy = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfDiscover = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    cluster: options.Cluster = None,
    page: options.PageOfStudy = None,
    bare: options.NoPictures = False,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Find where an alternative of a study fails; 1 where a run failed."""
    from tci_sim.faces.cli.futures_command import Asked, ask_discovery
    from tci_sim.views.discover import FORMATS

    loading = {"set": set_, "sector": sector, "allow_outside": allow_outside}
    given, running = {"replications": replications, "seed": seed}, {"threads": threads, "cluster": cluster}
    asked = Asked(file, measure, holder, loading, given, out, running, page, bare)
    with reporting(quiet, "runs") as reports:
        found = ask_discovery(asked, policy, against, threshold, reports)
    print_in(FORMATS, format_, *found)
    return int(bool(found[0].outcomes.result.failed))
