"""`tci-sim optimise`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def optimise(
    file: options.StudyFile,
    out: options.OutOfStudy = "results",
    replications: options.ReplicationsOfStudy = None,
    seed: options.SeedOfStudy = None,
    runs: options.RunsOfSearch = None,
    budget: options.Budget = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfOptimisation = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    cluster: options.Cluster = None,
    page: options.PageOfStudy = None,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Search for a policy; 1 where a run failed."""
    from tci_sim.faces.cli.optimise_command import load_search, search_and_report
    from tci_sim.views.optimise import FORMATS

    given = {"replications": replications, "seed": seed, "runs": runs, "budget": budget}
    study = load_search(file, set_ or (), given, sector, allow_outside=allow_outside)
    with reporting(quiet, "runs") as reports:
        found, files = search_and_report(study, out, page, reports, threads=threads, cluster=cluster)
    print_in(FORMATS, format_, found, files)
    return int(bool(found.failed))
