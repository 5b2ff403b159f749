"""`tci-sim answer`."""

from tci_sim.faces.cli import options
from tci_sim.faces.cli.formats import TABLE, print_in
from tci_sim.faces.cli.reporting import reporting


def answer(
    files: options.FilesOrFolder,
    firm_policy: options.FirmPolicy = None,
    regimes: options.Regimes = None,
    measure: options.MeasureOfAnswer = None,
    flip: options.WithFlips = False,
    no_why: options.NoWhy = False,
    study: options.StudyOfAnswer = None,
    replications: options.Replications = 20,
    seed: options.FirstSeed = 1,
    out: options.PageOfAnswer = None,
    kept: options.Kept = "results",
    set_: options.Set = None,
    sector: options.Sector = None,
    format_: options.FormatOfAnswer = TABLE,
    quiet: options.Quiet = False,
    threads: options.ParallelRuns = None,
    cluster: options.Cluster = None,
    network: options.Network = None,
    allow_outside: options.AllowOutside = False,
) -> int:
    """Write one page for those who decide; 1 where a run failed."""
    from tci_sim.faces.cli.answer_command import Compared, Wanted, answer_and_write
    from tci_sim.views.decision import FORMATS

    wanted = Wanted(out, kept, flip, not no_why, study)
    given = Compared(files, firm_policy, regimes, set_, sector, network, allow_outside=allow_outside)
    with reporting(quiet, "runs") as reports:
        many = {"replications": replications, "seed": seed, "threads": threads, "cluster": cluster}
        found = answer_and_write(given, measure, wanted, reports, **many)
    if out is None:
        print_in(FORMATS, format_, *found)
    return int(bool(found[0].comparison.failed))
