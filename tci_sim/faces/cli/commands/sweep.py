"""`tci-sim sweep`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def sweep(
    file: options.StudyFile,
    out: options.OutOfStudy = "results",
    replications: options.ReplicationsOfStudy = None,
    seed: options.SeedOfStudy = None,
    holders: options.Holders = None,
    month: options.Months = None,
    year: options.Years = None,
    measure: options.Measures = None,
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfStudy = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    cluster: options.Cluster = None,
    page: options.PageOfStudy = None,
    bare: options.NoPictures = False,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Run a study; 1 where a run failed."""
    from tci_sim.faces.cli import sweep_command as of_study
    from tci_sim.views.study import FORMATS

    given, asked = {"replications": replications, "seed": seed}, (measure, holders, month, year)
    study = of_study.load_study_with_options(file, set_ or (), given, sector, allow_outside=allow_outside)
    with reporting(quiet, "runs") as reports:
        study, wanted = of_study.keep_what_is_asked(study, asked, reports)
        found = of_study.report(study, out, page, reports, bare, threads=threads, cluster=cluster)
        with of_study.on_interrupt_all_saved(found[0]):
            print_in(FORMATS, format_, *found, wanted)
    return int(bool(found[0].failed))
