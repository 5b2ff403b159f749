"""`tci-sim information`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def information(
    file: options.StudyOrFolder,
    measure: options.MeasureOfFutures = None,
    holder: options.HolderOfFutures = None,
    out: options.OutOfFutures = None,
    replications: options.ReplicationsOfStudy = None,
    seed: options.SeedOfStudy = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfInformation = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    cluster: options.Cluster = None,
    page: options.PageOfStudy = None,
    bare: options.NoPictures = False,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Value what it is worth to know before one chooses; 1 where a run failed."""
    from tci_sim.faces.cli.futures_command import Asked, ask_information
    from tci_sim.views.information import FORMATS

    loading = {"set": set_, "sector": sector, "allow_outside": allow_outside}
    given, running = {"replications": replications, "seed": seed}, {"threads": threads, "cluster": cluster}
    asked = Asked(file, measure, holder, loading, given, out, running, page, bare)
    with reporting(quiet, "runs") as reports:
        found = ask_information(asked, reports)
    print_in(FORMATS, format_, *found)
    return int(bool(found[0].outcomes.result.failed))
